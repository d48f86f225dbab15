//! Weighs reading and writing. What it costs is for `/usr/bin/time -v` to say.
//!
//! `weigh write FILE ROWS` exports a table of 20 columns, `weigh read FILE [ROWS]` reads a workbook in a process of its own (the
//! binary `sheet-read` beside this one) and shows its first rows, `weigh annotate FILE INTO` remarks on every tenth row,
//! `weigh book LIST INTO` makes a workbook of 20 columns of a CSV list whose cells hold no commas.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a tool for ourselves: a panic is the report")]

use std::collections::BTreeMap;
use std::io::BufWriter;
use std::ops::ControlFlow;

use sheet::{
    CellRemark, Column, File, Kind, Limits, Mark, Met, Reader, Remarks, RowRemarks, SheetRemarks, Value,
    Writer,
};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["write", file, rows] => write(file, rows.parse().expect("a number of rows")),
        ["read", file] => read(file, 2).await,
        ["read", file, rows] => read(file, rows.parse().expect("a number of rows")).await,
        ["annotate", file, into] => annotate(file, into),
        ["book", list, into] => book(list, into),
        _ => println!("weigh write FILE ROWS | read FILE [ROWS] | annotate FILE INTO | book LIST INTO"),
    }
}

fn write(file: &str, rows: u32) {
    let mut writer = Writer::new(BufWriter::new(std::fs::File::create(file).unwrap()));
    let columns: Vec<Column> =
        (0..20).map(|number| Column::new(format!("Kolom {number}"), Kind::Text)).collect();
    writer.sheet("Data", &columns).unwrap();
    for row in 0..rows {
        let value = |column: u32| match column % 4 {
            0 => Value::Number(f64::from(row * column)),
            _ => Value::Text(format!("Jalan Mawar {row} nomor {column}")),
        };
        let values: Vec<Value> = (0..20).map(value).collect();
        writer.row(values.iter().map(Some)).unwrap();
    }
    writer.finish().unwrap();
}

/// The list's header stands below a title and an empty line. Its numbers of up to nine digits become numbers, as a
/// spreadsheet would have them; notes fill the columns up.
fn book(list: &str, into: &str) {
    const COLUMNS: usize = 20;
    let list = std::fs::read_to_string(list).unwrap();
    let mut lines = list.lines().skip(2).map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let mut heads = lines.next().expect("a header");
    let known = heads.len();
    heads.extend((known..COLUMNS).map(|column| format!("KETERANGAN {column}")));
    let columns: Vec<Column> = heads.into_iter().map(|head| Column::new(head, Kind::Text)).collect();
    let mut writer = Writer::new(BufWriter::new(std::fs::File::create(into).unwrap()));
    writer.sheet("Data", &columns).unwrap();
    for (row, cells) in lines.enumerate() {
        let value = |cell: String| match cell.parse::<f64>() {
            Ok(number) if cell.len() < 10 && !cell.starts_with('0') => Value::Number(number),
            _ => Value::Text(cell),
        };
        let notes = (known..COLUMNS).map(|column| Value::Text(format!("catatan {}", (row + column) % 97)));
        let values: Vec<Value> = cells.into_iter().map(value).chain(notes).collect();
        writer.row(values.iter().map(Some)).unwrap();
    }
    writer.finish().unwrap();
}

async fn read(file: &str, most: u32) {
    let program = std::env::current_exe().unwrap();
    let program = program.ancestors().nth(2).expect("the folder of the build").join("sheet-read");
    let mut reading = Reader::new(program, "read").read(File::open(file.as_ref()).unwrap()).unwrap();
    let mut shown = 0;
    let outcome = loop {
        match reading.next().await {
            Ok(Some(Met::Sheet { name, .. })) => {
                shown = 0;
                println!("== {name}");
            }
            Ok(Some(Met::Row(row))) => {
                shown += 1;
                if shown <= most {
                    println!("{row:?}");
                }
            }
            Ok(None) => break Ok(reading.summary()),
            Err(fault) => break Err(fault),
        }
    };
    println!("{outcome:?}");
}

fn annotate(file: &str, into: &str) {
    let mut sheets: Vec<SheetRemarks> = Vec::new();
    let original = std::fs::File::open(file).unwrap();
    sheet::read(&original, &Limits::default(), &mut |met| {
        match met {
            Met::Sheet { name, .. } => {
                sheets.push(SheetRemarks { sheet: name, headers: vec![4], rows: BTreeMap::new() });
            }
            Met::Row(row) if row.number > 4 && row.number % 10 == 0 => {
                let cell =
                    |column, mark| CellRemark { column, mark, note: format!("Periksa baris {}", row.number) };
                let cells = vec![cell(2, Mark::Refused), cell(3, Mark::Repaired)];
                let remarks =
                    RowRemarks { mark: Mark::Questionable, reason: "NIK tidak 16 angka".to_owned(), cells };
                sheets.last_mut().expect("a sheet before its rows").rows.insert(row.number, remarks);
            }
            Met::Row(_) => {}
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    let sink = BufWriter::new(std::fs::File::create(into).unwrap());
    let done = sheet::annotate(&original, &Limits::default(), &Remarks { sheets }, sink).unwrap();
    println!("{done:?}");
}

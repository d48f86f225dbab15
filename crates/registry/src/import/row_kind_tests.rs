use sheet::{Cell, Row, Value};

use super::row_kind::*;

fn row(cells: &[&str]) -> Row {
    let cells = cells.iter().zip(1..).filter(|(text, _)| !text.is_empty());
    Row {
        number: 1,
        cells: cells.map(|(text, column)| Cell { column, value: Value::Text((*text).to_owned()) }).collect(),
    }
}

fn check(cells: &[&str]) -> &'static str {
    let row = row(cells);
    match kind(&row, &texts(&row), &[2], false) {
        RowKind::Data => "data",
        RowKind::Section(_) => "section",
        RowKind::Total => "total",
        RowKind::Signature => "signature",
        RowKind::Numbers => "numbers",
        RowKind::Note => "note",
        RowKind::Empty => "empty",
    }
}

#[test]
fn rows_that_are_nobody_are_told_from_people() {
    for (cells, kind) in [
        (&["1", "Siti Aminah", "Beji"][..], "data"),
        (&["", "Siti Aminah"], "data"),
        (&["", "", "Total Jaya", "0812"], "data"),
        (&["1", "Total Makmur Laundry", "Siti"], "data"),
        (&["", "JUMLAH", "25"], "total"),
        (&["Jumlah Kecamatan Beji", "", "25"], "total"),
        (&["Sub Total", "", "", "25"], "total"),
        (&["KECAMATAN BEJI"], "section"),
        (&["A.", "Kecamatan Beji"], "section"),
        (&["Kelurahan", ":", "Kukusan"], "section"),
        (&["", "RW 05"], "section"),
        (&["Kelurahan Kukusan", "Siti Aminah"], "data"),
        (&["1", "2", "3", "4"], "numbers"),
        (&["(1)", "(2)", "(3)"], "numbers"),
        (&["", "", "", "Depok, 5 Maret 2022"], "signature"),
        (&["", "", "", "Mengetahui,"], "signature"),
        (&["", "", "Kepala Dinas"], "signature"),
        (&["", "", "", "(.................................)"], "signature"),
        (&["", "", "", "NIP. 19700101 199001 1 001"], "signature"),
        (&["Sumber: pendataan 2022"], "note"),
        (&["17"], "empty"),
    ] {
        assert_eq!(check(cells), kind, "{cells:?}");
    }
}

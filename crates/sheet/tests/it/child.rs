//! The reading process: its limits, its end, and how little it holds.

use std::fmt::Write;
use std::os::unix::fs::PermissionsExt;

use sheet::{Fault, File, Limits, Met, Reader};

use crate::made::{Book, lines};

fn reader() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_sheet-read"), "read")
}

async fn all(reader: &Reader, bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let mut reading = reader.read(File::of_bytes(bytes)?)?;
    let mut told = Vec::new();
    while let Some(met) = reading.next().await? {
        told.push(lines(&met));
    }
    assert!(reading.summary().is_some());
    assert_eq!(reading.next().await, Ok(None));
    Ok(told)
}

#[tokio::test]
async fn a_process_of_its_own_tells_what_this_process_would() {
    let book = Book::rows(
        r#"<row><c s="1"><v>46348.5</v></c><c t="str"><v>a</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c><c><v>0.1</v></c></row>"#,
    );
    let here = all(&Reader::here(), &book.bytes()).await.unwrap();
    assert_eq!(here, ["# Data", r#"A1=2026-11-22T12:00:00 B1="a" C1=false D1=!#N/A E1=0.1"#]);
    assert_eq!(all(&reader(), &book.bytes()).await.unwrap(), here);
    assert_eq!(all(&Reader::here(), b"").await.unwrap_err(), Fault::Empty);
}

#[tokio::test]
async fn a_process_that_runs_out_of_memory_says_so_and_harms_nobody() {
    let limits = Limits { memory_bytes: 64 * 1024 * 1024, ..Limits::default() };
    let texts = (0..3_000_000).fold(String::new(), |mut text, number| {
        let _ = write!(text, "<si><t>teks {number}</t></si>");
        text
    });
    let book = Book::rows("").with("xl/sharedStrings.xml", &format!("<sst>{texts}</sst>"));
    assert_eq!(all(&reader().limited(limits), &book.bytes()).await.unwrap_err(), Fault::TooMuchMemory);
}

#[tokio::test]
async fn a_process_that_uses_up_its_time_is_ended_by_the_kernel() {
    let limits = Limits { cpu_seconds: 1, ratio: 100_000, cells: u64::MAX, ..Limits::default() };
    let book = Book::rows(&"<row><c/></row>".repeat(10_000_000));
    assert_eq!(all(&reader().limited(limits), &book.bytes()).await.unwrap_err(), Fault::TooSlow);
}

#[tokio::test]
async fn a_process_that_ends_without_a_word_is_a_fault() {
    for program in ["/bin/true", "/bin/false"] {
        assert_eq!(all(&Reader::new(program, "read"), b"a,b\n").await.unwrap_err(), Fault::Died);
    }
    let missing = Reader::new("/no/such/program", "read").read(File::of_bytes(b"a").unwrap());
    assert!(matches!(missing, Err(Fault::Broken(_))));
    let garbage = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(garbage.path(), "#!/bin/sh\necho no frames at all, only words\n").unwrap();
    std::fs::set_permissions(garbage.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let garbage = garbage.into_temp_path();
    assert_eq!(all(&Reader::new(garbage.to_path_buf(), "read"), b"a,b\n").await.unwrap_err(), Fault::Died);
}

#[tokio::test]
async fn a_reading_that_is_dropped_ends_its_process() {
    let book = Book::rows(&"<row><c><v>1</v></c></row>".repeat(500_000));
    let mut reading = reader().read(File::of_bytes(&book.bytes()).unwrap()).unwrap();
    let process = reading.process().unwrap();
    assert!(matches!(reading.next().await, Ok(Some(Met::Sheet { .. }))));
    drop(reading);
    // tokio reaps it in time; until then it is a corpse, which reads nothing.
    let gone = || match std::fs::read_to_string(format!("/proc/{process}/stat")) {
        Ok(stat) => stat.contains(") Z "),
        Err(_) => true,
    };
    while !gone() {
        tokio::task::yield_now().await;
    }
}

/// 200,000 rows of 20 columns, most of their texts different: what the largest agency could send. Read within a process that
/// may have 200 MiB of address space in all, so it cannot hold more than that at any moment.
#[tokio::test]
async fn two_hundred_thousand_rows_are_read_within_200_mib() {
    let (mut rows, mut texts) = (String::new(), String::new());
    for row in 1..=200_000_u32 {
        let _ = write!(rows, "<row r=\"{row}\">");
        for column in 0..20_u32 {
            let letter = char::from(b'A' + u8::try_from(column).unwrap());
            if column < 10 {
                let _ = write!(rows, "<c r=\"{letter}{row}\" t=\"s\"><v>{}</v></c>", (row - 1) * 10 + column);
                let _ = write!(texts, "<si><t>Jl. Mawar {row}-{column}</t></si>");
            } else {
                let _ = write!(rows, "<c r=\"{letter}{row}\" s=\"1\"><v>{}</v></c>", 40_000 + row % 6000);
            }
        }
        rows.push_str("</row>");
    }
    let bytes = Book::rows(&rows).with("xl/sharedStrings.xml", &format!("<sst>{texts}</sst>")).bytes();
    let limits = Limits { memory_bytes: 200 * 1024 * 1024, ..Limits::default() };
    let mut reading = reader().limited(limits).read(File::of_bytes(&bytes).unwrap()).unwrap();
    let mut cells = 0;
    while let Some(met) = reading.next().await.unwrap() {
        if let Met::Row(row) = met {
            cells += row.cells.len();
        }
    }
    assert_eq!(cells, 4_000_000);
}

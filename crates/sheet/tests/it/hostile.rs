//! Files that mean harm, or that nobody could read. Each is read as a stranger's file is, in a process with 512 MiB and five
//! seconds of processor time: an answer other than the expected one means that one of the two ran out.

use std::io::Cursor;

use sheet::{Fault, File, Limits, Met, Reader, Summary};
use zip::ZipArchive;

use crate::made::{Book, noise, package};

fn strict() -> Limits {
    Limits { cpu_seconds: 5, ..Limits::default() }
}

async fn read_with(bytes: &[u8], limits: Limits) -> Result<(u64, Summary), Fault> {
    let reader = Reader::new(env!("CARGO_BIN_EXE_sheet-read"), "read").limited(limits);
    let mut reading = reader.read(File::of_bytes(bytes)?)?;
    let mut rows = 0;
    while let Some(met) = reading.next().await? {
        rows += u64::from(matches!(met, Met::Row(_)));
    }
    Ok((rows, reading.summary().unwrap().clone()))
}

async fn check(bytes: &[u8], fault: Fault) {
    assert_eq!(read_with(bytes, strict()).await.map(|(rows, _)| rows), Err(fault));
}

fn damaged(part: &str) -> Fault {
    Fault::Damaged { part: part.to_owned() }
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

#[tokio::test]
async fn a_zip_bomb_is_refused_before_it_is_unpacked() {
    let blanks = " ".repeat(64 * 1024 * 1024);
    check(&Book::rows(&blanks).bytes(), Fault::Bomb).await;
    check(&Book::rows("").with("xl/media/image1.png", &blanks).bytes(), Fault::Bomb).await;
}

#[tokio::test]
async fn a_part_that_unpacks_to_more_than_it_says_is_refused() {
    let mut bytes = Book::rows(&format!("<!--{}-->", "a b c d ".repeat(8 * 1024 * 1024))).bytes();
    // The sizes in the directory at the end are what is believed before unpacking.
    let name = bytes.windows(SHEET.len()).rposition(|window| window == SHEET.as_bytes()).unwrap();
    bytes[name - 22..name - 18].copy_from_slice(&1000_u32.to_le_bytes());
    let fault = read_with(&bytes, strict()).await.unwrap_err();
    assert!(
        matches!(fault, Fault::Damaged { .. } | Fault::TooMuchText | Fault::Bomb | Fault::Forged),
        "{fault:?}"
    );
}

#[tokio::test]
async fn a_thousand_million_empty_cells_are_refused_and_a_far_cell_is_named() {
    let many = Limits { ratio: 100_000, cells: 2_000_000, ..strict() };
    let cells = format!("<row r=\"1\">{}</row>", "<c/>".repeat(16_384));
    let faults = read_with(&Book::rows(&cells.repeat(130)).bytes(), many).await.unwrap_err();
    assert!(matches!(faults, Fault::TooManyCells { .. }), "{faults:?}");
    let far = Book::rows(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#,
    );
    let fault = Fault::TooWide { sheet: "Data".to_owned(), cell: "XFD1048576".to_owned(), limit: 512 };
    check(&far.bytes(), fault).await;
    let styled = Book::rows(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>"#,
    );
    assert_eq!(read_with(&styled.bytes(), strict()).await.unwrap().0, 1);
    check(&Book::rows(r#"<row r="9999999"><c><v>1</v></c></row>"#).bytes(), damaged(SHEET)).await;
    check(&Book::rows(r#"<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>"#).bytes(), damaged(SHEET)).await;
}

#[tokio::test]
async fn an_ods_row_that_repeats_itself_a_million_times_is_refused() {
    let content = |cell: &str| {
        let text = format!(
            "<d><table name=\"A\"><table-row number-rows-repeated=\"1048576\">{cell}</table-row></table></d>"
        );
        package(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", text.as_bytes()),
        ])
    };
    let wide = r#"<table-cell number-columns-repeated="16384" value-type="float" value="1"/>"#;
    let fault = Fault::TooWide { sheet: "A".to_owned(), cell: "SS1".to_owned(), limit: 512 };
    check(&content(wide), fault).await;
    let filled = r#"<table-cell number-columns-repeated="500" value-type="float" value="1"/>"#;
    let limits = Limits { cells: 2_000_000, ..strict() };
    assert_eq!(
        read_with(&content(filled), limits).await.unwrap_err(),
        Fault::TooManyCells { limit: 2_000_000 }
    );
}

#[tokio::test]
async fn entities_are_refused_wherever_they_are_declared() {
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>"#;
    let at = |part: &str| Fault::Entities { part: part.to_owned() };
    let book = Book::rows(r#"<row><c t="s"><v>0</v></c></row>"#);
    check(&book.clone().with("xl/sharedStrings.xml", laughs).bytes(), at("xl/sharedStrings.xml")).await;
    check(&book.with(SHEET, laughs).bytes(), at(SHEET)).await;
    check(&Book::rows(r#"<row><c t="str"><v>&secret;</v></c></row>"#).bytes(), at(SHEET)).await;
}

#[tokio::test]
async fn broken_xml_is_damage() {
    for inside in [
        "<row><c><v>1</c></row>",
        "<row><c r=><v>1</v></c></row>",
        "<row",
        "<row r='x'/>",
        "<a>".repeat(300).as_str(),
    ] {
        check(&Book::rows(inside).bytes(), damaged(SHEET)).await;
    }
    check(
        &Book::rows("").with(SHEET, "<worksheet><sheetData><row><c><v>1</v></c></row>").bytes(),
        damaged(SHEET),
    )
    .await;
    check(&Book::rows(r#"<row><c t="s"><v>77</v></c></row>"#).bytes(), damaged(SHEET)).await;
    check(&Book::rows("").with("xl/workbook.xml", "").bytes().as_slice()[..100], damaged("zip")).await;
}

#[tokio::test]
async fn a_megabyte_in_a_cell_is_refused_by_the_cells_name() {
    let text = String::from_utf8(noise(1024 * 1024)).unwrap();
    let cell = |bytes: Vec<u8>| async move {
        let fault = read_with(&bytes, strict()).await.unwrap_err();
        assert!(matches!(fault, Fault::CellTooLong { .. } | Fault::TooMuchText), "{fault:?}");
    };
    cell(Book::rows(&format!(r#"<row><c t="str"><v>{text}</v></c></row>"#)).bytes()).await;
    cell(
        Book::rows(&format!(
            "<row><c t=\"inlineStr\"><is>{}</is></c></row>",
            "<t>aaaaaaaaaa</t>".repeat(100_000)
        ))
        .bytes(),
    )
    .await;
    cell(Book::rows(&format!("<row {text}=\"1\"/>")).bytes()).await;
    cell(Book::rows(&format!("<![CDATA[{text}]]>")).bytes()).await;
    let shared = Book::rows(r#"<row><c t="s"><v>0</v></c></row>"#).with(
        "xl/sharedStrings.xml",
        &format!("<sst><si>{}</si></sst>", "<t>aaaaaaaaaa</t>".repeat(100_000)),
    );
    cell(shared.bytes()).await;
    cell(format!("a,b\n{text},c\n").into_bytes()).await;
}

#[tokio::test]
async fn more_shared_texts_than_we_hold_are_refused() {
    let limits = Limits { text_bytes: 4 * 1024 * 1024, ratio: 100_000, ..strict() };
    let book =
        Book::rows("").with("xl/sharedStrings.xml", &format!("<sst>{}</sst>", "<si/>".repeat(2_000_000)));
    assert_eq!(read_with(&book.bytes(), limits).await.unwrap_err(), Fault::TooMuchText);
}

#[tokio::test]
async fn nuls_are_left_out_of_text() {
    let (rows, _) =
        read_with(b"nama,alamat dan kota\nSari\0,Depok tercinta\nBudi,Semarang\n", strict()).await.unwrap();
    assert_eq!(rows, 3);
    assert_eq!(
        read_with(&Book::rows("<row><c t=\"str\"><v>a&#0;\0b</v></c></row>").bytes(), strict())
            .await
            .unwrap()
            .0,
        1
    );
}

#[tokio::test]
async fn a_package_cut_short_or_altered_is_damage() {
    let book = Book::rows(&format!(
        "<row><c t=\"str\"><v>{}</v></c></row>",
        String::from_utf8(noise(5000)).unwrap()
    ));
    let bytes = book.bytes();
    check(&bytes[..bytes.len() / 2], damaged("zip")).await;
    let mut wrong = bytes.clone();
    let start = ZipArchive::new(Cursor::new(&bytes)).unwrap().by_name(SHEET).unwrap().data_start().unwrap();
    let at = usize::try_from(start).unwrap() + 2000;
    wrong[at] ^= 0x55;
    check(&wrong, damaged(SHEET)).await;
}

#[tokio::test]
async fn parts_that_hide_or_overlap_each_other_are_refused() {
    let twice = |one: &str, other: &str| {
        let mut bytes = package(&[(one, b"<a/>"), ("xx/xx.xml", b"<b/>")]);
        while let Some(at) = bytes.windows(9).position(|window| window == b"xx/xx.xml") {
            bytes[at..at + 9].copy_from_slice(other.as_bytes());
        }
        bytes
    };
    check(&twice("xl/ab.xml", "xl/ab.xml"), Fault::Forged).await;
    check(&twice("xl/ab.xml", "XL/AB.xml"), Fault::Forged).await;
    check(&twice("xl/ab.xml", "../../etc"), Fault::Forged).await;
    check(&twice("xl/ab.xml", "/etc/pass"), Fault::Forged).await;
    let many: Vec<String> = (0..5000).map(|number| format!("xl/{number}.xml")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    check(&package(&many), Fault::TooManyParts).await;
    // A package in a package is a part like any other, and nobody opens it.
    let nested = package(&[("a.xlsx", &Book::rows("").bytes())]);
    check(&nested, Fault::Unknown).await;
}

#[tokio::test]
async fn sheets_of_one_name_and_rows_of_one_number_are_damage() {
    check(&Book::of(&[("Data", ""), ("DATA", "")]).bytes(), damaged("sheets")).await;
    check(&Book::of(&[("N".repeat(300).as_str(), "")]).bytes(), damaged("sheets")).await;
    let row = "<row r=\"3\"><c><v>1</v></c></row>";
    check(&Book::rows(&row.repeat(2)).bytes(), damaged("Data")).await;
}

#[tokio::test]
async fn locked_workbooks_are_told_from_broken_ones() {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let ole =
        [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [0; 600].as_slice(), &name, &[0; 600]].concat();
    check(&ole, Fault::Encrypted).await;
    let ods = package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", b"\x01\x02"),
        ("META-INF/manifest.xml", b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"),
    ]);
    check(&ods, Fault::Encrypted).await;
}

#[tokio::test]
async fn a_broken_xls_is_damage_and_takes_nothing_with_it() {
    let sound = include_bytes!("../data/old.xls");
    check(&sound[..1024], Fault::Unknown).await;
    for step in 0..40 {
        let mut bytes = sound.to_vec();
        let at = 512 + step * 97;
        bytes[at..at + 8].copy_from_slice(&[0xFF; 8]);
        // Any answer will do, as long as it is one.
        if let Err(fault) = read_with(&bytes, strict()).await {
            assert!(!matches!(fault, Fault::Broken(_) | Fault::Stopped), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn csv_without_end_or_with_an_open_quote_is_refused() {
    check(
        &noise(100 * 1024 * 1024),
        Fault::CellTooLong { sheet: "CSV".to_owned(), cell: "A1".to_owned(), limit: 131_072 },
    )
    .await;
    check(
        &b"a,".repeat(50 * 1024),
        Fault::TooWide { sheet: "CSV".to_owned(), cell: "SS1".to_owned(), limit: 512 },
    )
    .await;
    check(b"nama,alamat\nSari,\"Jl. Mawar\nBudi,Depok\n", Fault::OpenQuote { row: 2 }).await;
    let rest = "Budi,Depok\n".repeat(20_000);
    check(format!("nama,alamat\nSari,\"Jl. Mawar\n{rest}").as_bytes(), Fault::OpenQuote { row: 2 }).await;
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_not_even_opened() {
    let limits = Limits { file_bytes: 1024 * 1024, ..strict() };
    assert_eq!(read_with(&noise(1024 * 1024 + 1), limits).await.unwrap_err(), Fault::TooLarge { limit: 1 });
    let rows = Limits { rows: 2, sheets: 1, ..strict() };
    assert_eq!(read_with(b"a\nb\nc\n", rows.clone()).await.unwrap_err(), Fault::TooManyRows { limit: 2 });
    let sheets = Book::of(&[("A", ""), ("B", "")]);
    assert_eq!(read_with(&sheets.bytes(), rows).await.unwrap_err(), Fault::TooManySheets { limit: 1 });
}

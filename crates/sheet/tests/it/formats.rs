//! What is read from sound files.

use encoding_rs::{UTF_16LE, WINDOWS_1252};
use sheet::{Fault, Format};

use crate::made::{Book, package, read};

fn check(bytes: &[u8], expected: &[&str]) {
    let (told, _) = read(bytes).unwrap();
    assert_eq!(told, expected);
}

#[test]
fn cells_of_every_type_are_what_the_screen_shows() {
    let book = Book::rows(
        r#"<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2"><v>12.5</v></c><c r="E2" s="1"><v>46348</v></c></row>
           <row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" t="e"><v>#REF!</v></c><c r="C3" t="inlineStr"><is><t>a &amp; b &#233; _x000A_c</t></is></c><c r="D3" t="d"><v>2026-11-22T08:30:00</v></c><c r="E3" s="1"/></row>
           <row r="5"><c t="str"><v>tanpa alamat</v></c><c><v>7</v></c></row>"#,
    );
    check(
        &book.bytes(),
        &[
            "# Data",
            r#"B2="Nama" C2="Sari Dewi" D2=12.5 E2=2026-11-22T00:00:00"#,
            r#"A3=true B3=!#REF! C3="a & b é \nc" D3=2026-11-22T08:30:00"#,
            r#"A5="tanpa alamat" B5=7"#,
        ],
    );
}

#[test]
fn a_formula_gives_its_last_result_and_one_without_is_empty_and_flagged() {
    let book = Book::rows(
        r#"<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1*2</f></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="str"><f>"a"</f><v>a</v></c></row>"#,
    );
    let (told, summary) = read(&book.bytes()).unwrap();
    assert_eq!(told, ["# Data", r#"A1=2 D1="a""#]);
    assert_eq!((summary.formulas, summary.unsaved_formulas), (3, 1));
    assert_eq!(summary.first_unsaved_formula.as_deref(), Some("Data!B1"));
}

#[test]
fn serials_no_calendar_has_stay_numbers() {
    let book = Book::rows(
        r#"<row r="1"><c r="A1" s="1"><v>1E300</v></c><c r="B1" s="1"><v>-5</v></c><c r="C1" s="1"><v>60</v></c><c r="D1" s="1"><v>61</v></c><c r="E1" s="1"><v>1E999</v></c></row>"#,
    );
    let (told, _) = read(&book.bytes()).unwrap();
    assert!(told[1].starts_with("A1=1000"), "{told:?}");
    assert!(told[1].ends_with(r#" B1=-5 C1=60 D1=1900-03-01T00:00:00 E1="1E999""#), "{told:?}");
}

#[test]
fn dates_of_a_workbook_that_counts_from_1904_are_four_years_later() {
    let main = crate::made::MAIN;
    let book = Book::rows(r#"<row r="1"><c r="A1" s="1"><v>44886</v></c></row>"#).with(
        "xl/workbook.xml",
        &format!(
            r#"<x:workbook xmlns:x="{main}" xmlns:r="urn:r"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="A" state="hidden" r:id="r1"/></x:sheets></x:workbook>"#
        ),
    );
    check(&book.bytes(), &["# A (hidden)", "A1=2026-11-22T00:00:00"]);
}

#[test]
fn macros_and_links_to_other_workbooks_are_said_and_left_alone() {
    let book = Book::rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#).with("xl/vbaProject.bin", "macro").with(
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>"#,
    );
    let (_, summary) = read(&book.bytes()).unwrap();
    assert_eq!(summary.format, Format::Xlsm);
    assert!(summary.macros && summary.external_links);
}

#[test]
fn ods_is_read_with_its_repetitions_and_without_its_comments() {
    let content = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s">
      <office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
      <office:body><office:spreadsheet><table:tracked-changes><table:cell-content-change><table:table-cell office:value-type="string"><text:p>lama</text:p></table:table-cell></table:cell-content-change></table:tracked-changes>
      <table:table table:name="Satu"><table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p><office:annotation><text:p>catatan</text:p></office:annotation></table:table-cell><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell></table:table-row>
      <table:table-row table:number-rows-repeated="5"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
      <table:table-row table:number-rows-repeated="2"><table:covered-table-cell/><table:table-cell office:value-type="date" office:date-value="2026-11-22"><text:p>22/11/26</text:p></table:table-cell><table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>BENAR</text:p></table:table-cell><table:table-cell office:value-type="time" office:time-value="PT08H30M00S"><text:p>08.30</text:p></table:table-cell></table:table-row>
      <table:table-row table:number-rows-repeated="1048568"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
      <table:table table:name="Dua" table:style-name="ta2"><table:table-row><table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""><text:p>#DIV/0!</text:p></table:table-cell></table:table-row></table:table>
      </office:spreadsheet></office:body></office:document-content>"#;
    let bytes = package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<!DOCTYPE manifest:manifest><manifest/>"),
    ]);
    check(
        &bytes,
        &[
            "# Satu",
            r#"A1="a  b\nc" B1=3 C1=3"#,
            "B7=2026-11-22T00:00:00 C7=true D7=1899-12-31T08:30:00",
            "B8=2026-11-22T00:00:00 C8=true D8=1899-12-31T08:30:00",
            "# Dua (hidden)",
            "A1=!#DIV/0!",
        ],
    );
}

#[test]
fn csv_is_read_in_every_dialect() {
    let told = ["# CSV", r#"A1="nama" B1="alamat""#, r#"A3="Séri" B3="Jl. \"A\"; 1\n2""#];
    let text = "nama;alamat\r\n\r\nSéri;\"Jl. \"\"A\"\"; 1\r\n2\"\r\n";
    check(text.as_bytes(), &told);
    check(format!("\u{feff}{text}").as_bytes(), &told);
    check(&WINDOWS_1252.encode(text).0, &told);
    check(text.replace(';', "\t").replace("\"\"\t 1", "\"\"; 1").as_bytes(), &told);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check(&[&[0xFF, 0xFE], wide.as_slice()].concat(), &told);
    check(&wide, &told);
    let other: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    check(&other, &told);
    assert_eq!(read(&wide).unwrap().1.encoding.as_deref(), Some(UTF_16LE.name()));
    check(b"sep=|\na|b;c", &["# CSV", r#"A2="a" B2="b;c""#]);
}

#[test]
fn numbers_in_csv_stay_the_text_that_they_were() {
    check(
        b"nik,hp\n3276010101010001,0812\n",
        &["# CSV", r#"A1="nik" B1="hp""#, r#"A2="3276010101010001" B2="0812""#],
    );
}

#[test]
fn old_xls_is_read() {
    let bytes = include_bytes!("../data/old.xls");
    let (told, summary) = read(bytes).unwrap();
    assert_eq!(summary.format, Format::Xls);
    assert_eq!(summary.formulas, 1);
    assert_eq!(
        told,
        [
            "# Data",
            r#"A1="Nama" B1="Lahir" C1="Omzet" D1="Aktif""#,
            r#"A2="Sari Déwi" B2=1980-02-29T00:00:00 C2=1250000 D2=true"#,
            r#"A5="di bawah""#,
            "# Rahasia (hidden)",
            "B2=0.5",
        ]
    );
}

#[test]
fn web_pages_and_other_files_by_a_workbooks_name_are_told_apart() {
    let check = |bytes: &[u8], fault: Fault| assert_eq!(read(bytes).unwrap_err(), fault);
    check(b"", Fault::Empty);
    check(
        b"<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><table><tr><td>1</td></tr></table>",
        Fault::Html,
    );
    check(b"\xEF\xBB\xBF  <!DOCTYPE html><html></html>", Fault::Html);
    check(b"<?xml version=\"1.0\"?><html><table></table></html>", Fault::Html);
    check(b"MIME-Version: 1.0\r\nContent-Type: multipart/related", Fault::Html);
    check(
        b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>",
        Fault::OldXml,
    );
    check(b"%PDF-1.7 ...", Fault::Unknown);
    check(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", Fault::Unknown);
    check(&package(&[("word/document.xml", b"<a/>")]), Fault::Unknown);
    check(&package(&[("xl/workbook.bin", b"x"), ("_rels/.rels", b"<a/>")]), Fault::Binary);
}

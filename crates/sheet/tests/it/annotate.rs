//! The agency's own workbook back, with remarks.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use sheet::{CellRemark, Format, Limits, Mark, REASON, Remarks, RowRemarks, SheetRemarks, annotate};
use zip::ZipArchive;

use crate::made::{Book, package, read};

fn row(mark: Mark, reason: &str, cells: &[(u32, &str)]) -> RowRemarks {
    let cells = cells
        .iter()
        .map(|(column, note)| CellRemark { column: *column, mark, note: (*note).to_owned() })
        .collect();
    RowRemarks { mark, reason: reason.to_owned(), cells }
}

fn remarks(sheet: &str, headers: &[u32], rows: &[(u32, RowRemarks)]) -> Remarks {
    let rows: BTreeMap<u32, RowRemarks> = rows.iter().cloned().collect();
    Remarks { sheets: vec![SheetRemarks { sheet: sheet.to_owned(), headers: headers.to_vec(), rows }] }
}

fn annotated(bytes: &[u8], remarks: &Remarks) -> Vec<u8> {
    let mut made = Vec::new();
    annotate(Cursor::new(bytes), &Limits::default(), remarks, Cursor::new(&mut made)).unwrap();
    made
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn names(bytes: &[u8]) -> Vec<String> {
    let mut names: Vec<String> = ZipArchive::new(Cursor::new(bytes))
        .unwrap()
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    names.sort();
    names
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn list() -> Book {
    Book::of(&[
        (
            "Data",
            r#"<sheetPr/><dimension ref="A1:C4"/><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="3" width="9" style="2"/><col min="4" max="16384" width="3"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2" spans="1:3"><c r="A2" t="s"><v>0</v></c><c r="B2" t="str"><v>NIK</v></c><c r="C2" t="str"><v>Omzet</v></c></row><row r="3" spans="1:3"><c r="A3" t="s"><v>1</v></c><c r="C3" s="2"><f>1+1</f><v>2</v></c></row><row r="4" s="1" customFormat="1"/><row r="7"><c r="F7" t="str"><v>ttd</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="C2:D2"/></mergeCells><pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><extLst/>"#,
        ),
        ("Lain", r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#),
    ])
    .with("xl/media/image1.png", "not touched")
}

fn two() -> Remarks {
    remarks(
        "Data",
        &[2],
        &[
            (3, row(Mark::Refused, "NIK kosong & salah", &[(2, "Isi NIK"), (3, "")])),
            (4, row(Mark::Repaired, "dibetulkan", &[(1, "baris <kosong>")])),
            (6, row(Mark::Questionable, "tidak ada di berkas", &[])),
        ],
    )
}

#[test]
fn the_workbook_comes_back_with_reasons_behind_its_header_and_all_else_in_place() {
    let made = annotated(&list().bytes(), &two());
    let (told, summary) = read(&made).unwrap();
    assert_eq!(
        told,
        [
            "# Data",
            r#"A1="Nama""#,
            r#"A2="Nama" B2="NIK" C2="Omzet" E2="ALASAN""#,
            r#"A3="Sari Dewi" C3=2 E3="NIK kosong & salah""#,
            r#"E4="dibetulkan""#,
            r#"E6="tidak ada di berkas""#,
            r#"F7="ttd""#,
            "# Lain",
            "A1=1",
        ]
    );
    assert_eq!((summary.formulas, summary.format), (1, Format::Xlsx));
    assert_eq!(part(&made, "xl/media/image1.png"), "not touched");
    assert_eq!(part(&made, "xl/worksheets/sheet2.xml"), part(&list().bytes(), "xl/worksheets/sheet2.xml"));
    assert_eq!(REASON, "ALASAN");
}

#[test]
fn a_coloured_cell_keeps_its_own_format_and_its_formula() {
    let made = annotated(&list().bytes(), &two());
    let sheet = part(&made, SHEET);
    assert!(sheet.contains(r#"<c r="C3" s="3"><f>1+1</f><v>2</v></c>"#), "{sheet}");
    // Empty cells that are remarked on are there now: in their column's or their row's format.
    assert!(sheet.contains(r#"r="B3" s="3"/>"#) && sheet.contains(r#"r="A4""#), "{sheet}");
    assert!(sheet.contains(r#"<mergeCell ref="C2:D2"/>"#) && !sheet.contains("<dimension"), "{sheet}");
    let styles = part(&made, "xl/styles.xml");
    assert!(styles.contains(r#"<fills count="5">"#) && styles.contains(r#"<cellXfs count="8">"#), "{styles}");
    assert!(
        styles.contains(r#"numFmtId="3" fontId="0" borderId="0" applyNumberFormat="1" fillId="2" applyFill="1" applyAlignment="1"><alignment horizontal="right"/></xf>"#),
        "{styles}"
    );
}

#[test]
fn the_reasons_get_a_width_without_overlapping_another_column() {
    let sheet = part(&annotated(&list().bytes(), &two()), SHEET);
    let mut last = 0;
    for col in sheet.split("<col ").skip(1) {
        let number = |name: &str| {
            col.split(&format!("{name}=\""))
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .parse::<u32>()
                .unwrap()
        };
        assert!(number("min") > last, "{sheet}");
        last = number("max");
    }
    assert_eq!(last, 16_384);
}

#[test]
fn notes_come_with_all_that_spreadsheet_programs_need_to_show_them() {
    let made = annotated(&list().bytes(), &two());
    assert!(part(&made, "xl/comments9001.xml").contains("Isi NIK"));
    assert!(part(&made, "xl/comments9001.xml").contains("baris &lt;kosong&gt;"));
    let drawing = part(&made, "xl/drawings/vmlDrawing9001.vml");
    assert!(drawing.contains("<x:Row>2</x:Row><x:Column>1</x:Column>"), "{drawing}");
    assert_eq!(drawing.matches("<v:shape ").count(), 2);
    let types = part(&made, "[Content_Types].xml");
    assert!(types.contains("Extension=\"vml\"") && types.contains("/xl/comments9001.xml"), "{types}");
    assert!(part(&made, "xl/worksheets/_rels/sheet1.xml.rels").contains("/xl/drawings/vmlDrawing9001.vml"));
    let sheet = part(&made, SHEET);
    assert!(sheet.find("<pageMargins").unwrap() < sheet.find("<legacyDrawing").unwrap(), "{sheet}");
    assert!(sheet.find("<legacyDrawing").unwrap() < sheet.find("<extLst").unwrap(), "{sheet}");
}

#[test]
fn annotating_again_replaces_our_remarks_and_keeps_those_of_others() {
    let once = annotated(&list().bytes(), &two());
    let foreign = part(&once, "xl/comments9001.xml")
        // LibreOffice forgets who wrote a note.
        .replace("Berdaya</author></authors>", " </author><author>Ibu Ratna</author></authors>")
        .replace(
            "</commentList>",
            r#"<comment ref="A1" authorId="1"><text><t>tolong cek</t></text></comment></commentList>"#,
        );
    let mut parts: Vec<(String, Vec<u8>)> =
        names(&once).into_iter().map(|name| (name.clone(), part(&once, &name).into_bytes())).collect();
    parts.iter_mut().find(|(name, _)| name == "xl/comments9001.xml").unwrap().1 = foreign.into_bytes();
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let less = remarks("Data", &[2], &[(4, row(Mark::Refused, "masih salah", &[(2, "kurang")]))]);

    let made = annotated(&package(&parts), &less);

    let (told, _) = read(&made).unwrap();
    assert_eq!(
        told[2..5],
        [r#"A2="Nama" B2="NIK" C2="Omzet" E2="ALASAN""#, r#"A3="Sari Dewi" C3=2"#, r#"E4="masih salah""#]
    );
    let comments = part(&made, "xl/comments9001.xml");
    assert!(comments.contains("tolong cek") && comments.contains("kurang"), "{comments}");
    assert!(!comments.contains("Isi NIK") && !comments.contains("baris"), "{comments}");
    let drawing = part(&made, "xl/drawings/vmlDrawing9001.vml");
    assert_eq!(drawing.matches("<x:Row>2</x:Row>").count(), 0, "{drawing}");
    assert_eq!(drawing.matches("<x:Row>3</x:Row><x:Column>1</x:Column>").count(), 1, "{drawing}");
    // The cell that is in order now has lost our colour: its style's fill is none.
    let styles = part(&made, "xl/styles.xml");
    let sheet = part(&made, SHEET);
    let style: usize =
        sheet.split(r#"<c r="C3" s=""#).nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    let format = styles.split("<cellXfs").nth(1).unwrap().split("<xf ").nth(style + 1).unwrap();
    assert!(format.contains("fillId=\"0\""), "{format}");
    assert_eq!(names(&made), names(&once));
    assert!(!styles.split("<xf ").skip(1).any(|xf| xf.matches("xmlns=").count() > 1), "{styles}");
}

#[test]
fn a_workbook_whose_remarks_are_all_mended_comes_back_clean() {
    let once = annotated(&list().bytes(), &two());
    let made = annotated(&once, &remarks("Data", &[2], &[]));
    let (told, _) = read(&made).unwrap();
    assert_eq!(told[2..4], [r#"A2="Nama" B2="NIK" C2="Omzet" E2="ALASAN""#, r#"A3="Sari Dewi" C3=2"#]);
    assert_eq!(part(&made, "xl/drawings/vmlDrawing9001.vml").matches("<v:shape ").count(), 0);
}

#[test]
fn csv_comes_back_as_a_workbook_with_the_same_rows() {
    let mut made = Vec::new();
    let csv = b"nama;nik\nSari;3276010101010001\n\nBudi;=1+1\n";
    let remarks = remarks(
        "CSV",
        &[1],
        &[
            (2, row(Mark::Repaired, "baik", &[(2, "diperiksa")])),
            (9, row(Mark::Refused, "tambah", &[(1, "")])),
        ],
    );
    let done = annotate(Cursor::new(csv), &Limits::default(), &remarks, Cursor::new(&mut made)).unwrap();
    assert_eq!((done.format, done.reasons), (Format::Xlsx, vec![("CSV".to_owned(), 3)]));
    let (told, _) = read(&made).unwrap();
    assert_eq!(
        told,
        [
            "# CSV",
            r#"A1="nama" B1="nik" C1="ALASAN""#,
            r#"A2="Sari" B2="3276010101010001" C2="baik""#,
            r#"A4="Budi" B4="=1+1""#,
            r#"C9="tambah""#
        ]
    );
    assert!(part(&made, "xl/comments1.xml").contains("diperiksa"));
}

#[test]
fn old_xls_comes_back_as_a_workbook_with_its_dates() {
    let remarks = remarks("Data", &[1], &[(2, row(Mark::Questionable, "periksa", &[(2, "tanggal")]))]);
    let (told, _) = read(&annotated(include_bytes!("../data/old.xls"), &remarks)).unwrap();
    assert_eq!(told[2], r#"A2="Sari Déwi" B2=1980-02-29T00:00:00 C2=1250000 D2=true E2="periksa""#);
}

#[test]
fn a_sheet_that_calls_the_namespace_by_a_prefix_is_edited_too() {
    let main = crate::made::MAIN;
    let text = format!(
        r#"<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>Nama</x:v></x:c></x:row><x:row r="2"/></x:sheetData></x:worksheet>"#
    );
    let book = Book::rows("").with(SHEET, &text);
    let made =
        annotated(&book.bytes(), &remarks("Data", &[1], &[(2, row(Mark::Refused, "kosong", &[(1, "isi")]))]));
    assert_eq!(read(&made).unwrap().0, ["# Data", r#"A1="Nama" B1="ALASAN""#, r#"B2="kosong""#]);
}

#[test]
fn a_formula_that_was_never_calculated_is_not_written_over() {
    let book = Book::rows(
        r#"<row r="1"><c r="A1" t="str"><v>Nama</v></c></row><row r="2"><c r="A2" t="str"><v>Sari</v></c><c r="B2"><f>1+1</f></c></row>"#,
    );
    let made = annotated(&book.bytes(), &remarks("Data", &[1], &[(2, row(Mark::Refused, "salah", &[]))]));
    assert_eq!(read(&made).unwrap().0, ["# Data", r#"A1="Nama" C1="ALASAN""#, r#"A2="Sari" C2="salah""#]);
    assert!(part(&made, SHEET).contains(r#"<c r="B2"><f>1+1</f></c>"#));
}

//! What we write, we read again.

use chrono::NaiveDate;
use sheet::{Column, Cover, Kind, Value, Writer};

use crate::made::read;

fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

fn export() -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    writer
        .cover(&Cover {
            sheet: "Keterangan".to_owned(),
            title: "Daftar usaha".to_owned(),
            lines: vec![("Dibuat".to_owned(), "22 November 2026".to_owned())],
            watermark: "Diambil oleh sari & budi".to_owned(),
        })
        .unwrap();
    let columns = [
        Column::new("Nama", Kind::Text),
        Column::new("Omzet", Kind::Money),
        Column::new("Terdaftar", Kind::Date),
        Column { width: 8, ..Column::new("Aktif", Kind::Text) },
    ];
    writer.sheet("Usaha: Depok/Beji", &columns).unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let rows = [
        [
            text("=HYPERLINK(\"http://x\")"),
            Some(Value::Number(1_250_000.0)),
            Some(Value::Date(day)),
            Some(Value::Bool(true)),
        ],
        [text("<b>&\u{1}\"\n"), None, None, text("+62812")],
    ];
    for row in &rows {
        writer.row(row.iter().map(Option::as_ref)).unwrap();
    }
    writer.sheet("usaha  depok beji", &[]).unwrap();
    writer.sheet("Usaha  Depok Beji", &[]).unwrap();
    writer.finish().unwrap()
}

#[test]
fn an_exported_table_is_read_as_it_was_written() {
    let (told, summary) = read(&export()).unwrap();
    assert_eq!(
        told,
        [
            "# Keterangan",
            r#"A1="Daftar usaha""#,
            r#"A3="Dibuat" B3="22 November 2026""#,
            r#"A5="Diambil oleh sari & budi""#,
            "# Usaha  Depok Beji",
            r#"A1="Nama" B1="Omzet" C1="Terdaftar" D1="Aktif""#,
            r#"A2="=HYPERLINK(\"http://x\")" B2=1250000 C2=2026-11-22T00:00:00 D2=true"#,
            r#"A3="<b>&\"\n" D3="+62812""#,
            "# usaha  depok beji (2)",
            "# Usaha  Depok Beji (3)",
        ]
    );
    assert_eq!((summary.formulas, summary.unsaved_formulas), (0, 0));
}

#[test]
fn the_same_rows_make_the_same_bytes() {
    assert_eq!(export(), export());
}

#[test]
fn an_export_without_a_sheet_is_still_a_workbook() {
    let bytes = Writer::new(Vec::new()).finish().unwrap();
    assert_eq!(read(&bytes).unwrap().0, ["# Data"]);
}

//! The report as a workbook.

use kernel::{Error, Say};
use sheet::{Column, Cover, Kind, Writer};
use web::Ui;

use super::contents::Contents;
use super::sheets::{Value, sheets};

/// The report as XLSX, one sheet for each table. `lines` say what it is.
pub(super) fn write(ui: &Ui, contents: &Contents, title: &str, lines: &[String]) -> Result<Vec<u8>, Error> {
    book(ui, contents, title, lines).map_err(|fault| Error::broken(fault.to_string()))
}

fn book(ui: &Ui, contents: &Contents, title: &str, lines: &[String]) -> Result<Vec<u8>, sheet::Fault> {
    let mut book = Writer::new(Vec::new());
    book.cover(&Cover {
        sheet: ui.t("programmes-report-cover"),
        title: title.to_owned(),
        lines: lines.iter().map(|line| (ui.t("programmes-report-of"), line.clone())).collect(),
        watermark: ui.say(&Say::new("programmes-report-mark").with("city", ui.city.name.clone())),
    })?;
    for sheet in sheets(ui, contents) {
        let kind = |at| if at < sheet.names { Kind::Text } else { Kind::Number };
        let columns: Vec<Column> =
            sheet.heads.iter().enumerate().map(|(at, head)| Column::new(head.clone(), kind(at))).collect();
        book.sheet(&sheet.title, &columns)?;
        for row in &sheet.rows {
            let cells: Vec<Option<sheet::Value>> = row.iter().map(value).collect();
            book.row(cells.iter().map(Option::as_ref))?;
        }
    }
    book.finish()
}

fn value(value: &Value) -> Option<sheet::Value> {
    match value {
        Value::Text(text) => Some(sheet::Value::Text(text.clone())),
        Value::Number(number) => Some(match i32::try_from(*number) {
            Ok(number) => sheet::Value::Number(f64::from(number)),
            Err(_) => sheet::Value::Text(number.to_string()),
        }),
        Value::None => None,
    }
}

//! One table of an exported workbook.

use std::fmt::Write;

use super::parts::{MAIN, style};
use super::xml;
use super::{Column, Kind};
use crate::{Fault, Value, address};

const MOST_ROWS: u32 = 1_048_576;
/// Characters that Excel takes in no sheet name.
const FORBIDDEN: [char; 7] = [':', '\\', '/', '?', '*', '[', ']'];
const LONGEST_NAME: usize = 31;

/// A sheet whose rows are being written.
pub(super) struct Open {
    kinds: Vec<Kind>,
    row: u32,
}

impl Open {
    /// The sheet, and the XML up to its header row.
    pub(super) fn begin(columns: &[Column]) -> (Open, String) {
        let mut head = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{MAIN}\"><sheetViews>\
             <sheetView workbookViewId=\"0\">\
             <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>\
             <selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/></sheetView></sheetViews>"
        );
        if !columns.is_empty() {
            head.push_str("<cols>");
            for (number, column) in (1_u32..).zip(columns) {
                let width = width(column);
                let _ = write!(
                    head,
                    "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
                );
            }
            head.push_str("</cols>");
        }
        head.push_str("<sheetData><row r=\"1\">");
        for (number, column) in (1..).zip(columns) {
            xml::cell(number, 1, style::HEADER, Some(&Value::Text(column.header.clone())), &mut head);
        }
        head.push_str("</row>");
        (Open { kinds: columns.iter().map(|column| column.kind).collect(), row: 1 }, head)
    }

    pub(super) fn row<'v>(
        &mut self,
        values: impl IntoIterator<Item = Option<&'v Value>>,
        into: &mut String,
    ) -> Result<(), Fault> {
        if self.row >= MOST_ROWS {
            return Err(Fault::TooManyRows { limit: u64::from(MOST_ROWS) });
        }
        self.row += 1;
        let _ = write!(into, "<row r=\"{}\">", self.row);
        let kinds = self.kinds.iter().copied().chain(std::iter::repeat(Kind::Text));
        for ((column, kind), value) in (1..).zip(kinds).zip(values) {
            if let Some(value) = value {
                xml::cell(column, self.row, shown(kind, value), Some(value), into);
            }
        }
        into.push_str("</row>");
        Ok(())
    }

    pub(super) fn end(self) -> String {
        let filter = match u32::try_from(self.kinds.len()) {
            Ok(0) | Err(_) => String::new(),
            Ok(last) => format!("<autoFilter ref=\"A1:{}\"/>", address(last, self.row)),
        };
        format!("</sheetData>{filter}</worksheet>")
    }
}

/// The style of a value in a column of this kind. A date in a column of text is still a date.
pub(super) fn shown(kind: Kind, value: &Value) -> u32 {
    match (value, kind) {
        (Value::Text(_) | Value::Fault(_), _) => style::TEXT,
        (Value::Number(_), Kind::Money) => style::MONEY,
        (Value::Date(_), Kind::Moment) => style::MOMENT,
        (Value::Date(_), Kind::Text | Kind::Number | Kind::Money | Kind::Date) => style::DATE,
        (Value::Number(_), Kind::Text | Kind::Number | Kind::Date | Kind::Moment) | (Value::Bool(_), _) => {
            style::PLAIN
        }
    }
}

fn width(column: &Column) -> u32 {
    if column.width > 0 {
        return column.width.min(255);
    }
    let header = u32::try_from(column.header.chars().count()).unwrap_or(u32::MAX);
    let least = match column.kind {
        Kind::Text => 20,
        Kind::Number => 10,
        Kind::Money | Kind::Moment => 18,
        Kind::Date => 12,
    };
    // Room for the filter's button.
    header.saturating_add(4).max(least).min(60)
}

/// A name that every spreadsheet program takes for a sheet.
#[must_use]
pub fn safe_sheet_name(wanted: &str) -> String {
    let plain: String =
        wanted.chars().map(|c| if c.is_control() || FORBIDDEN.contains(&c) { ' ' } else { c }).collect();
    let name: String = plain.trim().trim_matches('\'').chars().take(LONGEST_NAME).collect();
    let name = name.trim().trim_matches('\'').to_owned();
    // Excel keeps this name for itself.
    if name.is_empty() || name.eq_ignore_ascii_case("history") { "Data".to_owned() } else { name }
}

/// A safe name unlike those that are taken; capitals make no difference.
pub(super) fn unique(wanted: &str, taken: &[String]) -> String {
    let name = safe_sheet_name(wanted);
    let free = |name: &str| !taken.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    if free(&name) {
        return name;
    }
    let numbered = |number: u32| {
        let tail = format!(" ({number})");
        let room = LONGEST_NAME - tail.len();
        format!("{}{tail}", name.chars().take(room).collect::<String>())
    };
    (2..).map(numbered).find(|name| free(name)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column_letters;

    #[test]
    fn a_sheet_name_is_one_that_excel_takes() {
        let check = |wanted: &str, name: &str| assert_eq!(safe_sheet_name(wanted), name);
        check("Kec. Beji", "Kec. Beji");
        check("RT/RW [semua]: *", "RT RW  semua");
        check("'kutip'", "kutip");
        check("", "Data");
        check("History", "Data");
        check("Kecamatan Pancoran Mas Kelurahan Rangkapan Jaya Baru", "Kecamatan Pancoran Mas Keluraha");
    }

    #[test]
    fn two_sheets_never_share_a_name() {
        let taken = ["Data".to_owned(), "data (2)".to_owned()];
        assert_eq!(unique("DATA", &taken), "DATA (3)");
    }

    #[test]
    fn columns_are_counted_as_on_the_screen() {
        for (column, letters) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
        {
            assert_eq!(column_letters(column), letters);
        }
    }
}

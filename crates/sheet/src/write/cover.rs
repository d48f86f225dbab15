//! The first sheet of an export: what it is, of when, by which filter, and for whom it was made.

use super::parts::{MAIN, style};
use super::xml;
use crate::Value;

/// What stands on the cover. Labels and values come in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cover {
    /// The name of the sheet: "Keterangan".
    pub sheet: String,
    pub title: String,
    /// Label and value, line by line: when it was made, the filter in force, the number of rows.
    pub lines: Vec<(String, String)>,
    /// Who took it, and when: stands below, and at the foot of every printed page of this sheet.
    pub watermark: String,
}

pub(super) fn sheet(cover: &Cover) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{MAIN}\">\
         <cols><col min=\"1\" max=\"1\" width=\"28\" customWidth=\"1\"/><col min=\"2\" max=\"2\" width=\"80\" customWidth=\"1\"/>\
         </cols><sheetData><row r=\"1\">"
    );
    let put = |column, row, style, value: &str, text: &mut String| {
        xml::cell(column, row, style, Some(&Value::Text(value.to_owned())), text);
    };
    put(1, 1, style::TITLE, &cover.title, &mut text);
    text.push_str("</row>");
    let mut row = 2;
    for (label, value) in &cover.lines {
        row += 1;
        text.push_str(&format!("<row r=\"{row}\">"));
        put(1, row, style::HEADER, label, &mut text);
        put(2, row, style::WRAPPED, value, &mut text);
        text.push_str("</row>");
    }
    if !cover.watermark.is_empty() {
        row += 2;
        text.push_str(&format!("<row r=\"{row}\">"));
        put(1, row, style::WATERMARK, &cover.watermark, &mut text);
        text.push_str("</row>");
    }
    text.push_str("</sheetData>");
    if !cover.watermark.is_empty() {
        text.push_str("<headerFooter><oddFooter>&amp;L");
        // An ampersand begins a command in a footer.
        xml::escape(&cover.watermark.replace('&', "&&"), &mut text);
        text.push_str("</oddFooter></headerFooter>");
    }
    text.push_str("</worksheet>");
    text
}

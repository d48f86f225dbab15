//! The parts of our own workbooks that are the same whatever is in them.

use std::fmt::Write;

use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use super::xml::escape;
use crate::Mark;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

pub(crate) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(crate) const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
pub(crate) const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
pub(crate) const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The cell styles of our own workbooks, by their place in the style sheet.
pub(crate) mod style {
    pub(crate) const PLAIN: u32 = 0;
    pub(crate) const TEXT: u32 = 1;
    pub(crate) const MONEY: u32 = 2;
    pub(crate) const DATE: u32 = 3;
    pub(crate) const MOMENT: u32 = 4;
    pub(crate) const HEADER: u32 = 5;
    pub(crate) const TITLE: u32 = 6;
    pub(crate) const WRAPPED: u32 = 7;
    pub(crate) const WATERMARK: u32 = 8;
}

/// A style in the colour of the mark at this place.
pub(crate) fn marked(base: u32, mark: u32) -> u32 {
    STYLES + mark * STYLES + base
}

/// How many styles there are without colours.
const STYLES: u32 = 9;

/// Every part but the sheets and their notes. `comments` are the sheets, from 1, that have notes.
pub(crate) fn around(sheets: &[String], comments: &[usize]) -> Vec<(String, String)> {
    vec![
        ("[Content_Types].xml".to_owned(), content_types(sheets, comments)),
        ("_rels/.rels".to_owned(), package_relations()),
        ("xl/workbook.xml".to_owned(), workbook(sheets)),
        ("xl/_rels/workbook.xml.rels".to_owned(), workbook_relations(sheets)),
        ("xl/styles.xml".to_owned(), styles()),
    ]
}

/// The same bytes for the same rows: no clock in the package. The date is the first that zip knows.
pub(crate) fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(false)
}

fn content_types(sheets: &[String], comments: &[usize]) -> String {
    let mut text = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPES}.sheet.main+xml\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPES}.styles+xml\"/>"
    );
    for number in 1..=sheets.len() {
        let _ = write!(
            text,
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{TYPES}.worksheet+xml\"/>"
        );
    }
    for number in comments {
        let _ = write!(
            text,
            "<Override PartName=\"/xl/comments{number}.xml\" ContentType=\"{TYPES}.comments+xml\"/>"
        );
    }
    text.push_str("</Types>");
    text
}

fn package_relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    )
}

fn workbook(sheets: &[String]) -> String {
    let mut text = format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>");
    for (number, name) in (1..).zip(sheets) {
        let number: u32 = number;
        text.push_str("<sheet name=\"");
        escape(name, &mut text);
        let _ = write!(text, "\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
    }
    text.push_str("</sheets></workbook>");
    text
}

fn workbook_relations(sheets: &[String]) -> String {
    let mut text = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for number in 1..=sheets.len() {
        let _ = write!(
            text,
            "<Relationship Id=\"rId{number}\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
    }
    let _ = write!(
        text,
        "<Relationship Id=\"rIdStyles\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    text
}

fn colours() -> String {
    let fill = |mark: &Mark| {
        format!(
            "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{}\"/><bgColor indexed=\"64\"/></patternFill></fill>",
            mark.colour()
        )
    };
    Mark::ALL.iter().map(fill).collect()
}

/// The name of the style part's root element.
const ROOT: &str = "styleSheet";

fn styles() -> String {
    // numFmt 3 is #,##0 in every language, 49 is text; fonts: plain, bold, title, grey.
    let formats = [
        (0, 0, ""),
        (49, 0, ""),
        (3, 0, ""),
        (164, 0, ""),
        (165, 0, ""),
        (0, 1, "<alignment vertical=\"center\" wrapText=\"1\"/>"),
        (0, 2, ""),
        (49, 0, "<alignment vertical=\"top\" wrapText=\"1\"/>"),
        (49, 3, ""),
    ];
    let mut text = format!(
        "{HEAD}<{ROOT} xmlns=\"{MAIN}\">\
         <numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/>\
         <numFmt numFmtId=\"165\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/></numFmts>\
         <fonts count=\"4\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>\
         <font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>\
         <font><b/><sz val=\"16\"/><name val=\"Calibri\"/><family val=\"2\"/></font>\
         <font><i/><sz val=\"10\"/><color rgb=\"FF595959\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>\
         <fills count=\"6\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>\
         <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE7EDF3\"/><bgColor indexed=\"64\"/></patternFill></fill>{}</fills>\
         <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"{}\">",
        colours(),
        formats.len() * 4
    );
    let all = (0_u32..).zip(formats.iter().cycle().take(formats.len() * 4));
    for (number, (format, font, inside)) in all {
        let fill = match number / STYLES {
            0 if number == style::HEADER => 2,
            0 => 0,
            mark => mark + 2,
        };
        let _ = write!(
            text,
            "<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"0\" xfId=\"0\" \
             applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">{inside}</xf>"
        );
    }
    text.push_str(
        "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>",
    );
    text.push_str(&format!("</{ROOT}>"));
    text
}

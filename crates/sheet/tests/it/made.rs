//! Workbooks for tests, made by hand: a library would not make the broken ones.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;

use sheet::{Fault, Limits, Met, Summary, Value};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(crate) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A package of these parts.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook whose parts can be replaced.
#[derive(Clone)]
pub(crate) struct Book {
    parts: Vec<(String, Vec<u8>)>,
}

impl Book {
    /// Of sheets with this XML inside `worksheet`.
    pub(crate) fn of(sheets: &[(&str, &str)]) -> Book {
        let (mut types, mut listed, mut related) = (String::new(), String::new(), String::new());
        for (number, (name, _)) in (1..).zip(sheets) {
            types += &format!(
                r#"<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#
            );
            listed += &format!(r#"<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>"#);
            related += &format!(
                r#"<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
            );
        }
        let spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let mut book = Book { parts: Vec::new() }
            .with("[Content_Types].xml", &format!(r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{spreadsheet}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{spreadsheet}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{spreadsheet}.sharedStrings+xml"/>{types}</Types>"#))
            .with("_rels/.rels", &format!(r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#))
            .with("xl/workbook.xml", &format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/><sheets>{listed}</sheets></workbook>"#))
            .with("xl/_rels/workbook.xml.rels", &format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{related}<Relationship Id="rs" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rt" Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>"#))
            .with("xl/styles.xml", &format!(r#"<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/><xf numFmtId="3" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"><alignment horizontal="right"/></xf></cellXfs></styleSheet>"#))
            .with("xl/sharedStrings.xml", &format!(r#"<sst xmlns="{MAIN}"><si><t>Nama</t></si><si><r><t>Sari </t></r><r><rPr><b/></rPr><t>Dewi</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>"#));
        for (number, (_, inside)) in (1..).zip(sheets) {
            let text = format!(r#"<worksheet xmlns="{MAIN}">{inside}</worksheet>"#);
            book = book.with(&format!("xl/worksheets/sheet{number}.xml"), &text);
        }
        book
    }

    /// Of one sheet with these rows.
    pub(crate) fn rows(rows: &str) -> Book {
        Book::of(&[("Data", &format!("<sheetData>{rows}</sheetData>"))])
    }

    /// With this part, in place of one of its name.
    pub(crate) fn with(mut self, name: &str, text: &str) -> Book {
        self.parts.retain(|(other, _)| other != name);
        self.parts.push((name.to_owned(), text.as_bytes().to_vec()));
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let parts: Vec<(&str, &[u8])> =
            self.parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        package(&parts)
    }
}

/// What is met, one line each: `# sheet`, `row: A1=value …`.
pub(crate) fn lines(met: &Met) -> String {
    match met {
        Met::Sheet { name, hidden: false } => format!("# {name}"),
        Met::Sheet { name, hidden: true } => format!("# {name} (hidden)"),
        Met::Row(row) => {
            let cells: Vec<String> = row
                .cells
                .iter()
                .map(|cell| {
                    let value = match &cell.value {
                        Value::Text(text) => format!("{text:?}"),
                        Value::Number(number) => number.to_string(),
                        Value::Date(moment) => moment.format("%Y-%m-%dT%H:%M:%S").to_string(),
                        Value::Bool(flag) => flag.to_string(),
                        Value::Fault(error) => format!("!{error}"),
                    };
                    format!("{}={value}", sheet::address(cell.column, row.number))
                })
                .collect();
            cells.join(" ")
        }
    }
}

/// Reads in this process.
pub(crate) fn read_with(bytes: &[u8], limits: &Limits) -> Result<(Vec<String>, Summary), Fault> {
    let mut told = Vec::new();
    let summary = sheet::read(Cursor::new(bytes), limits, &mut |met| {
        told.push(lines(&met));
        ControlFlow::Continue(())
    })?;
    Ok((told, summary))
}

pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<String>, Summary), Fault> {
    read_with(bytes, &Limits::default())
}

/// The same numbers every time, and nothing that compresses.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            b'a' + u8::try_from(state % 26).unwrap()
        })
        .collect()
}

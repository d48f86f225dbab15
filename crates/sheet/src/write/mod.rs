//! Writing: XLSX as a stream, one row at a time. Our own few lines of XML rather than a library: what we need of the format
//! (typed cells, one header, a frozen pane, a filter) is small and fixed, the annotation of foreign workbooks needs the same
//! pieces, and the library that would do it costs two minutes of release build.
//!
//! Always true: text is written as text, whatever it begins with, so that no cell becomes a formula.

mod cover;
pub(crate) mod parts;
mod sheet;
pub(crate) mod xml;

use std::io::Write;

use zip::ZipWriter;
use zip::write::StreamWriter;

pub use cover::Cover;
pub use sheet::safe_sheet_name;

use crate::{Fault, Value};

/// How a column's values are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Text,
    Number,
    /// Whole rupiah, with points between the thousands.
    Money,
    Date,
    /// Date and time of day.
    Moment,
}

/// A column of an exported table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub header: String,
    pub kind: Kind,
    /// In characters; 0 leaves it to the kind and the header.
    pub width: u32,
}

impl Column {
    #[must_use]
    pub fn new(header: impl Into<String>, kind: Kind) -> Column {
        Column { header: header.into(), kind, width: 0 }
    }
}

/// Writes a workbook to `sink` while its rows come in; holds one row in memory.
pub struct Writer<W: Write> {
    pub(crate) zip: ZipWriter<StreamWriter<W>>,
    /// Names of the finished sheets and of the open one.
    sheets: Vec<String>,
    open: Option<sheet::Open>,
    line: String,
    /// The sheets, from 1, whose notes the caller writes.
    pub(crate) comments: Vec<usize>,
}

impl<W: Write> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("sheets", &self.sheets).finish_non_exhaustive()
    }
}

impl<W: Write> Writer<W> {
    #[must_use]
    pub fn new(sink: W) -> Writer<W> {
        Writer {
            zip: ZipWriter::new_stream(sink),
            sheets: Vec::new(),
            open: None,
            line: String::new(),
            comments: Vec::new(),
        }
    }

    /// A first sheet that says what this is, of when, by which filter and for whom.
    ///
    /// # Errors
    /// When the sink takes no more.
    pub fn cover(&mut self, cover: &Cover) -> Result<(), Fault> {
        self.end_sheet()?;
        let name = self.name(&cover.sheet);
        self.start(&name)?;
        self.put(&cover::sheet(cover))
    }

    /// Begins a sheet; the one before it is finished. The name is made safe and unique.
    ///
    /// # Errors
    /// When the sink takes no more.
    pub fn sheet(&mut self, name: &str, columns: &[Column]) -> Result<(), Fault> {
        self.end_sheet()?;
        let name = self.name(name);
        self.start(&name)?;
        let (open, head) = sheet::Open::begin(columns);
        self.open = Some(open);
        self.put(&head)
    }

    /// Writes one row; `None` leaves a cell empty.
    ///
    /// # Errors
    /// When no sheet is open, the sheet is full (1,048,576 rows), or the sink takes no more.
    pub fn row<'v>(&mut self, values: impl IntoIterator<Item = Option<&'v Value>>) -> Result<(), Fault> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        let open = self.open.as_mut().ok_or_else(|| Fault::Broken("no sheet is open".to_owned()))?;
        open.row(values, &mut line)?;
        let written = self.put(&line);
        self.line = line;
        written
    }

    /// Finishes the workbook and gives the sink back.
    ///
    /// # Errors
    /// When the sink takes no more.
    pub fn finish(mut self) -> Result<W, Fault> {
        if self.sheets.is_empty() {
            self.sheet("Data", &[])?;
        }
        self.end_sheet()?;
        for (name, text) in parts::around(&self.sheets, &self.comments) {
            self.start_part(&name)?;
            self.put(&text)?;
        }
        let sink = self.zip.finish().map_err(|error| broken(&error))?;
        Ok(sink.into_inner())
    }

    /// The name that a sheet will have: safe, and unlike those before it.
    pub(crate) fn name(&self, wanted: &str) -> String {
        sheet::unique(wanted, &self.sheets)
    }

    /// Begins a sheet whose XML the caller writes.
    pub(crate) fn start(&mut self, name: &str) -> Result<(), Fault> {
        self.sheets.push(name.to_owned());
        self.start_part(&format!("xl/worksheets/sheet{}.xml", self.sheets.len()))
    }

    pub(crate) fn start_part(&mut self, name: &str) -> Result<(), Fault> {
        self.zip.start_file(name, parts::options()).map_err(|error| broken(&error))
    }

    pub(crate) fn put(&mut self, text: &str) -> Result<(), Fault> {
        self.zip.write_all(text.as_bytes()).map_err(|error| Fault::from_writing(&error))
    }

    fn end_sheet(&mut self) -> Result<(), Fault> {
        match self.open.take() {
            Some(open) => self.put(&open.end()),
            None => Ok(()),
        }
    }
}

pub(crate) fn broken(error: &zip::result::ZipError) -> Fault {
    Fault::Broken(format!("cannot write the workbook: {error}"))
}

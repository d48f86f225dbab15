//! Why a workbook could not be read or written.

use std::io;

use serde::{Deserialize, Serialize};

/// Why a workbook was refused. [`Fault::key`] names the message; `Display` is for logs and English only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// There is nothing in the file.
    Empty,
    /// Not a workbook of any kind that we read.
    Unknown,
    /// A web page with a table, named like a workbook. Open it in Excel or LibreOffice and save it as XLSX.
    Html,
    /// XML of Excel 2003. Save it as XLSX.
    OldXml,
    /// XLSB. Save it as XLSX.
    Binary,
    /// Protected by a password. Save it without one.
    Encrypted,
    TooLarge {
        /// In MiB.
        limit: u64,
    },
    /// More parts in the package than any workbook has.
    TooManyParts,
    /// Small outside, vast inside: a zip bomb.
    Bomb,
    /// Parts of the package that hide or overlap each other, or whose names leave it.
    Forged,
    Damaged {
        /// The part of the file, or a word for the whole.
        part: String,
    },
    /// Declares entities or a document type, as no spreadsheet program does.
    Entities {
        part: String,
    },
    TooManySheets {
        limit: u32,
    },
    TooManyRows {
        limit: u64,
    },
    TooManyCells {
        limit: u64,
    },
    /// A filled cell far to the right of anything that people fill.
    TooWide {
        sheet: String,
        cell: String,
        limit: u32,
    },
    CellTooLong {
        sheet: String,
        cell: String,
        /// In bytes.
        limit: u64,
    },
    /// More different texts than we hold.
    TooMuchText,
    /// A quote that is opened and never closed.
    OpenQuote {
        row: u32,
    },
    /// The reading process used up its time.
    TooSlow,
    /// The reading process used up its memory.
    TooMuchMemory,
    /// The reading process ended without a word: killed, or broken by the file.
    Died,
    /// Whoever was told asked to stop.
    Stopped,
    /// Our side: a program that does not start, a disk that is full.
    Broken(String),
}

impl Fault {
    /// The name of the message about this fault, of the form `sheet-too-wide`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Fault::Empty => "sheet-empty",
            Fault::Unknown => "sheet-unknown",
            Fault::Html => "sheet-html",
            Fault::OldXml => "sheet-old-xml",
            Fault::Binary => "sheet-binary",
            Fault::Encrypted => "sheet-encrypted",
            Fault::TooLarge { .. } => "sheet-too-large",
            Fault::TooManyParts => "sheet-too-many-parts",
            Fault::Bomb => "sheet-bomb",
            Fault::Forged => "sheet-forged",
            Fault::Damaged { .. } => "sheet-damaged",
            Fault::Entities { .. } => "sheet-entities",
            Fault::TooManySheets { .. } => "sheet-too-many-sheets",
            Fault::TooManyRows { .. } => "sheet-too-many-rows",
            Fault::TooManyCells { .. } => "sheet-too-many-cells",
            Fault::TooWide { .. } => "sheet-too-wide",
            Fault::CellTooLong { .. } => "sheet-cell-too-long",
            Fault::TooMuchText => "sheet-too-much-text",
            Fault::OpenQuote { .. } => "sheet-open-quote",
            Fault::TooSlow => "sheet-too-slow",
            Fault::TooMuchMemory => "sheet-too-much-memory",
            Fault::Died => "sheet-died",
            Fault::Stopped => "sheet-stopped",
            Fault::Broken(_) => "sheet-broken",
        }
    }

    /// What the message of [`Fault::key`] may say: argument names and values.
    #[must_use]
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Fault::TooLarge { limit } | Fault::TooManyRows { limit } | Fault::TooManyCells { limit } => {
                vec![("limit", limit.to_string())]
            }
            Fault::TooManySheets { limit } => vec![("limit", limit.to_string())],
            Fault::Damaged { part } | Fault::Entities { part } => vec![("part", part.clone())],
            Fault::TooWide { sheet, cell, limit } => {
                vec![("sheet", sheet.clone()), ("cell", cell.clone()), ("limit", limit.to_string())]
            }
            Fault::CellTooLong { sheet, cell, limit } => {
                vec![("sheet", sheet.clone()), ("cell", cell.clone()), ("limit", limit.to_string())]
            }
            Fault::OpenQuote { row } => vec![("row", row.to_string())],
            Fault::Empty
            | Fault::Unknown
            | Fault::Html
            | Fault::OldXml
            | Fault::Binary
            | Fault::Encrypted
            | Fault::TooManyParts
            | Fault::Bomb
            | Fault::Forged
            | Fault::TooMuchText
            | Fault::TooSlow
            | Fault::TooMuchMemory
            | Fault::Died
            | Fault::Stopped
            | Fault::Broken(_) => Vec::new(),
        }
    }

    pub(crate) fn damaged(part: &str) -> Fault {
        Fault::Damaged { part: part.to_owned() }
    }

    /// The same fault where it travelled inside an I/O error; otherwise damage to `part`.
    pub(crate) fn from_reading(error: &io::Error, part: &str) -> Fault {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Fault>()) {
            Some(fault) => fault.clone(),
            None => Fault::damaged(part),
        }
    }

    pub(crate) fn from_xml(error: &quick_xml::Error, part: &str) -> Fault {
        if let quick_xml::Error::Io(error) = error {
            Fault::from_reading(error, part)
        } else {
            Fault::damaged(part)
        }
    }

    pub(crate) fn from_writing(error: &io::Error) -> Fault {
        Fault::Broken(format!("cannot write the workbook: {error}"))
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Html => {
                f.write_str("a web page, not a workbook: open it in Excel or LibreOffice and save it as XLSX")
            }
            Fault::OldXml => f.write_str("XML of Excel 2003: save it as XLSX"),
            Fault::Binary => f.write_str("a binary workbook (XLSB): save it as XLSX"),
            Fault::Encrypted => f.write_str("protected by a password: save it without one"),
            Fault::Broken(why) => f.write_str(why),
            Fault::Empty
            | Fault::Unknown
            | Fault::TooLarge { .. }
            | Fault::TooManyParts
            | Fault::Bomb
            | Fault::Forged
            | Fault::Damaged { .. }
            | Fault::Entities { .. }
            | Fault::TooManySheets { .. }
            | Fault::TooManyRows { .. }
            | Fault::TooManyCells { .. }
            | Fault::TooWide { .. }
            | Fault::CellTooLong { .. }
            | Fault::TooMuchText
            | Fault::OpenQuote { .. }
            | Fault::TooSlow
            | Fault::TooMuchMemory
            | Fault::Died
            | Fault::Stopped => {
                f.write_str(self.key())?;
                for (name, value) in self.arguments() {
                    write!(f, " {name}={value}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Fault {}

//! An agency's workbook back with our remarks in it: cells coloured and noted, and a column [`crate::REASON`].
//!
//! An XLSX is the same workbook afterwards: its sheets are edited as they stream by, and every part that has no remark is
//! copied as it is, still packed. A library that holds the workbook as objects (umya-spreadsheet) keeps less of it and needs
//! gigabytes for 200,000 rows. Of XLS, ODS and CSV a new XLSX is made, with the same rows in the same places.
//!
//! Always true: what we add we also recognise, so that annotating a workbook again replaces our remarks and nobody else's.

mod edit;
mod notes;
mod package;
mod remake;
mod row;
mod styles;
mod survey;

use std::collections::BTreeMap;
use std::io::{Read, Seek, Write};

use serde::{Deserialize, Serialize};

use crate::read::package::Source;
use crate::{Fault, Format, Limits};

/// What a remark means; it decides the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// Red: did not go in.
    Refused,
    /// Orange: waits for a person.
    Questionable,
    /// Yellow: went in, mended.
    Repaired,
}

impl Mark {
    pub(crate) const ALL: [Mark; 3] = [Mark::Refused, Mark::Questionable, Mark::Repaired];

    /// ARGB. Unlike any colour of a palette, so that ours are known again.
    pub(crate) fn colour(self) -> &'static str {
        match self {
            Mark::Refused => "FFFFC8C6",
            Mark::Questionable => "FFFFDDAE",
            Mark::Repaired => "FFFFF2B3",
        }
    }

    pub(crate) fn place(self) -> u32 {
        match self {
            Mark::Refused => 0,
            Mark::Questionable => 1,
            Mark::Repaired => 2,
        }
    }
}

/// A remark on one cell, which may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellRemark {
    pub column: u32,
    pub mark: Mark,
    /// Shown beside the cell when it is pointed at; no note where it is empty.
    pub note: String,
}

/// The remarks on one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowRemarks {
    /// The colour of the reason.
    pub mark: Mark,
    /// What stands in the column [`crate::REASON`].
    pub reason: String,
    pub cells: Vec<CellRemark>,
}

/// The remarks on one sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRemarks {
    /// As [`crate::Met::Sheet`] named it.
    pub sheet: String,
    /// The rows that get the header [`crate::REASON`]: of a header of two rows the lower one, of a header that is repeated
    /// each.
    pub headers: Vec<u32>,
    pub rows: BTreeMap<u32, RowRemarks>,
}

/// The remarks on a workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarks {
    pub sheets: Vec<SheetRemarks>,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotated {
    /// [`Format::Xlsx`], or [`Format::Xlsm`] where the original has macros: its file needs that ending to open.
    pub format: Format,
    /// The column that the reasons stand in, per sheet with remarks.
    pub reasons: Vec<(String, u32)>,
}

/// Writes the workbook with the remarks to `sink`, a file or a buffer: parts that are copied still packed cannot be written
/// to a pipe. Holds one row at a time and what styles and notes there are; an old XLS
/// is held whole, so a stranger's is annotated only after a [`crate::Reader`] has read it within its limits.
///
/// # Errors
/// As [`crate::read`], and when the sink takes no more.
pub fn annotate(
    original: impl Read + Seek,
    limits: &Limits,
    remarks: &Remarks,
    sink: impl Write + Seek,
) -> Result<Annotated, Fault> {
    let mut original = original;
    let original: &mut dyn Source = &mut original;
    let columns = survey::reasons(original, limits, remarks)?;
    let format = match crate::read::format(original, limits)? {
        format @ (Format::Xlsx | Format::Xlsm) => {
            package::annotate(original, limits, remarks, &columns, sink)?;
            format
        }
        Format::Xls | Format::Ods | Format::Csv => {
            remake::remake(original, limits, remarks, &columns, sink)?;
            Format::Xlsx
        }
    };
    let reasons = columns.into_iter().map(|(sheet, reason)| (sheet, reason.column)).collect();
    Ok(Annotated { format, reasons })
}

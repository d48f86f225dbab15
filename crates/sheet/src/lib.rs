//! Workbooks as agencies send them: read safely, row by row, and written back.
//!
//! Words: a *workbook* has *sheets*, a sheet has *rows* of *cells*; a CSV file is a workbook of one sheet. Rows and columns
//! are counted from 1 as on the screen; a *cell* is a column and a [`Value`]. A *remark* is what we have to say about a
//! cell or a row; it goes back to the agency in its own workbook.
//!
//! Always true: nothing is read without [`Limits`]; rows are never held all at once, except those of an old XLS file, which
//! is why strangers' files are read by a [`Reader`] in a process of its own; whatever is wrong with a file ends in one [`Fault`].
//! After a fault the rows told so far are part of a broken file: whoever keeps them must be able to let go of them.

mod annotate;
mod child;
mod fault;
mod limits;
mod read;
mod write;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

pub use annotate::{Annotated, CellRemark, Mark, Remarks, RowRemarks, SheetRemarks, annotate};
pub use child::{File, Reader, Reading, serve};
pub use fault::Fault;
pub use limits::{Format, Limits, Summary};
pub use read::read;
pub use write::{Column, Cover, Kind, Writer, safe_sheet_name};

/// The header of the column in which an annotated workbook says why. Who reads such a workbook again leaves the column out.
pub const REASON: &str = "ALASAN";

/// The hidden subcommand of `berdaya` that calls [`serve`].
pub const SUBCOMMAND: &str = "read-sheet";

/// One value, as the file holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Text(String),
    /// A number as the file holds it. Excel keeps 15 digits.
    Number(f64),
    /// A number shown as a date or a time of day. A time alone is on 31 December 1899. Durations, serial 60 (a day that never
    /// was) and serials beyond the year 9999 stay numbers.
    Date(#[serde(with = "chrono::naive::serde::ts_milliseconds")] NaiveDateTime),
    Bool(bool),
    /// `#REF!`, `#N/A` and their like.
    Fault(String),
}

/// A filled cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// From 1, as on the screen.
    pub column: u32,
    pub value: Value,
}

/// A row with at least one filled cell, its cells in order of column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// From 1, as on the screen.
    pub number: u32,
    pub cells: Vec<Cell>,
}

/// What a reader meets, in the order of the file. Empty cells and empty rows are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Met {
    Sheet { name: String, hidden: bool },
    Row(Row),
}

/// The letters of a column: 1 is `A`, 28 is `AB`.
#[must_use]
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The address of a cell as on the screen: `B7`.
#[must_use]
pub fn address(column: u32, row: u32) -> String {
    format!("{}{row}", column_letters(column))
}

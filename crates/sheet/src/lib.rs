//! Workbooks as agencies send them: read safely, row by row, and written back.
//!
//! Words: a *workbook* has *sheets*, a sheet has *rows* of *cells*; a CSV file is a workbook of one sheet. Rows and columns
//! are counted from 1 as on the screen; a *cell* is a column and a [`Value`].
//!
//! Always true: nothing is read without [`Limits`]; a file is never held whole in memory.

use chrono::NaiveDateTime;

/// One value, as the file holds it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    /// A number as the file holds it. Excel keeps 15 digits.
    Number(f64),
    Date(NaiveDateTime),
    Bool(bool),
    /// `#REF!`, `#N/A` and their like.
    Fault(String),
}

/// A filled cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// From 1, as on the screen.
    pub column: u32,
    pub value: Value,
}

/// A row with at least one filled cell, its cells in order of column.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// From 1, as on the screen.
    pub number: u32,
    pub cells: Vec<Cell>,
}

/// What a reader meets, in the order of the file. Empty cells and empty rows are left out.
#[derive(Debug, Clone, PartialEq)]
pub enum Met {
    Sheet { name: String, hidden: bool },
    Row(Row),
}

//! What is told, counted against the limits.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::{Cell, Fault, Limits, Met, Row, Summary, Value, address};

/// Bytes in the name of a sheet. Excel takes 31 characters, others more.
const MOST_OF_A_NAME: usize = 255;

pub(crate) struct Out<'a> {
    pub(crate) summary: Summary,
    limits: &'a Limits,
    tell: &'a mut dyn FnMut(Met) -> ControlFlow<()>,
    sheet: String,
    /// Whoever talks of a row names its sheet: two of one name could not be told apart.
    names: HashSet<String>,
    last_row: u32,
    /// Cells that the file mentions, the empty ones too: they cost time.
    mentioned: u64,
}

impl<'a> Out<'a> {
    pub(crate) fn new(limits: &'a Limits, tell: &'a mut dyn FnMut(Met) -> ControlFlow<()>) -> Out<'a> {
        Out {
            summary: Summary::default(),
            limits,
            tell,
            sheet: String::new(),
            names: HashSet::new(),
            last_row: 0,
            mentioned: 0,
        }
    }

    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    pub(crate) fn sheet(&mut self, name: &str, hidden: bool) -> Result<(), Fault> {
        self.summary.sheets += 1;
        if self.summary.sheets > self.limits.sheets {
            return Err(Fault::TooManySheets { limit: self.limits.sheets });
        }
        if name.len() > MOST_OF_A_NAME || !self.names.insert(name.to_lowercase()) {
            return Err(Fault::damaged("sheets"));
        }
        self.last_row = 0;
        self.summary.hidden_sheets += u32::from(hidden);
        name.clone_into(&mut self.sheet);
        self.told(Met::Sheet { name: name.to_owned(), hidden })
    }

    /// A cell that the file mentions, filled or not.
    pub(crate) fn mention(&mut self, count: u64) -> Result<(), Fault> {
        self.mentioned = self.mentioned.saturating_add(count);
        let limit = self.limits.cells;
        if self.mentioned > limit { Err(Fault::TooManyCells { limit }) } else { Ok(()) }
    }

    /// So many filled rows are still to come at least.
    pub(crate) fn foresee(&self, rows: u64) -> Result<(), Fault> {
        let limit = self.limits.rows;
        if self.summary.rows.saturating_add(rows) > limit {
            Err(Fault::TooManyRows { limit })
        } else {
            Ok(())
        }
    }

    /// Puts a filled cell into the row that is being read; empty text is no value.
    pub(crate) fn cell(
        &self,
        cells: &mut Vec<Cell>,
        row: u32,
        column: u32,
        value: Value,
    ) -> Result<(), Fault> {
        let length = match &value {
            Value::Text(text) | Value::Fault(text) if text.is_empty() => return Ok(()),
            Value::Text(text) | Value::Fault(text) => u64::try_from(text.len()).unwrap_or(u64::MAX),
            Value::Number(_) | Value::Date(_) | Value::Bool(_) => 0,
        };
        if length > self.limits.cell_bytes {
            return Err(self.too_long(column, row));
        }
        if column > self.limits.columns {
            return Err(self.too_wide(column, row));
        }
        cells.push(Cell { column, value });
        Ok(())
    }

    pub(crate) fn row(&mut self, number: u32, mut cells: Vec<Cell>) -> Result<(), Fault> {
        if cells.is_empty() {
            return Ok(());
        }
        if number <= self.last_row {
            return Err(Fault::damaged(&self.sheet));
        }
        self.last_row = number;
        if !cells.is_sorted_by(|one, other| one.column < other.column) {
            cells.sort_by_key(|cell| cell.column);
            cells.dedup_by_key(|cell| cell.column);
        }
        self.summary.rows += 1;
        if self.summary.rows > self.limits.rows {
            return Err(Fault::TooManyRows { limit: self.limits.rows });
        }
        self.summary.cells += u64::try_from(cells.len()).unwrap_or(u64::MAX);
        self.told(Met::Row(Row { number, cells }))
    }

    /// A formula, and whether the file keeps its last result.
    pub(crate) fn formula(&mut self, column: u32, row: u32, saved: Saved) {
        match saved {
            Saved::Yes => self.summary.formulas += 1,
            Saved::No => {
                self.summary.unsaved_formulas += 1;
                if self.summary.first_unsaved_formula.is_none() {
                    self.summary.first_unsaved_formula =
                        Some(format!("{}!{}", self.sheet, address(column, row)));
                }
            }
        }
    }

    pub(crate) fn too_long(&self, column: u32, row: u32) -> Fault {
        let limit = self.limits.cell_bytes;
        Fault::CellTooLong { sheet: self.sheet.clone(), cell: address(column, row), limit }
    }

    pub(crate) fn too_wide(&self, column: u32, row: u32) -> Fault {
        let limit = self.limits.columns;
        Fault::TooWide { sheet: self.sheet.clone(), cell: address(column, row), limit }
    }

    fn told(&mut self, met: Met) -> Result<(), Fault> {
        match (self.tell)(met) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Fault::Stopped),
        }
    }
}

/// Whether a formula's last result is in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saved {
    Yes,
    No,
}

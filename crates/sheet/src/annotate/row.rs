//! What changes in one row.

use std::collections::BTreeMap;

use super::survey::Reason;
use super::{Mark, SheetRemarks};

/// What becomes of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change<'a> {
    /// A colour; the value stays.
    Colour(Mark),
    /// The reason, in place of whatever stood there.
    Reason(Mark, &'a str),
    /// The header of the reasons.
    Header,
}

/// The changes of one row by column.
pub(super) type Changes<'a> = BTreeMap<u32, Change<'a>>;

/// The rows of a sheet that change, and how, in their order.
pub(super) fn changes<'a>(sheet: &'a SheetRemarks, reason: Reason) -> BTreeMap<u32, Changes<'a>> {
    let mut rows: BTreeMap<u32, Changes<'a>> = BTreeMap::new();
    for (number, remarks) in &sheet.rows {
        let mut row: Changes<'a> =
            remarks.cells.iter().map(|cell| (cell.column, Change::Colour(cell.mark))).collect();
        row.insert(reason.column, Change::Reason(remarks.mark, &remarks.reason));
        rows.insert(*number, row);
    }
    for number in &sheet.headers {
        rows.entry(*number).or_default().insert(reason.column, Change::Header);
    }
    rows
}

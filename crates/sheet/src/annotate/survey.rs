//! Where the reasons go: the first column behind the header that nobody uses in the rows concerned.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use quick_xml::events::Event;

use super::{Remarks, SheetRemarks};
use crate::read::package::{Package, Source};
use crate::read::workbook::Workbook;
use crate::read::xml::attribute;
use crate::read::{column_of, read_source};
use crate::{Fault, Format, Limits, Met, REASON, Row, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) column: u32,
    /// The workbook had our column already.
    pub(super) again: bool,
}

#[derive(Default)]
struct Seen {
    headers: BTreeSet<u32>,
    /// The rows with remarks.
    rows: BTreeSet<u32>,
    found: Option<u32>,
    last_header: u32,
    used: BTreeSet<u32>,
}

/// The column of the reasons for every sheet with remarks.
pub(super) fn reasons(
    source: &mut dyn Source,
    limits: &Limits,
    remarks: &Remarks,
) -> Result<BTreeMap<String, Reason>, Fault> {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    let mut current: Option<&SheetRemarks> = None;
    let summary = read_source(source, limits, &mut |met| {
        match met {
            Met::Sheet { name, .. } => {
                current = remarks.sheets.iter().find(|sheet| sheet.sheet == name);
                if let Some(sheet) = current {
                    let headers = sheet.headers.iter().copied().collect();
                    let rows = sheet.rows.keys().copied().collect();
                    seen.insert(name, Seen { headers, rows, ..Seen::default() });
                }
            }
            Met::Row(row) => {
                if let Some(seen) = current.and_then(|sheet| seen.get_mut(&sheet.sheet)) {
                    look(&row, seen);
                }
            }
        }
        ControlFlow::Continue(())
    })?;
    if matches!(summary.format, Format::Xlsx | Format::Xlsm) {
        shape(source, limits, &mut seen)?;
    }
    Ok(seen.into_iter().map(|(name, seen)| (name, choose(&seen))).collect())
}

fn look(row: &Row, seen: &mut Seen) {
    for cell in &row.cells {
        seen.use_cell(row.number, cell.column);
        let header = matches!(&cell.value, Value::Text(text) if text.trim().eq_ignore_ascii_case(REASON));
        if header && seen.headers.contains(&row.number) {
            seen.found = Some(cell.column);
        }
    }
}

impl Seen {
    /// A cell that must not be written over.
    fn use_cell(&mut self, row: u32, column: u32) {
        if self.headers.contains(&row) {
            self.last_header = self.last_header.max(column);
            self.used.insert(column);
        } else if self.rows.contains(&row) {
            self.used.insert(column);
        }
    }
}

fn choose(seen: &Seen) -> Reason {
    if let Some(column) = seen.found {
        return Reason { column, again: true };
    }
    let last =
        if seen.headers.is_empty() { seen.used.last().copied().unwrap_or(0) } else { seen.last_header };
    let column = (last + 1..).find(|column| !seen.used.contains(column)).unwrap_or(last + 1);
    Reason { column, again: false }
}

/// What a reader of values does not see: a header that is merged over several columns reaches to the last of them, and a
/// formula that was never calculated is in use.
fn shape(source: &mut dyn Source, limits: &Limits, seen: &mut BTreeMap<String, Seen>) -> Result<(), Fault> {
    let mut package = Package::open(source, limits)?;
    let workbook = Workbook::read(&mut package, limits.sheets)?;
    for sheet in &workbook.sheets {
        let Some(seen) = seen.get_mut(&sheet.name) else { continue };
        let mut xml = package.must(&sheet.part)?;
        let (mut row, mut column) = (0_u32, 0_u32);
        loop {
            let event = xml.next()?;
            let (Event::Start(element) | Event::Empty(element)) = &event else {
                if matches!(event, Event::Eof) {
                    break;
                }
                continue;
            };
            match element.local_name().into_inner() {
                "row" => {
                    let number = attribute(element, "r").and_then(|number| number.trim().parse().ok());
                    (row, column) = (number.unwrap_or(row.saturating_add(1)), 0);
                }
                "c" => {
                    let place = attribute(element, "r").and_then(|place| column_of(&place));
                    column = place.unwrap_or(column.saturating_add(1));
                    if matches!(event, Event::Start(_)) {
                        seen.use_cell(row, column);
                    }
                }
                "mergeCell" => {
                    let range = attribute(element, "ref").unwrap_or_default();
                    let Some((from, to)) = range.split_once(':') else { continue };
                    let rows = row_of(from)..=row_of(to);
                    let touched = !rows.is_empty() && seen.headers.range(rows).next().is_some();
                    if let Some(last) = column_of(to).filter(|_| touched) {
                        seen.last_header = seen.last_header.max(last);
                    }
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// The row of an address such as `AB12`.
pub(super) fn row_of(address: &str) -> u32 {
    address.trim_start_matches(|c: char| !c.is_ascii_digit()).trim().parse().unwrap_or(0)
}

//! Lists that stand side by side in the same rows of a sheet, each read as if it stood alone.

use std::collections::BTreeSet;
use std::ops::Range;

use sheet::{Met, REASON, Row, Value};

use super::beside::{beside, names};
use super::layout::{Headless, Layout, Passed, Piece};
use super::row_kind::{self, Heads, texts};
use super::table::Head;

/// Titles in the margin that are kept for a list that begins there lower down.
const MARGIN: usize = 4;

/// The lists of a sheet, from left to right; nearly always one.
#[derive(Debug)]
pub(crate) struct Lanes {
    lists: Vec<List>,
    /// The columns that hold our own words: the list is one that we sent back with reasons in it.
    ours: BTreeSet<u32>,
    /// What stood to the right of the last list since it began.
    margin: Vec<Heads>,
}

/// A list and the column with which it begins; it reaches to the next one.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) from: u32,
    pub(crate) layout: Layout,
}

impl Lanes {
    /// For a file that was surveyed before.
    pub(crate) fn knowing(headless: Vec<Headless>) -> Lanes {
        let layout = Layout::knowing(headless);
        Lanes { lists: vec![List { from: 1, layout }], ours: BTreeSet::new(), margin: Vec::new() }
    }

    /// The list that begins a row.
    pub(crate) fn first(&self) -> Option<&Layout> {
        self.lists.first().map(|list| &list.layout)
    }

    /// The list at a place, from the left.
    pub(crate) fn list(&self, place: usize) -> Option<&Layout> {
        self.lists.get(place).map(|list| &list.layout)
    }

    pub(crate) fn list_mut(&mut self, place: usize) -> Option<&mut Layout> {
        self.lists.get_mut(place).map(|list| &mut list.layout)
    }

    pub(crate) fn count(&self) -> usize {
        self.lists.len()
    }

    /// The columns of the list at a place: all of them where it stands alone.
    pub(crate) fn columns(&self, place: usize) -> Range<u32> {
        let from = |place: usize| self.lists.get(place).map(|list| list.from);
        from(place).unwrap_or(1)..from(place + 1).unwrap_or(u32::MAX)
    }

    /// Learns that the sheet has no header that is known. The rows that waited are to be given again.
    pub(crate) fn learn(&mut self, headless: Headless) {
        if let Some(first) = self.list_mut(0) {
            first.learn(headless);
        }
    }

    /// Takes what is met next; of a row there is something to tell for every list that it holds something of.
    pub(crate) fn take(&mut self, met: Met) -> Vec<(usize, Piece)> {
        match met {
            Met::Sheet { name, .. } => {
                self.lists.truncate(1);
                self.ours.clear();
                self.margin.clear();
                if let Some(first) = self.list_mut(0) {
                    first.start(name);
                }
                Vec::new()
            }
            Met::Row(row) => self.row(row),
        }
    }

    /// Ends what is still open when the sheet or the file ends.
    pub(crate) fn end_sheet(&mut self) {
        for list in &mut self.lists {
            list.layout.end_sheet();
        }
    }

    fn row(&mut self, mut row: Row) -> Vec<(usize, Piece)> {
        self.leave_out_ours(&mut row);
        if self.lists.len() > 1 && self.is_one_again(&row) {
            self.lists.truncate(1);
            self.margin.clear();
        }
        if let [only] = self.lists.as_mut_slice() {
            let passed = only.layout.header(&row);
            if let Some(lists) = only.layout.apart() {
                self.lists = lists.into_iter().map(|(from, layout)| List { from, layout }).collect();
            }
            if let Some(passed) = passed {
                return vec![(0, Piece::Passed(passed))];
            }
        }
        self.begin_lower(&row);
        if let [only] = self.lists.as_mut_slice() {
            return vec![(0, only.layout.body(row))];
        }
        self.side_by_side(row)
    }

    fn side_by_side(&mut self, row: Row) -> Vec<(usize, Piece)> {
        let mut pieces = Vec::with_capacity(self.lists.len());
        for place in 0..self.lists.len() {
            let columns = self.columns(place);
            let cells = row.cells.iter().filter(|cell| columns.contains(&cell.column)).cloned().collect();
            let part = Row { number: row.number, cells };
            let Some(layout) = self.list_mut(place).filter(|_| !part.cells.is_empty()) else { continue };
            let piece = match layout.header(&part) {
                Some(passed) => Piece::Passed(passed),
                None => layout.body(part),
            };
            pieces.push((place, piece));
        }
        // A place that alone stands in its row is written across all lists.
        if let [(0, Piece::Passed(Passed::Section))] = pieces.as_slice() {
            let said = self.first().map(|first| first.said.clone()).unwrap_or_default();
            for list in self.lists.iter_mut().skip(1) {
                list.layout.say(said.clone());
            }
        }
        pieces
    }

    /// Takes out what we wrote ourselves, so that a corrected copy reads like the list it was.
    fn leave_out_ours(&mut self, row: &mut Row) {
        if row.cells.len() > 1 {
            let ours = row.cells.iter().filter(
                |cell| matches!(&cell.value, Value::Text(text) if text.trim().eq_ignore_ascii_case(REASON)),
            );
            self.ours.extend(ours.map(|cell| cell.column));
        }
        if !self.ours.is_empty() {
            row.cells.retain(|cell| !self.ours.contains(&cell.column));
        }
    }

    /// Whether the row is a header of other lists than those above it.
    fn is_one_again(&self, row: &Row) -> bool {
        let texts = texts(row);
        if row_kind::as_header(row, &texts).is_none() {
            return false;
        }
        let heads: Vec<Head> =
            texts.into_iter().map(|(column, text)| Head { column, text, ..Head::default() }).collect();
        let known: Vec<u32> = self.lists.iter().skip(1).map(|list| list.from).collect();
        let spans = self.lists.iter().enumerate().filter(|(place, _)| {
            let columns = self.columns(*place);
            heads.iter().any(|head| columns.contains(&head.column))
        });
        spans.count() > 1 && beside(&heads).starts != known
    }

    /// A list beside the last one whose header stands lower.
    fn begin_lower(&mut self, row: &Row) {
        let Some(last) = self.lists.last() else { return };
        let Some(end) = last.layout.end() else { return };
        // One column stands empty between.
        if row.cells.last().is_none_or(|cell| cell.column <= end + 1) {
            return;
        }
        let cells = row.cells.iter().filter(|cell| cell.column > end + 1).cloned().collect();
        let outside = Row { number: row.number, cells };
        let words = texts(&outside);
        let names = words.iter().any(|(_, text)| names(text));
        if words.len() >= 3 && names && row_kind::as_header(&outside, &words).is_some() {
            let from = words.first().map_or(end + 2, |(column, _)| *column);
            let layout = last.layout.neighbour(&self.margin);
            self.margin.clear();
            self.lists.push(List { from, layout });
        } else if words.len() <= 3 {
            self.margin.push(words);
            if self.margin.len() > MARGIN {
                self.margin.remove(0);
            }
        }
    }
}

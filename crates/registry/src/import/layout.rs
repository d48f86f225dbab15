//! From rows in the order of the file to tables: where a header ends, what was said above, what each row is.
//!
//! The same machine runs when a file is surveyed and when it is read, so that both see the same tables.

use std::collections::BTreeSet;

use sheet::{Met, REASON, Row, Value};

use super::beside::{Beside, beside};
use super::context::{self, Said};
use super::field::Field;
use super::row_kind::{self, Below, Heads, RowKind, texts};
use super::vocabulary;

/// What the machine makes of a row.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Nothing for the reader: a title, a part of a header, a total.
    Passed(Passed),
    /// A row of the table that the last [`Layout::table`] describes.
    Data(Row),
    /// No table has begun: the row waits, should the sheet turn out to have no header.
    Waiting(Row),
}

/// Why a row is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Passed {
    Title,
    Header,
    Section,
    Total,
    Signature,
    Numbers,
    Note,
    Empty,
    /// Of a sheet or a table that holds no people.
    NotAList,
}

/// A header that was found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// By column: what stands above, groups first.
    pub(crate) heads: Vec<Head>,
    /// The row of the header, the lower one of two; 0 where there is none.
    pub(crate) row: u32,
    /// The first column of a second list beside it.
    pub(crate) second: Option<u32>,
    named: Vec<u32>,
    /// Columns that are none of the list's.
    sums: BTreeSet<u32>,
}

/// A column's header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) column: u32,
    /// The header of several columns together, where there is one.
    pub(crate) group: String,
    pub(crate) text: String,
}

impl Head {
    /// The whole header, as shown.
    pub(crate) fn whole(&self) -> String {
        format!("{} {}", self.group, self.text).trim().replace('\n', " ")
    }
}

#[derive(Debug, Default)]
struct Draft {
    group: Option<Heads>,
    rows: Vec<Heads>,
    last_row: u32,
}

/// The machine. Fed with everything that is met, in order.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) sheet: String,
    /// Counts the sheets from 1.
    pub(crate) sheet_number: usize,
    pub(crate) said: Said,
    /// A place was said since the last row of data.
    goes_on: bool,
    pub(crate) table: Option<Table>,
    draft: Option<Draft>,
    /// The last stray word below a header: it may be the bare name of a place, which only a gazetteer can tell.
    pub(crate) stray: Option<String>,
    signed: bool,
    /// People so far, and how many of them have a number of their own.
    people: u32,
    numbered: u32,
    previous: Option<(u32, Heads)>,
    headless: Vec<Headless>,
    /// The columns that hold our own words: the list is one that we sent back with reasons in it.
    ours: BTreeSet<u32>,
}

/// A sheet whose header says nothing that is known, or that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Headless {
    /// From 1.
    pub(crate) sheet: usize,
    /// The row that is taken for a header by its shape alone.
    pub(crate) header: Option<u32>,
    /// The first row of people.
    pub(crate) start: u32,
}

impl Layout {
    /// For a file that was surveyed before.
    pub(crate) fn knowing(headless: Vec<Headless>) -> Layout {
        Layout { headless, ..Layout::default() }
    }

    /// Learns that the sheet has no header that is known. The rows that waited are to be given again.
    pub(crate) fn learn(&mut self, headless: Headless) {
        self.headless.push(headless);
    }

    /// Takes what is met next; for a sheet's beginning there is nothing to tell.
    pub(crate) fn take(&mut self, met: Met) -> Option<Piece> {
        match met {
            Met::Sheet { name, .. } => {
                let headless = std::mem::take(&mut self.headless);
                *self = Layout {
                    sheet: name,
                    sheet_number: self.sheet_number + 1,
                    headless,
                    ..Layout::default()
                };
                None
            }
            Met::Row(row) => Some(self.row(row)),
        }
    }

    fn row(&mut self, mut row: Row) -> Piece {
        self.leave_out_ours(&mut row);
        let mut texts = texts(&row);
        if texts.is_empty() {
            return Piece::Passed(Passed::Empty);
        }
        if self.goes_on(&row, &texts) {
            return Piece::Passed(Passed::Header);
        }
        let sums = self.table.as_ref().map(|table| &table.sums).filter(|sums| !sums.is_empty());
        if let Some(sums) = sums.filter(|_| row_kind::as_header(&row, &texts).is_none()) {
            row.cells.retain(|cell| !sums.contains(&cell.column));
            texts.retain(|(column, _)| !sums.contains(column));
            if texts.is_empty() {
                return Piece::Passed(Passed::Empty);
            }
        }
        let headless = self.headless.iter().find(|known| known.sheet == self.sheet_number).copied();
        let shaped = headless.is_some_and(|known| known.header == Some(row.number));
        if shaped || row_kind::as_header(&row, &texts).is_some() {
            self.begin(&row, texts);
            return Piece::Passed(Passed::Header);
        }
        if self.table.is_none()
            && headless.is_some_and(|known| known.header.is_none() && row.number >= known.start)
        {
            self.table = Some(Table::default());
        }
        match &self.table {
            Some(table) => {
                let named = table.named.clone();
                self.below(row, texts, &named)
            }
            None => self.above(row, texts),
        }
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

    /// Whether the row is another row of the header that has begun; if not, that header is finished.
    fn goes_on(&mut self, row: &Row, texts: &[(u32, String)]) -> bool {
        let Some(draft) = &mut self.draft else { return false };
        let near = row.number <= draft.last_row + 2 && draft.rows.len() < 4;
        if near && row_kind::is_numbers(texts) {
            self.finish();
            return true;
        }
        let above = draft.rows.last().cloned().unwrap_or_default();
        if near && row_kind::continues_header(&above, row, texts) {
            draft.rows.push(texts.to_vec());
            draft.last_row = row.number;
            return true;
        }
        self.finish();
        false
    }

    fn begin(&mut self, row: &Row, texts: Heads) {
        let grouped =
            self.previous.take().filter(|(number, heads)| number + 1 == row.number && is_group(heads));
        self.signed = false;
        (self.people, self.numbered) = (0, 0);
        self.draft =
            Some(Draft { group: grouped.map(|(_, heads)| heads), rows: vec![texts], last_row: row.number });
    }

    fn finish(&mut self) {
        let Some(draft) = self.draft.take() else { return };
        let row = draft.last_row;
        let levels: Vec<Heads> = draft.group.into_iter().chain(draft.rows).collect();
        let mut columns: Vec<u32> = levels.iter().flatten().map(|(column, _)| *column).collect();
        columns.sort_unstable();
        columns.dedup();
        let mut heads: Vec<Head> = columns.into_iter().map(|column| head(&levels, column)).collect();
        let Beside { sums, second } = beside(&heads);
        heads.retain(|head| !sums.contains(&head.column));
        let named = heads
            .iter()
            .filter(|head| {
                let known = row_kind::known(&head.text).or_else(|| row_kind::known(&head.whole()));
                matches!(
                    known,
                    Some(Field::Person | Field::Business | Field::OwnerAndBusiness | Field::BusinessOrSector)
                )
            })
            .map(|head| head.column)
            .collect();
        self.table = Some(Table { heads, row, second, named, sums });
    }

    /// Ends what is still open when the sheet or the file ends.
    pub(crate) fn end_sheet(&mut self) {
        self.finish();
    }

    fn above(&mut self, row: Row, texts: Heads) -> Piece {
        let joined = texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
        let title = texts.len() <= 3 && !texts.iter().any(|(_, text)| super::cell::digits(text).len() >= 9);
        if title {
            self.say(context::read(&joined));
        }
        self.previous = Some((row.number, texts));
        Piece::Waiting(row)
    }

    /// Takes what a title or a section says of the rows below it.
    pub(crate) fn say(&mut self, said: Said) {
        let placed = said.has_place();
        self.said.take(said, self.goes_on);
        self.goes_on |= placed;
    }

    fn below(&mut self, row: Row, texts: Heads, named: &[u32]) -> Piece {
        let numbered = self.people >= 3 && self.numbered == self.people;
        let below = Below { named, signed: self.signed, numbered };
        let kind = row_kind::kind(&row, &texts, &below);
        let passed = match kind {
            RowKind::Data => {
                self.signed = false;
                self.people += 1;
                self.numbered += u32::from(row_kind::has_ordinal(&row));
                self.previous = None;
                self.goes_on = false;
                return Piece::Data(row);
            }
            RowKind::Section(said) => {
                self.signed = false;
                self.say(said);
                Passed::Section
            }
            RowKind::Signature => {
                self.signed = true;
                Passed::Signature
            }
            RowKind::Note => {
                let joined = texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
                self.say(Said { agency: None, ..context::read(&joined) });
                self.stray = Some(joined);
                Passed::Note
            }
            RowKind::Total => Passed::Total,
            RowKind::Numbers => Passed::Numbers,
            RowKind::Empty => Passed::Empty,
        };
        self.previous = Some((row.number, texts));
        Piece::Passed(passed)
    }
}

/// A row above a header that names groups of columns: several short texts.
fn is_group(heads: &Heads) -> bool {
    heads.len() >= 2
        && heads.iter().all(|(_, text)| {
            text.chars().count() <= 40
                && super::cell::digits(text).len() <= 4
                && text.chars().any(char::is_alphabetic)
        })
}

/// A column's own words and, before them, those that stand over several columns.
fn head(levels: &[Heads], column: u32) -> Head {
    let own = |level: &Heads| level.iter().find(|(at, _)| *at == column).map(|(_, text)| text.clone());
    let deepest_of = |levels: &[Heads]| levels.iter().rposition(|level| own(level).is_some());
    let mut deepest = deepest_of(levels).unwrap_or_default();
    let mut text = levels.get(deepest).and_then(own).unwrap_or_default();
    // "(Rp)" below a name says only what it is counted in.
    while vocabulary::is_idle(&text)
        && let Some(above) = levels.get(..deepest).and_then(deepest_of)
    {
        text = format!("{} {text}", levels.get(above).and_then(own).unwrap_or_default());
        deepest = above;
    }
    let groups: Vec<String> = levels
        .iter()
        .take(deepest)
        .filter_map(|level| {
            let group = row_kind::group_of(level, column);
            (!group.is_empty()).then(|| group.to_owned())
        })
        .collect();
    Head { column, group: groups.join(" "), text }
}

//! From rows in the order of the file to tables: where a header ends, what was said above, what each row is.
//!
//! The same machine runs when a file is surveyed and when it is read, so that both see the same tables.

use std::collections::BTreeSet;

use sheet::Row;

use super::beside::{Beside, beside};
use super::context::{self, Said};
use super::notes;
use super::row_kind::{self, Below, Heads, RowKind, texts};
use super::table::{Table, heads};

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

#[derive(Debug, Default)]
struct Draft {
    group: Option<Heads>,
    rows: Vec<Heads>,
    last_row: u32,
}

/// A header that holds several lists side by side.
#[derive(Debug)]
struct Apart {
    levels: Vec<Heads>,
    row: u32,
    starts: Vec<u32>,
}

/// The machine. Fed with every row of one list, in order.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) sheet: String,
    /// Counts the sheets from 1.
    pub(crate) sheet_number: usize,
    pub(crate) said: Said,
    /// What was said before the titles that no row of data follows yet.
    before: Said,
    /// These titles, cell by cell.
    titles: Vec<Heads>,
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
    apart: Option<Apart>,
}

/// How many titles are kept cell by cell.
const TITLES: usize = 12;

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

    /// A sheet begins.
    pub(crate) fn start(&mut self, name: String) {
        let headless = std::mem::take(&mut self.headless);
        *self = Layout { sheet: name, sheet_number: self.sheet_number + 1, headless, ..Layout::default() };
    }

    /// A list that begins beside this one, under the titles of its own.
    pub(crate) fn neighbour(&self, titles: &[Heads]) -> Layout {
        let mut layout =
            Layout { sheet: self.sheet.clone(), sheet_number: self.sheet_number, ..Layout::default() };
        layout.said = Said { kelurahan: None, kecamatan: None, rw: None, ..self.said.clone() };
        for title in titles {
            layout.said.take(context::read(&joined(title)), true);
        }
        layout
    }

    /// The last column of its table.
    pub(crate) fn end(&self) -> Option<u32> {
        let table = self.table.as_ref()?;
        table.heads.iter().map(|head| head.column).chain(table.sums.iter().copied()).max()
    }

    /// The lists that the header which has just ended turned out to hold, each with its first column.
    pub(crate) fn apart(&mut self) -> Option<Vec<(u32, Layout)>> {
        let Apart { levels, row, starts } = self.apart.take()?;
        let froms: Vec<u32> = std::iter::once(1).chain(starts).collect();
        let lists = froms.iter().enumerate().map(|(place, from)| {
            let columns = *from..froms.get(place + 1).copied().unwrap_or(u32::MAX);
            let own = |heads: &Heads| -> Heads {
                heads.iter().filter(|(column, _)| columns.contains(column)).cloned().collect()
            };
            let levels: Vec<Heads> = levels.iter().map(own).filter(|heads| !heads.is_empty()).collect();
            let mut said = self.before.clone();
            let first = 1..froms.get(1).copied().unwrap_or(u32::MAX);
            for title in &self.titles {
                // What alone stands in its row, at the left, is said of all lists.
                let shared = title.iter().all(|(column, _)| first.contains(column));
                let words = if shared { title.clone() } else { own(title) };
                said.take(context::read(&joined(&words)), true);
            }
            let layout = Layout {
                sheet: self.sheet.clone(),
                sheet_number: self.sheet_number,
                headless: self.headless.clone(),
                table: Some(Table::of(&levels, row, &BTreeSet::new())),
                said,
                goes_on: self.goes_on,
                ..Layout::default()
            };
            (*from, layout)
        });
        Some(lists.collect())
    }

    /// Takes a row that says nothing, or goes on with a header.
    pub(crate) fn header(&mut self, row: &Row) -> Option<Passed> {
        let texts = texts(row);
        if texts.is_empty() {
            return Some(Passed::Empty);
        }
        self.goes_on(row, &texts).then_some(Passed::Header)
    }

    /// Takes any other row.
    pub(crate) fn body(&mut self, mut row: Row) -> Piece {
        let mut texts = texts(&row);
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
        let Beside { sums, starts } = beside(&heads(&levels));
        self.table = Some(Table::of(&levels, row, &sums));
        self.apart = (!starts.is_empty()).then_some(Apart { levels, row, starts });
    }

    /// Ends what is still open when the sheet or the file ends.
    pub(crate) fn end_sheet(&mut self) {
        self.finish();
    }

    fn above(&mut self, row: Row, texts: Heads) -> Piece {
        // "Kelurahan" ":" "Kukusan" "Kecamatan" ":" "Beji" stand in cells of their own.
        let words = texts.iter().filter(|(_, text)| text.chars().any(char::is_alphanumeric)).count();
        let labelled = words <= 8 && row_kind::is_labelled(&texts);
        let title =
            (words <= 3 || labelled) && !texts.iter().any(|(_, text)| super::cell::digits(text).len() >= 9);
        if title {
            self.title(&texts);
            self.say(context::read(&joined(&texts)));
        }
        self.previous = Some((row.number, texts));
        Piece::Waiting(row)
    }

    /// Keeps a title cell by cell, should the header below it hold several lists.
    fn title(&mut self, texts: &Heads) {
        self.titles.push(texts.clone());
        if self.titles.len() > TITLES {
            let first = self.titles.remove(0);
            self.before.take(context::read(&joined(&first)), true);
        }
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
                if !self.titles.is_empty() {
                    self.titles.clear();
                    self.before = self.said.clone();
                }
                return Piece::Data(row);
            }
            RowKind::Section(said) => {
                self.signed = false;
                self.title(&texts);
                self.say(said);
                Passed::Section
            }
            RowKind::Signature => {
                self.signed = true;
                Passed::Signature
            }
            RowKind::Note => {
                let joined = joined(&texts);
                self.signed |= notes::begins_tail(&joined);
                self.title(&texts);
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

fn joined(texts: &Heads) -> String {
    texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
}

/// A row above a header that names groups of columns: several short texts that are no places.
fn is_group(heads: &Heads) -> bool {
    heads.len() >= 2
        && !notes::is_page(heads)
        && !heads.iter().all(|(_, text)| context::read(text).has_place())
        && heads.iter().all(|(_, text)| {
            text.chars().count() <= 40
                && super::cell::digits(text).len() <= 4
                && text.chars().any(char::is_alphabetic)
        })
}

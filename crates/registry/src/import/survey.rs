//! The first pass over a file: which tables there are, what their columns hold, and how sure that is.

use std::collections::{BTreeMap, HashMap};

use kernel::Level;
use sheet::{Met, Row};

use super::field::Field;
use super::lanes::Lanes;
use super::layout::{Headless, Passed, Piece};
use super::mapping::{self, Mapping};
use super::place::{Home, Places};
use super::plan::{LayoutPlan, Plan, SheetPlan};
use super::profile::Profile;
use super::row_kind::{self, texts};
use super::table::{Head, Table};

/// How many rows wait for a header before the sheet is taken for one without.
const PATIENCE: usize = 40;

/// Surveys a file that is fed to it in its order.
pub struct Survey<'a> {
    lanes: Lanes,
    places: Places<'a>,
    confirmed: &'a HashMap<String, Mapping>,
    gathered: Vec<Gathered>,
    sheets: Vec<SheetPlan>,
    waiting: Vec<Row>,
    headless: Vec<Headless>,
}

/// What is known of one kind of table.
#[derive(Debug, Default)]
struct Gathered {
    signature: String,
    heads: Vec<Head>,
    headless: bool,
    profiles: BTreeMap<u32, Profile>,
    rows: u32,
    sheets: Vec<String>,
    scaled: bool,
}

impl<'a> Survey<'a> {
    /// `home` is the city whose list it is; `confirmed` are mappings that somebody confirmed before, by their key.
    pub fn new(home: Home<'a>, confirmed: &'a HashMap<String, Mapping>) -> Survey<'a> {
        Survey {
            lanes: Lanes::knowing(Vec::new()),
            places: Places::new(home),
            confirmed,
            gathered: Vec::new(),
            sheets: Vec::new(),
            waiting: Vec::new(),
            headless: Vec::new(),
        }
    }

    /// Takes what is met next.
    pub fn take(&mut self, met: Met) {
        if let Met::Sheet { name, hidden } = &met {
            self.end_sheet();
            self.sheets.push(SheetPlan {
                name: name.clone(),
                hidden: *hidden,
                included: !*hidden,
                rows: 0,
                headers: Vec::new(),
            });
        }
        for (place, piece) in self.lanes.take(met) {
            self.piece(place, piece);
        }
        if self.waiting.len() >= PATIENCE {
            self.without_header();
        }
    }

    fn piece(&mut self, place: usize, piece: Piece) {
        match piece {
            Piece::Data(row) => self.data(place, &row),
            Piece::Waiting(row) => {
                if self.waiting.len() < PATIENCE {
                    self.waiting.push(row);
                }
            }
            Piece::Passed(Passed::Header) => self.waiting.clear(),
            Piece::Passed(_) => {}
        }
    }

    fn data(&mut self, list: usize, row: &Row) {
        let Some(layout) = self.lanes.list(list) else { return };
        let Some(table) = &layout.table else { return };
        let signature = signature(table);
        let at = self.gathered.iter().position(|known| known.signature == signature);
        let place = at.unwrap_or(self.gathered.len());
        let known = match at.and_then(|at| self.gathered.get_mut(at)) {
            Some(known) => known,
            None => {
                let (heads, headless) = (table.heads.clone(), table.heads.is_empty());
                self.gathered.push(Gathered { signature, heads, headless, ..Gathered::default() });
                let Some(known) = self.gathered.last_mut() else { return };
                known
            }
        };
        known.rows += 1;
        known.scaled |= layout.said.scale.is_some();
        if known.sheets.last() != Some(&layout.sheet) && known.sheets.len() < 400 {
            known.sheets.push(layout.sheet.clone());
        }
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.rows += 1;
            let header = (table.row, place);
            // Lists side by side share the column of the reasons, which is the first one's.
            if list == 0 && table.row > 0 && sheet.headers.last() != Some(&header) {
                sheet.headers.push(header);
            }
        }
        for cell in &row.cells {
            known.profiles.entry(cell.column).or_default().take(&cell.value);
        }
    }

    fn end_sheet(&mut self) {
        self.lanes.end_sheet();
        self.without_header();
        self.waiting.clear();
    }

    /// Rows that waited in vain: a header of unknown words, or none at all.
    fn without_header(&mut self) {
        let rows = std::mem::take(&mut self.waiting);
        let Some(first) = self.lanes.first() else { return };
        if first.table.is_some() || first.sheet_number == 0 {
            return;
        }
        let Some(headless) = headless(&rows, first.sheet_number) else {
            // Nothing like a table: what comes later may still have a header.
            return;
        };
        self.headless.push(headless);
        self.lanes.learn(headless);
        let from = headless.header.unwrap_or(headless.start);
        for row in rows.into_iter().filter(|row| row.number >= from) {
            for (place, piece) in self.lanes.take(Met::Row(row)) {
                self.piece(place, piece);
            }
        }
        self.waiting.clear();
        self.lanes.end_sheet();
    }

    /// What the whole file says.
    pub fn finish(mut self) -> Plan {
        self.end_sheet();
        let Survey { places, confirmed, gathered, sheets, headless, .. } = self;
        let layouts = gathered.into_iter().map(|known| understand(known, &places, confirmed)).collect();
        Plan { sheets, layouts, headless }
    }
}

fn understand(known: Gathered, places: &Places, confirmed: &HashMap<String, Mapping>) -> LayoutPlan {
    let heads = if known.headless {
        known.profiles.keys().map(|column| Head { column: *column, ..Head::default() }).collect()
    } else {
        with_nameless(known.heads, &known.profiles)
    };
    let profile = |column: u32| known.profiles.get(&column).cloned().unwrap_or_default();
    let area = |texts: &[String]| area_column(texts, places);
    let mut mapping = mapping::decide(&heads, known.rows, &profile, &area);
    let remembered = confirmed.get(&mapping.key);
    if let Some(confirmed) = remembered {
        mapping.adopt(confirmed);
    }
    LayoutPlan::judge(
        known.signature,
        mapping,
        &known.profiles,
        super::plan::Facts {
            rows: known.rows,
            sheets: known.sheets,
            headless: known.headless,
            remembered: remembered.is_some(),
            scaled: known.scaled,
        },
    )
}

/// Columns that hold values under no header.
fn with_nameless(mut heads: Vec<Head>, profiles: &BTreeMap<u32, Profile>) -> Vec<Head> {
    let nameless: Vec<u32> = profiles
        .iter()
        .filter(|(column, profile)| profile.filled > 1 && !heads.iter().any(|head| head.column == **column))
        .map(|(column, _)| *column)
        .collect();
    heads.extend(nameless.into_iter().map(|column| Head { column, ..Head::default() }));
    heads.sort_by_key(|head| head.column);
    heads
}

/// Names a kind of table within one file: the same headers in the same columns.
pub(crate) fn signature(table: &Table) -> String {
    let heads = table.heads.iter().map(|head| format!("{}:{}", head.column, head.whole()));
    heads.collect::<Vec<_>>().join("|")
}

/// Whether most of a column's texts are names of the city's kelurahan or kecamatan.
fn area_column(texts: &[String], places: &Places) -> Option<(Field, f64)> {
    let words: Vec<&String> =
        texts.iter().filter(|text| text.chars().any(char::is_alphabetic)).take(15).collect();
    if words.is_empty() {
        return None;
    }
    let found: Vec<Level> =
        words.iter().filter_map(|text| places.named(text)).map(|place| place.area.level()).collect();
    let share = f64::from(u32::try_from(found.len()).ok()?) / f64::from(u32::try_from(words.len()).ok()?);
    let kecamatan = found.iter().filter(|level| **level == Level::Kecamatan).count();
    let field = if kecamatan * 2 > found.len() { Field::Kecamatan } else { Field::Kelurahan };
    (share >= 0.6).then_some((field, share))
}

/// Finds where people begin among rows without a known header.
fn headless(rows: &[Row], sheet: usize) -> Option<Headless> {
    let wide = |row: &&Row| texts(row).len() >= 2;
    let start = rows.iter().find(|row| wide(row) && row.cells.len() >= 2)?;
    let below: Vec<&Row> = rows.iter().filter(|row| row.number > start.number).filter(wide).collect();
    let mut profiles: BTreeMap<u32, Profile> = BTreeMap::new();
    for row in &below {
        for cell in &row.cells {
            profiles.entry(cell.column).or_default().take(&cell.value);
        }
    }
    let named = profiles.values().any(|profile| {
        profile.guesses().iter().any(|(field, _)| matches!(field, Field::Person | Field::Nik))
    });
    if below.len() < 2 || !named {
        return None;
    }
    let first = texts(start);
    let header = first.len() >= 3
        && first.iter().all(|(_, text)| super::cell::digits(text).len() <= 2 && text.chars().count() <= 40)
        && first.iter().any(|(column, _)| profiles.get(column).is_some_and(Profile::is_digits))
        && row_kind::as_header(start, &first).is_none();
    let next = rows.iter().find(|row| row.number > start.number).map_or(start.number, |row| row.number);
    Some(Headless {
        sheet,
        header: header.then_some(start.number),
        start: if header { next } else { start.number },
    })
}

//! The parts of an area as a table, on the page and as a file.

use std::collections::BTreeMap;

use axum::response::Response;
use kernel::{AreaCode, Level, Say};
use web::{Column, ListQuery, Table, Ui};

use super::Area;
use crate::code::Code;
use crate::gazetteer::{Gazetteer, compact};
use crate::neighbourhood::find::Count;
use crate::words;

pub(crate) struct Head {
    pub(crate) label: Say,
    pub(crate) numeric: bool,
}

pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) href: String,
    pub(crate) cells: Vec<String>,
}

pub(crate) struct Rows {
    pub(crate) heads: Vec<Head>,
    pub(crate) rows: Vec<Row>,
    /// The sum of each column of figures; blank where a sum says nothing.
    sums: Vec<Option<i64>>,
}

/// A column of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Below(Level),
    Rw,
    Rt,
    SquareKm,
}

impl Figure {
    /// `villages` is the word for kelurahan where there may be desa among them.
    fn label(self, villages: &'static str) -> &'static str {
        match self {
            Figure::Below(Level::City) => "territory-level-city",
            Figure::Below(Level::Kecamatan) => "territory-level-kecamatan",
            Figure::Below(Level::Kelurahan | Level::Province | Level::Rw | Level::Rt) => villages,
            Figure::Rw => "territory-level-rw",
            Figure::Rt => "territory-level-rt",
            Figure::SquareKm => "territory-level-square-km",
        }
    }

    fn of(self, gazetteer: &Gazetteer, code: Code, count: Count) -> Option<i64> {
        match self {
            Figure::Below(level) => i64::try_from(gazetteer.inside(code, level).len()).ok(),
            Figure::Rw => Some(count.rw),
            Figure::Rt => Some(count.rt),
            Figure::SquareKm => None,
        }
    }
}

/// The parts of an area. Counts of parts of parts are known for `today` only.
pub(crate) fn of_children(
    ui: &Ui,
    gazetteer: &Gazetteer,
    of: &AreaCode,
    children: &[Area],
    counts: &BTreeMap<Code, Count>,
    today: bool,
) -> Rows {
    let mut figures = match of.level() {
        Level::Province if today => vec![Figure::Below(Level::Kecamatan), Figure::Below(Level::Kelurahan)],
        Level::City if today => vec![Figure::Below(Level::Kelurahan)],
        Level::Province | Level::City | Level::Kecamatan | Level::Kelurahan | Level::Rw | Level::Rt => {
            Vec::new()
        }
    };
    if counts.keys().any(|code| compact(of).is_some_and(|of| of.contains(*code))) {
        figures.extend([Figure::Rw, Figure::Rt]);
    }
    if of.level() >= Level::City && today {
        figures.push(Figure::SquareKm);
    }
    let areas = children.iter().map(|area| (area.code.clone(), area.name.clone())).collect();
    table(ui, gazetteer, Some(of.clone()), areas, counts, &figures)
}

/// The provinces.
pub(crate) fn of_nation(ui: &Ui, gazetteer: &Gazetteer) -> Rows {
    let figures = [Level::City, Level::Kecamatan, Level::Kelurahan].map(Figure::Below);
    table(ui, gazetteer, None, gazetteer.provinces(), &BTreeMap::new(), &figures)
}

fn table(
    ui: &Ui,
    gazetteer: &Gazetteer,
    of_area: Option<AreaCode>,
    areas: Vec<(AreaCode, String)>,
    counts: &BTreeMap<Code, Count>,
    figures: &[Figure],
) -> Rows {
    let mut sums: Vec<Option<i64>> =
        figures.iter().map(|figure| (*figure != Figure::SquareKm).then_some(0)).collect();
    let mut rows = Vec::with_capacity(areas.len());
    for (code, name) in areas {
        let at = compact(&code);
        let inside = counts.iter().filter(|(below, _)| at.is_some_and(|at| at.contains(**below)));
        let count = inside.map(|(_, count)| *count).fold(Count::default(), Count::and);
        let mut cells = Vec::with_capacity(figures.len());
        for (figure, sum) in figures.iter().zip(&mut sums) {
            let whole = at.and_then(|at| figure.of(gazetteer, at, count));
            *sum = sum.zip(whole).map(|(sum, whole)| sum + whole);
            let size = || at.and_then(|at| gazetteer.atlas().square_km(gazetteer.drawn_as(at)));
            let text = whole.map(|whole| ui.number(whole)).or_else(|| size().map(|km| ui.decimal(km, 2)));
            cells.push(text.unwrap_or_else(|| "–".to_owned()));
        }
        rows.push(Row { href: words::address(ui, &code), code: code.to_string(), name, cells });
    }
    // A column that is blank in every row says nothing.
    let known = |at: usize| rows.iter().any(|row: &Row| row.cells.get(at).is_some_and(|cell| cell != "–"));
    let kept: Vec<bool> = (0..figures.len()).map(known).collect();
    for row in &mut rows {
        row.cells = keep(std::mem::take(&mut row.cells), &kept);
    }
    let villages = words::villages_word(gazetteer, of_area.as_ref());
    let plain = |label| Head { label, numeric: false };
    let name =
        Say::new("territory-head").with("level", words::children_word(ui, gazetteer, of_area.as_ref()));
    let mut heads = vec![plain(name), plain(Say::new("territory-code"))];
    let labels = figures.iter().map(|figure| Head { label: Say::new(figure.label(villages)), numeric: true });
    heads.extend(keep(labels.collect(), &kept));
    Rows { heads, rows, sums: keep(sums, &kept) }
}

fn keep<T>(all: Vec<T>, kept: &[bool]) -> Vec<T> {
    all.into_iter().zip(kept).filter(|(_, kept)| **kept).map(|(one, _)| one).collect()
}

impl Rows {
    /// The sums, as texts; empty where there is nothing to add up.
    pub(crate) fn totals(&self, ui: &Ui) -> Vec<String> {
        if self.rows.len() < 2 || self.sums.iter().all(Option::is_none) {
            return Vec::new();
        }
        self.sums.iter().map(|sum| sum.map(|sum| ui.number(sum)).unwrap_or_default()).collect()
    }

    /// The table as a file.
    pub(crate) fn csv(&self, ui: &Ui, file: &str) -> Response {
        let query = ListQuery::default();
        let total = i64::try_from(self.rows.len()).unwrap_or_default();
        let mut table = Table::new(file, &query, &[], &self.rows, total);
        for (at, head) in self.heads.iter().enumerate() {
            let column = Column::text(head.label.clone(), move |_, row: &Row| match at {
                0 => row.name.clone(),
                1 => row.code.clone(),
                _ => row.cells.get(at - 2).cloned().unwrap_or_default(),
            });
            table = table.column(column);
        }
        table.csv(ui, file)
    }
}

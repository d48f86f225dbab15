//! From the cells of one row to claims, with everything that is to be said about them.

mod aside;
mod business;
mod identity;
mod measure;
mod permit;
mod person;
mod whereabouts;

use std::ops::Range;

use chrono::NaiveDate;
use sheet::{Row, Value};

use super::cell;
use super::context::Said;
use super::draft::{Draft, Finding};
use super::field::Field;
use super::mapping::{Column, Mapping};
use super::place::Places;

/// What is known before a row is read.
pub(crate) struct Around<'a> {
    pub(crate) sheet: &'a str,
    /// Those of the row's list.
    pub(crate) columns: Range<u32>,
    pub(crate) mapping: &'a Mapping,
    pub(crate) said: &'a Said,
    /// The place that the sheet's name tells, if it tells one.
    pub(crate) sheet_place: &'a Said,
    pub(crate) today: NaiveDate,
}

/// The cells of a row by what their columns hold.
pub(crate) struct Cells<'a> {
    filled: Vec<(&'a Column, &'a Value)>,
    pub(crate) around: &'a Around<'a>,
}

impl<'a> Cells<'a> {
    fn of(row: &'a Row, around: &'a Around<'a>) -> Cells<'a> {
        let filled = row.cells.iter().filter_map(|cell| {
            let column = around.mapping.columns.iter().find(|column| column.column == cell.column)?;
            Some((column, &cell.value))
        });
        Cells { filled: filled.collect(), around }
    }

    /// Every filled cell of a field.
    pub(crate) fn all(&self, field: Field) -> impl Iterator<Item = (&'a Column, &'a Value)> {
        self.filled.iter().copied().filter(move |(column, _)| column.field == field)
    }

    /// The first filled cell of a field.
    pub(crate) fn one(&self, field: Field) -> Option<(&'a Column, &'a Value)> {
        self.all(field).next()
    }

    /// The same as text, where the cell says anything.
    pub(crate) fn text(&self, field: Field) -> Option<(u32, String)> {
        self.all(field).find_map(|(column, value)| said(value).map(|text| (column.column, text)))
    }

    /// A text to be taken over as it is.
    pub(crate) fn words(&self, field: Field) -> Option<String> {
        self.text(field).map(|(_, text)| text)
    }

    fn faults(&self) -> impl Iterator<Item = u32> {
        let telling = self
            .filled
            .iter()
            .filter(|(column, _)| !matches!(column.field, Field::Ignored | Field::Ordinal | Field::Note));
        telling.filter(|(_, value)| matches!(value, Value::Fault(_))).map(|(column, _)| column.column)
    }
}

/// A cell's text, unless it only says that there is nothing to say.
pub(crate) fn said(value: &Value) -> Option<String> {
    cell::text(value).filter(|text| !cell::is_blank(text))
}

/// Reads a row.
pub(crate) fn read_row(row: &Row, around: &Around, places: &mut Places) -> Draft {
    let cells = Cells::of(row, around);
    let mut draft = Draft {
        sheet: around.sheet.to_owned(),
        row: row.number,
        columns: around.columns.clone(),
        person: Default::default(),
        business: Default::default(),
        nik: cell::NikReading::Missing,
        npwp: None,
        aside: aside::read(&cells),
        place: None,
        year: around.said.year,
        on: None,
        remarks: Vec::new(),
    };
    when(&cells, &mut draft);
    person::read(&cells, &mut draft);
    business::read(&cells, &mut draft);
    measure::read(&cells, &mut draft);
    permit::read(&cells, &mut draft);
    identity::read(&cells, &mut draft);
    whereabouts::read(&cells, places, &mut draft);
    for column in cells.faults() {
        draft.remark(column, Finding::CellFault);
    }
    if draft.person.name.is_none() && draft.business.name.is_none() {
        draft.remark(None, Finding::NoName);
    }
    draft
}

/// For which time the row speaks.
fn when(cells: &Cells, draft: &mut Draft) {
    if let Some((_, value)) = cells.one(Field::DataYear) {
        let year = cell::year(value, cells.around.today);
        // No list of businesses is older; a year of birth or of founding stands under some "TAHUN".
        draft.year = year.filter(|year| *year >= 2000).or(draft.year);
    }
    if let Some((column, value)) = cells.one(Field::DataDate)
        && let cell::DateReading::Date(date) = cell::date(value, column.order, cells.around.today)
        && date <= cells.around.today
    {
        use chrono::Datelike;
        draft.on = Some(date);
        draft.year = Some(date.year());
    }
}

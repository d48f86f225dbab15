//! Numbers about the business.

use chrono::Datelike;
use sheet::Value;

use super::super::cell;
use super::super::draft::{Draft, Finding};
use super::super::field::Field;
use super::super::words::{header_words, plain};
use super::Cells;
use crate::source::claims::{Measure, MeasureKind};

pub(super) fn read(cells: &Cells, draft: &mut Draft) {
    for (field, kind) in [
        (Field::Capital, MeasureKind::Capital),
        (Field::Investment, MeasureKind::Investment),
        (Field::Assets, MeasureKind::Assets),
        (Field::YearlySales, MeasureKind::YearlySales),
        (Field::MonthlySales, MeasureKind::MonthlySales),
        (Field::DailySales, MeasureKind::DailySales),
        (Field::YearlyProduction, MeasureKind::YearlyProduction),
        (Field::RawMaterialValue, MeasureKind::RawMaterial),
        (Field::Credit, MeasureKind::Credit),
    ] {
        money(cells, draft, field, kind);
    }
    men_and_women(cells, draft);
    for (field, kind) in [
        (Field::MaleWorkers, MeasureKind::MaleWorkers),
        (Field::FemaleWorkers, MeasureKind::FemaleWorkers),
        (Field::Workers, MeasureKind::Workers),
        (Field::DisabledWorkers, MeasureKind::DisabledWorkers),
    ] {
        persons(cells, draft, field, kind);
    }
    capacity(cells, draft);
}

/// `2/3` under "Tenaga kerja L/P": two men and three women. A spreadsheet makes a date of it.
fn men_and_women(cells: &Cells, draft: &mut Draft) {
    let Some((column, value)) = cells.one(Field::Workers) else { return };
    let words = header_words(&column.header);
    let at = |letter: &str| words.iter().position(|word| word == letter);
    let Some((men, women)) = at("l").zip(at("p")) else { return };
    let pair = match value {
        Value::Date(date) => Some((i64::from(date.day()), i64::from(date.month()))),
        Value::Text(text) => text
            .split_once(['/', '-'])
            .and_then(|(first, second)| Some((first.trim().parse().ok()?, second.trim().parse().ok()?))),
        Value::Number(_) | Value::Bool(_) | Value::Fault(_) => None,
    };
    let Some((first, second)) = pair else { return };
    let (male, female) = if men < women { (first, second) } else { (second, first) };
    let year = year(&column.header, draft);
    for (kind, value) in [
        (MeasureKind::MaleWorkers, male),
        (MeasureKind::FemaleWorkers, female),
        (MeasureKind::Workers, male + female),
    ] {
        draft.business.measures.push(Measure { kind, value, unit: None, year });
    }
}

fn money(cells: &Cells, draft: &mut Draft, field: Field, kind: MeasureKind) {
    let Some((column, value)) = cells.one(field) else { return };
    let Some(text) = cell::text(value) else { return };
    let scale = column.scale.or(cells.around.said.scale).unwrap_or(1);
    match cell::amount(value, scale) {
        Some(amount) => {
            if cell::is_range(value) {
                draft.remark(column.column, Finding::AmountRange);
            }
            let year = year(column.header.as_str(), draft);
            draft.business.measures.push(Measure { kind, value: amount, unit: None, year });
        }
        None if cell::is_none_word(&text) || plain(&text) == "rp" => {}
        None => draft.remark(column.column, Finding::AmountUnreadable),
    }
}

fn persons(cells: &Cells, draft: &mut Draft, field: Field, kind: MeasureKind) {
    let Some((column, value)) = cells.one(field) else { return };
    let Some(text) = cell::text(value) else { return };
    if draft.business.measures.iter().any(|known| known.kind == kind) {
        return;
    }
    match cell::count(value) {
        Some(value) => draft.business.measures.push(Measure {
            kind,
            value,
            unit: None,
            year: year(column.header.as_str(), draft),
        }),
        None if cell::is_none_word(&text) => {}
        None => draft.remark(column.column, Finding::AmountUnreadable),
    }
}

fn capacity(cells: &Cells, draft: &mut Draft) {
    let Some((column, value)) = cells.one(Field::Capacity) else { return };
    let unit = cells
        .all(Field::Unit)
        .find_map(|(_, value)| super::said(value))
        .filter(|unit| unit.to_lowercase() != "rp");
    let own = cell::text(value).and_then(|text| {
        let letters = text.find(char::is_alphabetic).and_then(|at| text.get(at..).map(str::to_owned))?;
        (!letters.is_empty()).then_some(letters)
    });
    if let Some(amount) = cell::amount(value, 1)
        .filter(|_| cell::text(value).is_some_and(|text| !cell::digits(&text).is_empty()))
    {
        let year = year(column.header.as_str(), draft);
        draft.business.measures.push(Measure {
            kind: MeasureKind::Capacity,
            value: amount,
            unit: own.or(unit),
            year,
        });
    }
}

/// `OMZET 2022` is of 2022; otherwise the row's year.
fn year(header: &str, draft: &Draft) -> Option<i32> {
    let digits: Vec<&str> =
        header.split(|c: char| !c.is_ascii_digit()).filter(|part| part.len() == 4).collect();
    let own = digits.iter().filter_map(|part| part.parse().ok()).find(|year| (2000..=2100).contains(year));
    own.or(draft.year)
}

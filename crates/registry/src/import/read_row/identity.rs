//! NIK, date of birth and sex, which must agree.

use chrono::{Datelike, NaiveDate};

use super::super::cell::{self, DateReading, NikReading};
use super::super::draft::{Draft, Finding};
use super::super::field::Field;
use super::Cells;

pub(super) fn read(cells: &Cells, draft: &mut Draft) {
    if let Some((column, value)) = cells.one(Field::Nik) {
        let read = cell::nik(value, column.rounded);
        let letters = cell::text(value).is_some_and(|text| cell::digits(&text).len() < 16)
            && matches!(value, sheet::Value::Text(_))
            && matches!(read, NikReading::Full(_));
        if letters {
            draft.remark(column.column, Finding::NikLetters);
        }
        if let Some(finding) = finding_of(&read) {
            draft.remark(column.column, finding);
        }
        draft.nik = read;
    }
    birth(cells, draft);
    agree_on_sex(cells, draft);
}

fn finding_of(read: &NikReading) -> Option<Finding> {
    match read {
        NikReading::Missing | NikReading::Full(_) => None,
        NikReading::Rounded { .. } => Some(Finding::NikRounded),
        NikReading::Partial(digits) => Some(Finding::NikIncomplete { digits: digits.len() }),
        NikReading::Invalid { digits, why } => Some(match why {
            cell::NikFault::TooLong => Finding::NikTooLong { digits: digits.len() },
            cell::NikFault::Parts => Finding::NikImpossible,
            cell::NikFault::NotDigits => Finding::NikNotDigits,
        }),
    }
}

/// A date of birth as far as the row tells it, then set against the NIK's.
fn birth(cells: &Cells, draft: &mut Draft) {
    let today = cells.around.today;
    if let Some((_, value)) = cells.one(Field::BirthYear) {
        draft.person.birth_year = cell::year(value, today);
    }
    if let Some((_, value)) = cells.one(Field::Age) {
        draft.person.birth_year =
            draft.person.birth_year.or_else(|| cell::birth_year(value, draft.on.unwrap_or(today)));
    }
    draft.person.birth_place = cells.words(Field::BirthPlace);
    let Some((column, reading)) = written(cells, draft) else { return };
    let nik = draft.nik.for_reading().and_then(|nik| nik.birth_date(today));
    match reading {
        DateReading::Missing => {}
        DateReading::Year(year) => draft.person.birth_year = Some(year),
        DateReading::Unreadable => draft.remark(column, Finding::DateUnreadable),
        DateReading::Date(date) if !plausible(date, today) => draft.remark(column, Finding::DateImpossible),
        DateReading::Date(date) => against(date, nik, column, draft),
        DateReading::Either { likely, other } => match nik {
            Some(nik) if nik == likely || nik == other => draft.person.birth_date = Some(nik),
            Some(_) | None => {
                draft.person.birth_year = Some(likely.year());
                draft.remark(column, Finding::DateEither { likely, other });
            }
        },
    }
}

fn written(cells: &Cells, draft: &mut Draft) -> Option<(u32, DateReading)> {
    let today = cells.around.today;
    if let Some((column, value)) = cells.one(Field::BirthDate) {
        return Some((column.column, cell::date(value, column.order, today)));
    }
    let apart = |field| cells.one(field).and_then(|(_, value)| cell::text(value));
    if let (Some((day, _)), Some(d), Some(m), Some(y)) = (
        cells.one(Field::BirthDay),
        apart(Field::BirthDay),
        apart(Field::BirthMonth),
        apart(Field::BirthYear),
    ) {
        let whole = sheet::Value::Text(format!("{d}-{m}-{y}"));
        return Some((day.column, cell::date(&whole, cell::Order::DayFirst, today)));
    }
    let (column, text) = cells.text(Field::BirthPlaceDate)?;
    let (place, date) = cell::place_and_date(&text);
    draft.person.birth_place = place.or(draft.person.birth_place.take());
    let order = cells.one(Field::BirthPlaceDate).map(|(column, _)| column.order).unwrap_or_default();
    let date = date.map(sheet::Value::Text)?;
    Some((column, cell::date(&date, order, today)))
}

fn plausible(date: NaiveDate, today: NaiveDate) -> bool {
    date < today && (5..=110).contains(&(today.year() - date.year()))
}

/// The row's date beside the NIK's.
fn against(date: NaiveDate, nik: Option<NaiveDate>, column: u32, draft: &mut Draft) {
    let Some(nik) = nik else {
        draft.person.birth_date = Some(date);
        return;
    };
    let same_but_century =
        nik.day() == date.day() && nik.month() == date.month() && nik.year() % 100 == date.year() % 100;
    let swapped = nik.day() == date.month() && nik.month() == date.day() && nik.year() == date.year();
    let placeholder = date.day() == 1 && date.month() == 1 && nik.year() == date.year();
    if same_but_century {
        draft.person.birth_date = Some(date);
    } else if swapped {
        draft.person.birth_date = Some(nik);
        draft.remark(column, Finding::DateSwapped { read: nik });
    } else if placeholder {
        draft.person.birth_date = Some(nik);
        draft.remark(column, Finding::DatePlaceholder { read: nik });
    } else {
        draft.remark(column, Finding::NikOtherBirth { nik, row: date });
    }
}

/// A NIK of another sex and another day is another person's; of another sex alone, somebody slipped.
fn agree_on_sex(cells: &Cells, draft: &mut Draft) {
    let Some((nik, row)) = draft.nik.for_reading().map(|nik| nik.sex()).zip(draft.person.sex) else { return };
    if nik == row {
        return;
    }
    let column = cells.one(Field::Nik).map(|(column, _)| column.column);
    let other_birth =
        draft.remarks.iter().position(|remark| matches!(remark.finding, Finding::NikOtherBirth { .. }));
    match other_birth {
        Some(at) => {
            draft.remarks.remove(at);
            draft.remark(column, Finding::NikOtherPerson);
        }
        None => draft.remark(column, Finding::NikOtherSex),
    }
}

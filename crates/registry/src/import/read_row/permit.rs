//! Permits: a column each, or one for all with their kind, year and dates beside it.

use crate::permit;
use sheet::Value;

use super::super::cell::{self, DateReading, NikReading};
use super::super::draft::Draft;
use super::super::field::Field;
use super::super::mapping::Column;
use super::Cells;
use crate::source::claims::PermitClaim;

pub(super) fn read(cells: &Cells, draft: &mut Draft) {
    let mut read: Vec<(u32, PermitClaim)> = Vec::new();
    for (column, value) in permits(cells) {
        let Some(text) = cell::text(value).filter(|text| !text.trim_matches('-').trim().is_empty()) else {
            continue;
        };
        for piece in pieces(column.field, &text) {
            if let Some(claim) = claim(column.field, &piece, cells, draft) {
                read.push((column.column, claim));
            }
        }
    }
    for (column, value) in dated(cells) {
        attach(cells, column, value, &mut read);
    }
    draft.business.permits = read.into_iter().map(|(_, claim)| claim).collect();
}

fn permits<'a>(cells: &'a Cells<'a>) -> impl Iterator<Item = (&'a Column, &'a Value)> {
    Field::ALL.iter().filter(|field| field.of_permit()).flat_map(|field| cells.all(*field))
}

fn dated<'a>(cells: &'a Cells<'a>) -> impl Iterator<Item = (&'a Column, &'a Value)> {
    [Field::PermitYear, Field::PermitIssued, Field::PermitExpires]
        .into_iter()
        .flat_map(|field| cells.all(field))
}

/// One column for all permits may hold several.
fn pieces(field: Field, text: &str) -> Vec<String> {
    let several = text.split([',', ';', '\n']).count() > 1;
    if field == Field::Permit && several {
        text.split([',', ';', '\n'])
            .map(|piece| piece.trim().to_owned())
            .filter(|piece| !piece.is_empty())
            .collect()
    } else {
        vec![text.to_owned()]
    }
}

fn claim(field: Field, text: &str, cells: &Cells, draft: &mut Draft) -> Option<PermitClaim> {
    let beside = cells.words(Field::PermitKind).and_then(|text| cell::kind_of(&text));
    let kind = own_kind(field).or_else(|| cell::kind_of(text)).or(beside).unwrap_or(permit::Kind::Unknown);
    let mut number = cell::permit_number(text);
    let denied = number.is_none() && cell::is_none_word(text);
    if field == Field::Permit && denied {
        return None;
    }
    if kind == permit::Kind::Npwp && number.is_some() {
        npwp(&cell::digits(&number.take().unwrap_or_default()), draft);
    }
    Some(PermitClaim { kind, number, year: None, issued: None, expires: None, held: !denied })
}

/// A person's NPWP of sixteen digits is the NIK. Either way it is sealed and no claim.
fn npwp(digits: &str, draft: &mut Draft) {
    if draft.nik == NikReading::Missing
        && digits.len() == 16
        && let read @ NikReading::Full(_) = cell::nik(&Value::Text(digits.to_owned()), false)
    {
        draft.nik = read;
    }
    if (15..=16).contains(&digits.len()) {
        draft.npwp = Some(digits.to_owned());
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "most fields are no permit")]
fn own_kind(field: Field) -> Option<permit::Kind> {
    match field {
        Field::Nib => Some(permit::Kind::Nib),
        Field::Npwp => Some(permit::Kind::Npwp),
        Field::Pirt => Some(permit::Kind::Pirt),
        Field::Bpom => Some(permit::Kind::Bpom),
        Field::Halal => Some(permit::Kind::Halal),
        Field::Trademark => Some(permit::Kind::Trademark),
        Field::Sni => Some(permit::Kind::Sni),
        Field::StandardCertificate => Some(permit::Kind::StandardCertificate),
        Field::Iumk => Some(permit::Kind::Iumk),
        Field::Siup => Some(permit::Kind::Siup),
        Field::Tdp => Some(permit::Kind::Tdp),
        Field::Sku => Some(permit::Kind::Sku),
        _ => None,
    }
}

/// A year or a date belongs to the nearest permit column to its left; if there is none, to the first.
fn attach(cells: &Cells, column: &Column, value: &Value, read: &mut [(u32, PermitClaim)]) {
    let mapped =
        cells.around.mapping.columns.iter().filter(|other| other.field.of_permit()).map(|other| other.column);
    let owner = mapped.clone().filter(|other| *other < column.column).max().or_else(|| mapped.min());
    let Some((_, claim)) = read.iter_mut().find(|(at, _)| Some(*at) == owner) else { return };
    let today = cells.around.today;
    let date = match cell::date(value, column.order, today) {
        DateReading::Date(date) => Some(date),
        // A permit's day matters little beside its year, which both readings share.
        DateReading::Either { likely, .. } => Some(likely),
        DateReading::Missing | DateReading::Year(_) | DateReading::Unreadable => None,
    };
    if column.field == Field::PermitExpires {
        claim.expires = date;
        return;
    }
    if column.field == Field::PermitIssued {
        claim.issued = date.filter(|date| *date <= today);
    }
    claim.year = cell::year(value, today).or(claim.year);
}

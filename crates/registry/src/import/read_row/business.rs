//! What business it is.

use kernel::contact::Phone;

use super::super::cell;
use super::super::draft::Draft;
use super::super::field::Field;
use super::super::lexicon::{is_doing, is_sector};
use super::Cells;
use crate::source::claims::{KbliClaim, Standing};

pub(super) fn read(cells: &Cells, draft: &mut Draft) {
    names(cells, draft);
    let today = cells.around.today;
    let business = &mut draft.business;
    business.brand = cells.words(Field::Brand).filter(|text| !cell::is_none_word(text));
    business.products = joined(cells, Field::Products);
    business.legal_form = cells.words(Field::LegalForm);
    business.place = cells.words(Field::PlaceKind).and_then(|text| cell::place_kind(&text));
    business.stated_size = cells.words(Field::Size).and_then(|text| cell::size(&text));
    business.raw_material = cells.words(Field::RawMaterial);
    business.raw_material_origin = cells.words(Field::RawMaterialOrigin);
    business.financing = cells.words(Field::Financing);
    business.export = cells.words(Field::Export).filter(|text| !cell::is_none_word(text));
    business.qris = cells.words(Field::Qris).filter(|text| text.to_uppercase().starts_with("ID"));
    business.channels = listed(cells, Field::Channel);
    business.online = listed(cells, Field::Online);
    business.started_year = cells.one(Field::StartedYear).and_then(|(_, value)| cell::year(value, today));
    if business.started_year.is_none()
        && let Some((_, value)) = cells.one(Field::YearsRunning)
    {
        use chrono::Datelike;
        let years =
            cell::count(value).and_then(|years| i32::try_from(years).ok()).filter(|years| *years < 120);
        business.started_year = years.map(|years| draft.year.unwrap_or_else(|| today.year()) - years);
    }
    kbli(cells, draft);
    standing(cells, draft);
    position(cells, draft);
    contact(cells, draft);
}

/// A column of businesses may hold nothing but a trade in some rows, and one of trades may hold names.
fn names(cells: &Cells, draft: &mut Draft) {
    draft.business.sector = cells.words(Field::Sector);
    if let Some(text) = cells.words(Field::Business).or_else(|| cells.words(Field::BusinessOrSector)) {
        let mixed = cells.one(Field::Business).is_none();
        if draft.business.sector.is_none() && is_sector(&text) || mixed && is_doing(&text) {
            draft.business.sector.get_or_insert(text);
        } else {
            draft.business.name = cell::business_name(&text);
        }
    }
}

fn kbli(cells: &Cells, draft: &mut Draft) {
    for (column, value) in cells.all(Field::Kbli) {
        let Some(text) = super::said(value) else { continue };
        let version =
            ["2025", "2020", "2017", "2015"].iter().find(|version| column.header.contains(**version));
        let version = version.and_then(|version| version.parse().ok());
        for code in text.split(|c: char| !c.is_ascii_digit()).filter(|code| !code.is_empty()) {
            // A number has lost the nought before it: 1191 is 01191.
            let number = matches!(value, sheet::Value::Number(_));
            let code = if number && code.len() == 4 { format!("0{code}") } else { code.to_owned() };
            if (2..=5).contains(&code.len()) {
                draft.business.kbli.push(KbliClaim { code, version });
            }
        }
    }
}

/// A column of its own, or a remark that says it.
fn standing(cells: &Cells, draft: &mut Draft) {
    let own = cells.words(Field::Standing).and_then(|text| standing_of(&text));
    let notes: Vec<String> = cells.all(Field::Note).filter_map(|(_, value)| super::said(value)).collect();
    let noted = notes.iter().find_map(|note| cell::standing(note));
    draft.business.standing = own.or(noted);
    draft.business.note = (!notes.is_empty()).then(|| notes.join("; "));
}

fn standing_of(text: &str) -> Option<Standing> {
    cell::standing(text).or_else(|| {
        if cell::is_mark(text) {
            Some(Standing::Open)
        } else if cell::is_none_word(text) {
            Some(Standing::Closed)
        } else {
            None
        }
    })
}

fn position(cells: &Cells, draft: &mut Draft) {
    let number = |text: &str| text.trim().replace(',', ".").parse::<f64>().ok();
    let one = |field| cells.words(field).and_then(|text| number(&text));
    let pair = cells.words(Field::LatLong).and_then(|text| {
        let (latitude, longitude) = text.split_once(", ").or(text.split_once(',')).or(text.split_once(' '))?;
        Some((number(latitude)?, number(longitude)?))
    });
    let (latitude, longitude) = match pair {
        Some((latitude, longitude)) => (Some(latitude), Some(longitude)),
        None => (one(Field::Latitude), one(Field::Longitude)),
    };
    // Indonesia lies between 11° south and 6° north.
    if let Some((latitude, longitude)) = latitude.zip(longitude)
        && (-11.5..=6.5).contains(&latitude)
        && (94.0..=142.0).contains(&longitude)
    {
        draft.business.latitude = Some(latitude);
        draft.business.longitude = Some(longitude);
    }
}

/// The person's first number is the business's too where none is told of its own: it is what people call.
fn contact(cells: &Cells, draft: &mut Draft) {
    let contact = cells.words(Field::ContactPerson).map(|text| cell::phones(&text).0).unwrap_or_default();
    draft.business.phones.extend(contact.iter().map(Phone::reveal).map(str::to_owned));
}

fn joined(cells: &Cells, field: Field) -> Option<String> {
    let all: Vec<String> = cells.all(field).filter_map(|(_, value)| super::said(value)).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

fn listed(cells: &Cells, field: Field) -> Vec<String> {
    let all = cells.all(field).filter_map(|(_, value)| super::said(value));
    all.flat_map(|text| text.split([',', ';', '\n']).map(|part| part.trim().to_owned()).collect::<Vec<_>>())
        .filter(|part| !cell::is_none_word(part))
        .collect()
}

//! Where it is: the row's own columns first, then what stands above it.

use super::super::cell;
use super::super::context;
use super::super::draft::{Draft, Finding};
use super::super::field::{Field, Side};
use super::super::place::{PlaceDoubt, Places, Written};
use super::Cells;
use crate::source::claims::Address;

pub(super) fn read(cells: &Cells, places: &mut Places, draft: &mut Draft) {
    let sides: Vec<Side> = [Side::Unsaid, Side::Home, Side::Business]
        .into_iter()
        .filter(|side| cells.around.mapping.columns.iter().any(|c| c.field.of_address() && c.side == *side))
        .collect();
    // A list without any address column may still stand under a kelurahan.
    let sides = if sides.is_empty() { vec![Side::Unsaid] } else { sides };
    for side in sides {
        let address = of(cells, side, places, draft);
        match side {
            Side::Unsaid => {
                fill(&mut draft.person.home, &address);
                fill(&mut draft.business.address, &address);
            }
            Side::Home => fill(&mut draft.person.home, &address),
            Side::Business => fill(&mut draft.business.address, &address),
        }
    }
}

/// What one block leaves open, another may tell.
fn fill(known: &mut Address, more: &Address) {
    known.street = known.street.take().or_else(|| more.street.clone());
    known.rt = known.rt.or(more.rt);
    known.rw = known.rw.or(more.rw);
    known.postcode = known.postcode.or(more.postcode);
    let finer = more
        .area
        .as_ref()
        .is_some_and(|more| known.area.as_ref().is_none_or(|known| known.level() < more.level()));
    if finer {
        known.area.clone_from(&more.area);
    }
}

fn of(cells: &Cells, side: Side, places: &mut Places, draft: &mut Draft) -> Address {
    let own = |field: Field| {
        let mine = cells.all(field).filter(|(column, _)| column.side == side);
        mine.filter_map(|(column, value)| Some((column.column, super::said(value)?, value))).next()
    };
    let street = own(Field::Street);
    let mut address = Address {
        street: street.as_ref().map(|(_, text, _)| text.clone()),
        postcode: own(Field::Postcode)
            .and_then(|(_, text, _)| cell::digits(&text).parse().ok())
            .filter(|code| (10_000..=99_999).contains(code)),
        ..Address::default()
    };
    numbers(cells, side, &mut address);
    if address.rt.is_none() && address.rw.is_none() {
        numbers_in_street(&mut address);
    }
    address.rw = address.rw.or(cells.around.said.rw);
    let kelurahan = own(Field::Kelurahan);
    let column =
        kelurahan.as_ref().map(|(column, _, _)| *column).or(street.as_ref().map(|(column, _, _)| *column));
    let own_kelurahan = kelurahan.is_some();
    let written = written(
        cells,
        kelurahan.map(|found| found.1),
        own(Field::Kecamatan).map(|found| found.1),
        own(Field::City).map(|found| found.1),
        &address,
        places,
    );
    let place = shown(&written);
    let reading = places.read(written);
    draft.place = draft.place.take().or(place);
    // A slip in a title is no slip of each row below it.
    let of_row = |doubt: &&PlaceDoubt| own_kelurahan || !matches!(doubt, PlaceDoubt::ReadAs(_));
    if let Some(doubt) = reading.doubt.as_ref().filter(of_row) {
        let finding = finding(doubt);
        if !draft.remarks.iter().any(|remark| remark.finding == finding) {
            draft.remark(column, finding);
        }
    }
    address.area = reading.area;
    address
}

/// The row's own words; what a title or section says fills in what they leave open, and after it the sheet's name.
fn written(
    cells: &Cells,
    kelurahan: Option<String>,
    kecamatan: Option<String>,
    city: Option<String>,
    address: &Address,
    places: &Places,
) -> Written {
    let (said, sheet) = (cells.around.said, cells.around.sheet_place);
    let own_kelurahan = kelurahan.is_some();
    // "Kel. Kukusan, Kec. Beji" in one cell names both.
    let both = kelurahan.as_deref().map(context::read);
    let both = both.and_then(|both| both.kelurahan.zip(both.kecamatan));
    let both = both.or_else(|| places.parted(kelurahan.as_deref()?));
    let (kelurahan, kecamatan) = match both {
        Some((kelurahan, around)) => (Some(kelurahan), kecamatan.or(Some(around))),
        None => (kelurahan, kecamatan),
    };
    // Where rows have a kelurahan of their own, an empty cell is not filled from the sheet's name.
    let by_sheet = cells.around.mapping.column_of(Field::Kelurahan).is_none();
    Written {
        kecamatan: kecamatan.or_else(|| said.kecamatan.clone()).or_else(|| sheet.kecamatan.clone()),
        kelurahan: kelurahan
            .or_else(|| said.kelurahan.clone())
            .or_else(|| sheet.kelurahan.clone().filter(|_| by_sheet)),
        city: city.filter(|_| own_kelurahan),
        street: address.street.clone(),
    }
}

fn shown(written: &Written) -> Option<String> {
    let parts: Vec<&str> = [&written.kelurahan, &written.kecamatan, &written.city]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn finding(doubt: &PlaceDoubt) -> Finding {
    match doubt {
        PlaceDoubt::ReadAs(read) => Finding::PlaceRead { read: read.clone() },
        PlaceDoubt::Several(among) => Finding::PlaceSeveral { among: among.clone() },
        PlaceDoubt::Unknown => Finding::PlaceUnknown,
        PlaceDoubt::Elsewhere(there) => Finding::PlaceElsewhere { there: there.clone() },
        PlaceDoubt::OtherKecamatan(read) => Finding::PlaceOtherKecamatan { read: read.clone() },
    }
}

fn numbers(cells: &Cells, side: Side, address: &mut Address) {
    let own = |field: Field| cells.all(field).find(|(column, _)| column.side == side).map(|(_, value)| value);
    if let Some((rt, rw)) = own(Field::RtRw).and_then(cell::rt_rw) {
        (address.rt, address.rw) = (rt, rw);
    }
    address.rt = address.rt.or_else(|| own(Field::Rt).and_then(cell::unit_number));
    address.rw = address.rw.or_else(|| own(Field::Rw).and_then(cell::unit_number));
}

/// `JL SUDIRMAN III NO 122 RT 03/01`, `… RW IV RT 2`: the numbers are taken out of the street.
fn numbers_in_street(address: &mut Address) {
    let Some(street) = &address.street else { return };
    let lower = street.to_lowercase();
    let starts = |at: &usize| {
        lower.get(..*at).is_some_and(|front| front.is_empty() || front.ends_with([' ', ',', '.', '/', '(']))
    };
    let labels = lower.match_indices("rt").chain(lower.match_indices("rw")).map(|(at, _)| at);
    let numbered = |at: &usize| {
        let behind = lower.get(at + 2..).unwrap_or_default();
        let behind = behind.trim_start_matches(['.', ' ', ':', '/', 'r', 'w', 't']);
        let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        word.starts_with(|c: char| c.is_ascii_digit()) || cell::roman(word).is_some()
    };
    let at = labels.filter(starts).filter(numbered).min();
    let Some((front, tail)) = at.and_then(|at| street.split_at_checked(at)) else { return };
    let (numbers, rest) = tail.split_at_checked(end_of_numbers(tail)).unwrap_or((tail, ""));
    if let Some((rt, rw)) = cell::rt_rw(&sheet::Value::Text(numbers.to_owned())) {
        (address.rt, address.rw) = (rt, rw);
        let street = format!(
            "{} {}",
            front.trim_end_matches([' ', ',', '(']),
            rest.trim_start_matches([' ', ',', ')'])
        )
        .trim()
        .to_owned();
        address.street = (!street.is_empty()).then_some(street);
    }
}

/// How far RT, RW and their numbers reach.
fn end_of_numbers(tail: &str) -> usize {
    let mut end = 0;
    let mut from = 0;
    while let Some(word) = tail.get(from..).filter(|rest| !rest.is_empty()) {
        let length = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
        let lower = word.get(..length).unwrap_or_default().to_lowercase();
        let letters = lower.trim_matches(|c: char| c.is_ascii_digit());
        if !(letters.is_empty()
            || matches!(letters, "rt" | "rw" | "rtrw")
            || is_pair(&lower)
            || cell::roman(&lower).is_some())
        {
            break;
        }
        from += length;
        end = if length > 0 { from } else { end };
        let gap = tail.get(from..).and_then(|rest| rest.chars().next());
        match gap {
            Some(c) if matches!(c, '.' | '/' | ' ' | '-' | ':' | ',') => from += c.len_utf8(),
            Some(_) | None if length == 0 => break,
            Some(_) | None => {}
        }
    }
    end
}

/// `rt06rw04`.
fn is_pair(word: &str) -> bool {
    word.starts_with("rt")
        && word.contains("rw")
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, 'r' | 't' | 'w'))
}

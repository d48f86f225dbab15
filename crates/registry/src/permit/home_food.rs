//! Numbers of home-made food (P-IRT): thirteen digits, a hyphen, and the year in which they expire.
//!
//! The first digit is the packaging, two more the food, four the province and city, two the product, four the maker.

use std::sync::LazyLock;

use super::form::{Raw, length, part};
use super::number::{Derived, Kind, Reading, Warning};

pub(super) fn pirt(raw: &Raw) -> Reading {
    let (digits, mut warnings) = match raw.number(Kind::Pirt) {
        Ok(number) => number,
        Err(reading) => return *reading,
    };
    let mut derived = Derived::default();
    let (body, year) = match digits.len() {
        15 => (part(&digits, 0, 13), part(&digits, 13, 15)),
        // The year in four digits.
        17 if part(&digits, 13, 15) == "20" => (part(&digits, 0, 13), part(&digits, 15, 17)),
        13 => {
            warnings.push(Warning::YearMissing);
            (digits.as_str(), "")
        }
        12 => {
            warnings.push(Warning::OldForm);
            (digits.as_str(), "")
        }
        _ => {
            warnings.push(length(&digits, "15"));
            (digits.as_str(), "")
        }
    };
    if body.len() == 13 {
        derived.packaging = meaning("digit1_kemasan", part(body, 0, 1));
        derived.food = meaning("digit2_3_jenis_pangan_2012", part(body, 1, 3));
        derived.region = city(part(body, 3, 7));
        if derived.packaging.is_none() {
            warnings.push(Warning::Packaging);
        }
        if derived.region.is_none() {
            warnings.push(Warning::Region);
        }
    }
    derived.expires_year = year.parse::<i32>().ok().map(|year| 2000 + year);
    derived.issued_year = derived.expires_year.map(|year| year - 5);
    let normalised = if year.is_empty() { body.to_owned() } else { format!("{body}-{year}") };
    Reading { kind: Kind::Pirt, display: format!("P-IRT {normalised}"), normalised, warnings, derived }
}

/// Whether digits could be a home-made food's: packaging, food type, province and city are in their ranges.
pub(super) fn may_be_pirt(digits: &str) -> bool {
    let food: u32 = part(digits, 1, 3).parse().unwrap_or_default();
    (13..=15).contains(&digits.len())
        && meaning("digit1_kemasan", part(digits, 0, 1)).is_some()
        && (1..=20).contains(&food)
        && city(part(digits, 3, 7)).is_some()
}

/// `33.06`, where such a code could exist. Whether it does is `territory`'s to say, and it may have once.
fn city(digits: &str) -> Option<String> {
    let number: u32 = part(digits, 2, 4).parse().ok()?;
    (1..=79)
        .contains(&number)
        .then(|| Some(format!("{}.{}", province(part(digits, 0, 2))?, part(digits, 2, 4))))?
}

pub(super) fn province(digits: &str) -> Option<&str> {
    let number: u32 = digits.parse().ok()?;
    (11..=97).contains(&number).then_some(digits)
}

/// The meaning of a part of a home-made food's number.
fn meaning(part: &str, code: &str) -> Option<&'static str> {
    MEANINGS.iter().find(|(of, known, _)| *of == part && *known == code).map(|(_, _, meaning)| *meaning)
}

static MEANINGS: LazyLock<Vec<(&str, &str, &str)>> = LazyLock::new(|| {
    include_str!("../../data/pirt_kode.csv")
        .lines()
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?, cells.next()?, cells.next()?))
        })
        .collect()
});

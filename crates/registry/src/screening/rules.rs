//! What there is to say of the rows of a list. Pure: no database, no clock.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use kernel::nik::Sex;

use super::concern::{By, Concern, Found};
use super::facts::{House, Recipient};
use super::known::Known;
use crate::import::{Finding, NikReading};

/// Rows that are named beside a row; of more it is said how many.
const NAMED: usize = 5;
/// Who is younger cannot run a business in law.
const OF_AGE: i32 = 17;

/// What is told of all of a list.
pub(super) struct Around<'a> {
    pub quota: usize,
    pub today: NaiveDate,
    /// Whether some place of Indonesia has these first four digits.
    pub region: &'a (dyn Fn(&str) -> bool + Sync),
}

/// What there is to say of each row. `known` is of the same length, row by row.
pub(super) fn judge(recipients: &[Recipient], known: &[Known], around: &Around<'_>) -> Vec<Vec<Found>> {
    let mut found: Vec<Vec<Found>> =
        recipients.iter().zip(known).map(|(one, known)| alone(one, known, around)).collect();
    let sheets: BTreeSet<&str> = recipients.iter().map(|one| one.sheet.as_str()).collect();
    let name = |at: usize| recipients.get(at).map(|one| one.at(sheets.len() > 1)).unwrap_or_default();
    let nik = |one: &Recipient| match &one.nik {
        NikReading::Full(nik) => Some(nik.reveal().to_owned()),
        NikReading::Missing
        | NikReading::Rounded { .. }
        | NikReading::Partial(_)
        | NikReading::Invalid { .. } => None,
    };
    for (at, rows) in shared(recipients, |one| nik(one).into_iter().collect()) {
        say(&mut found, at, recipients, |one| one.spots.nik, Concern::SameNik { rows: list(&rows, name) });
    }
    alike(&mut found, recipients, known, name);
    for (at, rows) in
        shared(recipients, |one| one.person.phones.iter().chain(&one.business.phones).cloned().collect())
    {
        say(
            &mut found,
            at,
            recipients,
            |one| one.spots.phone,
            Concern::SharedPhone { rows: list(&rows, name) },
        );
    }
    for (at, rows) in shared(recipients, |one| one.account.iter().cloned().collect()) {
        let concern = Concern::SharedAccount { rows: list(&rows, name) };
        say(&mut found, at, recipients, |one| one.spots.account, concern);
    }
    households(&mut found, recipients, known, around.quota, name);
    found
}

/// What is to be said of a row whatever the others hold.
fn alone(one: &Recipient, known: &Known, around: &Around<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut add = |column, concern| found.push(Found { column, concern });
    for remark in one.remarks.iter().filter(|remark| concerns_identity(&remark.finding)) {
        add(remark.column, Concern::Cell { said: remark.finding.clone() });
    }
    match &one.nik {
        NikReading::Missing => add(one.spots.nik, Concern::NikMissing),
        NikReading::Full(nik) => {
            if !nik.reveal().get(..4).is_some_and(around.region) {
                add(one.spots.nik, Concern::NikRegion);
            }
            if let Some(age) = nik.birth_date(around.today).map(|born| age(born, around.today))
                && age < OF_AGE
            {
                add(one.spots.nik, Concern::NikTooYoung { age });
            }
            if titled(&one.person.honorifics).is_some_and(|sex| sex != nik.sex()) {
                add(one.spots.name.or(one.spots.nik), Concern::NikOtherTitle);
            }
        }
        NikReading::Rounded { .. } | NikReading::Partial(_) | NikReading::Invalid { .. } => {}
    }
    if known.other_name {
        add(one.spots.nik, Concern::NikOtherName);
    }
    if known.deceased || is_late(&one.person.honorifics) {
        add(one.spots.name, Concern::Deceased);
    }
    if known.withdrawn {
        add(None, Concern::Withdrawn);
    }
    if known.person.is_none() {
        add(None, Concern::Unknown);
    }
    if let Some((title, on)) = &known.elsewhere {
        add(None, Concern::Elsewhere { title: title.clone(), on: *on });
    }
    found
}

/// Of what the import says of a row, what speaks of who it is.
fn concerns_identity(finding: &Finding) -> bool {
    match finding {
        Finding::NoName
        | Finding::NikRounded
        | Finding::NikIncomplete { .. }
        | Finding::NikTooLong { .. }
        | Finding::NikImpossible
        | Finding::NikNotDigits
        | Finding::NikLetters
        | Finding::NikOtherSex
        | Finding::NikOtherBirth { .. }
        | Finding::NikOtherPerson
        | Finding::DateImpossible => true,
        Finding::DateSwapped { .. }
        | Finding::DatePlaceholder { .. }
        | Finding::DateEither { .. }
        | Finding::DateUnreadable
        | Finding::PhoneUnreadable
        | Finding::SexUnreadable
        | Finding::PlaceRead { .. }
        | Finding::PlaceSeveral { .. }
        | Finding::PlaceUnknown
        | Finding::PlaceElsewhere { .. }
        | Finding::PlaceOtherKecamatan { .. }
        | Finding::AmountUnreadable
        | Finding::AmountRange
        | Finding::YearUnreadable
        | Finding::EmailUnreadable
        | Finding::CellFault => false,
    }
}

/// Rows that the machine takes for one person, beside those of one number.
fn alike(
    found: &mut [Vec<Found>],
    recipients: &[Recipient],
    known: &[Known],
    name: impl Fn(usize) -> String + Copy,
) {
    for (at, known) in known.iter().enumerate() {
        let told = |sure: bool| {
            let alike = known.alike.iter().filter(move |alike| alike.sure == sure);
            alike.filter(|alike| !same_number(recipients, at, alike.row))
        };
        for sure in [true, false] {
            let rows: BTreeSet<usize> = told(sure).map(|alike| alike.row).collect();
            let Some(first) = told(sure).next() else { continue };
            let (rows, reasons) = (list(&rows, name), first.reasons.clone());
            let concern = if sure {
                Concern::SamePerson { rows, reasons }
            } else {
                Concern::LikelyPerson { rows, reasons }
            };
            say(found, at, recipients, |one| one.spots.name, concern);
        }
    }
}

fn same_number(recipients: &[Recipient], one: usize, other: usize) -> bool {
    match (recipients.get(one).map(|one| &one.nik), recipients.get(other).map(|other| &other.nik)) {
        (Some(NikReading::Full(one)), Some(NikReading::Full(other))) => one == other,
        (_, _) => false,
    }
}

/// Households with more recipients than the quota: by family card, else by house.
fn households(
    found: &mut [Vec<Found>],
    recipients: &[Recipient],
    known: &[Known],
    quota: usize,
    name: impl Fn(usize) -> String + Copy,
) {
    let mut members: BTreeMap<(By, String), BTreeSet<usize>> = BTreeMap::new();
    for (at, (one, known)) in recipients.iter().zip(known).enumerate() {
        if let Some(card) = &one.family_card {
            members.entry((By::FamilyCard, card.clone())).or_default().insert(at);
        }
        if let Some(house) = one.house.as_ref().or(known.house.as_ref()).and_then(House::key) {
            members.entry((By::Address, house)).or_default().insert(at);
        }
    }
    let mut said: BTreeSet<usize> = BTreeSet::new();
    // Family cards come first: who is over the quota by one is not told again by the other.
    for ((by, _), rows) in members {
        let many = rows.iter().filter(|at| !one_before(known, &rows, **at)).count();
        if many <= quota || rows.iter().all(|at| said.contains(at)) {
            continue;
        }
        for at in &rows {
            said.insert(*at);
            let others: BTreeSet<usize> = rows.iter().copied().filter(|other| other != at).collect();
            let concern = Concern::Household { by, count: many, quota, rows: list(&others, name) };
            say(found, *at, recipients, |one| one.spots.family_card, concern);
        }
    }
}

/// Whether a row of the household before this one is the same person: one person twice is not two of a family.
fn one_before(known: &[Known], rows: &BTreeSet<usize>, at: usize) -> bool {
    let alike = known.get(at).into_iter().flat_map(|known| &known.alike);
    alike.into_iter().any(|alike| alike.sure && alike.row < at && rows.contains(&alike.row))
}

fn say(
    found: &mut [Vec<Found>],
    at: usize,
    recipients: &[Recipient],
    column: impl Fn(&Recipient) -> Option<u32>,
    concern: Concern,
) {
    if let (Some(found), Some(one)) = (found.get_mut(at), recipients.get(at)) {
        found.push(Found { column: column(one), concern });
    }
}

/// The rows that share a value with others, and with which.
fn shared(
    recipients: &[Recipient],
    values: impl Fn(&Recipient) -> BTreeSet<String>,
) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut holders: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, one) in recipients.iter().enumerate() {
        for value in values(one) {
            holders.entry(value).or_default().insert(at);
        }
    }
    let mut shared: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for rows in holders.values().filter(|rows| rows.len() > 1) {
        for at in rows {
            shared.entry(*at).or_default().extend(rows.iter().filter(|other| *other != at));
        }
    }
    shared
}

/// `4, 7, Sheet2!12, +3`: the same in every language.
fn list(rows: &BTreeSet<usize>, name: impl Fn(usize) -> String) -> String {
    let mut named: Vec<String> = rows.iter().take(NAMED).map(|at| name(*at)).collect();
    if rows.len() > NAMED {
        named.push(format!("+{}", rows.len() - NAMED));
    }
    named.join(", ")
}

/// Of which sex somebody is who is called so.
pub(super) fn titled(honorifics: &[String]) -> Option<Sex> {
    let has = |known: &[&str]| {
        honorifics.iter().any(|title| {
            let plain: String =
                title.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
            known.contains(&plain.as_str())
        })
    };
    let female = has(&["hj", "hajjah", "bu", "ibu", "ny", "nyonya", "nn", "nona", "mbak", "almh", "ustazah"]);
    let male = has(&["h", "haji", "pak", "bapak", "bpk", "tn", "tuan", "mas", "bang", "alm", "kh", "ustaz"]);
    match (female, male) {
        (true, false) => Some(Sex::Female),
        (false, true) => Some(Sex::Male),
        (true, true) | (false, false) => None,
    }
}

fn is_late(honorifics: &[String]) -> bool {
    honorifics.iter().any(|title| title.starts_with("Alm"))
}

fn age(born: NaiveDate, today: NaiveDate) -> i32 {
    today.year() - born.year() - i32::from((today.month(), today.day()) < (born.month(), born.day()))
}

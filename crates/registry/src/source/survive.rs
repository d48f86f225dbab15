//! Which of several claims a record takes. Pure: no database, no clock.
//!
//! A human's word for this very record comes before any list. Among lists, a row that knows the person's NIK comes
//! before one that does not, then the newer day, then what was said last. Names and birth dates, in which lists err
//! most, are counted first: what most sources say stands.

use crate::permit;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::id::AgencyId;
use kernel::nik::Sex;

use super::claims::{
    Address, BusinessClaims, Disability, Education, KbliClaim, Measure, MeasureKind, PermitClaim,
    PersonClaims, PlaceKind, Standing,
};
use super::{Kind, Number, SealedNik, Source, SourceId};

/// What is computed of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonValues {
    pub name: Option<String>,
    pub sex: Option<Sex>,
    pub birth_date: Option<NaiveDate>,
    pub birth_place: Option<String>,
    pub home: Address,
    pub phones: Vec<String>,
    pub email: Option<String>,
    pub education: Option<Education>,
    pub disabilities: Vec<Disability>,
    pub assistive_need: Option<String>,
    pub heads_family: Option<bool>,
    pub number: Number,
    /// The sealed NIK with the source that it was sealed for.
    pub nik: Option<(SourceId, SealedNik)>,
    pub agencies: Vec<AgencyId>,
    pub sources: usize,
}

/// What is computed of a business.
#[derive(Debug, Clone, PartialEq)]
pub struct BusinessValues {
    pub name: Option<String>,
    pub brand: Option<String>,
    pub legal_form: Option<String>,
    pub sector: Option<String>,
    pub products: Option<String>,
    /// With the day for which its source speaks, which tells of the edition.
    pub kbli: Option<(KbliClaim, NaiveDate)>,
    pub place: Option<PlaceKind>,
    pub address: Address,
    pub point: Option<(f64, f64)>,
    pub started: Option<NaiveDate>,
    pub phones: Vec<String>,
    pub email: Option<String>,
    pub standing: Standing,
    /// The day from which the standing is known.
    pub standing_on: Option<NaiveDate>,
    pub measures: Vec<Dated>,
    pub permits: Vec<Permit>,
    pub channels: Vec<String>,
    pub raw_material: Option<String>,
    pub raw_material_origin: Option<String>,
    pub financing: Option<String>,
    pub export: Option<String>,
    pub qris: Option<String>,
    pub agencies: Vec<AgencyId>,
    pub sources: usize,
}

/// A measurement with its day and source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    pub on: NaiveDate,
    pub source: SourceId,
    pub measure: Measure,
}

/// A permit that at least one source states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    pub kind: permit::Kind,
    /// Normalised; empty where nobody gave a number.
    pub number: String,
    pub issued: Option<NaiveDate>,
    pub expires: Option<NaiveDate>,
    pub source: SourceId,
}

/// The person of whom `sources` speak. `today` decides the century in a NIK.
pub fn person(sources: &[Source], birth_of_nik: Option<(Sex, Option<NaiveDate>)>) -> PersonValues {
    let ordered = ordered(sources);
    let field = Field { sources: &ordered, cleared: |s| &s.person.cleared };
    let said = |read: fn(&PersonClaims) -> Option<String>, name| field.best(name, |s| read(&s.person));
    let home = field.best("home", |s| Some(&s.person.home).filter(|home| home.area.is_some()).cloned());
    let nik = ordered.iter().find_map(|s| s.nik.clone().map(|nik| (s.id, nik)));
    let number = ordered.iter().map(|s| s.number).find(|n| *n != Number::None).unwrap_or(Number::None);
    PersonValues {
        name: field.most("name", |s| s.person.name.clone(), |name| name.to_lowercase()),
        // A NIK states both; a typed date that differs from it was asked about when it came.
        sex: field.best("sex", |s| s.person.sex).or(birth_of_nik.map(|(sex, _)| sex)),
        birth_date: field
            .most("birth_date", |s| s.person.birth_date, |date| *date)
            .or(birth_of_nik.and_then(|(_, date)| date)),
        birth_place: said(|p| p.birth_place.clone(), "birth_place"),
        home: home.or_else(|| field.best("home", |s| Some(s.person.home.clone()))).unwrap_or_default(),
        phones: field.all("phones", 5, |s| s.person.phones.clone()),
        email: said(|p| p.email.clone(), "email"),
        education: field.best("education", |s| s.person.education),
        disabilities: field.best("disabilities", |s| s.person.disabilities.clone()).unwrap_or_default(),
        assistive_need: said(|p| p.assistive_need.clone(), "assistive_need"),
        heads_family: field.best("heads_family", |s| s.person.heads_family),
        number: if nik.is_some() { Number::Full } else { number },
        nik,
        agencies: agencies(sources),
        sources: sources.len(),
    }
}

/// The business of which `sources` speak. Without an address of its own it lies where its owner is said to live.
pub fn business(sources: &[Source]) -> BusinessValues {
    let ordered = ordered(sources);
    let field = Field { sources: &ordered, cleared: |s| &s.business.cleared };
    let said = |read: fn(&BusinessClaims) -> Option<String>, name| field.best(name, |s| read(&s.business));
    let own = field.best("address", |s| Some(&s.business.address).filter(|a| a.area.is_some()).cloned());
    let home = || field.best("address", |s| Some(&s.person.home).filter(|a| a.area.is_some()).cloned());
    let standing =
        field.newest("standing", |s| s.business.standing.map(|standing| (standing, s.observed_on))).unzip();
    BusinessValues {
        name: field.most("name", |s| s.business.name.clone(), |name| name.to_lowercase()),
        brand: said(|b| b.brand.clone(), "brand"),
        legal_form: said(|b| b.legal_form.clone(), "legal_form"),
        sector: said(|b| b.sector.clone(), "sector"),
        products: said(|b| b.products.clone(), "products"),
        kbli: field.best("kbli", |s| s.business.kbli.first().map(|kbli| (kbli.clone(), s.observed_on))),
        place: field.best("place", |s| s.business.place),
        address: own.or_else(home).unwrap_or_default(),
        point: field.best("point", |s| s.business.latitude.zip(s.business.longitude)),
        started: field.best("started", |s| {
            let year = s.business.started_year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
            s.business.started.or(year)
        }),
        phones: field.all("phones", 5, |s| s.business.phones.clone()),
        email: said(|b| b.email.clone(), "email"),
        standing: standing.0.unwrap_or(Standing::Open),
        standing_on: standing.1,
        measures: measures(&ordered),
        permits: permits(&ordered),
        channels: field
            .all("channels", 20, |s| s.business.channels.iter().chain(&s.business.online).cloned().collect()),
        raw_material: said(|b| b.raw_material.clone(), "raw_material"),
        raw_material_origin: said(|b| b.raw_material_origin.clone(), "raw_material_origin"),
        financing: said(|b| b.financing.clone(), "financing"),
        export: said(|b| b.export.clone(), "export"),
        qris: said(|b| b.qris.clone(), "qris"),
        agencies: agencies(sources),
        sources: sources.len(),
    }
}

/// The newest of the measurements of one kind.
pub fn newest(measures: &[Dated], kind: MeasureKind) -> Option<i64> {
    measures.iter().filter(|m| m.measure.kind == kind).max_by_key(|m| m.on).map(|m| m.measure.value)
}

/// The sources, the one that is believed first at the front.
pub(crate) fn ordered(sources: &[Source]) -> Vec<&Source> {
    let mut ordered: Vec<&Source> = sources.iter().collect();
    ordered.sort_by_key(|s| {
        let full = s.number == Number::Full;
        // A word is not older because the day it speaks for is: what was said last at the desk stands.
        let day = if s.kind.is_word() { s.at.date_naive() } else { s.observed_on };
        std::cmp::Reverse((s.kind.is_word(), full, day, s.at, s.id))
    });
    ordered
}

fn agencies(sources: &[Source]) -> Vec<AgencyId> {
    let mut agencies: Vec<AgencyId> = sources.iter().filter_map(|s| s.agency).collect();
    agencies.sort_unstable();
    agencies.dedup();
    agencies
}

struct Field<'a> {
    sources: &'a [&'a Source],
    cleared: fn(&Source) -> &[String],
}

impl Field<'_> {
    /// The sources that count for a field: those down to the first that emptied it. What that one says itself stands:
    /// it put its own values in the place of all before it.
    fn heard(&self, name: &str) -> impl Iterator<Item = &Source> {
        let emptied = |s: &Source| (self.cleared)(s).iter().any(|cleared| cleared == name);
        let last = self.sources.iter().position(|s| emptied(s)).map_or(self.sources.len(), |place| place + 1);
        self.sources.iter().copied().take(last)
    }

    fn best<T>(&self, name: &str, read: impl Fn(&Source) -> Option<T>) -> Option<T> {
        self.heard(name).find_map(read)
    }

    /// A word first; otherwise what most sources say, and of those as many the one believed first.
    fn most<T, K: Ord>(
        &self,
        name: &str,
        read: impl Fn(&Source) -> Option<T>,
        same: impl Fn(&T) -> K,
    ) -> Option<T> {
        if let Some(word) = self.heard(name).filter(|s| s.kind.is_word()).find_map(&read) {
            return Some(word);
        }
        let mut votes: BTreeMap<K, usize> = BTreeMap::new();
        for value in self.heard(name).filter_map(&read) {
            *votes.entry(same(&value)).or_default() += 1;
        }
        let most = votes.values().copied().max()?;
        self.heard(name).filter_map(&read).find(|value| votes.get(&same(value)) == Some(&most))
    }

    /// Of what changes with time the newest counts, whoever says it.
    fn newest<T>(
        &self,
        name: &str,
        read: impl Fn(&Source) -> Option<(T, NaiveDate)>,
    ) -> Option<(T, NaiveDate)> {
        // The first of equals stands, which is the one believed first.
        self.heard(name).filter_map(read).fold(None, |best, next| match best {
            Some((_, on)) if on >= next.1 => best,
            Some(_) | None => Some(next),
        })
    }

    /// All values, the likeliest first, each once.
    fn all(&self, name: &str, most: usize, read: impl Fn(&Source) -> Vec<String>) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for value in self.heard(name).flat_map(read) {
            if !all.contains(&value) && all.len() < most {
                all.push(value);
            }
        }
        all
    }
}

fn measures(ordered: &[&Source]) -> Vec<Dated> {
    let mut all: Vec<Dated> = Vec::new();
    for source in ordered {
        for measure in &source.business.measures {
            let end_of = |year| NaiveDate::from_ymd_opt(year, 12, 31).map(|end| end.min(source.observed_on));
            let on = measure.year.and_then(end_of).unwrap_or(source.observed_on);
            let twice =
                all.iter().any(|m| m.on == on && m.measure.kind == measure.kind && m.source == source.id);
            if measure.value >= 0 && !twice {
                all.push(Dated { on, source: source.id, measure: measure.clone() });
            }
        }
    }
    all
}

fn permits(ordered: &[&Source]) -> Vec<Permit> {
    let mut all: Vec<Permit> = Vec::new();
    // What a human said to be no permit of this business, until a human says otherwise.
    let mut denied: Vec<(permit::Kind, String)> = Vec::new();
    let claims = ordered.iter().flat_map(|s| s.business.permits.iter().map(|claim| (*s, claim)));
    for (source, claim) in claims {
        let number = claim.number.as_deref().map(normalised).unwrap_or_default();
        if !claim.held {
            if matches!(source.kind, Kind::Desk | Kind::Own) {
                denied.push((claim.kind, number));
            }
            continue;
        }
        if denied.iter().any(|(kind, no)| *kind == claim.kind && *no == number) {
            continue;
        }
        match all.iter_mut().find(|p| p.kind == claim.kind && p.number == number) {
            Some(known) => {
                known.issued = known.issued.or(issued(claim));
                known.expires = known.expires.or(claim.expires);
            }
            None => all.push(Permit {
                kind: claim.kind,
                number,
                issued: issued(claim),
                expires: claim.expires,
                source: source.id,
            }),
        }
    }
    for source in ordered {
        let Some(number) = source.npwp.clone() else { continue };
        if !all.iter().any(|p| p.kind == permit::Kind::Npwp && p.number == number) {
            let kind = permit::Kind::Npwp;
            all.push(Permit { kind, number, issued: None, expires: None, source: source.id });
        }
    }
    // That there is one, said without a number, adds nothing where the number is known.
    let numbered: Vec<permit::Kind> = all.iter().filter(|p| !p.number.is_empty()).map(|p| p.kind).collect();
    all.retain(|p| !p.number.is_empty() || !numbered.contains(&p.kind));
    all
}

fn issued(claim: &PermitClaim) -> Option<NaiveDate> {
    claim.issued.or_else(|| claim.year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1)))
}

/// A permit's number as compared: capital letters and digits.
pub fn normalised(number: &str) -> String {
    number.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

//! What the rules conclude from a business's values: trade, size class, level, permits' dates.

use chrono::{Datelike as _, NaiveDate};
use kernel::Rupiah;

use super::level::{self, Channel, Financing, Judgement, Measurement, Reach, What};
use super::size::{self, Founded};
use crate::kbli::{self, Guess, Sector, Version};
use crate::permit;
use crate::permit::rules::{Dates, validity};
use crate::source::SourceId;
use crate::source::claims::MeasureKind;
use crate::source::survive::{BusinessValues, Dated, newest};

pub(super) struct Trade {
    pub sector: Option<&'static str>,
    /// Version and digits of KBLI; only what KBLI knows.
    pub kbli: Option<(String, String)>,
}

/// The trade: by its code of KBLI; otherwise by the words of the field, of the products, of the name.
pub(super) fn trade(values: &BusinessValues) -> Trade {
    let code = values.kbli.as_ref().and_then(|(claim, on)| match claim.version {
        Some(version) => kbli::Code::parse(Version::parse(&version.to_string())?, &claim.code).ok(),
        None => match kbli::guess_version(&claim.code, Some(on.year())) {
            Guess::Sure(code) | Guess::Likely(code) => Some(code),
            Guess::Unknown => None,
        },
    });
    let words = [&values.sector, &values.products, &values.name];
    let sector = code
        .map(Sector::of)
        .or_else(|| words.into_iter().flatten().find_map(|words| Sector::of_words(words)));
    Trade {
        sector: sector.map(Sector::as_str),
        kbli: code.map(|code| (code.version().as_str().to_owned(), code.digits().to_owned())),
    }
}

/// What the size class is judged from.
pub(super) fn size_facts(values: &BusinessValues) -> size::Facts {
    let newest = |kind| newest(&values.measures, kind);
    size::Facts {
        founded: match values.started {
            // A day that is New Year's stands for a year of which nobody knows the day.
            Some(day) if day.ordinal() == 1 => Founded::In(day.year()),
            Some(day) => Founded::On(day),
            None => Founded::Unknown,
        },
        capital: newest(MeasureKind::Capital).or_else(|| newest(MeasureKind::Investment)).map(Rupiah),
        sales: yearly_sales(values).map(Rupiah),
        assets: newest(MeasureKind::Assets).map(Rupiah),
    }
}

/// What the level is judged from.
pub(super) fn level_facts(values: &BusinessValues, today: NaiveDate) -> level::Facts {
    let holds = |permit: &Permit| permit.expires.is_none_or(|last| last >= today);
    let permits = permits(values, today).iter().filter(|p| holds(p)).map(|p| p.kind).collect();
    let channels: Vec<_> = values.channels.iter().filter_map(|words| Channel::of_words(words)).collect();
    level::Facts {
        permits,
        food: trade(values).sector.map(|sector| sector == Sector::Culinary.as_str()),
        channels: (!values.channels.is_empty()).then_some(channels),
        qris: values.qris.is_some(),
        books: None,
        financing: values.financing.as_deref().and_then(Financing::of_words),
        quality: None,
        reach: values.export.as_deref().filter(|words| exports(words)).map(|_| Reach::Export),
        measurements: measurements(&values.measures),
    }
}

fn exports(words: &str) -> bool {
    !matches!(words.trim().to_lowercase().as_str(), "" | "-" | "0" | "tidak" | "belum" | "no" | "tdk")
}

fn measurement(dated: &Dated) -> Option<Measurement> {
    let (what, value) = match dated.measure.kind {
        MeasureKind::YearlySales => (What::Sales, dated.measure.value),
        MeasureKind::MonthlySales => (What::Sales, dated.measure.value.checked_mul(12)?),
        MeasureKind::Assets => (What::Assets, dated.measure.value),
        MeasureKind::Workers => (What::Workers, dated.measure.value),
        MeasureKind::Capital
        | MeasureKind::Investment
        | MeasureKind::DailySales
        | MeasureKind::YearlyProduction
        | MeasureKind::RawMaterial
        | MeasureKind::Credit
        | MeasureKind::MaleWorkers
        | MeasureKind::FemaleWorkers
        | MeasureKind::DisabledWorkers
        | MeasureKind::Capacity
        | MeasureKind::MarketSales => return None,
    };
    Some(Measurement { on: dated.on, what, value })
}

/// What was stated, and what was sold over the city's market where it tells more: that is a part of all sales, so it counts
/// where sales were never stated, or where it is more than what was stated last before it.
fn measurements(measures: &[Dated]) -> Vec<Measurement> {
    let mut all: Vec<Measurement> = measures.iter().filter_map(measurement).collect();
    let stated: Vec<Measurement> = all.iter().filter(|one| one.what == What::Sales).copied().collect();
    for dated in measures.iter().filter(|one| one.measure.kind == MeasureKind::MarketSales) {
        let before = stated.iter().filter(|one| one.on <= dated.on).max_by_key(|one| one.on);
        if before.map_or(stated.is_empty(), |before| before.value < dated.measure.value) {
            all.push(Measurement { on: dated.on, what: What::Sales, value: dated.measure.value });
        }
    }
    all
}

/// The level with the version of the scorecard, where two measurements allow one.
pub(super) fn level(values: &BusinessValues, today: NaiveDate) -> Option<(i32, i32)> {
    match level::score(&level_facts(values, today), today) {
        Judgement::Reached(outcome) => Some((outcome.level.number(), outcome.version.number())),
        Judgement::NotYet { .. } => None,
    }
}

/// Sales of a year: as stated, or twelve times those of a month; but at least what was sold over the city's market since then.
pub(super) fn yearly_sales(values: &BusinessValues) -> Option<i64> {
    let last = |kind| {
        let of_kind = values.measures.iter().filter(|one| one.measure.kind == kind);
        of_kind.max_by_key(|one| one.on).map(|one| (one.on, one.measure.value))
    };
    let by_month =
        || last(MeasureKind::MonthlySales).and_then(|(on, month)| Some((on, month.checked_mul(12)?)));
    let stated = last(MeasureKind::YearlySales).or_else(by_month);
    let market = last(MeasureKind::MarketSales);
    match (stated, market) {
        (Some((on, stated)), Some((until, sold))) if until >= on => Some(stated.max(sold)),
        (Some((_, stated)), Some(_) | None) => Some(stated),
        (None, sold) => sold.map(|(_, sold)| sold),
    }
}

/// What a business is called that nobody named: what it makes, or its field, and its owner.
pub(super) fn unnamed(values: &BusinessValues, owner: &str) -> String {
    let trade = values.products.as_deref().or(values.sector.as_deref());
    match trade {
        Some(trade) => format!("{trade} {owner}"),
        None => format!("Usaha {owner}"),
    }
}

#[derive(PartialEq)]
pub(super) struct Permit {
    pub kind: permit::Kind,
    pub number: String,
    pub issued: Option<NaiveDate>,
    pub expires: Option<NaiveDate>,
    pub source: SourceId,
}

/// The permits of a business, each once, with the day until which they hold by the rule of their kind.
pub(super) fn permits(values: &BusinessValues, today: NaiveDate) -> Vec<Permit> {
    let mut all: Vec<Permit> = Vec::new();
    for permit in &values.permits {
        let kind = permit.kind;
        let written = Some(&permit.number).filter(|number| !number.is_empty() && kind != permit::Kind::Npwp);
        let reading = written.and_then(|number| permit::read(kind, number).ok());
        // A NIK written where a permit belongs is not spread any further.
        if reading.as_ref().is_some_and(|reading| reading.derived.is_nik) {
            continue;
        }
        let derived = reading.as_ref().map(|reading| reading.derived.clone()).unwrap_or_default();
        let dates = Dates { issued: permit.issued, expires: permit.expires };
        let number = reading.map_or_else(|| permit.number.clone(), |reading| reading.normalised);
        if all.iter().any(|known| known.kind == permit.kind && known.number == number) {
            continue;
        }
        all.push(Permit {
            kind: permit.kind,
            number,
            issued: permit.issued,
            expires: validity(kind, dates, &derived, today).expiry.last_day(),
            source: permit.source,
        });
    }
    all
}

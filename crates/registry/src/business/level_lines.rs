//! The criteria of the scorecard, one function each.

use chrono::NaiveDate;
use kernel::Say;

use super::level::{
    Books, Channel, Criterion, Facts, Financing, Line, Measurement, Quality, Reach, Version, What,
};
use crate::permit::Kind;

/// The fewest days between two measurements that say anything about growth.
const APART: i64 = 150;
/// The most days: what happened before tells nothing of today.
const FAR: i64 = 3 * 366;
/// How old the newer measurement may be.
const FRESH: i64 = 2 * 366;

/// Two measurements of one thing.
pub(super) struct Growth {
    what: What,
    from: i64,
    to: i64,
    /// Per cent in a year; `None` where it grew from nothing.
    percent: Option<i64>,
    pub(super) between: (NaiveDate, NaiveDate),
}

/// Growth by the first thing that was measured twice, or what is missing.
pub(super) fn growth(version: Version, all: &[Measurement], on: NaiveDate) -> Result<Growth, Say> {
    match version {
        Version::V1 => {}
    }
    let usable = |what: What| {
        let mut list: Vec<&Measurement> =
            all.iter().filter(|one| one.what == what && one.on <= on && one.value >= 0).collect();
        list.sort_by_key(|one| one.on);
        list
    };
    if let Some(growth) = What::ALL.into_iter().find_map(|what| pair(&usable(what), on)) {
        return Ok(growth);
    }
    let newest = What::ALL.into_iter().filter_map(|what| usable(what).last().map(|one| one.on)).max();
    Err(match newest {
        None => Say::new("registry-level-missing-first"),
        Some(day) if (on - day).num_days() > FRESH => Say::new("registry-level-missing-newer"),
        Some(day) => {
            let from = day + chrono::Days::new(APART.unsigned_abs());
            Say::new("registry-level-missing-second").with("date", from.to_string())
        }
    })
}

/// The newest measurement, and before it the one that is nearest to a year older.
fn pair(list: &[&Measurement], on: NaiveDate) -> Option<Growth> {
    let newer = list.last().filter(|one| (on - one.on).num_days() <= FRESH)?;
    let days = |one: &Measurement| (newer.on - one.on).num_days();
    let older = list
        .iter()
        .filter(|one| (APART..=FAR).contains(&days(one)))
        .min_by_key(|one| (days(one) - 365).abs())?;
    let change = (i128::from(newer.value) - i128::from(older.value)) * 36_500;
    let base = i128::from(older.value) * i128::from(days(older));
    let percent = change.checked_div(base).and_then(|percent| i64::try_from(percent).ok());
    Some(Growth {
        what: newer.what,
        from: older.value,
        to: newer.value,
        percent,
        between: (older.on, newer.on),
    })
}

/// All criteria, in their order.
pub(super) fn lines(version: Version, facts: &Facts, growth: Option<&Growth>, on: NaiveDate) -> Vec<Line> {
    Criterion::ALL
        .into_iter()
        .map(|criterion| {
            let of = criterion.weight(version);
            let (points, why, lift) = match criterion {
                Criterion::Permits => permits(facts),
                Criterion::Growth => grown(growth),
                Criterion::Workers => workers(facts, on),
                Criterion::Digital => digital(facts),
                Criterion::Finance => finance(facts),
                Criterion::Quality => quality(facts.quality),
                Criterion::Reach => reach(facts.reach),
            };
            Line { criterion, points: points.min(of), of, why, lift }
        })
        .collect()
}

/// Points, why, and what would lift them.
type Scored = (u32, Say, Option<Say>);

/// The permits that a business of its kind needs, in the order in which they build on each other.
fn permits(facts: &Facts) -> Scored {
    let (product, brand): (&[Kind], &[Kind]) = match facts.food {
        Some(true) => (&[Kind::Pirt, Kind::Bpom], &[Kind::Halal]),
        Some(false) => (&[Kind::StandardCertificate, Kind::Sni], &[Kind::Trademark]),
        None => {
            (&[Kind::Pirt, Kind::Bpom, Kind::StandardCertificate, Kind::Sni], &[Kind::Halal, Kind::Trademark])
        }
    };
    let product_lift =
        if facts.food == Some(false) { "registry-level-lift-standard" } else { "registry-level-lift-pirt" };
    let brand_lift =
        if facts.food == Some(false) { "registry-level-lift-trademark" } else { "registry-level-lift-halal" };
    let steps: [(&[Kind], u32, &'static str); 4] = [
        (&[Kind::Nib], 8, "registry-level-lift-nib"),
        (product, 5, product_lift),
        (brand, 4, brand_lift),
        (&[Kind::Npwp], 3, "registry-level-lift-npwp"),
    ];
    let held = |kinds: &[Kind]| kinds.iter().any(|kind| facts.permits.contains(kind));
    let points = steps.iter().filter(|step| held(step.0)).map(|step| step.1).sum();
    let count = steps.iter().filter(|step| held(step.0)).count();
    let lift = steps.iter().find(|step| !held(step.0)).map(|step| Say::new(step.2));
    (points, Say::new("registry-level-why-permits").with("held", count).with("of", steps.len()), lift)
}

fn grown(growth: Option<&Growth>) -> Scored {
    let Some(growth) = growth else {
        return (
            0,
            Say::new("registry-level-why-growth-unknown"),
            Some(Say::new("registry-level-lift-measure")),
        );
    };
    let points = match growth.percent {
        None if growth.to > 0 => 20,
        None => 0,
        Some(30..) => 20,
        Some(15..30) => 15,
        Some(5..15) => 10,
        Some(-5..5) => 5,
        Some(..-5) => 0,
    };
    let what = growth.what.key().rsplit('-').next().unwrap_or_default();
    let (from, to) = (growth.what.show(growth.from), growth.what.show(growth.to));
    let why = match growth.percent {
        None => Say::new("registry-level-why-growth-from-nothing")
            .with("what", what)
            .with("from", from)
            .with("to", to),
        Some(percent) => Say::new("registry-level-why-growth")
            .with("what", what)
            .with("from", from)
            .with("to", to)
            .with("percent", percent),
    };
    (points, why, (points < 20).then(|| Say::new("registry-level-lift-growth")))
}

fn workers(facts: &Facts, on: NaiveDate) -> Scored {
    let mut counts: Vec<&Measurement> = facts
        .measurements
        .iter()
        .filter(|one| one.what == What::Workers && one.on <= on && one.value >= 0)
        .collect();
    counts.sort_by_key(|one| one.on);
    let Some(now) = counts.last() else {
        return (
            0,
            Say::new("registry-level-why-workers-unknown"),
            Some(Say::new("registry-level-lift-workers-tell")),
        );
    };
    let more = counts.first().is_some_and(|first| first.value < now.value);
    let base = match now.value {
        10.. => 10,
        5..10 => 7,
        2..5 => 5,
        1 => 2,
        _ => 0,
    };
    let points = if more { (base + 3).min(10) } else { base };
    let why = Say::new(if more { "registry-level-why-workers-more" } else { "registry-level-why-workers" });
    (points, why.with("n", now.value), (points < 10).then(|| Say::new("registry-level-lift-workers")))
}

fn digital(facts: &Facts) -> Scored {
    let none = Vec::new();
    let channels = facts.channels.as_ref().unwrap_or(&none);
    let has = |channel| channels.contains(&channel);
    let steps = [
        (has(Channel::Social), 4, "registry-level-lift-social"),
        (facts.qris, 4, "registry-level-lift-qris"),
        (has(Channel::Marketplace), 4, "registry-level-lift-marketplace"),
        (has(Channel::OwnSite), 3, "registry-level-lift-site"),
    ];
    let points = steps.iter().filter(|step| step.0).map(|step| step.1).sum();
    let count = steps.iter().filter(|step| step.0).count();
    let why = if facts.channels.is_none() && !facts.qris {
        Say::new("registry-level-why-digital-unknown")
    } else {
        Say::new("registry-level-why-digital").with("n", count).with("of", steps.len())
    };
    (points, why, steps.iter().find(|step| !step.0).map(|step| Say::new(step.2)))
}

fn finance(facts: &Facts) -> Scored {
    let (books, why) = match facts.books {
        None => (0, "registry-level-why-books-unknown"),
        Some(Books::None) => (0, "registry-level-why-books-none"),
        Some(Books::Notes) => (3, "registry-level-why-books-notes"),
        Some(Books::Regular) => (6, "registry-level-why-books-regular"),
        Some(Books::Statements) => (9, "registry-level-why-books-statements"),
    };
    let financing = match facts.financing {
        None => 0,
        Some(Financing::Own) => 2,
        Some(Financing::Informal) => 3,
        Some(Financing::Formal) => 6,
    };
    let lift = if books < 9 {
        Some(Say::new("registry-level-lift-books"))
    } else {
        (financing < 6).then(|| Say::new("registry-level-lift-financing"))
    };
    (
        books + financing,
        Say::new(why).with("financing", if financing == 6 { "formal" } else { "other" }),
        lift,
    )
}

fn quality(known: Option<Quality>) -> Scored {
    let Some(quality) = known else {
        return (
            0,
            Say::new("registry-level-why-quality-unknown"),
            Some(Say::new("registry-level-lift-curation")),
        );
    };
    let steps = [
        (quality.labelled, 3, "registry-level-lift-label"),
        (quality.curated, 5, "registry-level-lift-curation"),
        (quality.tested, 2, "registry-level-lift-test"),
    ];
    let points = steps.iter().filter(|step| step.0).map(|step| step.1).sum();
    let count = steps.iter().filter(|step| step.0).count();
    let lift = steps.iter().find(|step| !step.0).map(|step| Say::new(step.2));
    (points, Say::new("registry-level-why-quality").with("n", count).with("of", steps.len()), lift)
}

fn reach(known: Option<Reach>) -> Scored {
    let (points, why) = match known {
        None => (0, "registry-level-why-reach-unknown"),
        Some(Reach::Neighbourhood) => (2, "registry-level-why-reach-neighbourhood"),
        Some(Reach::City) => (4, "registry-level-why-reach-city"),
        Some(Reach::Province) => (6, "registry-level-why-reach-province"),
        Some(Reach::Nation) => (8, "registry-level-why-reach-nation"),
        Some(Reach::Export) => (10, "registry-level-why-reach-export"),
    };
    (points, Say::new(why), (points < 10).then(|| Say::new("registry-level-lift-reach")))
}

impl Channel {
    /// The channel that words mean: `Shopee`, `WA`, `www.…`. `None` where they mean no digital one, such as a stall.
    pub fn of_words(words: &str) -> Option<Channel> {
        let words = words.to_lowercase();
        let tokens: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
        let has = |list: &[&str]| tokens.iter().any(|token| list.contains(token));
        if has(&[
            "shopee",
            "tokopedia",
            "lazada",
            "bukalapak",
            "blibli",
            "gofood",
            "grabfood",
            "shopeefood",
            "marketplace",
            "lokapasar",
            "padi",
            "blangkon",
            "olx",
        ]) {
            Some(Channel::Marketplace)
        } else if has(&[
            "wa",
            "whatsapp",
            "ig",
            "instagram",
            "fb",
            "facebook",
            "tiktok",
            "medsos",
            "sosmed",
            "telegram",
            "youtube",
        ]) {
            Some(Channel::Social)
        } else if has(&["www", "http", "https", "website", "web", "situs", "com", "id"]) {
            Some(Channel::OwnSite)
        } else if has(&["online", "daring", "olshop"]) {
            Some(Channel::Social)
        } else {
            None
        }
    }
}

impl Financing {
    /// Where money comes from, in a list's words: `KUR`, `Sendiri`, `Koperasi`. `None` where they do not tell.
    pub fn of_words(words: &str) -> Option<Financing> {
        let words = words.to_lowercase();
        let tokens: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
        let has = |list: &[&str]| tokens.iter().any(|token| list.contains(token));
        if has(&[
            "kur",
            "bank",
            "koperasi",
            "bri",
            "bni",
            "mandiri",
            "btn",
            "bpr",
            "bsi",
            "pnm",
            "mekaar",
            "pegadaian",
            "kredit",
            "umi",
        ]) {
            Some(Financing::Formal)
        } else if has(&[
            "keluarga", "saudara", "teman", "pinjaman", "hibah", "bantuan", "rentenir", "arisan", "csr",
        ]) {
            Some(Financing::Informal)
        } else if has(&["sendiri", "pribadi", "swadaya", "tabungan"]) {
            Some(Financing::Own)
        } else {
            None
        }
    }
}

//! Whether a promise will be kept: what the pace so far comes to by a day, with how uncertain that is.
//!
//! The past years are taken as draws of one yearly number. Its spread is the larger of what the years themselves show and
//! what chance alone would make of a count (Poisson). The range holds nine times in ten, if the years to come are like
//! those that were.

use chrono::{Datelike as _, NaiveDate};

/// What is known of the past.
#[derive(Debug, Clone)]
pub struct Outlook {
    pub from: NaiveDate,
    pub today: NaiveDate,
    /// By which day it is to be kept.
    pub until: NaiveDate,
    pub promised: i64,
    /// People reached by year, those of the current year so far included.
    pub reached: Vec<(i32, i64)>,
}

/// What the pace comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    pub so_far: i64,
    /// The likeliest figure at the end, and the range that holds nine times in ten.
    pub likely: i64,
    pub low: i64,
    pub high: i64,
    /// Per cent of all cases in which the promise is kept.
    pub chance: i64,
    /// People a year so far, and what is needed from today on; `None` when the term is over.
    pub pace: f64,
    pub needed: Option<f64>,
}

/// The quantile of the normal distribution that leaves a twentieth on each side.
const NINE_IN_TEN: f64 = 1.645;

/// Where the pace of the past leads; `None` before the term has begun, because there is no pace yet.
pub fn project(outlook: &Outlook) -> Option<Projection> {
    let passed = days(outlook.from, outlook.today.min(outlook.until)) / 365.25;
    if passed <= 0.0 {
        return None;
    }
    let so_far: i64 = outlook.reached.iter().map(|(_, people)| people).sum();
    let left = (days(outlook.today, outlook.until) - 1.0).max(0.0) / 365.25;
    let pace = float(so_far) / passed;
    let more = pace * left;
    // How far off the pace itself may be, and how far off the time to come is from it.
    let spread = yearly_spread(outlook, pace);
    let deviation = (spread * left * (1.0 + left / passed)).sqrt();
    let likely = float(so_far) + more;
    let chance = if left == 0.0 || deviation == 0.0 {
        if so_far >= outlook.promised || likely >= float(outlook.promised) { 1.0 } else { 0.0 }
    } else {
        1.0 - normal((float(outlook.promised) - 0.5 - likely) / deviation)
    };
    Some(Projection {
        so_far,
        likely: whole(likely),
        low: whole((likely - NINE_IN_TEN * deviation).max(float(so_far))),
        high: whole(likely + NINE_IN_TEN * deviation),
        chance: whole(chance * 100.0).clamp(0, 100),
        pace,
        needed: (left > 0.0).then(|| float((outlook.promised - so_far).max(0)) / left),
    })
}

/// The variance of a year's number: of whole years that are over, if there are two at least, but never less than chance.
fn yearly_spread(outlook: &Outlook, pace: f64) -> f64 {
    let first = outlook.from.year() + i32::from(outlook.from.ordinal() > 1);
    let people =
        |year: i32| outlook.reached.iter().find(|(of, _)| *of == year).map_or(0, |(_, people)| *people);
    let years: Vec<f64> = (first..outlook.today.year()).map(|year| float(people(year))).collect();
    if years.len() < 2 {
        return pace;
    }
    let count = years.iter().fold(0.0, |sum, _| sum + 1.0);
    let mean = years.iter().sum::<f64>() / count;
    let variance = years.iter().map(|people| (people - mean).powi(2)).sum::<f64>() / (count - 1.0);
    variance.max(pace)
}

/// Days from the first to the last, both included.
fn days(from: NaiveDate, to: NaiveDate) -> f64 {
    float((to - from).num_days() + 1)
}

/// The share of a normal distribution below `x` (Abramowitz and Stegun 26.2.17; off by less than a tenth of a millionth).
fn normal(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let tail = (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
        * t
        * (0.319_381_530
            + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    if x >= 0.0 { 1.0 - tail } else { tail }
}

#[expect(clippy::as_conversions, reason = "people of a city are far fewer than a float holds exactly")]
fn float(number: i64) -> f64 {
    number as f64
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "rounded, and saturating at the ends"
)]
fn whole(number: f64) -> i64 {
    number.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn outlook(today: &str, until: &str, promised: i64, reached: &[(i32, i64)]) -> Outlook {
        Outlook {
            from: day("2021-01-01"),
            today: day(today),
            until: day(until),
            promised,
            reached: reached.to_vec(),
        }
    }

    const STEADY: [(i32, i64); 3] = [(2021, 1000), (2022, 1000), (2023, 1000)];

    #[test]
    fn a_steady_pace_keeps_what_it_comes_to_and_no_more() {
        let kept = project(&outlook("2023-12-31", "2025-12-31", 4900, &STEADY)).unwrap();
        assert!((kept.likely - 5000).abs() <= 5, "{kept:?}");
        assert!(kept.chance > 80, "{kept:?}");
        assert!(kept.low < kept.likely && kept.likely < kept.high);
        let broken = project(&outlook("2023-12-31", "2025-12-31", 6000, &STEADY)).unwrap();
        assert_eq!(broken.chance, 0);
        assert!(broken.needed.is_some_and(|needed| (needed - 1500.0).abs() < 5.0), "{broken:?}");
    }

    #[test]
    fn a_term_that_ends_a_year_early_is_harder_to_keep() {
        let late = project(&outlook("2023-12-31", "2026-12-31", 5400, &STEADY)).unwrap();
        let early = project(&outlook("2023-12-31", "2025-12-31", 5400, &STEADY)).unwrap();
        assert!(early.chance < late.chance);
        assert!(early.needed.unwrap() > late.needed.unwrap());
    }

    #[test]
    fn uneven_years_make_the_range_wider() {
        let even = project(&outlook("2023-12-31", "2025-12-31", 5000, &STEADY)).unwrap();
        let uneven = [(2021, 2000), (2022, 100), (2023, 900)];
        let uneven = project(&outlook("2023-12-31", "2025-12-31", 5000, &uneven)).unwrap();
        assert!(uneven.high - uneven.low > 3 * (even.high - even.low), "{even:?} {uneven:?}");
    }

    #[test]
    fn a_term_that_is_over_is_no_matter_of_chance() {
        for (promised, chance) in [(3000, 100), (3001, 0)] {
            let over = project(&outlook("2026-05-01", "2023-12-31", promised, &STEADY)).unwrap();
            assert_eq!((over.chance, over.likely, over.needed), (chance, 3000, None));
        }
        assert_eq!(project(&outlook("2020-12-31", "2023-12-31", 1, &[])), None);
    }

    #[test]
    fn the_normal_distribution_is_the_one_of_the_tables() {
        for (x, below) in [(0.0, 0.5), (1.0, 0.841_345), (-1.645, 0.049_985), (3.0, 0.998_650)] {
            assert!((normal(x) - below).abs() < 1e-5, "{x}");
        }
    }
}

//! Each indicator beside the figures that a handful of records must give.

use std::collections::BTreeSet;

use testkit::SEMARANG;

use super::*;
use crate::figure;
use crate::testing::{area, day, handful, kit, machine};

/// What an indicator counts in the handful: the city's figure, and parts of it.
struct Example {
    indicator: &'static str,
    figure: i64,
    parts: &'static [(&'static str, &'static str, i64)],
}

const EXAMPLES: &[Example] = &[
    Example {
        indicator: "businesses",
        figure: 3,
        parts: &[
            ("size", "micro", 1),
            ("size", "small", 1),
            ("size", "unknown", 1),
            ("sector", "culinary", 2),
            ("sector", "fashion", 1),
            ("women", "yes", 2),
            ("women", "no", 1),
            ("owner_disability", "yes", 2),
            ("place", "fixed", 1),
            ("place", "unknown", 2),
            ("recorded", "2026-11", 3),
            ("started", "2019", 1),
            ("started", "unknown", 2),
        ],
    },
    Example { indicator: "businesses_closed", figure: 1, parts: &[("sector", "automotive", 1)] },
    Example {
        indicator: "entrepreneurs",
        figure: 2,
        parts: &[
            ("sex", "female", 1),
            ("sex", "male", 1),
            ("disability", "yes", 1),
            ("family", "yes", 1),
            ("born", "1980", 1),
            ("born", "unknown", 1),
        ],
    },
    Example {
        indicator: "people",
        figure: 3,
        parts: &[("sex", "unknown", 1), ("disability", "no", 2), ("recorded", "2026-11", 3)],
    },
    Example {
        indicator: "workers",
        figure: 6,
        parts: &[("sex", "female", 3), ("sex", "male", 1), ("sex", "unknown", 2), ("disability", "yes", 1)],
    },
    Example {
        indicator: "businesses_licensed",
        figure: 2,
        parts: &[("permit", "nib", 2), ("permit", "pirt", 1)],
    },
    Example {
        indicator: "permits",
        figure: 3,
        parts: &[
            ("permit", "nib", 2),
            ("permit", "pirt", 1),
            ("verified", "no", 3),
            ("expires", "2026-12", 1),
            ("expires", "none", 2),
        ],
    },
    Example { indicator: "permits_expiring", figure: 1, parts: &[] },
    Example { indicator: "permits_expired", figure: 0, parts: &[] },
];

#[test]
fn every_indicator_has_an_example_and_one_key() {
    let keys: BTreeSet<&str> = ALL.iter().map(|indicator| indicator.key).collect();
    let examples: BTreeSet<&str> = EXAMPLES.iter().map(|example| example.indicator).collect();
    assert_eq!(keys, examples);
    assert_eq!(keys.len(), ALL.len());
}

#[tokio::test]
async fn every_indicator_counts_a_handful_of_records_as_its_example_says() {
    let kit = kit().await;
    handful(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    figure::refresh_all(&mut tx).await.unwrap();
    let found = figure::of_area(&mut tx, &area("33.74"), day("2026-11-22")).await.unwrap();
    for example in EXAMPLES {
        let indicator = find(example.indicator).unwrap();
        assert_eq!(found.value(indicator), example.figure, "{}", indicator.key);
        for (breakdown, item, value) in example.parts {
            assert!(indicator.breakdown(breakdown).is_some(), "{} {breakdown}", indicator.key);
            let parts = found.breakdown(indicator.key, breakdown);
            assert_eq!(parts.get(item), Some(value), "{} {breakdown} {item}: {parts:?}", indicator.key);
        }
    }
}

#[tokio::test]
async fn parts_that_must_add_up_do_and_every_counted_breakdown_is_declared() {
    let kit = kit().await;
    handful(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    for indicator in ALL {
        let Some(tally) = indicator.tally() else { continue };
        let rows = tally.count(&mut tx, None, "Asia/Jakarta").await.unwrap();
        let total: i64 = rows.iter().filter(|row| row.breakdown.is_empty()).map(|row| row.value).sum();
        let found: BTreeSet<&str> =
            rows.iter().map(|row| row.breakdown.as_str()).filter(|key| !key.is_empty()).collect();
        for key in found {
            let breakdown = indicator.breakdown(key).unwrap_or_else(|| panic!("{} {key}", indicator.key));
            let sum: i64 = rows.iter().filter(|row| row.breakdown == key).map(|row| row.value).sum();
            if breakdown.parts == Parts::Whole {
                assert_eq!(sum, total, "{} {key}", indicator.key);
            }
        }
    }
}

#[tokio::test]
async fn permits_expire_by_month_and_not_by_the_day_of_counting() {
    let kit = kit().await;
    handful(&kit).await;
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    figure::refresh_all(&mut tx).await.unwrap();
    let (soon, past) = (find("permits_expiring").unwrap(), find("permits_expired").unwrap());
    for (today, expiring, expired) in
        [("2026-09-30", 0, 0), ("2026-10-01", 1, 0), ("2026-12-31", 1, 0), ("2027-01-01", 0, 1)]
    {
        let found = figure::of_area(&mut tx, &area("33.74"), day(today)).await.unwrap();
        assert_eq!((found.value(soon), found.value(past)), (expiring, expired), "{today}");
    }
}

#[test]
fn statements_read_published_views_alone_and_the_one_that_they_name() {
    for indicator in ALL {
        let Some(tally) = indicator.tally() else { continue };
        let sql = tally.sql();
        let tables: Vec<&str> = sql
            .split_whitespace()
            .zip(sql.split_whitespace().skip(1))
            .filter(|(before, after)| {
                matches!(*before, "from" | "join") && after.contains('.') && !after.contains('(')
            })
            .map(|(_, table)| table)
            .collect();
        assert_eq!(tables, [indicator.view], "{}", indicator.key);
        assert!(indicator.view.ends_with("_figures"));
    }
}

use chrono::NaiveDate;
use proptest::prelude::*;

use super::level::*;
use crate::permit::Kind;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-22")
}

fn measured(on: &str, what: What, value: i64) -> Measurement {
    Measurement { on: day(on), what, value }
}

/// Two years of a business that sold for these amounts.
fn selling(from: i64, to: i64) -> Facts {
    let measurements =
        vec![measured("2025-10-01", What::Sales, from), measured("2026-10-01", What::Sales, to)];
    Facts { measurements, ..Facts::default() }
}

fn reached(facts: &Facts) -> Outcome {
    match score(facts, today()) {
        Judgement::Reached(outcome) => outcome,
        Judgement::NotYet { missing, .. } => panic!("{missing}"),
    }
}

fn points(outcome: &Outcome, criterion: Criterion) -> u32 {
    outcome.lines.iter().find(|line| line.criterion == criterion).unwrap().points
}

/// Everything that gives points.
fn best() -> Facts {
    let mut facts = selling(100, 200);
    facts.measurements.push(measured("2025-10-01", What::Workers, 8));
    facts.measurements.push(measured("2026-10-01", What::Workers, 12));
    Facts {
        permits: vec![Kind::Nib, Kind::Npwp, Kind::Pirt, Kind::Halal],
        food: Some(true),
        channels: Some(vec![Channel::Social, Channel::Marketplace, Channel::OwnSite]),
        qris: true,
        books: Some(Books::Statements),
        financing: Some(Financing::Formal),
        quality: Some(Quality { curated: true, labelled: true, tested: true }),
        reach: Some(Reach::Export),
        ..facts
    }
}

#[test]
fn the_weights_make_a_hundred_and_the_levels_rise() {
    let version = Version::CURRENT;
    assert_eq!(Criterion::ALL.iter().map(|one| one.weight(version)).sum::<u32>(), 100);
    assert!(Level::ALL.is_sorted_by(|a, b| a.least(version) < b.least(version)));
    for level in Level::ALL {
        assert_eq!(Level::of(level.number()), Some(level));
    }
    assert_eq!(Version::of(version.number()), Some(version));
}

#[test]
fn one_measurement_is_no_level() {
    let missing = |measurements: Vec<Measurement>| match score(&Facts { measurements, ..best() }, today()) {
        Judgement::NotYet { missing, lines } => {
            assert_eq!(lines.len(), 7);
            Some(missing.key)
        }
        Judgement::Reached(_) => None,
    };
    let sales = |on: &str| measured(on, What::Sales, 100);
    assert_eq!(missing(vec![]), Some("registry-level-missing-first"));
    assert_eq!(missing(vec![sales("2026-10-01")]), Some("registry-level-missing-second"));
    assert_eq!(
        missing(vec![sales("2026-10-01"), sales("2026-08-01")]),
        Some("registry-level-missing-second")
    );
    assert_eq!(missing(vec![sales("2022-10-01"), sales("2021-10-01")]), Some("registry-level-missing-newer"));
    assert_eq!(missing(vec![sales("2027-10-01"), sales("2028-10-01")]), Some("registry-level-missing-first"));
    // Sales once and workers once are not two measurements of one thing.
    let mixed = vec![sales("2026-10-01"), measured("2025-10-01", What::Workers, 2)];
    assert_eq!(missing(mixed), Some("registry-level-missing-second"));
    assert_eq!(missing(vec![sales("2026-10-01"), sales("2025-10-01")]), None);
}

#[test]
fn growth_is_counted_by_the_year() {
    for (from, to, expected) in [
        (100, 130, 20),
        (100, 129, 15),
        (100, 115, 15),
        (100, 105, 10),
        (100, 100, 5),
        (100, 96, 5),
        (100, 90, 0),
        (0, 5, 20),
        (0, 0, 0),
    ] {
        assert_eq!(points(&reached(&selling(from, to)), Criterion::Growth), expected, "{from} {to}");
    }
    let half_year = vec![measured("2026-04-01", What::Sales, 100), measured("2026-10-01", What::Sales, 116)];
    assert_eq!(
        points(&reached(&Facts { measurements: half_year, ..Facts::default() }), Criterion::Growth),
        20
    );
}

#[test]
fn levels_follow_the_points() {
    let outcome = reached(&best());
    assert_eq!((outcome.points, outcome.level, outcome.to_next), (100, Level::Advanced, None));
    assert!(outcome.lines.iter().all(|line| line.lift.is_none() && line.points == line.of));
    let outcome = reached(&selling(100, 100));
    assert_eq!((outcome.points, outcome.level, outcome.to_next), (5, Level::Beginning, Some(30)));
    assert!(outcome.lines.iter().all(|line| line.lift.is_some()));
    let plain = Facts { quality: None, reach: None, financing: None, ..best() };
    assert_eq!((reached(&plain).points, reached(&plain).level), (74, Level::Strong));
}

#[test]
fn the_lift_follows_the_order_in_which_permits_build_on_each_other() {
    let lift = |permits: &[Kind], food: Option<bool>| {
        let facts = Facts { permits: permits.to_vec(), food, ..selling(100, 100) };
        reached(&facts).lines[0].lift.as_ref().map(|say| say.key)
    };
    assert_eq!(lift(&[Kind::Halal], Some(true)), Some("registry-level-lift-nib"));
    assert_eq!(lift(&[Kind::Nib], Some(true)), Some("registry-level-lift-pirt"));
    assert_eq!(lift(&[Kind::Nib, Kind::Bpom], Some(true)), Some("registry-level-lift-halal"));
    assert_eq!(lift(&[Kind::Nib], Some(false)), Some("registry-level-lift-standard"));
    assert_eq!(lift(&[Kind::Nib, Kind::Sni], Some(false)), Some("registry-level-lift-trademark"));
    assert_eq!(lift(&[Kind::Nib, Kind::Sni, Kind::Trademark], Some(false)), Some("registry-level-lift-npwp"));
    assert_eq!(lift(&[Kind::Nib, Kind::Sni, Kind::Trademark, Kind::Npwp], None), None);
}

#[test]
fn progress_says_what_changed() {
    let (before, after) =
        (reached(&selling(100, 100)), reached(&Facts { reach: Some(Reach::City), ..selling(100, 200) }));
    let Progress::Compared { from, to, changed } = compare(&before, &after) else { panic!() };
    assert_eq!((from, to), (Level::Beginning, Level::Beginning));
    assert_eq!(changed, [(Criterion::Growth, 5, 20), (Criterion::Reach, 0, 4)]);
    assert!(compare(&before, &reached(&best())).rose());
    assert!(!compare(&reached(&best()), &before).rose());
}

#[test]
fn words_of_lists_tell_channels_and_financing() {
    for (words, channel) in [
        ("Shopee", Some(Channel::Marketplace)),
        ("WA & IG", Some(Channel::Social)),
        ("https://kriya.example.id", Some(Channel::OwnSite)),
        ("online", Some(Channel::Social)),
        ("titip warung", None),
        ("", None),
    ] {
        assert_eq!(Channel::of_words(words), channel, "{words}");
    }
    for (words, financing) in [
        ("KUR", Some(Financing::Formal)),
        ("KOPERASI", Some(Financing::Formal)),
        ("SENDIRI", Some(Financing::Own)),
        ("pinjaman keluarga", Some(Financing::Informal)),
        ("-", None),
    ] {
        assert_eq!(Financing::of_words(words), financing, "{words}");
    }
}

proptest! {
    #[test]
    fn no_criterion_gives_more_than_its_weight(
        from in 0_i64..i64::MAX, to in 0_i64..i64::MAX, workers in 0_i64..i64::MAX, days in 150_u64..1000,
    ) {
        let older = today() - chrono::Days::new(days);
        let at = |on, what, value| Measurement { on, what, value };
        let measurements =
            vec![at(older, What::Sales, from), at(today(), What::Sales, to), at(today(), What::Workers, workers)];
        let outcome = reached(&Facts { measurements, ..best() });
        prop_assert!(outcome.points <= 100);
        prop_assert!(outcome.lines.iter().all(|line| line.points <= line.of));
    }

    #[test]
    fn more_sales_never_lower_a_level(from in 1_i64..1_000_000_000, to in 0_i64..1_000_000_000, more in 0_i64..1_000_000_000) {
        prop_assert!(reached(&selling(from, to + more)).points >= reached(&selling(from, to)).points);
    }
}

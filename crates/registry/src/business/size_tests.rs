use chrono::NaiveDate;
use kernel::Rupiah;
use proptest::prelude::*;

use super::size::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facts(founded: &str, capital: i64, sales: i64, assets: i64) -> Facts {
    let known = |amount: i64| (amount >= 0).then_some(Rupiah(amount));
    let founded = match founded.len() {
        0 => Founded::Unknown,
        4 => Founded::In(founded.parse().unwrap()),
        _ => Founded::On(day(founded)),
    };
    Facts { founded, capital: known(capital), sales: known(sales), assets: known(assets) }
}

#[test]
fn limits_include_their_own_amount() {
    use Class::{Large, Medium, Micro, Small};
    for (rules, measure, limits) in [
        (Rules::Uu20Of2008, Measure::Assets, [50_000_000, 500_000_000, 10_000_000_000]),
        (Rules::Uu20Of2008, Measure::Sales, [300_000_000, 2_500_000_000, 50_000_000_000]),
        (Rules::Pp7Of2021, Measure::Capital, [1_000_000_000, 5_000_000_000, 10_000_000_000]),
        (Rules::Pp7Of2021, Measure::Sales, [2_000_000_000, 15_000_000_000, 50_000_000_000]),
    ] {
        for (limit, (below, above)) in
            limits.into_iter().zip([(Micro, Small), (Small, Medium), (Medium, Large)])
        {
            for (amount, class) in [(limit - 1, below), (limit, below), (limit + 1, above)] {
                let all = Some(Rupiah(amount));
                let facts = Facts { founded: Founded::Unknown, capital: all, sales: all, assets: all };
                assert_eq!(class_of(rules, measure, &facts), Some(class), "{rules:?} {measure:?} {amount}");
            }
        }
    }
}

#[test]
fn the_limits_are_those_of_the_table_of_the_regulation() {
    let table = include_str!("../../data/ambang_skala_pp7_2021.csv");
    for (place, line) in table.lines().skip(1).enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        for (measure, column) in [(Measure::Capital, 2), (Measure::Sales, 4)] {
            let limit = Rules::Pp7Of2021.limits(measure).unwrap()[place];
            assert_eq!(limit, Rupiah(cells[column].parse().unwrap()), "{line}");
        }
    }
}

#[test]
fn the_rules_of_the_day_name_the_measure() {
    use Measure::{Assets, Capital, Sales};
    let (m, b) = (MILLION, BILLION);
    let check = |facts: Facts, on: &str, class: Class, by: Option<Measure>, instead: bool| {
        let outcome = classify(&facts, day(on));
        assert_eq!((outcome.class, outcome.by, outcome.instead), (class, by, instead), "{facts:?} {on}");
    };
    // Founded before: sales. Founded since: capital.
    check(facts("2021-02-01", 9 * b, b, -1), "2026-11-22", Class::Micro, Some(Sales), false);
    check(facts("2021-02-02", 9 * b, b, -1), "2026-11-22", Class::Medium, Some(Capital), false);
    check(facts("2020", 9 * b, b, -1), "2026-11-22", Class::Micro, Some(Sales), false);
    check(facts("2021", 9 * b, b, -1), "2026-11-22", Class::Medium, Some(Capital), false);
    check(facts("", 9 * b, b, -1), "2026-11-22", Class::Micro, Some(Sales), false);
    // What is missing is replaced, and said to be.
    check(facts("2015", 60 * m, -1, -1), "2026-11-22", Class::Micro, Some(Capital), true);
    check(facts("2023", -1, 3 * b, -1), "2026-11-22", Class::Small, Some(Sales), true);
    check(facts("2015", -1, -1, 60 * m), "2026-11-22", Class::Unknown, None, false);
    // Until the day before, the other law.
    check(facts("2015", -1, b, 60 * m), "2021-02-01", Class::Small, Some(Sales), false);
    check(facts("2015", -1, -1, 60 * m), "2021-02-01", Class::Small, Some(Assets), true);
    check(facts("2015", 60 * m, -1, -1), "2021-02-01", Class::Unknown, None, false);
    check(facts("2015", -1, b, -1), "2021-02-02", Class::Micro, Some(Sales), false);
    let negative = Facts { sales: Some(Rupiah(-5)), ..facts("2015", -1, -1, -1) };
    check(negative, "2026-11-22", Class::Unknown, None, false);
}

#[test]
fn a_change_of_law_is_not_a_change_of_class() {
    let (m, b) = (MILLION, BILLION);
    let at = |on: &str, sales: i64| Dated { on: day(on), facts: facts("2015", -1, sales, -1) };
    for (earlier, later, cause, own) in [
        // A billion a year was small until 1 February 2021 and is micro since.
        (at("2020-06-01", b), at("2021-06-01", b), Cause::Rules, Some((Class::Micro, Class::Micro))),
        (
            at("2020-06-01", 200 * m),
            at("2021-06-01", 900 * m),
            Cause::Nothing,
            Some((Class::Micro, Class::Micro)),
        ),
        (at("2022-06-01", b), at("2024-06-01", 3 * b), Cause::Business, Some((Class::Micro, Class::Small))),
        (
            at("2020-06-01", 200 * m),
            at("2024-06-01", 3 * b),
            Cause::Business,
            Some((Class::Micro, Class::Small)),
        ),
        // Small by both laws, and yet it grew out of micro as the later one sees it.
        (at("2020-06-01", b), at("2024-06-01", 3 * b), Cause::Both, Some((Class::Micro, Class::Small))),
        (at("2020-06-01", 3 * b), at("2024-06-01", b), Cause::Both, Some((Class::Small, Class::Micro))),
        (at("2022-06-01", -1), at("2024-06-01", 3 * b), Cause::Knowledge, None),
        (at("2022-06-01", -1), at("2024-06-01", -1), Cause::Nothing, None),
    ] {
        let change = compare(&earlier, &later);
        assert_eq!((change.cause, change.own), (cause, own), "{earlier:?} {later:?}");
    }
    let by_capital = Dated { on: day("2022-06-01"), facts: facts("2015", 60 * m, -1, -1) };
    let by_sales = Dated { on: day("2024-06-01"), facts: facts("2015", -1, 3 * b, -1) };
    assert_eq!(compare(&by_capital, &by_sales).cause, Cause::Knowledge);
}

#[test]
fn classes_and_rules_are_read_as_they_are_written() {
    for class in Class::ALL {
        assert_eq!(Class::parse(class.as_str()), Some(class));
    }
    for rules in Rules::ALL {
        assert_eq!(Rules::parse(rules.as_str()), Some(rules));
    }
}

fn amount() -> impl Strategy<Value = Option<Rupiah>> {
    proptest::option::of((0_i64..60 * BILLION).prop_map(Rupiah))
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let founded = prop_oneof![Just(Founded::Unknown), (2000_i32..2030).prop_map(Founded::In)];
    (founded, amount(), amount(), amount()).prop_map(|(founded, capital, sales, assets)| Facts {
        founded,
        capital,
        sales,
        assets,
    })
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..9_000).prop_map(|days| day("2008-07-04") + chrono::Days::new(days))
}

proptest! {
    #[test]
    fn more_is_never_a_lower_class(facts in any_facts(), on in any_day(), more in 0_i64..60 * BILLION) {
        let grown = |amount: Option<Rupiah>| amount.and_then(|amount| amount.plus(Rupiah(more)));
        let larger = Facts { capital: grown(facts.capital), sales: grown(facts.sales), assets: grown(facts.assets), ..facts };
        prop_assert!(classify(&larger, on).class >= classify(&facts, on).class);
    }

    #[test]
    fn the_same_business_never_changes_its_class_by_itself(facts in any_facts(), one in any_day(), other in any_day()) {
        let change = compare(&Dated { on: one, facts }, &Dated { on: other, facts });
        prop_assert!(matches!(change.cause, Cause::Nothing | Cause::Rules | Cause::Knowledge));
        prop_assert!(change.own.is_none_or(|(before, after)| before == after));
    }
}

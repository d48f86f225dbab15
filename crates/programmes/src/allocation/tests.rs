use proptest::prelude::*;

use super::*;

fn unit(code: impl Into<String>, weight: i64) -> Unit {
    Unit { code: code.into(), weight, least: 0, most: None }
}

fn bounded(code: &str, weight: i64, least: i64, most: i64) -> Unit {
    Unit { code: code.to_owned(), weight, least, most: Some(most) }
}

fn figures(total: i64, units: &[Unit]) -> Vec<i64> {
    allocate(total, units, &Ties::Code).unwrap().into_iter().map(|given| given.figure).collect()
}

/// Magelang's RT by number, as if they lay in one row.
fn magelang() -> Vec<Unit> {
    (1..=1034).map(|n| bounded(&format!("{n:04}"), 1, 1, 2)).collect()
}

#[test]
fn magelangs_promise_gives_each_rt_one_or_two_and_is_whole() {
    let given = allocate(1500, &magelang(), &Ties::Code).unwrap();

    assert_eq!(given.iter().map(|g| g.figure).sum::<i64>(), 1500);
    assert_eq!(given.iter().filter(|g| g.figure == 2).count(), 466);
    assert_eq!(given.iter().filter(|g| g.figure == 1).count(), 568);
    assert_eq!((given[465].why, given[466].why), (Why::Tie, Why::Behind));
}

#[test]
fn a_lot_can_be_drawn_again_and_another_seed_draws_another() {
    let lot = |seed: &str| allocate(1500, &magelang(), &Ties::Lot(seed.to_owned())).unwrap();

    assert_eq!(lot("SK 500/12/2021"), lot("SK 500/12/2021"));
    assert_ne!(lot("SK 500/12/2021"), lot("SK 500/13/2021"));
    assert_eq!(lot("SK 500/12/2021").iter().filter(|g| g.figure == 2).count(), 466);
}

#[test]
fn figures_are_shared_by_weight_with_the_largest_remainders_first() {
    for (total, weights, expected) in [
        (10, vec![1, 1, 1], vec![4, 3, 3]),
        (100, vec![53, 24, 23], vec![53, 24, 23]),
        (7, vec![5, 3, 1], vec![4, 2, 1]),
        (3, vec![0, 0], vec![2, 1]),
        (0, vec![5, 1], vec![0, 0]),
    ] {
        let units: Vec<Unit> = weights.iter().enumerate().map(|(n, w)| unit(n.to_string(), *w)).collect();
        assert_eq!(figures(total, &units), expected, "{total} over {weights:?}");
    }
}

#[test]
fn bounds_hold_and_the_others_share_what_is_left() {
    let units = [bounded("a", 90, 0, 10), bounded("b", 5, 0, 100), bounded("c", 5, 50, 100)];
    assert_eq!(figures(100, &units), [10, 40, 50]);
}

#[test]
fn what_cannot_be_is_said() {
    for (total, units, why) in [
        (5, vec![], Impossible::NoUnits),
        (1, vec![bounded("a", 1, 1, 2), bounded("b", 1, 1, 2)], Impossible::LeastTooMuch { together: 2 }),
        (5, vec![bounded("a", 1, 1, 2), bounded("b", 1, 1, 2)], Impossible::MostTooLittle { together: 4 }),
        (1, vec![bounded("a", 1, 2, 1)], Impossible::Unsound),
        (1, vec![unit("a", -1)], Impossible::Unsound),
        (-1, vec![unit("a", 1)], Impossible::Unsound),
    ] {
        assert_eq!(allocate(total, &units, &Ties::Code), Err(why));
    }
}

fn node(area: &str, weight: i64, bounds: (i64, Option<i64>), fixed: Option<i64>) -> Node {
    let area = kernel::AreaCode::parse(area).unwrap();
    Node { area, weight, least: bounds.0, most: bounds.1, fixed }
}

fn shared(total: i64, nodes: &[Node]) -> Vec<(String, i64)> {
    let root = kernel::AreaCode::parse("33.71").unwrap();
    let given = share_down(total, &root, nodes, &Ties::Code).unwrap();
    given.into_iter().map(|given| (given.code, given.figure)).collect()
}

/// Two kelurahan with three and two RT; RW get no figure of their own.
fn two_kelurahan(fixed: Option<i64>) -> Vec<Node> {
    let rt = |code: &str| node(code, 1, (1, Some(2)), None);
    vec![
        node("33.71.01", 5, (0, None), None),
        node("33.71.01.1001", 3, (0, None), None),
        rt("33.71.01.1001/001/001"),
        rt("33.71.01.1001/001/002"),
        rt("33.71.01.1001/002/001"),
        node("33.71.01.1002", 2, (0, None), None),
        rt("33.71.01.1002/001/001"),
        node("33.71.01.1002/001/002", 1, (1, Some(2)), fixed),
    ]
}

#[test]
fn down_a_tree_every_level_adds_up_and_bounds_of_the_lowest_hold() {
    let got = shared(8, &two_kelurahan(None));
    let of = |code: &str| got.iter().find(|(c, _)| c == code).unwrap().1;
    assert_eq!((of("33.71.01"), of("33.71.01.1001"), of("33.71.01.1002")), (8, 5, 3));
    assert_eq!((of("33.71.01.1001/001/001"), of("33.71.01.1001/002/001")), (2, 1));
}

#[test]
fn what_is_set_by_hand_stays_and_only_its_neighbours_make_room() {
    let before = shared(8, &two_kelurahan(None));
    let after = shared(8, &two_kelurahan(Some(2)));
    let changed: Vec<&str> =
        before.iter().zip(&after).filter(|(b, a)| b != a).map(|(b, _)| b.0.as_str()).collect();
    assert_eq!(changed, ["33.71.01.1002/001/001", "33.71.01.1002/001/002"]);
}

#[test]
fn a_tree_that_cannot_hold_its_figure_says_where() {
    let root = kernel::AreaCode::parse("33.71").unwrap();
    let stuck = share_down(11, &root, &two_kelurahan(None), &Ties::Code).unwrap_err();
    assert_eq!(stuck.at, root);
    assert_eq!(stuck.because, Impossible::MostTooLittle { together: 10 });
}

fn some_units() -> impl Strategy<Value = Vec<Unit>> {
    let one = (0_i64..1000, 0_i64..5, prop::option::of(0_i64..40));
    prop::collection::vec(one, 1..60).prop_map(|all| {
        let unit = |(n, (weight, least, room)): (usize, (i64, i64, Option<i64>))| Unit {
            code: format!("{n:03}"),
            weight,
            least,
            most: room.map(|room| least + room),
        };
        all.into_iter().enumerate().map(unit).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn parts_add_up_within_their_bounds_or_it_cannot_be(units in some_units(), total in 0_i64..3000) {
        let least: i64 = units.iter().map(|u| u.least).sum();
        let most: i64 = units.iter().map(|u| u.most.unwrap_or(total)).sum();
        match allocate(total, &units, &Ties::Code) {
            Ok(given) => {
                prop_assert_eq!(given.iter().map(|g| g.figure).sum::<i64>(), total);
                for (unit, given) in units.iter().zip(&given) {
                    prop_assert!(given.figure >= unit.least);
                    prop_assert!(unit.most.is_none_or(|most| given.figure <= most));
                }
            }
            Err(_) => prop_assert!(least > total || most < total),
        }
    }

    #[test]
    fn who_weighs_more_never_gets_less(units in some_units(), total in 0_i64..3000) {
        let units: Vec<Unit> = units.into_iter().map(|u| Unit { least: 1, most: Some(60), ..u }).collect();
        if let Ok(given) = allocate(total, &units, &Ties::Code) {
            for (one, got) in units.iter().zip(&given) {
                for (other, its) in units.iter().zip(&given) {
                    prop_assert!(one.weight <= other.weight || got.figure >= its.figure);
                }
            }
        }
    }

    #[test]
    fn without_bounds_nobody_is_further_than_one_from_the_exact_share(
        weights in prop::collection::vec(1_i64..500, 1..40), total in 0_i64..5000,
    ) {
        let units: Vec<Unit> = weights.iter().enumerate().map(|(n, w)| unit(format!("{n:03}"), *w)).collect();
        let all: i64 = weights.iter().sum();
        for (unit, given) in units.iter().zip(figures(total, &units)) {
            prop_assert!((given * all - total * unit.weight).abs() < all);
        }
    }

    #[test]
    fn the_order_in_which_units_are_named_makes_no_difference(units in some_units(), total in 0_i64..3000) {
        let ties = Ties::Lot("undian".to_owned());
        let mut back = units.clone();
        back.reverse();
        let forth = allocate(total, &units, &ties);
        let mut turned = allocate(total, &back, &ties);
        if let Ok(turned) = &mut turned {
            turned.reverse();
        }
        prop_assert_eq!(forth, turned);
    }
}

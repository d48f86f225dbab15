use proptest::prelude::*;

use std::collections::BTreeSet;

use uuid::Uuid;

use super::*;
use crate::indicator;
use crate::testing::{area, handful, kit, machine};
use kernel::withhold::{K, Sums, Told};

/// So many people of whom each is counted once, nobody twice.
fn told(value: i64, seed: &mut u128) -> Told {
    let people = (0..value.min(K)).map(|_| {
        *seed += 1;
        Uuid::from_u128(*seed)
    });
    Told { value, people: people.collect() }
}

fn sums(values: &[i64], sums: Vec<(usize, Vec<usize>)>) -> Sums {
    let mut seed = 0;
    Sums { told: values.iter().map(|value| told(*value, &mut seed)).collect(), sums, stated: false }
}

/// A table with its margins: rows × columns, the sums of rows, of columns, and of all.
fn table(cells: &[Vec<i64>]) -> (Sums, Vec<Vec<usize>>) {
    let (rows, columns) = (cells.len(), cells[0].len());
    let mut sums = Sums::default();
    let mut seed = 0;
    let mut add = |value: i64| {
        sums.told.push(told(value, &mut seed));
        sums.told.len() - 1
    };
    let places: Vec<Vec<usize>> =
        cells.iter().map(|row| row.iter().map(|value| add(*value)).collect()).collect();
    let of_row: Vec<usize> = cells.iter().map(|row| add(row.iter().sum())).collect();
    let of_column: Vec<usize> = (0..columns).map(|at| add(cells.iter().map(|row| row[at]).sum())).collect();
    let all = add(cells.iter().flatten().sum());
    for row in 0..rows {
        sums.sums.push((of_row[row], places[row].clone()));
    }
    for column in 0..columns {
        sums.sums.push((of_column[column], places.iter().map(|row| row[column]).collect()));
    }
    sums.sums.push((all, of_row));
    sums.sums.push((all, of_column));
    (sums, places)
}

#[test]
fn a_small_figure_is_withheld_with_what_would_tell_it() {
    let (sums, places) = table(&[vec![3, 50, 40], vec![20, 30, 60], vec![70, 80, 90]]);
    let hidden = sums.withheld();
    assert!(hidden[places[0][0]], "three people");
    assert!(hidden[places[0][2]], "or the row's total would tell");
    assert!(hidden[places[1][0]], "or the column's total would tell");
    assert!(hidden[places[1][2]], "or both would");
    assert_eq!(hidden.iter().filter(|hidden| **hidden).count(), 4, "and no more than that");
    assert_eq!(sums.follows(&hidden), None);
}

#[test]
fn nought_and_five_are_shown() {
    let (sums, _) = table(&[vec![0, 5], vec![6, 100]]);
    assert!(!sums.withheld().contains(&true));
}

#[test]
fn two_withheld_figures_of_fewer_than_five_together_take_a_third_with_them() {
    let sums = sums(&[100, 1, 2, 40, 57], vec![(0, vec![1, 2, 3, 4])]);
    assert_eq!(sums.withheld(), [false, true, true, true, false]);
}

#[test]
fn figures_that_can_only_all_be_four_take_another_with_them() {
    let sums = sums(&[108, 4, 4, 40, 60], vec![(0, vec![1, 2, 3, 4])]);
    assert_eq!(sums.withheld(), [false, true, true, true, false]);
}

#[test]
fn a_figure_that_two_sums_together_tell_is_found() {
    // 1 + 2 = 3 and 2 + 4 = 5 with 3 and 5 shown: nothing follows. With 1 + 4 shown too, all do.
    let open = sums(&[0, 9, 9, 18, 9, 18, 18], vec![(3, vec![1, 2]), (5, vec![2, 4])]);
    let hidden = [false, true, true, false, true, false, false];
    assert_eq!(open.follows(&hidden), None);
    let closed = Sums { sums: vec![(3, vec![1, 2]), (5, vec![2, 4]), (6, vec![1, 4])], ..open };
    assert!(closed.follows(&hidden).is_some());
}

#[test]
fn a_figure_that_follows_from_far_sums_takes_one_of_theirs_with_it() {
    // Its own row and column are withheld whole, and yet it is what is left of all the others.
    let (sums, places) = table(&[vec![3, 2, 81], vec![0, 0, 3], vec![0, 1, 2]]);
    let hidden = sums.withheld();
    assert!(hidden[places[2][1]]);
    assert_eq!(sums.follows(&hidden), None);
    assert!(hidden.contains(&false), "and not all is withheld");
}

#[test]
fn many_records_of_few_people_are_withheld_with_what_would_tell_them() {
    let one: BTreeSet<Uuid> = [Uuid::from_u128(900)].into();
    let mut sums = sums(&[60, 12, 8, 40], vec![(0, vec![1, 2, 3])]);
    sums.told[1].people = one.clone();
    assert_eq!(
        sums.withheld(),
        [false, true, true, false],
        "twelve businesses of one owner, and what would tell"
    );
    sums.told[2].people = one;
    assert_eq!(sums.withheld(), [false, true, true, true], "together they still tell of one owner");
}

#[test]
fn few_people_whom_many_records_state_are_withheld() {
    let mut sums = sums(&[300, 290, 10], vec![(0, vec![1, 2])]);
    sums.stated = true;
    assert_eq!(sums.withheld(), [false, false, false]);
    sums.told[2].value = 3;
    sums.told[0].value = 293;
    assert!(sums.withheld()[2], "three workers of ten businesses");
}

/// How many ways there are to fill the withheld cells is more than one for each of them: tried by brute force over
/// numbers modulo two, five and the like would be weak, so the elimination itself is run the other way round, from the
/// last sum to the first.
fn follows_backwards(sums: &Sums, hidden: &[bool]) -> bool {
    let backwards = Sums { sums: sums.sums.iter().rev().cloned().collect(), ..sums.clone() };
    backwards.follows(hidden).is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]
    #[test]
    fn no_small_figure_is_shown_and_no_withheld_one_follows(
        cells in (2_usize..6, 2_usize..6).prop_flat_map(|(rows, columns)| {
            proptest::collection::vec(proptest::collection::vec(prop_oneof![0_i64..8, 0_i64..200], columns), rows)
        }),
    ) {
        let (sums, _) = table(&cells);
        let hidden = sums.withheld();
        for (at, told) in sums.told.iter().enumerate() {
            prop_assert!(hidden[at] || told.value == 0 || told.value >= K);
        }
        prop_assert_eq!(sums.follows(&hidden), None);
        prop_assert!(!follows_backwards(&sums, &hidden));
    }
}

#[tokio::test]
async fn a_release_withholds_what_is_small_and_a_day_has_one() {
    let kit = kit().await;
    let mut tx = kit.tx(machine()).await;
    assert_eq!(publish(&mut tx).await.unwrap(), None, "nothing was counted yet");
    drop(tx);
    handful(&kit).await;
    let mut tx = kit.tx(machine()).await;
    crate::figure::refresh_all(&mut tx).await.unwrap();
    assert!(publish(&mut tx).await.unwrap().is_some());
    assert_eq!(publish(&mut tx).await.unwrap(), None);
    let released = latest(&mut tx, None).await.unwrap().unwrap();
    assert!(released.figures.values().all(Option::is_none), "three people are fewer than five");
    assert!(released.figures.keys().all(|(key, ..)| indicator::find(key).unwrap().public));
    assert_eq!(released.value(indicator::find("businesses").unwrap(), &area("33.74.05")), Some(0));
}

#[tokio::test]
async fn the_businesses_of_one_owner_are_one_person_wherever_they_lie() {
    let kit = kit().await;
    let mut tx = kit.tx(machine()).await;
    let places = ["33.74.06.1003", "33.74.06.1006", "33.74.05.1001"];
    let rich = crate::testing::someone(&mut tx, "Sari Wulandari", places[0], Default::default()).await;
    for number in 0..12 {
        let place = places[number % 3];
        crate::testing::shop(&mut tx, rich, &format!("Toko Nomor {number}"), place, Default::default()).await;
    }
    crate::figure::refresh_all(&mut tx).await.unwrap();
    publish(&mut tx).await.unwrap();
    let released = latest(&mut tx, None).await.unwrap().unwrap();
    let businesses = indicator::find("businesses").unwrap();
    for code in ["33.74", "33.74.06", "33.74.06.1003"] {
        assert_eq!(released.value(businesses, &area(code)), None, "{code}");
    }
}

#[tokio::test]
async fn what_is_public_is_enough_and_no_more() {
    let kit = kit().await;
    let mut tx = kit.tx(machine()).await;
    for number in 0..30 {
        let (place, sex) = match number {
            0..10 => ("33.74.06.1003", kernel::nik::Sex::Female),
            10..12 => ("33.74.06.1006", kernel::nik::Sex::Female),
            12..20 => ("33.74.06.1006", kernel::nik::Sex::Male),
            _ => ("33.74.05.1001", kernel::nik::Sex::Male),
        };
        let claims = registry::source::PersonClaims { sex: Some(sex), ..Default::default() };
        crate::testing::someone(&mut tx, &format!("Orang Nomor {number}"), place, claims).await;
    }
    crate::figure::refresh_all(&mut tx).await.unwrap();
    publish(&mut tx).await.unwrap();
    let released = latest(&mut tx, None).await.unwrap().unwrap();
    let people = indicator::find("people").unwrap();
    for (code, value) in [
        ("33.74", Some(30)),
        ("33.74.06", Some(20)),
        ("33.74.06.1003", Some(10)),
        ("33.74.06.1006", Some(10)),
    ] {
        assert_eq!(released.value(people, &area(code)), value, "{code}");
    }
    let sexes = released.breakdown("people", &area("33.74.06"), "sex");
    assert_eq!(sexes.values().copied().collect::<Vec<_>>(), [Some(12), Some(8)]);
    assert!(released.breakdown("people", &area("33.74.06.1006"), "sex").is_empty(), "not of a kelurahan");
}

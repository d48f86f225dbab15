//! The engine on invented records: rules that hold for any, and cases that officers would ask about.

#![expect(clippy::as_conversions, reason = "a handful of records, counted up")]

use super::*;
use proptest::prelude::*;

/// Name, NIK, birth date, sex, telephone, business, NIB, street, RT, RW, kelurahan, kecamatan.
type Row = [&'static str; 12];

const SITI: Row = [
    "Siti Aminah",
    "3374065708900001",
    "1990-08-17",
    "P",
    "081234567890",
    "Warung Barokah",
    "",
    "Jl Mawar 12",
    "1",
    "2",
    "SRONDOL",
    "BANYUMANIK",
];

fn engine(rows: &[Row]) -> Engine {
    let mut engine = Engine::new(Model::people());
    for (key, row) in rows.iter().enumerate() {
        engine.add(&Record { key: key as u128, list: 0, values: row });
    }
    engine
}

/// A city of strangers around the rows of a case, so that there is something to learn from.
fn with_strangers(rows: &[Row]) -> Engine {
    let mut engine = engine(rows);
    let first = ["BUDI", "SRI", "AGUS", "DEWI", "EKO", "RINA", "JOKO", "WATI", "HERI", "YULI", "TONO", "NUR"];
    let last = [
        "SANTOSO",
        "LESTARI",
        "WIBOWO",
        "RAHAYU",
        "HIDAYAT",
        "ASTUTI",
        "NUGROHO",
        "UTAMI",
        "SETIAWAN",
        "HANDAYANI",
        "SALIM",
    ];
    for n in 0..600_usize {
        let name = format!("{} {}", first[n * 7 % 12], last[n * 5 % 11]);
        let born = format!("19{:02}-{:02}-{:02}", 50 + n % 50, 1 + n % 12, 1 + n % 28);
        let nik =
            format!("33740{}{:02}{:02}{:02}{:04}", 1 + n % 9, 1 + n % 28, 1 + n % 12, 50 + n % 50, 1 + n % 7);
        let phone = format!("0857{:07}", n * 7919 % 10_000_000);
        let street = format!("Jl Kenanga {}", n % 200);
        let (rt, rw, area) =
            ((1 + n % 9).to_string(), (1 + n % 7).to_string(), format!("KELURAHAN {}", n % 40));
        let row = [&name, nik.as_str(), &born, "", &phone, "", "", &street, &rt, &rw, &area, "GENUK"];
        // Every third is in two lists.
        for copy in 0..=usize::from(n % 3 == 0) {
            engine.add(&Record { key: (1000 + 2 * n + copy) as u128, list: 0, values: &row });
        }
    }
    engine
}

fn groups(rows: &[Row]) -> Vec<u32> {
    let mut engine = with_strangers(rows);
    let mut links = engine.learn(-10.0).links;
    engine.cluster(&mut links, Policy { threshold: 0.0 })[..rows.len()].to_vec()
}

fn changed(with: &[(usize, &'static str)]) -> Row {
    let mut row = SITI;
    with.iter().for_each(|(at, value)| row[*at] = value);
    row
}

#[test]
fn one_person_is_known_again_through_what_lists_do_to_her() {
    for (case, other) in [
        ("nothing", changed(&[])),
        ("a title and a degree", changed(&[(0, "Hj. Siti Aminah, S.Pd.")])),
        ("a short form", changed(&[(0, "ST AMINAH")])),
        ("a slip", changed(&[(0, "SITI AMNIAH")])),
        ("the order of words", changed(&[(0, "AMINAH SITI")])),
        ("words written together", changed(&[(0, "SITIAMINAH")])),
        ("a dropped word", changed(&[(0, "SITI")])),
        ("a NIK that a spreadsheet rounded", changed(&[(1, "3374065708900000")])),
        ("a NIK with two digits swapped", changed(&[(1, "3374067508900001")])),
        ("no NIK", changed(&[(1, "")])),
        ("day and month swapped, no NIK", changed(&[(1, ""), (2, "1990-17-08")])),
        ("another telephone", changed(&[(4, "085700000001")])),
        ("a telephone with its country", changed(&[(4, "+62 812-3456-7890")])),
        (
            "she moved",
            changed(&[(7, "Jl Melati 3"), (8, "7"), (9, "9"), (10, "TEMBALANG"), (11, "TEMBALANG")]),
        ),
    ] {
        let groups = groups(&[SITI, other]);
        assert_eq!(groups[0], groups[1], "{case}");
    }
}

#[test]
fn two_people_stay_two_whatever_they_share() {
    for (case, other) in [
        ("a serial number one apart: a twin", changed(&[(1, "3374065708900002")])),
        ("a wife and her husband", changed(&[(0, "Budi Santoso"), (1, ""), (2, "1985-02-03"), (3, "L")])),
        (
            "a namesake in another kelurahan",
            changed(&[
                (1, ""),
                (2, "1971-01-02"),
                (4, "085700000001"),
                (5, "Salon Ayu"),
                (7, "Jl Melati 3"),
                (8, "7"),
                (9, "9"),
                (10, "TEMBALANG"),
                (11, "TEMBALANG"),
            ]),
        ),
        ("a sister in one house", changed(&[(0, "Sri Rahayu"), (1, "3374064101930003"), (2, "1993-01-01")])),
    ] {
        let groups = groups(&[SITI, other]);
        assert_ne!(groups[0], groups[1], "{case}");
    }
}

#[test]
fn a_chain_never_joins_two_valid_niks() {
    let middle = changed(&[(1, "")]);
    let twin = changed(&[(1, "3374065708900002")]);
    let groups = groups(&[SITI, middle, twin]);
    assert_ne!(groups[0], groups[2]);
}

fn grouped(rows: &[Row]) -> Engine {
    let mut engine = with_strangers(rows);
    let mut links = engine.learn(-10.0).links;
    engine.cluster(&mut links, Policy { threshold: 0.0 });
    engine.index();
    engine
}

#[test]
fn somebody_who_is_there_is_found_while_an_officer_types() {
    let mut engine = grouped(&[SITI]);
    let typed = changed(&[(0, "Sitti Aminah"), (1, ""), (4, "0857 0000 0001")]);
    let asked = Record { key: 9_999_999, list: 0, values: &typed };
    let likely = engine.likely(&asked, 0.0, 5);
    assert_eq!(likely.iter().map(|likely| likely.record).collect::<Vec<_>>(), [0]);
    let said: Vec<&str> = likely[0].explanation.reasons.iter().map(|reason| reason.message).collect();
    for message in
        ["registry-linkage-name-spelling", "registry-linkage-born-same", "registry-linkage-phone-other"]
    {
        assert!(said.contains(&message), "{message} in {said:?}");
    }
    let before = engine.len();
    engine.likely(&asked, 0.0, 5);
    assert_eq!(engine.len(), before);
}

#[test]
fn a_record_that_comes_later_joins_the_group_that_is_there() {
    let mut engine = grouped(&[SITI, changed(&[(1, "")])]);
    let later = changed(&[(0, "Hj. Siti Aminah"), (4, "")]);
    engine.join(&Record { key: 9_999_999, list: 0, values: &later }, Policy { threshold: 0.0 });
    let twin = changed(&[(1, "3374065708900002")]);
    engine.join(&Record { key: 9_999_998, list: 0, values: &twin }, Policy { threshold: 0.0 });
    let joined = engine.len() as u32 - 2;
    assert_eq!([engine.group(0), engine.group(1)], [engine.group(joined); 2]);
    assert_ne!(engine.group(joined + 1), engine.group(0));
}

#[test]
fn an_explanation_names_all_that_was_compared_in_words_that_exist() {
    let engine = grouped(&[SITI, changed(&[(0, "BUDI"), (3, "L"), (5, "")])]);
    let seen = engine.see(0, 1);
    let explanation = engine.explain(0, 1);
    assert_eq!(explanation.reasons.len(), seen.iter().filter(|seen| seen.level > 0).count());
    for reason in &explanation.reasons {
        for messages in [MESSAGES.0, MESSAGES.1] {
            assert!(messages.lines().any(|line| line.starts_with(&format!("{} = ", reason.message))));
        }
    }
}

fn any_row() -> impl Strategy<Value = Row> {
    let pick = |of: &'static [&'static str]| proptest::sample::select(of);
    (
        pick(&["SITI AMINAH", "SITI", "ST AMINAH", "SITI AMNIAH", "BUDI", "SRI RAHAYU", "RAHAYU SRI", ""]),
        pick(&[
            "3374065708900001",
            "3374065708900002",
            "3374065708900000",
            "3374061708850001",
            "337406570890001",
            "",
        ]),
        pick(&["1990-08-17", "1990-01-01", "1985-08-17", "1990", ""]),
        pick(&["P", "L", ""]),
        pick(&["081234567890", "081234567891", "0857111222;081234567890", ""]),
        pick(&["WARUNG BAROKAH", "WR BAROKAH", "BAROKAH JAYA", ""]),
        pick(&["JL MAWAR 12", "MAWAR 12", "JL MELATI 1", ""]),
        pick(&["SRONDOL", "SRONDOL KULON", "SRONDL", ""]),
    )
        .prop_map(|(name, nik, born, sex, phone, trade, street, area)| {
            [name, nik, born, sex, phone, trade, "", street, "1", "2", area, "BANYUMANIK"]
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn comparing_is_symmetric(rows in proptest::collection::vec(any_row(), 2..6)) {
        let engine = engine(&rows);
        for a in 0..rows.len() as u32 {
            for b in 0..rows.len() as u32 {
                prop_assert_eq!(engine.see(a, b), engine.see(b, a));
            }
        }
    }

    #[test]
    fn the_order_of_records_changes_nothing(rows in proptest::collection::vec(any_row(), 2..24), seed in 0_u64..1000) {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|place| hash::mix(*place as u64 ^ seed << 32));
        let straight: Vec<usize> = (0..rows.len()).collect();
        prop_assert_eq!(partition(&rows, &straight), partition(&rows, &order));
    }

    #[test]
    fn no_group_holds_niks_that_contradict_each_other(rows in proptest::collection::vec(any_row(), 2..24)) {
        let mut engine = engine(&rows);
        let mut links = engine.learn(-30.0).links;
        let groups = engine.cluster(&mut links, Policy { threshold: -30.0 });
        for a in 0..rows.len() as u32 {
            for b in 0..a {
                if groups[a as usize] == groups[b as usize] {
                    prop_assert!(!engine.contradict(a, b));
                }
            }
        }
    }
}

/// Which records belong together, by their keys.
fn partition(rows: &[Row], order: &[usize]) -> Vec<Vec<usize>> {
    let mut engine = Engine::new(Model::people());
    for place in order {
        engine.add(&Record { key: *place as u128, list: 0, values: &rows[*place] });
    }
    let mut links = engine.learn(-10.0).links;
    let labels = engine.cluster(&mut links, Policy { threshold: 0.0 });
    let mut groups = std::collections::BTreeMap::<u32, Vec<usize>>::new();
    for (place, label) in order.iter().zip(labels) {
        groups.entry(label).or_default().push(*place);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort();
    groups
}

use super::rules::groups;
use super::*;

#[test]
fn every_line_of_the_table_is_read() {
    let lines = include_str!("../../data/statements.csv").lines().count() - 1;
    assert_eq!(ALL.len(), lines);
    assert!(ALL.iter().all(|statement| !statement.name.id.is_empty() && !statement.name.en.is_empty()));
}

#[test]
fn what_depok_published_does_not_add_up_and_we_say_so() {
    let depok = AreaCode::parse("32.76").unwrap();
    let found: Vec<_> = groups(&of_city(&depok))
        .iter()
        .map(|group| (group.total.value, group.parts.len(), group.verdict()))
        .collect();
    assert_eq!(
        found,
        [
            (2114, 2, Verdict::Misses { sum: 2100, gap: 14 }),
            (1800, 2, Verdict::Misses { sum: 1500, gap: 300 }),
        ]
    );
}

#[test]
fn parts_that_make_their_total_are_left_in_peace() {
    let table = "head\n33.71,Kota,a,jumlah,Semua,All,10,orang,2024,sumber\n33.71,Kota,a,bagian,Satu,One,4,orang,2024,sumber\n33.71,Kota,a,bagian,Dua,Two,6,orang,2024,sumber";
    let all = read(table);
    let refs: Vec<&Statement> = all.iter().collect();
    assert_eq!(groups(&refs)[0].verdict(), Verdict::AddsUp);
}

#[test]
fn a_city_sees_its_own_statements_alone() {
    let kediri = AreaCode::parse("35.71").unwrap();
    assert!(of_city(&kediri).iter().all(|statement| statement.place == "Kota Kediri"));
    assert!(!of_city(&kediri).is_empty());
}

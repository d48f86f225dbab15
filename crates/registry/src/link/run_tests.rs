use std::collections::BTreeMap;

use kernel::{CityId, Role, Tx};
use uuid::Uuid;

use super::tests::{admin, siti};
use super::{Pair, Side, different, find, policy, run, same, undo};
use crate::batch::{self, NewBatch, Then};
use crate::examples::LISTS;
use crate::person::{self, PersonId};
use crate::source::claims::PersonClaims;
use crate::testing::{here, machine};
use crate::{business, examples};

const SERANG: CityId = CityId(3673);

/// How well groups are what they should be: of all pairs in one group, how many belong there, and how many of those that
/// do are together.
fn f1(groups: &[(String, Uuid)]) -> (f64, f64, f64) {
    let pairs =
        |sizes: Vec<u32>| f64::from(sizes.into_iter().map(|n| n * n.saturating_sub(1) / 2).sum::<u32>());
    let (mut truth, mut found, mut both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (gold, group) in groups {
        *truth.entry(gold.clone()).or_insert(0) += 1;
        *found.entry(*group).or_insert(0) += 1;
        *both.entry((gold.clone(), *group)).or_insert(0) += 1;
    }
    let right = pairs(both.into_values().collect());
    let (p, r) = (right / pairs(found.into_values().collect()), right / pairs(truth.into_values().collect()));
    (p, r, 2.0 * p * r / (p + r))
}

/// Where each row stands, with whom it is really about.
async fn against_truth(tx: &mut Tx, side: &str) -> Vec<(String, Uuid)> {
    let column = if side == "person" { 3 } else { 4 };
    let text = std::fs::read_to_string("data/lists/36.73_truth.csv").unwrap();
    let mut truth = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        truth.insert(format!("{},{},{}", cells[0], cells[1], cells[2]), cells[column].to_owned());
    }
    let rows: Vec<(String, String, i32, Uuid)> = sqlx::query_as(
        "select b.file_name, s.sheet, s.row_number, coalesce(m.person, m.business) from registry.membership m
         join registry.source s on s.city = m.city and s.id = m.source
         join registry.batch b on b.city = s.city and b.id = s.batch
         where m.city = 3673 and m.ended_at is null and (m.person is not null) = ($1 = 'person')",
    )
    .bind(side)
    .fetch_all(tx.conn())
    .await
    .unwrap();
    let gold = |(file, sheet, row, _): &(String, String, i32, Uuid)| {
        let sheet = if file.ends_with(".csv") { "" } else { sheet };
        truth.get(&format!("{file},{sheet},{row}")).filter(|gold| !gold.is_empty()).cloned()
    };
    rows.iter().filter_map(|row| Some((gold(row)?, row.3))).collect()
}

#[tokio::test]
async fn the_same_people_are_found_across_the_lists_of_five_agencies() {
    let db = testkit::db_with(&batch::JOBS, &[]).await;
    for (number, list) in LISTS.iter().filter(|list| list.city == SERANG).enumerate() {
        let mut tx = db.tx_in(SERANG, machine()).await;
        let name = format!("Dinas {number}");
        let names = identity::agency::Names::parse(&name, &name).unwrap();
        let agency = identity::agency::add(&mut tx, names, identity::agency::Kind::Dinas).await.unwrap();
        let new = NewBatch {
            agency,
            file_name: list.file_name.to_owned(),
            media_type: "text/csv".to_owned(),
            bytes: list.bytes.to_vec(),
        };
        batch::receive_then(&mut tx, new, Then::Apply).await.unwrap();
        tx.commit().await.unwrap();
        db.work_off().await;
    }
    let mut tx = db.tx_in(SERANG, machine()).await;
    let before = f1(&against_truth(&mut tx, "person").await);
    let ran = run(&mut tx).await.unwrap();
    let (people, trades) =
        (f1(&against_truth(&mut tx, "person").await), f1(&against_truth(&mut tx, "business").await));
    println!("{ran:?}\nbefore {before:?}\npeople {people:?}\nbusinesses {trades:?}");
    assert!(people.0 > 0.98 && people.2 > 0.93 && people.2 > before.2 + 0.4, "{before:?} {people:?}");
    assert!(trades.0 > 0.98 && trades.2 > 0.85, "{trades:?}");
    // Once more finds nothing new: what stands is not asked again, and ids stay.
    let again = run(&mut tx).await.unwrap();
    assert_eq!((again.people_before, again.people_after), (ran.people_after, ran.people_after));
    assert_eq!((again.businesses_joined, again.questions), (0, ran.questions));
}

async fn twins(tx: &mut Tx, number: &str) -> PersonId {
    let id = siti(tx, "Siti Aminah Putri", None).await;
    let claims = PersonClaims {
        name: Some("Siti Aminah Putri".to_owned()),
        birth_date: "1990-08-17".parse().ok(),
        phones: vec![number.to_owned()],
        ..PersonClaims::default()
    };
    let said = person::register::NewPerson { claims, nik: None, npwp: None };
    person::amend(tx, id, said).await.unwrap();
    id
}

#[tokio::test]
async fn the_machine_joins_what_is_sure_and_never_against_a_word() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    for n in 0..60 {
        let name = format!(
            "{} {}",
            ["Budi", "Agus", "Dewi", "Joko", "Rina"][n % 5],
            ["Santoso", "Wati", "Hadi"][n % 3]
        );
        siti(&mut tx, &name, None).await;
    }
    let (a, b) = (twins(&mut tx, "08123456789").await, twins(&mut tx, "08123456789").await);
    examples::business(&mut tx, a, "Warung Sari", &here(), "Kuliner", 1_000_000).await.unwrap();
    examples::business(&mut tx, b, "Toko Warung Sari", &here(), "Kuliner", 2_000_000).await.unwrap();
    let ran = run(&mut tx).await.unwrap();
    assert_eq!(person::find::one(&mut tx, b).await.unwrap().became, Some(a), "{ran:?}");
    assert_eq!((ran.businesses_joined, business::find::of_person(&mut tx, a).await.unwrap().len()), (1, 1));
    let links = find::of_record(&mut tx, Side::Person, a.0).await.unwrap();
    let link = links.iter().find(|link| link.by.is_none()).unwrap();
    assert!(
        link.weight.unwrap() > 3.0 && link.reasons.iter().any(|r| r == "registry-linkage-phone-same"),
        "{link:?}"
    );
    undo(&mut tx, link.act, "kembar").await.unwrap();
    let pair = Pair { side: Side::Person, left: link.left, right: link.right };
    different(&mut tx, pair, "kembar").await.unwrap();
    let again = run(&mut tx).await.unwrap();
    assert_eq!(person::find::one(&mut tx, b).await.unwrap().became, None, "{again:?}");
    assert!(same(&mut tx, pair, "ternyata satu").await.is_ok());
}

#[tokio::test]
async fn a_city_says_how_sure_the_machine_must_be() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    assert_eq!(policy::current(&mut tx).await.unwrap(), policy::SHIPPED);
    for (sure, doubtful) in [(1.0, 2.0), (99.0, 0.0), (f32::NAN, 0.0)] {
        assert!(policy::set(&mut tx, sure, doubtful).await.is_err());
    }
    assert_eq!(policy::set(&mut tx, 12.5, 1.0).await.unwrap().version, 1);
    assert_eq!(policy::set(&mut tx, 50.0, 40.0).await.unwrap().version, 2);
    let (a, b) = (twins(&mut tx, "08123456789").await, twins(&mut tx, "08123456789").await);
    run(&mut tx).await.unwrap();
    assert_eq!(
        (
            person::find::one(&mut tx, a).await.unwrap().became,
            person::find::one(&mut tx, b).await.unwrap().became
        ),
        (None, None)
    );
    let mut tx = db.tx(testkit::actor(Role::KecamatanOfficer, "33.74.06")).await;
    assert!(policy::set(&mut tx, 5.0, 0.0).await.is_err() && run(&mut tx).await.is_err());
}

use kernel::{Actor, AreaCode, Error, Role};
use testkit::{DEPOK, SEMARANG, TestDb};

use super::*;
use crate::account::{self, AccountName, Opening};
use crate::grant::{self, NewGrant};
use crate::testing::machine;

async fn person(db: &TestDb, name: &str, area: &str) -> kernel::id::AccountId {
    let area = AreaCode::parse(area).unwrap();
    let city = area.city();
    let mut tx = db.tx_in(city, machine()).await;
    let opening = Opening {
        name: AccountName::parse(name).unwrap(),
        email: Some(kernel::contact::Email::parse(&format!("{}@contoh.id", name.to_lowercase())).unwrap()),
        phone: None,
        area: Some(area),
        language: "id",
        password: None,
        confirmed: true,
    };
    let account = account::open(&mut tx, opening).await.unwrap();
    tx.commit().await.unwrap();
    account
}

async fn names(db: &TestDb, actor: Actor, filter: Filter) -> Vec<String> {
    let mut tx = db.tx(actor).await;
    let listing = list(&mut tx, &Filter { limit: 50, ..filter }).await.unwrap();
    listing.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn an_officer_sees_the_people_of_the_own_subtree_and_those_who_work_in_it() {
    let db = testkit::db().await;
    person(&db, "Ani", "33.74.06.1001/001").await;
    person(&db, "Budi", "33.74.06.1002").await;
    let mentor = person(&db, "Citra", "33.74.07.1001").await;
    person(&db, "Depi", "32.76.06.1001").await;
    let mut tx = db.tx(machine()).await;
    let area = AreaCode::parse("33.74.06.1001").unwrap();
    grant::give(&mut tx, NewGrant { account: mentor, role: Role::Mentor, area, agency: None, until: None })
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let actor = |role, area| testkit::actor(role, area);
    for (actor, seen) in [
        (actor(Role::CityAdmin, "33.74"), vec!["Ani", "Budi", "Citra"]),
        (actor(Role::KecamatanOfficer, "33.74.06"), vec!["Ani", "Budi", "Citra"]),
        (actor(Role::KelurahanOfficer, "33.74.06.1001"), vec!["Ani", "Citra"]),
        (actor(Role::KelurahanOfficer, "33.74.07.1001"), vec!["Citra"]),
        (actor(Role::KelurahanOfficer, "33.74.08.1001"), vec![]),
    ] {
        assert_eq!(names(&db, actor.clone(), Filter::default()).await, seen, "{actor:?}");
    }
    let mut tx = db.tx(actor(Role::Analyst, "33.74")).await;
    assert!(matches!(list(&mut tx, &Filter::default()).await, Err(Error::Forbidden)));
    let mut tx = db.tx(actor(Role::KelurahanOfficer, "33.74.08.1001")).await;
    assert!(matches!(one(&mut tx, mentor).await, Err(Error::NotFound(_))));
    let mut tx = db.tx_in(DEPOK, actor(Role::CityAdmin, "32.76")).await;
    assert!(matches!(one(&mut tx, mentor).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_sorted_and_contacts_are_masked() {
    let db = testkit::db().await;
    person(&db, "Ani", "33.74.06.1001").await;
    person(&db, "Budi", "33.74.05.1002").await;
    let admin = || testkit::actor(Role::CityAdmin, "33.74");
    let search = Filter { name: Some("bUD".into()), ..Filter::default() };
    assert_eq!(names(&db, admin(), search).await, ["Budi"]);
    assert_eq!(names(&db, admin(), Filter { name: Some("%".into()), ..Filter::default() }).await, [""; 0]);
    let area = AreaCode::parse("33.74.06").ok();
    assert_eq!(names(&db, admin(), Filter { area, ..Filter::default() }).await, ["Ani"]);
    assert_eq!(names(&db, admin(), Filter { role: Some(Role::Mentor), ..Filter::default() }).await, [""; 0]);
    let by_area = Filter { order: Order::Area, ..Filter::default() };
    assert_eq!(names(&db, admin(), by_area).await, ["Budi", "Ani"]);
    let backwards = Filter { descending: true, ..Filter::default() };
    assert_eq!(names(&db, admin(), backwards).await, ["Budi", "Ani"]);
    let mut tx = db.tx_in(SEMARANG, admin()).await;
    let rows = list(&mut tx, &Filter { limit: 1, ..Filter::default() }).await.unwrap();
    assert_eq!((rows.total, rows.rows[0].email.as_deref()), (2, Some("a•••@contoh.id")));
}

#[tokio::test]
async fn looking_at_somebody_is_in_the_trail_and_looking_at_oneself_is_not() {
    let db = testkit::db().await;
    let account = person(&db, "Ani", "33.74.06.1001").await;
    let mut tx = db.tx(testkit::actor(Role::KelurahanOfficer, "33.74.06.1001")).await;
    one(&mut tx, account).await.unwrap();
    let about = crate::trail::about(&mut tx, account).await.unwrap();
    assert_eq!((about[0].action.as_str(), about[0].own), ("identity.account.view", false));
    let mut tx = db.tx(testkit::actor_of(account, Role::CityAdmin, "33.74")).await;
    one(&mut tx, account).await.unwrap();
    assert_ne!(crate::trail::about(&mut tx, account).await.unwrap()[0].action, "identity.account.view");
}

use kernel::{Error, Role};
use testkit::DEPOK;

use super::*;
use crate::grant::{self, NewGrant};
use crate::testing::{machine, person};

fn names(name: &str, short: &str) -> Names {
    Names::parse(name, short).unwrap()
}

fn admin() -> kernel::Actor {
    testkit::actor(Role::CityAdmin, "33.74")
}

#[test]
fn names_have_a_length_and_single_blanks() {
    assert_eq!(names("  Dinas  Koperasi ", " Dinkop ").name(), "Dinas Koperasi");
    assert!(Names::parse("D", "x").is_err());
    assert!(Names::parse(&"a".repeat(121), "Dinkop").is_err());
}

#[tokio::test]
async fn a_renamed_agency_keeps_what_it_was_called() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    let id = add(&mut tx, names("Dinas Koperasi", "Dinkop"), Kind::Dinas).await.unwrap();
    db.later(chrono::TimeDelta::days(1));
    tx.commit().await.unwrap();
    let mut tx = db.tx(admin()).await;
    rename(&mut tx, id, names("Dinas Koperasi dan UMKM", "Dinkop UMKM")).await.unwrap();
    rename(&mut tx, id, names("Dinas Koperasi dan UMKM", "Dinkop UMKM")).await.unwrap();
    assert_eq!(one(&mut tx, id).await.unwrap().short_name, "Dinkop UMKM");
    let former: Vec<String> = history(&mut tx, id).await.unwrap().into_iter().map(|f| f.name).collect();
    assert_eq!(former, ["Dinas Koperasi dan UMKM", "Dinas Koperasi"]);
    assert_eq!(tx.told(), ["identity.agency.renamed"]);
}

#[tokio::test]
async fn two_open_agencies_do_not_share_a_name_but_a_closed_one_gives_it_free() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    let id = add(&mut tx, names("Dinas Koperasi", "Dinkop"), Kind::Dinas).await.unwrap();
    let again = async |tx: &mut kernel::Tx, name: &str, short: &str| {
        let (name, short) = (name.to_owned(), short.to_owned());
        tx.part(async move |tx| add(tx, names(&name, &short), Kind::Dinas).await).await.unwrap()
    };
    let error = again(&mut tx, "DINAS KOPERASI", "Lain").await.unwrap_err();
    assert_eq!(error.to_string(), "invalid: name: identity-agency-name-taken");
    let error = again(&mut tx, "Dinas Lain", "dinkop").await.unwrap_err();
    assert_eq!(error.to_string(), "invalid: short_name: identity-agency-short-name-taken");

    close(&mut tx, id, "digabung").await.unwrap();
    close(&mut tx, id, "digabung").await.unwrap();
    again(&mut tx, "Dinas Koperasi", "Dinkop").await.unwrap();
    assert_eq!(list(&mut tx).await.unwrap().len(), 2);
    let mut other = db.tx_in(DEPOK, machine()).await;
    assert_eq!(list(&mut other).await.unwrap(), []);
}

#[tokio::test]
async fn an_agency_with_people_in_it_is_not_closed_and_a_closed_one_takes_none() {
    let db = testkit::db().await;
    let account = person(&db, "sari@contoh.id").await;
    let mut tx = db.tx(machine()).await;
    let id = add(&mut tx, names("Dinas Koperasi", "Dinkop"), Kind::Dinas).await.unwrap();
    let area = kernel::AreaCode::parse("33.74").unwrap();
    let new = NewGrant { account, role: Role::AgencyOfficer, area, agency: Some(id), until: None };
    let grant = grant::give(&mut tx, new.clone()).await.unwrap();
    assert!(matches!(close(&mut tx, id, "digabung").await, Err(Error::Refused(_))));

    grant::revoke(&mut tx, grant, "pindah").await.unwrap();
    close(&mut tx, id, "digabung").await.unwrap();
    let error = grant::give(&mut tx, new).await.unwrap_err();
    assert_eq!(error.to_string(), "invalid: agency: identity-agency-closed");
}

#[tokio::test]
async fn only_the_citys_administrator_changes_agencies() {
    let db = testkit::db().await;
    for role in Role::ALL {
        let mut tx = db.tx(testkit::actor(role, "33.74")).await;
        let added = add(&mut tx, names("Dinas Koperasi", "Dinkop"), Kind::Dinas).await;
        assert_eq!(added.is_ok(), role == Role::CityAdmin, "{role:?}");
    }
    let mut tx = db.tx(testkit::actor(Role::CityAdmin, "32.76")).await;
    assert!(add(&mut tx, names("Dinas Koperasi", "Dinkop"), Kind::Dinas).await.is_err());
}

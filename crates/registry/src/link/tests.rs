use kernel::{Error, Role, Tx};
use uuid::Uuid;

use super::Verdict::Same;
use super::decide::{Words, keep};
use super::{ActId, NewLink, Pair, Side, different, find, part, refold, same, settle, undo};
use crate::person::register::NewPerson;
use crate::person::{self, PersonId};
use crate::source::claims::PersonClaims;
use crate::source::{self, SourceId};
use crate::testing::{HERE, account, here, machine};
use crate::{business, examples};

const NIK: &str = "3374065708900001";

pub(super) fn admin() -> kernel::Actor {
    testkit::actor(Role::CityAdmin, "33.74")
}

async fn sources(tx: &mut Tx, side: Side, record: Uuid) -> Vec<SourceId> {
    settle::standing(tx, side, record).await.unwrap().into_iter().map(|(source, _)| source).collect()
}

async fn of_people(tx: &mut Tx, left: PersonId, right: PersonId) -> Pair {
    let (left, right) =
        (sources(tx, Side::Person, left.0).await[0], sources(tx, Side::Person, right.0).await[0]);
    Pair { side: Side::Person, left, right }
}

pub(super) async fn siti(tx: &mut Tx, name: &str, nik: Option<&str>) -> PersonId {
    examples::person(tx, name, &here(), nik).await.unwrap()
}

pub(super) fn phone(number: &str) -> NewPerson {
    let claims = PersonClaims { phones: vec![number.to_owned()], ..PersonClaims::default() };
    NewPerson { claims, nik: None, npwp: None }
}

#[tokio::test]
async fn two_records_become_one_and_come_apart_again_with_what_was_said_in_between() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    let old = siti(&mut tx, "Siti Aminah", None).await;
    let new = siti(&mut tx, "Hj. Siti Aminah", Some(NIK)).await;
    let stall = examples::business(&mut tx, new, "Warung Sari", &here(), "Kuliner", 5_000_000).await.unwrap();
    person::amend(&mut tx, new, phone("08111111111")).await.unwrap();
    let pair = of_people(&mut tx, old, new).await;
    let act = same(&mut tx, pair, "orang yang sama").await.unwrap();
    assert_eq!(same(&mut tx, pair, "orang yang sama").await.unwrap(), act);

    let one = person::find::one(&mut tx, old).await.unwrap();
    assert_eq!((one.number_state.as_str(), one.sources, one.became), ("full", 4, None));
    assert_eq!(person::find::one(&mut tx, new).await.unwrap().became, Some(old));
    assert_eq!(business::find::of_person(&mut tx, old).await.unwrap()[0].business, stall);
    assert!(business::find::of_person(&mut tx, new).await.unwrap().is_empty());
    assert!(tx.told().contains(&"registry.link.settled"), "{:?}", tx.told());

    // Said of the one record, the old id or the new: it stays with the record of which it was said.
    person::amend(&mut tx, old, phone("08222222222")).await.unwrap();
    person::amend(&mut tx, new, phone("08333333333")).await.unwrap();
    assert_eq!(person::find::one(&mut tx, old).await.unwrap().phones.len(), 3);
    undo(&mut tx, act, "ternyata ibu dan anak").await.unwrap();
    undo(&mut tx, act, "ternyata ibu dan anak").await.unwrap();
    let (one, other) =
        (person::find::one(&mut tx, old).await.unwrap(), person::find::one(&mut tx, new).await.unwrap());
    assert_eq!((one.number_state.as_str(), one.phones.len(), one.became), ("none", 1, None));
    assert_eq!((other.number_state.as_str(), other.phones.len(), other.became), ("full", 2, None));
    assert_eq!(other.name, "Hj. Siti Aminah");
    assert_eq!(business::find::of_person(&mut tx, new).await.unwrap()[0].business, stall);
    let links = find::of_record(&mut tx, Side::Person, old.0).await.unwrap();
    assert_eq!((links.len(), links[0].undone_why.as_deref()), (1, Some("ternyata ibu dan anak")));
    let trail = sqlx::query_scalar!(
        r#"select count(*) as "n!" from kernel.audit where city = 3374 and action like 'registry.link.%'"#
    );
    assert_eq!(trail.fetch_one(tx.conn()).await.unwrap(), 2);
}

#[tokio::test]
async fn these_are_two_people_stands_against_the_machine_and_against_chains() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    let (a, b, c) = (
        siti(&mut tx, "Siti Aminah", None).await,
        siti(&mut tx, "Siti Aminah", None).await,
        siti(&mut tx, "Siti A.", None).await,
    );
    let ab = of_people(&mut tx, a, b).await;
    let (bc, ac) = (of_people(&mut tx, b, c).await, of_people(&mut tx, a, c).await);
    machine_says(&mut tx, ab).await;
    assert_eq!(person::find::one(&mut tx, b).await.unwrap().became, Some(a));
    different(&mut tx, ab, "kembar").await.unwrap();
    assert_eq!(person::find::one(&mut tx, b).await.unwrap().became, None);
    machine_says(&mut tx, ab).await;
    assert_eq!(person::find::one(&mut tx, b).await.unwrap().became, None);
    machine_says(&mut tx, bc).await;
    let refused = tx.part(async |tx| same(tx, ac, "sama").await).await.unwrap();
    // A human's word goes before the machine's: the machine's link gives way.
    refused.unwrap();
    assert_eq!(person::find::one(&mut tx, c).await.unwrap().became, Some(a));
    let refused = tx.part(async |tx| same(tx, bc, "sama").await).await.unwrap();
    assert!(
        matches!(&refused, Err(Error::Refused(say)) if say.key == "registry-link-held-apart"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_row_that_was_put_with_somebody_else_gets_a_record_of_its_own_and_can_come_back() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    let a = siti(&mut tx, "Siti Aminah", None).await;
    person::amend(&mut tx, a, phone("08111111111")).await.unwrap();
    let all = sources(&mut tx, Side::Person, a.0).await;
    for wrong in [vec![], all.clone(), vec![SourceId(Uuid::from_u128(7))]] {
        let refused = part(&mut tx, Side::Person, a.0, &wrong, "salah orang").await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong:?}");
    }
    let (act, other) = part(&mut tx, Side::Person, a.0, &all[1..], "salah orang").await.unwrap();
    assert_ne!(other, a.0);
    assert!(person::find::one(&mut tx, a).await.unwrap().phones.is_empty());
    assert_eq!(person::find::one(&mut tx, PersonId(other)).await.unwrap().phones.len(), 1);
    undo(&mut tx, act, "benar juga").await.unwrap();
    assert_eq!(person::find::one(&mut tx, a).await.unwrap().phones.len(), 1);
    assert_eq!(person::find::one(&mut tx, PersonId(other)).await.unwrap().became, Some(a));
}

#[tokio::test]
async fn officers_decide_on_what_they_see_and_nobody_else_learns_of_it() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    let (a, b) = (siti(&mut tx, "Siti Aminah", None).await, siti(&mut tx, "Siti Aminah", None).await);
    let pair = of_people(&mut tx, a, b).await;
    tx.commit().await.unwrap();
    for (role, area, expected) in [
        (Role::KelurahanOfficer, HERE, "ok"),
        (Role::KecamatanOfficer, "33.74.06", "ok"),
        (Role::KelurahanOfficer, "33.74.06.1002", "hidden"),
        (Role::Mentor, HERE, "forbidden"),
        (Role::Analyst, "33.74", "hidden"),
        (Role::Entrepreneur, "33.74", "hidden"),
    ] {
        let mut tx = db.tx(testkit::actor(role, area)).await;
        let said = match same(&mut tx, pair, "orang yang sama").await {
            Ok(_) => "ok",
            Err(Error::NotFound(_)) => "hidden",
            Err(Error::Forbidden) => "forbidden",
            Err(error) => panic!("{error:?}"),
        };
        assert_eq!(said, expected, "{role:?} {area}");
    }
}

#[tokio::test]
async fn what_hangs_on_a_record_follows_it_and_comes_back() {
    let db = testkit::db().await;
    let account = account(&db, "sari@contoh.id").await;
    let mut tx = db.tx(machine()).await;
    let (a, b) = (siti(&mut tx, "Siti Aminah", None).await, siti(&mut tx, "Siti Aminah", None).await);
    person::recognise(&mut tx, b, account).await.unwrap();
    let (one, other) = (
        examples::business(&mut tx, a, "Warung Sari", &here(), "Kuliner", 5_000_000).await.unwrap(),
        examples::business(&mut tx, b, "Warung Sari", &here(), "Kuliner", 6_000_000).await.unwrap(),
    );
    let nib = || crate::permit::NewPermit {
        kind: crate::permit::Kind::Nib,
        number: "1234567890123".to_owned(),
        issued: None,
        expires: None,
    };
    let permit = crate::permit::add(&mut tx, other, nib()).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.tx(admin()).await;
    crate::permit::verify(&mut tx, permit).await.unwrap();
    let people = of_people(&mut tx, a, b).await;
    let (left, right) = (
        sources(&mut tx, Side::Business, one.0).await[0],
        sources(&mut tx, Side::Business, other.0).await[0],
    );
    same(&mut tx, people, "orang yang sama").await.unwrap();
    let act = same(&mut tx, Pair { side: Side::Business, left, right }, "usaha yang sama").await.unwrap();
    tx.commit().await.unwrap();
    let verified = |tx: Tx, business: Uuid| async move {
        let mut tx = tx;
        let all = sqlx::query_scalar!(
            r#"select verified_at is not null as "v!" from registry.permit
               where city = 3374 and business = $1 and withdrawn_at is null"#,
            business
        );
        all.fetch_all(tx.conn()).await.unwrap()
    };
    assert_eq!(verified(db.tx(admin()).await, one.0).await, [true]);
    assert!(verified(db.tx(admin()).await, other.0).await.is_empty());
    let mut own = db.tx(testkit::actor_of(account, Role::Entrepreneur, "33.74")).await;
    assert_eq!(person::register::own(&mut own).await.unwrap(), Some(a));
    assert_eq!(person::find::one(&mut own, b).await.unwrap().became, Some(a));
    assert!(business::find::is_own(&mut own, one).await.unwrap());
    drop(own);

    let mut tx = db.tx(admin()).await;
    undo(&mut tx, act, "dua usaha").await.unwrap();
    tx.commit().await.unwrap();
    assert!(verified(db.tx(admin()).await, one.0).await.is_empty());
    assert_eq!(verified(db.tx(admin()).await, other.0).await, [true]);
}

#[tokio::test]
async fn what_is_said_of_a_record_while_it_is_retired_stands_with_the_other() {
    let db = testkit::db().await;
    let mut tx = db.tx(admin()).await;
    let (a, b) = (siti(&mut tx, "Siti Aminah", None).await, siti(&mut tx, "Siti Aminah", None).await);
    tx.commit().await.unwrap();
    // Begun before the other decides, and done after: as a long import does.
    let mut import = db.tx(machine()).await;
    let claims = PersonClaims { name: Some("Siti Aminah".to_owned()), ..PersonClaims::default() };
    let said = source::NewSource { person: claims, ..source::NewSource::default() };
    let mut tx = db.tx(admin()).await;
    let pair = of_people(&mut tx, a, b).await;
    let act = same(&mut tx, pair, "orang yang sama").await.unwrap();
    tx.commit().await.unwrap();
    source::say(&mut import, source::Kind::Api, said, Some(b), None).await.unwrap();
    source::settle(&mut import, &[b], &[]).await.unwrap();
    import.commit().await.unwrap();
    let mut tx = db.tx(admin()).await;
    assert_eq!(person::find::one(&mut tx, a).await.unwrap().sources, 3);
    undo(&mut tx, act, "dua orang").await.unwrap();
    assert_eq!(person::find::one(&mut tx, b).await.unwrap().sources, 2);
}

pub(super) async fn machine_says(tx: &mut Tx, pair: Pair) -> ActId {
    let link = NewLink {
        left: pair.left,
        right: pair.right,
        verdict: Same,
        why: None,
        policy: Some(1),
        weight: Some(20.0),
        reasons: Vec::new(),
    };
    let act = keep(tx, pair.side, &[link], Words::OfMachine).await.unwrap();
    let homes = settle::homes(tx, pair.side, &[pair.left, pair.right]).await.unwrap();
    refold(tx, pair.side, homes.into_values().collect()).await.unwrap();
    act
}

use chrono::TimeDelta;
use kernel::{Actor, Error, Role};
use testkit::TestDb;

use super::queue::{self, QuestionId};
use super::run::{Question, ask};
use super::step::{self, Step};
use super::tests::siti;
use super::{Side, Verdict, settle};
use crate::person::{self, PersonId};
use crate::testing::{HERE, machine};

fn officer(number: u128, role: Role, area: &str) -> Actor {
    testkit::actor_of(kernel::id::AccountId(uuid::Uuid::from_u128(number)), role, area)
}

/// Two pairs of people who may be one, and the first pair's people.
async fn kit() -> (TestDb, [PersonId; 2]) {
    let db = testkit::db().await;
    let mut tx = db.tx(machine()).await;
    let mut people = Vec::new();
    for name in ["Siti Aminah", "Siti Aminah", "Budi Santoso", "Budi Santosa"] {
        people.push(siti(&mut tx, name, None).await);
    }
    let mut questions = Vec::new();
    for (pair, weight) in people.chunks(2).zip([2.5_f32, 1.5]) {
        let left = settle::standing(&mut tx, Side::Person, pair[0].0).await.unwrap()[0].0;
        let right = settle::standing(&mut tx, Side::Person, pair[1].0).await.unwrap()[0].0;
        let reasons = vec!["registry-linkage-name-same".to_owned()];
        questions.push(Question { left, right, weight, reasons });
    }
    assert_eq!(ask(&mut tx, Side::Person, &questions).await.unwrap(), 2);
    tx.commit().await.unwrap();
    (db, [people[0], people[1]])
}

async fn take(db: &TestDb, actor: Actor) -> Option<QuestionId> {
    let mut tx = db.tx(actor).await;
    let taken = queue::take(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    taken
}

#[tokio::test]
async fn a_pair_that_somebody_looks_at_is_shown_to_nobody_else_for_some_minutes() {
    let (db, _) = kit().await;
    let (one, other) = (|| officer(1, Role::KelurahanOfficer, HERE), || officer(2, Role::CityAdmin, "33.74"));
    let first = take(&db, one()).await.unwrap();
    assert_eq!(take(&db, one()).await, Some(first));
    let second = take(&db, other()).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(take(&db, officer(3, Role::CityAdmin, "33.74")).await, None);
    let mut tx = db.tx(other()).await;
    let refused = queue::answer(&mut tx, first, Verdict::Same, "orang yang sama").await;
    assert!(
        matches!(&refused, Err(Error::Refused(say)) if say.key == "registry-link-claimed"),
        "{refused:?}"
    );
    tx.rollback().await.unwrap();
    db.later(TimeDelta::minutes(11));
    let mut tx = db.tx(officer(3, Role::CityAdmin, "33.74")).await;
    let (all, total) = queue::list(&mut tx, 0, 50).await.unwrap();
    assert_eq!((total, queue::list(&mut tx, 1, 50).await.unwrap().0.len()), (2, 1));
    assert!(all.iter().all(|question| !question.is_claimed(&tx)), "{all:?} at {}", tx.now());
    drop(tx);
    assert_eq!(take(&db, officer(3, Role::CityAdmin, "33.74")).await, Some(first), "{all:?}");
    // Two at once on two connections: each gets one.
    db.later(TimeDelta::minutes(11));
    let (mut a, mut b) = (db.tx(one()).await, db.tx(other()).await);
    let (x, y) = (queue::take(&mut a).await.unwrap(), queue::take(&mut b).await.unwrap());
    assert!(x.is_some() && y.is_some() && x != y, "{x:?} {y:?}");
}

#[tokio::test]
async fn pairs_are_answered_put_off_and_taken_up_again() {
    let (db, [a, b]) = kit().await;
    let actor = || officer(1, Role::KecamatanOfficer, "33.74.06");
    let first = take(&db, actor()).await.unwrap();
    let mut tx = db.tx(actor()).await;
    let question = queue::one(&mut tx, first).await.unwrap();
    assert_eq!((question.records, question.weight), ((a.0, b.0), 2.5));
    queue::answer(&mut tx, first, Verdict::Same, "orang yang sama").await.unwrap();
    assert_eq!(person::find::one(&mut tx, b).await.unwrap().became, Some(a));
    let progress = queue::progress(&mut tx).await.unwrap();
    assert_eq!((progress.open, progress.later, progress.answered), (1, 0, 1));
    let again = queue::answer(&mut tx, first, Verdict::Different, "dua orang").await;
    assert!(matches!(&again, Err(Error::Refused(say)) if say.key == "registry-link-answered"), "{again:?}");
    let second = queue::take(&mut tx).await.unwrap().unwrap();
    queue::put_off(&mut tx, second).await.unwrap();
    assert_eq!(queue::take(&mut tx).await.unwrap(), None);
    assert_eq!(queue::progress(&mut tx).await.unwrap().later, 1);
    queue::reopen(&mut tx, first, "ternyata ibu dan anak").await.unwrap();
    assert_eq!(person::find::one(&mut tx, b).await.unwrap().became, None);
    assert_eq!(queue::take(&mut tx).await.unwrap(), Some(first));
}

#[tokio::test]
async fn officers_see_the_pairs_of_their_subtree_and_nobody_else_sees_any() {
    let (db, _) = kit().await;
    let mut tx = db.tx(officer(1, Role::CityAdmin, "33.74")).await;
    let id = queue::list(&mut tx, 0, 50).await.unwrap().0[0].id;
    for (role, area, seen) in [
        (Role::KelurahanOfficer, HERE, Some(2)),
        (Role::KelurahanOfficer, "33.74.06.1002", Some(0)),
        (Role::KecamatanOfficer, "33.74.07", Some(0)),
        (Role::Mentor, HERE, None),
        (Role::Analyst, "33.74", None),
    ] {
        let mut tx = db.tx(testkit::actor(role, area)).await;
        assert_eq!(queue::list(&mut tx, 0, 50).await.ok().map(|(all, _)| all.len()), seen, "{role:?} {area}");
        assert_eq!(queue::one(&mut tx, id).await.is_ok(), seen == Some(2), "{role:?} {area}");
    }
}

#[tokio::test]
async fn one_goes_forwards_and_backwards_and_holds_only_what_one_looks_at() {
    let (db, _) = kit().await;
    let mut tx = db.tx(officer(1, Role::CityAdmin, "33.74")).await;
    let first = step::take(&mut tx, Step::Start).await.unwrap().unwrap();
    let second = step::take(&mut tx, Step::After(first)).await.unwrap().unwrap();
    assert_ne!(first, second);
    let held = async |tx: &mut kernel::Tx, id| queue::one(tx, id).await.unwrap().claimed_by.is_some();
    assert!(!held(&mut tx, first).await && held(&mut tx, second).await);
    assert_eq!(step::take(&mut tx, Step::After(second)).await.unwrap(), None);
    assert!(held(&mut tx, second).await, "at the end one keeps what one has");
    assert_eq!(step::take(&mut tx, Step::Before(second)).await.unwrap(), Some(first));
    assert_eq!(step::take(&mut tx, Step::Before(first)).await.unwrap(), None);
    tx.commit().await.unwrap();
    // What somebody else looks at is passed over.
    let mut tx = db.tx(officer(2, Role::KelurahanOfficer, HERE)).await;
    assert_eq!(step::take(&mut tx, Step::Before(second)).await.unwrap(), None);
}

#[tokio::test]
async fn what_one_did_last_today_is_taken_back_whether_decided_or_put_off() {
    let (db, _) = kit().await;
    let mut tx = db.tx(officer(1, Role::CityAdmin, "33.74")).await;
    assert_eq!(step::last(&mut tx).await.unwrap(), None);
    let first = step::take(&mut tx, Step::Start).await.unwrap().unwrap();
    queue::answer(&mut tx, first, Verdict::Different, "dua orang").await.unwrap();
    assert_eq!(step::last(&mut tx).await.unwrap(), Some(first));
    tx.commit().await.unwrap();
    db.later(TimeDelta::minutes(1));
    let mut tx = db.tx(officer(1, Role::CityAdmin, "33.74")).await;
    let second = step::take(&mut tx, Step::Start).await.unwrap().unwrap();
    queue::put_off(&mut tx, second).await.unwrap();
    assert_eq!(step::last(&mut tx).await.unwrap(), Some(second));
    queue::reopen(&mut tx, second, "salah tekan").await.unwrap();
    let progress = queue::progress(&mut tx).await.unwrap();
    assert_eq!((progress.open, progress.later, progress.today), (1, 0, 1));
    assert_eq!(step::last(&mut tx).await.unwrap(), Some(first));
    queue::reopen(&mut tx, first, "salah tekan").await.unwrap();
    assert_eq!(step::last(&mut tx).await.unwrap(), None);
    queue::answer(&mut tx, first, Verdict::Different, "dua orang").await.unwrap();
    tx.commit().await.unwrap();
    // Somebody else's last is not this one, and tomorrow is another day.
    let mut tx = db.tx(officer(2, Role::CityAdmin, "33.74")).await;
    assert_eq!(step::last(&mut tx).await.unwrap(), None);
    drop(tx);
    db.later(TimeDelta::hours(25));
    let mut tx = db.tx(officer(1, Role::CityAdmin, "33.74")).await;
    assert_eq!(step::last(&mut tx).await.unwrap(), None);
    assert_eq!(queue::progress(&mut tx).await.unwrap().today, 0);
}

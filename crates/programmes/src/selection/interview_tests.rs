use chrono::TimeDelta;
use kernel::{Actor, AreaCode, Error, Role, Tx};
use testkit::{SEMARANG, TestDb};

use super::interview::{NewSlots, Slot, close, free, held, leave, note, offer, slots, take};
use super::*;
use crate::applicant::{self, ApplicantId, examples};
use crate::call::{self, CallId, Method, NewCall, Quota};
use crate::programme::Category;

const HERE: &str = "33.74.06.1001";
const MACHINE: Actor = Actor::System("test");

fn admin() -> Actor {
    testkit::actor(Role::CityAdmin, "33.74")
}

/// A call by selection with so many applicants and slots that begin tomorrow.
async fn prepared(
    db: &TestDb,
    many: usize,
    count: i64,
    capacity: i32,
) -> (CallId, Vec<ApplicantId>, Vec<Slot>) {
    let mut tx = db.tx(MACHINE).await;
    let programme = examples::programme(&mut tx, "Wirausaha Baru", Category::Wub).await.unwrap();
    let new = examples::a_call(&tx, "WUB 2027", Quota { whole: 5, each: None }, &[]);
    let call = call::add(&mut tx, programme, NewCall { method: Method::Selection, ..new }).await.unwrap();
    let area = AreaCode::parse(HERE).unwrap();
    let mut all = Vec::new();
    for number in 0..many {
        all.push(examples::applicant(&mut tx, call, &format!("Warga {number}"), &area).await.unwrap().1);
    }
    let new = in_a_row(&tx, count, capacity);
    offer(&mut tx, call, new).await.unwrap();
    let slots = slots(&mut tx, call).await.unwrap();
    tx.commit().await.unwrap();
    (call, all, slots)
}

fn in_a_row(tx: &Tx, count: i64, capacity: i32) -> NewSlots {
    NewSlots {
        first: tx.now() + TimeDelta::days(1),
        minutes: 30,
        count,
        capacity,
        place: "Balai kota, lantai 7".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_take_a_slot_for_three_at_once_three_have_it() {
    let db = testkit::db().await;
    let (call, all, slots) = prepared(&db, 20, 2, 3).await;
    let mut clients = tokio::task::JoinSet::new();
    let slot = slots[0].id;
    for id in all {
        let pool = db.db.clone();
        clients.spawn(async move {
            let mut tx = pool.begin(MACHINE, SEMARANG).await.unwrap();
            match take(&mut tx, id, slot).await {
                Ok(()) => tx.commit().await.map(|()| true).unwrap(),
                Err(Error::Refused(_)) => false,
                Err(error) => panic!("{error}"),
            }
        });
    }
    let mut had = 0;
    while let Some(done) = clients.join_next().await {
        had += usize::from(done.unwrap());
    }
    let mut tx = db.tx(admin()).await;
    let taken: Vec<i64> =
        interview::slots(&mut tx, call).await.unwrap().iter().map(|one| one.taken).collect();
    assert_eq!((had, taken), (3, vec![3, 0]));
}

#[tokio::test]
async fn the_database_refuses_a_second_slot_and_one_person_too_many_whatever_a_program_does() {
    let db = testkit::db().await;
    let (_, all, slots) = prepared(&db, 2, 2, 1).await;
    let mut tx = db.tx(MACHINE).await;
    take(&mut tx, all[0], slots[0].id).await.unwrap();
    tx.commit().await.unwrap();
    for (slot, number, who, constraint) in [
        (0, 1, all[1], "interview_number_key"),
        (0, 2, all[1], "interview_fits"),
        (1, 1, all[0], "interview_applicant_key"),
    ] {
        let refused = sqlx::query(
            "insert into programmes.interview (city, id, call, slot, capacity, number, applicant, taken_at)
             values ($1, gen_random_uuid(), $2, $3, 1, $4, $5, now())",
        )
        .bind(SEMARANG.0)
        .bind(slots[slot].call.0)
        .bind(slots[slot].id.0)
        .bind(number)
        .bind(who.0)
        .execute(&mut db.admin().await)
        .await
        .unwrap_err();
        assert!(refused.to_string().contains(constraint), "{refused}");
    }
}

#[tokio::test]
async fn a_slot_is_changed_and_given_back_until_it_begins_and_then_noted() {
    let db = testkit::db().await;
    let (call, all, slots) = prepared(&db, 2, 3, 1).await;
    let mut tx = db.tx(admin()).await;
    take(&mut tx, all[0], slots[0].id).await.unwrap();
    let full = tx.part(async |tx| take(tx, all[1], slots[0].id).await).await.unwrap();
    assert_eq!(full.unwrap_err().to_string(), "refused: programmes-slot-full");
    take(&mut tx, all[0], slots[1].id).await.unwrap();
    take(&mut tx, all[1], slots[0].id).await.unwrap();
    leave(&mut tx, all[1]).await.unwrap();
    let made = call::one(&mut tx, call).await.unwrap();
    assert_eq!(free(&mut tx, &made).await.unwrap().len(), 2);
    let early = note(&mut tx, all[0], true, "").await.unwrap_err();
    assert_eq!(early.to_string(), "refused: programmes-interview-early");
    tx.commit().await.unwrap();

    db.later(TimeDelta::days(2));
    let mut tx = db.tx(admin()).await;
    note(&mut tx, all[0], true, "Sudah punya pembeli tetap").await.unwrap();
    let kept = held(&mut tx, all[0]).await.unwrap().unwrap();
    assert_eq!((kept.came, kept.note.as_deref()), (Some(true), Some("Sudah punya pembeli tetap")));
    for error in [leave(&mut tx, all[0]).await, take(&mut tx, all[1], slots[2].id).await] {
        assert_eq!(error.unwrap_err().to_string(), "refused: programmes-slot-over");
    }
}

#[tokio::test]
async fn a_closed_slot_and_an_application_that_is_over_let_go_of_their_time() {
    let db = testkit::db().await;
    let (call, all, slots) = prepared(&db, 2, 2, 1).await;
    let mut tx = db.tx(admin()).await;
    take(&mut tx, all[0], slots[0].id).await.unwrap();
    take(&mut tx, all[1], slots[1].id).await.unwrap();
    close(&mut tx, slots[0].id).await.unwrap();
    applicant::withdraw(&mut tx, all[1], "").await.unwrap();
    for id in &all {
        assert_eq!(held(&mut tx, *id).await.unwrap(), None);
    }
    let made = call::one(&mut tx, call).await.unwrap();
    let left: Vec<SlotId> = free(&mut tx, &made).await.unwrap().iter().map(|slot| slot.id).collect();
    assert_eq!(left, [slots[1].id]);
    let again = in_a_row(&tx, 2, 1);
    let there = tx.part(async |tx| offer(tx, call, again).await).await.unwrap();
    assert_eq!(there.unwrap_err().to_string(), "invalid: first: programmes-slot-there");
}

#[tokio::test]
async fn who_has_a_time_tomorrow_is_reminded_once_and_of_another_time_again() {
    let room = crate::context();
    let db = testkit::db_with(&room.jobs, &room.subscriptions).await;
    let (_, all, slots) = prepared(&db, 2, 3, 2).await;
    let mut tx = db.tx(MACHINE).await;
    take(&mut tx, all[0], slots[0].id).await.unwrap();
    let first = slots[0].starts_at;
    tx.commit().await.unwrap();

    let before = |hours: i64| (first - TimeDelta::hours(hours)).format("%Y-%m-%d %H:%M").to_string();
    db.at(&before(25));
    let mut tx = db.tx(MACHINE).await;
    assert_eq!(remind::remind(&mut tx).await.unwrap(), 0);
    db.at(&before(20));
    let mut tx = db.tx(MACHINE).await;
    assert_eq!(remind::remind(&mut tx).await.unwrap(), 1);
    assert_eq!(remind::remind(&mut tx).await.unwrap(), 0);
    take(&mut tx, all[0], slots[1].id).await.unwrap();
    assert_eq!(remind::remind(&mut tx).await.unwrap(), 1);
    take(&mut tx, all[1], slots[2].id).await.unwrap();
    leave(&mut tx, all[1]).await.unwrap();
    assert_eq!(remind::remind(&mut tx).await.unwrap(), 0, "who gave it back is left alone");
}

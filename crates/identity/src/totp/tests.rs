use chrono::TimeDelta;
use kernel::{Error, Role};
use testkit::TestDb;

use super::{begin, confirm, enrolment, remove};
use crate::factor::{self, Policy};
use crate::session::{self, Step};
use crate::testing::*;

async fn second(db: &TestDb, code: &str) -> Step {
    let Step::SecondFactor(token) = tries(db, "sari@example.com", PASSWORD, &caller()).await else {
        panic!("no second factor")
    };
    let mut tx = db.tx(kernel::Actor::Visitor).await;
    let step = session::with_code(&mut tx, &token, code, &caller()).await.unwrap();
    tx.commit().await.unwrap();
    step
}

#[tokio::test]
async fn beginning_again_shows_a_new_secret() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let who = found(&db, &session).await.unwrap();
    let fresh = who.fresh(db.clock.now()).unwrap();
    let mut tx = db.tx(who.actor()).await;
    begin(&mut tx, fresh).await.unwrap();
    let first = enrolment(&mut tx, "Kota Semarang").await.unwrap().unwrap();
    begin(&mut tx, fresh).await.unwrap();
    let second = enrolment(&mut tx, "Kota Semarang").await.unwrap().unwrap();
    assert_ne!(*first.secret, *second.secret);
}

#[tokio::test]
async fn an_app_is_set_up_with_its_first_code_and_asked_for_from_then_on() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let who = found(&db, &session).await.unwrap();
    let fresh = who.fresh(db.clock.now()).unwrap();
    let mut tx = db.tx(who.actor()).await;
    begin(&mut tx, fresh).await.unwrap();
    let shown = enrolment(&mut tx, "Kota Semarang").await.unwrap().unwrap();
    assert!(
        shown.address.starts_with("otpauth://totp/Kota%20Semarang:sari%40example.com?secret="),
        "{}",
        &*shown.address
    );
    assert!(shown.picture.starts_with("<svg") && !shown.picture.contains("style"));
    assert!(matches!(confirm(&mut tx, "000000", fresh).await, Err(Error::Invalid(_))));
    drop(tx);
    assert!(
        matches!(tries(&db, "sari@example.com", PASSWORD, &caller()).await, Step::In(_)),
        "not before its first code"
    );

    let (secret, codes) = enrols(&db, &who).await;
    assert_eq!(codes.len(), 8);
    assert_eq!(codes[0].len(), 29);
    let mut tx = db.tx(who.actor()).await;
    assert!(enrolment(&mut tx, "Kota Semarang").await.unwrap().is_none(), "its secret is never shown again");
    drop(tx);
    db.later(TimeDelta::seconds(30));
    assert!(matches!(second(&db, "000 000").await, Step::Wrong));
    let right = code(&db, &secret);
    assert!(matches!(second(&db, &format!("{} {}", &right[..3], &right[3..])).await, Step::In(_)));
    db.work_off().await;
    assert_eq!(db.mailbox.last_to("sari@example.com").unwrap().subject, "Cara masuk kedua ditambahkan");
}

#[tokio::test]
async fn a_code_is_good_once_and_only_around_its_time() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let (secret, _) = enrols(&db, &found(&db, &session).await.unwrap()).await;
    assert!(
        matches!(second(&db, &code(&db, &secret)).await, Step::Wrong),
        "the code of the set-up is used up"
    );

    db.later(TimeDelta::seconds(60));
    let early = code(&db, &secret);
    db.later(TimeDelta::seconds(30));
    assert!(matches!(second(&db, &early).await, Step::In(_)), "one step late");
    assert!(matches!(second(&db, &early).await, Step::Wrong), "a second time");
    let late = code(&db, &secret);
    db.later(TimeDelta::seconds(61));
    assert!(matches!(second(&db, &late).await, Step::Wrong), "two steps late");
}

#[tokio::test]
async fn of_two_that_show_one_code_at_once_one_gets_in() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let (secret, _) = enrols(&db, &found(&db, &session).await.unwrap()).await;
    db.later(TimeDelta::seconds(60));
    let shown = code(&db, &secret);
    let (a, b) = tokio::join!(second(&db, &shown), second(&db, &shown));
    let entered = [a, b].into_iter().filter(|step| matches!(step, Step::In(_))).count();
    assert_eq!(entered, 1);
}

#[tokio::test]
async fn guessing_codes_ends_the_step_and_meets_growing_pauses() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    enrols(&db, &found(&db, &session).await.unwrap()).await;
    let Step::SecondFactor(token) = tries(&db, "sari@example.com", PASSWORD, &caller()).await else {
        panic!("in")
    };
    let mut seen = Vec::new();
    for _ in 0..6 {
        let mut tx = db.tx(kernel::Actor::Visitor).await;
        seen.push(match session::with_code(&mut tx, &token, "123456", &caller()).await {
            Ok(Step::Wrong) => "wrong",
            Ok(Step::Wait(_)) => "wait",
            Ok(_) => "in",
            Err(_) => "expired",
        });
        tx.commit().await.unwrap();
    }
    assert_eq!(seen, ["wrong", "wrong", "wrong", "wrong", "wrong", "expired"]);
    assert!(matches!(second(&db, "123456").await, Step::Wait(_)));
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_its_owner_is_told() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let who = found(&db, &session).await.unwrap();
    let (_, codes) = enrols(&db, &who).await;
    let typed = codes[0].to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    assert!(matches!(second(&db, &typed).await, Step::In(_)), "as people type it");
    assert!(matches!(second(&db, &codes[0]).await, Step::Wrong), "a second time");
    db.work_off().await;
    assert!(db.mailbox.last_to("sari@example.com").unwrap().body.contains("Sisa kode: 7"));

    let fresh = who.fresh(db.clock.now()).unwrap();
    let mut tx = db.tx(who.actor()).await;
    let new = factor::renew(&mut tx, fresh).await.unwrap().0;
    tx.commit().await.unwrap();
    assert!(matches!(second(&db, &codes[1]).await, Step::Wrong), "new codes end the old");
    assert!(matches!(second(&db, &new[1]).await, Step::In(_)));
}

#[tokio::test]
async fn the_last_second_factor_of_staff_stays_where_the_installation_forces_one() {
    let db = testkit::db().await;
    staff(&db, "admin@example.com", Role::CityAdmin).await;
    let session = signs_in(&db, "admin@example.com").await;
    let who = found(&db, &session).await.unwrap();
    assert!(who.lacks_second_factor());
    enrols(&db, &who).await;
    let who = found(&db, &session).await.unwrap();
    assert!(!who.lacks_second_factor());
    let fresh = who.fresh(db.clock.now()).unwrap();
    let mut tx = db.tx(who.actor()).await;
    let refused = remove(&mut tx, Policy::Force, fresh).await.unwrap_err().to_string();
    assert_eq!(refused, "refused: identity-factor-last-of-staff");
    remove(&mut tx, Policy::Offer, fresh).await.unwrap();
    remove(&mut tx, Policy::Offer, fresh).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(tries(&db, "admin@example.com", PASSWORD, &caller()).await, Step::In(_)));
}

#[tokio::test]
async fn a_secret_is_sealed_in_its_row() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let (secret, _) = enrols(&db, &found(&db, &session).await.unwrap()).await;
    let plain = secret.replace(' ', "");
    let row: Vec<u8> = sqlx::query_scalar("select secret from identity.totp")
        .fetch_one(&mut db.admin().await)
        .await
        .unwrap();
    assert!(!row.windows(plain.len()).any(|window| window == plain.as_bytes()));
}

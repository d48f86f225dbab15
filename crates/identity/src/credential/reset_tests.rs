use chrono::TimeDelta;
use kernel::id::AccountId;
use kernel::{Actor, AreaCode, Error, Role};
use testkit::{DEPOK, SEMARANG, TestDb};

use super::reset::{ask, holds, issue, link, redeem, redeem_spoken};
use super::{NewPassword, Token, change};
use crate::account::{self, AccountName, Opening};
use crate::session::{Fresh, Step};
use crate::testing::*;

async fn asks(db: &TestDb, who: &str) {
    let mut tx = db.tx(Actor::Visitor).await;
    ask(&mut tx, &login(who)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn uses(db: &TestDb, token: &Token, password: &str) -> Result<(), Error> {
    let mut tx = db.tx(Actor::Visitor).await;
    redeem(&mut tx, token, &hashed(password).await).await?;
    tx.commit().await
}

async fn mailed(db: &TestDb, to: &str) -> Token {
    Token::parse(&in_mail(db, to, "/semarang/identity/resets/").await).unwrap()
}

#[tokio::test]
async fn a_link_sets_the_password_once_and_ends_all_sessions() {
    let db = db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    asks(&db, "Sari@example.com").await;
    let token = mailed(&db, "sari@example.com").await;
    uses(&db, &token, OTHER).await.unwrap();
    assert!(found(&db, &session).await.is_none());
    assert!(matches!(tries(&db, "sari@example.com", PASSWORD, &caller()).await, Step::Wrong));
    assert!(matches!(tries(&db, "sari@example.com", OTHER, &caller()).await, Step::In(_)));
    assert_eq!(uses(&db, &token, PASSWORD).await.unwrap_err().to_string(), "refused: identity-link-expired");
    db.work_off().await;
    assert_eq!(db.mailbox.last_to("sari@example.com").unwrap().subject, "Kata sandi Anda diganti");
}

#[tokio::test]
async fn of_two_that_use_one_link_at_once_one_sets_the_password() {
    let db = db().await;
    person(&db, "sari@example.com").await;
    asks(&db, "sari@example.com").await;
    let token = mailed(&db, "sari@example.com").await;
    let (a, b) = tokio::join!(uses(&db, &token, OTHER), uses(&db, &token, "sepeda biru mendaki bukit"));
    assert_eq!([a, b].iter().filter(|used| used.is_ok()).count(), 1);
}

#[tokio::test]
async fn a_link_holds_for_half_an_hour_and_ends_with_any_other_that_was_used() {
    let db = db().await;
    person(&db, "sari@example.com").await;
    asks(&db, "sari@example.com").await;
    let first = mailed(&db, "sari@example.com").await;
    asks(&db, "sari@example.com").await;
    let second = mailed(&db, "sari@example.com").await;
    uses(&db, &second, OTHER).await.unwrap();
    assert!(uses(&db, &first, PASSWORD).await.is_err());
    asks(&db, "sari@example.com").await;
    let third = mailed(&db, "sari@example.com").await;
    db.later(TimeDelta::minutes(30));
    assert!(uses(&db, &third, PASSWORD).await.is_err());
    let mut tx = db.tx_in(DEPOK, Actor::Visitor).await;
    assert!(!holds(&mut tx, &third).await.unwrap());
}

#[tokio::test]
async fn asking_for_nobody_is_answered_alike_and_nobody_is_flooded() {
    let db = db().await;
    asks(&db, "nobody@example.com").await;
    asks(&db, "081234567890").await;
    db.work_off().await;
    assert!(db.mailbox.all().is_empty());
    person(&db, "sari@example.com").await;
    for _ in 0..10 {
        asks(&db, "sari@example.com").await;
    }
    db.work_off().await;
    assert_eq!(db.mailbox.all().len(), 3);
}

#[tokio::test]
async fn a_reset_does_not_bypass_the_second_factor() {
    let db = db().await;
    person(&db, "sari@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    enrols(&db, &found(&db, &session).await.unwrap()).await;
    asks(&db, "sari@example.com").await;
    let token = mailed(&db, "sari@example.com").await;
    uses(&db, &token, OTHER).await.unwrap();
    assert!(matches!(tries(&db, "sari@example.com", OTHER, &caller()).await, Step::SecondFactor(_)));
}

async fn without_mail(db: &TestDb, area: &str) -> AccountId {
    let mut tx = db.tx(machine()).await;
    let opening = Opening {
        name: AccountName::parse("Mbah Karto").unwrap(),
        email: None,
        phone: Some(kernel::contact::Phone::parse("081234567890").unwrap()),
        area: Some(AreaCode::parse(area).unwrap()),
        language: "id",
        password: None,
        confirmed: false,
    };
    let account = account::open(&mut tx, opening).await.unwrap();
    tx.commit().await.unwrap();
    account
}

fn fresh(tx: &kernel::Tx) -> Fresh {
    Fresh::machine(tx).unwrap()
}

#[tokio::test]
async fn an_officer_reads_out_a_code_to_a_person_without_mail() {
    let db = db().await;
    let karto = without_mail(&db, "33.74.06.1001").await;
    let proof = fresh(&db.tx(machine()).await);
    let mut tx = db.tx(testkit::actor(Role::KelurahanOfficer, "33.74.06.1001")).await;
    let code = issue(&mut tx, karto, "came with the identity card", proof).await.unwrap();
    tx.commit().await.unwrap();
    assert!(code.starts_with("RST-"), "{code}");

    let typed = code.to_lowercase().replace('-', " ");
    let who = login("0812 3456 7890");
    let mut tx = db.tx(Actor::Visitor).await;
    assert!(
        redeem_spoken(&mut tx, &login("081234567899"), &typed, &hashed(PASSWORD).await)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        redeem_spoken(&mut tx, &who, "RST-0000-0000-0000-0", &hashed(PASSWORD).await)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(redeem_spoken(&mut tx, &who, &typed, &hashed(PASSWORD).await).await.unwrap(), Some(karto));
    assert!(
        redeem_spoken(&mut tx, &who, &typed, &hashed(OTHER).await).await.unwrap().is_none(),
        "a second time"
    );
    tx.commit().await.unwrap();
    signs_in(&db, "081234567890").await;
}

#[tokio::test]
async fn a_code_is_not_for_other_subtrees_nor_for_colleagues() {
    let db = db().await;
    let karto = without_mail(&db, "33.74.06.1001").await;
    let admin = staff(&db, "admin@example.com", Role::CityAdmin).await;
    let mentor = staff(&db, "mentor@example.com", Role::Mentor).await;
    let proof = fresh(&db.tx(machine()).await);
    for (actor, who, answer) in [
        (Actor::Visitor, karto, "not permitted"),
        (testkit::actor(Role::Analyst, "33.74"), karto, "not permitted"),
        (testkit::actor(Role::KelurahanOfficer, "33.74.06.1002"), karto, "account not found"),
        (testkit::actor(Role::AgencyOfficer, "33.74"), mentor, "refused: identity-reset-colleague"),
        (testkit::actor(Role::CityAdmin, "33.74"), admin, "refused: identity-reset-colleague"),
    ] {
        let mut tx = db.tx(actor.clone()).await;
        assert_eq!(
            issue(&mut tx, who, "at the counter", proof).await.unwrap_err().to_string(),
            answer,
            "{actor:?}"
        );
    }
    let mut tx = db.tx(testkit::actor(Role::CityAdmin, "33.74")).await;
    assert!(issue(&mut tx, karto, " ", proof).await.is_err(), "a reason is asked for");
    issue(&mut tx, mentor, "at the counter", proof).await.unwrap();
    let mut tx = db.tx_in(DEPOK, testkit::actor(Role::CityAdmin, "32.76")).await;
    assert!(matches!(issue(&mut tx, karto, "at the counter", proof).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn changing_the_password_keeps_only_the_session_at_hand() {
    let db = db().await;
    person(&db, "sari@example.com").await;
    let (here, there) = (signs_in(&db, "sari@example.com").await, signs_in(&db, "sari@example.com").await);
    let who = found(&db, &here).await.unwrap();
    let mut tx = db.tx(who.actor()).await;
    let new = NewPassword { password: hashed(OTHER).await, keep: who.session };
    change(&mut tx, new, who.fresh(db.clock.now()).unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(found(&db, &here).await.is_some() && found(&db, &there).await.is_none());
    assert!(matches!(tries(&db, "sari@example.com", OTHER, &caller()).await, Step::In(_)));
}

#[tokio::test]
async fn only_the_machine_makes_a_link_without_mail() {
    let db = db().await;
    let sari = person(&db, "sari@example.com").await;
    for actor in [Actor::Visitor, testkit::actor(Role::CityAdmin, "33.74")] {
        assert!(matches!(link(&mut db.tx(actor).await, sari).await, Err(Error::Forbidden)));
    }
    let mut tx = db.tx(machine()).await;
    let address = link(&mut tx, sari).await.unwrap();
    assert!(address.starts_with("http://localhost:8080/semarang/identity/resets/"), "{address}");
    assert_eq!(tx.city(), SEMARANG);
}

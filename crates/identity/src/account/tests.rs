use chrono::TimeDelta;
use kernel::contact::{Email, Phone};
use kernel::{Actor, Error, Role};
use testkit::{DEPOK, SEMARANG, TestDb};

use super::{
    AccountName, Login, NewAccount, RegisterAs, ask_email, close, confirm_email, mine, register, rename,
    set_language, set_phone,
};
use crate::credential::{Token, Typed};
use crate::session::{self, Step};
use crate::testing::*;

async fn wish(name: &str, who: &str, password: &str, role: RegisterAs) -> NewAccount {
    NewAccount {
        name: AccountName::parse(name).unwrap(),
        login: login(who),
        password: hashed(password).await,
        role,
        language: "id",
    }
}

async fn registers(db: &TestDb, new: NewAccount) {
    let mut tx = db.tx(Actor::Visitor).await;
    register(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
}

async fn follows(db: &TestDb, link: &str, password: &str) -> Result<Option<Step>, Error> {
    let token = Token::parse(link).unwrap();
    session::confirm_and_sign_in(&db.db, SEMARANG, &token, Typed::new(password), &caller()).await
}

#[test]
fn a_login_is_an_address_or_a_number_as_people_write_them() {
    for (text, read) in [
        (" Sari@Example.com ", Some("sari@example.com")),
        ("0812 3456-7890", Some("+6281234567890")),
        ("+62 812 3456 7890", Some("+6281234567890")),
        ("sari@", None),
        ("sari", None),
        ("", None),
    ] {
        assert_eq!(Login::parse(text).ok().map(|login| login.reveal().to_owned()).as_deref(), read, "{text}");
    }
}

#[test]
fn a_name_may_be_one_word_in_any_script() {
    for (text, ok) in [
        ("Suharto", true),
        ("  Siti   Nurhaliza ", true),
        ("林", true),
        ("O'Brien-Ñandú", true),
        ("", false),
        (" ", false),
        ("a\u{7}b", false),
    ] {
        assert_eq!(AccountName::parse(text).is_ok(), ok, "{text:?}");
    }
    assert_eq!(AccountName::parse(" Siti   Nurhaliza ").unwrap().as_str(), "Siti Nurhaliza");
    assert!(AccountName::parse(&"a".repeat(121)).is_err());
}

#[tokio::test]
async fn who_registers_with_an_address_signs_in_after_following_the_mail_with_the_password() {
    let db = testkit::db().await;
    registers(&db, wish("Sari", "sari@example.com", PASSWORD, RegisterAs::Entrepreneur).await).await;
    assert!(
        matches!(tries(&db, "sari@example.com", PASSWORD, &caller()).await, Step::Wrong),
        "not before the mail"
    );
    let link = in_mail(&db, "sari@example.com", "/semarang/identity/confirmations/").await;
    assert!(matches!(follows(&db, &link, OTHER).await.unwrap(), Some(Step::Wrong)));
    let Some(Step::In(session)) = follows(&db, &link, PASSWORD).await.unwrap() else { panic!("not in") };
    assert_eq!(found(&db, &session).await.unwrap().acting.role, Role::Entrepreneur);
    assert!(follows(&db, &link, PASSWORD).await.is_err(), "the link works once");
    signs_in(&db, "sari@example.com").await;
}

#[tokio::test]
async fn who_registers_with_a_number_signs_in_at_once() {
    let db = testkit::db().await;
    registers(&db, wish("Sari", "0812 3456 7890", PASSWORD, RegisterAs::Citizen).await).await;
    let session = signs_in(&db, "+6281234567890").await;
    assert_eq!(found(&db, &session).await.unwrap().acting.role, Role::Citizen);
    assert!(db.work_off().await.is_empty());
}

#[tokio::test]
async fn registering_a_taken_address_changes_nothing_and_tells_its_owner() {
    let db = testkit::db().await;
    let sari = person(&db, "sari@example.com").await;
    registers(&db, wish("Malin", "sari@example.com", OTHER, RegisterAs::Citizen).await).await;
    db.work_off().await;
    let mail = db.mailbox.last_to("sari@example.com").unwrap();
    assert_eq!(mail.subject, "Anda sudah punya akun di Kota Semarang");
    assert!(
        mail.body.contains("Halo Sari Wulandari")
            && mail.body.contains("http://localhost:8080/semarang/masuk")
    );
    assert!(matches!(tries(&db, "sari@example.com", OTHER, &caller()).await, Step::Wrong));
    let session = signs_in(&db, "sari@example.com").await;
    assert_eq!(session.account, sari);

    for _ in 0..10 {
        registers(&db, wish("Malin", "sari@example.com", OTHER, RegisterAs::Citizen).await).await;
    }
    db.work_off().await;
    assert_eq!(db.mailbox.all().len(), 3, "a stranger cannot flood the owner with mail");
}

#[tokio::test]
async fn an_address_that_a_stranger_registered_goes_to_whoever_reads_its_mail() {
    let db = testkit::db().await;
    registers(&db, wish("Malin", "sari@example.com", OTHER, RegisterAs::Citizen).await).await;
    let first = in_mail(&db, "sari@example.com", "/semarang/identity/confirmations/").await;
    registers(&db, wish("Sari", "sari@example.com", PASSWORD, RegisterAs::Citizen).await).await;
    let second = in_mail(&db, "sari@example.com", "/semarang/identity/confirmations/").await;
    assert_ne!(first, second);
    assert!(follows(&db, &first, OTHER).await.is_err(), "the earlier link ended");
    let Some(Step::In(session)) = follows(&db, &second, PASSWORD).await.unwrap() else { panic!("not in") };
    assert_eq!(found(&db, &session).await.unwrap().name, "Sari");
    assert!(matches!(tries(&db, "sari@example.com", OTHER, &caller()).await, Step::Wrong));
}

#[tokio::test]
async fn of_two_registrations_of_one_address_at_once_one_makes_the_account() {
    let db = testkit::db().await;
    let (a, b) = (
        wish("A", "sari@example.com", PASSWORD, RegisterAs::Citizen).await,
        wish("B", "sari@example.com", OTHER, RegisterAs::Citizen).await,
    );
    let one = async |new| {
        let mut tx = db.tx(Actor::Visitor).await;
        register(&mut tx, new).await.unwrap();
        tx.commit().await.unwrap();
    };
    tokio::join!(one(a), one(b));
    let count: i64 = sqlx::query_scalar("select count(*) from identity.account")
        .fetch_one(&mut db.admin().await)
        .await
        .unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn the_same_address_may_have_an_account_in_another_city() {
    let db = testkit::db().await;
    person_in(&db, DEPOK, "sari@example.com").await;
    registers(&db, wish("Sari", "sari@example.com", PASSWORD, RegisterAs::Citizen).await).await;
    let link = in_mail(&db, "sari@example.com", "/semarang/identity/confirmations/").await;
    assert!(matches!(follows(&db, &link, PASSWORD).await.unwrap(), Some(Step::In(_))));
    let mut tx = db.tx_in(kernel::CityId::PLATFORM, Actor::Visitor).await;
    let new = wish("Sari", "sari@example.com", PASSWORD, RegisterAs::Citizen).await;
    assert!(
        matches!(register(&mut tx, new).await, Err(Error::NotFound(_))),
        "the platform itself has no accounts"
    );
}

#[tokio::test]
async fn an_account_changes_its_own_name_language_address_and_number() {
    let db = testkit::db().await;
    person(&db, "sari@example.com").await;
    person(&db, "budi@example.com").await;
    let session = signs_in(&db, "sari@example.com").await;
    let who = found(&db, &session).await.unwrap();
    let fresh = who.fresh(db.clock.now()).unwrap();
    let mut tx = db.tx(who.actor()).await;
    rename(&mut tx, AccountName::parse("Sari W.").unwrap()).await.unwrap();
    set_language(&mut tx, "en").await.unwrap();
    assert!(set_language(&mut tx, "jv").await.is_err());
    let phone = Phone::parse("081234567890").unwrap();
    set_phone(&mut tx, Some(&phone), fresh).await.unwrap();
    ask_email(&mut tx, &Email::parse("budi@example.com").unwrap(), fresh).await.unwrap();
    ask_email(&mut tx, &Email::parse("new@example.com").unwrap(), fresh).await.unwrap();
    tx.commit().await.unwrap();

    db.work_off().await;
    assert!(db.mailbox.last_to("budi@example.com").is_none(), "another's address gets no link");
    assert!(db.mailbox.last_to("sari@example.com").unwrap().body.contains("+62•••••7890"));
    let link = in_mail(&db, "new@example.com", "/semarang/identity/confirmations/").await;
    let mut tx = db.tx(who.actor()).await;
    confirm_email(&mut tx, &Token::parse(&link).unwrap()).await.unwrap();
    let me = mine(&mut tx).await.unwrap();
    assert_eq!((me.name.as_str(), me.language.as_str()), ("Sari W.", "en"));
    assert_eq!(
        (me.email.unwrap().reveal(), me.phone.unwrap().reveal()),
        ("new@example.com", "+6281234567890")
    );
    tx.commit().await.unwrap();
    db.work_off().await;
    assert!(
        db.mailbox.last_to("sari@example.com").unwrap().body.contains("n•••@example.com"),
        "the old address is told"
    );
    signs_in(&db, "081234567890").await;
}

#[tokio::test]
async fn the_only_login_cannot_be_taken_away_and_a_number_is_one_persons() {
    let db = testkit::db().await;
    for who in ["081234567890", "081234567891"] {
        registers(&db, wish("Sari", who, PASSWORD, RegisterAs::Citizen).await).await;
    }
    let session = signs_in(&db, "081234567890").await;
    let who = found(&db, &session).await.unwrap();
    let fresh = who.fresh(db.clock.now()).unwrap();
    let mut tx = db.tx(who.actor()).await;
    assert_eq!(
        set_phone(&mut tx, None, fresh).await.unwrap_err().to_string(),
        "invalid: phone: identity-phone-only-login"
    );
    let taken = Phone::parse("081234567891").unwrap();
    assert_eq!(
        set_phone(&mut tx, Some(&taken), fresh).await.unwrap_err().to_string(),
        "invalid: phone: identity-phone-taken"
    );
}

#[tokio::test]
async fn a_closed_account_is_out_at_once_and_for_good() {
    let db = testkit::db().await;
    let sari = person(&db, "sari@example.com").await;
    let admin = staff(&db, "admin@example.com", Role::CityAdmin).await;
    let session = signs_in(&db, "sari@example.com").await;
    let who = found(&db, &session).await.unwrap();
    let fresh = who.fresh(db.clock.now()).unwrap();
    let mut tx = db.tx(who.actor()).await;
    assert!(matches!(close(&mut tx, admin, "not mine", fresh).await, Err(Error::Forbidden)));
    drop(tx);
    let desk = signs_in(&db, "admin@example.com").await;
    let chief = found(&db, &desk).await.unwrap();
    let mut tx = db.tx(chief.actor()).await;
    close(&mut tx, sari, "asked for it", fresh).await.unwrap();
    close(&mut tx, sari, "asked for it", fresh).await.unwrap();
    assert_eq!(tx.told().iter().filter(|name| **name == "identity.account.closed").count(), 1);
    tx.commit().await.unwrap();
    assert!(found(&db, &session).await.is_none());
    assert!(matches!(tries(&db, "sari@example.com", PASSWORD, &caller()).await, Step::Wrong));

    let mut tx = db.tx(chief.actor()).await;
    assert!(
        matches!(close(&mut tx, admin, "the last one", fresh).await, Err(Error::Refused(_))),
        "a city keeps an administrator"
    );
    db.later(TimeDelta::days(1));
}

use chrono::TimeDelta;
use kernel::contact::Email;
use kernel::{Actor, AreaCode, Error, Role};
use testkit::{DEPOK, TestDb};

use super::{
    InvitationId, NewInvitation, State, accept, accept_new, invite, list, offered, resend, withdraw,
};
use crate::account::AccountName;
use crate::credential::Token;
use crate::grant;
use crate::session::Step;
use crate::testing::*;

fn wish(email: &str, role: Role, area: &str) -> NewInvitation {
    NewInvitation {
        email: Email::parse(email).unwrap(),
        role,
        area: AreaCode::parse(area).unwrap(),
        agency: None,
    }
}

async fn chief(db: &TestDb) -> Actor {
    staff(db, "admin@example.com", Role::CityAdmin).await;
    let session = signs_in(db, "admin@example.com").await;
    found(db, &session).await.unwrap().actor()
}

async fn invites(db: &TestDb, by: &Actor, new: NewInvitation) -> (InvitationId, Token) {
    let to = new.email.reveal().to_owned();
    let mut tx = db.tx(by.clone()).await;
    let id = invite(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    (id, link(db, &to).await)
}

async fn link(db: &TestDb, to: &str) -> Token {
    let text = in_mail(db, to, "/semarang/identity/invitations/").await;
    Token::parse(text.strip_suffix("/acceptance").unwrap()).unwrap()
}

async fn joins(db: &TestDb, token: &Token) -> Result<(), Error> {
    let mut tx = db.tx(Actor::Visitor).await;
    let name = AccountName::parse("Budi").unwrap();
    accept_new(&mut tx, token, name, hashed(PASSWORD).await, "id").await?;
    tx.commit().await
}

#[tokio::test]
async fn a_colleague_follows_the_link_and_holds_the_role() {
    let db = testkit::db().await;
    let chief = chief(&db).await;
    let (_, token) = invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74.06")).await;
    let mail = db.mailbox.last_to("budi@example.com").unwrap();
    assert!(
        mail.body.contains("Sari Wulandari mengundang Anda") && mail.body.contains("sebagai pendamping"),
        "{}",
        mail.body
    );
    let mut tx = db.tx(Actor::Visitor).await;
    let offer = offered(&mut tx, &token).await.unwrap();
    assert_eq!((offer.role, offer.area.as_str(), offer.has_account), (Role::Mentor, "33.74.06", false));
    drop(tx);
    joins(&db, &token).await.unwrap();
    let session = signs_in(&db, "budi@example.com").await;
    let acting = found(&db, &session).await.unwrap().acting;
    assert_eq!((acting.role, acting.area.as_str()), (Role::Mentor, "33.74.06"));
    assert_eq!(joins(&db, &token).await.unwrap_err().to_string(), "refused: identity-link-expired");
    let mut tx = db.tx(chief).await;
    assert!(matches!(list(&mut tx).await.unwrap()[0].state, State::Accepted(_)));
}

#[tokio::test]
async fn of_two_that_follow_one_link_at_once_one_joins() {
    let db = testkit::db().await;
    let chief = chief(&db).await;
    let (_, token) = invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74")).await;
    let (a, b) = tokio::join!(joins(&db, &token), joins(&db, &token));
    assert_eq!([a, b].iter().filter(|joined| joined.is_ok()).count(), 1);
}

#[tokio::test]
async fn a_link_ends_after_a_week_when_withdrawn_or_when_sent_again() {
    let db = testkit::db().await;
    let chief = chief(&db).await;
    let (id, first) = invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74")).await;
    db.later(TimeDelta::days(7));
    assert!(joins(&db, &first).await.is_err(), "a week is over");
    let mut tx = db.tx(chief.clone()).await;
    assert_eq!(list(&mut tx).await.unwrap()[0].state, State::Expired);
    resend(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let second = link(&db, "budi@example.com").await;
    assert!(joins(&db, &first).await.is_err(), "the link before ended");
    let mut tx = db.tx(chief.clone()).await;
    withdraw(&mut tx, id).await.unwrap();
    withdraw(&mut tx, id).await.unwrap();
    assert!(resend(&mut tx, id).await.is_err());
    tx.commit().await.unwrap();
    assert!(joins(&db, &second).await.is_err(), "withdrawn");
    invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74")).await;
}

#[tokio::test]
async fn one_open_invitation_per_person_role_and_place() {
    let db = testkit::db().await;
    let chief = chief(&db).await;
    invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74")).await;
    let mut tx = db.tx(chief.clone()).await;
    let again = invite(&mut tx, wish("budi@example.com", Role::Mentor, "33.74")).await.unwrap_err();
    assert_eq!(again.to_string(), "invalid: email: identity-invitation-open");
    drop(tx);
    invites(&db, &chief, wish("budi@example.com", Role::Analyst, "33.74")).await;
}

#[tokio::test]
async fn nobody_invites_into_more_than_they_may_grant_or_looks_beyond_their_subtree() {
    let db = testkit::db().await;
    let chief = chief(&db).await;
    let (id, _) = invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74.07")).await;
    let officer = testkit::actor(Role::KecamatanOfficer, "33.74.06");
    let mut tx = db.tx(officer.clone()).await;
    for (role, area) in [
        (Role::CityAdmin, "33.74"),
        (Role::Mentor, "33.74.07"),
        (Role::Mentor, "33.74"),
        (Role::Mentor, "32.76"),
    ] {
        assert!(invite(&mut tx, wish("x@example.com", role, area)).await.is_err(), "{role:?} {area}");
    }
    assert!(list(&mut tx).await.unwrap().is_empty());
    assert!(matches!(withdraw(&mut tx, id).await, Err(Error::NotFound(_))));
    assert!(matches!(resend(&mut tx, id).await, Err(Error::NotFound(_))));
    for nobody in
        [Actor::Visitor, testkit::actor(Role::Citizen, "33.74"), testkit::actor(Role::Analyst, "33.74")]
    {
        let mut tx = db.tx(nobody).await;
        assert!(matches!(
            invite(&mut tx, wish("x@example.com", Role::Citizen, "33.74")).await,
            Err(Error::Forbidden)
        ));
        assert!(matches!(list(&mut tx).await, Err(Error::Forbidden)));
    }
}

#[tokio::test]
async fn an_inviter_who_lost_the_power_gives_nothing() {
    let db = testkit::db().await;
    staff(&db, "first@example.com", Role::CityAdmin).await;
    let chief = chief(&db).await;
    let (_, token) = invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74")).await;
    let mut tx = db.tx(machine()).await;
    let held = grant::active(&mut tx, chief.account().unwrap()).await.unwrap();
    grant::revoke(&mut tx, held[0].id, "left the office").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        joins(&db, &token).await.unwrap_err().to_string(),
        "refused: identity-grant-inviter-lost-power"
    );
}

#[tokio::test]
async fn the_owner_of_an_account_signs_in_and_accepts_and_nobody_else() {
    let db = testkit::db().await;
    let chief = chief(&db).await;
    person(&db, "budi@example.com").await;
    person(&db, "malin@example.com").await;
    let (_, token) = invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74")).await;
    assert_eq!(joins(&db, &token).await.unwrap_err().to_string(), "refused: identity-invitation-sign-in");
    let malin = signs_in(&db, "malin@example.com").await;
    let mut tx = db.tx(found(&db, &malin).await.unwrap().actor()).await;
    assert_eq!(
        accept(&mut tx, &token).await.unwrap_err().to_string(),
        "refused: identity-invitation-other-account"
    );
    drop(tx);
    let budi = signs_in(&db, "budi@example.com").await;
    let mut tx = db.tx(found(&db, &budi).await.unwrap().actor()).await;
    let given = accept(&mut tx, &token).await.unwrap();
    assert_eq!(grant::active(&mut tx, budi.account).await.unwrap()[0].id, given);
    assert_eq!(grant::active(&mut tx, budi.account).await.unwrap()[0].role, Role::Mentor);
}

#[tokio::test]
async fn an_invited_address_that_a_stranger_registered_goes_to_the_invited() {
    let db = testkit::db().await;
    let chief = chief(&db).await;
    let mut tx = db.tx(Actor::Visitor).await;
    let stranger = crate::account::NewAccount {
        name: AccountName::parse("Malin").unwrap(),
        login: login("budi@example.com"),
        password: hashed(OTHER).await,
        role: crate::account::RegisterAs::Citizen,
        language: "id",
    };
    crate::account::register(&mut tx, stranger).await.unwrap();
    tx.commit().await.unwrap();
    let (_, token) = invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74")).await;
    joins(&db, &token).await.unwrap();
    assert!(matches!(tries(&db, "budi@example.com", OTHER, &caller()).await, Step::Wrong));
    let session = signs_in(&db, "budi@example.com").await;
    assert_eq!(found(&db, &session).await.unwrap().name, "Budi");
}

#[tokio::test]
async fn a_link_of_one_city_opens_nothing_in_another() {
    let db = testkit::db().await;
    let chief = chief(&db).await;
    let (_, token) = invites(&db, &chief, wish("budi@example.com", Role::Mentor, "33.74")).await;
    let mut tx = db.tx_in(DEPOK, Actor::Visitor).await;
    assert!(offered(&mut tx, &token).await.is_err());
}

//! What the tests of this half share. Everything goes through the doings that people use.

use std::net::{IpAddr, Ipv4Addr};

use kernel::contact::Email;
use kernel::id::AccountId;
use kernel::{Actor, AreaCode, CityId, Role};
use testkit::{SEMARANG, TestDb};

use crate::account::{self, AccountName, Login, Opening};
use crate::credential::{About, Password, Stands, Typed};
use crate::grant::{self, NewGrant};
use crate::session::{self, Attempt, Caller, Found, NewSession, Step};

pub(crate) const PASSWORD: &str = "payung jingga terbang tinggi";
pub(crate) const OTHER: &str = "gerobak ungu menari pelan";

pub(crate) fn machine() -> Actor {
    Actor::System("test")
}

pub(crate) fn caller() -> Caller {
    caller_at(Ipv4Addr::new(203, 0, 113, 7).into())
}

pub(crate) fn caller_at(address: IpAddr) -> Caller {
    Caller { address, user_agent: "Mozilla/5.0 (Linux; Android 13) Chrome/126.0".to_owned() }
}

pub(crate) async fn hashed(text: &str) -> crate::credential::Hashed {
    Password::choose(text, Stands::Alone, &About::default()).unwrap().hash().await.unwrap()
}

pub(crate) fn login(text: &str) -> Login {
    Login::parse(text).unwrap()
}

/// A person with a confirmed address and [`PASSWORD`].
pub(crate) async fn person(db: &TestDb, email: &str) -> AccountId {
    person_in(db, SEMARANG, email).await
}

pub(crate) async fn person_in(db: &TestDb, city: CityId, email: &str) -> AccountId {
    let mut tx = db.tx_in(city, machine()).await;
    let opening = Opening {
        name: AccountName::parse("Sari Wulandari").unwrap(),
        email: Some(Email::parse(email).unwrap()),
        phone: None,
        area: AreaCode::of_city(city),
        language: "id",
        password: Some(hashed(PASSWORD).await),
        confirmed: true,
    };
    let account = account::open(&mut tx, opening).await.unwrap();
    tx.commit().await.unwrap();
    account
}

/// The same with a role over the whole city.
pub(crate) async fn staff(db: &TestDb, email: &str, role: Role) -> AccountId {
    let account = person(db, email).await;
    let mut tx = db.tx(machine()).await;
    let area = AreaCode::of_city(SEMARANG).unwrap();
    grant::give(&mut tx, NewGrant { account, role, area, agency: None, until: None }).await.unwrap();
    tx.commit().await.unwrap();
    account
}

pub(crate) async fn tries(db: &TestDb, who: &str, password: &str, from: &Caller) -> Step {
    let attempt = Attempt { login: login(who), password: Typed::new(password), caller: from.clone() };
    session::sign_in(&db.db, SEMARANG, attempt).await.unwrap()
}

pub(crate) async fn signs_in(db: &TestDb, who: &str) -> NewSession {
    match tries(db, who, PASSWORD, &caller()).await {
        Step::In(session) => session,
        other => panic!("not signed in: {other:?}"),
    }
}

pub(crate) async fn found(db: &TestDb, session: &NewSession) -> Option<Found> {
    let mut tx = db.tx(Actor::Visitor).await;
    let found = session::find(&mut tx, &session.token).await.unwrap();
    tx.commit().await.unwrap();
    found
}

/// The part of the newest mail to an address that follows `before`, up to the next blank.
pub(crate) async fn in_mail(db: &TestDb, to: &str, before: &str) -> String {
    db.work_off().await;
    let body = db.mailbox.last_to(to).expect("a mail").body;
    let at = body.find(before).expect("the text in the mail") + before.len();
    body[at..].split_whitespace().next().unwrap().to_owned()
}

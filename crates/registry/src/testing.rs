//! What the tests of this room share.

use identity::account::{self, AccountName, Opening};
use kernel::contact::Email;
use kernel::id::AccountId;
use kernel::{Actor, AreaCode};
use testkit::{SEMARANG, TestDb};

pub(crate) const HERE: &str = "33.74.06.1001";

pub(crate) fn here() -> AreaCode {
    AreaCode::parse(HERE).unwrap()
}

pub(crate) fn machine() -> Actor {
    Actor::System("test")
}

/// An account of somebody in Semarang.
pub(crate) async fn account(db: &TestDb, email: &str) -> AccountId {
    let mut tx = db.tx_in(SEMARANG, machine()).await;
    let opening = Opening {
        name: AccountName::parse("Siti Aminah").unwrap(),
        email: Some(Email::parse(email).unwrap()),
        phone: None,
        area: Some(here()),
        language: "id",
        password: None,
        confirmed: true,
    };
    let account = account::open(&mut tx, opening).await.unwrap();
    tx.commit().await.unwrap();
    account
}

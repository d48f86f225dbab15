//! What the tests of this room share.

use kernel::{Actor, AreaCode};
use registry::person::PersonId;
use registry::person::register::NewPerson;
use registry::source::claims::{Address, PersonClaims};
use testkit::TestDb;

/// A kelurahan of Pedurungan, in Semarang.
pub(crate) const GEMAH: &str = "33.74.06.1003";

/// A database with every area, whose jobs and facts are this room's.
pub(crate) async fn kit() -> TestDb {
    let room = crate::context();
    testkit::db_prepared("territory", &room.jobs, &room.subscriptions, async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await
}

pub(crate) fn machine() -> Actor {
    Actor::System("test")
}

pub(crate) fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

pub(crate) fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// Somebody who lives in an RT of a kelurahan.
pub(crate) async fn someone(tx: &mut kernel::Tx, name: &str, place: &str, rw: u16, rt: u16) -> PersonId {
    let home = Address { area: Some(area(place)), rw: Some(rw), rt: Some(rt), ..Address::default() };
    let claims = PersonClaims { name: Some(name.to_owned()), home, ..PersonClaims::default() };
    registry::person::register(tx, NewPerson { claims, ..NewPerson::default() }).await.unwrap()
}

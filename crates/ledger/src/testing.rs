//! What the tests of this room share.

use kernel::{Actor, Role, Rupiah, Tx};
use testkit::TestDb;
use uuid::Uuid;

use crate::account::{self, Purpose};
use crate::examples::{self, Sale};

pub(crate) async fn kit() -> TestDb {
    let room = crate::context();
    testkit::db_with(&room.jobs, &room.subscriptions).await
}

pub(crate) fn machine() -> Actor {
    Actor::System("test")
}

pub(crate) fn admin() -> Actor {
    testkit::actor(Role::CityAdmin, "33.74")
}

pub(crate) fn maker(number: u128) -> Uuid {
    Uuid::from_u128(0x7000_0000_0000_0000_8000_0000_0000_0000 + number)
}

/// A sale of a maker, without commission.
pub(crate) async fn sold(tx: &mut Tx, key: &str, of: u128, goods: i64) -> crate::journal::Posted {
    let sale = Sale {
        key: key.to_owned(),
        maker: maker(of),
        goods: Rupiah(goods),
        commission: Rupiah(0),
        mdr: Rupiah(0),
    };
    examples::sale(tx, &sale).await.unwrap()
}

/// What is in an account, in rupiah, as the books have it: what went out is negative.
pub(crate) async fn balance(tx: &mut Tx, purpose: Purpose, of: Option<u128>) -> i64 {
    let id = account::account(tx, purpose, of.map(maker)).await.unwrap();
    account::balance(tx, id).await.unwrap().first().map_or(0, |balance| balance.money.units)
}

//! For tests only: a database for each test in milliseconds, a page client that fills forms by label, a clock that
//! stands still, a mailer that remembers.
//!
//! Words: a *slot* is a database that one test uses at a time and the next one finds emptied. The *template* is the
//! migrated database that slots are copied from; it is named after the migrations' fingerprint.
//!
//! Always true: two cities are there, [`SEMARANG`] and [`DEPOK`], so that nothing can pass by serving only one.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "this crate is only linked into tests, where a panic is the report"
)]

mod browser;
mod counting;
mod database;
mod fakes;
mod outline;

pub use browser::{Browser, PageView};
pub use database::{DEPOK, SEMARANG, TestDb, db, db_prepared, db_to_measure, db_to_measure_on, db_with};
pub use fakes::{Mailbox, keys};
pub use outline::outline;

use kernel::id::AccountId;
use kernel::{Acting, Actor, AreaCode, Role};

/// A role over an area, held by an account whose id is made from both, so that it is the same in every run.
pub fn actor(role: Role, area: &str) -> Actor {
    let seed = format!("{} {area}", role.as_str());
    let number = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    actor_of(AccountId(uuid::Uuid::from_u128(number)), role, area)
}

/// A role over an area, held by this account.
pub fn actor_of(account: AccountId, role: Role, area: &str) -> Actor {
    Actor::Account(Acting { account, role, area: AreaCode::parse(area).unwrap(), agency: None })
}

/// An instant, written as `2026-01-15 12:00` in UTC.
pub fn instant(text: &str) -> kernel::Instant {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc()
}

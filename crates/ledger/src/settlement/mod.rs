//! A settlement: what makers earned until a day becomes what they are to be paid.
//!
//! One for each day that the calendar names; whoever owes more than was earned carries that over to the next. Each share has a
//! journal and a statement that lists every journal since the one before, so that the maker can check it by hand.

mod find;
pub(crate) mod pages;
mod paper;
mod settle;
#[cfg(test)]
mod tests;

pub use find::{Listed, Share, Statement, list, one, statement};
pub use settle::settle;

use kernel::{Can, Fact, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

kernel::id!(
    /// A settlement.
    SettlementId
);

/// Settles what makers earned.
pub const SETTLE: Can = Can::new("ledger.settlement.make", &[Role::CityAdmin, Role::AgencyOfficer]);

/// Makers' earnings are settled.
#[derive(Debug, Serialize, Deserialize)]
pub struct Settled {
    /// Which.
    pub settlement: SettlementId,
}

impl Fact for Settled {
    const NAME: &'static str = "ledger.settlement.made";
    fn subject(&self) -> Uuid {
        self.settlement.0
    }
}

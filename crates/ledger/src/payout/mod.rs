//! Payouts: what is due to makers goes to the bank in a batch, is paid, or comes back.
//!
//! A payout that comes back is reversed: the money is due again and goes with the next batch. What the bank said stays.

mod file;
mod find;
pub(crate) mod pages;
mod pay;
#[cfg(test)]
mod tests;

pub use file::csv;
pub use find::{Batch, Payout, State, list, one};
pub use pay::{paid, pay_out, returned};

use kernel::{Can, Fact, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

kernel::id!(
    /// Payments that go to the bank together.
    BatchId
);
kernel::id!(
    /// A payment to a maker.
    PayoutId
);

/// Sends what is due to the bank, and says what became of it.
pub const PAY: Can = Can::new("ledger.payout.pay", &[Role::CityAdmin, Role::AgencyOfficer]);

/// A payment to a maker came back.
#[derive(Debug, Serialize, Deserialize)]
pub struct PayoutReturned {
    /// Which.
    pub payout: PayoutId,
}

impl Fact for PayoutReturned {
    const NAME: &'static str = "ledger.payout.returned";
    fn subject(&self) -> Uuid {
        self.payout.0
    }
}

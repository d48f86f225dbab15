//! A parcel: what one maker has to hand over of an order.
//!
//! Words. It *waits* until its order is paid, is *new* to its maker, who *confirms* it, *packs* it and *sends* it (or hands it
//! over); the buyer *receives* it, or it is *returned*. Before it is sent it can be *cancelled*.
//!
//! Always true: what is sent leaves the shelf and is earned in the same transaction; what is cancelled is free again and goes
//! back to the buyer's account in the same; each change says who, when and why.

mod advance;
pub(crate) mod api;
mod customs;
mod find;
mod late;
mod measure;
pub(crate) mod pages;
mod paper;
#[cfg(test)]
mod tests;

pub use advance::{cancel, confirm, pack, receive, send, take_back};
pub use find::{Listed, Parcel, lines, list, of_order, one, open_of};
pub use late::Late;
pub use measure::Measure;

pub(crate) use advance::{mark, reasoned};
pub(crate) use find::{own as own_makers, stock_lines};

use kernel::{Can, Error, Fact, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

kernel::id!(
    /// A parcel.
    ParcelId
);

/// Sees and moves parcels of makers. An entrepreneur does so for the own business.
pub const SEND: Can = Can::new("market.parcel.send", &[Role::CityAdmin, Role::AgencyOfficer]);

/// Sells something of one's own: decides about the menu.
pub(crate) const OWN: Can = Can::new("market.parcel.send_own", &[Role::Entrepreneur]);

/// Where a parcel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MarketParcelState)]
pub enum State {
    /// Its order is not paid.
    Waiting,
    New,
    Confirmed,
    Packed,
    /// On its way, or handed over.
    Sent,
    Received,
    Returned,
    Cancelled,
}

impl State {
    /// All, in the order of a parcel's way.
    pub const ALL: [State; 8] = [
        State::Waiting,
        State::New,
        State::Confirmed,
        State::Packed,
        State::Sent,
        State::Received,
        State::Returned,
        State::Cancelled,
    ];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::New => "new",
            State::Confirmed => "confirmed",
            State::Packed => "packed",
            State::Sent => "sent",
            State::Received => "received",
            State::Returned => "returned",
            State::Cancelled => "cancelled",
        }
    }

    /// Reads what is stored or asked for.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub(crate) fn of(text: &str) -> Result<State, Error> {
        State::parse(text).ok_or_else(|| Error::broken("a parcel's state that the table does not hold"))
    }

    /// Whether it may come to stand there next.
    pub(crate) fn may_become(self, next: State) -> bool {
        use State::{Cancelled, Confirmed, New, Packed, Received, Returned, Sent, Waiting};
        match next {
            Waiting => false,
            New => self == Waiting,
            Confirmed => self == New,
            Packed => matches!(self, New | Confirmed),
            Sent => matches!(self, New | Confirmed | Packed),
            Received => self == Sent,
            Returned => matches!(self, Sent | Received),
            Cancelled => matches!(self, Waiting | New | Confirmed | Packed),
        }
    }
}

/// Something was sold: handed over by its maker, and paid.
#[derive(Debug, Serialize, Deserialize)]
pub struct ParcelSent {
    pub parcel: Uuid,
}

impl Fact for ParcelSent {
    const NAME: &'static str = "market.parcel.sent";
    fn subject(&self) -> Uuid {
        self.parcel
    }
}

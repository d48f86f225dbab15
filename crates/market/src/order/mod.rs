//! An order: what a buyer bought in one go, from one or more makers.
//!
//! Words. It is *open* until it is paid, *lapses* when nobody pays in time, is *stuck* when money came and what was bought is
//! not there any more, and *cancelled* when nothing of it will be sent. Placing it is *prepare, pay, finalise*: it is written
//! down and held, then a provider is asked, then the provider's word makes it paid. Each of the three may be done again.
//!
//! Always true: what it cost is what the buyer saw; who bought is sealed, and shown to nobody but the buyer, the makers who
//! send something, and the city's officers of the market.

pub(crate) mod api;
mod close;
pub(crate) mod desk_pages;
mod find;
mod forget;
pub mod link;
mod mail;
pub(crate) mod pages;
mod place;
#[cfg(test)]
mod tests;
pub(crate) mod view_pages;
#[cfg(test)]
mod way_tests;

pub use close::{Lapse, cancel, close};
pub use find::{Line, Listed, Order, Step, by_key, list, one, steps};
pub use forget::Forget;
pub use place::{NewOrder, Placed, place};

pub(crate) use close::{finish, step};
pub(crate) use find::lock;
pub(crate) use mail::{Letter, english, paid, remind_maker, tell, tell_of_late};

use kernel::{Can, Error, Fact, Role, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

kernel::id!(
    /// An order.
    OrderId
);

/// Sees the orders of the city's market, and decides about those that are stuck.
pub const DECIDE: Can = Can::new("market.order.decide", &[Role::CityAdmin, Role::AgencyOfficer]);

/// What the code of an order starts with: pesanan.
pub const PREFIX: &str = "PSN";

/// Where who bought is kept sealed.
pub(crate) const CONTACT: &str = "market.order.contact";

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MarketOrderState)]
pub enum State {
    /// Waits to be paid.
    Open,
    Paid,
    /// Paid, and something of it is not there any more: somebody has to decide.
    Stuck,
    /// Was not paid in time.
    Lapsed,
    Cancelled,
}

impl State {
    /// All.
    pub const ALL: [State; 5] = [State::Open, State::Paid, State::Stuck, State::Lapsed, State::Cancelled];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Paid => "paid",
            State::Stuck => "stuck",
            State::Lapsed => "lapsed",
            State::Cancelled => "cancelled",
        }
    }

    /// Reads what is stored or asked for.
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub(crate) fn of(text: &str) -> Result<State, Error> {
        State::parse(text).ok_or_else(|| Error::broken("an order's state that the table does not hold"))
    }
}

/// How it comes to the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MarketOrderWay)]
pub enum Way {
    /// Fetched at the makers.
    Pickup,
    Sent,
}

impl Way {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Pickup => "pickup",
            Way::Sent => "sent",
        }
    }

    /// Reads what is stored or sent.
    pub fn parse(text: &str) -> Option<Way> {
        [Way::Pickup, Way::Sent].into_iter().find(|way| way.as_str() == text)
    }
}

/// Who bought.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    /// In E.164.
    pub phone: String,
    pub mail: Option<String>,
    /// Street, number, RT and RW, and the area as the buyer wrote it. Empty where it is fetched.
    pub address: String,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contact").finish_non_exhaustive()
    }
}

impl Contact {
    pub(crate) fn sealed(&self, tx: &Tx, id: OrderId) -> Result<Vec<u8>, Error> {
        tx.db().keys().seal(place_of(tx, id), &serde_json::to_string(self)?)
    }

    pub(crate) fn opened(tx: &Tx, id: OrderId, sealed: &[u8]) -> Result<Contact, Error> {
        let plain = tx.db().keys().open(place_of(tx, id), sealed)?;
        Ok(serde_json::from_str(&plain)?)
    }
}

fn place_of(tx: &Tx, id: OrderId) -> kernel::secret::Place {
    kernel::secret::Place { column: CONTACT, city: tx.city(), row: id.0 }
}

/// An order is paid, and its parcels are for their makers to send.
#[derive(Debug, Serialize, Deserialize)]
pub struct OrderPaid {
    pub order: Uuid,
}

impl Fact for OrderPaid {
    const NAME: &'static str = "market.order.paid";
    fn subject(&self) -> Uuid {
        self.order
    }
}

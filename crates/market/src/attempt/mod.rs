//! An attempt: one try to have an order paid in one way, through one provider.
//!
//! Words. It is *new* until the provider has answered, *open* while the buyer may pay, *paid*, *refused* by the provider,
//! *closed* by us or by time, and *odd* where another sum came than was asked for.
//!
//! Always true: its id was written down before the provider heard it; a provider is asked while the attempt's row is locked,
//! so never twice at a time; a payment counts once; a payment that comes late, twice or over an order that is off is not lost:
//! it makes the order whole, or goes back.

mod apply;
mod charge;
pub(crate) mod demo_pages;
mod find;
mod poll;

pub use apply::paid;
pub use charge::{charge, close, methods, open};
pub use find::{Attempt, last, live, one};
pub use poll::{Ask, Poll};

pub(crate) use apply::heard;
pub(crate) use poll::ask;

use kernel::Error;
use payment::{Bank, Method};

kernel::id!(
    /// An attempt: the reference that its provider is given.
    AttemptId
);

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Whether the provider knows of it is not known yet.
    New,
    /// The buyer may pay.
    Open,
    Paid,
    /// The provider said no.
    Refused,
    /// Nobody can pay it any more.
    Closed,
    /// Another sum came than was asked for: for somebody to look at.
    Odd,
}

impl State {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            State::New => "new",
            State::Open => "open",
            State::Paid => "paid",
            State::Refused => "refused",
            State::Closed => "closed",
            State::Odd => "odd",
        }
    }

    pub(crate) fn of(text: &str) -> Result<State, Error> {
        let all = [State::New, State::Open, State::Paid, State::Refused, State::Closed, State::Odd];
        all.into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| Error::broken("an attempt's state that the table does not hold"))
    }
}

/// A way to pay as it is stored, sent and named in messages: `qris`, `card`, or a bank.
pub fn word(method: Method) -> &'static str {
    match method {
        Method::Qris => "qris",
        Method::Card => "card",
        Method::Transfer(bank) => bank.as_str(),
    }
}

/// Reads [`word`].
pub fn method(word: &str) -> Option<Method> {
    match word {
        "qris" => Some(Method::Qris),
        "card" => Some(Method::Card),
        bank => Bank::parse(bank).map(Method::Transfer),
    }
}

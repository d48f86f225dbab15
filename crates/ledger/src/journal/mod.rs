//! A journal: one thing that happened to money, whole or not at all.
//!
//! Never changed, never deleted. Its key says what caused it and is there once. What was wrong is undone by a reversal, which is
//! the mirror of what it reverses and exists at most once, and posted anew.

pub(crate) mod api;
mod correct;
pub(crate) mod find;
pub(crate) mod pages;
mod post;
mod reverse;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

pub use correct::{Correction, correct};
pub use find::{Ask, Detail, Listed, list, one};
pub(crate) use post::hold;
pub use post::{Posted, many, post};
pub use reverse::{reverse, undo};

use kernel::{Can, Error, Fact, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::LedgerAccountId;
use crate::money::Money;

kernel::id!(
    /// A journal.
    JournalId
);

/// Posts what no room caused: opening balances, corrections.
pub const CORRECT: Can = Can::new("ledger.journal.correct", &[Role::CityAdmin, Role::AgencyOfficer]);
/// Undoes a journal by its mirror.
pub const REVERSE: Can = Can::new("ledger.journal.reverse", &[Role::CityAdmin, Role::AgencyOfficer]);

/// What happened.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = LedgerJournalKind)]
pub enum Kind {
    /// A buyer paid for what is not handed over yet.
    Payment,
    /// Something was sold: handed over.
    Sale,
    /// A buyer gets money back.
    Refund,
    /// A provider's fee, a commission apart from a sale.
    Fee,
    /// Cash was counted, carried, rounded.
    Cash,
    /// What a maker earned is to be paid.
    Settlement,
    /// A maker is paid.
    Payout,
    /// Somebody says what no room caused.
    Correction,
    /// The mirror of another journal.
    Reversal,
}

impl Kind {
    /// All.
    pub const ALL: [Kind; 9] = [
        Kind::Payment,
        Kind::Sale,
        Kind::Refund,
        Kind::Fee,
        Kind::Cash,
        Kind::Settlement,
        Kind::Payout,
        Kind::Correction,
        Kind::Reversal,
    ];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Payment => "payment",
            Kind::Sale => "sale",
            Kind::Refund => "refund",
            Kind::Fee => "fee",
            Kind::Cash => "cash",
            Kind::Settlement => "settlement",
            Kind::Payout => "payout",
            Kind::Correction => "correction",
            Kind::Reversal => "reversal",
        }
    }

    /// Reads [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub(crate) fn of(text: &str) -> Result<Kind, Error> {
        Kind::parse(text).ok_or_else(|| Error::broken(format!("a journal is a {text}, which is nothing")))
    }
}

/// What came into an account (positive, a debit) or went out (negative, a credit).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leg {
    /// Where.
    pub account: LedgerAccountId,
    /// How much.
    pub money: Money,
}

/// A journal to be posted.
#[derive(Debug, Clone)]
pub struct NewJournal {
    /// What causes it, in the words of the room that does: `market/order/01JC…/paid`. 1 to 200 characters.
    pub key: String,
    /// What happened.
    pub kind: Kind,
    /// For whoever reads the books. Nothing about a person: books are kept for ten years.
    pub note: String,
    /// They sum to zero in each currency.
    pub legs: Vec<Leg>,
}

/// A journal is there.
#[derive(Debug, Serialize, Deserialize)]
pub struct JournalReversed {
    /// What was undone.
    pub journal: JournalId,
    /// Its mirror.
    pub reversal: JournalId,
}

impl Fact for JournalReversed {
    const NAME: &'static str = "ledger.journal.reversed";
    fn subject(&self) -> Uuid {
        self.journal.0
    }
}

//! An outcome: that somebody became something, on a day, in a place, and what speaks for it.
//!
//! Always true: one outcome of a kind is in force per record of a person; its grade is the best of its evidence in force; the
//! shares of those who helped do not exceed the whole; what was wrong is voided with a reason or replaced by another.

mod api;
pub(crate) mod changed;
pub mod find;
mod forms;
pub(crate) mod own_data;
mod pages;
mod record;
#[cfg(test)]
mod tests;

pub use changed::OutcomesChanged;
pub use find::{Evidence, Outcome, Share, of_person, one};
pub use record::{NewEvidence, NewOutcome, NewShare, correct, evidence, record, void, withdraw};

use kernel::{Can, Role};
use web::Context;

kernel::id!(
    /// An outcome.
    OutcomeId
);
kernel::id!(
    /// Something that speaks for an outcome.
    EvidenceId
);

const DESK: &[Role] =
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer, Role::Mentor];

/// Sees outcomes and whose they are.
pub const SEE: Can = Can::new("programmes.outcome.see", DESK);
/// Records outcomes and what speaks for them.
pub const RECORD: Can = Can::new("programmes.outcome.record", DESK);
/// Corrects and voids outcomes, withdraws evidence.
pub const VOID: Can = Can::new(
    "programmes.outcome.void",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

/// The kind that every city has: somebody who runs a business and did not before.
pub const NEW_ENTREPRENEUR: &str = "new_entrepreneur";

/// How sure it is, from least to most.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// The person, or a list, says so.
    Claimed,
    /// Somebody answered when asked, or a mentor saw it.
    Affirmed,
    /// There is a paper: a permit, a receipt.
    Document,
    /// An agency's own system says so.
    System,
}

impl Grade {
    pub const ALL: [Grade; 4] = [Grade::Claimed, Grade::Affirmed, Grade::Document, Grade::System];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::Claimed => "claimed",
            Grade::Affirmed => "affirmed",
            Grade::Document => "document",
            Grade::System => "system",
        }
    }

    /// Reads [`Grade::as_str`].
    pub fn parse(text: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|grade| grade.as_str() == text)
    }
}

/// What it is that speaks for an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The business was registered.
    Registered,
    /// It was seen at work.
    Active,
    Permit,
    /// Its first sale.
    Sale,
    /// Somebody's word.
    Statement,
    Other,
}

impl Sort {
    pub const ALL: [Sort; 6] =
        [Sort::Registered, Sort::Active, Sort::Permit, Sort::Sale, Sort::Statement, Sort::Other];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Registered => "registered",
            Sort::Active => "active",
            Sort::Permit => "permit",
            Sort::Sale => "sale",
            Sort::Statement => "statement",
            Sort::Other => "other",
        }
    }

    /// Reads [`Sort::as_str`].
    pub fn parse(text: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes().and(forms::routes()),
        api: api::routes(),
        menu: vec![pages::menu()],
        panels: vec![pages::PANEL],
        openapi: Some(api::document()),
        permissions: vec![SEE, RECORD, VOID],
        subscriptions: vec![
            kernel::subscription!(
                registry::person::PersonForgotten,
                "programmes.outcome.forget",
                own_data::forgotten
            ),
            kernel::subscription!(registry::link::Settled, "programmes.outcome.follow", changed::settled),
            kernel::subscription!(
                registry::source::PeopleWithdrawn,
                "programmes.outcome.lose",
                changed::withdrawn
            ),
        ],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        ..Context::default()
    }
}

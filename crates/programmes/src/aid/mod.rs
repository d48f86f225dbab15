//! Aid: who received which training, tool or grant, from which agency, when, and worth how much.
//!
//! Words: an *aid* is one thing that somebody received; a *repeat* is the same kind received again within the months that a
//! *rule* of the city names.
//!
//! Always true: the same told twice is once; places in programmes and trainings attended are not copied here but read where
//! they are; what was wrong is voided with a reason or replaced by another; what an entry is worth is shown to its own agency
//! and to the city's administrators alone.

mod api;
pub mod examples;
pub mod find;
mod forms;
pub(crate) mod own_data;
mod pages;
mod record;
pub mod repeat;
mod repeat_pages;
#[cfg(test)]
mod tests;
mod totals_pages;

pub use find::{Aid, Filter, Received, Source, Total, list, one, totals};
pub use record::{NewAid, correct, record, void};

use kernel::{Can, Role};
use web::Context;

use crate::programme::DESK;

kernel::id!(
    /// One thing that somebody received.
    AidId
);
kernel::id!(
    /// What nobody should receive twice within so many months.
    AidRuleId
);

/// Sees who received what.
pub const SEE: Can = Can::new("programmes.aid.see", DESK);
/// Records what somebody received, for the own agency.
pub const RECORD: Can = Can::new("programmes.aid.record", &[Role::CityAdmin, Role::AgencyOfficer]);
/// Says what nobody should receive twice.
pub const RULE: Can = Can::new("programmes.aid.rule", &[Role::CityAdmin]);
/// Sees how much was given, in figures.
pub const FIGURES: Can = Can::new(
    "programmes.aid.figures",
    &[
        Role::CityAdmin,
        Role::AgencyOfficer,
        Role::KecamatanOfficer,
        Role::KelurahanOfficer,
        Role::Mentor,
        Role::Analyst,
    ],
);

/// What sort of thing somebody received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AidKind {
    Training,
    /// A tool or material.
    Tool,
    /// Money.
    Grant,
    /// Help with a permit, a certificate, a stand.
    Service,
    Other,
}

impl AidKind {
    pub const ALL: [AidKind; 5] =
        [AidKind::Training, AidKind::Tool, AidKind::Grant, AidKind::Service, AidKind::Other];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            AidKind::Training => "training",
            AidKind::Tool => "tool",
            AidKind::Grant => "grant",
            AidKind::Service => "service",
            AidKind::Other => "other",
        }
    }

    /// Reads [`AidKind::as_str`].
    pub fn parse(text: &str) -> Option<AidKind> {
        AidKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes().and(forms::routes()).and(repeat_pages::routes()).and(totals_pages::routes()),
        api: api::routes(),
        menu: vec![pages::menu(), totals_pages::menu()],
        panels: vec![pages::OF_PERSON, pages::OF_BUSINESS],
        permissions: vec![SEE, RECORD, RULE, FIGURES],
        subscriptions: vec![kernel::subscription!(
            registry::person::PersonForgotten,
            "programmes.aid.forget",
            own_data::forgotten
        )],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        openapi: Some(api::document()),
        ..Context::default()
    }
}

//! A nudge: somebody is reminded of the next step that is theirs, by a mail once, and by the desk.
//!
//! Words: a *next step* is what somebody can do now to come farther; it is *stuck* since the day from which it could be done;
//! a *mark* is what somebody did about it: spoke to the person, will do so later, or will not any more.
//!
//! Always true: one mail for each step of somebody, never at night, never to those who do not want it, never of what lies long
//! ago; marks are added and never changed, and the last one holds.

mod api;
pub mod examples;
pub mod find;
mod mark;
pub(crate) mod own_data;
pub(crate) mod own_pages;
mod pages;
mod remind;
mod rule_pages;
#[cfg(test)]
mod tests;
mod words;

pub use find::{Filter, Next, Standing, days, list};
pub use mark::{Word, mark, set_days};
pub use remind::Remind;

use kernel::Can;
use uuid::Uuid;
use web::Context;

use crate::applicant::ApplicantId;
use crate::programme::DESK;

/// Sees who is stuck at what.
pub const SEE: Can = Can::new("programmes.nudge.see", DESK);
/// Says that somebody was spoken to.
pub const MARK: Can = Can::new("programmes.nudge.mark", DESK);

/// What somebody can do next.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Take the place that is held.
    Confirm,
    /// Hand in the letter that is missing, or a better one.
    Document,
    /// Choose a time for the interview.
    Interview,
    /// Book a session of a unit that must be taken.
    Session,
    /// Ask for a business number.
    Permit,
    /// Tell how the business fares.
    Report,
}

impl NextStep {
    pub const ALL: [NextStep; 6] = [
        NextStep::Confirm,
        NextStep::Document,
        NextStep::Interview,
        NextStep::Session,
        NextStep::Permit,
        NextStep::Report,
    ];

    /// As stored, in addresses and in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            NextStep::Confirm => "confirm",
            NextStep::Document => "document",
            NextStep::Interview => "interview",
            NextStep::Session => "session",
            NextStep::Permit => "permit",
            NextStep::Report => "report",
        }
    }

    /// Reads [`NextStep::as_str`].
    pub fn parse(text: &str) -> Option<NextStep> {
        NextStep::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

/// Which step of whom. `about` tells apart those that come again: the follow-up, the participant, the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub applicant: ApplicantId,
    pub step: NextStep,
    pub about: Uuid,
}

const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes().and(rule_pages::routes()),
        api: api::routes(),
        menu: vec![pages::menu()],
        permissions: vec![SEE, MARK],
        jobs: vec![kernel::job::JobKind::every::<Remind>(3_600)],
        messages: vec![MESSAGES],
        openapi: Some(api::document()),
        ..Context::default()
    }
}

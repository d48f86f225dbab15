//! The funnel of a programme: how many came how far, how many are on the way, and why the others went no farther.
//!
//! Words: a *step* is how far somebody came, from applying to being at work long after; who *came* to a step went on from it,
//! is *on the way*, or *dropped* there, for a reason.
//!
//! Always true: a person counts once in each call; came = went on + on the way + dropped, at every step; whoever came farther
//! has passed the steps before; those who may not see applicants see nothing from which a figure of fewer than five follows.

mod api;
pub mod examples;
mod find;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod history_tests;
mod pages;
mod people_pages;
pub mod rules;
#[cfg(test)]
mod tests;

pub use find::{Behind, Filter, Funnel, Line, Of, funnel, people};

use web::Context;

/// How far somebody came.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Applied,
    /// The rules of the call are met, as far as it is on record.
    Eligible,
    /// A place was given or held.
    Selected,
    /// The place is confirmed.
    Confirmed,
    /// Was in a session of a training.
    Trained,
    /// Was in all units of a training that must be taken.
    Finished,
    /// Became an entrepreneur, which somebody said that the programme led to.
    Outcome,
    /// Told at a follow-up that the business is at work.
    Lasting,
}

impl Step {
    pub const ALL: [Step; 8] = [
        Step::Applied,
        Step::Eligible,
        Step::Selected,
        Step::Confirmed,
        Step::Trained,
        Step::Finished,
        Step::Outcome,
        Step::Lasting,
    ];

    /// As in addresses and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Applied => "applied",
            Step::Eligible => "eligible",
            Step::Selected => "selected",
            Step::Confirmed => "confirmed",
            Step::Trained => "trained",
            Step::Finished => "finished",
            Step::Outcome => "outcome",
            Step::Lasting => "lasting",
        }
    }

    /// Reads [`Step::as_str`].
    pub fn parse(text: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.as_str() == text)
    }

    /// As `programmes.funnel_unit` counts.
    pub fn level(self) -> i32 {
        match self {
            Step::Applied => 0,
            Step::Eligible => 1,
            Step::Selected => 2,
            Step::Confirmed => 3,
            Step::Trained => 4,
            Step::Finished => 5,
            Step::Outcome => 6,
            Step::Lasting => 7,
        }
    }

    /// Reads [`Step::level`].
    pub fn of_level(level: i32) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.level() == level)
    }

    /// It happens in trainings: a programme without any has no such step.
    pub fn is_taught(self) -> bool {
        match self {
            Step::Trained | Step::Finished => true,
            Step::Applied
            | Step::Eligible
            | Step::Selected
            | Step::Confirmed
            | Step::Outcome
            | Step::Lasting => false,
        }
    }
}

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes().and(people_pages::routes()),
        api: api::routes(),
        panels: vec![pages::PANEL],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        openapi: Some(api::document()),
        ..Context::default()
    }
}

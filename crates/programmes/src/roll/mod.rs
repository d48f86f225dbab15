//! Applicants whom an agency sends as a list: the registry reads it, tells its people from those who are recorded, and hands
//! it back with remarks; whoever stands in it then applies to a call, in the order of the rows.
//!
//! Always true: sending a list twice enters nobody twice; each row has its outcome; whoever fails a rule is not entered, and
//! the row says which; undoing the list takes its applications back.

mod api;
mod enter;
mod find;
mod own_data;
mod pages;
mod receive;
#[cfg(test)]
mod tests;
mod workbook;

use kernel::job::JobKind;
use web::Context;

pub use enter::{Enter, Leave};
pub use find::{Counts, Roll, Row, counts, of_call, one, rows};
pub(crate) use own_data::OWN_DATA;
pub(crate) use pages::panel;
pub use receive::{follow, of_batch, receive};
pub use workbook::workbook;

kernel::id!(
    /// A list of applicants.
    RollId
);

/// What became of a row.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = RollOutcome)]
pub enum Outcome {
    Entered,
    /// The person had applied to the call already.
    Already,
    /// A rule of the call failed.
    Failed,
    /// The kelurahan of the home is not known.
    Nowhere,
    /// The call had been called off.
    Closed,
    /// The row was not taken over: it waits for an answer, or cannot be read.
    Unread,
}

impl Outcome {
    pub const ALL: [Outcome; 6] = [
        Outcome::Entered,
        Outcome::Already,
        Outcome::Failed,
        Outcome::Nowhere,
        Outcome::Closed,
        Outcome::Unread,
    ];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Entered => "entered",
            Outcome::Already => "already",
            Outcome::Failed => "failed",
            Outcome::Nowhere => "nowhere",
            Outcome::Closed => "closed",
            Outcome::Unread => "unread",
        }
    }

    /// Reads [`Outcome::as_str`].
    pub fn parse(text: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes(),
        api: api::routes(),
        openapi: Some(api::document()),
        jobs: vec![JobKind::of::<Enter>(), JobKind::of::<Leave>()],
        subscriptions: vec![
            kernel::subscription!(registry::batch::BatchRead, "programmes.roll.read", receive::read),
            kernel::subscription!(registry::batch::BatchSettled, "programmes.roll.settled", receive::settled),
            kernel::subscription!(
                registry::person::PersonForgotten,
                "programmes.roll.forget",
                own_data::forgotten
            ),
        ],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        ..Context::default()
    }
}

//! What participants say of sessions: with the code that they showed at the door, without an account.
//!
//! Always true: only somebody who was in a session says anything of it, once; said anew it takes the place of what was said
//! before. Who said what is not told to anybody at the desk; and nothing is told before so many have answered that nobody can
//! be made out.

pub mod examples;
mod give;
mod pages;
mod results;
#[cfg(test)]
mod tests;

pub use give::{Said, give, opened};
pub use results::{Results, of_session, of_training};

use web::Context;

kernel::id!(
    /// What somebody says of a session.
    FeedbackId
);

/// What is asked here: Indonesian and English.
const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes(),
        addresses: vec![("/kesan", "/programmes/feedback")],
        messages: vec![MESSAGES],
        ..Context::default()
    }
}

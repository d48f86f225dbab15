//! What the city promises its people, and what becomes of them: promises with their parts, the programmes that lead there,
//! and the outcomes by which promises are kept.
//!
//! Words: an *outcome* is that somebody became something, a new entrepreneur for instance, on a day, in a place. *Evidence*
//! speaks for it and has a *grade*: claimed, affirmed, a document, an agency's own system. A *label* is what a city calls a
//! kind or a category of outcomes. A *call* is when people may apply to a programme, and for how many places; a *rule* says
//! who may. An *applicant* is a person in a call; a *seat* is a place that somebody holds.
//! A *training* is taught in *sessions* to *participants*, who have a *chair* or wait for one; an *attendance* says who was
//! there. A *follow-up* is how somebody fares whom a programme helped: before it, and three, six, twelve months after.
//! A *funnel* says how many came how far in a programme, and a *nudge* reminds somebody of the next step.
//! An *aid* is one thing that somebody received: a training, a tool, a grant.
//!
//! Always true: an outcome is a person's, and a person is counted once, whatever records the registry joined or parted; what
//! was recorded is voided or corrected with a reason and never overwritten.

pub mod aid;
pub mod allocation;
pub mod applicant;
pub mod call;
pub mod certificate;
mod context;
pub mod examples;
pub mod feedback;
pub mod followup;
pub mod funnel;
mod ical;
pub mod nudge;
pub mod outcome;
pub mod programme;
pub mod promise;
pub mod report;
pub mod roadshow;
pub mod roll;
pub mod selection;
#[cfg(test)]
mod testing;
pub mod training;
mod words;

pub use context::context;

/// The programmes' parts of own data.
pub const fn own_data() -> [identity::subject::OwnData; 8] {
    [
        aid::own_data::OWN_DATA,
        applicant::own_data::OWN_DATA,
        certificate::own_data::OWN_DATA,
        followup::own_data::OWN_DATA,
        nudge::own_data::OWN_DATA,
        outcome::own_data::OWN_DATA,
        roll::OWN_DATA,
        training::own_data::OWN_DATA,
    ]
}

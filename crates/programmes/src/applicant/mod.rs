//! An applicant: a person in a call, from applying on.
//!
//! Words: a *seat* is a place of a call that somebody holds; it is *held* for an answer until a day where somebody moved up
//! from the waiting list. A *step* is what became of an application, with the reason.
//!
//! Always true: one application per person and call, also when two records are found to be one person; no more seats are held
//! than the quota says, in all and in each kelurahan, because the database refuses one more; whoever waits moves up in order.

pub(crate) mod api;
mod apply;
pub mod document;
pub mod examples;
pub(crate) mod facts;
mod find;
mod follow;
pub(crate) mod intake;
mod intake_pages;
mod lapse;
pub(crate) mod list_pages;
mod mend;
pub(crate) mod notify;
pub(crate) mod own_data;
pub(crate) mod pages;
pub mod purposes;
mod seat;
#[cfg(test)]
mod tests;

pub use apply::{Applied, NewApplicant, apply};
pub(crate) use apply::{Entered, enter, is_open};
pub use document::{attach, look};
pub use find::{Applicant, Document, Filter, Step, documents, judged, list, one, own, queue_place, steps};
pub(crate) use find::{is_own, list_waiting, may};
pub(crate) use follow::settled;
pub use lapse::Lapse;
pub(crate) use mend::{Move, judging, step, take_back, worded};
pub use mend::{accept, find as find_rule, refuse, withdraw};
pub(crate) use seat::{promote, release, take};

use kernel::{Actor, Can, Role};
use serde::{Deserialize, Serialize};
use web::Context;

use crate::programme::DESK;

kernel::id!(
    /// An application.
    ApplicantId
);

kernel::id!(
    /// A paper that an applicant handed in.
    DocumentId
);

/// Sees who applied.
pub const SEE: Can = Can::new("programmes.applicant.see", DESK);
/// Enters an application for somebody at the counter or in the field, and their papers.
pub const ENTER: Can = Can::new("programmes.applicant.enter", DESK);
/// Says whether a rule is met, looks at papers, refuses.
pub const JUDGE: Can = Can::new("programmes.applicant.judge", &[Role::CityAdmin, Role::AgencyOfficer]);
/// Applies for oneself.
pub const APPLY: Can =
    Can::new("programmes.applicant.apply", &[Role::Entrepreneur, Role::Partner, Role::Citizen]);

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be selected after the call has closed.
    Applied,
    Waiting,
    /// A place is held for an answer.
    Offered,
    Placed,
    Refused,
    Withdrawn,
    /// No answer came in time.
    Lapsed,
    /// The same person applied to this call once more under another record.
    Double,
}

impl State {
    pub const ALL: [State; 8] = [
        State::Applied,
        State::Waiting,
        State::Offered,
        State::Placed,
        State::Refused,
        State::Withdrawn,
        State::Lapsed,
        State::Double,
    ];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Applied => "applied",
            State::Waiting => "waiting",
            State::Offered => "offered",
            State::Placed => "placed",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
            State::Lapsed => "lapsed",
            State::Double => "double",
        }
    }

    /// Reads [`State::as_str`].
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// It may still lead to a place, or has.
    pub fn is_alive(self) -> bool {
        match self {
            State::Applied | State::Waiting | State::Offered | State::Placed => true,
            State::Refused | State::Withdrawn | State::Lapsed | State::Double => false,
        }
    }
}

/// Who brought the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    Own,
    Desk,
    /// A program: a list, or the demo.
    List,
}

impl Channel {
    /// What the actor's role says.
    pub fn of(actor: &Actor) -> Channel {
        match actor {
            Actor::System(_) => Channel::List,
            Actor::Account(acting) if acting.role.is_staff() => Channel::Desk,
            Actor::Account(_) | Actor::Visitor => Channel::Own,
        }
    }

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Own => "own",
            Channel::Desk => "desk",
            Channel::List => "list",
        }
    }
}

/// What the applicant says to the rules; `None` where nothing was said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// The identity card is of this city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ktp_here: Option<bool>,
    /// Civil servant, soldier, police, or employed by a state or city company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub civil_servant: Option<bool>,
    /// Is or was married.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub married: Option<bool>,
}

/// What programmes, calls and applicants say: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes().and(list_pages::routes()).and(intake_pages::routes()).and(document::routes()),
        api: api::routes(),
        permissions: vec![SEE, ENTER, JUDGE, APPLY],
        jobs: vec![
            kernel::job::JobKind::every::<Lapse>(600),
            kernel::job::JobKind::every::<purposes::Install>(86_400),
            kernel::job::JobKind::of::<document::Forget>(),
        ],
        subscriptions: vec![
            kernel::subscription!(registry::link::Settled, "programmes.applicant.follow", settled),
            kernel::subscription!(
                registry::person::PersonForgotten,
                "programmes.applicant.forget",
                own_data::forgotten
            ),
        ],
        addresses: vec![("/program-saya", "/programmes/applicants/own")],
        menu: vec![pages::menu()],
        messages: vec![MESSAGES],
        openapi: Some(api::document()),
        ..Context::default()
    }
}

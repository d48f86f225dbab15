//! How those who applied are compared: marks of reviewers who do not see each other's, a ranking by a rule that everybody can
//! repeat, publication by code, and objections with answers.
//!
//! Words: a *criterion* has a weight; a *mark* is a reviewer's points for it, 0 to 5. A *review* is one reviewer's look at one
//! application. An *objection* is the applicant's word against what came of it.
//!
//! A *talk* is what two whose marks are far apart agreed on instead of calling a third. A *slot* is a time at which
//! applicants are heard; an *interview* is a slot that one of them took.
//!
//! Always true: nobody reviews twice, nor the own application, nor one that he or she entered; marks of an application are
//! seen by its reviewers once two have sent theirs, and by nobody who has still to send; the same marks give the same ranking;
//! no slot is taken by more people than it holds, and nobody has two, because the database refuses it.

mod api;
mod criteria;
mod desk_pages;
pub mod examples;
mod find;
pub mod interview;
mod interview_pages;
#[cfg(test)]
mod interview_tests;
pub mod object;
mod object_pages;
pub(crate) mod own_data;
mod points;
mod publish;
mod rank;
mod remind;
mod result_pages;
pub mod review;
mod review_pages;
pub mod rules;
mod show;
pub mod talk;
mod talk_api;
mod talk_pages;
#[cfg(test)]
mod tests;

pub use criteria::set_criteria;
pub use find::{Criterion, Progress, criteria, progress};
pub use publish::{Outcome, publish, results};
pub use rank::rank;
pub use remind::Remind;
pub(crate) use show::of_applicant;

use kernel::secret::Sealed;
use kernel::{Can, Role};
use web::Context;

use crate::programme::DESK;

kernel::id!(
    /// A criterion.
    CriterionId
);

kernel::id!(
    /// A review.
    ReviewId
);

kernel::id!(
    /// An objection.
    ObjectionId
);

kernel::id!(
    /// A time at which applicants are heard.
    SlotId
);

/// Sets criteria, ranks, publishes.
pub const RUN: Can = Can::new("programmes.selection.run", &[Role::CityAdmin, Role::AgencyOfficer]);
/// Marks applications.
pub const REVIEW: Can = Can::new("programmes.selection.review", DESK);

pub(crate) const TEXT_PLACE: &str = "programmes.objection.text_sealed";

/// What keys have to be renewed here.
pub const SEALED: [Sealed; 1] = [Sealed {
    table: "programmes.objection",
    row: "id",
    column: "text_sealed",
    place: TEXT_PLACE,
    index: None,
}];

/// What selections say: Indonesian and English.
const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: desk_pages::routes()
            .and(result_pages::routes())
            .and(review_pages::routes())
            .and(talk_pages::routes())
            .and(interview_pages::routes())
            .and(object_pages::routes()),
        api: api::routes().and(talk_api::routes()),
        openapi: Some(api::document().merge_from(talk_api::document())),
        permissions: vec![RUN, REVIEW],
        jobs: vec![kernel::job::JobKind::every::<Remind>(1_800)],
        messages: vec![MESSAGES],
        sealed: SEALED.to_vec(),
        ..Context::default()
    }
}

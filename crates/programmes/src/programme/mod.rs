//! A programme: the way on which a city takes people from applicant to entrepreneur, in stages.
//!
//! Never deleted. It is closed; what its stages were called when people stood in them is kept. No two open programmes of a
//! city have the same name.

pub(crate) mod api;
mod find;
mod forms;
pub(crate) mod pages;
pub mod stages;
#[cfg(test)]
mod tests;
mod write;

pub use find::{Programme, Stage, list, one, stages};
pub(crate) use write::open;
pub use write::{NewProgramme, add, amend, close};

use kernel::{Can, Role};
use serde::{Deserialize, Serialize};
use web::Context;

use crate::call;

kernel::id!(
    /// A programme.
    ProgrammeId
);

/// Who works with programmes at the desk.
pub(crate) const DESK: &[Role] =
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer, Role::Mentor];

/// Sees programmes and their calls at the desk.
pub const SEE: Can = Can::new(
    "programmes.programme.see",
    &[
        Role::CityAdmin,
        Role::AgencyOfficer,
        Role::KecamatanOfficer,
        Role::KelurahanOfficer,
        Role::Mentor,
        Role::Analyst,
    ],
);
/// Makes programmes and calls, changes and closes them.
pub const RUN: Can = Can::new("programmes.programme.run", &[Role::CityAdmin, Role::AgencyOfficer]);

/// Whom a programme is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// New entrepreneurs (wirausaha baru).
    Wub,
    /// Women entrepreneurs.
    Women,
    Youth,
    Disability,
    Other,
}

impl Category {
    pub const ALL: [Category; 5] =
        [Category::Wub, Category::Women, Category::Youth, Category::Disability, Category::Other];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Category::Wub => "wub",
            Category::Women => "women",
            Category::Youth => "youth",
            Category::Disability => "disability",
            Category::Other => "other",
        }
    }

    /// Reads [`Category::as_str`].
    pub fn parse(text: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.as_str() == text)
    }
}

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes().and(call::pages::routes()),
        api: api::routes().and(call::api::routes()),
        addresses: vec![("/program", "/programmes/calls")],
        menu: vec![pages::menu(), call::pages::menu()],
        permissions: vec![SEE, RUN],
        openapi: Some(api::document().merge_from(call::api::document())),
        ..Context::default()
    }
}

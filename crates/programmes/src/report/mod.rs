//! The report for the mayor's monthly meeting: what was promised and reached until a day, checked before it is signed, and
//! kept as it was signed.
//!
//! Words: *contents* are all figures of a report with its checks. A *check* compares figures that were counted apart.
//!
//! Always true: what is signed is what was seen; what does not add up is explained by who signs; a signed report is never
//! changed, another one of the same month stands beside it.

mod api;
mod check;
mod contents;
mod find;
mod gather;
mod pages;
mod paper;
mod sheets;
mod sign;
#[cfg(test)]
mod tests;
mod xlsx;

pub use check::{Check, Rule};
pub use contents::{Contents, Month};
pub use find::{Listed, Report, list, one};
pub use gather::gather;
pub use sign::{NewReport, sign};

use kernel::{Can, Role};
use web::Context;
use web::context::MenuEntry;

kernel::id!(
    /// A signed report.
    ReportId
);

/// Sees reports of months, signed or being prepared: figures of the whole city.
pub const SEE: Can =
    Can::new("programmes.report.see", &[Role::CityAdmin, Role::AgencyOfficer, Role::Analyst]);
/// Signs the report of a month.
pub const SIGN: Can = Can::new("programmes.report.sign", &[Role::CityAdmin, Role::AgencyOfficer]);

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes(),
        api: api::routes(),
        menu: vec![menu()],
        permissions: vec![SEE, SIGN],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        openapi: Some(api::document()),
        ..Context::default()
    }
}

fn menu() -> MenuEntry {
    MenuEntry {
        face: web::Face::Desk,
        group: "programmes-menu",
        label: "programmes-reports",
        note: "programmes-reports-note",
        path: "/programmes/reports",
        icon: web::icon::Icon::File,
        can: Some(SEE),
    }
}

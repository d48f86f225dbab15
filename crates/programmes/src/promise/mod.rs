//! A promise: so many people shall have become something by the end of a term, and how that is shared out.
//!
//! Words: a *revision* is the promise as one decree has it; the newest is in force. A *cell* is which figure: of a year, of
//! a category, of a territory, or of the whole. A *part* is the figure of a cell. A *rest* is what of a figure is kept back
//! under a name. A figure that was *told* is what the city published of what was reached.
//!
//! Always true: the parts of a figure add up to it or leave a named rest, unless they stand as they were published, and then
//! every page says which do not; a revision is never changed, the next one says why.

mod amend;
mod api;
mod check;
mod count;
mod find;
mod forms;
mod keep;
mod make;
mod outlook;
mod pages;
mod people;
mod pledge;
mod project;
mod rules;
mod set;
mod share_out;
mod show;
mod tally;
#[cfg(test)]
mod tally_tests;
mod territory_pages;
#[cfg(test)]
mod tests;
mod weigh;
mod withdraw_pages;

pub use find::{Listed, Promise, Revision, Told, list, one, parts, rests};
pub use make::{
    NewPart, NewPromise, NewRest, NewRevision, NewTold, Visible, make, publish, revise, tell, untell,
    withdraw,
};
pub use project::{Outlook, Projection, project};
pub use rules::{Along, Cell, Difference, Overlap, Part, Rest, differences};
pub use set::{NewFigure, set};
pub use share_out::{Basis, NewAllocation, share_out};
pub use tally::{Reached, reached, recounted};

pub(crate) use check::check;
pub(crate) use find::told;
pub(crate) use show::{Figures, category, cell as cell_words, share, table_with, year};
pub(crate) use weigh::territories;

use kernel::job::JobKind;
use kernel::{Can, Role};
use web::Context;
use web::context::MenuEntry;

kernel::id!(
    /// A promise.
    PromiseId
);
kernel::id!(
    /// A figure of a revision.
    PartId
);
kernel::id!(
    /// One sharing out of a figure.
    AllocationId
);
kernel::id!(
    /// A figure that was published of what was reached.
    ToldId
);

/// Sees promises and how far they are kept.
pub const SEE: Can = Can::new(
    "programmes.promise.see",
    &[
        Role::CityAdmin,
        Role::AgencyOfficer,
        Role::KecamatanOfficer,
        Role::KelurahanOfficer,
        Role::Mentor,
        Role::Analyst,
    ],
);
/// Makes, revises, shares out and publishes promises.
pub const KEEP: Can = Can::new("programmes.promise.keep", &[Role::CityAdmin, Role::AgencyOfficer]);

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes()
            .and(forms::routes())
            .and(amend::routes().and(withdraw_pages::routes()))
            .and(people::routes())
            .and(pledge::routes()),
        api: api::routes(),
        addresses: vec![("/janji", "/programmes/pledges")],
        menu: vec![menu(), pledge::menu()],
        jobs: vec![JobKind::every::<keep::Prove>(86_400)],
        permissions: vec![SEE, KEEP],
        subscriptions: vec![kernel::subscription!(
            crate::outcome::OutcomesChanged,
            "programmes.promise.follow",
            keep::follow
        )],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        openapi: Some(api::document()),
        ..Context::default()
    }
}

fn menu() -> MenuEntry {
    MenuEntry {
        face: web::Face::Desk,
        group: "programmes-menu",
        label: "programmes-promises",
        note: "programmes-promises-note",
        path: "/programmes/promises",
        icon: web::icon::Icon::TrendingUp,
        can: Some(SEE),
    }
}

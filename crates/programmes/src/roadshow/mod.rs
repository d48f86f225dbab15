//! A roadshow: a city's team goes through its kecamatan, invites those who run a business there, and keeps what was agreed.
//!
//! Words: a *stop* is one visit to a kecamatan; its *guests* are the businesses that are invited, counted from the registry;
//! an *action* is what somebody shall do afterwards, by a day.
//!
//! Always true: one team is at one place at a time, because the database refuses the second; a stop that was held is not
//! cancelled, nor the other way round; dates and places are public, guests are for those who may see businesses.

mod api;
mod calendar;
pub mod examples;
mod find;
mod forms;
mod pages;
mod paper;
mod plan;
mod public_pages;
mod stop_forms;
mod stop_pages;
#[cfg(test)]
mod tests;
mod write;

use web::Context;

pub use find::{Action, Guests, Roadshow, Stop, guests, list, one, overdue, stop, stops};
pub use plan::{Plan, plan, spread};
pub use write::{
    Held, NewAction, NewRoadshow, NewStop, act, add, add_stop, amend_stop, cancel_stop, done, end, hold,
};

kernel::id!(
    /// A roadshow.
    RoadshowId
);
kernel::id!(
    /// A visit to a kecamatan.
    StopId
);
kernel::id!(
    /// Something that was agreed to be done.
    ActionId
);

/// Who is invited to a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// Every business at work there.
    All,
    /// Those without a business number (NIB).
    WithoutNib,
}

impl Invited {
    pub const ALL: [Invited; 2] = [Invited::All, Invited::WithoutNib];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Invited::All => "all",
            Invited::WithoutNib => "without-nib",
        }
    }

    /// Reads [`Invited::as_str`].
    pub fn parse(text: &str) -> Option<Invited> {
        Invited::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: pages::routes()
            .and(forms::routes())
            .and(stop_pages::routes())
            .and(stop_forms::routes())
            .and(public_pages::routes())
            .and(calendar::routes()),
        api: api::routes(),
        openapi: Some(api::document()),
        addresses: vec![("/roadshow", "/programmes/tours")],
        menu: vec![pages::menu(), public_pages::menu()],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        ..Context::default()
    }
}

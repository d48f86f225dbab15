//! The staff desk: the accounts that an officer may see, and what is shown of them.
//!
//! An officer sees the people who live in the own subtree and those who hold a grant in it. Contact data is masked; it is
//! shown only by a reveal with a reason. Opening an account's page is itself in the trail.

pub(crate) mod api;
mod find;
pub(crate) mod pages;
#[cfg(test)]
mod tests;

pub(crate) use find::seen;
pub use find::{Detail, Filter, Listing, Order, Row, list, one};

use kernel::{Can, Role};

/// See accounts at the staff desk.
pub const LIST: Can = Can::new(
    "identity.account.list",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

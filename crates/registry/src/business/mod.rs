//! Businesses: what they are called and do, where, since when, who runs them, how large they are.
//!
//! Always true: a business is in force while a source in force speaks of it; it is never deleted by being closed.

pub(crate) mod api;
pub(crate) mod compute;
pub(crate) mod fields;
pub mod find;
pub(crate) mod forms;
pub(crate) mod judge;
pub mod level;
mod level_lines;
#[cfg(test)]
mod level_tests;
mod measured;
pub mod nmid;
pub(crate) mod pages;
mod reach;
pub mod record;
pub(crate) mod record_pages;
pub mod register;
pub mod size;
#[cfg(test)]
mod size_tests;
pub(crate) mod stand_pages;

use kernel::{Can, Role};

pub use compute::judged;
pub use measured::sold;
pub use reach::mail;
pub use register::{amend, close, may, register, reopen};
pub use stand_pages::amount_of;

kernel::id!(
    /// A business.
    BusinessId
);

/// The staff who work with records.
pub(crate) const DESK: &[Role] =
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer, Role::Mentor];

/// Sees records of businesses: lists, searches and single ones. Analysts see figures instead.
pub const SEE: Can = Can::new("registry.business.see", DESK);
/// Registers a business for a person.
pub const REGISTER: Can = Can::new("registry.business.register", DESK);
/// Corrects what is known of a business.
pub const AMEND: Can = Can::new("registry.business.amend", DESK);
/// Says that a business ended, or that it runs again.
pub const CLOSE: Can = Can::new(
    "registry.business.close",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

/// Sees sales, capital, assets and how it is financed: specific data where a person is the business.
pub const SEE_FINANCE: Can = Can::new("registry.business.see_finance", DESK);

/// What the code of a business starts with.
pub const PREFIX: &str = "U";

/// Under which an export of the list stands in the trail.
pub(crate) const EXPORT: &str = "registry.business.export";

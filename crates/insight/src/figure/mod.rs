//! Figures: what indicators were counted to be, kept as rows so that a page reads and never counts.
//!
//! Words: a figure is *own* where it tells what is known to lie exactly in an area and not where below it, and *whole* where
//! it tells of an area with all that lies in it. A kelurahan has own figures only, for registries know nothing smaller as
//! an area. What lies in a city or kecamatan and in no part of it that is known is its *rest*.
//!
//! Always true: the whole of an area is the sum of the own figures in it; a figure of nothing is no row; refreshing twice is
//! refreshing once. Refreshes of a city take turns.

pub(crate) mod api;
mod find;
pub(crate) mod pages;
pub(crate) mod picture;
pub(crate) mod records;
mod refresh;
mod rows;
pub(crate) mod seen;
#[cfg(test)]
mod tests;

pub use find::{Found, Freshness, freshness, of_area, of_parts};
pub use refresh::{Refresh, follow, refresh, refresh_all};
pub(crate) use refresh::{turn, wholes, zone};
pub(crate) use rows::{Cells, Change, changes, counted, kept, rolled, write};

use kernel::{Can, Role};

/// See the figures of one's own subtree.
pub const SEE: Can = Can::new(
    "insight.figure.see",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer, Role::Analyst],
);

/// Count figures anew: the machine's, after each change and every night.
pub const REFRESH: Can = Can::new("insight.figure.refresh", &[]);

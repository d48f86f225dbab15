//! The audit trail's proof and its reading: entries are sealed in batches, and the seals are verified.
//!
//! A *seal* covers a batch of at most [`BATCH`] entries: their Merkle root, chained over the seal before it and over
//! its number, signed with the installation's key. An *outside root* is a seal's root written down elsewhere, so that
//! even someone who owns the database and its key cannot quietly roll the trail back.
//!
//! Always true: each entry is covered by exactly one seal, in whatever order transactions committed; the numbers of a
//! city's seals have no gap; what is hashed does not depend on the session's time zone, locale or language.

pub(crate) mod api;
mod encode;
mod find;
mod hand_out;
mod merkle;
pub(crate) mod pages;
mod seal;
#[cfg(test)]
mod tests;
mod verify;

pub use find::{About, CSV_HEAD, Entry, Filter, Page, about, actions, csv_rows, list};
pub use hand_out::{HandOut, OutsideRoot, hand_out, handed_out, root};
pub use seal::{Seal, Sealed, seal};
pub use verify::{Finding, Report, What, verify};

use kernel::{Can, Role};

/// Read the audit trail of the city.
pub const READ: Can = Can::new("identity.trail.read", &[Role::CityAdmin]);
/// Verify the audit trail.
pub const VERIFY: Can = Can::new("identity.trail.verify", &[Role::CityAdmin]);

/// The most entries that one seal covers.
pub const BATCH: i64 = 1_000;

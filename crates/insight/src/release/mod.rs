//! What everybody may see: the city's figures once a day, with what could tell of fewer than five people withheld.
//!
//! Words: a figure is *withheld* because it is small itself, or because a small one could be computed from it. The
//! *rest* of an area is what is known to lie in it and in no known part of it; it is not shown, but could be computed too.
//!
//! Always true: no withheld figure follows from the figures of its release, be it by adding and subtracting along any rows
//! and columns; what was released is not changed, and a day has one release, so that nobody can watch a figure change by
//! one person.

pub(crate) mod data;
mod find;
mod make;
pub(crate) mod pages;
#[cfg(test)]
mod tests;

pub use find::{Released, latest};
pub use kernel::withhold::K;
pub use make::{Publish, publish};

kernel::id!(
    /// A release.
    ReleaseId
);

/// Stands after the code of an area whose rest is meant.
pub(crate) const REST: char = '~';

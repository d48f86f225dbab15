//! Changes of the tree: an area is renamed, split, merged with others, or moved to another parent.
//!
//! A change holds from a day on and names its decree. It closes versions of areas and opens others, and writes down how
//! a figure of the areas before divides over those after, so that it can be asked on the map of either day.
//!
//! Always true: the shares of what an area became add up to one, and so do the parts that an area came from; the
//! versions of an area never overlap; a change whose day lies before the last change of one of its areas is refused.

mod apply;
pub mod convert;
pub mod find;
mod form;
pub mod merge;
pub mod moving;
pub(crate) mod pages;
pub mod rename;
pub mod rules;
pub mod split;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use kernel::{AreaCode, Can, Error, Fact, Role};
use uuid::Uuid;

pub use convert::{Converted, on_map_of};
pub use merge::{Merging, merge};
pub use moving::{Moving, move_to};
pub use rename::{Renaming, rename};
pub use split::{Part, Splitting, split};

use crate::area::AreaId;

kernel::id!(
    /// One change of the tree.
    ChangeId
);

/// Changes kecamatan and kelurahan of the own city.
pub const CHANGE: Can = Can::new("territory.area.change", &[Role::CityAdmin]);

/// What happened to an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Rename,
    Split,
    Merge,
    Move,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Rename, Kind::Split, Kind::Merge, Kind::Move];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Rename => "rename",
            Kind::Split => "split",
            Kind::Merge => "merge",
            Kind::Move => "move",
        }
    }

    /// Reads [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether borders drawn before it are no longer right.
    pub fn moves_borders(self) -> bool {
        match self {
            Kind::Split | Kind::Merge => true,
            Kind::Rename | Kind::Move => false,
        }
    }
}

/// From when, and why.
#[derive(Debug, Clone)]
pub struct Order {
    /// The first day on which it holds.
    pub on: NaiveDate,
    /// "Perda 4/2007".
    pub decree: String,
    pub note: String,
}

impl Order {
    /// Refuses what names no decree.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.decree.trim().is_empty() { Err(Error::field("decree", "web-field-empty")) } else { Ok(()) }
    }
}

/// An area was renamed, split, merged or moved. Whoever hears reads the tree again.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct AreaChanged {
    pub change: ChangeId,
    pub area: AreaId,
    /// Its code before, which may not be in use any more.
    pub code: AreaCode,
}

impl Fact for AreaChanged {
    const NAME: &'static str = "territory.area.changed";

    fn subject(&self) -> Uuid {
        self.area.subject()
    }
}

//! Photos of businesses and groups.
//!
//! Always true: what is shown was encoded here, upright and without metadata; the file that was sent is shown to nobody and
//! deleted once its sizes are made; a picture's address is the hash of its content, so that it never changes.

mod find;
pub(crate) mod pages;
mod record;
mod show;
mod sizes;
#[cfg(test)]
mod tests;

pub use find::{Photo, State, of, one};
pub(crate) use pages::part;
pub use record::{Forget, Make, add, describe, place, remove};
pub use show::{cover, gallery, picture};

use kernel::{Can, Fact};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::business::{BusinessId, DESK};
use crate::group::GroupId;

kernel::id!(
    /// A photo.
    PhotoId
);

/// Adds, describes, orders and removes photos. An entrepreneur does so for the own business.
pub const KEEP: Can = Can::new("registry.photo.keep", DESK);

/// The messages of this folder: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// What a photo shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Business(BusinessId),
    Group(GroupId),
    /// A part of what a business has, in the words of another room: a product of the catalogue.
    Part(BusinessId, Uuid),
}

impl Subject {
    /// Its page.
    pub(crate) fn path(self) -> String {
        match self {
            Subject::Business(id) => format!("/registry/businesses/{id}"),
            Subject::Group(id) => format!("/registry/groups/{id}"),
            Subject::Part(_, id) => format!("/catalogue/products/{id}"),
        }
    }
}

/// Photos of one subject.
pub const MOST: usize = 12;

/// A photo of a part was added, made ready, described, moved or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartPictured {
    pub part: Uuid,
}

impl Fact for PartPictured {
    const NAME: &'static str = "registry.photo.pictured";

    fn subject(&self) -> Uuid {
        self.part
    }
}

//! People who do business, or are about to.
//!
//! Always true: a whole NIK belongs to one person in force in a city; it lies sealed and is shown only by a permission,
//! for a reason, with an entry in the trail.

pub mod alike;
pub(crate) mod api;
pub(crate) mod fields;
pub mod find;
pub(crate) mod forms;
pub(crate) mod own_data;
pub(crate) mod pages;
pub mod purposes;
pub(crate) mod record_pages;
pub mod register;
pub mod reveal;
pub mod standing;
#[cfg(test)]
mod tests;

use kernel::secret::Sealed;
use kernel::{Can, Fact, Role};
use serde::{Deserialize, Serialize};

use crate::business::DESK;

pub use alike::{Alike, Described, alike};
pub use own_data::{of_account, own_data};
pub use register::{amend, own, recognise, register};
pub use standing::{Named, Standing, named, standing};

kernel::id!(
    /// A person.
    PersonId
);

/// Everything that says who somebody was is taken away: rooms that keep ids of people take away what they hold besides.
#[derive(Debug, Serialize, Deserialize)]
pub struct PersonForgotten {
    pub person: PersonId,
}

impl Fact for PersonForgotten {
    const NAME: &'static str = "registry.person.forgotten";
    fn subject(&self) -> uuid::Uuid {
        self.person.0
    }
}

/// Sees records of people: lists, searches and single ones.
pub const SEE: Can = Can::new("registry.person.see", DESK);
/// Registers a person.
pub const REGISTER: Can = Can::new("registry.person.register", DESK);
/// Corrects what is known of a person.
pub const AMEND: Can = Can::new("registry.person.amend", DESK);
/// Sees disability and assistive need: specific data, for those who serve the person.
pub const SEE_SPECIFIC: Can = Can::new("registry.person.see_specific", DESK);
/// Is shown a NIK or an NPWP once, for a reason.
pub const REVEAL: Can = Can::new(
    "registry.person.reveal",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);
/// Says which account is this person's.
pub const RECOGNISE: Can = Can::new(
    "registry.person.recognise",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

/// What the code of a person starts with.
pub const PREFIX: &str = "P";

/// Under which an export of the list stands in the trail.
pub(crate) const EXPORT: &str = "registry.person.export";

pub(crate) const NIK_PLACE: &str = "registry.person.nik_sealed";

/// What keys have to be renewed here.
pub const SEALED: [Sealed; 1] = [Sealed {
    table: "registry.person",
    row: "id",
    column: "nik_sealed",
    place: NIK_PLACE,
    index: Some("nik_index"),
}];

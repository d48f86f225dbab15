//! What people ask of officers about their own records: a number that only an officer corrects, a record that should be
//! tied to their account, two that are one.
//!
//! Always true: a request reaches the officers of the territory in which the record lies, and nobody else; what the person
//! wrote is sealed; an answer is given once and the person reads it.

mod answer;
mod ask;
pub mod find;
pub(crate) mod pages;

use kernel::secret::Sealed;
use kernel::{Can, Role};

pub use answer::{answer, withdraw};
pub use ask::{NewRequest, ask};

kernel::id!(
    /// A request.
    RequestId
);

/// Sees and answers what people ask about their records.
pub const ANSWER: Can = Can::new(
    "registry.request.answer",
    &[Role::CityAdmin, Role::AgencyOfficer, Role::KecamatanOfficer, Role::KelurahanOfficer],
);

pub(crate) const TEXT_PLACE: &str = "registry.request.text_sealed";

/// What keys have to be renewed here.
pub const SEALED: [Sealed; 1] =
    [Sealed { table: "registry.request", row: "id", column: "text_sealed", place: TEXT_PLACE, index: None }];

/// What a request is about. The first is for those who have no record, or do not know of it.
pub const FIELDS: [&str; 6] = ["find_me", "nik", "wrong_person", "doubled", "owners", "other"];

//! What somebody said once about a person and a business, and the records computed from it.
//!
//! Always true: a source is never changed; a record follows from the sources whose memberships are in force, and
//! computing it again changes nothing.

pub mod claims;
#[cfg(test)]
mod claims_tests;
pub mod compute;
pub mod find;
pub mod link;
pub(crate) mod pages;
pub mod record;
pub mod survive;
#[cfg(test)]
mod tests;

use kernel::id::AgencyId;
use kernel::secret::Sealed;
use kernel::{Actor, Can, Instant, Role};
use serde::{Deserialize, Serialize};

pub use claims::{BusinessClaims, PersonClaims};
pub use compute::{PeopleWithdrawn, RecordsComputed, settle};
pub use record::{NewSource, say};

kernel::id!(
    /// A source.
    SourceId
);

/// Says of which person and business a source speaks, or that it does not.
pub const LINK: Can = Can::new("registry.source.link", &[Role::CityAdmin, Role::AgencyOfficer]);

pub(crate) const NIK_PLACE: &str = "registry.source.nik_sealed";
pub(crate) const NPWP_PLACE: &str = "registry.source.npwp_sealed";
pub(crate) const RAW_PLACE: &str = "registry.source.raw_sealed";

/// What keys have to be renewed here.
pub const SEALED: [Sealed; 3] = [
    Sealed {
        table: "registry.source",
        row: "id",
        column: "nik_sealed",
        place: NIK_PLACE,
        index: Some("nik_index"),
    },
    Sealed {
        table: "registry.source",
        row: "id",
        column: "npwp_sealed",
        place: NPWP_PLACE,
        index: Some("npwp_index"),
    },
    Sealed { table: "registry.source", row: "id", column: "raw_sealed", place: RAW_PLACE, index: None },
];

/// How a source came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A row of an agency's list.
    Row,
    /// Another program, over the API.
    Api,
    /// An officer at the desk.
    Desk,
    /// The person.
    Own,
    /// A service of the platform, which counted it.
    Service,
}

impl Kind {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Row => "row",
            Kind::Api => "api",
            Kind::Desk => "desk",
            Kind::Own => "own",
            Kind::Service => "service",
        }
    }

    /// Reads [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        let all = [Kind::Row, Kind::Api, Kind::Desk, Kind::Own, Kind::Service];
        all.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether a human gave his word for this very record; a list is typed for a thousand at once.
    pub fn is_word(self) -> bool {
        match self {
            Kind::Desk | Kind::Own => true,
            Kind::Row | Kind::Api | Kind::Service => false,
        }
    }

    /// The kind of what `actor` says by a form.
    pub fn of(actor: &Actor) -> Kind {
        match actor.role() {
            Some(Role::Entrepreneur | Role::Citizen | Role::Partner) => Kind::Own,
            Some(_) | None => Kind::Desk,
        }
    }
}

/// How much of a NIK is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Number {
    None,
    Full,
    /// Rounded by Excel, or too short: never taken for a whole one.
    Partial,
    /// Sixteen digits that no NIK can have.
    Invalid,
}

impl Number {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Number::None => "none",
            Number::Full => "full",
            Number::Partial => "partial",
            Number::Invalid => "invalid",
        }
    }

    /// Reads [`Number::as_str`].
    pub fn parse(text: &str) -> Option<Number> {
        [Number::None, Number::Full, Number::Partial, Number::Invalid]
            .into_iter()
            .find(|n| n.as_str() == text)
    }
}

/// A source as it takes part in computing a record.
#[derive(Debug, Clone)]
pub struct Source {
    pub id: SourceId,
    pub kind: Kind,
    pub agency: Option<AgencyId>,
    /// The day for which it speaks.
    pub observed_on: chrono::NaiveDate,
    pub at: Instant,
    pub person: PersonClaims,
    pub business: BusinessClaims,
    pub number: Number,
    /// The blind index of a whole NIK, with the number as sealed for this source.
    pub nik: Option<SealedNik>,
    /// The last digits of an NPWP.
    pub npwp: Option<String>,
}

/// A NIK that only a permission opens.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedNik {
    pub sealed: Vec<u8>,
    pub index: Vec<u8>,
}

impl std::fmt::Debug for SealedNik {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedNik(•••)")
    }
}

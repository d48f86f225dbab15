//! An agency (organisasi perangkat daerah, OPD): who in the city's government is in charge of something.
//!
//! Never deleted. It is renamed and closed; what it was called when is kept, because old decisions carry old names. No
//! two open agencies of a city have the same name or short name. A closed agency takes no new grants, and an agency
//! with people in it is not closed.

pub(crate) mod api;
mod find;
pub(crate) mod pages;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use find::must_be_open;
pub use find::{Agency, FormerName, history, list, one};
pub use write::{add, close, rename};

use kernel::id::AgencyId;
use kernel::{Can, Error, Fact, Role, Say};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Add an agency.
pub const ADD: Can = Can::new("identity.agency.add", &[Role::CityAdmin]);
/// Give an agency another name.
pub const RENAME: Can = Can::new("identity.agency.rename", &[Role::CityAdmin]);
/// Close an agency.
pub const CLOSE: Can = Can::new("identity.agency.close", &[Role::CityAdmin]);

/// What an agency is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Dinas,
    Badan,
    /// Part of the city's secretariat.
    Bagian,
    /// A kecamatan's office.
    Kecamatan,
    /// Unit pelaksana teknis.
    Upt,
    Other,
}

impl Kind {
    pub const ALL: [Kind; 6] =
        [Kind::Dinas, Kind::Badan, Kind::Bagian, Kind::Kecamatan, Kind::Upt, Kind::Other];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Dinas => "dinas",
            Kind::Badan => "badan",
            Kind::Bagian => "bagian",
            Kind::Kecamatan => "kecamatan",
            Kind::Upt => "upt",
            Kind::Other => "other",
        }
    }

    /// Reads [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What an agency is called: "Dinas Koperasi dan UMKM", in short "Dinkop".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    name: String,
    short_name: String,
}

impl Names {
    /// Folds runs of blanks; 3 to 120 and 2 to 30 characters.
    pub fn parse(name: &str, short_name: &str) -> Result<Names, Error> {
        let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (name, short_name) = (fold(name), fold(short_name));
        let mut wrong = Vec::new();
        let length = name.chars().count();
        if !(3..=120).contains(&length) {
            wrong.push(("name", Say::new("identity-agency-name-length").with("length", length)));
        }
        let length = short_name.chars().count();
        if !(2..=30).contains(&length) {
            wrong.push(("short_name", Say::new("identity-agency-short-name-length").with("length", length)));
        }
        if wrong.is_empty() { Ok(Names { name, short_name }) } else { Err(Error::Invalid(wrong)) }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn short_name(&self) -> &str {
        &self.short_name
    }
}

/// An agency is there.
#[derive(Debug, Serialize, Deserialize)]
pub struct AgencyAdded {
    pub agency: AgencyId,
}

impl Fact for AgencyAdded {
    const NAME: &'static str = "identity.agency.added";
    fn subject(&self) -> Uuid {
        self.agency.0
    }
}

/// An agency has another name.
#[derive(Debug, Serialize, Deserialize)]
pub struct AgencyRenamed {
    pub agency: AgencyId,
}

impl Fact for AgencyRenamed {
    const NAME: &'static str = "identity.agency.renamed";
    fn subject(&self) -> Uuid {
        self.agency.0
    }
}

/// An agency is no more.
#[derive(Debug, Serialize, Deserialize)]
pub struct AgencyClosed {
    pub agency: AgencyId,
}

impl Fact for AgencyClosed {
    const NAME: &'static str = "identity.agency.closed";
    fn subject(&self) -> Uuid {
        self.agency.0
    }
}

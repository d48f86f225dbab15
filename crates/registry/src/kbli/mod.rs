//! What a business does, in the words of the Indonesian standard classification (KBLI).
//!
//! Always true: a [`Code`] is its version *and* its digits, because the same digits can mean another trade: 47811 was a
//! hawker of rice in 2020 and sells new cars in 2025. A [`Code`] exists in the list of its version. The letter of the
//! category is never stored; it moved between the versions. A code of 2020 becomes one of 2025 by a person's word,
//! unless digits and title are both the same.

pub mod catalogue;
pub mod cell;
pub mod crosswalk;
pub mod find;
mod index;
pub mod sector;
#[cfg(test)]
mod tests;
mod words;

pub use catalogue::{Category, Entry};
pub use cell::{Guess, guess_version};
pub use crosswalk::{Carried, carry};
pub use find::{Found, Meant, everyday, find};
pub use sector::Sector;

use kernel::Error;
use serde::{Deserialize, Serialize};

/// The messages of this folder, for the room's list: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

/// An edition of the classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Version {
    #[serde(rename = "2020")]
    Kbli2020,
    #[serde(rename = "2025")]
    Kbli2025,
}

impl Version {
    pub const ALL: [Version; 2] = [Version::Kbli2020, Version::Kbli2025];

    /// `"2020"`, as it is stored and put into addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Version::Kbli2020 => "2020",
            Version::Kbli2025 => "2025",
        }
    }

    /// Reads what [`Version::as_str`] wrote, with or without "KBLI" before it.
    pub fn parse(text: &str) -> Option<Version> {
        let year = text.trim().to_ascii_lowercase();
        let year = year.trim_start_matches("kbli").trim();
        Version::ALL.into_iter().find(|version| version.as_str() == year)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A code that exists: version and two to five digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Code {
    version: Version,
    /// The catalogue's own text, so that a code is as small as a pointer and needs no copy.
    digits: &'static str,
}

impl Code {
    /// The code of these digits; refused where the version has none such.
    pub fn parse(version: Version, digits: &str) -> Result<Code, Error> {
        catalogue::entry(version, digits.trim())
            .map(|entry| entry.code)
            .ok_or_else(|| Error::field("kbli", "registry-kbli-unknown"))
    }

    pub fn version(self) -> Version {
        self.version
    }

    pub fn digits(self) -> &'static str {
        self.digits
    }

    /// What the list says of it.
    pub fn entry(self) -> Option<&'static Entry> {
        catalogue::entry(self.version, self.digits)
    }

    /// Its title, as a heading is written.
    pub fn title(self) -> &'static str {
        self.entry().map_or("", |entry| entry.title.as_str())
    }

    /// Whether it names one trade: five digits. Shorter ones are groups of trades.
    pub fn is_leaf(self) -> bool {
        self.digits.len() == 5
    }

    /// The groups that it lies in, the widest first: two, three, four digits.
    pub fn parents(self) -> Vec<Code> {
        (2..self.digits.len())
            .filter_map(|length| catalogue::entry(self.version, self.digits.get(..length)?))
            .map(|entry| entry.code)
            .collect()
    }

    /// The category (letter and title) in this version.
    pub fn category(self) -> Option<Category> {
        catalogue::category(self.version, self.digits.get(..2)?)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.digits)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.version, self.digits)
    }
}

impl<'de> Deserialize<'de> for Code {
    /// Written by hand, because a derived one would ask for text that lives as long as the catalogue.
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Code, D::Error> {
        #[derive(Deserialize)]
        struct Raw {
            version: Version,
            digits: String,
        }
        let raw = Raw::deserialize(from)?;
        let unknown = || serde::de::Error::custom(format!("KBLI {} has no code {}", raw.version, raw.digits));
        Code::parse(raw.version, &raw.digits).map_err(|_| unknown())
    }
}

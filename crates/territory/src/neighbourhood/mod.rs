//! RW and RT: the neighbourhoods below a kelurahan. They have no national code and belong to the city.
//!
//! A row is one of them under one number. When it gets another number, or its kelurahan becomes another, the row is
//! closed and the one that follows it names it, so its history is a chain.
//!
//! Always true: an RT lies in an RW; a number is used once at a time in its kelurahan (RW) or RW (RT); what is made up
//! for a demonstration is marked, and every page that counts it says so.

pub mod add_many;
mod close;
pub mod find;
pub(crate) mod follow;
pub(crate) mod mend;
pub(crate) mod pages;
mod renumber;
pub mod rules;
mod spread;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use kernel::{AreaCode, Can, Error, Fact, Role};
use uuid::Uuid;

pub use add_many::{Judged, NewNeighbourhoods, Outcome, add_many};
pub use close::{Closing, close};
pub use find::{list, one, rts};
pub use renumber::{Renumbering, renumber};
pub use spread::{Spread, any, spread};

kernel::id!(
    /// One RW or RT under one number.
    NeighbourhoodId
);

const BY: &[Role] = &[Role::CityAdmin, Role::KelurahanOfficer];
/// Adds RW and RT.
pub const ADD: Can = Can::new("territory.neighbourhood.add", BY);
/// Ends an RW or RT.
pub const CLOSE: Can = Can::new("territory.neighbourhood.close", BY);
/// Gives an RW or RT another number.
pub const RENUMBER: Can = Can::new("territory.neighbourhood.renumber", BY);

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Rw,
    Rt,
}

impl Kind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Rw => "rw",
            Kind::Rt => "rt",
        }
    }
}

/// The number of an RW or RT, from 1 to 999; written with three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(u16);

impl Number {
    /// Reads `5`, `05`, `005`, `RW 05`, `Rt.005`.
    pub fn parse(text: &str) -> Result<Number, Error> {
        let lower = text.trim().to_lowercase();
        let bare = lower.strip_prefix("rw").or_else(|| lower.strip_prefix("rt")).unwrap_or(&lower);
        let digits = bare.trim_start_matches([' ', '.', ':', '-']).trim();
        let fits = !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit());
        let number = digits.parse().ok().filter(|number| fits && *number > 0);
        number.map(Number).ok_or_else(|| Error::field("number", "territory-number-form"))
    }

    /// The number itself.
    pub fn get(self) -> u16 {
        self.0
    }

    /// Of something that is counted; `None` past 999.
    pub fn of(count: i64) -> Option<Number> {
        u16::try_from(count).ok().filter(|number| (1..=999).contains(number)).map(Number)
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

/// An RW or RT with its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbourhood {
    pub id: NeighbourhoodId,
    pub kind: Kind,
    /// `33.74.06.1001/005` or `33.74.06.1001/005/012`.
    pub code: AreaCode,
    pub invented: bool,
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

/// RW and RT of these kelurahan were added, closed or numbered anew. Whoever hears reads them again.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct NeighbourhoodsChanged {
    pub batch: Uuid,
    pub kelurahan: Vec<AreaCode>,
}

impl Fact for NeighbourhoodsChanged {
    const NAME: &'static str = "territory.neighbourhood.changed";

    fn subject(&self) -> Uuid {
        self.batch
    }
}

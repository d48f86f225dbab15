//! RW and RT: the neighbourhoods below a kelurahan. They have no national code and belong to the city.
//!
//! A row is one of them under one number. When it gets another number, or its kelurahan becomes another, the row is
//! closed and the one that follows it names it, so its history is a chain.
//!
//! Always true: an RT lies in an RW; a number is used once at a time in its kelurahan (RW) or RW (RT); what is made up
//! for a demonstration is marked, and every page that counts it says so.

pub mod find;

use chrono::NaiveDate;
use kernel::{AreaCode, Can, Role};

kernel::id!(
    /// One RW or RT under one number.
    NeighbourhoodId
);

/// Adds RW and RT.
pub const ADD: Can = Can::new("territory.neighbourhood.add", &[Role::CityAdmin, Role::KelurahanOfficer]);
/// Ends an RW or RT, or gives it another number.
pub const CLOSE: Can = Can::new("territory.neighbourhood.close", &[Role::CityAdmin, Role::KelurahanOfficer]);
/// Gives an RW or RT another number.
pub const RENUMBER: Can =
    Can::new("territory.neighbourhood.renumber", &[Role::CityAdmin, Role::KelurahanOfficer]);

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

//! An area: a part of the tree with an official code, as it is on a day.
//!
//! It keeps its [`AreaId`] whatever it is called and wherever it belongs; code, name and parent are versions with a
//! half-open range of days. On every day a code belongs to one area at most, and an area has one version at most.

pub(crate) mod api;
pub mod find;
pub(crate) mod pages;
mod rows;
pub(crate) mod show;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use kernel::{AreaCode, Error, Level};

pub use find::{children, list, one, search, size_of};

/// Which area, for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct AreaId(pub i32);

impl AreaId {
    /// The subject of facts about the area.
    pub fn subject(self) -> uuid::Uuid {
        // "territor", then the number: the same in every installation that loaded the same list.
        uuid::Uuid::from_u64_pair(0x7465_7272_6974_6f72, u64::from(self.0.unsigned_abs()))
    }
}

/// One version of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    pub id: AreaId,
    pub code: AreaCode,
    /// With "Kota" or "Kabupaten" at level city; bare otherwise.
    pub name: String,
    /// The first day of this version; `None` where the list does not say since when.
    pub since: Option<NaiveDate>,
    /// The day from which it is no longer so.
    pub until: Option<NaiveDate>,
}

/// A row as it is read; its code was checked by the table.
pub(crate) struct Row {
    pub(crate) area: i32,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) since: Option<NaiveDate>,
    pub(crate) until: Option<NaiveDate>,
}

impl TryFrom<Row> for Area {
    type Error = Error;

    fn try_from(row: Row) -> Result<Area, Error> {
        let code = AreaCode::parse(&row.code)?;
        Ok(Area { id: AreaId(row.area), code, name: row.name, since: row.since, until: row.until })
    }
}

/// A level as stored and as in message keys.
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Province => "province",
        Level::City => "city",
        Level::Kecamatan => "kecamatan",
        Level::Kelurahan => "kelurahan",
        Level::Rw => "rw",
        Level::Rt => "rt",
    }
}

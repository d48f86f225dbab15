use chrono::{Datelike as _, NaiveDate};
use kernel::Error;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::check::Check;

/// A month of the city's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Month {
        Month(day.with_day(1).unwrap_or(day))
    }

    /// Reads `2026-10`. No error: who writes addresses by hand is shown another month.
    pub fn parse(text: &str) -> Option<Month> {
        format!("{text}-01").parse().ok().map(Month)
    }

    pub fn first(self) -> NaiveDate {
        self.0
    }

    pub fn last(self) -> NaiveDate {
        let next = self.0.checked_add_months(chrono::Months::new(1)).and_then(|day| day.pred_opt());
        next.unwrap_or(self.0)
    }

    /// The month before.
    pub fn before(self) -> Month {
        Month(self.0.checked_sub_months(chrono::Months::new(1)).unwrap_or(self.0))
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

/// Everything that a report says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// The last day that is counted: of the month, or today where it is not over.
    pub until: NaiveDate,
    pub promises: Vec<PromiseLines>,
    pub programmes: Vec<ProgrammeLine>,
    pub checks: Vec<Check>,
}

/// One promise until that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseLines {
    pub id: uuid::Uuid,
    pub name: String,
    pub revision: i32,
    pub decree: String,
    pub decided_on: NaiveDate,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub as_published: bool,
    pub lines: Vec<Line>,
    /// The kecamatan, whole term, everybody.
    pub areas: Vec<Line>,
}

/// What was promised, reached and once published of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// 0: the term so far.
    pub year: i16,
    /// Blank: everybody.
    pub category: String,
    pub area: String,
    pub promised: Option<i64>,
    pub reached: i64,
    pub told: Option<i64>,
}

/// How many people went through a programme until that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeLine {
    pub name: String,
    pub applied: i64,
    /// Who has had a place.
    pub enrolled: i64,
    /// Whose outcome is credited to it.
    pub credited: i64,
    /// Of these, who never had a place in it.
    pub strangers: i64,
}

impl Contents {
    /// Over all figures and checks: 64 hexadecimal digits.
    pub fn digest(&self) -> Result<String, Error> {
        let bytes = serde_json::to_vec(self)?;
        Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// What does not hold.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.holds())
    }
}

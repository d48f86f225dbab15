//! What was made of one row of a list.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::cell::NikReading;
use super::place::Candidate;
use crate::source::claims::{BusinessClaims, PersonClaims};
use kernel::Say;

/// One row, understood. Nothing of it is stored yet.
#[derive(Debug, Clone)]
pub struct Draft {
    pub sheet: String,
    /// From 1, as on the screen.
    pub row: u32,
    /// The columns of its list: of lists side by side each has some, a lone one has all.
    pub columns: Range<u32>,
    pub person: PersonClaims,
    pub business: BusinessClaims,
    /// Sealed apart, never a claim.
    pub nik: NikReading,
    /// Digits. Sealed apart, never a claim.
    pub npwp: Option<String>,
    /// What only a screening looks at.
    pub aside: Aside,
    /// The place as written, for people: `Kalimuya, Cilodong`.
    pub place: Option<String>,
    /// The year for which the row speaks, where the list tells.
    pub year: Option<i32>,
    /// The day for which the row speaks, where the row tells.
    pub on: Option<chrono::NaiveDate>,
    pub remarks: Vec<Remark>,
}

/// Where a row tells who somebody is, and two numbers that are never a claim and are not stored.
#[derive(Clone, Default)]
pub struct Aside {
    pub name: Option<u32>,
    pub nik: Option<u32>,
    pub phone: Option<u32>,
    /// The column and the sixteen digits of the family card (KK).
    pub family_card: Option<(u32, String)>,
    /// The column and the digits of the bank account.
    pub account: Option<(u32, String)>,
}

/// Never prints a digit.
impl std::fmt::Debug for Aside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Aside(•••)")
    }
}

/// What a row is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Good,
    Repaired,
    /// It goes in; somebody should look at a cell, whose value is left out where it may be wrong.
    Doubtful,
    /// It waits for an answer: it would make a wrong record.
    Question,
    /// It cannot go in.
    Refused,
}

/// What there is to say of a row or of one of its cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Remark {
    /// From 1; `None` for the row as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    #[serde(flatten)]
    pub finding: Finding,
}

/// Why a cell is not taken as it stands. Holds no personal data but names of places and dates of birth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Finding {
    /// Neither a person nor a business is named.
    NoName,
    NikRounded,
    NikIncomplete {
        digits: usize,
    },
    NikTooLong {
        digits: usize,
    },
    NikImpossible,
    NikNotDigits,
    /// Letters stood for digits that look like them.
    NikLetters,
    /// The NIK says another sex than the row.
    NikOtherSex,
    /// The NIK says another date of birth than the row.
    NikOtherBirth {
        nik: chrono::NaiveDate,
        row: chrono::NaiveDate,
    },
    /// Both: it is likely another person's.
    NikOtherPerson,
    /// Day and month were the wrong way round, as the NIK shows.
    DateSwapped {
        read: chrono::NaiveDate,
    },
    /// 1 January stood for "not known"; the NIK tells.
    DatePlaceholder {
        read: chrono::NaiveDate,
    },
    DateEither {
        likely: chrono::NaiveDate,
        other: chrono::NaiveDate,
    },
    DateUnreadable,
    /// In the future, or of a child, or of somebody older than anybody.
    DateImpossible,
    PhoneUnreadable,
    SexUnreadable,
    PlaceRead {
        read: Candidate,
    },
    PlaceSeveral {
        among: Vec<Candidate>,
    },
    PlaceUnknown,
    PlaceElsewhere {
        there: Candidate,
    },
    PlaceOtherKecamatan {
        read: Candidate,
    },
    AmountUnreadable,
    /// From so much to so much: the upper end is taken.
    AmountRange,
    YearUnreadable,
    EmailUnreadable,
    /// The cell holds an error of the spreadsheet: `#REF!`.
    CellFault,
}

impl Finding {
    /// What it does to the row.
    pub fn verdict(&self) -> Verdict {
        match self {
            Finding::PlaceRead { .. }
            | Finding::DateSwapped { .. }
            | Finding::DatePlaceholder { .. }
            | Finding::AmountRange
            | Finding::NikLetters => Verdict::Repaired,
            Finding::NikRounded
            | Finding::NikIncomplete { .. }
            | Finding::NikTooLong { .. }
            | Finding::NikImpossible
            | Finding::NikNotDigits
            | Finding::NikOtherSex
            | Finding::NikOtherBirth { .. }
            | Finding::DateEither { .. }
            | Finding::DateUnreadable
            | Finding::DateImpossible
            | Finding::PhoneUnreadable
            | Finding::SexUnreadable
            | Finding::PlaceSeveral { .. }
            | Finding::PlaceUnknown
            | Finding::PlaceOtherKecamatan { .. }
            | Finding::AmountUnreadable
            | Finding::YearUnreadable
            | Finding::EmailUnreadable
            | Finding::CellFault => Verdict::Doubtful,
            Finding::NikOtherPerson | Finding::PlaceElsewhere { .. } => Verdict::Question,
            Finding::NoName => Verdict::Refused,
        }
    }

    /// What is said to people.
    pub fn say(&self) -> Say {
        // Days as agencies write them, in both languages.
        let day = |date: &chrono::NaiveDate| date.format("%d-%m-%Y").to_string();
        let dated = |key, date: &chrono::NaiveDate| Say::new(key).with("date", day(date));
        let placed = |key, place: &Candidate| Say::new(key).with("place", place.name.clone());
        match self {
            Finding::NoName => "registry-finding-no-name".into(),
            Finding::NikRounded => "registry-finding-nik-rounded".into(),
            Finding::NikIncomplete { digits } => {
                Say::new("registry-finding-nik-incomplete").with("digits", *digits)
            }
            Finding::NikTooLong { digits } => {
                Say::new("registry-finding-nik-too-long").with("digits", *digits)
            }
            Finding::NikImpossible => "registry-finding-nik-impossible".into(),
            Finding::NikNotDigits => "registry-finding-nik-not-digits".into(),
            Finding::NikLetters => "registry-finding-nik-letters".into(),
            Finding::NikOtherSex => "registry-finding-nik-other-sex".into(),
            Finding::NikOtherBirth { nik, row } => {
                Say::new("registry-finding-nik-other-birth").with("nik", day(nik)).with("row", day(row))
            }
            Finding::NikOtherPerson => "registry-finding-nik-other-person".into(),
            Finding::DateSwapped { read } => dated("registry-finding-date-swapped", read),
            Finding::DatePlaceholder { read } => dated("registry-finding-date-placeholder", read),
            Finding::DateEither { likely, other } => {
                dated("registry-finding-date-either", likely).with("other", day(other))
            }
            Finding::DateUnreadable => "registry-finding-date-unreadable".into(),
            Finding::DateImpossible => "registry-finding-date-impossible".into(),
            Finding::PhoneUnreadable => "registry-finding-phone-unreadable".into(),
            Finding::SexUnreadable => "registry-finding-sex-unreadable".into(),
            Finding::PlaceRead { read } => placed("registry-finding-place-read", read),
            Finding::PlaceSeveral { among } => {
                let names: Vec<&str> = among.iter().map(|one| one.name.as_str()).collect();
                Say::new("registry-finding-place-several").with("places", names.join(", "))
            }
            Finding::PlaceUnknown => "registry-finding-place-unknown".into(),
            Finding::PlaceElsewhere { there } => placed("registry-finding-place-elsewhere", there),
            Finding::PlaceOtherKecamatan { read } => placed("registry-finding-place-other-kecamatan", read),
            Finding::AmountRange => "registry-finding-amount-range".into(),
            Finding::AmountUnreadable => "registry-finding-amount-unreadable".into(),
            Finding::YearUnreadable => "registry-finding-year-unreadable".into(),
            Finding::EmailUnreadable => "registry-finding-email-unreadable".into(),
            Finding::CellFault => "registry-finding-cell-fault".into(),
        }
    }
}

impl Draft {
    /// The gravest of its remarks.
    pub fn verdict(&self) -> Verdict {
        self.remarks.iter().map(|remark| remark.finding.verdict()).max().unwrap_or(Verdict::Good)
    }

    /// Whether it may become part of the registry without an answer.
    pub fn goes_in(&self) -> bool {
        self.verdict() < Verdict::Question
    }

    pub(crate) fn remark(&mut self, column: impl Into<Option<u32>>, finding: Finding) {
        self.remarks.push(Remark { column: column.into(), finding });
    }
}

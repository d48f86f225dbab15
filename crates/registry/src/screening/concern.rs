use chrono::NaiveDate;
use kernel::Say;
use serde::{Deserialize, Serialize};
use sheet::Mark;

use crate::import::{self, Finding};

/// Why somebody should look at a row. Holds no name and no number of the list, but rows, days and names of aids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "concern", rename_all = "kebab-case")]
pub enum Concern {
    /// What the import would say of a cell.
    Cell {
        said: Finding,
    },
    NikMissing,
    /// No place of Indonesia has the number's first digits.
    NikRegion,
    NikTooYoung {
        age: i32,
    },
    /// Mr or Mrs, and the number says the other.
    NikOtherTitle,
    /// The registry knows the number under another name.
    NikOtherName,
    SameNik {
        rows: String,
    },
    /// The same person, as sure as the city asks for before it joins two records.
    SamePerson {
        rows: String,
        reasons: Vec<String>,
    },
    LikelyPerson {
        rows: String,
        reasons: Vec<String>,
    },
    SharedPhone {
        rows: String,
    },
    SharedAccount {
        rows: String,
    },
    Household {
        by: By,
        count: usize,
        quota: usize,
        rows: String,
    },
    /// On another list that was looked over before.
    Elsewhere {
        title: String,
        on: NaiveDate,
    },
    Unknown,
    /// The registry knows the person by a list only that was taken back.
    Withdrawn,
    Deceased,
}

/// By what a household is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    FamilyCard,
    Address,
}

/// How grave a concern is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Good to know.
    Repaired,
    /// Somebody should look.
    Questionable,
    /// Not to be paid as it stands.
    Refused,
}

impl Grade {
    /// The gravest first.
    pub const ALL: [Grade; 3] = [Grade::Refused, Grade::Questionable, Grade::Repaired];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::Refused => "refused",
            Grade::Questionable => "questionable",
            Grade::Repaired => "repaired",
        }
    }

    /// Reads [`Grade::as_str`].
    pub fn parse(text: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|grade| grade.as_str() == text)
    }

    /// Its colour in a workbook.
    pub fn mark(self) -> Mark {
        match self {
            Grade::Refused => Mark::Refused,
            Grade::Questionable => Mark::Questionable,
            Grade::Repaired => Mark::Repaired,
        }
    }
}

/// A concern and the cell that it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// From 1; `None` for the row as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    #[serde(flatten)]
    pub concern: Concern,
}

impl Concern {
    /// What it is called where rows are counted; the message is `registry-screening-concern-` and this.
    pub fn code(&self) -> &'static str {
        match self {
            Concern::Cell { .. }
            | Concern::NikMissing
            | Concern::NikRegion
            | Concern::NikTooYoung { .. }
            | Concern::NikOtherTitle
            | Concern::NikOtherName => "nik",
            Concern::SameNik { .. } | Concern::SamePerson { .. } => "repeated",
            Concern::LikelyPerson { .. } => "likely",
            Concern::SharedPhone { .. } => "phone",
            Concern::SharedAccount { .. } => "account",
            Concern::Household { .. } => "household",
            Concern::Elsewhere { .. } => "elsewhere",
            Concern::Unknown => "unknown",
            Concern::Withdrawn => "withdrawn",
            Concern::Deceased => "deceased",
        }
    }

    pub fn grade(&self) -> Grade {
        match self {
            Concern::SameNik { .. }
            | Concern::SamePerson { .. }
            | Concern::Household { .. }
            | Concern::Elsewhere { .. }
            | Concern::Deceased => Grade::Refused,
            Concern::NikRegion
            | Concern::NikTooYoung { .. }
            | Concern::NikOtherTitle
            | Concern::NikOtherName
            | Concern::LikelyPerson { .. }
            | Concern::SharedPhone { .. }
            | Concern::SharedAccount { .. }
            | Concern::Withdrawn => Grade::Questionable,
            Concern::NikMissing | Concern::Unknown => Grade::Repaired,
            Concern::Cell { said } => match said.verdict() {
                import::Verdict::Refused => Grade::Refused,
                import::Verdict::Question | import::Verdict::Doubtful => Grade::Questionable,
                import::Verdict::Repaired | import::Verdict::Good => Grade::Repaired,
            },
        }
    }

    /// What is said to people; of what is alike, `words` says why.
    pub fn say(&self, words: impl Fn(&str) -> String) -> Say {
        let beside = |key, rows: &str| Say::new(key).with("rows", rows);
        let alike = |key, rows: &str, reasons: &[String]| {
            let reasons: Vec<String> = reasons.iter().map(|key| words(key)).collect();
            beside(key, rows).with("reasons", reasons.join(", "))
        };
        match self {
            Concern::Cell { said } => said.say(),
            Concern::NikMissing => "registry-screening-nik-missing".into(),
            Concern::NikRegion => "registry-screening-nik-region".into(),
            Concern::NikTooYoung { age } => Say::new("registry-screening-nik-too-young").with("age", *age),
            Concern::NikOtherTitle => "registry-screening-nik-other-title".into(),
            Concern::NikOtherName => "registry-screening-nik-other-name".into(),
            Concern::SameNik { rows } => beside("registry-screening-same-nik", rows),
            Concern::SamePerson { rows, reasons } => alike("registry-screening-same-person", rows, reasons),
            Concern::LikelyPerson { rows, reasons } => {
                alike("registry-screening-likely-person", rows, reasons)
            }
            Concern::SharedPhone { rows } => beside("registry-screening-shared-phone", rows),
            Concern::SharedAccount { rows } => beside("registry-screening-shared-account", rows),
            Concern::Household { by, count, quota, rows } => {
                let key = match by {
                    By::FamilyCard => "registry-screening-family-card",
                    By::Address => "registry-screening-address",
                };
                beside(key, rows).with("count", *count).with("quota", *quota)
            }
            Concern::Elsewhere { title, on } => Say::new("registry-screening-elsewhere")
                .with("title", title.clone())
                .with("date", on.format("%d-%m-%Y").to_string()),
            Concern::Unknown => "registry-screening-unknown".into(),
            Concern::Withdrawn => "registry-screening-withdrawn".into(),
            Concern::Deceased => "registry-screening-deceased".into(),
        }
    }
}

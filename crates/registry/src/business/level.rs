//! "Naik kelas": how far a business has come, by a scorecard that anybody can check.
//!
//! Always true: a level rests on two measurements in time, never on one; every point has a reason in words, and every point
//! that is missing says what would bring it; what is not known gives no points and is said to be unknown. Outcomes of two
//! versions are never compared: the earlier facts are scored again by the later version.

use chrono::NaiveDate;
use kernel::{Rupiah, Say};

use super::level_lines::{growth, lines};
use crate::permit::Kind;

/// The messages of levels, for the room's list: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("level_id.ftl"), include_str!("level_en.ftl"));

/// A version of the scorecard. A change of criteria, points or limits is a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    V1,
}

impl Version {
    /// The one in use.
    pub const CURRENT: Version = Version::V1;

    /// As it is stored.
    pub fn number(self) -> i32 {
        match self {
            Version::V1 => 1,
        }
    }

    /// Reads what [`Version::number`] gave.
    pub fn of(number: i32) -> Option<Version> {
        [Version::V1].into_iter().find(|version| version.number() == number)
    }
}

/// How far a business has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Pemula.
    Beginning,
    /// Berkembang.
    Growing,
    /// Tangguh.
    Strong,
    /// Maju.
    Advanced,
}

impl Level {
    pub const ALL: [Level; 4] = [Level::Beginning, Level::Growing, Level::Strong, Level::Advanced];

    /// 1 to 4, as it is stored.
    pub fn number(self) -> i32 {
        match self {
            Level::Beginning => 1,
            Level::Growing => 2,
            Level::Strong => 3,
            Level::Advanced => 4,
        }
    }

    /// Reads what [`Level::number`] gave.
    pub fn of(number: i32) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.number() == number)
    }

    /// The message with its name.
    pub fn key(self) -> &'static str {
        match self {
            Level::Beginning => "registry-level-beginning",
            Level::Growing => "registry-level-growing",
            Level::Strong => "registry-level-strong",
            Level::Advanced => "registry-level-advanced",
        }
    }

    /// The fewest points, of a hundred.
    pub fn least(self, version: Version) -> u32 {
        match (version, self) {
            (Version::V1, Level::Beginning) => 0,
            (Version::V1, Level::Growing) => 35,
            (Version::V1, Level::Strong) => 60,
            (Version::V1, Level::Advanced) => 80,
        }
    }

    fn by(version: Version, points: u32) -> Level {
        Level::ALL.into_iter().rev().find(|level| points >= level.least(version)).unwrap_or(Level::Beginning)
    }
}

/// What is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criterion {
    Permits,
    Growth,
    Workers,
    Digital,
    Finance,
    Quality,
    Reach,
}

impl Criterion {
    pub const ALL: [Criterion; 7] = [
        Criterion::Permits,
        Criterion::Growth,
        Criterion::Workers,
        Criterion::Digital,
        Criterion::Finance,
        Criterion::Quality,
        Criterion::Reach,
    ];

    /// The message with its name.
    pub fn key(self) -> &'static str {
        match self {
            Criterion::Permits => "registry-level-criterion-permits",
            Criterion::Growth => "registry-level-criterion-growth",
            Criterion::Workers => "registry-level-criterion-workers",
            Criterion::Digital => "registry-level-criterion-digital",
            Criterion::Finance => "registry-level-criterion-finance",
            Criterion::Quality => "registry-level-criterion-quality",
            Criterion::Reach => "registry-level-criterion-reach",
        }
    }

    /// The most points; all together a hundred.
    pub fn weight(self, version: Version) -> u32 {
        match (version, self) {
            (Version::V1, Criterion::Permits | Criterion::Growth) => 20,
            (Version::V1, Criterion::Digital | Criterion::Finance) => 15,
            (Version::V1, Criterion::Workers | Criterion::Quality | Criterion::Reach) => 10,
        }
    }
}

/// What is known of a business.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The kinds of permits that hold.
    pub permits: Vec<Kind>,
    /// Whether it makes or sells food, which needs other permits.
    pub food: Option<bool>,
    pub channels: Option<Vec<Channel>>,
    pub qris: bool,
    pub books: Option<Books>,
    pub financing: Option<Financing>,
    pub quality: Option<Quality>,
    pub reach: Option<Reach>,
    /// In any order.
    pub measurements: Vec<Measurement>,
}

/// What was measured of a business on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measurement {
    pub on: NaiveDate,
    pub what: What,
    /// Whole rupiah, or persons.
    pub value: i64,
}

/// What a measurement is of. Growth is told by the first of these that was measured twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Of a year.
    Sales,
    Assets,
    /// Persons.
    Workers,
}

impl What {
    /// In the order in which growth is told by them.
    pub const ALL: [What; 3] = [What::Sales, What::Assets, What::Workers];

    /// The message with its name.
    pub fn key(self) -> &'static str {
        match self {
            What::Sales => "registry-level-what-sales",
            What::Assets => "registry-level-what-assets",
            What::Workers => "registry-level-what-workers",
        }
    }

    /// A value as people read it.
    pub(super) fn show(self, value: i64) -> String {
        match self {
            What::Sales | What::Assets => Rupiah(value).to_string(),
            What::Workers => value.to_string(),
        }
    }
}

/// A digital way to customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// WhatsApp, Instagram, TikTok, Facebook.
    Social,
    /// Shopee, Tokopedia, GoFood, the city's own.
    Marketplace,
    OwnSite,
}

/// How the books are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Books {
    None,
    /// Now and then, in a notebook.
    Notes,
    /// All money in and out, apart from the household's.
    Regular,
    /// Profit and loss, and a balance sheet.
    Statements,
}

/// Where money for the business comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Financing {
    Own,
    /// Family, a lender, a grant.
    Informal,
    /// A bank, KUR, a cooperative.
    Formal,
}

/// What is known of the quality of its products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quality {
    /// It passed a curation: of a house of curation, an agency, a shop.
    pub curated: bool,
    /// Labels with date of expiry or code of production; for services a written standard of work.
    pub labelled: bool,
    /// Tested in a laboratory: nutrition facts, durability.
    pub tested: bool,
}

/// How far its customers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    Neighbourhood,
    City,
    Province,
    Nation,
    Export,
}

/// What came of scoring.
#[derive(Debug, Clone, PartialEq)]
pub enum Judgement {
    /// There is no level yet; what is missing, and what can be said already.
    NotYet {
        missing: Say,
        lines: Vec<Line>,
    },
    Reached(Outcome),
}

/// A level and all that led to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub version: Version,
    pub level: Level,
    /// Of a hundred.
    pub points: u32,
    /// One for each criterion, in their order.
    pub lines: Vec<Line>,
    /// The days between which growth was measured.
    pub between: (NaiveDate, NaiveDate),
    /// Points to the next level.
    pub to_next: Option<u32>,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub criterion: Criterion,
    pub points: u32,
    pub of: u32,
    pub why: Say,
    /// What would bring more points.
    pub lift: Option<Say>,
}

/// The level of a business on a day, by the version in use.
pub fn score(facts: &Facts, on: NaiveDate) -> Judgement {
    score_by(Version::CURRENT, facts, on)
}

/// The level by a certain version.
pub fn score_by(version: Version, facts: &Facts, on: NaiveDate) -> Judgement {
    let growth = growth(version, &facts.measurements, on);
    let lines = lines(version, facts, growth.as_ref().ok(), on);
    let between = match growth {
        Ok(growth) => growth.between,
        Err(missing) => return Judgement::NotYet { missing, lines },
    };
    let points = lines.iter().map(|line| line.points).sum();
    let level = Level::by(version, points);
    let next = Level::ALL.into_iter().find(|other| *other > level);
    let to_next = next.map(|next| next.least(version) - points);
    Judgement::Reached(Outcome { version, level, points, lines, between, to_next })
}

/// How a business moved between two outcomes.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// Scored by different versions: score the earlier facts again.
    NotComparable,
    Compared {
        from: Level,
        to: Level,
        /// The criteria whose points changed: before and after.
        changed: Vec<(Criterion, u32, u32)>,
    },
}

impl Progress {
    /// Whether it rose by a level.
    pub fn rose(&self) -> bool {
        matches!(self, Progress::Compared { from, to, .. } if to > from)
    }
}

/// How a business moved between two outcomes.
pub fn compare(earlier: &Outcome, later: &Outcome) -> Progress {
    if earlier.version != later.version {
        return Progress::NotComparable;
    }
    let changed = earlier
        .lines
        .iter()
        .zip(&later.lines)
        .filter(|(before, after)| before.points != after.points)
        .map(|(before, after)| (after.criterion, before.points, after.points))
        .collect();
    Progress::Compared { from: earlier.level, to: later.level, changed }
}

//! About a dozen sectors for figures: coarser than any level of the classification, and the same across its versions.
//!
//! The mapping is a table, `data/kbli/sectors.csv`: the longest prefix of the code decides, and for lists without codes
//! the words that agencies write.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::find::{self, Because};
use super::{Code, Version};

/// A sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sector {
    Culinary,
    Fashion,
    Craft,
    Trade,
    Farming,
    Automotive,
    Beauty,
    Printing,
    Laundry,
    Creative,
    Building,
    Making,
    Service,
}

impl Sector {
    pub const ALL: [Sector; 13] = [
        Sector::Culinary,
        Sector::Fashion,
        Sector::Craft,
        Sector::Trade,
        Sector::Farming,
        Sector::Automotive,
        Sector::Beauty,
        Sector::Printing,
        Sector::Laundry,
        Sector::Creative,
        Sector::Building,
        Sector::Making,
        Sector::Service,
    ];

    /// As it is stored and put into addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Sector::Culinary => "culinary",
            Sector::Fashion => "fashion",
            Sector::Craft => "craft",
            Sector::Trade => "trade",
            Sector::Farming => "farming",
            Sector::Automotive => "automotive",
            Sector::Beauty => "beauty",
            Sector::Printing => "printing",
            Sector::Laundry => "laundry",
            Sector::Creative => "creative",
            Sector::Building => "building",
            Sector::Making => "making",
            Sector::Service => "service",
        }
    }

    /// Reads what [`Sector::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Sector> {
        Sector::ALL.into_iter().find(|sector| sector.as_str() == text)
    }

    /// The message with its name.
    pub fn key(self) -> &'static str {
        match self {
            Sector::Culinary => "registry-sector-culinary",
            Sector::Fashion => "registry-sector-fashion",
            Sector::Craft => "registry-sector-craft",
            Sector::Trade => "registry-sector-trade",
            Sector::Farming => "registry-sector-farming",
            Sector::Automotive => "registry-sector-automotive",
            Sector::Beauty => "registry-sector-beauty",
            Sector::Printing => "registry-sector-printing",
            Sector::Laundry => "registry-sector-laundry",
            Sector::Creative => "registry-sector-creative",
            Sector::Building => "registry-sector-building",
            Sector::Making => "registry-sector-making",
            Sector::Service => "registry-sector-service",
        }
    }

    /// The sector of a code. Every code has one.
    pub fn of(code: Code) -> Sector {
        (1..=code.digits().len())
            .rev()
            .filter_map(|length| code.digits().get(..length))
            .find_map(|prefix| {
                TABLE.prefixes.iter().find(|row| row.0 == code.version() && row.1 == prefix).map(|row| row.2)
            })
            .unwrap_or(Sector::Service)
    }

    /// The sector that a single word names: "kuliner", "fesyen". Trades within a sector do not.
    pub fn named(word: &str) -> Option<Sector> {
        let word = word.to_lowercase();
        TABLE.words.iter().find(|row| row.0 == word).map(|row| row.1).filter(|sector| !is_general(*sector))
    }

    /// The sector that words mean: an agency's heading ("Kuliner"), a kind of business, or its name. `None` where they
    /// tell no trade, as most family names do.
    pub fn of_words(words: &str) -> Option<Sector> {
        let lower = words.to_lowercase();
        let tokens: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let named = |general: bool| {
            tokens.iter().find_map(|token| {
                let of_word = |row: &&(&str, Sector)| row.0 == *token && is_general(row.1) == general;
                TABLE.words.iter().find(of_word).map(|row| row.1)
            })
        };
        named(false).or_else(|| by_trade(words)).or_else(|| named(true))
    }
}

/// Words such as "jasa" and "dagang" say least, so they count only when nothing else does.
fn is_general(sector: Sector) -> bool {
    matches!(sector, Sector::Trade | Sector::Making | Sector::Service)
}

/// By the everyday words or a title's; a word in a description alone would be a rumour.
fn by_trade(words: &str) -> Option<Sector> {
    let best = find::trade(words)?;
    match best.because {
        Because::Digits | Because::Synonym => Some(Sector::of(best.code)),
        Because::Title if best.score >= SURE => Some(Sector::of(best.code)),
        Because::Title | Because::Description => None,
    }
}

/// The score of one rare word that a title has exactly.
const SURE: f32 = 9.0;

struct Table {
    prefixes: Vec<(Version, &'static str, Sector)>,
    words: Vec<(&'static str, Sector)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { prefixes: Vec::new(), words: Vec::new() };
    for line in include_str!("../../data/kbli/sectors.csv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split(',');
        let (Some(of), Some(names), Some(sector)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let Some(sector) = Sector::parse(sector) else { continue };
        let names = names.split(' ');
        match Version::parse(of) {
            Some(version) => table.prefixes.extend(names.map(|prefix| (version, prefix, sector))),
            None => table.words.extend(names.map(|word| (word, sector))),
        }
    }
    table
});

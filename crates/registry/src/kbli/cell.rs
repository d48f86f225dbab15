//! Reading codes out of the cells of lists, which give digits, rarely a version.

use super::catalogue::entry;
use super::crosswalk::{Carried, carry};
use super::{Code, Version};

/// Digits as a cell has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digits {
    pub digits: String,
    /// A zero in front was put back that a spreadsheet had taken.
    pub repaired: bool,
    /// Where the cell names the version itself.
    pub version: Option<Version>,
}

/// The codes in a cell: `10794`, `C.10794`, `10794 - Kerupuk; 47112`, `KBLI 2025: 10794`, `1191` for 01191, `47112.0`.
pub fn read(cell: &str) -> Vec<Digits> {
    let version = Version::ALL.into_iter().find(|version| {
        let lower = cell.to_ascii_lowercase();
        lower.contains(&format!("kbli {version}")) || lower.contains(&format!("kbli{version}"))
    });
    let cell = cell.trim();
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    let mut found: Vec<Digits> = Vec::new();
    for run in cell.split(|c: char| !c.is_ascii_digit()) {
        let is_version = version.is_some_and(|version| version.as_str() == run);
        if !(2..=5).contains(&run.len()) || is_version {
            continue;
        }
        let (digits, repaired) = with_zero(run);
        if !found.iter().any(|other| other.digits == digits) {
            found.push(Digits { digits, repaired, version });
        }
    }
    // Where one number is a whole code, the shorter ones are something else: years, quantities.
    if found.iter().any(|one| one.digits.len() == 5) {
        found.retain(|one| one.digits.len() == 5);
    }
    found
}

/// Puts the zero back where only then a code results.
fn with_zero(run: &str) -> (String, bool) {
    let known = |digits: &str| Version::ALL.into_iter().any(|version| entry(version, digits).is_some());
    let padded = format!("0{run}");
    if run.len() == 4 && !known(run) && known(&padded) { (padded, true) } else { (run.to_owned(), false) }
}

/// Which version bare digits are likely of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guess {
    /// No other reading is sensible.
    Sure(Code),
    /// Both versions have the digits with different titles; the one is likelier, a person should look.
    Likely(Code),
    /// Neither version has it; perhaps the edition of 2015, or a slip.
    Unknown,
}

/// The first year in which codes of 2025 were given: the regulation is of 24 December 2025.
const FIRST_2025: i32 = 2026;

/// The version of bare digits, from the year in which they were given where it is known. Permits and lists from before
/// 2026 carry codes of 2020; later ones may carry either for a while.
pub fn guess_version(digits: &str, year: Option<i32>) -> Guess {
    let old = entry(Version::Kbli2020, digits).map(|entry| entry.code);
    let new = entry(Version::Kbli2025, digits).map(|entry| entry.code);
    let before = year.is_some_and(|year| year < FIRST_2025);
    match (old, new) {
        (None, None) => Guess::Unknown,
        (Some(old), None) => Guess::Sure(old),
        // Only the new edition has it, and yet it is said to be older: a slip is likelier.
        (None, Some(new)) if before => Guess::Likely(new),
        (None, Some(new)) => Guess::Sure(new),
        (Some(old), Some(_)) if before => Guess::Sure(old),
        (Some(old), Some(new)) => match (carry(old), year) {
            // The same trade in both: the choice changes no meaning.
            (Carried::Over(_), None) => Guess::Sure(old),
            (Carried::Over(_), Some(_)) => Guess::Sure(new),
            (Carried::ToReview(_), None) => Guess::Likely(old),
            (Carried::ToReview(_), Some(_)) => Guess::Likely(new),
        },
    }
}

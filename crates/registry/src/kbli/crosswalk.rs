//! From a code of 2020 to one of 2025.
//!
//! Only what kept both digits and title is carried over without asking. Everything else waits for a person, who gets
//! suggestions: by the list of everyday words and by how alike the titles are.

use super::catalogue::{entries, entry};
use super::{Code, Version, find};

/// What becomes of a code.
#[derive(Debug, Clone, PartialEq)]
pub enum Carried {
    /// The same trade, by digits and title.
    Over(Code),
    ToReview(Review),
}

/// What a person needs to decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The code of 2025 with the same digits and another title: it may be the same trade under a new name, or cars
    /// where there was rice.
    pub same_digits: Option<Code>,
    /// At most five, the likeliest first.
    pub candidates: Vec<Candidate>,
}

/// A suggestion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    pub code: Code,
    /// From 0 to 1.
    pub likeness: f32,
}

/// What becomes of a code in the edition of 2025. One of 2025 stays what it is.
pub fn carry(code: Code) -> Carried {
    if code.version() == Version::Kbli2025 {
        return Carried::Over(code);
    }
    let same_digits = entry(Version::Kbli2025, code.digits());
    match same_digits {
        Some(same) if plain(&same.title) == plain(code.title()) => Carried::Over(same.code),
        Some(_) | None => Carried::ToReview(Review {
            same_digits: same_digits.map(|entry| entry.code),
            candidates: candidates(code),
        }),
    }
}

/// Below this two titles share only common words such as "industri".
const LEAST: f32 = 0.18;

fn candidates(code: Code) -> Vec<Candidate> {
    let named = find::beside(code);
    let mut found: Vec<Candidate> = entries(Version::Kbli2025)
        .iter()
        .filter(|entry| entry.code.digits().len() == code.digits().len())
        .map(|entry| {
            let known: f32 =
                named.iter().filter(|(other, _)| *other == entry.code).map(|(_, weight)| weight).sum();
            let likeness = find::likeness(code.title(), &entry.title) + known.min(0.75);
            Candidate { code: entry.code, likeness: likeness.min(1.0) }
        })
        .filter(|candidate| candidate.likeness >= LEAST)
        .collect();
    found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.code.cmp(&b.code)));
    found.truncate(5);
    found
}

/// A title without case, commas and blanks, in which the editions differ without meaning anything by it.
fn plain(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

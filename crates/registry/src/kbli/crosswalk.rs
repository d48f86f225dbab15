//! From a code of 2020 to one of 2025.
//!
//! Only what kept both digits and title is carried over without asking. Everything else waits for a person, who gets
//! suggestions: by the list of everyday words and by how alike the titles are.

use super::catalogue::entry;
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
    /// At most five of five digits, the likeliest first.
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
    let mut likeness = find::alike(code.title());
    for (named, weight) in find::beside(code) {
        *likeness.entry(named).or_default() += weight;
    }
    let mut found: Vec<Candidate> = likeness
        .into_iter()
        .map(|(code, likeness)| Candidate { code, likeness: likeness.min(1.0) })
        .filter(|candidate| candidate.likeness >= LEAST)
        .collect();
    found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.code.cmp(&b.code)));
    found.truncate(5);
    found
}

/// A title without case, commas and the words in front in which the editions differ without meaning anything by it:
/// "Rumah Minum/Kafe" became "AKTIVITAS RUMAH MINUM/KAFE".
fn plain(title: &str) -> String {
    title
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !["aktivitas", "industri", "dan"].contains(word))
        .collect()
}

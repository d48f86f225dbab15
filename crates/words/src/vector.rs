//! Documents as PostgreSQL writes them.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::lexicon;

/// PostgreSQL's weights of a position, A the heaviest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    A,
    B,
    C,
    D,
}

/// The last position that a tsvector can hold; PostgreSQL keeps at most 255 of a lexeme and drops the rest itself.
const LAST: usize = 16_383;

/// The texts of one document, each with its weight, in the text form of a tsvector: bind it and cast it,
/// `$1::text::tsvector`.
pub fn tsvector(texts: &[(Weight, &str)]) -> String {
    let mut places: BTreeMap<String, Vec<(usize, Weight)>> = BTreeMap::new();
    let mut from = 0;
    for (weight, text) in texts {
        let mut last = from;
        for (lexeme, place) in lexicon().places(text) {
            last = from + place;
            places.entry(lexeme.0).or_default().push((last.min(LAST), *weight));
        }
        // A gap, so that the end of one text and the start of the next are not neighbours.
        from = last + 8;
    }
    let mut written = String::new();
    for (lexeme, places) in places {
        let places: Vec<String> = places.iter().map(|(place, weight)| format!("{place}{weight:?}")).collect();
        let space = if written.is_empty() { "" } else { " " };
        // Writing into a String cannot fail.
        let _ = write!(written, "{space}'{lexeme}':{}", places.join(","));
    }
    written
}

//! How much of a password is more than what everybody tries first.

use std::collections::HashSet;
use std::sync::LazyLock;

/// About 3,000 passwords that are tried first: the most frequent of published leaks (the list of the zxcvbn project, MIT
/// licence) and what Indonesian lists add. Sorted, one a line, lower case.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common.txt").lines().collect());

/// The longest of [`COMMON`].
const LONGEST: usize = 16;
/// Runs that fingers make: along the keyboard, the alphabet, the digits.
const RUNS: [&str; 6] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// The number of different pieces that a password consists of, where a known word, a word from `own` (names and places
/// around the person), a run along the keyboard and a repeated sign each count as one.
///
/// `semarang2026semarang` has four (the city once, and three different digits), a phrase of words that no list knows
/// has dozens. Signs put for letters are read both ways, and the poorer reading counts.
pub(super) fn pieces(password: &str, own: &[String]) -> usize {
    readings(password).iter().map(|text| count(text, own)).min().unwrap_or(0)
}

fn count(text: &[char], own: &[String]) -> usize {
    let mut seen: HashSet<String> = HashSet::new();
    let mut rest = text;
    while !rest.is_empty() {
        let length = word(rest, own).max(run(rest)).max(1);
        let (piece, after) = rest.split_at(length);
        seen.insert(piece.iter().collect());
        rest = after;
    }
    seen.len()
}

/// Whether the password as a whole is one that is tried first.
pub(super) fn is_common(password: &str) -> bool {
    readings(password).iter().any(|signs| {
        let text: String = signs.iter().collect();
        COMMON.contains(text.as_str()) || COMMON.contains(text.trim_end_matches(|c: char| !c.is_alphabetic()))
    })
}

/// Lower case as it stands, and with the signs that people put for letters turned back.
fn readings(text: &str) -> [Vec<char>; 2] {
    let lower: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    let plain = lower.iter().map(|c| match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '0' => 'o',
        '$' | '5' => 's',
        other => *other,
    });
    let plain = plain.collect();
    [lower, plain]
}

fn word(text: &[char], own: &[String]) -> usize {
    let most = text.len().min(LONGEST.max(own.iter().map(|w| w.chars().count()).max().unwrap_or(0)));
    (3..=most)
        .rev()
        .find(|length| {
            let piece: String = text.iter().take(*length).collect();
            COMMON.contains(piece.as_str()) || own.contains(&piece)
        })
        .unwrap_or(0)
}

fn run(text: &[char]) -> usize {
    let Some(first) = text.first() else { return 0 };
    let same = text.iter().take_while(|c| *c == first).count();
    let along = RUNS.iter().flat_map(|run| [run.to_string(), run.chars().rev().collect()]);
    let longest = along
        .filter_map(|run| run.find(*first).and_then(|at| run.get(at..).map(|tail| common_start(text, tail))))
        .max()
        .unwrap_or(0);
    let length = same.max(longest);
    if length >= 3 { length } else { 0 }
}

fn common_start(text: &[char], run: &str) -> usize {
    text.iter().zip(run.chars()).take_while(|(a, b)| **a == *b).count()
}

//! The lists in `data/`, read strictly: a list that breaks its own order is a defect of the build, which tests find.

use std::collections::HashSet;

/// Lines that say something: no comments, no empty ones.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Words, many on a line.
pub(crate) fn words(text: &'static str) -> HashSet<&'static str> {
    lines(text).flat_map(str::split_whitespace).collect()
}

/// Terms that belong together, a group on a line, between commas.
pub(crate) fn groups(text: &'static str) -> Vec<Vec<&'static str>> {
    lines(text).map(|line| line.split(',').map(str::trim).collect()).collect()
}

/// English terms and what they are in Indonesian: `chips: keripik, kerupuk`.
pub(crate) fn translations(text: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    lines(text)
        .filter_map(|line| line.split_once(':'))
        .map(|(term, others)| (term.trim(), others.split(',').map(str::trim).collect()))
        .collect()
}

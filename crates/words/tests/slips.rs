//! Misspellings set right, right words left alone: floors, in a vocabulary of a small city.
//!
//! The lists were written before the rules ran over them; the rules were tuned on the first half alone.

use std::collections::BTreeSet;

use words::{Strength, Vocabulary, lexicon};

const TUNED: &str = include_str!("data/slips-tuned.txt");
const HELD_OUT: &str = include_str!("data/slips-held-out.txt");
const RIGHT: &str = include_str!("data/right.txt");
const ROOTS: &str = include_str!("../data/roots.txt");
const STEMS: &str = include_str!("data/stems.txt");

fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .flat_map(str::split_whitespace)
        .map(|word| word.trim_end_matches(':'))
        .filter(|word| !word.contains('-'))
}

fn pairs(text: &'static str) -> Vec<(&'static str, &'static str)> {
    text.lines().filter_map(|line| line.split_once(' ')).collect()
}

/// All right words that the lists here have, each as frequent as the others, but for those left out.
fn city(without: &BTreeSet<&str>) -> Vocabulary {
    let meant = [TUNED, HELD_OUT].into_iter().flat_map(pairs).map(|(_, meant)| meant);
    let all: BTreeSet<&str> = words(ROOTS).chain(words(STEMS)).chain(words(RIGHT)).chain(meant).collect();
    Vocabulary::new(all.difference(without).map(|word| (*word, 1)))
}

/// How many of a list find what was meant, spelt as it was meant or as it is spelt elsewhere.
fn found(list: &'static str, city: &Vocabulary) -> usize {
    let found = |(typed, meant): &(&str, &str)| {
        let query = lexicon().query(typed, city);
        let meant = lexicon().index(meant);
        let close = query.groups.iter().flat_map(|group| &group.alternatives);
        close.filter(|one| one.strength <= Strength::Same).any(|one| meant.contains(&one.lexeme))
    };
    pairs(list).iter().filter(|pair| found(pair)).count()
}

/// How many of a list are set right, and which are not.
fn set_right(list: &'static str, city: &Vocabulary) -> (usize, usize, Vec<String>) {
    let pairs = pairs(list);
    let answers =
        pairs.iter().map(|(typed, meant)| (typed, meant, city.correct(typed).map(|found| found.word)));
    let wrong: Vec<String> = answers
        .filter(|(_, meant, found)| found.as_deref() != Some(**meant))
        .map(|(typed, meant, found)| format!("{typed} for {meant}: {found:?}"))
        .collect();
    (pairs.len() - wrong.len(), pairs.len(), wrong)
}

#[test]
fn misspellings_are_set_right() {
    let city = city(&BTreeSet::new());
    for (name, list, floor) in [("tuned", TUNED, 90), ("held out", HELD_OUT, 90)] {
        let (right, all, wrong) = set_right(list, &city);
        println!("{name}: {right} of {all} in {} words; not: {wrong:?}", city.len());
        let found = found(list, &city);
        println!("{name}: {found} of {all} find what was meant");
        assert!(found * 100 >= all * 95, "{name}: {found} of {all} find what was meant");
        assert!(right * 100 >= all * floor, "{name}: {right} of {all}: {wrong:?}");
    }
}

#[test]
fn right_words_stay_when_they_are_known() {
    let city = city(&BTreeSet::new());
    let changed: Vec<_> =
        words(RIGHT).filter_map(|word| city.correct(word).map(|to| (word, to.word))).collect();
    assert_eq!(changed, []);
    assert!(words(RIGHT).count() >= 200);
}

/// Every other right word is asked for in a city that has the rest: some are taken for another, and the page says so.
#[test]
fn few_right_words_are_changed_when_they_are_not_known() {
    let all: Vec<&str> = words(RIGHT).collect();
    let mut changed = Vec::new();
    for half in [0, 1] {
        let asked: BTreeSet<&str> = all.iter().skip(half).step_by(2).copied().collect();
        let city = city(&asked);
        let queries = asked.iter().map(|word| lexicon().query(word, &city)).filter(|query| query.corrected);
        changed.extend(queries.map(|query| format!("{} to {}", query.said, query.understood)));
    }
    println!("changed: {} of {}: {changed:?}", changed.len(), all.len());
    assert!(changed.len() * 100 <= all.len() * 15, "{} of {}: {changed:?}", changed.len(), all.len());
}

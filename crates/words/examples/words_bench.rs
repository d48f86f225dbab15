//! What search costs beyond the database: three misspelt words set right against 50,000, beside a plain scan of them all,
//! and documents indexed.
//!
//! usage: words_bench [FILE]      words of the file, one a line, instead of made ones; at most 50,000. Prints lines for a
//! table.

#![expect(clippy::print_stdout, reason = "a command-line tool prints its answers")]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use words::{Lexicon, Strength, Vocabulary, lexicon};

const WORDS: usize = 50_000;
const HELD_OUT: &str = include_str!("../tests/data/slips-held-out.txt");
const TUNED: &str = include_str!("../tests/data/slips-tuned.txt");
const RIGHT: &str = include_str!("../tests/data/right.txt");
const SYLLABLES: &[&str] = &[
    "ba", "be", "bi", "bo", "bu", "ca", "ce", "da", "di", "du", "ga", "ge", "gu", "ha", "ja", "je", "ji",
    "ka", "ke", "ki", "ku", "la", "le", "li", "lo", "ma", "me", "mi", "na", "ni", "pa", "pe", "pi", "ra",
    "re", "ri", "ro", "sa", "se", "si", "su", "ta", "te", "ti", "tu", "wa", "ban", "dang", "gan", "kan",
    "lang", "pan", "ran", "ring", "rung", "sam", "tan", "tang", "tis", "yam",
];

fn main() {
    let from = Instant::now();
    let lexicon = black_box(lexicon());
    println!("| the lists made ready | {} |", micros(from.elapsed()));
    let words = vocabulary();
    let weighed: Vec<(&str, u32)> = words.iter().map(String::as_str).zip((1..=1000).cycle()).collect();
    let before = resident();
    let from = Instant::now();
    let city = Vocabulary::new(weighed.iter().copied());
    println!("| a vocabulary of {} words made | {} |", city.len(), micros(from.elapsed()));
    let grown = resident().saturating_sub(before);
    println!("| its memory | {} KiB, process grown by {grown} KiB |", city.bytes() / 1024);
    let typed: Vec<&str> =
        [TUNED, HELD_OUT].iter().flat_map(|list| pairs(list)).map(|(typed, _)| typed).collect();
    let ours = timed("three misspelt words set right", typed.chunks(3), |three| {
        three.iter().for_each(|word| drop(black_box(city.correct(word))));
    });
    let queries: Vec<String> = typed.chunks(3).map(|three| three.join(" ")).collect();
    timed("a query of three misspelt words, whole", queries.iter(), |text| {
        drop(black_box(lexicon.query(text, &city)))
    });
    let scan = timed("three words by a plain scan of all", typed.chunks(3).take(20), |three| {
        let near = three.iter().filter_map(|word| nearest(word, &words)).count();
        black_box(near);
    });
    println!("| ratio of the medians | {:.0} |", scan.as_secs_f64() / ours.as_secs_f64());
    documents(lexicon);
    accuracy(&city);
}

/// The words of a file or made of syllables, always with those that misspellings mean.
fn vocabulary() -> Vec<String> {
    let mut words: BTreeSet<String> =
        [TUNED, HELD_OUT].iter().flat_map(|list| pairs(list)).map(|(_, meant)| meant.to_owned()).collect();
    let given = std::env::args().nth(1).and_then(|path| std::fs::read_to_string(path).ok());
    if let Some(text) = given {
        let plain = text.split_whitespace().filter(|word| word.len() > 2).map(str::to_owned);
        words.extend(plain.take(WORDS));
        return words.into_iter().collect();
    }
    let mut seed: u64 = 2024;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % below
    };
    while words.len() < WORDS {
        let length = 2 + next(3);
        words.insert((0..length).filter_map(|_| SYLLABLES.get(next(SYLLABLES.len())).copied()).collect());
    }
    words.into_iter().collect()
}

fn pairs(list: &str) -> impl Iterator<Item = (&str, &str)> {
    list.lines().filter_map(|line| line.split_once(' '))
}

/// The word of the least distance, each compared.
fn nearest<'a>(typed: &str, words: &'a [String]) -> Option<&'a String> {
    words.iter().min_by_key(|word| strsim::osa_distance(typed, word))
}

/// Prints the median and p95, and gives the median.
fn timed<T>(what: &str, asked: impl Iterator<Item = T>, mut work: impl FnMut(T)) -> Duration {
    let mut took: Vec<Duration> = asked
        .map(|one| {
            let from = Instant::now();
            work(one);
            from.elapsed()
        })
        .collect();
    took.sort_unstable();
    let median = took.get(took.len() / 2).copied().unwrap_or_default();
    let late = took.get(took.len() * 95 / 100).copied().unwrap_or_default();
    println!("| {what} | {} | {} |", micros(median), micros(late));
    median
}

fn documents(lexicon: &Lexicon) {
    let text = "Keripik singkong balado pedas manis, oleh-oleh khas Magelang. Dibuat dari ubi kayu pilihan yang digoreng \
                renyah, kemasan 250 gr dan 1/2 kg, tanpa pengawet, halal. ";
    let texts: Vec<String> = (0..2_000).map(|at| format!("{}{at}", text.repeat(4))).collect();
    timed("a description of 100 words indexed", texts.iter(), |text| drop(black_box(lexicon.index(text))));
}

fn accuracy(city: &Vocabulary) {
    for (name, list) in [("tuned", TUNED), ("held out", HELD_OUT)] {
        let all = pairs(list).count();
        let right =
            pairs(list).filter(|(typed, meant)| city.correct(typed).is_some_and(|to| to.word == *meant));
        let found = pairs(list).filter(|(typed, meant)| {
            let query = lexicon().query(typed, city);
            let close = query.groups.iter().flat_map(|group| &group.alternatives);
            let meant = lexicon().index(meant);
            close.filter(|one| one.strength <= Strength::Same).any(|one| meant.contains(&one.lexeme))
        });
        println!("| {name}: set right, found, of | {} | {} | {all} |", right.count(), found.count());
    }
    let right = || RIGHT.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    let unknown = || right().filter(|word| city.weight(word) == 0);
    let changed = unknown().filter(|word| lexicon().query(word, city).corrected).count();
    println!("| right words not in it, changed | {} | {changed} |", unknown().count());
}

fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}

/// Resident memory in KiB.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

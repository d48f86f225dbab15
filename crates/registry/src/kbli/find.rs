//! Finding a code by the words that people use.
//!
//! Titles of the classification know no "warung" and no "laundry". So a list of everyday words leads, titles follow, and
//! descriptions (without the sentences on what does *not* belong) come last. Every word may be misspelt or begun only.

use std::collections::HashMap;

use super::catalogue::entries;
use super::index::{Asked, Doc, INDEX, Synonym};
use super::words::{is_broad, tokens};
use super::{Code, Version};

/// A code that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub code: Code,
    pub because: Because,
    /// Higher fits better; comparable within one answer only.
    pub score: f32,
}

/// What the words were found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    Digits,
    /// The list of everyday words.
    Synonym,
    Title,
    Description,
}

impl Because {
    /// The message that says it.
    pub fn key(self) -> &'static str {
        match self {
            Because::Digits => "registry-kbli-because-digits",
            Because::Synonym => "registry-kbli-because-synonym",
            Because::Title => "registry-kbli-because-title",
            Because::Description => "registry-kbli-because-description",
        }
    }
}

/// The five-digit codes for these words, the best first: of one version, or of both with the newer first among equals.
/// Digits find the codes that start with them.
pub fn find(words: &str, version: Option<Version>, limit: usize) -> Vec<Found> {
    let digits: String = words.chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let digits = digits.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    if digits.len() >= 2 && digits.bytes().all(|b| b.is_ascii_digit()) {
        return by_digits(digits, version, limit);
    }
    ranked(words, version, limit, Slips::Forgiven)
}

/// The likeliest code of 2020 for a business's name: everyday words with slips allowed, titles only to the letter, so that
/// no family name is taken for a trade.
pub(super) fn trade(name: &str) -> Option<Found> {
    ranked(name, Some(Version::Kbli2020), 1, Slips::InEverydayWords).into_iter().next()
}

/// Where a misspelt word is understood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slips {
    Forgiven,
    InEverydayWords,
}

fn ranked(words: &str, version: Option<Version>, limit: usize, slips: Slips) -> Vec<Found> {
    let tokens = INDEX.asked(words);
    let mut scores: HashMap<usize, Score> = HashMap::new();
    by_synonyms(&tokens, &mut scores);
    for (place, token) in tokens.iter().enumerate() {
        if slips == Slips::Forgiven || INDEX.term(&token.text).is_some() {
            by_text(place, &token.text, &mut scores);
        }
    }
    let mut found: Vec<Found> = scores
        .into_iter()
        .filter_map(|(doc, score)| INDEX.docs.get(doc).map(|doc| score.of(doc, &tokens)))
        .filter(|found| version.is_none_or(|version| found.code.version() == version))
        .collect();
    found.sort_by(|a, b| {
        let newer = b.code.version().cmp(&a.code.version());
        b.score.total_cmp(&a.score).then(newer).then(a.code.cmp(&b.code))
    });
    found.truncate(limit);
    found
}

/// The codes of 2025 that stand beside a code of 2020 in the list of everyday words, with how much each weighs.
pub(super) fn beside(code: Code) -> Vec<(Code, f32)> {
    let mut found: Vec<(Code, f32)> = Vec::new();
    for synonym in &INDEX.synonyms {
        let place = synonym
            .of_2020
            .iter()
            .position(|doc| INDEX.docs.get(*doc).is_some_and(|doc| doc.entry.code == code));
        let other = place.and_then(|place| Some((place, *synonym.of_2025.get(place)?)));
        if let Some((place, doc)) = other.and_then(|(place, doc)| Some((place, INDEX.docs.get(doc)?))) {
            found.push((doc.entry.code, if place == 0 { 0.5 } else { 0.25 }));
        }
    }
    found
}

/// The five-digit codes of 2025 whose titles share rare words with this one, and how alike they are, from 0 to 1: the
/// words that both have against all words that one of them has, rare words counting more.
pub(super) fn alike(title: &str) -> HashMap<Code, f32> {
    let mut own = tokens(title);
    own.sort();
    own.dedup();
    let all: f32 = own.iter().map(|token| INDEX.rarity(token)).sum();
    let mut common: HashMap<usize, f32> = HashMap::new();
    for term in own.iter().filter_map(|token| INDEX.term(token)) {
        for posting in term.postings.iter().filter(|posting| posting.title) {
            *common.entry(posting.doc).or_default() += term.rarity;
        }
    }
    let likeness = |(doc, common): (usize, f32)| {
        let doc = INDEX.docs.get(doc).filter(|doc| doc.entry.code.version() == Version::Kbli2025)?;
        let words: std::collections::BTreeSet<String> = tokens(&doc.entry.title).into_iter().collect();
        let other: f32 = words.iter().map(|token| INDEX.rarity(token)).sum();
        Some((doc.entry.code, common / (all + other - common)))
    };
    common.into_iter().filter_map(likeness).collect()
}

/// What some of the words that were asked for mean as everyday words, or as words of titles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The places of these words, a bit for each.
    pub covers: u32,
    /// Of both versions.
    pub codes: Vec<Code>,
}

/// A title's word that more codes have names no trade.
const NAMED_BY: usize = 24;

/// The trades that words stand for, for finding businesses by them. A word is given with whether it may be a slip.
/// "cuci motor" covers both its words, and then neither of them alone.
pub fn everyday(words: &[(&str, bool)]) -> Vec<Meant> {
    let words: Vec<(String, bool)> =
        words.iter().take(32).map(|(word, slip)| (word.to_lowercase(), *slip)).collect();
    let asked: Vec<Asked> = words.iter().map(|(text, slip)| Asked::new(text.clone(), !slip)).collect();
    let mut hits: Vec<(&Synonym, u32)> = INDEX
        .synonyms
        .iter()
        .filter_map(|synonym| synonym.within(&asked))
        .filter(|(_, _, quality)| *quality >= 0.75)
        .map(|(synonym, covers, _)| (synonym, covers))
        .collect();
    let all: Vec<u32> = hits.iter().map(|hit| hit.1).collect();
    hits.retain(|hit| !all.iter().any(|other| *other != hit.1 && hit.1 & other == hit.1));
    let code = |doc: &usize| INDEX.docs.get(*doc).map(|doc| doc.entry.code);
    let mut meant: Vec<Meant> = hits
        .iter()
        .map(|(synonym, covers)| {
            let docs = Version::ALL.into_iter().flat_map(|version| synonym.docs(version));
            Meant { covers: *covers, codes: docs.filter_map(code).collect() }
        })
        .collect();
    for (place, (word, _)) in (0_u32..).zip(&words) {
        let Some(term) = INDEX.term(word).filter(|_| !is_broad(word)) else { continue };
        let titles: Vec<usize> =
            term.postings.iter().filter(|posting| posting.title).map(|posting| posting.doc).collect();
        if (1..=NAMED_BY).contains(&titles.len()) {
            meant.push(Meant { covers: 1 << place, codes: titles.iter().filter_map(code).collect() });
        }
    }
    meant
}

fn by_digits(digits: &str, version: Option<Version>, limit: usize) -> Vec<Found> {
    Version::ALL
        .into_iter()
        .rev()
        .filter(|one| version.is_none_or(|version| version == *one))
        .flat_map(|version| entries(version).iter())
        .filter(|entry| entry.code.is_leaf() && entry.code.digits().starts_with(digits))
        .take(limit)
        .map(|entry| Found { code: entry.code, because: Because::Digits, score: 1.0 })
        .collect()
}

/// What speaks for one code.
#[derive(Default)]
struct Score {
    synonym: f32,
    /// For each word that was asked for: how well title or description has it.
    texts: Vec<(usize, f32)>,
    covered: u32,
    in_title: bool,
}

impl Score {
    fn of(&self, doc: &Doc, asked: &[Asked]) -> Found {
        let texts: f32 = self.texts.iter().map(|(_, value)| value).sum();
        let (mut covered, mut all) = (0.0, 0.0);
        for (place, word) in asked.iter().enumerate() {
            let weight = if is_broad(&word.text) { 0.3 } else { 1.0 };
            all += weight;
            covered += if self.covered >> place & 1 == 1 { weight } else { 0.0 };
        }
        let because = match (self.synonym > 0.0, self.in_title) {
            (true, _) => Because::Synonym,
            (false, true) => Because::Title,
            (false, false) => Because::Description,
        };
        let score = (self.synonym + texts * doc.brevity) * covered / f32::max(all, f32::EPSILON);
        Found { code: doc.entry.code, because, score }
    }
}

/// What the first code of an everyday word weighs: as much as a rare word in a title.
const SYNONYM: f32 = 24.0;

fn by_synonyms(asked: &[Asked], scores: &mut HashMap<usize, Score>) {
    let mut hits: Vec<(&Synonym, u32, f32)> =
        INDEX.synonyms.iter().filter_map(|synonym| synonym.within(asked)).collect();
    // "cuci motor" says more than "cuci" and "motor" do.
    let all: Vec<u32> = hits.iter().map(|hit| hit.1).collect();
    hits.retain(|hit| !all.iter().any(|other| *other != hit.1 && hit.1 & other == hit.1));
    // Of the many names in one line the best speaks for all.
    hits.sort_by(|a, b| a.0.line.cmp(&b.0.line).then(b.2.total_cmp(&a.2)));
    hits.dedup_by_key(|hit| hit.0.line);
    let telling = hits.iter().any(|hit| !hit.0.is_broad());
    for (synonym, covered, quality) in hits {
        let share = if telling && synonym.is_broad() { 0.3 } else { 1.0 };
        for version in Version::ALL {
            let mut weight = SYNONYM * quality * share;
            for doc in synonym.docs(version) {
                let score = scores.entry(*doc).or_default();
                score.covered |= covered;
                score.synonym += weight;
                weight *= 0.65;
            }
        }
    }
}

fn by_text(place: usize, token: &str, scores: &mut HashMap<usize, Score>) {
    for (term, quality) in INDEX.terms_like(token) {
        for posting in &term.postings {
            let value = quality * term.rarity * if posting.title { 2.0 } else { 0.6 };
            let score = scores.entry(posting.doc).or_default();
            score.covered |= 1_u32.checked_shl(u32::try_from(place).unwrap_or(u32::MAX)).unwrap_or(0);
            score.in_title |= posting.title;
            match score.texts.iter_mut().find(|(other, _)| *other == place) {
                Some((_, best)) => *best = f32::max(*best, value),
                None => score.texts.push((place, value)),
            }
        }
    }
}

//! The index of words over both lists, built at the first search.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::catalogue::entries;
use super::words::{asked, is_broad, letters, resemblance, tokens};
use super::{Entry, Version};

pub(super) struct Doc {
    pub(super) entry: &'static Entry,
    /// Short titles say more with each word.
    pub(super) brevity: f32,
}

pub(super) struct Term {
    pub(super) text: String,
    pub(super) letters: u64,
    pub(super) rarity: f32,
    pub(super) postings: Vec<Posting>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) doc: usize,
    pub(super) title: bool,
}

pub(super) struct Synonym {
    pub(super) line: usize,
    tokens: Vec<Word>,
    pub(super) of_2020: Vec<usize>,
    pub(super) of_2025: Vec<usize>,
}

struct Word {
    text: String,
    letters: u64,
}

/// A word that was asked for.
pub(super) struct Asked {
    pub(super) text: String,
    letters: u64,
    /// Some list has it as it is, so it is no misspelling of another word: "dagang" is not "daging".
    known: bool,
}

impl Asked {
    /// A word, and whether it is known to be none that is misspelt.
    pub(super) fn new(text: String, known: bool) -> Asked {
        Asked { letters: letters(&text), text, known }
    }

    fn stands_for(&self, word: &Word) -> f32 {
        let begun = word.text.starts_with(&self.text);
        // Two slips change four letters at most; most words are left out by that.
        if !begun && (self.known || (self.letters ^ word.letters).count_ones() > 4) {
            return 0.0;
        }
        resemblance(&self.text, &word.text)
    }
}

impl Synonym {
    pub(super) fn docs(&self, version: Version) -> &[usize] {
        match version {
            Version::Kbli2020 => &self.of_2020,
            Version::Kbli2025 => &self.of_2025,
        }
    }

    pub(super) fn is_broad(&self) -> bool {
        self.tokens.iter().all(|token| is_broad(&token.text))
    }

    /// Which of the words it covers, and how well, where all its own words are among them.
    pub(super) fn within(&self, asked: &[Asked]) -> Option<(&Synonym, u32, f32)> {
        let mut covered = 0_u32;
        let mut quality = 1.0_f32;
        for own in &self.tokens {
            let (place, fits) = asked
                .iter()
                .enumerate()
                .map(|(place, word)| (place, word.stands_for(own)))
                .max_by(|a, b| a.1.total_cmp(&b.1))?;
            if fits <= 0.0 {
                return None;
            }
            covered |= 1_u32.checked_shl(u32::try_from(place).ok()?)?;
            quality = quality.min(fits);
        }
        Some((self, covered, quality))
    }
}

pub(super) struct Index {
    pub(super) docs: Vec<Doc>,
    /// Sorted by text.
    pub(super) terms: Vec<Term>,
    pub(super) synonyms: Vec<Synonym>,
}

impl Index {
    /// The words of a question.
    pub(super) fn asked(&self, words: &str) -> Vec<Asked> {
        let known = |text: &String| {
            self.term(text).is_some()
                || self.synonyms.iter().any(|synonym| synonym.tokens.iter().any(|token| token.text == *text))
        };
        let asked = asked(words).into_iter();
        asked.map(|text| (known(&text), text)).map(|(known, text)| Asked::new(text, known)).collect()
    }

    pub(super) fn term(&self, text: &str) -> Option<&Term> {
        let place = self.terms.binary_search_by(|term| term.text.as_str().cmp(text)).ok()?;
        self.terms.get(place)
    }

    pub(super) fn rarity(&self, text: &str) -> f32 {
        self.term(text).map_or(8.0, |term| term.rarity)
    }

    /// The word itself; else words that start with it; else words that it may be a misspelling of.
    pub(super) fn terms_like(&self, token: &str) -> Vec<(&Term, f32)> {
        if let Some(term) = self.term(token) {
            return vec![(term, 1.0)];
        }
        let from = self.terms.partition_point(|term| term.text.as_str() < token);
        let begun: Vec<(&Term, f32)> = self
            .terms
            .iter()
            .skip(from)
            .take_while(|term| term.text.starts_with(token) && token.len() >= 3)
            .map(|term| (term, resemblance(token, &term.text)))
            .collect();
        if !begun.is_empty() {
            return begun;
        }
        let letters = letters(token);
        self.terms
            .iter()
            .filter(|term| token.len() >= 4 && (term.letters ^ letters).count_ones() <= 4)
            .map(|term| (term, resemblance(token, &term.text) * 0.7))
            .filter(|(_, fits)| *fits > 0.0)
            .collect()
    }
}

pub(super) static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let docs: Vec<Doc> = Version::ALL
        .into_iter()
        .flat_map(|version| entries(version).iter())
        .filter(|entry| entry.code.is_leaf())
        .map(|entry| {
            let words: f32 = entry.title.split_whitespace().map(|_| 1.0).sum();
            Doc { entry, brevity: 1.0 + 2.0 / (3.0 + words) }
        })
        .collect();
    let mut postings: HashMap<String, Vec<Posting>> = HashMap::new();
    for (place, doc) in docs.iter().enumerate() {
        let description = doc.entry.description.as_deref().map(included).unwrap_or_default();
        let title = tokens(&doc.entry.title).into_iter().map(|token| (token, true));
        for (token, title) in title.chain(tokens(&description).into_iter().map(|token| (token, false))) {
            let list = postings.entry(token).or_default();
            if list.last().is_none_or(|last| last.doc != place) {
                list.push(Posting { doc: place, title });
            }
        }
    }
    let all: f32 = docs.iter().map(|_| 1.0).sum();
    let mut terms: Vec<Term> = postings
        .into_iter()
        .map(|(text, postings)| {
            let in_docs: f32 = postings.iter().map(|_| 1.0).sum();
            Term { letters: letters(&text), rarity: (1.0 + all / in_docs).ln(), text, postings }
        })
        .collect();
    terms.sort_by(|a, b| a.text.cmp(&b.text));
    let lines = include_str!("../../data/kbli/synonyms.csv").lines().enumerate();
    let synonyms = lines.flat_map(|(line, text)| synonyms(line, text, &docs)).collect();
    Index { synonyms, docs, terms }
});

fn synonyms(line: usize, text: &str, docs: &[Doc]) -> Vec<Synonym> {
    let mut cells = text.split(';');
    let (Some(words), Some(of_2020), Some(of_2025)) = (cells.next(), cells.next(), cells.next()) else {
        return Vec::new();
    };
    let place = |version, digits: &str| {
        docs.iter().position(|doc| doc.entry.code.version() == version && doc.entry.code.digits() == digits)
    };
    let all =
        |version, digits: &str| digits.split(' ').filter_map(|one| place(version, one)).collect::<Vec<_>>();
    let (of_2020, of_2025) = (all(Version::Kbli2020, of_2020), all(Version::Kbli2025, of_2025));
    words
        .split('|')
        .map(|words| Synonym {
            line,
            tokens: tokens(words).into_iter().map(|text| Word { letters: letters(&text), text }).collect(),
            of_2020: of_2020.clone(),
            of_2025: of_2025.clone(),
        })
        .filter(|synonym| !synonym.tokens.is_empty())
        .collect()
}

/// A description without the sentences that say what belongs elsewhere.
fn included(description: &str) -> String {
    let elsewhere = ["tidak mencakup", "tidak termasuk", "bukan termasuk"];
    description
        .split_inclusive(". ")
        .filter(|sentence| !elsewhere.iter().any(|words| sentence.contains(words)))
        .collect()
}

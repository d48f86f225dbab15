//! The words of a city's documents, and which of them a misspelt one was meant to be.
//!
//! Words lie sorted by their folded form in one text, so that neighbours share their start; the search keeps what it
//! computed of a shared start. There is no index of deletions: it would take some ten times the memory for words alone,
//! and knows no cheap slips.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use crate::lexicon;
use crate::search::{self, Word};
use crate::slip;

/// How many hundredths of a letter one binary order of magnitude of frequency weighs.
const PER_DOUBLING: u16 = 5;

/// Words shorter than this are not split into two.
const SHORTEST_PART: usize = 3;

/// A city's words with how often they stand in documents.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Folded words and words in turn, without anything between.
    text: String,
    words: Vec<Word>,
    /// Stems that are not words themselves.
    stems: HashSet<Box<str>>,
    /// The binary order of the heaviest weight.
    heaviest: u16,
}

/// The word that a misspelt one was meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub word: String,
    /// How far it is, in hundredths of a letter: the slips between them, the usual ones cheap.
    pub cost: u16,
}

impl Vocabulary {
    /// Takes words in lower case with how often each occurs; the same word again adds up. Words with anything but the
    /// letters a to z are known but never corrected to.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, u32)>) -> Vocabulary {
        let mut weights: BTreeMap<(String, &str), u32> = BTreeMap::new();
        for (word, weight) in words.into_iter().filter(|(word, _)| !word.is_empty() && word.len() < 256) {
            let known = weights.entry((slip::fold(word), word)).or_default();
            *known = known.saturating_add(weight);
        }
        let mut vocabulary = Vocabulary::default();
        let mut before = String::new();
        for ((folded, word), weight) in weights {
            let shared = before.bytes().zip(folded.bytes()).take_while(|(a, b)| a == b).count();
            let small = |length: usize| u8::try_from(length).unwrap_or(u8::MAX);
            let entry = Word {
                start: u32::try_from(vocabulary.text.len()).unwrap_or(u32::MAX),
                folded: small(folded.len()),
                whole: small(word.len()),
                shared: small(shared),
                weight,
            };
            vocabulary.words.push(entry);
            vocabulary.text.push_str(&folded);
            vocabulary.text.push_str(word);
            vocabulary.heaviest = vocabulary.heaviest.max(order(weight));
            let stem = lexicon().stem(word);
            if stem != word {
                vocabulary.stems.insert(stem.into());
            }
            before = folded;
        }
        vocabulary.text.shrink_to_fit();
        vocabulary.words.shrink_to_fit();
        vocabulary
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What it takes of memory, nearly: the table of stems is counted by its entries.
    pub fn bytes(&self) -> usize {
        let stems: usize = self.stems.iter().map(|stem| stem.len() + size_of::<Box<str>>() * 2).sum();
        self.text.capacity() + self.words.capacity() * size_of::<Word>() + stems
    }

    /// How often the word occurs; 0 if it does not.
    pub fn weight(&self, word: &str) -> u32 {
        let folded = slip::fold(word);
        let from = self.words.partition_point(|entry| entry.key(&self.text) < (folded.as_str(), word));
        self.words
            .get(from)
            .filter(|entry| entry.word(&self.text) == word)
            .map_or(0, |entry| entry.weight.max(1))
    }

    /// Whether the word occurs, or another word of its root.
    pub fn knows(&self, word: &str) -> bool {
        let stemmed = lexicon().stem(word);
        self.weight(word) > 0 || self.weight(&stemmed) > 0 || self.stems.contains(stemmed.as_str())
    }

    /// The word that this one was most likely meant to be: few and usual slips away, and frequent. Nothing if the word is
    /// known, too short to tell, or like no other.
    pub fn correct(&self, word: &str) -> Option<Correction> {
        let most = slip::most(word)?;
        if self.knows(word) {
            return None;
        }
        let folded = slip::fold(word);
        let mut found: Vec<(u16, &Word)> = Vec::new();
        search::near(&self.text, &self.words, &folded, most, |entry, cost| found.push((cost, entry)));
        let best =
            found.into_iter().filter(|(_, entry)| entry.is_plain(&self.text)).min_by_key(|(cost, entry)| {
                let rare = self.heaviest.saturating_sub(order(entry.weight)) * PER_DOUBLING;
                (cost + rare, *cost, Reverse(entry.weight), entry.word(&self.text))
            });
        best.map(|(cost, entry)| Correction { word: entry.word(&self.text).to_owned(), cost })
    }

    /// Two known words that were written as one: "tahubakso". The rarer of the two decides which pair.
    pub(crate) fn apart(&self, word: &str) -> Option<(String, String)> {
        let cuts = SHORTEST_PART..word.len().saturating_sub(SHORTEST_PART - 1);
        let pairs = cuts.filter_map(|cut| word.split_at_checked(cut));
        let known =
            pairs.map(|(a, b)| (self.weight(a).min(self.weight(b)), a, b)).filter(|(weight, ..)| *weight > 0);
        known.max().map(|(_, first, second)| (first.to_owned(), second.to_owned()))
    }
}

fn order(weight: u32) -> u16 {
    weight.checked_ilog2().and_then(|bits| u16::try_from(bits).ok()).unwrap_or(0)
}

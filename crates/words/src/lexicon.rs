//! The one door: texts into lexemes, with the lists that come along.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use crate::list;
use crate::stem::Stemmer;
use crate::token::{Token, tokens};

/// Tokens of a document beyond these are not indexed: a description of that length is not read either, and a tsvector
/// has 16,383 positions.
pub const MOST_INDEXED: usize = 4_000;

pub(crate) const ROOTS: &str = include_str!("../data/roots.txt");
pub(crate) const STOP_INDONESIAN: &str = include_str!("../data/stop-id.txt");
pub(crate) const STOP_ENGLISH: &str = include_str!("../data/stop-en.txt");
pub(crate) const DOUBLED: &str = include_str!("../data/doubled.txt");
pub(crate) const SAME: &str = include_str!("../data/same.txt");
pub(crate) const NEAR: &str = include_str!("../data/near.txt");
pub(crate) const ENGLISH: &str = include_str!("../data/english.txt");

/// What is stored and compared. Letters, digits, points and single spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lexeme(pub(crate) String);

impl Lexeme {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lexeme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The lists, made ready once.
pub struct Lexicon {
    stemmer: Stemmer,
    stop: HashSet<&'static str>,
    doubled: HashSet<&'static str>,
    /// Terms in lexemes, and how lists spell them.
    spelt: HashMap<String, &'static str>,
    same: Groups,
    near: Groups,
    translated: HashMap<String, Vec<String>>,
    /// English words that the lists have, for their plurals.
    english: HashSet<&'static str>,
    /// How many words the longest term has.
    longest: usize,
    edition: u64,
}

/// Which group a term belongs to, and the terms of each.
#[derive(Default)]
struct Groups {
    of: HashMap<String, usize>,
    terms: Vec<Vec<String>>,
}

/// The only lexicon.
pub fn lexicon() -> &'static Lexicon {
    static ONLY: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);
    &ONLY
}

impl Lexicon {
    fn new() -> Lexicon {
        let mut lexicon = Lexicon {
            stemmer: Stemmer::new(list::words(ROOTS)),
            stop: [STOP_INDONESIAN, STOP_ENGLISH].into_iter().flat_map(list::words).collect(),
            doubled: list::words(DOUBLED),
            spelt: HashMap::new(),
            same: Groups::default(),
            near: Groups::default(),
            translated: HashMap::new(),
            english: list::translations(ENGLISH).iter().flat_map(|(term, _)| term.split(' ')).collect(),
            longest: 1,
            edition: edition(),
        };
        lexicon.same = lexicon.groups(SAME);
        lexicon.near = lexicon.groups(NEAR);
        for (english, terms) in list::translations(ENGLISH) {
            let english = lexicon.learn(english);
            for term in terms {
                let term = lexicon.learn(term);
                lexicon.translated.entry(english.clone()).or_default().push(term.clone());
                lexicon.translated.entry(term).or_default().push(english.clone());
            }
        }
        lexicon
    }

    fn groups(&mut self, text: &'static str) -> Groups {
        let mut groups = Groups::default();
        for group in list::groups(text) {
            let terms: Vec<String> = group.into_iter().map(|term| self.learn(term)).collect();
            groups.of.extend(terms.iter().map(|term| (term.clone(), groups.terms.len())));
            groups.terms.push(terms);
        }
        groups
    }

    fn learn(&mut self, term: &'static str) -> String {
        let lexemes: Vec<String> =
            self.read(term, usize::MAX).into_iter().map(|(_, lexeme)| lexeme).collect();
        self.longest = self.longest.max(lexemes.len());
        let key = lexemes.join(" ");
        self.spelt.entry(key.clone()).or_insert(term);
        key
    }

    /// The lexemes of a document's text in order, each once: its words, its numbers with and without their units, and the
    /// terms that its words make.
    pub fn index(&self, text: &str) -> Vec<Lexeme> {
        let mut seen = HashSet::new();
        self.places(text)
            .into_iter()
            .map(|(lexeme, _)| lexeme)
            .filter(|one| seen.insert(one.clone()))
            .collect()
    }

    /// Lexemes and the places at which they stand, from 1.
    pub(crate) fn places(&self, text: &str) -> Vec<(Lexeme, usize)> {
        let read = self.read(text, MOST_INDEXED);
        let mut places = Vec::new();
        for (at, (token, lexeme)) in read.iter().enumerate() {
            places.push((Lexeme(lexeme.clone()), at + 1));
            if let Token::Measure { number, .. } = token {
                places.push((Lexeme(number.clone()), at + 1));
            }
            let ahead = read.get(at..).unwrap_or_default();
            let lexemes: Vec<&str> =
                ahead.iter().take(self.longest).map(|(_, lexeme)| lexeme.as_str()).collect();
            for length in 2..=lexemes.len() {
                let term = lexemes.get(..length).unwrap_or_default().join(" ");
                if self.is_term(&term) {
                    places.push((Lexeme(term), at + 1));
                }
            }
        }
        places
    }

    /// The words of a text as it spells them, for the vocabulary: no numbers, no stop words, nothing short, each as often
    /// as it stands there.
    pub fn words(&self, text: &str) -> Vec<String> {
        let worth = |word: &String| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let read = self.read(text, MOST_INDEXED).into_iter();
        read.filter_map(|(token, _)| match token {
            Token::Word(word) | Token::Doubled(word) => Some(word),
            Token::Number(_) | Token::Measure { .. } => None,
        })
        .filter(worth)
        .collect()
    }

    /// Changes when a list of this crate does: documents written with another edition are to be written anew.
    pub fn edition(&self) -> u64 {
        self.edition
    }

    /// Tokens that count, with their lexemes.
    pub(crate) fn read(&self, text: &str, most: usize) -> Vec<(Token, String)> {
        tokens(text, most)
            .into_iter()
            .filter_map(|token| self.lexeme(&token).map(|lexeme| (token, lexeme)))
            .collect()
    }

    fn lexeme(&self, token: &Token) -> Option<String> {
        match token {
            Token::Doubled(word) if self.doubled.contains(word.as_str()) => Some(format!("{word} {word}")),
            Token::Word(word) | Token::Doubled(word) => {
                (!self.stop.contains(word.as_str())).then(|| self.stem(word))
            }
            Token::Number(number) => Some(number.clone()),
            Token::Measure { lexeme, .. } => Some(lexeme.clone()),
        }
    }

    /// The root of an Indonesian word, the singular of an English one that the lists have.
    pub(crate) fn stem(&self, word: &str) -> String {
        let singular = word.strip_suffix('s').filter(|one| self.english.contains(one));
        match singular.filter(|_| !self.stemmer.is_root(word)) {
            Some(one) => one.to_owned(),
            None => self.stemmer.stem(word),
        }
    }

    pub(crate) fn is_term(&self, lexemes: &str) -> bool {
        self.spelt.contains_key(lexemes)
    }

    /// Whether a word's lexeme is one that lists know: such a word is not misspelt, whatever a vocabulary lacks.
    pub(crate) fn is_known(&self, lexeme: &str) -> bool {
        self.stemmer.is_root(lexeme) || self.is_term(lexeme)
    }

    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// The spelling that lists have for a lexeme.
    pub(crate) fn spelt<'a>(&self, lexeme: &'a str) -> &'a str {
        self.spelt.get(lexeme).copied().unwrap_or(lexeme)
    }

    /// The same thing spelt otherwise, itself not among them.
    pub(crate) fn same<'a>(&'a self, term: &'a str) -> impl Iterator<Item = &'a str> {
        self.same.others(term)
    }

    pub(crate) fn near<'a>(&'a self, term: &'a str) -> impl Iterator<Item = &'a str> {
        self.near.others(term)
    }

    pub(crate) fn translated(&self, term: &str) -> impl Iterator<Item = &str> {
        self.translated.get(term).into_iter().flatten().map(String::as_str)
    }
}

impl Groups {
    fn others<'a>(&'a self, term: &'a str) -> impl Iterator<Item = &'a str> {
        let group = self.of.get(term).and_then(|group| self.terms.get(*group));
        group.into_iter().flatten().map(String::as_str).filter(move |other| *other != term)
    }
}

/// FNV-1a over everything that decides lexemes. A change of the rules in code raises the first number.
fn edition() -> u64 {
    const RULES: u64 = 1;
    let lists = [ROOTS, STOP_INDONESIAN, STOP_ENGLISH, DOUBLED, SAME, NEAR, ENGLISH];
    lists.iter().flat_map(|list| list.bytes()).fold(0xcbf2_9ce4_8422_2325 ^ RULES, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

//! What a buyer typed, understood.

use std::collections::HashSet;

use crate::lexicon::{Lexeme, Lexicon};
use crate::token::Token;
use crate::vocabulary::Vocabulary;

/// Tokens of a query beyond these are not asked for.
pub const MOST_ASKED: usize = 16;

/// How close a word is to what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It is what was typed, corrected if it had to be.
    Said,
    /// The same thing spelt otherwise, or called so elsewhere: kripik for keripik, budin for singkong.
    Same,
    /// The same thing in the other language.
    Translated,
    /// Another thing that whoever asks may like as well: kerupuk for keripik.
    Near,
}

/// A lexeme that answers a word of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    pub lexeme: Lexeme,
    pub strength: Strength,
}

/// A word or term of the query. A document answers it with any of its alternatives, or, if it is a term, with an
/// alternative of each of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Strongest first.
    pub alternatives: Vec<Alternative>,
    /// The words of a term apart; empty for a single word.
    pub apart: Vec<Group>,
}

/// A query, understood. A document answers it if it answers every group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What was typed, without what is not asked for.
    pub said: String,
    /// The same with misspelt words corrected and run-together words apart: for "menampilkan hasil untuk …".
    pub understood: String,
    /// Whether these differ by more than the spelling that lists know.
    pub corrected: bool,
    pub groups: Vec<Group>,
}

impl Lexicon {
    /// What somebody asked for, by the words that the city's documents have. Without a vocabulary nothing is corrected.
    pub fn query(&self, text: &str, vocabulary: &Vocabulary) -> Query {
        let mut query =
            Query { said: String::new(), understood: String::new(), corrected: false, groups: vec![] };
        let mut lexemes = Vec::new();
        for (token, lexeme) in self.read(text, MOST_ASKED) {
            let said = shown(&token, &lexeme);
            let meant = match &token {
                Token::Word(word) => self.meant(word, &lexeme, vocabulary),
                Token::Doubled(_) | Token::Number(_) | Token::Measure { .. } => None,
            };
            add(&mut query.said, said);
            match meant {
                Some((words, corrected)) => {
                    query.corrected |= corrected;
                    for word in words {
                        add(&mut query.understood, &word);
                        lexemes.push(if corrected { self.stem(&word) } else { lexeme.clone() });
                    }
                }
                None => {
                    add(&mut query.understood, said);
                    lexemes.push(lexeme);
                }
            }
        }
        let mut rest = lexemes.as_slice();
        while !rest.is_empty() {
            let (group, taken) = self.group(rest);
            query.groups.push(group);
            rest = rest.get(taken..).unwrap_or_default();
        }
        query
    }

    /// Words to show instead of the one that was typed, and whether they correct it.
    fn meant(&self, word: &str, lexeme: &str, vocabulary: &Vocabulary) -> Option<(Vec<String>, bool)> {
        if vocabulary.knows(word) {
            return None;
        }
        let otherwise = self.same(lexeme).filter(|other| vocabulary.weight(other) > 0);
        if let Some(best) =
            otherwise.max_by_key(|other| (vocabulary.weight(other), std::cmp::Reverse(*other)))
        {
            return Some((vec![self.spelt(best).to_owned()], false));
        }
        if self.is_known(lexeme) {
            return None;
        }
        if let Some(correction) = vocabulary.correct(word) {
            return Some((vec![correction.word], true));
        }
        vocabulary.apart(word).map(|(first, second)| (vec![first, second], true))
    }

    /// The longest term at the start of these lexemes, or the first alone, and how many were taken.
    fn group(&self, lexemes: &[String]) -> (Group, usize) {
        for length in (2..=self.longest().min(lexemes.len())).rev() {
            let words = lexemes.get(..length).unwrap_or_default();
            let term = words.join(" ");
            if self.is_term(&term) {
                let apart = words.iter().map(|word| self.alone(word)).collect();
                return (Group { apart, ..self.alone(&term) }, length);
            }
        }
        (lexemes.first().map(|first| self.alone(first)).unwrap_or_else(|| self.alone("")), 1)
    }

    fn alone(&self, term: &str) -> Group {
        let mut group = Group { alternatives: vec![], apart: vec![] };
        let mut seen = HashSet::new();
        let mut put = |term: &str, strength| {
            if seen.insert(term.to_owned()) {
                group.alternatives.push(Alternative { lexeme: Lexeme(term.to_owned()), strength });
            }
        };
        put(term, Strength::Said);
        let mut of: Vec<&str> = vec![term];
        of.extend(self.same(term));
        of.iter().for_each(|one| put(one, Strength::Same));
        let first: Vec<&str> = of.iter().flat_map(|one| self.translated(one)).collect();
        let other: Vec<&str> =
            first.iter().flat_map(|one| std::iter::once(*one).chain(self.same(one))).collect();
        other.iter().for_each(|one| put(one, Strength::Translated));
        of.extend(other);
        let near: Vec<&str> = of.iter().flat_map(|one| self.near(one)).collect();
        near.iter()
            .flat_map(|one| std::iter::once(*one).chain(self.same(one)))
            .for_each(|one| put(one, Strength::Near));
        group
    }
}

fn shown<'a>(token: &'a Token, lexeme: &'a str) -> &'a str {
    match token {
        Token::Word(word) => word,
        Token::Number(number) => number,
        // "oleh-oleh" is shown as its lexeme, "kue-kue" as "kue".
        Token::Doubled(_) | Token::Measure { .. } => lexeme,
    }
}

fn add(text: &mut String, word: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

impl Query {
    /// The text form of a tsquery with the alternatives up to a strength: bind it and cast it, `$1::text::tsquery`.
    pub fn tsquery(&self, most: Strength) -> String {
        all(&self.groups, most)
    }
}

fn all(groups: &[Group], most: Strength) -> String {
    groups.iter().map(|group| any(group, most)).collect::<Vec<_>>().join(" & ")
}

fn any(group: &Group, most: Strength) -> String {
    let close = group.alternatives.iter().filter(|one| one.strength <= most);
    let mut choices: Vec<String> = close.map(|one| format!("'{}'", one.lexeme)).collect();
    if !group.apart.is_empty() {
        choices.push(format!("({})", all(&group.apart, most)));
    }
    if choices.len() == 1 { choices.concat() } else { format!("({})", choices.join(" | ")) }
}

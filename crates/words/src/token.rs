//! Text into tokens: one form for what is written in many ways, and nothing that a tsvector could choke on.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::unit;

/// Longer words are cut: nobody types them, and a lexeme of PostgreSQL has at most 2,046 bytes.
pub const LONGEST_WORD: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Word(String),
    /// A word said twice, "kue-kue", or with an ending, "sayur-sayuran".
    Doubled(String),
    /// A number without a unit.
    Number(String),
    /// A number with its unit, as one lexeme, and the number as it was written.
    Measure {
        lexeme: String,
        number: String,
    },
}

/// The first so many tokens of a text.
pub(crate) fn tokens(text: &str, most: usize) -> Vec<Token> {
    let mut runs = runs(&plain(text), most).into_iter().peekable();
    let mut tokens = Vec::new();
    while let Some(run) = runs.next() {
        if let Some(number) = unit::number(&run) {
            let measured = runs.peek().and_then(|next| unit::measure(&number, next));
            if let Some(lexeme) = measured {
                runs.next();
                tokens.push(Token::Measure { lexeme, number: number.written });
            } else {
                // "20 x 30" is "20x30".
                if runs.peek().is_some_and(|next| next == "x") {
                    runs.next();
                }
                tokens.push(Token::Number(number.written));
            }
            continue;
        }
        let doubled = runs.next_if(|next| doubles(&run, next)).is_some();
        match run.split_once('2') {
            Some((word, "" | "an" | "nya")) if word.len() > 2 && word.chars().all(char::is_alphabetic) => {
                tokens.push(Token::Doubled(word.to_owned()));
            }
            _ if doubled => tokens.push(Token::Doubled(run)),
            _ => tokens.push(Token::Word(run)),
        }
    }
    tokens
}

fn doubles(first: &str, next: &str) -> bool {
    first.len() > 2 && next.strip_prefix(first).is_some_and(|rest| ["", "an", "nya"].contains(&rest))
}

/// Compatible forms made one, marks and apostrophes dropped, lower case: "Crème" is "creme", "Jum'at" is "jumat".
fn plain(text: &str) -> String {
    let spelt = text.replace('½', " 0,5 ").replace('¼', " 0,25 ").replace('¾', " 0,75 ");
    let lower: String = spelt.nfkd().flat_map(char::to_lowercase).collect();
    let lower = lower.replace(['\u{2019}', '\u{2018}', '\u{02bc}', '\u{02bb}', '`', '\u{00b4}'], "'");
    lower.nfkd().filter(|letter| !is_combining_mark(*letter)).collect()
}

/// Letters and digits that stand together. A number keeps its separators; digits before a unit, and sizes such as
/// "20x30", come apart.
fn runs(text: &str, most: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut run = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if found.len() >= most {
            return found;
        }
        let next = letters.peek().copied();
        let separates =
            matches!(letter, '.' | ',') && is_number(&run) && next.is_some_and(|n| n.is_ascii_digit());
        if letter.is_alphanumeric() || separates {
            run.push(letter);
        } else if letter == '\'' && !run.is_empty() && next.is_some_and(char::is_alphanumeric) {
            // "maker's" is "maker": English owns with an s of its own.
            let mut ahead = letters.clone();
            if ahead.next() == Some('s') && !ahead.next().is_some_and(char::is_alphanumeric) {
                letters.next();
            }
        } else {
            cut(&mut run, &mut found);
        }
    }
    cut(&mut run, &mut found);
    found.truncate(most);
    found
}

/// A number so far: digits, with separators between them.
fn is_number(run: &str) -> bool {
    !run.is_empty() && run.split(['.', ',']).all(unit::is_digits)
}

fn cut(run: &mut String, found: &mut Vec<String>) {
    let whole: String = std::mem::take(run).chars().take(LONGEST_WORD).collect();
    if whole.is_empty() {
        return;
    }
    let digits = whole.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(whole.len());
    let (number, rest) = whole.split_at(digits);
    if number.is_empty() || rest.is_empty() {
        found.push(whole);
    } else if unit::is_unit(rest) {
        found.extend([number.to_owned(), rest.to_owned()]);
    } else if let Some(size) =
        rest.strip_prefix('x').filter(|size| size.starts_with(|c: char| c.is_ascii_digit()))
    {
        found.extend([number.to_owned(), "x".to_owned()]);
        cut(&mut size.to_owned(), found);
    } else {
        found.push(whole.replace(['.', ','], ""));
    }
}

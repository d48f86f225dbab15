//! An address cut into words and numbers, each with its place in the text and what parts it from the one before.

use super::text;
use super::words::{self, Word};

/// The longest address that is looked at, in characters and in tokens. People's addresses are a tenth of it.
const CHARACTERS: usize = 600;
const TOKENS: usize = 64;

/// What stands between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing: letters and digits touch, or a run-together word was cut here.
    None,
    /// A space, full stop, colon or hyphen: the name may go on.
    Space,
    /// A slash.
    Slash,
    /// A comma, bracket, line end or dash: another part of the address begins.
    Break,
}

/// What a token was found to be. Later readers only look at what is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Open,
    /// Open, but directly of a street's or house's own words.
    Street {
        first: bool,
    },
    /// A level word, a noise word.
    Said,
    /// RT, RW, postcode: said and not part of any name or street.
    Taken,
}

#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) plain: String,
    pub(crate) gap: Gap,
    pub(crate) word: Word,
    pub(crate) part: Part,
}

impl Token {
    pub(crate) fn number(&self) -> Option<u32> {
        let digits = self.plain.bytes().all(|b| b.is_ascii_digit()) && !self.plain.is_empty();
        if digits { self.plain.parse().ok() } else { None }
    }

    pub(crate) fn is_number(&self) -> bool {
        self.plain.bytes().all(|b| b.is_ascii_digit()) && !self.plain.is_empty()
    }
}

/// Cuts a text into tokens. Nothing in any text makes it fail.
pub(crate) fn tokens(address: &str) -> Vec<Token> {
    let mut cutter = Cutter {
        address,
        tokens: Vec::new(),
        from: None,
        plain: String::new(),
        gap: Gap::Break,
        last: Kind::Gap,
    };
    let mut skip_to = 0;
    let mut previous = ' ';
    for (at, c) in address.char_indices().take(CHARACTERS) {
        if at < skip_to {
            continue;
        }
        if previous.is_whitespace() || at == 0 {
            let chunk = address.get(at..).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
            if !c.is_whitespace() && is_plus_code(chunk) {
                cutter.end(at);
                cutter.part(Gap::Break);
                skip_to = at + chunk.len();
                continue;
            }
        }
        cutter.take(at, c);
        previous = c;
    }
    let end = address.char_indices().nth(CHARACTERS).map_or(address.len(), |(at, _)| at);
    cutter.end(end);
    cutter.tokens.truncate(TOKENS);
    cutter.tokens
}

/// A token of its own, for words that were run together: the same text, cut at a byte of its plain form.
pub(crate) fn halves(token: &Token, cut: usize) -> Option<(Token, Token)> {
    let (left, right) = (token.plain.get(..cut)?, token.plain.get(cut..)?);
    let middle = if token.to - token.from == token.plain.len() { token.from + cut } else { token.to };
    let make = |from, to, plain: &str, gap| Token {
        from,
        to,
        plain: plain.to_owned(),
        gap,
        word: words::word(plain),
        part: Part::Open,
    };
    Some((make(token.from, middle, left, token.gap), make(middle, token.to, right, Gap::None)))
}

/// "23M4+R48,": a plus code of a map, which is not text.
fn is_plus_code(chunk: &str) -> bool {
    let chunk = chunk.trim_end_matches([',', '.', ';']);
    let Some((left, right)) = chunk.split_once('+') else { return false };
    let coded = |part: &str| part.bytes().all(|b| b"23456789CFGHJMPQRVWXcfghjmpqrvwx".contains(&b));
    (4..=8).contains(&left.len()) && (2..=3).contains(&right.len()) && coded(left) && coded(right)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gap,
    Digit,
    Small,
    Capital,
}

struct Cutter<'a> {
    address: &'a str,
    tokens: Vec<Token>,
    from: Option<usize>,
    plain: String,
    gap: Gap,
    last: Kind,
}

impl Cutter<'_> {
    fn take(&mut self, at: usize, c: char) {
        let Some(folded) = text::folded(c) else {
            if !matches!(c, '\'' | '’' | '‘' | '`' | 'ʻ' | 'ʼ' | '´') {
                self.end(at);
                self.between(at, c);
            }
            return;
        };
        let kind = match c {
            _ if folded.is_ascii_digit() => Kind::Digit,
            _ if c.is_uppercase() => Kind::Capital,
            _ => Kind::Small,
        };
        let digits_end = (self.last == Kind::Digit) != (kind == Kind::Digit) && self.last != Kind::Gap;
        let camel = self.last == Kind::Small
            && kind == Kind::Capital
            && self.plain.len() >= 3
            && self.word_follows(at);
        if digits_end || camel {
            self.end(at);
            self.gap = Gap::None;
        }
        self.from.get_or_insert(at);
        self.plain.push(folded);
        self.last = kind;
    }

    /// Whether at least three letters come, the second of them small: "DepokJaya", but not "dEPOK".
    fn word_follows(&self, at: usize) -> bool {
        let mut next = self.address.get(at..).unwrap_or_default().chars().skip(1);
        next.next().is_some_and(char::is_lowercase) && next.next().is_some_and(char::is_lowercase)
    }

    fn between(&mut self, at: usize, c: char) {
        let spaced = |text: &str| text.starts_with(char::is_whitespace) || text.is_empty();
        let dash = || {
            let after = self.address.get(at + c.len_utf8()..).unwrap_or_default();
            let before = self.address.get(..at).unwrap_or_default();
            spaced(after) && before.ends_with(char::is_whitespace)
        };
        let gap = match c {
            ',' | ';' | '\n' | '\r' | '\t' | '(' | ')' | '[' | ']' | '|' | '–' | '—' | '•' => {
                Gap::Break
            }
            '/' | '\\' => Gap::Slash,
            '-' if dash() => Gap::Break,
            _ => Gap::Space,
        };
        self.part(gap);
    }

    fn part(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
        self.last = Kind::Gap;
    }

    fn end(&mut self, at: usize) {
        let Some(from) = self.from.take() else { return };
        let plain = std::mem::take(&mut self.plain);
        let word = words::word(&plain);
        self.tokens.push(Token { from, to: at, plain, gap: self.gap, word, part: Part::Open });
        self.gap = Gap::None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.plain).collect()
    }

    #[test]
    fn letters_and_digits_part_and_apostrophes_do_not() {
        for (text, words) in [
            ("RT03 RW.12", "rt 03 rw 12"),
            ("Ma'rang", "marang"),
            ("KelDepokJaya", "kel depok jaya"),
            ("dEPOK  jAYA", "depok jaya"),
            ("23M4+R48, Brebes", "brebes"),
            ("", ""),
            ("🙂 ٣ \u{0} 北京", ""),
        ] {
            assert_eq!(cut(text).join(" "), words, "{text}");
        }
    }

    #[test]
    fn commas_part_an_address_and_full_stops_do_not() {
        let gaps: Vec<Gap> =
            tokens("Kel. Depok Jaya, Beji/Tapos - Kota").into_iter().map(|t| t.gap).collect();
        assert_eq!(gaps, [Gap::Break, Gap::Space, Gap::Space, Gap::Break, Gap::Slash, Gap::Break]);
    }
}

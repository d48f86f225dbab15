//! Places in a text where a name may have been meant.

use super::index::{AreaAt, Index, KeyAt, canonical};
use super::text::sound;
use super::token::{self, Gap, Part, Token};
use super::words::{self, CityWord, Hint, Word};
use super::{distance, number};
use crate::code::Level;

/// The most words that a name has, with room for words cut in two.
const WORDS: usize = 6;

/// A stretch of tokens that could be a name, as it sounds.
pub(crate) struct Span {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) letters: String,
    pub(crate) sound: String,
    pub(crate) bits: u64,
    pub(crate) exact: bool,
    /// Short forms were written out.
    loose: f64,
}

/// A name recognised in a stretch of tokens.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) key: KeyAt,
    /// Recognised only because the text points to where this one area lies.
    pub(crate) only: Option<AreaAt>,
    pub(crate) letters: String,
    pub(crate) slips: usize,
    /// How far the reading bends the text beyond slips, in the unit of scores.
    pub(crate) loose: f64,
    pub(crate) hint: Option<Hint>,
    pub(crate) street: Street,
    /// The name is all that stands between two commas, level words or numbers.
    pub(crate) fills: bool,
    /// A longer exact name covers this one.
    pub(crate) inner: bool,
}

/// Whether a name stands where streets are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Street {
    No,
    First,
    Later,
}

impl Mention {
    /// The tokens covered, as bits; a text has at most 64 tokens.
    pub(crate) fn mask(&self) -> u64 {
        (self.from..self.to).fold(0, |mask, token| mask | 1 << (token & 63))
    }
}

/// An address read up to the point where the names in it are known.
pub(crate) struct Reading {
    pub(crate) tokens: Vec<Token>,
    pub(crate) numbers: number::Numbers,
    pub(crate) spans: Vec<Span>,
    pub(crate) mentions: Vec<Mention>,
}

pub(crate) fn read(index: &Index, address: &str) -> Reading {
    let mut tokens = run_together(index, token::tokens(address));
    let numbers = number::read(&mut tokens);
    zones(&mut tokens);
    let mut spans = spans(index, &tokens);
    let mut mentions = Vec::new();
    let mut near = Vec::new();
    for span in &mut spans {
        exact(index, &tokens, span, &mut mentions);
        if !span.exact && may_be_misspelt(&tokens, span) {
            index.near(&span.sound, &mut near);
            mentions.extend(near.iter().map(|key| mention(&tokens, span, *key, 1)));
        }
    }
    cover(&mut mentions);
    Reading { tokens, numbers, spans, mentions }
}

/// Names inside `area` that are more than one slip away, or cut short.
pub(crate) fn read_inside(index: &Index, reading: &Reading, area: AreaAt, found: &mut Vec<Mention>) {
    for span in reading.spans.iter().filter(|span| may_be_misspelt(&reading.tokens, span)) {
        if span.exact && index.exact(&span.sound).is_some_and(|key| index.borne_inside(key, area)) {
            continue;
        }
        let whole = fills(&reading.tokens, span.from, span.to);
        // One slip was already looked for everywhere, unless the text is exactly the name of some far place.
        let (least, limit, doubt) = match span.sound.len() {
            _ if span.exact => (1, 1, 1.0),
            0..=5 => (2, 1, 0.0),
            6..=10 => (2, 2, 0.0),
            _ => (2, 3, 0.0),
        };
        for (at, area) in index.inside(area) {
            let known = index.key_text(area.key);
            if let Some(loose) = cut_short(known, &span.sound) {
                let inside = if whole { 0.0 } else { 2.0 };
                found.push(Mention {
                    only: Some(at),
                    loose: loose + inside,
                    ..mention(&reading.tokens, span, area.key, 0)
                });
            } else if (index.key_letters(area.key) ^ span.bits).count_ones() <= 6 {
                let slips = distance::within(known, &span.sound, limit).filter(|slips| *slips >= least);
                found.extend(slips.map(|slips| Mention {
                    only: Some(at),
                    loose: span.loose + doubt,
                    ..mention(&reading.tokens, span, area.key, slips)
                }));
            }
        }
    }
}

/// "Tlogosari" for Tlogosari Kulon, "Pondok Terong" for Bojong Pondok Terong: how much that bends the name.
fn cut_short(known: &str, said: &str) -> Option<f64> {
    let missing = known.len().checked_sub(said.len()).filter(|missing| (1..=7).contains(missing))?;
    let share = 0.15 * f64::from(u32::try_from(missing).ok()?);
    if said.len() >= 5 && known.starts_with(said) {
        return Some(1.0 + share);
    }
    (said.len() >= 8 && known.ends_with(said)).then_some(1.5 + share)
}

/// Cuts "kelkramat" and "depokjayapancoranmas" where both parts are known and the whole is not.
fn run_together(index: &Index, tokens: Vec<Token>) -> Vec<Token> {
    let mut out = Vec::with_capacity(tokens.len() + 4);
    for token in tokens {
        match cut_at(index, &token).and_then(|cut| token::halves(&token, cut)) {
            Some((left, right)) => out.extend([left, right]),
            None => out.push(token),
        }
    }
    out
}

fn cut_at(index: &Index, token: &Token) -> Option<usize> {
    let plain = token.plain.as_str();
    let known = |part: &str| {
        part.len() >= 3 && index.exact(&sound(part)).is_some_and(|key| !index.bearers(key).is_empty())
    };
    if plain.len() < 7 || token.word != Word::Name || known(plain) {
        return None;
    }
    let announced =
        |prefix: &&str| plain.strip_prefix(*prefix).is_some_and(|rest| rest.len() >= 4 && known(rest));
    let level = ["kelurahan", "kecamatan", "kabupaten", "kota", "desa", "kel", "kec", "kab", "prov"]
        .into_iter()
        .find(announced);
    if let Some(prefix) = level {
        return Some(prefix.len());
    }
    if plain.len() < 10 {
        return None;
    }
    let mut near = Vec::new();
    index.near(&sound(plain), &mut near);
    let both = |cut: &usize| plain.get(..*cut).is_some_and(known) && plain.get(*cut..).is_some_and(known);
    // The most even cut leaves the fewest accidental short names.
    let cuts = (4..=plain.len() - 4).filter(both);
    cuts.min_by_key(|cut| plain.len().abs_diff(2 * cut)).filter(|_| near.is_empty())
}

/// Marks level words, and the words that belong to a street or a house.
fn zones(tokens: &mut [Token]) {
    #[derive(PartialEq)]
    enum Zone {
        Place,
        Street { first: bool },
        House,
    }
    let mut zone = Zone::Place;
    for token in tokens.iter_mut() {
        if token.gap == Gap::Break || token.part == Part::Taken {
            zone = Zone::Place;
        }
        if token.part == Part::Taken {
            continue;
        }
        let number = token.is_number();
        (token.part, zone) = match (token.word, &zone) {
            (Word::Before(_), _) => (Part::Said, Zone::Place),
            (Word::Street, _) => (Part::Said, Zone::Street { first: true }),
            (Word::Number, _) => (Part::Said, Zone::House),
            (Word::After(_) | Word::Noise | Word::Rt | Word::Rw, _) => (Part::Said, Zone::Place),
            (Word::Name, Zone::House) if number || token.plain.len() <= 2 => {
                (Part::Street { first: true }, Zone::House)
            }
            (Word::Name, Zone::Street { .. }) if number => (Part::Street { first: true }, Zone::House),
            (Word::Name, Zone::Street { first }) => {
                (Part::Street { first: *first }, Zone::Street { first: false })
            }
            (Word::Name, Zone::Place | Zone::House) => (Part::Open, Zone::Place),
        };
    }
}

fn spans(index: &Index, tokens: &[Token]) -> Vec<Span> {
    let mut spans = Vec::new();
    for from in 0..tokens.len() {
        let least = if alone(tokens, from) { 1 } else { 2 };
        for to in from + least..=(from + WORDS).min(tokens.len()) {
            let Some(words) = tokens.get(from..to) else { break };
            let goes_on = words.iter().skip(1).all(|token| {
                token.gap < Gap::Slash && (matches!(token.part, Part::Open | Part::Street { .. }))
            });
            if !goes_on || words.first().is_some_and(|token| token.part == Part::Taken) {
                break;
            }
            readings(index, words, from, &mut spans);
        }
    }
    spans
}

/// Whether a token can be a whole name. A level word can after another one ("Kec. Kota"), or as "Kota" between commas.
fn alone(tokens: &[Token], from: usize) -> bool {
    let Some(token) = tokens.get(from) else { return false };
    let announced = || hint(tokens, from, from + 1).is_some_and(|hint| hint.level >= Level::Kecamatan);
    let between =
        || token.gap >= Gap::Slash && tokens.get(from + 1).is_none_or(|next| next.gap >= Gap::Slash);
    token.part != Part::Said || announced() || (token.plain == "kota" && between())
}

/// The ways to say one stretch: as written, with short forms written out, with an English direction put behind.
fn readings(index: &Index, words: &[Token], from: usize, spans: &mut Vec<Span>) {
    if words.iter().all(Token::is_number) {
        return;
    }
    let join = |form: fn(&str, bool) -> Option<&'static str>| {
        let mut joined = String::new();
        for (i, token) in words.iter().enumerate() {
            match (i, words::roman(&token.plain)) {
                (1.., Some(number)) => joined.push_str(&number.to_string()),
                _ => joined.push_str(form(&token.plain, i == 0).unwrap_or(&token.plain)),
            }
        }
        joined
    };
    let to = from + words.len();
    let mut push = |letters: String, loose: f64| {
        let sound = sound(&letters);
        let known = spans
            .iter()
            .rev()
            .take(3)
            .any(|span: &Span| span.from == from && span.to == to && span.sound == sound);
        if (2..=36).contains(&sound.len()) && !known {
            let exact = index.exact(&sound).is_some_and(|key| !index.bearers(key).is_empty());
            spans.push(Span { from, to, bits: distance::letters(&sound), letters, sound, exact, loose });
        }
    };
    push(join(|plain, _| words::sure_form(plain)), 0.0);
    push(join(words::long_form), 0.4);
    if let [first, rest @ ..] = words
        && let (Some(direction), false) = (words::english_direction(&first.plain), rest.is_empty())
    {
        let rest: String = rest.iter().map(|token| token.plain.as_str()).collect();
        push(canonical(&rest) + direction, 0.5);
    }
}

fn exact(index: &Index, tokens: &[Token], span: &Span, mentions: &mut Vec<Mention>) {
    if let Some(key) = index.exact(&span.sound).filter(|_| span.exact) {
        let mention = mention(tokens, span, key, 0);
        if span.sound.len() > 2 || mention.hint.is_some() || mention.fills {
            mentions.push(mention);
        }
    }
}

/// Whether a slip may be forgiven: not in the name of a street, and not in very short or numeric words.
fn may_be_misspelt(tokens: &[Token], span: &Span) -> bool {
    let Some(words) = tokens.get(span.from..span.to) else { return false };
    let starts_name =
        |plain: &str| matches!(plain, "kota" | "desa" | "dusun" | "nagari" | "gampong" | "pekon");
    let open = words.iter().enumerate().all(|(i, token)| match token.part {
        Part::Open | Part::Street { first: false } => true,
        Part::Said => i == 0 && words.len() > 1 && starts_name(&token.plain),
        Part::Street { first: true } | Part::Taken => false,
    });
    let announced = span.sound.len() > 4
        || hint(tokens, span.from, span.to).is_some()
        || fills(tokens, span.from, span.to);
    open && announced && span.sound.len() >= 4 && words.len() <= 5
}

fn mention(tokens: &[Token], span: &Span, key: KeyAt, slips: usize) -> Mention {
    let street = match tokens.get(span.from).map(|token| token.part) {
        Some(Part::Street { first: true }) => Street::First,
        Some(Part::Street { first: false }) => Street::Later,
        Some(Part::Open | Part::Said | Part::Taken) | None => Street::No,
    };
    Mention {
        from: span.from,
        to: span.to,
        key,
        only: None,
        letters: span.letters.clone(),
        slips,
        loose: span.loose,
        hint: hint(tokens, span.from, span.to),
        street,
        fills: fills(tokens, span.from, span.to),
        inner: false,
    }
}

/// The level word beside a stretch: the one before it, or an English one after it.
fn hint(tokens: &[Token], from: usize, to: usize) -> Option<Hint> {
    let after = tokens.get(to).filter(|token| token.gap < Gap::Slash).map(|token| token.word);
    if let Some(Word::After(hint)) = after {
        return Some(hint);
    }
    let word = |back: usize| from.checked_sub(back).and_then(|i| tokens.get(i)).map(|token| token.word);
    match (word(1), word(2)) {
        // "Kab/Kota Magelang" asks for either.
        (Some(Word::Before(hint)), Some(Word::Before(other)))
            if hint.level == other.level && hint != other =>
        {
            Some(Hint { city: CityWord::Either, ..hint })
        }
        (Some(Word::Before(hint)), _) => Some(hint),
        _ => None,
    }
}

fn fills(tokens: &[Token], from: usize, to: usize) -> bool {
    let ends = |token: &Token| !matches!(token.part, Part::Open | Part::Street { .. });
    let before = from.checked_sub(1).and_then(|i| tokens.get(i)).is_none_or(ends);
    let starts = tokens.get(from).is_none_or(|token| token.gap >= Gap::Slash) || before;
    let after = tokens.get(to).is_none_or(|token| token.gap >= Gap::Slash || ends(token));
    starts && after
}

/// Marks names inside longer exact names, and drops misreadings of what is exactly a longer name.
pub(crate) fn cover(mentions: &mut Vec<Mention>) {
    let exact: Vec<(usize, usize)> =
        mentions.iter().filter(|m| m.slips == 0 && m.only.is_none()).map(|m| (m.from, m.to)).collect();
    let covered = |m: &Mention| {
        exact.iter().any(|(from, to)| *from <= m.from && m.to <= *to && to - from > m.to - m.from)
    };
    mentions.retain(|m| (m.slips == 0 && m.only.is_none()) || !covered(m));
    for mention in mentions.iter_mut() {
        mention.inner = covered(mention);
    }
}

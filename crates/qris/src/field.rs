//! Tags, and a text cut into its fields.

use crate::fault::{Fault, Path, What};

/// Two digits that say what a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(u8);

impl Tag {
    pub(crate) const FORMAT: Tag = Tag(0);
    pub(crate) const INITIATION: Tag = Tag(1);
    pub(crate) const NATIONAL: Tag = Tag(51);
    pub(crate) const CATEGORY: Tag = Tag(52);
    pub(crate) const CURRENCY: Tag = Tag(53);
    pub(crate) const AMOUNT: Tag = Tag(54);
    pub(crate) const TIP: Tag = Tag(55);
    pub(crate) const TIP_FIXED: Tag = Tag(56);
    pub(crate) const TIP_PERCENT: Tag = Tag(57);
    pub(crate) const COUNTRY: Tag = Tag(58);
    pub(crate) const NAME: Tag = Tag(59);
    pub(crate) const CITY: Tag = Tag(60);
    pub(crate) const POSTCODE: Tag = Tag(61);
    pub(crate) const ADDITIONAL: Tag = Tag(62);
    pub(crate) const CRC: Tag = Tag(63);
    pub(crate) const LANGUAGE: Tag = Tag(64);

    /// `None` above 99.
    pub const fn new(number: u8) -> Option<Tag> {
        if number > 99 { None } else { Some(Tag(number)) }
    }

    /// Its number, 0 to 99.
    pub const fn number(self) -> u8 {
        self.0
    }

    pub(crate) const fn sub(number: u8) -> Tag {
        Tag(number % 100)
    }

    /// Domestic accounts and the national repository, additional data, names in another language. Other templates belong to
    /// whoever defined them and are left as they are.
    pub(crate) fn is_template(self) -> bool {
        matches!(self.0, 26..=51 | 62 | 64)
    }

    /// Where money can go: card schemes (02 to 25) and templates (26 to 51).
    pub(crate) fn is_account(self) -> bool {
        matches!(self.0, 2..=51)
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// A field in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) tag: Tag,
    pub(crate) value: &'a str,
    /// The character at which the value begins, counted from 1.
    pub(crate) at: usize,
}

/// Cuts a text into fields. `at` is the place of its first character in the whole, `within` the template that it is.
pub(crate) fn split(text: &str, mut at: usize, within: Path) -> Result<Vec<Piece<'_>>, Fault> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (tag, after) = take(rest, 2, at, within)?;
        let tag = digits(tag).map(Tag).ok_or_else(|| Fault::new(at, within, What::Tag(tag.to_owned())))?;
        let path = within.below(tag);
        let (length, after) = take(after, 2, at + 2, path)?;
        let length =
            digits(length).ok_or_else(|| Fault::new(at + 2, path, What::Length(length.to_owned())))?;
        let (value, after) = take(after, usize::from(length), at + 4, path)?;
        if let Some(offset) = value.chars().position(char::is_control) {
            return Err(Fault::new(at + 4 + offset, path, What::Control));
        }
        if pieces.iter().any(|piece| piece.tag == tag) {
            return Err(Fault::new(at, path, What::Twice));
        }
        pieces.push(Piece { tag, value, at: at + 4 });
        at += 4 + usize::from(length);
        rest = after;
    }
    Ok(pieces)
}

fn take(text: &str, count: usize, at: usize, path: Path) -> Result<(&str, &str), Fault> {
    let end = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(count);
    end.and_then(|end| text.split_at_checked(end))
        .ok_or_else(|| Fault::new(at, path, What::Short { claimed: count, left: text.chars().count() }))
}

fn digits(text: &str) -> Option<u8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// One field as text. The caller knows that the value has at most 99 characters.
pub(crate) fn join(out: &mut String, tag: Tag, value: &str) {
    out.push_str(&format!("{tag}{:02}{value}", value.chars().count()));
}

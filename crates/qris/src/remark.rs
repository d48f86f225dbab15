//! What is odd about a payload that can be used all the same. Codes in the wild break the limits of the standard; refusing
//! them would refuse real merchants.

use crate::account;
use crate::fault::Path;
use crate::field::Piece;
use crate::{Initiation, Payload, Tag};

/// Something odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remark {
    /// Where.
    pub path: Path,
    /// What, in a sentence without its beginning: "tag 59 …".
    pub what: &'static str,
}

fn at(tag: Tag, what: &'static str) -> Remark {
    Remark { path: Path::of(tag), what }
}

/// About how it was written.
pub(crate) fn writing(pieces: &[Piece<'_>], crc: &str) -> Vec<Remark> {
    let order: Vec<Tag> = pieces.iter().map(|piece| piece.tag).filter(|tag| *tag != Tag::CRC).collect();
    let mut remarks = Vec::new();
    if let Some(late) = order.windows(2).find_map(|pair| match pair {
        [before, after] if after < before => Some(*after),
        _ => None,
    }) {
        remarks.push(at(late, "stands after a higher tag"));
    }
    if crc.bytes().any(|byte| byte.is_ascii_lowercase()) {
        remarks.push(at(Tag::CRC, "is in small letters"));
    }
    remarks
}

/// About what it says.
pub(crate) fn values(payload: &Payload) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (tag, most, what) in [
        (Tag::NAME, 25, "has more than 25 characters"),
        (Tag::CITY, 15, "has more than 15 characters"),
        (Tag::POSTCODE, 10, "has more than 10 characters"),
    ] {
        if payload.get(tag).is_some_and(|text| text.chars().count() > most) {
            remarks.push(at(tag, what));
        }
    }
    for tag in [Tag::NAME, Tag::CITY] {
        if payload.get(tag).is_some_and(|text| text.trim() != text) {
            remarks.push(at(tag, "has spaces around it"));
        }
    }
    if payload.get(Tag::CATEGORY).is_some_and(|text| text.len() != 4) {
        remarks.push(at(Tag::CATEGORY, "does not have four digits"));
    }
    if !payload.is_indonesian() {
        remarks
            .push(at(Tag::CURRENCY, "is not rupiah, or the country is not Indonesia: this is no QRIS code"));
    }
    remarks.extend(money(payload));
    remarks.extend(account::remarks(payload));
    remarks
}

fn money(payload: &Payload) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let amount = payload.amount_text();
    match (payload.initiation(), amount) {
        (Initiation::Dynamic, None) => {
            remarks.push(at(Tag::AMOUNT, "is missing, though the code is for one payment"))
        }
        (Initiation::Static, Some(_)) => {
            remarks.push(at(Tag::AMOUNT, "is there, though the code is for many payments"))
        }
        (Initiation::Dynamic, Some(_)) | (Initiation::Static, None) => {}
    }
    if amount.is_some_and(|text| text.bytes().all(|byte| matches!(byte, b'0' | b'.'))) {
        remarks.push(at(Tag::AMOUNT, "is zero"));
    }
    let asked = payload.get(Tag::TIP);
    for (tag, kind) in [(Tag::TIP_FIXED, "02"), (Tag::TIP_PERCENT, "03")] {
        if payload.get(tag).is_some() && asked != Some(kind) {
            remarks.push(at(tag, "is there, though tag 55 does not ask for it"));
        }
    }
    remarks
}

impl std::fmt::Display for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.path, self.what)
    }
}

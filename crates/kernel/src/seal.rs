//! Seals: what makes a number that people show, type or open something that only the city can have given out.

use crate::{CityId, Db};
use sha2::{Digest as _, Sha256};

/// No I, L, O, U, so that what is typed from a screen or a paper is not mistaken.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What is sealed: the purpose, which parts keys, and the thing.
#[derive(Debug, Clone, Copy)]
pub struct Thing<'a> {
    pub purpose: &'static str,
    pub city: CityId,
    pub message: &'a str,
    /// So many groups of four signs, of twenty bits each: two for what is shown at a door, three for what lies open on the net.
    pub groups: u32,
}

/// The seal of a thing, in groups that a hyphen parts.
pub fn seal(db: &Db, thing: Thing<'_>) -> String {
    written(&db.keys().blind(thing.purpose, thing.city, thing.message), thing.groups)
}

/// Whether a seal as somebody typed it is that of a thing, under the key in use or an earlier one.
pub fn is_right(db: &Db, thing: Thing<'_>, told: &str) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    // Compared as digests, so that how long it takes says nothing of how much is right.
    let told = Sha256::digest(plain(told).as_bytes());
    let seals = db.keys().blinds(thing.purpose, thing.city, thing.message);
    seals.iter().any(|mac| Sha256::digest(plain(&written(mac, thing.groups)).as_bytes()) == told)
}

/// What was typed, as it was printed: any case, O for 0, I and L for 1. Of an address, its last part.
pub fn typed(text: &str) -> String {
    let text = text.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    text.trim().to_uppercase().replace('O', "0").replace(['I', 'L'], "1")
}

/// Whether it may be a seal of so many groups.
pub fn is_formed(text: &str, groups: u32) -> bool {
    u32::try_from(text.len()) == Ok(4 * groups) && text.bytes().all(|sign| SIGNS.contains(&sign))
}

fn written(mac: &[u8], groups: u32) -> String {
    // Two groups are five bytes; three take their sixty bits from the end of eight.
    let bytes = if groups <= 2 { 5 } else { 8 };
    let number = mac.iter().take(bytes).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let sign = |place: u32| {
        let at = usize::try_from(number >> (5 * place) & 31).unwrap_or_default();
        char::from(SIGNS.get(at).copied().unwrap_or(b'0'))
    };
    let group = |number: u32| (4 * number..4 * number + 4).rev().map(sign).collect::<String>();
    (0..groups).rev().map(group).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seals_are_of_their_length_whatever_the_key_says() {
        assert_eq!(written(&[0; 32], 2), "0000-0000");
        assert_eq!(written(&[255; 32], 2), "ZZZZ-ZZZZ");
        assert_eq!(written(&[0, 0, 0, 0, 33], 2), "0000-0011");
        assert_eq!(written(&[0; 32], 3), "0000-0000-0000");
        assert_eq!(written(&[255; 32], 3), "ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(written(&[0, 0, 0, 0, 0, 0, 0, 33], 3), "0000-0000-0011");
        assert_eq!(written(&[], 3), "0000-0000-0000");
    }

    #[test]
    fn what_is_typed_is_read_as_it_was_printed() {
        assert_eq!(typed(" 7k3f-oOil "), "7K3F-0011");
        assert_eq!(typed("https://umkm.contoh.id/depok/sertifikat/2027-17-7K3F/"), "2027-17-7K3F");
        assert!(is_formed("7K3F9QXM", 2) && !is_formed("7K3F9QXM", 3) && !is_formed("7K3F9QXU", 2));
    }
}

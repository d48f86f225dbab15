//! How people misspell Indonesian, and what each slip costs, in hundredths of a letter.
//!
//! Spellings that sound alike are folded into one before anything is compared: the old spelling of before 1972 (oe, dj, tj),
//! letters of loan words (f, v, z, q, x), Javanese dh and th, doubled letters. What remains is Damerau and Levenshtein's
//! distance in its restricted form (two letters exchanged are not touched again), with cheap slips: vowels left out as in
//! short messages, vowels taken for each other, h, neighbours on the keyboard.

use std::sync::LazyLock;

/// Farther than anything.
pub(crate) const FAR: u16 = 10_000;
/// Two neighbours exchanged.
pub(crate) const EXCHANGED: u16 = 60;
const LETTER: u16 = 100;
/// Longer words are not corrected.
pub(crate) const LONGEST: usize = 24;

/// What sounds alike, the longer first; read from the left.
const FOLDED: &[(&str, &str)] = &[
    ("oe", "u"),
    ("ou", "u"),
    ("ie", "i"),
    ("ei", "ai"),
    ("dj", "j"),
    ("tj", "c"),
    ("kh", "k"),
    ("ck", "k"),
    ("ch", "c"),
    ("ph", "p"),
    ("dh", "d"),
    ("th", "t"),
    ("bh", "b"),
    ("sy", "s"),
    ("sh", "s"),
    ("f", "p"),
    ("v", "p"),
    ("z", "s"),
    ("q", "k"),
    ("x", "ks"),
];

/// Letters taken for each other, and what that costs.
const ALIKE: &[(&[u8; 2], u16)] = &[
    (b"ae", 50),
    (b"ei", 50),
    (b"ou", 50),
    (b"ao", 60),
    (b"au", 70),
    (b"ai", 70),
    (b"iu", 70),
    (b"eo", 70),
    (b"eu", 70),
    (b"io", 70),
    (b"iy", 30),
    (b"uw", 40),
    (b"js", 50),
    (b"cs", 60),
    (b"ck", 60),
    (b"bp", 60),
    (b"dt", 60),
    (b"gk", 60),
    (b"cj", 70),
    (b"lr", 70),
    (b"mn", 70),
    (b"bw", 70),
    (b"jy", 70),
];

const KEYBOARD: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];
const NEIGHBOUR: u16 = 80;

/// How far a correction may be from a word; nothing for words too short to tell, or longer than goods are called.
pub(crate) fn most(word: &str) -> Option<u16> {
    if word.len() > LONGEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let without_vowels = !word.bytes().any(is_vowel);
    match word.len() {
        0..=2 => None,
        // "brs" is beras; "krpk" is keripik or kerupuk.
        3 if without_vowels => Some(60),
        4..=7 if without_vowels => Some(130),
        3 => Some(30),
        4 => Some(70),
        5 => Some(80),
        6..=7 => Some(110),
        _ => Some(130),
    }
}

/// What sounds alike made alike, and doubled letters single.
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let alike = FOLDED.iter().find(|(said, _)| rest.starts_with(said));
        let (said, sound) = alike.copied().unwrap_or_else(|| {
            let letter = rest.get(..first.len_utf8()).unwrap_or(rest);
            (letter, letter)
        });
        rest = rest.get(said.len()..).unwrap_or_default();
        for letter in sound.chars() {
            if !folded.ends_with(letter) {
                folded.push(letter);
            }
        }
    }
    folded
}

/// What it costs that the letter at a place of the word was not typed.
pub(crate) fn dropped(word: &[u8], at: usize) -> u16 {
    let Some(letter) = word.get(at).copied() else { return FAR };
    let after = word.get(at + 1).copied();
    match letter {
        b'h' => {
            if at == 0 {
                60
            } else {
                40
            }
        }
        // "mpek" for empek, but no other start is lost.
        b'e' if at == 0 => 60,
        _ if at == 0 => FAR,
        _ if is_vowel(letter) => 30,
        b'n' if matches!(after, Some(b'g' | b'c' | b'j' | b'd' | b't')) => 60,
        b'g' if at > 0 && word.get(at - 1) == Some(&b'n') => 60,
        b'k' if after.is_none() => 60,
        b'y' | b'w' => 60,
        _ => LETTER,
    }
}

/// What it costs that the letter at a place of what was typed is not in the word.
pub(crate) fn added(typed: &[u8], at: usize) -> u16 {
    let Some(letter) = typed.get(at).copied() else { return FAR };
    let after = typed.get(at + 1).copied();
    match letter {
        b'h' if at > 0 => 40,
        b'h' | b'e' if at == 0 => 60,
        _ if at == 0 => FAR,
        _ if is_vowel(letter) => 60,
        b'y' | b'w' => 50,
        b'k' if after.is_none() => 60,
        b'g' if typed.get(at - 1) == Some(&b'n') => 60,
        _ => LETTER,
    }
}

/// What it costs that another letter was typed than the word has.
pub(crate) fn instead(letter: u8, typed: u8) -> u16 {
    static TABLE: LazyLock<Vec<u16>> = LazyLock::new(|| {
        let letters = || b'a'..=b'z';
        letters().flat_map(|letter| letters().map(move |typed| taken_for(letter, typed))).collect()
    });
    if letter == typed {
        return 0;
    }
    let place = |letter: u8| usize::from(letter.wrapping_sub(b'a'));
    TABLE.get(place(letter) * 26 + place(typed)).copied().unwrap_or(LETTER)
}

/// The same of the first letter, which is seldom missed by chance.
pub(crate) fn instead_of_first(letter: u8, typed: u8) -> u16 {
    if letter == typed { 0 } else { alike(letter, typed).unwrap_or(FAR) }
}

fn taken_for(letter: u8, typed: u8) -> u16 {
    alike(letter, typed).unwrap_or(if is_neighbour(letter, typed) { NEIGHBOUR } else { LETTER })
}

fn alike(one: u8, other: u8) -> Option<u16> {
    let pair = [one.min(other), one.max(other)];
    ALIKE.iter().find(|(letters, _)| **letters == pair).map(|(_, cost)| *cost)
}

fn is_neighbour(one: u8, other: u8) -> bool {
    KEYBOARD.iter().any(|row| row.windows(2).any(|keys| keys == [one, other] || keys == [other, one]))
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

//! Distinct texts and words, each kept once and known by a number.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "texts and words are numbered here, densely from zero; there are fewer than 2^32 of them"
)]

use super::hash::{self, Map};
use super::spelling::{self, Tongue};

/// Distinct texts, numbered from zero in the order in which they came.
#[derive(Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// By 64 bits of hash: two texts of one hash would be taken for one, which among a hundred million of them is
    /// expected less than once in three thousand runs.
    ids: Map<u64, u32>,
    pub(super) hashes: Vec<u64>,
}

impl Texts {
    pub(super) fn id(&mut self, text: &[u8]) -> (u32, bool) {
        let hash = hash::text(text);
        let next = self.ends.len() as u32;
        let id = *self.ids.entry(hash).or_insert(next);
        if id == next {
            self.bytes.extend_from_slice(text);
            self.ends.push(self.bytes.len() as u32);
            self.hashes.push(hash);
        }
        (id, id == next)
    }

    pub(super) fn get(&self, id: u32) -> &[u8] {
        let from = if id == 0 { 0 } else { self.ends[id as usize - 1] };
        &self.bytes[from as usize..self.ends[id as usize] as usize]
    }
}

/// The rarity of words that came after the last weighing.
const RARE: f32 = 16.0;

/// The words of a column.
#[derive(Default)]
pub(super) struct Lexicon {
    /// Of its column among the model's, from 1.
    pub(super) number: u64,
    pub(super) words: Texts,
    /// All that comparing asks of a word, in one place of memory.
    pub(super) entries: Vec<Word>,
    pub(super) sounds: Texts,
    /// In how many records words of each sound are.
    pub(super) sound_count: Vec<u32>,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
pub(super) struct Word {
    /// How it sounds, a number in [`Lexicon::sounds`].
    pub(super) sound: u32,
    /// Its consonants, hashed.
    pub(super) bones: u32,
    /// In how many records it is.
    pub(super) count: u32,
    /// Minus the binary logarithm of how often one meets a word of this sound, as of the last weighing.
    pub(super) rarity: f32,
    /// Which letters it has, and how many: what tells most unlike words apart without reading them.
    pub(super) letters: u32,
    pub(super) len: u8,
    pub(super) first: u8,
    pub(super) heard_first: u8,
    pub(super) digits: bool,
}

impl Lexicon {
    pub(super) fn id(&mut self, word: &str, tongue: Tongue) -> u32 {
        let (id, new) = self.words.id(word.as_bytes());
        if new {
            let sound = spelling::sound(word, tongue);
            let (heard, unheard) = self.sounds.id(&sound);
            if unheard {
                self.sound_count.push(0);
            }
            self.entries.push(Word {
                sound: heard,
                bones: (hash::text(&spelling::skeleton(&sound)) >> 32) as u32,
                count: 0,
                rarity: RARE,
                letters: word.bytes().fold(0, |mask, letter| mask | 1 << (letter & 31)),
                len: word.len().min(255) as u8,
                first: word.bytes().next().unwrap_or(0),
                heard_first: sound.first().copied().unwrap_or(0),
                digits: word.bytes().any(|letter| letter.is_ascii_digit()),
            });
        }
        id
    }

    pub(super) fn add(&mut self, word: u32) {
        let entry = &mut self.entries[word as usize];
        entry.count += 1;
        self.sound_count[entry.sound as usize] += 1;
    }

    pub(super) fn take(&mut self, word: u32) {
        let entry = &mut self.entries[word as usize];
        entry.count -= 1;
        self.sound_count[entry.sound as usize] -= 1;
    }

    /// Notes how rare each word is now, among so many records that say something.
    pub(super) fn weigh(&mut self, filled: u32) {
        for entry in &mut self.entries {
            let count = self.sound_count[entry.sound as usize];
            entry.rarity = -(count.max(2) as f32 / filled.max(2) as f32).log2();
        }
    }

    /// How a word sounds.
    pub(super) fn heard(&self, word: u32) -> &[u8] {
        self.sounds.get(self.entries[word as usize].sound)
    }
}

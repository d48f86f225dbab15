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
    pub(super) count: Vec<u32>,
    /// Word to sound.
    pub(super) sound: Vec<u32>,
    /// Word to its consonants, hashed.
    pub(super) bones: Vec<u32>,
    pub(super) sounds: Texts,
    /// In how many records words of each sound are.
    pub(super) sound_count: Vec<u32>,
    /// Which letters a word has, and how many: what tells most unlike words apart without reading them.
    pub(super) shape: Vec<Shape>,
    /// Minus the binary logarithm of how often one meets a word of this sound, as of the last [`Column::weigh`].
    pub(super) rarity: Vec<f32>,
}

/// See [`Lexicon::shape`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
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
            self.count.push(0);
            self.rarity.push(RARE);
            self.shape.push(Shape {
                letters: word.bytes().fold(0, |mask, letter| mask | 1 << (letter & 31)),
                len: word.len().min(255) as u8,
                first: word.bytes().next().unwrap_or(0),
                heard_first: sound.first().copied().unwrap_or(0),
                digits: word.bytes().any(|letter| letter.is_ascii_digit()),
            });
            self.sound.push(heard);
            self.bones.push((hash::text(&spelling::skeleton(&sound)) >> 32) as u32);
        }
        id
    }

    pub(super) fn add(&mut self, word: u32) {
        self.count[word as usize] += 1;
        self.sound_count[self.sound[word as usize] as usize] += 1;
    }
}

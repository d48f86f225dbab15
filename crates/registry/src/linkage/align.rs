//! Which word of one name stands for which of another.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "words are numbered by their lexicon; places in a name are below Words::MOST; the cache is indexed by a mask of its own length"
)]

use super::distance::edits;
use super::hash;
use super::lexicon::Lexicon;
use super::table::{Column, Words};

/// How two words are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kin {
    Same,
    /// Two spellings of one sound, or a short form.
    Sound,
    /// A slip of the pen or of the ear.
    Slip,
    /// One is the first letter of the other.
    Initial,
    No,
}

/// Remembers how words are related, for the same few thousand meet again and again.
pub(super) struct Cache(Vec<(u64, Kin)>);

impl Cache {
    pub(super) fn new() -> Cache {
        Cache(vec![(0, Kin::No); 1 << 16])
    }

    fn kin(&mut self, lexicon: &Lexicon, left: u32, right: u32) -> Kin {
        if left == right {
            return Kin::Same;
        }
        if lexicon.entries[left as usize].sound == lexicon.entries[right as usize].sound {
            return Kin::Sound;
        }
        if !may_be_kin(lexicon, left, right) {
            return Kin::No;
        }
        // Words of different columns have the same numbers.
        let pair = lexicon.number << 60 ^ u64::from(left.min(right)) << 30 ^ u64::from(left.max(right));
        let slot = (hash::mix(pair) as usize) & (self.0.len() - 1);
        if self.0[slot].0 != pair {
            self.0[slot] = (pair, kin(lexicon, left, right));
        }
        self.0[slot].1
    }
}

/// Whether it is worth reading the letters: most words are told apart by which letters they have.
fn may_be_kin(lexicon: &Lexicon, left: u32, right: u32) -> bool {
    let (a, b) = (&lexicon.entries[left as usize], &lexicon.entries[right as usize]);
    let initial = a.len == 1 || b.len == 1;
    initial && (a.first == b.first || a.heard_first == b.heard_first)
        || !initial
            && !a.digits
            && !b.digits
            && a.len.abs_diff(b.len) < 4
            && (a.letters ^ b.letters).count_ones() < 5
}

fn kin(lexicon: &Lexicon, left: u32, right: u32) -> Kin {
    let (a, b) = (lexicon.words.get(left), lexicon.words.get(right));
    if a.len() == 1 || b.len() == 1 {
        return Kin::Initial;
    }
    let limit = match a.len().max(b.len()) {
        0..=2 => return Kin::No,
        3..=7 => 1,
        _ => 2,
    };
    if edits(a, b, limit).is_some() {
        return Kin::Slip;
    }
    let (c, d) = (lexicon.heard(left), lexicon.heard(right));
    if c.len().min(d.len()) > 3 && edits(c, d, 1).is_some() { Kin::Slip } else { Kin::No }
}

/// What came of laying two names side by side.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Aligned {
    pub(super) same: u8,
    pub(super) sound: u8,
    pub(super) slip: u8,
    pub(super) initial: u8,
    /// Words without a counterpart, on either side.
    pub(super) left: u8,
    pub(super) right: u8,
    /// Whether the first words belong together.
    pub(super) first: bool,
    /// Whether counterparts stand in the same order.
    pub(super) ordered: bool,
    /// How rare what is common is: minus the binary logarithm of how often one meets it by chance.
    pub(super) rarity: f32,
}

impl Aligned {
    pub(super) fn matched(&self) -> u8 {
        self.same + self.sound + self.slip + self.initial
    }
}

/// Symmetric but for ties: the caller gives the two in an order that does not depend on which came first.
pub(super) fn align(column: &Column, cache: &mut Cache, left: &Words, right: &Words) -> Aligned {
    let (a, b) = (left.ids(), right.ids());
    let mut side = Side {
        column,
        a,
        b,
        kin: [[Kin::No; Words::MOST]; Words::MOST],
        partner: [NOBODY; Words::MOST],
        used: [false; Words::MOST],
        found: Aligned::default(),
    };
    if side.relate(cache) {
        side.pair(Kin::Same);
        side.pair(Kin::Sound);
        side.pair(Kin::Slip);
    }
    if side.unmatched() && a.len() != b.len() {
        side.join();
    }
    side.pair(Kin::Initial);
    let Side { partner, used, mut found, .. } = side;
    found.left = partner[..a.len()].iter().filter(|partner| **partner == NOBODY).count() as u8;
    found.right = used[..b.len()].iter().filter(|used| !**used).count() as u8;
    found.first = partner[0] == 0;
    let places = partner[..a.len()].iter().filter(|partner| **partner != NOBODY);
    found.ordered = places.is_sorted();
    found
}

/// What two equal names have in common.
pub(super) fn rarity_of(column: &Column, words: &Words) -> f32 {
    words.ids().iter().map(|word| column.lexicon.entries[*word as usize].rarity).sum()
}

const NOBODY: u8 = u8::MAX;

struct Side<'a> {
    column: &'a Column,
    a: &'a [u32],
    b: &'a [u32],
    kin: [[Kin; Words::MOST]; Words::MOST],
    partner: [u8; Words::MOST],
    used: [bool; Words::MOST],
    found: Aligned,
}

impl Side<'_> {
    fn unmatched(&self) -> bool {
        usize::from(self.found.matched()) < self.a.len().max(self.b.len())
    }

    /// Fills in how all words are related; whether any are.
    fn relate(&mut self, cache: &mut Cache) -> bool {
        let mut any = false;
        for i in 0..self.a.len() {
            for j in 0..self.b.len() {
                let (a, b) = (self.a[i], self.b[j]);
                let mut kin = cache.kin(&self.column.lexicon, a, b);
                if kin == Kin::Slip && self.both_common(a, b) {
                    kin = Kin::No;
                }
                self.kin[i][j] = kin;
                any |= kin != Kin::No;
            }
        }
        any
    }

    fn pair(&mut self, wanted: Kin) {
        for i in 0..self.a.len() {
            for j in 0..self.b.len() {
                if self.kin[i][j] == wanted && self.partner[i] == NOBODY && !self.used[j] {
                    self.take(i, j, wanted);
                }
            }
        }
    }

    /// A slip makes a rare word of a common one. Two common words a letter apart (SRI, SARI) are two names.
    fn both_common(&self, a: u32, b: u32) -> bool {
        let count = |word: u32| self.column.lexicon.entries[word as usize].count;
        count(a).min(count(b)) > 3_u32.max(self.column.filled / 8_000)
    }

    fn take(&mut self, i: usize, j: usize, kin: Kin) {
        self.partner[i] = j as u8;
        self.used[j] = true;
        let (a, b) = (self.a[i], self.b[j]);
        match kin {
            Kin::Same => self.found.same += 1,
            Kin::Sound => self.found.sound += 1,
            Kin::Slip => self.found.slip += 1,
            Kin::Initial => self.found.initial += 1,
            Kin::No => {}
        }
        self.found.rarity += match kin {
            // One letter of about sixteen that names begin with.
            Kin::Initial => 4.0,
            Kin::Same | Kin::Sound | Kin::Slip | Kin::No => {
                rarity(self.column, a).min(rarity(self.column, b))
            }
        };
    }

    /// Two words of one that were written together in the other.
    fn join(&mut self) {
        for i in 0..self.a.len() {
            if self.partner[i] == NOBODY
                && let Some(j) = joined(self.column, self.a[i], self.b, |j| !self.used[j])
            {
                self.take(i, j, Kin::Sound);
                self.used[j + 1] = true;
                self.found.rarity += rarity(self.column, self.b[j + 1]);
            }
        }
        for j in 0..self.b.len() {
            if !self.used[j]
                && let Some(i) = joined(self.column, self.b[j], self.a, |i| self.partner[i] == NOBODY)
            {
                self.take(i, j, Kin::Sound);
                self.partner[i + 1] = j as u8;
                self.found.rarity += rarity(self.column, self.a[i + 1]);
            }
        }
    }
}

/// The place in `parts` of two free words that, written together, are `whole` but for a slip.
fn joined(column: &Column, whole: u32, parts: &[u32], free: impl Fn(usize) -> bool) -> Option<usize> {
    let words = &column.lexicon.words;
    let whole = words.get(whole);
    (1..parts.len()).map(|next| next - 1).find(|at| {
        let (one, two) = (words.get(parts[*at]), words.get(parts[at + 1]));
        free(*at) && free(at + 1) && whole.len().abs_diff(one.len() + two.len()) <= 1 && whole.len() > 5 && {
            let both: Vec<u8> = one.iter().chain(two).copied().collect();
            edits(whole, &both, 1).is_some()
        }
    })
}

fn rarity(column: &Column, word: u32) -> f32 {
    column.lexicon.entries[word as usize].rarity
}

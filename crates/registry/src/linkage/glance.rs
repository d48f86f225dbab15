//! A first look at a pair, from one line of memory for each of the two: most pairs that share a block share nothing else,
//! and are let go before anything is compared.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "fields are at most FIELDS, checked when the glances are made; values are numbered by the table"
)]

use super::model::{Comparison, Kind, Model};
use super::nik;
use super::table::{NONE, Table};

/// At most this many fields in a model.
const FIELDS: usize = 12;
/// Up to this many of them are names, whose words are looked at too.
const NAMES: usize = 3;

/// The values of a record, a bit for each word of its names, and when its person was born.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Glance {
    values: [u32; FIELDS],
    words: [u32; NAMES],
    born: u32,
}

/// What a word in common speaks for, in bits, and what a field speaks against in which two differ: rough, and the same for
/// all. Who fails at this is so far from being one that no finer comparison could say otherwise.
const WORD: i32 = 4;
const BORN: i32 = 11;
const AGAINST: i32 = 1;
const BORN_AGAINST: i32 = 3;

pub(super) struct Glances {
    of: Vec<Glance>,
    /// What it speaks for to have a value in common, by field and value.
    worth: Vec<Vec<u8>>,
    /// What it speaks against to have different ones.
    against: Vec<i32>,
}

impl Glances {
    pub(super) fn new(model: &Model, table: &Table) -> Glances {
        let names = (0..table.columns.len())
            .filter(|at| matches!(table.columns[*at].kind, Kind::Words(_)))
            .take(NAMES);
        let names: Vec<usize> = names.collect();
        let born = model.comparisons.iter().find_map(|comparison| match comparison {
            Comparison::Identity { nik, birth } => Some((*nik, *birth)),
            Comparison::Name { .. }
            | Comparison::Date { .. }
            | Comparison::Sex { .. }
            | Comparison::Number { .. }
            | Comparison::Trade { .. }
            | Comparison::Place { .. }
            | Comparison::Text { .. } => None,
        });
        let of = (0..table.len() as u32).map(|record| glance(table, record, &names, born)).collect();
        let worth = table
            .columns
            .iter()
            .map(|column| {
                column
                    .count
                    .iter()
                    .map(|count| (column.filled / (*count).max(1)).max(1).ilog2() as u8)
                    .collect()
            })
            .collect();
        let against = table.columns.iter().map(|column| against(column.kind)).collect();
        Glances { of, worth, against }
    }

    /// What two records share and do not share, very roughly, in bits.
    pub(super) fn bits(&self, a: u32, b: u32) -> i32 {
        let (x, y) = (&self.of[a as usize], &self.of[b as usize]);
        let mut bits = 0;
        for (field, worth) in self.worth.iter().enumerate() {
            let (left, right) = (x.values[field], y.values[field]);
            if left == right {
                bits += if left == NONE { 0 } else { i32::from(worth[left as usize]) };
            } else if left != NONE && right != NONE {
                bits -= self.against[field];
            }
        }
        for (left, right) in x.words.iter().zip(y.words) {
            let common = (left & right).count_ones() as i32;
            bits += if common == 0 && *left != 0 && right != 0 { -AGAINST } else { WORD * common };
        }
        match x.born == y.born {
            true if x.born != 0 => bits + BORN,
            false if x.born != 0 && y.born != 0 => bits - BORN_AGAINST,
            true | false => bits,
        }
    }
}

/// Names and streets have many spellings; numbers that identify seldom have two.
fn against(kind: Kind) -> i32 {
    match kind {
        Kind::Words(_) => 0,
        Kind::Nik | Kind::Telephone | Kind::Digits => 2,
        Kind::Count | Kind::Date | Kind::Text => 1,
    }
}

fn glance(table: &Table, record: u32, names: &[usize], born: Option<(usize, usize)>) -> Glance {
    let mut glance = Glance::default();
    for (field, value) in glance.values.iter_mut().enumerate().take(table.columns.len()) {
        *value = table.value(field, record);
    }
    for (at, words) in names.iter().zip(&mut glance.words) {
        let column = &table.columns[*at];
        for word in column.words[glance.values[*at] as usize].ids() {
            *words |= 1 << (column.lexicon.entries[*word as usize].bones & 31);
        }
    }
    if let Some((nik, birth)) = born {
        let stated =
            nik::birth(table.numbers(nik, record).first).or(nik::date(table.numbers(birth, record).first));
        glance.born = stated.map_or(0, |born| ((born.year * 100 + born.month) * 100 + born.day) as u32 + 1);
    }
    glance
}

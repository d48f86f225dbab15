//! A first look at a pair, from one line of memory for each of the two: most pairs that share a block share nothing else,
//! and are let go before anything is compared.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "fields are at most FIELDS, checked when the glances are made; values are numbered by the table"
)]

use super::hash;
use super::model::{Comparison, Kind, Model};
use super::nik;
use super::table::{NONE, Table};

/// At most this many fields in a model.
const FIELDS: usize = 14;
/// Up to this many of them are names, whose words are looked at too.
const NAMES: usize = 3;

/// The values of a record, what it speaks for to share them, a bit for each word of its names, and when its person was
/// born: one line of memory.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Glance {
    /// 0 where nothing is said. Sixteen bits of a hash: two of 65,000 pairs that differ look alike, and are compared.
    values: [u16; FIELDS],
    worth: [u8; FIELDS],
    words: [u32; NAMES],
    born: u32,
    /// Of who has several telephones, the others.
    more: [u16; 2],
}

/// What a word in common speaks for, in bits, and what a field speaks against in which two differ: rough, and the same for
/// all. Who fails at this is so far from being one that no finer comparison could say otherwise.
const WORD: i32 = 4;
const BORN: i32 = 11;
const AGAINST: i32 = 1;
const BORN_AGAINST: i32 = 3;

pub(super) struct Glances {
    of: Vec<Glance>,
    /// The field of telephones.
    telephone: usize,
    /// What it speaks against to have different values.
    against: [u8; FIELDS],
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
        let is_telephone = |column: &super::table::Column| column.kind == Kind::Telephone;
        let telephone = table.columns.iter().take(FIELDS).position(is_telephone).unwrap_or(0);
        let of = (0..table.len() as u32).map(|record| glance(table, record, &names, born)).collect();
        let mut against = [0; FIELDS];
        for (to, column) in against.iter_mut().zip(&table.columns) {
            *to = speaks_against(column.kind);
        }
        Glances { of, telephone, against }
    }

    /// Those of `others` that share `least` bits or more with `a`, very roughly, are put at the end of `near`.
    pub(super) fn sift(&self, a: u32, others: &[u32], least: i32, near: &mut Vec<u32>) {
        let x = self.of[a as usize];
        let mut lines = [Glance::default(); 32];
        for some in others.chunks(lines.len()) {
            // Fetched together first: memory is slow to answer, but answers many at once.
            for (line, other) in lines.iter_mut().zip(some) {
                *line = self.of[*other as usize];
            }
            let seen = lines.iter().zip(some);
            let bits = |y: &Glance| bits(&self.against, &x, y) + self.another_number(&x, y);
            near.extend(seen.filter(|(y, _)| bits(y) >= least).map(|(_, other)| *other));
        }
    }
}

impl Glances {
    /// What [`bits`] overlooks: a telephone in common that is not the first of both.
    fn another_number(&self, x: &Glance, y: &Glance) -> i32 {
        if x.more == [0; 2] && y.more == [0; 2] {
            return 0;
        }
        let at = self.telephone;
        let numbers = |glance: &Glance| [glance.values[at], glance.more[0], glance.more[1]];
        let theirs = numbers(y);
        let common = numbers(x).iter().any(|number| *number != 0 && theirs.contains(number));
        let met = common && x.values[at] != y.values[at];
        if met { i32::from(x.worth[at].max(y.worth[at])) + i32::from(self.against[at]) } else { 0 }
    }
}

/// What two records share and do not share, very roughly, in bits. Without a branch: half of all pairs share any one
/// thing, which nobody can foresee.
fn bits(against: &[u8; FIELDS], x: &Glance, y: &Glance) -> i32 {
    let mut sum = 0_i16;
    let values = x.values.iter().zip(&y.values);
    for ((left, right), (worth, against)) in values.zip(x.worth.iter().zip(against)) {
        let told = i16::from(*left != 0) & i16::from(*right != 0);
        let same = i16::from(left == right) & told;
        sum += i16::from(*worth) * same - i16::from(*against) * (told - same);
    }
    let mut bits = i32::from(sum);
    for (left, right) in x.words.iter().zip(y.words) {
        let common = (left & right).count_ones() as i32;
        let against = i32::from(common == 0) & i32::from(*left != 0) & i32::from(right != 0);
        bits += WORD * common - AGAINST * against;
    }
    let told = i32::from(x.born != 0) & i32::from(y.born != 0);
    let same = i32::from(x.born == y.born) & told;
    bits + BORN * same - BORN_AGAINST * (told - same)
}

/// Names and streets have many spellings; numbers that identify seldom have two.
fn speaks_against(kind: Kind) -> u8 {
    match kind {
        Kind::Words(_) => 0,
        Kind::Nik | Kind::Telephone | Kind::Digits => 2,
        Kind::Count | Kind::Date | Kind::Text => 1,
    }
}

/// Sixteen bits of a number, of which 0 stands for none.
fn short(value: u64) -> u16 {
    (hash::mix(value) as u16).max(1)
}

fn glance(table: &Table, record: u32, names: &[usize], born: Option<(usize, usize)>) -> Glance {
    let mut glance = Glance::default();
    for (field, column) in table.columns.iter().enumerate().take(FIELDS) {
        let value = table.value(field, record);
        if value != NONE {
            glance.values[field] = short(match column.kind {
                // In any order and however parted: a name that was written together is the same name.
                Kind::Words(_) => column.words[value as usize].stirred,
                Kind::Telephone => column.numbers[value as usize].first,
                Kind::Nik | Kind::Digits | Kind::Count | Kind::Date | Kind::Text => u64::from(value),
            });
            if column.kind == Kind::Telephone {
                let more = column.numbers[value as usize].all().skip(1);
                glance.more.iter_mut().zip(more).for_each(|(to, number)| *to = short(number));
            }
            let often = column.count[value as usize].max(1);
            glance.worth[field] = (column.filled / often).max(1).ilog2() as u8;
        }
    }
    for (at, words) in names.iter().zip(&mut glance.words) {
        let column = &table.columns[*at];
        for word in column.words[table.value(*at, record) as usize].ids() {
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

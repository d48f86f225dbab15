//! Which records are looked at together.
//!
//! Each record has a few dozen keys; records of one key are a block. A block that is too large (all the Sitis of a
//! kelurahan) says little by itself and is split by a second part of evidence; what is still too large is put in order and
//! cut into overlapping pieces. So the work grows with the number of records and hardly with the size of blocks.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "records are numbered by the table; ends of blocks are places in their own member list"
)]

use super::hash::{self, Map};
use super::model::{At, Model, Part};
use super::nik::{self, Born};
use super::table::{NONE, Table, unpacked};

/// The largest block in which everybody is compared with everybody.
const LARGE: usize = 48;
/// The same for blocks that were split once.
const STILL_LARGE: usize = 32;
/// Of so many large blocks each record is looked for in the parts. However many more it is in as the city grows, who
/// shares them shares one of these, or too little.
const SPLITS: u8 = 4;
/// How many of those who stand together in order are compared in what is still too large.
const PIECE: usize = 16;

/// Blocks, and the blocks of each record.
pub(super) struct Blocks {
    members: Vec<u32>,
    ends: Vec<u32>,
    of: Vec<(u32, u32)>,
    of_ends: Vec<u32>,
}

impl Blocks {
    pub(super) fn of(model: &Model, table: &Table, fresh: Fresh<'_>) -> Blocks {
        let keyed = match fresh {
            Fresh::All => keyed(model, table),
            Fresh::Some(_) => keyed_like(model, table, fresh),
        };
        let mut blocks =
            Blocks { members: Vec::new(), ends: Vec::new(), of: Vec::new(), of_ends: Vec::new() };
        let (mut large, mut from) = (Vec::new(), 0);
        each_block(&keyed, |_, members| {
            match members.len() {
                0..2 => {}
                2..=LARGE => blocks.push(members),
                len => large.push((len, from)),
            }
            from += members.len();
        });
        // The smallest first: what many share says least.
        large.sort_unstable();
        let (mut split, mut times) = (Vec::new(), vec![0_u8; table.len()]);
        for (len, from) in large {
            let members = &keyed[from..from + len];
            for member in members.iter().map(|member| *member & RECORD) {
                if times[member as usize] < SPLITS {
                    times[member as usize] += 1;
                    narrowed(model, table, member, key_of(members[0]), &mut split);
                }
            }
        }
        drop(keyed);
        sort(&mut split);
        split.dedup();
        each_block(&split, |_, members| match members.len() {
            0..2 => {}
            _ if !members.iter().any(|member| fresh.has((*member & RECORD) as u32)) => {}
            2..=STILL_LARGE => blocks.push(members),
            _ => blocks.pieces(table, model, members),
        });
        drop(split);
        blocks.turn(table.len());
        blocks
    }

    fn push(&mut self, members: &[u64]) {
        self.members.extend(members.iter().map(|member| (*member & RECORD) as u32));
        self.ends.push(self.members.len() as u32);
    }

    fn pieces(&mut self, table: &Table, model: &Model, members: &[u64]) {
        let mut ordered: Vec<(u64, u128, u64)> = members
            .iter()
            .map(|member| {
                let record = (*member & RECORD) as u32;
                (order(model, table, record), table.keys[record as usize], *member)
            })
            .collect();
        ordered.sort_unstable();
        let ordered: Vec<u64> = ordered.into_iter().map(|(_, _, member)| member).collect();
        let mut from = 0;
        while from + PIECE / 2 < ordered.len() {
            let mut piece = ordered[from..(from + PIECE).min(ordered.len())].to_vec();
            piece.sort_unstable();
            self.push(&piece);
            from += PIECE / 2;
        }
    }

    /// From blocks of records to records of blocks: for each record and block, where the block begins among the members
    /// and where the record stands in it.
    fn turn(&mut self, records: usize) {
        let mut ends = vec![0_u32; records + 1];
        self.members.iter().for_each(|member| ends[*member as usize + 1] += 1);
        for at in 0..records {
            ends[at + 1] += ends[at];
        }
        let mut next = ends.clone();
        let mut of = vec![(0_u32, 0_u32); self.members.len()];
        let mut from = 0;
        for end in &self.ends {
            for at in from..*end {
                let place = &mut next[self.members[at as usize] as usize];
                of[*place as usize] = (from, at);
                *place += 1;
            }
            from = *end;
        }
        self.of = of;
        self.of_ends = ends;
    }

    /// Calls with each record and those of smaller numbers that share a block with it, each once; of two, one is fresh.
    pub(super) fn each_record(&self, fresh: Fresh<'_>, mut with: impl FnMut(u32, &[u32])) {
        let records = self.of_ends.len().saturating_sub(1);
        let mut met = vec![u32::MAX; records];
        let mut others = Vec::new();
        for record in 0..records as u32 {
            let blocks = self.of_ends[record as usize] as usize..self.of_ends[record as usize + 1] as usize;
            let blocks = &self.of[blocks];
            let most = blocks.iter().map(|(from, at)| (at - from) as usize).sum();
            if others.len() < most {
                others.resize(most, 0);
            }
            let all = fresh.has(record);
            let mut count = 0;
            for (from, at) in blocks {
                // Members stand in the order of their numbers.
                let met_before = &self.members[*from as usize..*at as usize];
                for other in met_before.iter().filter(|other| all || fresh.has(**other)) {
                    // Without a branch, which nobody can foresee: so many of these far places are fetched at once.
                    others[count] = *other;
                    count += usize::from(std::mem::replace(&mut met[*other as usize], record) != record);
                }
            }
            with(record, &others[..count]);
        }
    }
}

/// Which records are to be paired: with each other, and with all that are there.
#[derive(Clone, Copy)]
pub(super) enum Fresh<'a> {
    All,
    /// By their numbers.
    Some(&'a [bool]),
}

impl Fresh<'_> {
    fn has(&self, record: u32) -> bool {
        match self {
            Fresh::All => true,
            Fresh::Some(fresh) => fresh[record as usize],
        }
    }
}

/// 24 bits for the record, 40 for the key: among a hundred million keys one in ten thousand meets a stranger, and costs a
/// comparison.
pub(super) const RECORD: u64 = (1 << 24) - 1;

fn slot(key: u64, record: u32) -> u64 {
    (key & !RECORD) | u64::from(record)
}

/// Sorts by the key alone, by ten bits at a time from the last: a few passes over memory instead of many comparisons.
/// Records come in order, and stay so within a key.
fn sort(keyed: &mut Vec<u64>) {
    const SHIFTS: [u32; 4] = [24, 34, 44, 54];
    let mut other = vec![0_u64; keyed.len()];
    let mut all_ends = [[0_usize; 1024]; SHIFTS.len()];
    for slot in keyed.iter() {
        for (ends, shift) in all_ends.iter_mut().zip(SHIFTS) {
            ends[(slot >> shift & 1023) as usize] += 1;
        }
    }
    for (ends, shift) in all_ends.iter_mut().zip(SHIFTS) {
        let mut sum = 0;
        for end in ends.iter_mut() {
            sum += std::mem::replace(end, sum);
        }
        for slot in keyed.iter() {
            let place = &mut ends[(slot >> shift & 1023) as usize];
            other[*place] = *slot;
            *place += 1;
        }
        std::mem::swap(keyed, &mut other);
    }
}

fn each_block(sorted: &[u64], mut with: impl FnMut(u64, &[u64])) {
    for block in sorted.chunk_by(|a, b| a & !RECORD == b & !RECORD) {
        with(block[0] & !RECORD, block);
    }
}

/// The keys of all records, in order.
pub(super) fn keyed(model: &Model, table: &Table) -> Vec<u64> {
    let mut keyed = Vec::new();
    for record in 0..table.len() as u32 {
        keyed.extend(own_keys(model, table, record).into_iter().map(|key| slot(key, record)));
    }
    sort(&mut keyed);
    keyed
}

/// The keys of all records that a fresh one has too, in order.
fn keyed_like(model: &Model, table: &Table, fresh: Fresh<'_>) -> Vec<u64> {
    let records = || 0..table.len() as u32;
    let mut wanted: Map<u64, ()> = Map::default();
    for record in records().filter(|record| fresh.has(*record)) {
        wanted.extend(own_keys(model, table, record).into_iter().map(|key| (key, ())));
    }
    let mut keyed = Vec::new();
    for record in records() {
        let own = own_keys(model, table, record).into_iter().filter(|key| wanted.contains_key(key));
        keyed.extend(own.map(|key| slot(key, record)));
    }
    sort(&mut keyed);
    keyed
}

/// The keys of a record, each once.
pub(super) fn own_keys(model: &Model, table: &Table, record: u32) -> Vec<u64> {
    let mut own = Vec::with_capacity(32);
    keys(model, table, record, &mut own);
    own.iter_mut().for_each(|key| *key &= !RECORD);
    own.sort_unstable();
    own.dedup();
    own
}

pub(super) fn key_of(slot: u64) -> u64 {
    slot & !RECORD
}

/// All keys of a record.
fn keys(model: &Model, table: &Table, record: u32, into: &mut Vec<u64>) {
    let (mut now, mut next, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (number, key) in model.keys.iter().enumerate() {
        now.clear();
        now.push(hash::mix(number as u64 + 1));
        for part in &key.0 {
            values.clear();
            part_values(table, record, *part, &mut values);
            next.clear();
            for so_far in &now {
                next.extend(values.iter().map(|value| hash::join(*so_far, *value)));
            }
            std::mem::swap(&mut now, &mut next);
        }
        into.extend_from_slice(&now);
    }
}

fn narrowed(model: &Model, table: &Table, record: u64, key: u64, into: &mut Vec<u64>) {
    let mut values = Vec::new();
    for (number, part) in model.narrow.iter().enumerate() {
        values.clear();
        part_values(table, record as u32, *part, &mut values);
        let start = hash::join(key, number as u64);
        into.extend(values.iter().map(|value| slot(hash::join(start, *value), record as u32)));
    }
}

/// Where a record stands among others of its block: those who stand together are likeliest to be one.
fn order(model: &Model, table: &Table, record: u32) -> u64 {
    let mut values = Vec::new();
    for part in &model.narrow {
        part_values(table, record, *part, &mut values);
        if let Some(value) = values.first() {
            return *value;
        }
    }
    0
}

/// The values of one part of a key; none where the record says nothing of it.
fn part_values(table: &Table, record: u32, part: Part, into: &mut Vec<u64>) {
    let value = |at: At| table.value(at, record);
    let words = |at: At| &table.columns[at].words[value(at) as usize];
    let bones = |at: At, word: u32| u64::from(table.columns[at].lexicon.entries[word as usize].bones);
    let number = |at: At| table.numbers(at, record);
    match part {
        Part::Whole(at) if table.columns[at].kind.is_number() => into.extend(number(at).all()),
        Part::Whole(at) => {
            let value = value(at);
            into.extend((value != NONE).then(|| table.columns[at].values.hashes[value as usize]));
        }
        Part::Bones(at) => into.extend(words(at).ids().iter().map(|word| bones(at, *word))),
        Part::TwoBones(at) => {
            let words = words(at);
            for (place, one) in words.ids().iter().enumerate() {
                for two in &words.ids()[place + 1..] {
                    let (one, two) = (bones(at, *one), bones(at, *two));
                    into.push(hash::join(one.min(two), one.max(two)));
                }
            }
        }
        Part::Letters(at) => {
            let lexicon = &table.columns[at].lexicon;
            let first = |word: &u32| lexicon.entries[*word as usize].heard_first;
            into.extend(words(at).ids().iter().map(|word| u64::from(first(word))));
        }
        Part::Sounds(at) => into.extend((value(at) != NONE).then(|| words(at).stirred)),
        Part::Start(at, count) => {
            let lexicon = &table.columns[at].lexicon;
            let words = words(at);
            let letters = words.ids().iter().flat_map(|word| lexicon.heard(*word));
            let start = letters.take(count).fold(0, |sum, letter| sum << 8 | u64::from(*letter));
            into.extend((start != 0).then_some(start));
        }
        Part::Head(at, count) => into.extend(number(at).all().filter_map(|n| end(n, count, true))),
        Part::Tail(at, count) => into.extend(number(at).all().filter_map(|n| end(n, count, false))),
        Part::Born { nik, birth } => {
            births(number(nik).first, number(birth).first, into, |b| (b.year * 100 + b.month) * 100 + b.day)
        }
        Part::DayMonth { nik, birth } => {
            births(number(nik).first, number(birth).first, into, |b| {
                b.month.min(b.day) * 100 + b.month.max(b.day)
            });
        }
        Part::BornYear { nik, birth } => births(number(nik).first, number(birth).first, into, |b| b.year),
    }
}

fn end(number: u64, count: u32, head: bool) -> Option<u64> {
    let (digits, len) = unpacked(number);
    let count = count as usize;
    (len >= count && count > 0)
        .then(|| hash::text(if head { &digits[..count] } else { &digits[len - count..len] }))
}

fn births(nik: u64, own: u64, into: &mut Vec<u64>, value: impl Fn(Born) -> u64) {
    let of = |born: Option<Born>| born.map(&value);
    let (stated, own) = (of(nik::birth(nik)), of(nik::date(own)));
    into.extend(stated);
    into.extend(own.filter(|own| Some(*own) != stated));
}

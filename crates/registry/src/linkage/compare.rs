//! How two records compare in one kind of evidence: a level, and how rare what they have in common is.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "fields are places in the model's own list, checked when the model was made; records and values are numbered by the table"
)]

use super::align::{Aligned, Cache, align, rarity_of};
use super::distance::{edits, likeness};
use super::level::{date, identity, letters, name, number, place, sex, trade};
use super::model::{At, Comparison};
use super::nik;
use super::table::{Column, NONE, Numbers, Table, unpacked};

/// What a comparison found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    /// Of the comparison's module in [`super::level`]; 0 where one of the two says nothing.
    pub(super) level: u8,
    /// Minus the binary logarithm of how often one meets what they have in common; 0 where that does not matter.
    pub(super) rarity: f32,
}

const NOTHING: Seen = Seen { level: 0, rarity: 0.0 };

fn plain(level: u8) -> Seen {
    Seen { level, rarity: 0.0 }
}

/// Compares records of one table. Symmetric: which of the two comes first never matters.
pub(super) fn compare(table: &Table, cache: &mut Cache, comparison: Comparison, a: u32, b: u32) -> Seen {
    let field = |at: At| Pair { column: &table.columns[at], a: table.value(at, a), b: table.value(at, b) };
    match comparison {
        Comparison::Name { name } => names(&field(name), cache),
        Comparison::Identity { nik, birth } => identities(&field(nik), &field(birth)),
        Comparison::Date { date } => dates(&field(date)),
        Comparison::Sex { sex, nik } => sexes(&field(sex), &field(nik)),
        Comparison::Number { number } => numbers(&field(number)),
        Comparison::Trade { name, licence } => trades(&field(name), &field(licence), cache),
        Comparison::Place { street, rt, rw, area, district } => {
            let areas = areas(&field(area), &field(district));
            places(&field(street), [&field(rt), &field(rw)], areas, cache)
        }
        Comparison::Text { text } => texts(&field(text)),
    }
}

/// The values of two records in one field.
struct Pair<'a> {
    column: &'a Column,
    a: u32,
    b: u32,
}

impl<'a> Pair<'a> {
    /// Whether both say something.
    fn told(&self) -> bool {
        self.a != NONE && self.b != NONE
    }

    fn same(&self) -> bool {
        self.a == self.b && self.a != NONE
    }

    fn numbers(&self) -> (u64, u64) {
        let (a, b) = self.both();
        (a.first, b.first)
    }

    fn both(&self) -> (&'a Numbers, &'a Numbers) {
        (&self.column.numbers[self.a as usize], &self.column.numbers[self.b as usize])
    }

    /// How rare the value is that both have. The pair itself does not count: what only these two have is as rare as can be.
    fn rarity(&self) -> f32 {
        let others = self.column.count[self.a as usize].saturating_sub(1).max(1);
        -(others as f32 / self.column.filled.max(2) as f32).log2()
    }
}

fn aligned(pair: &Pair<'_>, cache: &mut Cache) -> Aligned {
    align(pair.column, cache, &pair.column.words[pair.a as usize], &pair.column.words[pair.b as usize])
}

/// The alignment of a value with itself.
fn equal(pair: &Pair<'_>) -> Aligned {
    let words = &pair.column.words[pair.a as usize];
    Aligned {
        same: words.len,
        first: true,
        ordered: true,
        rarity: rarity_of(pair.column, words),
        ..Aligned::default()
    }
}

fn names(pair: &Pair<'_>, cache: &mut Cache) -> Seen {
    if !pair.told() {
        return NOTHING;
    }
    let words = |value: u32| &pair.column.words[value as usize];
    if pair.same() {
        return Seen {
            level: name::SAME,
            rarity: pair.rarity().min(rarity_of(pair.column, words(pair.a)) + 2.0),
        };
    }
    let found = aligned(pair, cache);
    let level = name_level(&found);
    if found.left + found.right > 0 {
        let joined = words(pair.a).joined == words(pair.b).joined;
        let whole = found.rarity + rest(pair, &found);
        if joined {
            return Seen { level: name::ORDER, rarity: whole };
        }
        if matches!(level, name::NEAR) && joined_near(pair) {
            return Seen { level: name::NEAR, rarity: 0.0 };
        }
    }
    match level {
        name::NEAR => plain(name::OTHER),
        other => Seen { level: other, rarity: found.rarity },
    }
}

/// A guess for the rarity of words without counterpart that turn out to be written together.
fn rest(pair: &Pair<'_>, found: &Aligned) -> f32 {
    let longest = pair.column.words[pair.a as usize].len.max(pair.column.words[pair.b as usize].len);
    f32::from(longest.saturating_sub(found.matched())) * 5.0
}

fn joined_near(pair: &Pair<'_>) -> bool {
    let value = |value: u32| pair.column.values.get(value).iter().copied().filter(|letter| *letter != b' ');
    let (long, short) = (value(pair.a).count(), value(pair.b).count());
    let limit = (long.min(short) / 4).min(3);
    // An edit takes one letter away and brings another at most: most names are told apart by which letters they have.
    if long.abs_diff(short) > limit
        || (letters_of(pair.column, pair.a) ^ letters_of(pair.column, pair.b)).count_ones() as usize
            > 2 * limit
    {
        return false;
    }
    let (a, b) = (value(pair.a).collect::<Vec<_>>(), value(pair.b).collect::<Vec<_>>());
    edits(&a, &b, limit).is_some()
}

/// Which letters a name has.
fn letters_of(column: &Column, value: u32) -> u32 {
    let letters = column.values.get(value).iter().filter(|letter| **letter != b' ');
    letters.fold(0, |mask, letter| mask | 1 << (letter & 31))
}

fn name_level(found: &Aligned) -> u8 {
    let whole = found.left == 0 && found.right == 0;
    let part = found.left == 0 || found.right == 0;
    match found {
        _ if found.matched() == 0 => name::NEAR,
        Aligned { slip: 0, initial: 0, sound: 0, .. } if whole => name::ORDER,
        Aligned { slip: 0, initial: 0, .. } if whole => name::SPELLING,
        Aligned { initial: 0, .. } if whole => name::SLIP,
        _ if whole => name::INITIAL,
        Aligned { slip: 0, initial: 0, .. } if part && found.matched() > 1 => name::PART,
        Aligned { slip: 0, initial: 0, .. } if part => name::PART_ONE,
        _ if part => name::PART_SLIP,
        Aligned { first: true, .. } => name::FIRST,
        _ => name::SOME,
    }
}

fn identities(niks: &Pair<'_>, births: &Pair<'_>) -> Seen {
    let (x, y) = niks.both();
    let stated = births.numbers();
    let born = || nik::born([x.first, stated.0], [y.first, stated.1]);
    if !niks.told() {
        return plain(born());
    }
    plain(match nik::relation(x, y) {
        identity::OTHER if born() == identity::BORN_SAME => identity::OTHER_BORN_SAME,
        relation => relation,
    })
}

fn dates(pair: &Pair<'_>) -> Seen {
    if !pair.told() {
        return NOTHING;
    }
    let (a, b) = pair.numbers();
    if a == b {
        return Seen { level: date::SAME, rarity: pair.rarity() };
    }
    let split = |n: u64| (n / 10_000, n / 100 % 100, n % 100);
    let (x, y) = (split(a), split(b));
    let same = u8::from(x.0 == y.0) + u8::from(x.1 == y.1) + u8::from(x.2 == y.2);
    plain(match same {
        2 => date::NEAR,
        1 if x.0 == y.0 && x.1 == y.2 && x.2 == y.1 => date::SWAPPED,
        _ if edits(a.to_string().as_bytes(), b.to_string().as_bytes(), 2).is_some() => date::SLIPS,
        _ => date::OTHER,
    })
}

fn sexes(sexes: &Pair<'_>, niks: &Pair<'_>) -> Seen {
    let of = |value: u32, nik: u64| match sexes.column.values.get(value).first() {
        Some(letter) => Some(matches!(letter, b'P' | b'F' | b'W')),
        None => nik::female(nik),
    };
    let (x, y) = niks.numbers();
    match (of(sexes.a, x), of(sexes.b, y)) {
        (Some(a), Some(b)) if a == b => plain(sex::SAME),
        (Some(_), Some(_)) => plain(sex::OTHER),
        (None, _) | (_, None) => NOTHING,
    }
}

fn numbers(pair: &Pair<'_>) -> Seen {
    if !pair.told() {
        return NOTHING;
    }
    let (left, right) = pair.both();
    let shared = left.all().filter(|number| right.all().any(|other| other == *number));
    let count =
        |number: u64| pair.column.number_count.get(&number).copied().unwrap_or(1).saturating_sub(1).max(1);
    if let Some(fewest) = shared.map(count).min() {
        let rarity = -(fewest as f32 / pair.column.filled.max(2) as f32).log2();
        return Seen { level: number::SAME, rarity };
    }
    let single = left.more[0] == 0 && right.more[0] == 0;
    let least = match single {
        true if !left.may_be_near(right, 2) => 3,
        true => slips(left.first, right.first, 2),
        false => left.all().flat_map(|a| right.all().map(move |b| slips(a, b, 2))).min().unwrap_or(3),
    };
    plain(match least {
        0 | 1 => number::SLIP,
        2 => number::TWO_SLIPS,
        _ => number::OTHER,
    })
}

/// How many slips lie between two packed numbers, up to `limit`; more than that is `limit + 1`. In a short number two
/// slips leave nothing to recognise.
pub(super) fn slips(a: u64, b: u64, limit: usize) -> usize {
    let ((a, long), (b, short)) = (unpacked(a), unpacked(b));
    let limit = match long.min(short) {
        0..=1 => 0,
        2..=5 => limit.min(1),
        _ => limit,
    };
    edits(&a[..long], &b[..short], limit).unwrap_or(9)
}

fn trades(names: &Pair<'_>, licences: &Pair<'_>, cache: &mut Cache) -> Seen {
    if licences.same() {
        return plain(trade::LICENCE);
    }
    if licences.told()
        && licences.both().0.may_be_near(licences.both().1, 1)
        && slips(licences.numbers().0, licences.numbers().1, 1) == 1
    {
        return plain(trade::LICENCE_SLIP);
    }
    if !names.told() {
        return NOTHING;
    }
    if names.same() {
        let words = &names.column.words[names.a as usize];
        return Seen { level: trade::SAME, rarity: names.rarity().min(rarity_of(names.column, words) + 2.0) };
    }
    let found = aligned(names, cache);
    let part = found.left == 0 || found.right == 0;
    let level = match found {
        _ if found.matched() == found.initial => return plain(trade::OTHER),
        Aligned { left: 0, right: 0, slip: 0, .. } => trade::SAME,
        Aligned { left: 0, right: 0, .. } => trade::SLIP,
        _ if part => trade::PART,
        _ => trade::SOME,
    };
    Seen { level, rarity: found.rarity }
}

/// How two areas are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Areas {
    Same,
    District,
    Other,
    Unknown,
}

fn areas(areas: &Pair<'_>, districts: &Pair<'_>) -> Areas {
    if areas.same() {
        return Areas::Same;
    }
    let near = || {
        let (a, b) = (areas.column.values.get(areas.a), areas.column.values.get(areas.b));
        a.len().min(b.len()) > 4 && edits(a, b, 1).is_some()
    };
    match (areas.told(), districts.same()) {
        (true, true) if near() => Areas::Same,
        (true, false) if !districts.told() && near() => Areas::Same,
        (_, true) => Areas::District,
        (true, false) => Areas::Other,
        (false, false) if districts.told() => Areas::Other,
        (false, false) => Areas::Unknown,
    }
}

fn places(streets: &Pair<'_>, [rt, rw]: [&Pair<'_>; 2], areas: Areas, cache: &mut Cache) -> Seen {
    if streets.told() && matches!(areas, Areas::Same | Areas::District | Areas::Unknown) {
        let found = if streets.same() { equal(streets) } else { aligned(streets, cache) };
        let whole = found.left == 0 && found.right == 0 && found.initial == 0;
        let level = match areas {
            _ if !whole => 0,
            Areas::Same if found.slip == 0 => place::STREET,
            Areas::Same => place::STREET_SLIP,
            Areas::District | Areas::Unknown | Areas::Other if found.matched() > 1 => place::STREET_ELSEWHERE,
            Areas::District | Areas::Unknown | Areas::Other => 0,
        };
        if level != 0 {
            return Seen { level, rarity: found.rarity };
        }
    }
    match areas {
        Areas::Same if rt.same() && rw.same() => plain(place::RT),
        Areas::Same if rw.same() => plain(place::RW),
        Areas::Same if rt.told() && rw.told() => plain(place::AREA_OTHER_RT),
        Areas::Same => plain(place::AREA),
        Areas::District => plain(place::DISTRICT),
        Areas::Other => plain(place::OTHER),
        Areas::Unknown => NOTHING,
    }
}

fn texts(pair: &Pair<'_>) -> Seen {
    if !pair.told() {
        return NOTHING;
    }
    if pair.same() {
        return Seen { level: letters::SAME, rarity: pair.rarity() };
    }
    let (a, b) = (pair.column.values.get(pair.a), pair.column.values.get(pair.b));
    plain(match likeness(a, b) {
        _ if edits(a, b, 1).is_some() => letters::SLIP,
        like if like >= 0.92 => letters::LIKE,
        like if like >= 0.8 => letters::SOMEWHAT,
        _ => letters::OTHER,
    })
}

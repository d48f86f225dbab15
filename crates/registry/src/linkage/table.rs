//! Records as columns: each distinct value is kept, parsed and counted once.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "values and words are numbered by this table itself, densely from zero; there are fewer than 2^32 of them"
)]

use super::hash::{self, Map};
use super::lexicon::{Lexicon, Texts};
use super::model::{Kind, Model};
use super::spelling::{self, Tongue};

/// No value.
pub(super) const NONE: u32 = 0;

/// What the table knows of records, in the order in which they came.
pub(super) struct Table {
    /// The caller's ids.
    pub(super) keys: Vec<u128>,
    /// From which list each record came; only told apart, never compared.
    pub(super) lists: Vec<u32>,
    /// Record by record, field by field: a record's values lie together, for they are needed together.
    values: Vec<u32>,
    pub(super) columns: Vec<Column>,
}

impl Table {
    pub(super) fn new(model: &Model) -> Table {
        let columns =
            (1..).zip(&model.fields).map(|(number, field)| Column::new(field.kind, number)).collect();
        Table { keys: Vec::new(), lists: Vec::new(), values: Vec::new(), columns }
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn push<'a>(&mut self, key: u128, list: u32, values: impl Iterator<Item = &'a str>) {
        self.keys.push(key);
        self.lists.push(list);
        let mut values = values;
        for column in &mut self.columns {
            self.values.push(column.push(values.next().unwrap_or_default()));
        }
    }

    /// The value that a record has in a field.
    pub(super) fn value(&self, field: usize, record: u32) -> u32 {
        self.values[record as usize * self.columns.len() + field]
    }

    pub(super) fn key(&self, record: u32) -> u128 {
        self.keys[record as usize]
    }

    pub(super) fn list(&self, record: u32) -> u32 {
        self.lists[record as usize]
    }

    /// The numbers that a record has in a field.
    pub(super) fn numbers(&self, field: usize, record: u32) -> &Numbers {
        &self.columns[field].numbers[self.value(field, record) as usize]
    }
}

/// The words of a value.
#[derive(Clone, Copy, Default)]
pub(super) struct Words {
    pub(super) ids: [u32; Words::MOST],
    pub(super) len: u8,
    /// The hash of all its letters without blanks.
    pub(super) joined: u64,
}

impl Words {
    /// Names of more words than this are compared by their first ones.
    pub(super) const MOST: usize = 6;

    pub(super) fn ids(&self) -> &[u32] {
        &self.ids[..usize::from(self.len)]
    }
}

/// The numbers of a value, packed.
#[derive(Clone, Copy, Default)]
pub(super) struct Numbers {
    /// 0 for none.
    pub(super) first: u64,
    /// Others, where somebody has several telephones.
    pub(super) more: [u64; 2],
    /// How often each digit is in the first.
    digits: u64,
}

impl Numbers {
    /// `numbers` begin with the least, and zeros stand at the end.
    fn new(numbers: [u64; 3]) -> Numbers {
        let (digits, len) = unpacked(numbers[0]);
        let counted = digits[..len].iter().fold(0, |sum, digit| sum + (1 << (6 * u64::from(digit - b'0'))));
        Numbers { first: numbers[0], more: [numbers[1], numbers[2]], digits: counted }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = u64> + use<> {
        [self.first, self.more[0], self.more[1]].into_iter().filter(|number| *number != 0)
    }

    /// Whether the first numbers may be `slips` or fewer apart: each changes the count of two digits at most by one.
    pub(super) fn may_be_near(&self, other: &Numbers, slips: u64) -> bool {
        let differences = |shift: u64| (self.digits >> shift & 63).abs_diff(other.digits >> shift & 63);
        (0..10).map(|digit| differences(6 * digit)).sum::<u64>() <= 2 * slips
    }
}

/// One field of all records.
pub(super) struct Column {
    pub(super) kind: Kind,
    pub(super) values: Texts,
    /// In how many records each value is.
    pub(super) count: Vec<u32>,
    pub(super) words: Vec<Words>,
    pub(super) numbers: Vec<Numbers>,
    pub(super) lexicon: Lexicon,
    /// In how many records each single number is.
    pub(super) number_count: Map<u64, u32>,
    /// How many records say something.
    pub(super) filled: u32,
}

impl Column {
    fn new(kind: Kind, number: u64) -> Column {
        let mut column = Column {
            kind,
            values: Texts::default(),
            count: Vec::new(),
            words: Vec::new(),
            numbers: Vec::new(),
            lexicon: Lexicon { number, ..Lexicon::default() },
            number_count: Map::default(),
            filled: 0,
        };
        column.values.id(b"");
        column.count.push(0);
        column.words.push(Words::default());
        column.numbers.push(Numbers::default());
        column
    }

    fn push(&mut self, raw: &str) -> u32 {
        let value = match self.kind {
            Kind::Words(tongue) => self.words(raw, tongue),
            Kind::Telephone | Kind::Digits | Kind::Nik | Kind::Count => self.digits(raw),
            Kind::Date => self.date(raw),
            Kind::Text => {
                let folded = spelling::fold(raw);
                self.value(folded.as_bytes()).0
            }
        };
        self.count[value as usize] += 1;
        if value != NONE {
            self.filled += 1;
            if self.kind == Kind::Telephone || self.kind == Kind::Digits {
                for number in self.numbers[value as usize].all() {
                    *self.number_count.entry(number).or_insert(0) += 1;
                }
            }
            let words = self.words[value as usize];
            for word in words.ids() {
                self.lexicon.add(*word);
            }
        }
        value
    }

    /// Notes how rare each word is now.
    pub(super) fn weigh(&mut self) {
        let lexicon = &mut self.lexicon;
        for (word, rarity) in lexicon.rarity.iter_mut().enumerate() {
            let count = lexicon.sound_count[lexicon.sound[word] as usize];
            *rarity = -(count.max(2) as f32 / self.filled.max(2) as f32).log2();
        }
    }

    /// The value's number, and whether it is new.
    fn value(&mut self, text: &[u8]) -> (u32, bool) {
        let (id, new) = self.values.id(text);
        if new {
            self.count.push(0);
            self.words.push(Words::default());
            self.numbers.push(Numbers::default());
        }
        (id, new)
    }

    fn words(&mut self, raw: &str, tongue: Tongue) -> u32 {
        let folded = spelling::fold(raw);
        let words = spelling::words(&folded, tongue);
        let (id, new) = self.value(words.join(" ").as_bytes());
        if new {
            let mut value = Words::default();
            let mut joined = Vec::with_capacity(folded.len());
            for (to, word) in value.ids.iter_mut().zip(&words) {
                *to = self.lexicon.id(word, tongue);
                value.len += 1;
                joined.extend_from_slice(word.as_bytes());
            }
            value.joined = hash::text(&joined);
            self.words[id as usize] = value;
        }
        id
    }

    fn digits(&mut self, raw: &str) -> u32 {
        let mut numbers = [0_u64; 3];
        let mut found = 0;
        for part in raw.split([';', '/', ',']) {
            let digits: Vec<u8> = part.bytes().filter(u8::is_ascii_digit).collect();
            let digits = match self.kind {
                Kind::Telephone => subscriber(&digits),
                Kind::Count => without_zeros(&digits),
                Kind::Digits | Kind::Nik | Kind::Date | Kind::Text | Kind::Words(_) => &digits,
            };
            if digits.is_empty() || digits.len() > 18 || numbers.contains(&packed(digits)) {
                continue;
            }
            if let Some(to) = numbers.get_mut(found) {
                *to = packed(digits);
                found += 1;
            }
        }
        numbers[..found].sort_unstable();
        if found == 0 {
            return NONE;
        }
        let text: Vec<u8> = numbers[..found].iter().flat_map(|number| number.to_le_bytes()).collect();
        let (id, new) = self.value(&text);
        if new {
            self.numbers[id as usize] = Numbers::new(numbers);
        }
        id
    }

    fn date(&mut self, raw: &str) -> u32 {
        let digits: Vec<u8> = raw.bytes().filter(u8::is_ascii_digit).collect();
        if digits.len() != 8 && digits.len() != 4 {
            return NONE;
        }
        let mut number = digits.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        if digits.len() == 4 {
            number *= 10_000;
        }
        let (id, new) = self.value(&number.to_le_bytes());
        if new {
            self.numbers[id as usize] = Numbers { first: number, ..Numbers::default() };
        }
        id
    }
}

/// A telephone number without what country or trunk stands before it.
fn subscriber(digits: &[u8]) -> &[u8] {
    match digits {
        [b'0', b'0', b'6', b'2', rest @ ..] | [b'6', b'2', rest @ ..] if rest.len() > 6 => {
            rest.strip_prefix(b"0").unwrap_or(rest)
        }
        [b'0', rest @ ..] => rest,
        other => other,
    }
}

fn without_zeros(digits: &[u8]) -> &[u8] {
    digits.get(digits.iter().take_while(|digit| **digit == b'0').count()..).unwrap_or_default()
}

/// Digits as a number that keeps leading zeros: a one stands before them.
pub(super) fn packed(digits: &[u8]) -> u64 {
    digits.iter().fold(1, |sum, digit| sum * 10 + u64::from(digit - b'0'))
}

/// The digits of a packed number and how many they are.
pub(super) fn unpacked(number: u64) -> ([u8; 20], usize) {
    let mut digits = [0_u8; 20];
    let mut rest = number;
    let mut len = 0;
    while rest > 9 {
        digits[len] = b'0' + (rest % 10) as u8;
        rest /= 10;
        len += 1;
    }
    digits[..len].reverse();
    (digits, len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_packed_without_losing_leading_zeros() {
        for text in ["0", "0001", "3374065708900001", "08123456789"] {
            let (digits, len) = unpacked(packed(text.as_bytes()));
            assert_eq!(&digits[..len], text.as_bytes());
        }
    }

    #[test]
    fn one_telephone_is_written_in_many_ways() {
        for text in ["081234567890", "+62 812-3456-7890", "62081234567890", "6281234567890", "81234567890"] {
            let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
            assert_eq!(subscriber(&digits), b"81234567890", "{text}");
        }
    }
}

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

    /// Takes the last record away again: a question about somebody who is not kept.
    pub(super) fn pop(&mut self) {
        self.keys.pop();
        self.lists.pop();
        for column in self.columns.iter_mut().rev() {
            if let Some(value) = self.values.pop() {
                column.forget(value);
            }
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

    /// Touches what a comparison will read of these records: memory is slow to answer, but answers many at once.
    pub(super) fn touch(&self, records: &[u32]) {
        for record in records {
            for (field, column) in self.columns.iter().enumerate() {
                let value = self.value(field, *record) as usize;
                match column.kind {
                    Kind::Words(_) => std::hint::black_box(u64::from(column.words[value].len)),
                    Kind::Telephone | Kind::Digits | Kind::Nik | Kind::Date => {
                        std::hint::black_box(column.numbers[value].first)
                    }
                    Kind::Count | Kind::Text => 0,
                };
            }
        }
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
    /// The hash of how its words sound, letter by letter in the order of the alphabet: neither the order of words nor
    /// where they are parted matters.
    pub(super) stirred: u64,
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
    /// From the hash of a text as it came to its value: most texts come many times.
    read: Map<u64, u32>,
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
            read: Map::default(),
        };
        column.values.id(b"");
        column.count.push(0);
        column.words.push(Words::default());
        column.numbers.push(Numbers::default());
        column
    }

    fn push(&mut self, raw: &str) -> u32 {
        let value = if raw.is_empty() { NONE } else { self.read(raw) };
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

    fn forget(&mut self, value: u32) {
        self.count[value as usize] -= 1;
        if value == NONE {
            return;
        }
        self.filled -= 1;
        for number in self.numbers[value as usize].all() {
            if let Some(count) = self.number_count.get_mut(&number) {
                *count -= 1;
            }
        }
        for word in self.words[value as usize].ids() {
            self.lexicon.take(*word);
        }
    }

    fn read(&mut self, raw: &str) -> u32 {
        match self.kind {
            Kind::Words(_) | Kind::Text => {}
            Kind::Telephone | Kind::Digits | Kind::Nik | Kind::Count => return self.digits(raw),
            Kind::Date => return self.date(raw),
        }
        let hash = hash::text(raw.as_bytes());
        if let Some(value) = self.read.get(&hash) {
            return *value;
        }
        let value = match self.kind {
            Kind::Words(tongue) => self.words(raw, tongue),
            Kind::Text | Kind::Telephone | Kind::Digits | Kind::Nik | Kind::Count | Kind::Date => {
                let folded = spelling::fold(raw);
                self.value(folded.as_bytes()).0
            }
        };
        self.read.insert(hash, value);
        value
    }

    /// Notes how rare each word is now.
    pub(super) fn weigh(&mut self) {
        self.lexicon.weigh(self.filled);
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
            value.stirred = stirred(&self.lexicon, value.ids());
            self.words[id as usize] = value;
        }
        id
    }

    fn digits(&mut self, raw: &str) -> u32 {
        let mut numbers = [0_u64; 3];
        let mut found = 0;
        for part in raw.split([';', '/', ',']) {
            let (mut buffer, mut len) = ([0_u8; 24], 0);
            for digit in part.bytes().filter(u8::is_ascii_digit).take(buffer.len()) {
                buffer[len] = digit;
                len += 1;
            }
            let digits = match self.kind {
                Kind::Telephone => subscriber(&buffer[..len]),
                Kind::Count => without_zeros(&buffer[..len]),
                Kind::Digits | Kind::Nik | Kind::Date | Kind::Text | Kind::Words(_) => &buffer[..len],
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
        let mut text = [0_u8; 24];
        for (to, number) in text.chunks_mut(8).zip(&numbers[..found]) {
            to.copy_from_slice(&number.to_le_bytes());
        }
        let (id, new) = self.value(&text[..8 * found]);
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

fn stirred(lexicon: &Lexicon, words: &[u32]) -> u64 {
    let sounds = words.iter().flat_map(|word| lexicon.heard(*word));
    let mut letters: Vec<u8> = sounds.copied().collect();
    letters.sort_unstable();
    hash::text(&letters)
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

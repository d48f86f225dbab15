//! What is compared, and how: a model describes one kind of thing to the engine.

use super::spelling::Tongue;

/// One kind of thing that is matched: its fields, what is compared, and by which keys likely pairs are found.
pub struct Model {
    /// `people`, `businesses`.
    pub name: &'static str,
    pub fields: Vec<Field>,
    pub comparisons: Vec<Comparison>,
    pub keys: Vec<Key>,
    /// What splits a block that is too large.
    pub narrow: Vec<Part>,
    /// Whether unlike things may share a lot for a reason of their own (households share telephone and address): then
    /// pairs are of three classes and not of two, and what a household explains does not make two people one.
    pub neighbours: bool,
    /// Whether no list names anything twice.
    pub clean_lists: bool,
}

/// A field of a record.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// As in a mapping file: `name`, `birth_date`.
    pub name: &'static str,
    pub kind: Kind,
}

/// How a field's text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name of several words.
    Words(Tongue),
    /// Digits that identify; several are parted by `;`.
    Digits,
    /// A number that is counted with: `003` is `3`.
    Count,
    /// Telephones, in any way of writing them.
    Telephone,
    /// A NIK, whole or damaged.
    Nik,
    /// `YYYY-MM-DD` or `YYYYMMDD`, or a year.
    Date,
    /// Anything else.
    Text,
}

/// The place of a field in its model.
pub type At = usize;

/// One kind of evidence. Its levels are [`super::Relation`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Names of people, by their words.
    Name { name: At },
    /// NIK, and the date of birth that it or another field states.
    Identity { nik: At, birth: At },
    /// A date alone.
    Date { date: At },
    /// Sex, from its own field or from the NIK.
    Sex { sex: At, nik: At },
    /// Numbers where one wrong digit is a slip.
    Number { number: At },
    /// A number and a name of a business.
    Trade { name: At, licence: At },
    /// Where somebody is: street, RT, RW, kelurahan, kecamatan.
    Place { street: At, rt: At, rw: At, area: At, district: At },
    /// A text as letters.
    Text { text: At },
}

/// What must agree for two records to be looked at together.
#[derive(Debug, Clone)]
pub struct Key(pub Vec<Part>);

/// Part of a key. A record may have several values of it, and then has a key for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The whole value; of several numbers, each.
    Whole(At),
    /// Each word, coarsely as it sounds.
    Bones(At),
    /// Each two words, coarsely, in any order.
    TwoBones(At),
    /// The first letter of each word.
    Letters(At),
    /// All words as they sound, in any order and joined in any way.
    Sounds(At),
    /// How the first letters of the first words sound, written together.
    Start(At, usize),
    /// The first digits.
    Head(At, u32),
    /// The last digits.
    Tail(At, u32),
    /// Year, month and day of birth, from a NIK or a date.
    Born { nik: At, birth: At },
    /// Day and month of birth in either order.
    DayMonth { nik: At, birth: At },
    /// The year of birth.
    BornYear { nik: At, birth: At },
}

impl Model {
    /// The place of a field, by its name.
    pub fn field(&self, name: &str) -> Option<At> {
        self.fields.iter().position(|field| field.name == name)
    }
}

impl Kind {
    /// Whether values are numbers.
    pub(super) fn is_number(self) -> bool {
        match self {
            Kind::Digits | Kind::Count | Kind::Telephone | Kind::Nik | Kind::Date => true,
            Kind::Words(_) | Kind::Text => false,
        }
    }
}

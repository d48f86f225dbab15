//! What the values of a column look like, gathered row by row in bounded space.

use std::collections::HashSet;

use sheet::Value;

use super::above;
use super::cell::{self, Order};
use super::field::Field;
use super::lexicon::is_sector;
use super::words::plain;

/// How many rows of a table are looked at closely.
const CLOSELY: u32 = 1_500;
/// How many different texts are kept to be looked up and shown.
const TEXTS: usize = 40;

/// Counts over the filled cells of one column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profile {
    pub(crate) filled: u32,
    seen: u32,
    nik: u32,
    nik_text: u32,
    nik_ends_0: u32,
    phone: u32,
    date: u32,
    /// Of these, in years in which nobody was born who runs a business.
    recent: u32,
    year: u32,
    small: u32,
    numeric: u32,
    under_100_000: u32,
    own_scale: u32,
    sex: u32,
    rt_rw: u32,
    email: u32,
    thirteen: u32,
    kbli: u32,
    mark: u32,
    standing: u32,
    address: u32,
    sector: u32,
    letters: u32,
    person: f64,
    business: f64,
    both: u32,
    day_first: u32,
    month_first: u32,
    last: i64,
    rising: u32,
    distinct: HashSet<String>,
    /// Different texts in the order of the file.
    pub(crate) texts: Vec<String>,
}

impl Profile {
    /// Takes one filled cell.
    pub(crate) fn take(&mut self, value: &Value) {
        if above::is_ditto(value) {
            return;
        }
        let Some(text) = cell::text(value) else { return };
        if cell::is_blank(&text) && text != "0" {
            return;
        }
        self.filled += 1;
        match cell::order_of(&text) {
            Some(Order::DayFirst) => self.day_first += 1,
            Some(Order::MonthFirst) => self.month_first += 1,
            Some(Order::Unknown | Order::Mixed) | None => {}
        }
        let digits = cell::digits(&text);
        if digits.len() == 16 && matches!(value, Value::Text(_)) && !text.contains(['E', 'e']) {
            self.nik_text += 1;
            self.nik_ends_0 += u32::from(digits.ends_with('0'));
        }
        if self.seen < CLOSELY {
            self.seen += 1;
            self.look(value, &text, &digits);
        }
    }

    fn look(&mut self, value: &Value, text: &str, digits: &str) {
        let plain = plain(text);
        let letters = plain.chars().filter(|c| c.is_alphabetic()).count();
        let bare = letters == 0 || text.contains("E+");
        self.nik += u32::from(bare && (15..=17).contains(&digits.len()) || text.contains("E+15"));
        self.phone += u32::from(is_phone(value, text, digits, letters));
        let date = is_date(value, text);
        self.date += u32::from(date);
        self.recent += u32::from(date && is_recent(value, text));
        self.year +=
            u32::from(bare && digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")));
        self.small += u32::from(bare && (1..=3).contains(&digits.len()));
        self.numeric += u32::from(cell::amount(value, 1).is_some() && letters <= 6);
        self.under_100_000 += u32::from(bare && (1..=5).contains(&digits.len()));
        self.own_scale += u32::from(text.to_lowercase().contains("rp") || letters > 0 && !digits.is_empty());
        self.sex += u32::from(cell::sex(text).is_some());
        self.rt_rw += u32::from(is_rt_rw(value, &plain, text));
        self.email += u32::from(text.contains('@') && text.contains('.'));
        self.thirteen += u32::from(bare && digits.len() == 13);
        let code = text.split([' ', '-', ':', '.']).next().unwrap_or_default();
        self.kbli += u32::from(code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit()));
        self.mark += u32::from(cell::is_mark(text) || cell::is_none_word(text));
        self.standing += u32::from(cell::standing(text).is_some());
        self.address += u32::from(is_address(&plain));
        self.sector += u32::from(is_sector(text));
        let named = cell::before_number(text);
        let person = cell::person_likeness(named);
        // A telephone behind a name takes nothing from the name.
        let lettered = letters >= 2 && letters > digits.len();
        self.letters += u32::from(lettered || named.len() < text.len() && person > 0.5);
        self.person += person;
        self.business += cell::business_likeness(text);
        self.both += u32::from(matches!(cell::owner_and_business(text), (Some(owner), Some(business))
            if cell::business_likeness(&business) > 0.5 && cell::person_likeness(&owner) > 0.4));
        self.rise(digits, bare);
        if self.distinct.len() < 500 && self.distinct.insert(plain) && self.texts.len() < TEXTS {
            self.texts.push(text.chars().take(60).collect());
        }
    }

    fn rise(&mut self, digits: &str, bare: bool) {
        let Some(number) = digits.parse::<i64>().ok().filter(|_| bare && digits.len() <= 7) else { return };
        self.rising += u32::from(number == self.last + 1 || number == 1);
        self.last = number;
    }

    /// In which order the column writes day and month.
    pub(crate) fn order(&self) -> Order {
        match (self.day_first, self.month_first) {
            (0, 0) => Order::Unknown,
            (day, month) if day >= 20 * month => Order::DayFirst,
            (day, month) if month >= 20 * day => Order::MonthFirst,
            _ => Order::Mixed,
        }
    }

    /// Whether the texts were made from numbers that a spreadsheet had rounded: then nearly all end in 0.
    pub(crate) fn niks_rounded(&self) -> bool {
        self.nik_text >= 5 && self.nik_ends_0 * 10 >= self.nik_text * 6
    }

    /// Whether amounts are so small that rupiah cannot be meant, and nothing says what is.
    pub(crate) fn unit_unclear(&self) -> bool {
        self.seen >= 3 && self.own_scale * 2 < self.seen && self.under_100_000 * 10 >= self.seen * 9
    }

    /// How well the values agree with a field, from 0 to 1; `None` where values of it have no form of their own.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "few of ninety fields have values of a form of their own"
    )]
    pub(crate) fn fit(&self, field: Field) -> Option<f64> {
        if self.seen == 0 {
            return None;
        }
        let share = |count: u32| f64::from(count) / f64::from(self.seen);
        let any = |count: u32| (share(count) * 1.25).min(1.0);
        let held = |count: u32| (share(count) + share(self.mark)).min(1.0);
        match field {
            Field::Nik | Field::FamilyCard => Some(any(self.nik)),
            Field::Phone => Some(any(self.phone)),
            Field::BirthDate => Some(any(self.date)),
            Field::Sex => Some(any(self.sex)),
            Field::RtRw => Some(any(self.rt_rw.max(self.small))),
            Field::Rt | Field::Rw => Some(any(self.small.max(self.rt_rw))),
            Field::Email => Some(any(self.email)),
            Field::Kbli => Some(any(self.kbli.max(self.numeric))),
            Field::Nib => Some(held(self.thirteen)),
            Field::Person => Some(self.name_share(self.person).max(self.unusual_names())),
            Field::Business | Field::BusinessOrSector | Field::Sector => Some(any(self.letters)),
            Field::Kelurahan | Field::Kecamatan => Some(any(self.letters.max(self.numeric))),
            Field::MaleMark | Field::FemaleMark => Some(any(self.mark.max(self.sex))),
            Field::StartedYear | Field::PermitYear | Field::DataYear | Field::BirthYear => {
                Some((share(self.year.max(self.date)) + share(self.mark)).min(1.0))
            }
            Field::Age
            | Field::Workers
            | Field::MaleWorkers
            | Field::FemaleWorkers
            | Field::DisabledWorkers => Some(held(self.small.max(self.numeric))),
            field if field.of_money() => Some(held(self.numeric)),
            _ => None,
        }
    }

    fn name_share(&self, sum: f64) -> f64 {
        let seen = f64::from(self.seen.max(1));
        let texts = f64::from(self.letters) / seen;
        (sum / seen * 1.6).min(1.0) * texts
    }

    /// Words that are no names one knows, and no business's either: what the header says then stands.
    fn unusual_names(&self) -> f64 {
        let (_, business) = self.likeness();
        if business > 0.5 { 0.0 } else { 0.75 * f64::from(self.letters) / f64::from(self.seen.max(1)) }
    }

    /// How much the column looks like names of people and like names of businesses, each from 0 to 1.
    pub(crate) fn likeness(&self) -> (f64, f64) {
        let seen = f64::from(self.seen.max(1));
        (self.person / seen, self.business / seen)
    }

    /// Whether each value is written once for all rows below it, as in merged cells: few, and hardly one of them twice.
    pub(crate) fn is_written_once(&self, rows: u32) -> bool {
        let distinct = u32::try_from(self.distinct.len()).unwrap_or(u32::MAX);
        rows >= 4 && self.filled >= 1 && self.filled * 2 <= rows && distinct * 10 >= self.filled * 9
    }

    /// Whether the values are many different years: no list was made in so many.
    pub(crate) fn is_many_years(&self) -> bool {
        self.distinct.len() > 3 && self.year * 10 >= self.seen * 8
    }

    /// Whether there are values and each different one is of a kind.
    pub(crate) fn are_all(&self, kind: impl Fn(&str) -> bool) -> bool {
        !self.texts.is_empty() && self.texts.iter().all(|text| kind(text))
    }

    /// Whether the values are mostly words.
    pub(crate) fn is_words(&self) -> bool {
        self.letters * 2 > self.seen
    }

    /// Whether the values are mostly numbers.
    pub(crate) fn is_digits(&self) -> bool {
        self.seen > 0 && self.letters * 5 < self.seen
    }

    /// The share of values that are nothing but a trade.
    pub(crate) fn sector_share(&self) -> f64 {
        f64::from(self.sector) / f64::from(self.seen.max(1))
    }

    /// What the values alone say, best first.
    pub(crate) fn guesses(&self) -> Vec<(Field, f64)> {
        if self.seen < 2 {
            return Vec::new();
        }
        let share = |count: u32| f64::from(count) / f64::from(self.seen);
        let varied = self.distinct.len() > 3 || self.seen < 6;
        let (person, business) = self.likeness();
        let mut guesses = vec![
            (Field::Nik, share(self.nik)),
            (Field::Phone, share(self.phone) * 0.97),
            (Field::Email, share(self.email)),
            (Field::BirthDate, share(self.date.saturating_sub(self.recent * 2)) * 0.85),
            (Field::RtRw, share(self.rt_rw) * 0.9),
            (Field::Nib, share(self.thirteen) * 0.85),
            (Field::Sex, share(self.sex) * 0.95),
            (Field::Standing, share(self.standing) * 0.85),
            (Field::Street, share(self.address) * 0.9),
            (Field::Ordinal, share(self.rising) * 0.95),
            (Field::Sector, share(self.sector) * 0.85),
            (Field::OwnerAndBusiness, share(self.both) * 0.9),
        ];
        if varied {
            guesses.push((Field::Person, if person >= business { person * 0.9 } else { person * 0.3 }));
            guesses.push((Field::Business, if business > person { business * 0.9 } else { business * 0.3 }));
        }
        guesses.retain(|(_, confidence)| *confidence >= 0.5);
        guesses.sort_by(|a, b| b.1.total_cmp(&a.1));
        guesses
    }
}

fn is_phone(value: &Value, text: &str, digits: &str, letters: usize) -> bool {
    let long = (9..=14).contains(&digits.len()) || (18..=28).contains(&digits.len());
    let number = !matches!(value, Value::Date(_)) && letters <= 8 && long;
    // "WA 0812…", "wa.me/62812…"
    let bare = text.trim_start_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '+' | '('));
    let starts = ["08", "62", "8", "02", "03", "+", "(0"].iter().any(|start| bare.starts_with(start));
    number && starts && !cell::phones(text).0.is_empty()
}

fn is_date(value: &Value, text: &str) -> bool {
    match value {
        Value::Date(_) => true,
        Value::Number(_) | Value::Bool(_) | Value::Fault(_) => false,
        Value::Text(_) => {
            let today = chrono::NaiveDate::MAX;
            let digits = cell::digits(text);
            (5..=8).contains(&digits.len())
                && !digits.eq(text)
                && matches!(cell::date(value, Order::DayFirst, today), cell::DateReading::Date(_))
        }
    }
}

fn is_recent(value: &Value, text: &str) -> bool {
    let four = |part: &str| part.get(..4).and_then(|year| year.parse::<i32>().ok());
    match value {
        Value::Date(date) => chrono::Datelike::year(date) >= 2014,
        Value::Text(_) => text
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(four)
            .any(|year| (2014..2100).contains(&year)),
        Value::Number(_) | Value::Bool(_) | Value::Fault(_) => false,
    }
}

fn is_rt_rw(value: &Value, plain: &str, text: &str) -> bool {
    let words = plain.split(' ').any(|word| word.starts_with("rt") || word.starts_with("rw"));
    let pair = text.split(['/', '-']).count() == 2
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '/' | '-' | ' '))
        && text.len() <= 9;
    (words && plain.len() <= 16 || pair) && cell::rt_rw(value).is_some()
}

fn is_address(plain: &str) -> bool {
    plain.split(' ').any(|word| {
        matches!(
            word,
            "jl" | "jln"
                | "jalan"
                | "gg"
                | "gang"
                | "kp"
                | "kampung"
                | "perum"
                | "perumahan"
                | "blok"
                | "dusun"
                | "komplek"
                | "rt"
                | "rw"
        )
    })
}

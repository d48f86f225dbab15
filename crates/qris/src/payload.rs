//! The payload: read, looked at, written.

use std::collections::BTreeMap;

use kernel::Rupiah;

use crate::fault::{Fault, Path, What};
use crate::field::{self, Piece};
use crate::{Account, Alternative, Criteria, Percent, Remark, Tag, Tip, account, amount, crc, remark};

/// Every payload begins with it: the version of the format.
const START: &str = "000201";
pub(crate) const RUPIAH: &str = "360";
pub(crate) const INDONESIA: &str = "ID";

/// What a code says. Two are equal when they say the same, in whatever order it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Without the check value.
    pub(crate) fields: BTreeMap<Tag, String>,
}

/// A payload and what is odd about how it was written, though it can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub payload: Payload,
    /// What is odd.
    pub remarks: Vec<Remark>,
}

/// Whether a code is for one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Initiation {
    /// For any number of payments: a sticker at the counter.
    Static,
    /// For one.
    Dynamic,
}

impl Payload {
    /// Reads a payload as people copy it: with spaces and line breaks around it, its fields in any order between the first and
    /// the last, the check value in capitals or not.
    pub fn read(text: &str) -> Result<Reading, Fault> {
        let text = text.trim_matches(|one: char| one.is_whitespace() || one == '\u{feff}');
        if text.is_empty() {
            return Err(Fault::new(0, Path::ROOT, What::Empty));
        }
        if !text.starts_with(START) {
            return Err(Fault::new(1, Path::ROOT, What::Start));
        }
        let pieces = field::split(text, 1, Path::ROOT)?;
        let written = check(text, &pieces)?;
        let mut remarks = remark::writing(&pieces, written);
        let fields = pieces.iter().filter(|piece| piece.tag != Tag::CRC);
        let payload = Payload { fields: fields.map(|piece| (piece.tag, piece.value.to_owned())).collect() };
        let places = Places(&pieces);
        payload.complete()?;
        payload.check_values(&places)?;
        remarks.extend(remark::values(&payload));
        Ok(Reading { payload, remarks })
    }

    /// The same of what a scanner or a file gave.
    pub fn read_bytes(bytes: &[u8]) -> Result<Reading, Fault> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| Fault::new(error.valid_up_to() + 1, Path::ROOT, What::NotUtf8))?;
        Payload::read(text)
    }

    /// Writes it in the one order: by tag, the check value last, in capitals.
    pub fn write(&self) -> String {
        let mut out = String::with_capacity(256);
        for (tag, value) in &self.fields {
            field::join(&mut out, *tag, value);
        }
        out.push_str("6304");
        let value = crc(out.as_bytes());
        out.push_str(&format!("{value:04X}"));
        out
    }

    /// The value of a field at the root.
    pub fn get(&self, tag: Tag) -> Option<&str> {
        self.fields.get(&tag).map(String::as_str)
    }

    /// The value of a field in a template.
    pub fn inner(&self, tag: Tag, inner: Tag) -> Option<&str> {
        let pieces = self.template(tag);
        pieces.iter().find(|piece| piece.tag == inner).map(|piece| piece.value)
    }

    /// The fields at the root, by tag, without the check value.
    pub fn fields(&self) -> impl Iterator<Item = (Tag, &str)> {
        self.fields.iter().map(|(tag, value)| (*tag, value.as_str()))
    }

    /// The fields of a template. Reading has shown that it has the form of one.
    pub(crate) fn template(&self, tag: Tag) -> Vec<Piece<'_>> {
        self.get(tag)
            .filter(|_| tag.is_template())
            .and_then(|value| field::split(value, 1, Path::of(tag)).ok())
            .unwrap_or_default()
    }

    /// For one payment or for many. A code that does not say is for many.
    pub fn initiation(&self) -> Initiation {
        match self.get(Tag::INITIATION) {
            Some("12") => Initiation::Dynamic,
            _ => Initiation::Static,
        }
    }

    /// Where the money can go, by tag.
    pub fn accounts(&self) -> Vec<Account> {
        account::all(self)
    }

    /// The merchant's number in the national repository.
    pub fn nmid(&self) -> Option<String> {
        account::nmid(self)
    }

    /// The merchant's class: as the national repository says it, otherwise as the first account does.
    pub fn criteria(&self) -> Option<Criteria> {
        account::criteria(self)
    }

    /// Its currency is rupiah and its country Indonesia. EMVCo's payloads of other countries can be read, but not changed here.
    pub fn is_indonesian(&self) -> bool {
        self.get(Tag::CURRENCY) == Some(RUPIAH) && self.get(Tag::COUNTRY) == Some(INDONESIA)
    }

    /// The amount as it is written, in whatever currency.
    pub fn amount_text(&self) -> Option<&str> {
        self.get(Tag::AMOUNT)
    }

    /// The amount, where there is one and the currency is rupiah. Some static codes carry a zero.
    pub fn amount(&self) -> Option<Rupiah> {
        let rupiah = self.get(Tag::CURRENCY) == Some(RUPIAH);
        self.amount_text().filter(|_| rupiah).and_then(|text| amount::rupiah(text, 0, Path::ROOT).ok())
    }

    /// What is added to the amount, where the currency is rupiah.
    pub fn tip(&self) -> Option<Tip> {
        self.tip_at(&Places(&[])).ok().flatten()
    }

    /// What whoever pays is charged by itself: the amount and what is added to it.
    pub fn due(&self) -> Option<Rupiah> {
        let amount = self.amount()?;
        amount.plus(self.tip().map_or(Rupiah(0), |tip| tip.on(amount)))
    }

    /// The merchant's name, as shown to whoever pays.
    pub fn name(&self) -> &str {
        self.get(Tag::NAME).unwrap_or_default()
    }

    /// The merchant's city.
    pub fn city(&self) -> &str {
        self.get(Tag::CITY).unwrap_or_default()
    }

    /// Name and city in another language.
    pub fn alternative(&self) -> Option<Alternative> {
        account::alternative(self)
    }

    fn complete(&self) -> Result<(), Fault> {
        for tag in [Tag::CATEGORY, Tag::CURRENCY, Tag::COUNTRY, Tag::NAME, Tag::CITY] {
            if !self.fields.contains_key(&tag) {
                return Err(Fault::missing(Path::of(tag)));
            }
        }
        match self.fields.keys().any(|tag| tag.is_account()) {
            true => Ok(()),
            false => Err(Fault::missing(Path::of(Tag::sub(26)))),
        }
    }

    fn check_values(&self, places: &Places<'_>) -> Result<(), Fault> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let capitals = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
        self.must(places, Tag::INITIATION, "11 or 12", |text| matches!(text, "11" | "12"))?;
        self.must(places, Tag::CATEGORY, "a category of up to four digits", |text| {
            digits(text) && matches!(text.len(), 1..=4)
        })?;
        self.must(places, Tag::CURRENCY, "three digits", |text| digits(text) && text.len() == 3)?;
        self.must(places, Tag::COUNTRY, "two capitals", |text| capitals(text) && text.len() == 2)?;
        self.must(places, Tag::NAME, "a name", |text| !text.trim().is_empty())?;
        if let Some(text) = self.amount_text() {
            let (at, path) = (places.of(Tag::AMOUNT), Path::of(Tag::AMOUNT));
            match self.get(Tag::CURRENCY) == Some(RUPIAH) {
                true => drop(amount::rupiah(text, at, path)?),
                false => amount::shaped(text, at, path)?,
            }
        }
        self.tip_at(places)?;
        for (tag, value) in self.fields().filter(|(tag, _)| tag.is_template()) {
            field::split(value, places.of(tag), Path::of(tag))?;
        }
        Ok(())
    }

    fn must(
        &self,
        places: &Places<'_>,
        tag: Tag,
        expected: &'static str,
        good: impl Fn(&str) -> bool,
    ) -> Result<(), Fault> {
        match self.get(tag) {
            Some(text) if !good(text) => Err(Fault::value(places.of(tag), Path::of(tag), text, expected)),
            _ => Ok(()),
        }
    }

    fn tip_at(&self, places: &Places<'_>) -> Result<Option<Tip>, Fault> {
        let needed = |tag| self.get(tag).ok_or_else(|| Fault::missing(Path::of(tag)));
        let rupiah = self.get(Tag::CURRENCY) == Some(RUPIAH);
        match self.get(Tag::TIP) {
            None => Ok(None),
            Some("01") => Ok(Some(Tip::Ask)),
            Some("02") => {
                let (text, at, path) =
                    (needed(Tag::TIP_FIXED)?, places.of(Tag::TIP_FIXED), Path::of(Tag::TIP_FIXED));
                match rupiah {
                    true => amount::rupiah(text, at, path).map(|tip| Some(Tip::Fixed(tip))),
                    false => amount::shaped(text, at, path).map(|()| None),
                }
            }
            Some("03") => {
                let text = needed(Tag::TIP_PERCENT)?;
                let percent = Percent::parse(text).ok_or_else(|| {
                    let tag = Tag::TIP_PERCENT;
                    Fault::value(places.of(tag), Path::of(tag), text, "a percentage from 0.01 to 99.99")
                })?;
                Ok(Some(Tip::Share(percent)))
            }
            Some(other) => Err(Fault::value(places.of(Tag::TIP), Path::of(Tag::TIP), other, "01, 02 or 03")),
        }
    }
}

impl std::str::FromStr for Payload {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Payload, Fault> {
        Payload::read(text).map(|reading| reading.payload)
    }
}

/// Where the values stood in the text.
struct Places<'a>(&'a [Piece<'a>]);

impl Places<'_> {
    fn of(&self, tag: Tag) -> usize {
        self.0.iter().find(|piece| piece.tag == tag).map_or(0, |piece| piece.at)
    }
}

/// The check value is there, is last, and is that of the text.
fn check<'a>(text: &str, pieces: &[Piece<'a>]) -> Result<&'a str, Fault> {
    let path = Path::of(Tag::CRC);
    let (index, piece) = pieces
        .iter()
        .enumerate()
        .find(|(_, piece)| piece.tag == Tag::CRC)
        .ok_or_else(|| Fault::missing(path))?;
    if let Some(after) = pieces.get(index + 1) {
        return Err(Fault::new(after.at.saturating_sub(4), path, What::AfterCrc));
    }
    let written = piece.value;
    let shaped = written.len() == 4 && written.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !shaped {
        return Err(Fault::value(piece.at, path, written, "four digits of base 16"));
    }
    let computed = crc(text.strip_suffix(written).unwrap_or(text).as_bytes());
    match u16::from_str_radix(written, 16) == Ok(computed) {
        true => Ok(written),
        false => Err(Fault::new(piece.at, path, What::Crc { written: written.to_owned(), computed })),
    }
}

//! A payload made from nothing, strict in what the standard says of each field.

use std::collections::BTreeMap;

use kernel::Rupiah;

use crate::fault::{Fault, Path};
use crate::payload::{INDONESIA, RUPIAH};
use crate::{Account, Alternative, Limit, Payload, Tag, Tip, field};

/// What a provider, or a test, says of a merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewQris {
    /// Providers' accounts and the entry in the national repository, each with its tag, 26 to 51.
    pub accounts: Vec<Account>,
    /// What the merchant sells, ISO 18245: four digits.
    pub category: String,
    /// Shown to whoever pays, at most 25 characters.
    pub name: String,
    /// At most 15 characters.
    pub city: String,
    /// At most 10 characters.
    pub postcode: Option<String>,
    /// Number of the bill, terminal, purpose … by tag of the template 62 (01 to 09): at most 25 characters each.
    pub additional: Vec<(Tag, String)>,
    /// Name and city in another language.
    pub alternative: Option<Alternative>,
    /// Makes the code one for a single payment.
    pub amount: Option<(Rupiah, Option<Tip>)>,
    /// The most that one payment may be.
    pub limit: Limit,
}

/// The amount, though the fault is no field's own shape.
const AMOUNT: &str = "above zero and within the limit of one payment";

impl NewQris {
    /// The payload, or the first field that breaks a rule.
    pub fn payload(&self) -> Result<Payload, Fault> {
        let mut fields = BTreeMap::from([
            (Tag::FORMAT, "01".to_owned()),
            (Tag::INITIATION, if self.amount.is_some() { "12" } else { "11" }.to_owned()),
            (Tag::CURRENCY, RUPIAH.to_owned()),
            (Tag::COUNTRY, INDONESIA.to_owned()),
        ]);
        for account in &self.accounts {
            let value = written(account)?;
            if fields.insert(account.tag, value).is_some() {
                return Err(Fault::value(0, Path::of(account.tag), "", "another tag: it is taken"));
            }
        }
        if self.accounts.is_empty() {
            return Err(Fault::missing(Path::of(Tag::sub(26))));
        }
        let digits = self.category.bytes().all(|byte| byte.is_ascii_digit());
        if self.category.len() != 4 || !digits {
            let path = Path::of(Tag::CATEGORY);
            return Err(Fault::value(0, path, &self.category, "a category of four digits"));
        }
        fields.insert(Tag::CATEGORY, self.category.clone());
        fields.insert(Tag::NAME, text(Path::of(Tag::NAME), &self.name, 25)?);
        fields.insert(Tag::CITY, text(Path::of(Tag::CITY), &self.city, 15)?);
        if let Some(postcode) = &self.postcode {
            fields.insert(Tag::POSTCODE, text(Path::of(Tag::POSTCODE), postcode, 10)?);
        }
        fields.extend(self.additional()?.map(|value| (Tag::ADDITIONAL, value)));
        fields.extend(self.alternative()?.map(|value| (Tag::LANGUAGE, value)));
        let mut payload = Payload { fields };
        if let Some((amount, tip)) = self.amount {
            payload
                .set_amount(amount, tip, self.limit)
                .map_err(|_| Fault::value(0, Path::of(Tag::AMOUNT), &amount.0.to_string(), AMOUNT))?;
        }
        Ok(payload)
    }

    fn additional(&self) -> Result<Option<String>, Fault> {
        let path = Path::of(Tag::ADDITIONAL);
        let mut pieces = BTreeMap::new();
        for (tag, value) in &self.additional {
            let inner = path.below(*tag);
            let most = if tag.number() == 9 { 3 } else { 25 };
            if !matches!(tag.number(), 1..=9) || pieces.insert(*tag, text(inner, value, most)?).is_some() {
                return Err(Fault::value(0, inner, value, "each of 01 to 09, once"));
            }
        }
        template(path, pieces)
    }

    fn alternative(&self) -> Result<Option<String>, Fault> {
        let path = Path::of(Tag::LANGUAGE);
        let Some(one) = &self.alternative else { return Ok(None) };
        let letters = one.language.bytes().all(|byte| byte.is_ascii_alphabetic());
        if one.language.len() != 2 || !letters {
            return Err(Fault::value(0, path.below(Tag::sub(0)), &one.language, "a language of two letters"));
        }
        let mut pieces = BTreeMap::from([
            (Tag::sub(0), one.language.clone()),
            (Tag::sub(1), text(path.below(Tag::sub(1)), &one.name, 25)?),
        ]);
        if let Some(city) = &one.city {
            pieces.insert(Tag::sub(2), text(path.below(Tag::sub(2)), city, 15)?);
        }
        template(path, pieces)
    }
}

/// An account as its template.
fn written(account: &Account) -> Result<String, Fault> {
    let path = Path::of(account.tag);
    if !account.tag.is_account() || !account.tag.is_template() {
        return Err(Fault::value(0, path, &account.tag.to_string(), "26 to 51"));
    }
    let mut pieces = BTreeMap::new();
    let criteria = account.criteria.as_ref().map(|criteria| criteria.as_str().to_owned());
    let values = [&account.domain, &account.pan, &account.merchant, &criteria];
    for (number, value, most) in (0_u8..).zip(values).zip([32, 19, 15, 3]).map(|((n, v), m)| (n, v, m)) {
        let tag = Tag::sub(number);
        if let Some(value) = value {
            pieces.insert(tag, text(path.below(tag), value, most)?);
        }
    }
    match pieces.contains_key(&Tag::sub(0)) {
        true => template(path, pieces).map(Option::unwrap_or_default),
        false => Err(Fault::missing(path.below(Tag::sub(0)))),
    }
}

fn template(path: Path, pieces: BTreeMap<Tag, String>) -> Result<Option<String>, Fault> {
    let mut value = String::new();
    for (tag, piece) in &pieces {
        field::join(&mut value, *tag, piece);
    }
    match value.chars().count() {
        0 => Ok(None),
        1..=99 => Ok(Some(value)),
        _ => Err(Fault::value(0, path, &value, "99 characters at most, with all that is in it")),
    }
}

/// A text that people read: without spaces around it and without characters that cannot be shown.
fn text(path: Path, value: &str, most: usize) -> Result<String, Fault> {
    let good = !value.is_empty()
        && value.trim() == value
        && value.chars().count() <= most
        && !value.chars().any(char::is_control);
    match (good, most) {
        (true, _) => Ok(value.to_owned()),
        (false, 3) => Err(Fault::value(0, path, value, "1 to 3 characters")),
        (false, 10) => Err(Fault::value(0, path, value, "1 to 10 characters, without spaces around them")),
        (false, 15) => Err(Fault::value(0, path, value, "1 to 15 characters, without spaces around them")),
        (false, 19) => Err(Fault::value(0, path, value, "1 to 19 characters, without spaces around them")),
        (false, 25) => Err(Fault::value(0, path, value, "1 to 25 characters, without spaces around them")),
        (false, _) => Err(Fault::value(0, path, value, "1 to 32 characters, without spaces around them")),
    }
}

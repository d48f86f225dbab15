//! From one cell to what it means. Every reader takes any text and never guesses silently.

mod area_number;
mod date;
mod marked;
mod money;
mod name;
mod nik;
mod permit;
mod phone;

use sheet::Value;

pub(crate) use area_number::{roman, rt_rw, unit_number};
pub(crate) use date::{DateReading, Order, birth_year, date, order_of, place_and_date, year};
pub(crate) use marked::{
    coded_sex, disabilities, education, is_mark, is_none_word, place_kind, sex, size, standing,
};
pub(crate) use money::{amount, count, is_range, scale_of};
pub(crate) use name::{
    before_number, business_likeness, business_name, owner_and_business, person_likeness, person_name, tidy,
};
pub(crate) use nik::nik;
pub use nik::{NikFault, NikReading};
pub(crate) use permit::{kind_of, permit_number};
pub(crate) use phone::phones;

/// A cell's value as text, as somebody would read it on the screen; `None` where nothing is said.
pub(crate) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Text(text) => tidy(text),
        Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e18 => format!("{number:.0}"),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.date().to_string(),
        Value::Bool(true) => "ya".to_owned(),
        Value::Bool(false) => "tidak".to_owned(),
        Value::Fault(_) => return None,
    };
    // A program that wants digits kept writes `="0812…"`.
    let kept =
        text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).filter(|text| !text.contains('"'));
    let text = match kept {
        Some(kept) => tidy(kept),
        None => text,
    };
    // A formula's text stands where the file holds no result.
    (!text.is_empty() && !text.starts_with('=')).then_some(text)
}

/// What people write where they have nothing to write.
pub(crate) fn is_blank(text: &str) -> bool {
    let plain = super::words::plain(text);
    plain.is_empty() && !text.contains(['√', '✓', '✔', '☑', '●'])
        || matches!(plain.as_str(), "n a" | "na" | "nihil" | "null" | "kosong" | "xxx" | "0" | "nan")
}

/// The digits of a text.
pub(crate) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

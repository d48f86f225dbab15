//! Dates in all the forms in which people type them.

use chrono::{Datelike, NaiveDate};
use sheet::Value;

use super::{digits, is_blank, text};
use crate::import::words::plain;

/// In which order a column writes day and month, as far as its values tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// No value of the column tells.
    #[default]
    Unknown,
    DayFirst,
    MonthFirst,
    /// Some values are written one way and some the other.
    Mixed,
}

/// What a cell holds of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateReading {
    Missing,
    Date(NaiveDate),
    /// Day and month may be the other way round, and both dates exist.
    Either {
        likely: NaiveDate,
        other: NaiveDate,
    },
    Year(i32),
    Unreadable,
}

const MONTHS: [&[&str]; 12] = [
    &["januari", "jan", "january"],
    &["februari", "feb", "peb", "pebruari", "february"],
    &["maret", "mar", "mrt", "march"],
    &["april", "apr"],
    &["mei", "may"],
    &["juni", "jun", "june"],
    &["juli", "jul", "july"],
    &["agustus", "agt", "ags", "agu", "aug", "agus", "august"],
    &["september", "sep", "sept"],
    &["oktober", "okt", "oct", "october"],
    &["november", "nov", "nop", "nopember"],
    &["desember", "des", "dec", "december"],
];

/// Reads a cell. `today` tells the century of `80`; nothing after it is taken for a date of birth.
pub(crate) fn date(value: &Value, order: Order, today: NaiveDate) -> DateReading {
    match value {
        Value::Date(date) if date.year() > 1900 && date.year() < 2200 => DateReading::Date(date.date()),
        Value::Date(_) => DateReading::Unreadable,
        Value::Number(number) => from_number(*number),
        Value::Text(_) | Value::Bool(_) | Value::Fault(_) => {
            text(value).map_or(DateReading::Missing, |text| from_text(&text, order, today))
        }
    }
}

/// A serial of Excel, or a year.
fn from_number(number: f64) -> DateReading {
    if !(1900.0..=80_000.0).contains(&number) {
        let digits = format!("{number:.0}");
        return compact(&digits).map_or(DateReading::Unreadable, DateReading::Date);
    }
    let Ok(days) = format!("{:.0}", number.trunc()).parse::<u64>() else { return DateReading::Unreadable };
    if days < 2100 {
        return i32::try_from(days).map_or(DateReading::Unreadable, DateReading::Year);
    }
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30);
    epoch
        .and_then(|epoch| epoch.checked_add_days(chrono::Days::new(days)))
        .map_or(DateReading::Unreadable, DateReading::Date)
}

fn from_text(written: &str, order: Order, today: NaiveDate) -> DateReading {
    if is_blank(written) {
        return DateReading::Missing;
    }
    // A time of day may follow.
    let text = written.split(['T']).next().filter(|_| written.contains(':')).unwrap_or(written);
    let plain = plain(text);
    let parts: Vec<&str> = split_letters(&plain);
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let month = parts.iter().find_map(|part| month_named(part)).or_else(|| roman_month(&parts));
    match (numbers.as_slice(), month) {
        ([day, year, ..], Some(month)) if *day <= 31 => of(full_year(*year, today), month, *day),
        ([year, day, ..], Some(month)) => of(full_year(*year, today), month, *day),
        ([year, month, day, ..], None) if *year > 31 && parts.first().is_some_and(|p| p.len() == 4) => {
            of_doubtful_iso(*year, *month, *day)
        }
        ([a, b, year, ..], None) if *a <= 31 && *b <= 31 => of_either(*a, *b, full_year(*year, today), order),
        ([single], None) => {
            let digits = digits(&plain);
            match (digits.len(), compact(&digits)) {
                (4, _) if (1900..2200).contains(single) => {
                    i32::try_from(*single).map_or(DateReading::Unreadable, DateReading::Year)
                }
                (8, Some(date)) => DateReading::Date(date),
                _ => DateReading::Unreadable,
            }
        }
        _ => DateReading::Unreadable,
    }
}

/// `17agt80` has three parts.
fn split_letters(plain: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for word in plain.split(' ') {
        let mut from = 0;
        let mut digit = None;
        for (at, c) in word.char_indices() {
            if digit.is_some_and(|digit| digit != c.is_ascii_digit()) {
                parts.extend(word.get(from..at));
                from = at;
            }
            digit = Some(c.is_ascii_digit());
        }
        parts.extend(word.get(from..));
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn month_named(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|names| {
        names.contains(&word)
            || word.len() >= 4 && names.first().is_some_and(|name| name.starts_with(word))
            || word.len() >= 5 && names.first().is_some_and(|name| crate::import::words::one_slip(word, name))
    })?;
    u32::try_from(at + 1).ok()
}

/// `08/V/1971`.
fn roman_month(parts: &[&str]) -> Option<u32> {
    match parts {
        [_, month, _] => crate::import::cell::roman(month).map(u32::from).filter(|month| *month <= 12),
        [..] => None,
    }
}

fn of(year: i32, month: u32, day: u32) -> DateReading {
    NaiveDate::from_ymd_opt(year, month, day).map_or(DateReading::Unreadable, DateReading::Date)
}

fn of_doubtful_iso(year: u32, month: u32, day: u32) -> DateReading {
    let year = i32::try_from(year).unwrap_or_default();
    let read = of(year, month, day);
    if read == DateReading::Unreadable { of(year, day, month) } else { read }
}

fn of_either(a: u32, b: u32, year: i32, order: Order) -> DateReading {
    let day_first = NaiveDate::from_ymd_opt(year, b, a);
    let month_first = NaiveDate::from_ymd_opt(year, a, b);
    match (day_first, month_first, order) {
        (None, None, _) => DateReading::Unreadable,
        (Some(date), None, _) | (None, Some(date), _) => DateReading::Date(date),
        (Some(date), Some(_), Order::DayFirst) => DateReading::Date(date),
        (Some(_), Some(date), Order::MonthFirst) => DateReading::Date(date),
        (Some(likely), Some(other), _) if likely == other => DateReading::Date(likely),
        (Some(likely), Some(other), Order::Unknown | Order::Mixed) => DateReading::Either { likely, other },
    }
}

/// Two digits are of the century in which the day is at least five years past: nobody younger runs a business.
fn full_year(year: u32, today: NaiveDate) -> i32 {
    let year = i32::try_from(year).unwrap_or_default();
    match year {
        0..=99 if 2000 + year <= today.year() - 5 => 2000 + year,
        0..=99 => 1900 + year,
        _ => year,
    }
}

/// `17081980` or `19800817`.
fn compact(digits: &str) -> Option<NaiveDate> {
    if digits.len() != 8 {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let ymd = |y: u32, m, d| {
        NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d).filter(|_| (1900..2200).contains(&y))
    };
    ymd(number(0, 4)?, number(4, 6)?, number(6, 8)?)
        .or_else(|| ymd(number(4, 8)?, number(2, 4)?, number(0, 2)?))
}

/// What one written date says of its column's order: the first number, or the second, is beyond twelve.
pub(crate) fn order_of(written: &str) -> Option<Order> {
    // A place of birth may stand before the date.
    let from = written.find(|c: char| c.is_ascii_digit()).unwrap_or_default();
    let plain = plain(written.get(from..).unwrap_or_default());
    let parts: Vec<&str> = split_letters(&plain);
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [a, b, year] if parts.len() == 3 && (*year > 31 || parts.last().is_some_and(|p| p.len() == 2)) => {
            match (*a, *b) {
                (13..=31, 1..=12) => Some(Order::DayFirst),
                (1..=12, 13..=31) => Some(Order::MonthFirst),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `Depok, 12-03-1980`: a place, and a value that is a date.
pub(crate) fn place_and_date(written: &str) -> (Option<String>, Option<String>) {
    let from = written.char_indices().find(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at);
    let (place, date) = match from {
        Some(at) => written.split_at_checked(at).unwrap_or((written, "")),
        None => (written, ""),
    };
    // "12 Maret 1980, Depok": the place stands behind.
    let (place, date) = match date.rsplit_once([',', ';', '/']) {
        Some((day, behind)) if place.trim().is_empty() && is_words(behind) => (behind, day),
        Some(_) | None => (place, date),
    };
    let place = place.trim_matches(|c: char| !c.is_alphabetic() && c != ')').to_owned();
    let place = place
        .strip_suffix("tgl")
        .or(place.strip_suffix("Tgl"))
        .unwrap_or(&place)
        .trim_end_matches([',', ' '])
        .to_owned();
    (
        Some(place).filter(|place| !place.is_empty()),
        Some(date.trim().to_owned()).filter(|date| !date.is_empty()),
    )
}

fn is_words(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= 3 && digits(text).is_empty()
}

/// A year such as those in which businesses begin and permits are issued.
pub(crate) fn year(value: &Value, today: NaiveDate) -> Option<i32> {
    let sane = |year: &i32| (1900..=today.year() + 1).contains(year);
    match value {
        Value::Date(date) => Some(date.year()).filter(sane),
        Value::Number(number) => format!("{number:.0}").parse().ok().filter(sane),
        Value::Text(_) | Value::Bool(_) | Value::Fault(_) => {
            let text = text(value)?;
            let four = plain(&text)
                .split(' ')
                .rev()
                .find_map(|word| (word.len() == 4).then(|| word.parse::<i32>().ok()).flatten().filter(sane));
            four.or_else(|| match from_text(&text, Order::DayFirst, today) {
                DateReading::Date(date) => Some(date.year()).filter(sane),
                DateReading::Year(year) => Some(year).filter(sane),
                DateReading::Missing | DateReading::Either { .. } | DateReading::Unreadable => None,
            })
        }
    }
}

/// The year of birth of somebody whose age is told.
pub(crate) fn birth_year(value: &Value, today: NaiveDate) -> Option<i32> {
    let age: i32 = digits(&text(value)?).parse().ok()?;
    (5..=110).contains(&age).then(|| today.year() - age)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn check(text: &str, order: Order) -> DateReading {
        date(&Value::Text(text.to_owned()), order, day("2026-11-22"))
    }

    #[test]
    fn dates_are_read_in_all_forms() {
        for text in [
            "1980-08-17",
            "17/08/1980",
            "17-8-1980",
            "17.08.80",
            "17 Agustus 1980",
            "17-Agt-80",
            "17 Agust 1980",
            "17 agustus 1980",
            "08/17/80",
            "8/17/1980",
            "19800817",
            "17081980",
            "17Agt1980",
            "1980/08/17",
            "1980-08-17 00:00:00",
            "1980-08-17T00:00:00",
            "17 - 08 - 1980",
            "Agustus 17, 1980",
            "1980 Agustus 17",
            "17/VIII/1980",
            "17 Agstus 1980",
        ] {
            assert_eq!(check(text, Order::Unknown), DateReading::Date(day("1980-08-17")), "{text}");
        }
        assert_eq!(check("1980", Order::Unknown), DateReading::Year(1980));
        for text in ["31/02/1980", "ada", "12", "99/99/9999"] {
            assert_eq!(check(text, Order::Unknown), DateReading::Unreadable, "{text}");
        }
        for number in [29450.0, 29450.6] {
            let read = date(&Value::Number(number), Order::Unknown, day("2026-11-22"));
            assert_eq!(read, DateReading::Date(day("1980-08-17")));
        }
    }

    #[test]
    fn day_and_month_in_doubt_are_said_unless_the_column_settles_them() {
        let (likely, other) = (day("1980-04-03"), day("1980-03-04"));
        assert_eq!(check("03/04/1980", Order::Unknown), DateReading::Either { likely, other });
        assert_eq!(check("03/04/1980", Order::Mixed), DateReading::Either { likely, other });
        assert_eq!(check("03/04/1980", Order::DayFirst), DateReading::Date(likely));
        assert_eq!(check("03/04/1980", Order::MonthFirst), DateReading::Date(other));
        assert_eq!(check("04/04/1980", Order::Unknown), DateReading::Date(day("1980-04-04")));
        for (text, order) in [
            ("17/08/1980", Some(Order::DayFirst)),
            ("08/17/80", Some(Order::MonthFirst)),
            ("08/07/1980", None),
            ("1980-08-17", None),
            ("17 Agustus 1980", None),
            ("Depok, 17/08/1980", Some(Order::DayFirst)),
        ] {
            assert_eq!(order_of(text), order, "{text}");
        }
    }

    #[test]
    fn place_and_date_of_birth_part_where_the_digits_begin() {
        for (text, place, date) in [
            ("Depok, 12-03-1980", Some("Depok"), Some("12-03-1980")),
            ("Kab. Bogor / 12 Maret 1980", Some("Kab. Bogor"), Some("12 Maret 1980")),
            ("DEPOK 12/03/1980", Some("DEPOK"), Some("12/03/1980")),
            ("12/03/1980", None, Some("12/03/1980")),
            ("12 Maret 1980, Depok", Some("Depok"), Some("12 Maret 1980")),
            ("Depok", Some("Depok"), None),
        ] {
            let read = place_and_date(text);
            assert_eq!((read.0.as_deref(), read.1.as_deref()), (place, date), "{text}");
        }
    }
}

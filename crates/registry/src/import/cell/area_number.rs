//! Numbers of RT and RW.

use sheet::Value;

use super::{is_blank, text};
use crate::import::words::plain;

/// `02/03`, `RT 06 RW 04`, `RW.04/RT.06`, `006-004`, `0206`: RT and RW. A spreadsheet makes a date of `02/03`.
pub(crate) fn rt_rw(value: &Value) -> Option<(Option<u16>, Option<u16>)> {
    if let Value::Date(date) = value {
        use chrono::Datelike;
        return Some((u16::try_from(date.day()).ok(), u16::try_from(date.month()).ok()));
    }
    let text = text(value)?;
    if is_blank(&text) {
        return None;
    }
    let plain = plain(&text);
    let mut numbers = Vec::new();
    let mut rw_first = None;
    for word in plain.split(' ') {
        let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
        match letters.as_str() {
            "rw" if rw_first.is_none() => rw_first = Some(true),
            "rt" if rw_first.is_none() => rw_first = Some(false),
            _ => {}
        }
        numbers.extend(
            word.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).map(str::to_owned),
        );
        numbers.extend(roman(word).map(|number| number.to_string()));
    }
    match numbers.as_slice() {
        [single] if (5..=6).contains(&single.len()) && rw_first.is_none() => {
            let (rt, rw) = single.split_at_checked(single.len() - 3)?;
            Some((number(rt), number(rw)))
        }
        [single] if single.len() == 4 && rw_first.is_none() => {
            let (rt, rw) = single.split_at_checked(2)?;
            Some((number(rt), number(rw)))
        }
        [single] if rw_first == Some(true) => Some((None, number(single))),
        [single] => Some((number(single), None)),
        [first, second, ..] if rw_first == Some(true) && plain.contains("rt") => {
            Some((number(second), number(first)))
        }
        [first, second, ..] => Some((number(first), number(second))),
        [] => None,
    }
    .filter(|(rt, rw)| rt.is_some() || rw.is_some())
}

/// One number of an RT or RW: `07`, `RW 7`, `VII`.
pub(crate) fn unit_number(value: &Value) -> Option<u16> {
    let text = text(value)?;
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    number(&digits).or_else(|| roman(plain(&text).split(' ').next_back()?))
}

fn number(digits: &str) -> Option<u16> {
    digits.parse().ok().filter(|number| (1..=999).contains(number))
}

/// A word that is a Roman numeral, up to XV.
pub(crate) fn roman(word: &str) -> Option<u16> {
    const NUMERALS: [&str; 15] =
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"];
    let at = NUMERALS.iter().position(|numeral| *numeral == word)?;
    u16::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rt_and_rw_are_read_together_and_apart() {
        for (text, rt, rw) in [
            ("02/03", Some(2), Some(3)),
            ("RT 06 RW 04", Some(6), Some(4)),
            ("RT.006/RW.004", Some(6), Some(4)),
            ("RW 04 / RT 06", Some(6), Some(4)),
            ("RT06RW04", Some(6), Some(4)),
            ("006-004", Some(6), Some(4)),
            ("006004", Some(6), Some(4)),
            ("VI/IV", Some(6), Some(4)),
            ("Rt. 06 Rw. IV", Some(6), Some(4)),
            ("RW 05", None, Some(5)),
            ("05", Some(5), None),
        ] {
            assert_eq!(rt_rw(&Value::Text(text.to_owned())), Some((rt, rw)), "{text}");
        }
        assert_eq!(rt_rw(&Value::Text("-".to_owned())), None);
        assert_eq!(unit_number(&Value::Text("RW VII".to_owned())), Some(7));
        assert_eq!(unit_number(&Value::Number(7.0)), Some(7));
    }
}

//! National identity numbers as spreadsheets leave them.

use kernel::nik::Nik;
use sheet::Value;

use super::{digits, is_blank, text};

/// What a cell holds of a NIK.
#[derive(Clone, PartialEq, Eq)]
pub enum NikReading {
    Missing,
    Full(Nik),
    /// Excel keeps fifteen digits: the sixteenth is lost. Never taken for a full one.
    Rounded {
        prefix15: String,
    },
    /// Digits are missing or hidden.
    Partial(String),
    /// Sixteen digits, or more, that cannot be a NIK.
    Invalid {
        digits: String,
        why: NikFault,
    },
}

/// Why digits cannot be a NIK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NikFault {
    TooLong,
    /// No such date, no such province, or serial 0000.
    Parts,
    NotDigits,
}

/// Never prints a digit.
impl std::fmt::Debug for NikReading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NikReading::Missing => "Missing",
            NikReading::Full(_) => "Full(•••)",
            NikReading::Rounded { .. } => "Rounded(•••)",
            NikReading::Partial(_) => "Partial(•••)",
            NikReading::Invalid { .. } => "Invalid(•••)",
        })
    }
}

impl NikReading {
    /// The digits, as far as they are known, for sealing and for whoever may see them.
    pub fn reveal(&self) -> Option<&str> {
        match self {
            NikReading::Missing => None,
            NikReading::Full(nik) => Some(nik.reveal()),
            NikReading::Rounded { prefix15 } => Some(prefix15),
            NikReading::Partial(digits) | NikReading::Invalid { digits, .. } => Some(digits),
        }
    }

    /// A number from which birth date and sex can be read: the lost last digit matters to neither.
    pub(crate) fn for_reading(&self) -> Option<Nik> {
        match self {
            NikReading::Full(nik) => Some(nik.clone()),
            NikReading::Rounded { prefix15 } if prefix15.len() == 15 => {
                Nik::parse(&format!("{prefix15}1")).ok()
            }
            NikReading::Missing
            | NikReading::Rounded { .. }
            | NikReading::Partial(_)
            | NikReading::Invalid { .. } => None,
        }
    }
}

/// Reads a cell. `column_rounded`: most numbers of the column end in 0, so that texts were made from rounded numbers.
pub(crate) fn nik(value: &Value, column_rounded: bool) -> NikReading {
    match value {
        Value::Number(number) => from_number(*number),
        Value::Text(_) | Value::Date(_) | Value::Bool(_) | Value::Fault(_) => {
            text(value).map_or(NikReading::Missing, |text| from_text(&text, column_rounded))
        }
    }
}

fn from_number(number: f64) -> NikReading {
    if number == 0.0 {
        return NikReading::Missing;
    }
    let digits = format!("{number:.0}");
    // Excel would have written 0 as the last of sixteen digits: where it is another, no Excel has touched it.
    if digits.len() == 16 && digits.ends_with('0') {
        return rounded(&digits);
    }
    of_digits(&digits)
}

fn from_text(text: &str, column_rounded: bool) -> NikReading {
    if is_blank(text) {
        return NikReading::Missing;
    }
    if let Some(digits) = scientific(text) {
        return if digits.len() >= 15 { rounded(&digits) } else { NikReading::Rounded { prefix15: digits } };
    }
    if let Some(read) = mistyped(text) {
        return read;
    }
    // Somebody who formatted a number as text got "3276011509760000.00" or grouped thousands.
    let text = text.trim_end_matches(".00").trim_end_matches(",00").trim_end_matches(".0");
    let digits = digits(text);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if digits.is_empty() && letters > 0 {
        return NikReading::Invalid { digits: String::new(), why: NikFault::NotDigits };
    }
    if text.contains(['*', 'x', 'X', '•']) && digits.len() < 16 {
        return NikReading::Partial(digits);
    }
    let serial_lost = digits.ends_with("0000") || column_rounded && digits.ends_with('0');
    if digits.len() == 16 && serial_lost { rounded(&digits) } else { of_digits(&digits) }
}

/// Sixteen characters of which one or two are letters that look like 0 and 1.
fn mistyped(text: &str) -> Option<NikReading> {
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    if bare.chars().count() != 16 || !(1..=2).contains(&letters) {
        return None;
    }
    let digits: String = bare
        .chars()
        .map(|c| match c {
            'O' | 'o' => '0',
            'I' | 'l' => '1',
            other => other,
        })
        .collect();
    Nik::parse(&digits).ok().map(NikReading::Full)
}

fn of_digits(digits: &str) -> NikReading {
    match digits.len() {
        0 => NikReading::Missing,
        1..=15 => NikReading::Partial(digits.to_owned()),
        16 => Nik::parse(digits).map_or_else(
            |_| NikReading::Invalid { digits: digits.to_owned(), why: NikFault::Parts },
            NikReading::Full,
        ),
        _ => NikReading::Invalid { digits: digits.to_owned(), why: NikFault::TooLong },
    }
}

fn rounded(digits: &str) -> NikReading {
    let prefix15: String = digits.chars().take(15).collect();
    match Nik::parse(&format!("{prefix15}1")) {
        Ok(_) => NikReading::Rounded { prefix15 },
        Err(_) => NikReading::Invalid { digits: digits.to_owned(), why: NikFault::Parts },
    }
}

/// The digits that `3.27601E+15` still shows; `3,27601E+15` in Indonesia.
fn scientific(text: &str) -> Option<String> {
    let (shown, power) = text.trim().split_once(['E', 'e'])?;
    let power: usize = power.trim_start_matches('+').parse().ok()?;
    let digits: String = shown.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let numeric = !digits.is_empty() && digits.len() <= 17 && digits.bytes().all(|b| b.is_ascii_digit());
    (numeric && power == 15).then(|| digits.trim_end_matches('0').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value, column_rounded: bool) -> (&'static str, String) {
        let reading = nik(&value, column_rounded);
        let kind = match &reading {
            NikReading::Missing => "missing",
            NikReading::Full(_) => "full",
            NikReading::Rounded { .. } => "rounded",
            NikReading::Partial(_) => "partial",
            NikReading::Invalid { .. } => "invalid",
        };
        (kind, reading.reveal().unwrap_or_default().to_owned())
    }

    #[test]
    fn a_nik_is_read_as_spreadsheets_leave_it() {
        let text = |text: &str| Value::Text(text.to_owned());
        for (value, kind, digits) in [
            (text("3276111609760002"), "full", "3276111609760002"),
            (text("'3276111609760002"), "full", "3276111609760002"),
            (text("337101 570660 0013"), "full", "3371015706600013"),
            (text("33.7101.570660.0013"), "full", "3371015706600013"),
            (Value::Number(3_377_180_410_730_001.0), "full", "3377180410730001"),
            (Value::Number(3_371_034_508_900_000.0), "rounded", "337103450890000"),
            (Value::Number(3_371_034_508_900_010.0), "rounded", "337103450890001"),
            (text("3371034508900010"), "full", "3371034508900010"),
            (text("3371034508900000"), "rounded", "337103450890000"),
            (text("3.37103E+15"), "rounded", "337103"),
            (text("3,37103E+15"), "rounded", "337103"),
            (Value::Number(342_401_501_630_008.0), "partial", "342401501630008"),
            (text("33710345089000101"), "invalid", "33710345089000101"),
            (text("3371033002900001"), "invalid", "3371033002900001"),
            (text("33711O5706600013"), "full", "3371105706600013"),
            (text("33711Z5706600013"), "partial", "337115706600013"),
            (text("337103******0001"), "partial", "3371030001"),
            (text("belum ada"), "invalid", ""),
            (text("-"), "missing", ""),
            (text(" "), "missing", ""),
            (Value::Number(0.0), "missing", ""),
        ] {
            assert_eq!(check(value.clone(), false), (kind, digits.to_owned()), "{value:?}");
        }
        assert_eq!(check(text("3371034508900010"), true).0, "rounded");
    }
}

//! Amounts as providers write them, read exactly: never through a float, and never with a part of a smallest unit.

use kernel::Rupiah;

/// A currency by its three letters, with the decimals that its amounts have here.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

/// ISO 4217 gives these no decimals; rupiah have two on paper and none here, since nobody pays in sen.
const NONE: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "IDR", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
/// ISO 4217 gives these three.
const THREE: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

impl Currency {
    /// Rupiah.
    pub const IDR: Currency = Currency(*b"IDR");

    /// From three letters, in capitals or not. Which currencies a city takes is not known here.
    pub fn parse(code: &str) -> Option<Currency> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        let good = letters.iter().all(u8::is_ascii_alphabetic);
        good.then(|| Currency(letters.map(|letter| letter.to_ascii_uppercase())))
    }

    /// Three capital letters.
    pub fn code(&self) -> &str {
        // Only ASCII letters were let in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals its amounts have. Whoever brings amounts checks that it is their own figure too.
    pub fn exponent(&self) -> u32 {
        match self.code() {
            code if NONE.contains(&code) => 0,
            code if THREE.contains(&code) => 3,
            _ => 2,
        }
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in smallest units, as [`Currency::exponent`] has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    pub units: i64,
    pub currency: Currency,
}

impl Amount {
    /// So many rupiah.
    pub fn rupiah(amount: Rupiah) -> Amount {
        Amount { units: amount.0, currency: Currency::IDR }
    }

    /// Reads `12500`, `12500.00`, `12.5`. `None` for anything else: signs, spaces, separators, exponents, a part of a smallest
    /// unit, more than fits.
    pub fn read(text: &str, currency: Currency) -> Option<Amount> {
        let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || part.is_some_and(|part| !digits(part)) {
            return None;
        }
        let places = usize::try_from(currency.exponent()).ok()?;
        let part = part.unwrap_or_default();
        let (kept, beyond) = part.split_at_checked(places).unwrap_or((part, ""));
        if beyond.bytes().any(|byte| byte != b'0') {
            return None;
        }
        let units = format!("{whole}{kept:0<places$}").parse().ok()?;
        Some(Amount { units, currency })
    }

    /// As a decimal number: `12500`, `12.50`.
    pub fn write(&self) -> String {
        let one = 10_u64.pow(self.currency.exponent());
        let (sign, units) = (if self.units < 0 { "-" } else { "" }, self.units.unsigned_abs());
        match usize::try_from(self.currency.exponent()) {
            Ok(places @ 1..) => format!("{sign}{}.{:0places$}", units / one, units % one),
            _ => format!("{sign}{units}"),
        }
    }

    /// The units under another number of decimals, where that loses nothing.
    pub fn at(&self, exponent: u32) -> Option<i64> {
        let own = self.currency.exponent();
        let factor = 10_i64.checked_pow(own.abs_diff(exponent))?;
        match exponent >= own {
            true => self.units.checked_mul(factor),
            false => (self.units % factor == 0).then_some(self.units / factor),
        }
    }

    /// The other way: units under another number of decimals, read exactly.
    pub fn from(units: i64, exponent: u32, currency: Currency) -> Option<Amount> {
        let own = currency.exponent();
        let factor = 10_i64.checked_pow(own.abs_diff(exponent))?;
        let units = match own >= exponent {
            true => units.checked_mul(factor)?,
            false => (units % factor == 0).then_some(units / factor)?,
        };
        Some(Amount { units, currency })
    }
}

/// A number as JSON has it, in quotes or not, kept as its digits so that it is read exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure(pub(crate) String);

/// Up to here every whole number has a float of its own, so that the digits of the float are those that were sent.
const EXACT: usize = 15;

impl Figure {
    pub(crate) fn amount(&self, currency: Currency) -> Option<Amount> {
        Amount::read(&self.0, currency)
    }
}

impl<'de> serde::Deserialize<'de> for Figure {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Figure, D::Error> {
        match serde_json::Value::deserialize(from)? {
            serde_json::Value::String(text) => Ok(Figure(text)),
            serde_json::Value::Number(number) if number.is_f64() => {
                // The shortest digits that give this float are the digits that were sent, as long as they are few.
                let text = number.as_f64().unwrap_or_default().to_string();
                match text.bytes().filter(u8::is_ascii_digit).count() <= EXACT {
                    true => Ok(Figure(text)),
                    false => {
                        Err(serde::de::Error::custom("a number with more digits than can be read exactly"))
                    }
                }
            }
            serde_json::Value::Number(number) => Ok(Figure(number.to_string())),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => Err(serde::de::Error::custom("neither a number nor digits")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, code: &str) -> Option<i64> {
        Amount::read(text, Currency::parse(code)?).map(|amount| amount.units)
    }

    #[test]
    fn amounts_are_read_exactly_or_not_at_all() {
        for (text, code, units) in [
            ("12500.00", "IDR", Some(12_500)),
            ("12500", "IDR", Some(12_500)),
            ("12500.50", "IDR", None),
            ("12.5", "USD", Some(1_250)),
            ("12.505", "USD", None),
            ("12.500", "USD", Some(1_250)),
            ("1.005", "KWD", Some(1_005)),
            ("-5", "IDR", None),
            ("1e3", "IDR", None),
            ("1.", "IDR", None),
            (".5", "USD", None),
            ("", "IDR", None),
            ("1 000", "IDR", None),
            ("9223372036854775807", "IDR", Some(i64::MAX)),
            ("9223372036854775808", "IDR", None),
        ] {
            assert_eq!(read(text, code), units, "{text} {code}");
        }
    }

    #[test]
    fn numbers_of_json_keep_their_digits() {
        let figure = |json: &str| serde_json::from_str::<Figure>(json).map(|figure| figure.0).ok();
        assert_eq!(figure("12500"), Some("12500".to_owned()));
        assert_eq!(figure("12500.0"), Some("12500".to_owned()));
        assert_eq!(figure("12500.25"), Some("12500.25".to_owned()));
        assert_eq!(figure("\"12500.00\""), Some("12500.00".to_owned()));
        assert_eq!(figure("1e30"), None);
        assert_eq!(figure("null"), None);
    }

    #[test]
    fn a_scale_that_would_lose_something_is_refused() {
        let of = |units, code| Amount { units, currency: Currency::parse(code).unwrap() };
        assert_eq!(of(12_500, "IDR").at(2), Some(1_250_000));
        assert_eq!(of(1_250, "KWD").at(2), Some(125));
        assert_eq!(of(1_255, "KWD").at(2), None);
        assert_eq!(Amount::from(1_250_050, 2, Currency::IDR), None);
        assert_eq!(of(i64::MAX, "IDR").at(2), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(units in 0..=i64::MAX, code in "[A-Z]{3}") {
            let amount = Amount { units, currency: Currency::parse(&code).unwrap() };
            prop_assert_eq!(Amount::read(&amount.write(), amount.currency), Some(amount));
        }

        #[test]
        fn scales_go_there_and_back(units in -9_000_000_000_000_000_i64..9_000_000_000_000_000, exponent in 0_u32..4) {
            let amount = Amount { units, currency: Currency::IDR };
            let there = amount.at(exponent).unwrap();
            prop_assert_eq!(Amount::from(there, exponent, Currency::IDR), Some(amount));
        }
    }
}

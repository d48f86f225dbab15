//! Currencies and amounts of them.

use kernel::{Error, Rupiah};

/// A currency that the city takes or pays. Its amounts are whole smallest units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    exponent: u32,
}

/// Decimals as ISO 4217 has them, except that rupiah have none: nobody pays in sen.
const KNOWN: [(&str, u32); 14] = [
    ("IDR", 0),
    ("AUD", 2),
    ("CNY", 2),
    ("EUR", 2),
    ("GBP", 2),
    ("HKD", 2),
    ("JPY", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("MYR", 2),
    ("SAR", 2),
    ("SGD", 2),
    ("THB", 2),
    ("USD", 2),
];

impl Currency {
    /// Rupiah.
    pub const IDR: Currency = Currency { code: "IDR", exponent: 0 };

    /// From its three letters.
    pub fn parse(code: &str) -> Result<Currency, Error> {
        let found = KNOWN.iter().find(|(known, _)| *known == code);
        found
            .map(|(code, exponent)| Currency { code, exponent: *exponent })
            .ok_or_else(|| Error::field("currency", "ledger-currency-unknown"))
    }

    /// All but rupiah, by their letters.
    pub fn abroad() -> impl Iterator<Item = Currency> {
        KNOWN
            .into_iter()
            .map(|(code, exponent)| Currency { code, exponent })
            .filter(|one| *one != Currency::IDR)
    }

    /// Three letters.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// How many decimals its amounts are shown with.
    pub fn exponent(self) -> u32 {
        self.exponent
    }
}

/// An amount of a currency, in its smallest units. Negative where money goes out of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Which.
    pub currency: Currency,
    /// How much.
    pub units: i64,
}

impl Money {
    /// So many rupiah.
    pub fn rupiah(amount: Rupiah) -> Money {
        Money { currency: Currency::IDR, units: amount.0 }
    }

    /// The figures alone, with a point before the decimals: `12.50`. [`read`] reads it.
    pub fn plain(self) -> String {
        let one = 10_u64.pow(self.currency.exponent);
        let (sign, units) = (if self.units < 0 { "-" } else { "" }, self.units.unsigned_abs());
        match usize::try_from(self.currency.exponent) {
            Ok(width @ 1..) => format!("{sign}{}.{:0width$}", units / one, units % one),
            Ok(0) | Err(_) => format!("{sign}{units}"),
        }
    }

    /// What comes in, seen from the other side.
    #[must_use]
    pub fn negative(self) -> Option<Money> {
        self.units.checked_neg().map(|units| Money { units, ..self })
    }
}

/// Reads an amount as people write it, with so many decimals at most, in smallest units: `1.250,50`, `1,250.5`, `4.50`, `1250`.
/// What stands before the last three figures groups them, unless the currency has three decimals. `None` for anything else.
pub fn read(text: &str, exponent: u32) -> Option<i64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let places = usize::try_from(exponent).ok()?;
    let (whole, part) = match text.rfind(['.', ',']) {
        Some(at) if text.len() - at - 1 <= places && at > 0 => (text.get(..at)?, text.get(at + 1..)?),
        Some(_) | None => (text.as_str(), ""),
    };
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let grouped = rest.is_empty() || first.len() <= 3;
    if !figures(first) || !grouped || rest.iter().any(|group| group.len() != 3 || !figures(group)) {
        return None;
    }
    if !part.is_empty() && !figures(part) {
        return None;
    }
    format!("{}{part:0<places$}", groups.concat()).parse().ok()
}

impl std::fmt::Display for Money {
    /// `Rp 1.250.000`, `USD 12.50`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.currency == Currency::IDR {
            return Rupiah(self.units).fmt(f);
        }
        let (sign, units) = (if self.units < 0 { "-" } else { "" }, self.units.unsigned_abs());
        let one = 10_u64.pow(self.currency.exponent);
        let whole = kernel::say::grouped(units / one, ',');
        match self.currency.exponent {
            0 => write!(f, "{sign}{}\u{a0}{whole}", self.currency.code),
            exponent => {
                let width = usize::try_from(exponent).unwrap_or(0);
                write!(f, "{sign}{}\u{a0}{whole}.{:0width$}", self.currency.code, units % one)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_the_decimals_of_their_currency() {
        let money = |code, units| Money { currency: Currency::parse(code).unwrap(), units }.to_string();
        for (code, units, text) in [
            ("IDR", 1_250_000, "Rp\u{a0}1.250.000"),
            ("IDR", -5, "-Rp\u{a0}5"),
            ("USD", 123_456, "USD\u{a0}1,234.56"),
            ("USD", -7, "-USD\u{a0}0.07"),
            ("JPY", 1_500, "JPY\u{a0}1,500"),
            ("KWD", 1_005, "KWD\u{a0}1.005"),
        ] {
            assert_eq!(money(code, units), text);
        }
        assert!(Currency::parse("idr").is_err());
        assert!(Currency::abroad().all(|one| one != Currency::IDR));
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, exponent, units) in [
            ("16.250,50", 2, Some(1_625_050)),
            ("16,250.5", 2, Some(1_625_050)),
            ("4.50", 2, Some(450)),
            ("4,5", 2, Some(450)),
            ("1.250", 2, Some(125_000)),
            ("1250", 2, Some(125_000)),
            ("1 250,00", 2, Some(125_000)),
            ("1.005", 3, Some(1_005)),
            ("1.500", 0, Some(1_500)),
            ("12", 0, Some(12)),
            ("4.", 2, Some(400)),
            ("", 2, None),
            (".5", 2, None),
            ("-4", 2, None),
            ("4.5.0", 2, None),
            ("1250.500", 2, None),
            ("4,50 dolar", 2, None),
            ("99999999999999999999", 2, None),
        ] {
            assert_eq!(read(text, exponent), units, "{text:?} with {exponent}");
        }
    }
}

//! Amounts, and what is added to them.

use kernel::Rupiah;

use crate::fault::{Fault, Path, What};

const MOST_CHARACTERS: usize = 13;
const SHAPE: &str = "digits, with at most one point before decimals, at most 13 characters";

/// Digits, perhaps a point, perhaps decimals: whole part and decimals.
fn parts(text: &str) -> Option<(&str, &str)> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (!whole.is_empty() && digits(whole) && digits(decimals)).then_some((whole, decimals))
}

/// An amount of any currency has the right shape.
pub(crate) fn shaped(text: &str, at: usize, path: Path) -> Result<(), Fault> {
    match text.len() <= MOST_CHARACTERS && parts(text).is_some() {
        true => Ok(()),
        false => Err(Fault::value(at, path, text, SHAPE)),
    }
}

/// An amount in rupiah: `10000`, `10000.00`, `01`.
pub(crate) fn rupiah(text: &str, at: usize, path: Path) -> Result<Rupiah, Fault> {
    shaped(text, at, path)?;
    let (whole, decimals) = parts(text).unwrap_or_default();
    if decimals.bytes().any(|digit| digit != b'0') {
        return Err(Fault::new(at, path, What::NotWhole(text.to_owned())));
    }
    whole.parse().map(Rupiah).map_err(|_| Fault::value(at, path, text, SHAPE))
}

/// A share in hundredths of a percent: 250 is 2.5 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u16);

impl Percent {
    /// From 0.01 % to 99.99 %, as EMVCo allows for what is added to an amount.
    pub const fn hundredths(number: u16) -> Option<Percent> {
        if number >= 1 && number <= 9_999 { Some(Percent(number)) } else { None }
    }

    /// `2.5`, `0.75`, `10`.
    pub fn parse(text: &str) -> Option<Percent> {
        let (whole, decimals) = parts(text)?;
        let decimals = match decimals.trim_end_matches('0') {
            "" => 0,
            one if one.len() == 1 => one.parse::<u16>().ok()?.checked_mul(10)?,
            two if two.len() == 2 => two.parse().ok()?,
            _ => return None,
        };
        Percent::hundredths(whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(decimals)?)
    }

    /// The share of an amount, rounded to the nearest rupiah, a half up.
    pub fn of(self, amount: Rupiah) -> Rupiah {
        share(amount, i64::from(self.0))
    }
}

/// Hundredths of a percent of an amount, to the nearest rupiah, a half away from zero.
pub(crate) fn share(amount: Rupiah, hundredths: i64) -> Rupiah {
    let product = i128::from(amount.0) * i128::from(hundredths);
    let rounded = (product.abs() + 5_000) / 10_000 * product.signum();
    Rupiah(i64::try_from(rounded).unwrap_or(if product < 0 { i64::MIN } else { i64::MAX }))
}

impl std::fmt::Display for Percent {
    /// The shortest form: `2.5`, not `2.50`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, tenths) if tenths % 10 == 0 => write!(f, "{whole}.{}", tenths / 10),
            (whole, hundredths) => write!(f, "{whole}.{hundredths:02}"),
        }
    }
}

/// What is added to the amount (tags 55 to 57): a tip or a fee for convenience. The MDR may never be asked for this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tip {
    /// Whoever pays is asked.
    Ask,
    /// So much.
    Fixed(Rupiah),
    /// A share of the amount.
    Share(Percent),
}

impl Tip {
    /// What it adds to an amount by itself: nothing where whoever pays is asked.
    pub fn on(self, amount: Rupiah) -> Rupiah {
        match self {
            Tip::Ask => Rupiah(0),
            Tip::Fixed(tip) => tip,
            Tip::Share(percent) => percent.of(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_or_without_decimals_and_never_rounded() {
        let read = |text: &str| rupiah(text, 1, Path::ROOT).map(|amount| amount.0).ok();
        for (text, amount) in [
            ("10000", Some(10_000)),
            ("10000.00", Some(10_000)),
            ("10000.0", Some(10_000)),
            ("10000.", Some(10_000)),
            ("01", Some(1)),
            ("0", Some(0)),
            ("9999999999999", Some(9_999_999_999_999)),
            ("10000.50", None),
            ("10.000,00", None),
            ("1,000", None),
            ("1.000.000", None),
            (".5", None),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1e5", None),
            (" 1", None),
            ("١٢٣", None),
            ("99999999999999", None),
        ] {
            assert_eq!(read(text), amount, "{text}");
        }
    }

    #[test]
    fn percents_are_read_and_written_in_their_shortest_form() {
        for (text, written) in [
            ("2.5", "2.5"),
            ("2.50", "2.5"),
            ("0.75", "0.75"),
            ("10", "10"),
            ("00.01", "0.01"),
            ("99.99", "99.99"),
        ] {
            assert_eq!(Percent::parse(text).map(|one| one.to_string()).as_deref(), Some(written), "{text}");
        }
        for text in ["0", "100", "0.001", "2,5", "", ".", "-1", "655.36"] {
            assert_eq!(Percent::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_share_is_rounded_to_the_nearest_rupiah_a_half_up() {
        let half = Percent::parse("0.5").unwrap();
        for (amount, share) in [(100, 1), (99, 0), (101, 1), (299, 1), (300, 2), (10_000_000, 50_000)] {
            assert_eq!(half.of(Rupiah(amount)), Rupiah(share), "{amount}");
        }
        assert_eq!(Tip::Fixed(Rupiah(500)).on(Rupiah(1)), Rupiah(500));
        assert_eq!(Tip::Ask.on(Rupiah(1_000)), Rupiah(0));
    }
}

//! What a payment costs the merchant: the merchant discount rate (MDR), by class, amount and date.
//!
//! The rates are Bank Indonesia's as the press reported them; `data/mdr_qris.csv` names the report of each. The merchant bears
//! the MDR: asking the buyer for it is forbidden, and may put the merchant on a black list.

use chrono::NaiveDate;
use kernel::Rupiah;

use crate::Criteria;
use crate::amount::share;

const TABLE: &str = include_str!("../data/mdr_qris.csv");

/// Who is paid, as the rates tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// UMI.
    Micro,
    /// UKE, and URE: all that is not micro, in older codes.
    Small,
    /// UME.
    Medium,
    /// UBE.
    Large,
    /// Filling stations, public service agencies (BLU), public service obligations (PSO).
    PublicService,
    /// Payments of and to the state, and donations.
    Donation,
}

impl Class {
    /// The class that a code names; `None` where it names none that has a rate.
    pub fn of(criteria: &Criteria) -> Option<Class> {
        match criteria {
            Criteria::Micro => Some(Class::Micro),
            Criteria::Small | Criteria::Regular => Some(Class::Small),
            Criteria::Medium => Some(Class::Medium),
            Criteria::Large => Some(Class::Large),
            Criteria::PublicService => Some(Class::PublicService),
            Criteria::Other(_) => None,
        }
    }

    fn parse(text: &str) -> Option<Class> {
        Some(match text {
            "UMI" => Class::Micro,
            "UKE" => Class::Small,
            "UME" => Class::Medium,
            "UBE" => Class::Large,
            "SPBU/BLU/PSO" => Class::PublicService,
            "G2P/P2G/donasi" => Class::Donation,
            _ => return None,
        })
    }
}

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Who is paid.
    pub class: Class,
    /// For payments above this.
    pub above: Rupiah,
    /// For payments up to this.
    pub up_to: Option<Rupiah>,
    /// Hundredths of a percent of the whole payment: 30 is 0.3 %.
    pub hundredths: u16,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: Option<NaiveDate>,
    /// Who reported it, and when.
    pub source: &'static str,
}

impl Rate {
    fn parse(line: &'static str) -> Option<Rate> {
        let mut cells = line.splitn(7, ',');
        let mut next = || cells.next();
        let rupiah = |text: &str| text.parse().ok().map(Rupiah);
        let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let (class, above, up_to) = (next()?, next()?, next()?);
        let (percent, from, until, source) = (next()?, next()?, next()?, next()?);
        Some(Rate {
            class: Class::parse(class)?,
            above: rupiah(above)?,
            up_to: if up_to.is_empty() { None } else { Some(rupiah(up_to)?) },
            hundredths: hundredths(percent)?,
            from: date(from)?,
            until: if until.is_empty() { None } else { Some(date(until)?) },
            source,
        })
    }

    fn is_for(&self, class: Class, amount: Rupiah, on: NaiveDate) -> bool {
        self.class == class
            && amount > self.above
            && self.up_to.is_none_or(|most| amount <= most)
            && on >= self.from
            && self.until.is_none_or(|last| on <= last)
    }
}

/// `0.3` is 30, and 0 is 0, which is a rate here.
fn hundredths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals: u16 = format!("{decimals:0<2}").parse().ok().filter(|_| decimals.len() <= 2)?;
    whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(decimals)
}

/// The whole table, in the order of the file.
pub fn rates() -> Vec<Rate> {
    TABLE.lines().skip(1).filter_map(Rate::parse).collect()
}

/// What the merchant pays for one payment, and by which line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    /// To the nearest rupiah, a half up.
    pub fee: Rupiah,
    /// The line of the table.
    pub rate: Rate,
}

/// What a payment costs the merchant: the rate of its class for the payment's size and day, of the whole payment and not only of
/// what is above a threshold, **rounded to the nearest rupiah, a half up**. Providers state no rounding of their own; where a
/// provider's statement differs by a rupiah, its statement is what was paid. `None` where no rate is known: before July 2023,
/// or for an amount of zero.
pub fn fee(class: Class, amount: Rupiah, on: NaiveDate) -> Option<Fee> {
    let rate = rates().into_iter().find(|rate| rate.is_for(class, amount, on))?;
    Some(Fee { fee: share(amount, i64::from(rate.hundredths)), rate })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = TABLE.lines().filter(|line| !line.trim().is_empty()).count();
        assert_eq!(rates().len() + 1, lines);
        assert!(rates().iter().all(|rate| !rate.source.is_empty()));
    }

    #[test]
    fn no_payment_has_two_rates() {
        let all = rates();
        for day in ["2023-07-01", "2023-08-31", "2023-09-01", "2024-11-30", "2024-12-01", "2026-01-01"] {
            for amount in [1, 100_000, 100_001, 500_000, 500_001, 10_000_000] {
                for class in [
                    Class::Micro,
                    Class::Small,
                    Class::Medium,
                    Class::Large,
                    Class::PublicService,
                    Class::Donation,
                ] {
                    let fit = all.iter().filter(|rate| rate.is_for(class, Rupiah(amount), on(day))).count();
                    assert_eq!(fit, 1, "{class:?} {amount} {day}");
                }
            }
        }
    }

    #[test]
    fn the_fee_is_that_of_the_class_the_amount_and_the_day() {
        for (class, amount, day, expected) in [
            (Class::Micro, 500_000, "2024-12-01", Some(0)),
            (Class::Micro, 500_001, "2024-12-01", Some(1_500)),
            (Class::Micro, 500_000, "2024-11-30", Some(1_500)),
            (Class::Micro, 100_000, "2024-11-30", Some(0)),
            (Class::Micro, 100_000, "2023-08-31", Some(300)),
            (Class::Small, 100_000, "2025-06-01", Some(700)),
            (Class::Medium, 71, "2025-06-01", Some(0)),
            (Class::Medium, 72, "2025-06-01", Some(1)),
            (Class::Large, 10_000_000, "2025-06-01", Some(70_000)),
            (Class::PublicService, 250_000, "2025-06-01", Some(1_000)),
            (Class::Donation, 250_000, "2025-06-01", Some(0)),
            (Class::Micro, 100_000, "2023-06-30", None),
            (Class::Small, 0, "2025-06-01", None),
        ] {
            let found = fee(class, Rupiah(amount), on(day)).map(|one| one.fee.0);
            assert_eq!(found, expected, "{class:?} {amount} {day}");
        }
    }

    #[test]
    fn a_code_of_an_unknown_class_has_no_rate() {
        assert_eq!(Class::of(&Criteria::parse("XYZ")), None);
        assert_eq!(Class::of(&Criteria::parse("ure")), Some(Class::Small));
    }
}

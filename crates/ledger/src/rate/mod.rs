//! Rates: what one unit of another currency is worth in rupiah, as the city wrote down, with where it read that.
//!
//! Always true: a rate suggests prices, and says what a payment in another currency is worth in the books. Nobody is charged
//! by one: buyers pay prices that somebody typed.

pub(crate) mod pages;

use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::{Can, Error, Role, Rupiah, Say, Tx};

use crate::money::{Currency, Money};

/// Writes rates down.
pub const SET: Can = Can::new("ledger.rate.set", &[Role::CityAdmin]);

/// What a currency is worth from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    pub currency: Currency,
    pub day: NaiveDate,
    /// Hundredths of a rupiah for one whole unit.
    pub hundredths: i64,
    /// Where it stands.
    pub source: String,
}

impl Rate {
    /// Smallest units of the currency in one of the hundredths.
    fn scale(&self) -> i128 {
        100 * 10_i128.pow(self.currency.exponent())
    }

    /// What so many smallest units are worth, half a rupiah up. `None` where it does not fit.
    pub fn worth(&self, units: i64) -> Option<Rupiah> {
        let double = i128::from(units) * i128::from(self.hundredths) * 2;
        i64::try_from((double + self.scale()).div_euclid(self.scale() * 2)).ok().map(Rupiah)
    }

    /// About how much so many rupiah are, half a smallest unit up. For showing only.
    pub fn about(&self, amount: Rupiah) -> Money {
        let one = i128::from(self.hundredths.max(1));
        let double = i128::from(amount.0) * self.scale() * 2;
        let units = i64::try_from((double + one).div_euclid(one * 2)).unwrap_or(i64::MAX);
        Money { currency: self.currency, units }
    }
}

/// Hundredths of a rupiah as people read them: `Rp 16.250,50`.
pub fn written(hundredths: i64) -> String {
    let hundredths = hundredths.unsigned_abs();
    format!("Rp\u{a0}{},{:02}", kernel::say::grouped(hundredths / 100, '.'), hundredths % 100)
}

/// The rate of a currency on a day: the last that was written down for it or a day before, since central banks do not publish
/// every day.
pub async fn on(tx: &mut Tx, currency: Currency, day: NaiveDate) -> Result<Option<Rate>, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select day, hundredths, source from ledger.rate where city = $1 and currency = $2 and day <= $3
         order by day desc, at desc limit 1",
        city.0,
        currency.code(),
        day
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Rate { currency, day: row.day, hundredths: row.hundredths, source: row.source }))
}

/// What was written down, the last day first.
pub async fn list(tx: &mut Tx, most: i64) -> Result<Vec<Rate>, Error> {
    tx.must_in_city(SET)?;
    let city = tx.city();
    let rows = sqlx::query!(
        "select currency, day, hundredths, source from ledger.rate where city = $1 order by day desc, currency, at desc limit $2",
        city.0,
        most
    )
    .fetch_all(tx.conn())
    .await?;
    let rates = rows.into_iter().map(|row| {
        let currency = Currency::parse(&row.currency)?;
        Ok(Rate { currency, day: row.day, hundredths: row.hundredths, source: row.source })
    });
    rates.collect()
}

/// The dearest that a unit may be, in hundredths of a rupiah: Rp 1.000.000.
const DEAREST: i64 = 100_000_000;

/// Writes a rate down. Written twice for a day, the later holds.
pub async fn set(tx: &mut Tx, rate: Rate) -> Result<(), Error> {
    tx.must_in_city(SET)?;
    if rate.currency == Currency::IDR {
        return Err(Error::field("currency", "ledger-rate-rupiah"));
    }
    if rate.day > tx.today() {
        return Err(Error::field("day", "ledger-rate-day"));
    }
    if !(1..=DEAREST).contains(&rate.hundredths) {
        return Err(Error::field("rate", "ledger-rate-form"));
    }
    let source = rate.source.trim();
    if !(3..=100).contains(&source.chars().count()) {
        return Err(Error::field("source", Say::new("ledger-rate-source-length").with("most", 100)));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    sqlx::query!(
        "insert into ledger.rate (city, currency, day, at, by, hundredths, source)
         select $1, $2, $3,
                greatest($4, (select max(r.at) + interval '1 microsecond' from ledger.rate r
                              where r.city = $1 and r.currency = $2 and r.day = $3)),
                $5, $6, $7",
        city.0,
        rate.currency.code(),
        rate.day,
        now,
        by,
        rate.hundredths,
        source
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(SET.name, "rate", format!("{}/{}", rate.currency.code(), rate.day))).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rate(code: &str, hundredths: i64) -> Rate {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        Rate {
            currency: Currency::parse(code).unwrap(),
            day,
            hundredths,
            source: "Bank Indonesia".to_owned(),
        }
    }

    #[test]
    fn worth_is_rounded_once_half_a_rupiah_up() {
        for (code, hundredths, units, rupiah) in [
            ("USD", 1_625_050, 450, 73_127),
            ("USD", 1_625_000, 1, 163),
            ("JPY", 10_550, 500, 52_750),
            ("KWD", 5_290_000, 1_005, 53_165),
            ("USD", 100, 50, 1),
            ("USD", 100, 49, 0),
        ] {
            assert_eq!(rate(code, hundredths).worth(units), Some(Rupiah(rupiah)), "{code} {units}");
        }
        assert_eq!(rate("USD", i64::MAX).worth(i64::MAX), None);
    }

    #[test]
    fn about_is_the_way_back() {
        assert_eq!(rate("USD", 1_625_050).about(Rupiah(73_127)).to_string(), "USD\u{a0}4.50");
        assert_eq!(rate("JPY", 10_550).about(Rupiah(15_000)).to_string(), "JPY\u{a0}142");
    }

    proptest! {
        #[test]
        fn there_and_back_is_half_a_unit_off_at_most(units in 1..10_000_000_i64, hundredths in 100_000..5_000_000_i64) {
            // A cent is worth more than a rupiah here, so that nothing of it is lost on the way.
            let rate = rate("USD", hundredths);
            prop_assert_eq!(rate.about(rate.worth(units).unwrap()).units, units);
        }

        #[test]
        fn more_is_never_worth_less(units in 0..10_000_000_i64, hundredths in 1..5_000_000_i64) {
            let rate = rate("EUR", hundredths);
            prop_assert!(rate.worth(units) <= rate.worth(units + 1));
        }
    }
}

//! Terms: what the city keeps of sales, how long a buyer may take to pay, what sending costs.
//!
//! Always true: terms hold from a moment on and are never changed backwards; what was bought keeps the terms of its day.

pub(crate) mod pages;

use kernel::audit::Entry;
use kernel::{AreaCode, Can, CityId, Error, Role, Rupiah, Say, Tx};

/// Sets the market's terms.
pub const SET: Can = Can::new("market.term.set", &[Role::CityAdmin]);

/// The first kilogram and each further one, in whole rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub first: Rupiah,
    pub next: Rupiah,
}

/// What the city asks of makers and buyers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// What it keeps of goods, in hundredths of a percent.
    pub commission: i32,
    /// Minutes that a buyer has to pay.
    pub minutes: i32,
    pub in_city: Rate,
    pub in_province: Rate,
    pub in_country: Rate,
}

impl Default for Terms {
    /// Where a city has said nothing: it keeps nothing, and sending costs about what couriers asked in 2026.
    fn default() -> Terms {
        let rate = |first, next| Rate { first: Rupiah(first), next: Rupiah(next) };
        Terms {
            commission: 0,
            minutes: 30,
            in_city: rate(9_000, 5_000),
            in_province: rate(15_000, 12_000),
            in_country: rate(32_000, 28_000),
        }
    }
}

impl Terms {
    /// What it costs to send so many grams from a city to a territory. A kilogram that is begun is paid, and the first in any
    /// case.
    pub fn shipping(&self, from: CityId, to: &AreaCode, grams: i32) -> Rupiah {
        let here = AreaCode::of_city(from);
        let province = here.as_ref().and_then(AreaCode::parent);
        let rate = if here.is_some_and(|here| here.contains(to)) {
            self.in_city
        } else if province.is_some_and(|province| province.contains(to)) {
            self.in_province
        } else {
            self.in_country
        };
        let further = (i64::from(grams.max(1)) + 999) / 1_000 - 1;
        Rupiah(rate.first.0 + rate.next.0 * further)
    }

    /// What the city keeps of so many rupiah of goods; a fraction is the maker's.
    pub fn kept(&self, goods: Rupiah) -> Rupiah {
        let points = i128::from(goods.0.max(0)) * i128::from(self.commission) / 10_000;
        // Never more than the goods, and those fit.
        Rupiah(i64::try_from(points).unwrap_or(goods.0))
    }
}

/// The terms that hold now.
pub async fn now(tx: &mut Tx) -> Result<Terms, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select commission, minutes, city_first, city_next, province_first, province_next, country_first, country_next
         from market.term where city = $1 order by from_at desc limit 1",
        city.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let rate = |first, next| Rate { first: Rupiah(first), next: Rupiah(next) };
    Ok(row.map_or_else(Terms::default, |row| Terms {
        commission: row.commission,
        minutes: row.minutes,
        in_city: rate(row.city_first, row.city_next),
        in_province: rate(row.province_first, row.province_next),
        in_country: rate(row.country_first, row.country_next),
    }))
}

/// The most that a rate may be.
const MOST_RATE: i64 = 10_000_000;

/// Sets terms that hold from now on.
pub async fn set(tx: &mut Tx, terms: Terms) -> Result<(), Error> {
    tx.must_in_city(SET)?;
    if !(0..=3_000).contains(&terms.commission) {
        return Err(Error::field("commission", "market-term-commission-range"));
    }
    if !(5..=1_440).contains(&terms.minutes) {
        return Err(Error::field("minutes", "market-term-minutes-range"));
    }
    let rates = [
        ("city-first", terms.in_city.first),
        ("city-next", terms.in_city.next),
        ("province-first", terms.in_province.first),
        ("province-next", terms.in_province.next),
        ("country-first", terms.in_country.first),
        ("country-next", terms.in_country.next),
    ];
    if let Some((field, _)) = rates.iter().find(|(_, rate)| !(0..=MOST_RATE).contains(&rate.0)) {
        let most = kernel::say::grouped(MOST_RATE.unsigned_abs(), '.');
        return Err(Error::field(field, Say::new("market-term-rate-range").with("most", most)));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    sqlx::query!(
        "insert into market.term (city, from_at, by, commission, minutes, city_first, city_next,
                                  province_first, province_next, country_first, country_next)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (city, from_at) do nothing",
        city.0,
        now,
        by,
        terms.commission,
        terms.minutes,
        terms.in_city.first.0,
        terms.in_city.next.0,
        terms.in_province.first.0,
        terms.in_province.next.0,
        terms.in_country.first.0,
        terms.in_country.next.0
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(SET.name, "term", now.to_rfc3339())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kilogram_that_is_begun_is_paid_and_nearer_is_cheaper() {
        let (terms, semarang) = (Terms::default(), CityId(3374));
        for (to, grams, cost) in [
            ("33.74.06.1003", 250, 9_000),
            ("33.74.06.1003", 1_000, 9_000),
            ("33.74.06.1003", 1_001, 14_000),
            ("33.71", 2_500, 39_000),
            ("32.76.01", 1, 32_000),
            ("91.71", 0, 32_000),
        ] {
            let to = AreaCode::parse(to).unwrap();
            assert_eq!(terms.shipping(semarang, &to, grams), Rupiah(cost), "{to:?} {grams}");
        }
    }

    #[test]
    fn a_fraction_of_the_commission_is_the_makers() {
        let terms = Terms { commission: 250, ..Terms::default() };
        for (goods, kept) in [(15_000, 375), (15_039, 375), (15_040, 376), (39, 0), (0, 0)] {
            assert_eq!(terms.kept(Rupiah(goods)), Rupiah(kept), "{goods}");
        }
    }
}

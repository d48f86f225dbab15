//! Tariffs: what sending a parcel abroad costs, typed for each zone and currency.

use kernel::audit::Entry;
use kernel::{Error, Tx};
use ledger::money::{Currency, Money};

use super::Zone;
use crate::term;

/// What sending costs to a zone, in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tariff {
    pub zone: Zone,
    pub currency: Currency,
    /// The first half kilogram and each further one, in smallest units.
    pub first: i64,
    pub next: i64,
}

/// Grams for which a parcel pays once more.
const STEP: i64 = 500;

impl Tariff {
    /// What it costs to send so many grams. Half a kilogram that is begun is paid, and the first in any case. `None` where it
    /// does not fit.
    pub fn shipping(&self, grams: i32) -> Option<Money> {
        let further = (i64::from(grams.max(1)) + STEP - 1) / STEP - 1;
        let units = self.next.checked_mul(further)?.checked_add(self.first)?;
        Some(Money { currency: self.currency, units })
    }
}

/// The tariffs that hold now, nearest first. Asks no permission: they are public.
pub async fn now(tx: &mut Tx) -> Result<Vec<Tariff>, Error> {
    let city = tx.city();
    // bounded: by zones and currencies
    let rows = sqlx::query!(
        r#"select zone as "zone!", currency as "currency!", first as "first!", next as "next!"
           from (select distinct on (zone, currency) zone, currency, first, next
                 from market.tariff where city = $1 order by zone, currency, from_at desc) t
           where first is not null"#,
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut tariffs = Vec::new();
    for row in rows {
        let zone =
            Zone::parse(&row.zone).ok_or_else(|| Error::broken("a zone that the table does not hold"))?;
        let currency = Currency::parse(&row.currency)?;
        tariffs.push(Tariff { zone, currency, first: row.first, next: row.next });
    }
    tariffs.sort_by_key(|tariff| (tariff.zone, tariff.currency.code()));
    Ok(tariffs)
}

/// The most that sending may cost, in smallest units.
const MOST: i64 = 1_000_000_000;

/// Says what sending costs from now on; nothing to send there no more for that currency.
pub async fn set(tx: &mut Tx, zone: Zone, currency: Currency, cost: Option<(i64, i64)>) -> Result<(), Error> {
    tx.must_in_city(term::SET)?;
    if currency == Currency::IDR {
        return Err(Error::field("currency", "market-tariff-rupiah"));
    }
    if cost.is_some_and(|(first, _)| !(1..=MOST).contains(&first)) {
        return Err(Error::field("first", "market-tariff-form"));
    }
    if cost.is_some_and(|(_, next)| !(0..=MOST).contains(&next)) {
        return Err(Error::field("next", "market-tariff-form"));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let (first, next) = cost.unzip();
    sqlx::query!(
        "insert into market.tariff (city, zone, currency, from_at, by, first, next)
         select $1, $2, $3,
                greatest($4, (select max(t.from_at) + interval '1 microsecond' from market.tariff t
                              where t.city = $1 and t.zone = $2 and t.currency = $3)),
                $5, $6, $7",
        city.0,
        zone.as_str(),
        currency.code(),
        now,
        by,
        first,
        next
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(term::SET.name, "tariff", format!("{}/{}", zone.as_str(), currency.code()))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_kilogram_that_is_begun_is_paid() {
        let currency = Currency::parse("USD").unwrap();
        let tariff = Tariff { zone: Zone::Asean, currency, first: 900, next: 350 };
        for (grams, units) in [(0, 900), (1, 900), (500, 900), (501, 1_250), (1_000, 1_250), (1_700, 1_950)] {
            assert_eq!(tariff.shipping(grams).map(|money| money.units), Some(units), "{grams}");
        }
        let dear = Tariff { next: i64::MAX, ..tariff };
        assert_eq!(dear.shipping(2_000), None);
    }
}

//! What the platform's own services counted of businesses, where others would have to be asked.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{Error, Rupiah, Tx};

use super::BusinessId;
use crate::source::claims::{BusinessClaims, Measure, MeasureKind};
use crate::source::{self, Kind, NewSource, settle};

/// So many businesses are computed at a time.
const CHUNK: usize = 500;

/// Writes down what businesses sold over the city's market in the year that ended with `until`: the market counts it, and no
/// person may say it. What is told of a business that became another counts for that one. Told again with the same sums,
/// nothing changes; that nothing was sold is written down where something was before. Records that are withdrawn are passed over.
pub async fn sold(tx: &mut Tx, until: NaiveDate, sales: &[(BusinessId, Rupiah)]) -> Result<(), Error> {
    if tx.actor().account().is_some() {
        return Err(Error::Forbidden);
    }
    let changed = changed(tx, until, sales).await?;
    for (business, sum) in &changed {
        let measure = Measure { kind: MeasureKind::MarketSales, value: sum.0, unit: None, year: None };
        let claims = BusinessClaims { measures: vec![measure], ..BusinessClaims::default() };
        let said = NewSource { observed_on: Some(until), business: claims, ..NewSource::default() };
        source::say(tx, Kind::Service, said, None, Some(*business)).await?;
    }
    let businesses: Vec<BusinessId> = changed.into_iter().map(|(business, _)| business).collect();
    for businesses in businesses.chunks(CHUNK) {
        settle(tx, &[], businesses).await?;
    }
    Ok(())
}

/// Of these sums those that are not known yet, by the business that each is now.
async fn changed(
    tx: &mut Tx,
    until: NaiveDate,
    sales: &[(BusinessId, Rupiah)],
) -> Result<Vec<(BusinessId, Rupiah)>, Error> {
    let (city, ids) = (tx.city(), sales.iter().map(|(business, _)| business.0).collect::<Vec<_>>());
    // bounded: by what was told
    let known = sqlx::query!(
        r#"select b.business as "business!: BusinessId", b.now as "now!: BusinessId", m.measured_on as "on?", m.value as "value?"
           from registry.business_now b
           left join lateral (
               select measured_on, value from registry.measure m
               where m.city = b.city and m.business = b.now and m.kind = 'market_sales' and m.measured_on <= $3
               order by m.measured_on desc, m.source desc limit 1) m on true
           where b.city = $1 and b.business = any($2)"#,
        city.0,
        &ids,
        until
    )
    .fetch_all(tx.conn())
    .await?;
    let mut sums: BTreeMap<BusinessId, i64> = BTreeMap::new();
    for (business, sum) in sales {
        let Some(row) = known.iter().find(|row| row.business == *business) else { continue };
        let all = sums.entry(row.now).or_default();
        *all = all.saturating_add(sum.0);
    }
    let told = |business: BusinessId, sum: i64| {
        let row = known.iter().find(|row| row.now == business);
        let last = row.and_then(|row| row.on.zip(row.value));
        last.map_or(sum == 0, |(on, value)| value == sum && (on == until || sum == 0))
    };
    Ok(sums
        .into_iter()
        .filter(|(business, sum)| !told(*business, *sum))
        .map(|(b, sum)| (b, Rupiah(sum)))
        .collect())
}

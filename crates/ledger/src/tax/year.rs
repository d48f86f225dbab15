use chrono::{Datelike as _, NaiveDate};
use kernel::{Error, Rupiah, Tx};
use uuid::Uuid;

use super::THRESHOLD;

/// A maker's calendar year so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Year {
    /// Which.
    pub year: i32,
    /// Sold, less what was refunded.
    pub gross: Rupiah,
}

impl Year {
    /// How much of the threshold is used, in hundredths, whole.
    pub fn used(&self) -> i64 {
        (i128::from(self.gross.0.max(0)) * 100 / i128::from(THRESHOLD.0)).try_into().unwrap_or(i64::MAX)
    }
}

/// What a maker sold in the year of a day, until that day: what came to the account of what they earned by sales, refunds and
/// their reversals. The room that sells puts the gross amount there and takes fees out in journals of another kind.
pub async fn year(tx: &mut Tx, owner: Uuid, day: NaiveDate) -> Result<Year, Error> {
    let city = tx.city();
    let from = NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day);
    let gross = sqlx::query_scalar!(
        r#"select coalesce(-sum(l.amount), 0)::bigint as "gross!"
           from ledger.account a
           join ledger.leg l on l.city = a.city and l.account = a.id and l.day >= $3 and l.day <= $4 and l.currency = 'IDR'
           join ledger.journal j on j.city = l.city and j.id = l.journal
           left join ledger.journal r on r.city = j.city and r.id = j.reverses
           where a.city = $1 and a.purpose = 'payable' and a.owner = $2
             and coalesce(r.kind, j.kind) in ('sale', 'refund')"#,
        city.0,
        owner,
        from,
        day
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Year { year: day.year(), gross: Rupiah(gross) })
}

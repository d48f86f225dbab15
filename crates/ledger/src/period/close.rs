use chrono::{NaiveDate, TimeDelta};
use kernel::audit::Entry;
use kernel::{Error, Instant, Job, Tx};
use serde::{Deserialize, Serialize};

use super::{CLOSE, first, next, tail};

/// Days after its end in which a month stays open: providers' statements come in late.
const GRACE: TimeDelta = TimeDelta::days(7);

/// The last closed month, by its first day.
pub async fn closed(tx: &mut Tx) -> Result<Option<NaiveDate>, Error> {
    let city = tx.city();
    let month = sqlx::query_scalar!("select max(month) from ledger.period where city = $1", city.0)
        .fetch_one(tx.conn())
        .await?;
    Ok(month)
}

/// Closed months, the newest first: month, and when it was closed.
pub async fn list(tx: &mut Tx) -> Result<Vec<(NaiveDate, Instant)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select month, closed_at as "at: Instant" from ledger.period where city = $1 order by month desc limit 120"#,
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.month, row.at)).collect())
}

/// Closes a month that has ended: what is in each account then is written down. Months are closed one after the other; one
/// that is closed stays so, and closing it again does nothing.
pub async fn close_period(tx: &mut Tx, month: NaiveDate) -> Result<(), Error> {
    tx.must_in_city(CLOSE)?;
    let (city, now, month) = (tx.city(), tx.now(), first(month));
    if next(month) > tx.today() {
        return Err(Error::field("month", "ledger-month-runs"));
    }
    // Waits for those who post, and they for this.
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('ledger.period', $1::int::bigint))", city.0)
        .execute(tx.conn())
        .await?;
    let before = tail(tx).await?;
    match before.closed {
        Some(last) if month <= last => return Ok(()),
        Some(last) if month > next(last) => return Err(Error::field("month", "ledger-month-skips")),
        Some(_) | None => {}
    }
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into ledger.period (city, month, closed_at, closed_by) values ($1, $2, $3, $4)",
        city.0,
        month,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into ledger.closing (city, month, account, currency, balance)
         select $1, $2, m.account, m.currency, sum(m.amount)::bigint from (
             select c.account, c.currency, c.balance as amount from ledger.closing c
             where c.city = $1 and c.month = $3
             union all
             select l.account, l.currency, l.amount from ledger.leg l
             where l.city = $1 and l.day >= $4 and l.day < $5) m
         group by m.account, m.currency",
        city.0,
        month,
        before.closed,
        before.since,
        next(month)
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(CLOSE.name, "period", month)).await?;
    Ok(())
}

/// Closes the months that ended a week ago or longer.
#[derive(Debug, Serialize, Deserialize)]
pub struct CloseMonths {}

impl Job for CloseMonths {
    const NAME: &'static str = "ledger.period.close";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let city = tx.city();
        let oldest = sqlx::query_scalar!("select min(day) from ledger.journal where city = $1", city.0)
            .fetch_one(tx.conn())
            .await?;
        let Some(oldest) = oldest else { return Ok(()) };
        let mut month = closed(tx).await?.map_or(first(oldest), next);
        while next(month) + GRACE <= tx.today() {
            close_period(tx, month).await?;
            month = next(month);
        }
        Ok(())
    }
}

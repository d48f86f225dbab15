//! One row ends and another follows it: a new number, or another kelurahan.

use chrono::NaiveDate;
use kernel::{Error, OnConstraint, Tx};
use uuid::Uuid;

/// What follows a row.
#[derive(Debug, Clone)]
pub(crate) struct Follower {
    /// The row that ends.
    pub(crate) id: Uuid,
    /// The kelurahan from now on; `None`: the same.
    pub(crate) kelurahan: Option<i32>,
    pub(crate) number: String,
}

/// Ends rows on a day and opens those that follow them; the RT of an RW follow it under their own numbers.
pub(crate) async fn follow(
    tx: &mut Tx,
    followers: &[Follower],
    on: NaiveDate,
    change: Option<Uuid>,
) -> Result<(), Error> {
    let old: Vec<Uuid> = followers.iter().map(|follower| follower.id).collect();
    let rts = end(tx, &old, on).await?;
    let new: Vec<Uuid> = followers.iter().map(|_| tx.id()).collect();
    let new_rts: Vec<Uuid> = rts.iter().map(|_| tx.id()).collect();
    let kelurahan: Vec<i32> = followers.iter().map(|follower| follower.kelurahan.unwrap_or(0)).collect();
    let numbers: Vec<String> = followers.iter().map(|follower| follower.number.clone()).collect();
    let (city, now, by) = (tx.city().0, tx.now(), tx.actor().account().map(|account| account.0));
    let taken = || Error::refused("territory-number-taken");
    sqlx::query!(
        "insert into territory.neighbourhood
             (city, id, kelurahan, kind, number, rw, invented, valid, follows, change, by_account, made_at)
         select n.city, t.id, coalesce(nullif(t.kelurahan, 0), n.kelurahan), n.kind, t.number, n.rw, n.invented,
                daterange($6, null), n.id, $7, $8, $9
         from unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[]) as t (old, id, kelurahan, number)
         join territory.neighbourhood n on n.city = $1 and n.id = t.old",
        city,
        &old,
        &new,
        &kelurahan,
        &numbers,
        on,
        change,
        by,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("neighbourhood_rw_once", taken)
    .on_constraint("neighbourhood_rt_once", taken)?;
    sqlx::query!(
        "insert into territory.neighbourhood
             (city, id, kelurahan, kind, number, rw, invented, valid, follows, change, by_account, made_at)
         select n.city, t.id, rw.kelurahan, n.kind, n.number, rw.id, n.invented, daterange($4, null), n.id, $5, $6, $7
         from unnest($2::uuid[], $3::uuid[]) as t (old, id)
         join territory.neighbourhood n on n.city = $1 and n.id = t.old
         join territory.neighbourhood rw on rw.city = n.city and rw.follows = n.rw and lower(rw.valid) = $4",
        city,
        &rts,
        &new_rts,
        on,
        change,
        by,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("neighbourhood_rt_once", taken)?;
    Ok(())
}

/// Ends rows, and the RT in those that are RW; returns the latter.
async fn end(tx: &mut Tx, old: &[Uuid], on: NaiveDate) -> Result<Vec<Uuid>, Error> {
    let city = tx.city().0;
    let rts = sqlx::query_scalar!(
        "select id from territory.neighbourhood
         where city = $1 and rw = any($2) and valid @> $3::date order by id limit 100000 for update",
        city,
        old,
        on
    )
    .fetch_all(tx.conn())
    .await?;
    let all = [old, &rts].concat();
    let ended = sqlx::query!(
        "update territory.neighbourhood set valid = daterange(lower(valid), $3)
         where city = $1 and id = any($2) and valid @> $3::date and upper(valid) is null",
        city,
        &all,
        on
    )
    .execute(tx.conn())
    .await
    .on_constraint("neighbourhood_valid_some", || Error::field("on", "territory-day-too-early"))?;
    if ended.rows_affected() == u64::try_from(all.len()).unwrap_or(u64::MAX) {
        Ok(rts)
    } else {
        // One of them begins later than that day, or its end is already written.
        Err(Error::field("on", "territory-day-too-early"))
    }
}

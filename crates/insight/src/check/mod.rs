//! The nightly count of everything from the start, beside the figures that grew with each record.
//!
//! A figure that differs may only be waiting: its record was written a moment ago and its refresh comes. So what differs is
//! looked at again a minute later, and what then still differs in just the same way is wrong. It is put right, said on the
//! dashboard, and logged as an error, for it is a fault of ours.
//!
//! Always true: a count that found nothing wrong compared every kept figure with a counted one, and every counted figure
//! with a kept one.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta, Timelike};
use kernel::job::{Job, When};
use kernel::{Error, Instant, Tx};
use serde::{Deserialize, Serialize};

use crate::figure::{
    Cells, Change, REFRESH, changes, counted, kept, refresh_all, rolled, turn, wholes, write, zone,
};

kernel::id!(
    /// A count.
    CheckId
);

/// Looks every half hour whether tonight's count is due.
#[derive(Debug, Serialize, Deserialize)]
pub struct Nightly {}

/// Looks again at what differed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Confirm {
    pub check: CheckId,
}

/// Refreshes take seconds; who still differs after this is not waiting for one.
const AGAIN: TimeDelta = TimeDelta::seconds(60);
/// More cells than this are no slip but a loss; the first are enough to show it.
const MOST: usize = 5000;

impl Job for Nightly {
    const NAME: &'static str = "insight.check.nightly";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        if due(tx).await? { run(tx).await.map(|_| ()) } else { Ok(()) }
    }
}

impl Job for Confirm {
    const NAME: &'static str = "insight.check.confirm";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        confirm(tx, self.check).await
    }
}

/// Once a day, from one in the morning on, and at once where there was none yet.
async fn due(tx: &mut Tx) -> Result<bool, Error> {
    let zone = zone(tx).await?;
    let (city, local) = (tx.city(), zone.local(tx.now()));
    let last =
        sqlx::query_scalar!(r#"select max(at) as "at" from insight.check_run where city = $1"#, city.0)
            .fetch_one(tx.conn())
            .await?;
    let day = |at: Instant| -> NaiveDate { zone.local(at).date() };
    Ok(last.is_none_or(|last| day(last) < local.date() && local.hour() >= 1))
}

/// Counts everything and compares. Where nothing was ever counted, it only counts.
pub async fn run(tx: &mut Tx) -> Result<CheckId, Error> {
    tx.must_in_city(REFRESH)?;
    turn(tx).await?;
    let (city, now, id): (_, _, CheckId) = (tx.city(), tx.now(), tx.id());
    let first = !sqlx::query_scalar!(
        r#"select exists (select 1 from insight.check_run where city = $1) as "known!""#,
        city.0
    )
    .fetch_one(tx.conn())
    .await?;
    let started = std::time::Instant::now();
    if first {
        refresh_all(tx).await?;
    }
    let (kept, counted) = both(tx, None).await?;
    let differ = changes(&kept, &counted);
    let cells =
        i64::try_from(kept.keys().chain(counted.keys()).collect::<BTreeSet<_>>().len()).unwrap_or(i64::MAX);
    let milliseconds = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
    let same = differ.is_empty();
    let suspects = serde_json::to_value(differ.into_iter().take(MOST).collect::<Vec<_>>())?;
    sqlx::query!(
        "insert into insight.check_run (city, id, at, cells, suspects, wrong, settled_at, milliseconds)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        id.0,
        now,
        cells,
        suspects,
        same.then_some(0),
        same.then_some(now),
        milliseconds
    )
    .execute(tx.conn())
    .await?;
    if !same {
        tx.enqueue_when(Confirm { check: id }, When::at(now + AGAIN)).await?;
    }
    Ok(id)
}

/// The kept figures and the counted ones, of everything or of these areas and the wholes that they lie in.
async fn both(tx: &mut Tx, areas: Option<&[String]>) -> Result<(Cells, Cells), Error> {
    let zone = zone(tx).await?;
    let mut before = kept(tx, areas, false).await?;
    let mut now = counted(tx, areas, zone.as_str()).await?;
    // Wholes are compared with the sum of the kept parts, which are themselves compared with the records.
    let places: BTreeSet<String> = before.keys().chain(now.keys()).map(|cell| cell.area.clone()).collect();
    let wholes = wholes(tx, places.iter());
    before.extend(kept(tx, areas.map(|_| wholes.as_slice()), true).await?);
    now.extend(rolled(tx, &wholes).await?);
    Ok((before, now))
}

/// Judges what differed: wrong is what has not moved since and still differs.
pub async fn confirm(tx: &mut Tx, id: CheckId) -> Result<(), Error> {
    tx.must_in_city(REFRESH)?;
    turn(tx).await?;
    let (city, now) = (tx.city(), tx.now());
    let suspects = sqlx::query_scalar!(
        "select suspects from insight.check_run where city = $1 and id = $2 and settled_at is null",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(suspects) = suspects else { return Ok(()) };
    if behind(tx).await? {
        return tx.enqueue_when(Confirm { check: id }, When::at(now + AGAIN)).await;
    }
    let suspects: Vec<Change> = serde_json::from_value(suspects)?;
    let areas: BTreeSet<String> = suspects.iter().map(|change| change.cell.area.clone()).collect();
    let areas: Vec<String> = areas.into_iter().collect();
    let (kept, counted) = both(tx, Some(&areas)).await?;
    let wrong: Vec<Change> =
        changes(&kept, &counted).into_iter().filter(|now| suspects.contains(now)).collect();
    write(tx, &wrong).await?;
    if !wrong.is_empty() {
        // What was wrong below was wrong above.
        crate::figure::refresh(tx, &areas).await?;
        let indicators: BTreeSet<&str> = wrong.iter().map(|change| change.cell.indicator.as_str()).collect();
        tracing::error!(
            city = city.0,
            wrong = wrong.len(),
            ?indicators,
            "the nightly count differs from the live figures; they were put right"
        );
    }
    sqlx::query!(
        "update insight.check_run set wrong = $3, settled_at = $4 where city = $1 and id = $2",
        city.0,
        id.0,
        i64::try_from(wrong.len()).unwrap_or(i64::MAX),
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether jobs lie undone for so long that a refresh may be among them.
async fn behind(tx: &mut Tx) -> Result<bool, Error> {
    let (_, oldest) = kernel::job::lag(tx).await?;
    let now = tx.now();
    Ok(oldest.is_some_and(|oldest| now - oldest > AGAIN / 2))
}

//! Keeping the tally of each promise true while outcomes change.

use std::collections::BTreeSet;

use kernel::job::Job;
use kernel::{AreaCode, Error, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::count::{Counted, count, places};
use super::find::{self, Promise};
use super::{KEEP, PromiseId};
use crate::outcome::OutcomesChanged;

/// Hears that outcomes changed: counts the marked places anew for each revision of each promise of their kind, and all
/// places for a revision that is new. Whoever recorded them has not waited for it, and whoever reads meanwhile counts what is
/// marked.
pub(super) async fn follow(tx: &mut Tx, fact: OutcomesChanged) -> Result<(), Error> {
    settle(tx, &fact.kind).await
}

/// As [`follow`], for a kind of outcomes.
pub(super) async fn settle(tx: &mut Tx, kind: &str) -> Result<(), Error> {
    tx.must_in_city(KEEP)?;
    turn(tx).await?;
    // The marks first: what is marked after this is counted by the next.
    let (ids, marked) = marks(tx, kind).await?;
    for (promise, kept) in revisions(tx, kind).await? {
        let recount = match kept {
            true => marked.iter().cloned().collect(),
            false => everywhere(tx, kind).await?,
        };
        if !recount.is_empty() {
            let counted = count(tx, &promise, &recount).await?;
            write(tx, &promise, &recount, &counted).await?;
        }
        if !kept {
            keep(tx, &promise).await?;
        }
    }
    let city = tx.city();
    sqlx::query!("delete from programmes.outcome_mark where city = $1 and id = any($2)", city.0, &ids)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Counts every promise from the start, once a day, and compares it with its tally.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Prove {}

impl Job for Prove {
    const NAME: &'static str = "programmes.promise.prove";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        prove(tx).await.map(|_| ())
    }
}

/// How many cells of kept tallies were wrong. They are put right and logged as an error, for it is a fault of ours. What
/// changes meanwhile is left to [`settle`].
pub(super) async fn prove(tx: &mut Tx) -> Result<usize, Error> {
    tx.must_in_city(KEEP)?;
    turn(tx).await?;
    let city = tx.city();
    // bounded: a city's kinds of outcomes
    let kinds = sqlx::query_scalar!("select distinct kind from programmes.promise where city = $1", city.0)
        .fetch_all(tx.conn())
        .await?;
    let mut wrong = 0;
    for kind in kinds {
        for (promise, _) in revisions(tx, &kind).await?.into_iter().filter(|(_, kept)| *kept) {
            let all = everywhere(tx, &kind).await?;
            let counted: BTreeSet<Counted> = count(tx, &promise, &all).await?.into_iter().collect();
            let before = tally(tx, &promise).await?;
            let differ = before.symmetric_difference(&counted).count();
            if differ == 0 || !marks(tx, &kind).await?.0.is_empty() {
                continue;
            }
            wrong += differ;
            let stale: BTreeSet<String> = before.iter().map(|row| row.place.clone()).chain(all).collect();
            let counted: Vec<Counted> = counted.into_iter().collect();
            write(tx, &promise, &stale.into_iter().collect::<Vec<_>>(), &counted).await?;
            tracing::error!(
                city = city.0,
                promise = %promise.id,
                revision = promise.revision.number,
                differ,
                "the daily count differs from the kept tally; it was put right"
            );
        }
    }
    Ok(wrong)
}

async fn everywhere(tx: &mut Tx, kind: &str) -> Result<Vec<String>, Error> {
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    places(tx, kind, whole.as_str()).await
}

/// Waits until no other transaction counts promises of this city; they go on when this one ends.
async fn turn(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("select pg_advisory_xact_lock(hashtext('programmes.tally'), $1)", city.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The marks of a kind, and where they are.
async fn marks(tx: &mut Tx, kind: &str) -> Result<(Vec<Uuid>, BTreeSet<String>), Error> {
    let city = tx.city();
    // bounded: by the changes since the last count, which comes within seconds
    let rows = sqlx::query!(
        "select id, place from programmes.outcome_mark where city = $1 and kind = $2",
        city.0,
        kind
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.place)).unzip())
}

/// All revisions of promises of a kind, and whether their tally is kept.
async fn revisions(tx: &mut Tx, kind: &str) -> Result<Vec<(Promise, bool)>, Error> {
    let city = tx.city();
    // bounded: a city's promises and their few revisions
    let rows = sqlx::query!(
        r#"select r.promise, r.number, k.promise is not null as "kept!"
           from programmes.promise p
           join programmes.revision r on r.city = p.city and r.promise = p.id
           left join programmes.tally_kept k on k.city = r.city and k.promise = r.promise and k.revision = r.number
           where p.city = $1 and p.kind = $2 and p.withdrawn_at is null order by r.promise, r.number"#,
        city.0,
        kind
    )
    .fetch_all(tx.conn())
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push((find::read(tx, PromiseId(row.promise), Some(row.number)).await?, row.kept));
    }
    Ok(all)
}

/// Everything that is kept of a revision.
async fn tally(tx: &mut Tx, promise: &Promise) -> Result<BTreeSet<Counted>, Error> {
    let city = tx.city();
    // bounded: years × categories × territories of a city
    let rows = sqlx::query_as!(
        Counted,
        "select place, area, whole, year, category, people, few from programmes.tally
         where city = $1 and promise = $2 and revision = $3",
        city.0,
        promise.id.0,
        promise.revision.number
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().collect())
}

/// Puts what was counted of these places in the place of what was kept of them.
async fn write(tx: &mut Tx, promise: &Promise, places: &[String], counted: &[Counted]) -> Result<(), Error> {
    let (city, id, number) = (tx.city(), promise.id.0, promise.revision.number);
    sqlx::query!(
        "delete from programmes.tally where city = $1 and promise = $2 and revision = $3 and place = any($4)",
        city.0,
        id,
        number,
        places
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into programmes.tally (city, promise, revision, place, area, whole, year, category, people, few)
         select $1, $2, $3, r.place, r.area, r.whole, r.year, r.category, r.people, r.few
         from jsonb_to_recordset($4::jsonb) as r (
             place text, area text, whole boolean, year smallint, category text, people bigint, few uuid[])",
        city.0,
        id,
        number,
        serde_json::to_value(counted)?
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says that the tally of a revision is kept from now on.
async fn keep(tx: &mut Tx, promise: &Promise) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "insert into programmes.tally_kept (city, promise, revision, begun_at) values ($1, $2, $3, $4)",
        city.0,
        promise.id.0,
        promise.revision.number,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

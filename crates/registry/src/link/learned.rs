//! How the pairs of a city compare, as earlier runs saw it: from it follows what agreement is worth, without comparing
//! them again.

use std::collections::BTreeMap;

use kernel::{Error, Tx};
use uuid::Uuid;

use super::run::Among;

/// Of which model the patterns are. Its number is raised when levels come to mean something else.
const MODEL: &str = "people/1";

/// How pairs compare, and how often each.
pub(super) type Seen = Vec<(u64, u64)>;

/// What all runs saw but an earlier one of the same batch. Nothing where the whole city was never compared.
pub(super) async fn but(tx: &mut Tx, among: Among) -> Result<Option<Seen>, Error> {
    let city = tx.city();
    // bounded: by the batches of the city
    let rows = sqlx::query!(
        "select part, patterns, counts from registry.link_learned
         where city = $1 and model = $2 and (part <> $3 or part = $4) order by part",
        city.0,
        MODEL,
        part(among),
        part(Among::All)
    )
    .fetch_all(tx.conn())
    .await?;
    if !rows.iter().any(|row| row.part == part(Among::All)) {
        return Ok(None);
    }
    let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
    for (pattern, count) in rows.iter().flat_map(|row| row.patterns.iter().zip(&row.counts)) {
        *seen.entry(pattern.cast_unsigned()).or_default() += count.unsigned_abs();
    }
    Ok(Some(seen.into_iter().collect()))
}

/// Keeps what a run saw: of the whole city in the place of all, of a batch beside it.
pub(super) async fn keep(tx: &mut Tx, among: Among, seen: &[(u64, u64)]) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let (patterns, counts): (Vec<i64>, Vec<i64>) =
        seen.iter().map(|(pattern, count)| (pattern.cast_signed(), count.cast_signed())).unzip();
    sqlx::query!(
        "delete from registry.link_learned where city = $1 and (part = $2 or $2 = $3)",
        city.0,
        part(among),
        part(Among::All)
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into registry.link_learned (city, model, part, patterns, counts, at) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        MODEL,
        part(among),
        &patterns,
        &counts,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets what a batch showed.
pub(super) async fn forget(tx: &mut Tx, among: Among) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("delete from registry.link_learned where city = $1 and part = $2", city.0, part(among))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// As stored: the batch, or nobody's id for the whole city.
fn part(among: Among) -> Uuid {
    match among {
        Among::All => Uuid::nil(),
        Among::Batch(batch) => batch.0,
    }
}

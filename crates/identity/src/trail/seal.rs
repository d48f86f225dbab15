use kernel::{Error, Instant, Job, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::BATCH;
use super::encode::Row;
use super::merkle::{self, Hash, Link};

/// Seals what waits. Recurs every few seconds in each city.
#[derive(Serialize, Deserialize)]
pub struct Seal {}

impl Job for Seal {
    const NAME: &'static str = "identity.trail.seal";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        seal(tx).await.map(|_| ())
    }
}

/// What a run of sealing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sealed {
    pub seals: i64,
    pub entries: i64,
}

/// A run seals at most this many batches, so that its transaction stays short; the next run goes on.
const BATCHES: i64 = 20;

/// Seals the entries that no seal covers yet. Several may do it at once: they take turns per city. For the machine
/// only (the job, the operator's command).
pub async fn seal(tx: &mut Tx) -> Result<Sealed, Error> {
    if !matches!(tx.actor(), kernel::Actor::System(_)) {
        return Err(Error::Forbidden);
    }
    let city = tx.city();
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('identity.trail.seal', $1::int::bigint))",
        city.0
    )
    .execute(tx.conn())
    .await?;
    let mut done = Sealed::default();
    let (mut number, mut previous) = last(tx).await?;
    while done.seals < BATCHES {
        let rows = waiting(tx).await?;
        if rows.is_empty() {
            break;
        }
        number += 1;
        previous = one(tx, number, &previous, &rows).await?.to_vec();
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        done = Sealed { seals: done.seals + 1, entries: done.entries + count };
        if count < BATCH {
            break;
        }
    }
    Ok(done)
}

async fn last(tx: &mut Tx) -> Result<(i64, Vec<u8>), Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select number, root from kernel.seal where city = $1 order by number desc limit 1",
        city.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map_or_else(|| (0, merkle::genesis(city.0).to_vec()), |row| (row.number, row.root)))
}

/// The oldest that wait. The ids are taken from the waiting list's own key first, so that a long list (after days without
/// a worker) costs no more per batch than a short one.
async fn waiting(tx: &mut Tx) -> Result<Vec<Row>, Error> {
    let city = tx.city();
    let ids = sqlx::query_scalar!(
        "select p.id from kernel.audit_pending p
         cross join lateral (select 1 from kernel.audit a where a.city = p.city and a.id = p.id limit 1) there
         where p.city = $1 order by p.id limit $2",
        city.0,
        BATCH
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(sqlx::query_as!(
        Row,
        r#"select id, seq, at, by_account, by_role, action, subject_kind, subject, area, reason, body::text as "body!",
                  request
           from kernel.audit where city = $1 and id = any($2) order by seq limit $3"#,
        city.0,
        &ids,
        BATCH
    )
    .fetch_all(tx.conn())
    .await?)
}

async fn one(tx: &mut Tx, number: i64, previous: &[u8], rows: &[Row]) -> Result<Hash, Error> {
    let (city, at): (_, Instant) = (tx.city(), tx.now());
    let leaves: Vec<Hash> = rows.iter().map(|row| merkle::leaf(&row.encode(city.0))).collect();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let root = merkle::chain(&Link { city: city.0, number, at, previous, leaves: &leaves });
    let (key_id, signature) = tx.db().keys().sign(&merkle::signed(&root))?;
    sqlx::query!(
        "insert into kernel.seal (city, number, entries, root, previous, signature, key_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        number,
        &ids,
        root.as_slice(),
        previous,
        signature,
        key_id,
        at
    )
    .execute(tx.conn())
    .await?;
    let gone =
        sqlx::query!("delete from kernel.audit_pending where city = $1 and id = any($2)", city.0, &ids)
            .execute(tx.conn())
            .await?;
    if usize::try_from(gone.rows_affected()).ok() == Some(rows.len()) {
        Ok(root)
    } else {
        Err(Error::broken("somebody else sealed the same entries"))
    }
}

use std::collections::BTreeSet;

use kernel::audit::Entry;
use kernel::{Actor, CityId, Db, Error, Job, Tx, work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::apply::take_over;
use super::undo::take_back;
use super::{BatchId, BatchSettled, State, find};
use crate::source::compute::tell;

/// Batches are taken over and undone one after the other.
pub(super) const LINE: &str = "registry.batch";

/// Takes a batch over.
#[derive(Debug, Serialize, Deserialize)]
pub struct Apply {
    pub batch: BatchId,
    /// Also the rows that were asked about.
    pub questions: bool,
}

impl Job for Apply {
    const NAME: &'static str = "registry.batch.apply";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let batch = find::locked(tx, self.batch).await?;
        if batch.state != State::Applying {
            return Ok(());
        }
        let progress = Progress::of(tx, batch.work);
        let (id, questions) = (self.batch, self.questions);
        let mut areas = BTreeSet::new();
        let done = tx.part(async |tx| take_over(tx, id, questions, &progress, &mut areas).await).await?;
        let Some(taken) = stopped(tx, id, State::Ready, batch.work, done).await? else { return Ok(()) };
        let (city, now) = (tx.city(), tx.now());
        sqlx::query!(
            "update registry.batch set state = 'applied', applied_at = $3, counts = $4 where city = $1 and id = $2",
            city.0,
            id.0,
            now,
            json!(taken)
        )
        .execute(tx.conn())
        .await?;
        settled(tx, id, areas, "registry.batch.applied", batch.work, json!(taken)).await
    }
}

/// Takes back what a batch brought.
#[derive(Debug, Serialize, Deserialize)]
pub struct Undo {
    pub batch: BatchId,
}

impl Job for Undo {
    const NAME: &'static str = "registry.batch.undo";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let batch = find::locked(tx, self.batch).await?;
        if batch.state != State::Undoing {
            return Ok(());
        }
        let progress = Progress::of(tx, batch.work);
        let id = self.batch;
        let mut areas = BTreeSet::new();
        let done = tx.part(async |tx| take_back(tx, id, &progress, &mut areas).await).await?;
        let Some(rows) = stopped(tx, id, State::Applied, batch.work, done).await? else { return Ok(()) };
        let (city, now) = (tx.city(), tx.now());
        sqlx::query!(
            "update registry.batch set state = 'undone', undone_at = $3 where city = $1 and id = $2",
            city.0,
            id.0,
            now
        )
        .execute(tx.conn())
        .await?;
        settled(tx, id, areas, "registry.batch.undone", batch.work, json!({ "rows": rows })).await
    }
}

/// The result of a part, or `None` after somebody asked to stop: what the part did is undone and the batch is back in
/// `before`.
async fn stopped<T>(
    tx: &mut Tx,
    id: BatchId,
    before: State,
    work: Option<Uuid>,
    done: Result<T, Error>,
) -> Result<Option<T>, Error> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(Error::Refused(say)) if say.key == STOPPED => {
            let city = tx.city();
            sqlx::query!(
                "update registry.batch set state = $3 where city = $1 and id = $2",
                city.0,
                id.0,
                before.as_str()
            )
            .execute(tx.conn())
            .await?;
            if let Some(work) = work {
                work::finish(tx, work, work::State::Cancelled, json!({})).await?;
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn settled(
    tx: &mut Tx,
    id: BatchId,
    areas: BTreeSet<String>,
    action: &'static str,
    work: Option<Uuid>,
    report: serde_json::Value,
) -> Result<(), Error> {
    tell(tx, areas).await?;
    tx.tell(&BatchSettled { batch: id.0 }).await?;
    tx.audit(Entry::new(action, "batch", id).body(report.clone())).await?;
    match work {
        Some(work) => work::finish(tx, work, work::State::Done, report).await,
        None => Ok(()),
    }
}

/// What a part answers that stopped because somebody asked.
pub(super) const STOPPED: &str = "registry-batch-stopped";

/// Tells how far long work is, in transactions of its own, so that people see it while the work itself is unseen.
pub(crate) struct Progress {
    db: Db,
    city: CityId,
    work: Option<Uuid>,
}

impl Progress {
    pub(crate) fn of(tx: &Tx, work: Option<Uuid>) -> Progress {
        Progress { db: tx.db().clone(), city: tx.city(), work }
    }

    /// Says how many rows there are.
    pub(crate) async fn expect(&self, rows: i64) -> Result<(), Error> {
        let Some(work) = self.work else { return Ok(()) };
        let mut tx = self.db.begin(Actor::System("registry.batch"), self.city).await?;
        work::expect(&mut tx, work, rows).await?;
        tx.commit().await
    }

    /// Says how many rows are done. An error when somebody asked to stop.
    pub(crate) async fn tell(&self, _: &Tx, done: i64) -> Result<(), Error> {
        let Some(work) = self.work else { return Ok(()) };
        let mut tx = self.db.begin(Actor::System("registry.batch"), self.city).await?;
        let stop = work::advance(&mut tx, work, done).await?;
        tx.commit().await?;
        if stop { Err(Error::refused(STOPPED)) } else { Ok(()) }
    }
}

//! Comparing without anybody waiting for it.

use kernel::audit::Entry;
use kernel::job::{JobKind, When};
use kernel::{Error, Job, Tx, job, work};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::desk::{Desk, STOPPED, Watch};
use super::{RUN, run};
use crate::batch::{BatchId, BatchSettled};

/// Jobs of this part.
pub const JOBS: [JobKind; 2] = [JobKind::of::<Run>(), JobKind::of::<Follow>()];

/// One comparison of a city at a time.
const LINE: &str = "registry.link";

/// The kind of [`start`]'s work.
pub(super) const WORK: &str = "registry.link";

/// Has the whole city compared by a job; answers the work by which it is followed and stopped. Refused while one goes on.
pub async fn start(tx: &mut Tx) -> Result<Uuid, Error> {
    tx.must_in_city(RUN)?;
    if job::waits::<Run>(tx).await? {
        return Err(Error::refused("registry-link-run-goes-on"));
    }
    let work = work::announce(tx, WORK, None).await?;
    let when = When { at: tx.now(), key: None, line: Some(LINE.to_owned()) };
    tx.enqueue_when(Run { work }, when).await?;
    tx.audit(Entry::new("registry.link.start", "city", tx.city().0)).await?;
    Ok(work)
}

/// Compares the whole city, in transactions of its own. What is joined when somebody stops it stays joined.
#[derive(Debug, Serialize, Deserialize)]
pub struct Run {
    pub work: Uuid,
}

impl Job for Run {
    const NAME: &'static str = "registry.link.run";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let mut desk = Desk::turns(tx.db(), tx.city(), Watch::Work(self.work));
        match run::whole(&mut desk).await {
            Ok(ran) => work::finish(tx, self.work, work::State::Done, json!(ran)).await,
            Err(Error::Refused(say)) if say.key == STOPPED => {
                work::finish(tx, self.work, work::State::Cancelled, json!({})).await
            }
            Err(error) => Err(error),
        }
    }
}

/// Compares what a batch brought with what is there, in transactions of its own. A batch that does not count any more
/// brings nothing; doing it twice is doing it once.
#[derive(Debug, Serialize, Deserialize)]
pub struct Follow {
    pub batch: BatchId,
}

impl Job for Follow {
    const NAME: &'static str = "registry.link.follow";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let mut desk = Desk::turns(tx.db(), tx.city(), Watch::Nobody);
        run::follow(&mut desk, self.batch).await.map(|_| ())
    }
}

/// A list was taken over, or taken back: what it brought is compared.
pub(super) async fn hear(tx: &mut Tx, fact: BatchSettled) -> Result<(), Error> {
    let when = When {
        at: tx.now(),
        key: Some(format!("registry.link:{}", fact.batch)),
        line: Some(LINE.to_owned()),
    };
    tx.enqueue_when(Follow { batch: BatchId(fact.batch) }, when).await
}

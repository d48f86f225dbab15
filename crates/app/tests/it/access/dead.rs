//! Work that failed for good.

use kernel::job::{self, Job};
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};

use crate::kit::Kit;
use crate::people::MACHINE;

/// Work that no version of the platform can do.
#[derive(Serialize, Deserialize)]
struct Impossible {}

impl Job for Impossible {
    const NAME: &'static str = "test.work.impossible";

    async fn run(self, _: &mut Tx) -> Result<(), Error> {
        Ok(())
    }
}

/// One such job, and which it is.
pub(super) async fn dead_job(kit: &Kit) -> uuid::Uuid {
    let before = dead(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    tx.enqueue(Impossible {}).await.unwrap();
    tx.commit().await.unwrap();
    let now = kit.db.clock.now();
    for _ in 0..job::MAX_ATTEMPTS {
        kit.db.work_off().await;
        kit.db.later(chrono::TimeDelta::hours(7));
    }
    kit.db.clock.set(now);
    dead(kit).await.into_iter().find(|id| !before.contains(id)).unwrap()
}

async fn dead(kit: &Kit) -> Vec<uuid::Uuid> {
    let mut tx = kit.db.tx(MACHINE).await;
    job::dead(&mut tx).await.unwrap().into_iter().map(|job| job.id).collect()
}

//! Work that failed for good.

use kernel::job::{self, Job};
use kernel::{Error, Role, Tx};
use serde::{Deserialize, Serialize};

use super::examples::{Made, owned, person};
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

/// Work that somebody began and waits for.
pub(super) async fn work(kit: &Kit) -> Made {
    let account = person(kit).await;
    let mut tx = kit.db.tx(testkit::actor_of(account, Role::Citizen, "33.74")).await;
    let id = kernel::work::announce(&mut tx, "test.contoh", Some(3)).await.unwrap();
    tx.commit().await.unwrap();
    owned(id, account)
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

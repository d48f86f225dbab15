//! The demo's figures: counted and released as soon as its lists are taken over, so that no visitor meets an empty home.

use chrono::TimeDelta;
use kernel::job::{self, Job, When};
use kernel::{Error, Tx};
use registry::batch::{State, find};
use registry::link::Follow;
use serde::{Deserialize, Serialize};

const AGAIN: TimeDelta = TimeDelta::seconds(2);

/// Waits until the lists of the city are taken over and compared, then counts and releases its figures.
#[derive(Debug, Serialize, Deserialize)]
pub struct Figures {}

impl Job for Figures {
    const NAME: &'static str = "app.demo.figures";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (lists, _) = find::list(tx, 0, 100).await?;
        let coming = lists.iter().any(|list| matches!(list.state, State::Reading | State::Applying));
        // The same people stand in several lists: they are counted once.
        if coming || job::waits::<Follow>(tx).await? {
            let when = When::at(tx.now() + AGAIN);
            return tx.enqueue_when(self, when).await;
        }
        programmes::examples::fill(tx).await?;
        ledger::examples::fill(tx).await?;
        catalogue::examples::fill(tx).await?;
        market::examples::fill(tx).await?;
        insight::figure::refresh_all(tx).await?;
        insight::release::publish(tx).await.map(|_| ())
    }
}

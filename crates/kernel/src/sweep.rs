//! What the kernel keeps only for a while.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{Error, Job, Tx};

/// Answers under an idempotency key: a day is what callers may rely on, the rest is for a clock that is off.
const ANSWERS: TimeDelta = TimeDelta::hours(48);
/// That a mail was sent; what it said is forgotten when it is sent.
const MAILS: TimeDelta = TimeDelta::days(90);
/// Long work that ended.
const WORKS: TimeDelta = TimeDelta::days(30);

/// Forgets what is older. Recurs in each city.
#[derive(Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const NAME: &'static str = "kernel.sweep.run";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        sqlx::query!(
            "delete from kernel.idempotency where city = $1 and created_at < $2",
            city.0,
            now - ANSWERS
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!("delete from kernel.mail where city = $1 and sent_at < $2", city.0, now - MAILS)
            .execute(tx.conn())
            .await?;
        sqlx::query!("delete from kernel.work where city = $1 and finished_at < $2", city.0, now - WORKS)
            .execute(tx.conn())
            .await?;
        Ok(())
    }
}

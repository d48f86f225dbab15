//! Forgetting what is over: it is of no use to its owner any more, and of some to a thief.

use kernel::{Error, Job, Tx};
use serde::{Deserialize, Serialize};

/// Deletes what ended a while ago, each hour in each city.
#[derive(Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const NAME: &'static str = "identity.session.sweep";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        // Sessions stay for 90 days: where somebody signed in before is what spares them pauses that others cause.
        sqlx::query!(
            "delete from identity.session
             where city = $1 and greatest(seen_at, coalesce(ended_at, least(idle_until, expires_at)))
                                 < $2::timestamptz - interval '90 days'",
            city.0,
            now
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!("delete from identity.ceremony where city = $1 and expires_at < $2", city.0, now)
            .execute(tx.conn())
            .await?;
        sqlx::query!(
            "delete from identity.reset where city = $1 and expires_at < $2::timestamptz - interval '30 days'",
            city.0,
            now
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            "delete from identity.confirmation
             where city = $1 and expires_at < $2::timestamptz - interval '30 days'",
            city.0,
            now
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            "delete from identity.limit where city = $1 and at < $2::timestamptz - interval '2 days'",
            city.0,
            now
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

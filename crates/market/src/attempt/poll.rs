use chrono::TimeDelta;
use kernel::job::{Job, When};
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AttemptId, State, apply, charge, find};
use crate::order;

/// Notices get lost: looks for attempts that nobody has heard of for a while, and has each asked for.
#[derive(Serialize, Deserialize)]
pub struct Poll {}

/// So many in one run.
const RUN: i64 = 100;

impl Job for Poll {
    const NAME: &'static str = "market.attempt.poll";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        let quiet = sqlx::query_scalar!(
            "select id from market.attempt
             where city = $1 and state in ('new', 'open') and coalesce(asked_at, opened_at) <= $2
             order by coalesce(asked_at, opened_at) limit $3",
            city.0,
            now - TimeDelta::seconds(60),
            RUN
        )
        .fetch_all(tx.conn())
        .await?;
        for attempt in quiet {
            let when = When { at: now, key: Some(format!("market.attempt.ask:{attempt}")), line: None };
            tx.enqueue_when(Ask { attempt }, when).await?;
        }
        Ok(())
    }
}

/// Asks one attempt's provider: for the payment, where its answer never came; how it stands, where it did.
#[derive(Serialize, Deserialize)]
pub struct Ask {
    pub attempt: Uuid,
}

impl Job for Ask {
    const NAME: &'static str = "market.attempt.ask";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        ask(tx, AttemptId(self.attempt)).await
    }
}

/// See [`Ask`].
pub(crate) async fn ask(tx: &mut Tx, id: AttemptId) -> Result<(), Error> {
    let order = find::order_of(tx, id).await?;
    order::lock(tx, order).await?;
    let attempt = find::lock(tx, id).await?;
    match attempt.state {
        State::New => return charge::charge(tx, id).await.map(|_| ()),
        State::Open | State::Closed | State::Refused => {}
        State::Paid | State::Odd => return Ok(()),
    }
    let provider = charge::provider(tx, attempt.provider)?;
    let payment =
        provider.status(&attempt.handle()?).await.map_err(|failure| Error::Broken(Box::new(failure)))?;
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!("update market.attempt set asked_at = $3 where city = $1 and id = $2", city.0, id.0, now)
        .execute(tx.conn())
        .await?;
    apply::heard(tx, id, &payment).await
}

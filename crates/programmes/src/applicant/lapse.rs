//! Places that were held for an answer that did not come.

use kernel::job::Job;
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};

use super::{ApplicantId, Move, State, promote, release, step};
use crate::call::{self, CallId};

/// Frees the places whose time is over and gives them to the next who wait. Runs every ten minutes; again changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Lapse {}

impl Job for Lapse {
    const NAME: &'static str = "programmes.applicant.lapse";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        lapse(tx).await.map(|_| ())
    }
}

/// How many lapsed.
pub(super) async fn lapse(tx: &mut Tx) -> Result<usize, Error> {
    let (city, now) = (tx.city(), tx.now());
    let calls = sqlx::query_scalar!(
        "select distinct call from programmes.seat
         where city = $1 and released_at is null and accepted_at is null and held_until <= $2 order by call limit 1000",
        city.0,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    let mut lapsed = 0;
    for id in calls {
        let call = call::locked(tx, CallId(id)).await?;
        let over = sqlx::query_scalar!(
            "select applicant from programmes.seat
             where city = $1 and call = $2 and released_at is null and accepted_at is null and held_until <= $3
             order by held_until, id limit 10000",
            city.0,
            id,
            now
        )
        .fetch_all(tx.conn())
        .await?;
        for applicant in over.into_iter().map(ApplicantId) {
            release(tx, applicant).await?;
            step(tx, applicant, Move::to(State::Lapsed, "no_answer")).await?;
            lapsed += 1;
        }
        promote(tx, &call).await?;
    }
    Ok(lapsed)
}

use chrono::Months;
use kernel::job::Job;
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};

/// So long who bought is kept: what may be complained of, and what a court may ask for, is over by then. The order itself stays
/// for the books, without a person.
const KEPT: Months = Months::new(24);

/// Forgets who bought, and how reviewers wanted to be called, where it was long ago.
#[derive(Serialize, Deserialize)]
pub struct Forget {}

impl Job for Forget {
    const NAME: &'static str = "market.order.forget";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        let Some(before) = now.checked_sub_months(KEPT) else { return Ok(()) };
        sqlx::query!(
            "update market.order set contact = null
             where city = $1 and contact is not null and placed_at < $2 and state <> 'open'",
            city.0,
            before
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            "update market.review set name = '' where city = $1 and name <> '' and written_at < $2",
            city.0,
            before
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

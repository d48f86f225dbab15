use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::{AreaCode, Error, OnConstraint, Tx};
use uuid::Uuid;

use super::{CLOSE, NeighbourhoodsChanged, one};

/// An RW or RT that ends.
#[derive(Debug, Clone)]
pub struct Closing {
    /// The code that it has now.
    pub code: AreaCode,
    /// The first day on which it is no more.
    pub on: NaiveDate,
    pub reason: String,
}

/// Ends an RW or RT; an RW takes its RT with it. Ending what has ended by then does nothing.
pub async fn close(tx: &mut Tx, closing: &Closing) -> Result<(), Error> {
    tx.must(CLOSE, &closing.code)?;
    let city = tx.city().0;
    let found = one(tx, &closing.code, tx.today()).await?;
    if found.until.is_some_and(|until| until <= closing.on) {
        return Ok(());
    }
    sqlx::query!(
        "update territory.neighbourhood set valid = daterange(lower(valid), $3)
         where city = $1 and (id = $2 or rw = $2) and (upper(valid) is null or upper(valid) > $3)",
        city,
        found.id.0,
        closing.on
    )
    .execute(tx.conn())
    .await
    .on_constraint("neighbourhood_valid_some", || Error::field("on", "territory-day-too-early"))?;
    let entry = Entry::new(CLOSE.name, "neighbourhood", found.id).area(closing.code.clone());
    tx.audit(entry.reason(closing.reason.clone()).body(serde_json::json!({ "on": closing.on }))).await?;
    let batch: Uuid = tx.id();
    tx.tell(&NeighbourhoodsChanged {
        batch,
        kelurahan: super::find::kelurahan_of(&closing.code).into_iter().collect(),
    })
    .await
}

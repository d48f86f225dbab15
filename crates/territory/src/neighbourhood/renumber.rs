use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::{AreaCode, Error, Tx};
use uuid::Uuid;

use super::follow::{Follower, follow};
use super::{NeighbourhoodsChanged, Number, RENUMBER, one};

/// An RW or RT that gets another number within its kelurahan or RW.
#[derive(Debug, Clone)]
pub struct Renumbering {
    /// The code that it has now.
    pub code: AreaCode,
    pub number: Number,
    /// The first day of the new number.
    pub on: NaiveDate,
}

/// Gives an RW or RT another number; the RT of an RW follow it. Refused when the number is taken.
pub async fn renumber(tx: &mut Tx, new: &Renumbering) -> Result<(), Error> {
    tx.must(RENUMBER, &new.code)?;
    let found = one(tx, &new.code, tx.today()).await?;
    let number = new.number.to_string();
    if new.code.as_str().ends_with(&format!("/{number}")) {
        return Ok(());
    }
    follow(tx, &[Follower { id: found.id.0, kelurahan: None, number }], new.on, None).await?;
    let entry = Entry::new(RENUMBER.name, "neighbourhood", found.id).area(new.code.clone());
    tx.audit(entry.body(serde_json::json!({ "number": new.number.get(), "on": new.on }))).await?;
    let batch: Uuid = tx.id();
    tx.tell(&NeighbourhoodsChanged {
        batch,
        kelurahan: super::find::kelurahan_of(&new.code).into_iter().collect(),
    })
    .await
}

use kernel::audit::Entry;
use kernel::file::{self, NewFile};
use kernel::id::AgencyId;
use kernel::job::When;
use kernel::{Error, Tx, work};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::jobs::LINE;
use super::{BatchId, IMPORT, Read, State, Then, find};

/// A list as it was sent.
#[derive(Debug)]
pub struct NewBatch {
    pub agency: AgencyId,
    pub file_name: String,
    /// As found by looking at the bytes.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Keeps a list and has it read by a job. Its progress is that of the batch's work.
pub async fn receive(tx: &mut Tx, new: NewBatch) -> Result<BatchId, Error> {
    receive_then(tx, new, Then::Wait).await
}

/// The same, and what follows once it is read.
pub async fn receive_then(tx: &mut Tx, new: NewBatch, then: Then) -> Result<BatchId, Error> {
    tx.must_in_city(IMPORT)?;
    // An officer speaks for the agency of the role in use; the administrator and the machine for any.
    if tx.actor().agency().is_some_and(|agency| agency != new.agency) {
        return Err(Error::field("agency", "registry-batch-other-agency"));
    }
    let name: String = new.file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    let hash = Sha256::digest(&new.bytes).to_vec();
    let media_type = new.media_type;
    let file = file::keep(tx, NewFile { name: &name, media_type: &media_type, bytes: new.bytes }).await?;
    let work = work::announce(tx, "registry.batch", None).await?;
    let (city, now, id): (_, _, BatchId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into registry.batch (city, id, agency, file, file_name, file_hash, work, at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        city.0,
        id.0,
        new.agency.0,
        file.0,
        name,
        hash,
        work,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    let when = When { at: now, key: None, line: Some(LINE.to_owned()) };
    tx.enqueue_when(Read { batch: id, then }, when).await?;
    let body = json!({ "agency": new.agency, "file": file });
    tx.audit(Entry::new(IMPORT.name, "batch", id).body(body)).await?;
    Ok(id)
}

/// Gives up a batch that does not count yet: its rows are deleted, for nobody needs to keep what was not taken.
pub async fn cancel(tx: &mut Tx, id: BatchId) -> Result<(), Error> {
    tx.must_in_city(IMPORT)?;
    match find::locked(tx, id).await?.state {
        State::Reading | State::Asking | State::Ready | State::Failed => {}
        State::Cancelled => return Ok(()),
        State::Applying | State::Applied | State::Undoing | State::Undone => {
            return Err(Error::refused("registry-batch-counts-already"));
        }
    }
    let city = tx.city();
    forget_rows(tx, id).await?;
    sqlx::query!("update registry.batch set state = 'cancelled' where city = $1 and id = $2", city.0, id.0)
        .execute(tx.conn())
        .await?;
    tx.audit(Entry::new("registry.batch.cancel", "batch", id)).await
}

/// Deletes what a reading staged.
pub(crate) async fn forget_rows(tx: &mut Tx, id: BatchId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("delete from registry.source where city = $1 and batch = $2", city.0, id.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

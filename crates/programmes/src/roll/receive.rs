use kernel::audit::Entry;
use kernel::{Error, Tx};
use registry::batch::{self, BatchId, BatchRead, BatchSettled, NewBatch, State, Then, Verdict};
use serde_json::json;

use super::{Enter, Leave, RollId};
use crate::applicant::{self, JUDGE};
use crate::call::{self, CallId};

/// Keeps a list of applicants and has it read, taken over and entered by jobs. What is sent while the call is open counts, also
/// when the machine comes to it later.
pub async fn receive(tx: &mut Tx, call: CallId, new: NewBatch) -> Result<RollId, Error> {
    open(tx, call).await?;
    let batch = batch::receive_then(tx, new, Then::Apply).await?;
    follow(tx, call, batch).await
}

/// Has the people of a list apply to a call once the list is taken over.
pub async fn follow(tx: &mut Tx, call: CallId, batch: BatchId) -> Result<RollId, Error> {
    open(tx, call).await?;
    let (city, now, id): (_, _, RollId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.roll (city, id, call, batch, sent_at, sent_by) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        id.0,
        call.0,
        batch.0,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    let body = json!({ "call": call, "batch": batch });
    tx.audit(Entry::new("programmes.roll.receive", "roll", id).body(body)).await?;
    Ok(id)
}

async fn open(tx: &mut Tx, call: CallId) -> Result<(), Error> {
    tx.must_in_city(JUDGE)?;
    let call = call::one(tx, call).await?;
    applicant::is_open(&call, tx.now())
}

/// The list of applicants that a list of the registry is.
pub async fn of_batch(tx: &mut Tx, batch: uuid::Uuid) -> Result<Option<RollId>, Error> {
    let city = tx.city();
    let id =
        sqlx::query_scalar!("select id from programmes.roll where city = $1 and batch = $2", city.0, batch);
    Ok(id.fetch_optional(tx.conn()).await?.map(RollId))
}

/// Hears that a list was read. Where the registry knows all its rows there is nothing to take over, and its people apply at
/// once.
pub(super) async fn read(tx: &mut Tx, fact: BatchRead) -> Result<(), Error> {
    let Some(id) = of_batch(tx, fact.batch).await? else { return Ok(()) };
    let batch = BatchId(fact.batch);
    if batch::find::one(tx, batch).await?.state != State::Ready {
        return Ok(());
    }
    let verdicts = batch::find::verdicts(tx, batch).await?;
    let new = |verdict| {
        matches!(verdict, Verdict::Good | Verdict::Repaired | Verdict::Doubtful | Verdict::Question)
    };
    if verdicts.iter().any(|(verdict, rows)| new(*verdict) && *rows > 0) {
        return Ok(());
    }
    tx.enqueue(Enter { roll: id, after: None }).await.map(|_| ())
}

/// Hears that a list was taken over, or undone.
pub(super) async fn settled(tx: &mut Tx, fact: BatchSettled) -> Result<(), Error> {
    let Some(id) = of_batch(tx, fact.batch).await? else { return Ok(()) };
    match batch::find::one(tx, BatchId(fact.batch)).await?.state {
        State::Applied => tx.enqueue(Enter { roll: id, after: None }).await.map(|_| ()),
        State::Undone => tx.enqueue(Leave { roll: id }).await.map(|_| ()),
        State::Reading
        | State::Asking
        | State::Ready
        | State::Applying
        | State::Undoing
        | State::Failed
        | State::Cancelled => Ok(()),
    }
}

use std::collections::BTreeSet;

use kernel::audit::Entry;
use kernel::job::When;
use kernel::{Error, Tx, work};

use super::jobs::{LINE, Progress, Undo};
use super::{BatchId, IMPORT, State, find};
use crate::business::BusinessId;
use crate::link;
use crate::person::PersonId;
use crate::source::compute::compute;

/// Records computed at once.
const CHUNK: usize = 1000;

/// Has a batch taken back by a job: what it brought ends, what came from elsewhere stays. Doing it twice is doing it once.
pub async fn undo(tx: &mut Tx, id: BatchId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(IMPORT)?;
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "registry-reason-length"));
    }
    match find::locked(tx, id).await?.state {
        State::Applied => {}
        State::Undoing | State::Undone => return Ok(()),
        State::Reading
        | State::Asking
        | State::Ready
        | State::Applying
        | State::Failed
        | State::Cancelled => return Err(Error::refused("registry-batch-not-applied")),
    }
    let work = work::announce(tx, "registry.batch", None).await?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update registry.batch set state = 'undoing', work = $3, undone_by = $4, undone_reason = $5
         where city = $1 and id = $2",
        city.0,
        id.0,
        work,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    let when = When { at: now, key: None, line: Some(LINE.to_owned()) };
    tx.enqueue_when(Undo { batch: id }, when).await?;
    tx.audit(Entry::new("registry.batch.undo", "batch", id).reason(reason)).await
}

/// Ends the memberships of a batch's rows and computes whom they spoke of. Answers how many ended.
pub(super) async fn take_back(
    tx: &mut Tx,
    id: BatchId,
    progress: &Progress,
    areas: &mut BTreeSet<String>,
) -> Result<i64, Error> {
    // Before the rows: whoever decides on them takes the lock first too.
    link::lock(tx).await?;
    let (city, now) = (tx.city(), tx.now());
    let ended = sqlx::query!(
        "update registry.membership m set ended_at = $3 from registry.source s
         where m.city = $1 and s.city = m.city and s.id = m.source and s.batch = $2 and m.ended_at is null
         returning m.person, m.business",
        city.0,
        id.0,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    link::let_go(tx, id).await?;
    let people: BTreeSet<PersonId> = ended.iter().filter_map(|row| row.person.map(PersonId)).collect();
    let businesses: BTreeSet<BusinessId> =
        ended.iter().filter_map(|row| row.business.map(BusinessId)).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let businesses: Vec<BusinessId> = businesses.into_iter().collect();
    let mut done = 0;
    for people in people.chunks(CHUNK) {
        compute(tx, people, &[], areas).await?;
        done += i64::try_from(people.len()).unwrap_or_default();
        progress.tell(tx, done).await?;
    }
    for businesses in businesses.chunks(CHUNK) {
        compute(tx, &[], businesses, areas).await?;
        done += i64::try_from(businesses.len()).unwrap_or_default();
        progress.tell(tx, done).await?;
    }
    Ok(i64::try_from(ended.len()).unwrap_or_default())
}

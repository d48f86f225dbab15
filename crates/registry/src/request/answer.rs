use kernel::audit::Entry;
use kernel::{Error, Tx};
use serde_json::json;

use super::find::{self, Request};
use super::{ANSWER, RequestId};
use crate::person::{self, PersonId};

/// Answers a request: done, or not and why. For somebody who asked to be found, `found` is the record: from now on it is
/// tied to the account.
pub async fn answer(
    tx: &mut Tx,
    id: RequestId,
    done: bool,
    text: &str,
    found: Option<PersonId>,
) -> Result<(), Error> {
    let request = find::one(tx, id).await?;
    tx.must(ANSWER, &request.area)?;
    let text = text.trim();
    if !(3..=1_000).contains(&text.chars().count()) {
        return Err(Error::field("answer", "registry-request-answer-length"));
    }
    if done && request.field == "find_me" {
        let Some(found) = found else { return Err(Error::field("found", "registry-request-found-missing")) };
        person::recognise(tx, found, request.account).await?;
    }
    close(tx, &request, if done { "done" } else { "refused" }, text).await
}

/// Takes one's own request back while it is unanswered.
pub async fn withdraw(tx: &mut Tx, id: RequestId) -> Result<(), Error> {
    let request = find::one(tx, id).await?;
    if tx.actor().account() != Some(request.account) {
        return Err(Error::NotFound("request"));
    }
    close(tx, &request, "withdrawn", "–").await
}

async fn close(tx: &mut Tx, request: &Request, outcome: &str, text: &str) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let closed = sqlx::query!(
        "update registry.request set outcome = $3, answer = $4, answered_at = $5, answered_by = $6
         where city = $1 and id = $2 and outcome is null",
        city.0,
        request.id.0,
        outcome,
        text,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    if closed.rows_affected() == 0 {
        return Err(Error::refused("registry-request-answered-already"));
    }
    let entry = Entry::new(ANSWER.name, "request", request.id).area(request.area.clone());
    tx.audit(entry.body(json!({ "outcome": outcome }))).await
}

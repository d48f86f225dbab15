//! What becomes of an application after it was entered.

use kernel::audit::Entry;
use kernel::{Error, Tx};
use serde_json::json;
use uuid::Uuid;

use super::find::{Applicant, may};
use super::{ApplicantId, ENTER, JUDGE, State, promote, release};
use crate::call::{self, Rule};
use crate::selection::interview;

/// A step of an application.
pub(crate) struct Move<'a> {
    to: State,
    because: &'static str,
    reason: Option<&'a str>,
}

impl<'a> Move<'a> {
    /// For a reason that the platform knows.
    pub(crate) fn to(to: State, because: &'static str) -> Move<'a> {
        Move { to, because, reason: None }
    }

    /// With somebody's words.
    pub(crate) fn saying(self, reason: &'a str) -> Move<'a> {
        Move { reason: Some(reason).filter(|reason| !reason.is_empty()), ..self }
    }
}

/// Writes the step and where the application stands now. The caller holds the call.
pub(crate) async fn step(tx: &mut Tx, id: ApplicantId, next: Move<'_>) -> Result<(), Error> {
    let (city, now, step): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "with kept as (insert into programmes.step (city, id, applicant, state, because, reason, at, by_account)
                       values ($1, $2, $3, $4, $5, $6, $7, $8))
         update programmes.applicant set state = $4 where city = $1 and id = $3",
        city.0,
        step,
        id.0,
        next.to.as_str(),
        next.because,
        next.reason,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes the place that is held for the applicant, before the time is over.
pub async fn accept(tx: &mut Tx, id: ApplicantId) -> Result<(), Error> {
    let before = may(tx, id, ENTER).await?;
    call::locked(tx, before.call).await?;
    let applicant = super::one(tx, id).await?;
    if applicant.state == State::Placed {
        return Ok(());
    }
    let (city, now) = (tx.city(), tx.now());
    let accepted = sqlx::query!(
        "update programmes.seat set accepted_at = $3
         where city = $1 and applicant = $2 and released_at is null and accepted_at is null and held_until > $3",
        city.0,
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    if accepted.rows_affected() == 0 {
        return Err(Error::refused("programmes-offer-over"));
    }
    step(tx, id, Move::to(State::Placed, "accepted")).await?;
    note(tx, "accept", &applicant, None).await
}

/// Takes an application back, at any time. The place that it held goes to the next who waits.
pub async fn withdraw(tx: &mut Tx, id: ApplicantId, reason: &str) -> Result<(), Error> {
    let before = may(tx, id, ENTER).await?;
    let reason = reason.trim();
    if reason.chars().count() > 500 {
        return Err(Error::field("reason", "programmes-reason-length"));
    }
    gone(tx, &before, Move::to(State::Withdrawn, "withdrawn").saying(reason)).await
}

/// The same for what came in by a list that was undone.
pub(crate) async fn take_back(tx: &mut Tx, id: ApplicantId) -> Result<(), Error> {
    let before = judging(tx, id).await?;
    gone(tx, &before, Move::to(State::Withdrawn, "list-undone")).await
}

async fn gone(tx: &mut Tx, before: &Applicant, next: Move<'_>) -> Result<(), Error> {
    let call = call::locked(tx, before.call).await?;
    let applicant = super::one(tx, before.id).await?;
    if !applicant.state.is_alive() {
        return Ok(());
    }
    release(tx, before.id).await?;
    interview::vacate(tx, before.id).await?;
    step(tx, before.id, next).await?;
    promote(tx, &call).await?;
    note(tx, "withdraw", &applicant, None).await
}

/// Refuses an application, for a reason that the applicant reads. The place that it held goes to the next who waits.
pub async fn refuse(tx: &mut Tx, id: ApplicantId, reason: &str) -> Result<(), Error> {
    let before = judging(tx, id).await?;
    let reason = worded(reason)?;
    let call = call::locked(tx, before.call).await?;
    let applicant = super::one(tx, id).await?;
    if !applicant.state.is_alive() {
        return Err(Error::refused("programmes-application-over"));
    }
    release(tx, id).await?;
    interview::vacate(tx, id).await?;
    step(tx, id, Move::to(State::Refused, "refused").saying(reason)).await?;
    promote(tx, &call).await?;
    note(tx, "refuse", &applicant, Some(reason)).await
}

/// Says whether a rule of the call is met, with the papers before the eyes: it goes before what the records say.
pub async fn find(tx: &mut Tx, id: ApplicantId, rule: &str, passed: bool, reason: &str) -> Result<(), Error> {
    let applicant = judging(tx, id).await?;
    let reason = worded(reason)?;
    let call = call::one(tx, applicant.call).await?;
    if !call.rules.iter().any(|one: &Rule| one.kind() == rule) {
        return Err(Error::field("rule", "programmes-rule-unknown"));
    }
    let (city, now, finding): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.finding (city, id, applicant, rule, verdict, reason, at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        finding,
        id.0,
        rule,
        if passed { "passed" } else { "failed" },
        reason,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    note(tx, "find", &applicant, Some(reason)).await
}

/// The applicant, if the actor may judge there; whoever sees and may not is told so.
pub(crate) async fn judging(tx: &mut Tx, id: ApplicantId) -> Result<Applicant, Error> {
    let applicant = may(tx, id, super::SEE).await?;
    tx.must(JUDGE, &applicant.area)?;
    Ok(applicant)
}

/// A reason in words that somebody can understand.
pub(crate) fn worded(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    if (10..=500).contains(&reason.chars().count()) {
        Ok(reason)
    } else {
        Err(Error::field("reason", "programmes-reason-words"))
    }
}

async fn note(tx: &mut Tx, what: &str, applicant: &Applicant, reason: Option<&str>) -> Result<(), Error> {
    let entry = Entry::new("programmes.applicant.judge", "applicant", applicant.id)
        .area(applicant.area.clone())
        .body(json!({ "what": what }));
    let entry = match reason {
        Some(reason) => entry.reason(reason),
        None => entry,
    };
    tx.audit(entry).await
}

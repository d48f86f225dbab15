//! Sessions: when and where a unit is taught, by whom, and for how many.

use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Error, Instant, OnConstraint as _, Tx};
use serde_json::json;
use uuid::Uuid;

use super::curriculum::is_address;
use super::find::{self, Session};
use super::write::{open, reasoned};
use super::{RUN, SessionId, TrainingId, UnitId, book, notify};

/// A session as a form gives it.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub unit: UnitId,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub place: String,
    pub link: String,
    pub capacity: i32,
    pub trainers: Vec<AccountId>,
}

fn sound(new: &NewSession) -> Result<(Option<&str>, Option<&str>), Error> {
    let (place, link) = (trimmed(&new.place), trimmed(&new.link));
    if new.ends_at <= new.starts_at || new.ends_at - new.starts_at > chrono::TimeDelta::hours(24) {
        return Err(Error::field("ends_at", "programmes-session-ends"));
    }
    if place.is_none() && link.is_none() {
        return Err(Error::field("place", "programmes-session-somewhere"));
    }
    if place.is_some_and(|place| place.chars().count() > 200) {
        return Err(Error::field("place", "programmes-session-place-length"));
    }
    if link.is_some_and(|link| !is_address(link)) {
        return Err(Error::field("link", "programmes-session-link-form"));
    }
    if !(1..=100_000).contains(&new.capacity) {
        return Err(Error::field("capacity", "programmes-session-capacity-form"));
    }
    Ok((place, link))
}

fn trimmed(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

async fn unit_of(tx: &mut Tx, training: TrainingId, unit: UnitId) -> Result<(), Error> {
    let known = find::units(tx, training).await?.iter().any(|one| one.id == unit);
    if known { Ok(()) } else { Err(Error::field("unit", "programmes-unit-unknown")) }
}

/// Adds a session of a unit.
pub async fn add(tx: &mut Tx, training: TrainingId, new: NewSession) -> Result<SessionId, Error> {
    tx.must_in_city(RUN)?;
    open(tx, training).await?;
    let (place, link) = sound(&new)?;
    unit_of(tx, training, new.unit).await?;
    let (city, now, id): (_, _, SessionId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.session (city, id, training, unit, number, starts_at, ends_at, place, link, capacity,
             created_at, created_by)
         select $1, $2, $3, $4, coalesce((select max(s.number) from programmes.session s where s.city = $1), 0) + 1,
                $5, $6, $7, $8, $9, $10, $11",
        city.0,
        id.0,
        training.0,
        new.unit.0,
        new.starts_at,
        new.ends_at,
        place,
        link,
        new.capacity,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("session_number_key", || Error::refused("programmes-raced"))?;
    set_trainers(tx, id, &new.trainers).await?;
    tx.audit(Entry::new(RUN.name, "session", id).body(json!({ "what": "add" }))).await?;
    Ok(id)
}

/// Changes a session that is not cancelled. Chairs that were added go to those who wait; those who come are told when time
/// or place changed.
pub async fn amend(tx: &mut Tx, id: SessionId, new: NewSession) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    let was = locked(tx, id).await?;
    if was.cancelled_at.is_some() {
        return Err(Error::refused("programmes-session-is-cancelled"));
    }
    let (place, link) = sound(&new)?;
    if new.unit != was.unit {
        unit_of(tx, was.training, new.unit).await?;
        if find::taken(tx, id).await? > 0 {
            return Err(Error::field("unit", "programmes-session-unit-fixed"));
        }
    }
    let moved = new.starts_at != was.starts_at
        || new.ends_at != was.ends_at
        || place != was.place.as_deref()
        || link != was.link.as_deref();
    let city = tx.city();
    sqlx::query!(
        "update programmes.session set unit = $3, starts_at = $4, ends_at = $5, place = $6, link = $7, capacity = $8,
                revision = revision + case when $9 then 1 else 0 end
         where city = $1 and id = $2",
        city.0,
        id.0,
        new.unit.0,
        new.starts_at,
        new.ends_at,
        place,
        link,
        new.capacity,
        moved
    )
    .execute(tx.conn())
    .await
    .on_constraint("booking_chair_fits", || Error::field("capacity", "programmes-session-capacity-taken"))?;
    set_trainers(tx, id, &new.trainers).await?;
    book::promote(tx, id).await?;
    if moved {
        notify::moved(tx, id).await?;
    }
    let body =
        json!({ "what": "amend", "started_at": was.starts_at, "place": was.place, "capacity": was.capacity });
    tx.audit(Entry::new(RUN.name, "session", id).body(body)).await
}

/// Cancels a session, for a reason that those who would have come read.
pub async fn cancel(tx: &mut Tx, id: SessionId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    let reason = reasoned(reason)?;
    if locked(tx, id).await?.cancelled_at.is_some() {
        return Ok(());
    }
    if find::attended(tx, id).await? > 0 {
        return Err(Error::refused("programmes-session-was-held"));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    sqlx::query!(
        "update programmes.session set cancelled_at = $3, cancelled_by = $4, cancelled_reason = $5,
                revision = revision + 1
         where city = $1 and id = $2",
        city.0,
        id.0,
        now,
        by,
        reason
    )
    .execute(tx.conn())
    .await?;
    notify::moved(tx, id).await?;
    book::end_all(tx, id, "cancelled").await?;
    tx.audit(Entry::new(RUN.name, "session", id).reason(reason).body(json!({ "what": "cancel" }))).await
}

/// The session, held until the end of the transaction.
pub(super) async fn locked(tx: &mut Tx, id: SessionId) -> Result<Session, Error> {
    let city = tx.city();
    sqlx::query_scalar!(
        "select id from programmes.session where city = $1 and id = $2 for update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("session"))?;
    find::session(tx, id).await
}

async fn set_trainers(tx: &mut Tx, id: SessionId, trainers: &[AccountId]) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    let accounts: Vec<Uuid> = trainers.iter().map(|one| one.0).collect();
    let ids: Vec<Uuid> = trainers.iter().map(|_| tx.id()).collect();
    sqlx::query!(
        "update programmes.trainer set ended_at = $4, ended_by = $5
         where city = $1 and session = $2 and ended_at is null and not account = any($3)",
        city.0,
        id.0,
        &accounts,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into programmes.trainer (city, id, session, account, added_at, added_by)
         select $1, t.id, $2, t.account, $3, $4 from unnest($5::uuid[], $6::uuid[]) as t(id, account)
         on conflict (city, session, account) where ended_at is null do nothing",
        city.0,
        id.0,
        now,
        by,
        &ids,
        &accounts
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

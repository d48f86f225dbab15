use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::id::AgencyId;
use kernel::{AreaCode, Error, Instant, Level, OnConstraint as _, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{ActionId, Invited, RoadshowId, StopId, find};
use crate::programme::RUN;

/// A roadshow as a form gives it.
#[derive(Debug, Clone)]
pub struct NewRoadshow {
    pub name: String,
    pub about: String,
}

/// A stop as a form gives it.
#[derive(Debug, Clone)]
pub struct NewStop {
    /// The kecamatan.
    pub area: AreaCode,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub place: String,
    pub agenda: String,
    pub guests: Invited,
    pub agencies: Vec<AgencyId>,
}

fn long(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.trim().chars().count())
}

/// Makes a roadshow.
pub async fn add(tx: &mut Tx, new: NewRoadshow) -> Result<RoadshowId, Error> {
    tx.must_in_city(RUN)?;
    if !long(&new.name, 3, 120) {
        return Err(Error::field("name", "programmes-roadshow-name-length"));
    }
    if !long(&new.about, 0, 4_000) {
        return Err(Error::field("about", "programmes-roadshow-about-length"));
    }
    let (city, now, id): (_, _, RoadshowId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.roadshow (city, id, name, about, made_at, made_by) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        id.0,
        new.name.trim(),
        new.about.trim(),
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("roadshow_name_key", || Error::field("name", "programmes-roadshow-name-taken"))?;
    tx.audit(Entry::new("programmes.roadshow.add", "roadshow", id)).await?;
    Ok(id)
}

/// Closes a roadshow: no more stops. What it did stays readable.
pub async fn end(tx: &mut Tx, id: RoadshowId) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    find::one(tx, id).await?;
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "update programmes.roadshow set ended_at = $3, ended_by = $4 where city = $1 and id = $2 and ended_at is null",
        city.0,
        id.0,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new("programmes.roadshow.end", "roadshow", id)).await
}

fn sound(tx: &Tx, new: &NewStop) -> Result<(), Error> {
    let home = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    if new.area.level() != Level::Kecamatan || !home.contains(&new.area) {
        return Err(Error::field("area", "programmes-roadshow-area-form"));
    }
    let length = new.ends_at - new.starts_at;
    if length <= chrono::TimeDelta::zero() || length > chrono::TimeDelta::hours(24) {
        return Err(Error::field("ends_at", "programmes-roadshow-ends"));
    }
    if !long(&new.place, 3, 200) {
        return Err(Error::field("place", "programmes-roadshow-place-length"));
    }
    if !long(&new.agenda, 0, 2_000) {
        return Err(Error::field("agenda", "programmes-roadshow-agenda-length"));
    }
    Ok(())
}

/// Adds a stop. The team must not be anywhere else at the time.
pub async fn add_stop(tx: &mut Tx, roadshow: RoadshowId, new: NewStop) -> Result<StopId, Error> {
    tx.must_in_city(RUN)?;
    sound(tx, &new)?;
    if find::one(tx, roadshow).await?.ended_at.is_some() {
        return Err(Error::refused("programmes-roadshow-is-over"));
    }
    let (city, now, id): (_, _, StopId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.stop (city, id, roadshow, area, starts_at, ends_at, place, agenda, guests, made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        city.0,
        id.0,
        roadshow.0,
        new.area.as_str(),
        new.starts_at,
        new.ends_at,
        new.place.trim(),
        new.agenda.trim(),
        new.guests.as_str(),
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("stop_team_key", || Error::field("starts_at", "programmes-roadshow-clash"))?;
    agencies(tx, id, &new.agencies).await?;
    tx.audit(Entry::new("programmes.stop.add", "stop", id).area(new.area)).await?;
    Ok(id)
}

async fn agencies(tx: &mut Tx, id: StopId, agencies: &[AgencyId]) -> Result<(), Error> {
    let city = tx.city();
    let ids: Vec<Uuid> = agencies.iter().map(|agency| agency.0).collect();
    sqlx::query!(
        "with gone as (delete from programmes.stop_agency where city = $1 and stop = $2 and agency <> all($3))
         insert into programmes.stop_agency (city, stop, agency)
         select $1, $2, a.agency from unnest($3::uuid[]) as a (agency) on conflict do nothing",
        city.0,
        id.0,
        &ids
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Changes a stop that was not held yet.
pub async fn amend_stop(tx: &mut Tx, id: StopId, new: NewStop) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    sound(tx, &new)?;
    still_to_come(tx, id).await?;
    let city = tx.city();
    sqlx::query!(
        "update programmes.stop set area = $3, starts_at = $4, ends_at = $5, place = $6, agenda = $7, guests = $8
         where city = $1 and id = $2",
        city.0,
        id.0,
        new.area.as_str(),
        new.starts_at,
        new.ends_at,
        new.place.trim(),
        new.agenda.trim(),
        new.guests.as_str()
    )
    .execute(tx.conn())
    .await
    .on_constraint("stop_team_key", || Error::field("starts_at", "programmes-roadshow-clash"))?;
    agencies(tx, id, &new.agencies).await?;
    tx.audit(Entry::new("programmes.stop.amend", "stop", id).area(new.area)).await
}

/// Locks a stop; refuses where it was held or cancelled.
async fn still_to_come(tx: &mut Tx, id: StopId) -> Result<find::Stop, Error> {
    find::lock(tx, id).await?;
    let stop = find::stop(tx, id).await?;
    if stop.cancelled_at.is_some() {
        return Err(Error::refused("programmes-stop-is-cancelled"));
    }
    if stop.held.is_some() {
        return Err(Error::refused("programmes-stop-was-held"));
    }
    Ok(stop)
}

/// Cancels a stop, for a reason that everybody reads.
pub async fn cancel_stop(tx: &mut Tx, id: StopId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    let reason = reason.trim();
    if !long(reason, 3, 500) {
        return Err(Error::field("reason", "programmes-outcome-reason-length"));
    }
    let stop = still_to_come(tx, id).await?;
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "update programmes.stop set cancelled_at = $3, cancelled_by = $4, cancelled_reason = $5 where city = $1 and id = $2",
        city.0,
        id.0,
        now,
        by,
        reason
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new("programmes.stop.cancel", "stop", id).area(stop.area).reason(reason)).await
}

/// What came of a stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// How many came.
    pub present: i32,
    pub minutes: String,
}

/// Records that a stop was held; said again, it is put right.
pub async fn hold(tx: &mut Tx, id: StopId, held: Held) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    if !(0..=100_000).contains(&held.present) {
        return Err(Error::field("present", "programmes-stop-present-form"));
    }
    if !long(&held.minutes, 0, 20_000) {
        return Err(Error::field("minutes", "programmes-stop-minutes-length"));
    }
    find::lock(tx, id).await?;
    let stop = find::stop(tx, id).await?;
    if stop.cancelled_at.is_some() {
        return Err(Error::refused("programmes-stop-is-cancelled"));
    }
    if stop.starts_at > tx.now() {
        return Err(Error::refused("programmes-stop-not-yet"));
    }
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "update programmes.stop set held_at = coalesce(held_at, $3), held_by = $4, present = $5, minutes = $6
         where city = $1 and id = $2",
        city.0,
        id.0,
        now,
        by,
        held.present,
        held.minutes.trim()
    )
    .execute(tx.conn())
    .await?;
    let body = json!({ "present": held.present });
    tx.audit(Entry::new("programmes.stop.hold", "stop", id).area(stop.area).body(body)).await
}

/// What is to be done as a form gives it.
#[derive(Debug, Clone)]
pub struct NewAction {
    pub what: String,
    pub who: String,
    pub due_on: NaiveDate,
}

/// Notes what somebody shall do after a stop.
pub async fn act(tx: &mut Tx, stop: StopId, new: NewAction) -> Result<ActionId, Error> {
    tx.must_in_city(RUN)?;
    if !long(&new.what, 3, 500) {
        return Err(Error::field("what", "programmes-action-what-length"));
    }
    if !long(&new.who, 2, 120) {
        return Err(Error::field("who", "programmes-action-who-length"));
    }
    let stop = find::stop(tx, stop).await?;
    if new.due_on < stop.made_on {
        return Err(Error::field("due_on", "programmes-action-due-form"));
    }
    let (city, now, id): (_, _, ActionId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.action (city, id, stop, what, who, due_on, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        id.0,
        stop.id.0,
        new.what.trim(),
        new.who.trim(),
        new.due_on,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new("programmes.action.add", "stop", stop.id).area(stop.area)).await?;
    Ok(id)
}

/// Says that an action was done, or that it was not after all. The stop that it belongs to.
pub async fn done(tx: &mut Tx, id: ActionId, is: bool) -> Result<StopId, Error> {
    tx.must_in_city(RUN)?;
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0).filter(|_| is);
    let stop = sqlx::query_scalar!(
        "update programmes.action set done_at = $3, done_by = $4 where city = $1 and id = $2 returning stop",
        city.0,
        id.0,
        Some(now).filter(|_| is),
        by
    )
    .fetch_optional(tx.conn())
    .await?;
    let stop = StopId(stop.ok_or(Error::NotFound("action"))?);
    tx.audit(Entry::new("programmes.action.done", "stop", stop).body(json!({ "done": is }))).await?;
    Ok(stop)
}

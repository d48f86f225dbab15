//! Making a training with its curriculum, changing it, closing it.

use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Tx};
use serde_json::json;
use uuid::Uuid;

use super::curriculum::Written;
use super::find::{self, Training};
use super::{RUN, TrainingId, UnitId};
use crate::programme::{self, ProgrammeId};

/// A training as a form gives it.
#[derive(Debug, Clone)]
pub struct NewTraining {
    pub name: String,
    pub about: String,
    pub units: Vec<Written>,
}

fn sound(new: &NewTraining) -> Result<(&str, &str), Error> {
    let (name, about) = (new.name.trim(), new.about.trim());
    if !(3..=120).contains(&name.chars().count()) {
        return Err(Error::field("name", "programmes-training-name-length"));
    }
    if about.chars().count() > 4_000 {
        return Err(Error::field("about", "programmes-training-about-length"));
    }
    Ok((name, about))
}

fn taken() -> Error {
    Error::field("name", "programmes-training-name-taken")
}

/// Adds a training to a programme that is open.
pub async fn add(tx: &mut Tx, programme: ProgrammeId, new: NewTraining) -> Result<TrainingId, Error> {
    tx.must_in_city(RUN)?;
    programme::open(tx, programme).await?;
    let (name, about) = sound(&new)?;
    let (city, now, id): (_, _, TrainingId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.training (city, id, programme, name, about, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        id.0,
        programme.0,
        name,
        about,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("training_open_name_key", taken)?;
    set_units(tx, id, &new.units).await?;
    tx.audit(Entry::new(RUN.name, "training", id).body(json!({ "what": "add" }))).await?;
    Ok(id)
}

/// Changes a training that is open.
pub async fn amend(tx: &mut Tx, id: TrainingId, new: NewTraining) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    open(tx, id).await?;
    let (name, about) = sound(&new)?;
    let before = find::units(tx, id).await?;
    let city = tx.city();
    sqlx::query!(
        "update programmes.training set name = $3, about = $4 where city = $1 and id = $2",
        city.0,
        id.0,
        name,
        about
    )
    .execute(tx.conn())
    .await
    .on_constraint("training_open_name_key", taken)?;
    set_units(tx, id, &new.units).await?;
    let was: Vec<_> =
        before.iter().map(|unit| json!([unit.name, unit.minutes, unit.required, unit.material])).collect();
    tx.audit(Entry::new(RUN.name, "training", id).body(json!({ "what": "amend", "units_before": was }))).await
}

/// Closes a training: it takes no more participants and no more sessions.
pub async fn close(tx: &mut Tx, id: TrainingId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    let reason = reasoned(reason)?;
    if locked(tx, id).await?.closed_at.is_some() {
        return Ok(());
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    sqlx::query!(
        "update programmes.training set closed_at = $3, closed_by = $4, closed_reason = $5 where city = $1 and id = $2",
        city.0,
        id.0,
        now,
        by,
        reason
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(RUN.name, "training", id).reason(reason).body(json!({ "what": "close" }))).await
}

/// A reason in a few words.
pub(crate) fn reasoned(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    if (3..=500).contains(&reason.chars().count()) {
        Ok(reason)
    } else {
        Err(Error::field("reason", "programmes-reason-length"))
    }
}

/// The training, held until the end of the transaction.
pub(super) async fn locked(tx: &mut Tx, id: TrainingId) -> Result<Training, Error> {
    let city = tx.city();
    sqlx::query_scalar!(
        "select id from programmes.training where city = $1 and id = $2 for update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("training"))?;
    find::one(tx, id).await
}

/// The same, unless it is closed.
pub(crate) async fn open(tx: &mut Tx, id: TrainingId) -> Result<Training, Error> {
    let training = locked(tx, id).await?;
    if training.closed_at.is_some() {
        return Err(Error::refused("programmes-training-is-closed"));
    }
    Ok(training)
}

/// A unit is known by its name: what is said of it anew holds from now on, and what is not named any more gets an end.
async fn set_units(tx: &mut Tx, id: TrainingId, units: &[Written]) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    let names: Vec<String> = units.iter().map(|unit| unit.name.to_lowercase()).collect();
    sqlx::query!(
        "update programmes.unit set ended_at = $4, ended_by = $5
         where city = $1 and training = $2 and ended_at is null and not lower(name) = any($3)",
        city.0,
        id.0,
        &names,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    let kept = find::units(tx, id).await?;
    let mut rows: Vec<(Uuid, i32, &Written)> = Vec::new();
    for (unit, place) in units.iter().zip(1..) {
        let known = kept.iter().find(|one| one.name.to_lowercase() == unit.name.to_lowercase());
        rows.push((known.map_or_else(|| tx.id::<UnitId>().0, |one| one.id.0), place, unit));
    }
    put(tx, id, &rows).await
}

async fn put(tx: &mut Tx, id: TrainingId, rows: &[(Uuid, i32, &Written)]) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    let ids: Vec<Uuid> = rows.iter().map(|(id, ..)| *id).collect();
    let places: Vec<i32> = rows.iter().map(|(_, place, _)| *place).collect();
    let names: Vec<String> = rows.iter().map(|(.., unit)| unit.name.clone()).collect();
    let minutes: Vec<i32> = rows.iter().map(|(.., unit)| unit.minutes).collect();
    let required: Vec<bool> = rows.iter().map(|(.., unit)| unit.required).collect();
    let materials: Vec<String> =
        rows.iter().map(|(.., unit)| unit.material.clone().unwrap_or_default()).collect();
    sqlx::query!(
        "insert into programmes.unit (city, id, training, place, name, minutes, required, material, set_at, set_by)
         select $1, u.id, $2, u.place, u.name, u.minutes, u.required, nullif(u.material, ''), $3, $4
         from unnest($5::uuid[], $6::int[], $7::text[], $8::int[], $9::bool[], $10::text[])
              as u(id, place, name, minutes, required, material)
         on conflict (city, id) do update set place = excluded.place, name = excluded.name,
             minutes = excluded.minutes, required = excluded.required, material = excluded.material",
        city.0,
        id.0,
        now,
        by,
        &ids,
        &places,
        &names,
        &minutes,
        &required,
        &materials
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

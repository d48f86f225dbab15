use kernel::audit::Entry;
use kernel::id::AgencyId;
use kernel::{Error, OnConstraint as _, Tx};
use serde_json::json;
use uuid::Uuid;

use super::find::{self, Programme};
use super::stages::Written;
use super::{Category, ProgrammeId, RUN};

/// A programme as a form gives it.
#[derive(Debug, Clone)]
pub struct NewProgramme {
    pub name: String,
    pub category: Category,
    pub agency: Option<AgencyId>,
    pub about: String,
    pub stages: Vec<Written>,
}

/// Adds a programme with its stages.
pub async fn add(tx: &mut Tx, new: NewProgramme) -> Result<ProgrammeId, Error> {
    tx.must_in_city(RUN)?;
    let (name, about) = sound(&new)?;
    agency(tx, new.agency).await?;
    let (city, now, id): (_, _, ProgrammeId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.programme (city, id, name, category, agency, about, created_at, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        id.0,
        name,
        new.category.as_str(),
        new.agency.map(|agency| agency.0),
        about,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("programme_open_name_key", taken)?;
    set_stages(tx, id, &new.stages).await?;
    tx.audit(Entry::new(RUN.name, "programme", id).body(json!({ "what": "add" }))).await?;
    Ok(id)
}

/// Changes a programme that is open. Stages that it had and has no more keep their name and get an end.
pub async fn amend(tx: &mut Tx, id: ProgrammeId, new: NewProgramme) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    open(tx, id).await?;
    let (name, about) = sound(&new)?;
    agency(tx, new.agency).await?;
    let city = tx.city();
    sqlx::query!(
        "update programmes.programme set name = $3, category = $4, agency = $5, about = $6 where city = $1 and id = $2",
        city.0,
        id.0,
        name,
        new.category.as_str(),
        new.agency.map(|agency| agency.0),
        about
    )
    .execute(tx.conn())
    .await
    .on_constraint("programme_open_name_key", taken)?;
    set_stages(tx, id, &new.stages).await?;
    tx.audit(Entry::new(RUN.name, "programme", id).body(json!({ "what": "amend" }))).await
}

/// Closes a programme: it takes no new calls.
pub async fn close(tx: &mut Tx, id: ProgrammeId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "programmes-reason-length"));
    }
    if locked(tx, id).await?.closed_at.is_some() {
        return Ok(());
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update programmes.programme set closed_at = $3, closed_by = $4, closed_reason = $5 where city = $1 and id = $2",
        city.0,
        id.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(RUN.name, "programme", id).reason(reason)).await
}

/// Refuses what concerns a closed programme; until commit it cannot be closed.
pub(crate) async fn open(tx: &mut Tx, id: ProgrammeId) -> Result<Programme, Error> {
    let programme = locked(tx, id).await?;
    if programme.closed_at.is_some() {
        Err(Error::refused("programmes-programme-closed"))
    } else {
        Ok(programme)
    }
}

async fn locked(tx: &mut Tx, id: ProgrammeId) -> Result<Programme, Error> {
    let city = tx.city();
    sqlx::query!("select id from programmes.programme where city = $1 and id = $2 for update", city.0, id.0)
        .fetch_optional(tx.conn())
        .await?;
    find::one(tx, id).await
}

fn taken() -> Error {
    Error::field("name", "programmes-name-taken")
}

/// Name and description without needless blanks.
fn sound(new: &NewProgramme) -> Result<(String, String), Error> {
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let about = new.about.trim().to_owned();
    let mut wrong = Vec::new();
    if !(3..=120).contains(&name.chars().count()) {
        wrong.push(("name", "programmes-name-length".into()));
    }
    if about.chars().count() > 4_000 {
        wrong.push(("about", "programmes-about-length".into()));
    }
    if wrong.is_empty() { Ok((name, about)) } else { Err(Error::Invalid(wrong)) }
}

/// The agency in charge is one of this city's.
async fn agency(tx: &mut Tx, id: Option<AgencyId>) -> Result<(), Error> {
    let Some(id) = id else { return Ok(()) };
    match identity::agency::one(tx, id).await {
        Ok(agency) if agency.closed_at.is_none() => Ok(()),
        Ok(_) | Err(Error::NotFound(_)) => Err(Error::field("agency", "programmes-agency-unknown")),
        Err(error) => Err(error),
    }
}

async fn set_stages(tx: &mut Tx, id: ProgrammeId, stages: &[Written]) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    let ids: Vec<Uuid> = stages.iter().map(|_| tx.id()).collect();
    let names: Vec<String> = stages.iter().map(|stage| stage.name.clone()).collect();
    let kinds: Vec<String> = stages.iter().map(|stage| stage.kind.as_str().to_owned()).collect();
    sqlx::query!(
        "update programmes.stage set ended_at = $4, ended_by = $5
         where city = $1 and programme = $2 and ended_at is null
           and lower(name) <> all (select lower(n) from unnest($3::text[]) n)",
        city.0,
        id.0,
        &names,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update programmes.stage s set place = r.place::int, name = r.name, kind = r.kind
         from unnest($3::text[], $4::text[]) with ordinality as r(name, kind, place)
         where s.city = $1 and s.programme = $2 and s.ended_at is null and lower(s.name) = lower(r.name)",
        city.0,
        id.0,
        &names,
        &kinds
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into programmes.stage (city, id, programme, place, kind, name, set_at, set_by)
         select $1, r.id, $2, r.place::int, r.kind, r.name, $6, $7
         from unnest($3::uuid[], $4::text[], $5::text[]) with ordinality as r(id, name, kind, place)
         where not exists (select 1 from programmes.stage s where s.city = $1 and s.programme = $2
                             and s.ended_at is null and lower(s.name) = lower(r.name))",
        city.0,
        id.0,
        &ids,
        &names,
        &kinds,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("stage_name_key", || Error::field("stages", "programmes-stages-changed"))?;
    Ok(())
}

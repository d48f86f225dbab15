//! Recording what somebody received, correcting it, and taking it back.

use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::id::AgencyId;
use kernel::{Actor, AreaCode, Error, Role, Rupiah, Tx};
use registry::business::BusinessId;
use registry::person::PersonId;
use uuid::Uuid;

use super::find::{self, Aid};
use super::{AidId, AidKind, RECORD};

/// A thing received, as it is told.
#[derive(Debug, Clone)]
pub struct NewAid {
    pub person: Option<PersonId>,
    pub business: Option<BusinessId>,
    pub kind: AidKind,
    pub what: String,
    /// Of those who work in an agency it is always their own.
    pub agency: Option<AgencyId>,
    pub programme: Option<Uuid>,
    pub on: NaiveDate,
    pub worth: Option<Rupiah>,
    pub paper: Option<String>,
}

/// Most that one thing may be worth.
const MOST: i64 = 1_000_000_000_000;

/// Records it. What was told before is not told again: the id of the entry in force comes back.
pub async fn record(tx: &mut Tx, new: NewAid) -> Result<AidId, Error> {
    let area = place(tx, &new).await?;
    tx.must(RECORD, &area)?;
    let new = sound(tx, new)?;
    insert(tx, &new, &area, None).await
}

/// Puts another entry in the place of one that was wrong. The old one stays readable.
pub async fn correct(tx: &mut Tx, id: AidId, new: NewAid, reason: &str) -> Result<AidId, Error> {
    let was = find::one(tx, id).await?;
    let new = NewAid { person: was.person.map(PersonId), business: was.business.map(BusinessId), ..new };
    let area = place(tx, &new).await?;
    tx.must(RECORD, &area)?;
    let new = sound(tx, new)?;
    void(tx, id, reason).await?;
    insert(tx, &new, &area, Some(id)).await
}

/// Says that nobody received it. It stays readable, and counts no longer.
pub async fn void(tx: &mut Tx, id: AidId, reason: &str) -> Result<(), Error> {
    let was = find::one(tx, id).await?;
    if !may_change(tx, &was) {
        return Err(Error::Forbidden);
    }
    let reason = reason.trim();
    if !(3..=500).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "programmes-reason-length"));
    }
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let done = sqlx::query!(
        "update programmes.aid set voided_at = $3, voided_by = $4, voided_reason = $5
         where city = $1 and id = $2 and voided_at is null",
        city.0,
        id.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::refused("programmes-aid-is-voided"));
    }
    tx.audit(Entry::new(RECORD.name, "aid", id).area(was.area).reason(reason.to_owned())).await
}

/// Whether the actor may correct an entry: it is of the own agency.
pub(super) fn may_change(tx: &Tx, aid: &Aid) -> bool {
    tx.may(RECORD, &aid.area) && own(tx.actor(), aid.agency.map(AgencyId))
}

/// Whether an entry of an agency is the actor's own: of the same agency, or of any for the city's administrators.
pub(super) fn own(actor: &Actor, agency: Option<AgencyId>) -> bool {
    match actor.role() {
        None => matches!(actor, Actor::System(_)),
        Some(Role::CityAdmin) => true,
        Some(_) => actor.agency().is_some() && actor.agency() == agency,
    }
}

/// Where the person lives, or the business is.
async fn place(tx: &mut Tx, new: &NewAid) -> Result<AreaCode, Error> {
    match (new.person, new.business) {
        (Some(person), _) => Ok(registry::person::find::one(tx, person).await?.area),
        (None, Some(business)) => Ok(registry::business::record::one(tx, business).await?.area),
        (None, None) => Err(Error::field("person", "programmes-aid-nobody")),
    }
}

fn sound(tx: &Tx, mut new: NewAid) -> Result<NewAid, Error> {
    if matches!(tx.actor().role(), Some(role) if role != Role::CityAdmin) {
        new.agency = Some(tx.actor().agency().ok_or(Error::Forbidden)?);
    }
    new.what = new.what.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(2..=200).contains(&new.what.chars().count()) {
        return Err(Error::field("what", "programmes-aid-what-length"));
    }
    if new.on > tx.today() {
        return Err(Error::field("on", "programmes-aid-not-yet"));
    }
    if new.worth.is_some_and(|worth| !(1..=MOST).contains(&worth.0)) {
        return Err(Error::field("worth", "programmes-aid-worth-form"));
    }
    if new.paper.as_ref().is_some_and(|paper| paper.chars().count() > 200) {
        return Err(Error::field("paper", "programmes-aid-paper-length"));
    }
    Ok(new)
}

async fn insert(tx: &mut Tx, new: &NewAid, area: &AreaCode, replaces: Option<AidId>) -> Result<AidId, Error> {
    let (city, now, id): (_, _, AidId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    let written = sqlx::query!(
        "insert into programmes.aid (city, id, person, business, kind, what, agency, programme, on_day, worth, paper,
                                     area, replaces, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing",
        city.0,
        id.0,
        new.person.map(|person| person.0),
        new.business.map(|business| business.0),
        new.kind.as_str(),
        new.what,
        new.agency.map(|agency| agency.0),
        new.programme,
        new.on,
        new.worth.map(|worth| worth.0),
        new.paper,
        area.as_str(),
        replaces.map(|id| id.0),
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    if written.rows_affected() == 0 {
        return same(tx, new).await;
    }
    tx.audit(Entry::new(RECORD.name, "aid", id).area(area.clone())).await?;
    Ok(id)
}

async fn same(tx: &mut Tx, new: &NewAid) -> Result<AidId, Error> {
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select id from programmes.aid
         where city = $1 and person is not distinct from $2 and business is not distinct from $3 and kind = $4
           and lower(what) = lower($5) and on_day = $6 and agency is not distinct from $7 and voided_at is null",
        city.0,
        new.person.map(|person| person.0),
        new.business.map(|business| business.0),
        new.kind.as_str(),
        new.what,
        new.on,
        new.agency.map(|agency| agency.0)
    )
    .fetch_optional(tx.conn())
    .await?;
    id.map(AidId).ok_or(Error::refused("programmes-raced"))
}

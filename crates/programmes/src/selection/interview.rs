//! Times at which applicants are heard: offered by the desk, taken by the applicants. The database lets nobody have two and
//! no slot more people than it holds.

use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::{Error, Instant, OnConstraint as _, Say, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{RUN, SlotId};
use crate::applicant::{self, Applicant, ApplicantId, ENTER, State};
use crate::call::{self, Call, CallId, Method, Window};

/// Several slots in a row, as a form gives them.
#[derive(Debug, Clone)]
pub struct NewSlots {
    pub first: Instant,
    pub minutes: i64,
    pub count: i64,
    /// How many are heard in each.
    pub capacity: i32,
    /// A room, or the address of a call.
    pub place: String,
}

/// The most slots at once.
const MOST: i64 = 100;

/// Offers slots for the interviews of a call by selection. How many.
pub async fn offer(tx: &mut Tx, id: CallId, new: NewSlots) -> Result<usize, Error> {
    tx.must_in_city(RUN)?;
    let call = call::locked(tx, id).await?;
    still(&call)?;
    let place = new.place.split_whitespace().collect::<Vec<_>>().join(" ");
    sound(tx, &new, &place)?;
    let starts: Vec<Instant> =
        (0..new.count).map(|at| new.first + TimeDelta::minutes(new.minutes * at)).collect();
    let ids: Vec<Uuid> = starts.iter().map(|_| tx.id()).collect();
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.slot (city, id, call, starts_at, ends_at, place, capacity, created_at, created_by)
         select $1, r.id, $2, r.at, r.at + make_interval(mins => $5), $6, $7, $8, $9
         from unnest($3::uuid[], $4::timestamptz[]) as r(id, at)",
        city.0,
        id.0,
        &ids,
        &starts,
        i32::try_from(new.minutes).unwrap_or(30),
        place,
        new.capacity,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("slot_once_key", || Error::field("first", "programmes-slot-there"))?;
    tx.audit(Entry::new("programmes.slot.offer", "call", id).body(json!({ "slots": ids.len() }))).await?;
    Ok(ids.len())
}

fn sound(tx: &Tx, new: &NewSlots, place: &str) -> Result<(), Error> {
    let mut wrong: Vec<(&'static str, Say)> = Vec::new();
    if new.first <= tx.now() {
        wrong.push(("first", "programmes-slot-past".into()));
    }
    if !(5..=480).contains(&new.minutes) {
        wrong.push(("minutes", "programmes-slot-minutes-form".into()));
    }
    if !(1..=MOST).contains(&new.count) {
        wrong.push(("count", Say::new("programmes-slot-number-form").with("most", MOST)));
    }
    if !(1..=100).contains(&new.capacity) {
        wrong.push(("capacity", Say::new("programmes-slot-number-form").with("most", 100)));
    }
    if !(3..=200).contains(&place.chars().count()) {
        wrong.push(("place", "programmes-slot-place-length".into()));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Whether people of this call are still heard.
fn still(call: &Call) -> Result<(), Error> {
    match (call.method, call.cancelled_at, call.published_at) {
        (Method::Arrival, ..) => Err(Error::refused("programmes-selection-none")),
        (Method::Selection, Some(_), _) => Err(Error::refused("programmes-call-cancelled")),
        (Method::Selection, None, Some(_)) => Err(Error::refused("programmes-call-published")),
        (Method::Selection, None, None) => Ok(()),
    }
}

/// A slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub id: SlotId,
    pub call: CallId,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub place: String,
    pub capacity: i32,
    pub taken: i64,
    pub closed_at: Option<Instant>,
}

/// The slots of a call in the order of time. Asks no permission: it says how many took them, not who.
pub async fn slots(tx: &mut Tx, call: CallId) -> Result<Vec<Slot>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Slot,
        r#"select s.id as "id: SlotId", s.call as "call: CallId", s.starts_at, s.ends_at, s.place, s.capacity,
                  (select count(*) from programmes.interview i
                   where i.city = s.city and i.slot = s.id and i.released_at is null) as "taken!", s.closed_at
           from programmes.slot s where s.city = $1 and s.call = $2 order by s.starts_at, s.id limit 2000"#,
        city.0,
        call.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Those in which there is room now and that have not begun.
pub async fn free(tx: &mut Tx, call: &Call) -> Result<Vec<Slot>, Error> {
    if still(call).is_err() || call.window(tx.now()) == Window::Before {
        return Ok(Vec::new());
    }
    let now = tx.now();
    let mut all = slots(tx, call.id).await?;
    all.retain(|slot| {
        slot.closed_at.is_none() && slot.starts_at > now && slot.taken < i64::from(slot.capacity)
    });
    Ok(all)
}

/// Takes a slot for an applicant, or another one than before. By the applicant, or at the desk.
pub async fn take(tx: &mut Tx, id: ApplicantId, slot: SlotId) -> Result<(), Error> {
    let applicant = hearable(tx, id).await?;
    let (city, now) = (tx.city(), tx.now());
    // Whoever takes this slot takes turns; behind it stand the database's keys.
    let place = sqlx::query!(
        "select call, capacity, starts_at, closed_at from programmes.slot where city = $1 and id = $2 for no key update",
        city.0,
        slot.0
    )
    .fetch_optional(tx.conn())
    .await?
    .filter(|row| row.call == applicant.call.0)
    .ok_or(Error::NotFound("slot"))?;
    if place.closed_at.is_some() || place.starts_at <= now {
        return Err(Error::refused("programmes-slot-over"));
    }
    if held(tx, id).await?.is_some_and(|held| held.slot == slot) {
        return Ok(());
    }
    release(tx, &applicant).await?;
    let interview: Uuid = tx.id();
    let by = tx.actor().account().map(|by| by.0);
    let taken = sqlx::query!(
        "insert into programmes.interview (city, id, call, slot, capacity, number, applicant, taken_at, taken_by)
         select $1, $2, $3, $4, $5, min(n.number), $6, $7, $8 from generate_series(1, $5) as n(number)
         where not exists (select 1 from programmes.interview i where i.city = $1 and i.slot = $4
                             and i.number = n.number and i.released_at is null)
         having min(n.number) is not null",
        city.0,
        interview,
        applicant.call.0,
        slot.0,
        place.capacity,
        id.0,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("interview_number_key", || Error::refused("programmes-slot-full"))
    .on_constraint("interview_applicant_key", || Error::refused("programmes-raced"))?;
    if taken.rows_affected() == 0 {
        return Err(Error::refused("programmes-slot-full"));
    }
    let entry = Entry::new("programmes.interview.take", "applicant", id).area(applicant.area);
    tx.audit(entry.body(json!({ "slot": slot }))).await
}

/// Gives a slot back that has not begun.
pub async fn leave(tx: &mut Tx, id: ApplicantId) -> Result<(), Error> {
    let applicant = hearable(tx, id).await?;
    release(tx, &applicant).await?;
    tx.audit(Entry::new("programmes.interview.leave", "applicant", id).area(applicant.area)).await
}

/// The application, if it is in a selection that still hears people.
async fn hearable(tx: &mut Tx, id: ApplicantId) -> Result<Applicant, Error> {
    let applicant = applicant::may(tx, id, ENTER).await?;
    let call = call::one(tx, applicant.call).await?;
    still(&call)?;
    if applicant.state != State::Applied {
        return Err(Error::refused("programmes-application-over"));
    }
    Ok(applicant)
}

async fn release(tx: &mut Tx, applicant: &Applicant) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let kept = held(tx, applicant.id).await?;
    if kept.is_some_and(|held| held.starts_at <= now || held.came.is_some()) {
        return Err(Error::refused("programmes-slot-over"));
    }
    sqlx::query!(
        "update programmes.interview set released_at = $3 where city = $1 and applicant = $2 and released_at is null",
        city.0,
        applicant.id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets go of the slot of an application that is over, unless it was heard. The caller holds the call.
pub(crate) async fn vacate(tx: &mut Tx, id: ApplicantId) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update programmes.interview i set released_at = $3 from programmes.slot s
         where i.city = $1 and i.applicant = $2 and i.released_at is null and i.outcome is null
           and s.city = i.city and s.id = i.slot and s.starts_at > $3",
        city.0,
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The slot that somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub slot: SlotId,
    pub starts_at: Instant,
    pub place: String,
    /// Whether the applicant came, once it is known, and what was said.
    pub came: Option<bool>,
    pub note: Option<String>,
}

/// The slot that an applicant has, if any. Asks no permission.
pub(crate) async fn held(tx: &mut Tx, id: ApplicantId) -> Result<Option<Held>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Held,
        r#"select s.id as "slot: SlotId", s.starts_at, s.place, i.outcome = 'came' as "came?", i.note
           from programmes.interview i join programmes.slot s on s.city = i.city and s.id = i.slot
           where i.city = $1 and i.applicant = $2 and i.released_at is null"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Says whether the applicant came, and what was said, for those who mark: until it is published.
pub async fn note(tx: &mut Tx, id: ApplicantId, came: bool, text: &str) -> Result<(), Error> {
    let applicant = applicant::judging(tx, id).await?;
    still(&call::one(tx, applicant.call).await?)?;
    let text = text.trim();
    if text.chars().count() > 2_000 {
        return Err(Error::field("note", "programmes-interview-note-length"));
    }
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    let noted = sqlx::query!(
        "update programmes.interview i set outcome = $3, note = nullif($4, ''), noted_at = $5, noted_by = $6
         from programmes.slot s
         where i.city = $1 and i.applicant = $2 and i.released_at is null
           and s.city = i.city and s.id = i.slot and s.starts_at <= $5",
        city.0,
        id.0,
        if came { "came" } else { "absent" },
        text,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    if noted.rows_affected() == 0 {
        return Err(Error::refused("programmes-interview-early"));
    }
    tx.audit(Entry::new("programmes.interview.note", "applicant", id).area(applicant.area)).await
}

/// Closes a slot that has not begun; whoever had it chooses another one.
pub async fn close(tx: &mut Tx, id: SlotId) -> Result<CallId, Error> {
    tx.must_in_city(RUN)?;
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    let call = sqlx::query_scalar!(
        "select call from programmes.slot where city = $1 and id = $2 for no key update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let call = CallId(call.ok_or_else(|| tx.hidden("slot"))?);
    let closed = sqlx::query!(
        "update programmes.slot set closed_at = $3, closed_by = $4
         where city = $1 and id = $2 and closed_at is null and starts_at > $3",
        city.0,
        id.0,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    if closed.rows_affected() == 0 {
        return Err(Error::refused("programmes-slot-over"));
    }
    sqlx::query!(
        "update programmes.interview set released_at = $3 where city = $1 and slot = $2 and released_at is null",
        city.0,
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new("programmes.slot.close", "slot", id)).await?;
    Ok(call)
}

//! Sessions as calendars read them: one session for everybody, and somebody's own under a secret
//! address.

use axum::extract::Path;
use kernel::id::AccountId;
use kernel::{Error, OnConstraint as _, Tx};
use uuid::Uuid;
use web::{Answer, Routes, Visit};

use super::find::{self, Session, Which};
use super::own_pages;
use crate::ical::{self, Event, answer, host};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/sessions/{id}/calendar", public)
        .get("/programmes/calendars/{token}", own)
        .post("/programmes/participants/own/calendar", make)
}

kernel::id!(
    /// The secret address of somebody's own calendar.
    CalendarId
);

/// The sessions as a calendar. What it says of each is what everybody may know: no names, no numbers of people.
pub(super) fn write(host: &str, name: &str, sessions: &[Session], stamp: kernel::Instant) -> String {
    let event = |session: &Session| Event {
        id: session.id.0,
        revision: session.revision,
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        summary: format!("{}: {}", session.training_name, session.unit_name),
        place: session.place.clone(),
        link: session.link.clone(),
        cancelled: session.cancelled_at.is_some(),
    };
    ical::write(host, name, &sessions.iter().map(event).collect::<Vec<_>>(), stamp)
}

async fn public(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let session = find::session(&mut tx, id.parse()?).await?;
    let name = format!("sesi-{}", session.number);
    let text = write(&host(&visit), &session.training_name.clone(), &[session], tx.now());
    Ok(answer(&name, text))
}

/// What stands in the address after the id: nobody finds it without the key.
fn secret(tx: &Tx, id: CalendarId) -> String {
    let mac = tx.db().keys().blind("programmes.calendar.link", tx.city(), &id.0.to_string());
    mac.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The address of somebody's own calendar, if one was made.
pub async fn address(tx: &mut Tx) -> Result<Option<String>, Error> {
    let Some(account) = tx.actor().account() else { return Ok(None) };
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select id from programmes.calendar where city = $1 and account = $2 and ended_at is null",
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(|id| format!("/programmes/calendars/{}-{}", id.simple(), secret(tx, CalendarId(id)))))
}

/// Makes one; the one before leads nowhere from now on.
pub async fn renew(tx: &mut Tx) -> Result<(), Error> {
    let account = tx.actor().account().ok_or(Error::Forbidden)?;
    let (city, now, id): (_, _, CalendarId) = (tx.city(), tx.now(), tx.id());
    sqlx::query!(
        "update programmes.calendar set ended_at = $3 where city = $1 and account = $2 and ended_at is null",
        city.0,
        account.0,
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into programmes.calendar (city, id, account, made_at) values ($1, $2, $3, $4)",
        city.0,
        id.0,
        account.0,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("calendar_account_key", || Error::refused("programmes-raced"))?;
    Ok(())
}

async fn make(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    renew(&mut tx).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/programmes/participants/own", "programmes-calendar-made"))
}

/// Whose calendar an address is, if its secret is right and it was not replaced.
pub(super) async fn whose(tx: &mut Tx, token: &str) -> Result<AccountId, Error> {
    let nothing = || Error::NotFound("calendar");
    let (id, told) = token.trim_end_matches(".ics").split_once('-').ok_or_else(nothing)?;
    let id = CalendarId(Uuid::try_parse(id).map_err(|_| nothing())?);
    let city = tx.city();
    let value = id.0.to_string();
    let right = tx.db().keys().blinds("programmes.calendar.link", city, &value).iter().any(|mac| {
        let one: String = mac.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        // Compared as digests, so that how long it takes says nothing of how much is right.
        use sha2::{Digest as _, Sha256};
        Sha256::digest(one.as_bytes()) == Sha256::digest(told.as_bytes())
    });
    if !right {
        return Err(nothing());
    }
    let account = sqlx::query_scalar!(
        "select account from programmes.calendar where city = $1 and id = $2 and ended_at is null",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    account.map(AccountId).ok_or_else(nothing)
}

/// What somebody teaches, and what she or he has a chair in.
async fn own(visit: Visit, Path(token): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let account = whose(&mut tx, &token).await?;
    let which = Which { trainer: Some(account), ..Which::default() };
    let mut sessions = find::sessions(&mut tx, which).await?;
    if let Some(person) = registry::person::of_account(&mut tx, account).await? {
        sessions.extend(own_pages::booked(&mut tx, person).await?);
    }
    sessions.sort_by_key(|session| (session.starts_at, session.number));
    sessions.dedup_by_key(|session| session.id);
    let text = write(&host(&visit), &visit.ui.t("programmes-own-trainings"), &sessions, tx.now());
    Ok(answer("pelatihan-saya", text))
}

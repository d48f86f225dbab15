//! Saying that somebody was there: by a token at the door, or by list. Told twice it is once.

use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::{Error, Instant, OnConstraint as _, Tx};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::find::{self, Participant, Session};
use super::token::{self, Token};
use super::write::reasoned;
use super::{AttendanceId, ParticipantId, RUN, SessionId};

/// A token that was seen at the door.
#[derive(Debug, Clone)]
pub struct Seen<'a> {
    pub token: &'a str,
    /// By the clock of the device; now, where there is none.
    pub at: Option<Instant>,
    /// Made by the device for this sight, so that telling it again is no second time.
    pub key: Option<&'a str>,
}

/// Why somebody is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NotPresentWhy)]
pub enum Why {
    /// No token of this city: mistyped, made up, or of somebody who is not known.
    Unknown,
    OtherSession,
    Already,
    /// Has no chair in this session.
    NoChair,
    /// Takes no part any more.
    Left,
    Cancelled,
    /// Seen when the session was not held.
    OtherTime,
}

impl Why {
    /// As in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Unknown => "unknown",
            Why::OtherSession => "other-session",
            Why::Already => "already",
            Why::NoChair => "no-chair",
            Why::Left => "left",
            Why::Cancelled => "cancelled",
            Why::OtherTime => "other-time",
        }
    }
}

/// What came of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Counted: now, or when the same sight was told before.
    Present(ParticipantId),
    Refused(Why, Option<ParticipantId>),
}

/// The session, for whoever may say who is there: who runs trainings, and its trainers.
pub async fn door(tx: &mut Tx, id: SessionId) -> Result<Session, Error> {
    let session = match find::session(tx, id).await {
        Ok(session) => session,
        Err(Error::NotFound(what)) => return Err(tx.hidden(what)),
        Err(error) => return Err(error),
    };
    if tx.must_in_city(RUN).is_ok() || teaches(tx, id).await? {
        return Ok(session);
    }
    Err(if tx.scope(super::SEE).is_ok() { Error::Forbidden } else { tx.hidden("session") })
}

/// Whether whoever acts is a trainer of the session.
pub(super) async fn teaches(tx: &mut Tx, id: SessionId) -> Result<bool, Error> {
    let Some(account) = tx.actor().account() else { return Ok(false) };
    Ok(find::trainers(tx, id).await?.contains(&account))
}

/// From when and until when somebody can be seen at a session: doors open early, and trainings end late.
fn is_held(session: &Session, at: Instant) -> bool {
    (session.starts_at - TimeDelta::hours(3)..=session.ends_at + TimeDelta::hours(6)).contains(&at)
}

/// Counts whoever shows a token, if it is of this session and its holder has a chair there.
pub async fn check_in(tx: &mut Tx, id: SessionId, seen: Seen<'_>) -> Result<Verdict, Error> {
    let session = door(tx, id).await?;
    let Some(token) = token::read(seen.token) else { return Ok(Verdict::Refused(Why::Unknown, None)) };
    let Some(who) = holder(tx, &session, &token).await? else {
        let why = if token.session == session.number { Why::Unknown } else { other(tx, &token).await? };
        return Ok(Verdict::Refused(why, None));
    };
    let at = seen.at.unwrap_or(tx.now());
    let why = if session.cancelled_at.is_some() {
        Some(Why::Cancelled)
    } else if !is_held(&session, at) || at > tx.now() + TimeDelta::minutes(10) {
        Some(Why::OtherTime)
    } else if !who.active {
        Some(Why::Left)
    } else if !has_chair(tx, id, who.id).await? {
        Some(Why::NoChair)
    } else {
        None
    };
    if let Some(why) = why {
        return Ok(Verdict::Refused(why, Some(who.id)));
    }
    if record(tx, id, who.id, "code", at, seen.key).await? {
        return Ok(Verdict::Present(who.id));
    }
    let same = told_before(tx, id, who.id, seen.key).await?;
    Ok(if same { Verdict::Present(who.id) } else { Verdict::Refused(Why::Already, Some(who.id)) })
}

/// Whose token it is, if it is of this session and the seal is right.
async fn holder(tx: &mut Tx, session: &Session, token: &Token) -> Result<Option<Participant>, Error> {
    if token.session != session.number {
        return Ok(None);
    }
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select id from programmes.participant where city = $1 and training = $2 and number = $3",
        city.0,
        session.training.0,
        token.participant
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(id) = id.map(ParticipantId) else { return Ok(None) };
    if !token.is_sealed(tx.db(), city, session.id, id) {
        return Ok(None);
    }
    find::participant(tx, id).await.map(Some)
}

/// A token that names another session is only said to be of one if it really is.
async fn other(tx: &mut Tx, token: &Token) -> Result<Why, Error> {
    Ok(if of_token(tx, token).await?.is_some() { Why::OtherSession } else { Why::Unknown })
}

async fn of_token(tx: &mut Tx, token: &Token) -> Result<Option<(Session, Participant)>, Error> {
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select id from programmes.session where city = $1 and number = $2",
        city.0,
        token.session
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(id) = id else { return Ok(None) };
    let session = find::session(tx, SessionId(id)).await?;
    Ok(holder(tx, &session, token).await?.map(|who| (session, who)))
}

/// The session and participant of a token as somebody typed or opened it, if the city gave it out. Asks no permission: the token
/// is the permission.
pub(crate) async fn holder_of(tx: &mut Tx, typed: &str) -> Result<Option<(Session, ParticipantId)>, Error> {
    let Some(token) = token::read(typed) else { return Ok(None) };
    Ok(of_token(tx, &token).await?.map(|(session, who)| (session, who.id)))
}

async fn has_chair(tx: &mut Tx, session: SessionId, participant: ParticipantId) -> Result<bool, Error> {
    let city = tx.city();
    Ok(sqlx::query_scalar!(
        r#"select exists (select 1 from programmes.booking where city = $1 and session = $2 and participant = $3
                            and ended_at is null and chair is not null) as "has!""#,
        city.0,
        session.0,
        participant.0
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Writes it down; `false` where somebody is counted already, or this sight was.
pub(super) async fn record(
    tx: &mut Tx,
    session: SessionId,
    participant: ParticipantId,
    way: &'static str,
    at: Instant,
    key: Option<&str>,
) -> Result<bool, Error> {
    let (city, now, id): (_, _, AttendanceId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let key = key.map(|key| key.chars().take(64).collect::<String>());
    let done = sqlx::query!(
        "insert into programmes.attendance (city, id, session, participant, way, seen_at, recorded_at, recorded_by, key)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        city.0,
        id.0,
        session.0,
        participant.0,
        way,
        at,
        now,
        by,
        key
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether the attendance in force was told by this very sight.
async fn told_before(
    tx: &mut Tx,
    session: SessionId,
    participant: ParticipantId,
    key: Option<&str>,
) -> Result<bool, Error> {
    let city = tx.city();
    let key = key.map(|key| key.chars().take(64).collect::<String>());
    Ok(sqlx::query_scalar!(
        r#"select exists (select 1 from programmes.attendance where city = $1 and session = $2 and participant = $3
                            and key = $4 and voided_at is null) as "told!""#,
        city.0,
        session.0,
        participant.0,
        key
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Counts somebody by list, with or without a chair: whoever is in the room is in the room.
pub async fn tick(tx: &mut Tx, id: SessionId, participant: ParticipantId) -> Result<(), Error> {
    let session = door(tx, id).await?;
    let who = find::participant(tx, participant).await?;
    if session.cancelled_at.is_some() {
        return Err(Error::refused("programmes-session-is-cancelled"));
    }
    if who.training != session.training || !who.active {
        return Err(Error::refused("programmes-participant-not-here"));
    }
    if tx.now() < session.starts_at - TimeDelta::hours(3) {
        return Err(Error::refused("programmes-session-not-yet"));
    }
    let at = tx.now().min(session.ends_at);
    record(tx, id, participant, "list", at, None).await.map(|_| ())
}

/// Says that somebody was not there after all, for a reason. What was said before stays readable.
pub async fn void(tx: &mut Tx, id: SessionId, participant: ParticipantId, reason: &str) -> Result<(), Error> {
    door(tx, id).await?;
    let who = find::participant(tx, participant).await?;
    let reason = reasoned(reason)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().map(|by| by.0));
    let voided = sqlx::query_scalar!(
        "update programmes.attendance set voided_at = $4, voided_by = $5, voided_reason = $6
         where city = $1 and session = $2 and participant = $3 and voided_at is null returning id",
        city.0,
        id.0,
        participant.0,
        now,
        by,
        reason
    )
    .fetch_optional(tx.conn())
    .await
    .on_constraint("attendance_voiding_reasoned", || Error::field("reason", "programmes-reason-length"))?;
    let Some(voided) = voided else { return Ok(()) };
    let entry =
        Entry::new("programmes.training.attend", "participant", participant).area(who.area).reason(reason);
    tx.audit(entry.body(json!({ "what": "void", "attendance": voided }))).await
}

/// What was said of somebody in a session, the last first: when, how, by whom, and why it was voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub way: String,
    pub seen_at: Instant,
    pub recorded_at: Instant,
    pub recorded_by: Option<Uuid>,
    pub voided_at: Option<Instant>,
    pub voided_reason: Option<String>,
}

/// All of it. Asks no permission.
pub async fn history(tx: &mut Tx, id: SessionId, participant: ParticipantId) -> Result<Vec<Word>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Word,
        "select way, seen_at, recorded_at, recorded_by, voided_at, voided_reason from programmes.attendance
         where city = $1 and session = $2 and participant = $3 order by recorded_at desc, id desc limit 100",
        city.0,
        id.0,
        participant.0
    )
    .fetch_all(tx.conn())
    .await?)
}

//! Saying something of a session.

use kernel::{Error, Tx};

use super::FeedbackId;
use crate::training::{self, ParticipantId, Session};

/// What somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// From 1, bad, to 5, good.
    pub useful: i32,
    pub taught: i32,
    /// Of the place or the connection; none where nothing is said of it.
    pub place: Option<i32>,
    /// In own words.
    pub said: Option<String>,
}

/// The session and participant that a token of the door is of. The token is the permission.
///
/// `NotFound` for one that the city did not give out; refused as `programmes-feedback-absent` for somebody who was not there,
/// and as `programmes-feedback-over` from a month after the session on.
pub async fn opened(tx: &mut Tx, token: &str) -> Result<(Session, ParticipantId), Error> {
    let (session, participant) = training::holder_of(tx, token).await?.ok_or(Error::NotFound("token"))?;
    let city = tx.city();
    let there = sqlx::query_scalar!(
        r#"select exists (select 1 from programmes.attendance
                          where city = $1 and session = $2 and participant = $3 and voided_at is null) as "there!""#,
        city.0,
        session.id.0,
        participant.0
    )
    .fetch_one(tx.conn())
    .await?;
    if !there {
        return Err(Error::refused("programmes-feedback-absent"));
    }
    if tx.now() > session.ends_at + chrono::TimeDelta::days(30) {
        return Err(Error::refused("programmes-feedback-over"));
    }
    Ok((session, participant))
}

/// Keeps what somebody says; it takes the place of what was said before.
pub async fn give(tx: &mut Tx, token: &str, said: Said) -> Result<FeedbackId, Error> {
    let (session, participant) = opened(tx, token).await?;
    let mut wrong = Vec::new();
    for (name, value) in [("useful", Some(said.useful)), ("taught", Some(said.taught)), ("place", said.place)]
    {
        if value.is_some_and(|value| !(1..=5).contains(&value)) {
            wrong.push((name, "programmes-feedback-choose".into()));
        }
    }
    let words = said.said.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if words.is_some_and(|text| text.chars().count() > 1_000) {
        wrong.push(("said", "programmes-feedback-said-length".into()));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let (city, now, id): (_, _, FeedbackId) = (tx.city(), tx.now(), tx.id());
    let id = sqlx::query_scalar!(
        "insert into programmes.feedback (city, id, session, participant, useful, taught, place, said, given_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (city, session, participant) do update set useful = excluded.useful, taught = excluded.taught,
             place = excluded.place, said = excluded.said, given_at = excluded.given_at
         returning id",
        city.0,
        id.0,
        session.id.0,
        participant.0,
        said.useful,
        said.taught,
        said.place,
        words,
        now
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(FeedbackId(id))
}

//! Objections and their answers.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::secret::Place;
use kernel::{Error, Instant, OnConstraint as _, Tx};
use serde_json::json;
use zeroize::Zeroizing;

use super::find::{self, Which};
use super::publish::objections_until;
use super::rules::Kind;
use super::{CriterionId, ObjectionId, TEXT_PLACE, rank, review};
use crate::applicant::{self, Applicant, ApplicantId, ENTER, Move, State};
use crate::call::{self, Call, Method};

/// An objection.
pub struct Objection {
    pub id: ObjectionId,
    pub applicant: ApplicantId,
    /// What the applicant wrote; gone where the person was forgotten.
    pub text: Option<Zeroizing<String>>,
    pub at: Instant,
    /// Whether it was right, once it was answered.
    pub upheld: Option<bool>,
    pub answer: Option<String>,
}

/// Whether the applicant may object now, and until when.
pub(super) async fn until(tx: &mut Tx, call: &Call, applicant: &Applicant) -> Result<Option<Instant>, Error> {
    let wronged = matches!(applicant.state, State::Refused | State::Waiting | State::Lapsed);
    let selected = if call.method == Method::Selection { objections_until(call) } else { None };
    let end = match (applicant.state, selected) {
        (_, Some(end)) => Some(end),
        (State::Refused, None) => {
            let steps = applicant::steps(tx, applicant.id).await?;
            let refused = steps.iter().find(|step| step.state == State::Refused.as_str());
            refused.map(|step| step.at + TimeDelta::days(i64::from(call.objection_days)))
        }
        (_, None) => None,
    };
    Ok(end.filter(|end| wronged && tx.now() < *end))
}

/// Objects to what came of an application: once, in time, by the applicant or at the desk in her or his name.
pub async fn object(tx: &mut Tx, id: ApplicantId, text: &str) -> Result<ObjectionId, Error> {
    let applicant = applicant::may(tx, id, ENTER).await?;
    let call = call::one(tx, applicant.call).await?;
    let text = text.trim();
    if !(20..=2_000).contains(&text.chars().count()) {
        return Err(Error::field("text", "programmes-objection-length"));
    }
    if until(tx, &call, &applicant).await?.is_none() {
        return Err(Error::refused("programmes-objection-late"));
    }
    let (city, now, objection): (_, _, ObjectionId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let place = Place { column: TEXT_PLACE, city, row: objection.0 };
    let sealed = tx.db().keys().seal(place, text)?;
    sqlx::query!(
        "insert into programmes.objection (city, id, applicant, text_sealed, at, by_account)
         values ($1, $2, $3, $4, $5, $6)",
        city.0,
        objection.0,
        id.0,
        sealed,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("objection_applicant_key", || Error::refused("programmes-objection-once"))?;
    let entry = Entry::new("programmes.objection.raise", "applicant", id).area(applicant.area);
    tx.audit(entry.body(json!({ "objection": objection }))).await?;
    Ok(objection)
}

/// The objection of an application, if there is one. Asks no permission.
pub(super) async fn of(tx: &mut Tx, id: ApplicantId) -> Result<Option<Objection>, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select id, text_sealed, at, outcome, answer from programmes.objection where city = $1 and applicant = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let place = Place { column: TEXT_PLACE, city, row: row.id };
    let text = row.text_sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?;
    Ok(Some(Objection {
        id: ObjectionId(row.id),
        applicant: id,
        text,
        at: row.at,
        upheld: row.outcome.map(|outcome| outcome == "upheld"),
        answer: row.answer,
    }))
}

/// The application that an objection is about, for whoever answers it.
pub(super) async fn answerable(tx: &mut Tx, id: ObjectionId) -> Result<(Applicant, Objection), Error> {
    let city = tx.city();
    let applicant = sqlx::query_scalar!(
        "select applicant from programmes.objection where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let applicant = ApplicantId(applicant.ok_or_else(|| tx.hidden("objection"))?);
    let applicant = applicant::judging(tx, applicant).await?;
    let objection = of(tx, applicant.id).await?.ok_or(Error::NotFound("objection"))?;
    Ok((applicant, objection))
}

/// What an officer says to an objection.
#[derive(Debug, Clone, Copy)]
pub enum Ruling<'a> {
    Rejected,
    /// It is right; where the application was ranked, with the points that it should have had.
    Upheld(Option<&'a BTreeMap<CriterionId, i32>>),
}

/// Answers an objection in words that the applicant reads. Where it is right and the application was ranked, the officer, who
/// is none of its reviewers, sets the points right, and all are ranked anew. Whoever should have had a place then is first on
/// the waiting list; the places of others stay theirs. One that was refused comes back.
pub async fn answer(
    tx: &mut Tx,
    id: ObjectionId,
    ruling: Ruling<'_>,
    words: &str,
) -> Result<ApplicantId, Error> {
    let (before, _) = answerable(tx, id).await?;
    let words = applicant::worded(words)?;
    let call = call::locked(tx, before.call).await?;
    let (applicant, objection) = answerable(tx, id).await?;
    if objection.upheld.is_some() {
        return Err(Error::refused("programmes-objection-answered"));
    }
    let upheld = matches!(ruling, Ruling::Upheld(_));
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "update programmes.objection set outcome = $3, answer = $4, answered_at = $5, answered_by = $6
         where city = $1 and id = $2 and outcome is null",
        city.0,
        id.0,
        if upheld { "upheld" } else { "rejected" },
        words,
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    match ruling {
        Ruling::Rejected => {}
        Ruling::Upheld(points) => uphold(tx, &call, &applicant, points).await?,
    }
    let entry = Entry::new("programmes.objection.answer", "applicant", applicant.id).area(applicant.area);
    tx.audit(entry.body(json!({ "objection": id, "upheld": upheld }))).await?;
    Ok(applicant.id)
}

async fn uphold(
    tx: &mut Tx,
    call: &Call,
    applicant: &Applicant,
    points: Option<&BTreeMap<CriterionId, i32>>,
) -> Result<(), Error> {
    let ranked = call.published_at.is_some() && applicant.rank.is_some();
    if ranked {
        let points = points.ok_or_else(|| Error::field("points", "programmes-review-points"))?;
        correct(tx, call, applicant, points).await?;
    }
    if !matches!(applicant.state, State::Refused | State::Waiting | State::Lapsed) {
        return Ok(());
    }
    if call.method == Method::Selection && call.published_at.is_none() {
        return applicant::step(tx, applicant.id, Move::to(State::Applied, "upheld")).await;
    }
    if !ranked || deserves(tx, call, applicant.id).await? {
        let (city, now) = (tx.city(), tx.now());
        sqlx::query!(
            "update programmes.applicant set first_at = $3 where city = $1 and id = $2",
            city.0,
            applicant.id.0,
            now
        )
        .execute(tx.conn())
        .await?;
    }
    applicant::step(tx, applicant.id, Move::to(State::Waiting, "upheld")).await?;
    applicant::promote(tx, call).await?;
    Ok(())
}

/// Sets the points right by somebody who has not marked it, and ranks all anew.
async fn correct(
    tx: &mut Tx,
    call: &Call,
    applicant: &Applicant,
    points: &BTreeMap<CriterionId, i32>,
) -> Result<(), Error> {
    let reviews = find::reviews(tx, Which { applicant: Some(applicant.id), ..Which::default() }).await?;
    let me = tx.actor().account().map(|by| by.0);
    if reviews.iter().any(|one| Some(one.reviewer) == me) {
        return Err(Error::refused("programmes-objection-reviewer"));
    }
    let criteria = find::criteria(tx, call.id).await?;
    let review = review::claim(tx, applicant.id, Kind::Correction, 4).await?;
    review::keep(tx, review, &criteria, points, "").await?;
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update programmes.review set submitted_at = $3 where city = $1 and id = $2",
        city.0,
        review.0,
        now
    )
    .execute(tx.conn())
    .await?;
    rank::order(tx, call).await.map(|_| ())
}

/// Whether somebody with a lower rank holds one of the same places.
async fn deserves(tx: &mut Tx, call: &Call, id: ApplicantId) -> Result<bool, Error> {
    let city = tx.city();
    Ok(sqlx::query_scalar!(
        r#"select exists (
             select 1 from programmes.applicant a
             join programmes.applicant o on o.city = a.city and o.call = a.call and o.rank > a.rank
             join programmes.seat s on s.city = o.city and s.applicant = o.id and s.released_at is null
             where a.city = $1 and a.id = $2 and (not $3 or left(o.area, 13) = left(a.area, 13))) as "deserves!""#,
        city.0,
        id.0,
        call.by_area
    )
    .fetch_one(tx.conn())
    .await?)
}

//! Marking: taken one by one, blind.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::{Error, OnConstraint as _, Tx};
use registry::person;
use serde_json::json;
use uuid::Uuid;

use super::find::{self, Candidate, Criterion, Review, Which};
use super::rules::{Kind, MOST};
use super::{CriterionId, REVIEW, ReviewId};
use crate::applicant::ApplicantId;
use crate::call::{self, Call, CallId, Method, Window};

/// An application that was taken and not marked goes to another reviewer after so many days.
const KEPT: TimeDelta = TimeDelta::days(3);

/// Takes the next application for whoever acts: one that needs a review, is not the own one nor one that was entered by the
/// same hand. One that was taken and not marked comes first. `None` when there is none.
pub async fn next(tx: &mut Tx, id: CallId) -> Result<Option<ReviewId>, Error> {
    tx.scope(REVIEW)?;
    let me = tx.actor().account().ok_or(Error::Forbidden)?.0;
    let call = call::locked(tx, id).await?;
    may_be_marked(&call, tx)?;
    put_back(tx, id).await?;
    let reviews = find::reviews(tx, Which { call: Some(id), ..Which::default() }).await?;
    let begun = |one: &&Review| one.reviewer == me && one.submitted_at.is_none() && one.kind == Kind::Blind;
    if let Some(begun) = reviews.iter().find(begun) {
        return Ok(Some(begun.id));
    }
    let own = person::own(tx).await?.map(|person| person.0);
    let criteria = find::criteria(tx, id).await?;
    let by = find::by_applicant(&reviews);
    let candidates = find::candidates(tx, &call).await?;
    let fits = |one: &&Candidate| {
        let all = by.get(&one.id).map(Vec::as_slice).unwrap_or_default();
        let begun = all.iter().filter(|review| review.submitted_at.is_none()).count();
        find::agreed(&criteria, all, call.gap).lacks() > begun
            && Some(one.person) != own
            && one.by_account != Some(me)
            && all.iter().all(|review| review.reviewer != me)
    };
    // Those that another one has marked come first, so that as few as possible are half done.
    let mut open: Vec<&Candidate> = candidates.iter().filter(fits).collect();
    open.sort_by_key(|one| (std::cmp::Reverse(by.get(&one.id).map_or(0, Vec::len)), one.number));
    let Some(candidate) = open.first() else { return Ok(None) };
    let places: Vec<i32> = by.get(&candidate.id).into_iter().flatten().map(|review| review.place).collect();
    let place = (1..=3).find(|place| !places.contains(place)).unwrap_or(3);
    claim(tx, candidate.id, Kind::Blind, place).await.map(Some)
}

/// Enters a look at an application by whoever acts, without marks yet.
pub(super) async fn claim(
    tx: &mut Tx,
    applicant: ApplicantId,
    kind: Kind,
    place: i32,
) -> Result<ReviewId, Error> {
    let me = tx.actor().account().ok_or(Error::Forbidden)?.0;
    let (city, now, review): (_, _, ReviewId) = (tx.city(), tx.now(), tx.id());
    sqlx::query!(
        "insert into programmes.review (city, id, applicant, reviewer, kind, place, claimed_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        city.0,
        review.0,
        applicant.0,
        me,
        kind.as_str(),
        place,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("review_place_key", || Error::refused("programmes-raced"))
    .on_constraint("review_reviewer_key", || Error::refused("programmes-raced"))?;
    Ok(review)
}

/// Whether applications of a call are marked now: it has closed, it selects, and it is not published.
pub(super) fn may_be_marked(call: &Call, tx: &Tx) -> Result<(), Error> {
    match (call.method, call.window(tx.now()), call.published_at) {
        (Method::Arrival, ..) => Err(Error::refused("programmes-selection-none")),
        (Method::Selection, Window::Before | Window::Open, _) => {
            Err(Error::refused("programmes-selection-early"))
        }
        (Method::Selection, Window::Cancelled, _) => Err(Error::refused("programmes-call-cancelled")),
        (Method::Selection, Window::After, Some(_)) => Err(Error::refused("programmes-call-published")),
        (Method::Selection, Window::After, None) => Ok(()),
    }
}

async fn put_back(tx: &mut Tx, call: CallId) -> Result<(), Error> {
    let (city, since) = (tx.city(), tx.now() - KEPT);
    sqlx::query!(
        "delete from programmes.mark m using programmes.review v, programmes.applicant a
         where m.city = $1 and v.city = $1 and v.id = m.review and a.city = $1 and a.id = v.applicant and a.call = $2
           and v.submitted_at is null and v.claimed_at < $3",
        city.0,
        call.0,
        since
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from programmes.review v using programmes.applicant a
         where v.city = $1 and a.city = $1 and a.id = v.applicant and a.call = $2 and v.submitted_at is null
           and v.claimed_at < $3",
        city.0,
        call.0,
        since
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A review that whoever acts has taken. `NotFound` for everybody else.
pub(super) async fn mine(tx: &mut Tx, id: ReviewId) -> Result<Review, Error> {
    tx.scope(REVIEW)?;
    let me = tx.actor().account().ok_or(Error::Forbidden)?.0;
    let found = find::reviews(tx, Which { one: Some(id), ..Which::default() }).await?.pop();
    found
        .filter(|review| review.reviewer == me && review.kind == Kind::Blind)
        .ok_or(Error::NotFound("review"))
}

/// Sends the marks of a review, once: points of 0 to 5 for every criterion.
pub async fn submit(
    tx: &mut Tx,
    id: ReviewId,
    points: &BTreeMap<CriterionId, i32>,
    remark: &str,
) -> Result<CallId, Error> {
    let review = mine(tx, id).await?;
    let applicant = crate::applicant::one(tx, review.applicant).await?;
    let call = call::locked(tx, applicant.call).await?;
    may_be_marked(&call, tx)?;
    // It may have gone to another reviewer while this one waited for the lock.
    if mine(tx, id).await?.submitted_at.is_some() {
        return Err(Error::refused("programmes-review-sent"));
    }
    let criteria = find::criteria(tx, call.id).await?;
    keep(tx, id, &criteria, points, remark).await?;
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update programmes.review set submitted_at = $3 where city = $1 and id = $2",
        city.0,
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    let entry = Entry::new("programmes.review.submit", "applicant", applicant.id).area(applicant.area);
    tx.audit(entry.body(json!({ "review": id }))).await?;
    Ok(call.id)
}

/// Writes the marks of a look that has none, and what the applicant shall read.
pub(super) async fn keep(
    tx: &mut Tx,
    id: ReviewId,
    criteria: &[Criterion],
    points: &BTreeMap<CriterionId, i32>,
    remark: &str,
) -> Result<(), Error> {
    let whole =
        criteria.iter().all(|one| points.get(&one.id).is_some_and(|points| (0..=MOST).contains(points)));
    if !whole || criteria.is_empty() {
        return Err(Error::field("points", "programmes-review-points"));
    }
    let remark = remark.trim();
    if remark.chars().count() > 1_000 {
        return Err(Error::field("remark", "programmes-review-remark-length"));
    }
    let (ids, values): (Vec<Uuid>, Vec<i32>) =
        criteria.iter().filter_map(|one| Some((one.id.0, *points.get(&one.id)?))).unzip();
    let city = tx.city();
    sqlx::query!(
        "with kept as (insert into programmes.mark (city, review, criterion, points)
             select $1, $2, r.criterion, r.points from unnest($3::uuid[], $4::int[]) as r(criterion, points))
         update programmes.review set remark = nullif($5, '') where city = $1 and id = $2",
        city.0,
        id.0,
        &ids,
        &values,
        remark
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

//! Selections over the JSON API.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, Utc};
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Body, Listing, Problem};
use web::{Answer, Routes, Visit};

use super::interview::{self, NewSlots, Slot};
use super::object::{self, Ruling};
use super::talk::both;
use super::{CriterionId, REVIEW, RUN, ReviewId, criteria, find, publish, rank as ranking, review};
use crate::applicant::{self, ENTER, State};
use crate::call;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/calls/{id}/selection", one)
        .put("/programmes/calls/{id}/criteria", set)
        .post("/programmes/calls/{id}/reviews", take)
        .post("/programmes/reviews/{id}/marks", mark)
        .post("/programmes/calls/{id}/ranking", rank)
        .post("/programmes/calls/{id}/publication", make_public)
        .get("/programmes/calls/{id}/results", results)
        .post("/programmes/calls/{id}/slots", offer)
        .get("/programmes/applicants/{id}/slots", free)
        .post("/programmes/applicants/{id}/interview", choose)
        .post("/programmes/applicants/{id}/objections", object)
        .post("/programmes/objections/{id}/answer", answer)
}

#[derive(OpenApi)]
#[openapi(
    paths(one, set, take, mark, rank, make_public, results, offer, free, choose, object, answer),
    components(schemas(Problem))
)]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct CriterionJson {
    id: Uuid,
    name: String,
    weight: i32,
}

impl From<find::Criterion> for CriterionJson {
    fn from(one: find::Criterion) -> CriterionJson {
        CriterionJson { id: one.id.0, name: one.name, weight: one.weight }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct SelectionJson {
    criteria: Vec<CriterionJson>,
    /// Those who are to be marked; of them those whose marks are complete; those who need a third reviewer or a talk.
    applicants: usize,
    complete: usize,
    apart: usize,
    ranked_at: Option<DateTime<Utc>>,
    published_at: Option<DateTime<Utc>>,
}

/// How far a selection is.
#[utoipa::path(get, path = "/programmes/calls/{id}/selection", tag = "programmes", params(("id" = Uuid, Path)),
    responses((status = 200, body = SelectionJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let call = call::one(&mut tx, id.parse()?).await?;
    let progress = find::progress(&mut tx, &call).await?;
    let criteria = find::criteria(&mut tx, call.id).await?.into_iter().map(CriterionJson::from);
    Ok(Json(SelectionJson {
        criteria: criteria.collect(),
        applicants: progress.applicants,
        complete: progress.complete,
        apart: progress.third,
        ranked_at: call.ranked_at,
        published_at: call.published_at,
    })
    .into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCriterionJson {
    name: String,
    weight: i32,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct CriteriaJson {
    criteria: Vec<NewCriterionJson>,
}

/// Sets what applicants are marked by, until the first mark was sent.
#[utoipa::path(put, path = "/programmes/calls/{id}/criteria", tag = "programmes", params(("id" = Uuid, Path)),
    request_body = CriteriaJson, responses((status = 204), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn set(visit: Visit, Path(id): Path<String>, Body(new): Body<CriteriaJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let lines: Vec<String> = new.criteria.iter().map(|one| format!("{} {}", one.name, one.weight)).collect();
    criteria::set_criteria(&mut tx, id.parse()?, &lines.join("\n")).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

/// What a reviewer sees: no name, and nothing of other reviewers.
#[derive(Serialize, utoipa::ToSchema)]
struct SheetJson {
    id: Uuid,
    code: String,
    plan: Option<String>,
    /// What was said in the interview.
    interview_note: Option<String>,
    criteria: Vec<CriterionJson>,
}

async fn sheet(tx: &mut Tx, id: ReviewId) -> Result<SheetJson, Error> {
    let review = review::mine(tx, id).await?;
    let both = both(tx, &review).await?;
    let heard = interview::held(tx, review.applicant).await?;
    Ok(SheetJson {
        id: id.0,
        code: both.applicant.code,
        plan: both.applicant.idea,
        interview_note: heard.and_then(|heard| heard.note),
        criteria: both.criteria.into_iter().map(CriterionJson::from).collect(),
    })
}

/// Takes the next application to mark; 204 where none waits for this reviewer.
#[utoipa::path(post, path = "/programmes/calls/{id}/reviews", tag = "programmes", params(("id" = Uuid, Path)),
    responses((status = 201, body = SheetJson), (status = 204), (status = 409, body = Problem)))]
async fn take(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(REVIEW)?;
    let Some(taken) = review::next(&mut tx, id.parse()?).await? else { return Ok(NoContent.into_response()) };
    let sheet = sheet(&mut tx, taken).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(sheet)).into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct MarksJson {
    /// Points of 0 to 5 by the id of the criterion.
    points: BTreeMap<Uuid, i32>,
    /// For the applicant to read, once it is published.
    #[serde(default)]
    remark: String,
}

fn points(of: BTreeMap<Uuid, i32>) -> BTreeMap<CriterionId, i32> {
    of.into_iter().map(|(id, points)| (CriterionId(id), points)).collect()
}

/// Sends the marks of a review, once.
#[utoipa::path(post, path = "/programmes/reviews/{id}/marks", tag = "programmes", params(("id" = Uuid, Path)),
    request_body = MarksJson,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn mark(visit: Visit, Path(id): Path<String>, Body(marks): Body<MarksJson>) -> Answer {
    let mut tx = visit.tx().await?;
    review::submit(&mut tx, id.parse()?, &points(marks.points), &marks.remark).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

#[derive(Serialize, utoipa::ToSchema)]
struct CountJson {
    count: usize,
}

/// Ranks all whose marks are complete.
#[utoipa::path(post, path = "/programmes/calls/{id}/ranking", tag = "programmes", params(("id" = Uuid, Path)),
    responses((status = 200, body = CountJson), (status = 409, body = Problem)))]
async fn rank(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let count = ranking::rank(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(Json(CountJson { count }).into_response())
}

/// Publishes the ranking and offers the places; how many were offered one.
#[utoipa::path(post, path = "/programmes/calls/{id}/publication", tag = "programmes", params(("id" = Uuid, Path)),
    responses((status = 200, body = CountJson), (status = 409, body = Problem)))]
async fn make_public(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let count = publish::publish(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(Json(CountJson { count }).into_response())
}

#[derive(Serialize, utoipa::ToSchema)]
struct OutcomeJson {
    code: String,
    rank: i32,
    state: State,
}

/// What was published: codes, nobody's name; nothing where fewer than five people applied.
#[utoipa::path(get, path = "/programmes/calls/{id}/results", tag = "programmes", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listing<OutcomeJson>), (status = 404, body = Problem)))]
async fn results(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let call = call::one(&mut tx, id.parse()?).await?;
    let all = publish::results(&mut tx, &call).await?;
    let json = |one: publish::Outcome| OutcomeJson { code: one.code, rank: one.rank, state: one.state };
    Ok(Json(Listing { items: all.into_iter().map(json).collect(), next: None }).into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSlotsJson {
    first: DateTime<Utc>,
    minutes: i64,
    count: i64,
    capacity: i32,
    /// A room, or the address of a call.
    place: String,
}

/// Offers slots for interviews, in a row.
#[utoipa::path(post, path = "/programmes/calls/{id}/slots", tag = "programmes", params(("id" = Uuid, Path)),
    request_body = NewSlotsJson,
    responses((status = 201, body = CountJson), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn offer(visit: Visit, Path(id): Path<String>, Body(new): Body<NewSlotsJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let NewSlotsJson { first, minutes, count, capacity, place } = new;
    let new = NewSlots { first, minutes, count, capacity, place };
    let count = interview::offer(&mut tx, id.parse()?, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(CountJson { count })).into_response())
}

#[derive(Serialize, utoipa::ToSchema)]
struct SlotJson {
    id: Uuid,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    place: String,
    /// How many may still take it.
    free: i64,
}

/// The slots that an applicant can take.
#[utoipa::path(get, path = "/programmes/applicants/{id}/slots", tag = "programmes", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listing<SlotJson>), (status = 404, body = Problem)))]
async fn free(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let applicant = applicant::may(&mut tx, id.parse()?, ENTER).await?;
    let call = call::one(&mut tx, applicant.call).await?;
    let json = |slot: Slot| SlotJson {
        id: slot.id.0,
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
        place: slot.place,
        free: i64::from(slot.capacity) - slot.taken,
    };
    let items = interview::free(&mut tx, &call).await?.into_iter().map(json).collect();
    Ok(Json(Listing { items, next: None }).into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ChoiceJson {
    slot: Uuid,
}

/// Takes a slot, or another one than before.
#[utoipa::path(post, path = "/programmes/applicants/{id}/interview", tag = "programmes", params(("id" = Uuid, Path)),
    request_body = ChoiceJson,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn choose(visit: Visit, Path(id): Path<String>, Body(choice): Body<ChoiceJson>) -> Answer {
    let mut tx = visit.tx().await?;
    interview::take(&mut tx, id.parse()?, choice.slot.into()).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct ObjectionJson {
    text: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ObjectionIdJson {
    id: Uuid,
}

/// Objects to what came of an application, once and in time.
#[utoipa::path(post, path = "/programmes/applicants/{id}/objections", tag = "programmes", params(("id" = Uuid, Path)),
    request_body = ObjectionJson,
    responses((status = 201, body = ObjectionIdJson), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn object(visit: Visit, Path(id): Path<String>, Body(said): Body<ObjectionJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = object::object(&mut tx, id.parse()?, &said.text).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(ObjectionIdJson { id: id.0 })).into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct RulingJson {
    upheld: bool,
    /// In words that the applicant reads.
    answer: String,
    /// Where it is right and the application was ranked: the points that it should have had, by criterion.
    points: Option<BTreeMap<Uuid, i32>>,
}

/// Answers an objection.
#[utoipa::path(post, path = "/programmes/objections/{id}/answer", tag = "programmes", params(("id" = Uuid, Path)),
    request_body = RulingJson,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn answer(visit: Visit, Path(id): Path<String>, Body(said): Body<RulingJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let points = said.points.map(points);
    let ruling = if said.upheld { Ruling::Upheld(points.as_ref()) } else { Ruling::Rejected };
    object::answer(&mut tx, id.parse()?, ruling, &said.answer).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

//! The talk of two reviewers and the note of an interview over the JSON API.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, NoContent};
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Body, Problem};
use web::{Answer, Routes, Visit};

use super::rules::Agreed;
use super::{CriterionId, interview, review, talk};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/reviews/{id}/talk", one)
        .post("/programmes/reviews/{id}/talk", write)
        .post("/programmes/reviews/{id}/talk/confirmation", answer)
        .post("/programmes/applicants/{id}/interview/note", note)
}

#[derive(OpenApi)]
#[openapi(paths(one, write, answer, note), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct TalkPointsJson {
    /// Whether it is what the asker wrote.
    mine: bool,
    /// Points by the id of the criterion.
    points: BTreeMap<Uuid, i32>,
    remark: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TalkJson {
    /// The marks of the two are too far apart: they may talk.
    needed: bool,
    /// The marks of both, once both were sent; nothing of the other before.
    sent: Vec<TalkPointsJson>,
    /// What one of them wrote of their talk, to be confirmed by the other.
    proposed: Option<TalkPointsJson>,
}

/// Whether the two who marked an application should talk, and what one of them wrote of it. For the one whose review it is.
#[utoipa::path(get, path = "/programmes/reviews/{id}/talk", tag = "programmes", params(("id" = Uuid, Path)),
    responses((status = 200, body = TalkJson), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let mine = review::mine(&mut tx, id.parse()?).await?;
    let both = talk::both(&mut tx, &mine).await?;
    let json = |one: super::find::Review| TalkPointsJson {
        mine: one.reviewer == mine.reviewer,
        points: one.points.into_iter().map(|(id, points)| (id.0, points)).collect(),
        remark: one.remark,
    };
    let talk = TalkJson {
        needed: both.agreed == Agreed::Apart && !both.sent.is_empty(),
        sent: both.sent.into_iter().map(json).collect(),
        proposed: both.proposed.map(json),
    };
    Ok(Json(talk).into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTalkJson {
    /// Points of 0 to 5 by the id of the criterion.
    points: BTreeMap<Uuid, i32>,
    /// For the applicant to read, once it is published.
    #[serde(default)]
    remark: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TalkIdJson {
    id: Uuid,
}

/// Writes down what both agreed on; it counts once the other has confirmed it.
#[utoipa::path(post, path = "/programmes/reviews/{id}/talk", tag = "programmes", params(("id" = Uuid, Path)),
    request_body = NewTalkJson,
    responses((status = 201, body = TalkIdJson), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn write(visit: Visit, Path(id): Path<String>, Body(new): Body<NewTalkJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let points = new.points.into_iter().map(|(id, points)| (CriterionId(id), points)).collect();
    let id = talk::propose(&mut tx, id.parse()?, &points, &new.remark).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(TalkIdJson { id: id.0 })).into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TalkConfirmationJson {
    agreed: bool,
}

/// Says, as the other of the two, whether that is what was agreed on. If not, a third may take the application.
#[utoipa::path(post, path = "/programmes/reviews/{id}/talk/confirmation", tag = "programmes",
    params(("id" = Uuid, Path)), request_body = TalkConfirmationJson,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn answer(visit: Visit, Path(id): Path<String>, Body(said): Body<TalkConfirmationJson>) -> Answer {
    let mut tx = visit.tx().await?;
    talk::confirm(&mut tx, id.parse()?, said.agreed).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct InterviewNoteJson {
    /// The applicant came.
    came: bool,
    /// What was said, for those who mark.
    #[serde(default)]
    note: String,
}

/// Says whether an applicant came to the interview, and what was said; until it is published.
#[utoipa::path(post, path = "/programmes/applicants/{id}/interview/note", tag = "programmes",
    params(("id" = Uuid, Path)), request_body = InterviewNoteJson,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn note(visit: Visit, Path(id): Path<String>, Body(said): Body<InterviewNoteJson>) -> Answer {
    let mut tx = visit.tx().await?;
    interview::note(&mut tx, id.parse()?, said.came, &said.note).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

//! Standings and certificates over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::Error;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::issue::{self, NewIssue};
use super::mark::{self, Given};
use super::{code, standing};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/trainings/{id}/standings", list)
        .post("/programmes/trainings/{id}/marks", give)
        .post("/programmes/trainings/{id}/certificates", give_out)
        .get("/programmes/certificates/check/{code}", check)
}

#[derive(OpenApi)]
#[openapi(paths(list, give, give_out, check), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 500;

#[derive(Serialize, utoipa::ToSchema)]
struct StandingJson {
    participant: Uuid,
    number: i32,
    applicant: Uuid,
    /// Minutes of the curriculum in which somebody was, and of the whole.
    minutes: i64,
    of_minutes: i64,
    /// Required units in which somebody was not.
    missing: Vec<String>,
    /// Of 100.
    mark: Option<i32>,
    passed: bool,
    certificate: Option<Uuid>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TestMarkJson {
    /// The participant's number in the training.
    number: i32,
    /// Of 100.
    mark: i32,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TestMarksJson {
    marks: Vec<TestMarkJson>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct CertificateCountJson {
    count: usize,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewIssueJson {
    on: NaiveDate,
    signer: String,
    signer_title: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct CheckedCertificateJson {
    number: i32,
    year: i32,
    /// In part.
    name: String,
    training: String,
    minutes: i32,
    on: NaiveDate,
    agency: Option<String>,
    /// False: the city revoked it.
    in_force: bool,
}

/// How far the participants of a training are, by number.
#[utoipa::path(get, path = "/programmes/trainings/{id}/standings", tag = "programmes",
    params(("id" = Uuid, Path), ("after" = Option<i64>, Query)),
    responses((status = 200, body = Listing<StandingJson>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    let offset: i64 = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, 1_000_000);
    let rows = standing::standings(&mut tx, id, offset, PAGE).await?;
    let total = standing::how_many(&mut tx, id).await?;
    let next = Some(offset + PAGE).filter(|end| *end < total).map(|end| end.to_string());
    let items = rows.into_iter().map(|row| StandingJson {
        participant: row.participant.0,
        number: row.number,
        applicant: row.applicant.0,
        passed: row.passed(),
        minutes: row.done.minutes,
        of_minutes: row.done.whole,
        missing: row.done.missing,
        mark: row.done.mark,
        certificate: row.certificate.map(|id| id.0),
    });
    Ok(Json(Listing { items: items.collect(), next }).into_response())
}

/// Gives marks of the test, all or none; the same again changes nothing.
#[utoipa::path(post, path = "/programmes/trainings/{id}/marks", tag = "programmes",
    params(("id" = Uuid, Path)), request_body = TestMarksJson,
    responses((status = 200, body = CertificateCountJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn give(visit: Visit, Path(id): Path<String>, Body(given): Body<TestMarksJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let given: Vec<Given> =
        given.marks.into_iter().map(|one| Given { number: one.number, mark: one.mark }).collect();
    let count = mark::give(&mut tx, id.parse()?, &given).await?;
    tx.commit().await?;
    Ok(Json(CertificateCountJson { count }).into_response())
}

/// Gives a certificate to everybody who passed and has none.
#[utoipa::path(post, path = "/programmes/trainings/{id}/certificates", tag = "programmes",
    params(("id" = Uuid, Path)), request_body = NewIssueJson,
    responses((status = 201, body = CertificateCountJson), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem)))]
async fn give_out(visit: Visit, Path(id): Path<String>, Body(new): Body<NewIssueJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let new = NewIssue { on: new.on, signer: new.signer, signer_title: new.signer_title };
    let count = issue::issue(&mut tx, id.parse()?, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(CertificateCountJson { count })).into_response())
}

/// Checks a certificate by the code that stands on it. For everybody; not found: the city gave none out under this code.
#[utoipa::path(get, path = "/programmes/certificates/check/{code}", tag = "programmes",
    params(("code" = String, Path)),
    responses((status = 200, body = CheckedCertificateJson), (status = 404, body = Problem)))]
async fn check(visit: Visit, Path(typed): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let found = code::check(&mut tx, &typed).await?.ok_or(Error::NotFound("certificate"))?;
    let json = CheckedCertificateJson {
        number: found.number,
        year: found.year,
        name: code::masked(&found.name),
        training: found.training_name,
        minutes: found.minutes,
        on: found.on,
        agency: found.agency_name,
        in_force: found.revoked_at.is_none(),
    };
    Ok(Json(json).into_response())
}

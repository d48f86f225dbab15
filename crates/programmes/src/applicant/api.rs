//! Applications over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, Utc};
use kernel::Rupiah;
use registry::person::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::find::{self, Applicant, Filter};
use super::{Answers, NewApplicant, SEE, State, apply, mend};
use crate::followup::{NewReport, Said};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/calls/{id}/applicants", list)
        .post("/programmes/calls/{id}/applicants", add)
        .get("/programmes/applicants/{id}", one)
        .post("/programmes/applicants/{id}/acceptance", accept)
        .post("/programmes/applicants/{id}/withdrawal", withdraw)
}

#[derive(OpenApi)]
#[openapi(paths(list, add, one, accept, withdraw), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
struct ApplicantJson {
    id: uuid::Uuid,
    call: uuid::Uuid,
    code: String,
    person: uuid::Uuid,
    /// The kelurahan whose places count.
    area: String,
    /// In the order of arrival.
    number: i32,
    state: State,
    applied_at: DateTime<Utc>,
    /// Until when a place is held for an answer.
    held_until: Option<DateTime<Utc>>,
}

impl From<Applicant> for ApplicantJson {
    fn from(one: Applicant) -> ApplicantJson {
        ApplicantJson {
            id: one.id.0,
            call: one.call.0,
            code: one.code,
            person: one.person.0,
            area: one.area.to_string(),
            number: one.number,
            state: one.state,
            applied_at: one.applied_at,
            held_until: one.held_until,
        }
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewApplicantJson {
    /// The person's record in the registry; absent: whoever is signed in.
    person: Option<uuid::Uuid>,
    #[serde(default)]
    answers: Answers,
    /// What the person wants to begin, in the own words.
    #[serde(default)]
    idea: String,
    /// How the business stands, where the call asks; otherwise nothing of it is kept. Decides nothing.
    baseline: Option<BaselineJson>,
}

/// Each answer may be left out.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct BaselineJson {
    active: Option<bool>,
    permit: Option<bool>,
    sold: Option<bool>,
    employees: Option<i32>,
    /// Rupiah in the last month; only with `agreed`.
    takings: Option<i64>,
    /// The person agreed that the takings are kept.
    #[serde(default)]
    agreed: bool,
}

impl From<BaselineJson> for NewReport {
    fn from(new: BaselineJson) -> NewReport {
        let BaselineJson { active, permit, sold, employees, takings, agreed } = new;
        let said = Said { active, permit, sold, employees, sells: Vec::new() };
        NewReport { said, takings: takings.map(Rupiah), agreed }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct ApplicantIdJson {
    id: uuid::Uuid,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawalJson {
    #[serde(default)]
    reason: String,
}

/// Who applied to a call, in the actor's territory: by rank, then by arrival.
#[utoipa::path(get, path = "/programmes/calls/{id}/applicants", tag = "programmes",
    params(("id" = uuid::Uuid, Path), ("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<ApplicantJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let call = crate::call::one(&mut tx, id.parse()?).await?;
    let offset: i64 = query.get("after").and_then(|after| after.parse().ok()).unwrap_or(0).max(0);
    let filter = Filter { call: Some(call.id), ..Filter::default() };
    let (rows, total) = find::list(&mut tx, &filter, offset, PAGE).await?;
    let next = Some(offset + PAGE).filter(|next| *next < total).map(|next| next.to_string());
    Ok(Json(Listing { items: rows.into_iter().map(ApplicantJson::from).collect(), next }).into_response())
}

/// Applies to a call: for whoever is signed in, or at the desk for a person of the registry.
#[utoipa::path(post, path = "/programmes/calls/{id}/applicants", tag = "programmes",
    params(("id" = uuid::Uuid, Path)), request_body = NewApplicantJson,
    responses((status = 201, body = ApplicantIdJson), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add(visit: Visit, Path(id): Path<String>, Body(new): Body<NewApplicantJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let person = match new.person {
        Some(person) => PersonId(person),
        None => registry::person::own(&mut tx).await?.ok_or_else(|| tx.hidden("person"))?,
    };
    let baseline = new.baseline.map(NewReport::from).filter(NewReport::says_something);
    let new = NewApplicant { person, answers: new.answers, idea: new.idea, baseline };
    let id = apply(&mut tx, id.parse()?, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(ApplicantIdJson { id: id.0 })).into_response())
}

/// One application.
#[utoipa::path(get, path = "/programmes/applicants/{id}", tag = "programmes", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ApplicantJson), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let one = find::may(&mut tx, id.parse()?, SEE).await?;
    Ok(Json(ApplicantJson::from(one)).into_response())
}

/// Takes the place that is held for an answer.
#[utoipa::path(post, path = "/programmes/applicants/{id}/acceptance", tag = "programmes",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn accept(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    mend::accept(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

/// Takes an application back; its place goes to the next who waits.
#[utoipa::path(post, path = "/programmes/applicants/{id}/withdrawal", tag = "programmes",
    params(("id" = uuid::Uuid, Path)), request_body = WithdrawalJson,
    responses((status = 204), (status = 404, body = Problem)))]
async fn withdraw(visit: Visit, Path(id): Path<String>, Body(why): Body<WithdrawalJson>) -> Answer {
    let mut tx = visit.tx().await?;
    mend::withdraw(&mut tx, id.parse()?, &why.reason).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

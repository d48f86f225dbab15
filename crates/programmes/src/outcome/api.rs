//! Outcomes over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::AreaCode;
use registry::business::BusinessId;
use registry::person::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::list::PER_PAGE;
use web::{Answer, ListQuery, Routes, Visit};

use super::find::{self, Outcome};
use super::{Grade, NewEvidence, NewOutcome, NewShare, Sort, record};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/outcomes", list)
        .post("/programmes/outcomes", add)
        .get("/programmes/outcomes/{id}", one)
}

#[derive(OpenApi)]
#[openapi(paths(list, add, one), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct OutcomeJson {
    id: uuid::Uuid,
    person: uuid::Uuid,
    business: Option<uuid::Uuid>,
    kind: String,
    categories: Vec<String>,
    /// Down to the RT, where it is known: `33.74.06.1001/005/012`.
    area: String,
    on: NaiveDate,
    /// The best of what speaks for it; none where nothing does.
    grade: Option<Grade>,
    void: bool,
    replaces: Option<uuid::Uuid>,
}

impl From<Outcome> for OutcomeJson {
    fn from(outcome: Outcome) -> OutcomeJson {
        OutcomeJson {
            id: outcome.id.0,
            person: outcome.person.0,
            business: outcome.business.map(|business| business.0),
            kind: outcome.kind,
            categories: outcome.categories,
            area: outcome.area.to_string(),
            on: outcome.on,
            grade: outcome.grade,
            void: outcome.voided_at.is_some(),
            replaces: outcome.replaces.map(|old| old.0),
        }
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOutcomeJson {
    person: uuid::Uuid,
    business: Option<uuid::Uuid>,
    /// `new_entrepreneur`
    kind: String,
    #[serde(default)]
    categories: Vec<String>,
    /// Where the person lives, if it is left out.
    area: Option<String>,
    on: NaiveDate,
    grade: Grade,
    sort: Sort,
    evidence_on: NaiveDate,
    note: Option<String>,
    #[serde(default)]
    shares: Vec<OutcomeShareJson>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct OutcomeShareJson {
    programme: Option<uuid::Uuid>,
    name: String,
    /// Hundredths.
    share: u8,
}

#[derive(Serialize, utoipa::ToSchema)]
struct OutcomeIdJson {
    id: uuid::Uuid,
}

/// The outcomes in the actor's territory, newest first.
#[utoipa::path(get, path = "/programmes/outcomes", tag = "programmes",
    params(("grade" = Option<String>, Query), ("after" = Option<i64>, Query)),
    responses((status = 200, body = Listing<OutcomeJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, 1_000_000);
    let grade = query.get("grade").and_then(Grade::parse);
    let (rows, total) = find::list(&mut tx, grade, offset, PER_PAGE).await?;
    let end = offset + PER_PAGE;
    let next = (end < total).then(|| end.to_string());
    Ok(Json(Listing { items: rows.into_iter().map(OutcomeJson::from).collect(), next }).into_response())
}

/// Records an outcome; of one that is in force already, what is new of its evidence.
#[utoipa::path(post, path = "/programmes/outcomes", tag = "programmes", request_body = NewOutcomeJson,
    responses((status = 201, body = OutcomeIdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add(visit: Visit, Body(new): Body<NewOutcomeJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let shares = new.shares.into_iter();
    let shares =
        shares.map(|share| NewShare { programme: share.programme, name: share.name, share: share.share });
    let new = NewOutcome {
        person: PersonId(new.person),
        business: new.business.map(BusinessId),
        kind: new.kind,
        categories: new.categories,
        area: new.area.as_deref().map(AreaCode::parse).transpose()?,
        on: new.on,
        evidence: NewEvidence { grade: new.grade, sort: new.sort, on: new.evidence_on, note: new.note },
        shares: shares.collect(),
    };
    let id = record::record(&mut tx, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(OutcomeIdJson { id: id.0 })).into_response())
}

/// One outcome.
#[utoipa::path(get, path = "/programmes/outcomes/{id}", tag = "programmes", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = OutcomeJson), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let outcome = find::one(&mut tx, id.parse()?).await?;
    Ok(Json(OutcomeJson::from(outcome)).into_response())
}

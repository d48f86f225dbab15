//! Aid over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::Rupiah;
use kernel::id::AgencyId;
use registry::business::BusinessId;
use registry::person::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::AidKind;
use super::find::{self, Filter, Source};
use super::record::{self, NewAid};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/aids", list)
        .post("/programmes/aids", add)
        .get("/programmes/aids/{id}", one)
}

#[derive(OpenApi)]
#[openapi(paths(list, add, one), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
struct AidReceivedJson {
    source: Source,
    id: Uuid,
    person: Option<Uuid>,
    business: Option<Uuid>,
    /// A kind of aid, or `place`.
    kind: String,
    what: String,
    agency: Option<Uuid>,
    on: NaiveDate,
    /// Rupiah, of entries of the own agency.
    worth: Option<i64>,
    area: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct AidJson {
    id: Uuid,
    person: Option<Uuid>,
    business: Option<Uuid>,
    kind: String,
    what: String,
    agency: Option<Uuid>,
    programme: Option<Uuid>,
    on: NaiveDate,
    worth: Option<i64>,
    document: Option<String>,
    area: String,
    replaces: Option<Uuid>,
    voided_reason: Option<String>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAidJson {
    person: Option<Uuid>,
    business: Option<Uuid>,
    kind: AidKind,
    what: String,
    /// Of those who work in an agency it is always their own.
    agency: Option<Uuid>,
    programme: Option<Uuid>,
    on: NaiveDate,
    worth: Option<i64>,
    document: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct AidIdJson {
    id: Uuid,
}

/// What was received in the actor's territory, newest first: recorded, placed in programmes, taught.
#[utoipa::path(get, path = "/programmes/aids", tag = "programmes",
    params(("person" = Option<Uuid>, Query), ("business" = Option<Uuid>, Query), ("kind" = Option<String>, Query),
           ("year" = Option<i32>, Query), ("after" = Option<i64>, Query)),
    responses((status = 200, body = Listing<AidReceivedJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, 1_000_000);
    let filter = Filter {
        person: query.get("person").and_then(|text| text.parse().ok()),
        business: query.get("business").and_then(|text| text.parse().ok()),
        kind: query.get("kind").map(str::to_owned),
        year: query.get("year").and_then(|text| text.parse().ok()),
        offset,
        limit: PAGE,
        ..Filter::default()
    };
    let (rows, total) = find::list(&mut tx, &filter).await?;
    let end = offset + PAGE;
    let next = (end < total).then(|| end.to_string());
    let items = rows.into_iter().map(|row| AidReceivedJson {
        source: row.source,
        id: row.id,
        person: row.person,
        business: row.business,
        kind: row.kind,
        what: row.what,
        agency: row.agency,
        on: row.on,
        worth: row.worth,
        area: row.area.to_string(),
    });
    Ok(Json(Listing { items: items.collect(), next }).into_response())
}

/// One entry, also one that was voided.
#[utoipa::path(get, path = "/programmes/aids/{id}", tag = "programmes",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = AidJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let one = find::one(&mut tx, id.parse()?).await?;
    let json = AidJson {
        id: one.id.0,
        person: one.person,
        business: one.business,
        kind: one.kind,
        what: one.what,
        agency: one.agency,
        programme: one.programme,
        on: one.on,
        worth: one.worth,
        document: one.paper,
        area: one.area.to_string(),
        replaces: one.replaces,
        voided_reason: one.voided_reason,
    };
    Ok(Json(json).into_response())
}

/// Records what somebody received. The same told twice is once, and gives the same id.
#[utoipa::path(post, path = "/programmes/aids", tag = "programmes", request_body = NewAidJson,
    responses((status = 201, body = AidIdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add(visit: Visit, Body(new): Body<NewAidJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let new = NewAid {
        person: new.person.map(PersonId),
        business: new.business.map(BusinessId),
        kind: new.kind,
        what: new.what,
        agency: new.agency.map(AgencyId),
        programme: new.programme,
        on: new.on,
        worth: new.worth.map(Rupiah),
        paper: new.document,
    };
    let id = record::record(&mut tx, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(AidIdJson { id: id.0 })).into_response())
}

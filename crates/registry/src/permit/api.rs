//! Permits over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, NoContent};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::{Answer, Routes, Visit};

use super::find::{self, Permit};
use super::number::{self, Kind};
use super::record::{self, NewPermit};
use crate::business::register::may;
use crate::business::{self, BusinessId};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/businesses/{id}/permits", list)
        .post("/registry/businesses/{id}/permits", add)
        .post("/registry/permits/{id}/verification", verify)
        .post("/registry/permits/{id}/withdrawal", withdraw)
}

#[derive(OpenApi)]
#[openapi(paths(list, add, verify, withdraw), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct PermitJson {
    id: uuid::Uuid,
    #[schema(value_type = String)]
    kind: Kind,
    /// As printed; a tax number masked.
    number: String,
    issued_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    verified: bool,
    document: bool,
}

impl From<Permit> for PermitJson {
    fn from(permit: Permit) -> PermitJson {
        PermitJson {
            number: permit.shown(),
            id: permit.id.0,
            kind: permit.kind,
            issued_on: permit.issued_on,
            expires_on: permit.expires_on,
            verified: permit.verified_at.is_some(),
            document: permit.file.is_some(),
        }
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPermitJson {
    /// `nib`, `npwp`, `pirt`, `bpom`, `halal`, `trademark`, `sni`, `standard_certificate`, `iumk`, `siup`, `tdp`, `sku` or
    /// `unknown`.
    #[schema(value_type = String)]
    kind: Kind,
    number: String,
    issued_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct AddedJson {
    id: uuid::Uuid,
    /// What is odd about the number; it was taken nevertheless.
    warnings: Vec<String>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawalJson {
    reason: String,
}

/// The permits of a business that are in force.
#[utoipa::path(get, path = "/registry/businesses/{id}/permits", tag = "registry", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Listing<PermitJson>), (status = 404, body = Problem)))]
async fn list(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let business: BusinessId = id.parse()?;
    may(&mut tx, business, business::SEE).await?;
    let items = find::of_business(&mut tx, business).await?.into_iter().map(PermitJson::from);
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

/// Adds a permit.
#[utoipa::path(post, path = "/registry/businesses/{id}/permits", tag = "registry", request_body = NewPermitJson,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 201, body = AddedJson), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn add(visit: Visit, Path(id): Path<String>, Body(new): Body<NewPermitJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let reading = number::read(new.kind, &new.number)?;
    let permit =
        NewPermit { kind: new.kind, number: new.number, issued: new.issued_on, expires: new.expires_on };
    let id = record::add(&mut tx, id.parse()?, permit).await?;
    tx.commit().await?;
    let warnings = reading.warnings.iter().map(|warning| visit.ui.say(&warning.say())).collect();
    Ok((StatusCode::CREATED, Json(AddedJson { id: id.0, warnings })).into_response())
}

/// Says that a permit is right.
#[utoipa::path(post, path = "/registry/permits/{id}/verification", tag = "registry", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn verify(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    record::verify(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

/// Says that a permit is not this business's.
#[utoipa::path(post, path = "/registry/permits/{id}/withdrawal", tag = "registry", request_body = WithdrawalJson,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn withdraw(visit: Visit, Path(id): Path<String>, Body(why): Body<WithdrawalJson>) -> Answer {
    let mut tx = visit.tx().await?;
    record::withdraw(&mut tx, id.parse()?, &why.reason).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

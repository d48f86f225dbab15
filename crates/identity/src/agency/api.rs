//! Agencies over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use web::api::{Body, Listing, Problem};
use web::{Answer, Routes, Visit};

use super::{Kind, Names};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/agencies", list)
        .post("/identity/agencies", add)
        .put("/identity/agencies/{id}/name", rename)
        .post("/identity/agencies/{id}/closure", close)
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AgencyJson {
    id: uuid::Uuid,
    name: String,
    short_name: String,
    /// `dinas`, `badan`, `bagian`, `kecamatan`, `upt` or `other`.
    kind: &'static str,
    /// When it was closed; absent while it is open.
    closed_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAgencyJson {
    name: String,
    short_name: String,
    kind: Kind,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamesJson {
    name: String,
    short_name: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonJson {
    pub(crate) reason: String,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IdJson {
    pub(crate) id: uuid::Uuid,
}

/// The agencies of the city, open ones first.
#[utoipa::path(get, path = "/identity/agencies", tag = "identity",
    responses((status = 200, body = Listing<AgencyJson>)))]
pub(crate) async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let items = super::list(&mut tx).await?.into_iter().map(|agency| AgencyJson {
        id: agency.id.0,
        name: agency.name,
        short_name: agency.short_name,
        kind: agency.kind.as_str(),
        closed_at: agency.closed_at,
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

/// Adds an agency.
#[utoipa::path(post, path = "/identity/agencies", tag = "identity", request_body = NewAgencyJson,
    responses((status = 201, body = IdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn add(visit: Visit, Body(new): Body<NewAgencyJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = super::add(&mut tx, Names::parse(&new.name, &new.short_name)?, new.kind).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(IdJson { id: id.0 })).into_response())
}

/// Gives an agency another name.
#[utoipa::path(put, path = "/identity/agencies/{id}/name", tag = "identity", request_body = NamesJson,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn rename(visit: Visit, Path(id): Path<String>, Body(names): Body<NamesJson>) -> Answer {
    let mut tx = visit.tx().await?;
    super::rename(&mut tx, id.parse()?, Names::parse(&names.name, &names.short_name)?).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

/// Closes an agency that nobody acts for any more.
#[utoipa::path(post, path = "/identity/agencies/{id}/closure", tag = "identity", request_body = ReasonJson,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn close(visit: Visit, Path(id): Path<String>, Body(why): Body<ReasonJson>) -> Answer {
    let mut tx = visit.tx().await?;
    super::close(&mut tx, id.parse()?, &why.reason).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

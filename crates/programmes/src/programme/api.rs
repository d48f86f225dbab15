//! Programmes over the JSON API.

use axum::Json;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, Routes, Visit};

use super::{Category, SEE};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/programmes", list)
}

#[derive(OpenApi)]
#[openapi(paths(list), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct ProgrammeJson {
    id: uuid::Uuid,
    name: String,
    category: Category,
    agency: Option<uuid::Uuid>,
    open: bool,
    calls: i64,
}

/// The programmes of the city, open ones first.
#[utoipa::path(get, path = "/programmes/programmes", tag = "programmes",
    responses((status = 200, body = Listing<ProgrammeJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let items = super::list(&mut tx).await?.into_iter().map(|one| ProgrammeJson {
        id: one.id.0,
        name: one.name,
        category: one.category,
        agency: one.agency.map(|agency| agency.0),
        open: one.closed_at.is_none(),
        calls: one.calls,
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

//! The search over the JSON API.

use axum::Json;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::OpenApi;
use web::api::Problem;
use web::{Answer, ListQuery, Routes, Visit};

use super::pages::{address, kinds};
use super::show::{Shown, shown};
use super::{Query, find};

pub(super) fn routes() -> Routes {
    Routes::new().get("/registry/search", search)
}

#[derive(OpenApi)]
#[openapi(paths(search), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// People and businesses that were found, the best first.
#[derive(Serialize, utoipa::ToSchema)]
struct FoundJson {
    items: Vec<HitJson>,
    /// How many there are; at least so many where `more` is true.
    total: usize,
    more: bool,
    /// The question as it was understood, where words were mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected: Option<String>,
    /// Whether each of the words was found.
    whole: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct HitJson {
    /// `person` or `business`.
    kind: &'static str,
    id: uuid::Uuid,
    code: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    brand: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    activity: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    owners: String,
    area: String,
    place: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// Its page.
    page: String,
}

/// Finds people and businesses by name, brand, telephone, permit, code, trade or territory.
#[utoipa::path(get, path = "/registry/search", tag = "registry",
    params(("q" = String, Query, description = "at most 100 characters are looked at"),
           ("jenis" = Option<String>, Query, description = "`person` or `business`; both if absent")),
    responses((status = 200, body = FoundJson), (status = 403, body = Problem)))]
async fn search(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let (kinds, can) = kinds(&tx, query.get("jenis"))?;
    let text = query.search().unwrap_or_default();
    let mut found = find(&mut tx, can, &Query { text, kinds, begun: false, within: None }).await?;
    let total = found.hits.len();
    found.hits.truncate(50);
    let rows = shown(&mut tx, &found.hits).await?;
    let item = |row: Shown| HitJson {
        page: visit.ui.url(&address(&row)),
        kind: row.kind.as_str(),
        id: row.id,
        code: row.code,
        name: row.name,
        brand: row.brand,
        activity: row.activity,
        owners: row.of,
        area: row.area,
        place: row.place,
        status: row.status,
    };
    let items = rows.into_iter().map(item).collect();
    let answer = FoundJson { items, total, more: found.more, corrected: found.corrected, whole: found.whole };
    Ok(Json(answer).into_response())
}

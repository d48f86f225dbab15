//! The funnel of a programme over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::Problem;
use web::{Answer, ListQuery, Routes, Visit};

use super::find::{self, Filter};
use super::rules::Counted;
use crate::call::CallId;
use crate::programme;

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/programmes/{id}/funnel", funnel)
}

#[derive(OpenApi)]
#[openapi(paths(funnel), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct FunnelJson {
    /// Whether everything is shown. Otherwise figures that are `null` are withheld: they, or others that follow from them,
    /// are of fewer than five people.
    open: bool,
    steps: Vec<Counted>,
}

/// How many came how far in a programme, how many are on the way, and why the others went no farther. Those who may see
/// applicants may narrow it down to a call, an area, and women.
#[utoipa::path(get, path = "/programmes/programmes/{id}/funnel", tag = "programmes",
    params(("id" = uuid::Uuid, Path), ("call" = Option<uuid::Uuid>, Query), ("area" = Option<String>, Query),
           ("women" = Option<bool>, Query)),
    responses((status = 200, body = FunnelJson), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem)))]
async fn funnel(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(programme::SEE)?;
    let programme = programme::one(&mut tx, id.parse()?).await?;
    let call = query.get("call").map(str::parse::<CallId>).transpose();
    let area = query.get("area").map(AreaCode::parse).transpose();
    let filter = Filter {
        call: call.map_err(|_| Error::field("call", "programmes-funnel-filter"))?,
        area: area.map_err(|_| Error::field("area", "programmes-funnel-filter"))?,
        women: query.get("women") == Some("true"),
    };
    let funnel = find::funnel(&mut tx, programme.id, &filter).await?;
    Ok(Json(FunnelJson { open: funnel.open, steps: funnel.steps }).into_response())
}

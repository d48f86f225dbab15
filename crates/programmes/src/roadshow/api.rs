//! Roadshows over the JSON API: dates and places, which are public.

use axum::Json;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, Routes, Visit};

use super::find;

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/roadshows", list)
}

#[derive(OpenApi)]
#[openapi(paths(list), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct RoadshowJson {
    id: uuid::Uuid,
    name: String,
    open: bool,
    stops: Vec<RoadshowStopJson>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct RoadshowStopJson {
    id: uuid::Uuid,
    /// The code of the kecamatan.
    area: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    place: String,
    cancelled: bool,
    /// How many came, once it was held.
    present: Option<i32>,
}

/// The roadshows of the city with their stops, those that go on first.
#[utoipa::path(get, path = "/programmes/roadshows", tag = "programmes",
    responses((status = 200, body = Listing<RoadshowJson>), (status = 404, body = Problem)))]
async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let mut items = Vec::new();
    for roadshow in find::list(&mut tx).await? {
        let stops = find::stops(&mut tx, roadshow.id).await?.into_iter().map(|stop| RoadshowStopJson {
            id: stop.id.0,
            area: stop.area.to_string(),
            starts_at: stop.starts_at,
            ends_at: stop.ends_at,
            place: stop.place,
            cancelled: stop.cancelled_at.is_some(),
            present: stop.held.map(|held| held.present),
        });
        items.push(RoadshowJson {
            id: roadshow.id.0,
            name: roadshow.name,
            open: roadshow.ended_at.is_none(),
            stops: stops.collect(),
        });
    }
    Ok(Json(Listing { items, next: None }).into_response())
}

//! Agencies' lists over the JSON API: which there are, and where each stands.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::State;
use super::find::{self, Batch};
use crate::person::api::{PAGE, after, next};

pub(super) fn routes() -> Routes {
    Routes::new().get("/registry/batches", list).get("/registry/batches/{id}", one)
}

#[derive(OpenApi)]
#[openapi(paths(list, one), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct BatchJson {
    id: uuid::Uuid,
    agency: uuid::Uuid,
    file_name: String,
    state: State,
    sent_at: DateTime<Utc>,
    applied_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
}

impl From<Batch> for BatchJson {
    fn from(batch: Batch) -> BatchJson {
        BatchJson {
            id: batch.id.0,
            agency: batch.agency.0,
            file_name: batch.file_name,
            state: batch.state,
            sent_at: batch.at,
            applied_at: batch.applied_at,
            undone_at: batch.undone_at,
        }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct BatchDetailJson {
    #[serde(flatten)]
    batch: BatchJson,
    /// How many rows are `good`, `repaired`, `doubtful`, `question` or `refused`.
    rows: BTreeMap<String, i64>,
}

/// The lists that agencies sent, the newest first.
#[utoipa::path(get, path = "/registry/batches", tag = "registry", params(("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<BatchJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = after(&query);
    let (batches, _) = find::list(&mut tx, offset, PAGE).await?;
    let next = next(offset, batches.len());
    Ok(Json(Listing { items: batches.into_iter().map(BatchJson::from).collect(), next }).into_response())
}

/// One list: where it stands, and what its rows are worth.
#[utoipa::path(get, path = "/registry/batches/{id}", tag = "registry", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = BatchDetailJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let batch = find::one(&mut tx, id.parse()?).await?;
    let rows = find::verdicts(&mut tx, batch.id).await?.into_iter();
    let rows = rows.map(|(verdict, rows)| (verdict.as_str().to_owned(), rows)).collect();
    Ok(Json(BatchDetailJson { batch: batch.into(), rows }).into_response())
}

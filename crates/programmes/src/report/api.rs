//! Signed reports over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::find::{self, Listed};

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/reports", list).get("/programmes/reports/{id}", one)
}

#[derive(OpenApi)]
#[openapi(paths(list, one), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Reports on a page.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
struct ReportJson {
    id: uuid::Uuid,
    /// The first day of the month.
    month: NaiveDate,
    /// How often the month was signed until then; the highest counts.
    number: i32,
    signed_at: DateTime<Utc>,
}

impl From<Listed> for ReportJson {
    fn from(listed: Listed) -> ReportJson {
        let Listed { id, month, number, signed_at, .. } = listed;
        ReportJson { id: id.0, month: month.first(), number, signed_at }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct ReportDetailJson {
    #[serde(flatten)]
    report: ReportJson,
    /// SHA-256 over the contents as they were signed.
    digest: String,
    /// Why what does not add up stands as it is.
    because: Option<String>,
    /// `until`, `promises` with their lines, `programmes`, and `checks`: two figures each that were counted apart.
    #[schema(value_type = Object)]
    contents: super::Contents,
}

/// Signed reports, the newest month first.
#[utoipa::path(get, path = "/programmes/reports", tag = "programmes", params(("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<ReportJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = query.get("after").and_then(|text| text.parse::<i64>().ok()).unwrap_or(0).max(0);
    let (reports, total) = find::list(&mut tx, offset, PAGE).await?;
    let next = (offset + PAGE < total).then(|| (offset + PAGE).to_string());
    Ok(Json(Listing { items: reports.into_iter().map(ReportJson::from).collect(), next }).into_response())
}

/// One report, as it was signed.
#[utoipa::path(get, path = "/programmes/reports/{id}", tag = "programmes", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ReportDetailJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let report = find::one(&mut tx, id.parse()?).await?;
    let body = ReportDetailJson {
        report: report.listed.into(),
        digest: report.digest,
        because: report.because,
        contents: report.contents,
    };
    Ok(Json(body).into_response())
}

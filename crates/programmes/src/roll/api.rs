//! Lists of applicants over the JSON API: which were sent to a call, and what became of their rows.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use kernel::Error;
use serde::Serialize;
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::find::{self, Roll, Row};
use super::{Outcome, RollId};
use crate::applicant::State;
use crate::call;

pub(super) fn routes() -> Routes {
    Routes::new().get("/programmes/calls/{id}/rolls", list).get("/programmes/rolls/{id}", one)
}

#[derive(OpenApi)]
#[openapi(paths(list, one), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
struct RollJson {
    id: Uuid,
    /// The batch of the registry that read it.
    batch: Uuid,
    sent_at: DateTime<Utc>,
    /// When all its rows had been gone through.
    entered_at: Option<DateTime<Utc>>,
    undone_at: Option<DateTime<Utc>>,
}

impl From<Roll> for RollJson {
    fn from(roll: Roll) -> RollJson {
        let Roll { id, batch, sent_at, entered_at, undone_at, .. } = roll;
        RollJson { id: id.0, batch: batch.0, sent_at, entered_at, undone_at }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct RollRowJson {
    sheet: String,
    /// From 1, as on the screen.
    row: i32,
    outcome: Outcome,
    /// The kinds of the rules that failed.
    failed: Vec<String>,
    person: Option<Uuid>,
    applicant: Option<Uuid>,
    /// Where the application stands now.
    state: Option<State>,
}

impl From<Row> for RollRowJson {
    fn from(row: Row) -> RollRowJson {
        RollRowJson {
            sheet: row.sheet,
            row: row.row,
            outcome: row.outcome,
            failed: row.failed,
            person: row.person.map(|id| id.0),
            applicant: row.applicant.map(|id| id.0),
            state: row.state,
        }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct RollCountJson {
    outcome: Outcome,
    rows: i64,
}

#[derive(Serialize, utoipa::ToSchema)]
struct WholeRollJson {
    #[serde(flatten)]
    roll: RollJson,
    call: Uuid,
    counts: Vec<RollCountJson>,
    rows: Listing<RollRowJson>,
}

/// The lists that were sent to a call, the newest first.
#[utoipa::path(get, path = "/programmes/calls/{id}/rolls", tag = "programmes", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listing<RollJson>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(crate::applicant::JUDGE)?;
    let call = call::one(&mut tx, id.parse()?).await?;
    let items = find::of_call(&mut tx, call.id, PAGE).await?.into_iter().map(RollJson::from).collect();
    Ok(Json(Listing { items, next: None }).into_response())
}

/// One list, how many of its rows came to what, and a page of the rows.
#[utoipa::path(get, path = "/programmes/rolls/{id}", tag = "programmes",
    params(("id" = Uuid, Path), ("outcome" = Option<Outcome>, Query), ("after" = Option<i64>, Query)),
    responses((status = 200, body = WholeRollJson), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let id: RollId = id.parse()?;
    let roll = find::one(&mut tx, id).await?;
    let wrong = || Error::field("outcome", "programmes-roll-filter");
    let outcome = query.get("outcome").map(|text| Outcome::parse(text).ok_or_else(wrong)).transpose()?;
    let offset = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, 1_000_000);
    let (rows, total) = find::rows(&mut tx, id, outcome, offset, PAGE).await?;
    let next = Some(offset + PAGE).filter(|next| *next < total).map(|next| next.to_string());
    let counts = find::counts(&mut tx, id).await?.into_iter();
    let whole = WholeRollJson {
        call: roll.call.0,
        roll: roll.into(),
        counts: counts.map(|(outcome, rows)| RollCountJson { outcome, rows }).collect(),
        rows: Listing { items: rows.into_iter().map(RollRowJson::from).collect(), next },
    };
    Ok(Json(whole).into_response())
}

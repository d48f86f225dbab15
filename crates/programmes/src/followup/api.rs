//! Follow-ups over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::Rupiah;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::change::ProgrammeChange;
use super::find::{self, Filter, Standing};
use super::report_back::{self, NewReport, Said};
use super::{Followup, Sells};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/followups", list)
        .post("/programmes/followups/{id}/reports", add)
        .get("/programmes/programmes/{id}/followups", changes)
}

#[derive(OpenApi)]
#[openapi(paths(list, add, changes), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
struct FollowupJson {
    id: uuid::Uuid,
    person: uuid::Uuid,
    area: String,
    /// 0 is the beginning, then 3, 6, 12.
    month: i16,
    programme: Option<uuid::Uuid>,
    due_on: NaiveDate,
    standing: Standing,
    answered_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct FollowupReportJson {
    /// The business is at work.
    active: bool,
    permit: bool,
    /// Sold something in the last thirty days.
    sold: bool,
    /// Who works in it, with the owner.
    employees: i32,
    #[serde(default)]
    sells: Vec<Sells>,
    /// Rupiah in the last month; only with `agreed`.
    takings: Option<i64>,
    /// The person agreed that the takings are kept.
    #[serde(default)]
    agreed: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct FollowupReportIdJson {
    id: uuid::Uuid,
}

fn json(one: Followup, today: NaiveDate) -> FollowupJson {
    FollowupJson {
        id: one.id.0,
        person: one.person,
        standing: one.standing(today),
        area: one.area.to_string(),
        month: one.month,
        programme: one.programme,
        due_on: one.due_on,
        answered_at: one.answered_at,
    }
}

/// Whom to ask in the actor's territory, the longest overdue first; all that is overdue or due within a month, or those of
/// one standing.
#[utoipa::path(get, path = "/programmes/followups", tag = "programmes",
    params(("standing" = Option<Standing>, Query), ("after" = Option<i64>, Query)),
    responses((status = 200, body = Listing<FollowupJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, 1_000_000);
    let standing = query.get("standing").and_then(Standing::parse);
    let filter = Filter { standing, offset, limit: PAGE, ..Filter::default() };
    let (rows, total) = find::list(&mut tx, filter).await?;
    let today = tx.today();
    let end = offset + PAGE;
    let next = (end < total).then(|| end.to_string());
    Ok(Json(Listing { items: rows.into_iter().map(|row| json(row, today)).collect(), next }).into_response())
}

/// Writes down what somebody said. What was said before stays.
#[utoipa::path(post, path = "/programmes/followups/{id}/reports", tag = "programmes",
    params(("id" = uuid::Uuid, Path)), request_body = FollowupReportJson,
    responses((status = 201, body = FollowupReportIdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add(visit: Visit, Path(id): Path<String>, Body(new): Body<FollowupReportJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let said = Said {
        active: Some(new.active),
        permit: Some(new.permit),
        sold: Some(new.sold),
        employees: Some(new.employees),
        sells: new.sells,
    };
    let new = NewReport { said, takings: new.takings.map(Rupiah), agreed: new.agreed };
    let id = report_back::report(&mut tx, id.parse()?, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(FollowupReportIdJson { id: id.0 })).into_response())
}

/// How the people of a programme fare against their beginning; how many answered first.
#[utoipa::path(get, path = "/programmes/programmes/{id}/followups", tag = "programmes",
    params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Vec<ProgrammeChange>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn changes(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let programme = crate::programme::one(&mut tx, id.parse()?).await?;
    Ok(Json(find::changes(&mut tx, programme.id).await?).into_response())
}

//! Screenings over the JSON API: which there are, what came of each, and the rows that somebody should look at.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Ui, Visit};

use super::concern::Grade;
use super::find::{self, Looked, Screening};
use super::{Counts, State};
use crate::person::api::{PAGE, after, next};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/screenings", list)
        .get("/registry/screenings/{id}", one)
        .get("/registry/screenings/{id}/rows", rows)
}

#[derive(OpenApi)]
#[openapi(paths(list, one, rows), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct ScreeningJson {
    id: uuid::Uuid,
    title: String,
    agency: Option<uuid::Uuid>,
    file_name: String,
    /// How many of one household may receive.
    quota: u8,
    /// `reading`, `ready` or `failed`.
    state: String,
    at: DateTime<Utc>,
}

impl From<&Screening> for ScreeningJson {
    fn from(screening: &Screening) -> ScreeningJson {
        ScreeningJson {
            id: screening.id.0,
            title: screening.title.clone(),
            agency: screening.agency.map(|agency| agency.0),
            file_name: screening.file_name.clone(),
            quota: screening.quota,
            state: screening.state.as_str().to_owned(),
            at: screening.at,
        }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct ScreeningDetailJson {
    #[serde(flatten)]
    screening: ScreeningJson,
    /// Absent until the list is looked over.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<ScreeningRowsJson>,
    /// Why the list could not be looked over.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
}

/// How many rows are how.
#[derive(Serialize, utoipa::ToSchema)]
struct ScreeningRowsJson {
    all: usize,
    clean: usize,
    /// Rows by their gravest concern: `refused`, `questionable`, `repaired`.
    by_grade: BTreeMap<String, usize>,
    /// Rows by concern: `nik`, `repeated`, `likely`, `phone`, `account`, `household`, `elsewhere`, `unknown`, `withdrawn`
    /// or `deceased`.
    by_concern: BTreeMap<String, usize>,
}

impl From<Counts> for ScreeningRowsJson {
    fn from(counts: Counts) -> ScreeningRowsJson {
        let of = |grade| match grade {
            Grade::Refused => counts.refused,
            Grade::Questionable => counts.questionable,
            Grade::Repaired => counts.repaired,
        };
        let by_grade = Grade::ALL.into_iter().map(|grade| (grade.as_str().to_owned(), of(grade))).collect();
        ScreeningRowsJson { all: counts.rows, clean: counts.clean, by_grade, by_concern: counts.by }
    }
}

/// A row that somebody should look at.
#[derive(Serialize, utoipa::ToSchema)]
struct ScreenedRowJson {
    sheet: String,
    /// From 1, as a spreadsheet shows it.
    row: i32,
    /// `refused`, `questionable` or `repaired`.
    grade: String,
    concerns: Vec<ConcernJson>,
    /// Whom the registry takes it for, if the caller may see that record.
    person: Option<uuid::Uuid>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ConcernJson {
    /// As in `by_concern`.
    code: String,
    /// The column that it is about, from 1; absent for the row as a whole.
    column: Option<u32>,
    /// What is said to people, in the language asked for.
    reason: String,
}

fn row(ui: &Ui, looked: Looked) -> ScreenedRowJson {
    let concern = |found: &super::concern::Found| ConcernJson {
        code: found.concern.code().to_owned(),
        column: found.column,
        reason: ui.say(&found.concern.say(|key| ui.t_of("", key))),
    };
    ScreenedRowJson {
        concerns: looked.found.iter().map(concern).collect(),
        sheet: looked.sheet,
        row: looked.row,
        grade: looked.grade.as_str().to_owned(),
        person: looked.person.map(|(id, _)| id.0),
    }
}

/// The aid lists that were looked over, the newest first: of the caller's agency, or of all for the administrator.
#[utoipa::path(get, path = "/registry/screenings", tag = "registry", params(("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<ScreeningJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = after(&query);
    let (screenings, _) = find::list(&mut tx, offset, PAGE).await?;
    let next = next(offset, screenings.len());
    Ok(Json(Listing { items: screenings.iter().map(ScreeningJson::from).collect(), next }).into_response())
}

/// One list that was looked over, in figures.
#[utoipa::path(get, path = "/registry/screenings/{id}", tag = "registry", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ScreeningDetailJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let screening = find::one(&mut tx, id.parse()?).await?;
    let fault = (screening.state == State::Failed).then(|| find::fault(&screening)).flatten();
    let body = ScreeningDetailJson {
        screening: ScreeningJson::from(&screening),
        rows: (screening.state == State::Ready).then(|| screening.counts.into()),
        fault: fault.map(|say| visit.ui.say(&say)),
    };
    Ok(Json(body).into_response())
}

/// The rows of a list that somebody should look at, with the reasons, the gravest first.
#[utoipa::path(get, path = "/registry/screenings/{id}/rows", tag = "registry",
    params(("id" = uuid::Uuid, Path), ("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<ScreenedRowJson>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn rows(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = after(&query);
    let (looked, _) = find::rows(&mut tx, id.parse()?, None, (offset, PAGE)).await?;
    let next = next(offset, looked.len());
    let items = looked.into_iter().map(|looked| row(&visit.ui, looked)).collect();
    Ok(Json(Listing { items, next }).into_response())
}

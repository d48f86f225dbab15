//! Promises over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::{AreaCode, Level};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::rules::{Cell, Difference};
use super::show::Figures;
use super::{check, find, tally};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/promises", list)
        .get("/programmes/promises/{id}", one)
        .get("/programmes/promises/{id}/figures", figures)
}

#[derive(OpenApi)]
#[openapi(paths(list, one, figures), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct PromiseJson {
    id: uuid::Uuid,
    name: String,
    kind: String,
    revision: i32,
    from: NaiveDate,
    until: NaiveDate,
    total: i64,
    public: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct RevisionJson {
    id: uuid::Uuid,
    name: String,
    kind: String,
    revision: i32,
    newest: i32,
    decree: String,
    decided_on: NaiveDate,
    from: NaiveDate,
    until: NaiveDate,
    total: i64,
    /// `each`: somebody of two categories counts in both; `first`: in the first only.
    overlap: &'static str,
    categories: Vec<String>,
    /// Outcomes of these grades count.
    grades: Vec<String>,
    as_published: bool,
    source: String,
    reason: String,
    /// What does not add up.
    differences: Vec<DifferenceJson>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct DifferenceJson {
    /// `promised`, or `told`: published as reached.
    what: &'static str,
    year: i16,
    category: String,
    area: String,
    along: &'static str,
    whole: i64,
    together: i64,
}

#[derive(Serialize, utoipa::ToSchema)]
struct PromiseFigureJson {
    /// 0: the whole term.
    year: i16,
    category: String,
    area: String,
    promised: Option<i64>,
    reached: i64,
}

/// The promises in force, newest first.
#[utoipa::path(get, path = "/programmes/promises", tag = "programmes",
    responses((status = 200, body = Listing<PromiseJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let items = find::list(&mut tx).await?.into_iter().map(|row| PromiseJson {
        id: row.id.0,
        name: row.name,
        kind: row.kind,
        revision: row.revision,
        from: row.from,
        until: row.until,
        total: row.total,
        public: row.published,
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

/// A promise, and what of its figures does not add up.
#[utoipa::path(get, path = "/programmes/promises/{id}", tag = "programmes",
    params(("id" = uuid::Uuid, Path), ("revision" = Option<i32>, Query)),
    responses((status = 200, body = RevisionJson), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let wanted = query.get("revision").and_then(|text| text.parse().ok());
    let promise = find::one(&mut tx, id.parse()?, wanted).await?;
    let checked = check::check(&mut tx, &promise).await?;
    let difference = |what: &'static str| {
        move |one: Difference| DifferenceJson {
            what,
            year: one.of.year,
            category: one.of.category,
            area: one.of.area.to_string(),
            along: one.along.as_str(),
            whole: one.whole,
            together: one.together,
        }
    };
    let promised = checked.promised.into_iter().map(difference("promised"));
    let differences = promised.chain(checked.told.into_iter().map(difference("told"))).collect();
    let revision = promise.revision;
    let json = RevisionJson {
        id: promise.id.0,
        name: promise.name,
        kind: promise.kind,
        revision: revision.number,
        newest: promise.newest,
        decree: revision.decree,
        decided_on: revision.decided_on,
        from: revision.from,
        until: revision.until,
        total: revision.total,
        overlap: revision.overlap.as_str(),
        categories: revision.categories,
        grades: revision.grades,
        as_published: revision.as_published,
        source: revision.source,
        reason: revision.reason,
        differences,
    };
    Ok(Json(json).into_response())
}

/// What was promised and reached in a territory and in those directly below it, by year and category.
#[utoipa::path(get, path = "/programmes/promises/{id}/figures", tag = "programmes",
    params(("id" = uuid::Uuid, Path), ("area" = Option<String>, Query, description = "`32.76.06`; the city without it"),
           ("revision" = Option<i32>, Query)),
    responses((status = 200, body = Listing<PromiseFigureJson>), (status = 404, body = Problem)))]
async fn figures(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let wanted = query.get("revision").and_then(|text| text.parse().ok());
    let promise = find::one(&mut tx, id.parse()?, wanted).await?;
    let whole = AreaCode::of_city(tx.city()).ok_or(kernel::Error::NotFound("area"))?;
    let area = query.get("area").map_or(Ok(whole.clone()), AreaCode::parse)?;
    if !whole.contains(&area) {
        return Err(kernel::Error::NotFound("area").into());
    }
    let level = match area.level() {
        Level::Province | Level::City => Level::Kecamatan,
        Level::Kecamatan => Level::Kelurahan,
        Level::Kelurahan | Level::Rw | Level::Rt => Level::Rt,
    };
    let parts = find::parts(&mut tx, promise.id, promise.revision.number, level).await?;
    let reached = tally::reached(&mut tx, &promise, &area, level).await?;
    let cells: std::collections::BTreeSet<Cell> = parts
        .iter()
        .map(|part| part.cell.clone())
        .chain(reached.iter().flat_map(|r| [0, r.cell.year].map(|year| Cell { year, ..r.cell.clone() })))
        .filter(|cell| area.contains(&cell.area))
        .collect();
    let figures = Figures::new(parts, &reached);
    let items = cells.into_iter().map(|cell| PromiseFigureJson {
        promised: figures.promised(&cell),
        reached: figures.reached(&cell),
        year: cell.year,
        category: cell.category,
        area: cell.area.to_string(),
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

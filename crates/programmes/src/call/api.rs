//! Calls over the JSON API: what a city's own app shows to people who may want to apply.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, Routes, Ui, Visit};

use super::find::{self, Call, Fullness};
use super::{Method, Window};
use crate::programme::Category;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/programmes/calls", list).get("/programmes/calls/{id}", one)
}

#[derive(OpenApi)]
#[openapi(paths(list, one), components(schemas(Problem)))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct CallJson {
    id: uuid::Uuid,
    programme: uuid::Uuid,
    programme_name: String,
    category: Category,
    name: String,
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    /// `before`, `open`, `after` or `cancelled`, by the server's clock.
    window: &'static str,
    method: Method,
    places: i32,
    rules: Vec<RuleJson>,
    /// Whether it asks how the business stands; each answer may be left out.
    asks_baseline: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct RuleJson {
    kind: &'static str,
    number: Option<i32>,
    /// The rule as a sentence, in the language asked for.
    text: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct PlacesJson {
    /// The city, or a kelurahan.
    area: String,
    places: i32,
    held: i64,
    waiting: i64,
}

#[derive(Serialize, utoipa::ToSchema)]
struct WholeCallJson {
    #[serde(flatten)]
    call: CallJson,
    quota: Vec<PlacesJson>,
}

fn json(ui: &Ui, call: Call) -> CallJson {
    let window: Window = call.window(ui.now);
    let rule = |rule: &super::Rule| RuleJson {
        kind: rule.kind(),
        number: rule.number(),
        text: ui.say(&rule.says()),
    };
    CallJson {
        rules: call.rules.iter().map(rule).collect(),
        id: call.id.0,
        programme: call.programme.0,
        programme_name: call.programme_name,
        category: call.category,
        name: call.name,
        opens_at: call.opens_at,
        closes_at: call.closes_at,
        window: window.as_str(),
        method: call.method,
        places: call.places,
        asks_baseline: call.asks_baseline,
    }
}

/// The calls of the city, those that close last first.
#[utoipa::path(get, path = "/programmes/calls", tag = "programmes",
    responses((status = 200, body = Listing<CallJson>)))]
async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let calls = find::list(&mut tx).await?;
    let items = calls.into_iter().map(|call| json(&visit.ui, call)).collect();
    Ok(Json(Listing { items, next: None }).into_response())
}

/// One call, with how many of its places are held. Where each kelurahan has its own, these are told to officers alone.
#[utoipa::path(get, path = "/programmes/calls/{id}", tag = "programmes", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = WholeCallJson), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let call = find::one(&mut tx, id.parse()?).await?;
    let works = visit.actor().may_somewhere(crate::programme::SEE);
    let quota = find::fullness(&mut tx, call.id).await?;
    // Of a kelurahan few apply: how many is for those who work there.
    let quota = quota.into_iter().take(if works { usize::MAX } else { 1 });
    let places = |one: Fullness| PlacesJson {
        area: one.area.to_string(),
        places: one.places,
        held: one.held,
        waiting: if works { one.waiting } else { 0 },
    };
    let whole = WholeCallJson { quota: quota.map(places).collect(), call: json(&visit.ui, call) };
    Ok(Json(whole).into_response())
}

//! Figures and their definitions over the JSON API.

use axum::Json;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use kernel::{AreaCode, Error, Level};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Ui, Visit};

use super::SEE;
use super::find::{freshness, of_area, of_parts};
use super::seen::areas;
use crate::indicator::{self, Indicator, Parts, Tally};
use crate::names::Names;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/insight/indicators", indicators).get("/insight/figures", figures)
}

#[derive(OpenApi)]
#[openapi(paths(indicators, figures))]
struct Doc;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Doc::openapi()
}

/// What is counted, and how.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct IndicatorJson {
    key: &'static str,
    name: &'static str,
    definition: &'static str,
    formula: &'static str,
    /// The statement that is run; absent where the figure is read from another's months.
    sql: Option<String>,
    unit: &'static str,
    /// What one unit is: `business`, `person` or `permit`.
    counted: &'static str,
    source: &'static str,
    view: &'static str,
    legal_basis: &'static str,
    /// Whether it is part of the open data.
    public: bool,
    breakdowns: Vec<BreakdownJson>,
}

/// What a figure can be broken down by.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct BreakdownJson {
    key: &'static str,
    name: &'static str,
    /// Whether the parts add up to the figure; otherwise a unit can be in several.
    adds_up: bool,
}

/// A figure of an area or of a part.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct FigureJson {
    area: String,
    area_name: String,
    /// The part of the breakdown asked for; absent for the figure itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_name: Option<String>,
    value: i64,
}

/// Figures of one indicator.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct FiguresJson {
    indicator: &'static str,
    unit: &'static str,
    area: String,
    /// `area` or the key of a breakdown.
    by: String,
    total: i64,
    items: Vec<FigureJson>,
    /// Not in any of the areas listed; absent unless asked for by area.
    #[serde(skip_serializing_if = "Option::is_none")]
    rest: Option<i64>,
    /// Whether the items, with the rest, make the total.
    adds_up: bool,
    computed_at: Option<DateTime<Utc>>,
    /// Figures found wrong by the last nightly count; absent while it is not known.
    last_check_wrong: Option<i64>,
}

/// The indicators, with their definitions in the language asked for. Anybody may see them.
#[utoipa::path(get, path = "/insight/indicators", tag = "insight",
    responses((status = 200, body = Listing<IndicatorJson>)))]
pub(crate) async fn indicators(visit: Visit) -> Answer {
    let items = indicator::ALL.into_iter().map(|indicator| described(&visit.ui, indicator));
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

fn described(ui: &Ui, indicator: &'static Indicator) -> IndicatorJson {
    let breakdowns = indicator.breakdowns.iter().map(|breakdown| BreakdownJson {
        key: breakdown.key,
        name: breakdown.name.of(ui.lang),
        adds_up: breakdown.parts == Parts::Whole,
    });
    IndicatorJson {
        key: indicator.key,
        name: indicator.name.of(ui.lang),
        definition: indicator.definition.of(ui.lang),
        formula: indicator.formula.of(ui.lang),
        sql: indicator.tally().map(Tally::sql),
        unit: indicator.unit.of(ui.lang),
        counted: indicator.counted.as_str(),
        source: indicator.source.of(ui.lang),
        view: indicator.view,
        legal_basis: indicator.basis.of(ui.lang),
        public: indicator.public,
        breakdowns: breakdowns.collect(),
    }
}

/// The figures of one indicator in an area: by the areas in it, or by a breakdown.
#[utoipa::path(get, path = "/insight/figures", tag = "insight",
    params(
        ("indicator" = Option<String>, Query, description = "key of an indicator; the first where absent"),
        ("area" = Option<String>, Query, description = "code of a territory; one's own where absent"),
        ("by" = Option<String>, Query, description = "`kecamatan`, `kelurahan` or a breakdown's key; the areas one level below where absent"),
    ),
    responses((status = 200, body = FiguresJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn figures(visit: Visit, query: ListQuery) -> Answer {
    let indicator = match query.get("indicator") {
        Some(key) => indicator::find(key),
        None => indicator::ALL.first().copied(),
    };
    let indicator = indicator.ok_or(Error::NotFound("indicator"))?;
    let (ui, today) = (&visit.ui, visit.ui.today());
    let gazetteer = territory::gazetteer(&visit.db).await?;
    let mut tx = visit.tx().await?;
    let area = match query.get("area") {
        Some(code) => AreaCode::parse(code).map_err(|_| Error::NotFound("area"))?,
        None => AreaCode::parse(tx.scope(SEE)?.prefix())?,
    };
    let name = gazetteer.name_of(&area).ok_or(Error::NotFound("area"))?;
    let found = of_area(&mut tx, &area, today).await?;
    let fresh = freshness(&mut tx, &area).await?;
    let by = query.get("by").unwrap_or(if area.level() == Level::City { "kecamatan" } else { "kelurahan" });
    let (items, rest) = match by {
        "kecamatan" | "kelurahan" => {
            let level = if by == "kecamatan" { Level::Kecamatan } else { Level::Kelurahan };
            let (values, rest) = of_parts(&mut tx, indicator, ("", ""), &area, level, today).await?;
            let items = areas(&gazetteer, &area, level).into_iter().map(|(code, area_name)| FigureJson {
                value: values.get(code.as_str()).copied().unwrap_or(0),
                area: code.into(),
                area_name,
                item: None,
                item_name: None,
            });
            (items.collect::<Vec<_>>(), Some(rest))
        }
        key => {
            let breakdown = indicator.breakdown(key).ok_or(Error::NotFound("breakdown"))?;
            let names = Names::read(&mut tx).await?;
            let rows = Names::ordered(breakdown, &found.breakdown(indicator.key, key));
            let items = rows.into_iter().map(|(item, value)| FigureJson {
                area: area.to_string(),
                area_name: name.clone(),
                item_name: Some(names.item(ui, breakdown, &item)),
                item: Some(item),
                value,
            });
            (items.collect(), None)
        }
    };
    let total = found.value(indicator);
    let sum = items.iter().map(|item| item.value).sum::<i64>() + rest.unwrap_or(0);
    Ok(Json(FiguresJson {
        indicator: indicator.key,
        unit: indicator.unit.of(ui.lang),
        area: area.into(),
        by: by.to_owned(),
        total,
        items,
        rest,
        adds_up: sum == total,
        computed_at: fresh.computed_at,
        last_check_wrong: fresh.checked.and_then(|checked| checked.wrong),
    })
    .into_response())
}

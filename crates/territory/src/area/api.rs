//! Areas over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use geo::{LineString, MultiPolygon, Polygon};
use http::header;
use kernel::{AreaCode, Error, Level};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::find::{self, MOST, size_of, versions};
use super::{Area, one};
use crate::gazetteer::{compact, gazetteer};
use crate::neighbourhood::find::{Count, counts_in};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/territory/areas", list)
        .get("/territory/areas/{code}", show)
        .get("/territory/areas/{code}/boundary", boundary)
}

#[derive(OpenApi)]
#[openapi(paths(list, show, boundary), components(schemas(Problem)))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// An area in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AreaJson {
    /// `33.74.06`.
    code: String,
    /// With "Kota" or "Kabupaten" at level city; bare otherwise.
    name: String,
    /// `province`, `city`, `kecamatan` or `kelurahan`.
    level: &'static str,
    /// The first day of this name and code; absent where the list does not say since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<NaiveDate>,
    /// The day from which it is no longer so.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<NaiveDate>,
}

/// An area with what is known of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AreaWhole {
    #[serde(flatten)]
    area: AreaJson,
    /// From the province down, without the area itself.
    path: Vec<AreaName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    square_km: Option<Figure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<Figure>,
    rw: i64,
    rt: i64,
    /// RW and RT are, at least in part, made up for a demonstration.
    rt_invented: bool,
    postcodes: Vec<i32>,
    aliases: Vec<Alias>,
    /// Every name and code that it had, the earliest first.
    versions: Vec<AreaJson>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct AreaName {
    code: String,
    name: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Figure {
    value: f64,
    year: i32,
    source: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Alias {
    name: String,
    /// It was official once.
    former: bool,
}

impl From<Area> for AreaJson {
    fn from(area: Area) -> AreaJson {
        let level = super::level_word(area.code.level());
        AreaJson { code: area.code.to_string(), name: area.name, level, since: area.since, until: area.until }
    }
}

/// The parts of an area in the order of their codes, as on a day; without `parent` the city's own, or the provinces.
#[utoipa::path(get, path = "/territory/areas", tag = "territory",
    params(("parent" = Option<String>, Query, description = "a code"), ("after" = Option<String>, Query, description = "`next` of the page before"),
           ("on" = Option<NaiveDate>, Query, description = "a day; today if absent")),
    responses((status = 200, body = Listing<AreaJson>), (status = 422, body = Problem)))]
pub(crate) async fn list(visit: Visit, query: ListQuery) -> Answer {
    let parse = |name| query.get(name).map(AreaCode::parse).transpose();
    let parent = parse("parent")?.or_else(|| AreaCode::of_city(visit.ui.city.id));
    let listing = find::Listing { parent, after: parse("after")?, on: day(&visit, &query)? };
    let mut tx = visit.tx().await?;
    let areas = find::list(&mut tx, &listing).await?;
    let full = i64::try_from(areas.len()).is_ok_and(|count| count == MOST);
    let next = areas.last().filter(|_| full).map(|area| area.code.to_string());
    Ok(Json(Listing { items: areas.into_iter().map(AreaJson::from).collect(), next }).into_response())
}

/// One area as on a day.
#[utoipa::path(get, path = "/territory/areas/{code}", tag = "territory",
    params(("code" = String, Path), ("on" = Option<NaiveDate>, Query, description = "a day; today if absent")),
    responses((status = 200, body = AreaWhole), (status = 404, body = Problem)))]
pub(crate) async fn show(visit: Visit, Path(code): Path<String>, query: ListQuery) -> Answer {
    let code = AreaCode::parse(&code).map_err(|_| Error::NotFound("area"))?;
    let on = day(&visit, &query)?;
    let known = gazetteer(&visit.db).await?;
    let mut tx = visit.tx().await?;
    let area = one(&mut tx, &code, on).await?;
    let size = size_of(&mut tx, area.id).await?;
    let versions = versions(&mut tx, area.id).await?;
    let counts = counts_in(&mut tx, &code, on).await?;
    let count = counts.into_values().fold(Count::default(), Count::and);
    let path = known.path_of(&code).into_iter().filter(|(at, _)| at != &code);
    let people = size
        .people
        .map(|(count, year, source)| (f64::from(i32::try_from(count).unwrap_or(i32::MAX)), year, source));
    let figure = |(value, year, source)| Figure { value, year, source };
    Ok(Json(AreaWhole {
        area: area.into(),
        path: path.map(|(code, name)| AreaName { code: code.to_string(), name }).collect(),
        square_km: size.square_km.map(figure),
        people: people.map(figure),
        rw: count.rw,
        rt: count.rt,
        rt_invented: count.invented,
        postcodes: size.postcodes,
        aliases: size.aliases.into_iter().map(|(name, former)| Alias { name, former }).collect(),
        versions: versions.into_iter().map(AreaJson::from).collect(),
    })
    .into_response())
}

/// The border of an area as a GeoJSON feature; indicative, not legal. Only where borders are known.
#[utoipa::path(get, path = "/territory/areas/{code}/boundary", tag = "territory", params(("code" = String, Path)),
    responses((status = 200, content_type = "application/geo+json"), (status = 404, body = Problem)))]
pub(crate) async fn boundary(visit: Visit, Path(code): Path<String>) -> Answer {
    let code = AreaCode::parse(&code).map_err(|_| Error::NotFound("area"))?;
    let known = gazetteer(&visit.db).await?;
    let name =
        known.name_of(&code).filter(|_| code.level() <= Level::Kelurahan).ok_or(Error::NotFound("area"))?;
    let drawn = compact(&code).map(|code| known.drawn_as(code));
    let border = drawn.and_then(|code| known.atlas().border(code)).ok_or(Error::NotFound("boundary"))?;
    let feature = serde_json::json!({
        "type": "Feature",
        "properties": { "code": code.as_str(), "name": name, "legal": false, "source": "cahyadsn/wilayah_boundaries (MIT)" },
        "geometry": { "type": "MultiPolygon", "coordinates": coordinates(&border) },
    });
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], feature.to_string()).into_response())
}

type Ring = Vec<[f64; 2]>;

fn coordinates(border: &MultiPolygon) -> Vec<Vec<Ring>> {
    let ring = |line: &LineString| line.coords().map(|at| [at.x, at.y]).collect::<Ring>();
    let rings = |part: &Polygon| std::iter::once(part.exterior()).chain(part.interiors()).map(ring).collect();
    border.iter().map(rings).collect()
}

fn day(visit: &Visit, query: &ListQuery) -> Result<NaiveDate, Error> {
    let wish = query.get("on").map(str::parse::<NaiveDate>).transpose();
    Ok(wish.map_err(|_| Error::field("on", "territory-day-form"))?.unwrap_or_else(|| visit.ui.today()))
}

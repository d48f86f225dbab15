//! Addresses and points over the JSON API.

use axum::Json;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::Problem;
use web::{Answer, ListQuery, Routes, Visit};

use crate::address::{Place, Resolution};
use crate::gazetteer::{Gazetteer, gazetteer};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/territory/resolution", resolve).get("/territory/point", point)
}

#[derive(OpenApi)]
#[openapi(paths(resolve, point))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// What a text means.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ResolutionJson {
    /// Absent when the text names nothing that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<PlaceJson>,
    /// Best first.
    alternatives: Vec<PlaceJson>,
    /// The code of the smallest area that it lies in for practically certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    certainly_in: Option<String>,
    understood: UnderstoodJson,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PlaceJson {
    code: String,
    name: String,
    /// From the area outwards.
    place: String,
    /// 0 to 1; 0.9 and more is practically certain, what is ambiguous stays below 0.6.
    confidence: f64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct UnderstoodJson {
    street: String,
    rt: Option<u16>,
    rw: Option<u16>,
    kelurahan: Option<String>,
    kecamatan: Option<String>,
    city: Option<String>,
    province: Option<String>,
    postcode: Option<u32>,
}

/// Where a point lies.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct SpotJson {
    code: String,
    name: String,
    place: String,
    /// How far outside the indicative border; absent inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    metres_outside: Option<f64>,
}

/// Reads a text as an address. A city's own addresses prefer that city.
#[utoipa::path(get, path = "/territory/resolution", tag = "territory",
    params(("q" = String, Query, description = "at most 300 characters are read")),
    responses((status = 200, body = ResolutionJson), (status = 422, body = Problem)))]
pub(crate) async fn resolve(visit: Visit, query: ListQuery) -> Answer {
    let text: String = query.get("q").unwrap_or_default().chars().take(300).collect();
    if text.is_empty() {
        return Err(Error::field("q", "web-field-empty").into());
    }
    let known = gazetteer(&visit.db).await?;
    let answer = known.resolve(&text, AreaCode::of_city(visit.ui.city.id).as_ref());
    Ok(Json(json(&known, answer)).into_response())
}

/// The kelurahan of a point, or the nearest within 200 m.
#[utoipa::path(get, path = "/territory/point", tag = "territory",
    params(("lat" = f64, Query), ("lon" = f64, Query)),
    responses((status = 200, body = SpotJson), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn point(visit: Visit, query: ListQuery) -> Answer {
    let number = |name: &'static str| {
        let found =
            query.get(name).and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
        found.ok_or_else(|| Error::field(name, "territory-point-form"))
    };
    let (lat, lon) = (number("lat")?, number("lon")?);
    let known = gazetteer(&visit.db).await?;
    let spot = known.locate(lat, lon).ok_or(Error::NotFound("kelurahan"))?;
    let place = crate::words::place(&known, &spot.code);
    Ok(Json(SpotJson { code: spot.code.to_string(), name: spot.name, place, metres_outside: spot.metres })
        .into_response())
}

fn json(known: &Gazetteer, answer: Resolution) -> ResolutionJson {
    let place = |place: Place| {
        let code = AreaCode::from(place.code);
        let around = crate::words::place(known, &code);
        Some(PlaceJson {
            code: code.to_string(),
            name: place.name,
            place: around,
            confidence: place.confidence,
        })
    };
    let said = answer.understood;
    ResolutionJson {
        best: answer.best.and_then(place),
        alternatives: answer.alternatives.into_iter().filter_map(place).collect(),
        certainly_in: answer.certainly_in.map(|code| code.to_string()),
        understood: UnderstoodJson {
            street: said.street,
            rt: said.rt,
            rw: said.rw,
            kelurahan: said.kelurahan,
            kecamatan: said.kecamatan,
            city: said.city,
            province: said.province,
            postcode: said.postcode,
        },
    }
}

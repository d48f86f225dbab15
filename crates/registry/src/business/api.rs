//! Businesses over the JSON API. Contact data are masked here too.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Error, Say};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::find::{self, Row, SORTS};
use super::record::{self, Business};
use super::{BusinessId, SEE_FINANCE, amend, register};
use crate::kbli::{Code, Version};
use crate::person::PersonId;
use crate::person::api::{RecordIdJson, address, asked, next};
use crate::source::claims::{BusinessClaims, KbliClaim, Measure};
use crate::words;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/registry/businesses", list)
        .post("/registry/businesses", add)
        .get("/registry/businesses/{id}", one)
        .post("/registry/businesses/{id}/amendment", change)
}

#[derive(OpenApi)]
#[openapi(paths(list, add, one, change))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct BusinessJson {
    id: uuid::Uuid,
    /// `U-7K3F-9QWM-2`
    code: String,
    name: String,
    brand: Option<String>,
    area: String,
    rw: Option<String>,
    rt: Option<String>,
    sector: Option<String>,
    /// Version and digits.
    kbli: Option<(String, String)>,
    /// `micro`, `small`, `medium`, `large` or `unknown`, by the law of the day.
    size: String,
    /// `open`, `resting`, `doubtful`, `closed` or `moved`.
    status: String,
    /// The kinds of permits held.
    permits: Vec<String>,
    /// Masked.
    phone: Option<String>,
    created_at: DateTime<Utc>,
}

impl From<Row> for BusinessJson {
    fn from(row: Row) -> BusinessJson {
        BusinessJson {
            id: row.id.0,
            code: row.code,
            name: row.name,
            brand: row.brand,
            area: row.area.to_string(),
            rw: row.rw,
            rt: row.rt,
            sector: row.sector,
            kbli: row.kbli,
            size: row.size_class,
            status: row.status,
            permits: row.permits,
            phone: row.phone.as_deref().map(words::masked_phone),
            created_at: row.created_at,
        }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct BusinessDetailJson {
    id: uuid::Uuid,
    code: String,
    name: String,
    brand: Option<String>,
    legal_form: Option<String>,
    sector: Option<String>,
    kbli: Option<(String, String)>,
    products: Option<String>,
    area: String,
    rw: Option<String>,
    rt: Option<String>,
    street: Option<String>,
    started_on: Option<NaiveDate>,
    status: String,
    status_on: Option<NaiveDate>,
    size: String,
    workers: Option<i64>,
    owners: Vec<uuid::Uuid>,
    permits: Vec<HeldPermitJson>,
    /// Specific data; absent for those who may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    measures: Option<Vec<MeasurementJson>>,
    withdrawn_at: Option<DateTime<Utc>>,
    /// The record that this one was found to be.
    became: Option<uuid::Uuid>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HeldPermitJson {
    kind: String,
    /// Empty where only its being there is known; of an NPWP the last digits.
    number: String,
    issued_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct MeasurementJson {
    kind: String,
    on: NaiveDate,
    /// Whole rupiah, persons or units.
    value: i64,
    unit: Option<String>,
}

/// What is said of a business. All may be left out.
#[derive(Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BusinessSaidJson {
    /// Who runs it: for registering only, at least one.
    owners: Vec<uuid::Uuid>,
    name: Option<String>,
    brand: Option<String>,
    /// Its field in words.
    activity: Option<String>,
    products: Option<String>,
    /// Five digits of KBLI 2025.
    kbli: Option<String>,
    legal_form: Option<String>,
    started_on: Option<NaiveDate>,
    street: Option<String>,
    rt: Option<u16>,
    rw: Option<u16>,
    area: Option<String>,
    phones: Vec<String>,
    email: Option<String>,
    channels: Vec<String>,
    /// Added to those that are known: `{"kind": "yearly_sales", "value": 120000000, "year": 2025}`.
    #[schema(value_type = Vec<Object>)]
    measures: Vec<serde_json::Value>,
    /// Fields to be emptied, in a correction.
    cleared: Vec<String>,
}

impl BusinessSaidJson {
    fn read(self) -> Result<(Vec<PersonId>, BusinessClaims), Error> {
        let kbli = self.kbli.as_deref().map(|digits| Code::parse(Version::Kbli2025, digits)).transpose()?;
        let wrong =
            |_| Error::field("measures", Say::new("registry-filter-unknown").with("name", "measures"));
        let measures: Vec<Measure> = serde_json::from_value(json!(self.measures)).map_err(wrong)?;
        let claims = BusinessClaims {
            name: self.name,
            brand: self.brand,
            sector: self.activity,
            products: self.products,
            kbli: kbli
                .into_iter()
                .map(|code| KbliClaim { code: code.digits().to_owned(), version: Some(2025) })
                .collect(),
            legal_form: self.legal_form,
            started: self.started_on,
            address: address(self.street, self.rt, self.rw, self.area.as_deref())?,
            phones: self.phones,
            email: self.email,
            channels: self.channels,
            measures,
            cleared: self.cleared,
            ..BusinessClaims::default()
        };
        Ok((self.owners.into_iter().map(PersonId).collect(), claims))
    }
}

/// The businesses in the actor's subtree. The filters are those of the page, by the same names.
#[utoipa::path(get, path = "/registry/businesses", tag = "registry",
    params(("q" = Option<String>, Query), ("wilayah" = Option<String>, Query), ("ukuran" = Option<String>, Query),
           ("sektor" = Option<String>, Query), ("status" = Option<String>, Query), ("izin" = Option<String>, Query),
           ("sejak" = Option<String>, Query), ("urut" = Option<String>, Query), ("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<BusinessJson>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(visit: Visit, query: ListQuery) -> Answer {
    let (ask, offset) = asked(&visit, &query, &SORTS)?;
    let mut tx = visit.tx().await?;
    let found = find::list(&mut tx, &ask).await?;
    let next = next(offset, found.rows.len());
    let items = found.rows.into_iter().map(BusinessJson::from).collect();
    Ok(Json(Listing { items, next }).into_response())
}

/// One business.
#[utoipa::path(get, path = "/registry/businesses/{id}", tag = "registry", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = BusinessDetailJson), (status = 404, body = Problem)))]
pub(crate) async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let b: Business = record::one(&mut tx, id.parse()?).await?;
    let finance = find::is_own(&mut tx, b.id).await? || tx.may(SEE_FINANCE, &b.area);
    let measures = if finance { Some(record::measures(&mut tx, b.id).await?) } else { None };
    let permits = record::permits(&mut tx, b.id).await?;
    let owners = find::owners_of(&mut tx, b.id).await?;
    let measured =
        |m: record::Measured| MeasurementJson { kind: m.kind, on: m.on, value: m.value, unit: m.unit };
    let body = BusinessDetailJson {
        id: b.id.0,
        code: b.code,
        name: b.name,
        brand: b.brand,
        legal_form: b.legal_form,
        sector: b.sector,
        kbli: b.kbli_version.zip(b.kbli_code),
        products: b.products,
        area: b.area.to_string(),
        rw: b.rw,
        rt: b.rt,
        street: b.address,
        started_on: b.started_on,
        status: b.status,
        status_on: b.status_on,
        size: b.size_class,
        workers: b.workers,
        owners: owners.iter().map(|tie| tie.person.0).collect(),
        permits: permits
            .into_iter()
            .map(|p| HeldPermitJson {
                kind: p.kind,
                number: p.number,
                issued_on: p.issued_on,
                expires_on: p.expires_on,
            })
            .collect(),
        measures: measures.map(|all| all.into_iter().map(measured).collect()),
        withdrawn_at: b.withdrawn_at,
        became: b.became,
    };
    Ok(Json(body).into_response())
}

/// Registers a business of people who are registered.
#[utoipa::path(post, path = "/registry/businesses", tag = "registry", request_body = BusinessSaidJson,
    responses((status = 201, body = RecordIdJson), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn add(visit: Visit, Body(said): Body<BusinessSaidJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let (owners, claims) = said.read()?;
    let id: BusinessId = register(&mut tx, &owners, claims).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(RecordIdJson { id: id.0 })).into_response())
}

/// Corrects a business: the fields that are given change, those in `cleared` are emptied, measurements are added.
#[utoipa::path(post, path = "/registry/businesses/{id}/amendment", tag = "registry", request_body = BusinessSaidJson,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn change(
    visit: Visit,
    Path(id): Path<String>,
    Body(said): Body<BusinessSaidJson>,
) -> Answer {
    let mut tx = visit.tx().await?;
    let (_, claims) = said.read()?;
    amend(&mut tx, id.parse()?, claims).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

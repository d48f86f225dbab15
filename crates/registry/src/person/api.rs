//! People over the JSON API. Contact data are masked here too, a NIK is taken and never given.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::nik::Nik;
use kernel::{AreaCode, Error, Say};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::alike::{Alike, Described, alike, may_ask};
use super::find::{self, Row, SORTS};
use super::register::{NewPerson, amend, register};
use super::{PersonId, SEE_SPECIFIC};
use crate::listing::{Ask, Part};
use crate::source::claims::{Address, PersonClaims};
use crate::words;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/registry/people", list)
        .post("/registry/people", add)
        .post("/registry/people/alike", others)
        .get("/registry/people/{id}", one)
        .post("/registry/people/{id}/amendment", change)
}

#[derive(OpenApi)]
#[openapi(paths(list, add, others, one, change))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Records on a page.
pub(crate) const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PersonJson {
    id: uuid::Uuid,
    /// `P-7K3F-9QWM-2`
    code: String,
    name: String,
    sex: Option<String>,
    area: String,
    rw: Option<String>,
    rt: Option<String>,
    /// Masked.
    phone: Option<String>,
    businesses: i64,
    /// `full`, `partial`, `invalid` or `none`.
    nik: String,
    created_at: DateTime<Utc>,
}

impl From<Row> for PersonJson {
    fn from(row: Row) -> PersonJson {
        PersonJson {
            id: row.id.0,
            code: row.code,
            name: row.name,
            sex: row.sex,
            area: row.area.to_string(),
            rw: row.rw,
            rt: row.rt,
            phone: row.phone.as_deref().map(words::masked_phone),
            businesses: row.businesses,
            nik: row.number_state,
            created_at: row.created_at,
        }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PersonDetailJson {
    id: uuid::Uuid,
    code: String,
    name: String,
    sex: Option<String>,
    birth_date: Option<NaiveDate>,
    birth_place: Option<String>,
    area: String,
    rw: Option<String>,
    rt: Option<String>,
    street: Option<String>,
    /// Masked.
    phones: Vec<String>,
    /// Masked.
    email: Option<String>,
    education: Option<String>,
    /// Specific data; absent for those who may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabilities: Option<Vec<String>>,
    /// `full`, `partial`, `invalid` or `none`.
    nik: String,
    /// No source in force speaks of this person any more.
    withdrawn_at: Option<DateTime<Utc>>,
    /// The record that this one was found to be.
    became: Option<uuid::Uuid>,
    businesses: Vec<uuid::Uuid>,
}

/// What is said of a person. All but the name may be left out.
#[derive(Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PersonSaidJson {
    name: Option<String>,
    /// Sixteen digits.
    nik: Option<String>,
    /// `female` or `male`.
    sex: Option<String>,
    birth_date: Option<NaiveDate>,
    birth_place: Option<String>,
    phones: Vec<String>,
    email: Option<String>,
    street: Option<String>,
    rt: Option<u16>,
    rw: Option<u16>,
    /// The kelurahan: `33.74.06.1001`.
    area: Option<String>,
    /// `none`, `primary`, `lower_secondary`, `upper_secondary`, `diploma`, `bachelor`, `master` or `doctor`.
    education: Option<String>,
    heads_family: Option<bool>,
    /// Fields to be emptied, in a correction.
    cleared: Vec<String>,
}

impl PersonSaidJson {
    fn read(self) -> Result<NewPerson, Error> {
        let mut words = serde_json::Map::new();
        for (name, word) in [("sex", self.sex), ("education", self.education)] {
            words.extend(word.map(|word| (name.to_owned(), json!(word))));
        }
        let unknown =
            |_| Error::field("education", Say::new("registry-filter-unknown").with("name", "education"));
        let words: PersonClaims = serde_json::from_value(words.into()).map_err(unknown)?;
        let claims = PersonClaims {
            name: self.name,
            birth_date: self.birth_date,
            birth_place: self.birth_place,
            phones: self.phones,
            email: self.email,
            home: address(self.street, self.rt, self.rw, self.area.as_deref())?,
            heads_family: self.heads_family,
            cleared: self.cleared,
            ..words
        };
        Ok(NewPerson { claims, nik: self.nik.as_deref().map(Nik::parse).transpose()?, npwp: None })
    }
}

/// An address as the API takes it.
pub(crate) fn address(
    street: Option<String>,
    rt: Option<u16>,
    rw: Option<u16>,
    area: Option<&str>,
) -> Result<Address, Error> {
    Ok(Address { street, rt, rw, area: area.map(AreaCode::parse).transpose()?, postcode: None })
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RecordIdJson {
    pub(crate) id: uuid::Uuid,
}

/// A list as the API asks for it: the filters of the page, and where to go on.
pub(crate) fn asked<'a>(
    visit: &Visit,
    query: &ListQuery,
    sorts: &[&'a str],
) -> Result<(Ask<'a>, i64), Error> {
    let offset = after(query);
    let ask = Ask::read(&visit.ui, query, sorts)?;
    Ok((Ask { part: Part { limit: PAGE, offset }, ..ask }, offset))
}

/// Where the page asked for begins.
pub(crate) fn after(query: &ListQuery) -> i64 {
    query.get("after").and_then(|text| text.parse::<u32>().ok()).map_or(0, i64::from)
}

/// Where the next page begins, if there is one.
pub(crate) fn next(offset: i64, rows: usize) -> Option<String> {
    (i64::try_from(rows).ok()? == PAGE).then(|| (offset + PAGE).to_string())
}

/// The people in the actor's subtree. The filters are those of the page, by the same names.
#[utoipa::path(get, path = "/registry/people", tag = "registry",
    params(("q" = Option<String>, Query), ("wilayah" = Option<String>, Query), ("jenis_kelamin" = Option<String>, Query),
           ("sejak" = Option<String>, Query), ("urut" = Option<String>, Query), ("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<PersonJson>), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn list(visit: Visit, query: ListQuery) -> Answer {
    let (ask, offset) = asked(&visit, &query, &SORTS)?;
    let mut tx = visit.tx().await?;
    let found = find::list(&mut tx, &ask).await?;
    let next = next(offset, found.rows.len());
    let items = found.rows.into_iter().map(PersonJson::from).collect();
    Ok(Json(Listing { items, next }).into_response())
}

/// One person.
#[utoipa::path(get, path = "/registry/people/{id}", tag = "registry", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = PersonDetailJson), (status = 404, body = Problem)))]
pub(crate) async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let p = find::one(&mut tx, id.parse()?).await?;
    let own = p.account.is_some() && p.account == visit.actor().account();
    let specific = own || tx.may(SEE_SPECIFIC, &p.area);
    let ties = crate::business::find::of_person(&mut tx, p.id).await?;
    if !own {
        tx.audit(kernel::audit::Entry::new("registry.person.view", "person", p.id).area(p.area.clone()))
            .await?;
        tx.commit().await?;
    }
    let body = PersonDetailJson {
        id: p.id.0,
        code: p.code,
        name: p.name,
        sex: p.sex,
        birth_date: p.birth_date,
        birth_place: p.birth_place,
        area: p.area.to_string(),
        rw: p.rw,
        rt: p.rt,
        street: p.address,
        phones: p.phones.iter().map(|phone| words::masked_phone(phone)).collect(),
        email: p.email.as_deref().map(words::masked_email),
        education: p.education,
        disabilities: specific.then_some(p.disabilities),
        nik: p.number_state,
        withdrawn_at: p.withdrawn_at,
        became: p.became.map(|other| other.0),
        businesses: ties.iter().map(|tie| tie.business.0).collect(),
    };
    Ok(Json(body).into_response())
}

/// Registers a person.
#[utoipa::path(post, path = "/registry/people", tag = "registry", request_body = PersonSaidJson,
    responses((status = 201, body = RecordIdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn add(visit: Visit, Body(said): Body<PersonSaidJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: PersonId = register(&mut tx, said.read()?).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(RecordIdJson { id: id.0 })).into_response())
}

/// Somebody who may be the person that is described.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AlikeJson {
    id: uuid::Uuid,
    code: String,
    name: String,
    /// `nik`, `phone`, `born` (the same birth date and a similar name) or `name` (a similar name in the same kelurahan).
    because: String,
}

/// Who is recorded already and may be this person, at most five, the surest first: to be asked before registering.
#[utoipa::path(post, path = "/registry/people/alike", tag = "registry", request_body = PersonSaidJson,
    responses((status = 200, body = [AlikeJson]), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn others(visit: Visit, Body(said): Body<PersonSaidJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let new = said.read()?;
    may_ask(&tx, new.claims.home.area.as_ref())?;
    let who = Described::of(&new.claims, new.nik.as_ref().map(Nik::reveal));
    let json = |other: Alike| AlikeJson {
        id: other.id.0,
        code: other.code,
        name: other.name,
        because: other.because,
    };
    let alike: Vec<AlikeJson> = alike(&mut tx, &who).await?.into_iter().map(json).collect();
    Ok(Json(alike).into_response())
}

/// Corrects a person: the fields that are given change, those in `cleared` are emptied.
#[utoipa::path(post, path = "/registry/people/{id}/amendment", tag = "registry", request_body = PersonSaidJson,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn change(visit: Visit, Path(id): Path<String>, Body(said): Body<PersonSaidJson>) -> Answer {
    let mut tx = visit.tx().await?;
    amend(&mut tx, id.parse()?, said.read()?).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

//! Groups over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::find::{self, Listed};
use super::{Kind, NewGroup, Part, SEE, may, record};
use crate::person::api::{PAGE, after, next};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/groups", list)
        .post("/registry/groups", add)
        .get("/registry/groups/{id}/members", members)
}

#[derive(OpenApi)]
#[openapi(paths(list, add, members), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(Serialize, utoipa::ToSchema)]
struct GroupJson {
    id: uuid::Uuid,
    name: String,
    kind: Kind,
    area: String,
    since: Option<NaiveDate>,
    members: i64,
    public: bool,
}

impl From<Listed> for GroupJson {
    fn from(row: Listed) -> GroupJson {
        GroupJson {
            id: row.id.0,
            name: row.name,
            kind: row.kind,
            area: row.area,
            since: row.since,
            members: row.members,
            public: row.public,
        }
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGroupJson {
    name: String,
    kind: Kind,
    /// `33.74.06`
    area: String,
    /// `2014`, `2014-05` or a day.
    since: Option<String>,
    address: Option<String>,
    #[serde(default)]
    description_id: String,
    #[serde(default)]
    description_en: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct GroupIdJson {
    id: uuid::Uuid,
}

#[derive(Serialize, utoipa::ToSchema)]
struct MemberJson {
    person: uuid::Uuid,
    name: String,
    part: Part,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

/// The groups in the actor's territory, by name.
#[utoipa::path(get, path = "/registry/groups", tag = "registry",
    params(("q" = Option<String>, Query, description = "part of a name"), ("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<GroupJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = after(&query);
    let (rows, _) = find::list(&mut tx, query.like().as_deref(), None, offset, PAGE).await?;
    let next = next(offset, rows.len());
    Ok(Json(Listing { items: rows.into_iter().map(GroupJson::from).collect(), next }).into_response())
}

/// Adds a group.
#[utoipa::path(post, path = "/registry/groups", tag = "registry", request_body = NewGroupJson,
    responses((status = 201, body = GroupIdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add(visit: Visit, Body(new): Body<NewGroupJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let new = NewGroup {
        name: new.name,
        kind: new.kind,
        area: AreaCode::parse(&new.area)?,
        since: new.since,
        address: new.address,
        description_id: new.description_id,
        description_en: new.description_en,
    };
    let id = record::add(&mut tx, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(GroupIdJson { id: id.0 })).into_response())
}

/// Who belongs to a group and who did.
#[utoipa::path(get, path = "/registry/groups/{id}/members", tag = "registry", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Listing<MemberJson>), (status = 404, body = Problem)))]
async fn members(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    may(&mut tx, id, SEE).await?;
    let items = find::members(&mut tx, id).await?.into_iter().map(|member| MemberJson {
        person: member.person.0,
        name: member.name,
        part: member.part,
        since: member.since,
        until: member.until,
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

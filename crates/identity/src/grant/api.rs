//! Roles over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, Utc};
use kernel::id::AccountId;
use kernel::{AreaCode, Role};
use serde::{Deserialize, Serialize};
use web::api::{Body, Listing, Problem};
use web::{Answer, Routes, Visit};

use super::{Grant, GrantId, NewGrant};
use crate::agency::api::{IdJson, ReasonJson};
use crate::session::pages::here_in;
use crate::{account, staff};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/grants", own)
        .get("/identity/accounts/{id}/grants", list)
        .post("/identity/accounts/{id}/grants", give)
        .post("/identity/grants/{id}/revocation", revoke)
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct GrantJson {
    id: uuid::Uuid,
    /// `city_admin`, `agency_officer`, `kecamatan_officer`, `kelurahan_officer`, `mentor`, `analyst`, `entrepreneur`,
    /// `partner` or `citizen`.
    role: &'static str,
    area: String,
    agency: Option<uuid::Uuid>,
    granted_at: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

impl From<Grant> for GrantJson {
    fn from(grant: Grant) -> GrantJson {
        GrantJson {
            id: grant.id.0,
            role: grant.role.as_str(),
            area: grant.area.into(),
            agency: grant.agency.map(|agency| agency.0),
            granted_at: grant.granted_at,
            until: grant.until,
        }
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewGrantJson {
    #[schema(value_type = String)]
    role: Role,
    area: String,
    agency: Option<uuid::Uuid>,
    until: Option<DateTime<Utc>>,
}

/// One's own roles in force.
#[utoipa::path(get, path = "/identity/grants", tag = "identity",
    responses((status = 200, body = Listing<GrantJson>), (status = 403, body = Problem)))]
pub(crate) async fn own(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let account = account::own(&tx)?;
    let items = super::active(&mut tx, account).await?.into_iter().map(GrantJson::from).collect();
    Ok(Json(Listing { items, next: None }).into_response())
}

/// The roles in force of somebody whom the actor may see.
#[utoipa::path(get, path = "/identity/accounts/{id}/grants", tag = "identity", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Listing<GrantJson>), (status = 404, body = Problem)))]
pub(crate) async fn list(visit: Visit, Path(id): Path<String>) -> Answer {
    let account: AccountId = id.parse()?;
    let mut tx = visit.tx().await?;
    staff::one(&mut tx, account).await?;
    let items = super::active(&mut tx, account).await?.into_iter().map(GrantJson::from).collect();
    tx.commit().await?;
    Ok(Json(Listing { items, next: None }).into_response())
}

/// Gives a role.
#[utoipa::path(post, path = "/identity/accounts/{id}/grants", tag = "identity", request_body = NewGrantJson,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 201, body = IdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn give(visit: Visit, Path(id): Path<String>, Body(new): Body<NewGrantJson>) -> Answer {
    let account: AccountId = id.parse()?;
    let mut tx = visit.tx().await?;
    staff::one(&mut tx, account).await?;
    here_in(&visit, &mut tx).await?.fresh(visit.ui.now)?;
    let area = AreaCode::parse(&new.area)?;
    let agency = new.agency.map(kernel::id::AgencyId);
    let grant = NewGrant { account, role: new.role, area, agency, until: new.until };
    let id = super::give(&mut tx, grant).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(IdJson { id: id.0 })).into_response())
}

/// Ends a role now.
#[utoipa::path(post, path = "/identity/grants/{id}/revocation", tag = "identity", request_body = ReasonJson,
    params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn revoke(visit: Visit, Path(id): Path<String>, Body(why): Body<ReasonJson>) -> Answer {
    let id: GrantId = id.parse()?;
    let mut tx = visit.tx().await?;
    super::revoke(&mut tx, id, &why.reason).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

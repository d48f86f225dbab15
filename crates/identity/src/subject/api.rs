//! One's own data over the JSON API.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use serde::Deserialize;
use web::api::{Body, Problem};
use web::{Answer, Routes, Visit};

use super::Kind;
use super::pages::Rooms;
use crate::account;
use crate::agency::api::IdJson;
use crate::session::pages::here_in;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/identity/own-data", export).post("/identity/requests", ask)
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRequestJson {
    kind: KindJson,
    #[serde(default)]
    detail: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindJson {
    Correction,
    Deletion,
}

/// All that is held about oneself.
#[utoipa::path(get, path = "/identity/own-data", tag = "identity",
    responses((status = 200, body = Object), (status = 403, body = Problem)))]
pub(crate) async fn export(visit: Visit, Extension(rooms): Extension<Rooms>) -> Answer {
    let mut tx = visit.tx().await?;
    let data = super::export(&mut tx, &rooms.0).await?;
    tx.commit().await?;
    Ok(([("cache-control", "no-store")], Json(data)).into_response())
}

/// Asks for a correction of one's own data, or for their deletion.
#[utoipa::path(post, path = "/identity/requests", tag = "identity", request_body = NewRequestJson,
    responses((status = 201, body = IdJson), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn ask(visit: Visit, Body(new): Body<NewRequestJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let account = account::own(&tx)?;
    let kind = match new.kind {
        KindJson::Correction => Kind::Correction,
        KindJson::Deletion => {
            here_in(&visit, &mut tx).await?.fresh(visit.ui.now)?;
            Kind::Deletion
        }
    };
    let id = super::ask(&mut tx, account, kind, &new.detail).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(IdJson { id })).into_response())
}

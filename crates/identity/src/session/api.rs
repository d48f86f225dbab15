//! One's own account and sessions over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::OpenApi;
use web::api::{Listing, Problem};
use web::{Answer, Routes, Visit};

use super::pages::here_in;

/// What the API says of this room's first half.
#[derive(OpenApi)]
#[openapi(
    paths(
        me,
        list,
        end,
        crate::invitation::api::list,
        crate::invitation::api::invite,
        crate::invitation::api::withdraw
    ),
    components(schemas(Problem))
)]
struct Document;

/// For the application's document of all rooms.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/account", me)
        .get("/identity/sessions", list)
        .delete("/identity/sessions/{id}", end)
}

/// Whoever is signed in.
#[derive(Serialize, utoipa::ToSchema)]
struct Me {
    id: uuid::Uuid,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    language: String,
    /// The role in use.
    role: &'static str,
    /// The territory in which it holds.
    area: String,
    second_factor: bool,
}

/// A session of one's own.
#[derive(Serialize, utoipa::ToSchema)]
struct SessionJson {
    id: uuid::Uuid,
    device: String,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    /// The one that asks.
    current: bool,
}

/// The account that is signed in.
#[utoipa::path(get, path = "/identity/account", tag = "identity",
    responses((status = 200, body = Me), (status = 403, body = Problem)))]
async fn me(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let found = here_in(&visit, &mut tx).await?;
    let account = crate::account::mine(&mut tx).await?;
    let me = Me {
        id: account.id.0,
        name: account.name,
        email: account.email.map(|email| email.reveal().to_owned()),
        phone: account.phone.map(|phone| phone.reveal().to_owned()),
        language: account.language,
        role: found.acting.role.as_str(),
        area: found.acting.area.to_string(),
        second_factor: found.second_factor,
    };
    Ok(Json(me).into_response())
}

/// One's own sessions, the last used first.
#[utoipa::path(get, path = "/identity/sessions", tag = "identity",
    responses((status = 200, body = Listing<SessionJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let found = here_in(&visit, &mut tx).await?;
    let items = super::list(&mut tx).await?.into_iter().map(|session| SessionJson {
        id: session.id.0,
        device: session.device,
        created_at: session.created_at,
        seen_at: session.seen_at,
        current: session.id == found.session,
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/identity/sessions/{id}", tag = "identity", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn end(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    super::end(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

//! Invitations over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, Utc};
use kernel::contact::Email;
use kernel::{AreaCode, Error, Role};
use serde::{Deserialize, Serialize};
use web::api::{Body, Listing, Problem};
use web::{Answer, Routes, Visit};

use super::{NewInvitation, State};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/invitations", list)
        .post("/identity/invitations", invite)
        .delete("/identity/invitations/{id}", withdraw)
}

#[derive(Serialize, utoipa::ToSchema)]
struct InvitationJson {
    id: uuid::Uuid,
    email: String,
    role: &'static str,
    area: String,
    agency: Option<uuid::Uuid>,
    sent_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    /// `open`, `expired`, `accepted` or `withdrawn`.
    state: &'static str,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitationJson {
    email: String,
    role: String,
    /// The code of a territory.
    area: String,
    #[serde(default)]
    agency: Option<uuid::Uuid>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Invited {
    id: uuid::Uuid,
}

/// The invitations in one's own subtree, newest first, at most 200.
#[utoipa::path(get, path = "/identity/invitations", tag = "identity",
    responses((status = 200, body = Listing<InvitationJson>), (status = 403, body = Problem)))]
pub(crate) async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let items = super::list(&mut tx).await?.into_iter().map(|one| InvitationJson {
        id: one.id.0,
        email: one.email.reveal().to_owned(),
        role: one.role.as_str(),
        area: one.area.to_string(),
        agency: one.agency.map(|agency| agency.0),
        sent_at: one.sent_at,
        expires_at: one.expires_at,
        state: match one.state {
            State::Open => "open",
            State::Expired => "expired",
            State::Accepted(_) => "accepted",
            State::Withdrawn(_) => "withdrawn",
        },
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

/// Invites a colleague by mail.
#[utoipa::path(post, path = "/identity/invitations", tag = "identity", request_body = NewInvitationJson,
    responses((status = 201, body = Invited), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn invite(visit: Visit, Body(new): Body<NewInvitationJson>) -> Answer {
    let role = Role::parse(&new.role).ok_or_else(|| Error::field("role", "web-field-empty"))?;
    let agency = new.agency.map(kernel::id::AgencyId);
    let new =
        NewInvitation { email: Email::parse(&new.email)?, role, area: AreaCode::parse(&new.area)?, agency };
    let mut tx = visit.tx().await?;
    let id = super::invite(&mut tx, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(Invited { id: id.0 })).into_response())
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/identity/invitations/{id}", tag = "identity", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn withdraw(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    super::withdraw(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}

//! Accounts at the desk, over the JSON API. Contact data is masked here too.

use axum::Json;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use kernel::{AreaCode, Role};
use serde::Serialize;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::{Filter, Order, Row};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/identity/accounts", list)
}

/// Accounts on a page.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AccountJson {
    id: uuid::Uuid,
    name: String,
    /// Masked.
    email: Option<String>,
    /// Masked.
    phone: Option<String>,
    area: Option<String>,
    roles: Vec<&'static str>,
    created_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
}

impl From<Row> for AccountJson {
    fn from(row: Row) -> AccountJson {
        AccountJson {
            id: row.id.0,
            name: row.name,
            email: row.email,
            phone: row.phone,
            area: row.area.map(String::from),
            roles: row.roles.into_iter().map(Role::as_str).collect(),
            created_at: row.created_at,
            closed_at: row.closed_at,
        }
    }
}

/// The accounts in the actor's subtree, in the order of their registration.
#[utoipa::path(get, path = "/identity/accounts", tag = "identity",
    params(("q" = Option<String>, Query, description = "part of the name"), ("role" = Option<String>, Query),
           ("area" = Option<String>, Query), ("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<AccountJson>), (status = 403, body = Problem)))]
pub(crate) async fn list(visit: Visit, query: ListQuery) -> Answer {
    let offset: i64 = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0);
    let filter = Filter {
        name: query.search(),
        role: query.get("role").and_then(Role::parse),
        area: query.get("area").map(AreaCode::parse).transpose()?,
        order: Order::Created,
        descending: false,
        limit: PAGE,
        offset,
    };
    let mut tx = visit.tx().await?;
    let listing = super::list(&mut tx, &filter).await?;
    let next = (offset + PAGE < listing.total).then(|| (offset + PAGE).to_string());
    let items = listing.rows.into_iter().map(AccountJson::from).collect();
    Ok(Json(Listing { items, next }).into_response())
}

//! Parcels over the JSON API: what a maker has to hand over, and each step of it.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use kernel::{Error, Tx};
use registry::business::BusinessId;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::{Parcel, ParcelId, State, advance, find};
use crate::order::api::ReasonJson;
use crate::order::{self, Line};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/market/parcels", all)
        .get("/market/parcels/own", own)
        .get("/market/parcels/{id}", one)
        .post("/market/parcels/{id}/confirmation", confirm)
        .post("/market/parcels/{id}/packing", pack)
        .post("/market/parcels/{id}/sending", send)
        .post("/market/parcels/{id}/cancellation", cancel)
        .post("/market/parcels/{id}/return", take_back)
}

#[derive(OpenApi)]
#[openapi(paths(all, own, one, confirm, pack, send, cancel, take_back), components(schemas(Problem)))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 100;

#[derive(Serialize, utoipa::ToSchema)]
struct ParcelLineJson {
    variant: Uuid,
    name: String,
    choice: Vec<String>,
    /// Whole rupiah, of one.
    price: i64,
    quantity: i32,
}

/// What one maker hands over of an order.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ParcelJson {
    id: Uuid,
    /// The code of its order.
    order: String,
    maker: Uuid,
    maker_name: String,
    state: State,
    goods: i64,
    shipping: i64,
    /// Grams.
    weight: i32,
    courier: Option<String>,
    tracking: Option<String>,
    changed_at: DateTime<Utc>,
    lines: Vec<ParcelLineJson>,
}

impl ParcelJson {
    pub(crate) fn new(parcel: Parcel, order: &str, lines: Vec<Line>) -> ParcelJson {
        let lines = lines.into_iter().map(|line| ParcelLineJson {
            variant: line.variant,
            name: line.name,
            choice: line.choice,
            price: line.price.0,
            quantity: line.quantity,
        });
        ParcelJson {
            id: parcel.id.0,
            order: order.to_owned(),
            maker: parcel.maker.0,
            maker_name: parcel.maker_name,
            state: parcel.state,
            goods: parcel.goods.0,
            shipping: parcel.shipping.0,
            weight: parcel.weight,
            courier: parcel.courier,
            tracking: parcel.tracking,
            changed_at: parcel.changed_at,
            lines: lines.collect(),
        }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct ListedParcelJson {
    id: Uuid,
    order: String,
    maker_name: String,
    state: String,
    /// Whole rupiah, with what sending costs.
    amount: i64,
    /// What lies in it, in a line.
    what: String,
    confirm_until: Option<DateTime<Utc>>,
    changed_at: DateTime<Utc>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SendingJson {
    /// Who carries it; nothing where the buyer fetches it.
    #[serde(default)]
    courier: String,
    #[serde(default)]
    tracking: String,
}

async fn listed(tx: &mut Tx, query: &ListQuery, makers: Option<&[BusinessId]>) -> Answer {
    let after = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, 1_000_000);
    let state = query.get("state").and_then(State::parse);
    let (rows, total) = find::list(tx, makers, state, after, PAGE).await?;
    let end = after + PAGE;
    let items = rows.into_iter().map(|row| ListedParcelJson {
        id: row.id,
        order: row.code,
        maker_name: row.maker_name,
        state: row.state,
        amount: row.amount,
        what: row.what,
        confirm_until: row.confirm_until,
        changed_at: row.changed_at,
    });
    let next = (end < total).then(|| end.to_string());
    Ok(Json(Listing { items: items.collect(), next }).into_response())
}

/// The parcels of all makers, what is to be done first; for the city's officers of the market.
#[utoipa::path(get, path = "/market/parcels", tag = "market",
    params(("state" = Option<State>, Query), ("after" = Option<i64>, Query)),
    responses((status = 200, body = Listing<ListedParcelJson>), (status = 403, body = Problem)))]
async fn all(visit: Visit, query: ListQuery) -> Answer {
    listed(&mut visit.tx().await?, &query, None).await
}

/// The parcels of the own businesses, what is to be done first.
#[utoipa::path(get, path = "/market/parcels/own", tag = "market",
    params(("state" = Option<State>, Query), ("after" = Option<i64>, Query)),
    responses((status = 200, body = Listing<ListedParcelJson>), (status = 403, body = Problem)))]
async fn own(visit: Visit, query: ListQuery) -> Answer {
    if visit.actor().account().is_none() {
        return Err(Error::Forbidden.into());
    }
    let mut tx = visit.tx().await?;
    let makers = find::own(&mut tx).await?;
    listed(&mut tx, &query, Some(&makers)).await
}

async fn shown(tx: &mut Tx, id: ParcelId) -> Answer {
    let parcel = find::allowed(tx, id).await?;
    let order = order::one(tx, parcel.order).await?;
    let lines = find::lines(tx, id).await?;
    Ok(Json(ParcelJson::new(parcel, &order.code, lines)).into_response())
}

/// A parcel, for its maker and the city's officers of the market. Who bought it is on its page.
#[utoipa::path(get, path = "/market/parcels/{id}", tag = "market", params(("id" = Uuid, Path)),
    responses((status = 200, body = ParcelJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    shown(&mut visit.tx().await?, id.parse()?).await
}

/// The maker says that it will come.
#[utoipa::path(post, path = "/market/parcels/{id}/confirmation", tag = "market", params(("id" = Uuid, Path)),
    responses((status = 200, body = ParcelJson), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem)))]
async fn confirm(visit: Visit, Path(id): Path<String>) -> Answer {
    let (id, mut tx) = (id.parse::<ParcelId>()?, visit.tx().await?);
    advance::confirm(&mut tx, id).await?;
    done(tx, id).await
}

/// It is packed.
#[utoipa::path(post, path = "/market/parcels/{id}/packing", tag = "market", params(("id" = Uuid, Path)),
    responses((status = 200, body = ParcelJson), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem)))]
async fn pack(visit: Visit, Path(id): Path<String>) -> Answer {
    let (id, mut tx) = (id.parse::<ParcelId>()?, visit.tx().await?);
    advance::pack(&mut tx, id).await?;
    done(tx, id).await
}

/// It is on its way, or handed over: its maker has earned it.
#[utoipa::path(post, path = "/market/parcels/{id}/sending", tag = "market", params(("id" = Uuid, Path)),
    request_body = SendingJson,
    responses((status = 200, body = ParcelJson), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn send(visit: Visit, Path(id): Path<String>, body: Body<SendingJson>) -> Answer {
    let Body(with) = body;
    let (id, mut tx) = (id.parse::<ParcelId>()?, visit.tx().await?);
    advance::send(&mut tx, id, &with.courier, &with.tracking).await?;
    done(tx, id).await
}

/// It will not be sent: what was promised is free again, its money goes back.
#[utoipa::path(post, path = "/market/parcels/{id}/cancellation", tag = "market", params(("id" = Uuid, Path)),
    request_body = ReasonJson,
    responses((status = 200, body = ParcelJson), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn cancel(visit: Visit, Path(id): Path<String>, body: Body<ReasonJson>) -> Answer {
    let Body(why) = body;
    let (id, mut tx) = (id.parse::<ParcelId>()?, visit.tx().await?);
    advance::cancel(&mut tx, id, &why.reason).await?;
    done(tx, id).await
}

/// It came back whole: it lies on the shelf again, and its price goes back.
#[utoipa::path(post, path = "/market/parcels/{id}/return", tag = "market", params(("id" = Uuid, Path)),
    request_body = ReasonJson,
    responses((status = 200, body = ParcelJson), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn take_back(visit: Visit, Path(id): Path<String>, body: Body<ReasonJson>) -> Answer {
    let Body(why) = body;
    let (id, mut tx) = (id.parse::<ParcelId>()?, visit.tx().await?);
    advance::take_back(&mut tx, id, &why.reason).await?;
    done(tx, id).await
}

/// The parcel as it stands now. The refund of one that was called off is asked for after commit.
async fn done(mut tx: Tx, id: ParcelId) -> Answer {
    let answer = shown(&mut tx, id).await?;
    tx.commit().await?;
    Ok(answer)
}

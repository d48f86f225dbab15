//! Buying over the JSON API, and orders as whoever has the link, or the city's officers, see them.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use kernel::{AreaCode, Error, Tx};
use ledger::money::{Currency, Money};
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::pages::{charge, methods};
use super::{Contact, NewOrder, Order, OrderId, State, Way, close, find, link, place};
use crate::abroad::pages::addressed;
use crate::attempt;
use crate::cart::api::{WantedLineJson, abroad_to, area, begun, wanted};
use crate::parcel;
use crate::parcel::api::ParcelJson;
use crate::refund;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/market/orders", list)
        .post("/market/orders", add)
        .get("/market/orders/{id}", one)
        .post("/market/orders/{id}/cancellation", call_off)
        .get("/market/orders/by-link/{token}", by_link)
        .post("/market/orders/by-link/{token}/cancellation", give_up)
}

#[derive(OpenApi)]
#[openapi(paths(list, add, one, call_off, by_link, give_up), components(schemas(Problem)))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 100;

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOrderJson {
    lines: Vec<WantedLineJson>,
    way: Way,
    /// Where it is sent: words or a code, down to a kelurahan where it is known.
    area: Option<String>,
    /// Sent to another country than Indonesia (ISO 3166-1, two letters), paid in a currency of its quote.
    country: Option<String>,
    currency: Option<String>,
    /// Street, number, RT and RW; abroad all but the country.
    #[serde(default)]
    address: String,
    name: String,
    phone: String,
    mail: Option<String>,
    /// One of a quote's methods.
    method: String,
    /// What the buyer saw that it costs, in the smallest unit of the currency; another sum is refused.
    total: i64,
}

/// The try to pay.
#[derive(Serialize, utoipa::ToSchema)]
struct PaymentAskedJson {
    provider: &'static str,
    method: &'static str,
    /// `new`, `open`, `paid`, `refused`, `closed`, `odd`.
    state: &'static str,
    currency: &'static str,
    /// In its smallest unit.
    amount: i64,
    expires_at: DateTime<Utc>,
    /// What the buyer needs to pay: a QRIS payload, an account to pay to, the address of a page.
    show: Option<serde_json::Value>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct RefundSeenJson {
    currency: String,
    /// In its smallest unit.
    amount: i64,
    state: String,
    asked_at: DateTime<Utc>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct OrderJson {
    id: Uuid,
    code: String,
    /// The last part of the order's address: whoever has it sees the order.
    link: String,
    state: State,
    way: Way,
    area: Option<String>,
    country: String,
    /// Whole rupiah, as the books have it.
    goods: i64,
    shipping: i64,
    total: i64,
    currency: &'static str,
    /// What the buyer pays, in the smallest unit of the currency; and what of it is for sending.
    charged: i64,
    charged_shipping: i64,
    placed_at: DateTime<Utc>,
    pay_until: DateTime<Utc>,
    parcels: Vec<ParcelJson>,
    payment: Option<PaymentAskedJson>,
    refunds: Vec<RefundSeenJson>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ListedOrderJson {
    id: Uuid,
    code: String,
    state: String,
    total: i64,
    parcels: i64,
    placed_at: DateTime<Utc>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonJson {
    pub(crate) reason: String,
}

/// Places an order and asks for its payment. Anybody may. Send an `Idempotency-Key` of your own, random, 8 to 100
/// characters: however often it is sent, also after the connection broke, there is one order, and this is the answer.
#[utoipa::path(post, path = "/market/orders", tag = "market", request_body = NewOrderJson,
    params(("idempotency-key" = Option<String>, Header)),
    responses((status = 201, body = OrderJson), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add(visit: Visit, body: Body<NewOrderJson>) -> Answer {
    let Body(new) = body;
    let mut tx = begun(&visit).await?;
    let new = ordered(&visit, &tx, new).await?;
    let placed = place(&mut tx, new).await?;
    tx.commit().await?;
    if let Some(attempt) = placed.attempt {
        charge(&visit, attempt).await?;
    }
    let mut tx = begun(&visit).await?;
    let order = find::one(&mut tx, placed.id).await?;
    Ok((StatusCode::CREATED, Json(json(&mut tx, order).await?)).into_response())
}

async fn ordered(visit: &Visit, tx: &Tx, new: NewOrderJson) -> Result<NewOrder, Error> {
    let abroad = abroad_to(new.country.as_deref(), new.currency.as_deref())?;
    let currency = abroad.map_or(Currency::IDR, |to| to.currency);
    if abroad.is_some() && new.way != Way::Sent {
        return Err(Error::field("way", "market-abroad-sent-only"));
    }
    let (to, place) = match (new.way, new.area.as_deref()) {
        (Way::Sent, _) if abroad.is_some() => (None, None),
        (Way::Sent, Some(text)) => Some(area(tx, text).await?).unzip(),
        (Way::Sent, None) => return Err(Error::field("area", "market-order-area-missing")),
        (Way::Pickup, _) => (None, None),
    };
    let method = attempt::method(&new.method);
    let (method, provider) = methods(tx, currency)
        .into_iter()
        .find(|(known, _)| Some(*known) == method)
        .ok_or_else(|| Error::field("method", "market-order-method-choose"))?;
    let mut address = new.address.trim().to_owned();
    if let Some(place) = place.filter(|_| !address.is_empty()) {
        address = format!("{address}\n{place}");
    }
    if let Some(to) = abroad.filter(|_| !address.is_empty()) {
        address = addressed(&address, "", "", "", to.country);
    }
    let key = visit.once.as_ref().map_or_else(|| tx.id::<Uuid>().to_string(), |once| once.key.clone());
    Ok(NewOrder {
        key,
        lang: visit.ui.lang.as_str().to_owned(),
        contact: Contact { name: new.name, phone: new.phone, mail: new.mail, address },
        way: new.way,
        to,
        abroad,
        lines: wanted(&new.lines),
        provider,
        method,
        seen: Money { currency, units: new.total },
    })
}

/// An order as its buyer may see it: of who bought nothing but what the buyer wrote is known, and that is not repeated.
async fn json(tx: &mut Tx, order: Order) -> Result<OrderJson, Error> {
    let mut parcels = Vec::new();
    for parcel in parcel::of_order(tx, order.id).await? {
        let lines = parcel::lines(tx, parcel.id).await?;
        parcels.push(ParcelJson::new(parcel, &order.code, lines));
    }
    let payment = attempt::last(tx, order.id).await?.map(|attempt| PaymentAskedJson {
        provider: attempt.provider.as_str(),
        method: attempt::word(attempt.method),
        state: attempt.state.as_str(),
        currency: attempt.amount.currency.code(),
        amount: attempt.amount.units,
        expires_at: attempt.expires_at,
        show: attempt.show.filter(|_| attempt.state == attempt::State::Open),
    });
    let refunds = refund::of_order(tx, order.id).await?.into_iter().map(|one| RefundSeenJson {
        currency: one.currency,
        amount: one.amount,
        state: one.state,
        asked_at: one.asked_at,
    });
    Ok(OrderJson {
        id: order.id.0,
        link: link::token(tx, &order.code),
        state: order.state,
        way: order.way,
        area: order.area.as_ref().map(AreaCode::to_string),
        country: order.country.clone(),
        currency: order.charged.currency.code(),
        charged: order.charged.units,
        charged_shipping: order.charged_shipping.units,
        goods: order.goods.0,
        shipping: order.shipping.0,
        total: order.total().0,
        placed_at: order.placed_at,
        pay_until: order.pay_until,
        parcels,
        payment,
        refunds: refunds.collect(),
        code: order.code,
    })
}

/// An order, for whoever was given its link.
#[utoipa::path(get, path = "/market/orders/by-link/{token}", tag = "market", params(("token" = String, Path)),
    responses((status = 200, body = OrderJson), (status = 404, body = Problem)))]
async fn by_link(visit: Visit, Path(token): Path<String>) -> Answer {
    let mut tx = begun(&visit).await?;
    let id = link::open(&mut tx, &token).await?;
    shown(&mut tx, id).await
}

async fn shown(tx: &mut Tx, id: OrderId) -> Answer {
    let order = find::one(tx, id).await?;
    Ok(([("cache-control", "no-store")], Json(json(tx, order).await?)).into_response())
}

/// The buyer does not want what was not paid yet. Where the payment was faster, the order is paid.
#[utoipa::path(post, path = "/market/orders/by-link/{token}/cancellation", tag = "market",
    params(("token" = String, Path)),
    responses((status = 200, body = OrderJson), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn give_up(visit: Visit, Path(token): Path<String>) -> Answer {
    let mut tx = begun(&visit).await?;
    let id = link::open(&mut tx, &token).await?;
    close(&mut tx, id, State::Cancelled).await?;
    tx.commit().await?;
    shown(&mut begun(&visit).await?, id).await
}

/// The orders of the city, the last first, for its officers of the market.
#[utoipa::path(get, path = "/market/orders", tag = "market",
    params(("state" = Option<State>, Query), ("q" = Option<String>, Query, description = "part of a code"),
           ("after" = Option<i64>, Query)),
    responses((status = 200, body = Listing<ListedOrderJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = begun(&visit).await?;
    let after = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, 1_000_000);
    let state = query.get("state").and_then(State::parse);
    let (rows, total) = find::list(&mut tx, state, query.like().as_deref(), after, PAGE).await?;
    let end = after + PAGE;
    let items = rows.into_iter().map(|row| ListedOrderJson {
        id: row.id,
        code: row.code,
        state: row.state,
        total: row.total,
        parcels: row.parcels,
        placed_at: row.placed_at,
    });
    let next = (end < total).then(|| end.to_string());
    Ok(Json(Listing { items: items.collect(), next }).into_response())
}

/// An order, for the city's officers of the market.
#[utoipa::path(get, path = "/market/orders/{id}", tag = "market", params(("id" = Uuid, Path)),
    responses((status = 200, body = OrderJson), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = begun(&visit).await?;
    tx.must_in_city(super::DECIDE)?;
    shown(&mut tx, id.parse()?).await
}

/// Calls off an order of which nothing was sent: all money goes back.
#[utoipa::path(post, path = "/market/orders/{id}/cancellation", tag = "market", request_body = ReasonJson,
    params(("id" = Uuid, Path)),
    responses((status = 200, body = OrderJson), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem)))]
async fn call_off(visit: Visit, Path(id): Path<String>, body: Body<ReasonJson>) -> Answer {
    let Body(why) = body;
    let id: OrderId = id.parse()?;
    let mut tx = visit.tx().await?;
    super::cancel(&mut tx, id, &why.reason).await?;
    tx.commit().await?;
    shown(&mut begun(&visit).await?, id).await
}

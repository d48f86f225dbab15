//! What a cart comes to, over the JSON API.

use axum::Json;
use axum::response::IntoResponse;
use catalogue::product::VariantId;
use kernel::{AreaCode, CityId, Error, Tx};
use ledger::money::Currency;
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Body, Problem};
use web::{Answer, Routes, Visit};

use super::{MOST_LINES, MOST_OF_ONE, Quote, quote};
use crate::abroad::{self, To};
use crate::attempt;
use crate::order::pages::{located, methods};

pub(crate) fn routes() -> Routes {
    Routes::new().post("/market/quotes", ask)
}

#[derive(OpenApi)]
#[openapi(paths(ask), components(schemas(Problem)))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many of a variant.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedLineJson {
    variant: Uuid,
    quantity: i32,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedJson {
    lines: Vec<WantedLineJson>,
    /// Where to, in words ("Ungaran, Kab. Semarang") or as a code (`33.22`); without it, shipping is not counted.
    area: Option<String>,
    /// A country other than Indonesia (ISO 3166-1, two letters), with the currency to pay in.
    country: Option<String>,
    currency: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct QuotedLineJson {
    variant: Uuid,
    name: String,
    choice: Vec<String>,
    price: i64,
    quantity: i32,
    /// How many can be bought now.
    left: i64,
    amount: i64,
    /// What one costs in the currency of the quote, in its smallest unit.
    charged: i64,
}

#[derive(Serialize, utoipa::ToSchema)]
struct QuotedParcelJson {
    maker_code: String,
    maker_name: String,
    lines: Vec<QuotedLineJson>,
    goods: i64,
    shipping: i64,
    /// In the currency of the quote, with what sending costs.
    charged: i64,
    /// Grams.
    weight: i32,
}

/// What these come to now. Prices, goods and shipping are in whole rupiah, as the books have them; what is charged is in the
/// smallest unit of the currency. Promises nothing.
#[derive(Serialize, utoipa::ToSchema)]
struct QuoteJson {
    parcels: Vec<QuotedParcelJson>,
    goods: i64,
    shipping: i64,
    /// Three letters.
    currency: String,
    /// What an order has to name as its `total`, in the currency's smallest unit.
    total: i64,
    /// What was asked for and is not on the market any more.
    gone: Vec<Uuid>,
    /// How the place was read.
    area: Option<String>,
    place: Option<String>,
    /// The ways to pay.
    methods: Vec<&'static str>,
}

pub(crate) fn wanted(lines: &[WantedLineJson]) -> Vec<(VariantId, i32)> {
    lines.iter().map(|line| (VariantId(line.variant), line.quantity)).collect()
}

/// A transaction that does not take the request's key: an order keeps its own, under which it is found again.
pub(crate) async fn begun(visit: &Visit) -> Result<Tx, Error> {
    if visit.ui.city.id == CityId::PLATFORM {
        return Err(Error::NotFound("order"));
    }
    let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
    tx.set_request(visit.request);
    Ok(tx)
}

/// A code as it is, words as the gazetteer reads them.
pub(crate) async fn area(tx: &Tx, text: &str) -> Result<(AreaCode, String), Error> {
    match AreaCode::parse(text.trim()) {
        Ok(code) => {
            let name = territory::gazetteer(tx.db()).await?.path_of(&code);
            let names: Vec<String> = name.into_iter().rev().map(|(_, name)| name).collect();
            match names.is_empty() {
                true => Err(Error::field("area", "market-order-area-unknown")),
                false => Ok((code, names.join(", "))),
            }
        }
        Err(_) => located(tx, text).await,
    }
}

/// The country and the currency that are named; nothing where no country is.
pub(crate) fn abroad_to(country: Option<&str>, currency: Option<&str>) -> Result<Option<To>, Error> {
    let Some(country) = country.filter(|code| *code != "ID") else { return Ok(None) };
    let country =
        abroad::country(country).ok_or_else(|| Error::field("country", "market-abroad-country-choose"))?;
    let currency = match currency {
        Some(code) => Currency::parse(code)?,
        None => country.currency,
    };
    match currency == Currency::IDR {
        true => Err(Error::field("currency", "market-abroad-currency-choose")),
        false => Ok(Some(To { country, currency })),
    }
}

/// What a cart comes to. Anybody may ask; nothing is written down.
#[utoipa::path(post, path = "/market/quotes", tag = "market", request_body = WantedJson,
    responses((status = 200, body = QuoteJson), (status = 422, body = Problem)))]
async fn ask(visit: Visit, body: Body<WantedJson>) -> Answer {
    let Body(new) = body;
    let mut tx = begun(&visit).await?;
    let lines = wanted(&new.lines);
    if lines.len() > MOST_LINES || lines.iter().any(|(_, some)| !(1..=MOST_OF_ONE).contains(some)) {
        return Err(Error::refused("market-cart-full").into());
    }
    if let Some(to) = abroad_to(new.country.as_deref(), new.currency.as_deref())? {
        let found = abroad::quote(&mut tx, &lines, to).await?;
        let methods =
            methods(&tx, to.currency).into_iter().map(|(method, _)| attempt::word(method)).collect();
        return Ok(Json(quoted(&visit, found, None, methods)).into_response());
    }
    let to = match new.area.as_deref() {
        Some(text) => Some(area(&tx, text).await?),
        None => None,
    };
    let code = to.as_ref().map(|(code, _)| code);
    let found = quote(&mut tx, &lines, code).await?;
    let methods = methods(&tx, Currency::IDR).into_iter().map(|(method, _)| attempt::word(method)).collect();
    Ok(Json(quoted(&visit, found, to, methods)).into_response())
}

fn quoted(
    visit: &Visit,
    quote: Quote,
    to: Option<(AreaCode, String)>,
    methods: Vec<&'static str>,
) -> QuoteJson {
    let lang = visit.ui.lang.as_str();
    let total = quote.charged.units;
    let parcels = quote.parcels.into_iter().map(|parcel| {
        let lines = parcel.lines.into_iter().map(|line| QuotedLineJson {
            variant: line.offer.variant.0,
            name: line.offer.name(lang).to_owned(),
            choice: line.offer.choice,
            price: line.offer.price.0,
            quantity: line.quantity,
            left: line.left,
            amount: line.amount.0,
            charged: line.charged,
        });
        QuotedParcelJson {
            maker_code: parcel.maker_code,
            maker_name: parcel.maker_name,
            lines: lines.collect(),
            goods: parcel.goods.0,
            shipping: parcel.shipping.0,
            charged: parcel.charged,
            weight: parcel.weight,
        }
    });
    let (area, place) = to.map(|(code, place)| (code.to_string(), place)).unzip();
    QuoteJson {
        parcels: parcels.collect(),
        goods: quote.goods.0,
        shipping: quote.shipping.0,
        currency: quote.charged.currency.code().to_owned(),
        total,
        gone: quote.gone.into_iter().map(|id| id.0).collect(),
        area,
        place,
        methods,
    }
}

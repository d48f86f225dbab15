//! What stands on the market, over the JSON API: for everybody, as on the pages.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use catalogue::listing::{self, Card, Facet, Order, Wish};
use catalogue::product::{self, Product, State};
use catalogue::stock::{self, Level};
use catalogue::{category, maker};
use kernel::{CityId, Error, Tx};
use serde::Serialize;
use utoipa::OpenApi;
use uuid::Uuid;
use web::api::{Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use crate::review::{self, Rating};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/market/products", list).get("/market/products/{code}", one)
}

#[derive(OpenApi)]
#[openapi(paths(list, one), components(schemas(Problem)))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// So many in one answer.
const PAGE: i64 = 50;
/// Deeper nobody reads: who wants all of it narrows, or takes the map of the site.
const DEEPEST: i64 = 5_000;

/// A product as lists show it.
#[derive(Serialize, utoipa::ToSchema)]
struct ListedProductJson {
    id: Uuid,
    code: String,
    /// By language.
    names: BTreeMap<String, String>,
    maker: Uuid,
    maker_name: String,
    /// The territory of its maker.
    area: String,
    category: String,
    /// The cheapest and the dearest variant, by currency, in its smallest unit; of rupiah in whole rupiah.
    prices: BTreeMap<String, (i64, i64)>,
    /// Whether it can be bought now.
    available: bool,
}

impl From<Card> for ListedProductJson {
    fn from(card: Card) -> ListedProductJson {
        ListedProductJson {
            id: card.product.0,
            code: card.code,
            names: card.names,
            maker: card.maker.0,
            maker_name: card.maker_name,
            area: card.area,
            category: card.category,
            prices: card.prices,
            available: card.available,
        }
    }
}

/// An entry of a filter.
#[derive(Serialize, utoipa::ToSchema)]
struct ProductFacetJson {
    value: String,
    /// How much it leaves, with the other filters as they are.
    count: i64,
}

impl From<Facet> for ProductFacetJson {
    fn from(facet: Facet) -> ProductFacetJson {
        ProductFacetJson { value: facet.value, count: facet.count }
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct FoundProductsJson {
    #[serde(flatten)]
    page: Listing<ListedProductJson>,
    total: i64,
    /// What was looked for instead, where words were set right.
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<String>,
    categories: Vec<ProductFacetJson>,
    /// `option:value`.
    options: Vec<ProductFacetJson>,
}

/// What can be bought of a product.
#[derive(Serialize, utoipa::ToSchema)]
struct VariantOfferedJson {
    id: Uuid,
    /// One value for each of the product's options.
    choice: Vec<String>,
    /// By currency, in its smallest unit; of rupiah in whole rupiah.
    prices: BTreeMap<String, i64>,
    /// How many can be bought now.
    left: i64,
    /// Grams, packed.
    weight: Option<i32>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ProductOfferedJson {
    id: Uuid,
    code: String,
    name: String,
    about: String,
    story: String,
    care: String,
    ingredients: String,
    allergens: Vec<String>,
    maker: Uuid,
    maker_code: String,
    maker_name: String,
    category: String,
    unit: String,
    /// `stock`, or `order` where it is made when it is ordered.
    made: &'static str,
    /// Days until it is made.
    lead_days: i32,
    shelf_days: Option<i32>,
    hs_code: Option<String>,
    /// The country it comes from, in ISO 3166.
    origin: String,
    options: Vec<String>,
    variants: Vec<VariantOfferedJson>,
    /// What buyers gave it; missing where nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<ProductRatingJson>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct ProductRatingJson {
    /// Tenths of a star: 46 for 4.6 of 5.
    tenths: i64,
    /// How many reviews.
    count: i64,
}

fn wish(query: &ListQuery) -> Result<Wish, Error> {
    let amount = |name: &'static str| match query.get(name) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| Error::field(name, "market-api-amount")),
    };
    let categories = match query.get("category") {
        None => Vec::new(),
        Some(code) => category::find(code)
            .map(category::Category::codes)
            .ok_or_else(|| Error::field("category", "market-api-category"))?,
    };
    let order = match query.get("sort") {
        None | Some("best") => Order::Best,
        Some("newest") => Order::Newest,
        Some("cheapest") => Order::Cheapest,
        Some("dearest") => Order::Dearest,
        Some(_) => return Err(Error::field("sort", "market-api-sort")),
    };
    Ok(Wish {
        text: query.search(),
        exact: query.get("exact") == Some("true"),
        categories,
        maker: query.get("maker").map(str::parse).transpose()?,
        from: amount("from")?,
        to: amount("to")?,
        available: query.get("available") == Some("true"),
        facets: query.get("option").map(|facet| vec![facet.to_lowercase()]).unwrap_or_default(),
        order,
    })
}

async fn opened(visit: &Visit) -> Result<Tx, Error> {
    match visit.ui.city.id == CityId::PLATFORM {
        true => Err(Error::NotFound("product")),
        false => visit.tx().await,
    }
}

/// Products on the market, those that fit best first; among equals another first each day.
#[utoipa::path(get, path = "/market/products", tag = "market",
    params(("q" = Option<String>, Query), ("exact" = Option<bool>, Query, description = "words as typed, none set right"),
           ("category" = Option<String>, Query), ("maker" = Option<Uuid>, Query),
           ("from" = Option<i64>, Query, description = "whole rupiah"), ("to" = Option<i64>, Query),
           ("available" = Option<bool>, Query), ("option" = Option<String>, Query, description = "option:value"),
           ("sort" = Option<String>, Query, description = "best, newest, cheapest, dearest"),
           ("after" = Option<i64>, Query)),
    responses((status = 200, body = FoundProductsJson), (status = 422, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = opened(&visit).await?;
    let after = query.get("after").and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, DEEPEST);
    let found = listing::find(&mut tx, &wish(&query)?, after, PAGE).await?;
    let end = after + PAGE;
    let next = (end < found.total && end <= DEEPEST).then(|| end.to_string());
    let items = found.cards.iter().cloned().map(ListedProductJson::from).collect();
    let json = FoundProductsJson {
        page: Listing { items, next },
        total: found.total,
        understood: found.understood.clone(),
        categories: found.categories.iter().cloned().map(ProductFacetJson::from).collect(),
        options: found.facets.iter().cloned().map(ProductFacetJson::from).collect(),
    };
    Ok(Json(json).into_response())
}

/// A product that stands on the market, with what can be bought of it. Texts in Indonesian.
#[utoipa::path(get, path = "/market/products/{code}", tag = "market", params(("code" = String, Path)),
    responses((status = 200, body = ProductOfferedJson), (status = 404, body = Problem)))]
async fn one(visit: Visit, Path(code): Path<String>) -> Answer {
    let mut tx = opened(&visit).await?;
    let id = product::by_code(&mut tx, &code).await?;
    let product = product::one(&mut tx, id).await?;
    if product.state != State::Published {
        return Err(Error::NotFound("product").into());
    }
    let ids: Vec<_> = product.variants.iter().map(|variant| variant.id).collect();
    let levels = stock::levels(&mut tx, &ids).await?;
    let maker = maker::one(&mut tx, product.business).await?.code;
    let rating = review::rating(&mut tx, product.id).await?;
    Ok(Json(offered(product, maker, &levels, rating)).into_response())
}

fn offered(
    product: Product,
    maker_code: String,
    levels: &[Level],
    rating: Option<Rating>,
) -> ProductOfferedJson {
    let left = |id| {
        let mut sum = 0;
        for level in levels.iter().filter(|level| level.shelf.variant == id) {
            sum += i64::from(level.left());
        }
        sum
    };
    let variants = product.variants.into_iter().map(|variant| VariantOfferedJson {
        left: left(variant.id),
        id: variant.id.0,
        choice: variant.choice,
        prices: variant.prices,
        weight: variant.weight,
    });
    ProductOfferedJson {
        id: product.id.0,
        code: product.code,
        name: product.wording.name,
        about: product.wording.about,
        story: product.wording.story,
        care: product.wording.care,
        ingredients: product.wording.ingredients,
        allergens: product.allergens,
        maker: product.business.0,
        maker_code,
        maker_name: product.maker,
        category: product.category,
        unit: product.unit,
        made: product.made.as_str(),
        lead_days: product.lead_days,
        shelf_days: product.shelf_days,
        hs_code: product.hs_code,
        origin: product.origin,
        options: product.options,
        variants: variants.collect(),
        rating: rating.map(|one| ProductRatingJson { tenths: one.tenths, count: one.count }),
    }
}

//! The card as a small page of its own for a frame, and as JSON.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use kernel::Tx;
use serde::Serialize;
use utoipa::OpenApi;
use web::api::Problem;
use web::batik::Batik;
use web::{Answer, Html, Routes, Ui, Visit, blocks};

use super::Card;
use crate::kbli::Sector;
use crate::words::Names;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/registry/businesses/{id}/card", card)
        .get("/registry/cards/{code}", card)
        .post("/registry/own/card", allow)
        .post("/registry/own/card/withdrawal", disallow)
}

/// Under `/api/v1`.
pub(crate) fn api() -> Routes {
    Routes::new().get("/registry/businesses/{id}/card", json)
}

#[derive(OpenApi)]
#[openapi(paths(json))]
struct Document;

pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// A page that others may set into theirs: it shows what everybody may see, has nothing to press but a link, and looks
/// the same whoever is signed in.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors *";

async fn card(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let card = super::find(&mut tx, &id).await?;
    let names = Names::read(&mut tx).await?;
    let page = whole(&visit.ui, &card, &names.path(&card.area));
    let mut response: Response = axum::response::Html(page.into_string()).into_response();
    let headers = response.headers_mut();
    headers.insert("content-security-policy", HeaderValue::from_static(POLICY));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert("cache-control", HeaderValue::from_static("public, max-age=60"));
    Ok(response)
}

fn whole(ui: &Ui, card: &Card, place: &str) -> Html {
    let mut html = Html::trusted("<!doctype html><html");
    html.attr("lang", ui.lang.as_str());
    html.attr("data-kota", &ui.city.slug);
    html.push_trusted("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\"");
    html.attr("href", &ui.asset("berdaya.css"));
    html.push_trusted("><title>");
    html.push_text(&card.name);
    html.push_trusted("</title></head><body class=\"public\"><main id=\"main\">");
    html.push(&article(ui, card, place));
    html.push_trusted("</main></body></html>");
    html
}

fn article(ui: &Ui, card: &Card, place: &str) -> Html {
    let mut html = Html::trusted("<article class=\"card\">");
    html.push_trusted(&Batik::for_maker(&card.code).svg(320, 96, None));
    html.push_trusted("<h1>");
    let brand = card.brand.as_deref().filter(|brand| *brand != card.name);
    html.push_text(brand.unwrap_or(&card.name));
    html.push_trusted("</h1>");
    for line in
        [brand.map(|_| card.name.as_str()), trade(ui, card).as_deref(), Some(place)].into_iter().flatten()
    {
        html.push_trusted("<p>");
        html.push_text(line);
        html.push_trusted("</p>");
    }
    if !card.permits.is_empty() {
        html.push_trusted("<p class=\"row\">");
        for kind in &card.permits {
            html.push(&blocks::badge(&ui.t_of("registry-permit-kind-", kind), blocks::Tone::Good));
        }
        html.push_trusted("</p>");
    }
    html.push_trusted("<p class=\"muted\"><span class=\"mono\">");
    html.push_text(&card.code);
    html.push_trusted("</span> · ");
    html.push_text(&ui.city.name);
    html.push_trusted("</p></article>");
    html
}

/// What it makes, or its sector.
fn trade(ui: &Ui, card: &Card) -> Option<String> {
    let sector = card.sector.as_deref().and_then(Sector::parse).map(|sector| ui.t(sector.key()));
    card.products.clone().or(sector)
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct CardJson {
    /// `U-7K3F-9QWM-2`
    code: String,
    name: String,
    brand: Option<String>,
    /// Coarse, such as `culinary`.
    sector: Option<String>,
    products: Option<String>,
    area: String,
    area_name: String,
    /// The kinds of permits that are valid today.
    permits: Vec<String>,
    /// The card as a page, for a frame.
    page: String,
    /// Drawn from the code, where there is no photograph: SVG.
    picture: String,
}

/// The card of a business that runs and whose owner agreed to be seen, by its id or code. For everybody.
#[utoipa::path(get, path = "/registry/businesses/{id}/card", tag = "registry",
    params(("id" = String, Path, description = "id or code: U-7K3F-9QWM-2")),
    responses((status = 200, body = CardJson), (status = 404, body = Problem)))]
pub(crate) async fn json(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx: Tx = visit.tx().await?;
    let card = super::find(&mut tx, &id).await?;
    let names = Names::read(&mut tx).await?;
    let ui = &visit.ui;
    let page = format!("{}{}", ui.site.public_url, ui.url(&format!("/kartu/{}", card.code)));
    let body = CardJson {
        area_name: names.path(&card.area),
        area: card.area.to_string(),
        picture: Batik::for_maker(&card.code).svg(320, 96, None),
        page,
        code: card.code,
        name: card.name,
        brand: card.brand,
        sector: card.sector,
        products: card.products,
        permits: card.permits,
    };
    Ok(Json(body).into_response())
}

async fn allow(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    super::allow(&mut tx, visit.ui.lang).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/usaha-saya", "registry-saved"))
}

async fn disallow(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    super::disallow(&mut tx).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/usaha-saya", "registry-saved"))
}

/// On an entrepreneur's own page: what a card is, and the way to it or out of it.
pub(crate) fn choice(ui: &Ui, allowed: bool) -> Html {
    let text = match ui.lang {
        web::Lang::Id => super::PURPOSE.text.id,
        web::Lang::En => super::PURPOSE.text.en,
    };
    let mut html = Html::trusted("<div class=\"stack\"><p>");
    html.push_text(text);
    html.push_trusted("</p>");
    let (path, label) = if allowed {
        ("/registry/own/card/withdrawal", "registry-card-disallow")
    } else {
        ("/registry/own/card", "registry-card-allow")
    };
    html.push(&blocks::post_button(&ui.url(path), &ui.t(label), &[], "quiet", None));
    html.push_trusted("</div>");
    html
}

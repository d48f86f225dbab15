//! The cart as a buyer sees it.

use axum::response::{IntoResponse, Response};
use catalogue::product::VariantId;
use http::{HeaderMap, HeaderValue, header};
use kernel::{CityId, Error, Say};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Answer, Html, Page, Posted, Routes, Ui, Visit};

use super::{Cart, MOST_OF_ONE, Quote, QuotedLine, QuotedParcel, quote};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/market/cart", show).post("/market/cart", change).post("/market/cart/additions", add)
}

fn cookie(city: CityId) -> String {
    format!("keranjang-{}", city.0)
}

/// The cart that the visitor's browser holds for this city.
pub(crate) fn of(visit: &Visit, headers: &HeaderMap) -> Cart {
    let name = cookie(visit.ui.city.id);
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| Cart::read(value)).unwrap_or_default()
}

/// Has the browser hold this cart: for a month, and nobody else reads it.
pub(crate) fn keep(visit: &Visit, cart: &Cart, mut response: Response) -> Response {
    let age = if cart.is_empty() { 0 } else { 30 * 86_400 };
    let secure = if visit.ui.site.public_url.starts_with("https://") { "; Secure" } else { "" };
    let name = cookie(visit.ui.city.id);
    let text = format!("{name}={}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}", cart.write());
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// The way to the cart, with how much is in it.
pub(crate) fn door(ui: &Ui, cart: &Cart) -> Html {
    let say = Say::new("market-cart-door").with("count", ui.number(cart.count()));
    blocks::button_link(&ui.url("/keranjang"), &ui.say(&say), true)
}

async fn show(visit: Visit, headers: HeaderMap) -> Answer {
    let ui = &visit.ui;
    if ui.city.id == CityId::PLATFORM {
        return Err(Error::NotFound("cart").into());
    }
    let cart = of(&visit, &headers);
    let mut tx = visit.tx().await?;
    let quote = quote(&mut tx, cart.lines(), None).await?;
    let mut parts = Vec::new();
    if !quote.gone.is_empty() {
        parts.push(blocks::notice(&ui.t("market-cart-gone"), Tone::Warn));
    }
    if quote.parcels.is_empty() {
        let action = blocks::button_link(&ui.url("/toko"), &ui.t("market-cart-shop"), false);
        parts.push(blocks::empty_with(ui, "market-cart-empty", "market-cart-empty-hint", &action));
    } else {
        parts.push(lines_form(ui, &quote));
        parts.push(sum(ui, &quote));
        parts.push(blocks::row(&[
            blocks::button_link(&ui.url("/pesan"), &ui.t("market-cart-order"), false),
            blocks::button_link(&ui.url("/pesan/abroad"), &ui.t("market-abroad-door"), true),
            blocks::button_link(&ui.url("/toko"), &ui.t("market-cart-more"), true),
        ]));
    }
    let page =
        Page::new(ui.t("market-cart"), blocks::stack(&parts)).under(ui.url("/toko"), ui.t("market-shop"));
    Ok(page.tools().into_response())
}

/// What is in the cart, each line with how many: changed together by one button.
fn lines_form(ui: &Ui, quote: &Quote) -> Html {
    let mut html = Html::trusted("<form method=\"post\" class=\"stack\"");
    html.attr("action", &ui.url("/keranjang"));
    html.push_trusted(">");
    for parcel in &quote.parcels {
        html.push(&parcel_part(ui, parcel));
    }
    html.push_trusted("<div class=\"row\"><button class=\"button quiet\">");
    html.push_text(&ui.t("market-cart-change"));
    html.push_trusted("</button></div></form>");
    html
}

fn parcel_part(ui: &Ui, parcel: &QuotedParcel) -> Html {
    let mut html = Html::trusted("<section class=\"stack\"><h2>");
    html.push(&blocks::link(&ui.url(&format!("/pembuat/{}", parcel.maker_code)), &parcel.maker_name));
    html.push_trusted("</h2><ul class=\"bare lines\">");
    for line in &parcel.lines {
        html.push_trusted("<li><span>");
        html.push(&blocks::link(&ui.url(&format!("/toko/{}", line.offer.code)), &named(ui, line)));
        html.push_trusted("<small>");
        let price = Say::new("market-cart-price")
            .with("price", ui.money(line.offer.price))
            .with("amount", ui.money(line.amount));
        html.push_text(&ui.say(&price));
        html.push_trusted("</small>");
        if line.left < i64::from(line.quantity) {
            let say = Say::new("market-cart-short").with("left", line.left);
            html.push(&blocks::badge(&ui.say(&say), Tone::Warn));
        }
        html.push_trusted("</span>");
        html.push(&quantity(ui, line));
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul></section>");
    html
}

/// What it is, in its choice.
pub(crate) fn named(ui: &Ui, line: &QuotedLine) -> String {
    let name = line.offer.name(ui.lang.as_str());
    match line.offer.choice.is_empty() {
        true => name.to_owned(),
        false => format!("{name} ({})", line.offer.choice.join(" / ")),
    }
}

fn quantity(ui: &Ui, line: &QuotedLine) -> Html {
    let say = Say::new("market-cart-quantity-of").with("name", named(ui, line));
    let mut html = Html::trusted("<input type=\"number\" min=\"0\" inputmode=\"numeric\"");
    html.attr("max", &MOST_OF_ONE.to_string());
    html.attr("name", &line.offer.variant.to_string());
    html.attr("value", &line.quantity.to_string());
    html.attr("aria-label", &ui.say(&say));
    html.push_trusted(">");
    html
}

/// What it comes to.
fn sum(ui: &Ui, quote: &Quote) -> Html {
    let mut html = Html::trusted("<p><strong>");
    let say = Say::new("market-cart-goods").with("amount", ui.money(quote.goods));
    html.push_text(&ui.say(&say));
    html.push_trusted("</strong></p>");
    html.push(&blocks::paragraph(ui, "market-cart-shipping-later"));
    html
}

async fn change(visit: Visit, headers: HeaderMap, posted: Posted) -> Answer {
    let mut cart = of(&visit, &headers);
    for (name, value) in posted.fields() {
        let (Ok(id), value) = (Uuid::parse_str(name), value.trim()) else { continue };
        let quantity: i32 = if value.is_empty() { 0 } else { value.parse().map_err(|_| wrong())? };
        if !(0..=MOST_OF_ONE).contains(&quantity) {
            return Err(wrong().into());
        }
        cart.set(VariantId(id), quantity);
    }
    Ok(keep(&visit, &cart, visit.see_saying("/keranjang", "market-cart-changed")))
}

fn wrong() -> Error {
    Error::refused(Say::new("market-cart-quantity-range").with("most", MOST_OF_ONE))
}

async fn add(visit: Visit, headers: HeaderMap, posted: Posted) -> Answer {
    let variant =
        Uuid::parse_str(posted.text("variant")).map_err(|_| Error::refused("market-cart-choose"))?;
    let quantity: i32 = match posted.text("quantity") {
        "" => 1,
        text => text.parse().ok().filter(|some| (1..=MOST_OF_ONE).contains(some)).ok_or_else(wrong)?,
    };
    let mut tx = visit.tx().await?;
    if catalogue::product::offers(&mut tx, &[VariantId(variant)]).await?.is_empty() {
        return Err(Error::refused("market-order-gone").into());
    }
    let mut cart = of(&visit, &headers);
    if !cart.add(VariantId(variant), quantity) {
        return Err(Error::refused("market-cart-full").into());
    }
    Ok(keep(&visit, &cart, visit.see_saying("/keranjang", "market-cart-added")))
}

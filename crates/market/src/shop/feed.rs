//! What stands on the market, for other markets: a feed as Google Merchant Center and Meta Commerce read it.

use axum::response::{IntoResponse, Response};
use catalogue::category;
use catalogue::listing::{self, Fed};
use kernel::{CityId, Error};
use serde_json::Value;
use web::{Html, ListQuery, Ui, Visit};

use super::card;

/// So many variants in one file; the next are under `?hal=2`.
const MOST: i64 = 5_000;
/// Google: titles up to 150 characters, descriptions up to 5,000.
const TITLE: usize = 150;

/// `GET /market/feed.xml?hal=1`: RSS 2.0 with the attributes of Google's product data specification, one item for each
/// variant, the variants of a product in one group.
pub(super) async fn feed(visit: Visit, query: ListQuery) -> Result<Response, web::Failure> {
    let ui = &visit.ui;
    if ui.city.id == CityId::PLATFORM {
        return Err(Error::NotFound("feed").into());
    }
    let mut tx = visit.tx().await?;
    let page = query.page().clamp(1, 1_000);
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n",
    );
    element(&mut text, "title", &format!("{}: {}", ui.city.name, ui.t("market-shop")));
    element(&mut text, "link", &whole(ui, &ui.url("/toko")));
    element(&mut text, "description", &ui.t("market-shop-note"));
    for one in listing::feed(&mut tx, card::lang(ui), (page - 1) * MOST, MOST).await? {
        item(&mut text, ui, &one);
    }
    text.push_str("</channel>\n</rss>\n");
    Ok(([("content-type", "application/rss+xml; charset=utf-8")], text).into_response())
}

fn whole(ui: &Ui, path: &str) -> String {
    format!("{}{path}", ui.site.public_url.trim_end_matches('/'))
}

fn element(text: &mut String, name: &str, value: &str) {
    // What XML 1.0 cannot say is left out.
    let sayable: String = value.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    text.push_str(&format!("<{name}>{}</{name}>\n", Html::text(&sayable)));
}

fn item(text: &mut String, ui: &Ui, one: &Fed) {
    let name = match one.choice.is_empty() {
        true => one.name.clone(),
        false => format!("{} ({})", one.name, one.choice.join(" / ")),
    };
    text.push_str("<item>\n");
    element(text, "g:id", &one.variant.to_string());
    element(text, "g:item_group_id", &one.code);
    element(text, "g:title", &name.chars().take(TITLE).collect::<String>());
    element(text, "g:description", if one.about.is_empty() { &name } else { &one.about });
    element(text, "g:link", &whole(ui, &card::address(ui, &one.code)));
    if let Some(picture) = one.photo.as_ref().and_then(|photo| picture(ui, photo)) {
        element(text, "g:image_link", &picture);
    }
    element(text, "g:availability", if one.available { "in_stock" } else { "out_of_stock" });
    element(text, "g:price", &format!("{} IDR", one.price.0));
    element(text, "g:brand", &one.maker_name);
    element(text, "g:condition", "new");
    element(text, "g:identifier_exists", "no");
    if let Some(category) = category::find(&one.category) {
        element(text, "g:product_type", category.name(ui.lang));
    }
    if let Some(grams) = one.weight {
        element(text, "g:shipping_weight", &format!("{grams} g"));
    }
    text.push_str("</item>\n");
}

/// The address of the largest size of a photo.
fn picture(ui: &Ui, photo: &Value) -> Option<String> {
    let name = photo.get("sizes")?.as_array()?.last()?.get("name")?.as_str()?;
    Some(whole(ui, &ui.url(&format!("/registry/pictures/{name}.webp"))))
}

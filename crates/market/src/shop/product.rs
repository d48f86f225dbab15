//! The page of a product.

use axum::extract::Path;
use axum::response::IntoResponse;
use catalogue::product::{self, Made, Product, State, Wording, rules};
use catalogue::stock::{self, Level};
use catalogue::{category, photo};
use http::HeaderMap;
use kernel::{Error, Say, Tx};
use serde_json::json;
use web::batik::Batik;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Ui, Visit};

use super::card;
use crate::cart::pages as cart_pages;
use crate::cart::{Cart, MOST_OF_ONE};
use crate::review::{self, Rating};

pub(super) async fn one(visit: Visit, headers: HeaderMap, Path(code): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = product::by_code(&mut tx, &code).await?;
    let product = product::one(&mut tx, id).await?;
    if product.state != State::Published {
        return Err(Error::NotFound("product").into());
    }
    let ui = &visit.ui;
    let said = wording(&mut tx, ui, &product).await?;
    let ids: Vec<_> = product.variants.iter().map(|variant| variant.id).collect();
    let levels = stock::levels(&mut tx, &ids).await?;
    let maker = maker(&mut tx, &product).await?;
    let cart = cart_pages::of(&visit, &headers);
    let top = [pictures(&mut tx, ui, &product).await?, offer(ui, &product, &maker, &levels, &cart)];
    let mut html = Html::trusted("<div class=\"split even\">");
    for part in &top {
        html.push(part);
    }
    html.push_trusted("</div>");
    let mut parts = vec![html];
    for (title, text) in
        [("market-about", &said.about), ("market-story", &said.story), ("market-care", &said.care)]
    {
        if !text.is_empty() {
            parts.push(blocks::section(ui, title, &paragraphs(text)));
        }
    }
    parts.push(blocks::section(ui, "market-details", &details(&mut tx, ui, &product, &said).await?));
    parts.push(super::abroad::shown(&mut tx, ui, &product).await?);
    let rating = review::rating(&mut tx, id).await?;
    parts.push(review::pages::beside(&mut tx, ui, id, rating).await?);
    parts.push(share(ui, &product, &said.name));
    parts.push(structured(ui, &product, &said, &maker, &levels, rating));
    let about: String = said.about.chars().take(160).collect();
    let page = Page::new(said.name, blocks::stack(&parts)).about(about);
    Ok(page.under(ui.url("/toko"), ui.t("market-shop")).into_response())
}

/// What is said in the page's language, and in Indonesian where nothing is.
async fn wording(tx: &mut Tx, ui: &Ui, product: &Product) -> Result<Wording, Error> {
    let all = product::wordings(tx, product.id).await?;
    let lang = card::lang(ui);
    Ok(all.into_iter().find(|(one, _)| one == lang).map_or_else(|| product.wording.clone(), |(_, said)| said))
}

/// The code of its maker.
async fn maker(tx: &mut Tx, product: &Product) -> Result<String, Error> {
    Ok(super::maker::business(tx, product.business).await?.code)
}

async fn pictures(tx: &mut Tx, ui: &Ui, product: &Product) -> Result<Html, Error> {
    let photos = photo::shown(tx, product).await?;
    let Some((first, rest)) = photos.split_first() else {
        return Ok(Html::trusted(Batik::for_maker(&product.business.to_string()).svg(640, 480, None)));
    };
    let mut html = Html::trusted("<div class=\"stack\">");
    html.push(&registry::photo::picture(ui, first));
    if !rest.is_empty() {
        html.push(&registry::photo::gallery(ui, rest, |_| Html::default()));
    }
    html.push_trusted("</div>");
    Ok(html)
}

fn left(levels: &[Level], variant: product::VariantId) -> i64 {
    levels.iter().filter(|level| level.shelf.variant == variant).map(|level| i64::from(level.left())).sum()
}

/// What it costs in each variant, and whether there is any.
fn offer(ui: &Ui, product: &Product, maker: &str, levels: &[Level], cart: &Cart) -> Html {
    let mut html = Html::trusted("<div class=\"stack\"><p>");
    html.push(&blocks::link(&ui.url(&format!("/pembuat/{maker}")), &product.maker));
    html.push_trusted("</p>");
    let rows: Vec<Vec<Html>> = product
        .variants
        .iter()
        .map(|variant| {
            let name = called(ui, product, variant);
            let price = variant.rupiah().map_or_else(|| ui.t("market-no-price"), |price| ui.money(price));
            let there = match left(levels, variant.id) {
                0 => blocks::badge(&ui.t("market-sold-out"), Tone::Plain),
                few if few <= 5 && product.made == Made::Stock => {
                    blocks::badge(&ui.say(&Say::new("market-few").with("left", few)), Tone::Warn)
                }
                _ => blocks::badge(&ui.t_of("market-made-", product.made.as_str()), Tone::Good),
            };
            vec![Html::text(&name), Html::text(&price), there]
        })
        .collect();
    html.push(&blocks::table(
        ui,
        "market-variants",
        &["market-variant", "market-price", "market-there"],
        &rows,
    ));
    if product.made == Made::Order {
        html.push_trusted("<p>");
        html.push_text(&ui.say(&Say::new("market-lead-days").with("days", product.lead_days)));
        html.push_trusted("</p>");
    }
    html.push(&buy(ui, product, levels));
    if !cart.is_empty() {
        html.push(&blocks::row(&[cart_pages::door(ui, cart)]));
    }
    html.push_trusted("</div>");
    html
}

/// A variant by what it differs in, or by the unit of its product.
pub(super) fn called(ui: &Ui, product: &Product, variant: &product::Variant) -> String {
    match variant.choice.is_empty() {
        true => ui.t_of("market-unit-", &product.unit),
        false => variant.choice.join(" / "),
    }
}

/// What can be bought now, into the cart.
fn buy(ui: &Ui, product: &Product, levels: &[Level]) -> Html {
    let there: Vec<(String, String)> = product
        .variants
        .iter()
        .filter(|variant| left(levels, variant.id) > 0 && variant.rupiah().is_some())
        .map(|variant| (variant.id.to_string(), called(ui, product, variant)))
        .collect();
    let form = Form::post(ui.url("/market/cart/additions"), "market-cart-add");
    let form = match there.as_slice() {
        [] => return Html::default(),
        [(only, _)] => form.field(Field::hidden("variant", only.clone())),
        [(first, _), ..] => {
            let first = first.clone();
            form.field(Field::select("variant", "market-variant", there).value(first))
        }
    };
    let hint = Say::new("market-cart-quantity-hint").with("most", MOST_OF_ONE);
    form.field(Field::digits("quantity", "market-order-quantity").hint(hint).value("1").narrow()).html(ui)
}

fn paragraphs(text: &str) -> Html {
    let mut html = Html::default();
    for paragraph in text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
        html.push_trusted("<p>");
        html.push_text(paragraph);
        html.push_trusted("</p>");
    }
    html
}

async fn details(tx: &mut Tx, ui: &Ui, product: &Product, said: &Wording) -> Result<Html, Error> {
    let mut rows: Vec<(Say, Html)> = Vec::new();
    let mut fact = |key: &'static str, text: String| {
        if !text.is_empty() {
            rows.push((Say::new(key), Html::text(&text)));
        }
    };
    if let Some(category) = category::find(&product.category) {
        fact("market-category", category.name(ui.lang).to_owned());
    }
    fact("market-ingredients", said.ingredients.clone());
    let allergens: Vec<String> =
        product.allergens.iter().map(|one| ui.t_of("market-allergen-", one)).collect();
    fact("market-allergens", allergens.join(", "));
    if let Some(days) = product.shelf_days {
        fact("market-shelf-days", ui.say(&Say::new("market-days").with("days", days)));
    }
    let weights: Vec<i32> = product.variants.iter().filter_map(|variant| variant.weight).collect();
    if let (Some(least), Some(most)) = (weights.iter().min(), weights.iter().max()) {
        let grams = |grams: i32| ui.number(i64::from(grams));
        fact(
            "market-weight",
            if least == most {
                format!("{} g", grams(*least))
            } else {
                format!("{}–{} g", grams(*least), grams(*most))
            },
        );
    }
    let today = tx.today();
    for permit in
        product::permits(tx, product.business).await?.into_iter().filter(|permit| permit.holds(today))
    {
        rows.push((Say::new("market-permit"), Html::text(&shown(ui, &permit))));
    }
    rows.push((Say::new("market-code"), Html::text(&product.code)));
    Ok(blocks::facts(ui, &rows))
}

fn shown(ui: &Ui, permit: &rules::Permit) -> String {
    format!("{} {}", ui.t_of("market-permit-", &permit.kind), permit.number).trim().to_owned()
}

fn whole_address(ui: &Ui, product: &Product) -> String {
    format!("{}{}", ui.site.public_url.trim_end_matches('/'), card::address(ui, &product.code))
}

fn share(ui: &Ui, product: &Product, name: &str) -> Html {
    let text = format!("{name} {}", whole_address(ui, product));
    let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let address = format!("https://wa.me/?text={}", text.replace('+', "%20"));
    blocks::row(&[blocks::button_link(&address, &ui.t("market-share"), true)])
}

/// The product for search engines: schema.org's Product with an offer for each variant. Data in a script element is no script,
/// and the policy against scripts lets it stand.
fn structured(
    ui: &Ui,
    product: &Product,
    said: &Wording,
    maker: &str,
    levels: &[Level],
    rating: Option<Rating>,
) -> Html {
    let address = whole_address(ui, product);
    let offers: Vec<_> = product
        .variants
        .iter()
        .filter_map(|variant| {
            let price = variant.rupiah()?;
            let there = if left(levels, variant.id) > 0 { "InStock" } else { "OutOfStock" };
            Some(json!({
                "@type": "Offer", "url": address, "price": price.0, "priceCurrency": "IDR",
                "availability": format!("https://schema.org/{there}"),
            }))
        })
        .collect();
    let mut data = json!({
        "@context": "https://schema.org", "@type": "Product", "name": said.name, "description": said.about,
        "sku": product.code, "brand": { "@type": "Organization", "name": product.maker, "identifier": maker },
        "offers": offers,
    });
    if let (Some(rating), Some(data)) = (rating, data.as_object_mut()) {
        let value = format!("{}.{}", rating.tenths / 10, rating.tenths % 10);
        let said = json!({ "@type": "AggregateRating", "ratingValue": value, "reviewCount": rating.count });
        data.insert("aggregateRating".to_owned(), said);
    }
    // What could end the element is written as an escape of JSON.
    let text = data.to_string().replace('<', "\\u003c");
    Html::trusted(format!("<script type=\"application/ld+json\">{text}</script>"))
}

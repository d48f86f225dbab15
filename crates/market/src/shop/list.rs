//! What stands on the market, narrowed by words, category, price and options.

use axum::response::{IntoResponse, Response};
use catalogue::category;
use catalogue::listing::{self, Facet, Found, Order, Wish};
use http::HeaderMap;
use kernel::{CityId, Error, Say};
use web::blocks;
use web::{Answer, Html, ListQuery, Page, Ui, Visit};

use super::card;
use crate::cart::pages as cart_pages;

/// So many products on a page.
const MOST: i64 = 24;
/// Pages beyond this nobody turns to; a deeper one is a machine's wish.
const DEEPEST: i64 = 200;

pub(super) async fn list(visit: Visit, headers: HeaderMap, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    if ui.city.id == CityId::PLATFORM {
        return Ok(Page::new(ui.t("market-shop"), blocks::cities(ui, "/toko")).into_response());
    }
    let mut tx = visit.tx().await?;
    let wish = wish(&query);
    let page = query.page().clamp(1, DEEPEST);
    let found = listing::find(&mut tx, &wish, (page - 1) * MOST, MOST).await?;
    let asked = wish.text.is_some() || narrowed(&query);
    let mut parts = vec![search(ui, &query)];
    let cart = cart_pages::of(&visit, &headers);
    if !cart.is_empty() {
        parts.push(blocks::row(&[cart_pages::door(ui, &cart)]));
    }
    if !asked && page == 1 {
        parts.push(doors(ui));
    }
    if found.cards.is_empty() {
        parts.push(if asked {
            blocks::empty(ui, "market-nothing", "market-nothing-hint")
        } else {
            blocks::empty(ui, "market-empty", "market-empty-hint")
        });
    } else {
        if let Some(understood) = &found.understood {
            parts.push(set_right(ui, &query, understood));
        }
        parts.push(count(ui, &query, found.total));
        parts.push(card::grid(ui, &found.cards, "h2"));
        parts.push(pages(ui, &query, page, found.total));
    }
    parts.push(filters(ui, &query, &found));
    parts.push(why(ui));
    let title = match query.get("kategori").and_then(category::find) {
        Some(category) => category.name(ui.lang).to_owned(),
        None => ui.t("market-shop"),
    };
    let about = ui.say(&Say::new("market-shop-about").with("city", ui.city.name.clone()));
    Ok(Page::new(title, blocks::stack(&parts)).about(about).into_response())
}

fn wish(query: &ListQuery) -> Wish {
    let amount = |name: &str| query.get(name).and_then(registry::business::amount_of);
    let category = query.get("kategori").and_then(category::find);
    Wish {
        text: query.search(),
        exact: query.get("persis").is_some(),
        categories: category.map(category::Category::codes).unwrap_or_default(),
        maker: None,
        from: amount("dari"),
        to: amount("sampai"),
        available: query.get("ada").is_some(),
        facets: query.get("pilihan").map(|facet| vec![facet.to_lowercase()]).unwrap_or_default(),
        order: match query.get("urut") {
            Some("baru") => Order::Newest,
            Some("murah") => Order::Cheapest,
            Some("mahal") => Order::Dearest,
            Some(_) | None => Order::Best,
        },
    }
}

fn narrowed(query: &ListQuery) -> bool {
    ["kategori", "dari", "sampai", "ada", "pilihan"].iter().any(|name| query.get(name).is_some())
}

/// The address of this list, asked otherwise.
fn address(ui: &Ui, query: &str) -> String {
    format!("{}{query}", ui.url("/toko"))
}

fn search(ui: &Ui, query: &ListQuery) -> Html {
    let mut html = Html::trusted("<form class=\"find\" role=\"search\"");
    html.attr("action", &ui.url("/toko"));
    html.push_trusted("><label for=\"q\">");
    html.push_text(&ui.t("market-search"));
    html.push_trusted("</label><div class=\"find-row\"><input type=\"search\" id=\"q\" name=\"q\"");
    html.attr("placeholder", &ui.t("market-search-example"));
    html.attr("value", query.get("q").unwrap_or_default());
    html.push_trusted("><button class=\"button\">");
    html.push_text(&ui.t("market-search-go"));
    html.push_trusted("</button></div></form>");
    html
}

/// The ways into the shop: categories of the first level.
fn doors(ui: &Ui) -> Html {
    let mut html = Html::trusted("<nav class=\"row\"");
    html.attr("aria-label", &ui.t("market-categories"));
    html.push_trusted(">");
    for category in category::roots() {
        html.push(&blocks::button_link(
            &address(ui, &format!("?kategori={}", category.code)),
            category.name(ui.lang),
            true,
        ));
    }
    html.push_trusted("</nav>");
    html
}

/// What was looked for instead of what was typed, and the way to what was typed.
fn set_right(ui: &Ui, query: &ListQuery, understood: &str) -> Html {
    let mut html = Html::trusted("<p role=\"status\">");
    html.push_text(&ui.say(&Say::new("market-understood").with("words", understood.to_owned())));
    html.push_trusted(" ");
    let said = query.get("q").unwrap_or_default().to_owned();
    let back = ui.say(&Say::new("market-as-typed").with("words", said));
    html.push(&blocks::link(&address(ui, &query.with("persis", Some("ya"))), &back));
    html.push_trusted("</p>");
    html
}

fn count(ui: &Ui, query: &ListQuery, total: i64) -> Html {
    let mut html = Html::trusted("<div class=\"row\"><p class=\"count\" role=\"status\">");
    html.push_text(&ui.say(&Say::new("market-count").with("total", ui.number(total))));
    html.push_trusted("</p><p>");
    let orders = [
        (None, "market-order-best"),
        (Some("baru"), "market-order-newest"),
        (Some("murah"), "market-order-cheapest"),
        (Some("mahal"), "market-order-dearest"),
    ];
    for (number, (order, label)) in orders.into_iter().enumerate() {
        if number > 0 {
            html.push_trusted(" · ");
        }
        if query.get("urut") == order {
            html.push_trusted("<strong aria-current=\"true\">");
            html.push_text(&ui.t(label));
            html.push_trusted("</strong>");
        } else {
            html.push(&blocks::link(&address(ui, &query.with("urut", order)), &ui.t(label)));
        }
    }
    html.push_trusted("</p></div>");
    html
}

fn pages(ui: &Ui, query: &ListQuery, page: i64, total: i64) -> Html {
    let last = ((total.max(1) - 1) / MOST + 1).min(DEEPEST);
    if last <= 1 {
        return Html::default();
    }
    let mut html = Html::trusted("<nav class=\"pages\"");
    html.attr("aria-label", &ui.t("web-pages"));
    html.push_trusted("><span class=\"count\">");
    html.push_text(&ui.say(&Say::new("market-page").with("page", page).with("last", last)));
    html.push_trusted("</span><ul>");
    for (target, label, rel) in [(page - 1, "market-before", "prev"), (page + 1, "market-after", "next")] {
        if (1..=last).contains(&target) {
            html.push_trusted("<li><a");
            html.attr("href", &address(ui, &query.with("hal", Some(&target.to_string()))));
            html.attr("rel", rel);
            html.push_trusted(">");
            html.push_text(&ui.t(label));
            html.push_trusted("</a></li>");
        }
    }
    html.push_trusted("</ul></nav>");
    html
}

/// What narrows the list, each entry with how much it leaves.
fn filters(ui: &Ui, query: &ListQuery, found: &Found) -> Html {
    let mut html =
        Html::trusted("<section class=\"stack\" aria-labelledby=\"market-narrow\"><h2 id=\"market-narrow\">");
    html.push_text(&ui.t("market-narrow"));
    html.push_trusted("</h2>");
    let name = |code: &str| category::find(code).map_or(String::new(), |one| one.name(ui.lang).to_owned());
    html.push(&entries(ui, query, "kategori", "market-categories", &found.categories, &name));
    html.push(&entries(ui, query, "pilihan", "market-options", &found.facets, &|facet| {
        facet.replace(':', ": ")
    }));
    html.push(&price_form(ui, query));
    html.push_trusted("</section>");
    html
}

fn entries(
    ui: &Ui,
    query: &ListQuery,
    parameter: &'static str,
    title: &'static str,
    facets: &[Facet],
    name: &dyn Fn(&str) -> String,
) -> Html {
    let mut html = Html::default();
    if facets.is_empty() {
        return html;
    }
    html.push_trusted("<h3>");
    html.push_text(&ui.t(title));
    html.push_trusted("</h3><nav class=\"pages\"");
    html.attr("aria-label", &ui.t(title));
    html.push_trusted("><ul>");
    if query.get(parameter).is_some() {
        html.push_trusted("<li>");
        html.push(&blocks::link(&address(ui, &query.with(parameter, None)), &ui.t("market-all")));
        html.push_trusted("</li>");
    }
    for facet in facets {
        let text = format!("{} ({})", name(&facet.value), ui.number(facet.count));
        html.push_trusted("<li>");
        if query.get(parameter) == Some(facet.value.as_str()) {
            html.push_trusted("<strong aria-current=\"true\">");
            html.push_text(&text);
            html.push_trusted("</strong>");
        } else {
            html.push(&blocks::link(&address(ui, &query.with(parameter, Some(&facet.value))), &text));
        }
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul></nav>");
    html
}

fn price_form(ui: &Ui, query: &ListQuery) -> Html {
    let mut form = web::Form::get(ui.url("/toko"), "market-narrow-go");
    for name in ["q", "kategori", "pilihan", "urut"] {
        if let Some(value) = query.get(name) {
            form = form.field(web::Field::hidden(name, value));
        }
    }
    let there = web::Field::check("ada", "market-available");
    let set = |name: &str| query.get(name).unwrap_or_default().to_owned();
    form.field(web::Field::digits("dari", "market-price-from").value(set("dari")).narrow().optional())
        .field(web::Field::digits("sampai", "market-price-to").value(set("sampai")).narrow().optional())
        .field(if query.get("ada").is_some() { there.value("ya") } else { there })
        .html(ui)
}

/// Why a product stands where it does: a city is fair to its makers, and says how.
fn why(ui: &Ui) -> Html {
    let mut html = Html::trusted("<details><summary>");
    html.push_text(&ui.t("market-why"));
    html.push_trusted("</summary><p>");
    html.push_text(&ui.t("market-why-answer"));
    html.push_trusted("</p></details>");
    html
}

/// The addresses of all products, for search engines.
pub(super) async fn sitemap(visit: Visit) -> Result<Response, web::Failure> {
    let ui = &visit.ui;
    if ui.city.id == CityId::PLATFORM {
        return Err(Error::NotFound("sitemap").into());
    }
    let mut tx = visit.tx().await?;
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for code in listing::codes(&mut tx).await? {
        let address = format!("{}{}", ui.site.public_url.trim_end_matches('/'), card::address(ui, &code));
        text.push_str(&format!("<url><loc>{}</loc></url>\n", Html::text(&address)));
    }
    text.push_str("</urlset>\n");
    Ok(([("content-type", "application/xml; charset=utf-8")], text).into_response())
}

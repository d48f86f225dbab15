//! A product as lists show it.

use catalogue::listing::Card;
use kernel::{Rupiah, Say};
use serde_json::Value;
use web::batik::Batik;
use web::blocks::{self, Tone};
use web::{Html, Ui};

/// The language of names that this page speaks.
pub(super) fn lang(ui: &Ui) -> &'static str {
    ui.lang.as_str()
}

/// The address of a product's page.
pub(super) fn address(ui: &Ui, code: &str) -> String {
    ui.url(&format!("/toko/{code}"))
}

/// Products side by side; nothing for none.
pub(super) fn grid(ui: &Ui, cards: &[Card], titles: &str) -> Html {
    let mut html = Html::trusted("<div class=\"grid goods\">");
    for card in cards {
        html.push(&one(ui, card, titles));
    }
    html.push_trusted("</div>");
    html
}

fn one(ui: &Ui, card: &Card, title: &str) -> Html {
    let mut html = Html::trusted("<article class=\"card\">");
    html.push(&picture(ui, card));
    html.push_trusted(&format!("<{title}>"));
    html.push(&blocks::link(&address(ui, &card.code), card.name(lang(ui))));
    html.push_trusted(&format!("</{title}><p><strong>"));
    html.push_text(&price(ui, card.rupiah()));
    html.push_trusted("</strong></p><p>");
    html.push_text(&card.maker_name);
    html.push_trusted("</p>");
    if !card.available {
        html.push_trusted("<p>");
        html.push(&blocks::badge(&ui.t("market-sold-out"), Tone::Plain));
        html.push_trusted("</p>");
    }
    html.push_trusted("</article>");
    html
}

/// What something costs: one price, or the cheapest of several.
pub(super) fn price(ui: &Ui, range: Option<(i64, i64)>) -> String {
    match range {
        Some((from, to)) if from < to => {
            ui.say(&Say::new("market-from").with("price", ui.money(Rupiah(from))))
        }
        Some((price, _)) => ui.money(Rupiah(price)),
        None => ui.t("market-no-price"),
    }
}

/// The first photo, or a cloth of the maker's own.
fn picture(ui: &Ui, card: &Card) -> Html {
    let sizes = card.photo.as_ref().and_then(|photo| photo.get("sizes")).and_then(Value::as_array);
    let Some(sizes) = sizes.filter(|sizes| !sizes.is_empty()) else {
        return Html::trusted(Batik::for_maker(&card.code).svg(640, 480, None));
    };
    let text = |size: &Value, name: &str| match size.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let file = |size: &Value| ui.url(&format!("/registry/pictures/{}.webp", text(size, "name")));
    let all: Vec<String> =
        sizes.iter().map(|size| format!("{} {}w", file(size), text(size, "width"))).collect();
    let mut html = Html::trusted("<img loading=\"lazy\" decoding=\"async\"");
    if let (Some(small), Some(large)) = (sizes.first(), sizes.last()) {
        html.attr("src", &file(small));
        html.attr("srcset", &all.join(", "));
        html.attr("sizes", "(min-width: 60rem) 18rem, (min-width: 30rem) 45vw, 46vw");
        html.attr("width", &text(large, "width"));
        html.attr("height", &text(large, "height"));
    }
    // The name beside it says what it is; the photo's own words stand on the product's page.
    html.attr("alt", "");
    html.push_trusted(">");
    html
}

//! The desk of products: a maker's own, those of a business, those that wait for a curator, and one of them.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Rupiah, Say, Tx};
use registry::business::{self, BusinessId};
use registry::{person, photo};
use web::blocks::{self, Tone};
use web::context::{MenuEntry, Panel};
use web::icon::Icon;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Face, Html, ListQuery, Page, Routes, Ui, Visit};

use super::{CURATE, KEEP, Listed, Product, State, curate, find, kept};
use crate::{category, stock};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/catalogue/own", own)
        .get("/catalogue/products", queue)
        .get("/catalogue/businesses/{id}/products", of_business)
        .get("/catalogue/businesses/{id}/products/panel", panel)
        .get("/catalogue/products/{id}", one)
}

/// Where a business shows what it sells.
pub(crate) const PANEL: Panel = Panel {
    slot: "registry.business",
    title: "catalogue-products",
    path: "/catalogue/businesses/{subject}/products/panel",
    can: Some(KEEP),
};

pub(crate) fn menu() -> Vec<MenuEntry> {
    vec![
        MenuEntry {
            face: Face::Public,
            group: "app-group-work",
            label: "catalogue-own",
            note: "catalogue-own-note",
            path: "/jualan-saya",
            icon: Icon::Package,
            can: Some(super::OWN),
        },
        MenuEntry {
            face: Face::Desk,
            group: "catalogue-menu",
            label: "catalogue-products",
            note: "catalogue-products-note",
            path: "/catalogue/products",
            icon: Icon::Package,
            can: Some(CURATE),
        },
    ]
}

async fn own(visit: Visit) -> Answer {
    if visit.actor().account().is_none() {
        return Err(Error::Forbidden.into());
    }
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if let Some(me) = person::register::own(&mut tx).await? {
        for tie in business::find::of_person(&mut tx, me).await? {
            let (rows, total) = find::of_business(&mut tx, tie.business, 0, PER_PAGE).await?;
            let mut inner = vec![cards(ui, &rows)];
            let path = format!("/catalogue/businesses/{}/products", tie.business);
            let add = blocks::button_link(
                &ui.url(&format!("{path}/new")),
                &ui.t("catalogue-add"),
                !rows.is_empty(),
            );
            let all = blocks::quiet(ui, &path, "catalogue-all");
            inner.push(if total > PER_PAGE { blocks::row(&[add, all]) } else { blocks::row(&[add]) });
            let mut html = Html::trusted("<section class=\"stack\"><h2>");
            html.push_text(&tie.business_name);
            html.push_trusted("</h2>");
            html.push(&blocks::stack(&inner));
            html.push_trusted("</section>");
            parts.push(html);
        }
    }
    if parts.is_empty() {
        let action = blocks::button_link(&ui.url("/usaha-saya"), &ui.t("catalogue-own-business"), false);
        parts.push(blocks::empty_with(ui, "catalogue-own-none", "catalogue-own-none-hint", &action));
    }
    Ok(Page::new(ui.t("catalogue-own"), blocks::stack(&parts)).into_response())
}

/// A maker's products, one below the other: what it is, where it stands, what to do next.
fn cards(ui: &Ui, rows: &[Listed]) -> Html {
    if rows.is_empty() {
        return blocks::paragraph(ui, "catalogue-none-yet");
    }
    let mut html = Html::trusted("<div class=\"grid\">");
    for row in rows {
        html.push_trusted("<article class=\"card\"><h3>");
        html.push(&blocks::link(&ui.url(&format!("/catalogue/products/{}", row.id)), &row.name));
        html.push_trusted("</h3><p>");
        html.push(&state(ui, &row.state));
        html.push_trusted("</p><p>");
        html.push_text(&price(ui, row.lowest, row.variants));
        html.push_trusted("</p></article>");
    }
    html.push_trusted("</div>");
    html
}

fn price(ui: &Ui, lowest: Option<i64>, variants: i64) -> String {
    match lowest.map(|lowest| ui.money(Rupiah(lowest))) {
        Some(price) if variants > 1 => ui.say(&Say::new("catalogue-from").with("price", price)),
        Some(price) => price,
        None => ui.t("catalogue-no-price"),
    }
}

/// Where a product stands, as a badge.
pub(super) fn state(ui: &Ui, state: &str) -> Html {
    let tone = match State::parse(state) {
        Some(State::Published) => Tone::Good,
        Some(State::Submitted) => Tone::City,
        Some(State::Returned) => Tone::Warn,
        Some(State::Draft | State::Withdrawn) | None => Tone::Plain,
    };
    blocks::badge(&ui.t_of("catalogue-state-", state), tone)
}

async fn queue(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let wanted = query.get("status").and_then(State::parse);
    let like = query.like();
    let (rows, total) = find::queue(&mut tx, wanted, like.as_deref(), query.offset(), PER_PAGE).await?;
    let states = State::ALL
        .into_iter()
        .map(|state| (state.as_str().to_owned(), ui.t_of("catalogue-state-", state.as_str())));
    let choices = std::iter::once((String::new(), ui.t("catalogue-state-all"))).chain(states).collect();
    let table = listing(ui, &query, &rows, total)
        .search("catalogue-search")
        .filter("status", "catalogue-state", choices)
        .empty(blocks::empty(ui, "catalogue-none", "catalogue-none-hint"))
        .column(Column::html(
            "catalogue-maker",
            |ui, row: &Listed| {
                let path = format!("/catalogue/businesses/{}/products", row.business);
                blocks::link(&ui.url(&path), &row.maker)
            },
            |_, row| row.maker.clone(),
        ));
    Ok(Page::new(ui.t("catalogue-products"), table.html(ui)).desk().into_response())
}

fn listing<'a>(ui: &Ui, query: &'a ListQuery, rows: &'a [Listed], total: i64) -> Table<'a, Listed> {
    let lang = ui.lang;
    Table::new(ui.t("catalogue-products"), query, &[], rows, total)
        .column(Column::html(
            "catalogue-name",
            |ui, row: &Listed| blocks::link(&ui.url(&format!("/catalogue/products/{}", row.id)), &row.name),
            |_, row| row.name.clone(),
        ))
        .column(Column::html(
            "catalogue-state",
            |ui, row: &Listed| state(ui, &row.state),
            |ui, row| ui.t_of("catalogue-state-", &row.state),
        ))
        .column(Column::text("catalogue-category", move |_, row: &Listed| {
            category::find(&row.category).map_or_else(String::new, |one| one.name(lang).to_owned())
        }))
        .column(
            Column::text("catalogue-price", |ui, row: &Listed| price(ui, row.lowest, row.variants)).numeric(),
        )
        .column(Column::html(
            "catalogue-changed-at",
            |ui, row: &Listed| ui.time(row.changed_at),
            |ui, row| ui.instant(row.changed_at),
        ))
}

async fn of_business(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let id: BusinessId = id.parse()?;
    let (rows, total) = find::of_business(&mut tx, id, query.offset(), PER_PAGE).await?;
    let ui = &visit.ui;
    let path = format!("/catalogue/businesses/{id}/products/new");
    let add = blocks::button_link(&ui.url(&path), &ui.t("catalogue-add"), false);
    let empty = blocks::empty_with(ui, "catalogue-none-yet", "catalogue-none-yet-hint", &Html::default());
    let table = listing(ui, &query, &rows, total).empty(empty).html(ui);
    let page = Page::new(ui.t("catalogue-products"), blocks::stack(&[blocks::row(&[add]), table]));
    let page = page.under(ui.url(&format!("/registry/businesses/{id}")), ui.t("catalogue-maker"));
    Ok(faced(&visit, page).into_response())
}

async fn panel(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: BusinessId = id.parse()?;
    let (rows, total) = find::of_business(&mut tx, id, 0, 6).await?;
    let ui = &visit.ui;
    let path = format!("/catalogue/businesses/{id}/products");
    let mut links = vec![blocks::quiet(ui, &format!("{path}/new"), "catalogue-add")];
    if total > 0 {
        links.push(blocks::quiet(ui, &path, "catalogue-all"));
    }
    let main = blocks::stack(&[cards(ui, &rows), blocks::row(&links)]);
    Ok(faced(&visit, Page::new(ui.t("catalogue-products"), main)).into_response())
}

/// At the desk for those who work there; makers are at home on the public face.
pub(super) fn faced(visit: &Visit, page: Page) -> Page {
    if visit.actor().may_somewhere(business::SEE) { page.desk() } else { page }
}

/// A page below that of a product.
pub(super) fn below(visit: &Visit, product: &Product, title: &'static str, main: Html) -> Page {
    let ui = &visit.ui;
    let path = format!("/catalogue/products/{}", product.id);
    faced(visit, Page::new(ui.t(title), main)).under(ui.url(&path), product.wording.name.clone())
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let (product, area) = kept(&mut tx, id.parse()?).await?;
    let ui = &visit.ui;
    let missing = curate::missing(&mut tx, &product).await?;
    let mut parts = vec![standing(ui, &product, &missing)];
    let curates = tx.may(CURATE, &area) && product.state == State::Submitted;
    parts.push(actions(ui, &product, missing.is_empty(), curates));
    parts.push(blocks::section(ui, "catalogue-about", &said(ui, &product)));
    parts.push(blocks::section(ui, "catalogue-variants", &variants(&mut tx, ui, &product).await?));
    parts.push(blocks::section(ui, "catalogue-photos", &photos(&mut tx, ui, &product).await?));
    parts.push(blocks::section(
        ui,
        "catalogue-abroad",
        &super::abroad_forms::standing(&mut tx, ui, &product).await?,
    ));
    parts.push(blocks::section(ui, "catalogue-way", &way(&mut tx, ui, &product).await?));
    let page = faced(&visit, Page::new(product.wording.name.clone(), blocks::stack(&parts)));
    let above = format!("/catalogue/businesses/{}/products", product.business);
    Ok(page.under(ui.url(&above), product.maker).into_response())
}

fn standing(ui: &Ui, product: &Product, missing: &[Say]) -> Html {
    let mut head = Html::trusted("<p>");
    head.push(&state(ui, product.state.as_str()));
    head.push_trusted(" <span class=\"mono\">");
    head.push_text(&product.code);
    head.push_trusted("</span></p>");
    if missing.is_empty() || product.state == State::Withdrawn {
        return head;
    }
    let mut list = Html::text(&ui.t("catalogue-missing"));
    list.push_trusted("</p><ul>");
    for say in missing {
        list.push_trusted("<li>");
        list.push_text(&ui.say(say));
        list.push_trusted("</li>");
    }
    list.push_trusted("</ul><p>");
    head.push(&blocks::notice_html(&list, Tone::City));
    head
}

fn actions(ui: &Ui, product: &Product, whole: bool, curates: bool) -> Html {
    let path = |part: &str| format!("/catalogue/products/{}/{part}", product.id);
    let post =
        |part: &str, key: &'static str| blocks::post_button(&ui.url(&path(part)), &ui.t(key), &[], "", None);
    let mut parts = Vec::new();
    match product.state {
        State::Draft | State::Returned if whole => parts.push(post("submission", "catalogue-submit")),
        State::Withdrawn => parts.push(post("resumption", "catalogue-resume")),
        State::Draft | State::Returned | State::Submitted | State::Published => {}
    }
    if curates {
        parts.push(blocks::button_link(&ui.url(&path("curation")), &ui.t("catalogue-curate"), false));
    }
    if product.state == State::Published {
        let shop = ui.url(&format!("/toko/{}", product.code));
        parts.push(blocks::button_link(&shop, &ui.t("catalogue-in-shop"), true));
    }
    parts.push(blocks::quiet(ui, &path("amendment"), "catalogue-amend"));
    parts.push(blocks::quiet(ui, &path("words/en"), "catalogue-translate"));
    if product.state != State::Withdrawn {
        parts.push(blocks::quiet(ui, &path("withdrawal"), "catalogue-withdraw"));
    }
    blocks::row(&parts)
}

fn said(ui: &Ui, product: &Product) -> Html {
    let days = |days: i32| ui.say(&Say::new("catalogue-days").with("days", days));
    let none = || ui.t("catalogue-not-said");
    let or_none = |text: &str| if text.is_empty() { none() } else { text.to_owned() };
    let category =
        category::find(&product.category).map_or(String::new(), |one| one.name(ui.lang).to_owned());
    let allergens: Vec<String> =
        product.allergens.iter().map(|one| ui.t_of("catalogue-allergen-", one)).collect();
    let rows = [
        ("catalogue-category", category),
        ("catalogue-words", or_none(&product.wording.about)),
        ("catalogue-story", or_none(&product.wording.story)),
        ("catalogue-care", or_none(&product.wording.care)),
        ("catalogue-ingredients", or_none(&product.wording.ingredients)),
        ("catalogue-allergens", or_none(&allergens.join(", "))),
        ("catalogue-shelf-days", product.shelf_days.map_or_else(none, days)),
        ("catalogue-made", ui.t_of("catalogue-made-", product.made.as_str())),
        ("catalogue-lead-days", days(product.lead_days)),
    ];
    blocks::facts(ui, &rows.map(|(key, text)| (Say::new(key), Html::text(&text))))
}

async fn variants(tx: &mut Tx, ui: &Ui, product: &Product) -> Result<Html, Error> {
    let ids: Vec<_> = product.variants.iter().map(|variant| variant.id).collect();
    let levels = stock::levels(tx, &ids).await?;
    let rows: Vec<Vec<Html>> = product
        .variants
        .iter()
        .map(|variant| {
            let of = || levels.iter().filter(|level| level.shelf.variant == variant.id);
            let sum =
                |count: fn(&stock::Level) -> i32| ui.number(of().map(|level| i64::from(count(level))).sum());
            let weight = variant.weight.map(|grams| format!("{} g", ui.number(i64::from(grams))));
            [
                variant_name(ui, &variant.choice),
                variant.rupiah().map_or_else(|| ui.t("catalogue-no-price"), |price| ui.money(price)),
                weight.unwrap_or_else(|| ui.t("catalogue-not-said")),
                sum(|level| level.on_hand),
                sum(|level| level.allocated + level.held),
                sum(|level| level.left()),
            ]
            .iter()
            .map(|text| Html::text(text))
            .collect()
        })
        .collect();
    let heads = [
        "catalogue-variant",
        "catalogue-price",
        "catalogue-weight",
        "catalogue-on-hand",
        "catalogue-promised",
        "catalogue-left",
    ];
    let path = |part: &str| format!("/catalogue/products/{}/{part}", product.id);
    let links = blocks::row(&[
        blocks::quiet(ui, &path("variants"), "catalogue-variants-change"),
        blocks::quiet(ui, &path("stock"), "catalogue-stock-change"),
    ]);
    Ok(blocks::stack(&[blocks::table(ui, "catalogue-variants", &heads, &rows), links]))
}

/// A variant as people call it.
pub(super) fn variant_name(ui: &Ui, choice: &[String]) -> String {
    if choice.is_empty() { ui.t("catalogue-only-variant") } else { choice.join(" / ") }
}

async fn photos(tx: &mut Tx, ui: &Ui, product: &Product) -> Result<Html, Error> {
    let photos = photo::of(tx, product.pictured()).await?;
    let add =
        blocks::quiet(ui, &format!("/catalogue/products/{}/photos/new", product.id), "catalogue-photo-add");
    let shown = if photos.is_empty() {
        blocks::paragraph(ui, "catalogue-photos-none")
    } else {
        photo::gallery(ui, &photos, |id| {
            let path = |part: &str| ui.url(&format!("/registry/photos/{id}/{part}"));
            blocks::row(&[
                blocks::link(&path("description"), &ui.t("catalogue-photo-describe")),
                blocks::link(&path("removal"), &ui.t("catalogue-photo-remove")),
            ])
        })
    };
    Ok(blocks::stack(&[shown, blocks::row(&[add])]))
}

async fn way(tx: &mut Tx, ui: &Ui, product: &Product) -> Result<Html, Error> {
    let rows: Vec<Vec<Html>> = find::steps(tx, product.id)
        .await?
        .into_iter()
        .map(|step| {
            let open = step.answers.as_object().into_iter().flatten().filter(|(_, met)| **met == false);
            let open: Vec<String> =
                open.map(|(question, _)| ui.t_of("catalogue-question-", question)).collect();
            let reason = [vec![step.reason], open].concat().into_iter().filter(|text| !text.is_empty());
            vec![ui.time(step.at), state(ui, &step.state), Html::text(&reason.collect::<Vec<_>>().join("; "))]
        })
        .collect();
    Ok(blocks::table(ui, "catalogue-way", &["catalogue-at", "catalogue-state", "catalogue-reason"], &rows))
}

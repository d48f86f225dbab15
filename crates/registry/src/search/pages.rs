//! The search at the desk, and what is offered while somebody types.

use axum::response::IntoResponse;
use kernel::{Can, Error, Say, Tx};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Face, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::is_begun;
use super::show::{Shown, shown};
use super::{Found, Hit, Kind, Query, find};
use crate::{business, person};

pub(super) fn routes() -> Routes {
    Routes::new().get("/registry/search", search).get("/registry/search/suggest", suggest)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-work",
        label: "registry-search",
        note: "registry-search-note",
        path: "/registry/search",
        icon: Icon::Search,
        can: Some(business::SEE),
    }
}

/// How many are offered while somebody types.
const OFFERED: usize = 8;

/// What may be searched: what the actor may see of each kind.
pub(super) fn kinds(tx: &Tx, wish: Option<&str>) -> Result<(Vec<Kind>, Can), Error> {
    let wish = wish.and_then(Kind::parse);
    let may = |kind: &Kind| {
        let can = if *kind == Kind::Person { person::SEE } else { business::SEE };
        wish.is_none_or(|wish| wish == *kind) && tx.scope(can).is_ok()
    };
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(may).collect();
    // Both are held by the same roles, so one of them bounds the search.
    let can = if kinds.contains(&Kind::Business) { business::SEE } else { person::SEE };
    tx.scope(can)?;
    Ok((kinds, can))
}

async fn search(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let (kinds, can) = kinds(&tx, query.get("jenis"))?;
    let text = query.search().unwrap_or_default();
    let found = find(&mut tx, can, &Query { text: text.clone(), kinds, begun: false, within: None }).await?;
    let rows = shown(&mut tx, page_of(&found.hits, &query)).await?;
    let ui = &visit.ui;
    let parts = [said(ui, &text, &found), table(ui, &query, &rows, &found)];
    Ok(Page::new(ui.t("registry-search"), blocks::stack(&parts)).desk().into_response())
}

fn page_of<'a>(hits: &'a [Hit], query: &ListQuery) -> &'a [Hit] {
    let from = usize::try_from(query.offset()).unwrap_or(usize::MAX).min(hits.len());
    let to = usize::try_from(query.offset() + PER_PAGE).unwrap_or(usize::MAX).min(hits.len());
    hits.get(from..to).unwrap_or_default()
}

/// How the question was understood, where that is not as it was asked.
fn said(ui: &Ui, text: &str, found: &Found) -> Html {
    let say = match &found.corrected {
        Some(corrected) if !found.hits.is_empty() => {
            Say::new("registry-search-corrected").with("words", corrected.as_str()).with("asked", text)
        }
        Some(_) | None if !found.hits.is_empty() && !found.whole => Say::new("registry-search-not-all"),
        Some(_) | None => return Html::default(),
    };
    blocks::notice(&ui.say(&say), Tone::Plain)
}

fn table(ui: &Ui, query: &ListQuery, rows: &[Shown], found: &Found) -> Html {
    let kinds = [
        (String::new(), ui.t("registry-search-all")),
        ("person".to_owned(), ui.t("registry-search-kind-person")),
        ("business".to_owned(), ui.t("registry-search-kind-business")),
    ];
    let total = i64::try_from(found.hits.len()).unwrap_or(i64::MAX);
    let empty = blocks::empty(ui, "registry-search-empty", "registry-search-empty-hint");
    Table::new(ui.t("registry-search"), query, &[], rows, total)
        .search("registry-search-what")
        .filter("jenis", "registry-search-kind", kinds.to_vec())
        .more(found.more)
        .empty(empty)
        .column(Column::html(
            "registry-search-name",
            |ui, row: &Shown| blocks::link(&ui.url(&address(row)), &row.name),
            |_, row| row.name.clone(),
        ))
        .column(Column::text("registry-search-kind", |ui, row: &Shown| {
            ui.t_of("registry-search-kind-", row.kind.as_str())
        }))
        .column(Column::text("registry-search-about", |_, row: &Shown| about(row)))
        .column(Column::text("registry-search-place", |_, row: &Shown| row.place.clone()))
        .column(Column::text("registry-search-code", |_, row: &Shown| row.code.clone()))
        .html(ui)
}

/// The page of what was found.
pub(super) fn address(row: &Shown) -> String {
    match row.kind {
        Kind::Person => format!("/registry/people/{}", row.id),
        Kind::Business => format!("/registry/businesses/{}", row.id),
    }
}

fn about(row: &Shown) -> String {
    let parts = [row.brand.as_deref(), row.activity.as_deref(), Some(row.of.as_str())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A list of links for what is typed so far: a part, loaded into place.
async fn suggest(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let (kinds, can) = kinds(&tx, query.get("jenis"))?;
    let text = query.search().unwrap_or_default();
    let found = if is_begun(&text) {
        find(&mut tx, can, &Query { text, kinds, begun: true, within: None }).await?
    } else {
        Found::default()
    };
    let hits: Vec<Hit> = found.hits.into_iter().take(OFFERED).collect();
    let rows = shown(&mut tx, &hits).await?;
    let ui = &visit.ui;
    Ok(Page::new(ui.t("registry-search"), offered(ui, &rows)).desk().into_response())
}

fn offered(ui: &Ui, rows: &[Shown]) -> Html {
    if rows.is_empty() {
        let mut html = Html::trusted("<p class=\"muted\">");
        html.push_text(&ui.t("registry-search-nothing"));
        html.push_trusted("</p>");
        return html;
    }
    let mut html = Html::trusted("<ul class=\"stack flow-2\">");
    for row in rows {
        html.push_trusted("<li>");
        html.push(&blocks::link(&ui.url(&address(row)), &row.name));
        html.push_trusted(" <span class=\"muted\">");
        let rest = [about(row), row.place.clone(), row.code.clone()];
        let rest: Vec<&str> = rest.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        html.push_text(&rest.join(" · "));
        html.push_trusted("</span></li>");
    }
    html.push_trusted("</ul>");
    html
}

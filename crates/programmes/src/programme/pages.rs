//! Programmes at the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Say, Tx};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Html, Page, Routes, Ui, Visit};

use super::find::{self, Programme, Stage};
use super::{RUN, SEE, forms};
use crate::call::{self, Call};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/programmes", list)
        .get("/programmes/programmes/{id}", one)
        .and(forms::routes())
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "programmes-menu",
        label: "programmes-programmes",
        note: "programmes-programmes-note",
        path: "/programmes/programmes",
        icon: Icon::GraduationCap,
        can: Some(SEE),
    }
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let programmes = find::list(&mut tx).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if visit.actor().may_somewhere(RUN) {
        let address = ui.url("/programmes/programmes/new");
        parts.push(blocks::row(&[blocks::button_link(&address, &ui.t("programmes-add"), false)]));
    }
    if programmes.is_empty() {
        parts.push(blocks::empty(ui, "programmes-none", "programmes-none-hint"));
    } else {
        parts.push(table(ui, &programmes));
    }
    Ok(Page::new(ui.t("programmes-programmes"), blocks::stack(&parts)).desk().into_response())
}

fn table(ui: &Ui, programmes: &[Programme]) -> Html {
    let row = |one: &Programme| {
        vec![
            blocks::link(&ui.url(&format!("/programmes/programmes/{}", one.id)), &one.name),
            Html::text(&ui.t_of("programmes-for-", one.category.as_str())),
            Html::text(&ui.number(one.calls)),
            state(ui, one),
        ]
    };
    let heads = ["programmes-name", "programmes-category", "programmes-calls-count", "programmes-state"];
    blocks::table(ui, "programmes-programmes", &heads, &programmes.iter().map(row).collect::<Vec<_>>())
}

fn state(ui: &Ui, programme: &Programme) -> Html {
    match programme.closed_at {
        None => blocks::badge(&ui.t("programmes-is-open"), Tone::Good),
        Some(_) => blocks::badge(&ui.t("programmes-is-closed"), Tone::Plain),
    }
}

/// The stages in their order.
pub(crate) fn way(stages: &[Stage]) -> Html {
    let mut html = Html::trusted("<ol>");
    for stage in stages {
        html.push_trusted("<li>");
        html.push_text(&stage.name);
        html.push_trusted("</li>");
    }
    html.push_trusted("</ol>");
    html
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let programme = find::one(&mut tx, id.parse()?).await?;
    let stages = find::stages(&mut tx, programme.id).await?;
    let calls = call::of(&mut tx, programme.id).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if let Some(reason) = &programme.closed_reason {
        let say = Say::new("programmes-closed-because").with("reason", reason.as_str());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    }
    if visit.actor().may_somewhere(RUN) && programme.closed_at.is_none() {
        let here = format!("/programmes/programmes/{}", programme.id);
        parts.push(blocks::row(&[
            blocks::button_link(&ui.url(&format!("{here}/calls/new")), &ui.t("programmes-call-add"), false),
            blocks::quiet(ui, &format!("{here}/edit"), "programmes-edit"),
            blocks::quiet(ui, &format!("{here}/nudges"), "programmes-nudge-rule"),
            blocks::link(&ui.url(&format!("{here}/closure")), &ui.t("programmes-close")),
        ]));
    }
    parts.push(facts(&mut tx, ui, &programme).await?);
    parts.push(blocks::section(ui, "programmes-stages", &way(&stages)));
    parts.push(blocks::section(ui, "programmes-calls", &calls_of(ui, &calls)));
    parts.push(ui.slot("programmes.programme", &programme.id.to_string()));
    let page = Page::new(programme.name, blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/programmes/programmes"), ui.t("programmes-programmes")).into_response())
}

async fn facts(tx: &mut Tx, ui: &Ui, programme: &Programme) -> Result<Html, kernel::Error> {
    let mut rows = vec![
        (
            Say::new("programmes-category"),
            Html::text(&ui.t_of("programmes-for-", programme.category.as_str())),
        ),
        (Say::new("programmes-state"), state(ui, programme)),
    ];
    if let Some(agency) = programme.agency {
        let agency = identity::agency::one(tx, agency).await?;
        rows.push((Say::new("programmes-agency"), Html::text(&agency.name)));
    }
    if !programme.about.is_empty() {
        rows.push((Say::new("programmes-about"), Html::text(&programme.about)));
    }
    Ok(blocks::facts(ui, &rows))
}

fn calls_of(ui: &Ui, calls: &[Call]) -> Html {
    if calls.is_empty() {
        return blocks::paragraph(ui, "programmes-calls-never");
    }
    let row = |call: &Call| {
        vec![
            blocks::link(&ui.url(&format!("/programmes/calls/{}", call.id)), &call.name),
            ui.time(call.opens_at),
            ui.time(call.closes_at),
            Html::text(&ui.number(i64::from(call.places))),
            Html::text(&ui.t_of("programmes-window-", call.window(ui.now).as_str())),
        ]
    };
    let heads = [
        "programmes-call",
        "programmes-call-opens",
        "programmes-call-closes",
        "programmes-call-places-all",
        "programmes-state",
    ];
    blocks::table(ui, "programmes-calls", &heads, &calls.iter().map(row).collect::<Vec<_>>())
}

//! Roadshows at the desk.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Say, Tx};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Html, Page, Routes, Ui, Visit};

use super::find::{self, Action, Roadshow, Stop};
use super::write;
use crate::programme::{RUN, SEE};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/roadshows", list)
        .get("/programmes/roadshows/{id}", one)
        .post("/programmes/roadshows/{id}/closure", close)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "programmes-menu",
        label: "programmes-roadshows",
        note: "programmes-roadshows-note",
        path: "/programmes/roadshows",
        icon: Icon::MapPin,
        can: Some(SEE),
    }
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let roadshows = find::list(&mut tx).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if tx.must_in_city(RUN).is_ok() {
        let address = ui.url("/programmes/roadshows/new");
        parts.push(blocks::row(&[blocks::button_link(&address, &ui.t("programmes-roadshow-add"), false)]));
    }
    if roadshows.is_empty() {
        parts.push(blocks::empty(ui, "programmes-roadshows-none", "programmes-roadshows-none-hint"));
    } else {
        let row = |one: &Roadshow| {
            vec![
                blocks::link(&ui.url(&format!("/programmes/roadshows/{}", one.id)), &one.name),
                Html::text(&ui.number(one.stops)),
                Html::text(&ui.number(one.held)),
                Html::text(&ui.number(one.present)),
                going(ui, one),
            ]
        };
        let heads = [
            "programmes-name",
            "programmes-stops",
            "programmes-stops-held",
            "programmes-stop-present",
            "programmes-state",
        ];
        let rows: Vec<_> = roadshows.iter().map(row).collect();
        parts.push(blocks::table(ui, "programmes-roadshows", &heads, &rows));
    }
    Ok(Page::new(ui.t("programmes-roadshows"), blocks::stack(&parts)).desk().into_response())
}

fn going(ui: &Ui, roadshow: &Roadshow) -> Html {
    match roadshow.ended_at {
        None => blocks::badge(&ui.t("programmes-is-open"), Tone::Good),
        Some(_) => blocks::badge(&ui.t("programmes-is-closed"), Tone::Plain),
    }
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let roadshow = find::one(&mut tx, id.parse()?).await?;
    let stops = find::stops(&mut tx, roadshow.id).await?;
    let late = find::overdue(&mut tx, roadshow.id).await?;
    let left = left(&mut tx, &stops).await?;
    let runs = tx.must_in_city(RUN).is_ok() && roadshow.ended_at.is_none();
    let ui = &visit.ui;
    let here = format!("/programmes/roadshows/{}", roadshow.id);
    let mut parts = Vec::new();
    let mut tools = Vec::new();
    if runs {
        if !left.is_empty() {
            let plan = ui.url(&format!("{here}/plan"));
            tools.push(blocks::button_link(&plan, &ui.t("programmes-roadshow-plan"), false));
        }
        tools.push(blocks::quiet(ui, &format!("{here}/stops/new"), "programmes-stop-add"));
        let close = ui.url(&format!("{here}/closure"));
        tools.push(blocks::post_button(&close, &ui.t("programmes-roadshow-end"), &[], "quiet", None));
    }
    tools.push(blocks::link(&ui.url(&format!("{here}/calendar")), &ui.t("programmes-calendar-add")));
    parts.push(blocks::row(&tools));
    parts.push(figures(ui, &roadshow, &left));
    if !roadshow.about.is_empty() {
        let mut about = Html::trusted("<p>");
        about.push_text(&roadshow.about);
        about.push_trusted("</p>");
        parts.push(about);
    }
    if !left.is_empty() {
        let say = Say::new("programmes-roadshow-left").with("places", left.join(", "));
        parts.push(blocks::notice(&ui.say(&say), Tone::City));
    }
    if !late.is_empty() {
        parts.push(blocks::section(ui, "programmes-actions-late", &actions(ui, &late, false)));
    }
    parts.push(blocks::section(ui, "programmes-stops", &table(ui, &stops, "/programmes/stops")));
    let page = Page::new(roadshow.name, blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/programmes/roadshows"), ui.t("programmes-roadshows")).into_response())
}

/// The kecamatan without a stop, by name: those come first.
async fn left(tx: &mut Tx, stops: &[Stop]) -> Result<Vec<String>, Error> {
    let seen: BTreeSet<&AreaCode> =
        stops.iter().filter(|stop| stop.cancelled_at.is_none()).map(|stop| &stop.area).collect();
    let home = AreaCode::of_city(tx.city()).ok_or(Error::NotFound("city"))?;
    let places = territory::gazetteer(tx.db()).await?;
    let all = places.children_of(&home).into_iter();
    Ok(all.filter(|(code, _)| !seen.contains(code)).map(|(_, name)| name).collect())
}

fn figures(ui: &Ui, roadshow: &Roadshow, left: &[String]) -> Html {
    let mut html = Html::trusted("<dl class=\"facts\">");
    let count = i64::try_from(left.len()).unwrap_or(i64::MAX);
    let stops = Say::new("programmes-roadshow-of-stops").with("stops", ui.number(roadshow.stops));
    html.push(&blocks::stat(&ui.t("programmes-roadshow-without"), &ui.number(count), None));
    html.push(&blocks::stat(
        &ui.t("programmes-stops-held"),
        &ui.number(roadshow.held),
        Some(&ui.say(&stops)),
    ));
    html.push(&blocks::stat(&ui.t("programmes-stop-present"), &ui.number(roadshow.present), None));
    html.push_trusted("</dl>");
    html
}

/// Where a stop stands, as a badge.
pub(super) fn standing(ui: &Ui, stop: &Stop) -> Html {
    match (&stop.cancelled_at, &stop.held) {
        (Some(_), _) => blocks::badge(&ui.t("programmes-stop-cancelled"), Tone::Warn),
        (None, Some(_)) => blocks::badge(&ui.t("programmes-stop-held"), Tone::Good),
        (None, None) if stop.ends_at < ui.now => blocks::badge(&ui.t("programmes-stop-unsaid"), Tone::City),
        (None, None) => blocks::badge(&ui.t("programmes-stop-to-come"), Tone::Plain),
    }
}

/// Stops with a link to each, where there is a page of it.
pub(super) fn table(ui: &Ui, stops: &[Stop], to: &str) -> Html {
    if stops.is_empty() {
        return blocks::paragraph(ui, "programmes-stops-none");
    }
    let row = |stop: &Stop| {
        let name = ui.place(&stop.area);
        vec![
            if to.is_empty() {
                Html::text(&name)
            } else {
                blocks::link(&ui.url(&format!("{to}/{}", stop.id)), &name)
            },
            ui.time(stop.starts_at),
            Html::text(&stop.place),
            standing(ui, stop),
        ]
    };
    let heads =
        ["programmes-stop-area", "programmes-stop-starts", "programmes-stop-place", "programmes-state"];
    blocks::table(ui, "programmes-stops", &heads, &stops.iter().map(row).collect::<Vec<_>>())
}

/// What is to be done, with a button where it may be said to be done.
pub(super) fn actions(ui: &Ui, actions: &[Action], may: bool) -> Html {
    let row = |one: &Action| {
        let state = match one.done_at {
            Some(_) => blocks::badge(&ui.t("programmes-action-done"), Tone::Good),
            None if one.due_on < ui.city.zone.local(ui.now).date() => {
                blocks::badge(&ui.t("programmes-action-late"), Tone::Bad)
            }
            None => blocks::badge(&ui.t("programmes-action-open"), Tone::Plain),
        };
        let way = ui.url(&format!("/programmes/actions/{}/done", one.id));
        let (says, is) = match one.done_at {
            None => ("programmes-action-say-done", "ya"),
            Some(_) => ("programmes-action-say-open", "tidak"),
        };
        let tool = if may {
            blocks::post_button(&way, &ui.t(says), &[("done", is)], "quiet", None)
        } else {
            blocks::link(&ui.url(&format!("/programmes/stops/{}", one.stop)), &ui.place(&one.area))
        };
        vec![Html::text(&one.what), Html::text(&one.who), Html::text(&ui.date(one.due_on)), state, tool]
    };
    let heads = [
        "programmes-action-what",
        "programmes-action-who",
        "programmes-action-due",
        "programmes-state",
        "programmes-tools",
    ];
    blocks::table(ui, "programmes-actions", &heads, &actions.iter().map(row).collect::<Vec<_>>())
}

async fn close(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id = id.parse()?;
    write::end(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/roadshows/{id}"), "programmes-saved"))
}

//! One stop at the desk: who is invited, what came of it, what is to be done.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Say, Tx};
use registry::business;
use web::blocks::{self, Tone};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::find::{self, Guests, Stop};
use super::{pages, paper};
use crate::programme::{RUN, SEE};

/// The most guests on paper.
const MOST: i64 = 2_000;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/stops/{id}", one)
        .get("/programmes/stops/{id}/guests", guests)
        .get("/programmes/stops/{id}/guests/pdf", printed)
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.scope(SEE)?;
    let stop = find::stop(&mut tx, id.parse()?).await?;
    // Figures of a kecamatan, however small, for those who may see its businesses.
    let sees = tx.may(business::SEE, &stop.area);
    let invited = if sees { Some(find::guests(&mut tx, &stop).await?) } else { None };
    let acts = find::actions(&mut tx, stop.id).await?;
    let runs = tx.must_in_city(RUN).is_ok();
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if let Some(reason) = &stop.cancelled_reason {
        let say = Say::new("programmes-stop-cancelled-because").with("reason", reason.as_str());
        parts.push(blocks::notice(&ui.say(&say), Tone::Warn));
    }
    parts.extend(tools(ui, &stop, runs));
    parts.push(facts(&mut tx, ui, &stop).await?);
    if let Some(held) = stop.held.as_ref().filter(|held| !held.minutes.is_empty()) {
        parts.push(blocks::section(ui, "programmes-stop-minutes", &lines(&held.minutes)));
    }
    parts.push(blocks::section(
        ui,
        "programmes-stop-guests",
        &invitation(&visit.ui, &stop, invited.as_ref()),
    ));
    let mut todo = Vec::new();
    if runs {
        let add = format!("/programmes/stops/{}/actions/new", stop.id);
        todo.push(blocks::row(&[blocks::quiet(ui, &add, "programmes-action-add")]));
    }
    if acts.is_empty() {
        todo.push(blocks::paragraph(ui, "programmes-actions-none"));
    } else {
        todo.push(pages::actions(ui, &acts, runs));
    }
    parts.push(blocks::section(ui, "programmes-actions", &blocks::stack(&todo)));
    let title = Say::new("programmes-stop-of").with("place", ui.place(&stop.area));
    let page = Page::new(ui.say(&title), blocks::stack(&parts)).desk();
    let back = ui.url(&format!("/programmes/roadshows/{}", stop.roadshow));
    Ok(page.under(back, stop.roadshow_name).into_response())
}

fn tools(ui: &Ui, stop: &Stop, runs: bool) -> Option<Html> {
    if !runs || stop.cancelled_at.is_some() {
        return None;
    }
    let here = format!("/programmes/stops/{}", stop.id);
    let mut row = Vec::new();
    if stop.starts_at <= ui.now {
        let held = ui.url(&format!("{here}/minutes"));
        row.push(blocks::button_link(&held, &ui.t("programmes-stop-hold"), stop.held.is_some()));
    }
    if stop.held.is_none() {
        row.push(blocks::quiet(ui, &format!("{here}/edit"), "programmes-stop-edit"));
        row.push(blocks::link(&ui.url(&format!("{here}/cancellation")), &ui.t("programmes-stop-cancel")));
    }
    Some(blocks::row(&row))
}

async fn facts(tx: &mut Tx, ui: &Ui, stop: &Stop) -> Result<Html, Error> {
    let all = identity::agency::list(tx).await?;
    let agencies: Vec<&str> = all
        .iter()
        .filter(|agency| stop.agencies.contains(&agency.id))
        .map(|agency| agency.name.as_str())
        .collect();
    let mut rows = vec![
        (Say::new("programmes-state"), pages::standing(ui, stop)),
        (Say::new("programmes-stop-starts"), ui.time(stop.starts_at)),
        (Say::new("programmes-stop-ends"), ui.time(stop.ends_at)),
        (Say::new("programmes-stop-place"), Html::text(&stop.place)),
    ];
    if !agencies.is_empty() {
        rows.push((Say::new("programmes-stop-agencies"), Html::text(&agencies.join(", "))));
    }
    if !stop.agenda.is_empty() {
        rows.push((Say::new("programmes-stop-agenda"), lines(&stop.agenda)));
    }
    if let Some(held) = &stop.held {
        rows.push((Say::new("programmes-stop-present"), Html::text(&ui.number(i64::from(held.present)))));
        let applied = find::applied(tx, stop).await?;
        rows.push((Say::new("programmes-stop-applied"), Html::text(&ui.number(applied))));
    }
    Ok(blocks::facts(ui, &rows))
}

/// Lines as they were written.
fn lines(text: &str) -> Html {
    let mut html = Html::trusted("<div class=\"stack\">");
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        html.push_trusted("<p>");
        html.push_text(line);
        html.push_trusted("</p>");
    }
    html.push_trusted("</div>");
    html
}

/// How many are invited, by kelurahan, for whoever may know; the text to send.
fn invitation(ui: &Ui, stop: &Stop, invited: Option<&Guests>) -> Html {
    let who = ui.t_of("programmes-invited-", stop.invited.as_str());
    let all: Option<i64> = invited.map(|invited| invited.iter().map(|(_, businesses)| businesses).sum());
    let say = match all {
        Some(all) => Say::new("programmes-invited-says").with("who", who).with("businesses", ui.number(all)),
        None => Say::new("programmes-invited-only").with("who", who),
    };
    let mut says = Html::trusted("<p>");
    says.push_text(&ui.say(&say));
    says.push_trusted("</p>");
    let mut parts = vec![says];
    let mut row = Vec::new();
    if let Some(invited) = invited.filter(|invited| !invited.is_empty()) {
        let line = |(area, businesses): &(kernel::AreaCode, i64)| {
            vec![Html::text(&ui.place(area)), Html::text(&ui.number(*businesses))]
        };
        let rows: Vec<_> = invited.iter().map(line).collect();
        let heads = ["registry-kelurahan", "programmes-guests"];
        parts.push(blocks::table(ui, "programmes-guests-by-area", &heads, &rows));
        let here = format!("/programmes/stops/{}/guests", stop.id);
        row.push(blocks::quiet(ui, &here, "programmes-guests-list"));
        row.push(blocks::quiet(ui, &format!("{here}/pdf"), "programmes-guests-print"));
    }
    let text: String = url::form_urlencoded::byte_serialize(paper::words(ui, stop).as_bytes()).collect();
    row.push(blocks::link(&format!("https://wa.me/?text={text}"), &ui.t("programmes-stop-share")));
    parts.push(blocks::row(&row));
    blocks::stack(&parts)
}

/// The stop, for whoever may see the businesses of its kecamatan.
async fn invited(tx: &mut Tx, id: &str) -> Result<Stop, Error> {
    tx.scope(SEE)?;
    let stop = find::stop(tx, id.parse()?).await?;
    tx.must(business::SEE, &stop.area)?;
    Ok(stop)
}

async fn guests(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let stop = invited(&mut tx, &id).await?;
    let total: i64 = find::guests(&mut tx, &stop).await?.iter().map(|(_, businesses)| businesses).sum();
    let ids = find::guest_ids(&mut tx, &stop, query.offset(), PER_PAGE).await?;
    let rows = business::find::these(&mut tx, ids).await?;
    let ui = &visit.ui;
    let pdf = ui.url(&format!("/programmes/stops/{}/guests/pdf", stop.id));
    let table = Table::new(ui.t("programmes-guests"), &query, &[], &rows, total)
        .empty(blocks::empty(ui, "programmes-guests-none", "programmes-guests-none-hint"))
        .column(Column::html(
            "programmes-guest",
            |ui, row: &business::find::Row| {
                blocks::link(&ui.url(&format!("/registry/businesses/{}", row.id)), &row.name)
            },
            |_, row| row.name.clone(),
        ))
        .column(Column::text("programmes-guest-owner", |_, row: &business::find::Row| row.owners.join(", ")))
        .column(Column::text("registry-kelurahan", |ui, row: &business::find::Row| ui.place(&row.area)));
    let parts =
        [blocks::row(&[blocks::button_link(&pdf, &ui.t("programmes-guests-print"), true)]), table.html(ui)];
    let say = Say::new("programmes-guests-of").with("place", ui.place(&stop.area));
    let page = Page::new(ui.say(&say), blocks::stack(&parts)).desk();
    let back = ui.url(&format!("/programmes/stops/{}", stop.id));
    Ok(page.under(back, ui.place(&stop.area)).into_response())
}

/// The invitation and a list to sign, on paper. Whoever prints it stands in the trail.
async fn printed(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let stop = invited(&mut tx, &id).await?;
    let ids = find::guest_ids(&mut tx, &stop, 0, MOST + 1).await?;
    let more = i64::try_from(ids.len()).unwrap_or(i64::MAX) > MOST;
    let rows = business::find::these(&mut tx, ids.into_iter().take(2_000).collect()).await?;
    let bytes = paper::write(&visit.ui, &stop, &rows, more)?;
    let entry = kernel::audit::Entry::new("programmes.stop.print", "stop", stop.id).area(stop.area.clone());
    tx.audit(entry).await?;
    tx.commit().await?;
    Ok(pdf(&format!("undangan-{}", stop.area), bytes))
}

fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        ("content-type", "application/pdf".to_owned()),
        ("content-disposition", format!("attachment; filename=\"{name}.pdf\"")),
        ("cache-control", "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

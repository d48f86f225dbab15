//! One screening: what came of it in figures, row by row, and as a workbook.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx, work};
use web::blocks::{self, Tone};
use web::list::{ListQuery, PER_PAGE};
use web::table::{Column, Table};
use web::{Answer, Html, Page, Routes, Ui, Visit};

use super::concern::Grade;
use super::find::{self, Looked, Screening};
use super::{Counts, State, pages, workbook};
use crate::words;

pub(super) fn routes() -> Routes {
    Routes::new().get("/registry/screenings/{id}", show).get("/registry/screenings/{id}/workbook", download)
}

async fn show(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let screening = find::one(&mut tx, id.parse()?).await?;
    let ui = &visit.ui;
    let mut parts = vec![facts(&mut tx, ui, &screening).await?];
    match screening.state {
        State::Reading => {
            // Long work is shown to whoever began it.
            if let Some(work) = screening.work
                && let Ok(work) = work::one(&mut tx, work).await
            {
                parts.push(web::progress::part(ui, &work));
            }
        }
        State::Failed => {
            let say = find::fault(&screening).unwrap_or_else(|| "registry-sheet-damaged".into());
            parts.push(blocks::notice(&ui.say(&say), Tone::Bad));
        }
        State::Ready => parts.extend(result(&mut tx, ui, &screening, &query).await?),
    }
    let page = Page::new(screening.title.clone(), blocks::stack(&parts)).desk();
    let page = page.under(ui.url("/registry/screenings"), ui.t("registry-screenings"));
    let mut response = page.into_response();
    // A page that shows work under way comes again by itself, with scripts or without.
    if screening.state == State::Reading {
        response.headers_mut().insert("refresh", http::HeaderValue::from_static("2"));
    }
    Ok(response)
}

async fn facts(tx: &mut Tx, ui: &Ui, screening: &Screening) -> Result<Html, Error> {
    let mut rows = vec![
        (Say::new("registry-screening-state"), pages::state(ui, screening.state)),
        (Say::new("registry-screening-file"), Html::text(&screening.file_name)),
        (Say::new("registry-screening-quota"), Html::text(&ui.number(i64::from(screening.quota)))),
        (Say::new("registry-screening-at"), ui.time(screening.at)),
    ];
    if let Some(by) = screening.by {
        let who = identity::account::names(tx, &[by.0]).await?;
        let who = who.into_iter().map(|(_, name)| name).next().unwrap_or_default();
        rows.push((Say::new("registry-screening-by"), Html::text(&who)));
    }
    if screening.state == State::Ready {
        let told: Vec<String> =
            screening.counts.told.iter().map(|field| ui.t_of("registry-column-", field)).collect();
        rows.push((Say::new("registry-screening-told"), words::or_none(Some(&told.join(", ")))));
    }
    Ok(blocks::facts(ui, &rows))
}

async fn result(tx: &mut Tx, ui: &Ui, screening: &Screening, query: &ListQuery) -> Result<Vec<Html>, Error> {
    let mut parts = vec![figures(ui, &screening.counts), concerns(ui, &screening.counts)];
    if screening.file.is_some() {
        let address = ui.url(&format!("/registry/screenings/{}/workbook", screening.id));
        parts.push(blocks::row(&[blocks::button_link(
            &address,
            &ui.t("registry-screening-workbook"),
            false,
        )]));
    } else {
        parts.push(blocks::notice(&ui.t("registry-screening-forgotten"), Tone::Plain));
    }
    let grade = query.get("nilai").and_then(Grade::parse);
    let (rows, total) = find::rows(tx, screening.id, grade, (query.offset(), PER_PAGE)).await?;
    if total == 0 && grade.is_none() {
        parts.push(blocks::notice(&ui.t("registry-screening-all-clean"), Tone::Good));
        return Ok(parts);
    }
    parts.push(filters(ui, screening, grade));
    parts.push(table(ui, query, &rows, total).html(ui));
    Ok(parts)
}

/// The summary: rows by their gravest concern.
fn figures(ui: &Ui, counts: &Counts) -> Html {
    let figure = |count: usize| ui.number(i64::try_from(count).unwrap_or(i64::MAX));
    let mut html = Html::trusted("<dl class=\"facts\">");
    for (label, count) in [
        ("registry-screening-rows", counts.rows),
        ("registry-screening-grade-clean", counts.clean),
        ("registry-screening-grade-refused", counts.refused),
        ("registry-screening-grade-questionable", counts.questionable),
        ("registry-screening-grade-repaired", counts.repaired),
        ("registry-screening-known", counts.known),
    ] {
        html.push(&blocks::stat(&ui.t(label), &figure(count), None));
    }
    html.push_trusted("</dl>");
    html
}

/// Rows by what there is to say of them; a row may have several concerns.
fn concerns(ui: &Ui, counts: &Counts) -> Html {
    if counts.by.is_empty() {
        return Html::default();
    }
    let rows = counts.by.iter().map(|(code, count)| {
        let count = ui.number(i64::try_from(*count).unwrap_or(i64::MAX));
        vec![Html::text(&ui.t_of("registry-screening-concern-", code)), Html::text(&count)]
    });
    let rows: Vec<Vec<Html>> = rows.collect();
    let heads = ["registry-screening-concern", "registry-screening-rows"];
    blocks::table(ui, "registry-screening-concerns", &heads, &rows)
}

fn filters(ui: &Ui, screening: &Screening, chosen: Option<Grade>) -> Html {
    let mut html = Html::trusted("<nav class=\"tabs\"");
    html.attr("aria-label", &ui.t("registry-screening-grade"));
    html.push_trusted(">");
    for grade in [None].into_iter().chain(Grade::ALL.map(Some)) {
        let (label, query) = match grade {
            Some(grade) => {
                (ui.t_of("registry-screening-grade-", grade.as_str()), format!("?nilai={}", grade.as_str()))
            }
            None => (ui.t("registry-screening-grade-all"), String::new()),
        };
        html.push_trusted("<a");
        html.attr("href", &ui.url(&format!("/registry/screenings/{}{query}", screening.id)));
        if grade == chosen {
            html.attr("aria-current", "page");
        }
        html.push_trusted(">");
        html.push_text(&label);
        html.push_trusted("</a>");
    }
    html.push_trusted("</nav>");
    html
}

fn table<'a>(ui: &'a Ui, query: &'a ListQuery, rows: &'a [Looked], total: i64) -> Table<'a, Looked> {
    let place = |_: &Ui, row: &Looked| format!("{} {}", row.sheet, row.row);
    Table::new(ui.t("registry-screening-looked"), query, &["baris"], rows, total)
        .empty(blocks::empty(ui, "registry-screening-none-of-grade", "registry-screening-none-of-grade-hint"))
        .column(Column::text("registry-screening-row", place))
        .column(Column::html(
            "registry-screening-grade",
            |ui, row: &Looked| grade(ui, row.grade),
            |ui, row| ui.t_of("registry-screening-grade-", row.grade.as_str()),
        ))
        .column(Column::text("registry-screening-reasons", reasons))
        .column(Column::html(
            "registry-screening-person",
            |ui, row: &Looked| match &row.person {
                Some((id, name)) => blocks::link(&ui.url(&format!("/registry/people/{id}")), name),
                None => words::none(),
            },
            |_, row| row.person.as_ref().map(|(_, name)| name.clone()).unwrap_or_default(),
        ))
}

fn reasons(ui: &Ui, row: &Looked) -> String {
    let mut reasons: Vec<String> = Vec::new();
    for found in &row.found {
        let text = ui.say(&found.concern.say(|key| ui.t_of("", key)));
        if !reasons.contains(&text) {
            reasons.push(text);
        }
    }
    reasons.join("; ")
}

fn grade(ui: &Ui, grade: Grade) -> Html {
    let tone = match grade {
        Grade::Refused => Tone::Bad,
        Grade::Questionable => Tone::Warn,
        Grade::Repaired => Tone::Plain,
    };
    blocks::badge(&ui.t_of("registry-screening-grade-", grade.as_str()), tone)
}

/// The list's own workbook with the reasons beside its rows.
async fn download(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let book = workbook(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(crate::batch::handed_out(book))
}

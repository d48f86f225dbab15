//! The talk of two whose marks are far apart, on a page of their own.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::Error;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::points::{self, Asked};
use super::review_pages::{Sheet, sheet};
use super::rules::{Agreed, MOST};
use super::talk::{confirm, propose};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/reviews/{id}/talk", one)
        .post("/programmes/reviews/{id}/talk", write)
        .post("/programmes/reviews/{id}/talk/confirmation", answer)
}

fn form(ui: &Ui, sheet: &Sheet) -> Form {
    let here = ui.url(&format!("/programmes/reviews/{}", sheet.review.id));
    let form = Form::post(format!("{here}/talk"), "programmes-talk-send");
    points::fields(form, ui, &sheet.both.criteria, Asked::Always)
        .field(
            Field::long("remark", "programmes-review-remark")
                .hint("programmes-review-remark-hint")
                .optional(),
        )
        .cancel(here)
}

fn page(ui: &Ui, sheet: &Sheet, inner: &Html) -> Page {
    let mut main = Html::trusted("<div class=\"narrow stack\">");
    main.push(&sheet.known(ui));
    if !sheet.both.sent.is_empty() {
        main.push(&blocks::section(ui, "programmes-marks", &sheet.marks(ui)));
    }
    main.push(inner);
    main.push_trusted("</div>");
    let above = ui.url(&format!("/programmes/reviews/{}", sheet.review.id));
    Page::new(ui.t("programmes-talk"), main).desk().under(above, sheet.both.applicant.code.clone())
}

/// What one of the two wrote, for the other to confirm.
fn proposed(ui: &Ui, sheet: &Sheet) -> Html {
    let Some(talk) = &sheet.both.proposed else { return Html::default() };
    let row = |one: &super::find::Criterion| {
        let points = talk.points.get(&one.id).copied().unwrap_or(0);
        vec![Html::text(&one.name), Html::text(&format!("{points} / {MOST}"))]
    };
    let heads = ["programmes-criterion", "programmes-marks"];
    let rows: Vec<_> = sheet.both.criteria.iter().map(row).collect();
    let mut parts = vec![blocks::table(ui, "programmes-talk", &heads, &rows)];
    if let Some(remark) = &talk.remark {
        parts.push(blocks::notice(remark, Tone::Plain));
    }
    if talk.reviewer == sheet.review.reviewer {
        parts.push(blocks::notice(&ui.t("programmes-talk-waits"), Tone::Plain));
        return blocks::stack(&parts);
    }
    let address = ui.url(&format!("/programmes/reviews/{}/talk/confirmation", sheet.review.id));
    let press = |answer: &str, key: &'static str, class: &str| {
        blocks::post_button(&address, &ui.t(key), &[("answer", answer)], class, None)
    };
    parts.push(blocks::row(&[
        press("yes", "programmes-talk-yes", ""),
        press("no", "programmes-talk-no", "quiet"),
    ]));
    blocks::stack(&parts)
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let sheet = sheet(&mut tx, &id).await?;
    let ui = &visit.ui;
    let inner = if sheet.both.proposed.is_some() {
        proposed(ui, &sheet)
    } else if sheet.both.agreed == Agreed::Apart && !sheet.both.sent.is_empty() {
        blocks::stack(&[blocks::paragraph(ui, "programmes-talk-note"), form(ui, &sheet).html(ui)])
    } else {
        blocks::paragraph(ui, "programmes-talk-needless")
    };
    Ok(page(ui, &sheet, &inner).into_response())
}

async fn write(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let sheet = sheet(&mut tx, &id).await?;
    let ui = &visit.ui;
    let done = match points::read(&posted, &sheet.both.criteria) {
        Ok(points) => propose(&mut tx, sheet.review.id, &points, posted.text("remark")).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => {
            tx.commit().await?;
            let path = format!("/programmes/reviews/{}", sheet.review.id);
            Ok(visit.see_saying(&path, "programmes-talk-waits"))
        }
        Err(error) => {
            visit.again(error, form(ui, &sheet).fill(&posted), |form| Ok(page(ui, &sheet, &form.html(ui))))
        }
    }
}

async fn answer(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let sheet = sheet(&mut tx, &id).await?;
    let agreed = match posted.text("answer") {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::field("answer", "web-field-empty").into()),
    };
    confirm(&mut tx, sheet.review.id, agreed).await?;
    tx.commit().await?;
    let said = if agreed { "programmes-talk-agreed" } else { "programmes-talk-third" };
    Ok(visit.see_saying(&format!("/programmes/reviews/{}", sheet.review.id), said))
}

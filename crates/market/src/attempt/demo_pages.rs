//! The page on which a demonstration is paid by a click. What the click sends comes in by the same door as the notices of real
//! providers, signed.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use payment::demo::Choice;
use payment::{Demo, Name, Notice, Providers};
use std::sync::Arc;
use web::blocks::{self, Tone};
use web::{Answer, Page, Posted, Routes, Visit};

use super::{Attempt, AttemptId, State, find};
use crate::notice;
use crate::order::{self, link};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/market/attempts/demo/{id}", show).post("/market/attempts/demo/{id}", choose)
}

/// The attempt, where a demonstration takes payments and this is one.
async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Attempt, Arc<Demo>), Error> {
    let mut tx = visit.tx().await?;
    let demo = tx.db().outside().services.get::<Providers>().and_then(|all| all.demo().cloned());
    let demo = demo.ok_or(Error::NotFound("demo"))?;
    let attempt = find::one(&mut tx, id.parse::<AttemptId>()?).await?;
    match attempt.provider == Name::Demo {
        true => Ok((tx, attempt, demo)),
        false => Err(Error::NotFound("demo")),
    }
}

async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, attempt, _) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let code = order::one(&mut tx, attempt.order).await?.code;
    let back = blocks::button_link(&ui.url(&link::path(&tx, &code)), &ui.t("market-demo-back"), true);
    let mut parts = vec![blocks::notice(&ui.t("market-demo-note"), Tone::Warn)];
    let say = Say::new("market-demo-what").with("code", code).with("amount", attempt.amount.to_string());
    let mut html = web::Html::trusted("<p class=\"lead\">");
    html.push_text(&ui.say(&say));
    html.push_trusted("</p>");
    parts.push(html);
    if matches!(attempt.state, State::Open | State::Closed) {
        let action = ui.url(&format!("/market/attempts/demo/{id}"));
        let button = |choice: &'static str, label: &'static str, class: &str| {
            blocks::post_button(&action, &ui.t(label), &[("choice", choice)], class, None)
        };
        parts.push(blocks::row(&[
            button("pay", "market-demo-pay", ""),
            button("expire", "market-demo-expire", "quiet"),
            back,
        ]));
    } else {
        parts.push(blocks::row(&[back]));
    }
    Ok(Page::new(ui.t("market-demo"), blocks::stack(&parts)).into_response())
}

async fn choose(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, attempt, demo) = loaded(&visit, &id).await?;
    let choice = match posted.text("choice") {
        "pay" => Choice::Pay,
        "expire" => Choice::Expire,
        _ => return Err(Error::refused("market-demo-choose").into()),
    };
    let (headers, body) = demo.notice(tx.id(), attempt.id.0, crate::sum::amount(attempt.amount)?, choice);
    notice::receive(&mut tx, Name::Demo, Notice { headers: &headers, body: &body }).await?;
    let code = order::one(&mut tx, attempt.order).await?.code;
    let path = link::path(&tx, &code);
    tx.commit().await?;
    Ok(visit.see_saying(&path, "market-demo-done"))
}

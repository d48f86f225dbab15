//! The page on which anybody checks a certificate.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use kernel::{Error, Say};
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, ListQuery, Page, Routes, Ui, Visit};

use super::code;
use super::find::Certificate;
use crate::training;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/certificates/check", ask)
        .get("/programmes/certificates/check/{code}", told)
}

fn form(ui: &Ui, typed: &str) -> Form {
    Form::get(ui.url("/sertifikat"), "programmes-certificate-check-it").field(
        Field::text("kode", "programmes-certificate-code")
            .hint("programmes-certificate-code-hint")
            .autocomplete("off")
            .value(typed),
    )
}

async fn ask(visit: Visit, query: ListQuery) -> Answer {
    match query.get("kode").map(str::trim).filter(|text| !text.is_empty()) {
        Some(typed) => answer(&visit, typed).await,
        None => Ok(page(&visit.ui, form(&visit.ui, "").html(&visit.ui)).into_response()),
    }
}

async fn told(visit: Visit, Path(typed): Path<String>) -> Answer {
    answer(&visit, &typed).await
}

fn page(ui: &Ui, inner: Html) -> Page {
    let main = blocks::stack(&[blocks::paragraph(ui, "programmes-certificate-check-lead"), inner]);
    Page::new(ui.t("programmes-certificate-check"), main)
}

async fn answer(visit: &Visit, typed: &str) -> Answer {
    let mut tx = visit.tx().await?;
    let found = code::check(&mut tx, typed).await?;
    let ui = &visit.ui;
    let Some(found) = found else {
        let unknown = Error::field("kode", "programmes-certificate-unknown");
        let page = page(ui, form(ui, typed).because(&unknown).html(ui));
        return Ok((StatusCode::NOT_FOUND, page).into_response());
    };
    let head = if found.revoked_at.is_some() {
        blocks::notice(&ui.t("programmes-certificate-revoked"), Tone::Bad)
    } else {
        let say = Say::new("programmes-certificate-true").with("city", ui.city.name.as_str());
        blocks::notice(&ui.say(&say), Tone::Good)
    };
    let again = blocks::section(ui, "programmes-certificate-check-other", &form(ui, "").html(ui));
    Ok(page(ui, blocks::stack(&[head, facts(ui, &found), again])).into_response())
}

/// What is said of it: enough to compare with the paper.
fn facts(ui: &Ui, it: &Certificate) -> Html {
    let number = format!("{}/{}", it.number, it.year);
    let mut facts = vec![
        (Say::new("programmes-certificate-no"), Html::text(&number)),
        (Say::new("programmes-certificate-name"), Html::text(&code::masked(&it.name))),
        (Say::new("programmes-training"), Html::text(&it.training_name)),
        (Say::new("programmes-unit-length"), Html::text(&training::length(ui, it.minutes))),
        (Say::new("programmes-certificate-on"), Html::text(&ui.date(it.on))),
    ];
    if let Some(agency) = &it.agency_name {
        facts.push((Say::new("programmes-certificate-agency"), Html::text(agency)));
    }
    if let Some(at) = it.revoked_at {
        facts.push((Say::new("programmes-certificate-revoked-at"), ui.time(at)));
    }
    blocks::facts(ui, &facts)
}

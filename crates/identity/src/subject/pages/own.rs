//! "Data saya": what is held about oneself, to see, to take along, to have corrected or deleted.

use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use kernel::Error;
use serde_json::Value;
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::Rooms;
use crate::session::pages::{confirm_first, here};
use crate::subject::{self, Kind, Section};
use crate::{account, consent, show, trail};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/identity/own-data", view)
        .get("/identity/own-data/document", download)
        .get("/identity/own-data/requests/new", new)
        .post("/identity/own-data/requests/new", ask)
        .post("/identity/requests/{id}/withdrawal", withdraw)
        .get("/identity/certificates/{number}", certificate)
}

async fn view(visit: Visit, Extension(rooms): Extension<Rooms>) -> Answer {
    let mut tx = visit.tx().await?;
    let account = account::own(&tx)?;
    let sections = subject::collect(&mut tx, &rooms.0).await?;
    let about = trail::about(&mut tx, account).await?;
    let requests = subject::list_own(&mut tx, account).await?;
    let holds = subject::holds(&mut tx, account).await?;
    let standing = consent::standing(&mut tx, account).await?;
    let ui = &visit.ui;
    let mut parts = vec![show::paragraph(ui, "identity-own-lead"), buttons(ui)];
    parts.extend(sections.iter().map(|section| show::section(ui, section.title, &value(ui, section))));
    parts.push(show::section(ui, "identity-consents", &consent::pages::own(ui, &standing)));
    parts.push(show::section(ui, "identity-trail-mine", &trail::pages::about(ui, &about)));
    parts.push(show::section(ui, "identity-requests-mine", &mine(ui, &requests)));
    if !holds.is_empty() {
        parts.push(show::section(ui, "identity-holds", &super::holds(&visit, &holds)));
    }
    Ok(Page::new(ui.t("identity-own"), show::stack(&parts)).into_response())
}

fn buttons(ui: &Ui) -> Html {
    let ask = |kind: &str| format!("/identity/own-data/requests/new?jenis={kind}");
    show::row(&[
        blocks::button_link(&ui.url("/identity/own-data/document"), &ui.t("identity-own-download"), false),
        show::quiet(ui, &ask("correction"), "identity-request-correction"),
        show::quiet(ui, &ask("deletion"), "identity-request-deletion"),
    ])
}

fn mine(ui: &Ui, requests: &[subject::Request]) -> Html {
    let mut parts = vec![super::requests(ui, requests, false)];
    for request in requests.iter().filter(|request| request.answer.is_none()) {
        let address = ui.url(&format!("/identity/requests/{}/withdrawal", request.id));
        let label = ui.t_of("identity-request-withdraw-", request.kind.as_str());
        parts.push(blocks::post_button(&address, &label, &[], "quiet", None));
    }
    show::stack(&parts)
}

/// A room's part as terms and values; lists one after the other.
fn value(ui: &Ui, section: &Section) -> Html {
    match &section.value {
        Value::Array(items) if items.is_empty() => show::paragraph(ui, "identity-own-nothing"),
        Value::Array(items) => {
            show::stack(&items.iter().map(|item| object(ui, section.key, item)).collect::<Vec<_>>())
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => {
            object(ui, section.key, other)
        }
    }
}

fn object(ui: &Ui, room: &str, value: &Value) -> Html {
    let Value::Object(fields) = value else { return Html::text(&plain(ui, value)) };
    let mut html = Html::trusted("<dl class=\"dl\">");
    for (name, field) in fields {
        html.push_trusted("<div><dt>");
        html.push_text(&label(ui, room, name));
        html.push_trusted("</dt><dd>");
        html.push_text(
            &field.as_str().and_then(|text| said(ui, name, text)).unwrap_or_else(|| plain(ui, field)),
        );
        html.push_trusted("</dd></div>");
    }
    html.push_trusted("</dl>");
    html
}

/// What a field is called; its own name where its room has no message for it.
fn label(ui: &Ui, room: &str, name: &str) -> String {
    let context = room.split('.').next().unwrap_or(room);
    let prefix = format!("{context}-field-");
    let said = ui.t_of(&prefix, name);
    if said.starts_with(&prefix) { name.replace('_', " ") } else { said }
}

/// A word of ours as people say it: `city_admin` is for the file, "admin kota" for the page.
fn said(ui: &Ui, name: &str, text: &str) -> Option<String> {
    let prefix = match name {
        "role" => "identity-role-",
        "channel" => "identity-channel-",
        "factor" => "identity-factor-named-",
        "language" => "identity-language-named-",
        "state" => "identity-consent-named-",
        "purpose" => {
            return consent::pages::purpose(text)
                .ok()
                .map(|one| consent::pages::pick(ui, one.title).to_owned());
        }
        _ => return None,
    };
    let known = ui.site.messages.has(ui.lang, &format!("{prefix}{}", text.replace('_', "-")));
    known.then(|| ui.t_of(prefix, text))
}

fn plain(ui: &Ui, value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => match chrono::DateTime::parse_from_rfc3339(text) {
            Ok(at) => ui.instant(at.to_utc()),
            Err(_) => text.clone(),
        },
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

async fn download(visit: Visit, Extension(rooms): Extension<Rooms>) -> Answer {
    let mut tx = visit.tx().await?;
    let data = subject::export(&mut tx, &rooms.0).await?;
    tx.commit().await?;
    let name = "attachment; filename=\"data-saya.json\"";
    let headers = [(header::CONTENT_DISPOSITION, name), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, Json(data)).into_response())
}

fn form(ui: &Ui, kind: Kind) -> Form {
    let address = ui.url("/identity/own-data/requests/new");
    let form = Form::post(address, "identity-request-send")
        .field(Field::hidden("kind", kind.as_str()))
        .cancel(ui.url("/identity/own-data"));
    match kind {
        Kind::Correction => {
            form.field(Field::long("detail", "identity-request-detail").hint("identity-request-detail-hint"))
        }
        Kind::Deletion => form
            .field(Field::check("sure", "identity-request-deletion-sure"))
            .field(Field::long("detail", "identity-request-why").optional())
            .danger(),
    }
}

/// Why somebody is asked to ask for deletion.
fn withdrawing(ui: &Ui) -> Html {
    blocks::notice(&ui.t("identity-consent-account-lead"), Tone::Warn)
}

fn page(ui: &Ui, kind: Kind, form: &Form) -> Page {
    let (title, lead) = match kind {
        Kind::Correction => ("identity-request-correction", "identity-request-correction-lead"),
        Kind::Deletion => ("identity-request-deletion", "identity-request-deletion-lead"),
    };
    let main = show::stack(&[show::paragraph(ui, lead), form.html(ui)]);
    Page::new(ui.t(title), main).under(ui.url("/identity/own-data"), ui.t("identity-own"))
}

async fn new(visit: Visit, query: ListQuery) -> Answer {
    let kind = super::kind_of(query.get("jenis").unwrap_or_default());
    if kind == Kind::Deletion && here(&visit).await?.fresh(visit.ui.now).is_err() {
        let back = format!("/identity/own-data/requests/new{}", query.with("jenis", Some("deletion")));
        return Ok(confirm_first(&visit, &back));
    }
    account::own(&visit.tx().await?)?;
    let mut page = page(&visit.ui, kind, &form(&visit.ui, kind));
    if query.get("sebab") == Some("consent") {
        page.main = show::stack(&[withdrawing(&visit.ui), page.main]);
    }
    Ok(page.into_response())
}

async fn ask(visit: Visit, posted: Posted) -> Answer {
    let kind = super::kind_of(posted.text("kind"));
    let done = async {
        if kind == Kind::Deletion && !posted.checked("sure") {
            return Err(Error::field("sure", "identity-request-deletion-unsure"));
        }
        if kind == Kind::Deletion {
            here(&visit).await?.fresh(visit.ui.now)?;
        }
        let mut tx = visit.tx().await?;
        let account = account::own(&tx)?;
        subject::ask(&mut tx, account, kind, posted.text("detail")).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying("/identity/own-data", "identity-request-sent")),
        Err(error) => {
            visit.again(error, form(&visit.ui, kind).fill(&posted), |form| Ok(page(&visit.ui, kind, &form)))
        }
    }
}

async fn withdraw(visit: Visit, Path(id): Path<Uuid>) -> Answer {
    let mut tx = visit.tx().await?;
    subject::withdraw(&mut tx, id).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/identity/own-data", "identity-request-withdrawn"))
}

async fn certificate(visit: Visit, Path(number): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let certificate = subject::certificate(&mut tx, &number).await?;
    let ui = &visit.ui;
    let facts = [
        (kernel::Say::new("identity-certificate-number"), Html::text(&certificate.number)),
        (kernel::Say::new("identity-certificate-at"), ui.time(certificate.at)),
        (kernel::Say::new("identity-certificate-gone"), Html::text(&ui.t("identity-certificate-gone-what"))),
        (kernel::Say::new("identity-certificate-kept"), Html::text(&ui.t("identity-certificate-kept-what"))),
    ];
    let parts = [blocks::notice(&ui.t("identity-certificate-lead"), Tone::Good), blocks::facts(ui, &facts)];
    Ok(Page::new(ui.t("identity-certificate"), show::stack(&parts)).into_response())
}

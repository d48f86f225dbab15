//! Requests at the desk, and one request for both sides.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::field::Choice;
use web::icon::Icon;
use web::{Answer, Face, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Request};
use super::{ANSWER, RequestId};
use crate::person;
use crate::words::{self, Names};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/registry/requests", list)
        .get("/registry/requests/{id}", one)
        .post("/registry/requests/{id}/answer", answer)
        .post("/registry/requests/{id}/withdrawal", withdraw)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-work",
        label: "registry-requests",
        note: "registry-requests-note",
        path: "/registry/requests",
        icon: Icon::Message,
        can: Some(ANSWER),
    }
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let requests = find::open(&mut tx).await?;
    let ui = &visit.ui;
    let main = if requests.is_empty() {
        blocks::empty(ui, "registry-requests-none", "registry-requests-none-hint")
    } else {
        let names = Names::read(&mut tx).await?;
        table(ui, Some(&names), &requests)
    };
    Ok(Page::new(ui.t("registry-requests"), main).desk().into_response())
}

/// Requests, with their territory where the list is an officer's.
pub(crate) fn table(ui: &Ui, names: Option<&Names>, requests: &[Request]) -> Html {
    let row = |request: &Request| {
        let address = ui.url(&format!("/registry/requests/{}", request.id));
        let mut row = vec![blocks::link(&address, &ui.t_of("registry-request-field-", &request.field))];
        row.extend(names.map(|names| Html::text(&names.path(&request.area))));
        row.extend([ui.time(request.at), state(ui, request)]);
        row
    };
    let mut heads = vec!["registry-request-about"];
    heads.extend(names.map(|_| "registry-area"));
    heads.extend(["registry-request-at", "registry-status"]);
    blocks::table(ui, "registry-requests", &heads, &requests.iter().map(row).collect::<Vec<_>>())
}

fn state(ui: &Ui, request: &Request) -> Html {
    match request.outcome.as_deref() {
        Some("done") => blocks::badge(&ui.t("registry-request-done"), Tone::Good),
        Some(outcome) => blocks::badge(&ui.t_of("registry-request-", outcome), Tone::Plain),
        None => blocks::badge(&ui.t("registry-request-open"), Tone::City),
    }
}

fn answer_form(ui: &Ui, request: &Request) -> Form {
    let choices = [("done", "registry-request-done"), ("refused", "registry-request-refused")];
    let choices = choices.map(|(value, label)| Choice::new(value, ui.t(label))).to_vec();
    Form::post(ui.url(&format!("/registry/requests/{}/answer", request.id)), "registry-request-answer-do")
        .field_if(request.field == "find_me", || {
            Field::text("found", "registry-request-found")
                .hint("registry-request-found-hint")
                .optional()
                .narrow()
        })
        .field(Field::radio("outcome", "registry-request-outcome", choices))
        .field(Field::long("answer", "registry-request-answer").hint("registry-request-answer-hint"))
}

async fn shown(tx: &mut Tx, visit: &Visit, request: &Request, form: &Form) -> Result<Page, Error> {
    let ui = &visit.ui;
    let names = Names::read(tx).await?;
    let officer = tx.may(ANSWER, &request.area);
    let who = identity::account::names(tx, &[request.account.0]).await?;
    let who = who.into_iter().map(|(_, name)| name).next().unwrap_or_default();
    let mut about = Html::default();
    if let Some(person) = request.person {
        about.push(&blocks::link(
            &ui.url(&format!("/registry/people/{person}")),
            &ui.t("registry-request-person"),
        ));
    }
    if let Some(business) = request.business {
        about.push_text(" ");
        about.push(&blocks::link(
            &ui.url(&format!("/registry/businesses/{business}")),
            &ui.t("registry-request-business"),
        ));
    }
    let text = request.text(tx)?;
    let mut facts = vec![
        (Say::new("registry-request-by"), Html::text(&who)),
        (Say::new("registry-area"), Html::text(&names.path(&request.area))),
        (Say::new("registry-request-at"), ui.time(request.at)),
        (Say::new("registry-request-record"), if about.is_empty() { words::none() } else { about }),
        (Say::new("registry-request-text"), words::or_none(Some(&text))),
        (Say::new("registry-status"), state(ui, request)),
    ];
    if let (Some(answer), Some(at)) = (&request.answer, request.answered_at) {
        facts.push((Say::new("registry-request-answer"), Html::text(answer)));
        facts.push((Say::new("registry-request-answered"), ui.time(at)));
    }
    let mut parts = vec![blocks::facts(ui, &facts)];
    if request.outcome.is_none() && officer {
        if request.field == "find_me" {
            parts.push(candidates(tx, ui, &who, request).await?);
        }
        parts.push(blocks::section(ui, "registry-request-answer", &form.html(ui)));
    }
    if request.outcome.is_none() && visit.actor().account() == Some(request.account) {
        let action = ui.url(&format!("/registry/requests/{}/withdrawal", request.id));
        parts.push(blocks::post_button(&action, &ui.t("registry-request-withdraw"), &[], "quiet", None));
    }
    let page = Page::new(ui.t_of("registry-request-field-", &request.field), blocks::stack(&parts));
    Ok(if officer {
        page.desk().under(ui.url("/registry/requests"), ui.t("registry-requests"))
    } else {
        page.under(ui.url("/usaha-saya"), ui.t("registry-own"))
    })
}

/// Records in this kelurahan that may be the person's.
async fn candidates(tx: &mut Tx, ui: &Ui, name: &str, request: &Request) -> Result<Html, Error> {
    let area = Some(request.area.clone());
    let who = person::Described { name: name.to_owned(), area, ..person::Described::default() };
    let alike = person::alike(tx, &who).await?;
    if alike.is_empty() {
        return Ok(blocks::paragraph(ui, "registry-request-no-candidates"));
    }
    let row = |other: &person::Alike| {
        let address = ui.url(&format!("/registry/people/{}", other.id));
        vec![blocks::link(&address, &other.name), Html::text(&other.code)]
    };
    let rows: Vec<Vec<Html>> = alike.iter().map(row).collect();
    let heads = ["registry-person-name", "registry-code"];
    let table = blocks::table(ui, "registry-request-candidates", &heads, &rows);
    Ok(blocks::section(ui, "registry-request-candidates", &table))
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let request = find::one(&mut tx, id.parse()?).await?;
    let form = answer_form(&visit.ui, &request);
    Ok(shown(&mut tx, &visit, &request, &form).await?.into_response())
}

async fn answer(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let request = find::one(&mut tx, id.parse()?).await?;
    tx.must(ANSWER, &request.area)?;
    let done = try_answer(&mut tx, request.id, &posted).await;
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/registry/requests", "registry-saved"))
        }
        Err(error) => {
            let form = answer_form(&visit.ui, &request).fill(&posted).because(&error);
            let page = shown(&mut tx, &visit, &request, &form).await?;
            visit.again(error, form, |_| Ok(page))
        }
    }
}

async fn try_answer(tx: &mut Tx, id: RequestId, posted: &Posted) -> Result<(), Error> {
    let done = match posted.text("outcome") {
        "done" => true,
        "refused" => false,
        _ => return Err(Error::field("outcome", "web-field-empty")),
    };
    let found = match posted.optional("found") {
        Some(code) => {
            let found = person::find::of_code(tx, code).await?;
            Some(found.ok_or_else(|| Error::field("found", "registry-code-unknown"))?)
        }
        None => None,
    };
    super::answer(tx, id, done, posted.text("answer"), found).await
}

async fn withdraw(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    super::withdraw(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/usaha-saya", "registry-saved"))
}

//! Sending a list of applicants, and what became of its rows.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Say, Tx};
use registry::batch::find::Batch;
use registry::batch::{self, State};
use registry::person;
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::list::{ListQuery, PER_PAGE};
use web::table::{Column, Table};
use web::upload::Upload;
use web::{Answer, Form, Html, Page, Routes, Ui, Visit};

use super::find::{self, Counts, Roll, Row};
use super::{Outcome, RollId, receive};
use crate::applicant::{JUDGE, is_open};
use crate::call::{self, Call, CallId};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/calls/{id}/rolls/new", new)
        .post("/programmes/calls/{id}/rolls/new", send)
        .get("/programmes/rolls/{id}", one)
        .get("/programmes/rolls/{id}/workbook", download)
}

async fn form(tx: &mut Tx, ui: &Ui, call: &Call) -> Result<Form, Error> {
    let here = format!("/programmes/calls/{}", call.id);
    let form = Form::post(ui.url(&format!("{here}/rolls/new")), "programmes-roll-send");
    Ok(batch::fields(tx, ui, form).await?.cancel(ui.url(&format!("{here}/applicants"))))
}

fn page(ui: &Ui, call: &Call, form: &Form) -> Page {
    let parts = [blocks::paragraph(ui, "programmes-roll-intro"), form.html(ui)];
    let back = ui.url(&format!("/programmes/calls/{}/applicants", call.id));
    Page::new(ui.t("programmes-roll-new"), blocks::stack(&parts)).desk().under(back, call.name.clone())
}

async fn asked(visit: &Visit, id: &str) -> Result<(Tx, Call), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(JUDGE)?;
    let call = call::one(&mut tx, id.parse()?).await?;
    is_open(&call, tx.now())?;
    Ok((tx, call))
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, call) = asked(&visit, &id).await?;
    let form = form(&mut tx, &visit.ui, &call).await?;
    Ok(page(&visit.ui, &call, &form).into_response())
}

async fn send(visit: Visit, Path(id): Path<String>, upload: Upload) -> Answer {
    let (mut tx, call) = asked(&visit, &id).await?;
    let done = match batch::sent(&upload) {
        Ok(new) => receive(&mut tx, call.id, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see(&format!("/programmes/rolls/{id}")))
        }
        Err(error) => {
            tx.rollback().await?;
            let mut tx = visit.tx().await?;
            let form = form(&mut tx, &visit.ui, &call).await?.fill(&upload.posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &call, &form)))
        }
    }
}

/// The lists of a call, for the page of its applicants.
pub(crate) async fn panel(tx: &mut Tx, ui: &Ui, call: CallId) -> Result<Option<Html>, Error> {
    let rolls = find::of_call(tx, call, PER_PAGE).await?;
    if rolls.is_empty() {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for roll in &rolls {
        let batch = batch::find::one(tx, roll.batch).await?;
        let counts = find::counts(tx, roll.id).await?;
        let entered: i64 = of(&counts, Outcome::Entered);
        let all: i64 = counts.iter().map(|(_, rows)| rows).sum();
        rows.push(vec![
            blocks::link(&ui.url(&format!("/programmes/rolls/{}", roll.id)), &batch.file_name),
            ui.time(roll.sent_at),
            standing(ui, roll, batch.state),
            Html::text(&ui.number(all)),
            Html::text(&ui.number(entered)),
        ]);
    }
    let heads = [
        "programmes-roll-file",
        "programmes-roll-sent",
        "programmes-state",
        "programmes-roll-rows",
        "programmes-roll-is-entered",
    ];
    let table = blocks::table(ui, "programmes-rolls", &heads, &rows);
    Ok(Some(blocks::section(ui, "programmes-rolls", &table)))
}

fn of(counts: &Counts, wanted: Outcome) -> i64 {
    counts.iter().filter(|(outcome, _)| *outcome == wanted).map(|(_, rows)| rows).sum()
}

/// How far a list is, as a badge.
fn standing(ui: &Ui, roll: &Roll, state: State) -> Html {
    let (key, tone) = match (roll.undone_at, roll.entered_at, state) {
        (Some(_), _, _) | (_, _, State::Undoing | State::Undone) => ("undone", Tone::Plain),
        (None, Some(_), _) => ("entered", Tone::Good),
        (None, None, State::Asking | State::Ready) => ("asks", Tone::City),
        (None, None, State::Failed | State::Cancelled) => ("failed", Tone::Bad),
        (None, None, State::Reading | State::Applying | State::Applied) => ("works", Tone::Plain),
    };
    blocks::badge(&ui.t_of("programmes-roll-stands-", key), tone)
}

/// A row with the name of whom it speaks of.
struct Named {
    row: Row,
    name: String,
    why: Vec<Say>,
}

async fn named(tx: &mut Tx, call: &Call, rows: Vec<Row>) -> Result<Vec<Named>, Error> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| Some(row.person?.0)).collect();
    let names: BTreeMap<Uuid, person::Named> = person::named(tx, &ids).await?;
    let one = |row: Row| Named {
        name: row.person.and_then(|id| names.get(&id.0)).map(|one| one.name.clone()).unwrap_or_default(),
        why: call
            .rules
            .iter()
            .filter(|rule| row.failed.iter().any(|kind| kind == rule.kind()))
            .map(|rule| rule.says())
            .collect(),
        row,
    };
    Ok(rows.into_iter().map(one).collect())
}

async fn one(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let id: RollId = id.parse()?;
    let roll = find::one(&mut tx, id).await?;
    let call = call::one(&mut tx, roll.call).await?;
    let batch = batch::find::one(&mut tx, roll.batch).await?;
    let wanted = query.get("hasil").and_then(Outcome::parse);
    let (rows, total) = find::rows(&mut tx, id, wanted, query.offset(), PER_PAGE).await?;
    let rows = named(&mut tx, &call, rows).await?;
    let counts = find::counts(&mut tx, id).await?;
    let ui = &visit.ui;
    let list = format!("/registry/batches/{}", batch.id);
    let mut parts = vec![blocks::facts(
        ui,
        &[
            (Say::new("programmes-state"), standing(ui, &roll, batch.state)),
            (Say::new("programmes-roll-file"), blocks::link(&ui.url(&list), &batch.file_name)),
            (Say::new("programmes-roll-sent"), ui.time(roll.sent_at)),
        ],
    )];
    parts.extend(waits(ui, &roll, &batch));
    if !counts.is_empty() {
        parts.push(tiles(ui, &counts));
        let book = ui.url(&format!("/programmes/rolls/{id}/workbook"));
        parts.push(blocks::row(&[blocks::button_link(&book, &ui.t("programmes-roll-workbook"), true)]));
        parts.push(table(ui, &query, &rows, total));
    }
    let back = ui.url(&format!("/programmes/calls/{}/applicants", call.id));
    let page = Page::new(ui.t("programmes-roll"), blocks::stack(&parts)).desk().under(back, call.name);
    Ok(renewed(page.into_response(), &roll, batch.state))
}

/// What somebody has to do first, or why nothing came of it.
fn waits(ui: &Ui, roll: &Roll, batch: &Batch) -> Option<Html> {
    match batch.state {
        State::Asking | State::Ready => {
            let list = ui.url(&format!("/registry/batches/{}", batch.id));
            let open = blocks::button_link(&list, &ui.t("programmes-roll-answer"), false);
            let asks = blocks::notice(&ui.t("programmes-roll-asks"), Tone::City);
            roll.entered_at.is_none().then(|| blocks::stack(&[asks, blocks::row(&[open])]))
        }
        State::Failed => {
            let why = batch::fault(batch).map_or_else(|| ui.t("programmes-roll-failed"), |say| ui.say(&say));
            Some(blocks::notice(&why, Tone::Bad))
        }
        State::Reading
        | State::Applying
        | State::Applied
        | State::Undoing
        | State::Undone
        | State::Cancelled => None,
    }
}

/// A page that shows work under way comes again by itself, with scripts or without.
fn renewed(mut response: Response, roll: &Roll, state: State) -> Response {
    let works = match state {
        State::Reading | State::Applying | State::Undoing => true,
        State::Applied => roll.entered_at.is_none(),
        State::Undone => roll.undone_at.is_none(),
        State::Asking | State::Ready | State::Failed | State::Cancelled => false,
    };
    if works {
        response.headers_mut().insert("refresh", http::HeaderValue::from_static("2"));
    }
    response
}

fn tiles(ui: &Ui, counts: &Counts) -> Html {
    let rows: Vec<_> = counts
        .iter()
        .map(|(outcome, rows)| vec![told(ui, *outcome), Html::text(&ui.number(*rows))])
        .collect();
    blocks::table(ui, "programmes-roll-counts", &["programmes-roll-outcome", "programmes-roll-rows"], &rows)
}

fn told(ui: &Ui, outcome: Outcome) -> Html {
    let tone = match outcome {
        Outcome::Entered => Tone::Good,
        Outcome::Already => Tone::Plain,
        Outcome::Failed | Outcome::Nowhere | Outcome::Closed | Outcome::Unread => Tone::Warn,
    };
    blocks::badge(&ui.t_of("programmes-roll-is-", outcome.as_str()), tone)
}

fn table(ui: &Ui, query: &ListQuery, rows: &[Named], total: i64) -> Html {
    let all = Outcome::ALL.map(|one| (one.as_str().to_owned(), ui.t_of("programmes-roll-is-", one.as_str())));
    let all = std::iter::once((String::new(), ui.t("programmes-all"))).chain(all).collect();
    let whose = |ui: &Ui, one: &Named| match one.row.applicant {
        Some(id) => blocks::link(&ui.url(&format!("/programmes/applicants/{id}")), &one.name),
        None => Html::text(&one.name),
    };
    let why = |ui: &Ui, one: &Named| one.why.iter().map(|say| ui.say(say)).collect::<Vec<_>>().join(" ");
    Table::new(ui.t("programmes-roll-rows"), query, &[], rows, total)
        .filter("hasil", "programmes-roll-outcome", all)
        .empty(blocks::empty(ui, "programmes-roll-none", "programmes-roll-none-hint"))
        .column(Column::text("programmes-roll-row", |_, one: &Named| {
            format!("{} · {}", one.row.sheet, one.row.row)
        }))
        .column(Column::html("programmes-applicant", whose, |_, one| one.name.clone()))
        .column(Column::html(
            "programmes-roll-outcome",
            |ui, one: &Named| told(ui, one.row.outcome),
            |ui, one| ui.t_of("programmes-roll-is-", one.row.outcome.as_str()),
        ))
        .column(Column::text("programmes-roll-why", why))
        .column(Column::text("programmes-roll-now", |ui, one: &Named| {
            let state = one.row.state.map(|state| ui.t_of("programmes-state-", state.as_str()));
            state.unwrap_or_default()
        }))
        .html(ui)
}

async fn download(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let book = super::workbook(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(batch::handed_out(book))
}

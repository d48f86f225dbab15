//! The desk's screenings, and sending a list in.

use axum::response::IntoResponse;
use kernel::{Error, Tx};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::field::Kind;
use web::icon::Icon;
use web::list::{ListQuery, PER_PAGE};
use web::table::{Column, Table};
use web::upload::Upload;
use web::{Answer, Face, Field, Form, Html, Page, Routes, Ui, Visit};

use super::{NewScreening, QUOTA, SCREEN, Screening, ScreeningId, State, find, receive};

/// What a browser may send, as the file dialog says it. What it is, is found by looking at it.
const ACCEPTED: &str = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/screenings", list)
        .get("/registry/screenings/new", new)
        .post("/registry/screenings", send)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-work",
        label: "registry-screenings",
        note: "registry-screenings-note",
        path: "/registry/screenings",
        icon: Icon::Search,
        can: Some(SCREEN),
    }
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let (screenings, total) = find::list(&mut tx, query.offset(), PER_PAGE).await?;
    let ui = &visit.ui;
    let action =
        blocks::button_link(&ui.url("/registry/screenings/new"), &ui.t("registry-screening-new"), false);
    let count = |name, count: fn(&Screening) -> usize| {
        let text = move |ui: &Ui, screening: &Screening| match screening.state {
            State::Ready => ui.number(i64::try_from(count(screening)).unwrap_or(i64::MAX)),
            State::Reading | State::Failed => String::new(),
        };
        Column::text(name, text).numeric()
    };
    let table = Table::new(ui.t("registry-screenings"), &query, &["waktu"], &screenings, total)
        .empty(blocks::empty_with(ui, "registry-screenings-none", "registry-screenings-none-hint", &action))
        .column(Column::html(
            "registry-screening-title",
            |ui, one: &Screening| {
                blocks::link(&ui.url(&format!("/registry/screenings/{}", one.id)), &one.title)
            },
            |_, one| one.title.clone(),
        ))
        .column(Column::html(
            "registry-screening-state",
            |ui, one: &Screening| state(ui, one.state),
            |ui, one| ui.t_of("registry-screening-state-", one.state.as_str()),
        ))
        .column(count("registry-screening-rows", |one| one.counts.rows))
        .column(count("registry-screening-grade-refused", |one| one.counts.refused))
        .column(count("registry-screening-grade-questionable", |one| one.counts.questionable))
        .column(Column::html(
            "registry-screening-at",
            |ui, one: &Screening| ui.time(one.at),
            |ui, one| ui.date(ui.city.zone.local(one.at).date()),
        ));
    let title = ui.t("registry-screenings");
    let main =
        if total == 0 { table.html(ui) } else { blocks::stack(&[blocks::row(&[action]), table.html(ui)]) };
    Ok(Page::new(title, main).desk().into_response())
}

/// Where a screening stands, as a badge.
pub(super) fn state(ui: &Ui, state: State) -> Html {
    let tone = match state {
        State::Ready => Tone::Good,
        State::Reading => Tone::Plain,
        State::Failed => Tone::Bad,
    };
    blocks::badge(&ui.t_of("registry-screening-state-", state.as_str()), tone)
}

fn form(ui: &Ui) -> Form {
    Form::post(ui.url("/registry/screenings"), "registry-screening-send")
        .field(Field::text("title", "registry-screening-title").hint("registry-screening-title-hint"))
        .field(
            Field::new("file", "registry-screening-file", Kind::File(ACCEPTED))
                .hint("registry-screening-file-hint"),
        )
        .field(
            Field::digits("quota", "registry-screening-quota")
                .hint("registry-screening-quota-hint")
                .value(QUOTA.to_string())
                .narrow(),
        )
        .cancel(ui.url("/registry/screenings"))
}

fn page(ui: &Ui, form: &Form) -> Page {
    let parts = [blocks::paragraph(ui, "registry-screening-intro"), form.html(ui)];
    Page::new(ui.t("registry-screening-new"), blocks::stack(&parts))
        .desk()
        .under(ui.url("/registry/screenings"), ui.t("registry-screenings"))
}

async fn new(visit: Visit) -> Answer {
    let tx = visit.tx().await?;
    tx.must_in_city(SCREEN)?;
    Ok(page(&visit.ui, &form(&visit.ui)).into_response())
}

async fn send(visit: Visit, upload: Upload) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(SCREEN)?;
    match take(&mut tx, &upload).await {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see(&format!("/registry/screenings/{id}")))
        }
        Err(error) => {
            let form = form(&visit.ui).fill(&upload.posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &form)))
        }
    }
}

async fn take(tx: &mut Tx, upload: &Upload) -> Result<ScreeningId, Error> {
    let file = upload.files.iter().find(|file| file.field == "file");
    let Some(file) = file else { return Err(Error::field("file", "registry-screening-file-missing")) };
    let new = NewScreening {
        title: upload.posted.text("title").to_owned(),
        // What is no number is out of the range, which is what is then said.
        quota: upload.posted.text("quota").trim().parse().unwrap_or(0),
        file_name: file.name.clone(),
        bytes: file.bytes.clone(),
    };
    receive(tx, new).await
}

//! The desk's lists, and sending one in.

use axum::response::IntoResponse;
use kernel::id::AgencyId;
use kernel::{Error, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::field::Kind;
use web::icon::Icon;
use web::list::{ListQuery, PER_PAGE};
use web::table::{Column, Table};
use web::upload::Upload;
use web::{Answer, Face, Field, Form, Html, Page, Routes, Ui, Visit};

use super::find::{self, Batch};
use super::{IMPORT, NewBatch, State, receive};
use crate::words::Names;

/// What a browser may send, as the file dialog says it. What it is, is found by looking at it.
const ACCEPTED: &str = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/batches", list)
        .get("/registry/batches/new", new)
        .post("/registry/batches", send)
}

pub(super) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-work",
        label: "registry-batches",
        note: "registry-batches-note",
        path: "/registry/batches",
        icon: Icon::Upload,
        can: Some(IMPORT),
    }
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let (batches, total) = find::list(&mut tx, query.offset(), PER_PAGE).await?;
    let names = Names::read(&mut tx).await?;
    let ui = &visit.ui;
    let action = blocks::button_link(&ui.url("/registry/batches/new"), &ui.t("registry-batch-new"), false);
    let agency = move |batch: &Batch| names.agency(Some(batch.agency.0)).unwrap_or_default().to_owned();
    let table = Table::new(ui.t("registry-batches"), &query, &["waktu"], &batches, total)
        .empty(blocks::empty_with(ui, "registry-batches-none", "registry-batches-none-hint", &action))
        .column(Column::html(
            "registry-batch-file",
            |ui, batch: &Batch| {
                blocks::link(&ui.url(&format!("/registry/batches/{}", batch.id)), &batch.file_name)
            },
            |_, batch| batch.file_name.clone(),
        ))
        .column(Column::text("registry-batch-agency", move |_, batch: &Batch| agency(batch)))
        .column(Column::html(
            "registry-batch-state",
            |ui, batch: &Batch| state(ui, batch.state),
            |ui, batch| ui.t_of("registry-batch-state-", batch.state.as_str()),
        ))
        .column(
            Column::text("registry-batch-rows", |ui, batch: &Batch| {
                batch
                    .counts
                    .get("rows")
                    .and_then(serde_json::Value::as_i64)
                    .map(|n| ui.number(n))
                    .unwrap_or_default()
            })
            .numeric(),
        )
        .column(Column::html(
            "registry-batch-at",
            |ui, batch: &Batch| ui.time(batch.at),
            |ui, batch| ui.date(ui.city.zone.local(batch.at).date()),
        ));
    let title = ui.t("registry-batches");
    let main =
        if total == 0 { table.html(ui) } else { blocks::stack(&[blocks::row(&[action]), table.html(ui)]) };
    Ok(Page::new(title, main).desk().into_response())
}

/// Where a batch stands, as a badge.
pub(super) fn state(ui: &Ui, state: State) -> Html {
    let tone = match state {
        State::Applied => Tone::Good,
        State::Asking | State::Ready => Tone::City,
        State::Failed => Tone::Bad,
        State::Reading | State::Applying | State::Undoing | State::Undone | State::Cancelled => Tone::Plain,
    };
    blocks::badge(&ui.t_of("registry-batch-state-", state.as_str()), tone)
}

/// The fields by which a list is sent: the file, and whose it is.
pub async fn fields(tx: &mut Tx, ui: &Ui, form: Form) -> Result<Form, Error> {
    let mut agencies = vec![(String::new(), ui.t("registry-batch-agency-choose"))];
    let own = tx.actor().agency();
    for agency in identity::agency::list(tx).await? {
        if agency.closed_at.is_none() && own.is_none_or(|own| own == agency.id) {
            agencies.push((agency.id.to_string(), agency.name));
        }
    }
    // Who acts for one agency need not choose it.
    if let (Some(own), [_, _]) = (own, agencies.as_slice()) {
        agencies.retain(|(id, _)| *id == own.to_string());
    }
    Ok(form
        .field(
            Field::new("file", "registry-batch-file", Kind::File(ACCEPTED)).hint("registry-batch-file-hint"),
        )
        .field(Field::select("agency", "registry-batch-agency", agencies)))
}

async fn form(tx: &mut Tx, ui: &Ui) -> Result<Form, Error> {
    let form = Form::post(ui.url("/registry/batches"), "registry-batch-send");
    Ok(fields(tx, ui, form).await?.cancel(ui.url("/registry/batches")))
}

fn page(ui: &Ui, form: &Form) -> Page {
    Page::new(ui.t("registry-batch-new"), form.html(ui))
        .desk()
        .under(ui.url("/registry/batches"), ui.t("registry-batches"))
}

async fn new(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(IMPORT)?;
    let form = form(&mut tx, &visit.ui).await?;
    Ok(page(&visit.ui, &form).into_response())
}

async fn send(visit: Visit, upload: Upload) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(IMPORT)?;
    let done = match sent(&upload) {
        Ok(new) => receive(&mut tx, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see(&format!("/registry/batches/{id}")))
        }
        Err(error) => {
            tx.rollback().await?;
            let mut tx = visit.tx().await?;
            let form = form(&mut tx, &visit.ui).await?.fill(&upload.posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, &form)))
        }
    }
}

/// What [`fields`] brought.
pub fn sent(upload: &Upload) -> Result<NewBatch, Error> {
    let mut wrong = Vec::new();
    let file = upload.files.iter().find(|file| file.field == "file");
    if file.is_none() {
        wrong.push(("file", "registry-batch-file-missing".into()));
    }
    let agency = upload.posted.text("agency").parse::<Uuid>().ok();
    if agency.is_none() {
        wrong.push(("agency", "registry-batch-agency-missing".into()));
    }
    let (Some(file), Some(agency)) = (file, agency) else { return Err(Error::Invalid(wrong)) };
    Ok(NewBatch {
        agency: AgencyId(agency),
        file_name: file.name.clone(),
        // It is told apart by its content when it is read, and given back only as what we wrote.
        media_type: "application/octet-stream".to_owned(),
        bytes: file.bytes.clone(),
    })
}

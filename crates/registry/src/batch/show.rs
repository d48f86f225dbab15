//! One list: how far it is, what its columns mean, what was made of its rows, taking it over and undoing it.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Say, Tx, work};
use web::blocks::{self, Tone};
use web::list::{ListQuery, PER_PAGE};
use web::table::{Column, Table};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Batch, Staged};
use super::mapping::{Choice, confirm};
use super::{BatchId, State, Verdict, Workbook, apply, cancel, columns, pages, undo};
use crate::import::{self, Plan};
use crate::words::Names;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/batches/{id}", show)
        .get("/registry/batches/{id}/workbook", download)
        .post("/registry/batches/{id}/mapping", map)
        .post("/registry/batches/{id}/application", take_over)
        .post("/registry/batches/{id}/cancellation", give_up)
        .post("/registry/batches/{id}/undoing", take_back)
}

fn path(id: BatchId) -> String {
    format!("/registry/batches/{id}")
}

async fn show(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let batch = find::one(&mut tx, id.parse()?).await?;
    let undoing = undo_form(&visit.ui, batch.id);
    Ok(shown(&mut tx, &visit, &batch, &query, &undoing).await?.into_response())
        .map(|response| renewed(response, &batch))
}

/// The agency's own workbook with our remarks.
async fn download(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let book = super::workbook(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(handed_out(book))
}

/// A workbook as a download, kept by nobody on the way.
pub fn handed_out(book: Workbook) -> Response {
    // Headers hold ASCII only; a quote would end the name.
    let plain = |c: char| if c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ' { c } else { '_' };
    let name: String = book.file_name.chars().map(plain).collect();
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        ("content-type", book.media_type),
        ("content-disposition", disposition.as_str()),
        ("cache-control", "no-store"),
    ];
    (headers, book.bytes).into_response()
}

/// A page that shows work under way comes again by itself, with scripts or without.
fn renewed(mut response: Response, batch: &Batch) -> Response {
    if matches!(batch.state, State::Reading | State::Applying | State::Undoing) {
        response.headers_mut().insert("refresh", http::HeaderValue::from_static("2"));
    }
    response
}

async fn shown(
    tx: &mut Tx,
    visit: &Visit,
    batch: &Batch,
    query: &ListQuery,
    undoing: &Form,
) -> Result<Page, Error> {
    let ui = &visit.ui;
    let mut parts = vec![facts(tx, ui, batch).await?];
    parts.extend(fault(ui, batch));
    parts.extend(progress(tx, ui, batch).await?);
    let verdicts = find::verdicts(tx, batch.id).await?;
    if !verdicts.is_empty() {
        parts.push(counts(ui, &verdicts));
    }
    let plan = batch.mapping.clone().map(serde_json::from_value::<Plan>).transpose()?;
    match batch.state {
        State::Ready => parts.push(apply_forms(ui, batch, &verdicts)),
        State::Asking => parts.extend(plan.as_ref().map(|plan| columns::form(ui, batch.id, plan))),
        State::Applied => parts.push(taken(ui, batch)),
        State::Reading
        | State::Applying
        | State::Undoing
        | State::Undone
        | State::Failed
        | State::Cancelled => {}
    }
    if !verdicts.is_empty() {
        parts.push(waiting(tx, ui, batch, query).await?);
    }
    if batch.state == State::Ready {
        parts.extend(plan.as_ref().map(|plan| columns::form(ui, batch.id, plan)));
    }
    if batch.state == State::Applied {
        let undoing = blocks::stack(&[blocks::paragraph(ui, "registry-batch-undo-note"), undoing.html(ui)]);
        parts.push(blocks::section(ui, "registry-batch-undo", &undoing));
    }
    let page = Page::new(batch.file_name.clone(), blocks::stack(&parts));
    Ok(page.desk().under(ui.url("/registry/batches"), ui.t("registry-batches")))
}

async fn facts(tx: &mut Tx, ui: &Ui, batch: &Batch) -> Result<Html, Error> {
    let names = Names::read(tx).await?;
    let mut rows = vec![
        (Say::new("registry-batch-state"), pages::state(ui, batch.state)),
        (
            Say::new("registry-batch-agency"),
            Html::text(names.agency(Some(batch.agency.0)).unwrap_or_default()),
        ),
        (Say::new("registry-batch-at"), ui.time(batch.at)),
    ];
    if let Some(by) = batch.by {
        let who = identity::account::names(tx, &[by.0]).await?;
        let who = who.into_iter().map(|(_, name)| name).next().unwrap_or_default();
        rows.push((Say::new("registry-batch-by"), Html::text(&who)));
    }
    if let Some(reason) = &batch.undone_reason {
        rows.push((Say::new("registry-batch-reason"), Html::text(reason)));
    }
    Ok(blocks::facts(ui, &rows))
}

fn fault(ui: &Ui, batch: &Batch) -> Option<Html> {
    Some(blocks::notice(&ui.say(&super::fault(batch)?), Tone::Bad))
}

async fn progress(tx: &mut Tx, ui: &Ui, batch: &Batch) -> Result<Option<Html>, Error> {
    let running = matches!(batch.state, State::Reading | State::Applying | State::Undoing);
    let Some(id) = batch.work.filter(|_| running) else { return Ok(None) };
    // Another officer's work is not mine to stop: the state says enough.
    match work::one(tx, id).await {
        Ok(work) => Ok(Some(web::progress::part(ui, &work))),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn counts(ui: &Ui, verdicts: &[(Verdict, i64)]) -> Html {
    let mut html = Html::trusted("<dl class=\"facts\">");
    for verdict in Verdict::ALL {
        let Some((_, rows)) = verdicts.iter().find(|(known, _)| *known == verdict) else { continue };
        let note = ui.t_of("registry-batch-verdict-", &format!("{}-note", verdict.as_str()));
        html.push(&blocks::stat(
            &ui.t_of("registry-batch-verdict-", verdict.as_str()),
            &ui.number(*rows),
            Some(&note),
        ));
    }
    html.push_trusted("</dl>");
    blocks::section(ui, "registry-batch-verdicts", &html)
}

fn of(verdicts: &[(Verdict, i64)], wanted: &[Verdict]) -> i64 {
    verdicts.iter().filter(|(verdict, _)| wanted.contains(verdict)).map(|(_, rows)| rows).sum()
}

fn apply_forms(ui: &Ui, batch: &Batch, verdicts: &[(Verdict, i64)]) -> Html {
    let mut parts = Vec::new();
    let good = of(verdicts, &[Verdict::Good, Verdict::Repaired, Verdict::Doubtful]);
    let questions = of(verdicts, &[Verdict::Question]);
    if good + questions > 0 {
        let rows = Say::new("registry-batch-apply").with("rows", ui.number(good));
        let mut form = Form::post(ui.url(&format!("{}/application", path(batch.id))), rows);
        if questions > 0 {
            let say = Say::new("registry-batch-questions").with("rows", ui.number(questions));
            form = form.field(Field::check("questions", say).optional());
        }
        parts.push(blocks::paragraph(ui, "registry-batch-apply-note"));
        parts.push(form.html(ui));
    } else {
        parts.push(blocks::notice(&ui.t("registry-batch-nothing-new"), Tone::Plain));
    }
    parts.push(blocks::post_button(
        &ui.url(&format!("{}/cancellation", path(batch.id))),
        &ui.t("registry-batch-cancel"),
        &[],
        "quiet",
        Some(&ui.t("registry-batch-cancel-sure")),
    ));
    blocks::stack(&parts)
}

fn taken(ui: &Ui, batch: &Batch) -> Html {
    let count = |name: &str| {
        let value = batch.counts.get(name).and_then(serde_json::Value::as_i64).unwrap_or_default();
        Html::text(&ui.number(value))
    };
    let facts = blocks::facts(
        ui,
        &[
            (Say::new("registry-batch-people-new"), count("people_new")),
            (Say::new("registry-batch-people-known"), count("people_known")),
            (Say::new("registry-batch-businesses-new"), count("businesses_new")),
            (Say::new("registry-batch-businesses-known"), count("businesses_known")),
        ],
    );
    let see = blocks::row(&[
        blocks::quiet(ui, &format!("/registry/people?impor={}", batch.id), "registry-batch-see-people"),
        blocks::quiet(
            ui,
            &format!("/registry/businesses?impor={}", batch.id),
            "registry-batch-see-businesses",
        ),
    ]);
    blocks::section(ui, "registry-batch-taken", &blocks::stack(&[facts, see]))
}

/// The rows that somebody should look at, a page of them, with what there is to say of each.
async fn waiting(tx: &mut Tx, ui: &Ui, batch: &Batch, query: &ListQuery) -> Result<Html, Error> {
    let (rows, total) = find::remarked(tx, batch.id, query.offset(), PER_PAGE).await?;
    if total == 0 {
        return Ok(blocks::section(
            ui,
            "registry-batch-waiting",
            &blocks::paragraph(ui, "registry-batch-waiting-none"),
        ));
    }
    let table = Table::new(ui.t("registry-batch-waiting"), query, &["baris"], &rows, total)
        .column(Column::text("registry-batch-row", |ui, row: &Staged| {
            format!("{} · {}", row.sheet, ui.number(i64::from(row.row)))
        }))
        .column(Column::text("registry-batch-name", |_, row: &Staged| row.name.clone().unwrap_or_default()))
        .column(Column::html(
            "registry-batch-verdict",
            |ui, row: &Staged| {
                blocks::badge(&ui.t_of("registry-batch-verdict-", row.verdict.as_str()), tone(row.verdict))
            },
            |ui, row| ui.t_of("registry-batch-verdict-", row.verdict.as_str()),
        ))
        .column(Column::text("registry-batch-what", |ui, row: &Staged| {
            row.remarks.iter().map(|remark| said(ui, remark)).collect::<Vec<_>>().join("; ")
        }));
    let back = blocks::stack(&[
        blocks::paragraph(ui, "registry-batch-workbook-note"),
        blocks::row(&[blocks::quiet(ui, &format!("{}/workbook", path(batch.id)), "registry-batch-workbook")]),
        table.html(ui),
    ]);
    Ok(blocks::section(ui, "registry-batch-waiting", &back))
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::Refused => Tone::Bad,
        Verdict::Question => Tone::City,
        Verdict::Good | Verdict::Repaired | Verdict::Doubtful | Verdict::Known => Tone::Plain,
    }
}

fn said(ui: &Ui, remark: &import::Remark) -> String {
    let words = ui.say(&remark.finding.say());
    match remark.column {
        Some(column) => format!("{}: {words}", import::letters(column)),
        None => words,
    }
}

fn undo_form(ui: &Ui, id: BatchId) -> Form {
    Form::post(ui.url(&format!("{}/undoing", path(id))), "registry-batch-undo")
        .field(Field::text("reason", "registry-batch-reason"))
        .danger()
}

async fn map(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: BatchId = id.parse()?;
    let mut tx = visit.tx().await?;
    let batch = find::one(&mut tx, id).await?;
    let plan = batch.mapping.clone().map(serde_json::from_value::<Plan>).transpose()?.unwrap_or_default();
    let choices: Vec<Choice> = columns::choices(&plan, &posted);
    done(tx, &visit, id, async |tx| confirm(tx, id, &choices).await).await
}

async fn take_over(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: BatchId = id.parse()?;
    let questions = posted.checked("questions");
    let tx = visit.tx().await?;
    done(tx, &visit, id, async |tx| apply(tx, id, questions).await).await
}

async fn give_up(visit: Visit, Path(id): Path<String>) -> Answer {
    let id: BatchId = id.parse()?;
    let tx = visit.tx().await?;
    done(tx, &visit, id, async |tx| cancel(tx, id).await).await
}

async fn take_back(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: BatchId = id.parse()?;
    let mut tx = visit.tx().await?;
    match undo(&mut tx, id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see(&path(id)))
        }
        Err(error) => {
            tx.rollback().await?;
            let mut tx = visit.tx().await?;
            let batch = find::one(&mut tx, id).await?;
            let form = undo_form(&visit.ui, id).fill(&posted).because(&error);
            let page = shown(&mut tx, &visit, &batch, &ListQuery::default(), &form).await?;
            visit.again(error, form, |_| Ok(page))
        }
    }
}

/// Does it and shows the batch; what cannot be done now says why on the batch's page.
async fn done(
    mut tx: Tx,
    visit: &Visit,
    id: BatchId,
    doing: impl AsyncFnOnce(&mut Tx) -> Result<(), Error>,
) -> Answer {
    doing(&mut tx).await?;
    tx.commit().await?;
    Ok(visit.see(&path(id)))
}

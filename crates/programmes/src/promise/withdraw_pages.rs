//! Taking back what was entered by mistake: a promise, or a figure that was published.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Promise, Told};
use super::{KEEP, make, show};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/promises/{id}/withdrawal", withdrawing)
        .post("/programmes/promises/{id}/withdrawal", withdraw)
        .get("/programmes/promises/{id}/told/{told}/withdrawal", untelling)
        .post("/programmes/promises/{id}/told/{told}/withdrawal", untell)
}

fn form(ui: &Ui, promise: &Promise, action: &str, submit: &'static str) -> Form {
    let here = format!("/programmes/promises/{}", promise.id);
    Form::post(ui.url(&format!("{here}/{action}")), submit)
        .field(Field::text("reason", "programmes-promise-reason"))
        .danger()
        .cancel(ui.url(&here))
}

fn page(ui: &Ui, promise: &Promise, title: &'static str, note: &str, form: &Form) -> Page {
    let back = ui.url(&format!("/programmes/promises/{}", promise.id));
    let parts = [blocks::notice(note, Tone::Warn), form.html(ui)];
    Page::new(ui.t(title), blocks::stack(&parts)).desk().under(back, promise.name.clone())
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Promise), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(KEEP)?;
    let promise = find::one(&mut tx, id.parse()?, None).await?;
    Ok((tx, promise))
}

fn whole(ui: &Ui, promise: &Promise) -> (Form, String) {
    let form = form(ui, promise, "withdrawal", "programmes-promise-withdraw");
    (form, ui.t("programmes-promise-withdraw-note"))
}

async fn withdrawing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, promise) = loaded(&visit, &id).await?;
    let (form, note) = whole(&visit.ui, &promise);
    Ok(page(&visit.ui, &promise, "programmes-promise-withdraw", &note, &form).into_response())
}

async fn withdraw(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, promise) = loaded(&visit, &id).await?;
    match make::withdraw(&mut tx, promise.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/programmes/promises", "programmes-promise-withdrawn"))
        }
        Err(error) => {
            let (form, note) = whole(&visit.ui, &promise);
            visit.again(error, form.fill(&posted), |form| {
                Ok(page(&visit.ui, &promise, "programmes-promise-withdraw", &note, &form))
            })
        }
    }
}

async fn wanted(tx: &mut Tx, promise: &Promise, id: &str) -> Result<Told, Error> {
    let id = id.parse()?;
    let all = find::told(tx, promise.id).await?;
    all.into_iter().find(|one| one.id == id).ok_or(Error::NotFound("told"))
}

fn figure(ui: &Ui, promise: &Promise, told: &Told) -> (Form, String) {
    let form = form(ui, promise, &format!("told/{}/withdrawal", told.id), "programmes-promise-untell");
    let of = format!("{}, {}", show::year(ui, told.year), show::category(ui, &told.category));
    let note = Say::new("programmes-promise-untell-note")
        .with("of", of)
        .with("figure", ui.number(told.figure))
        .with("source", told.source.clone());
    (form, ui.say(&note))
}

async fn untelling(visit: Visit, Path((id, told)): Path<(String, String)>) -> Answer {
    let (mut tx, promise) = loaded(&visit, &id).await?;
    let told = wanted(&mut tx, &promise, &told).await?;
    let (form, note) = figure(&visit.ui, &promise, &told);
    Ok(page(&visit.ui, &promise, "programmes-promise-untell", &note, &form).into_response())
}

async fn untell(visit: Visit, Path((id, told)): Path<(String, String)>, posted: Posted) -> Answer {
    let (mut tx, promise) = loaded(&visit, &id).await?;
    let told = wanted(&mut tx, &promise, &told).await?;
    match make::untell(&mut tx, promise.id, told.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/promises/{}", promise.id), "programmes-promise-untold"))
        }
        Err(error) => {
            let (form, note) = figure(&visit.ui, &promise, &told);
            visit.again(error, form.fill(&posted), |form| {
                Ok(page(&visit.ui, &promise, "programmes-promise-untell", &note, &form))
            })
        }
    }
}

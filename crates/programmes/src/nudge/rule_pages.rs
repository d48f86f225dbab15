//! After how many days a programme reminds by mail.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Tx};
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::{find, mark};
use crate::programme::{self, Programme, RUN};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/programmes/{id}/nudges", editing)
        .post("/programmes/programmes/{id}/nudges", edit)
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Programme), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let programme = programme::one(&mut tx, id.parse()?).await?;
    Ok((tx, programme))
}

fn form(ui: &Ui, programme: &Programme, days: i32) -> Form {
    let here = format!("/programmes/programmes/{}", programme.id);
    Form::post(ui.url(&format!("{here}/nudges")), "programmes-save")
        .field(
            Field::digits("days", "programmes-nudge-days")
                .hint("programmes-nudge-days-hint")
                .value(days.to_string())
                .narrow(),
        )
        .cancel(ui.url(&here))
}

fn page(ui: &Ui, programme: &Programme, form: &Form) -> Page {
    let here = ui.url(&format!("/programmes/programmes/{}", programme.id));
    Page::new(ui.t("programmes-nudge-rule"), form.html(ui)).desk().under(here, programme.name.clone())
}

async fn editing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, programme) = loaded(&visit, &id).await?;
    let days = find::days(&mut tx, programme.id).await?;
    Ok(page(&visit.ui, &programme, &form(&visit.ui, &programme, days)).into_response())
}

async fn edit(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, programme) = loaded(&visit, &id).await?;
    let days = posted.text("days").parse().map_err(|_| Error::field("days", "programmes-nudge-days-form"));
    let done = match days {
        Ok(days) => mark::set_days(&mut tx, programme.id, days).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/programmes/{}", programme.id), "programmes-saved"))
        }
        Err(error) => visit.again(error, form(&visit.ui, &programme, find::DAYS).fill(&posted), |form| {
            Ok(page(&visit.ui, &programme, &form))
        }),
    }
}

//! Objecting, and answering an objection.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use web::blocks;
use web::field::Choice;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Criterion};
use super::object::{self, Objection, Ruling, answerable};
use super::points::{self, Asked};
use crate::applicant::{self, Applicant, ENTER, SEE};
use crate::call;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/applicants/{id}/objections/new", new)
        .post("/programmes/applicants/{id}/objections/new", add)
        .get("/programmes/objections/{id}/answer", answering)
        .post("/programmes/objections/{id}/answer", answer)
}

fn page(ui: &Ui, applicant: &Applicant, title: &'static str, main: Html, desk: bool) -> Page {
    let page = Page::new(ui.t(title), main);
    let page = if desk { page.desk() } else { page };
    page.under(ui.url(&format!("/programmes/applicants/{}", applicant.id)), applicant.code.clone())
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Applicant, bool), Error> {
    let mut tx = visit.tx().await?;
    let applicant = applicant::may(&mut tx, id.parse()?, ENTER).await?;
    let desk = tx.may(SEE, &applicant.area);
    Ok((tx, applicant, desk))
}

fn form(ui: &Ui, applicant: &Applicant) -> Form {
    let here = format!("/programmes/applicants/{}", applicant.id);
    Form::post(ui.url(&format!("{here}/objections/new")), "programmes-objection-raise")
        .field(Field::long("text", "programmes-objection-text").hint("programmes-objection-hint"))
        .cancel(ui.url(&here))
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, applicant, desk) = loaded(&visit, &id).await?;
    let call = call::one(&mut tx, applicant.call).await?;
    let ui = &visit.ui;
    let main = if object::until(&mut tx, &call, &applicant).await?.is_some() {
        form(ui, &applicant).html(ui)
    } else {
        blocks::paragraph(ui, "programmes-objection-late")
    };
    Ok(page(ui, &applicant, "programmes-objection-raise", main, desk).into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, applicant, desk) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    match object::object(&mut tx, applicant.id, posted.text("text")).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit
                .see_saying(&format!("/programmes/applicants/{}", applicant.id), "programmes-objection-sent"))
        }
        Err(error) => visit.again(error, form(ui, &applicant).fill(&posted), |form| {
            Ok(page(ui, &applicant, "programmes-objection-raise", form.html(ui), desk))
        }),
    }
}

/// An objection with what its answer needs.
struct Case {
    applicant: Applicant,
    objection: Objection,
    /// Where it was ranked: by what.
    criteria: Vec<Criterion>,
}

async fn case(tx: &mut Tx, id: &str) -> Result<Case, Error> {
    let (applicant, objection) = answerable(tx, id.parse()?).await?;
    let call = call::one(tx, applicant.call).await?;
    let ranked = call.published_at.is_some() && applicant.rank.is_some();
    let criteria = if ranked { find::criteria(tx, call.id).await? } else { Vec::new() };
    Ok(Case { applicant, objection, criteria })
}

impl Case {
    fn form(&self, ui: &Ui) -> Form {
        let note = if self.criteria.is_empty() {
            "programmes-objection-upheld-note"
        } else {
            "programmes-objection-upheld-points"
        };
        let outcomes = [
            Choice::new("upheld", ui.t("programmes-objection-upheld")).note(ui.t(note)),
            Choice::new("rejected", ui.t("programmes-objection-rejected")),
        ];
        let form = Form::post(
            ui.url(&format!("/programmes/objections/{}/answer", self.objection.id)),
            "programmes-save",
        )
        .field(Field::radio("outcome", "programmes-objection-outcome", outcomes.to_vec()));
        points::fields(form, ui, &self.criteria, Asked::Maybe)
            .field(
                Field::long("reason", "programmes-objection-answer").hint("programmes-objection-answer-hint"),
            )
            .cancel(ui.url(&format!("/programmes/applicants/{}", self.objection.applicant)))
    }

    fn page(&self, ui: &Ui, form: &Form) -> Page {
        let text = self.objection.text.as_ref().map(|text| text.as_str()).unwrap_or_default();
        let rows = [(Say::new("programmes-objection-text"), Html::text(text))];
        let main = blocks::stack(&[blocks::facts(ui, &rows), form.html(ui)]);
        page(ui, &self.applicant, "programmes-objection-answer-do", main, true)
    }

    async fn answer(&self, tx: &mut Tx, posted: &Posted) -> Result<(), Error> {
        let words = posted.text("reason");
        let done = match posted.text("outcome") {
            "upheld" if self.criteria.is_empty() => {
                object::answer(tx, self.objection.id, Ruling::Upheld(None), words).await
            }
            "upheld" => {
                let points = points::read(posted, &self.criteria)?;
                object::answer(tx, self.objection.id, Ruling::Upheld(Some(&points)), words).await
            }
            "rejected" => object::answer(tx, self.objection.id, Ruling::Rejected, words).await,
            _ => Err(Error::field("outcome", "web-field-empty")),
        };
        done.map(|_| ())
    }
}

async fn answering(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let case = case(&mut tx, &id).await?;
    Ok(case.page(&visit.ui, &case.form(&visit.ui)).into_response())
}

async fn answer(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let case = case(&mut tx, &id).await?;
    let ui = &visit.ui;
    match case.answer(&mut tx, &posted).await {
        Ok(()) => {
            tx.commit().await?;
            let path = format!("/programmes/applicants/{}", case.applicant.id);
            Ok(visit.see_saying(&path, "programmes-saved"))
        }
        Err(error) => visit.again(error, case.form(ui).fill(&posted), |form| Ok(case.page(ui, &form))),
    }
}

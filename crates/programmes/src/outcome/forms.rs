//! Recording outcomes and what speaks for them.

use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::{Error, Tx};
use registry::person::{self, find::Person};
use web::field::Choice;
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Outcome};
use super::pages::grade_word;
use super::record::{self, NewEvidence, NewOutcome, NewShare};
use super::{EvidenceId, Grade, NEW_ENTREPRENEUR, RECORD, Sort, VOID};
use crate::words;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/people/{person}/outcomes/new", new)
        .post("/programmes/people/{person}/outcomes/new", add)
        .get("/programmes/outcomes/{id}/evidence/new", proving)
        .post("/programmes/outcomes/{id}/evidence/new", prove)
        .get("/programmes/outcomes/{id}/evidence/{evidence}/withdrawal", withdrawing)
        .post("/programmes/outcomes/{id}/evidence/{evidence}/withdrawal", withdraw)
        .get("/programmes/outcomes/{id}/voiding", voiding)
        .post("/programmes/outcomes/{id}/voiding", void)
}

fn evidence_fields(ui: &Ui, form: Form) -> Form {
    let sorts =
        Sort::ALL.map(|sort| (sort.as_str().to_owned(), ui.t_of("programmes-outcome-sort-", sort.as_str())));
    let grades = Grade::ALL.map(|grade| {
        Choice::new(grade.as_str(), grade_word(ui, grade))
            .note(ui.t_of("programmes-outcome-grade-note-", grade.as_str()))
    });
    form.field(Field::select("sort", "programmes-outcome-sort", sorts.to_vec()))
        .field(Field::radio("grade", "programmes-outcome-grade", grades.to_vec()))
        .field(Field::date("evidence_on", "programmes-outcome-evidence-on"))
        .field(Field::text("note", "programmes-outcome-note").optional())
}

fn new_form(ui: &Ui, person: &Person) -> Form {
    let kinds = vec![(NEW_ENTREPRENEUR.to_owned(), words::kind(ui, NEW_ENTREPRENEUR))];
    let categories = words::CATEGORIES.map(|key| Choice::new(key, words::category(ui, key)));
    let form = Form::post(
        ui.url(&format!("/programmes/people/{}/outcomes/new", person.id)),
        "programmes-outcome-record",
    )
    .field(Field::select("kind", "programmes-promise-kind", kinds))
    .field(Field::checks("categories", "programmes-promise-category", categories.to_vec()).optional())
    .field(Field::date("on", "programmes-outcome-on"))
    .field(
        Field::long("shares", "programmes-outcome-shares-of")
            .hint("programmes-outcome-shares-hint")
            .optional(),
    );
    evidence_fields(ui, form.section("programmes-outcome-evidence", None))
        .cancel(ui.url(&format!("/registry/people/{}", person.id)))
}

fn page(ui: &Ui, title: String, form: &Form) -> Page {
    Page::new(title, form.html(ui)).desk().under(ui.url("/programmes/outcomes"), ui.t("programmes-outcomes"))
}

/// Whom an outcome is recorded of.
async fn about(visit: &Visit, id: &str) -> Result<(Tx, Person), Error> {
    let mut tx = visit.tx().await?;
    tx.scope(RECORD)?;
    let person = person::find::one(&mut tx, id.parse()?).await?;
    tx.must(RECORD, &person.area)?;
    Ok((tx, person))
}

fn titled(ui: &Ui, person: &Person) -> String {
    format!("{}: {}", ui.t("programmes-outcome-record"), person.name)
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, person) = about(&visit, &id).await?;
    let ui = &visit.ui;
    Ok(page(ui, titled(ui, &person), &new_form(ui, &person)).into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, person) = about(&visit, &id).await?;
    let done = async { record::record(&mut tx, read(&posted, &person)?).await };
    match done.await {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/outcomes/{id}"), "programmes-outcome-recorded"))
        }
        Err(error) => visit.again(error, new_form(&visit.ui, &person).fill(&posted), |form| {
            Ok(page(&visit.ui, titled(&visit.ui, &person), &form))
        }),
    }
}

fn day(posted: &Posted, name: &'static str) -> Result<NaiveDate, Error> {
    posted.text(name).parse().map_err(|_| Error::field(name, "programmes-promise-day-form"))
}

fn read(posted: &Posted, person: &Person) -> Result<NewOutcome, Error> {
    let shares = posted.text("shares").lines().filter(|line| !line.trim().is_empty()).map(share);
    Ok(NewOutcome {
        person: person.id,
        business: None,
        kind: posted.text("kind").to_owned(),
        categories: posted.all("categories").map(str::to_owned).collect(),
        area: None,
        on: day(posted, "on")?,
        evidence: evidence(posted)?,
        shares: shares.collect::<Result<_, _>>()?,
    })
}

/// `Pelatihan WUB 2024; 60`
fn share(line: &str) -> Result<NewShare, Error> {
    let wrong = || Error::field("shares", "programmes-outcome-shares");
    let (name, share) = line.split_once(';').ok_or_else(wrong)?;
    let share = share.trim().trim_end_matches('%').trim().parse().map_err(|_| wrong())?;
    Ok(NewShare { programme: None, name: name.trim().to_owned(), share })
}

fn evidence(posted: &Posted) -> Result<NewEvidence, Error> {
    let sort = Sort::parse(posted.text("sort"))
        .ok_or_else(|| Error::field("sort", "programmes-outcome-sort-missing"))?;
    let grade = Grade::parse(posted.text("grade"))
        .ok_or_else(|| Error::field("grade", "programmes-promise-grade-missing"))?;
    let note = posted.optional("note").map(str::to_owned);
    Ok(NewEvidence { grade, sort, on: day(posted, "evidence_on")?, note })
}

async fn loaded(visit: &Visit, id: &str, can: kernel::Can) -> Result<(Tx, Outcome), Error> {
    let mut tx = visit.tx().await?;
    let outcome = find::one(&mut tx, id.parse()?).await?;
    tx.must(can, &outcome.area)?;
    Ok((tx, outcome))
}

fn prove_form(ui: &Ui, outcome: &Outcome) -> Form {
    let here = format!("/programmes/outcomes/{}", outcome.id);
    let form = Form::post(ui.url(&format!("{here}/evidence/new")), "programmes-outcome-add-evidence");
    evidence_fields(ui, form).cancel(ui.url(&here))
}

async fn proving(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, outcome) = loaded(&visit, &id, RECORD).await?;
    let ui = &visit.ui;
    Ok(page(ui, ui.t("programmes-outcome-add-evidence"), &prove_form(ui, &outcome)).into_response())
}

async fn prove(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, outcome) = loaded(&visit, &id, RECORD).await?;
    let done = async { record::evidence(&mut tx, outcome.id, evidence(&posted)?).await };
    match done.await {
        Ok(_) => back(&visit, tx, &outcome).await,
        Err(error) => visit.again(error, prove_form(&visit.ui, &outcome).fill(&posted), |form| {
            Ok(page(&visit.ui, visit.ui.t("programmes-outcome-add-evidence"), &form))
        }),
    }
}

async fn back(visit: &Visit, tx: Tx, outcome: &Outcome) -> Answer {
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/programmes/outcomes/{}", outcome.id), "programmes-promise-saved"))
}

/// A form that asks for a reason.
fn reason_form(ui: &Ui, outcome: &Outcome, action: &str, submit: &'static str) -> Form {
    let here = format!("/programmes/outcomes/{}", outcome.id);
    Form::post(ui.url(&format!("{here}/{action}")), submit)
        .field(Field::text("reason", "programmes-promise-reason"))
        .danger()
        .cancel(ui.url(&here))
}

async fn voiding(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, outcome) = loaded(&visit, &id, VOID).await?;
    let form = reason_form(&visit.ui, &outcome, "voiding", "programmes-outcome-void");
    Ok(page(&visit.ui, visit.ui.t("programmes-outcome-void"), &form).into_response())
}

async fn void(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, outcome) = loaded(&visit, &id, VOID).await?;
    match record::void(&mut tx, outcome.id, posted.text("reason")).await {
        Ok(()) => back(&visit, tx, &outcome).await,
        Err(error) => {
            let form = reason_form(&visit.ui, &outcome, "voiding", "programmes-outcome-void").fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, visit.ui.t("programmes-outcome-void"), &form)))
        }
    }
}

async fn withdrawing(visit: Visit, Path((id, evidence)): Path<(String, String)>) -> Answer {
    let (mut tx, outcome) = loaded(&visit, &id, VOID).await?;
    let evidence = wanted(&mut tx, &outcome, &evidence).await?;
    let action = format!("evidence/{evidence}/withdrawal");
    let form = reason_form(&visit.ui, &outcome, &action, "programmes-outcome-withdraw");
    Ok(page(&visit.ui, visit.ui.t("programmes-outcome-withdraw"), &form).into_response())
}

async fn wanted(tx: &mut Tx, outcome: &Outcome, id: &str) -> Result<EvidenceId, Error> {
    let id: EvidenceId = id.parse()?;
    let all = find::evidence(tx, outcome.id).await?;
    all.iter().find(|one| one.id == id).map(|one| one.id).ok_or(Error::NotFound("evidence"))
}

async fn withdraw(visit: Visit, Path((id, evidence)): Path<(String, String)>, posted: Posted) -> Answer {
    let (mut tx, outcome) = loaded(&visit, &id, VOID).await?;
    let evidence = wanted(&mut tx, &outcome, &evidence).await?;
    match record::withdraw(&mut tx, outcome.id, evidence, posted.text("reason")).await {
        Ok(()) => back(&visit, tx, &outcome).await,
        Err(error) => {
            let action = format!("evidence/{evidence}/withdrawal");
            let form = reason_form(&visit.ui, &outcome, &action, "programmes-outcome-withdraw").fill(&posted);
            visit.again(error, form, |form| {
                Ok(page(&visit.ui, visit.ui.t("programmes-outcome-withdraw"), &form))
            })
        }
    }
}

//! Recording outcomes and what speaks for them.

use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::{Error, Tx};
use registry::business;
use registry::person::{self, find::Person};
use web::field::Choice;
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Outcome};
use super::pages::grade_word;
use super::record::{self, NewEvidence, NewOutcome, NewShare};
use super::{EvidenceId, Grade, NEW_ENTREPRENEUR, OutcomeId, RECORD, Sort, VOID};
use crate::programme::{self, Programme};
use crate::words;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/people/{person}/outcomes/new", new)
        .post("/programmes/people/{person}/outcomes/new", add)
        .get("/programmes/outcomes/{id}/evidence/new", proving)
        .post("/programmes/outcomes/{id}/evidence/new", prove)
        .get("/programmes/outcomes/{id}/evidence/{evidence}/withdrawal", withdrawing)
        .post("/programmes/outcomes/{id}/evidence/{evidence}/withdrawal", withdraw)
        .get("/programmes/outcomes/{id}/correction", correcting)
        .post("/programmes/outcomes/{id}/correction", correct)
        .get("/programmes/outcomes/{id}/voiding", voiding)
        .post("/programmes/outcomes/{id}/voiding", void)
}

/// The fields of what speaks for an outcome, with what was said of it.
fn evidence_fields(ui: &Ui, form: Form, was: Option<&find::Evidence>) -> Form {
    let sorts =
        Sort::ALL.map(|sort| (sort.as_str().to_owned(), ui.t_of("programmes-outcome-sort-", sort.as_str())));
    let grades = Grade::ALL.map(|grade| {
        Choice::new(grade.as_str(), grade_word(ui, grade))
            .note(ui.t_of("programmes-outcome-grade-note-", grade.as_str()))
    });
    let text = |text: Option<String>| text.unwrap_or_default();
    form.field(
        Field::select("sort", "programmes-outcome-sort", sorts.to_vec())
            .value(text(was.map(|was| was.sort.as_str().to_owned()))),
    )
    .field(
        Field::radio("grade", "programmes-outcome-grade", grades.to_vec())
            .value(text(was.map(|was| was.grade.as_str().to_owned()))),
    )
    .field(
        Field::date("evidence_on", "programmes-outcome-evidence-on")
            .value(text(was.map(|was| was.on.to_string()))),
    )
    .field(
        Field::text("note", "programmes-outcome-note")
            .optional()
            .value(text(was.and_then(|was| was.note.clone()))),
    )
}

/// What the form of an outcome stands on.
struct Ground {
    person: Person,
    /// What the person runs.
    businesses: Vec<(String, String)>,
    programmes: Vec<Programme>,
    /// What is to be corrected: the outcome, who helped, and what speaks for it.
    was: Option<(Outcome, Vec<find::Share>, Option<find::Evidence>)>,
}

async fn ground(tx: &mut Tx, person: Person, was: Option<Outcome>) -> Result<Ground, Error> {
    let ties = business::find::of_person(tx, person.id).await?;
    let was = match was {
        Some(outcome) => {
            let shares = find::shares(tx, outcome.id).await?;
            let told = find::evidence(tx, outcome.id).await?;
            Some((outcome, shares, told.into_iter().find(|one| one.withdrawn_at.is_none())))
        }
        None => None,
    };
    Ok(Ground {
        businesses: ties.into_iter().map(|tie| (tie.business.to_string(), tie.business_name)).collect(),
        programmes: programme::list(tx).await?,
        person,
        was,
    })
}

fn outcome_form(ui: &Ui, ground: &Ground) -> Form {
    let was = ground.was.as_ref();
    let person = &ground.person;
    let (action, submit, back) = match was {
        Some((outcome, ..)) => {
            let here = format!("/programmes/outcomes/{}", outcome.id);
            (format!("{here}/correction"), "programmes-outcome-correct", here)
        }
        None => (
            format!("/programmes/people/{}/outcomes/new", person.id),
            "programmes-outcome-record",
            format!("/registry/people/{}", person.id),
        ),
    };
    let kinds = vec![(NEW_ENTREPRENEUR.to_owned(), words::kind(ui, NEW_ENTREPRENEUR))];
    let categories = words::CATEGORIES.map(|key| Choice::new(key, words::category(ui, key)));
    let none = (String::new(), ui.t("programmes-outcome-no-business"));
    let businesses = std::iter::once(none).chain(ground.businesses.iter().cloned()).collect();
    let business = was.and_then(|(outcome, ..)| outcome.business).map(|id| id.to_string());
    let shares = was.map(|(_, shares, _)| shares.iter().map(share_line).collect::<Vec<_>>().join("\n"));
    let form = Form::post(ui.url(&action), submit)
        .field(Field::select("kind", "programmes-promise-kind", kinds))
        .field(
            Field::checks("categories", "programmes-promise-category", categories.to_vec())
                .values(was.map(|(outcome, ..)| outcome.categories.clone()).unwrap_or_default())
                .optional(),
        )
        .field(
            Field::date("on", "programmes-outcome-on")
                .value(was.map(|(outcome, ..)| outcome.on.to_string()).unwrap_or_default()),
        )
        .field_if(!ground.businesses.is_empty(), || {
            Field::select("business", "programmes-outcome-business", businesses)
                .value(business.unwrap_or_default())
                .optional()
        })
        .field(
            Field::long("shares", "programmes-outcome-shares-of")
                .hint("programmes-outcome-shares-hint")
                .value(shares.unwrap_or_default())
                .optional(),
        );
    let told = was.and_then(|(.., told)| told.as_ref());
    let form = evidence_fields(ui, form.section("programmes-outcome-evidence", None), told);
    form.field_if(was.is_some(), || Field::text("reason", "programmes-promise-reason")).cancel(ui.url(&back))
}

fn share_line(share: &find::Share) -> String {
    format!("{}; {}", share.name, share.share)
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

fn titled(ui: &Ui, ground: &Ground) -> String {
    let title = if ground.was.is_some() { "programmes-outcome-correct" } else { "programmes-outcome-record" };
    format!("{}: {}", ui.t(title), ground.person.name)
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, person) = about(&visit, &id).await?;
    let ground = ground(&mut tx, person, None).await?;
    let ui = &visit.ui;
    Ok(page(ui, titled(ui, &ground), &outcome_form(ui, &ground)).into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, person) = about(&visit, &id).await?;
    let ground = ground(&mut tx, person, None).await?;
    let done = async { record::record(&mut tx, read(&posted, &ground)?).await };
    recorded(&visit, done.await, tx, &ground, &posted).await
}

async fn recorded(
    visit: &Visit,
    done: Result<OutcomeId, Error>,
    tx: Tx,
    ground: &Ground,
    posted: &Posted,
) -> Answer {
    let ui = &visit.ui;
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/outcomes/{id}"), "programmes-outcome-recorded"))
        }
        Err(error) => visit.again(error, outcome_form(ui, ground).fill(posted), |form| {
            Ok(page(ui, titled(ui, ground), &form))
        }),
    }
}

/// What is to be corrected, for whoever may void it.
async fn wrong(visit: &Visit, id: &str) -> Result<(Tx, Outcome, Ground), Error> {
    let (mut tx, outcome) = loaded(visit, id, VOID).await?;
    if outcome.voided_at.is_some() {
        return Err(Error::refused("programmes-outcome-is-void"));
    }
    let person = person::find::one(&mut tx, outcome.person).await?;
    let ground = ground(&mut tx, person, Some(outcome.clone())).await?;
    Ok((tx, outcome, ground))
}

async fn correcting(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, _, ground) = wrong(&visit, &id).await?;
    let ui = &visit.ui;
    Ok(page(ui, titled(ui, &ground), &outcome_form(ui, &ground)).into_response())
}

async fn correct(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, outcome, ground) = wrong(&visit, &id).await?;
    let done = async {
        let mut new = read(&posted, &ground)?;
        // Where it counts stays: that is not what the form asks.
        new.area = Some(outcome.area.clone());
        record::correct(&mut tx, outcome.id, new, posted.text("reason")).await
    };
    recorded(&visit, done.await, tx, &ground, &posted).await
}

fn day(posted: &Posted, name: &'static str) -> Result<NaiveDate, Error> {
    posted.text(name).parse().map_err(|_| Error::field(name, "programmes-promise-day-form"))
}

fn read(posted: &Posted, ground: &Ground) -> Result<NewOutcome, Error> {
    let lines = posted.raw("shares").lines().filter(|line| !line.trim().is_empty());
    let shares = lines.map(|line| share(line, &ground.programmes));
    let business = posted.text("business");
    let known = ground.businesses.iter().any(|(id, _)| id == business);
    Ok(NewOutcome {
        person: ground.person.id,
        business: if known { business.parse().ok() } else { None },
        kind: posted.text("kind").to_owned(),
        categories: posted.all("categories").map(str::to_owned).collect(),
        area: None,
        on: day(posted, "on")?,
        evidence: evidence(posted)?,
        shares: shares.collect::<Result<_, _>>()?,
    })
}

/// `Pelatihan WUB 2024; 60`. A programme of the city is known by its name.
fn share(line: &str, programmes: &[Programme]) -> Result<NewShare, Error> {
    let wrong = || Error::field("shares", "programmes-outcome-shares");
    let (name, share) = line.split_once(';').ok_or_else(wrong)?;
    let share = share.trim().trim_end_matches('%').trim().parse().map_err(|_| wrong())?;
    let name = name.trim();
    let known = programmes.iter().find(|one| one.name.to_lowercase() == name.to_lowercase());
    Ok(NewShare {
        programme: known.map(|one| one.id.0),
        name: known.map_or(name, |one| one.name.as_str()).to_owned(),
        share,
    })
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
    evidence_fields(ui, form, None).cancel(ui.url(&here))
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

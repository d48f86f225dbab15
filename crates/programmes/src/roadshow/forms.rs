//! Making a roadshow, and the first plan of its stops.

use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::{Days, NaiveDate};
use kernel::{Error, Tx};
use web::field::Choice;
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Roadshow};
use super::{Invited, NewRoadshow, Plan, plan, write};
use crate::programme::RUN;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/roadshows/new", new)
        .post("/programmes/roadshows/new", add)
        .get("/programmes/roadshows/{id}/plan", planning)
        .post("/programmes/roadshows/{id}/plan", make)
}

fn form(ui: &Ui) -> Form {
    Form::post(ui.url("/programmes/roadshows/new"), "programmes-roadshow-add")
        .field(Field::text("name", "programmes-name"))
        .field(Field::long("about", "programmes-about").optional())
        .cancel(ui.url("/programmes/roadshows"))
}

fn page(ui: &Ui, form: &Form) -> Page {
    let page = Page::new(ui.t("programmes-roadshow-add"), form.html(ui)).desk();
    page.under(ui.url("/programmes/roadshows"), ui.t("programmes-roadshows"))
}

async fn new(visit: Visit) -> Answer {
    let tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    Ok(page(&visit.ui, &form(&visit.ui)).into_response())
}

async fn add(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let new = NewRoadshow { name: posted.text("name").to_owned(), about: posted.text("about").to_owned() };
    match write::add(&mut tx, new).await {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/roadshows/{id}"), "programmes-saved"))
        }
        Err(error) => visit.again(error, form(&visit.ui).fill(&posted), |form| Ok(page(&visit.ui, &form))),
    }
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Roadshow), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    let roadshow = find::one(&mut tx, id.parse()?).await?;
    Ok((tx, roadshow))
}

/// Who is invited, to choose from.
pub(super) fn invited(ui: &Ui) -> Vec<Choice> {
    Invited::ALL.map(|one| Choice::new(one.as_str(), ui.t_of("programmes-invited-", one.as_str()))).to_vec()
}

fn plan_form(ui: &Ui, roadshow: &Roadshow) -> Form {
    let here = format!("/programmes/roadshows/{}", roadshow.id);
    let today = ui.city.zone.local(ui.now).date();
    let day = |days: u64| today.checked_add_days(Days::new(days)).unwrap_or(today).to_string();
    Form::post(ui.url(&format!("{here}/plan")), "programmes-roadshow-plan")
        .field(Field::date("from", "programmes-roadshow-from").value(day(14)))
        .field(Field::date("until", "programmes-roadshow-until").value(day(70)))
        .field(Field::text("starts", "programmes-roadshow-at").narrow().value("09:00"))
        .field(Field::digits("hours", "programmes-roadshow-hours").narrow().value("3"))
        .field(Field::radio("guests", "programmes-stop-guests", invited(ui)).value("all"))
        .field(Field::long("agenda", "programmes-stop-agenda").optional())
        .cancel(ui.url(&here))
}

fn plan_page(ui: &Ui, roadshow: &Roadshow, form: &Form) -> Page {
    let note = web::blocks::paragraph(ui, "programmes-roadshow-plan-note");
    let page = Page::new(ui.t("programmes-roadshow-plan"), web::blocks::stack(&[note, form.html(ui)])).desk();
    page.under(ui.url(&format!("/programmes/roadshows/{}", roadshow.id)), roadshow.name.clone())
}

async fn planning(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, roadshow) = loaded(&visit, &id).await?;
    Ok(plan_page(&visit.ui, &roadshow, &plan_form(&visit.ui, &roadshow)).into_response())
}

pub(super) fn day(posted: &Posted, name: &'static str) -> Result<NaiveDate, Error> {
    posted.text(name).parse().map_err(|_| Error::field(name, "registry-date-form"))
}

fn read(posted: &Posted) -> Result<Plan, Error> {
    Ok(Plan {
        from: day(posted, "from")?,
        until: day(posted, "until")?,
        starts: posted.text("starts").to_owned(),
        // What is no number is out of the range, which is what is then said.
        hours: posted.text("hours").trim().parse().unwrap_or(0),
        agenda: posted.text("agenda").to_owned(),
        guests: Invited::parse(posted.text("guests"))
            .ok_or_else(|| Error::field("guests", "web-field-empty"))?,
    })
}

async fn make(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, roadshow) = loaded(&visit, &id).await?;
    let done = match read(&posted) {
        Ok(new) => plan::plan(&mut tx, roadshow.id, &new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit
                .see_saying(&format!("/programmes/roadshows/{}", roadshow.id), "programmes-roadshow-planned"))
        }
        Err(error) => visit.again(error, plan_form(&visit.ui, &roadshow).fill(&posted), |form| {
            Ok(plan_page(&visit.ui, &roadshow, &form))
        }),
    }
}

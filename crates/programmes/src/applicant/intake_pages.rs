//! Applying: by oneself on a phone, or entered by an officer who sits opposite.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Say, Tx};
use registry::person::{self, Standing};
use registry::person::{Alike, Described, alike};
use registry::search::{self, Kind, Query};
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::intake::Intake;
use super::{APPLY, Channel, ENTER};
use crate::call::pages::rules_of;
use crate::call::{self, CallId};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/calls/{id}/applicants/own", own)
        .post("/programmes/calls/{id}/applicants/own", apply)
        .get("/programmes/calls/{id}/applicants/new", entering)
        .post("/programmes/calls/{id}/applicants/new", enter)
}

/// Who applies for oneself is no officer in the role in use.
fn oneself(visit: &Visit) -> Result<(), Error> {
    if visit.actor().account().is_some() && visit.actor().may_somewhere(APPLY) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

async fn opened(
    tx: &mut Tx,
    id: CallId,
    standing: Option<Standing>,
    root: AreaCode,
) -> Result<Intake, Error> {
    let call = call::one(tx, id).await?;
    Ok(Intake { call, places: territory::gazetteer(tx.db()).await?, root, standing })
}

async fn own_intake(tx: &mut Tx, id: &str) -> Result<Intake, Error> {
    let standing = match person::own(tx).await? {
        Some(person) => Some(person::standing(tx, person).await?),
        None => None,
    };
    let root = AreaCode::of_city(tx.city()).ok_or(Error::NotFound("city"))?;
    opened(tx, id.parse()?, standing, root).await
}

fn own_path(id: CallId) -> String {
    format!("/programmes/calls/{id}/applicants/own")
}

async fn own(visit: Visit, Path(id): Path<String>) -> Answer {
    oneself(&visit)?;
    let mut tx = visit.tx().await?;
    let intake = own_intake(&mut tx, &id).await?;
    super::apply::is_open(&intake.call, tx.now())?;
    let form = intake.form(&visit.ui, &own_path(intake.call.id), &format!("/programmes/calls/{id}"));
    Ok(own_page(&visit.ui, &intake, &form).into_response())
}

fn own_page(ui: &Ui, intake: &Intake, form: &Form) -> Page {
    let mut main = Html::trusted("<div class=\"narrow stack\">");
    main.push(&rules_of(ui, &intake.call));
    if let Some(standing) = &intake.standing {
        main.push(&prefilled(ui, intake, standing));
    }
    main.push(&blocks::notice(&ui.t("programmes-apply-notice"), Tone::Plain));
    main.push(&form.html(ui));
    main.push_trusted("</div>");
    let here = ui.url(&format!("/programmes/calls/{}", intake.call.id));
    Page::new(ui.t("programmes-apply"), main).under(here, intake.call.name.clone())
}

/// What is known already and need not be asked.
fn prefilled(ui: &Ui, intake: &Intake, standing: &Standing) -> Html {
    let place = intake.places.name_of(&standing.area).unwrap_or_else(|| standing.area.to_string());
    let mut rows = vec![
        (Say::new("registry-person-name"), Html::text(&standing.name)),
        (Say::new("registry-kelurahan"), Html::text(&place)),
    ];
    if let Some(born) = standing.birth_date {
        rows.push((Say::new("registry-birth-date"), Html::text(&ui.date(born))));
    }
    blocks::facts(ui, &rows)
}

async fn apply(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    oneself(&visit)?;
    let mut tx = visit.tx().await?;
    let intake = own_intake(&mut tx, &id).await?;
    match intake.receive(&mut tx, &posted).await {
        Ok(applicant) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/applicants/{applicant}"), "programmes-applied"))
        }
        Err(error) => {
            let form = intake.form(&visit.ui, &own_path(intake.call.id), &format!("/programmes/calls/{id}"));
            visit.again(error, form.fill(&posted), |form| Ok(own_page(&visit.ui, &intake, &form)))
        }
    }
}

/// The territory in which the actor may enter applications.
fn root(tx: &Tx) -> Result<AreaCode, Error> {
    AreaCode::parse(tx.scope(ENTER)?.prefix())
}

fn desk_path(id: CallId) -> String {
    format!("/programmes/calls/{id}/applicants/new")
}

async fn entering(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let root = root(&tx)?;
    let call = call::one(&mut tx, id.parse()?).await?;
    super::apply::is_open(&call, tx.now())?;
    let Some(who) = query.get("orang") else { return choosing(&visit, tx, &call, &query).await };
    let intake = desk_intake(&mut tx, call.id, who, root).await?;
    let form = desk_form(&visit.ui, &intake, who);
    Ok(desk_page(&visit.ui, &intake, &form, &[]).into_response())
}

/// Who it is: somebody who was found, or somebody new.
async fn desk_intake(tx: &mut Tx, id: CallId, who: &str, root: AreaCode) -> Result<Intake, Error> {
    let standing = match who {
        "baru" => None,
        id => Some(super::apply::may_apply(tx, id.parse()?).await?),
    };
    opened(tx, id, standing, root).await
}

fn desk_form(ui: &Ui, intake: &Intake, who: &str) -> Form {
    let path = desk_path(intake.call.id);
    intake.form(ui, &path, &path).field(Field::hidden("orang", who))
}

fn desk_page(ui: &Ui, intake: &Intake, form: &Form, alike: &[Alike]) -> Page {
    let mut main = Html::trusted("<div class=\"narrow stack\">");
    if !alike.is_empty() {
        main.push(&likely(ui, intake.call.id, alike));
    }
    if let Some(standing) = &intake.standing {
        main.push(&prefilled(ui, intake, standing));
    }
    main.push(&form.html(ui));
    main.push_trusted("</div>");
    let here = ui.url(&format!("/programmes/calls/{}", intake.call.id));
    Page::new(ui.t("programmes-enter"), main).desk().under(here, intake.call.name.clone())
}

/// Finding the person first, so that nobody is recorded twice.
async fn choosing(visit: &Visit, mut tx: Tx, call: &call::Call, query: &ListQuery) -> Answer {
    let ui = &visit.ui;
    let path = desk_path(call.id);
    let form = Form::get(ui.url(&path), "programmes-find-person").field(
        Field::text("q", "programmes-find-who")
            .hint("programmes-find-who-hint")
            .value(query.search().unwrap_or_default()),
    );
    let mut main = Html::trusted("<div class=\"narrow stack\">");
    main.push(&form.html(ui));
    if let Some(text) = query.search() {
        let asked = Query::of(Kind::Person, text);
        let found = search::people_to_choose(&mut tx, ENTER, &asked, 10).await?;
        if found.is_empty() {
            main.push(&blocks::paragraph(ui, "programmes-find-none"));
        }
        main.push_trusted("<ul class=\"tasks\">");
        for (id, name, note) in found {
            main.push_trusted("<li><span>");
            main.push(&blocks::link(&ui.url(&format!("{path}?orang={id}")), &name));
            main.push_trusted("<small>");
            main.push_text(&note);
            main.push_trusted("</small></span></li>");
        }
        main.push_trusted("</ul>");
        main.push(&blocks::row(&[blocks::quiet(ui, &format!("{path}?orang=baru"), "programmes-enter-new")]));
    }
    main.push_trusted("</div>");
    let here = ui.url(&format!("/programmes/calls/{}", call.id));
    Ok(Page::new(ui.t("programmes-enter"), main).desk().under(here, call.name.clone()).into_response())
}

/// People who may be the same, each with the way to apply for that record.
fn likely(ui: &Ui, call: CallId, alike: &[Alike]) -> Html {
    let mut inner = Html::text(&ui.t("registry-alike"));
    inner.push_trusted("</p><ul>");
    for other in alike {
        inner.push_trusted("<li>");
        let address = ui.url(&format!("{}?orang={}", desk_path(call), other.id));
        inner.push(&blocks::link(&address, &other.name));
        inner.push_text(&format!(" · {} · {}", other.code, ui.t_of("registry-alike-", &other.because)));
        inner.push_trusted("</li>");
    }
    inner.push_trusted("</ul><p>");
    inner.push_text(&ui.t("programmes-alike-go-on"));
    blocks::notice_html(&inner, Tone::Warn)
}

async fn enter(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let root = root(&tx)?;
    if Channel::of(visit.actor()) == Channel::Own {
        return Err(Error::Forbidden.into());
    }
    let id: CallId = id.parse()?;
    let who = Some(posted.text("orang")).filter(|who| !who.is_empty()).unwrap_or("baru");
    let intake = desk_intake(&mut tx, id, who, root).await?;
    let ui = &visit.ui;
    let doubts = doubts(&mut tx, &intake, &posted).await?;
    if !doubts.is_empty() {
        let form = desk_form(ui, &intake, who).fill(&posted).field(Field::hidden("yakin", "ya"));
        return Ok(desk_page(ui, &intake, &form, &doubts).into_response());
    }
    match intake.receive(&mut tx, &posted).await {
        Ok(applicant) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/applicants/{applicant}"), "programmes-entered"))
        }
        Err(error) => {
            let form = desk_form(ui, &intake, who).fill(&posted);
            visit.again(error, form, |form| Ok(desk_page(ui, &intake, &form, &[])))
        }
    }
}

/// People who may be the one that is about to be recorded anew: asked once, and never where a NIK decides.
async fn doubts(tx: &mut Tx, intake: &Intake, posted: &Posted) -> Result<Vec<Alike>, Error> {
    let sure = posted.text("yakin") == "ya" || posted.optional("nik").is_some();
    if sure || intake.standing.is_some() {
        return Ok(Vec::new());
    }
    let Ok(said) = intake.said(posted) else { return Ok(Vec::new()) };
    alike(tx, &Described::of(&said.claims, None)).await
}

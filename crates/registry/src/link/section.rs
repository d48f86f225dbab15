//! What was decided about a record, on its page: undoing it, and parting what is not one.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Say, Tx};
use uuid::Uuid;
use web::blocks;
use web::field::Choice;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Link};
use super::{ActId, DECIDE, Side, Verdict, pages, part, undo};
use crate::business::{self, BusinessId};
use crate::person::{self, PersonId};
use crate::source::link::Subject;
use crate::source::pages::said_by;
use crate::source::{self, SourceId};
use crate::words::{self, Names};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/acts/{id}/undoing", undoing)
        .post("/registry/acts/{id}/undoing", undone)
        .get("/registry/people/{id}/parting", part_people)
        .post("/registry/people/{id}/parting", parted_people)
        .get("/registry/businesses/{id}/parting", part_businesses)
        .post("/registry/businesses/{id}/parting", parted_businesses)
}

/// The decisions on a record as a section of its page, for whoever may decide; nothing where there is nothing to say.
pub(crate) async fn section(
    tx: &mut Tx,
    ui: &Ui,
    side: Side,
    record: Uuid,
    area: &AreaCode,
) -> Result<Html, Error> {
    if !tx.may(DECIDE, area) {
        return Ok(Html::default());
    }
    let links = find::of_record(tx, side, record).await?;
    let accounts: Vec<Uuid> = links.iter().filter_map(|link| link.by.map(|by| by.0)).collect();
    let people = identity::account::names(tx, &accounts).await?;
    let who = |link: &Link| match link.by {
        Some(by) => {
            let name = people.iter().find(|(id, _)| *id == by).map(|(_, name)| name.clone());
            name.unwrap_or_else(|| ui.t("registry-link-officer"))
        }
        None => ui.t("registry-link-machine"),
    };
    let mut parts = Vec::new();
    if !links.is_empty() {
        let rows: Vec<Vec<Html>> = links.iter().map(|link| row(ui, link, &who(link))).collect();
        let heads = [
            "registry-link-said",
            "registry-link-because",
            "registry-link-by",
            "registry-link-at",
            "registry-status",
        ];
        parts.push(blocks::table(ui, "registry-link-section", &heads, &rows));
    }
    let subject = subject(side, record);
    if source::find::of(tx, subject).await?.len() > 1 {
        parts.push(blocks::quiet(
            ui,
            &format!("{}/parting", pages::record(side, record)),
            parting_title(side),
        ));
    }
    if parts.is_empty() {
        return Ok(Html::default());
    }
    Ok(blocks::section(ui, "registry-link-section", &blocks::stack(&parts)))
}

fn row(ui: &Ui, link: &Link, who: &str) -> Vec<Html> {
    let said = match (link.side, link.verdict) {
        (_, Verdict::Same) => "registry-link-said-same",
        (Side::Person, Verdict::Different) => "registry-link-two-people",
        (Side::Business, Verdict::Different) => "registry-link-two-businesses",
    };
    let why = link.why.clone().unwrap_or_else(|| pages::reasons(ui, &link.reasons));
    let state = match link.undone_at {
        Some(at) => {
            let say = Say::new("registry-link-undone").with("date", ui.instant(at));
            Html::text(&ui.say(&say))
        }
        None => blocks::link(
            &ui.url(&format!("/registry/acts/{}/undoing", link.act)),
            &ui.t("registry-link-undo"),
        ),
    };
    vec![Html::text(&ui.t(said)), words::or_none(Some(&why)), Html::text(who), ui.time(link.at), state]
}

fn subject(side: Side, record: Uuid) -> Subject {
    match side {
        Side::Person => Subject::Person(PersonId(record)),
        Side::Business => Subject::Business(BusinessId(record)),
    }
}

fn parting_title(side: Side) -> &'static str {
    match side {
        Side::Person => "registry-link-two-people",
        Side::Business => "registry-link-two-businesses",
    }
}

fn undo_form(ui: &Ui, act: ActId) -> Form {
    Form::post(ui.url(&format!("/registry/acts/{act}/undoing")), "registry-link-undo")
        .field(Field::long("reason", "registry-link-why"))
}

fn undo_page(ui: &Ui, form: &Form) -> Page {
    let parts = [blocks::paragraph(ui, "registry-link-undo-note"), form.html(ui)];
    let page = Page::new(ui.t("registry-link-undo"), blocks::stack(&parts));
    page.desk().under(ui.url("/registry/links"), ui.t("registry-links"))
}

async fn undoing(visit: Visit, Path(id): Path<String>) -> Answer {
    let act: ActId = id.parse()?;
    let mut tx = visit.tx().await?;
    find::may_undo(&mut tx, act).await?;
    Ok(undo_page(&visit.ui, &undo_form(&visit.ui, act)).into_response())
}

async fn undone(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let act: ActId = id.parse()?;
    let mut tx = visit.tx().await?;
    find::may_undo(&mut tx, act).await?;
    match undo(&mut tx, act, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/registry/links", "registry-saved"))
        }
        Err(error) => {
            let form = undo_form(&visit.ui, act).fill(&posted).because(&error);
            visit.again(error, form, |form| Ok(undo_page(&visit.ui, &form)))
        }
    }
}

async fn part_people(visit: Visit, Path(id): Path<String>) -> Answer {
    let id: PersonId = id.parse()?;
    parting(visit, Side::Person, id.0).await
}

async fn part_businesses(visit: Visit, Path(id): Path<String>) -> Answer {
    let id: BusinessId = id.parse()?;
    parting(visit, Side::Business, id.0).await
}

async fn parted_people(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: PersonId = id.parse()?;
    parted(visit, Side::Person, id.0, posted).await
}

async fn parted_businesses(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: BusinessId = id.parse()?;
    parted(visit, Side::Business, id.0, posted).await
}

/// The territory and name of a record that the actor may decide on.
async fn may(tx: &mut Tx, side: Side, record: Uuid) -> Result<String, Error> {
    let (area, name) = match side {
        Side::Person => {
            let person = person::find::one(tx, PersonId(record)).await?;
            (person.area, person.name)
        }
        Side::Business => {
            let business = business::record::one(tx, BusinessId(record)).await?;
            (business.area, business.name)
        }
    };
    tx.must(DECIDE, &area)?;
    Ok(name)
}

async fn parting_form(tx: &mut Tx, ui: &Ui, side: Side, record: Uuid) -> Result<Form, Error> {
    let names = Names::read(tx).await?;
    let sources = source::find::of(tx, subject(side, record)).await?;
    let choice = |source: &source::Source| {
        let agency = names.agency(source.agency.map(|agency| agency.0));
        let by = said_by(ui, source.kind.as_str(), agency, source.observed_on);
        let said = [source.person.name.clone(), source.business.name.clone()];
        let said: Vec<String> = said.into_iter().flatten().collect();
        Choice::new(source.id.to_string(), by).note(said.join(" · "))
    };
    let choices = sources.iter().map(choice).collect();
    Ok(Form::post(ui.url(&format!("{}/parting", pages::record(side, record))), "registry-link-part")
        .field(Field::checks("sources", "registry-link-part-which", choices))
        .field(Field::long("reason", "registry-link-why")))
}

fn parting_page(ui: &Ui, side: Side, record: Uuid, name: &str, form: &Form) -> Page {
    let parts = [blocks::paragraph(ui, "registry-link-part-note"), form.html(ui)];
    let page = Page::new(ui.t(parting_title(side)), blocks::stack(&parts));
    page.desk().under(ui.url(&pages::record(side, record)), name.to_owned())
}

async fn parting(visit: Visit, side: Side, record: Uuid) -> Answer {
    let mut tx = visit.tx().await?;
    let name = may(&mut tx, side, record).await?;
    let form = parting_form(&mut tx, &visit.ui, side, record).await?;
    Ok(parting_page(&visit.ui, side, record, &name, &form).into_response())
}

async fn parted(visit: Visit, side: Side, record: Uuid, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let name = may(&mut tx, side, record).await?;
    let form = parting_form(&mut tx, &visit.ui, side, record).await?;
    let chosen: Result<Vec<SourceId>, Error> = posted.all("sources").map(str::parse).collect();
    let chosen = chosen?;
    match part(&mut tx, side, record, &chosen, posted.text("reason")).await {
        Ok((_, other)) => {
            tx.commit().await?;
            Ok(visit.see_saying(&pages::record(side, other), "registry-saved"))
        }
        Err(error) => {
            let form = form.fill(&posted).because(&error);
            visit.again(error, form, |form| Ok(parting_page(&visit.ui, side, record, &name, &form)))
        }
    }
}

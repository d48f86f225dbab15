//! Recording what somebody received, correcting it, taking it back.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::id::AgencyId;
use kernel::{AreaCode, Error, Role, Rupiah, Tx};
use registry::business::BusinessId;
use registry::person::PersonId;
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Aid};
use super::record::{self, NewAid};
use super::{AidKind, RECORD, pages};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/people/{person}/aids/new", for_person)
        .post("/programmes/people/{person}/aids/new", add_for_person)
        .get("/programmes/businesses/{business}/aids/new", for_business)
        .post("/programmes/businesses/{business}/aids/new", add_for_business)
        .get("/programmes/aids/{id}/correction", correcting)
        .post("/programmes/aids/{id}/correction", correct)
        .get("/programmes/aids/{id}/voiding", voiding)
        .post("/programmes/aids/{id}/voiding", void)
}

/// Whom it is for.
struct Whom {
    person: Option<PersonId>,
    business: Option<BusinessId>,
    name: String,
    /// The page of the registry, and the address of the form.
    home: String,
    action: String,
}

async fn person(visit: &Visit, id: &str) -> Result<(Tx, Whom), Error> {
    let mut tx = visit.tx().await?;
    tx.scope(RECORD)?;
    let one = registry::person::find::one(&mut tx, id.parse()?).await?;
    let (home, action) =
        (format!("/registry/people/{}", one.id), format!("/programmes/people/{}/aids/new", one.id));
    let whom = Whom { person: Some(one.id), business: None, name: one.name, home, action };
    permitted(tx, &one.area, whom)
}

async fn business(visit: &Visit, id: &str) -> Result<(Tx, Whom), Error> {
    let mut tx = visit.tx().await?;
    tx.scope(RECORD)?;
    let one = registry::business::record::one(&mut tx, id.parse()?).await?;
    let owners = registry::business::find::owners_of(&mut tx, one.id).await?;
    // Of a business that one person runs it is that person's too.
    let person = match owners.as_slice() {
        [owner] => Some(owner.person),
        _ => None,
    };
    let (home, action) =
        (format!("/registry/businesses/{}", one.id), format!("/programmes/businesses/{}/aids/new", one.id));
    let whom = Whom { person, business: Some(one.id), name: one.name, home, action };
    permitted(tx, &one.area, whom)
}

fn permitted(tx: Tx, area: &AreaCode, whom: Whom) -> Result<(Tx, Whom), Error> {
    tx.must(RECORD, area)?;
    Ok((tx, whom))
}

async fn fields(tx: &mut Tx, ui: &Ui, form: Form) -> Result<Form, Error> {
    let kinds = AidKind::ALL.map(|one| (one.as_str().to_owned(), pages::kind(ui, one.as_str())));
    // Who works in an agency records for it; only the city's administrators choose.
    let form = form
        .field(Field::select("kind", "programmes-aid-kind", kinds.to_vec()))
        .field(Field::text("what", "programmes-aid-what").hint("programmes-aid-what-hint"))
        .field(Field::date("on", "programmes-aid-on"));
    let chooses = tx.actor().role() == Some(Role::CityAdmin);
    let open = identity::agency::list(tx).await?.into_iter().filter(|one| one.closed_at.is_none());
    let none = std::iter::once((String::new(), ui.t("programmes-agency-none")));
    let agencies: Vec<_> = none.chain(open.map(|one| (one.id.to_string(), one.name))).collect();
    Ok(form
        .field_if(chooses, || Field::select("agency", "programmes-aid-agency", agencies).optional())
        .field(Field::text("worth", "programmes-aid-worth").hint("programmes-aid-worth-hint").optional())
        .field(Field::text("paper", "programmes-aid-paper").hint("programmes-aid-paper-hint").optional()))
}

fn read(posted: &Posted, person: Option<PersonId>, business: Option<BusinessId>) -> Result<NewAid, Error> {
    let mut wrong = Vec::new();
    let kind = AidKind::parse(posted.text("kind"));
    let on = posted.text("on").parse();
    let worth = posted.optional("worth").map(registry::business::amount_of);
    let agency = posted.optional("agency").map(str::parse::<AgencyId>).transpose();
    for (bad, name, why) in [
        (kind.is_none(), "kind", "programmes-aid-kind-missing"),
        (on.is_err(), "on", "programmes-promise-day-form"),
        (worth == Some(None), "worth", "programmes-aid-worth-form"),
        (agency.is_err(), "agency", "programmes-agency-unknown"),
    ] {
        if bad {
            wrong.push((name, why.into()));
        }
    }
    match (kind, on, agency) {
        (Some(kind), Ok(on), Ok(agency)) if wrong.is_empty() => Ok(NewAid {
            person,
            business,
            kind,
            what: posted.text("what").to_owned(),
            agency,
            programme: None,
            on,
            worth: worth.flatten().map(Rupiah),
            paper: posted.optional("paper").map(str::to_owned),
        }),
        _ => Err(Error::Invalid(wrong)),
    }
}

async fn new_form(tx: &mut Tx, ui: &Ui, whom: &Whom) -> Result<Form, Error> {
    let form = Form::post(ui.url(&whom.action), "programmes-aid-record").cancel(ui.url(&whom.home));
    fields(tx, ui, form).await
}

fn new_page(ui: &Ui, whom: &Whom, form: &Form) -> Page {
    let title = format!("{}: {}", ui.t("programmes-aid-record"), whom.name);
    Page::new(title, form.html(ui)).desk().under(ui.url(&whom.home), whom.name.clone())
}

async fn shown(visit: &Visit, (mut tx, whom): (Tx, Whom)) -> Answer {
    let form = new_form(&mut tx, &visit.ui, &whom).await?;
    Ok(new_page(&visit.ui, &whom, &form).into_response())
}

async fn added(visit: &Visit, (mut tx, whom): (Tx, Whom), posted: &Posted) -> Answer {
    let form = new_form(&mut tx, &visit.ui, &whom).await?;
    let done = async { record::record(&mut tx, read(posted, whom.person, whom.business)?).await }.await;
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/aids/{id}"), "programmes-saved"))
        }
        Err(error) => visit.again(error, form.fill(posted), |form| Ok(new_page(&visit.ui, &whom, &form))),
    }
}

async fn for_person(visit: Visit, Path(id): Path<String>) -> Answer {
    let whom = person(&visit, &id).await?;
    shown(&visit, whom).await
}

async fn add_for_person(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let whom = person(&visit, &id).await?;
    added(&visit, whom, &posted).await
}

async fn for_business(visit: Visit, Path(id): Path<String>) -> Answer {
    let whom = business(&visit, &id).await?;
    shown(&visit, whom).await
}

async fn add_for_business(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let whom = business(&visit, &id).await?;
    added(&visit, whom, &posted).await
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Aid), Error> {
    let mut tx = visit.tx().await?;
    let aid = find::one(&mut tx, id.parse()?).await?;
    if record::may_change(&tx, &aid) { Ok((tx, aid)) } else { Err(Error::Forbidden) }
}

fn page(ui: &Ui, aid: &Aid, title: &'static str, form: &Form) -> Page {
    let here = ui.url(&format!("/programmes/aids/{}", aid.id));
    Page::new(ui.t(title), form.html(ui)).desk().under(here, aid.what.clone())
}

async fn correct_form(tx: &mut Tx, ui: &Ui, aid: &Aid) -> Result<Form, Error> {
    let here = format!("/programmes/aids/{}", aid.id);
    let kinds = AidKind::ALL.map(|one| (one.as_str().to_owned(), pages::kind(ui, one.as_str())));
    let worth = aid.worth.map(|worth| worth.to_string()).unwrap_or_default();
    let chooses = tx.actor().role() == Some(Role::CityAdmin);
    let all = identity::agency::list(tx).await?.into_iter().map(|one| (one.id.to_string(), one.name));
    let none = std::iter::once((String::new(), ui.t("programmes-agency-none")));
    let agencies: Vec<_> = none.chain(all).collect();
    let agency = aid.agency.map(|id| id.to_string()).unwrap_or_default();
    Ok(Form::post(ui.url(&format!("{here}/correction")), "programmes-aid-correct")
        .field(Field::select("kind", "programmes-aid-kind", kinds.to_vec()).value(aid.kind.clone()))
        .field(Field::text("what", "programmes-aid-what").value(aid.what.clone()))
        .field(Field::date("on", "programmes-aid-on").value(aid.on.to_string()))
        .field_if(chooses, || {
            Field::select("agency", "programmes-aid-agency", agencies).value(agency).optional()
        })
        .field(Field::text("worth", "programmes-aid-worth").value(worth).optional())
        .field(
            Field::text("paper", "programmes-aid-paper")
                .value(aid.paper.clone().unwrap_or_default())
                .optional(),
        )
        .field(Field::text("reason", "programmes-reason"))
        .cancel(ui.url(&here)))
}

async fn correcting(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, aid) = loaded(&visit, &id).await?;
    let form = correct_form(&mut tx, &visit.ui, &aid).await?;
    Ok(page(&visit.ui, &aid, "programmes-aid-correct", &form).into_response())
}

async fn correct(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, aid) = loaded(&visit, &id).await?;
    let form = correct_form(&mut tx, &visit.ui, &aid).await?;
    let done = async {
        let new = read(&posted, None, None)?;
        record::correct(&mut tx, aid.id, NewAid { programme: aid.programme, ..new }, posted.text("reason"))
            .await
    }
    .await;
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/aids/{id}"), "programmes-saved"))
        }
        Err(error) => visit.again(error, form.fill(&posted), |form| {
            Ok(page(&visit.ui, &aid, "programmes-aid-correct", &form))
        }),
    }
}

fn void_form(ui: &Ui, aid: &Aid) -> Form {
    let here = format!("/programmes/aids/{}", aid.id);
    Form::post(ui.url(&format!("{here}/voiding")), "programmes-aid-void")
        .field(Field::text("reason", "programmes-reason"))
        .danger()
        .cancel(ui.url(&here))
}

async fn voiding(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, aid) = loaded(&visit, &id).await?;
    Ok(page(&visit.ui, &aid, "programmes-aid-void", &void_form(&visit.ui, &aid)).into_response())
}

async fn void(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, aid) = loaded(&visit, &id).await?;
    match record::void(&mut tx, aid.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/aids/{id}"), "programmes-saved"))
        }
        Err(error) => visit.again(error, void_form(&visit.ui, &aid).fill(&posted), |form| {
            Ok(page(&visit.ui, &aid, "programmes-aid-void", &form))
        }),
    }
}

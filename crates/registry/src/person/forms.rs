//! Registering a person at the desk, with a first business or without, and correcting one.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Tx};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::alike::{self, Alike, Described};
use super::fields::{self, Shown};
use super::find::{self, Person};
use super::{AMEND, PersonId, REGISTER, SEE, SEE_SPECIFIC, register};
use crate::business;
use crate::form::Values;
use crate::source::claims::BusinessClaims;
use crate::words::Names;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/registry/people/new", new)
        .post("/registry/people/new", add)
        .get("/registry/people/{id}/amendment", amending)
        .post("/registry/people/{id}/amendment", amend)
}

/// The territory in which the actor may register.
fn root(tx: &Tx) -> Result<AreaCode, Error> {
    AreaCode::parse(tx.scope(REGISTER)?.prefix())
}

fn new_form(ui: &Ui, names: &Names, root: &AreaCode) -> Form {
    let shown = Shown { root, nik: true, specific: true, masked: None };
    let was = Values::new();
    let form = Form::post(ui.url("/registry/people/new"), "registry-register-do").cancel(ui.url("/pelaku"));
    let form = form.section("registry-register-who", None);
    let form = fields::first(form, ui, names, shown, &was).live(ui.url(alike::PATH));
    let form = first_business(form);
    fields::more(form, ui, shown, &was)
}

/// The two questions about a first business that suffice to find it again.
pub(crate) fn first_business(form: Form) -> Form {
    form.section("registry-first-business", Some("registry-first-business-note".into()))
        .field(
            Field::text("business_name", "registry-business-called")
                .hint("registry-business-name-hint")
                .optional(),
        )
        .field(
            Field::text("business_products", "registry-business-makes")
                .hint("registry-business-makes-hint")
                .optional(),
        )
}

fn new_page(ui: &Ui, form: &Form, others: &[Alike]) -> Page {
    let mut main = Html::default();
    if !others.is_empty() {
        main.push(&alike::notice(ui, others, "registry-alike-go-on"));
    }
    main.push(&form.html(ui));
    Page::new(ui.t("registry-register"), main).desk().under(ui.url("/pelaku"), ui.t("registry-people"))
}

async fn new(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let root = root(&tx)?;
    let names = Names::read(&mut tx).await?;
    Ok(new_page(&visit.ui, &new_form(&visit.ui, &names, &root), &[]).into_response())
}

/// What registering came to.
enum Registered {
    Done(PersonId),
    /// Others may be the same person: ask once.
    Alike(Vec<Alike>),
}

async fn add(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let root = root(&tx)?;
    let names = Names::read(&mut tx).await?;
    let ui = &visit.ui;
    let form = new_form(ui, &names, &root).fill(&posted);
    match try_add(&mut tx, &posted, &names, &root).await {
        Ok(Registered::Done(id)) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/registry/people/{id}"), "registry-saved"))
        }
        Ok(Registered::Alike(alike)) => {
            let form = form.field(Field::hidden("yakin", "ya"));
            Ok(new_page(ui, &form, &alike).into_response())
        }
        Err(error) => visit.again(error, form, |form| Ok(new_page(ui, &form, &[]))),
    }
}

async fn try_add(tx: &mut Tx, posted: &Posted, names: &Names, root: &AreaCode) -> Result<Registered, Error> {
    let shown = Shown { root, nik: true, specific: true, masked: None };
    let new = fields::said(posted, &Values::new(), names, tx, shown)?;
    let home = new.claims.home.clone();
    let Some(area) = &home.area else { return Err(Error::field("area", "registry-area-missing")) };
    tx.must(REGISTER, area)?;
    if posted.text("yakin") != "ya" && new.nik.is_none() {
        let alike = alike::alike(tx, &Described::of(&new.claims, None)).await?;
        if !alike.is_empty() {
            return Ok(Registered::Alike(alike));
        }
    }
    let id = register(tx, new).await?;
    let claims = first_claims(posted);
    if claims != BusinessClaims::default() {
        let claims = BusinessClaims { address: home, ..claims };
        business::register(tx, &[id], claims).await.map_err(first_errors)?;
    }
    Ok(Registered::Done(id))
}

/// What the two questions claim.
pub(crate) fn first_claims(posted: &Posted) -> BusinessClaims {
    BusinessClaims {
        name: posted.optional("business_name").map(str::to_owned),
        products: posted.optional("business_products").map(str::to_owned),
        ..BusinessClaims::default()
    }
}

/// The errors of a business beside the fields that it has in this form.
pub(crate) fn first_errors(error: Error) -> Error {
    match error {
        Error::Invalid(errors) => Error::Invalid(
            errors
                .into_iter()
                .map(|(name, say)| (if name == "name" { "business_name" } else { name }, say))
                .collect(),
        ),
        Error::NotFound(_) | Error::Refused(_) | Error::Forbidden | Error::Broken(_) => error,
    }
}

/// A person with whatever the form of correcting needs.
struct Amending {
    tx: Tx,
    person: Person,
    names: Names,
    own: bool,
    root: AreaCode,
}

async fn amendable(visit: &Visit, id: &str) -> Result<Amending, Error> {
    let mut tx = visit.tx().await?;
    let person = find::one(&mut tx, id.parse()?).await?;
    let own = person.account.is_some() && person.account == visit.actor().account();
    if !own {
        tx.must(AMEND, &person.area)?;
    }
    let root = match tx.scope(AMEND) {
        Ok(scope) if !own => AreaCode::parse(scope.prefix())?,
        Ok(_) | Err(_) => AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?,
    };
    let names = Names::read(&mut tx).await?;
    Ok(Amending { tx, person, names, own, root })
}

impl Amending {
    fn shown(&self) -> Shown<'_> {
        Shown {
            root: &self.root,
            nik: !self.own,
            specific: self.own || self.tx.may(SEE_SPECIFIC, &self.person.area),
            masked: Some(&self.person).filter(|_| !self.own),
        }
    }

    fn form(&self, ui: &Ui) -> Form {
        let was = fields::values(&self.person, self.own);
        let here = format!("/registry/people/{}", self.person.id);
        let form = Form::post(ui.url(&format!("{here}/amendment")), "registry-save").cancel(ui.url(&here));
        let form = fields::first(form, ui, &self.names, self.shown(), &was);
        fields::more(form, ui, self.shown(), &was)
    }

    fn page(&self, ui: &Ui, form: &Form) -> Page {
        let here = ui.url(&format!("/registry/people/{}", self.person.id));
        let page = Page::new(ui.t("registry-person-amend"), form.html(ui));
        let page = if self.tx.may(SEE, &self.person.area) { page.desk() } else { page };
        page.under(here, self.person.name.clone())
    }
}

async fn amending(visit: Visit, Path(id): Path<String>) -> Answer {
    let amending = amendable(&visit, &id).await?;
    Ok(amending.page(&visit.ui, &amending.form(&visit.ui)).into_response())
}

async fn amend(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut it = amendable(&visit, &id).await?;
    let was = fields::values(&it.person, it.own);
    let said = fields::said(&posted, &was, &it.names, &it.tx, it.shown());
    let done = match said {
        Ok(said) => super::amend(&mut it.tx, it.person.id, said).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            it.tx.commit().await?;
            Ok(visit.see_saying(&format!("/registry/people/{}", it.person.id), "registry-saved"))
        }
        Err(error) => {
            let form = it.form(&visit.ui).fill(&posted);
            visit.again(error, form, |form| Ok(it.page(&visit.ui, &form)))
        }
    }
}

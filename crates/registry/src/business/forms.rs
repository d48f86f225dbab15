//! Registering a further business of a person, and correcting one.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Tx};
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::fields::{self, Shown};
use super::record::{self, Business};
use super::{AMEND, BusinessId, REGISTER, SEE, SEE_FINANCE, find};
use crate::form::{self, Values};
use crate::person::find::Person;
use crate::person::{self, PersonId};
use crate::words::Names;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/registry/people/{id}/businesses/new", new)
        .post("/registry/people/{id}/businesses/new", add)
        .get("/registry/businesses/{id}/amendment", amending)
        .post("/registry/businesses/{id}/amendment", amend)
}

/// Where the actor's choices of kelurahan begin.
fn root(tx: &Tx, own: bool) -> Result<AreaCode, Error> {
    match tx.scope(AMEND) {
        Ok(scope) if !own => AreaCode::parse(scope.prefix()),
        Ok(_) | Err(_) => AreaCode::of_city(tx.city()).ok_or(Error::Forbidden),
    }
}

/// An owner for whom a business is being registered.
struct Adding {
    tx: Tx,
    owner: Person,
    names: Names,
    own: bool,
    root: AreaCode,
}

async fn addable(visit: &Visit, id: &str) -> Result<Adding, Error> {
    let mut tx = visit.tx().await?;
    let owner = person::find::one(&mut tx, id.parse()?).await?;
    let own = owner.account.is_some() && owner.account == visit.actor().account();
    if !own {
        tx.must(REGISTER, &owner.area)?;
    }
    let root = root(&tx, own)?;
    let names = Names::read(&mut tx).await?;
    Ok(Adding { tx, owner, names, own, root })
}

impl Adding {
    fn form(&self, ui: &Ui, trades: &[crate::kbli::Code]) -> Form {
        let here = format!("/registry/people/{}", self.owner.id);
        let shown = Shown { root: &self.root, finance: true, masked: None, trades };
        // Most work where they live.
        let mut was = Values::new();
        let owner = &self.owner;
        form::address_values(
            &mut was,
            &owner.area,
            owner.rw.as_deref(),
            owner.rt.as_deref(),
            owner.address.as_deref(),
        );
        let form = Form::post(ui.url(&format!("{here}/businesses/new")), "registry-business-add-do")
            .cancel(ui.url(&here));
        let form = fields::fields(form, ui, &self.names, shown, &was);
        form.field_if(!self.own, || {
            Field::text("partner", "registry-second-owner")
                .hint("registry-second-owner-hint")
                .optional()
                .narrow()
        })
    }

    fn page(&self, ui: &Ui, form: &Form) -> Page {
        let here = ui.url(&format!("/registry/people/{}", self.owner.id));
        let page = Page::new(ui.t("registry-business-add"), form.html(ui));
        let page = if self.tx.may(SEE, &self.owner.area) { page.desk() } else { page };
        page.under(here, self.owner.name.clone())
    }

    async fn register(&mut self, posted: &Posted) -> Result<BusinessId, Error> {
        let claims = fields::said(posted, &Values::new(), &self.names, &self.tx, true)?;
        if claims.name.is_none() && claims.products.is_none() && claims.sector.is_none() {
            return Err(Error::field("name", "registry-business-nothing-said"));
        }
        let mut owners: Vec<PersonId> = vec![self.owner.id];
        if let Some(code) = posted.optional("partner").filter(|_| !self.own) {
            let other = person::find::of_code(&mut self.tx, code).await?;
            owners.push(other.ok_or_else(|| Error::field("partner", "registry-code-unknown"))?);
        }
        let registered = super::register(&mut self.tx, &owners, claims).await;
        registered.map_err(|error| match error {
            // Whoever may not see the second owner is told no more than of a code that nobody has.
            Error::NotFound(_) => Error::field("partner", "registry-code-unknown"),
            Error::Invalid(_) | Error::Refused(_) | Error::Forbidden | Error::Broken(_) => error,
        })
    }
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let adding = addable(&visit, &id).await?;
    Ok(adding.page(&visit.ui, &adding.form(&visit.ui, &[])).into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut adding = addable(&visit, &id).await?;
    match adding.register(&posted).await {
        Ok(id) => {
            adding.tx.commit().await?;
            Ok(visit.see_saying(&format!("/registry/businesses/{id}"), "registry-saved"))
        }
        Err(error) => {
            let trades = fields::asked(&posted, &Values::new());
            let form = adding.form(&visit.ui, &trades).fill(&posted);
            visit.again(error, form, |form| Ok(adding.page(&visit.ui, &form)))
        }
    }
}

/// A business with whatever the form of correcting needs.
pub(crate) struct Amending {
    pub(crate) tx: Tx,
    pub(crate) business: Business,
    pub(crate) own: bool,
    names: Names,
    root: AreaCode,
}

/// Reads it, for whoever may do `can` to it.
pub(crate) async fn amendable(visit: &Visit, id: &str, can: kernel::Can) -> Result<Amending, Error> {
    let mut tx = visit.tx().await?;
    let business = record::one(&mut tx, id.parse()?).await?;
    let own = find::is_own(&mut tx, business.id).await?;
    if !own {
        tx.must(can, &business.area)?;
    }
    let root = root(&tx, own)?;
    let names = Names::read(&mut tx).await?;
    Ok(Amending { tx, business, own, names, root })
}

impl Amending {
    fn finance(&self) -> bool {
        self.own || self.tx.may(SEE_FINANCE, &self.business.area)
    }

    fn form(&self, ui: &Ui, trades: &[crate::kbli::Code]) -> Form {
        let was = fields::values(&self.business, self.own);
        let here = self.here();
        let masked = self.business.phones.first().map(String::as_str).filter(|_| !self.own);
        let shown = Shown { root: &self.root, finance: self.finance(), masked, trades };
        let form = Form::post(ui.url(&format!("{here}/amendment")), "registry-save").cancel(ui.url(&here));
        fields::fields(form, ui, &self.names, shown, &was)
    }

    /// The address of its page.
    pub(crate) fn here(&self) -> String {
        format!("/registry/businesses/{}", self.business.id)
    }

    /// A form about it under its own page.
    pub(crate) fn page(&self, ui: &Ui, title: &'static str, form: &Form) -> Page {
        let page = Page::new(ui.t(title), form.html(ui));
        let page = if self.tx.may(SEE, &self.business.area) { page.desk() } else { page };
        page.under(ui.url(&self.here()), self.business.name.clone())
    }
}

async fn amending(visit: Visit, Path(id): Path<String>) -> Answer {
    let it = amendable(&visit, &id, AMEND).await?;
    Ok(it.page(&visit.ui, "registry-business-amend", &it.form(&visit.ui, &[])).into_response())
}

async fn amend(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut it = amendable(&visit, &id, AMEND).await?;
    let was = fields::values(&it.business, it.own);
    let done = match fields::said(&posted, &was, &it.names, &it.tx, it.finance()) {
        Ok(claims) => super::amend(&mut it.tx, it.business.id, claims).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let here = it.here();
            it.tx.commit().await?;
            Ok(visit.see_saying(&here, "registry-saved"))
        }
        Err(error) => {
            let form = it.form(&visit.ui, &fields::asked(&posted, &was)).fill(&posted);
            visit.again(error, form, |form| Ok(it.page(&visit.ui, "registry-business-amend", &form)))
        }
    }
}

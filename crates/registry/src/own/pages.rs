//! An entrepreneur's own page, registering oneself, and asking for what only an officer does.

use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Level, Say, Tx};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use crate::business::{self, BusinessId};
use crate::card;
use crate::form::Values;
use crate::person::fields::{self, Shown};
use crate::person::find::Person;
use crate::person::forms::{first_business, first_claims, first_errors};
use crate::person::{self, PersonId};
use crate::request::{self, FIELDS, NewRequest};
use crate::source::claims::BusinessClaims;
use crate::words::{self, Names};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/registry/own", own)
        .get("/registry/own/new", new)
        .post("/registry/own/new", register)
        .get("/registry/own/requests/new", asking)
        .post("/registry/own/requests/new", ask)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Public,
        group: "app-group-work",
        label: "registry-own",
        note: "registry-own-note",
        path: "/usaha-saya",
        icon: Icon::Store,
        can: Some(super::HAVE),
    }
}

/// The account of whoever is signed in; everybody else is asked to sign in.
fn signed_in(visit: &Visit) -> Result<(), Error> {
    if visit.actor().account().is_some() { Ok(()) } else { Err(Error::Forbidden) }
}

async fn own(visit: Visit) -> Answer {
    signed_in(&visit)?;
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let mut parts = match person::register::own(&mut tx).await? {
        Some(id) => mine(&mut tx, ui, id).await?,
        None => vec![begin(ui, oneself(&visit).is_ok())],
    };
    let asked = request::find::own(&mut tx).await?;
    if !asked.is_empty() {
        parts.push(blocks::section(ui, "registry-own-requests", &request::pages::table(ui, None, &asked)));
    }
    Ok(Page::new(ui.t("registry-own"), blocks::stack(&parts)).into_response())
}

/// For those without a record: two ways to one.
fn begin(ui: &Ui, register: bool) -> Html {
    let mut action = Html::trusted("<div class=\"row\">");
    if register {
        action.push(&blocks::button_link(
            &ui.url("/registry/own/new"),
            &ui.t("registry-own-register"),
            false,
        ));
    }
    action.push(&blocks::quiet(ui, "/registry/own/requests/new?tentang=find_me", "registry-own-find"));
    action.push_trusted("</div>");
    blocks::empty_with(ui, "registry-own-none", "registry-own-none-hint", &action)
}

async fn mine(tx: &mut Tx, ui: &Ui, id: PersonId) -> Result<Vec<Html>, Error> {
    let person = person::find::record(tx, id).await?;
    let names = Names::read(tx).await?;
    let ties = business::find::of_person(tx, id).await?;
    let mut cards = Html::trusted("<div class=\"grid\">");
    for tie in &ties {
        cards.push_trusted("<article class=\"card\"><h3>");
        cards.push(&blocks::link(
            &ui.url(&format!("/registry/businesses/{}", tie.business)),
            &tie.business_name,
        ));
        cards.push_trusted("</h3><p>");
        cards.push(&words::status(ui, &tie.status));
        cards.push_trusted("</p><p class=\"mono\">");
        cards.push_text(&tie.code);
        cards.push_trusted("</p></article>");
    }
    cards.push_trusted("</div>");
    if ties.is_empty() {
        cards = blocks::paragraph(ui, "registry-own-no-business");
    }
    let add = blocks::quiet(ui, &format!("/registry/people/{id}/businesses/new"), "registry-business-add");
    let businesses = blocks::stack(&[cards, blocks::row(&[add])]);
    let about = blocks::stack(&[facts(ui, &names, &person), buttons(ui, id)]);
    let allowed = card::is_allowed(tx).await?;
    Ok(vec![
        blocks::section(ui, "registry-own-businesses", &businesses),
        blocks::section(ui, "registry-own-record", &about),
        blocks::section(ui, "registry-card", &card::pages::choice(ui, allowed)),
    ])
}

fn buttons(ui: &Ui, id: PersonId) -> Html {
    blocks::row(&[
        blocks::quiet(ui, &format!("/registry/people/{id}/amendment"), "registry-person-amend"),
        blocks::quiet(ui, &format!("/registry/people/{id}"), "registry-own-whole"),
        blocks::quiet(ui, "/registry/own/requests/new", "registry-own-ask"),
    ])
}

fn facts(ui: &Ui, names: &Names, person: &Person) -> Html {
    let phones: Vec<String> = person.phones.iter().map(|phone| words::own_phone(phone)).collect();
    let spot = names.spot(&person.area, person.rw.as_deref(), person.rt.as_deref());
    let nik = ui.t_of("registry-nik-", &person.number_state);
    let rows = [
        (Say::new("registry-person-name"), Html::text(&person.name)),
        (Say::new("registry-code"), Html::text(&person.code)),
        (Say::new("registry-area"), Html::text(&spot)),
        (Say::new("registry-phone"), words::or_none(Some(&phones.join(", ")))),
        (Say::new("registry-nik"), Html::text(&nik)),
    ];
    blocks::facts(ui, &rows)
}

fn city(tx: &Tx) -> Result<AreaCode, Error> {
    AreaCode::of_city(tx.city()).ok_or(Error::NotFound("city"))
}

/// The short form: who, where, what. All else can be added when there is time.
fn new_form(visit: &Visit, names: &Names, root: &AreaCode) -> Form {
    let ui = &visit.ui;
    let shown = Shown { root, nik: true, specific: false, masked: None };
    let mut was = Values::new();
    if let Some(name) = &ui.name {
        was.insert("name", vec![name.clone()]);
    }
    let form =
        Form::post(ui.url("/registry/own/new"), "registry-own-register-do").cancel(ui.url("/usaha-saya"));
    let form = first_business(form).section("registry-own-you", None);
    fields::first(form, ui, names, shown, &was)
}

fn new_page(ui: &Ui, form: &Form) -> Page {
    let mut main = Html::trusted("<div class=\"narrow stack\">");
    main.push(&blocks::paragraph(ui, "registry-own-register-note"));
    main.push(&form.html(ui));
    main.push_trusted("</div>");
    Page::new(ui.t("registry-own-register"), main).under(ui.url("/usaha-saya"), ui.t("registry-own"))
}

/// Who registers oneself: whoever is no officer in the role in use, for an officer registers others.
fn oneself(visit: &Visit) -> Result<(), Error> {
    match visit.actor().role() {
        Some(role) if !role.is_staff() => Ok(()),
        Some(_) | None => Err(Error::Forbidden),
    }
}

async fn new(visit: Visit) -> Answer {
    oneself(&visit)?;
    let mut tx = visit.tx().await?;
    if person::register::own(&mut tx).await?.is_some() {
        return Ok(visit.see("/usaha-saya"));
    }
    let names = Names::read(&mut tx).await?;
    let root = city(&tx)?;
    Ok(new_page(&visit.ui, &new_form(&visit, &names, &root)).into_response())
}

async fn register(visit: Visit, posted: Posted) -> Answer {
    oneself(&visit)?;
    let mut tx = visit.tx().await?;
    let names = Names::read(&mut tx).await?;
    let root = city(&tx)?;
    match try_register(&mut tx, &posted, &names, &root).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/usaha-saya", "registry-own-registered"))
        }
        Err(error) => {
            let known =
                matches!(&error, Error::Invalid(fields) if fields.iter().any(|(name, _)| *name == "nik"));
            let mut form = new_form(&visit, &names, &root).fill(&posted);
            if known {
                form = form.aside(blocks::quiet(
                    &visit.ui,
                    "/registry/own/requests/new?tentang=find_me",
                    "registry-own-find",
                ));
            }
            visit.again(error, form, |form| Ok(new_page(&visit.ui, &form)))
        }
    }
}

async fn try_register(tx: &mut Tx, posted: &Posted, names: &Names, root: &AreaCode) -> Result<(), Error> {
    let shown = Shown { root, nik: true, specific: false, masked: None };
    let new = fields::said(posted, &Values::new(), names, tx, shown)?;
    let home = new.claims.home.clone();
    if home.area.is_none() {
        return Err(Error::field("area", "registry-area-missing"));
    }
    let id = person::register(tx, new).await?;
    let claims = first_claims(posted);
    if claims != BusinessClaims::default() {
        business::register(tx, &[id], BusinessClaims { address: home, ..claims })
            .await
            .map_err(first_errors)?;
    }
    Ok(())
}

/// A form with which somebody asks; without a record there is one thing to ask.
async fn ask_form(tx: &mut Tx, ui: &Ui, about: Option<&str>) -> Result<Form, Error> {
    let form = Form::post(ui.url("/registry/own/requests/new"), "registry-request-send")
        .cancel(ui.url("/usaha-saya"));
    let Some(id) = person::register::own(tx).await? else {
        let names = Names::read(tx).await?;
        let root = city(tx)?;
        let choices = kelurahan(ui, &names, &root);
        return Ok(form
            .field(Field::hidden("field", "find_me"))
            .field(Field::select("area", "registry-kelurahan", choices))
            .field(Field::long("text", "registry-request-find-text").hint("registry-request-find-hint")));
    };
    let fields = FIELDS.iter().filter(|field| **field != "find_me");
    let fields =
        fields.map(|field| ((*field).to_owned(), ui.t_of("registry-request-field-", field))).collect();
    let mut businesses = vec![(String::new(), ui.t("registry-request-about-me"))];
    let ties = business::find::of_person(tx, id).await?;
    businesses.extend(ties.into_iter().map(|tie| (tie.business.to_string(), tie.business_name)));
    Ok(form
        .field(Field::select("field", "registry-request-about", fields).value(about.unwrap_or("other")))
        .field(Field::select("business", "registry-request-which", businesses))
        .field(Field::long("text", "registry-request-text").hint("registry-request-text-hint")))
}

fn kelurahan(ui: &Ui, names: &Names, root: &AreaCode) -> Vec<(String, String)> {
    let mut choices = vec![(String::new(), ui.t("registry-choose"))];
    for (code, above) in names.places().children_of(root) {
        let below = names.places().children_of(&code).into_iter();
        let below = below.filter(|(code, _)| code.level() == Level::Kelurahan);
        choices.extend(below.map(|(code, name)| (code.to_string(), format!("{above} · {name}"))));
    }
    choices
}

fn ask_page(ui: &Ui, form: &Form) -> Page {
    let mut main = Html::trusted("<div class=\"narrow stack\">");
    main.push(&blocks::notice(&ui.t("registry-request-note"), Tone::Plain));
    main.push(&form.html(ui));
    main.push_trusted("</div>");
    Page::new(ui.t("registry-own-ask"), main).under(ui.url("/usaha-saya"), ui.t("registry-own"))
}

async fn asking(visit: Visit, query: ListQuery) -> Answer {
    signed_in(&visit)?;
    let mut tx = visit.tx().await?;
    let form = ask_form(&mut tx, &visit.ui, query.get("tentang")).await?;
    Ok(ask_page(&visit.ui, &form).into_response())
}

async fn ask(visit: Visit, posted: Posted) -> Answer {
    signed_in(&visit)?;
    let mut tx = visit.tx().await?;
    let form = ask_form(&mut tx, &visit.ui, None).await?.fill(&posted);
    let done = async {
        let business = posted.optional("business").map(str::parse::<BusinessId>).transpose()?;
        let area = posted.optional("area").map(AreaCode::parse).transpose()?;
        let new = NewRequest {
            field: posted.text("field").to_owned(),
            business,
            area,
            text: posted.text("text").to_owned(),
        };
        request::ask(&mut tx, new).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying("/usaha-saya", "registry-request-sent")),
        Err(error) => visit.again(error, form, |form| Ok(ask_page(&visit.ui, &form))),
    }
}

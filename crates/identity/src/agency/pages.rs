//! The agencies at the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::id::AgencyId;
use kernel::{Error, Role, Say, Tx};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{ADD, Agency, CLOSE, Kind, Names, RENAME};
use crate::show;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/agencies", list)
        .get("/identity/agencies/new", new)
        .post("/identity/agencies/new", add)
        .get("/identity/agencies/{id}", one)
        .get("/identity/agencies/{id}/name", name)
        .post("/identity/agencies/{id}/name", rename)
        .get("/identity/agencies/{id}/closure", closing)
        .post("/identity/agencies/{id}/closure", close)
}

pub(crate) fn menu() -> MenuEntry {
    MenuEntry {
        face: Face::Desk,
        group: "app-group-city",
        label: "identity-agencies",
        note: "identity-agencies-note",
        path: "/identity/agencies",
        icon: Icon::House,
        can: Some(ADD),
    }
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let agencies = super::list(&mut tx).await?;
    let ui = &visit.ui;
    let mut parts = Vec::new();
    if visit.actor().may_somewhere(ADD) {
        parts.push(blocks::button_link(
            &ui.url("/identity/agencies/new"),
            &ui.t("identity-agency-add"),
            false,
        ));
    }
    if agencies.is_empty() {
        parts.push(blocks::empty(ui, "identity-agencies-none", "identity-agencies-none-hint"));
    } else {
        parts.push(table(ui, &agencies));
    }
    Ok(faced(&visit, Page::new(ui.t("identity-agencies"), show::stack(&parts))).into_response())
}

/// Everybody may read about the agencies; who works here reads it at the desk.
fn faced(visit: &Visit, page: Page) -> Page {
    let works = visit.actor().role().is_some_and(Role::is_staff);
    if works { page.desk() } else { page }
}

fn table(ui: &Ui, agencies: &[Agency]) -> Html {
    let row = |agency: &Agency| {
        vec![
            blocks::link(&ui.url(&format!("/identity/agencies/{}", agency.id)), &agency.name),
            Html::text(&agency.short_name),
            Html::text(&ui.t_of("identity-agency-kind-", agency.kind.as_str())),
            Html::text(&ui.number(agency.grants)),
            state(ui, agency),
        ]
    };
    let heads = [
        "identity-name",
        "identity-agency-short-name",
        "identity-agency-kind",
        "identity-agency-people",
        "identity-state",
    ];
    show::table(ui, "identity-agencies", &heads, &agencies.iter().map(row).collect::<Vec<_>>())
}

fn state(ui: &Ui, agency: &Agency) -> Html {
    match agency.closed_at {
        None => blocks::badge(&ui.t("identity-agency-open"), Tone::Good),
        Some(_) => blocks::badge(&ui.t("identity-agency-closed-now"), Tone::Plain),
    }
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let agency = super::one(&mut tx, id.parse()?).await?;
    let former = super::history(&mut tx, agency.id).await?;
    let ui = &visit.ui;
    let mut facts = vec![
        (Say::new("identity-agency-short-name"), Html::text(&agency.short_name)),
        (
            Say::new("identity-agency-kind"),
            Html::text(&ui.t_of("identity-agency-kind-", agency.kind.as_str())),
        ),
        (Say::new("identity-agency-people"), Html::text(&ui.number(agency.grants))),
        (Say::new("identity-state"), state(ui, &agency)),
    ];
    if let (Some(at), Some(reason)) = (agency.closed_at, &agency.closed_reason) {
        facts.push((Say::new("identity-ended"), ui.time(at)));
        facts.push((Say::new("identity-reason"), Html::text(reason)));
    }
    let rows: Vec<Vec<Html>> = former
        .iter()
        .map(|former| vec![Html::text(&former.name), Html::text(&former.short_name), ui.time(former.at)])
        .collect();
    let heads = ["identity-name", "identity-agency-short-name", "identity-since"];
    let names = show::table(ui, "identity-agency-names", &heads, &rows);
    let parts = [
        blocks::facts(ui, &facts),
        buttons(&visit, &agency),
        show::section(ui, "identity-agency-names", &names),
    ];
    let page = faced(&visit, Page::new(agency.name.clone(), show::stack(&parts)));
    Ok(page.under(ui.url("/identity/agencies"), ui.t("identity-agencies")).into_response())
}

fn buttons(visit: &Visit, agency: &Agency) -> Html {
    let (ui, actor) = (&visit.ui, visit.actor());
    let mut parts = Vec::new();
    let path = |what: &str| format!("/identity/agencies/{}/{what}", agency.id);
    if agency.closed_at.is_none() && actor.may_somewhere(RENAME) {
        parts.push(show::quiet(ui, &path("name"), "identity-agency-rename"));
    }
    if agency.closed_at.is_none() && actor.may_somewhere(CLOSE) {
        parts.push(show::quiet(ui, &path("closure"), "identity-agency-close"));
    }
    show::row(&parts)
}

fn names_form(ui: &Ui, path: &str, submit: &'static str, names: Option<&Agency>) -> Form {
    let (name, short) = names.map_or(("", ""), |agency| (&agency.name, &agency.short_name));
    Form::post(ui.url(path), submit)
        .field(Field::text("name", "identity-name").hint("identity-agency-name-hint").value(name))
        .field(
            Field::text("short_name", "identity-agency-short-name")
                .hint("identity-agency-short-name-hint")
                .value(short),
        )
        .cancel(ui.url("/identity/agencies"))
}

fn add_form(ui: &Ui) -> Form {
    let kinds = Kind::ALL.into_iter();
    let kinds = kinds.map(|kind| (kind.as_str().to_owned(), ui.t_of("identity-agency-kind-", kind.as_str())));
    names_form(ui, "/identity/agencies/new", "identity-agency-add", None).field(Field::select(
        "kind",
        "identity-agency-kind",
        kinds.collect(),
    ))
}

fn form_page(ui: &Ui, title: &'static str, form: &Form) -> Page {
    let page = Page::new(ui.t(title), form.html(ui)).desk();
    page.under(ui.url("/identity/agencies"), ui.t("identity-agencies"))
}

async fn new(visit: Visit) -> Answer {
    visit.tx().await?.must_in_city(ADD)?;
    Ok(form_page(&visit.ui, "identity-agency-add", &add_form(&visit.ui)).into_response())
}

async fn add(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(ADD)?;
    let done = async {
        let names = Names::parse(posted.text("name"), posted.text("short_name"))?;
        let kind = Kind::parse(posted.text("kind")).ok_or_else(|| Error::field("kind", "web-field-empty"))?;
        let id = super::add(&mut tx, names, kind).await?;
        tx.commit().await?;
        Ok::<_, Error>(id)
    };
    match done.await {
        Ok(id) => Ok(visit.see_saying(&format!("/identity/agencies/{id}"), "identity-saved")),
        Err(error) => visit.again(error, add_form(&visit.ui).fill(&posted), |form| {
            Ok(form_page(&visit.ui, "identity-agency-add", &form))
        }),
    }
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Agency), Error> {
    let id: AgencyId = id.parse()?;
    let mut tx = visit.tx().await?;
    let agency = super::one(&mut tx, id).await?;
    Ok((tx, agency))
}

fn rename_form(ui: &Ui, agency: &Agency) -> Form {
    let path = format!("/identity/agencies/{}/name", agency.id);
    names_form(ui, &path, "identity-save", Some(agency))
}

async fn name(visit: Visit, Path(id): Path<String>) -> Answer {
    let (tx, agency) = loaded(&visit, &id).await?;
    tx.must_in_city(RENAME)?;
    Ok(form_page(&visit.ui, "identity-agency-rename", &rename_form(&visit.ui, &agency)).into_response())
}

async fn rename(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, agency) = loaded(&visit, &id).await?;
    let done = async {
        let names = Names::parse(posted.text("name"), posted.text("short_name"))?;
        super::rename(&mut tx, agency.id, names).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying(&format!("/identity/agencies/{}", agency.id), "identity-saved")),
        Err(error) => visit.again(error, rename_form(&visit.ui, &agency).fill(&posted), |form| {
            Ok(form_page(&visit.ui, "identity-agency-rename", &form))
        }),
    }
}

fn close_form(ui: &Ui, agency: &Agency) -> Form {
    let path = format!("/identity/agencies/{}", agency.id);
    Form::post(ui.url(&format!("{path}/closure")), "identity-agency-close")
        .field(Field::text("reason", "identity-reason").hint("identity-agency-close-hint"))
        .danger()
        .cancel(ui.url(&path))
}

async fn closing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (tx, agency) = loaded(&visit, &id).await?;
    tx.must_in_city(CLOSE)?;
    Ok(form_page(&visit.ui, "identity-agency-close", &close_form(&visit.ui, &agency)).into_response())
}

async fn close(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, agency) = loaded(&visit, &id).await?;
    let done = async {
        super::close(&mut tx, agency.id, posted.text("reason")).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying(&format!("/identity/agencies/{}", agency.id), "identity-saved")),
        Err(error) => visit.again(error, close_form(&visit.ui, &agency).fill(&posted), |form| {
            Ok(form_page(&visit.ui, "identity-agency-close", &form))
        }),
    }
}

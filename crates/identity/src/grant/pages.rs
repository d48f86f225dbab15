//! Giving and ending roles, and acting under another one.

use axum::Extension;
use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::id::{AccountId, AgencyId};
use kernel::{AreaCode, Error, Role};
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{GIVE, Grant, GrantId, NewGrant, Past};
use crate::factor::Policy;
use crate::session::pages::{confirm_first, enter, here, here_in};
use crate::{account, agency, session, show, staff};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/grants", own)
        .post("/identity/session/grant", switch)
        .get("/identity/accounts/{id}/grants/new", new)
        .post("/identity/accounts/{id}/grants/new", give)
        .get("/identity/grants/{id}/revocation", ending)
        .post("/identity/grants/{id}/revocation", revoke)
}

/// One's own roles: each can be acted under.
async fn own(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let found = here_in(&visit, &mut tx).await?;
    let grants = super::active(&mut tx, found.acting.account).await?;
    let ui = &visit.ui;
    let mut rows: Vec<Vec<Html>> =
        grants.iter().map(|grant| own_row(ui, Some(grant), found.grant == Some(grant.id))).collect();
    rows.push(own_row(ui, None, found.grant.is_none()));
    let heads = ["identity-role", "identity-area", "identity-until", "identity-do"];
    let parts = [
        show::paragraph(ui, "identity-grants-own-lead"),
        show::table(ui, "identity-grants-own", &heads, &rows),
    ];
    Ok(Page::new(ui.t("identity-grants-own"), show::stack(&parts)).into_response())
}

fn own_row(ui: &Ui, grant: Option<&Grant>, current: bool) -> Vec<Html> {
    let role = grant.map_or(Role::Citizen, |grant| grant.role);
    let id = grant.map(|grant| grant.id.to_string()).unwrap_or_default();
    let what = if current {
        blocks::badge(&ui.t("identity-grant-current"), Tone::City)
    } else {
        let address = ui.url("/identity/session/grant");
        blocks::post_button(&address, &ui.t("identity-grant-use"), &[("grant", &id)], "quiet small", None)
    };
    vec![
        Html::text(&show::role(ui, role)),
        Html::text(&grant.map_or_else(|| "–".to_owned(), |grant| ui.place(&grant.area))),
        until(ui, grant.and_then(|grant| grant.until)),
        what,
    ]
}

fn until(ui: &Ui, until: Option<kernel::Instant>) -> Html {
    until.map_or_else(|| Html::text("–"), |until| ui.time(until))
}

/// Acts under another role: the session gets a new token.
async fn switch(visit: Visit, Extension(policy): Extension<Policy>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let found = here_in(&visit, &mut tx).await?;
    let wish = posted.optional("grant").map(str::parse::<GrantId>).transpose()?;
    let grants = super::active(&mut tx, found.acting.account).await?;
    let chosen = match wish {
        None => None,
        Some(id) => {
            let grant = grants.iter().find(|grant| grant.id == id);
            grant.map(|grant| Some((grant.id, grant.role))).ok_or(Error::NotFound("grant"))?
        }
    };
    match session::renew(&mut tx, found.session, chosen).await {
        Ok(session) => {
            tx.commit().await?;
            enter(&visit, policy, &session, None).await
        }
        Err(Error::Refused(_)) => Ok(confirm_first(&visit, "/identity/grants")),
        Err(error) => Err(error.into()),
    }
}

async fn give_form(visit: &Visit, account: AccountId) -> Result<(Form, String), Error> {
    let mut tx = visit.tx().await?;
    let scope = tx.scope(GIVE)?;
    let person = staff::one(&mut tx, account).await?;
    let ui = &visit.ui;
    let by = tx.actor().role();
    let roles = by.map(super::rules::grantable).unwrap_or_default().iter();
    let roles = roles.filter(|role| **role != Role::Citizen);
    let roles = roles.map(|role| (role.as_str().to_owned(), show::role(ui, *role))).collect();
    let mut agencies = vec![(String::new(), ui.t("identity-none"))];
    let open = agency::list(&mut tx).await?.into_iter().filter(|agency| agency.closed_at.is_none());
    agencies.extend(open.map(|agency| (agency.id.to_string(), agency.name)));
    tx.commit().await?;
    let own = visit.actor().agency().map(|agency| agency.to_string()).unwrap_or_default();
    let form = Form::post(ui.url(&format!("/identity/accounts/{account}/grants/new")), "identity-grant-give")
        .field(Field::select("role", "identity-role", roles))
        .field(Field::text("area", "identity-area").hint("identity-area-hint").value(scope.prefix()).narrow())
        .field(Field::select("agency", "identity-agency", agencies).value(own).optional())
        .field(Field::date("until", "identity-until").hint("identity-grant-until-hint").optional())
        .cancel(ui.url(&format!("/identity/accounts/{account}")));
    Ok((form, person.row.name))
}

fn give_page(ui: &Ui, account: AccountId, name: &str, form: &Form) -> Page {
    let page = Page::new(ui.t("identity-grant-give"), form.html(ui)).desk();
    page.under(ui.url("/identity/accounts"), ui.t("identity-accounts"))
        .under(ui.url(&format!("/identity/accounts/{account}")), name)
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let account: AccountId = id.parse()?;
    let (form, name) = give_form(&visit, account).await?;
    if here(&visit).await?.fresh(visit.ui.now).is_err() {
        return Ok(confirm_first(&visit, &format!("/identity/accounts/{account}/grants/new")));
    }
    Ok(give_page(&visit.ui, account, &name, &form).into_response())
}

async fn give(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let account: AccountId = id.parse()?;
    let done = async {
        let mut tx = visit.tx().await?;
        // Whoever gives a role to somebody must be able to see them.
        staff::one(&mut tx, account).await?;
        here_in(&visit, &mut tx).await?.fresh(visit.ui.now)?;
        super::give(&mut tx, read(&visit.ui, account, &posted)?).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying(&format!("/identity/accounts/{account}"), "identity-grant-given")),
        Err(error) => {
            let (form, name) = give_form(&visit, account).await?;
            visit.again(error, form.fill(&posted), |form| Ok(give_page(&visit.ui, account, &name, &form)))
        }
    }
}

fn read(ui: &Ui, account: AccountId, posted: &Posted) -> Result<NewGrant, Error> {
    Ok(NewGrant {
        account,
        role: Role::parse(posted.text("role")).ok_or_else(|| Error::field("role", "web-field-empty"))?,
        area: AreaCode::parse(posted.text("area"))?,
        agency: posted.optional("agency").map(str::parse::<AgencyId>).transpose()?,
        until: show::end_of_day(ui, posted.text("until"))?,
    })
}

async fn end_form(visit: &Visit, id: &str) -> Result<(Form, Grant), Error> {
    let id: GrantId = id.parse()?;
    let mut tx = visit.tx().await?;
    let grant = super::one(&mut tx, id).await?;
    super::may_end(&tx, &grant)?;
    let name = account::one(&mut tx, grant.account).await?.name;
    let ui = &visit.ui;
    let form = Form::post(ui.url(&format!("/identity/grants/{id}/revocation")), "identity-grant-revoke")
        .section(
            kernel::Say::new("identity-grant-revoke-which")
                .with("name", name)
                .with("role", show::role(ui, grant.role))
                .with("area", ui.place(&grant.area)),
            None,
        )
        .field(Field::text("reason", "identity-reason").hint("identity-grant-reason-hint"))
        .danger()
        .cancel(ui.url(&back(visit, &grant)));
    Ok((form, grant))
}

fn back(visit: &Visit, grant: &Grant) -> String {
    if visit.actor().may_somewhere(staff::LIST) {
        format!("/identity/accounts/{}", grant.account)
    } else {
        "/identity/grants".to_owned()
    }
}

fn end_page(ui: &Ui, form: &Form) -> Page {
    Page::new(ui.t("identity-grant-revoke"), form.html(ui)).desk()
}

async fn ending(visit: Visit, Path(id): Path<String>) -> Answer {
    let (form, _) = end_form(&visit, &id).await?;
    Ok(end_page(&visit.ui, &form).into_response())
}

async fn revoke(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (form, grant) = end_form(&visit, &id).await?;
    let done = async {
        let mut tx = visit.tx().await?;
        super::revoke(&mut tx, grant.id, posted.text("reason")).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying(&back(&visit, &grant), "identity-grant-revoked")),
        Err(error) => visit.again(error, form.fill(&posted), |form| Ok(end_page(&visit.ui, &form))),
    }
}

/// All that an account was ever granted, for its page at the desk.
pub(crate) fn history(visit: &Visit, past: &[Past]) -> Html {
    let ui = &visit.ui;
    if past.is_empty() {
        return show::paragraph(ui, "identity-grants-none");
    }
    let row = |past: &Past| {
        let grant = &past.grant;
        let over = grant.until.is_some_and(|until| until <= ui.now);
        let (state, button) = match &past.revoked {
            Some(end) => {
                let mut state = blocks::badge(&ui.t("identity-grant-ended"), Tone::Plain);
                state.push_text(" ");
                state.push(&ui.time(end.at));
                state.push_text(&format!(" · {}", end.reason));
                (state, Html::default())
            }
            None if over => (blocks::badge(&ui.t("identity-grant-over"), Tone::Plain), Html::default()),
            None => {
                let path = format!("/identity/grants/{}/revocation", grant.id);
                let may = super::may_be_ended_by(visit.actor(), grant);
                let button =
                    if may { show::quiet(ui, &path, "identity-grant-revoke") } else { Html::default() };
                (blocks::badge(&ui.t("identity-grant-in-force"), Tone::Good), button)
            }
        };
        vec![
            Html::text(&show::role(ui, grant.role)),
            Html::text(&ui.place(&grant.area)),
            Html::text(past.agency_name.as_deref().unwrap_or("–")),
            ui.time(grant.granted_at),
            Html::text(past.granted_by_name.as_deref().unwrap_or("–")),
            until(ui, grant.until),
            state,
            button,
        ]
    };
    let heads = [
        "identity-role",
        "identity-area",
        "identity-agency",
        "identity-since",
        "identity-grant-by",
        "identity-until",
        "identity-state",
        "identity-do",
    ];
    show::table(ui, "identity-grants", &heads, &past.iter().map(row).collect::<Vec<_>>())
}

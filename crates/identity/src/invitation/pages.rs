//! Inviting colleagues, and accepting.

use axum::Extension;
use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::contact::Email;
use kernel::{AreaCode, Error, Role, Say};
use web::blocks::{self, Tone};
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Answer, Face, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{INVITE, Invitation, NewInvitation, Offered, State};
use crate::account::AccountName;
use crate::account::pages::{all_or_errors, narrow, new_password_field};
use crate::credential::{About, Password, Stands, Token, Typed};
use crate::factor::Policy;
use crate::session::pages::{caller, confirm_first, enter, here, wait};
use crate::session::{self, Attempt, Factor, Step};
use crate::{account, agency, grant, limit};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/invitations", list)
        .get("/identity/invitations/new", new)
        .post("/identity/invitations/new", invite)
        .post("/identity/invitations/{id}/sending", resend)
        .post("/identity/invitations/{id}/withdrawal", withdraw)
        .get("/identity/invitations/{id}/acceptance", offer)
        .post("/identity/invitations/{id}/acceptance", accept)
}

pub(crate) fn menu() -> Vec<MenuEntry> {
    vec![MenuEntry {
        face: Face::Desk,
        group: "app-group-city",
        label: "identity-invitations",
        note: "identity-invitations-note",
        path: "/identity/invitations",
        icon: Icon::UserPlus,
        can: Some(INVITE),
    }]
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let invitations = super::list(&mut tx).await?;
    let ui = &visit.ui;
    let add = blocks::button_link(&ui.url("/identity/invitations/new"), &ui.t("identity-invite"), false);
    let mut main = Html::trusted("<div class=\"stack\"><p>");
    main.push(&add);
    main.push_trusted("</p>");
    if invitations.is_empty() {
        main.push(&blocks::empty(ui, "identity-invitations-none", "identity-invitations-none-hint"));
    } else {
        main.push(&table(ui, &invitations));
    }
    main.push_trusted("</div>");
    Ok(Page::new(ui.t("identity-invitations"), main).desk().into_response())
}

fn table(ui: &Ui, invitations: &[Invitation]) -> Html {
    let heads = [
        "identity-email",
        "identity-role",
        "identity-area",
        "identity-invitation-state",
        "identity-invitation-until",
        "identity-invitation-do",
    ];
    let rows: Vec<Vec<Html>> = invitations.iter().map(|one| row(ui, one)).collect();
    blocks::table(ui, "identity-invitations", &heads, &rows)
}

fn row(ui: &Ui, one: &Invitation) -> Vec<Html> {
    let (state, tone) = match one.state {
        State::Open => ("identity-invitation-open-now", Tone::City),
        State::Expired => ("identity-invitation-expired", Tone::Warn),
        State::Accepted(_) => ("identity-invitation-accepted-now", Tone::Good),
        State::Withdrawn(_) => ("identity-invitation-withdrawn-now", Tone::Plain),
    };
    let button = |what: &str, label, class: &str| {
        let address = ui.url(&format!("/identity/invitations/{}/{what}", one.id));
        blocks::post_button(&address, &ui.t(label), &[], class, None)
    };
    let buttons = if matches!(one.state, State::Open | State::Expired) {
        blocks::row(&[
            button("sending", "identity-invitation-resend", "quiet small"),
            button("withdrawal", "identity-invitation-withdraw", "quiet small"),
        ])
    } else {
        Html::default()
    };
    vec![
        Html::text(one.email.reveal()),
        Html::text(&role(ui, one.role)),
        Html::text(&ui.place(&one.area)),
        blocks::badge(&ui.t(state), tone),
        ui.time(one.expires_at),
        buttons,
    ]
}

/// What a role is called. The mails of this room say it too.
fn role(ui: &Ui, role: Role) -> String {
    ui.t_of("identity-role-", role.as_str())
}

async fn new(visit: Visit) -> Answer {
    let form = invite_form(&visit).await?;
    Ok(narrow(&visit, "identity-invite", &form)?.desk().into_response())
}

async fn invite(visit: Visit, posted: Posted) -> Answer {
    let done = async {
        let email = Email::parse(posted.text("email"));
        let role = Role::parse(posted.text("role")).ok_or_else(|| Error::field("role", "web-field-empty"));
        let area = AreaCode::parse(posted.text("area"));
        let (email, role, area) = all_or_errors(email, role, area)?;
        let agency = posted.optional("agency").map(str::parse).transpose()?;
        let mut tx = visit.tx().await?;
        super::invite(&mut tx, NewInvitation { email, role, area, agency }).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying("/identity/invitations", "identity-invitation-sent")),
        Err(error) => {
            let form = invite_form(&visit).await?.fill(&posted);
            visit.again(error, form, |form| Ok(narrow(&visit, "identity-invite", &form)?.desk()))
        }
    }
}

/// Only roles that the actor may grant are offered.
async fn invite_form(visit: &Visit) -> Result<Form, Error> {
    let ui = &visit.ui;
    let mut tx = visit.tx().await?;
    let scope = tx.scope(INVITE)?;
    let roles = match tx.actor().role() {
        Some(by) => grant::rules::grantable(by),
        None => &[],
    };
    // Nothing is chosen beforehand: the list begins with the widest power.
    let mut choices = vec![(String::new(), ui.t("identity-role-choose"))];
    let roles = roles.iter().filter(|role| !matches!(role, Role::Citizen));
    choices.extend(roles.map(|one| (one.as_str().to_owned(), role(ui, *one))));
    let mut agencies = vec![(String::new(), ui.t("identity-none"))];
    let open = agency::list(&mut tx).await?;
    agencies.extend(open.into_iter().map(|agency| (agency.id.to_string(), agency.name)));
    let own = visit.actor().agency().map(|agency| agency.to_string()).unwrap_or_default();
    Ok(Form::post(ui.url("/identity/invitations/new"), "identity-invite-send")
        .field(Field::email("email", "identity-email").hint("identity-invite-email-hint").autocomplete("off"))
        .field(Field::select("role", "identity-role", choices))
        .field(Field::text("area", "identity-area").hint("identity-area-hint").value(scope.prefix()))
        .field(Field::select("agency", "identity-agency", agencies).value(own).optional())
        .cancel(ui.url("/identity/invitations")))
}

async fn resend(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    super::resend(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/identity/invitations", "identity-invitation-sent"))
}

async fn withdraw(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    super::withdraw(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/identity/invitations", "identity-invitation-withdrawn-now"))
}

async fn offer(visit: Visit, Path(link): Path<String>) -> Answer {
    let offered = match look(&visit, &link).await {
        Ok((_, offered)) => offered,
        Err(Error::Refused(_)) => return Ok(visit.see_saying("/masuk", "identity-link-expired")),
        Err(error) => return Err(error.into()),
    };
    Ok(offer_page(&visit, &offered, &offer_form(&visit, &link, &offered))?.into_response())
}

async fn accept(
    visit: Visit,
    Path(link): Path<String>,
    Extension(policy): Extension<Policy>,
    posted: Posted,
) -> Answer {
    let (token, offered) = look(&visit, &link).await?;
    if visit.ui.signed_in() && here(&visit).await?.fresh(visit.ui.now).is_err() {
        return Ok(confirm_first(&visit, &format!("/identity/invitations/{link}/acceptance")));
    }
    let step = if offered.has_account {
        join(&visit, &token, &offered, &posted).await
    } else {
        join_new(&visit, &token, &offered, &posted, policy).await
    };
    let error = match step {
        Ok(Step::In(session)) => return enter(&visit, policy, &session, None).await,
        Ok(Step::SecondFactor(_)) => Error::refused("identity-invitation-sign-in"),
        Ok(Step::Wrong) => Error::field("password", "identity-confirm-wrong"),
        Ok(Step::Wait(seconds)) => wait(seconds),
        Err(error) => error,
    };
    let form = offer_form(&visit, &link, &offered).fill(&posted);
    visit.again(error, form, |form| offer_page(&visit, &offered, &form))
}

async fn look(visit: &Visit, link: &str) -> Result<(Token, Offered), Error> {
    let token = Token::parse(link).ok_or_else(|| Error::refused("identity-link-expired"))?;
    limit::gate(&visit.db, visit.ui.city.id, limit::LINKS, visit.address).await?;
    let mut tx = visit.tx().await?;
    let offered = super::offered(&mut tx, &token).await?;
    Ok((token, offered))
}

/// Somebody new: name and password, and in.
async fn join_new(
    visit: &Visit,
    token: &Token,
    offered: &Offered,
    posted: &Posted,
    policy: Policy,
) -> Result<Step, Error> {
    let name = AccountName::parse(posted.text("name"));
    let about =
        About::new([posted.text("name"), offered.email.reveal(), &visit.ui.city.name, "berdaya umkm"]);
    let password = Password::choose(posted.raw("password"), stands(offered, policy), &about);
    let (name, password, ()) = all_or_errors(name, password, Ok(()))?;
    let password = password.hash().await?;
    let mut tx = visit.db.begin(kernel::Actor::Visitor, visit.ui.city.id).await?;
    tx.set_request(visit.request);
    let account = super::accept_new(&mut tx, token, name, password, visit.ui.lang.as_str()).await?;
    let session = session::start(&mut tx, account, Factor::Invitation, &caller(visit)).await?;
    tx.commit().await?;
    Ok(Step::In(session))
}

/// The owner of the address: signed in already, or by the password here.
async fn join(visit: &Visit, token: &Token, offered: &Offered, posted: &Posted) -> Result<Step, Error> {
    let found = if visit.ui.signed_in() {
        here(visit).await?
    } else {
        let attempt = Attempt {
            login: account::Login::Email(offered.email.clone()),
            password: Typed::new(posted.raw("password")),
            caller: caller(visit),
        };
        match session::sign_in(&visit.db, visit.ui.city.id, attempt).await? {
            Step::In(session) => {
                let mut tx = visit.db.begin(kernel::Actor::Visitor, visit.ui.city.id).await?;
                session::find(&mut tx, &session.token).await?.ok_or(Error::Forbidden)?
            }
            other @ (Step::SecondFactor(_) | Step::Wrong | Step::Wait(_)) => return Ok(other),
        }
    };
    let mut tx = visit.db.begin(found.actor(), visit.ui.city.id).await?;
    tx.set_request(visit.request);
    let grant = super::accept(&mut tx, token).await?;
    let session = session::renew(&mut tx, found.session, Some((grant, offered.role))).await?;
    tx.commit().await?;
    Ok(Step::In(session))
}

fn stands(offered: &Offered, policy: Policy) -> Stands {
    // Staff enrol a second factor before anything else, so the password never stands alone.
    if offered.role.is_staff() && policy == Policy::Force {
        Stands::BesideSecondFactor
    } else {
        Stands::Alone
    }
}

fn offer_form(visit: &Visit, link: &str, offered: &Offered) -> Form {
    let form = Form::post(
        visit.ui.url(&format!("/identity/invitations/{link}/acceptance")),
        "identity-invitation-accept",
    );
    match (offered.has_account, visit.ui.signed_in()) {
        (true, true) => form,
        (true, false) => {
            form.field(Field::password("password", "identity-password").autocomplete("current-password"))
        }
        (false, _) => form
            .field(Field::text("name", "identity-name").hint("identity-name-hint").autocomplete("name"))
            .field(new_password_field("password", Stands::Alone)),
    }
}

fn offer_page(visit: &Visit, offered: &Offered, form: &Form) -> Result<Page, Error> {
    let ui = &visit.ui;
    let lead = Say::new("identity-invitation-lead")
        .with("role", role(ui, offered.role))
        .with("area", offered.area.as_str())
        .with("email", offered.email.reveal());
    let mut main = Html::trusted("<div class=\"narrow stack\"><p class=\"lead\">");
    main.push_text(&ui.say(&lead));
    main.push_trusted("</p>");
    main.push(&form.html(ui));
    main.push_trusted("</div>");
    Ok(Page::new(ui.t("identity-invitation-title"), main).gate())
}

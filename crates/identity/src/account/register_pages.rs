//! Registering, and confirming an address.

use axum::Extension;
use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say};
use web::blocks::{self, Tone};
use web::field::Choice;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::pages::{all_or_errors, narrow, new_password_field};
use super::{AccountName, Login, NewAccount, RegisterAs};
use crate::consent;
use crate::credential::{About, Password, Stands, Token, Typed};
use crate::factor::Policy;
use crate::limit;
use crate::session::pages::{caller, enter, wait};
use crate::session::{self, Step};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/accounts/new", register_show)
        .post("/identity/accounts/new", register)
        .get("/identity/confirmations/{token}", confirmation_show)
        .post("/identity/confirmations/{token}", confirmation)
}

async fn register_show(visit: Visit) -> Answer {
    Ok(narrow(&visit, "identity-register-title", &register_form(&visit.ui))?.into_response())
}

async fn register(visit: Visit, posted: Posted) -> Answer {
    match try_register(&visit, &posted).await {
        Ok(Login::Email(_)) => {
            let mut main = Html::trusted("<div class=\"narrow stack\">");
            main.push(&blocks::notice(&visit.ui.t("identity-register-mail"), Tone::Good));
            main.push_trusted("</div>");
            Ok(Page::new(visit.ui.t("identity-register-mail-title"), main).into_response())
        }
        Ok(Login::Phone(_)) => Ok(visit.see_saying("/masuk", "identity-register-phone")),
        Err(error) => visit.again(error, register_form(&visit.ui).fill(&posted), |form| {
            narrow(&visit, "identity-register-title", &form)
        }),
    }
}

async fn try_register(visit: &Visit, posted: &Posted) -> Result<Login, Error> {
    let name = AccountName::parse(posted.text("name"));
    let login = Login::parse(posted.text("login"));
    let about = About::new([posted.text("name"), posted.text("login"), &visit.ui.city.name, "berdaya umkm"]);
    let password = Password::choose(posted.raw("password"), Stands::Alone, &about);
    let (name, login, password) = all_or_errors(name, login, password)?;
    let role =
        if posted.text("role") == "entrepreneur" { RegisterAs::Entrepreneur } else { RegisterAs::Citizen };
    limit::gate(&visit.db, visit.ui.city.id, limit::REGISTRATIONS, visit.address).await?;
    let password = password.hash().await?;
    let mut tx = visit.tx().await?;
    let language = visit.ui.lang.as_str();
    super::register(&mut tx, NewAccount { name, login: login.clone(), password, role, language }).await?;
    tx.commit().await?;
    Ok(login)
}

fn register_form(ui: &Ui) -> Form {
    let choice = |value: &str, label, note| Choice::new(value, ui.t(label)).note(ui.t(note));
    let roles = vec![
        choice("entrepreneur", "identity-register-entrepreneur", "identity-register-entrepreneur-note"),
        choice("citizen", "identity-register-citizen", "identity-register-citizen-note"),
    ];
    Form::post(ui.url("/identity/accounts/new"), "identity-register")
        .field(Field::radio("role", "identity-register-as", roles).values(vec!["entrepreneur".to_owned()]))
        .field(Field::text("name", "identity-name").hint("identity-name-hint").autocomplete("name"))
        .field(Field::text("login", "identity-login").hint("identity-login-hint").autocomplete("username"))
        .field(new_password_field("password", Stands::Alone))
        .section(
            "identity-register-consent",
            Some(Say::new("identity-register-consent-text").with("text", consent::account_text(ui.lang))),
        )
}

async fn confirmation_show(visit: Visit, Path(token): Path<String>) -> Answer {
    let form = confirmation_form(&visit, &token);
    Ok(narrow(&visit, "identity-confirmation-title", &form)?.into_response())
}

async fn confirmation(
    visit: Visit,
    Path(token): Path<String>,
    Extension(policy): Extension<Policy>,
    posted: Posted,
) -> Answer {
    let form = confirmation_form(&visit, &token);
    let typed = Typed::new(posted.raw("password"));
    let result = match Token::parse(&token) {
        Some(token) => {
            session::confirm_and_sign_in(&visit.db, visit.ui.city.id, &token, typed, &caller(&visit)).await
        }
        None => Err(Error::refused("identity-link-expired")),
    };
    let error = match result {
        Ok(Some(Step::In(session))) => return enter(&visit, policy, &session, None).await,
        Ok(Some(Step::SecondFactor(_)) | None) => {
            return Ok(visit.see_saying("/masuk", "identity-confirmation-done"));
        }
        Ok(Some(Step::Wrong)) => Error::field("password", "identity-confirm-wrong"),
        Ok(Some(Step::Wait(seconds))) => wait(seconds),
        Err(error) => error,
    };
    visit.again(error, form, |form| narrow(&visit, "identity-confirmation-title", &form))
}

fn confirmation_form(visit: &Visit, token: &str) -> Form {
    let address = visit.ui.url(&format!("/identity/confirmations/{token}"));
    Form::post(address, "identity-confirmation").field(
        Field::password("password", "identity-password")
            .hint("identity-confirmation-hint")
            .autocomplete("current-password"),
    )
}

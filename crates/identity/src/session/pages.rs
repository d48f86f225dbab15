//! Signing in and out, and proving again who one is.

use axum::Extension;
use axum::response::IntoResponse;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::icon::Icon;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Visit};

use super::{Attempt, Caller, Found, NewSession, Step};
use crate::account::Login;
use crate::credential::{Token, Typed};
use crate::factor::Policy;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/session", show)
        .post("/identity/session", sign_in)
        .post("/identity/session/second-factor", second_factor)
        .get("/identity/session/confirmation", ask)
        .post("/identity/session/confirmation", confirm)
        .post("/identity/session/closure", sign_out)
}

async fn show(visit: Visit) -> Answer {
    if visit.ui.signed_in() {
        return Ok(visit.see(&back(&visit, None).unwrap_or_else(|| "/".to_owned())));
    }
    Ok(sign_in_page(&visit, sign_in_form(&visit))?.into_response())
}

async fn sign_in(visit: Visit, Extension(policy): Extension<Policy>, posted: Posted) -> Answer {
    match try_password(&visit, &posted).await {
        Ok(Step::In(session)) => enter(&visit, policy, &session, posted.optional("ke")).await,
        Ok(Step::SecondFactor(token)) => second_factor_page(&visit, &token, &posted, None).await,
        Ok(Step::Wrong) => again(&visit, &posted, Error::field("login", "identity-sign-in-wrong")),
        Ok(Step::Wait(seconds)) => again(&visit, &posted, wait(seconds)),
        Err(error) => again(&visit, &posted, error),
    }
}

async fn second_factor(visit: Visit, Extension(policy): Extension<Policy>, posted: Posted) -> Answer {
    let expired = || Error::refused("identity-second-factor-expired");
    let Some(token) = Token::parse(posted.text("langkah")) else { return again(&visit, &posted, expired()) };
    let mut tx = visit.tx().await?;
    let step = super::with_code(&mut tx, &token, posted.text("code"), &caller(&visit)).await;
    tx.commit().await?;
    match step {
        Ok(Step::In(session)) => enter(&visit, policy, &session, posted.optional("ke")).await,
        Ok(Step::SecondFactor(_) | Step::Wrong) => {
            let wrong = Error::field("code", "identity-code-wrong");
            second_factor_page(&visit, &token, &posted, Some(wrong)).await
        }
        Ok(Step::Wait(seconds)) => second_factor_page(&visit, &token, &posted, Some(wait(seconds))).await,
        Err(error) => again(&visit, &posted, error),
    }
}

async fn ask(visit: Visit) -> Answer {
    let found = here(&visit).await?;
    Ok(confirm_page(&visit, confirm_form(&visit, &found))?.into_response())
}

async fn confirm(visit: Visit, posted: Posted) -> Answer {
    let found = here(&visit).await?;
    let step = if found.second_factor {
        let mut tx = visit.tx().await?;
        let step = super::confirm_with_code(&mut tx, &found, posted.text("code")).await?;
        tx.commit().await?;
        step
    } else {
        let typed = Typed::new(posted.raw("password"));
        super::confirm_with_password(&visit.db, visit.ui.city.id, &found, typed).await?
    };
    let field = if found.second_factor { "code" } else { "password" };
    let error = match step {
        Step::In(session) => {
            let to = visit.see(&safe(posted.text("ke")).unwrap_or_else(|| "/identity/account".to_owned()));
            return Ok(visit.with_session(to, Some(&session.token.reveal())));
        }
        Step::Wrong | Step::SecondFactor(_) => Error::field(field, "identity-confirm-wrong"),
        Step::Wait(seconds) => wait(seconds),
    };
    visit.again(error, confirm_form(&visit, &found), |form| confirm_page(&visit, form))
}

async fn sign_out(visit: Visit) -> Answer {
    if let Ok(found) = here(&visit).await {
        let mut tx = visit.tx().await?;
        super::sign_out(&mut tx, found.session).await?;
        tx.commit().await?;
    }
    Ok(visit.with_session(visit.see_saying("/", "identity-signed-out"), None))
}

/// From where the visit comes.
pub(crate) fn caller(visit: &Visit) -> Caller {
    Caller { address: visit.address, user_agent: visit.user_agent.clone() }
}

/// The session at hand. Whoever has none is sent to sign in.
pub(crate) async fn here(visit: &Visit) -> Result<Found, Error> {
    let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
    here_in(visit, &mut tx).await
}

pub(crate) async fn here_in(visit: &Visit, tx: &mut Tx) -> Result<Found, Error> {
    let token = visit.session.as_deref().and_then(Token::parse).ok_or(Error::Forbidden)?;
    super::find(tx, &token).await?.ok_or(Error::Forbidden)
}

/// Where to go when a doing wants a fresh proof: there, and back to this page.
pub(crate) fn confirm_first(visit: &Visit, path: &str) -> axum::response::Response {
    visit.see(&format!("/identity/session/confirmation?ke={path}"))
}

/// Signed in: the cookie, and on to where they wanted to go.
pub(crate) async fn enter(visit: &Visit, policy: Policy, session: &NewSession, wish: Option<&str>) -> Answer {
    let to = after(visit, policy, session, wish).await?;
    let response = match (session.staff, to.as_str()) {
        (_, crate::factor::ENROL) => visit.see_saying(&to, "identity-second-factor-first"),
        (true, _) if policy == Policy::Offer && lacks(visit, session).await? => {
            visit.see_saying(&to, "identity-second-factor-offer")
        }
        (true | false, _) => visit.see(&to),
    };
    Ok(visit.with_session(response, Some(&session.token.reveal())))
}

/// The page after signing in.
pub(crate) async fn after(
    visit: &Visit,
    policy: Policy,
    session: &NewSession,
    wish: Option<&str>,
) -> Result<String, Error> {
    if policy == Policy::Force && session.staff && lacks(visit, session).await? {
        return Ok(crate::factor::ENROL.to_owned());
    }
    Ok(back(visit, wish).unwrap_or_else(|| if session.staff { "/meja" } else { "/" }.to_owned()))
}

async fn lacks(visit: &Visit, session: &NewSession) -> Result<bool, Error> {
    let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
    Ok(!crate::factor::holds_second(&mut tx, session.account).await?)
}

async fn try_password(visit: &Visit, posted: &Posted) -> Result<Step, Error> {
    let login = Login::parse(posted.text("login"))?;
    if posted.raw("password").is_empty() {
        return Err(Error::field("password", "web-field-empty"));
    }
    let attempt = Attempt { login, password: Typed::new(posted.raw("password")), caller: caller(visit) };
    super::sign_in(&visit.db, visit.ui.city.id, attempt).await
}

pub(crate) fn wait(seconds: i64) -> Error {
    Error::refused(Say::new("identity-limit-wait").with("seconds", seconds))
}

fn again(visit: &Visit, posted: &Posted, error: Error) -> Answer {
    visit.again(error, sign_in_form(visit).fill(posted), |form| sign_in_page(visit, form))
}

fn sign_in_form(visit: &Visit) -> Form {
    let ui = &visit.ui;
    let aside = blocks::link(&ui.url("/lupa-sandi"), &ui.t("identity-forgot"));
    Form::post(ui.url("/identity/session"), "identity-sign-in")
        .field(
            Field::text("login", "identity-login")
                .hint("identity-login-hint")
                .autocomplete("username webauthn"),
        )
        .field(Field::password("password", "identity-password").autocomplete("current-password"))
        .field_if(back(visit, None).is_some(), || Field::hidden("ke", back(visit, None).unwrap_or_default()))
        .aside(aside)
}

fn sign_in_page(visit: &Visit, form: Form) -> Result<Page, Error> {
    let ui = &visit.ui;
    let mut main = Html::trusted("<div class=\"narrow stack\">");
    main.push(&form.html(ui));
    main.push(&passkey_button(visit, "get", "identity-passkey-sign-in"));
    main.push_trusted("<p>");
    main.push_text(&ui.t("identity-no-account"));
    main.push_trusted(" ");
    main.push(&blocks::link(&ui.url("/daftar"), &ui.t("identity-register")));
    main.push_trusted("</p></div>");
    let page = Page::new(ui.t("identity-sign-in-title"), main).gate();
    Ok(if crate::passkey::possible(&ui.site.public_url) { page.script("passkey.js") } else { page })
}

async fn second_factor_page(visit: &Visit, token: &Token, posted: &Posted, error: Option<Error>) -> Answer {
    let ui = &visit.ui;
    let mut tx = visit.db.begin(visit.actor().clone(), ui.city.id).await?;
    let Some(held) = super::pending(&mut tx, token).await? else {
        return again(visit, posted, Error::refused("identity-second-factor-expired"));
    };
    drop(tx);
    let form = Form::post(ui.url("/identity/session/second-factor"), "identity-sign-in")
        .field(
            Field::text("code", "identity-code")
                .hint(if held.totp { "identity-code-hint" } else { "identity-code-hint-recovery" })
                .autocomplete("one-time-code"),
        )
        .field(Field::hidden("langkah", token.reveal()))
        .field_if(posted.optional("ke").is_some(), || Field::hidden("ke", posted.text("ke")));
    let page = |form: Form| {
        let mut main = Html::trusted("<div class=\"narrow stack\">");
        if held.passkeys > 0 {
            main.push(&passkey_button(visit, "get", "identity-passkey-sign-in"));
        }
        main.push(&form.html(ui));
        main.push_trusted("</div>");
        Ok(Page::new(ui.t("identity-second-factor-title"), main).gate().script("passkey.js"))
    };
    match error {
        Some(error) => visit.again(error, form, page),
        None => Ok(page(form)?.into_response()),
    }
}

fn confirm_form(visit: &Visit, found: &Found) -> Form {
    let ui = &visit.ui;
    let form = Form::post(ui.url("/identity/session/confirmation"), "identity-confirm")
        .field(Field::hidden("ke", back(visit, None).unwrap_or_default()))
        .cancel(ui.url("/identity/account"));
    if found.second_factor {
        let code = Field::text("code", "identity-code").hint("identity-code-hint");
        form.field(code.autocomplete("one-time-code"))
    } else {
        form.field(Field::password("password", "identity-password").autocomplete("current-password"))
    }
}

fn confirm_page(visit: &Visit, form: Form) -> Result<Page, Error> {
    let ui = &visit.ui;
    let mut main = Html::trusted("<div class=\"narrow stack\">");
    main.push(&blocks::notice(&ui.t("identity-confirm-why"), Tone::Plain));
    main.push(&form.html(ui));
    main.push(&passkey_button(visit, "confirm", "identity-passkey-confirm"));
    main.push_trusted("</div>");
    Ok(Page::new(ui.t("identity-confirm-title"), main).gate().script("passkey.js"))
}

/// A button that is there where the browser has passkeys and its script runs. `what` is `get`, `confirm` or `create`.
pub(crate) fn passkey_button(visit: &Visit, what: &'static str, label: &'static str) -> Html {
    let ui = &visit.ui;
    if !crate::passkey::possible(&ui.site.public_url) {
        return Html::default();
    }
    let (begin, finish) = match what {
        "create" => ("/api/v1/identity/passkeys/options", "/api/v1/identity/passkeys"),
        "confirm" => ("/api/v1/identity/session/options", "/api/v1/identity/session/confirmation"),
        _ => ("/api/v1/identity/session/options", "/api/v1/identity/session"),
    };
    let mut html = Html::trusted("<div class=\"stack flow-2\" hidden");
    html.attr("data-passkey", what);
    html.attr("data-begin", &ui.url(begin));
    html.attr("data-finish", &ui.url(finish));
    html.attr("data-failed", &ui.t("identity-passkey-failed"));
    html.attr("data-ke", &back(visit, None).unwrap_or_default());
    html.push_trusted("><p><button type=\"button\" class=\"button quiet large\">");
    html.push(&blocks::icon(Icon::Fingerprint));
    html.push_text(&ui.t(label));
    html.push_trusted("</button></p><p class=\"error\" role=\"alert\" hidden></p></div>");
    html
}

/// The page that was wanted before: from the form, else from the address.
fn back(visit: &Visit, wish: Option<&str>) -> Option<String> {
    let query = visit.ui.here.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let asked = || {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find_map(|(name, value)| (name == "ke").then(|| value.into_owned()))
    };
    wish.map(str::to_owned).or_else(asked).and_then(|path| safe(&path))
}

/// A path of this platform, never another host's address.
pub(crate) fn safe(path: &str) -> Option<String> {
    let plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (path.starts_with('/') && !path.starts_with("//") && plain && path.len() <= 500).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_way_back_never_leads_to_another_host() {
        for (path, kept) in [
            ("/identity/account?a=b", true),
            ("/", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/a b", false),
            ("/a\r\nSet-Cookie: x", false),
            ("", false),
        ] {
            assert_eq!(super::safe(path).is_some(), kept, "{path:?}");
        }
    }
}

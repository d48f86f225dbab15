//! One's own account.

use askama::Template;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::response::IntoResponse;
use kernel::contact::{Email, Phone};
use kernel::{Error, Say};
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{Account, AccountName};
use crate::credential::Stands;
use crate::factor::{self, Held};
use crate::session::pages::{confirm_first, here};
use crate::session::{self, Found, Listed};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/account", overview)
        .get("/identity/account/name", name_show)
        .post("/identity/account/name", name)
        .post("/identity/account/language", language)
        .get("/identity/account/email", email_show)
        .post("/identity/account/email", email)
        .get("/identity/account/phone", phone_show)
        .post("/identity/account/phone", phone)
        .get("/identity/account/closure", closure_show)
        .post("/identity/account/closure", closure)
        .post("/identity/account/sessions/closure", end_others)
        .post("/identity/account/sessions/{id}/closure", end_session)
}

/// One's own account on one page.
#[derive(Template)]
#[template(path = "account/overview.html")]
struct Overview<'a> {
    ui: &'a Ui,
    facts: Html,
    security: Html,
    sessions: Vec<(Listed, bool)>,
    others: Html,
    closure: Html,
}

async fn overview(visit: Visit) -> Answer {
    let found = here(&visit).await?;
    let mut tx = visit.tx().await?;
    let account = super::mine(&mut tx).await?;
    let held = factor::mine(&mut tx).await?;
    let sessions = session::list(&mut tx).await?;
    let ui = &visit.ui;
    let others = if sessions.len() > 1 {
        let address = ui.url("/identity/account/sessions/closure");
        blocks::post_button(&address, &ui.t("identity-sessions-end-others"), &[], "quiet", None)
    } else {
        Html::default()
    };
    let page = Overview {
        ui,
        facts: facts(ui, &account),
        security: security(ui, &account, &held, &found),
        sessions: sessions
            .into_iter()
            .map(|one| {
                let here = one.id == found.session;
                (one, here)
            })
            .collect(),
        others,
        closure: blocks::link(&ui.url("/identity/account/closure"), &ui.t("identity-account-close")),
    };
    Ok(Page::new(ui.t("identity-account-title"), Html::of(&page)?).into_response())
}

impl Overview<'_> {
    fn end(&self, session: &Listed) -> Html {
        let address = self.ui.url(&format!("/identity/account/sessions/{}/closure", session.id));
        blocks::post_button(&address, &self.ui.t("identity-session-end"), &[], "quiet small", None)
    }
}

fn facts(ui: &Ui, account: &Account) -> Html {
    let missing = || ui.t("identity-none");
    let email = account.email.as_ref().map_or_else(missing, |email| email.reveal().to_owned());
    let phone = account.phone.as_ref().map_or_else(missing, |phone| phone.reveal().to_owned());
    let row = |value: &str, path: &str, what: &'static str| {
        let mut html = Html::trusted("<span class=\"row between\"><span>");
        html.push_text(value);
        html.push_trusted("</span> ");
        // The link says what it changes, for those who hear only the link.
        let text = ui.say(&Say::new("identity-change-of").with("what", Ui::inside(&ui.t(what))));
        html.push(&blocks::link(&ui.url(path), &text));
        html.push_trusted("</span>");
        html
    };
    let language = match account.language.as_str() {
        "en" => ("id", "identity-language-to-id", "English"),
        _ => ("en", "identity-language-to-en", "Bahasa Indonesia"),
    };
    let mut speaks = Html::trusted("<span class=\"row between\"><span>");
    speaks.push_text(language.2);
    speaks.push_trusted("</span> ");
    let address = ui.url("/identity/account/language");
    speaks.push(&blocks::post_button(
        &address,
        &ui.t(language.1),
        &[("language", language.0)],
        "quiet small",
        None,
    ));
    speaks.push_trusted("</span>");
    blocks::facts(
        ui,
        &[
            (Say::new("identity-name"), row(&account.name, "/identity/account/name", "identity-name")),
            (Say::new("identity-email"), row(&email, "/identity/account/email", "identity-email")),
            (Say::new("identity-phone"), row(&phone, "/identity/account/phone", "identity-phone")),
            (Say::new("identity-language"), speaks),
        ],
    )
}

fn security(ui: &Ui, account: &Account, held: &Held, found: &Found) -> Html {
    let mut html = Html::default();
    if found.lacks_second_factor() {
        html.push(&blocks::notice(&ui.t("identity-second-factor-staff"), Tone::Warn));
    }
    let state = |yes: bool| if yes { ("identity-on", Tone::Good) } else { ("identity-off", Tone::Plain) };
    let line = |(key, tone): (&'static str, Tone), path: &str, label: &'static str| {
        let mut html = Html::trusted("<span class=\"row between\">");
        html.push(&blocks::badge(&ui.t(key), tone));
        html.push_trusted(" ");
        html.push(&blocks::link(&ui.url(path), &ui.t(label)));
        html.push_trusted("</span>");
        html
    };
    html.push(&blocks::facts(
        ui,
        &[
            (
                Say::new("identity-password"),
                line(state(account.has_password), "/identity/account/password", "identity-password-change"),
            ),
            (
                Say::new("identity-second-factor"),
                line(state(held.any()), factor::ENROL, "identity-second-factor-manage"),
            ),
        ],
    ));
    html
}

async fn name_show(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let mine = super::mine(&mut tx).await?;
    let field = Field::text("name", "identity-name").hint("identity-name-hint").value(mine.name);
    Ok(narrow(&visit, "identity-name-title", &change_form(&visit, "name", field))?.into_response())
}

async fn name(visit: Visit, posted: Posted) -> Answer {
    let done = async {
        let name = AccountName::parse(posted.text("name"))?;
        let mut tx = visit.tx().await?;
        super::rename(&mut tx, name).await?;
        tx.commit().await
    };
    let field = Field::text("name", "identity-name").hint("identity-name-hint");
    saved(&visit, done.await, &posted, "identity-name-title", change_form(&visit, "name", field))
}

async fn language(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    super::set_language(&mut tx, posted.text("language")).await?;
    tx.commit().await?;
    let mut response = visit.see_saying("/identity/account", "identity-saved");
    // The pages follow at once: the cookie is what they look at.
    let cookie = format!("bahasa={}; Path=/; Max-Age=31536000; SameSite=Lax", posted.text("language"));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append("set-cookie", cookie);
    }
    Ok(response)
}

fn email_field() -> Field {
    Field::email("email", "identity-email-new").hint("identity-email-hint").autocomplete("email")
}

async fn email_show(visit: Visit) -> Answer {
    if here(&visit).await?.fresh(visit.ui.now).is_err() {
        return Ok(confirm_first(&visit, "/identity/account/email"));
    }
    let form = change_form(&visit, "email", email_field());
    Ok(narrow(&visit, "identity-email-title", &form)?.into_response())
}

async fn email(visit: Visit, posted: Posted) -> Answer {
    let found = here(&visit).await?;
    let done = async {
        let email = Email::parse(posted.text("email"))?;
        let mut tx = visit.tx().await?;
        let fresh = found.fresh(tx.now())?;
        super::ask_email(&mut tx, &email, fresh).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.see_saying("/identity/account", "identity-email-sent")),
        failed @ Err(_) => {
            let form = change_form(&visit, "email", email_field());
            saved(&visit, failed, &posted, "identity-email-title", form)
        }
    }
}

fn phone_field() -> Field {
    Field::tel("phone", "identity-phone").hint("identity-phone-hint").autocomplete("tel").optional()
}

async fn phone_show(visit: Visit) -> Answer {
    if here(&visit).await?.fresh(visit.ui.now).is_err() {
        return Ok(confirm_first(&visit, "/identity/account/phone"));
    }
    let mut tx = visit.tx().await?;
    let phone = super::mine(&mut tx).await?.phone;
    let field = phone_field().value(phone.map(|phone| phone.reveal().to_owned()).unwrap_or_default());
    Ok(narrow(&visit, "identity-phone-title", &change_form(&visit, "phone", field))?.into_response())
}

async fn phone(visit: Visit, posted: Posted) -> Answer {
    let found = here(&visit).await?;
    let done = async {
        let phone = posted.optional("phone").map(Phone::parse).transpose()?;
        let mut tx = visit.tx().await?;
        let fresh = found.fresh(tx.now())?;
        super::set_phone(&mut tx, phone.as_ref(), fresh).await?;
        tx.commit().await
    };
    saved(&visit, done.await, &posted, "identity-phone-title", change_form(&visit, "phone", phone_field()))
}

async fn closure_show(visit: Visit) -> Answer {
    if here(&visit).await?.fresh(visit.ui.now).is_err() {
        return Ok(confirm_first(&visit, "/identity/account/closure"));
    }
    Ok(narrow(&visit, "identity-account-close", &closure_form(&visit))?.into_response())
}

async fn closure(visit: Visit, posted: Posted) -> Answer {
    let found = here(&visit).await?;
    let done = async {
        let mut tx = visit.tx().await?;
        let fresh = found.fresh(tx.now())?;
        super::close(&mut tx, found.acting.account, posted.text("reason"), fresh).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.with_session(visit.see_saying("/", "identity-account-closed-now"), None)),
        failed @ Err(_) => saved(&visit, failed, &posted, "identity-account-close", closure_form(&visit)),
    }
}

fn closure_form(visit: &Visit) -> Form {
    Form::post(visit.ui.url("/identity/account/closure"), "identity-account-close")
        .field(Field::text("reason", "identity-reason").hint("identity-account-close-hint"))
        .danger()
        .cancel(visit.ui.url("/identity/account"))
}

async fn end_session(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    session::end(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/identity/account", "identity-session-ended"))
}

async fn end_others(visit: Visit) -> Answer {
    let found = here(&visit).await?;
    let mut tx = visit.tx().await?;
    session::end_others(&mut tx, found.session).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/identity/account", "identity-sessions-ended"))
}

fn change_form(visit: &Visit, what: &str, field: Field) -> Form {
    Form::post(visit.ui.url(&format!("/identity/account/{what}")), "identity-save")
        .field(field)
        .cancel(visit.ui.url("/identity/account"))
}

/// Back to the account with "saved", or the form again with what is wrong.
pub(crate) fn saved(
    visit: &Visit,
    done: Result<(), Error>,
    posted: &Posted,
    title: &'static str,
    form: Form,
) -> Answer {
    match done {
        Ok(()) => Ok(visit.see_saying("/identity/account", "identity-saved")),
        Err(error) => visit.again(error, form.fill(posted), |form| narrow(visit, title, &form)),
    }
}

/// A page with one form on it.
pub(crate) fn narrow(visit: &Visit, title: &'static str, form: &Form) -> Result<Page, Error> {
    let mut main = Html::trusted("<div class=\"narrow\">");
    main.push(&form.html(&visit.ui));
    main.push_trusted("</div>");
    Ok(Page::new(visit.ui.t(title), main).gate())
}

/// All three, or every error of them at once: nobody corrects a form field by field.
pub(crate) fn all_or_errors<A, B, C>(
    a: Result<A, Error>,
    b: Result<B, Error>,
    c: Result<C, Error>,
) -> Result<(A, B, C), Error> {
    match (a, b, c) {
        (Ok(a), Ok(b), Ok(c)) => Ok((a, b, c)),
        (a, b, c) => {
            let mut fields = Vec::new();
            for error in [a.err(), b.err(), c.err()].into_iter().flatten() {
                match error {
                    Error::Invalid(more) => fields.extend(more),
                    other
                    @ (Error::NotFound(_) | Error::Forbidden | Error::Refused(_) | Error::Broken(_)) => {
                        return Err(other);
                    }
                }
            }
            Err(Error::Invalid(fields))
        }
    }
}

/// The field for choosing a password, with what is asked of it.
pub(crate) fn new_password_field(name: &'static str, stands: Stands) -> Field {
    let (hint, least) = match stands {
        Stands::Alone => ("identity-password-hint-alone", crate::credential::SHORTEST_ALONE),
        Stands::BesideSecondFactor => ("identity-password-hint", crate::credential::SHORTEST),
    };
    Field::password(name, "identity-password-new")
        .hint(Say::new(hint).with("least", least))
        .autocomplete("new-password")
}

//! Changing the password, and the ways back in.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say};
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Visit};

use super::{About, NewPassword, Password, Stands, Token, change, reset};
use crate::account::pages::{narrow, new_password_field, saved};
use crate::account::{self, Login};
use crate::limit;
use crate::session::pages::{confirm_first, here};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/account/password", change_show)
        .post("/identity/account/password", change_it)
        .get("/identity/resets", ask_show)
        .post("/identity/resets", ask)
        .get("/identity/resets/code", spoken_show)
        .post("/identity/resets/code", spoken)
        .get("/identity/resets/{token}", redeem_show)
        .post("/identity/resets/{token}", redeem)
        .get("/identity/accounts/{id}/reset", issue_show)
        .post("/identity/accounts/{id}/reset", issue)
}

async fn change_show(visit: Visit) -> Answer {
    let found = here(&visit).await?;
    if found.fresh(visit.ui.now).is_err() {
        return Ok(confirm_first(&visit, "/identity/account/password"));
    }
    let form = change_form(&visit, stands(found.second_factor));
    Ok(narrow(&visit, "identity-password-change", &form)?.into_response())
}

async fn change_it(visit: Visit, posted: Posted) -> Answer {
    let found = here(&visit).await?;
    let stands = stands(found.second_factor);
    let done = async {
        let fresh = found.fresh(visit.ui.now)?;
        let about = About::new([found.name.as_str(), &visit.ui.city.name, "berdaya umkm"]);
        let password = Password::choose(posted.raw("password"), stands, &about)?.hash().await?;
        let mut tx = visit.tx().await?;
        change(&mut tx, NewPassword { password, keep: found.session }, fresh).await?;
        tx.commit().await
    };
    saved(&visit, done.await, &posted, "identity-password-change", change_form(&visit, stands))
}

fn stands(second_factor: bool) -> Stands {
    if second_factor { Stands::BesideSecondFactor } else { Stands::Alone }
}

fn change_form(visit: &Visit, stands: Stands) -> Form {
    Form::post(visit.ui.url("/identity/account/password"), "identity-save")
        .field(new_password_field("password", stands))
        .cancel(visit.ui.url("/identity/account"))
}

async fn ask_show(visit: Visit) -> Answer {
    Ok(ask_page(&visit, &ask_form(&visit))?.into_response())
}

async fn ask(visit: Visit, posted: Posted) -> Answer {
    let done = async {
        let login = Login::parse(posted.text("login"))?;
        limit::gate(&visit.db, visit.ui.city.id, limit::RESETS, visit.address).await?;
        let mut tx = visit.tx().await?;
        reset::ask(&mut tx, &login).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => {
            let mut main = Html::trusted("<div class=\"narrow stack\">");
            main.push(&blocks::notice(&visit.ui.t("identity-reset-sent"), Tone::Good));
            main.push(&code_link(&visit));
            main.push_trusted("</div>");
            Ok(Page::new(visit.ui.t("identity-reset-sent-title"), main).gate().into_response())
        }
        Err(error) => visit.again(error, ask_form(&visit).fill(&posted), |form| ask_page(&visit, &form)),
    }
}

fn ask_form(visit: &Visit) -> Form {
    let field = Field::text("login", "identity-login").hint("identity-login-hint").autocomplete("username");
    Form::post(visit.ui.url("/identity/resets"), "identity-reset-ask")
        .field(field)
        .cancel(visit.ui.url("/masuk"))
}

fn ask_page(visit: &Visit, form: &Form) -> Result<Page, Error> {
    let mut main = Html::trusted("<div class=\"narrow stack\"><p class=\"lead\">");
    main.push_text(&visit.ui.t("identity-reset-lead"));
    main.push_trusted("</p>");
    main.push(&form.html(&visit.ui));
    main.push(&code_link(visit));
    main.push_trusted("</div>");
    Ok(Page::new(visit.ui.t("identity-forgot"), main).gate())
}

fn code_link(visit: &Visit) -> Html {
    let mut html = Html::trusted("<p>");
    html.push_text(&visit.ui.t("identity-reset-no-mail"));
    html.push_trusted(" ");
    html.push(&blocks::link(&visit.ui.url("/identity/resets/code"), &visit.ui.t("identity-reset-have-code")));
    html.push_trusted("</p>");
    html
}

async fn redeem_show(visit: Visit, Path(token): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let holds = match Token::parse(&token) {
        Some(token) => reset::holds(&mut tx, &token).await?,
        None => false,
    };
    if !holds {
        return Ok(visit.see_saying("/lupa-sandi", "identity-link-expired"));
    }
    Ok(narrow(&visit, "identity-reset-title", &redeem_form(&visit, &token))?.into_response())
}

async fn redeem(visit: Visit, Path(token): Path<String>, posted: Posted) -> Answer {
    let done = async {
        let link = Token::parse(&token).ok_or_else(|| Error::refused("identity-link-expired"))?;
        limit::gate(&visit.db, visit.ui.city.id, limit::LINKS, visit.address).await?;
        let password = chosen(&visit, &posted, "")?.hash().await?;
        let mut tx = visit.tx().await?;
        reset::redeem(&mut tx, &link, &password).await?;
        tx.commit().await
    };
    match done.await {
        Ok(()) => Ok(visit.with_session(visit.see_saying("/masuk", "identity-reset-done"), None)),
        Err(error) => visit
            .again(error, redeem_form(&visit, &token), |form| narrow(&visit, "identity-reset-title", &form)),
    }
}

fn chosen(visit: &Visit, posted: &Posted, login: &str) -> Result<Password, Error> {
    let about = About::new([login, visit.ui.city.name.as_str(), "berdaya umkm"]);
    Password::choose(posted.raw("password"), Stands::Alone, &about)
}

fn redeem_form(visit: &Visit, token: &str) -> Form {
    Form::post(visit.ui.url(&format!("/identity/resets/{token}")), "identity-reset-set")
        .field(new_password_field("password", Stands::Alone))
}

async fn spoken_show(visit: Visit) -> Answer {
    Ok(narrow(&visit, "identity-reset-code-title", &spoken_form(&visit))?.into_response())
}

async fn spoken(visit: Visit, posted: Posted) -> Answer {
    let done = async {
        let login = Login::parse(posted.text("login"))?;
        limit::gate(&visit.db, visit.ui.city.id, limit::LINKS, visit.address).await?;
        let password = chosen(&visit, &posted, login.reveal())?.hash().await?;
        let mut tx = visit.tx().await?;
        let redeemed = reset::redeem_spoken(&mut tx, &login, posted.text("code"), &password).await?;
        tx.commit().await?;
        redeemed.ok_or_else(|| Error::field("code", "identity-reset-code-wrong"))
    };
    match done.await {
        Ok(_) => Ok(visit.see_saying("/masuk", "identity-reset-done")),
        Err(error) => visit.again(error, spoken_form(&visit).fill(&posted), |form| {
            narrow(&visit, "identity-reset-code-title", &form)
        }),
    }
}

fn spoken_form(visit: &Visit) -> Form {
    Form::post(visit.ui.url("/identity/resets/code"), "identity-reset-set")
        .field(Field::text("login", "identity-login").hint("identity-login-hint").autocomplete("username"))
        .field(
            Field::text("code", "identity-reset-code").hint("identity-reset-code-hint").autocomplete("off"),
        )
        .field(new_password_field("password", Stands::Alone))
        .cancel(visit.ui.url("/masuk"))
}

async fn issue_show(visit: Visit, Path(id): Path<String>) -> Answer {
    let found = here(&visit).await?;
    if found.fresh(visit.ui.now).is_err() {
        return Ok(confirm_first(&visit, &format!("/identity/accounts/{id}/reset")));
    }
    crate::staff::seen(&mut visit.tx().await?, id.parse()?, reset::ISSUE).await?;
    Ok(narrow(&visit, "identity-reset-issue-title", &issue_form(&visit, &id))?.desk().into_response())
}

async fn issue(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let found = here(&visit).await?;
    let done = async {
        let mut tx = visit.tx().await?;
        let fresh = found.fresh(tx.now())?;
        let code = reset::issue(&mut tx, id.parse()?, posted.text("reason"), fresh).await?;
        let name = account::one(&mut tx, id.parse()?).await?.name;
        tx.commit().await?;
        Ok::<_, Error>((code, name))
    };
    match done.await {
        Ok((code, name)) => {
            let ui = &visit.ui;
            let mut main = Html::trusted("<div class=\"narrow stack\"><p class=\"lead\">");
            main.push_text(&ui.say(&Say::new("identity-reset-issued").with("name", name)));
            main.push_trusted("</p><p class=\"stat\"><code>");
            main.push_text(&code);
            main.push_trusted("</code></p>");
            main.push(&blocks::notice(&ui.t("identity-reset-issued-note"), Tone::Warn));
            main.push_trusted("</div>");
            Ok(Page::new(ui.t("identity-reset-issue-title"), main).desk().into_response())
        }
        Err(error) => visit.again(error, issue_form(&visit, &id).fill(&posted), |form| {
            Ok(narrow(&visit, "identity-reset-issue-title", &form)?.desk())
        }),
    }
}

fn issue_form(visit: &Visit, id: &str) -> Form {
    Form::post(visit.ui.url(&format!("/identity/accounts/{id}/reset")), "identity-reset-issue")
        .field(Field::text("reason", "identity-reason").hint("identity-reset-issue-hint"))
}

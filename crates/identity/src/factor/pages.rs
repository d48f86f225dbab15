//! One page for second factors: an app's codes, passkeys, recovery codes.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::Error;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{ENROL, Policy, RecoveryCodes};
use crate::account::pages::narrow;
use crate::session::pages::{confirm_first, here, passkey_button};
use crate::{passkey, totp};

const APP: &str = "/identity/account/totp";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get(ENROL, show)
        .get("/identity/account/totp", app_show)
        .post("/identity/account/totp", app_confirm)
        .post("/identity/account/totp/removal", app_remove)
        .post("/identity/account/passkeys/{id}/removal", passkey_remove)
        .post("/identity/account/recovery-codes", recovery)
}

#[derive(Template)]
#[template(path = "factor/overview.html")]
struct Overview<'a> {
    ui: &'a Ui,
    notice: Html,
    app: Html,
    possible: bool,
    passkeys: Vec<(passkey::Listed, Html)>,
    add: Html,
    recovery: Html,
    any: bool,
}

async fn show(visit: Visit, Extension(policy): Extension<Policy>) -> Answer {
    let found = here(&visit).await?;
    if found.fresh(visit.ui.now).is_err() {
        return Ok(confirm_first(&visit, ENROL));
    }
    let mut tx = visit.tx().await?;
    let held = super::mine(&mut tx).await?;
    let passkeys = passkey::list(&mut tx).await?;
    let ui = &visit.ui;
    let button =
        |path: &str, label| blocks::post_button(&ui.url(path), &ui.t(label), &[], "quiet small", None);
    let notice = match (policy, found.lacks_second_factor(), held.any() && held.recovery_codes == 0) {
        (Policy::Force, true, _) => blocks::notice(&ui.t("identity-second-factor-first"), Tone::Warn),
        (Policy::Offer, true, _) => blocks::notice(&ui.t("identity-second-factor-offer"), Tone::Warn),
        (_, false, true) => blocks::notice(&ui.t("identity-recovery-none"), Tone::Warn),
        (_, false, false) => Html::default(),
    };
    let app = if held.totp {
        let mut html = blocks::badge(&ui.t("identity-on"), Tone::Good);
        html.push(&blocks::button_link(&ui.url(APP), &ui.t("identity-totp-replace"), true));
        html.push(&button("/identity/account/totp/removal", "identity-remove"));
        html
    } else {
        blocks::button_link(&ui.url(APP), &ui.t("identity-totp-add"), false)
    };
    let remove = |key: &passkey::Listed| {
        button(&format!("/identity/account/passkeys/{}/removal", key.id), "identity-remove")
    };
    let page = Overview {
        ui,
        notice,
        app,
        possible: passkey::possible(&ui.site.public_url),
        passkeys: passkeys
            .into_iter()
            .map(|key| {
                let remove = remove(&key);
                (key, remove)
            })
            .collect(),
        add: passkey_button(&visit, "create", "identity-passkey-add"),
        recovery: button("/identity/account/recovery-codes", "identity-recovery-renew"),
        any: held.any(),
    };
    let page = Page::new(ui.t("identity-second-factor-title"), Html::of(&page)?);
    let page = page.under(ui.url("/identity/account"), ui.t("identity-account-title"));
    Ok(page.script("passkey.js").into_response())
}

/// What the app must be told, and the field for its first code.
async fn app_show(visit: Visit) -> Answer {
    let found = here(&visit).await?;
    let Ok(fresh) = found.fresh(visit.ui.now) else { return Ok(confirm_first(&visit, APP)) };
    let mut tx = visit.tx().await?;
    totp::begin(&mut tx, fresh).await?;
    let shown = totp::enrolment(&mut tx, &visit.ui.city.name).await?;
    tx.commit().await?;
    Ok(app_page(&visit, shown, app_form(&visit))?.into_response())
}

async fn app_confirm(visit: Visit, posted: Posted) -> Answer {
    let found = here(&visit).await?;
    let done = async {
        let mut tx = visit.tx().await?;
        let fresh = found.fresh(tx.now())?;
        let codes = totp::confirm(&mut tx, posted.text("code"), fresh).await?;
        tx.commit().await?;
        Ok::<_, Error>(codes)
    };
    match done.await {
        Ok(Some(codes)) => Ok(codes_page(&visit, &codes).into_response()),
        Ok(None) => Ok(visit.see_saying(ENROL, "identity-saved")),
        Err(error) => {
            let mut tx = visit.tx().await?;
            let shown = totp::enrolment(&mut tx, &visit.ui.city.name).await?;
            visit.again(error, app_form(&visit), |form| app_page(&visit, shown, form))
        }
    }
}

fn app_form(visit: &Visit) -> Form {
    Form::post(visit.ui.url(APP), "identity-totp-confirm")
        .field(
            Field::digits("code", "identity-code-first")
                .hint("identity-code-first-hint")
                .autocomplete("one-time-code")
                .narrow(),
        )
        .cancel(visit.ui.url(ENROL))
}

#[derive(Template)]
#[template(path = "factor/app.html")]
struct AppPage<'a> {
    ui: &'a Ui,
    picture: Html,
    address: &'a str,
    secret: &'a str,
    form: Html,
}

fn app_page(visit: &Visit, shown: Option<totp::Enrolment>, form: Form) -> Result<Page, Error> {
    let Some(shown) = shown else { return narrow(visit, "identity-totp-title", &form) };
    let ui = &visit.ui;
    let page = AppPage {
        ui,
        // Drawn by our own code out of squares.
        picture: Html::trusted(shown.picture.as_str()),
        address: &shown.address,
        secret: &shown.secret,
        form: form.html(ui),
    };
    Ok(Page::new(ui.t("identity-totp-title"), Html::of(&page)?)
        .under(ui.url(ENROL), ui.t("identity-second-factor-title")))
}

async fn app_remove(visit: Visit, Extension(policy): Extension<Policy>) -> Answer {
    let Ok(fresh) = here(&visit).await?.fresh(visit.ui.now) else { return Ok(confirm_first(&visit, ENROL)) };
    let mut tx = visit.tx().await?;
    totp::remove(&mut tx, policy, fresh).await?;
    tx.commit().await?;
    Ok(visit.see_saying(ENROL, "identity-removed"))
}

async fn passkey_remove(
    visit: Visit,
    Extension(policy): Extension<Policy>,
    Path(id): Path<String>,
) -> Answer {
    let Ok(fresh) = here(&visit).await?.fresh(visit.ui.now) else { return Ok(confirm_first(&visit, ENROL)) };
    let mut tx = visit.tx().await?;
    passkey::remove(&mut tx, id.parse()?, policy, fresh).await?;
    tx.commit().await?;
    Ok(visit.see_saying(ENROL, "identity-removed"))
}

async fn recovery(visit: Visit) -> Answer {
    let Ok(fresh) = here(&visit).await?.fresh(visit.ui.now) else { return Ok(confirm_first(&visit, ENROL)) };
    let mut tx = visit.tx().await?;
    let codes = super::renew(&mut tx, fresh).await?;
    tx.commit().await?;
    Ok(codes_page(&visit, &codes).into_response())
}

fn codes_page(visit: &Visit, codes: &RecoveryCodes) -> Page {
    let ui = &visit.ui;
    let mut main = Html::trusted("<div class=\"narrow stack\">");
    main.push(&blocks::notice(&ui.t("identity-recovery-once"), Tone::Warn));
    main.push_trusted("<ul class=\"stack flow-2\">");
    for code in &codes.0 {
        main.push_trusted("<li><code>");
        main.push_text(code);
        main.push_trusted("</code></li>");
    }
    main.push_trusted("</ul><p>");
    main.push(&blocks::button_link(&ui.url(ENROL), &ui.t("identity-recovery-kept"), false));
    main.push_trusted("</p></div>");
    Page::new(ui.t("identity-recovery-title"), main)
}

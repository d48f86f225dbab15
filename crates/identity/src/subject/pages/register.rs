//! Registering somebody at the counter, the slip, and handing the account over.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use kernel::contact::Phone;
use kernel::nik::Nik;
use kernel::{AreaCode, Error, Say};
use web::blocks::{self, Tone};
use web::field::Choice;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use crate::account::{AccountName, Login};
use crate::consent::{self, Channel, Language};
use crate::show;
use crate::subject::{self, CLAIM, Claimed, NewPerson, REGISTER, Slip, Told, Way};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/identity/registrations/new", new)
        .post("/identity/registrations/new", register)
        .get("/identity/claims/new", claiming)
        .post("/identity/claims/new", claim)
}

fn form(visit: &Visit, prefix: &str) -> Form {
    let ui = &visit.ui;
    let read = consent::account_text(ui.lang);
    let channel = |value: &str| Choice::new(value, ui.t_of("identity-channel-", value));
    Form::post(ui.url("/identity/registrations/new"), "identity-registration-send")
        .section("identity-registration-person", None)
        .field(
            Field::text("name", "identity-name").hint("identity-registration-name-hint").autocomplete("off"),
        )
        .field(
            Field::text("area", "identity-registration-area")
                .hint("identity-registration-area-hint")
                .value(prefix)
                .narrow(),
        )
        .field(Field::tel("phone", "identity-phone").optional().autocomplete("off").narrow())
        .field(
            Field::digits("nik", "identity-nik")
                .hint("identity-registration-nik-hint")
                .optional()
                .autocomplete("off")
                .narrow(),
        )
        .section(
            "identity-registration-consent",
            Some(Say::new("identity-registration-read").with("text", read)),
        )
        .field(Field::radio("channel", "identity-consent-channel", vec![channel("oral"), channel("paper")]))
        .field(Field::text("witness", "identity-consent-witness").hint("identity-consent-witness-hint"))
        .field(Field::check("agreed", "identity-registration-agreed"))
        .cancel(ui.url("/identity/accounts"))
}

fn page(ui: &Ui, title: &'static str, main: &Html) -> Page {
    Page::new(ui.t(title), main.clone()).desk().under(ui.url("/identity/accounts"), ui.t("identity-accounts"))
}

async fn new(visit: Visit) -> Answer {
    let scope = visit.tx().await?.scope(REGISTER)?;
    let form = form(&visit, scope.prefix());
    Ok(page(&visit.ui, "identity-registration-new", &form.html(&visit.ui)).into_response())
}

async fn register(visit: Visit, posted: Posted) -> Answer {
    let done = async {
        let (person, told) = read(&visit.ui, &posted)?;
        let mut tx = visit.tx().await?;
        let slip = subject::register(&mut tx, person, told).await?;
        tx.commit().await?;
        Ok::<_, Error>(slip)
    };
    match done.await {
        Ok(slip) => Ok(slip_page(&visit, &slip, posted.text("name"))),
        Err(error) => visit.again(error, form(&visit, "").fill(&posted), |form| {
            Ok(page(&visit.ui, "identity-registration-new", &form.html(&visit.ui)))
        }),
    }
}

/// Every error at once: nobody asks a person at the counter twice.
fn read(ui: &Ui, posted: &Posted) -> Result<(NewPerson, Told), Error> {
    let mut wrong = Vec::new();
    let name = keep(AccountName::parse(posted.text("name")), &mut wrong)?;
    let area = keep(AreaCode::parse(posted.text("area")), &mut wrong)?;
    let phone = keep(posted.optional("phone").map(Phone::parse).transpose(), &mut wrong)?;
    let nik = keep(posted.optional("nik").map(Nik::parse).transpose(), &mut wrong)?;
    let channel = keep(Channel::parse(posted.text("channel"), posted.text("witness")), &mut wrong)?;
    if !posted.checked("agreed") {
        wrong.push(("agreed", "identity-registration-not-agreed".into()));
    }
    let language = Language::parse(ui.lang.as_str()).unwrap_or_default();
    match (name, area, phone, nik, channel) {
        (Some(name), Some(area), Some(phone), Some(nik), Some(channel)) if wrong.is_empty() => {
            Ok((NewPerson { name, phone, nik, area, language }, Told { channel, language }))
        }
        (_, _, _, _, _) => Err(Error::Invalid(wrong)),
    }
}

fn keep<T>(read: Result<T, Error>, wrong: &mut Vec<(&'static str, Say)>) -> Result<Option<T>, Error> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(fields)) => {
            wrong.extend(fields);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Shown once, in the answer itself: the code is kept nowhere in a form that could be read again.
fn slip_page(visit: &Visit, slip: &Slip, name: &str) -> Response {
    let ui = &visit.ui;
    let facts = [
        (Say::new("identity-name"), Html::text(name)),
        (Say::new("identity-slip-code"), code(&slip.code)),
        (Say::new("identity-slip-office"), Html::text(&ui.city.name)),
        (Say::new("identity-slip-at"), ui.time(ui.now)),
    ];
    let address = ui.url(&format!("/identity/accounts/{}", slip.account));
    let parts = [
        blocks::notice(&ui.t("identity-slip-once"), Tone::Warn),
        blocks::facts(ui, &facts),
        show::paragraph(ui, "identity-slip-how"),
        show::row(&[
            blocks::print_button(&ui.t("identity-slip-print")),
            blocks::button_link(&address, &ui.t("identity-slip-account"), true),
        ]),
    ];
    unkept(page(ui, "identity-slip", &show::stack(&parts)).into_response())
}

fn code(text: &str) -> Html {
    let mut html = Html::trusted("<strong class=\"code\">");
    html.push_text(text);
    html.push_trusted("</strong>");
    html
}

pub(super) fn unkept(mut response: Response) -> Response {
    let value = axum::http::HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

fn claim_form(ui: &Ui) -> Form {
    Form::post(ui.url("/identity/claims/new"), "identity-claim-send")
        .field(Field::text("code", "identity-slip-code").hint("identity-claim-code-hint").autocomplete("off"))
        .field(Field::text("login", "identity-login").hint("identity-claim-login-hint").autocomplete("off"))
        .field(Field::check("seen", "identity-claim-seen"))
        .cancel(ui.url("/identity/accounts"))
}

async fn claiming(visit: Visit) -> Answer {
    visit.tx().await?.scope(CLAIM)?;
    Ok(page(&visit.ui, "identity-claim", &claim_form(&visit.ui).html(&visit.ui)).into_response())
}

async fn claim(visit: Visit, posted: Posted) -> Answer {
    let done = async {
        if !posted.checked("seen") {
            return Err(Error::field("seen", "identity-claim-unseen"));
        }
        let login = Login::parse(posted.text("login"))?;
        let mut tx = visit.tx().await?;
        let claimed = subject::claim(&mut tx, posted.text("code"), &login).await?;
        // A wrong code is committed too: tries are counted.
        tx.commit().await?;
        claimed.ok_or_else(|| Error::field("code", "identity-claim-wrong"))
    };
    match done.await {
        Ok(claimed) => Ok(claimed_page(&visit, &claimed)),
        Err(error) => visit.again(error, claim_form(&visit.ui).fill(&posted), |form| {
            Ok(page(&visit.ui, "identity-claim", &form.html(&visit.ui)))
        }),
    }
}

fn claimed_page(visit: &Visit, claimed: &Claimed) -> Response {
    let ui = &visit.ui;
    let main = match &claimed.way {
        Way::Mail => blocks::notice(&ui.t("identity-claim-mail"), Tone::Good),
        Way::Spoken(spoken) => show::stack(&[
            blocks::notice(&ui.t("identity-claim-spoken"), Tone::Good),
            code(spoken),
            show::paragraph(ui, "identity-reset-issued-note"),
        ]),
    };
    unkept(page(ui, "identity-claim", &main).into_response())
}

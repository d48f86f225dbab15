//! The register of processing for everybody, one's own consents, and recording others' at the desk.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::id::AccountId;
use kernel::{Error, Say};
use web::blocks::{self, Tone};
use web::field::Choice;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::{Basis, Channel, Language, Listed, PURPOSES, Purpose, RECORD, Standing};
use crate::{account, show, staff, subject};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/purposes", register)
        .post("/identity/consents", choose)
        .get("/identity/accounts/{id}/consents/new", recording)
        .post("/identity/accounts/{id}/consents/new", record)
}

async fn register(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let listed = super::list(&mut tx).await?;
    let ui = &visit.ui;
    let mut parts = vec![show::paragraph(ui, "identity-purposes-lead")];
    if listed.is_empty() {
        parts.push(blocks::empty(ui, "identity-purposes-none", "identity-purposes-none-hint"));
    }
    parts.extend(listed.iter().map(|purpose| one(ui, purpose)));
    Ok(Page::new(ui.t("identity-purposes"), show::stack(&parts)).into_response())
}

fn one(ui: &Ui, purpose: &Listed) -> Html {
    let mut html = Html::trusted("<section class=\"stack\"><h2>");
    html.push_text(show::either(ui, &purpose.title));
    html.push_trusted("</h2><p>");
    html.push_text(show::either(ui, &purpose.text));
    html.push_trusted("</p>");
    let text = |both: &[String; 2]| Html::text(show::either(ui, both));
    let basis = ui.t_of("identity-basis-", purpose.basis.as_str());
    let version = Say::new("identity-purpose-version-of").with("version", purpose.version);
    html.push(&blocks::facts(
        ui,
        &[
            (Say::new("identity-purpose-fields"), text(&purpose.fields)),
            (
                Say::new("identity-purpose-basis"),
                Html::text(&format!("{basis} · {}", purpose.legal_reference)),
            ),
            (Say::new("identity-purpose-recipients"), text(&purpose.recipients)),
            (Say::new("identity-purpose-retention"), text(&purpose.retention)),
            (Say::new("identity-purpose-version"), Html::text(&ui.say(&version))),
        ],
    ));
    html.push_trusted("</section>");
    html
}

/// One's own consents with the choice to give or withdraw each; nothing is chosen beforehand.
pub(crate) fn own(ui: &Ui, standing: &[Standing]) -> Html {
    let row = |purpose: &&Purpose| {
        let now = standing.iter().find(|standing| standing.purpose == purpose.key);
        let given = now.is_some_and(|now| now.given);
        let outdated = now.is_some_and(|now| now.outdated);
        let button = |state: &str, label| {
            let fields = [("purpose", purpose.key), ("state", state)];
            blocks::post_button(&ui.url("/identity/consents"), &ui.t(label), &fields, "quiet small", None)
        };
        let mut choice = Html::default();
        if !given || outdated {
            choice.push(&button("given", "identity-consent-give"));
        }
        if given {
            choice.push(&button("withdrawn", "identity-consent-withdraw"));
        }
        vec![Html::text(pick(ui, purpose.title)), Html::text(pick(ui, purpose.text)), state(ui, now), choice]
    };
    let asked: Vec<&Purpose> = PURPOSES.iter().filter(|purpose| purpose.basis == Basis::Consent).collect();
    let heads = ["identity-purpose", "identity-purpose-text", "identity-state", "identity-do"];
    let table = show::table(ui, "identity-consents", &heads, &asked.iter().map(row).collect::<Vec<_>>());
    let link = blocks::link(&ui.url("/identity/purposes"), &ui.t("identity-purposes"));
    show::stack(&[table, link])
}

/// The text in the reader's language.
pub(crate) fn pick(ui: &Ui, text: super::Text) -> &'static str {
    match ui.lang {
        web::Lang::Id => text.id,
        web::Lang::En => text.en,
    }
}

fn state(ui: &Ui, standing: Option<&Standing>) -> Html {
    let Some(standing) = standing else {
        return blocks::badge(&ui.t("identity-consent-none"), Tone::Plain);
    };
    let (key, tone) = match (standing.given, standing.outdated) {
        (true, false) => ("identity-consent-given-now", Tone::Good),
        (true, true) => ("identity-consent-outdated", Tone::Warn),
        (false, _) => ("identity-consent-withdrawn-now", Tone::Plain),
    };
    let mut html = blocks::badge(&ui.t(key), tone);
    html.push_text(" ");
    html.push(&ui.time(standing.at));
    html
}

/// How an account stands, at the desk.
pub(crate) fn standing(ui: &Ui, standing: &[Standing]) -> Html {
    if standing.is_empty() {
        return show::paragraph(ui, "identity-consents-none");
    }
    let row = |one: &Standing| {
        let channel = ui.t_of("identity-channel-", &one.channel);
        vec![Html::text(show::either(ui, &one.title)), state(ui, Some(one)), Html::text(&channel)]
    };
    let heads = ["identity-purpose", "identity-state", "identity-consent-channel"];
    show::table(ui, "identity-consents", &heads, &standing.iter().map(row).collect::<Vec<_>>())
}

/// The purpose of this key, as the code has it.
pub(crate) fn purpose(key: &str) -> Result<&'static Purpose, Error> {
    PURPOSES.iter().find(|purpose| purpose.key == key).ok_or(Error::NotFound("purpose"))
}

async fn choose(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let account = account::own(&tx)?;
    let purpose = purpose(posted.text("purpose"))?;
    if purpose.key == super::ACCOUNT.key && posted.text("state") == "withdrawn" {
        // An account that nobody agrees to may not be kept: withdrawing is asking for its deletion.
        return Ok(visit.see("/identity/own-data/requests/new?jenis=deletion&sebab=consent"));
    }
    let language = Language::parse(visit.ui.lang.as_str()).unwrap_or_default();
    if posted.text("state") == "given" {
        super::give(&mut tx, account, purpose, Channel::Web, language).await?;
    } else {
        super::withdraw(&mut tx, account, purpose.key, Channel::Web).await?;
    }
    tx.commit().await?;
    Ok(visit.see_saying("/identity/own-data", "identity-saved"))
}

fn form(visit: &Visit, account: AccountId) -> Form {
    let ui = &visit.ui;
    let asked = PURPOSES.iter().filter(|purpose| purpose.basis == Basis::Consent);
    let purposes =
        asked.map(|purpose| (purpose.key.to_owned(), pick(ui, purpose.title).to_owned())).collect();
    let choice = |prefix: &str, value: &str| Choice::new(value, ui.t_of(prefix, value));
    let states = ["given", "withdrawn"].map(|state| choice("identity-consent-said-", state)).to_vec();
    let channels = ["paper", "oral", "phone"].map(|channel| choice("identity-channel-", channel)).to_vec();
    Form::post(ui.url(&format!("/identity/accounts/{account}/consents/new")), "identity-save")
        .field(Field::select("purpose", "identity-purpose", purposes))
        .field(Field::radio("state", "identity-consent-said", states))
        .field(Field::radio("channel", "identity-consent-channel", channels))
        .field(Field::text("witness", "identity-consent-witness").hint("identity-consent-witness-hint"))
        .cancel(ui.url(&cancelled(visit, account)))
}

fn page(visit: &Visit, account: AccountId, form: &Form) -> Page {
    let ui = &visit.ui;
    let page = Page::new(ui.t("identity-consent-record"), form.html(ui)).desk();
    if visit.actor().may_somewhere(staff::LIST) {
        page.under(ui.url(&format!("/identity/accounts/{account}")), ui.t("identity-account-of"))
    } else {
        page
    }
}

fn cancelled(visit: &Visit, account: AccountId) -> String {
    if visit.actor().may_somewhere(staff::LIST) {
        format!("/identity/accounts/{account}")
    } else {
        "/app/desk".to_owned()
    }
}

/// Mentors record consent, and may see no account's page: they stay at the form, for the next purpose.
fn back(visit: &Visit, account: AccountId) -> String {
    if visit.actor().may_somewhere(staff::LIST) {
        format!("/identity/accounts/{account}")
    } else {
        format!("/identity/accounts/{account}/consents/new")
    }
}

async fn recording(visit: Visit, Path(id): Path<String>) -> Answer {
    let account: AccountId = id.parse()?;
    staff::seen(&mut visit.tx().await?, account, RECORD).await?;
    Ok(page(&visit, account, &form(&visit, account)).into_response())
}

async fn record(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let account: AccountId = id.parse()?;
    let done = async {
        let purpose = purpose(posted.text("purpose"))?;
        let channel = Channel::parse(posted.text("channel"), posted.text("witness"))?;
        let language = Language::parse(visit.ui.lang.as_str()).unwrap_or_default();
        let mut tx = visit.tx().await?;
        match posted.text("state") {
            "given" => super::give(&mut tx, account, purpose, channel, language).await?,
            "withdrawn" => super::withdraw(&mut tx, account, purpose.key, channel).await?,
            _ => return Err(Error::field("state", "web-field-empty")),
        }
        tx.commit().await
    };
    let ended = posted.text("purpose") == super::ACCOUNT.key && posted.text("state") == "withdrawn";
    match done.await {
        // The account may not be kept without it: the request to delete it is next.
        Ok(()) if ended && visit.actor().may_somewhere(subject::ASK) => {
            let next = format!("/identity/accounts/{account}/requests/new?jenis=deletion");
            Ok(visit.see_saying(&next, "identity-saved"))
        }
        Ok(()) => Ok(visit.see_saying(&back(&visit, account), "identity-saved")),
        Err(error) => {
            visit.again(error, form(&visit, account).fill(&posted), |form| Ok(page(&visit, account, &form)))
        }
    }
}

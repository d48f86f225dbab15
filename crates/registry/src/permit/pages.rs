//! The permits of one business: for officers and for whoever runs it.

use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::{Error, Say, Tx};
use web::blocks::{self, Tone};
use web::field::Kind as Control;
use web::upload::Upload;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Permit};
use super::number::{self, Kind};
use super::record::{self, NewPermit};
use super::rules::{Expiry, Standing, standing};
use super::{ADD, PermitId, VERIFY, WITHDRAW};
use crate::business::register::may;
use crate::business::{self, BusinessId};
use crate::{media, source};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/businesses/{id}/permits", list)
        .get("/registry/businesses/{id}/permits/new", new)
        .post("/registry/businesses/{id}/permits/new", add)
        .get("/registry/permits/{id}", one)
        .get("/registry/permits/{id}/document", document)
        .get("/registry/permits/{id}/document/new", attaching)
        .post("/registry/permits/{id}/document/new", attach)
        .post("/registry/permits/{id}/verification", verify)
        .get("/registry/permits/{id}/withdrawal", withdrawing)
        .post("/registry/permits/{id}/withdrawal", withdraw)
}

async fn list(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let business: BusinessId = id.parse()?;
    may(&mut tx, business, business::SEE).await?;
    let ui = &visit.ui;
    let main = section(&mut tx, ui, business).await?;
    Ok(page(&tx, ui, business, ui.t("registry-permits"), main).into_response())
}

/// The permits of a business with what can be done about them, for its page.
async fn section(tx: &mut Tx, ui: &Ui, business: BusinessId) -> Result<Html, Error> {
    let area = business::find::area(tx, business).await?;
    let own = source::Kind::of(tx.actor()) == source::Kind::Own;
    let permits = find::of_business(tx, business).await?;
    let mut parts = Vec::new();
    if permits.is_empty() {
        parts.push(blocks::paragraph(ui, "registry-permits-none"));
    } else {
        let rows: Vec<Vec<Html>> = permits.iter().map(|permit| row(ui, permit)).collect();
        let heads = [
            "registry-permit-number",
            "registry-permit-kind",
            "registry-permit-issued",
            "registry-permit-expires",
            "registry-permit-verified",
        ];
        parts.push(blocks::table(ui, "registry-permits", &heads, &rows));
    }
    if own || tx.may(ADD, &area) {
        let address = ui.url(&format!("/registry/businesses/{business}/permits/new"));
        parts.push(blocks::row(&[blocks::button_link(&address, &ui.t("registry-permit-add"), true)]));
    }
    Ok(blocks::stack(&parts))
}

/// The way to the permits of a business, from its page.
pub(crate) fn manage(ui: &Ui, business: BusinessId) -> Html {
    let address = ui.url(&format!("/registry/businesses/{business}/permits"));
    blocks::row(&[blocks::button_link(&address, &ui.t("registry-permit-manage"), true)])
}

fn row(ui: &Ui, permit: &Permit) -> Vec<Html> {
    let shown = match permit.number.as_str() {
        "" => ui.t("registry-permit-numberless"),
        _ => permit.shown(),
    };
    let day = |day: Option<NaiveDate>| Html::text(&day.map(|day| ui.date(day)).unwrap_or_default());
    vec![
        blocks::link(&ui.url(&format!("/registry/permits/{}", permit.id)), &shown),
        Html::text(&ui.t(permit.kind.key())),
        day(permit.issued_on),
        expiry(ui, permit),
        verified(ui, permit),
    ]
}

/// Until when it holds, and how near that is.
pub(super) fn expiry(ui: &Ui, permit: &Permit) -> Html {
    let expiry = permit.validity(ui.today()).expiry;
    let (text, tone) = match (expiry, standing(expiry, ui.today())) {
        (Expiry::Never, _) => (ui.t("registry-permit-no-end"), Tone::Good),
        (_, Standing::Expired { .. }) => (until(ui, expiry), Tone::Bad),
        (_, Standing::ExpiresSoon { .. } | Standing::ExpiresThisYear) => (until(ui, expiry), Tone::Warn),
        (_, Standing::Valid { .. }) => (until(ui, expiry), Tone::Good),
        (_, Standing::Unknown) => (ui.t("registry-permit-end-unknown"), Tone::Plain),
    };
    blocks::badge(&text, tone)
}

fn until(ui: &Ui, expiry: Expiry) -> String {
    match expiry {
        Expiry::On(day) => ui.date(day),
        Expiry::During(year) => year.to_string(),
        Expiry::Never | Expiry::Unknown => String::new(),
    }
}

fn verified(ui: &Ui, permit: &Permit) -> Html {
    match permit.verified_at {
        Some(at) => {
            let day = ui.date(ui.city.zone.local(at).date());
            blocks::badge(&ui.say(&Say::new("registry-permit-verified-on").with("day", day)), Tone::Good)
        }
        None => blocks::badge(&ui.t("registry-permit-unverified"), Tone::Plain),
    }
}

/// Under the business's own page, on the face of whoever looks.
fn page(tx: &Tx, ui: &Ui, business: BusinessId, title: String, main: Html) -> Page {
    let above = ui.url(&format!("/registry/businesses/{business}"));
    let page = Page::new(title, main).under(above, ui.t("registry-permit-business"));
    if tx.actor().may_somewhere(business::SEE) { page.desk() } else { page }
}

async fn loaded(visit: &Visit, id: &str, can: kernel::Can) -> Result<(Tx, Permit), Error> {
    let mut tx = visit.tx().await?;
    let id: PermitId = id.parse()?;
    let permit = find::one(&mut tx, id).await?;
    may(&mut tx, permit.business, can).await.map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("permit"),
        Error::Invalid(_) | Error::Refused(_) | Error::Forbidden | Error::Broken(_) => error,
    })?;
    Ok((tx, permit))
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, permit) = loaded(&visit, &id, business::SEE).await?;
    let ui = &visit.ui;
    let mut parts = vec![blocks::facts(ui, &facts(&mut tx, ui, &permit).await?)];
    parts.extend(remarks(ui, &permit).iter().map(|say| blocks::notice(&ui.say(say), Tone::Warn)));
    if permit.withdrawn_at.is_some() {
        parts.insert(0, blocks::notice(&ui.t("registry-permit-is-withdrawn"), Tone::Warn));
    } else {
        parts.push(actions(&mut tx, ui, &permit).await?);
    }
    let title = format!("{} {}", ui.t(permit.kind.key()), permit.shown());
    Ok(page(&tx, ui, permit.business, title, blocks::stack(&parts)).into_response())
}

async fn facts(tx: &mut Tx, ui: &Ui, permit: &Permit) -> Result<Vec<(Say, Html)>, Error> {
    let because = permit.validity(ui.today()).because;
    let mut facts = vec![
        (Say::new("registry-permit-kind"), Html::text(&ui.t(permit.kind.key()))),
        (Say::new("registry-permit-number"), Html::text(&permit.shown())),
    ];
    if let Some(day) = permit.issued_on {
        facts.push((Say::new("registry-permit-issued"), Html::text(&ui.date(day))));
    }
    let mut holds = expiry(ui, permit);
    holds.push_text(" ");
    holds.push_text(&ui.say(&because));
    facts.push((Say::new("registry-permit-expires"), holds));
    facts.push((Say::new("registry-permit-verified"), verified_by(tx, ui, permit).await?));
    if permit.file.is_some() {
        let link = blocks::link(
            &ui.url(&format!("/registry/permits/{}/document", permit.id)),
            &ui.t("registry-permit-document-save"),
        );
        facts.push((Say::new("registry-permit-document"), link));
    }
    Ok(facts)
}

async fn verified_by(tx: &mut Tx, ui: &Ui, permit: &Permit) -> Result<Html, Error> {
    let mut html = verified(ui, permit);
    // Who it was is for officers; the entrepreneur is told when.
    if let Some(by) = permit.verified_by.filter(|_| tx.actor().may_somewhere(business::SEE)) {
        let names = identity::account::names(tx, &[by]).await?;
        html.push_text(" ");
        html.push_text(names.first().map_or("", |(_, name)| name.as_str()));
    }
    Ok(html)
}

/// What is odd about the number and the dates.
fn remarks(ui: &Ui, permit: &Permit) -> Vec<Say> {
    let mut all = permit.validity(ui.today()).doubts;
    if permit.kind != Kind::Npwp
        && let Ok(reading) = number::read(permit.kind, &permit.number)
    {
        all.extend(reading.warnings.iter().map(number::Warning::say));
    }
    all
}

async fn actions(tx: &mut Tx, ui: &Ui, permit: &Permit) -> Result<Html, Error> {
    let area = business::find::area(tx, permit.business).await?;
    let own = business::find::is_own(tx, permit.business).await?;
    let path = format!("/registry/permits/{}", permit.id);
    let mut all = Vec::new();
    if permit.verified_at.is_none() && tx.may(VERIFY, &area) {
        let address = ui.url(&format!("{path}/verification"));
        all.push(blocks::post_button(&address, &ui.t("registry-permit-verify"), &[], "", None));
    }
    if own || tx.may(ADD, &area) {
        let address = ui.url(&format!("{path}/document/new"));
        all.push(blocks::button_link(&address, &ui.t("registry-permit-attach"), true));
    }
    if tx.may(WITHDRAW, &area) || (own && permit.verified_at.is_none()) {
        let address = ui.url(&format!("{path}/withdrawal"));
        all.push(blocks::button_link(&address, &ui.t("registry-permit-withdraw"), true));
    }
    Ok(blocks::row(&all))
}

fn add_form(ui: &Ui, business: BusinessId) -> Form {
    let path = format!("/registry/businesses/{business}/permits");
    let kinds = Kind::ALL.iter().map(|kind| (kind.as_str().to_owned(), ui.t(kind.key())));
    Form::post(ui.url(&format!("{path}/new")), "registry-permit-add")
        .field(Field::select("kind", "registry-permit-kind", kinds.collect()))
        .field(Field::text("number", "registry-permit-number").hint("registry-permit-number-hint"))
        .field(Field::date("issued", "registry-permit-issued").optional())
        .field(
            Field::date("expires", "registry-permit-expires").hint("registry-permit-expires-hint").optional(),
        )
        .field(file_field().optional())
        .cancel(ui.url(&path))
}

fn file_field() -> Field {
    let control = Control::File("application/pdf,image/jpeg,image/png,image/webp");
    Field::new("file", "registry-permit-document", control).hint("registry-permit-document-hint")
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let business: BusinessId = id.parse()?;
    may(&mut tx, business, ADD).await?;
    let ui = &visit.ui;
    let form = add_form(ui, business).html(ui);
    Ok(page(&tx, ui, business, ui.t("registry-permit-add"), form).into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, upload: Upload) -> Answer {
    let mut tx = visit.tx().await?;
    let business: BusinessId = id.parse()?;
    may(&mut tx, business, ADD).await?;
    let Upload { posted, files } = upload;
    let done = async {
        let permit = record::add(&mut tx, business, read(&posted)?).await?;
        for file in files.into_iter().filter(|file| file.field == "file").take(1) {
            record::attach(&mut tx, permit, file).await?;
        }
        Ok(permit)
    };
    match done.await {
        Ok(permit) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/registry/permits/{permit}"), "registry-permit-added"))
        }
        Err(error) => {
            again(&visit, error, business, add_form(&visit.ui, business).fill(&posted), "registry-permit-add")
        }
    }
}

fn again(visit: &Visit, error: Error, business: BusinessId, form: Form, title: &'static str) -> Answer {
    let ui = &visit.ui;
    visit.again(error, form, |form| {
        let above = ui.url(&format!("/registry/businesses/{business}"));
        let page = Page::new(ui.t(title), form.html(ui)).under(above, ui.t("registry-permit-business"));
        Ok(if visit.actor().may_somewhere(business::SEE) { page.desk() } else { page })
    })
}

fn read(posted: &Posted) -> Result<NewPermit, Error> {
    let day = |name: &'static str| match posted.optional(name) {
        Some(text) => text.parse().map(Some).map_err(|_| Error::field(name, "registry-permit-day-form")),
        None => Ok(None),
    };
    let kind = Kind::parse(posted.text("kind"))
        .ok_or_else(|| Error::field("kind", "registry-permit-kind-missing"))?;
    Ok(NewPermit {
        kind,
        number: posted.text("number").to_owned(),
        issued: day("issued")?,
        expires: day("expires")?,
    })
}

fn attach_form(ui: &Ui, permit: &Permit) -> Form {
    let path = format!("/registry/permits/{}", permit.id);
    Form::post(ui.url(&format!("{path}/document/new")), "registry-permit-attach")
        .field(file_field())
        .cancel(ui.url(&path))
}

async fn attaching(visit: Visit, Path(id): Path<String>) -> Answer {
    let (tx, permit) = loaded(&visit, &id, ADD).await?;
    let ui = &visit.ui;
    let form = attach_form(ui, &permit).html(ui);
    Ok(page(&tx, ui, permit.business, ui.t("registry-permit-attach"), form).into_response())
}

async fn attach(visit: Visit, Path(id): Path<String>, upload: Upload) -> Answer {
    let (mut tx, permit) = loaded(&visit, &id, ADD).await?;
    let sent = upload.files.into_iter().find(|file| file.field == "file");
    let done = async {
        let sent = sent.ok_or_else(|| Error::field("file", "registry-permit-file-missing"))?;
        record::attach(&mut tx, permit.id, sent).await
    };
    match done.await {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/registry/permits/{}", permit.id), "registry-permit-attached"))
        }
        Err(error) => {
            again(&visit, error, permit.business, attach_form(&visit.ui, &permit), "registry-permit-attach")
        }
    }
}

async fn document(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, permit) = loaded(&visit, &id, business::SEE).await?;
    let (name, media_type, bytes) = record::document(&mut tx, permit.id).await?;
    Ok(media::download(&name, &media_type, bytes))
}

async fn verify(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, permit) = loaded(&visit, &id, business::SEE).await?;
    record::verify(&mut tx, permit.id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/registry/permits/{}", permit.id), "registry-permit-verified-now"))
}

fn withdraw_form(ui: &Ui, permit: &Permit) -> Form {
    let path = format!("/registry/permits/{}", permit.id);
    Form::post(ui.url(&format!("{path}/withdrawal")), "registry-permit-withdraw")
        .field(Field::text("reason", "registry-permit-reason").hint("registry-permit-reason-hint"))
        .danger()
        .cancel(ui.url(&path))
}

async fn withdrawing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (tx, permit) = loaded(&visit, &id, WITHDRAW).await?;
    let ui = &visit.ui;
    let form = withdraw_form(ui, &permit).html(ui);
    Ok(page(&tx, ui, permit.business, ui.t("registry-permit-withdraw"), form).into_response())
}

async fn withdraw(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, permit) = loaded(&visit, &id, WITHDRAW).await?;
    match record::withdraw(&mut tx, permit.id, posted.text("reason")).await {
        Ok(()) => {
            tx.commit().await?;
            let path = format!("/registry/businesses/{}/permits", permit.business);
            Ok(visit.see_saying(&path, "registry-permit-withdrawn-now"))
        }
        Err(error) => {
            let form = withdraw_form(&visit.ui, &permit).fill(&posted);
            again(&visit, error, permit.business, form, "registry-permit-withdraw")
        }
    }
}

//! Mails to applicants: a place that is held for an answer, and the outcome of a selection.

use std::sync::LazyLock;

use chrono::TimeDelta;
use kernel::city::Zone;
use kernel::outside::Mail;
use kernel::{Error, Instant, Say, Tx, mail};
use registry::person;
use web::{Lang, Messages};

use super::ApplicantId;
use crate::call::Call;

/// The mails are said with these; a doing has no page that could.
static MESSAGES: LazyLock<Result<Messages, Error>> = LazyLock::new(|| Messages::new([super::MESSAGES]));

/// Tells the applicant, where an address is known, that a place is held and until when. The page says it in any case.
pub(super) async fn offered(tx: &mut Tx, call: &Call, id: ApplicantId, until: Instant) -> Result<(), Error> {
    let words = ("programmes-mail-offered-subject", "programmes-mail-offered-body");
    send(tx, call, id, until, words).await
}

/// Tells the applicant, where an address is known, that the outcome is published and until when objections are heard.
pub(crate) async fn result(tx: &mut Tx, call: &Call, id: ApplicantId) -> Result<(), Error> {
    let until = call.published_at.unwrap_or(tx.now()) + TimeDelta::days(i64::from(call.objection_days));
    let words = ("programmes-mail-result-subject", "programmes-mail-result-body");
    send(tx, call, id, until, words).await
}

async fn send(
    tx: &mut Tx,
    call: &Call,
    id: ApplicantId,
    until: Instant,
    (subject, body): (&'static str, &'static str),
) -> Result<(), Error> {
    let applicant = super::one(tx, id).await?;
    let Some(address) = person::standing(tx, applicant.person).await?.email else { return Ok(()) };
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let city = tx.city();
    let here = kernel::city::list(tx.conn()).await?.into_iter().find(|one| one.id == city);
    let (slug, name) = here.map(|city| (city.slug, city.name)).ok_or(Error::NotFound("city"))?;
    let zone = Zone::of(city);
    let day = format!("{} {}", zone.local(until).format("%d-%m-%Y %H:%M"), zone.abbreviation());
    let page = format!("{}/{slug}/programmes/applicants/{id}", tx.db().outside().public_url);
    let subject = Say::new(subject).with("call", call.name.as_str());
    let body = Say::new(body)
        .with("city", name)
        .with("call", call.name.as_str())
        .with("code", applicant.code)
        .with("day", day)
        .with("address", page);
    let subject = messages.say(Lang::default(), &subject).replace(['\r', '\n'], " ");
    let body = messages.say(Lang::default(), &body);
    mail::post(tx, Mail { to: address, subject, body }).await
}

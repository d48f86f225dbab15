//! Mails about orders: to the buyer, whose page says the same, and to the makers, whose list does.

use std::sync::LazyLock;

use kernel::outside::Mail;
use kernel::{Error, Say, Tx, mail};
use web::{Lang, Messages};

use super::{OrderId, OrderPaid, find, link};
use crate::parcel::{self, Parcel};

/// The mails are said with these; a doing has no page that could.
static MESSAGES: LazyLock<Result<Messages, Error>> =
    LazyLock::new(|| Messages::new([(include_str!("../id.ftl"), include_str!("../en.ftl"))]));

/// Said in English, for papers that go abroad.
pub(crate) fn english(say: &Say) -> Result<String, Error> {
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    Ok(messages.say(Lang::En, say))
}

/// What a buyer is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letter {
    Paid,
    Sent,
    Cancelled,
}

impl Letter {
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Letter::Paid => ("market-mail-paid-subject", "market-mail-paid-body"),
            Letter::Sent => ("market-mail-sent-subject", "market-mail-sent-body"),
            Letter::Cancelled => ("market-mail-cancelled-subject", "market-mail-cancelled-body"),
        }
    }
}

async fn here(tx: &mut Tx) -> Result<(String, String), Error> {
    let city = tx.city();
    let here = kernel::city::list(tx.conn()).await?.into_iter().find(|one| one.id == city);
    here.map(|city| (city.slug, city.name)).ok_or(Error::NotFound("city"))
}

/// Tells the buyer, where an address of mail is known, in the language of the order.
pub(crate) async fn tell(tx: &mut Tx, id: OrderId, letter: Letter) -> Result<(), Error> {
    let order = find::one(tx, id).await?;
    let Some(to) = order.contact.as_ref().and_then(|contact| contact.mail.clone()) else { return Ok(()) };
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let (slug, name) = here(tx).await?;
    let address = format!("{}/{slug}{}", tx.db().outside().public_url, link::path(tx, &order.code));
    let lang = Lang::parse(&order.lang).unwrap_or_default();
    let say = |key: &'static str| {
        let say = Say::new(key)
            .with("city", name.as_str())
            .with("code", order.code.as_str())
            .with("address", address.as_str());
        messages.say(lang, &say)
    };
    let (subject, body) = letter.keys();
    let subject = say(subject).replace(['\r', '\n'], " ");
    mail::post(tx, Mail { to, subject, body: say(body) }).await
}

/// An order was paid: the buyer has it in writing, and each maker learns what to send.
pub(crate) async fn paid(tx: &mut Tx, fact: OrderPaid) -> Result<(), Error> {
    let id = OrderId(fact.order);
    tell(tx, id, Letter::Paid).await?;
    for parcel in parcel::of_order(tx, id).await? {
        tell_maker(tx, &parcel, ("market-mail-new-subject", "market-mail-new-body")).await?;
    }
    Ok(())
}

/// A maker did not say in time that an order will come.
pub(crate) async fn remind_maker(tx: &mut Tx, parcel: &Parcel) -> Result<(), Error> {
    tell_maker(tx, parcel, ("market-mail-late-subject", "market-mail-late-body")).await
}

/// Tells whoever has these addresses of parcels that their makers leave lying.
pub(crate) async fn tell_of_late(tx: &mut Tx, to: Vec<String>, parcels: &[Parcel]) -> Result<(), Error> {
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let (slug, name) = here(tx).await?;
    let mut list = String::new();
    for parcel in parcels {
        let code = find::one(tx, parcel.order).await?.code;
        let address = format!("{}/{slug}/market/parcels/{}", tx.db().outside().public_url, parcel.id);
        list.push_str(&format!("{code}, {}: {address}\n", parcel.maker_name));
    }
    let say = |key: &'static str| {
        let say = Say::new(key)
            .with("city", name.as_str())
            .with("count", parcels.len())
            .with("list", list.as_str());
        messages.say(Lang::default(), &say)
    };
    let subject = say("market-mail-escalated-subject").replace(['\r', '\n'], " ");
    for to in to {
        let mail = Mail { to, subject: subject.clone(), body: say("market-mail-escalated-body") };
        mail::post(tx, mail).await?;
    }
    Ok(())
}

async fn tell_maker(
    tx: &mut Tx,
    parcel: &Parcel,
    (subject, body): (&'static str, &'static str),
) -> Result<(), Error> {
    let Some(to) = registry::business::mail(tx, parcel.maker).await? else { return Ok(()) };
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let (slug, name) = here(tx).await?;
    let code = find::one(tx, parcel.order).await?.code;
    let address = format!("{}/{slug}/market/parcels/{}", tx.db().outside().public_url, parcel.id);
    let say = |key: &'static str| {
        let say = Say::new(key)
            .with("city", name.as_str())
            .with("code", code.as_str())
            .with("maker", parcel.maker_name.as_str())
            .with("address", address.as_str());
        messages.say(Lang::default(), &say)
    };
    let subject = say(subject).replace(['\r', '\n'], " ");
    mail::post(tx, Mail { to, subject, body: say(body) }).await
}

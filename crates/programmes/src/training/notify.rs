//! Mails to those who take part: a session tomorrow, one that moved or is cancelled, a chair that became free. The pages say
//! the same in any case.

use std::sync::LazyLock;

use kernel::city::Zone;
use kernel::outside::Mail;
use kernel::{Error, Say, Tx, mail};
use uuid::Uuid;
use web::{Lang, Messages};

use super::SessionId;
use super::find::{self, Session};

/// The mails are said with these; a doing has no page that could.
static MESSAGES: LazyLock<Result<Messages, Error>> = LazyLock::new(|| Messages::new([super::MESSAGES]));

/// Which of the mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    Soon,
    Moved,
    Cancelled,
    Chair,
}

impl Notice {
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Notice::Soon => ("programmes-mail-soon-subject", "programmes-mail-soon-body"),
            Notice::Moved => ("programmes-mail-moved-subject", "programmes-mail-moved-body"),
            Notice::Cancelled => ("programmes-mail-cancelled-subject", "programmes-mail-cancelled-body"),
            Notice::Chair => ("programmes-mail-chair-subject", "programmes-mail-chair-body"),
        }
    }
}

/// Tells everybody with a booking that a session is at another time or place, or cancelled.
pub(super) async fn moved(tx: &mut Tx, id: SessionId) -> Result<(), Error> {
    let session = find::session(tx, id).await?;
    let city = tx.city();
    let who = sqlx::query_scalar!(
        "select participant from programmes.booking where city = $1 and session = $2 and ended_at is null",
        city.0,
        id.0
    )
    // bounded: by those who booked one session
    .fetch_all(tx.conn())
    .await?;
    let notice = if session.cancelled_at.is_some() { Notice::Cancelled } else { Notice::Moved };
    tell(tx, &session, &who, notice).await
}

/// Tells these that they have a chair now.
pub(super) async fn chair(tx: &mut Tx, session: &Session, who: &[Uuid]) -> Result<(), Error> {
    tell(tx, session, who, Notice::Chair).await
}

/// Writes to those of them whose address of mail is known.
pub(super) async fn tell(tx: &mut Tx, session: &Session, who: &[Uuid], notice: Notice) -> Result<(), Error> {
    let city = tx.city();
    let roots = sqlx::query_scalar!(
        "select distinct a.root from programmes.participant p
         join programmes.applicant a on a.city = p.city and a.id = p.applicant
         where p.city = $1 and p.id = any($2) and p.left_at is null and a.state = 'placed'",
        city.0,
        who
    )
    // bounded: by those who are told
    .fetch_all(tx.conn())
    .await?;
    let people = registry::person::named(tx, &roots).await?;
    let mails: Vec<String> = people.into_values().filter_map(|one| one.email).collect();
    if mails.is_empty() {
        return Ok(());
    }
    let (subject, body) = said(tx, session, notice).await?;
    for to in mails {
        mail::post(tx, Mail { to, subject: subject.clone(), body: body.clone() }).await?;
    }
    Ok(())
}

async fn said(tx: &mut Tx, session: &Session, notice: Notice) -> Result<(String, String), Error> {
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let city = tx.city();
    let here = kernel::city::list(tx.conn()).await?.into_iter().find(|one| one.id == city);
    let (slug, name) = here.map(|city| (city.slug, city.name)).ok_or(Error::NotFound("city"))?;
    let zone = Zone::of(city);
    let starts =
        format!("{} {}", zone.local(session.starts_at).format("%d-%m-%Y %H:%M"), zone.abbreviation());
    let place = [session.place.as_deref(), session.link.as_deref()];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let page = format!("{}/{slug}/pelatihan-saya", tx.db().outside().public_url);
    let (subject, body) = notice.keys();
    let title = format!("{}: {}", session.training_name, session.unit_name);
    let subject = Say::new(subject).with("session", title.as_str());
    let body = Say::new(body)
        .with("city", name)
        .with("session", title)
        .with("starts", starts)
        .with("place", place)
        .with("reason", session.cancelled_reason.clone().unwrap_or_default())
        .with("address", page);
    let subject = messages.say(Lang::default(), &subject).replace(['\r', '\n'], " ");
    Ok((subject, messages.say(Lang::default(), &body)))
}

//! Reminds those who have a time for an interview on the next day, once.

use std::sync::LazyLock;

use chrono::TimeDelta;
use kernel::city::Zone;
use kernel::outside::Mail;
use kernel::{Error, Instant, Job, Say, Tx, mail};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Lang, Messages};

/// The mails are said with these; a job has no page that could.
static MESSAGES: LazyLock<Result<Messages, Error>> = LazyLock::new(|| Messages::new([super::MESSAGES]));

/// Runs every half hour; again sends nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Remind {}

impl Job for Remind {
    const NAME: &'static str = "programmes.selection.remind";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        remind(tx).await.map(|_| ())
    }
}

struct Soon {
    applicant: Uuid,
    root: Uuid,
    call_name: String,
    starts_at: Instant,
    place: String,
}

/// How many were reminded.
pub(super) async fn remind(tx: &mut Tx) -> Result<usize, Error> {
    let (city, now) = (tx.city(), tx.now());
    // Whoever takes a time anew, has a new interview, and is reminded of that one.
    let soon = sqlx::query_as!(
        Soon,
        r#"with due as (
               select i.id, i.applicant, a.root, c.name, s.starts_at, s.place
               from programmes.interview i
               join programmes.slot s on s.city = i.city and s.id = i.slot
               join programmes.applicant a on a.city = i.city and a.id = i.applicant
               join programmes.call c on c.city = i.city and c.id = i.call
               where i.city = $1 and i.released_at is null and i.outcome is null and a.state = 'applied'
                 and c.cancelled_at is null and s.starts_at > $2 and s.starts_at <= $3
                 and not exists (select 1 from programmes.interview_reminder r where r.city = i.city and r.interview = i.id)
               order by s.starts_at, i.id limit 500),
           kept as (
               insert into programmes.interview_reminder (city, interview, sent_at)
               select $1, id, $2 from due on conflict do nothing returning interview)
           select d.applicant as "applicant!", d.root as "root!", d.name as "call_name!", d.starts_at as "starts_at!",
                  d.place as "place!"
           from due d join kept k on k.interview = d.id"#,
        city.0,
        now,
        now + TimeDelta::hours(24)
    )
    .fetch_all(tx.conn())
    .await?;
    if soon.is_empty() {
        return Ok(0);
    }
    let people: Vec<Uuid> = soon.iter().map(|one| one.root).collect();
    let people = registry::person::named(tx, &people).await?;
    let here = kernel::city::list(tx.conn()).await?.into_iter().find(|one| one.id == city);
    let (slug, name) = here.map(|city| (city.slug, city.name)).ok_or(Error::NotFound("city"))?;
    for one in &soon {
        let Some(to) = people.get(&one.root).and_then(|person| person.email.clone()) else { continue };
        let page = format!("{}/{slug}/programmes/applicants/{}", tx.db().outside().public_url, one.applicant);
        let (subject, body) = said(tx, one, &name, page)?;
        mail::post(tx, Mail { to, subject, body }).await?;
    }
    Ok(soon.len())
}

fn said(tx: &Tx, one: &Soon, city: &str, page: String) -> Result<(String, String), Error> {
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let zone = Zone::of(tx.city());
    let starts = format!("{} {}", zone.local(one.starts_at).format("%d-%m-%Y %H:%M"), zone.abbreviation());
    let subject = Say::new("programmes-mail-interview-subject").with("call", one.call_name.as_str());
    let body = Say::new("programmes-mail-interview-body")
        .with("city", city.to_owned())
        .with("call", one.call_name.as_str())
        .with("starts", starts)
        .with("place", one.place.as_str())
        .with("address", page);
    let subject = messages.say(Lang::default(), &subject).replace(['\r', '\n'], " ");
    Ok((subject, messages.say(Lang::default(), &body)))
}

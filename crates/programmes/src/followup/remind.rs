//! Sends the link to those whose address of mail is known, when its day has come. All others are on the list of the desk.

use std::sync::LazyLock;

use kernel::outside::Mail;
use kernel::{Error, Job, Say, Tx, mail};
use serde::{Deserialize, Serialize};
use web::{Lang, Messages};

use super::{FollowupId, link};

/// The mails are said with these; a job has no page that could.
static MESSAGES: LazyLock<Result<Messages, Error>> = LazyLock::new(|| Messages::new([super::MESSAGES]));

/// Runs every hour; again sends nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Remind {}

impl Job for Remind {
    const NAME: &'static str = "programmes.followup.remind";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now, today) = (tx.city(), tx.now(), tx.today());
        // Whoever has no address is written to no later either: one look is enough.
        let due = sqlx::query!(
            "update programmes.followup f set sent_at = $3
             where f.city = $1 and f.id in (
                 select d.id from programmes.followup d
                 left join programmes.outcome o on o.city = d.city and o.id = d.outcome
                 where d.city = $1 and d.sent_at is null and d.due_on <= $2 and d.due_on > $2 - 60 and o.voided_at is null
                   and not exists (select 1 from programmes.report_back r where r.city = d.city and r.followup = d.id)
                 order by d.due_on, d.id limit 500)
             returning f.id, f.number, f.person",
            city.0,
            today,
            now
        )
        // bounded: by the limit inside
        .fetch_all(tx.conn())
        .await?;
        let people: Vec<uuid::Uuid> = due.iter().map(|row| row.person).collect();
        let people = registry::person::named(tx, &people).await?;
        if people.values().all(|person| person.email.is_none()) {
            return Ok(());
        }
        let here = kernel::city::list(tx.conn()).await?.into_iter().find(|one| one.id == city);
        let (slug, name) = here.map(|city| (city.slug, city.name)).ok_or(Error::NotFound("city"))?;
        for row in due {
            let Some(to) = people.get(&row.person).and_then(|person| person.email.clone()) else { continue };
            let path = link::address(tx, FollowupId(row.id), row.number);
            let address = format!("{}/{slug}{path}", tx.db().outside().public_url);
            let (subject, body) = said(&name, address)?;
            mail::post(tx, Mail { to, subject, body }).await?;
        }
        Ok(())
    }
}

fn said(city: &str, address: String) -> Result<(String, String), Error> {
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let subject = Say::new("programmes-followup-mail-subject").with("city", city.to_owned());
    let body =
        Say::new("programmes-followup-mail-body").with("city", city.to_owned()).with("address", address);
    let subject = messages.say(Lang::default(), &subject).replace(['\r', '\n'], " ");
    Ok((subject, messages.say(Lang::default(), &body)))
}

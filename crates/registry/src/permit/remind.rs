//! Tells those who run a business that a permit is about to expire, and tells them once.

use std::sync::LazyLock;

use chrono::NaiveDate;
use kernel::job::Job;
use kernel::outside::Mail;
use kernel::{Error, Say, Tx, mail};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Lang, Messages};

use super::number::Kind;
use super::rules::{Expiry, Reminder, due};

/// Looks for permits of which somebody is to be reminded today. Runs daily; running again changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Remind {}

impl Job for Remind {
    const NAME: &'static str = "registry.permit.remind";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        remind(tx).await.map(|_| ())
    }
}

/// The mails of this folder are said with these; a job has no page that could.
static MESSAGES: LazyLock<Result<Messages, Error>> =
    LazyLock::new(|| Messages::new([super::MESSAGES, super::number::MESSAGES]));

struct Row {
    id: Uuid,
    kind: String,
    expires_on: NaiveDate,
    business_name: String,
    email: Option<String>,
    sent: Option<NaiveDate>,
}

/// How many were reminded of.
pub(super) async fn remind(tx: &mut Tx) -> Result<usize, Error> {
    let today = tx.today();
    let mut reminded = 0;
    for row in waiting(tx, today).await? {
        let Some(reminder) = due(Expiry::On(row.expires_on), row.sent, today) else { continue };
        let mailed = match &row.email {
            Some(address) => {
                write(tx, address, &row).await?;
                true
            }
            None => false,
        };
        keep(tx, &row, reminder, today, mailed).await?;
        reminded += 1;
    }
    Ok(reminded)
}

/// The permits that expire about now, of businesses that run, with the last time of a reminder of this very expiry.
async fn waiting(tx: &mut Tx, today: NaiveDate) -> Result<Vec<Row>, Error> {
    let city = tx.city();
    let near = |days: i64| today + chrono::TimeDelta::days(days);
    Ok(sqlx::query_as!(
        Row,
        r#"select q.id, q.kind, q.expires_on as "expires_on!", b.name as business_name,
                  coalesce(b.email, (select p.email from registry.ownership o
                                     join registry.person p on p.city = o.city and p.id = o.person
                                     where o.city = b.city and o.business = b.id and p.email is not null
                                     order by o.person limit 1)) as email,
                  (select max(r.on_day) from registry.permit_reminder r
                   where r.city = q.city and r.permit = q.id and r.last_day = q.expires_on) as sent
           from registry.permit q join registry.business b on b.city = q.city and b.id = q.business
           where q.city = $1 and q.withdrawn_at is null and q.expires_on between $2 and $3
             and b.withdrawn_at is null and b.became is null and b.status not in ('closed', 'moved')
           order by q.expires_on, q.id limit 100000"#,
        city.0,
        near(-100),
        near(91)
    )
    .fetch_all(tx.conn())
    .await?)
}

async fn keep(
    tx: &mut Tx,
    row: &Row,
    reminder: Reminder,
    today: NaiveDate,
    mailed: bool,
) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let days = match reminder {
        Reminder::DaysBefore(days) => i32::try_from(days).unwrap_or(i32::MAX),
        Reminder::DaysAfter(days) => -i32::try_from(days).unwrap_or(i32::MAX),
    };
    sqlx::query!(
        "insert into registry.permit_reminder (city, permit, last_day, days_before, on_day, at, mailed)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (city, permit, last_day, days_before) do nothing",
        city.0,
        row.id,
        row.expires_on,
        days,
        today,
        now,
        mailed
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn write(tx: &mut Tx, address: &str, row: &Row) -> Result<(), Error> {
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let city = tx.city();
    let here = kernel::city::list(tx.conn()).await?.into_iter().find(|one| one.id == city);
    let (slug, name) = here.map(|city| (city.slug, city.name)).ok_or(Error::NotFound("city"))?;
    let kind = Kind::parse(&row.kind).unwrap_or(Kind::Unknown);
    let say = |key: &'static str| {
        let say = Say::new(key)
            .with("city", name.as_str())
            .with("business", row.business_name.as_str())
            .with("kind", messages.say(Lang::default(), &Say::new(kind.key())))
            .with("day", row.expires_on.format("%d-%m-%Y").to_string())
            .with("address", format!("{}/{slug}/usaha-saya", tx.db().outside().public_url));
        messages.say(Lang::default(), &say)
    };
    let subject = say("registry-permit-mail-subject").replace(['\r', '\n'], " ");
    let body = say("registry-permit-mail-body");
    mail::post(tx, Mail { to: address.to_owned(), subject, body }).await
}

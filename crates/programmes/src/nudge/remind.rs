//! Mails to those who are stuck, once for each step. All others are on the list of the desk.

use std::sync::LazyLock;

use chrono::{TimeDelta, Timelike as _};
use kernel::city::Zone;
use kernel::outside::Mail;
use kernel::{Error, Job, Tx, mail};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Lang, Messages};

use super::find::{self, DAYS, Next};
use super::{Key, NextStep, words};
use crate::applicant::ApplicantId;

/// The mails are said with these; a job has no page that could.
static MESSAGES: LazyLock<Result<Messages, Error>> = LazyLock::new(|| Messages::new([super::MESSAGES]));

/// Nobody is written to before and after these hours of the city.
const DAY: std::ops::Range<u32> = 7..20;

/// Of what lies longer ago nobody is reminded all of a sudden.
const LATELY: TimeDelta = TimeDelta::days(60);

/// So many in one turn: the next does the rest.
const TURN: i64 = 500;

/// Runs every hour; again sends nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Remind {}

impl Job for Remind {
    const NAME: &'static str = "programmes.nudge.remind";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        remind(tx).await.map(|_| ())
    }
}

/// How many steps were found to be reminded of.
pub(super) async fn remind(tx: &mut Tx) -> Result<usize, Error> {
    if !DAY.contains(&Zone::of(tx.city()).local(tx.now()).hour()) {
        return Ok(0);
    }
    let due = due(tx).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let people: Vec<Uuid> = due.iter().map(|next| next.person.0).collect();
    let people = registry::person::named(tx, &people).await?;
    let address = |next: &Next| people.get(&next.person.0).and_then(|one| one.email.clone());
    let kept = keep(tx, &due, &due.iter().map(|next| address(next).is_some()).collect::<Vec<_>>()).await?;
    let city = tx.city();
    let here = kernel::city::list(tx.conn()).await?.into_iter().find(|one| one.id == city);
    let (slug, name) = here.map(|city| (city.slug, city.name)).ok_or(Error::NotFound("city"))?;
    for next in due.iter().filter(|next| kept.contains(&next.key)) {
        let Some(to) = address(next) else { continue };
        let address = format!("{}/{slug}{}", tx.db().outside().public_url, words::path(tx, next));
        let (subject, body) = said(tx, next, &name, &address)?;
        mail::post(tx, Mail { to, subject, body }).await?;
    }
    Ok(kept.len())
}

/// The steps of which it is time. A place that is held ends soon: of it somebody is reminded a day before at the latest.
async fn due(tx: &mut Tx) -> Result<Vec<Next>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let rows = sqlx::query!(
        r#"select n.applicant as "applicant!", n.step as "step!", n.about as "about!"
           from programmes.next_step n
           left join lateral (select r.days from programmes.nudge_rule r where r.city = n.city and r.programme = n.programme
                              order by r.set_at desc, r.id desc limit 1) r on true
           left join lateral (select k.word, k.until_at from programmes.nudge_mark k
                              where k.city = n.city and k.applicant = n.applicant and k.step = n.step and k.about = n.about
                              order by k.at desc, k.id desc limit 1) m on true
           where n.city = $1 and coalesce(r.days, $3) > 0
             and (n.since_at + make_interval(days => coalesce(r.days, $3)) <= $2
                  or n.step = 'confirm' and n.until_at <= $2 + interval '1 day')
             and n.since_at > $4 and (n.until_at is null or n.until_at > $2) and (n.busy_until is null or n.busy_until <= $2)
             and (m.word is null or m.until_at <= $2)
             and not exists (select 1 from programmes.nudge d where d.city = n.city and d.applicant = n.applicant
                               and d.step = n.step and d.about = n.about)
           order by n.since_at, n.applicant, n.step limit $5"#,
        city.0,
        now,
        DAYS,
        now - LATELY,
        TURN
    )
    .fetch_all(tx.conn())
    .await?;
    let applicants: Vec<Uuid> = rows.iter().map(|row| row.applicant).collect();
    let mut all = if rows.is_empty() { Vec::new() } else { find::these(tx, &applicants).await? };
    all.retain(|next| {
        let key = next.key;
        rows.iter().any(|row| {
            (row.applicant, row.step.as_str(), row.about) == (key.applicant.0, key.step.as_str(), key.about)
        })
    });
    Ok(all)
}

/// Sets down that these were reminded of, and returns those that no other turn had. Whoever has no address is written to no
/// later either: the desk has them on its list.
async fn keep(tx: &mut Tx, due: &[Next], mailed: &[bool]) -> Result<Vec<Key>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let applicants: Vec<Uuid> = due.iter().map(|next| next.key.applicant.0).collect();
    let steps: Vec<String> = due.iter().map(|next| next.key.step.as_str().to_owned()).collect();
    let abouts: Vec<Uuid> = due.iter().map(|next| next.key.about).collect();
    let rows = sqlx::query!(
        "insert into programmes.nudge (city, applicant, step, about, sent_at, mailed)
         select $1, n.applicant, n.step, n.about, $2, n.mailed
         from unnest($3::uuid[], $4::text[], $5::uuid[], $6::bool[]) as n (applicant, step, about, mailed)
         on conflict do nothing returning applicant, step, about",
        city.0,
        now,
        &applicants,
        &steps,
        &abouts,
        mailed
    )
    // bounded: by a turn
    .fetch_all(tx.conn())
    .await?;
    let key = |applicant, step: &str, about| {
        Some(Key { applicant: ApplicantId(applicant), step: NextStep::parse(step)?, about })
    };
    Ok(rows.into_iter().filter_map(|row| key(row.applicant, &row.step, row.about)).collect())
}

fn said(tx: &Tx, next: &Next, city: &str, address: &str) -> Result<(String, String), Error> {
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let zone = Zone::of(tx.city());
    let until = next
        .until_at
        .map(|until| format!("{} {}", zone.local(until).format("%d-%m-%Y %H:%M"), zone.abbreviation()));
    let (subject, body) = words::said(next, city, &until.unwrap_or_default(), address);
    let subject = messages.say(Lang::default(), &subject).replace(['\r', '\n'], " ");
    Ok((subject, messages.say(Lang::default(), &body)))
}

//! Sets down whom to ask and when: everybody with a place at once (whoever said it when applying is not asked again), and three, six and twelve months after a programme ended
//! for them or an outcome was reached.

use chrono::{Months, NaiveDate, TimeDelta};
use kernel::{Error, Job, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{FollowupId, MONTHS, baseline};

/// How many people one turn takes in: the next does the rest.
const TURN: i64 = 500;

/// Whoever was in no session for so long has ended the training.
const QUIET: TimeDelta = TimeDelta::days(30);

/// Only what lately happened is followed; of what lies longer ago nobody was told that they would be asked.
const LATELY: TimeDelta = TimeDelta::days(100);

/// How long after the place was given the first words are due.
const FIRST: TimeDelta = TimeDelta::days(14);

/// Runs every hour; again adds nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Schedule {}

impl Job for Schedule {
    const NAME: &'static str = "programmes.followup.schedule";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        schedule(tx).await.map(|_| ())
    }
}

/// What is set down for one person at one time.
struct New {
    person: Uuid,
    month: i16,
    applicant: Option<Uuid>,
    outcome: Option<Uuid>,
    programme: Option<Uuid>,
    due_on: NaiveDate,
}

/// How many were added.
pub async fn schedule(tx: &mut Tx) -> Result<usize, Error> {
    let mut all = beginnings(tx).await?;
    all.extend(after_training(tx).await?);
    let mut added = insert(tx, &all).await?;
    // After the others: whoever is asked for a place is not asked a second time for the outcome.
    let all = after_outcome(tx).await?;
    added += insert(tx, &all).await?;
    baseline::carry(tx).await?;
    baseline::lapse(tx).await?;
    Ok(added)
}

/// Everybody who has a place and was not asked how things stand before the programme.
async fn beginnings(tx: &mut Tx) -> Result<Vec<New>, Error> {
    let (city, due_on) = (tx.city(), (tx.now() + FIRST).date_naive());
    let rows = sqlx::query!(
        "select a.id, a.person, c.programme from programmes.applicant a
         join programmes.call c on c.city = a.city and c.id = a.call
         where a.city = $1 and a.state = 'placed'
           and not exists (select 1 from programmes.followup f
                           where f.city = a.city and f.applicant = a.id and f.month = 0)
         order by a.id limit $2",
        city.0,
        TURN
    )
    .fetch_all(tx.conn())
    .await?;
    let new = rows.into_iter().map(|row| New {
        person: row.person,
        month: 0,
        applicant: Some(row.id),
        outcome: None,
        programme: Some(row.programme),
        due_on,
    });
    Ok(new.collect())
}

/// Those whose last session lies a month back, counted from it.
async fn after_training(tx: &mut Tx) -> Result<Vec<New>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let rows = sqlx::query!(
        r#"select a.id, a.person, c.programme, max(s.ends_at) as "ended!" from programmes.applicant a
           join programmes.call c on c.city = a.city and c.id = a.call
           join programmes.participant p on p.city = a.city and p.applicant = a.id
           join programmes.attendance t on t.city = p.city and t.participant = p.id and t.voided_at is null
           join programmes.session s on s.city = t.city and s.id = t.session
           where a.city = $1 and a.state = 'placed'
             and not exists (select 1 from programmes.followup f
                             where f.city = a.city and f.applicant = a.id and f.month > 0)
           group by a.city, a.id, c.programme
           having max(s.ends_at) between $2 and $3
           order by a.id limit $4"#,
        city.0,
        now - LATELY,
        now - QUIET,
        TURN
    )
    .fetch_all(tx.conn())
    .await?;
    let zone = kernel::city::Zone::of(city);
    let each = rows.iter().flat_map(|row| {
        let ended = zone.local(row.ended).date();
        later(ended).map(|(month, due_on)| New {
            person: row.person,
            month,
            applicant: Some(row.id),
            outcome: None,
            programme: Some(row.programme),
            due_on,
        })
    });
    Ok(each.collect())
}

/// Those of whom an outcome was recorded and who are asked for nothing else later.
async fn after_outcome(tx: &mut Tx) -> Result<Vec<New>, Error> {
    let (city, since) = (tx.city(), (tx.now() - LATELY).date_naive());
    let rows = sqlx::query!(
        r#"select distinct on (o.person) o.outcome as "outcome!", o.person as "person!", o.on_day as "on_day!",
                  (select t.programme from programmes.attribution t
                   join programmes.programme p on p.city = t.city and p.id = t.programme
                   where t.city = o.city and t.outcome = o.outcome order by t.share desc, t.number limit 1) as programme
           from programmes.outcome_figures o
           where o.city = $1 and o.on_day >= $2
             and not exists (select 1 from programmes.followup f
                             join programmes.followup_now n on n.city = f.city and n.followup = f.id
                             where f.city = o.city and n.person = o.person and f.month > 0)
           order by o.person, o.on_day desc, o.outcome limit $3"#,
        city.0,
        since,
        TURN
    )
    .fetch_all(tx.conn())
    .await?;
    let each = rows.iter().flat_map(|row| {
        later(row.on_day).map(|(month, due_on)| New {
            person: row.person,
            month,
            applicant: None,
            outcome: Some(row.outcome),
            programme: row.programme,
            due_on,
        })
    });
    Ok(each.collect())
}

/// The months after a day, and when each is due.
fn later(day: NaiveDate) -> impl Iterator<Item = (i16, NaiveDate)> {
    let due = move |month: i16| {
        let months = Months::new(u32::from(month.unsigned_abs()));
        Some((month, day.checked_add_months(months)?))
    };
    MONTHS.into_iter().filter(|month| *month > 0).filter_map(due)
}

async fn insert(tx: &mut Tx, all: &[New]) -> Result<usize, Error> {
    if all.is_empty() {
        return Ok(0);
    }
    let (city, now) = (tx.city(), tx.now());
    let ids: Vec<Uuid> = all.iter().map(|_| tx.id::<FollowupId>().0).collect();
    let people: Vec<Uuid> = all.iter().map(|one| one.person).collect();
    let months: Vec<i16> = all.iter().map(|one| one.month).collect();
    let applicants: Vec<Option<Uuid>> = all.iter().map(|one| one.applicant).collect();
    let outcomes: Vec<Option<Uuid>> = all.iter().map(|one| one.outcome).collect();
    let programmes: Vec<Option<Uuid>> = all.iter().map(|one| one.programme).collect();
    let due: Vec<NaiveDate> = all.iter().map(|one| one.due_on).collect();
    // Two turns at once count from the same number: what the second cannot add, it adds the next time.
    let done = sqlx::query!(
        "insert into programmes.followup (city, id, number, person, month, applicant, outcome, programme, due_on, made_at)
         select $1, n.id, l.last + n.place::int, n.person, n.month, n.applicant, n.outcome, n.programme, n.due_on, $9
         from unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::uuid[], $6::uuid[], $7::uuid[], $8::date[])
              with ordinality as n (id, person, month, applicant, outcome, programme, due_on, place),
              (select coalesce(max(number), 0) as last from programmes.followup where city = $1) l
         on conflict do nothing",
        city.0,
        &ids,
        &people,
        &months,
        &applicants as _,
        &outcomes as _,
        &programmes as _,
        &due,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(usize::try_from(done.rows_affected()).unwrap_or(usize::MAX))
}

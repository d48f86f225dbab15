//! Reminds those who have a chair of a session of the next day, once; and gives on the chairs of those who have no place in
//! the programme any more.

use chrono::TimeDelta;
use kernel::job::Job;
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::notify::{self, Notice};
use super::{SessionId, book, find};

/// Runs every half hour; again changes nothing.
#[derive(Debug, Serialize, Deserialize)]
pub struct Remind {}

impl Job for Remind {
    const NAME: &'static str = "programmes.training.remind";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        give_on(tx).await?;
        remind(tx).await.map(|_| ())
    }
}

/// How many were reminded.
pub(super) async fn remind(tx: &mut Tx) -> Result<usize, Error> {
    let (city, now) = (tx.city(), tx.now());
    let soon = sqlx::query_scalar!(
        "select id from programmes.session
         where city = $1 and cancelled_at is null and starts_at > $2 and starts_at <= $3 order by starts_at, id limit 500",
        city.0,
        now,
        now + TimeDelta::hours(24)
    )
    .fetch_all(tx.conn())
    .await?;
    let mut reminded = 0;
    for id in soon {
        let who = sqlx::query_scalar!(
            "insert into programmes.reminder (city, session, participant, revision, sent_at)
             select b.city, b.session, b.participant, s.revision, $3 from programmes.booking b
             join programmes.session s on s.city = b.city and s.id = b.session
             where b.city = $1 and b.session = $2 and b.ended_at is null and b.chair is not null
             on conflict do nothing returning participant",
            city.0,
            id,
            now
        )
        // bounded: by the chairs of one session
        .fetch_all(tx.conn())
        .await?;
        if !who.is_empty() {
            let session = find::session(tx, SessionId(id)).await?;
            notify::tell(tx, &session, &who, Notice::Soon).await?;
            reminded += who.len();
        }
    }
    Ok(reminded)
}

/// Whoever lost the place in the programme, has none in its trainings.
async fn give_on(tx: &mut Tx) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let gone: Vec<Uuid> = sqlx::query_scalar!(
        "select distinct p.id from programmes.booking b
         join programmes.session s on s.city = b.city and s.id = b.session
         join programmes.participant p on p.city = b.city and p.id = b.participant
         join programmes.applicant a on a.city = p.city and a.id = p.applicant
         where b.city = $1 and b.ended_at is null and s.ends_at > $2 and a.state <> 'placed' order by p.id limit 1000",
        city.0,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    if gone.is_empty() { Ok(()) } else { book::release(tx, &gone, "no_seat").await }
}

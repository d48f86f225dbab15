//! Jobs: rows that commit or roll back with their cause, worked off afterwards.
//!
//! A job is taken, done and deleted in one transaction, so what it does to the database happens exactly once; what it
//! does outside (a mail) at least once. A job that fails is tried again with growing pauses, and when it has failed
//! [`MAX_ATTEMPTS`] times it is *dead*: it stays, holds up its line, and is shown to the city's administrator, who
//! retries or discards it.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::error::CanFail;
use crate::{Actor, CityId, Db, Error, Instant, Tx};

/// After this many failures, about eleven hours after the first, a job is dead.
pub const MAX_ATTEMPTS: i32 = 12;

/// The channel on which a waiting job is announced, for workers that listen.
pub const CHANNEL: &str = "berdaya_job";

/// Work to be done after commit. Carries ids, re-reads, and calls one doing.
pub trait Job: Serialize + DeserializeOwned + Send + Sync {
    /// `<context>.<thing>.<doing>`.
    const NAME: &'static str;

    /// Does it, as [`Actor::System`], in a transaction that the worker commits.
    fn run(self, tx: &mut Tx) -> impl Future<Output = Result<(), Error>> + Send;
}

type Doing<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// A kind of job that a room registers.
#[derive(Clone, Copy)]
pub struct JobKind {
    pub name: &'static str,
    /// How often it recurs by itself in each city, in seconds; `None` for work that is only enqueued.
    pub every: Option<u32>,
    run: for<'a> fn(Value, &'a mut Tx) -> Doing<'a>,
}

impl JobKind {
    /// The kind of `J`.
    pub const fn of<J: Job>() -> JobKind {
        JobKind { name: J::NAME, every: None, run: run::<J> }
    }

    /// The kind of `J`, which also recurs in each city every so many seconds. `J` must read from an empty object.
    pub const fn every<J: Job>(seconds: u32) -> JobKind {
        JobKind { name: J::NAME, every: Some(seconds), run: run::<J> }
    }
}

fn run<'a, J: Job>(body: Value, tx: &'a mut Tx) -> Doing<'a> {
    Box::pin(async move { serde_json::from_value::<J>(body)?.run(tx).await })
}

/// When a job may run, and with which others it must not.
#[derive(Debug, Clone)]
pub struct When {
    /// Not before.
    pub at: Instant,
    /// At most one waiting job of a key; a second is not written.
    pub key: Option<String>,
    /// Jobs of one line run one after the other, in the order in which they were written.
    pub line: Option<String>,
}

impl When {
    /// Not before `at`, with no other condition.
    pub fn at(at: Instant) -> When {
        When { at, key: None, line: None }
    }
}

pub(crate) async fn enqueue<J: Job>(tx: &mut Tx, job: &J, when: When) -> Result<(), Error> {
    insert(tx, J::NAME, &serde_json::to_value(job)?, &when).await
}

pub(crate) async fn insert(tx: &mut Tx, name: &'static str, body: &Value, when: &When) -> Result<(), Error> {
    let (city, now, id): (CityId, Instant, Uuid) = (tx.city(), tx.now(), tx.id());
    sqlx::query!(
        "insert into kernel.job (city, id, name, body, key, line, run_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (city, key) do nothing",
        city.0,
        id,
        name,
        body,
        when.key,
        when.line,
        when.at,
        now
    )
    .execute(tx.conn())
    .await?;
    // Delivered at commit, and folded into one when a transaction enqueues many.
    sqlx::query!("select pg_notify($1, $2::int::text)", CHANNEL, city.0).execute(tx.conn()).await?;
    Ok(())
}

/// Sees to it that every recurring kind has its next run written in `city`. Called when a worker starts.
pub async fn schedule(db: &Db, city: CityId) -> Result<(), Error> {
    let mut tx = Tx::begin(db, Actor::System("schedule"), city).await?;
    for kind in db.jobs() {
        if kind.every.is_some() {
            let when = When { at: tx.now(), key: Some(format!("every:{}", kind.name)), line: None };
            insert(&mut tx, kind.name, &Value::Object(serde_json::Map::new()), &when).await?;
        }
    }
    tx.commit().await
}

/// The cities in which a job is due, at most a thousand.
pub async fn due_cities(db: &Db) -> Result<Vec<CityId>, Error> {
    let now = db.clock().now();
    let rows = sqlx::query_scalar!(
        "select distinct city from kernel.job where dead_at is null and run_at <= $1 order by city limit 1000",
        now
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows.into_iter().map(CityId).collect())
}

/// When the next job that is not due yet will be, in any city.
pub async fn next_due(db: &Db) -> Result<Option<Instant>, Error> {
    let now = db.clock().now();
    let next = sqlx::query_scalar!(
        r#"-- all cities: a worker works for each of them
           select min(run_at) as "at" from kernel.job where dead_at is null and run_at > $1"#,
        now
    )
    .fetch_one(db.pool())
    .await?;
    Ok(next)
}

/// What became of one job.
#[derive(Debug, PartialEq, Eq)]
pub struct Worked {
    pub name: String,
    /// `None` when it succeeded, else the error's text.
    pub error: Option<String>,
    /// It has failed so often that it will not be tried again by itself.
    pub dead: bool,
}

struct Taken {
    id: Uuid,
    name: String,
    body: Value,
    attempts: i32,
    key: Option<String>,
}

/// Works off the one job of `city` that is due longest; `None` when none is due. Several workers may do this at once.
pub async fn work_off_one(db: &Db, city: CityId) -> Result<Option<Worked>, Error> {
    let mut tx = Tx::begin(db, Actor::System("job"), city).await?;
    let Some(taken) = take(&mut tx).await? else { return Ok(None) };
    let kind = find(db, &taken.name);
    let body = taken.body.clone();
    let outcome = match kind {
        None => Err(Error::broken("no room of this version knows this kind of job")),
        Some(Kind::Job(kind)) => tx.part(async |tx| guarded((kind.run)(body, tx)).await).await?,
        Some(Kind::Hearing(hearing)) => tx.part(async |tx| guarded((hearing.run)(tx, body)).await).await?,
    };
    let worked = match outcome {
        Ok(()) => {
            finish(&mut tx, &taken).await?;
            Worked { name: taken.name, error: None, dead: false }
        }
        Err(error) => {
            let dead = taken.attempts + 1 >= MAX_ATTEMPTS;
            fail(&mut tx, &taken, &error, dead).await?;
            Worked { name: taken.name, error: Some(error.to_string()), dead }
        }
    };
    tx.commit().await?;
    Ok(Some(worked))
}

enum Kind<'a> {
    Job(&'a JobKind),
    Hearing(&'a crate::fact::Subscription),
}

fn find<'a>(db: &'a Db, name: &str) -> Option<Kind<'a>> {
    let hearing = || db.subscriptions().iter().find(|s| s.name == name).map(Kind::Hearing);
    db.job(name).map(Kind::Job).or_else(hearing)
}

async fn take(tx: &mut Tx) -> Result<Option<Taken>, Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        "select id, name, body, attempts, key from kernel.job j
         where city = $1 and dead_at is null and run_at <= $2
           and not exists (select 1 from kernel.job earlier
                           where earlier.city = j.city and earlier.line = j.line and earlier.seq < j.seq)
         order by run_at, seq limit 1 for update skip locked",
        city.0,
        now
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Taken {
        id: row.id,
        name: row.name,
        body: row.body,
        attempts: row.attempts,
        key: row.key,
    }))
}

async fn finish(tx: &mut Tx, taken: &Taken) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!("delete from kernel.job where city = $1 and id = $2", city.0, taken.id)
        .execute(tx.conn())
        .await?;
    let recurring = tx.db().jobs().iter().find(|kind| kind.name == taken.name).and_then(|kind| {
        let key = format!("every:{}", kind.name);
        (taken.key.as_deref() == Some(&key)).then_some((kind.name, kind.every?, key))
    });
    if let Some((name, every, key)) = recurring {
        let when =
            When { at: now + chrono::TimeDelta::seconds(i64::from(every)), key: Some(key), line: None };
        insert(tx, name, &Value::Object(serde_json::Map::new()), &when).await?;
    }
    Ok(())
}

async fn fail(tx: &mut Tx, taken: &Taken, error: &Error, dead: bool) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    // 10 s, 20 s, 40 s … up to six hours.
    let pause = chrono::TimeDelta::seconds((10_i64 << taken.attempts.clamp(0, 11)).min(21_600));
    sqlx::query!(
        "update kernel.job set attempts = attempts + 1, last_error = $3, run_at = $4, dead_at = $5
         where city = $1 and id = $2",
        city.0,
        taken.id,
        error.to_string(),
        now + pause,
        dead.then_some(now)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Turns a panic of a job into its failure, so that one bad job does not take the worker with it.
async fn guarded(mut doing: Doing<'_>) -> Result<(), Error> {
    std::future::poll_fn(move |context| {
        match std::panic::catch_unwind(AssertUnwindSafe(|| doing.as_mut().poll(context))) {
            Ok(poll) => poll,
            Err(_) => std::task::Poll::Ready(Err(Error::broken("the job panicked; the log has the place"))),
        }
    })
    .await
}

/// A job that waits, or is dead.
#[derive(Debug)]
pub struct Waiting {
    pub id: Uuid,
    pub name: String,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub run_at: Instant,
    pub dead_at: Option<Instant>,
    pub created_at: Instant,
}

/// The dead jobs of the city, newest first, at most 200. The caller has asked permission.
pub async fn dead(tx: &mut Tx) -> Result<Vec<Waiting>, Error> {
    let city = tx.city();
    Ok(sqlx::query_as!(
        Waiting,
        "select id, name, attempts, last_error, run_at, dead_at, created_at from kernel.job
         where city = $1 and dead_at is not null order by dead_at desc, id limit 200",
        city.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// How many jobs of the city wait, and since when the oldest of them is due.
pub async fn lag(tx: &mut Tx) -> Result<(i64, Option<Instant>), Error> {
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        r#"select count(*) as "waiting!", min(run_at) filter (where run_at <= $2) as oldest
           from kernel.job where city = $1 and dead_at is null"#,
        city.0,
        now
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.waiting, row.oldest))
}

/// Whether a job of this name waits or runs, and was not given up.
pub async fn waits<J: Job>(tx: &mut Tx) -> Result<bool, Error> {
    let city = tx.city();
    let waits = sqlx::query_scalar!(
        r#"select exists (select 1 from kernel.job where city = $1 and name = $2 and dead_at is null) as "waits!""#,
        city.0,
        J::NAME
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(waits)
}

/// Lets a dead job be tried again from the start. The caller has asked permission.
pub async fn retry(tx: &mut Tx, id: Uuid) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    let done = sqlx::query!(
        "update kernel.job set attempts = 0, dead_at = null, run_at = $3
         where city = $1 and id = $2 and dead_at is not null",
        city.0,
        id,
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("select pg_notify($1, $2::int::text)", CHANNEL, city.0)
        .execute(tx.conn())
        .await
        .can_fail("workers also look by themselves");
    if done.rows_affected() == 0 { Err(Error::NotFound("job")) } else { Ok(()) }
}

/// Gives a dead job up, so that its line goes on. The caller has asked permission.
pub async fn discard(tx: &mut Tx, id: Uuid) -> Result<(), Error> {
    let city = tx.city();
    let done = sqlx::query!(
        "delete from kernel.job where city = $1 and id = $2 and dead_at is not null",
        city.0,
        id
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 { Err(Error::NotFound("job")) } else { Ok(()) }
}

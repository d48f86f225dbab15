//! Works off the jobs of all cities, woken by the database or, should a word be lost, by the clock.
//!
//! Several workers, on several nodes, may do this at once: a job is taken by one of them. A worker that is asked to stop
//! finishes the job in hand.

use std::sync::Arc;
use std::time::Duration;

use kernel::job::{self, Worked};
use kernel::{CityId, Db, Error};
use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::metrics::Metrics;
use crate::start::stop::{Stop, asked};

/// How often a worker looks by itself.
const LOOK: Duration = Duration::from_secs(5);
/// How often the recurring jobs of cities that were opened meanwhile are written.
const SCHEDULE: Duration = Duration::from_secs(300);
/// One city's jobs in a row, before another's turn.
const TURN: usize = 20;

/// Works with `hands` jobs at a time until `stop` says true.
pub async fn run(db: Db, metrics: Arc<Metrics>, hands: usize, mut stop: Stop) {
    let (word, words) = watch::channel(0_u64);
    let mut working = JoinSet::new();
    for _ in 0..hands {
        working.spawn(hand(db.clone(), metrics.clone(), words.clone(), stop.clone()));
    }
    let mut schedule = interval(SCHEDULE);
    schedule.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut again = interval(LOOK);
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut listening: Option<PgListener> = None;
    loop {
        tokio::select! {
            biased;
            () = asked(&mut stop) => break,
            _ = schedule.tick() => schedule_all(&db).await,
            _ = again.tick(), if listening.is_none() => listening = listen(&db).await,
            heard = hear(&mut listening), if listening.is_some() => match heard {
                Ok(()) => word.send_modify(|count| *count = count.wrapping_add(1)),
                Err(error) => {
                    tracing::debug!(%error, "the database cannot be listened to; looking every five seconds");
                    listening = None;
                }
            },
        }
    }
    while working.join_next().await.is_some() {}
}

async fn listen(db: &Db) -> Option<PgListener> {
    let mut listener = PgListener::connect_with(db.pool()).await.ok()?;
    listener.listen(job::CHANNEL).await.ok()?;
    Some(listener)
}

async fn hear(listening: &mut Option<PgListener>) -> Result<(), sqlx::Error> {
    match listening {
        // A lost connection is made anew inside; what was said meanwhile is found by looking.
        Some(listener) => listener.recv().await.map(|_| ()),
        None => std::future::pending().await,
    }
}

async fn schedule_all(db: &Db) {
    if let Err(error) = try_schedule(db).await {
        tracing::warn!(%error, "the recurring jobs could not be written; trying again in five minutes");
    }
}

async fn try_schedule(db: &Db) -> Result<(), Error> {
    let mut conn = db.pool().acquire().await?;
    let cities = kernel::city::list(&mut conn).await?;
    drop(conn);
    for city in cities {
        job::schedule(db, city.id).await?;
    }
    Ok(())
}

/// Works off what is due, then waits for a word or for the clock.
async fn hand(db: Db, metrics: Arc<Metrics>, mut words: watch::Receiver<u64>, mut stop: Stop) {
    loop {
        words.borrow_and_update();
        match work_off(&db, &metrics, &stop).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "jobs cannot be worked off; trying again in five seconds"),
        }
        let waiting = async {
            tokio::select! {
                () = asked(&mut stop) => {}
                _ = words.changed() => {}
            }
        };
        // Whichever comes first: a word, the stop, the next job's time, or the time to look.
        let _ = timeout(until_next(&db).await, waiting).await;
        if *stop.borrow() {
            return;
        }
    }
}

/// How long there is nothing to do, as far as is known: figures that follow a change a second later must not wait for five.
async fn until_next(db: &Db) -> Duration {
    let next = job::next_due(db).await.ok().flatten();
    let left = next.and_then(|at| (at - db.clock().now()).to_std().ok());
    // A little longer, so that it is due when it is looked for.
    left.map_or(LOOK, |left| LOOK.min(left + Duration::from_millis(5)))
}

/// One turn for each city that has something due; how many jobs were done.
async fn work_off(db: &Db, metrics: &Metrics, stop: &Stop) -> Result<usize, Error> {
    let mut done = 0;
    for city in job::due_cities(db).await? {
        for _ in 0..TURN {
            if *stop.borrow() {
                return Ok(0);
            }
            let Some(worked) = job::work_off_one(db, city).await? else { break };
            note(metrics, city, &worked);
            done += 1;
        }
    }
    Ok(done)
}

fn note(metrics: &Metrics, city: CityId, worked: &Worked) {
    let job = &worked.name;
    let outcome = match (&worked.error, worked.dead) {
        (None, _) => "done",
        (Some(_), false) => "failed",
        (Some(_), true) => "dead",
    };
    metrics.worked(job, outcome);
    match &worked.error {
        None => tracing::debug!(job, city = city.0, "worked off"),
        Some(error) if worked.dead => tracing::error!(job, city = city.0, error, "a job is given up"),
        Some(error) => tracing::warn!(job, city = city.0, error, "a job failed and will be tried again"),
    }
}

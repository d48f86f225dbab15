//! What is looked up in the database at a scrape.

use std::fmt::Write as _;

use kernel::{Actor, Db, Error, Instant};

use super::head;
use crate::backup;
use crate::config::Config;

/// The queue of all cities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Queue {
    pub(crate) waiting: i64,
    pub(crate) dead: i64,
    /// Since when the job waits that is due longest.
    pub(crate) oldest: Option<Instant>,
}

pub(crate) async fn queue(db: &Db) -> Result<Queue, Error> {
    let (waiting, dead, oldest) = sqlx::query_as(
        "-- all cities: one gauge for the whole installation
         select count(*) filter (where dead_at is null), count(*) filter (where dead_at is not null),
                min(run_at) filter (where dead_at is null and run_at <= $1)
         from kernel.job",
    )
    .bind(db.clock().now())
    .fetch_one(db.pool())
    .await?;
    Ok(Queue { waiting, dead, oldest })
}

/// Since when the audit entry waits that no seal covers yet, over all cities.
pub(crate) async fn oldest_unsealed(db: &Db) -> Result<Option<Instant>, Error> {
    let mut conn = db.pool().acquire().await?;
    let cities = kernel::city::list(&mut conn).await?;
    drop(conn);
    let mut oldest: Option<Instant> = None;
    for city in cities {
        let mut tx = db.begin(Actor::System("metrics"), city.id).await?;
        let here: Option<Instant> = sqlx::query_scalar(
            "select min(a.at) from kernel.audit_pending p join kernel.audit a on a.city = p.city and a.id = p.id
             where p.city = $1",
        )
        .bind(city.id.0)
        .fetch_one(tx.conn())
        .await?;
        oldest = match (oldest, here) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    Ok(oldest)
}

/// The gauges in Prometheus' text format; what cannot be found out is left out.
pub(super) async fn text(config: &Config, db: &Db) -> String {
    let mut text = String::new();
    let now = db.clock().now();
    let seconds = |since: Option<Instant>| since.map_or(0, |since| (now - since).num_seconds().max(0));
    let mut gauge = |name: &str, help: &str, value: i64| {
        // Writing to a String cannot fail.
        let _ = head(&mut text, name, "gauge", help);
        let _ = writeln!(text, "{name} {value}");
    };
    let pool = db.pool();
    gauge("berdaya_pool_connections", "Connections to the database.", i64::from(pool.size()));
    let idle = i64::try_from(pool.num_idle()).unwrap_or(i64::MAX);
    gauge("berdaya_pool_idle", "Connections to the database that nobody uses.", idle);
    gauge(
        "berdaya_pool_most",
        "Connections to the database at most.",
        i64::from(config.database.connections),
    );
    match queue(db).await {
        Ok(queue) => {
            gauge("berdaya_database_up", "Whether the database answers.", 1);
            gauge("berdaya_jobs_waiting", "Jobs that wait.", queue.waiting);
            gauge("berdaya_jobs_dead", "Jobs that were given up and wait for a decision.", queue.dead);
            let help = "For how long the job waits that is due longest.";
            gauge("berdaya_jobs_lag_seconds", help, seconds(queue.oldest));
        }
        Err(error) => {
            tracing::warn!(%error, "the queue cannot be measured");
            gauge("berdaya_database_up", "Whether the database answers.", 0);
        }
    }
    if let Ok(oldest) = oldest_unsealed(db).await {
        gauge("berdaya_audit_unsealed_seconds", "Age of the oldest unsealed audit entry.", seconds(oldest));
    }
    if let Some(last) = backup::last(&config.data) {
        gauge("berdaya_backup_age_seconds", "Time since the last verified backup.", seconds(Some(last.at)));
    }
    if let Some(free) = super::health::free_percent(&config.data) {
        gauge("berdaya_disk_free_percent", "Free space where the data folder lies.", i64::from(free));
    }
    text
}

//! Whether the work gets done.

use kernel::{Clock, Instant};

use super::Finding;
use super::database::unknown;
use super::rooms;
use crate::config::Config;
use crate::metrics::{oldest_unsealed, queue};
use crate::start::{self, Server};

/// A job that waits longer than this found nobody to do it.
const LATE: chrono::TimeDelta = chrono::TimeDelta::minutes(10);
/// Entries of the trail are sealed every few seconds.
const UNSEALED: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

pub(super) async fn examine(config: &Config, server: &Server, clock: &Clock) -> Vec<Finding> {
    let Ok(Some(_)) = start::keys::load(&config.key_file()) else { return Vec::new() };
    let db = match rooms::db(config, server).await {
        Ok(db) => db,
        Err(fault) => return vec![unknown("jobs", &fault)],
    };
    let mut findings = Vec::new();
    match queue(&db).await {
        Ok(queue) => {
            findings.push(dead(config, queue.dead));
            findings.push(late("jobs-late", queue.oldest, clock, LATE));
        }
        Err(error) => findings.push(unknown("jobs", &error)),
    }
    findings.push(match oldest_unsealed(&db).await {
        Ok(oldest) => late("audit-seal", oldest, clock, UNSEALED),
        Err(error) => unknown("audit-seal", &error),
    });
    db.pool().close().await;
    findings
}

fn dead(config: &Config, count: i64) -> Finding {
    if count == 0 {
        return Finding::ok("jobs-dead", "none was given up");
    }
    Finding::fault(
        "jobs-dead",
        format!("{count} jobs were given up after many tries and hold up what follows them"),
        format!(
            "xdg-open {}/CITY/kernel/jobs   as the city's administrator: retry or discard them",
            config.public_url
        ),
    )
}

fn late(check: &'static str, oldest: Option<Instant>, clock: &Clock, most: chrono::TimeDelta) -> Finding {
    let waiting = oldest.map(|oldest| clock.now() - oldest).filter(|waiting| *waiting > most);
    let Some(waiting) = waiting else { return Finding::ok(check, "nothing waits for long") };
    let what = match check {
        "audit-seal" => "the audit trail was not sealed for",
        _ => "the job that is due longest has waited for",
    };
    Finding::fault(
        check,
        format!("{what} {} minutes: no worker runs, or it cannot keep up", waiting.num_minutes()),
        "systemctl restart berdaya   or run another worker: `berdaya work`",
    )
}

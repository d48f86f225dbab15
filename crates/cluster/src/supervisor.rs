//! Watches PostgreSQL and starts it again when it dies.

use std::sync::Arc;
use std::time::Duration;

use tokio::process::Child;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tracing::{error, info, warn};

use crate::server::{self, Plan};
use crate::{Error, log};

/// After so many failures in a row somebody has to look.
const ATTEMPTS: u32 = 12;
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A run of this length makes earlier failures history.
const HEALTHY: Duration = Duration::from_secs(60);
const LOG_CHECK: Duration = Duration::from_secs(10 * 60);

/// How the watched PostgreSQL is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// It answers; the number of its first process.
    Ready { pid: u32 },
    /// It died and is being started again.
    Restarting,
    /// It died and cannot be started; the text says why. Nothing more will be tried.
    Failed(String),
    /// It was asked to stop and has stopped.
    Stopped,
}

/// Runs until `stop` says true. The result is that of the stop.
pub(crate) async fn watch(
    plan: Arc<Plan>,
    mut child: Child,
    mut stop: watch::Receiver<bool>,
    health: watch::Sender<Health>,
) -> Result<(), Error> {
    let mut failures = 0;
    loop {
        let begun = Instant::now();
        let why = tokio::select! {
            biased;
            () = asked(&mut stop) => {
                let stopped = server::stop(&mut child, &plan.layout.pg).await;
                health.send_replace(Health::Stopped);
                return stopped;
            }
            why = death(&mut child, &plan) => why,
        };
        warn!(log = %plan.log().display(), "PostgreSQL died unexpectedly, {why}; starting it again");
        health.send_replace(Health::Restarting);
        if begun.elapsed() > HEALTHY {
            failures = 0;
        }
        child = match again(&plan, &mut stop, &mut failures).await {
            Again::Runs(child) => child,
            Again::AskedToStop => {
                let ended = crate::processes::end_all(&plan.layout.pg).await;
                health.send_replace(Health::Stopped);
                return ended;
            }
            Again::GivenUp(why) => {
                error!("PostgreSQL cannot be started again: {why}");
                health.send_replace(Health::Failed(why.to_string()));
                return Err(why);
            }
        };
        health.send_replace(Health::Ready { pid: child.id().unwrap_or_default() });
    }
}

enum Again {
    Runs(Child),
    AskedToStop,
    GivenUp(Error),
}

async fn again(plan: &Plan, stop: &mut watch::Receiver<bool>, failures: &mut u32) -> Again {
    loop {
        // A pause that a stop ends early. None the first time: a single kill heals at once.
        if timeout(pause(*failures), asked(stop)).await.is_ok() {
            return Again::AskedToStop;
        }
        *failures += 1;
        let begun = Instant::now();
        let started = tokio::select! {
            biased;
            () = asked(stop) => return Again::AskedToStop,
            started = plan.run() => started,
        };
        match started {
            Ok(child) => {
                let milliseconds = begun.elapsed().as_millis();
                info!(pid = child.id(), milliseconds, "PostgreSQL runs again");
                return Again::Runs(child);
            }
            Err(why) if *failures >= ATTEMPTS => return Again::GivenUp(why),
            Err(why) => warn!("PostgreSQL did not start, trying again: {why}"),
        }
    }
}

/// Waits until PostgreSQL ends, keeping its log small meanwhile.
async fn death(child: &mut Child, plan: &Plan) -> String {
    let mut checks = interval(LOG_CHECK);
    checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            ended = child.wait() => {
                return ended.map_or_else(|error| error.to_string(), server::ended);
            }
            _ = checks.tick() => {
                if let Err(error) = log::rotate(&plan.log()) {
                    warn!("{error}");
                }
            }
        }
    }
}

/// Returns when a stop is wanted; also when nobody is left who could want it.
async fn asked(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

fn pause(failures: u32) -> Duration {
    match failures.checked_sub(1) {
        None => Duration::ZERO,
        Some(earlier) => Duration::from_millis(100).saturating_mul(1 << earlier.min(10)).min(LONGEST_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_restart_comes_at_once_and_later_ones_slower() {
        let pauses: Vec<u128> = (0..9).map(|failures| pause(failures).as_millis()).collect();
        assert_eq!(pauses, [0, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
    }
}

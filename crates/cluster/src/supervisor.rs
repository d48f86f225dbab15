//! Watches PostgreSQL and starts it again when it dies.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tracing::{error, info, warn};

use crate::lock::Lock;
use crate::server::{Plan, Running};
use crate::{Error, log, processes};

/// After so many failed starts in a row somebody has to look.
const ATTEMPTS: u32 = 12;
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// One that dies sooner than this after a good start is not started again in haste.
const SHORT_LIFE: Duration = Duration::from_secs(1);
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

/// Runs until `stop` says true. The result is that of the stop. The lock is kept until nothing of
/// PostgreSQL is left, so that no other start comes between.
pub(crate) async fn watch(
    plan: Arc<Plan>,
    mut running: Running,
    mut stop: watch::Receiver<bool>,
    health: watch::Sender<Health>,
    _lock: Lock,
) -> Result<(), Error> {
    loop {
        let begun = Instant::now();
        let why = tokio::select! {
            biased;
            () = asked(&mut stop) => {
                let stopped = running.stop(&plan.layout.pg).await;
                plan.tidy_up();
                health.send_replace(Health::Stopped);
                return stopped;
            }
            why = death(&mut running, &plan) => why,
        };
        warn!(log = %plan.log().display(), "PostgreSQL died unexpectedly, {why}; starting it again");
        health.send_replace(Health::Restarting);
        let first_pause = if begun.elapsed() < SHORT_LIFE { pause(2) } else { Duration::ZERO };
        running = match again(&plan, &mut stop, first_pause).await {
            Again::Runs(running) => running,
            Again::AskedToStop => {
                let ended = processes::end_all(&plan.layout.pg).await;
                plan.tidy_up();
                health.send_replace(Health::Stopped);
                return ended;
            }
            Again::GivenUp(why) => {
                error!("PostgreSQL cannot be started again: {why}");
                health.send_replace(Health::Failed(why.to_string()));
                return Err(why);
            }
        };
        health.send_replace(Health::Ready { pid: running.pid() });
    }
}

enum Again {
    Runs(Running),
    AskedToStop,
    GivenUp(Error),
}

async fn again(plan: &Plan, stop: &mut watch::Receiver<bool>, first_pause: Duration) -> Again {
    let begun = Instant::now();
    let mut wait = first_pause;
    let mut failures = 0;
    loop {
        // A pause that a stop ends early.
        if timeout(wait, asked(stop)).await.is_ok() {
            return Again::AskedToStop;
        }
        let started = tokio::select! {
            biased;
            () = asked(stop) => return Again::AskedToStop,
            started = plan.run() => started,
        };
        match started {
            Ok(running) => {
                info!(pid = running.pid(), after = ?begun.elapsed(), "PostgreSQL runs again");
                return Again::Runs(running);
            }
            Err(why) => {
                failures += 1;
                if failures >= ATTEMPTS {
                    return Again::GivenUp(why);
                }
                warn!("PostgreSQL did not start, trying again: {why}");
                wait = pause(failures);
            }
        }
    }
}

/// Waits until PostgreSQL ends, keeping its log small meanwhile.
async fn death(running: &mut Running, plan: &Plan) -> String {
    let mut checks = interval(LOG_CHECK);
    checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            why = running.end() => return why,
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
    let doubled = Duration::from_millis(50).saturating_mul(1 << failures.min(10));
    doubled.min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failed_start_doubles_the_pause_up_to_five_seconds() {
        let pauses: Vec<u128> = (1..9).map(|failures| pause(failures).as_millis()).collect();
        assert_eq!(pauses, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
    }
}

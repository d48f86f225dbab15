//! Waiting for a batch while working at it: this command is a worker too, beside the server's, for one city.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use kernel::{Actor, CityId, Db, job, work};
use registry::batch::{self, BatchId, State};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::config::Fault;
use crate::start::stop::{Stop, asked};

/// How often it is looked how far it is.
const LOOK: Duration = Duration::from_millis(200);

/// The city whose jobs are worked off, and who may stop it.
pub(super) struct Watch {
    pub(super) db: Db,
    pub(super) city: CityId,
    stop: Stop,
    told: bool,
}

impl Watch {
    pub(super) fn new(db: Db, city: CityId, stop: Stop) -> Watch {
        Watch { db, city, stop, told: false }
    }

    /// Works the city's jobs off, or waits for whoever does, until the batch rests; then where it stands. Somebody who
    /// asks to stop has the batch stopped, not the process.
    pub(super) async fn settle(&mut self, id: BatchId, doing: &'static str) -> Result<State, Fault> {
        let mut bar = Bar::new(doing);
        let mut ticks = interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let db = self.db.clone();
        loop {
            let mut working = Box::pin(job::work_off_one(&db, self.city));
            let worked = loop {
                let stopping = !self.told;
                tokio::select! {
                    () = asked(&mut self.stop), if stopping => self.cancel(id).await?,
                    worked = &mut working => break worked?,
                    _ = ticks.tick() => bar.show(self.look(id).await?.1),
                }
            };
            let (state, _) = self.look(id).await?;
            if rests(state) {
                bar.end();
                return Ok(state);
            }
            match worked {
                Some(worked) => {
                    if let Some(error) = worked.error.filter(|_| worked.name.starts_with("registry.batch.")) {
                        bar.end();
                        return Err(Fault(format!(
                            "{} failed and will be tried again: {error}",
                            worked.name
                        )));
                    }
                }
                None => {
                    self.held_up().await?;
                    ticks.tick().await;
                }
            }
        }
    }

    async fn cancel(&mut self, id: BatchId) -> Result<(), Fault> {
        self.told = true;
        let mut tx = self.db.begin(Actor::System("import"), self.city).await?;
        if let Some(work) = batch::find::one(&mut tx, id).await?.work {
            work::cancel(&mut tx, work).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn look(&self, id: BatchId) -> Result<(State, Option<work::Work>), Fault> {
        let mut tx = self.db.begin(Actor::System("import"), self.city).await?;
        let batch = batch::find::one(&mut tx, id).await?;
        let work = match batch.work {
            Some(work) => work::one(&mut tx, work).await.ok(),
            None => None,
        };
        Ok((batch.state, work))
    }

    /// A job that was given up holds up those behind it; waiting would not end.
    async fn held_up(&self) -> Result<(), Fault> {
        let mut tx = self.db.begin(Actor::System("import"), self.city).await?;
        let dead = job::dead(&mut tx).await?;
        match dead.iter().find(|job| job.name.starts_with("registry.batch.")) {
            Some(job) => Err(Fault(format!(
                "an earlier list is stuck ({}): retry or discard its job on the page of jobs",
                job.last_error.as_deref().unwrap_or_default()
            ))),
            None => Ok(()),
        }
    }
}

fn rests(state: State) -> bool {
    match state {
        State::Reading | State::Applying | State::Undoing => false,
        State::Asking | State::Ready | State::Applied | State::Undone | State::Failed | State::Cancelled => {
            true
        }
    }
}

/// How far it is, on a terminal; nothing elsewhere.
struct Bar {
    doing: &'static str,
    began: Instant,
    terminal: bool,
    shown: bool,
}

impl Bar {
    fn new(doing: &'static str) -> Bar {
        Bar { doing, began: Instant::now(), terminal: std::io::stderr().is_terminal(), shown: false }
    }

    fn show(&mut self, work: Option<work::Work>) {
        let Some(work) = work.filter(|_| self.terminal) else { return };
        let millis = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX).max(1);
        let rate = work.done.saturating_mul(1000) / millis;
        let line = match work.total {
            Some(total) => {
                let filled =
                    usize::try_from(work.done.saturating_mul(30) / total.max(1)).unwrap_or(0).min(30);
                let bar = format!("{}{}", "#".repeat(filled), "-".repeat(30 - filled));
                format!("{} [{bar}] {} of {total} rows, {rate} rows/s", self.doing, work.done)
            }
            None => format!("{} … {} rows", self.doing, work.done),
        };
        self.shown = true;
        // Nobody looks when stderr is gone.
        let _ = write!(std::io::stderr().lock(), "\r\x1b[K{line}");
    }

    fn end(&self) {
        if self.shown {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}

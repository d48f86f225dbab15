//! One run of PostgreSQL: from the start to ready, and its end.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use sqlx::{ConnectOptions, Connection};
use tokio::process::{Child, Command};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::layout::Layout;
use crate::{Account, Address, Binaries, Error, Role, Tuning, files, initdb, log, processes};

/// How long PostgreSQL may say nothing at all.
const SILENT: Duration = Duration::from_secs(60);
/// How long it may say "starting up": it replays what it wrote before a crash, and must not be disturbed.
const RECOVERING: Duration = Duration::from_secs(30 * 60);
const POLL: Duration = Duration::from_millis(20);
/// Fast shutdown ends sessions and writes a checkpoint; then without the checkpoint; then by force.
const FAST: Duration = Duration::from_secs(60);
const IMMEDIATE: Duration = Duration::from_secs(5);

/// PostgreSQL's own code for "the database system is starting up" and "is shutting down".
const CANNOT_CONNECT_NOW: &str = "57P03";

/// All that is needed to run PostgreSQL, again and again, on one data folder.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) layout: Layout,
    pub(crate) binaries: Binaries,
    pub(crate) account: Account,
    pub(crate) tuning: Tuning,
    pub(crate) address: Address,
}

impl Plan {
    /// Starts PostgreSQL and returns when it answers. Ends everything of an earlier run first.
    pub(crate) async fn run(&self) -> Result<Running, Error> {
        let pg = &self.layout.pg;
        processes::end_all(pg).await?;
        files::private_dir(&self.address.socket_dir, &self.account)?;
        processes::sweep(pg, &self.address.socket_dir)?;
        files::replace(&pg.join("berdaya.conf"), &self.tuning.conf(pg), &self.account)?;
        initdb::keep_include(&self.layout, &self.account)?;
        let log = self.log();
        log::rotate(&log)?;
        let child = self.command(&log)?.spawn().map_err(Error::io("run", &self.program()))?;
        let mut running = Running { child };
        match self.ready(&mut running.child).await {
            Ok(()) => Ok(running),
            Err(why) => {
                running.stop(pg).await?;
                Err(Error::Start { why, tail: log::tail(&log), log })
            }
        }
    }

    /// After the end: takes back the folder that was made outside the data folder.
    pub(crate) fn tidy_up(&self) {
        if self.address.socket_dir != self.layout.run {
            // Not empty, if somebody put something there; then it stays.
            let _ = std::fs::remove_dir(&self.address.socket_dir);
        }
    }

    pub(crate) fn log(&self) -> PathBuf {
        log::path(&self.layout)
    }

    fn program(&self) -> PathBuf {
        self.binaries.program("postgres")
    }

    fn command(&self, log: &Path) -> Result<Command, Error> {
        let output = log::open(log)?;
        let errors = output.try_clone().map_err(Error::io("open", log))?;
        let mut command = std::process::Command::new(self.program());
        command.arg("-D").arg(&self.layout.pg);
        // On the command line, because local.conf must not move the socket away from us.
        command.arg("-k").arg(quoted(&self.address.socket_dir)).arg("-p").arg(self.address.port.to_string());
        command.env_clear().env("LC_ALL", "C.UTF-8").env("TZ", "UTC").env("PATH", "/usr/bin:/bin");
        command.current_dir("/").stdin(Stdio::null()).stdout(output).stderr(errors);
        self.account.apply(&mut command);
        // Ctrl-C in the terminal is for us; PostgreSQL stops after the last request was answered.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok(command.into())
    }

    /// Connects until it succeeds. The error says why it never will.
    async fn ready(&self, child: &mut Child) -> Result<(), String> {
        let options = self.address.options(Role::Superuser).database("postgres").disable_statement_logging();
        let begun = Instant::now();
        let mut ticks = interval(POLL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
                return Err(ended(status));
            }
            let answer = timeout(SILENT, options.connect()).await;
            let patience = match answer {
                Ok(Ok(connection)) => {
                    // It answered, which is all that was asked.
                    let _ = connection.close().await;
                    return Ok(());
                }
                Ok(Err(error)) if is_starting(&error) => RECOVERING,
                Ok(Err(_)) | Err(_) => SILENT,
            };
            if begun.elapsed() > patience {
                return Err(format!("it did not answer within {} seconds", patience.as_secs()));
            }
        }
    }
}

/// A PostgreSQL that answered. Dropped before its end, for example with the runtime, it is at least
/// asked to stop.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
}

impl Running {
    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    /// Waits until it ends, and says how.
    pub(crate) async fn end(&mut self) -> String {
        self.child.wait().await.map_or_else(|error| error.to_string(), ended)
    }

    /// Stops it in order; harder if it does not follow. Nothing of it is left afterwards.
    pub(crate) async fn stop(&mut self, pg: &Path) -> Result<(), Error> {
        for (signal, patience) in [(Signal::INT, FAST), (Signal::QUIT, IMMEDIATE)] {
            let Some(pid) = self.child.id() else { break };
            processes::signal(pid, signal);
            if timeout(patience, self.child.wait()).await.is_ok() {
                break;
            }
        }
        processes::end_all(pg).await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // There is no number any more once its end was seen.
        if let Some(pid) = self.child.id() {
            processes::signal(pid, Signal::INT);
        }
    }
}

fn ended(status: ExitStatus) -> String {
    format!("it ended with {status}")
}

fn is_starting(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).as_deref() == Some(CANNOT_CONNECT_NOW)
}

/// The option takes a list, in which quotes keep a path with commas and spaces together.
fn quoted(dir: &Path) -> OsString {
    let mut text = OsString::from("\"");
    for (index, part) in dir.as_os_str().to_string_lossy().split('"').enumerate() {
        if index > 0 {
            text.push("\"\"");
        }
        text.push(part);
    }
    text.push("\"");
    text
}

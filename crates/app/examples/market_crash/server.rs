//! The program that is killed, with its private database.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use kernel::Error;
use rustix::process::{Pid, Signal, kill_process};
use sqlx::PgPool;

use crate::{CITY, pause};

const LISTEN: &str = "127.0.0.1:8093";

/// Who is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Victim {
    App,
    Database,
    Both,
}

pub(crate) struct Server {
    bin: PathBuf,
    data: PathBuf,
    child: Child,
    pub(crate) url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

impl Server {
    pub(crate) async fn start(bin: PathBuf, data: PathBuf) -> Result<Server, Error> {
        let child = serve(&bin, &data)?;
        let mut server = Server { bin, data, child, url: format!("http://{LISTEN}") };
        server.ready().await?;
        let seeded = server.command().args(["seed", "market", "--city", CITY.0]).status().map_err(broken)?;
        match seeded.success() {
            true => Ok(server),
            false => Err(Error::broken("the market could not be filled")),
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.bin);
        command.arg("--data").arg(&self.data).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Kills, and waits until it answers again; where the program itself is gone, as its supervisor would start it anew.
    pub(crate) async fn kill(&mut self, victim: Victim) -> Result<(), Error> {
        let database = (victim != Victim::App).then(|| postmaster(&self.data)).flatten();
        if victim != Victim::Database {
            self.child.kill().map_err(broken)?;
        }
        if let Some(pid) = database {
            // It may be between two lives.
            let _ = kill_process(pid, Signal::KILL);
        }
        if victim != Victim::Database {
            self.child.wait().map_err(broken)?;
        }
        self.ready().await
    }

    /// Waits until it answers, and starts it where it has ended.
    async fn ready(&mut self) -> Result<(), Error> {
        for _ in 0..1_200 {
            if self.child.try_wait().map_err(broken)?.is_some() {
                self.child = serve(&self.bin, &self.data)?;
            }
            let answer = reqwest::get(format!("{}/readyz", self.url)).await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            pause(Duration::from_millis(100)).await;
        }
        Err(Error::broken("it does not answer any more: see its log"))
    }

    /// A pool beside the program's, as the role that it has.
    pub(crate) async fn database(&self) -> Result<PgPool, Error> {
        let told =
            self.command().args(["doctor", "--json"]).stdout(Stdio::piped()).output().map_err(broken)?;
        let text = String::from_utf8_lossy(&told.stdout).into_owned();
        let socket = text.split("\"socket\"").nth(1).and_then(|rest| rest.split('"').nth(1));
        let socket = socket.map_or_else(|| self.data.join("run"), PathBuf::from);
        let options = sqlx::postgres::PgConnectOptions::new_without_pgpass()
            .socket(socket)
            .username("berdaya_app")
            .database("berdaya");
        Ok(sqlx::postgres::PgPoolOptions::new().max_connections(2).connect_with(options).await?)
    }
}

fn serve(bin: &Path, data: &Path) -> Result<Child, Error> {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(data.with_extension("log"));
    Command::new(bin)
        .arg("--data")
        .arg(data)
        .args(["serve", "--demo", "--listen", LISTEN, "--public-url", &format!("http://{LISTEN}")])
        .env("BERDAYA_SECOND_FACTOR", "offer")
        .stdout(Stdio::null())
        .stderr(log.map_err(broken)?)
        .spawn()
        .map_err(broken)
}

/// The database's first process, whose number stands in its folder.
fn postmaster(data: &Path) -> Option<Pid> {
    let folders = std::fs::read_dir(data).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let text =
        folders.filter_map(|folder| std::fs::read_to_string(folder.join("postmaster.pid")).ok()).next()?;
    Pid::from_raw(text.lines().next()?.trim().parse().ok()?)
}

fn broken(error: std::io::Error) -> Error {
    Error::broken(error.to_string())
}

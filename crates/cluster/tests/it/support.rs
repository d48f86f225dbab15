//! Data folders to try things on, and a parent process to kill.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cluster::{Cluster, Health, Role, Settings, Tuning, inspect};
use sqlx::{ConnectOptions, PgConnection};
use tempfile::TempDir;
use tokio::time::{interval, timeout};

/// Names the data folder to a copy of this test program that holds a cluster until it is killed.
pub(crate) const HOLD: &str = "CLUSTER_TEST_HOLD";

/// A folder that any user can reach, as `/tmp` is.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    folder
}

pub(crate) fn settings(data: &Path) -> Settings {
    Settings { path: std::env::var_os("PATH"), tuning: Tuning::Test, ..Settings::new(data) }
}

pub(crate) async fn start(data: &Path) -> Cluster {
    Cluster::start(settings(data)).await.unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) async fn refusal(data: &Path) -> String {
    match Cluster::start(settings(data)).await {
        Ok(_) => panic!("it started"),
        Err(error) => error.to_string(),
    }
}

pub(crate) async fn connect(cluster: &Cluster, role: Role) -> PgConnection {
    cluster.options(role).connect().await.unwrap()
}

pub(crate) async fn scalar(connection: &mut PgConnection, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()
}

/// Another process that runs a cluster on the folder.
pub(crate) fn parent(data: &Path) -> Parent {
    Parent::of(hold(&std::env::current_exe().unwrap(), data), data)
}

/// The command of such a process.
pub(crate) fn hold(exe: &Path, data: &Path) -> Command {
    let mut command = Command::new(exe);
    command.args(["--exact", "kills::hold_until_killed", "--nocapture"]).env(HOLD, data);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// The parent makes this file when its cluster is ready.
pub(crate) fn marker(data: &Path) -> PathBuf {
    data.join("ready")
}

pub(crate) struct Parent {
    child: Child,
    data: PathBuf,
    killed: bool,
}

/// Where a test fails, nothing of it may go on running.
impl Drop for Parent {
    fn drop(&mut self) {
        if !self.killed {
            let _ = self.child.kill();
            let _ = self.child.wait();
            for pid in inspect(&self.data, None).map(|state| state.processes).unwrap_or_default() {
                let _ = Command::new("kill").args(["-s", "KILL", &pid.to_string()]).status();
            }
        }
    }
}

impl Parent {
    pub(crate) fn of(mut command: Command, data: &Path) -> Parent {
        Parent { child: command.spawn().unwrap(), data: data.to_owned(), killed: false }
    }

    pub(crate) async fn ready(mut self) -> Parent {
        eventually("the parent's cluster is ready", || {
            assert!(self.child.try_wait().unwrap().is_none(), "the parent ended by itself");
            marker(&self.data).exists()
        })
        .await;
        self
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it as `kill -9` does, without a chance to clean up.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.killed = true;
        let _ = std::fs::remove_file(marker(&self.data));
    }
}

pub(crate) async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let mut ticks = interval(Duration::from_millis(10));
    let looking = async {
        while !holds() {
            ticks.tick().await;
        }
    };
    assert!(timeout(Duration::from_secs(30), looking).await.is_ok(), "waited in vain until {what}");
}

pub(crate) async fn ready_again(cluster: &Cluster, died: u32) -> u32 {
    let mut health = cluster.health();
    let again = health.wait_for(|health| ready(health).is_some_and(|pid| pid != died));
    ready(&timeout(Duration::from_secs(10), again).await.unwrap().unwrap()).unwrap()
}

pub(crate) fn pid(cluster: &Cluster) -> u32 {
    ready(&cluster.health().borrow()).unwrap()
}

fn ready(health: &Health) -> Option<u32> {
    match health {
        Health::Ready { pid } => Some(*pid),
        Health::Restarting | Health::Failed(_) | Health::Stopped => None,
    }
}

pub(crate) fn kill(signal: &str, pid: u32) {
    assert!(run("kill", ["-s", signal, &pid.to_string()]), "kill -s {signal} {pid}");
}

pub(crate) fn run<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>) -> bool {
    Command::new(program).args(arguments).status().unwrap().success()
}

pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

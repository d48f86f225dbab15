//! The processes that work on one cluster, whoever started them.
//!
//! A kill of the parent leaves PostgreSQL running; a kill of PostgreSQL's first process can leave its
//! children. Neither `postmaster.pid` nor a parent's number tells the truth then, but every process of
//! PostgreSQL stands in the folder of its cluster.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tracing::{info, warn};

use crate::Error;

/// How long each kind of shutdown may take. A fast one writes a checkpoint first.
const FAST: Duration = Duration::from_secs(30);
const IMMEDIATE: Duration = Duration::from_secs(3);
const KILL: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(15);

/// The running PostgreSQL processes of the cluster in `pg`.
pub(crate) fn of_cluster(pg: &Path) -> Vec<u32> {
    match Marks::of(pg) {
        Some(marks) => running().filter(|&pid| is_postgres(pid) && marks.are_on(pid)).collect(),
        None => Vec::new(),
    }
}

/// The name that PostgreSQL shows in the titles of its processes.
pub(crate) fn cluster_name(pg: &Path) -> String {
    let inode = fs::metadata(pg).map(|meta| meta.ino()).unwrap_or_default();
    // FNV-1a: the same name from every build, so that a newer berdaya knows an older one's orphan. With
    // the folder's own number, as several containers may have different folders at the same path.
    let bytes = pg.as_os_str().as_bytes().iter().copied().chain(inode.to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("berdaya-{hash:016x}")
}

/// Ends all processes of the cluster: in order if its first process still lives, by force otherwise.
pub(crate) async fn end_all(pg: &Path) -> Result<(), Error> {
    let left = of_cluster(pg);
    if left.is_empty() {
        return Ok(());
    }
    let postmaster = postmaster_pid(pg).filter(|pid| left.contains(pid));
    if let Some(postmaster) = postmaster {
        warn!(pid = postmaster, "stopping the PostgreSQL that an earlier run left behind");
        signal(postmaster, Signal::INT);
        if gone(pg, FAST).await {
            info!("the earlier PostgreSQL has stopped");
            return Ok(());
        }
    }
    // Without its first process nobody collects the others; they hold the shared memory that a new
    // PostgreSQL would refuse to start beside. What they did and did not commit is safe in the log.
    for (strength, patience) in [(Signal::QUIT, IMMEDIATE), (Signal::KILL, KILL)] {
        for pid in of_cluster(pg) {
            signal(pid, strength);
        }
        if gone(pg, patience).await {
            return Ok(());
        }
    }
    Err(Error::Lingering { pids: of_cluster(pg) })
}

/// Ends an `initdb` that an earlier run left working on `fresh`.
pub(crate) async fn end_initdb(fresh: &Path) -> Result<(), Error> {
    let left = || {
        // A child that has just begun stands nowhere and has no arguments; its environment names the folder.
        let initdb =
            running().filter(|&pid| comm(pid) == "initdb" && argument(pid, fresh) || is_told(pid, fresh));
        initdb.chain(of_cluster(fresh)).collect::<Vec<_>>()
    };
    let ended = || {
        // Each time anew: until it is killed itself, one may begin another.
        let left = left();
        left.iter().for_each(|&pid| signal(pid, Signal::KILL));
        left.is_empty()
    };
    match until(KILL, ended).await {
        true => Ok(()),
        false => Err(Error::Lingering { pids: left() }),
    }
}

/// The first line of `postmaster.pid`: who says to be the first process.
pub(crate) fn postmaster_pid(pg: &Path) -> Option<u32> {
    fs::read_to_string(pg.join("postmaster.pid")).ok()?.lines().next()?.trim().parse().ok()
}

/// Removes what a killed PostgreSQL leaves and a new one could stumble over. Only to be called when
/// no process of the cluster is left.
pub(crate) fn sweep(pg: &Path, socket_dir: &Path) -> Result<(), Error> {
    // PostgreSQL believes any live process of this number to be a PostgreSQL. If it is one of another
    // program, the number was given out again.
    if postmaster_pid(pg).is_some_and(is_alive) {
        warn!("removing a stale postmaster.pid whose number now belongs to another process");
        crate::files::remove_if_there(&pg.join("postmaster.pid"))?;
    }
    for name in [".s.PGSQL.5432", ".s.PGSQL.5432.lock"] {
        crate::files::remove_if_there(&socket_dir.join(name))?;
    }
    Ok(())
}

pub(crate) fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        // It may have ended by itself in the meantime; whoever waits for it sees that.
        let _ = kill_process(pid, signal);
    }
}

/// Waits until `done`, looking again and again; false when `patience` ends first.
pub(crate) async fn until(patience: Duration, done: impl Fn() -> bool) -> bool {
    let mut ticks = interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let looking = async {
        while !done() {
            ticks.tick().await;
        }
    };
    timeout(patience, looking).await.is_ok()
}

async fn gone(pg: &Path, patience: Duration) -> bool {
    until(patience, || of_cluster(pg).is_empty()).await
}

fn is_alive(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    // "Not permitted" also means that there is one.
    pid.is_some_and(|pid| !matches!(test_kill_process(pid), Err(rustix::io::Errno::SRCH)))
}

fn running() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn is_postgres(pid: u32) -> bool {
    // An operator's shell or editor may stand in the folder too, and is none of our business.
    ["postgres", "postmaster"].contains(&comm(pid).as_str()) && !is_zombie(pid)
}

fn is_zombie(pid: u32) -> bool {
    // "pid (comm) state …": the name may contain spaces and brackets, the state follows the last one.
    let stat = fs::read_to_string(proc(pid, "stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with(['Z', 'X']))
}

/// By what a process of one cluster is known.
struct Marks<'a> {
    pg: &'a Path,
    folder: (u64, u64),
    title: String,
    first: Option<u32>,
}

impl Marks<'_> {
    fn of(pg: &Path) -> Option<Marks<'_>> {
        let title = format!("postgres: {}:", cluster_name(pg));
        Some(Marks { pg, folder: identity(pg)?, title, first: postmaster_pid(pg) })
    }

    fn are_on(&self, pid: u32) -> bool {
        match identity(&proc(pid, "cwd")) {
            Some(folder) if folder == self.folder => true,
            // Just started, it has not gone to its folder yet.
            Some(folder) => Some(folder) == identity(Path::new("/")) && argument(pid, self.pg),
            // In a container even root may not see where another user's process stands; anyone may
            // read titles, and the first process shows its arguments instead.
            None => {
                cmdline(pid).starts_with(self.title.as_bytes())
                    || (self.first == Some(pid) && argument(pid, self.pg))
            }
        }
    }
}

fn identity(folder: &Path) -> Option<(u64, u64)> {
    fs::metadata(folder).ok().map(|meta| (meta.dev(), meta.ino()))
}

fn argument(pid: u32, path: &Path) -> bool {
    cmdline(pid).split(|&byte| byte == 0).any(|argument| argument == path.as_os_str().as_bytes())
}

/// Whether it was started for a cluster's folder.
fn is_told(pid: u32, folder: &Path) -> bool {
    let environment = fs::read(proc(pid, "environ")).unwrap_or_default();
    let mut variables = environment.split(|&byte| byte == 0);
    variables.any(|variable| variable.strip_prefix(b"PGDATA=") == Some(folder.as_os_str().as_bytes()))
}

fn comm(pid: u32) -> String {
    fs::read_to_string(proc(pid, "comm")).unwrap_or_default().trim().to_owned()
}

fn cmdline(pid: u32) -> Vec<u8> {
    fs::read(proc(pid, "cmdline")).unwrap_or_default()
}

fn proc(pid: u32, file: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{pid}/{file}"))
}

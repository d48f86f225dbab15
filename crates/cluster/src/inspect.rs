//! What can be seen of a data folder without touching it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::layout::Layout;
use crate::{Address, Binaries, Error, lock, processes};

/// A data folder as it is, for `doctor` and for commands beside a running server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The folder, resolved.
    pub data: PathBuf,
    /// The major version of the cluster; `None` when there is none yet.
    pub major: Option<u32>,
    /// Whether another process of ours holds the folder.
    pub held: bool,
    /// Who that is, where it can be told.
    pub held_by: Option<u32>,
    pub postmaster: Option<Postmaster>,
    /// Where the running cluster answers.
    pub address: Option<Address>,
    /// Processes of PostgreSQL on this folder, whoever started them.
    pub processes: Vec<u32>,
    /// Whether data pages carry checksums; `None` when it could not be told.
    pub checksums: Option<bool>,
    /// Who owns the cluster's files, and their permission bits.
    pub owner: Option<u32>,
    pub mode: Option<u32>,
    /// PostgreSQL's log file.
    pub log: PathBuf,
}

/// What `postmaster.pid` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postmaster {
    pub pid: u32,
    /// Whether that process is a PostgreSQL of this folder; if not, the file is stale.
    pub alive: bool,
}

impl State {
    /// Left by a killed run: PostgreSQL runs and nobody of ours holds the folder.
    pub fn is_orphaned(&self) -> bool {
        !self.held && !self.processes.is_empty()
    }
}

/// Looks at a data folder. `binaries` are needed to read the checksum setting.
pub fn inspect(data: &Path, binaries: Option<&Binaries>) -> Result<State, Error> {
    let layout = Layout::existing(data)?;
    let held = lock::held_by(&layout);
    let processes = processes::of_cluster(&layout.pg);
    let postmaster =
        processes::postmaster_pid(&layout.pg).map(|pid| Postmaster { pid, alive: processes.contains(&pid) });
    let alive = postmaster.as_ref().is_some_and(|postmaster| postmaster.alive);
    let meta = fs::metadata(&layout.pg).ok();
    Ok(State {
        major: layout.major()?,
        held: held.is_some(),
        held_by: held.flatten(),
        address: if alive { address(&layout) } else { None },
        postmaster,
        processes,
        checksums: binaries.and_then(|binaries| checksums(&layout.pg, binaries)),
        owner: meta.as_ref().map(MetadataExt::uid),
        mode: meta.as_ref().map(|meta| meta.mode() & 0o777),
        log: crate::log::path(&layout),
        data: layout.data,
    })
}

/// The fourth and fifth lines of `postmaster.pid` are the port and the socket's folder.
fn address(layout: &Layout) -> Option<Address> {
    let text = fs::read_to_string(layout.pg.join("postmaster.pid")).ok()?;
    let mut lines = text.lines().skip(3);
    let port = lines.next()?.trim().parse().ok()?;
    let socket_dir = lines.next().filter(|line| line.starts_with('/'))?;
    Some(Address { socket_dir: socket_dir.into(), port })
}

fn checksums(pg: &Path, binaries: &Binaries) -> Option<bool> {
    let mut command = Command::new(binaries.program("pg_controldata"));
    let output = command.arg("-D").arg(pg).env_clear().env("LC_ALL", "C").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix("Data page checksum version:"))?;
    Some(line.trim() != "0")
}

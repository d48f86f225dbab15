//! What can go wrong, each with the way out in its text.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::OLDEST;

/// Why the private PostgreSQL cannot be used. The text says what to do next.
#[derive(Debug)]
pub enum Error {
    /// No folder with `postgres` and `initdb` was found.
    NoBinaries { looked: Vec<PathBuf> },
    /// Binaries were found, all older than [`OLDEST`].
    TooOld { major: u32, bin: PathBuf },
    /// The cluster was made by a major version that is not installed (or not the one asked for).
    OtherMajor { data: PathBuf, of: u32, have: Vec<u32> },
    /// The account may not run the binaries.
    NotExecutable { bin: PathBuf, account: String },
    /// Another process of ours holds the data folder.
    InUse { data: PathBuf, pid: Option<u32> },
    /// The account cannot enter this folder, which lies on the way to the data folder.
    NotReachable { folder: PathBuf, account: String },
    /// Something is there that is not ours to use.
    NotOurs { path: PathBuf, why: String },
    /// `initdb` failed; its last lines.
    Initdb { output: String },
    /// PostgreSQL did not become ready; its last log lines.
    Start { why: String, log: PathBuf, tail: String },
    /// Processes of an earlier PostgreSQL are left and cannot be ended.
    Lingering { pids: Vec<u32> },
    /// A file operation failed.
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    /// A statement of the bootstrap failed.
    Sql { doing: &'static str, source: sqlx::Error },
}

impl Error {
    /// For `map_err` on file operations.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { doing, path, source }
    }

    /// For `map_err` on statements.
    pub(crate) fn sql(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Error {
        move |source| Error::Sql { doing, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoBinaries { looked } => f.write_str(&no_binaries(looked)),
            Error::TooOld { major, bin } => f.write_str(&too_old(*major, bin)),
            Error::OtherMajor { data, of, have } => f.write_str(&other_major(data, *of, have)),
            Error::NotExecutable { bin, account } => f.write_str(&not_executable(bin, account)),
            Error::InUse { data, pid } => f.write_str(&in_use(data, *pid)),
            Error::NotReachable { folder, account } => f.write_str(&not_reachable(folder, account)),
            Error::NotOurs { path, why } => write!(f, "{} {why}", path.display()),
            Error::Initdb { output } => write!(f, "could not create the database cluster (initdb): {output}"),
            Error::Start { why, log, tail } => {
                write!(f, "PostgreSQL did not start: {why}. The end of {}:\n{tail}", log.display())
            }
            Error::Lingering { pids } => f.write_str(&lingering(pids)),
            Error::Io { doing, path, source } => write!(f, "could not {doing} {}: {source}", path.display()),
            Error::Sql { doing, source } => write!(f, "could not {doing}: {source}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            Error::Sql { source, .. } => Some(source),
            Error::NoBinaries { .. }
            | Error::TooOld { .. }
            | Error::OtherMajor { .. }
            | Error::NotExecutable { .. }
            | Error::InUse { .. }
            | Error::NotReachable { .. }
            | Error::NotOurs { .. }
            | Error::Initdb { .. }
            | Error::Start { .. }
            | Error::Lingering { .. } => None,
        }
    }
}

fn no_binaries(looked: &[PathBuf]) -> String {
    let looked = list(looked.iter().map(|dir| dir.display()), ", ");
    format!(
        "no PostgreSQL found. Install it (`apt-get install postgresql`) or name its folder in \
         BERDAYA_PG_BIN. Looked in: {looked}"
    )
}

fn too_old(major: u32, bin: &Path) -> String {
    format!(
        "PostgreSQL {major} in {} is too old: {OLDEST} or later is needed. Install one \
         (`apt-get install postgresql`) or name its folder in BERDAYA_PG_BIN",
        bin.display()
    )
}

fn other_major(data: &Path, of: u32, have: &[u32]) -> String {
    format!(
        "the data in {} was made by PostgreSQL {of}, but found here is {}. Install PostgreSQL {of} \
         (`apt-get install postgresql-{of}`) and start again; to change the version, make a backup with \
         {of}, then restore it into an empty data folder with the new one",
        data.display(),
        list(have, ", ")
    )
}

fn not_executable(bin: &Path, account: &str) -> String {
    format!(
        "user {account} may not run the PostgreSQL in {}. Give it read and execute permission, or name \
         another folder in BERDAYA_PG_BIN",
        bin.display()
    )
}

fn in_use(data: &Path, pid: Option<u32>) -> String {
    let whom = pid.map_or_else(|| "another berdaya".to_owned(), |pid| format!("process {pid}"));
    format!(
        "{} is in use by {whom}. Stop that one first, or choose another data folder with BERDAYA_DATA",
        data.display()
    )
}

fn not_reachable(folder: &Path, account: &str) -> String {
    let folder = folder.display();
    format!(
        "PostgreSQL runs as user {account}, who may not enter {folder}. Choose a data folder elsewhere \
         with BERDAYA_DATA (for example /var/lib/berdaya), or allow it with `chmod o+x {folder}`"
    )
}

fn lingering(pids: &[u32]) -> String {
    format!(
        "an earlier PostgreSQL of this data folder cannot be ended. End it by hand: `kill {}`",
        list(pids, " ")
    )
}

fn list<T: fmt::Display>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(between)
}

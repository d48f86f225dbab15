//! Makes a new cluster, beside its place and then by one rename.

use std::fs;
use std::io::ErrorKind;
use std::process::Stdio;

use tokio::process::Command;
use tracing::info;

use crate::layout::Layout;
use crate::{Account, Binaries, Error, Role, Tuning, files, processes};

const INCLUDE: &str = "
# Added by berdaya: its settings first, then the operator's own, which win.
include 'berdaya.conf'
include_if_exists 'local.conf'
";
const LOCAL: &str = "\
# Your own settings: they win over berdaya.conf and are never overwritten.
";

/// Makes `pg/` if it is not there. A half-made one of an interrupted run is thrown away.
pub(crate) async fn run(
    layout: &Layout,
    binaries: &Binaries,
    account: &Account,
    tuning: Tuning,
) -> Result<(), Error> {
    clear(layout).await?;
    if layout.major()?.is_some() {
        return Ok(());
    }
    refuse_other_content(layout)?;
    info!(version = %binaries.version, account = %account.name, "creating the database cluster");
    files::private_dir(&layout.fresh, account)?;
    let made = command(layout, binaries, account, tuning)
        .output()
        .await
        .map_err(Error::io("run", &binaries.program("initdb")))?;
    if !made.status.success() {
        let output =
            format!("{}{}", String::from_utf8_lossy(&made.stdout), String::from_utf8_lossy(&made.stderr));
        return Err(Error::Initdb { output: output.trim().to_owned() });
    }
    fs::rename(&layout.fresh, &layout.pg).map_err(Error::io("put in place", &layout.pg))?;
    files::sync_dir(&layout.data)
}

/// Makes `postgresql.conf` read our settings and the operator's, if it does not, and gives the operator
/// a file to write them into.
pub(crate) fn keep_include(layout: &Layout, account: &Account) -> Result<(), Error> {
    let local = layout.pg.join("local.conf");
    if !local.exists() {
        files::replace(&local, LOCAL, account)?;
    }
    let conf = layout.pg.join("postgresql.conf");
    let text = files::read(&conf).map_err(Error::io("read", &conf))?;
    match text.lines().any(|line| line.trim() == "include 'berdaya.conf'") {
        true => Ok(()),
        false => files::replace(&conf, &(text + INCLUDE), account),
    }
}

fn command(layout: &Layout, binaries: &Binaries, account: &Account, tuning: Tuning) -> Command {
    let mut command = std::process::Command::new(binaries.program("initdb"));
    command.arg("-D").arg(&layout.fresh).args(["-U", Role::Superuser.name()]);
    // Over the socket the folder's permissions decide. Should an operator open TCP, it asks for passwords.
    command.args(["--auth-local=trust", "--auth-host=scram-sha-256"]);
    // Compared by code point, so that an update of the system's C library cannot corrupt an index.
    command.args(["--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8", "--lc-messages=C"]);
    command.arg("--text-search-config=simple");
    if binaries.major >= 17 {
        command.args(["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]);
    }
    if tuning == Tuning::Test {
        command.arg("--no-sync");
    }
    command.env_clear().env("LC_ALL", "C.UTF-8").env("TZ", "UTC").env("PATH", "/usr/bin:/bin");
    // By which its children are known from their first moment.
    command.env("PGDATA", &layout.fresh);
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    account.apply(&mut command);
    // Ctrl-C in the terminal is for us; what becomes of our children is our decision.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut command = Command::from(command);
    // Given up by Ctrl-C, it must not go on alone; what it made is thrown away at the next start.
    command.kill_on_drop(true);
    command
}

async fn clear(layout: &Layout) -> Result<(), Error> {
    if !layout.fresh.exists() {
        return Ok(());
    }
    processes::end_initdb(&layout.fresh).await?;
    fs::remove_dir_all(&layout.fresh).map_err(Error::io("remove the half-made cluster", &layout.fresh))
}

fn refuse_other_content(layout: &Layout) -> Result<(), Error> {
    let mut entries = match fs::read_dir(&layout.pg) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("read", &layout.pg)(error)),
    };
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(Error::NotOurs {
            path: layout.pg.clone(),
            why: "is not empty and holds no database cluster (PG_VERSION is missing). Restore it from a backup, or move it away to begin anew".into(),
        }),
    }
}

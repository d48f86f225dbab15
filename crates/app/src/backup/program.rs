//! PostgreSQL's own programs, run on the database of this installation.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;

use cluster::{Binaries, Role};
use percent_encoding::percent_decode_str;
use sqlx::postgres::PgConnectOptions;
use tokio::process::Command;

use crate::config::{Config, Fault};
use crate::start::{Doing, Server};

/// How to run them, and where they connect.
pub(super) struct Programs {
    binaries: Binaries,
    environment: Vec<(&'static str, OsString)>,
}

impl Programs {
    /// Programs of at least the server's version, that connect as whoever sees all.
    pub(super) fn find(config: &Config, server: &Server, server_major: u32) -> Result<Programs, Fault> {
        let binaries = match server {
            Server::Private(opened) => opened.binaries().clone(),
            Server::External { .. } => cluster::find_binaries(
                config.database.pg_bin.as_deref(),
                config.place.path.as_deref(),
                &config.data,
                None,
            )?,
        };
        if binaries.major < server_major {
            return Err(Fault(format!(
                "the server is PostgreSQL {server_major}, but the programs here are of {0}. Install \
                 `apt-get install postgresql-client-{server_major}`, or name their folder in BERDAYA_PG_BIN",
                binaries.major
            )));
        }
        Ok(Programs { binaries, environment: environment(config, server)? })
    }

    /// The version of the programs.
    pub(super) fn version(&self) -> &str {
        &self.binaries.version
    }

    /// A command that connects by itself and inherits nothing else.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.program(program));
        command.env_clear().envs(self.environment.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }
}

/// Runs a program to its end; its last words are the fault.
pub(super) async fn run(mut command: Command, what: &str) -> Result<(), Fault> {
    let output = command.output().await.doing(what)?;
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = words.lines().rev().take(5).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    Err(Fault(format!("could not {what}: {}", last.join("\n"))))
}

/// As variables, so that a password is not seen in the list of processes.
fn environment(config: &Config, server: &Server) -> Result<Vec<(&'static str, OsString)>, Fault> {
    let mut environment: Vec<(&'static str, OsString)> = vec![
        ("PATH", "/usr/bin:/bin".into()),
        ("LC_ALL", "C.UTF-8".into()),
        ("TZ", "UTC".into()),
        // Whoever cannot see all must fail and not write half a dump.
        ("PGOPTIONS", "-c row_security=off -c statement_timeout=0".into()),
        ("PGCONNECT_TIMEOUT", "10".into()),
    ];
    match server {
        Server::Private(opened) => {
            let address = opened.address();
            environment.push(("PGHOST", address.socket_dir.clone().into()));
            environment.push(("PGPORT", address.port.to_string().into()));
            environment.push(("PGUSER", Role::Superuser.name().into()));
            environment.push(("PGDATABASE", cluster::DATABASE.into()));
        }
        Server::External { .. } => {
            let options = server.options(Role::Superuser)?;
            environment.extend(external(config, &options)?);
        }
    }
    Ok(environment)
}

fn external(config: &Config, options: &PgConnectOptions) -> Result<Vec<(&'static str, OsString)>, Fault> {
    let secret = config.database.migrator_url.as_ref();
    let url = secret.and_then(|secret| url::Url::parse(&secret.0).ok());
    let url = url.ok_or_else(|| Fault("database.migrator_url cannot be read".to_owned()))?;
    let mut environment: Vec<(&'static str, OsString)> = vec![
        ("PGHOST", options.get_socket().map_or_else(|| options.get_host().into(), |socket| socket.into())),
        ("PGPORT", options.get_port().to_string().into()),
        ("PGUSER", options.get_username().into()),
        ("PGDATABASE", options.get_database().unwrap_or(cluster::DATABASE).into()),
    ];
    if let Some(password) = url.password() {
        // A password in a URL has its special characters as %XX.
        environment.push(("PGPASSWORD", os_string(percent_decode_str(password).collect())));
    }
    for (key, name) in [("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT")] {
        if let Some((_, value)) = url.query_pairs().find(|(query, _)| query == key) {
            environment.push((name, value.into_owned().into()));
        }
    }
    Ok(environment)
}

fn os_string(bytes: Vec<u8>) -> OsString {
    std::os::unix::ffi::OsStringExt::from_vec(bytes)
}

/// A folder beside `file` for what does not last; gone when dropped.
pub(super) struct Scratch(pub(super) std::path::PathBuf);

impl Scratch {
    pub(super) fn beside(file: &Path) -> Result<Scratch, Fault> {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = file.with_file_name(format!(".{name}.{}.part", std::process::id()));
        crate::start::folder::private(&folder)?;
        Ok(Scratch(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(folder = %self.0.display(), %error, "what the backup needed meanwhile is left behind");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_url_means_what_it_says() {
        for (text, password) in
            [("plain", "plain"), ("a%40b%3Ac", "a@b:c"), ("100%", "100%"), ("%C3%A9", "é")]
        {
            assert_eq!(percent_decode_str(text).collect::<Vec<_>>(), password.as_bytes());
        }
    }
}

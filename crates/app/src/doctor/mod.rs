//! Looks at an installation as an experienced operator would, and says how to mend what is wrong.
//!
//! Always true: nothing is changed; every fault names a command; a check that cannot be made because of an earlier fault
//! is left out and not guessed at.

mod database;
mod machine;
mod rooms;
mod settings;
mod work;

use std::sync::Arc;

use kernel::Clock;
use serde::Serialize;

use crate::config::{Config, Fault};
use crate::start::Server;

pub use settings::version;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check's name, the same in every version.
    pub check: &'static str,
    pub verdict: Verdict,
    /// What is so.
    pub what: String,
    /// The command that mends it, or what to do where no command can.
    pub fix: Option<String>,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Ok,
    /// Works, but an operator would want to know.
    Warning,
    Fault,
}

impl Finding {
    fn ok(check: &'static str, what: impl Into<String>) -> Finding {
        Finding { check, verdict: Verdict::Ok, what: what.into(), fix: None }
    }

    fn warning(check: &'static str, what: impl Into<String>, fix: impl Into<String>) -> Finding {
        Finding { check, verdict: Verdict::Warning, what: what.into(), fix: Some(fix.into()) }
    }

    fn fault(check: &'static str, what: impl Into<String>, fix: impl Into<String>) -> Finding {
        Finding { check, verdict: Verdict::Fault, what: what.into(), fix: Some(fix.into()) }
    }
}

/// All that is found. `clock` is the machine's; tests give another.
pub async fn examine(config: Result<Arc<Config>, Fault>, clock: &Clock) -> Vec<Finding> {
    let config = match config {
        Ok(config) => config,
        Err(fault) => {
            return vec![Finding::fault(
                "configuration",
                fault.0,
                "berdaya config --example   lists every setting",
            )];
        }
    };
    let mut findings = machine::examine(&config, clock).await;
    let usable =
        |check: &str| !findings.iter().any(|one| one.check == check && one.verdict == Verdict::Fault);
    let reachable = usable("data-folder") && (usable("programs") || !config.is_embedded());
    if !reachable {
        return findings;
    }
    if config.is_embedded() && !config.data.join("pg/PG_VERSION").exists() {
        findings.push(Finding::warning("database", "there is no database yet", "berdaya serve   makes it"));
        return findings;
    }
    match Server::open(&config).await {
        Err(fault) => findings.push(Finding::fault("database", fault.0, unreachable(&config))),
        Ok(server) => {
            findings.extend(database::examine(&config, &server, clock).await);
            if let Err(fault) = server.close().await {
                findings.push(Finding::fault("database", fault.0, unreachable(&config)));
            }
        }
    }
    findings
}

fn unreachable(config: &Config) -> String {
    if config.is_embedded() {
        format!(
            "tail -50 {}/log/postgresql.log   shows why; then `systemctl restart berdaya`",
            config.data.display()
        )
    } else {
        "pg_isready -d \"$DATABASE_URL\"   tells whether the server answers; `berdaya config` shows which is meant"
            .to_owned()
    }
}

/// A statement that the schema's owner runs by hand.
fn psql(config: &Config, server: &Server, sql: &str) -> String {
    match server {
        Server::Private(opened) => format!(
            "psql -h {} -U berdaya_migrator -d {} -c \"{sql}\"",
            opened.address().socket_dir.display(),
            cluster::DATABASE
        ),
        Server::External { .. } => {
            let named = config.database.migrator_url.is_some();
            let url =
                if named { "the URL of database.migrator_url" } else { "the server, as berdaya_migrator" };
            format!("psql ({url}) -c \"{sql}\"")
        }
    }
}

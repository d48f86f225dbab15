//! `migrate`.

use std::sync::Arc;

use clap::Args;
use cluster::Role;

use super::say;
use crate::config::{Config, Fault};
use crate::start::{Server, folder, server};

/// Bring the database to the newest schema
#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// Only list what would be done
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        folder::settle(&config)?;
        let server = Server::open(&config).await?;
        let done = self.migrate(&server).await;
        server.close().await?;
        done
    }

    async fn migrate(&self, server: &Server) -> Result<(), Fault> {
        let pending = server::pending(&server.options(Role::Migrator)?).await?;
        for version in &pending {
            let name = migrations::MIGRATOR.iter().find(|one| one.version == *version);
            let name = name.map_or("", |one| one.description.as_ref());
            say(&format!("{version} {name}"))?;
        }
        match (pending.is_empty(), self.dry_run) {
            (true, _) => super::complain("The schema is up to date."),
            (false, true) => super::complain("Nothing was changed (--dry-run)."),
            (false, false) => {}
        }
        if self.dry_run {
            return Ok(());
        }
        // Also when nothing is pending: the application's rights are renewed.
        server.migrate().await
    }
}

//! `backup` and `restore`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use identity::subject;
use kernel::Actor;

use super::open::with_server;
use super::{complain, say};
use crate::backup::{self, Replace};
use crate::config::{Config, Fault};
use crate::start::{Node, Schema, Server, folder};

/// Write a backup of database and files, and verify it
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # also while serving
  berdaya backup /backups/$(date +%F).tar
  # read it again, years later
  berdaya backup --verify /backups/today.tar
The keys are never in it: keep a copy of the key file apart
(`berdaya keys show` names it).")]
pub(super) struct Backup {
    /// The file to write; it must not exist yet
    file: PathBuf,
    /// Only read an existing backup and compare it with its checksums
    #[arg(long)]
    verify: bool,
}

impl Backup {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        if self.verify {
            let manifest = backup::verify(&self.file)?;
            let rows: i64 = manifest.rows.values().sum();
            return say(&format!(
                "whole: made {} by {}, {rows} rows in {} tables, {} files",
                manifest.at.format("%F %T UTC"),
                manifest.made_by,
                manifest.rows.len(),
                manifest.members.len().saturating_sub(1)
            ));
        }
        let server = Server::open(&config).await?;
        let written = backup::write(&config, &server, &self.file).await;
        server.close().await?;
        let written = written?;
        say(&written.file.display().to_string())?;
        for missing in &written.manifest.files_missing {
            complain(&format!("warning: the file {missing} has no bytes in the store"));
        }
        complain(&format!(
            "Written and verified: {} MiB. The keys are NOT in it: keep a copy of {} apart.",
            written.bytes.div_ceil(1 << 20),
            config.key_file().display()
        ));
        Ok(())
    }
}

/// Bring a backup back
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # into an empty platform
  berdaya restore /backups/today.tar
  # everything that is there gives way
  berdaya restore /backups/today.tar --replace
The key file that belongs to the backup must be in place first.")]
pub(super) struct Restore {
    /// The backup to read; it is verified before anything is touched
    file: PathBuf,
    /// Let everything that is there give way
    #[arg(long)]
    replace: bool,
}

impl Restore {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        folder::settle(&config)?;
        // Before the database is even started: a damaged backup is no reason to.
        backup::verify(&self.file)?;
        let server = Server::open(&config).await?;
        let replace = if self.replace { Replace::All } else { Replace::Refuse };
        let restored = backup::restore(&config, &server, &self.file, replace).await;
        let restored = match restored {
            Ok(restored) => restored,
            Err(fault) => {
                server.close().await?;
                return Err(fault);
            }
        };
        let erased = with_server(config.clone(), server, Schema::Leave, erase_again).await?;
        let rows: i64 = restored.manifest.rows.values().sum();
        complain(&format!("Restored {rows} rows and {} files.", restored.files));
        if erased > 0 {
            complain(&format!("Erased again {erased} people who had been erased since the backup."));
        }
        Ok(())
    }
}

/// Whoever was erased after the backup was made is not brought back by it, not even until the first job runs.
async fn erase_again(node: &Node) -> Result<usize, Fault> {
    let mut erased = 0;
    for city in super::seed::all_cities(node).await? {
        let mut tx = node.db.begin(Actor::System("restore"), city.id).await?;
        let known = subject::kept(&mut tx).await?;
        erased += subject::reapply(&mut tx, &known).await?;
        tx.commit().await?;
    }
    Ok(erased)
}

//! `keys`.

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use cluster::Role;
use kernel::Actor;
use kernel::secret::{Keyring, Sealed, renew};
use sqlx::ConnectOptions;

use super::open::with_node;
use super::{complain, say};
use crate::config::{Config, Fault};
use crate::start::{Doing, Node, Schema, Server, keys};

/// Look at the keys, or put new ones to use
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # where the key file lies and which keys are in use; never the keys themselves
  berdaya keys show
  # new keys for encrypted fields; re-encrypts at once if nothing serves
  berdaya keys rotate data
  # re-encrypt what is still under earlier keys, also while serving
  berdaya keys renew")]
pub(super) struct Keys {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Where the key file lies, and which keys are in use
    Show,
    /// Put new keys to use; the earlier ones stay for what they closed
    Rotate {
        /// Which keys
        kind: Kind,
    },
    /// Re-encrypt what is still under earlier keys
    Renew,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// Encrypted fields and their indexes
    Data,
    /// The seals of the audit trail
    Sign,
}

impl Keys {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        match self.what {
            What::Show => show(&config),
            What::Rotate { kind } => rotate(config, kind).await,
            What::Renew => with_node(config, Schema::Leave, renew_all).await,
        }
    }
}

fn load(config: &Config) -> Result<Keyring, Fault> {
    let path = config.key_file();
    keys::load(&path)?.ok_or_else(|| {
        Fault(format!("there is no key file {}; `berdaya serve` makes it on the first start", path.display()))
    })
}

fn show(config: &Config) -> Result<(), Fault> {
    let ring = load(config)?;
    let [encrypt, blind, sign] = ring.in_use();
    say(&format!("file     {}", config.key_file().display()))?;
    say(&format!("encrypt  {encrypt}\nblind    {blind}\nsign     {sign}"))?;
    complain(
        "Keep a copy of this file in a safe place, apart from the backups: without it, encrypted fields are lost.",
    );
    Ok(())
}

async fn rotate(config: Arc<Config>, kind: Kind) -> Result<(), Fault> {
    let mut ring = load(&config)?;
    let running = is_running(&config).await?;
    let kinds: &[&str] = match kind {
        // An index is renewed with its field, so both change together.
        Kind::Data => &["encrypt", "blind"],
        Kind::Sign => &["sign"],
    };
    for kind in kinds {
        let id = ring.rotate(kind)?;
        say(&format!("{kind} {id}"))?;
    }
    keys::save(&config.key_file(), &ring)?;
    complain("Make a new copy of the key file now: backups from here on need it.");
    match (running, kind) {
        (true, Kind::Data) => {
            complain(
                "The platform is running with the earlier keys. Copy the key file to every node, restart them, then \
                 run `berdaya keys renew`.",
            );
            Ok(())
        }
        (true, Kind::Sign) => {
            complain(
                "Copy the key file to every node and restart them; seals are signed with the new key from then on.",
            );
            Ok(())
        }
        (false, Kind::Data) => with_node(config, Schema::Leave, renew_all).await,
        (false, Kind::Sign) => Ok(()),
    }
}

/// Whether a node works on this database, here or elsewhere.
async fn is_running(config: &Config) -> Result<bool, Fault> {
    let server = Server::open(config).await?;
    let counted = others(&server).await;
    server.close().await?;
    counted
}

async fn others(server: &Server) -> Result<bool, Fault> {
    let mut conn = server.options(Role::App)?.connect().await.doing("connect to the database")?;
    sqlx::query_scalar(
        "select exists (select 1 from pg_stat_activity where usename = current_user and pid <> pg_backend_pid())",
    )
    .fetch_one(&mut conn)
    .await
    .doing("look whether the platform is running")
}

async fn renew_all(node: &Node) -> Result<(), Fault> {
    let sealed: Vec<Sealed> = crate::contexts().into_iter().flat_map(|room| room.sealed).collect();
    let cities = super::seed::all_cities(node).await?;
    let mut renewed = 0;
    for city in &cities {
        for column in &sealed {
            loop {
                let mut tx = node.db.begin(Actor::System("keys"), city.id).await?;
                let count = renew(&mut tx, *column).await?;
                tx.commit().await?;
                if count == 0 {
                    break;
                }
                renewed += count;
            }
        }
    }
    complain(&format!("{renewed} fields were re-encrypted; all are under the keys in use."));
    Ok(())
}

//! From a configuration to a running node: data folder, keys, database, mail, files.
//!
//! Always true: a node works as a role that owns nothing and bypasses nothing; keys are made once, before anything is
//! encrypted, and never beside a database that was filled with others.

mod fault;
pub mod files;
pub mod folder;
pub mod keys;
pub mod log;
pub mod mail;
pub mod role;
pub mod server;
pub mod stop;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use kernel::job::JobKind;
use kernel::outside::{Outside, Services};
use kernel::secret::Keyring;
use kernel::{Clock, Db};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::config::{Config, Fault};

pub use fault::Doing;
pub use server::Server;

/// A node with everything that doings need.
#[derive(Debug)]
pub struct Node {
    pub config: Arc<Config>,
    pub db: Db,
    pub server: Server,
}

/// Whether the schema may be brought up to date on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// The private database is migrated; with one of your own, pending migrations are a fault.
    Settle,
    /// Taken as it is.
    Leave,
}

/// Connects a node to `server`: schema, role, pool, keys, mail, files. A fault gives the server back, to be closed.
pub async fn node(config: Arc<Config>, server: Server, schema: Schema) -> Result<Node, (Fault, Server)> {
    match connect(&config, &server, schema).await {
        Ok(db) => Ok(Node { config, db, server }),
        Err(fault) => Err((fault, server)),
    }
}

impl Node {
    /// Ends the connections, then stops the database if it was started for this node.
    pub async fn close(self) -> Result<(), Fault> {
        self.db.pool().close().await;
        self.server.close().await
    }
}

async fn connect(config: &Config, server: &Server, schema: Schema) -> Result<Db, Fault> {
    folder::settle(config)?;
    let keys = keys::load(&config.key_file())?;
    let app = server.options(cluster::Role::App)?;
    if schema == Schema::Settle {
        settle_schema(config, server, &app).await?;
    }
    role::check(&app).await?;
    let pool = pool(config, app).await?;
    let keys = match keys {
        Some(keys) => keys,
        None => keys::first(&config.key_file(), &pool).await?,
    };
    database(config, pool, keys)
}

/// A [`Db`] on this pool, with the jobs and subscriptions of all rooms.
pub fn database(config: &Config, pool: PgPool, keys: Keyring) -> Result<Db, Fault> {
    let clock = Clock::system();
    let outside = Outside {
        mailer: mail::mailer(config)?,
        files: files::store(&config.files)?,
        public_url: config.public_url.clone(),
        // This very build, also after an upgrade has put another one in its place.
        sheets: Some("/proc/self/exe".into()),
        services: Services::default()
            .with(providers(config, &clock, &keys)?)
            .with(ledger::proof::Checks(market::proof::checks())),
    };
    let rooms = crate::contexts();
    let mut jobs: Vec<JobKind> = rooms.iter().flat_map(|room| room.jobs.iter().copied()).collect();
    let mail = JobKind::of::<kernel::mail::Send>();
    if !jobs.iter().any(|kind| kind.name == mail.name) {
        jobs.push(mail);
    }
    let subscriptions = rooms.iter().flat_map(|room| room.subscriptions.iter().copied()).collect();
    Ok(Db::new(pool, clock, keys, outside, jobs, subscriptions))
}

fn providers(config: &Config, clock: &Clock, keys: &Keyring) -> Result<payment::Providers, Fault> {
    let demo = || {
        let key = data_encoding::HEXLOWER.encode(&keys.derive("payment.demo")[..]);
        let page = format!("{}/market/attempts/demo", config.public_url);
        payment::Demo::new(payment::Secret::new(key), page, clock.clone())
    };
    config.payment.clone().providers(clock, demo).map_err(|fault| Fault(fault.0))
}

async fn settle_schema(config: &Config, server: &Server, app: &PgConnectOptions) -> Result<(), Fault> {
    let pending = server::pending(app).await?;
    match (pending.as_slice(), config.is_embedded()) {
        ([], _) => Ok(()),
        (_, true) => {
            tracing::info!(pending = pending.len(), "bringing the database to the newest schema");
            server.migrate().await
        }
        ([first, ..], false) => Err(Fault(format!(
            "the database lacks {} migrations, from {first} on. Run `berdaya migrate` first",
            pending.len()
        ))),
    }
}

async fn pool(config: &Config, options: PgConnectOptions) -> Result<PgPool, Fault> {
    PgPoolOptions::new()
        .max_connections(config.database.connections)
        .min_connections(1)
        // Whoever waits longer than this is better off with an apology.
        .acquire_timeout(Duration::from_secs(2))
        .idle_timeout(Duration::from_secs(600))
        .max_lifetime(Duration::from_secs(1800))
        .connect_with(options)
        .await
        .doing("connect to the database")
}

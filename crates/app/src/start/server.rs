//! The database server: our private one, somebody else's run of it, or one of the operator's own.

use std::str::FromStr;

use cluster::{Cluster, Opened, Role};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::config::{Config, Fault, Secret};
use crate::start::Doing;

/// Where the database answers, and whether we keep it running.
#[derive(Debug)]
pub enum Server {
    /// The private PostgreSQL, watched by us or run by another berdaya.
    Private(Opened),
    External {
        url: Secret,
        migrator_url: Option<Secret>,
    },
}

impl Server {
    /// For serving: the private PostgreSQL is ours alone for as long as we run.
    pub async fn start(config: &Config) -> Result<Server, Fault> {
        match Server::external(config) {
            Some(server) => Ok(server),
            None => {
                let cluster = Box::pin(Cluster::start(config.cluster())).await?;
                Ok(Server::Private(Opened::Started(Box::new(cluster))))
            }
        }
    }

    /// For commands: joins a private PostgreSQL that already runs.
    pub async fn open(config: &Config) -> Result<Server, Fault> {
        match Server::external(config) {
            Some(server) => Ok(server),
            None => Ok(Server::Private(Box::pin(cluster::open(config.cluster())).await?)),
        }
    }

    fn external(config: &Config) -> Option<Server> {
        let url = config.database.url.clone()?;
        Some(Server::External { url, migrator_url: config.database.migrator_url.clone() })
    }

    /// Whether another berdaya runs the private PostgreSQL.
    pub fn is_joined(&self) -> bool {
        match self {
            Server::Private(Opened::Running { .. }) => true,
            Server::Private(Opened::Started(_)) | Server::External { .. } => false,
        }
    }

    /// How to connect as `role`. One's own server knows the application and the migrator only; the latter stands in for
    /// the superuser there.
    pub fn options(&self, role: Role) -> Result<PgConnectOptions, Fault> {
        let options = match self {
            Server::Private(opened) => opened.address().options(role),
            Server::External { url, migrator_url } => match role {
                Role::App => parse(url, "database.url")?,
                Role::Migrator | Role::Superuser | Role::Readonly => {
                    let missing = "database.migrator_url is not set. Name the same database there, as the role \
                                   berdaya_migrator (or in a file: database.migrator_url_file)";
                    let url = migrator_url.as_ref().ok_or_else(|| Fault(missing.to_owned()))?;
                    parse(url, "database.migrator_url")?
                }
            },
        };
        Ok(quiet(options, role))
    }

    /// Brings the schema up to date, as its owner.
    pub async fn migrate(&self) -> Result<(), Fault> {
        let mut conn =
            self.options(Role::Migrator)?.connect().await.doing("connect to the database as its owner")?;
        migrations::run(&mut conn).await.doing("bring the database to the newest schema")?;
        conn.close().await.doing("close the connection")
    }

    /// Waits until the private PostgreSQL has died for good. Never returns for others.
    pub async fn died(&self) -> String {
        match self {
            Server::Private(Opened::Started(cluster)) => cluster.died().await,
            Server::Private(Opened::Running { .. }) | Server::External { .. } => std::future::pending().await,
        }
    }

    /// Stops what was started.
    pub async fn close(self) -> Result<(), Fault> {
        match self {
            Server::Private(opened) => Ok(opened.close().await?),
            Server::External { .. } => Ok(()),
        }
    }
}

/// The migrations that the database lacks.
pub async fn pending(options: &PgConnectOptions) -> Result<Vec<i64>, Fault> {
    let mut conn = options.connect().await.doing("connect to the database")?;
    let pending = pending_on(&mut conn).await?;
    conn.close().await.doing("close the connection")?;
    Ok(pending)
}

/// The same on an open connection.
pub async fn pending_on(conn: &mut PgConnection) -> Result<Vec<i64>, Fault> {
    migrations::pending(conn).await.doing("look for pending migrations")
}

fn parse(url: &Secret, key: &str) -> Result<PgConnectOptions, Fault> {
    // The text is not repeated: it holds a password.
    PgConnectOptions::from_str(&url.0).map_err(|error| Fault(format!("{key} cannot be read: {error}")))
}

fn quiet(options: PgConnectOptions, role: Role) -> PgConnectOptions {
    // PostgreSQL logs what is slow, without parameters.
    let options = options.application_name("berdaya").disable_statement_logging();
    match role {
        Role::App | Role::Readonly => options.options([
            ("statement_timeout", "30s"),
            ("lock_timeout", "10s"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("timezone", "UTC"),
        ]),
        Role::Migrator | Role::Superuser => options.options([("timezone", "UTC")]),
    }
}

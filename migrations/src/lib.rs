//! The one timeline of the schema: `<time>_<context>_<what>.sql`, expand then contract, never edited once landed.
//!
//! This crate has no checked queries, so the database can be migrated before the rooms compile.

use sha2::{Digest, Sha256};
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};

/// All migrations, embedded.
pub static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// The three roles: `berdaya_migrator` owns the schema, `berdaya_app` works in it without bypassing row level
/// security, `berdaya_readonly` looks. Run by a server's administrator; may be run again. A superuser also lets the
/// migrator pass row level security, which a dump made by it needs.
pub const ROLES: &str = include_str!("roles.sql");

/// Who may enter a database, and the extensions that the schema needs. Run by the administrator in the database itself;
/// may be run again.
pub const DATABASE: &str = include_str!("database.sql");

/// What the roles may do with the schemas that exist now. Run by the owner after each migration.
pub const GRANTS: &str = include_str!("grants.sql");

/// Brings the database of `url` to the newest schema, as the role `berdaya_migrator` (or whoever the URL names, if
/// that is not a member of it), and renews the grants. Safe to call from several nodes at once.
pub async fn run(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    // DDL that waits behind a long transaction would in turn hold up everybody else.
    raw_sql("set lock_timeout = '10s'; set statement_timeout = '15min';").execute(&mut *conn).await?;
    MIGRATOR.run(&mut *conn).await.map_err(|error| sqlx::Error::Migrate(Box::new(error)))?;
    raw_sql(GRANTS).execute(&mut *conn).await?;
    Ok(())
}

/// The versions that this binary knows and the database does not have yet, oldest first.
/// A database that was never migrated lacks all of them.
pub async fn pending(conn: &mut PgConnection) -> Result<Vec<i64>, sqlx::Error> {
    let there: bool = sqlx::query_scalar("select to_regclass('public._sqlx_migrations') is not null")
        .fetch_one(&mut *conn)
        .await?;
    let done: Vec<i64> = if there {
        sqlx::query_scalar(
            "select version from public._sqlx_migrations where success order by version limit 100000",
        )
        .fetch_all(&mut *conn)
        .await?
    } else {
        Vec::new()
    };
    Ok(MIGRATOR.iter().map(|m| m.version).filter(|version| !done.contains(version)).collect())
}

/// A hexadecimal name for this very set of migrations: test databases of another set are thrown away.
pub fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for migration in MIGRATOR.iter() {
        hash.update(migration.version.to_be_bytes());
        hash.update(&*migration.checksum);
    }
    hash.update(GRANTS);
    hash.update(ROLES);
    hash.update(DATABASE);
    data_encoding::HEXLOWER.encode(&hash.finalize()).chars().take(16).collect()
}

/// Creates the roles, the database `name` owned by the migrator, and what belongs into it. `server` connects as a
/// superuser, to any database. May be run again.
pub async fn bootstrap(server: &PgConnectOptions, name: &str) -> Result<(), sqlx::Error> {
    let mut admin = PgConnection::connect_with(server).await?;
    raw_sql(ROLES).execute(&mut admin).await?;
    let there: bool = sqlx::query_scalar("select exists (select 1 from pg_database where datname = $1)")
        .bind(name)
        .fetch_one(&mut admin)
        .await?;
    if !there {
        let quoted = name.replace('"', "\"\"");
        raw_sql(AssertSqlSafe(format!("create database \"{quoted}\" owner berdaya_migrator")))
            .execute(&mut admin)
            .await?;
    }
    admin.close().await?;
    let mut inside = PgConnection::connect_with(&server.clone().database(name)).await?;
    raw_sql(DATABASE).execute(&mut inside).await?;
    inside.close().await
}

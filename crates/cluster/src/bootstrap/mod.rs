//! Roles, database, extensions and rights, on the private PostgreSQL or on somebody else's.
//!
//! Three roles, so that the serving process can neither change the schema nor pass row level security:
//! `berdaya_migrator` owns the database, `berdaya_app` reads and writes rows, `berdaya_readonly` reads.
//! Everything can be run again at any time. The statements themselves are those of `migrations`.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::{Address, DATABASE, Error, Role};

/// Passwords of the roles on a server that asks for them. What is `None` stays as it is.
#[derive(Default, Clone)]
pub struct Passwords {
    pub migrator: Option<String>,
    pub app: Option<String>,
    pub readonly: Option<String>,
}

/// On the private cluster, where the socket's folder decides who may connect.
pub(crate) async fn private(address: &Address) -> Result<(), Error> {
    let admin = address.options(Role::Superuser).database("postgres");
    server(&admin, DATABASE, &Passwords::default()).await
}

/// Prepares a server: connects as its administrator, makes the roles and the database.
///
/// The administrator needs CREATEROLE and CREATEDB; a superuser also lets the migrator pass row level
/// security, which a dump made by it needs.
pub async fn server(admin: &PgConnectOptions, database: &str, passwords: &Passwords) -> Result<(), Error> {
    let admin = admin.clone().disable_statement_logging();
    let mut connection = connect(&admin).await?;
    // Two nodes may come up together; the second then finds everything done.
    run(&mut connection, "lock the bootstrap", "select pg_advisory_lock(4210127)").await?;
    run(&mut connection, "create the database roles", migrations::ROLES).await?;
    for (role, password) in [
        (Role::Migrator, &passwords.migrator),
        (Role::App, &passwords.app),
        (Role::Readonly, &passwords.readonly),
    ] {
        if let Some(password) = password {
            let sql = format!("alter role {} password {}", role.name(), literal(password));
            run(&mut connection, "set a role's password", &sql).await?;
        }
    }
    create_database(&mut connection, database).await?;
    let mut inside = connect(&admin.database(database)).await?;
    prepare_database(&mut inside).await?;
    let _ = inside.close().await;
    // Closing also gives the lock back.
    let _ = connection.close().await;
    Ok(())
}

/// Extensions and default rights inside one database; for databases that tests make themselves.
/// The roles must exist, and the connection be the administrator's.
pub async fn prepare_database(connection: &mut PgConnection) -> Result<(), Error> {
    run(connection, "prepare the database", migrations::DATABASE).await
}

async fn create_database(connection: &mut PgConnection, database: &str) -> Result<(), Error> {
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(database)
        .fetch_one(&mut *connection)
        .await
        .map_err(Error::sql("look for the database"))?;
    if exists {
        return Ok(());
    }
    let sql = format!(
        "create database {} owner {} template template0 encoding 'UTF8'",
        identifier(database),
        Role::Migrator.name()
    );
    run(connection, "create the database", &sql).await
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection, Error> {
    options.connect().await.map_err(Error::sql("connect as the database administrator"))
}

async fn run(connection: &mut PgConnection, doing: &'static str, sql: &str) -> Result<(), Error> {
    // Constants of this folder, and names and passwords quoted below.
    connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map_err(Error::sql(doing))?;
    Ok(())
}

/// The E form means the same whatever `standard_conforming_strings` says.
fn literal(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_survives_quotes_and_backslashes() {
        assert_eq!(literal(r"it's \ here"), r"E'it''s \\ here'");
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
    }
}

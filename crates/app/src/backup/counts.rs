//! Tables and how many rows they have.

use std::collections::BTreeMap;

use sqlx::{AssertSqlSafe, PgConnection};

use crate::config::Fault;
use crate::start::Doing;

/// The schemas that are ours: all but PostgreSQL's own and `public`, where extensions live.
pub(super) async fn schemas(conn: &mut PgConnection) -> Result<Vec<String>, Fault> {
    sqlx::query_scalar(
        "select nspname::text from pg_namespace
         where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
         order by nspname limit 1000",
    )
    .fetch_all(conn)
    .await
    .doing("list the schemas")
}

/// Rows per table, of the moment of the transaction.
pub(super) async fn rows(conn: &mut PgConnection) -> Result<BTreeMap<String, i64>, Fault> {
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select format('%s.%s', n.nspname, c.relname), format('%I.%I', n.nspname, c.relname)
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
         order by 1 limit 10000",
    )
    .fetch_all(&mut *conn)
    .await
    .doing("list the tables")?;
    let mut rows = BTreeMap::new();
    for (name, quoted) in tables {
        // The name was quoted by the database.
        let count = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {quoted}")))
            .fetch_one(&mut *conn)
            .await
            .doing(format_args!("count the rows of {name}"))?;
        rows.insert(name, count);
    }
    Ok(rows)
}

/// Whether the connected role sees every row: a superuser, or one that bypasses row level security.
pub(super) async fn must_see_all(conn: &mut PgConnection) -> Result<(), Fault> {
    let sees: bool =
        sqlx::query_scalar("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
            .fetch_one(conn)
            .await
            .doing("look at the database role")?;
    if sees {
        return Ok(());
    }
    Err(Fault(
        "the role of database.migrator_url does not see every row, so a backup would be empty. As the server's \
         administrator, run: alter role berdaya_migrator bypassrls"
            .to_owned(),
    ))
}

//! What the schema must keep, so that it shards by city, protects people, and says what broke. Read from the catalogue of
//! the migrated database. Every rule is also shown to find a breach: it is broken in a transaction that rolls back.
#![expect(clippy::unwrap_used, reason = "a panic is the report")]

mod columns;
mod keys;
mod names;
mod rights;
mod timeline;

use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};

/// Our tables, for the queries below: those of a city and those of the nation.
const OURS: &str = "with own as (
    select c.oid, c.relname, n.nspname, n.nspname || '.' || c.relname as name, c.relrowsecurity, c.relforcerowsecurity,
           coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
           coalesce(obj_description(c.oid, 'pg_class'), '') like 'reference:%' as reference,
           (select a.attnum from pg_attribute a
            where a.attrelid = c.oid and a.attname = 'city' and a.atttypid = 'int4'::regtype and a.attnotnull) as city
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
)";

/// A rule about the schema.
struct Rule {
    /// Why, and what to do; said when it is broken.
    why: &'static str,
    /// The rest of a statement over [`OURS`]: one text column, a row for each breach.
    breaches: String,
    /// Statements that break the rule.
    broken_by: &'static str,
}

/// Asserts that nothing breaks the rule, and that the rule can be broken.
async fn hold(rule: Rule) {
    let kit = testkit::db().await;
    let mut admin = kit.admin().await;
    let found = rows(&mut admin, &rule.breaches).await;
    assert!(found.is_empty(), "{}:\n  {}", rule.why, found.join("\n  "));

    let mut tx = admin.begin().await.unwrap();
    raw_sql(rule.broken_by).execute(&mut *tx).await.unwrap();
    let found = rows(&mut tx, &rule.breaches).await;
    assert!(!found.is_empty(), "the rule does not see: {}", rule.broken_by);
    tx.rollback().await.unwrap();
}

/// The breaches, in order.
async fn rows(conn: &mut PgConnection, sql: &str) -> Vec<String> {
    let sql = format!("{OURS} {sql} order by 1");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(conn).await.unwrap()
}

/// A list for SQL's `in`.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}

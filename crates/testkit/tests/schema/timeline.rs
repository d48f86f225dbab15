//! The timeline leads to the same schema wherever it starts.

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, raw_sql};

/// Everything about our schemas that a migration can change, as lines of text.
const SHAPE: &str = "
    select 'column ' || own.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
           || case when a.attnotnull then ' not null' else '' end || ' ' || a.attidentity::text
           || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    from own join pg_attribute a on a.attrelid = own.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = own.oid and d.adnum = a.attnum
    union all
    select 'constraint ' || own.name || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
    from own join pg_constraint k on k.conrelid = own.oid
    union all
    select 'index ' || pg_get_indexdef(i.indexrelid) from own join pg_index i on i.indrelid = own.oid
    union all
    select 'policy ' || own.name || ' ' || p.polname || ' ' || pg_get_expr(p.polqual, p.polrelid)
    from own join pg_policy p on p.polrelid = own.oid
    union all
    select 'table ' || own.name || ' ' || own.relrowsecurity || ' ' || own.relforcerowsecurity || ' ' || own.comment
           || ' ' || coalesce(c.relacl::text, '')
    from own join pg_class c on c.oid = own.oid
    union all
    select 'view ' || c.oid::regclass::text || ' ' || pg_get_viewdef(c.oid)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'v' and n.nspname in (select nspname from own)
    union all
    select 'function ' || pg_get_functiondef(p.oid)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prokind = 'f' and n.nspname in (select nspname from own)";

#[tokio::test]
async fn migrations_from_empty_lead_to_the_schema_that_tests_use() {
    let kit = testkit::db().await;
    let mut admin = kit.admin().await;
    let expected = crate::rows(&mut admin, SHAPE).await;
    assert!(expected.len() > 200, "the shape has {} lines", expected.len());

    let name = format!("{}_empty", kit.options().get_database().unwrap());
    raw_sql(AssertSqlSafe(format!("drop database if exists {name} with (force)")))
        .execute(&mut admin)
        .await
        .unwrap();
    let mut fresh = migrated(kit.options(), &name).await;
    let found = crate::rows(&mut fresh, SHAPE).await;
    let pending = migrations::pending(&mut fresh).await.unwrap();
    migrations::run(&mut fresh).await.unwrap();
    let again = crate::rows(&mut fresh, SHAPE).await;
    drop(fresh);
    raw_sql(AssertSqlSafe(format!("drop database {name} with (force)"))).execute(&mut admin).await.unwrap();

    assert_eq!(found, expected);
    assert_eq!(again, expected, "to migrate twice is to migrate once");
    assert_eq!(pending, Vec::<i64>::new());
}

async fn migrated(options: &PgConnectOptions, name: &str) -> PgConnection {
    // Roles belong to the whole server: the lock under which other tests build their templates.
    let mut server = options.clone().database("postgres").connect().await.unwrap();
    raw_sql("select pg_advisory_lock(4242)").execute(&mut server).await.unwrap();
    migrations::bootstrap(options, name).await.unwrap();
    drop(server);
    let mut fresh = options.clone().database(name).connect().await.unwrap();
    raw_sql("set role berdaya_migrator").execute(&mut fresh).await.unwrap();
    migrations::run(&mut fresh).await.unwrap();
    fresh
}

#[tokio::test]
async fn a_shape_that_differs_is_seen() {
    let kit = testkit::db().await;
    let mut admin = kit.admin().await;
    let before = crate::rows(&mut admin, SHAPE).await;
    let mut tx = sqlx::Connection::begin(&mut admin).await.unwrap();
    for change in [
        "alter table kernel.job alter column attempts drop default",
        "drop index kernel.job_dead_idx",
        "grant truncate on kernel.job to berdaya_app",
        "drop policy fact_of_city on kernel.fact",
    ] {
        let old = crate::rows(&mut tx, SHAPE).await;
        raw_sql(change).execute(&mut *tx).await.unwrap();
        assert_ne!(crate::rows(&mut tx, SHAPE).await, old, "{change}");
    }
    tx.rollback().await.unwrap();
    assert_eq!(crate::rows(&mut admin, SHAPE).await, before);
}

#[tokio::test]
async fn every_view_can_be_read() {
    let kit = testkit::db().await;
    let mut admin = kit.admin().await;
    let views = crate::rows(
        &mut admin,
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'v' and n.nspname in (select nspname from own)",
    )
    .await;
    raw_sql("set role berdaya_readonly").execute(&mut admin).await.unwrap();
    for view in views {
        let sql = format!("select count(*) from {view}");
        raw_sql(AssertSqlSafe(sql))
            .execute(&mut admin)
            .await
            .unwrap_or_else(|error| panic!("{view}: {error}"));
    }
}

//! What the roles may and may not do.

use cluster::bootstrap::{Passwords, prepare_database, server};
use cluster::{Cluster, Role};
use sqlx::{ConnectOptions, Executor};

use crate::support::{connect, folder, scalar, start};

async fn refused(cluster: &Cluster, role: Role, sql: &'static str) -> String {
    let error = connect(cluster, role).await.execute(sql).await.expect_err(sql);
    error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned()
}

const NO_RIGHT: &str = "42501";
const READ_ONLY: &str = "25006";

#[tokio::test]
async fn the_application_writes_rows_and_nothing_else() {
    let folder = folder();
    let cluster = start(&folder.path().join("data")).await;
    let mut migrator = connect(&cluster, Role::Migrator).await;
    migrator
        .execute(
            "create schema shop;
             create table shop.sale (n int primary key);
             create table shop.audit (n int not null) partition by range (n);
             create table shop.audit_1 partition of shop.audit for values from (0) to (10);
             comment on table shop.audit is 'append-only: for this test';
             create table public._sqlx_migrations (version bigint)",
        )
        .await
        .unwrap();
    migrator.execute(sqlx::raw_sql(migrations::GRANTS)).await.unwrap();

    let mut app = connect(&cluster, Role::App).await;
    app.execute("insert into shop.sale (n) values (1); update shop.sale set n = 2; insert into shop.audit (n) values (1); delete from shop.sale").await.unwrap();
    for sql in [
        "update shop.audit set n = 2",
        "delete from shop.audit_1",
        "truncate shop.sale",
        "create table shop.mine (n int)",
        "create table public.mine (n int)",
        "create schema mine",
        "create temporary table mine (n int)",
        "drop table shop.sale",
        "delete from public._sqlx_migrations",
        "alter role berdaya_app superuser",
        "set role berdaya_migrator",
    ] {
        assert_eq!(refused(&cluster, Role::App, sql).await, NO_RIGHT, "{sql}");
    }
    connect(&cluster, Role::Readonly).await.execute("select n from shop.sale").await.unwrap();
    assert_eq!(refused(&cluster, Role::Readonly, "insert into shop.sale (n) values (3)").await, READ_ONLY);
    let tricked = "begin read write; insert into shop.sale (n) values (3)";
    assert_eq!(refused(&cluster, Role::Readonly, tricked).await, NO_RIGHT);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn tables_made_after_the_grants_are_open_to_the_application_at_once() {
    let folder = folder();
    let cluster = start(&folder.path().join("data")).await;
    let mut migrator = connect(&cluster, Role::Migrator).await;
    migrator.execute("create schema late; create table late.t (n int generated always as identity, name text default public.unaccent('é'))").await.unwrap();
    connect(&cluster, Role::App).await.execute("insert into late.t default values").await.unwrap();
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn row_level_security_binds_the_application_and_lets_the_migrator_pass() {
    let folder = folder();
    let cluster = start(&folder.path().join("data")).await;
    let mut migrator = connect(&cluster, Role::Migrator).await;
    migrator
        .execute(
            "create schema safe; create table safe.t (n int); insert into safe.t (n) values (1);
             alter table safe.t enable row level security; alter table safe.t force row level security",
        )
        .await
        .unwrap();
    let count = "select count(*)::text from safe.t";
    assert_eq!(scalar(&mut connect(&cluster, Role::App).await, count).await, "0");
    assert_eq!(scalar(&mut connect(&cluster, Role::Readonly).await, count).await, "0");
    assert_eq!(scalar(&mut migrator, count).await, "1");
    cluster.stop().await.unwrap();
}

/// The private cluster stands in for somebody else's server, with an administrator who is no superuser.
#[tokio::test]
async fn a_managed_servers_administrator_can_bootstrap_again_and_with_passwords() {
    let folder = folder();
    let cluster = start(&folder.path().join("data")).await;
    let mut root = connect(&cluster, Role::Superuser).await;
    root.execute("create role manager login createrole createdb").await.unwrap();
    if scalar(&mut root, "select (current_setting('server_version_num')::int >= 160000)::text").await
        == "true"
    {
        root.execute("grant berdaya_migrator, berdaya_app, berdaya_readonly to manager with admin option")
            .await
            .unwrap();
    }
    let manager = cluster.options(Role::Superuser).username("manager").database("postgres");
    let passwords = Passwords { app: Some(r"it's \ secret".into()), ..Passwords::default() };
    for _ in 0..2 {
        server(&manager, "second city", &passwords).await.unwrap_or_else(|error| panic!("{error}"));
    }
    let mut app = cluster.options(Role::App).database("second city").connect().await.unwrap();
    assert_eq!(scalar(&mut app, "show statement_timeout").await, "30s");
    assert_eq!(scalar(&mut app, "select (public.similarity('depok', 'depog') > 0.3)::text").await, "true");
    let hashed =
        "select (rolpassword like 'SCRAM-SHA-256$%')::text from pg_authid where rolname = 'berdaya_app'";
    assert_eq!(scalar(&mut root, hashed).await, "true");

    root.execute("create database test_1 owner berdaya_migrator").await.unwrap();
    let mut inside = cluster.options(Role::Superuser).database("test_1").connect().await.unwrap();
    prepare_database(&mut inside).await.unwrap();
    cluster.stop().await.unwrap();
}

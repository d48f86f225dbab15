//! Starting and stopping in ordinary and in odd places.

use std::os::unix::fs::MetadataExt;

use cluster::{Opened, Role, inspect, open};
use sqlx::{Connection, Executor};

use crate::support::{connect, folder, parent, scalar, settings, start};

#[tokio::test]
async fn what_was_written_is_there_after_a_stop_and_a_second_start() {
    let folder = folder();
    let data = folder.path().join("data");

    let cluster = start(&data).await;
    let mut connection = connect(&cluster, Role::Migrator).await;
    connection.execute("create table kept as select 'yes'::text as answer").await.unwrap();
    cluster.stop().await.unwrap();
    assert!(inspect(&data, None).unwrap().processes.is_empty());
    assert!(!data.join("pg/postmaster.pid").exists());

    let cluster = start(&data).await;
    let mut connection = connect(&cluster, Role::Migrator).await;
    assert_eq!(scalar(&mut connection, "select answer from kept").await, "yes");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn only_the_account_can_enter_and_nothing_listens_on_the_network() {
    let folder = folder();
    let data = folder.path().join("data");
    let cluster = start(&data).await;
    let account = cluster.account().clone();

    assert_ne!(account.uid, 0, "PostgreSQL never runs as root");
    for name in ["pg", "run"] {
        let meta = std::fs::metadata(data.join(name)).unwrap();
        assert_eq!((meta.uid(), meta.mode() & 0o777), (account.uid, 0o700), "{name}");
    }
    assert_eq!(std::fs::metadata(&data).unwrap().mode() & 0o007, 0, "others may not even pass");
    let mut connection = connect(&cluster, Role::Superuser).await;
    assert_eq!(scalar(&mut connection, "show listen_addresses").await, "");
    assert_eq!(scalar(&mut connection, "show data_checksums").await, "on");
    assert_eq!(scalar(&mut connection, "show log_error_verbosity").await, "terse");
    let state = inspect(&data, Some(cluster.binaries())).unwrap();
    assert_eq!(state.checksums, Some(true));
    assert_eq!(state.held_by, Some(std::process::id()));
    assert_eq!(state.address.as_ref(), Some(cluster.address()));
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_path_with_spaces_quotes_and_commas_works() {
    let folder = folder();
    let data = folder.path().join("Bu Sri's, \"data\" é %20");
    let cluster = start(&data).await;
    let mut connection = sqlx::PgConnection::connect(&cluster.url(Role::App)).await.unwrap();
    assert_eq!(scalar(&mut connection, "select current_user::text").await, "berdaya_app");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_gets_one_elsewhere() {
    let folder = folder();
    let data = folder.path().join("long".repeat(25));
    let cluster = start(&data).await;
    let socket_dir = cluster.address().socket_dir.clone();
    assert!(!socket_dir.starts_with(&data));
    assert_eq!(std::fs::metadata(&socket_dir).unwrap().mode() & 0o777, 0o700);
    connect(&cluster, Role::App).await;
    assert_eq!(inspect(&data, None).unwrap().address.as_ref(), Some(cluster.address()));
    cluster.stop().await.unwrap();
    assert!(!socket_dir.exists(), "nothing is left outside the data folder");
}

#[tokio::test]
async fn the_operators_settings_win_over_ours_and_survive_a_start() {
    let folder = folder();
    let data = folder.path().join("data");
    start(&data).await.stop().await.unwrap();

    std::fs::write(data.join("pg/local.conf"), "work_mem = '7MB'\nport = 6543\n").unwrap();
    let cluster = start(&data).await;
    let mut connection = connect(&cluster, Role::App).await;
    assert_eq!(scalar(&mut connection, "show work_mem").await, "7MB");
    assert_eq!(scalar(&mut connection, "show port").await, "5432", "the socket stays where we look for it");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_command_joins_the_running_server_or_starts_its_own() {
    let folder = folder();
    let data = folder.path().join("data");
    let opened = open(settings(&data)).await.unwrap();
    assert!(matches!(opened, Opened::Started(_)));
    opened.close().await.unwrap();

    let other = parent(&data).ready().await;
    let opened = open(settings(&data)).await.unwrap();
    assert!(matches!(opened, Opened::Running { .. }));
    let mut connection = sqlx::PgConnection::connect(&opened.address().url(Role::App)).await.unwrap();
    assert_eq!(scalar(&mut connection, "select 'here'").await, "here");
    opened.close().await.unwrap();
    assert!(inspect(&data, None).unwrap().held, "the other one keeps running");
    other.kill();
    start(&data).await.stop().await.unwrap();
}

#[tokio::test]
async fn dropping_without_a_stop_still_ends_postgresql() {
    let folder = folder();
    let data = folder.path().join("data");
    drop(start(&data).await);
    crate::support::eventually("PostgreSQL has ended", || inspect(&data, None).unwrap().processes.is_empty())
        .await;
}

//! Kills of every kind, after which it must start again.

use std::time::{Duration, Instant};

use cluster::{Cluster, Health, Role, Settings, Tuning, inspect};
use sqlx::{Connection, Executor};

use crate::support::{
    HOLD, connect, eventually, folder, kill, marker, parent, pid, ready_again, scalar, settings, start,
};

/// Not a rule of its own: the body of the process that the other tests start and kill.
#[tokio::test]
async fn hold_until_killed() {
    let Some(data) = std::env::var_os(HOLD) else { return };
    let data = std::path::PathBuf::from(data);
    let cluster = start(&data).await;
    std::fs::write(marker(&data), "").unwrap();
    cluster.died().await;
}

#[tokio::test]
async fn a_killed_parent_loses_nothing_that_was_committed_however_often() {
    let folder = folder();
    let data = folder.path().join("data");
    let cluster = start(&data).await;
    connect(&cluster, Role::Migrator)
        .await
        .execute("create table written (n int primary key)")
        .await
        .unwrap();
    cluster.stop().await.unwrap();

    for n in 1..=5_i32 {
        let parent = parent(&data).ready().await;
        let state = inspect(&data, None).unwrap();
        let url = state.address.unwrap().url(Role::Migrator);
        let mut writer = sqlx::PgConnection::connect(&url).await.unwrap();
        sqlx::query("insert into written (n) values ($1)").bind(n).execute(&mut writer).await.unwrap();
        // An open transaction and an open session, as a busy server has them.
        writer.execute("begin; insert into written (n) values (1000)").await.unwrap();
        parent.kill();
        let orphaned = inspect(&data, None).unwrap();
        assert!(orphaned.is_orphaned() && !orphaned.processes.is_empty());
    }

    let cluster = start(&data).await;
    let mut reader = connect(&cluster, Role::Migrator).await;
    let written = scalar(&mut reader, "select string_agg(n::text, ' ' order by n) from written").await;
    assert_eq!(written, "1 2 3 4 5");
    cluster.stop().await.unwrap();
    assert!(inspect(&data, None).unwrap().processes.is_empty());
}

#[tokio::test]
async fn a_killed_postgresql_is_back_within_five_seconds_each_time() {
    let folder = folder();
    let data = folder.path().join("data");
    // As in earnest: what was acknowledged must be there afterwards, which test settings do not promise.
    let cluster = Cluster::start(Settings { tuning: Tuning::Machine, ..settings(&data) }).await.unwrap();
    connect(&cluster, Role::Migrator)
        .await
        .execute("create table written (n int primary key)")
        .await
        .unwrap();

    let mut first = pid(&cluster);
    for n in 1..=5_i32 {
        let mut writer = connect(&cluster, Role::App).await;
        sqlx::query("insert into written (n) values ($1)").bind(n).execute(&mut writer).await.unwrap();
        // A session that computes does not notice the death of its first process.
        let mut busy = connect(&cluster, Role::App).await;
        let address = cluster.options(Role::Superuser);
        let query = busy.execute("select count(*) from generate_series(1, 2000000000)");
        let work = async {
            let mut other = sqlx::ConnectOptions::connect(&address).await.unwrap();
            while scalar(&mut other, "select count(*)::text from pg_stat_activity where query like '%2000000000%' and state = 'active' and pid <> pg_backend_pid()").await == "0" {}
            kill("KILL", first);
        };
        let (failed, ()) = tokio::join!(query, work);
        let killed_at = Instant::now();
        assert!(failed.is_err());
        first = ready_again(&cluster, first).await;
        assert!(killed_at.elapsed() < Duration::from_secs(5), "{:?}", killed_at.elapsed());
    }

    let mut reader = connect(&cluster, Role::App).await;
    assert_eq!(scalar(&mut reader, "select count(*)::text from written").await, "5");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn when_parent_and_first_process_are_both_killed_their_children_do_not_stop_a_start() {
    let folder = folder();
    let data = folder.path().join("data");
    let parent = parent(&data).ready().await;
    let state = inspect(&data, None).unwrap();
    let url = state.address.clone().unwrap().url(Role::App);
    let mut busy = sqlx::PgConnection::connect(&url).await.unwrap();
    let query = busy.execute("select count(*) from generate_series(1, 2000000000)");
    let kills = async {
        let mut other = sqlx::PgConnection::connect(&url.replace("berdaya_app", "postgres")).await.unwrap();
        while scalar(&mut other, "select count(*)::text from pg_stat_activity where query like '%2000000000%' and state = 'active' and pid <> pg_backend_pid()").await == "0" {}
        parent.kill();
        kill("KILL", state.postmaster.unwrap().pid);
        start(&data).await
    };
    let (failed, cluster) = tokio::join!(query, kills);
    assert!(failed.is_err());
    assert_eq!(scalar(&mut connect(&cluster, Role::App).await, "select 'alive'").await, "alive");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_killed_session_does_not_end_the_cluster() {
    let folder = folder();
    let cluster = start(&folder.path().join("data")).await;
    let first = pid(&cluster);
    let mut victim = connect(&cluster, Role::App).await;
    let session = scalar(&mut victim, "select pg_backend_pid()::text").await;
    kill("KILL", session.parse().unwrap());

    let mut health = cluster.health();
    let options = cluster.options(Role::App);
    // PostgreSQL ends all sessions and recovers by itself, under the same first process.
    let mut answers = false;
    while !answers {
        answers = sqlx::ConnectOptions::connect(&options).await.is_ok();
    }
    assert_eq!(*health.borrow_and_update(), Health::Ready { pid: first });
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn one_that_cannot_start_again_is_tried_until_it_can_or_a_stop_is_wanted() {
    let folder = folder();
    let data = folder.path().join("data");
    let cluster = start(&data).await;
    let first = pid(&cluster);
    let mut health = cluster.health();
    let local = data.join("pg/local.conf");

    std::fs::write(&local, "shared_buffers = 'plenty'").unwrap();
    std::fs::set_permissions(&local, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    kill("KILL", first);
    health.wait_for(|health| *health == Health::Restarting).await.unwrap();
    let log = cluster.log();
    eventually("a start has failed", || std::fs::read_to_string(&log).unwrap().contains("plenty")).await;
    std::fs::remove_file(&local).unwrap();
    let second = ready_again(&cluster, first).await;

    std::fs::write(&local, "shared_buffers = 'plenty'").unwrap();
    std::fs::set_permissions(&local, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    kill("KILL", second);
    health.wait_for(|health| *health == Health::Restarting).await.unwrap();
    cluster.stop().await.unwrap();
    assert_eq!(*health.borrow_and_update(), Health::Stopped);
    assert!(inspect(&data, None).unwrap().processes.is_empty());
}

#[tokio::test]
async fn when_it_can_never_start_again_the_application_is_told_why() {
    let folder = folder();
    let data = folder.path().join("data");
    let cluster = start(&data).await;
    std::fs::rename(data.join("pg"), data.join("pg.elsewhere")).unwrap();
    kill("KILL", pid(&cluster));
    tokio::time::pause();
    let why = cluster.died().await;
    assert!(why.contains(&format!("could not write {}", data.join("pg").display())), "{why}");
    assert!(!data.join("pg").exists(), "an empty cluster in place of a lost one would hide the loss");
}

#[tokio::test]
async fn a_start_that_is_given_up_leaves_nothing_running() {
    let folder = folder();
    let data = folder.path().join("data");
    start(&data).await.stop().await.unwrap();
    let pid_file = data.join("pg/postmaster.pid");
    tokio::select! {
        cluster = start(&data) => panic!("too early: {cluster:?}"),
        () = eventually("PostgreSQL is starting", || pid_file.exists()) => {}
    }
    eventually("it has ended", || inspect(&data, None).unwrap().processes.is_empty()).await;
}

#[tokio::test]
async fn an_initdb_that_was_killed_half_way_is_done_again() {
    let folder = folder();
    let data = folder.path().join("data");
    let parent = parent(&data);
    eventually("initdb is at work", || data.join("pg.new/PG_VERSION").exists()).await;
    parent.kill();
    assert!(!data.join("pg").exists());

    let cluster = start(&data).await;
    assert!(!data.join("pg.new").exists());
    assert_eq!(scalar(&mut connect(&cluster, Role::App).await, "select 'alive'").await, "alive");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_stale_pid_file_is_survived_even_when_its_number_was_given_out_again() {
    let folder = folder();
    let data = folder.path().join("data");
    let cluster = start(&data).await;
    let pid_file = data.join("pg/postmaster.pid");
    let text = std::fs::read_to_string(&pid_file).unwrap();
    let socket_lock = data.join("run/.s.PGSQL.5432.lock");
    let lock_text = std::fs::read_to_string(&socket_lock).unwrap();
    cluster.stop().await.unwrap();

    // A number that nobody has, and that of an unrelated process which lives.
    let mut unrelated = std::process::Command::new("tail").args(["-f", "/dev/null"]).spawn().unwrap();
    for number in [4_194_303, unrelated.id()] {
        let renumber = |text: &str| match text.split_once('\n') {
            Some((_, rest)) => format!("{number}\n{rest}"),
            None => panic!("{text}"),
        };
        std::fs::write(&pid_file, renumber(&text)).unwrap();
        std::fs::write(&socket_lock, renumber(&lock_text)).unwrap();
        start(&data).await.stop().await.unwrap();
    }
    assert!(unrelated.try_wait().unwrap().is_none(), "the unrelated process was left alone");
    unrelated.kill().unwrap();
    unrelated.wait().unwrap();
}

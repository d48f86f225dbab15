//! What is refused, and whether the text names the way out.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use cluster::{Cluster, Role, Settings};

use crate::support::{connect, folder, is_root, parent, parent_from, refusal, scalar, settings, start};

#[tokio::test]
async fn two_on_one_folder_are_refused_and_the_first_is_named() {
    let folder = folder();
    let data = folder.path().join("data");
    let other = parent(&data).ready().await;
    let text = refusal(&data).await;
    assert!(text.contains(&format!("in use by process {}", other.id())), "{text}");
    assert!(text.contains("BERDAYA_DATA"), "{text}");
    other.kill();
    start(&data).await.stop().await.unwrap();
}

#[tokio::test]
async fn data_of_another_major_version_is_refused_with_the_way_out() {
    let folder = folder();
    let data = folder.path().join("data");
    start(&data).await.stop().await.unwrap();
    let version = data.join("pg/PG_VERSION");
    let ours = std::fs::read_to_string(&version).unwrap();

    std::fs::write(&version, "13\n").unwrap();
    let text = refusal(&data).await;
    assert!(text.contains("made by PostgreSQL 13") && text.contains("postgresql-13"), "{text}");
    assert!(text.contains("backup"), "{text}");

    std::fs::write(&version, ours).unwrap();
    start(&data).await.stop().await.unwrap();
}

#[tokio::test]
async fn a_missing_postgresql_is_named_with_the_command_that_installs_it() {
    let folder = folder();
    let bin = folder.path().join("nothing");
    let settings = Settings { bin: Some(bin), ..settings(&folder.path().join("data")) };
    let text = Cluster::start(settings).await.unwrap_err().to_string();
    assert!(text.contains("apt-get install postgresql") && text.contains("BERDAYA_PG_BIN"), "{text}");
}

#[tokio::test]
async fn files_that_are_no_cluster_are_left_alone() {
    let folder = folder();
    let data = folder.path().join("data");
    std::fs::create_dir_all(data.join("pg")).unwrap();
    std::fs::write(data.join("pg/thesis.odt"), "years of work").unwrap();
    let text = refusal(&data).await;
    assert!(text.contains("holds no database cluster"), "{text}");
    assert_eq!(std::fs::read_to_string(data.join("pg/thesis.odt")).unwrap(), "years of work");
}

#[tokio::test]
async fn a_setting_that_postgresql_rejects_is_shown_from_its_log() {
    let folder = folder();
    let data = folder.path().join("data");
    let cluster = start(&data).await;
    let conf = data.join("pg/local.conf");
    std::fs::write(&conf, "shared_buffers = 'plenty'\n").unwrap();
    std::fs::set_permissions(&conf, std::fs::Permissions::from_mode(0o644)).unwrap();
    cluster.stop().await.unwrap();
    let text = refusal(&data).await;
    assert!(text.contains("shared_buffers") && text.contains("plenty"), "{text}");
}

#[tokio::test]
async fn a_folder_that_the_account_cannot_reach_is_named() {
    let folder = folder();
    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    let data = closed.join("data");
    if is_root() {
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
        let text = refusal(&data).await;
        assert!(text.contains(&format!("may not enter {}", closed.display())), "{text}");
        assert!(text.contains("BERDAYA_DATA"), "{text}");
    } else {
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
        let text = refusal(&data).await;
        assert!(text.contains(&closed.display().to_string()), "{text}");
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
}

/// As root: first another user's run, then root's on the same folder, which keeps to that user. As an
/// ordinary user the whole suite already is that first run, so its own folder is tried again.
#[tokio::test]
async fn a_folder_keeps_its_user_whoever_starts_it() {
    let folder = folder();
    let data = folder.path().join("data");
    if !is_root() {
        start(&data).await.stop().await.unwrap();
        let cluster = start(&data).await;
        assert_eq!(cluster.account(), &cluster.account().clone());
        return cluster.stop().await.unwrap();
    }
    const NOBODY: u32 = 65534;
    std::fs::create_dir(&data).unwrap();
    std::os::unix::fs::chown(&data, Some(NOBODY), Some(NOBODY)).unwrap();
    // The build folder may lie where nobody cannot go.
    let exe = folder.path().join("it");
    std::fs::copy(std::env::current_exe().unwrap(), &exe).unwrap();
    let other = parent_from(&exe, &data, |command: &mut Command| {
        std::os::unix::process::CommandExt::uid(command, NOBODY);
        std::os::unix::process::CommandExt::gid(command, NOBODY);
        command.current_dir("/");
    });
    other.ready().await.kill();

    let cluster = start(&data).await;
    assert_eq!(cluster.account().uid, NOBODY);
    assert_eq!(scalar(&mut connect(&cluster, Role::App).await, "select 'alive'").await, "alive");
    cluster.stop().await.unwrap();

    let other = parent_from(&exe, &data, |command: &mut Command| {
        std::os::unix::process::CommandExt::uid(command, NOBODY);
        std::os::unix::process::CommandExt::gid(command, NOBODY);
        command.current_dir("/");
    });
    other.ready().await.kill();
    start(&data).await.stop().await.unwrap();
}

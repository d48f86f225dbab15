//! What is refused, and whether the text names the way out.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cluster::{Cluster, Role, Settings};

use crate::support::{Parent, connect, folder, hold, is_root, parent, refusal, scalar, settings, start};

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
async fn a_link_in_place_of_our_folder_is_not_followed() {
    let folder = folder();
    let data = folder.path().join("data");
    let elsewhere = folder.path().join("elsewhere");
    start(&data).await.stop().await.unwrap();
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::remove_dir_all(data.join("run")).unwrap();
    std::os::unix::fs::symlink(&elsewhere, data.join("run")).unwrap();
    let before = std::fs::metadata(&elsewhere).unwrap();
    let text = refusal(&data).await;
    assert!(text.contains("run is not a folder"), "{text}");
    let after = std::fs::metadata(&elsewhere).unwrap();
    assert_eq!((before.uid(), before.mode()), (after.uid(), after.mode()));
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

#[tokio::test]
async fn another_users_folder_is_refused_and_the_user_is_named() {
    if !is_root() {
        let text = refusal(Path::new("/etc")).await;
        assert!(text.contains("/etc belongs to user root"), "{text}");
        return;
    }
    let folder = folder();
    let data = folder.path().join("data");
    start(&data).await.stop().await.unwrap();
    let exe = Nobody::install(folder.path());
    let output = exe.hold(&data).stderr(Stdio::piped()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("belongs to user"), "{text}");
}

/// As root: first another user's run, then root's on the same folder, which keeps to that user, then
/// the other's again. As an ordinary user there is only one who can run it.
#[tokio::test]
async fn a_folder_keeps_its_user_whoever_starts_it() {
    let folder = folder();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    if is_root() {
        std::os::unix::fs::chown(&data, Some(Nobody::UID), Some(Nobody::UID)).unwrap();
        let exe = Nobody::install(folder.path());
        Parent::of(exe.hold(&data), &data).ready().await.kill();
        start(&data).await.stop().await.unwrap();
        Parent::of(exe.hold(&data), &data).ready().await.kill();
    }
    let cluster = start(&data).await;
    assert_eq!(cluster.account().uid, std::fs::metadata(&data).unwrap().uid());
    assert_eq!(scalar(&mut connect(&cluster, Role::App).await, "select 'alive'").await, "alive");
    cluster.stop().await.unwrap();
}

/// This test program where the user nobody can run it; the build folder may lie out of its reach.
struct Nobody {
    exe: PathBuf,
}

impl Nobody {
    const UID: u32 = 65534;

    fn install(folder: &Path) -> Nobody {
        let exe = folder.join("it");
        std::fs::copy(std::env::current_exe().unwrap(), &exe).unwrap();
        Nobody { exe }
    }

    fn hold(&self, data: &Path) -> Command {
        let mut command = hold(&self.exe, data);
        command.uid(Self::UID).gid(Self::UID).current_dir("/");
        command
    }
}

//! The demo, seeded once per build of the program and unpacked for each journey, which costs a tenth of seeding.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use tempfile::TempDir;

use crate::server::{Mails, Server};

/// A data folder of its own. Not below the checkout, because the database's user must be able to reach it.
pub(crate) fn unpack() -> TempDir {
    let archive = archive();
    if !archive.exists() {
        seed(&archive);
    }
    let folder = tempfile::Builder::new().prefix("berdaya-journey-").tempdir().unwrap();
    open_to_others(folder.path());
    tar(&["-xpf", archive.to_str().unwrap(), "-C", folder.path().to_str().unwrap()]);
    folder
}

fn seed(archive: &Path) {
    for old in std::fs::read_dir(archive.parent().unwrap()).unwrap() {
        let old = old.unwrap().path();
        if old.extension().is_some_and(|extension| extension == "tar") {
            std::fs::remove_file(old).unwrap();
        }
    }
    let folder = tempfile::Builder::new().prefix("berdaya-seed-").tempdir().unwrap();
    open_to_others(folder.path());
    let log = archive.with_extension("log");
    drop(Server::start(folder.path(), &log, Mails::IntoFolder, &[]));
    let half = archive.with_extension("half");
    tar(&["-cf", half.to_str().unwrap(), "-C", folder.path().to_str().unwrap(), "data"]);
    std::fs::rename(half, archive).unwrap();
}

/// Of another build, another archive.
fn archive() -> PathBuf {
    let program = std::fs::metadata(env!("CARGO_BIN_EXE_berdaya")).unwrap();
    let built = program.modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_millis();
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("browser-seed-{built}.tar"))
}

fn tar(arguments: &[&str]) {
    let done = Command::new("tar").args(arguments).status().unwrap();
    assert!(done.success(), "tar {arguments:?}");
}

/// As root the database runs as another user, who has to pass through.
fn open_to_others(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o711)).unwrap();
}

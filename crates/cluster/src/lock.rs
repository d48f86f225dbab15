//! One process per data folder.
//!
//! The kernel drops the lock when its holder dies, however it dies; the number in the file is only for people.
//! Children do not inherit it: std opens files close-on-exec.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use crate::layout::Layout;
use crate::{Error, files, processes};

const PATIENCE: Duration = Duration::from_millis(300);

/// Held for as long as the value lives.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Tries for a moment: a killed process may not be quite gone, and `held_by` looks by locking.
    pub(crate) async fn take(layout: &Layout) -> Result<Lock, Error> {
        let mut file = open(&layout.lock)?;
        let try_lock = || flock(&file, FlockOperation::NonBlockingLockExclusive);
        match try_lock() {
            Err(Errno::WOULDBLOCK) if !processes::until(PATIENCE, || try_lock().is_ok()).await => {
                return Err(Error::InUse { data: layout.data.clone(), pid: pid_in(&layout.lock) });
            }
            Ok(()) | Err(Errno::WOULDBLOCK) => {}
            Err(error) => return Err(Error::io("lock", &layout.lock)(error.into())),
        }
        let write = |file: &mut File| {
            // Root must not leave a file behind that the folder's owner can no longer open.
            let owner = std::fs::metadata(&layout.data)?;
            if file.metadata()?.uid() != owner.uid() {
                fchown(&*file, Some(owner.uid()), Some(owner.gid()))?;
            }
            file.set_len(0)?;
            writeln!(file, "{}", std::process::id())
        };
        write(&mut file).map_err(Error::io("write", &layout.lock))?;
        Ok(Lock { _file: file })
    }
}

/// Who holds the folder: `None` if nobody, `Some(None)` if it cannot be told who.
pub(crate) fn held_by(layout: &Layout) -> Option<Option<u32>> {
    let file = File::open(&layout.lock).ok()?;
    match flock(&file, FlockOperation::NonBlockingLockShared) {
        Err(Errno::WOULDBLOCK) => Some(pid_in(&layout.lock)),
        Ok(()) | Err(_) => None,
    }
}

fn open(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(files::NO_FOLLOW)
        .open(path)
        .map_err(Error::io("open", path))
}

fn pid_in(path: &Path) -> Option<u32> {
    let mut text = String::new();
    File::open(path).ok()?.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

//! PostgreSQL's own log: a file, kept small.
//!
//! PostgreSQL writes to the file itself and not through us, so that its last words are kept when we are
//! killed.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::layout::Layout;
use crate::{Error, files};

/// Above this the log moves aside; one older file is kept.
const ROTATE_AT: u64 = 16 << 20;
const TAIL: u64 = 2_000;

pub(crate) fn path(layout: &Layout) -> PathBuf {
    layout.log.join("postgresql.log")
}

/// Opens the log to append to.
pub(crate) fn open(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(files::NO_FOLLOW)
        .open(path)
        .map_err(Error::io("open", path))
}

/// Moves a large log aside. It is copied and then emptied, not renamed, because PostgreSQL keeps it
/// open; what is written in that moment is lost, which a log can bear.
pub(crate) fn rotate(path: &Path) -> Result<(), Error> {
    if !fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() > ROTATE_AT) {
        return Ok(());
    }
    let older = path.with_extension("log.1");
    files::remove_if_there(&older)?;
    let copy = || {
        let mut source = OpenOptions::new().read(true).custom_flags(files::NO_FOLLOW).open(path)?;
        let mut target = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&older)?;
        std::io::copy(&mut source, &mut target)
    };
    copy().map_err(Error::io("rotate", path))?;
    open(path)?.set_len(0).map_err(Error::io("rotate", path))
}

/// The last lines, for messages.
pub(crate) fn tail(path: &Path) -> String {
    let read = || {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut bytes = Vec::new();
        file.take(TAIL).read_to_end(&mut bytes)?;
        std::io::Result::Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read().unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(8).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_large_log_moves_aside_and_its_writer_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("postgresql.log");
        let mut writer = open(&path).unwrap();
        writer.set_len(ROTATE_AT + 1).unwrap();

        rotate(&path).unwrap();
        writeln!(writer, "first line of the new one").unwrap();

        assert_eq!(fs::read_to_string(&path).unwrap(), "first line of the new one\n");
        assert_eq!(fs::metadata(folder.path().join("postgresql.log.1")).unwrap().len(), ROTATE_AT + 1);
        assert_eq!(tail(&path), "first line of the new one");
    }
}

//! Files and folders in places that another user may own.
//!
//! As root we write below folders of the account. It must not be able to turn such a write on a file of
//! its choice, so links are never followed and files are replaced, not rewritten.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

use rustix::fs::OFlags;

use crate::{Account, Error};

/// For `custom_flags`: a link in place of the file is an error.
#[expect(clippy::as_conversions, reason = "the same bits; rustix counts flags unsigned, std signed")]
pub(crate) const NO_FOLLOW: i32 = OFlags::NOFOLLOW.bits() as i32;

#[expect(clippy::as_conversions, reason = "as above")]
const DIRECTORY: i32 = OFlags::DIRECTORY.bits() as i32;

/// Makes a folder that only `owner` may enter, or makes an existing one so.
pub(crate) fn private_dir(path: &Path, owner: &Account) -> Result<(), Error> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(Error::io("create folder", path)(error)),
    }
    let opened = OpenOptions::new().read(true).custom_flags(NO_FOLLOW | DIRECTORY).open(path);
    let dir = opened.map_err(|error| {
        if error.kind() != ErrorKind::NotADirectory {
            return Error::io("open folder", path)(error);
        }
        let why = "is not a folder (links are not followed). Move it away".into();
        Error::NotOurs { path: path.to_owned(), why }
    })?;
    let meta = dir.metadata().map_err(Error::io("look at", path))?;
    if meta.uid() != owner.uid {
        fchown(&dir, Some(owner.uid), Some(owner.gid)).map_err(Error::io("hand over folder", path))?;
    }
    if meta.mode() & 0o777 != 0o700 {
        dir.set_permissions(Permissions::from_mode(0o700)).map_err(Error::io("protect folder", path))?;
    }
    Ok(())
}

/// Reads a file that is not a link.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    OpenOptions::new().read(true).custom_flags(NO_FOLLOW).open(path)?.read_to_string(&mut text)?;
    Ok(text)
}

/// Puts a file in place whole or not at all, owned by `owner`.
pub(crate) fn replace(path: &Path, content: &str, owner: &Account) -> Result<(), Error> {
    let fresh = path.with_extension("new");
    remove_if_there(&fresh)?;
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
        file.write_all(content.as_bytes())?;
        if owner.is_other() {
            fchown(&file, Some(owner.uid), Some(owner.gid))?;
        }
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().map_err(Error::io("write", path))
}

pub(crate) fn remove_if_there(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("remove", path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Makes a rename in `dir` survive a power cut.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), Error> {
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(Error::io("write to disk", dir))
}

//! The data folder.

use std::fs::DirBuilder;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use crate::config::{Config, Fault, Files};
use crate::start::Doing;

/// Makes the data folder and, unless they lie elsewhere, the folder of uploaded files.
pub fn settle(config: &Config) -> Result<(), Fault> {
    private(&config.data)?;
    match &config.files {
        Files::Folder(folder) => private(folder),
        Files::S3(_) => Ok(()),
    }
}

/// Makes a folder that only its owner enters; one that exists is left as it is.
pub fn private(folder: &Path) -> Result<(), Fault> {
    if folder.is_dir() {
        return Ok(());
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.doing(format_args!("make the folder {}", folder.display()))
}

/// Writes a file that only its owner reads, whole or not at all, and safe against a loss of power.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let what = format!("write {}", path.display());
    let new = path.with_extension("new");
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).doing(what),
        Ok(()) | Err(_) => {}
    }
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new).doing(&what)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).doing(&what)?;
    std::fs::rename(&new, path).doing(&what)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).doing(what)
}

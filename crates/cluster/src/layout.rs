//! Where everything lies in the data folder.

use std::fs::{self, DirBuilder, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use crate::{Account, Binaries, Error, files};

/// Longest path of a unix socket, without the closing zero.
const SOCKET_PATH_MAX: usize = 107;

/// The data folder that is used when the operator names none.
pub fn default_data_dir(is_root: bool, home: Option<&Path>, xdg_data_home: Option<&Path>) -> PathBuf {
    let own = xdg_data_home
        .filter(|dir| dir.is_absolute())
        .map(|dir| dir.join("berdaya"))
        .or_else(|| home.map(|home| home.join(".local/share/berdaya")));
    match own {
        Some(own) if !is_root => own,
        Some(_) | None => PathBuf::from("/var/lib/berdaya"),
    }
}

/// The paths in one data folder.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(crate) data: PathBuf,
    pub(crate) pg: PathBuf,
    /// Where a new cluster grows before it is renamed to `pg`.
    pub(crate) fresh: PathBuf,
    pub(crate) run: PathBuf,
    pub(crate) log: PathBuf,
    pub(crate) lock: PathBuf,
}

impl Layout {
    /// Makes the data folder if it is missing, then resolves it: PostgreSQL wants absolute paths.
    pub(crate) fn create(data: &Path) -> Result<Layout, Error> {
        let mode = if rustix::process::geteuid().is_root() { 0o755 } else { 0o700 };
        if let Some(parent) = data.parent() {
            let mut parents = DirBuilder::new();
            parents.recursive(true).mode(mode).create(parent).map_err(Error::io("create folder", parent))?;
        }
        match DirBuilder::new().mode(0o700).create(data) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                Err(Error::io("create folder", data)(error))
            }
            Ok(()) | Err(_) => Layout::existing(data),
        }
    }

    pub(crate) fn existing(data: &Path) -> Result<Layout, Error> {
        let data = fs::canonicalize(data).map_err(Error::io("find folder", data))?;
        Ok(Layout {
            pg: data.join("pg"),
            fresh: data.join("pg.new"),
            run: data.join("run"),
            log: data.join("log"),
            lock: data.join("berdaya.lock"),
            data,
        })
    }

    /// The major version of the cluster in `pg/`, if there is one.
    pub(crate) fn major(&self) -> Result<Option<u32>, Error> {
        let file = self.pg.join("PG_VERSION");
        match files::read(&file) {
            Ok(text) => text.trim().parse().map(Some).map_err(|_| Error::NotOurs {
                path: file,
                why: format!(
                    "says {:?}, which is no version of PostgreSQL. Restore the folder from a backup",
                    text.trim()
                ),
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &file)(error)),
        }
    }

    /// Lets the account pass through the data folder to its own folders, and no more: the keys and files
    /// beside them stay root's. Then proves that it can.
    pub(crate) fn open_to(&self, account: &Account, binaries: &Binaries) -> Result<(), Error> {
        let reached = account.must_reach(&self.data, binaries);
        if reached.is_ok() || !account.is_other() {
            return reached;
        }
        let meta = fs::metadata(&self.data).map_err(Error::io("look at", &self.data))?;
        if meta.uid() == 0 {
            chown(&self.data, None, Some(account.gid)).map_err(Error::io("hand over folder", &self.data))?;
            fs::set_permissions(&self.data, Permissions::from_mode(0o710))
                .map_err(Error::io("open folder", &self.data))?;
        }
        account.must_reach(&self.data, binaries)
    }

    /// The folder for the socket: `run/`, or a short one elsewhere where the path would be too long.
    /// It is made so that only the account (and root) can enter it.
    pub(crate) fn socket_dir(&self, account: &Account, runtime: Option<&Path>) -> Result<PathBuf, Error> {
        let dir = self.socket_path(runtime);
        if dir != self.run {
            refuse_foreign(&dir, account)?;
        }
        files::private_dir(&dir, account)?;
        Ok(dir)
    }

    fn socket_path(&self, runtime: Option<&Path>) -> PathBuf {
        if fits(&self.run) {
            return self.run.clone();
        }
        let mut hash = DefaultHasher::new();
        self.data.hash(&mut hash);
        let name = format!("berdaya-{:016x}", hash.finish());
        let root = rustix::process::geteuid().is_root();
        let own = if root { Some(Path::new("/run")) } else { runtime };
        own.filter(|dir| dir.is_dir())
            .map(|dir| dir.join(&name))
            .filter(|dir| fits(dir))
            .unwrap_or_else(|| Path::new("/tmp").join(name))
    }
}

/// In a shared folder somebody else may have taken our name first, to read along.
fn refuse_foreign(dir: &Path, account: &Account) -> Result<(), Error> {
    match fs::symlink_metadata(dir) {
        Ok(meta) if !meta.is_dir() || ![account.uid, 0].contains(&meta.uid()) => Err(Error::NotOurs {
            path: dir.to_owned(),
            why: "belongs to somebody else, and the socket should go there. Remove it, or choose a data folder with a shorter path".into(),
        }),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn fits(dir: &Path) -> bool {
    dir.join(".s.PGSQL.5432").as_os_str().as_bytes().len() <= SOCKET_PATH_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_folder_suits_root_and_people() {
        let dir = |root, home: &str, xdg: Option<&str>| {
            default_data_dir(root, Some(Path::new(home)), xdg.map(Path::new)).display().to_string()
        };
        assert_eq!(dir(true, "/root", None), "/var/lib/berdaya");
        assert_eq!(dir(true, "/root", Some("/root/share")), "/var/lib/berdaya");
        assert_eq!(dir(false, "/home/sri", None), "/home/sri/.local/share/berdaya");
        assert_eq!(dir(false, "/home/sri", Some("/data/sri")), "/data/sri/berdaya");
        assert_eq!(dir(false, "/home/sri", Some("relative")), "/home/sri/.local/share/berdaya");
        assert_eq!(default_data_dir(false, None, None), Path::new("/var/lib/berdaya"));
    }

    #[test]
    fn a_socket_path_that_is_too_long_moves_and_stays_the_same_each_time() {
        let layout = |data: String| Layout {
            pg: "".into(),
            fresh: "".into(),
            run: Path::new(&data).join("run"),
            log: "".into(),
            lock: "".into(),
            data: data.into(),
        };
        assert_eq!(layout("/srv/b".into()).socket_path(None), Path::new("/srv/b/run"));
        let long = layout(format!("/srv/{}", "b".repeat(100)));
        assert!(fits(&long.socket_path(None)));
        assert_eq!(long.socket_path(None), long.socket_path(None));
        assert_ne!(long.socket_path(None), layout(format!("/srv/{}", "c".repeat(100))).socket_path(None));
    }
}

//! Whom PostgreSQL runs as: it refuses to run as root.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::io::Errno;

use crate::layout::Layout;
use crate::{Binaries, Error};

/// An operating-system user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub uid: u32,
    pub gid: u32,
    /// For people; the number where `/etc/passwd` does not know it.
    pub name: String,
}

impl Account {
    /// Ourselves, or, as root: the owner of existing data, else `postgres`, else `nobody`.
    pub(crate) fn choose(layout: &Layout) -> Result<Account, Error> {
        let us = rustix::process::geteuid();
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let owners = || [&layout.pg, &layout.data].into_iter().filter_map(|dir| owner_of(dir));
        if !us.is_root() {
            let ours = Account::named(&passwd, us.as_raw(), rustix::process::getegid().as_raw());
            return match owners().find(|(uid, _)| *uid != ours.uid) {
                Some((uid, gid)) => Err(foreign(layout, &Account::named(&passwd, uid, gid))),
                None => Ok(ours),
            };
        }
        match owners().next() {
            Some((uid, gid)) if uid != 0 => Ok(Account::named(&passwd, uid, gid)),
            Some(_) | None => by_name(&passwd, "postgres").or_else(|| by_name(&passwd, "nobody")).ok_or_else(|| {
                Error::NotOurs {
                    path: "/etc/passwd".into(),
                    why: "has neither a user postgres nor nobody, and PostgreSQL refuses to run as root. Add one: `useradd --system postgres`".into(),
                }
            }),
        }
    }

    /// Whom the data folder belongs to, and with it what is neither secret from nor needed by PostgreSQL.
    pub(crate) fn owner_of(layout: &Layout) -> Result<Account, Error> {
        let meta = fs::metadata(&layout.data).map_err(Error::io("look at", &layout.data))?;
        Ok(Account { uid: meta.uid(), gid: meta.gid(), name: meta.uid().to_string() })
    }

    fn named(passwd: &str, uid: u32, gid: u32) -> Account {
        let known = entries(passwd).find(|account| account.uid == uid);
        known.unwrap_or_else(|| Account { uid, gid, name: uid.to_string() })
    }

    /// Whether this is another user than the one this process runs as.
    pub(crate) fn is_other(&self) -> bool {
        rustix::process::geteuid().as_raw() != self.uid
    }

    /// Makes the command run as this account. `std` then also drops root's supplementary groups.
    pub(crate) fn apply(&self, command: &mut Command) {
        if self.is_other() {
            command.gid(self.gid).uid(self.uid);
        }
    }

    /// Proves, by doing it, that the account can run the binaries and stand in `folder`; permission
    /// bits alone would not tell about access lists and security modules.
    pub(crate) fn must_reach(&self, folder: &Path, binaries: &Binaries) -> Result<(), Error> {
        match self.can_stand_in(Path::new("/"), binaries) {
            Ok(()) => {}
            Err(error) if error.raw_os_error() == Some(Errno::ACCESS.raw_os_error()) => {
                return Err(Error::NotExecutable { bin: binaries.dir.clone(), account: self.name.clone() });
            }
            // Such as a container that may not change users.
            Err(error) => return Err(Error::io("run as another user", &binaries.program("postgres"))(error)),
        }
        if self.can_stand_in(folder, binaries).is_ok() {
            return Ok(());
        }
        let mut above: Vec<&Path> = folder.ancestors().collect();
        above.reverse();
        let barred = above.into_iter().find(|dir| self.can_stand_in(dir, binaries).is_err());
        Err(Error::NotReachable { folder: barred.unwrap_or(folder).to_owned(), account: self.name.clone() })
    }

    fn can_stand_in(&self, folder: &Path, binaries: &Binaries) -> io::Result<()> {
        let mut command = Command::new(binaries.program("postgres"));
        command.arg("--version").env_clear().current_dir(folder).stdin(Stdio::null());
        self.apply(&mut command);
        command.output().map(|_| ())
    }
}

fn owner_of(dir: &Path) -> Option<(u32, u32)> {
    fs::symlink_metadata(dir).ok().map(|meta| (meta.uid(), meta.gid()))
}

fn foreign(layout: &Layout, owner: &Account) -> Error {
    Error::NotOurs {
        path: layout.data.clone(),
        why: format!(
            "belongs to user {}. Run as that user, or choose another data folder with BERDAYA_DATA",
            owner.name
        ),
    }
}

fn by_name(passwd: &str, name: &str) -> Option<Account> {
    entries(passwd).find(|account| account.name == name)
}

fn entries(passwd: &str) -> impl Iterator<Item = Account> {
    passwd.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account { uid, gid, name })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\nbroken line\npostgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn users_are_read_from_passwd_and_strangers_keep_their_number() {
        assert_eq!(by_name(PASSWD, "postgres").map(|one| (one.uid, one.gid)), Some((101, 104)));
        assert_eq!(by_name(PASSWD, "nobody"), None);
        assert_eq!(Account::named(PASSWD, 101, 7).name, "postgres");
        assert_eq!(Account::named(PASSWD, 1234, 7), Account { uid: 1234, gid: 7, name: "1234".into() });
    }
}

//! Which PostgreSQL is installed here, and which one fits the data.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// The oldest major version that the schema and this crate are written for.
pub const OLDEST: u32 = 15;

/// Where distributions keep several versions side by side.
const VERSIONED: &[(&str, &str)] = &[("/usr/lib/postgresql", "bin"), ("/usr", "bin")];

/// A folder with PostgreSQL's programs, all of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    pub dir: PathBuf,
    pub major: u32,
    /// As the program says it, such as `15.14 (Debian 15.14-0+deb12u1)`.
    pub version: String,
}

impl Binaries {
    /// The path of one program, such as `pg_dump`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

/// The binaries to use: `explicit` alone if given, else the first that fits of `path` and then the
/// distribution's versioned folders, newest first. `pinned` is the major version of existing data.
pub fn find_binaries(
    explicit: Option<&Path>,
    path: Option<&OsStr>,
    data: &Path,
    pinned: Option<u32>,
) -> Result<Binaries, Error> {
    let looked = match explicit {
        Some(dir) => vec![folder_of(dir)],
        None => path
            .into_iter()
            .flat_map(std::env::split_paths)
            .chain(versioned())
            .filter(|dir| dir.is_absolute())
            .collect(),
    };
    let found: Vec<Binaries> = looked.iter().filter_map(|dir| probe(dir)).collect();
    choose(found, data, pinned, looked)
}

/// The operator may name the folder, the installation above it, or the program itself.
fn folder_of(given: &Path) -> PathBuf {
    if given.join("bin/postgres").is_file() {
        return given.join("bin");
    }
    match given.parent() {
        Some(parent) if given.is_file() => parent.to_owned(),
        Some(_) | None => given.to_owned(),
    }
}

fn versioned() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for (root, bin) in VERSIONED {
        for entry in fs::read_dir(root).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let major = name.strip_prefix("pgsql-").unwrap_or(&name).parse();
            if let Ok(major) = major {
                found.push((major, entry.path().join(bin)));
            }
        }
    }
    found.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    found.into_iter().map(|(_, dir)| dir).collect()
}

fn probe(dir: &Path) -> Option<Binaries> {
    // PATH may lead to a folder of links to a few of the programs; all of them lie at the links' target.
    let real = fs::canonicalize(dir.join("postgres")).ok()?;
    let dir = real.parent().filter(|dir| dir.join("initdb").is_file())?;
    let output = Command::new(dir.join("postgres")).arg("--version").env_clear().output().ok()?;
    let (major, version) = version(&String::from_utf8_lossy(&output.stdout))?;
    Some(Binaries { dir: dir.to_owned(), major, version })
}

/// Reads `postgres (PostgreSQL) 15.14 (Debian …)`, also of betas (`18beta1`).
fn version(said: &str) -> Option<(u32, String)> {
    let version = said.trim().strip_prefix("postgres (PostgreSQL) ")?;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((digits.parse().ok()?, version.to_owned()))
}

fn choose(
    found: Vec<Binaries>,
    data: &Path,
    pinned: Option<u32>,
    looked: Vec<PathBuf>,
) -> Result<Binaries, Error> {
    let have: Vec<u32> = found.iter().map(|one| one.major).collect();
    let newest_dir = found.iter().max_by_key(|one| one.major).map(|one| one.dir.clone());
    let fits = |one: &Binaries| one.major >= OLDEST && pinned.is_none_or(|pinned| one.major == pinned);
    if let Some(fitting) = found.into_iter().find(fits) {
        return Ok(fitting);
    }
    match (pinned, have.iter().max(), newest_dir) {
        (Some(of), Some(_), _) => Err(Error::OtherMajor { data: data.to_owned(), of, have }),
        (None, Some(&major), Some(bin)) => Err(Error::TooOld { major, bin }),
        (_, None, _) | (None, _, None) => Err(Error::NoBinaries { looked }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(majors: &[u32], pinned: Option<u32>) -> String {
        let found = majors
            .iter()
            .map(|&major| Binaries { dir: format!("/pg/{major}").into(), major, version: major.to_string() })
            .collect();
        match choose(found, Path::new("/data"), pinned, vec!["/nowhere".into()]) {
            Ok(binaries) => binaries.major.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_first_that_is_new_enough_and_fits_the_data_is_used() {
        assert_eq!(chosen(&[16, 17, 15], None), "16");
        assert_eq!(chosen(&[13, 17, 15], None), "17");
        assert_eq!(chosen(&[16, 17, 15], Some(15)), "15");
    }

    #[test]
    fn without_a_fitting_one_the_text_names_the_way_out() {
        assert!(chosen(&[], None).contains("apt-get install postgresql"));
        assert!(chosen(&[], Some(15)).contains("/nowhere"));
        assert!(chosen(&[13, 14], None).contains("PostgreSQL 14 in /pg/14 is too old: 15 or later"));
        let other = chosen(&[17, 16], Some(15));
        assert!(other.contains("made by PostgreSQL 15") && other.contains("17, 16"), "{other}");
        assert!(other.contains("apt-get install postgresql-15") && other.contains("backup"), "{other}");
    }

    #[test]
    fn versions_are_read_from_what_postgres_says() {
        let read = |said| version(said).map(|(major, _)| major);
        assert_eq!(read("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(read("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(read("postgres (EnterpriseDB) 15"), None);
        assert_eq!(read(""), None);
    }
}

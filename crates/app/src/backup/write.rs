//! Writes a backup.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use kernel::Clock;
use kernel::secret::Keyring;
use object_store::path::Path as StorePath;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use sqlx::{ConnectOptions, Connection};
use tar::{Builder, Header};

use super::dump::Moment;
use super::manifest::{DUMP, FILES, KeyCheck, MANIFEST};
use super::program::{Programs, Scratch};
use super::{Last, Manifest, Member, counts, dump, remember, verify};
use crate::config::{Config, Fault};
use crate::start::{self, Doing, Server};

/// What was written.
#[derive(Debug)]
pub struct Written {
    pub file: PathBuf,
    pub bytes: u64,
    pub manifest: Manifest,
}

/// Writes a backup to `file`, reads it back, and only then gives it its name. An existing file is left alone.
pub async fn write(config: &Config, server: &Server, file: &Path) -> Result<Written, Fault> {
    let file = std::path::absolute(file).doing("find the place of the backup")?;
    if file.exists() {
        return Err(Fault(format!("{} exists. Choose another name, or remove it first", file.display())));
    }
    let keys = start::keys::load(&config.key_file())?
        .ok_or_else(|| Fault(format!("the key file {} is missing", config.key_file().display())))?;
    let scratch = Scratch::beside(&file)?;
    let mut conn =
        server.options(cluster::Role::Superuser)?.connect().await.doing("connect to the database")?;
    counts::must_see_all(&mut conn).await?;
    let major = conn.server_version_num().unwrap_or(0) / 10_000;
    let programs = Programs::find(config, server, major)?;
    let dumped = scratch.0.join(DUMP);
    let moment = dump::dump(&mut conn, &programs, &dumped).await?;
    conn.close().await.doing("close the connection")?;

    let store = start::files::store(&config.files)?;
    let part = scratch.0.join("backup.tar");
    let mut archive = Archive::create(&part)?;
    archive.add_file(DUMP, &dumped)?;
    let missing = archive.add_files(store.as_ref(), &moment).await?;
    let manifest = manifest(&keys, &programs, moment, archive.members.clone(), missing)?;
    archive.finish(&manifest)?;
    verify(&part)?;
    // Written under another name till now: whoever finds the name finds a whole backup.
    std::fs::hard_link(&part, &file).doing(format_args!("write {}", file.display()))?;
    let bytes = std::fs::metadata(&file).doing("look at the backup")?.len();
    remember(&config.data, &Last { at: manifest.at, file: file.clone() })?;
    Ok(Written { file, bytes, manifest })
}

fn manifest(
    keys: &Keyring,
    programs: &Programs,
    moment: Moment,
    members: Vec<Member>,
    files_missing: Vec<String>,
) -> Result<Manifest, Fault> {
    let at = Clock::system().now();
    Ok(Manifest {
        format: Manifest::FORMAT,
        made_by: format!("berdaya {}", env!("CARGO_PKG_VERSION")),
        at,
        postgresql: programs.version().to_owned(),
        schema: moment.schema,
        members,
        rows: moment.rows,
        files_missing,
        keys: KeyCheck::of(keys, kernel::id::new(at))?,
    })
}

struct Archive {
    tar: Builder<BufWriter<File>>,
    members: Vec<Member>,
}

impl Archive {
    fn create(path: &Path) -> Result<Archive, Fault> {
        let file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .doing(format_args!("write {}", path.display()))?;
        Ok(Archive { tar: Builder::new(BufWriter::new(file)), members: Vec::new() })
    }

    fn add_file(&mut self, name: &str, path: &Path) -> Result<(), Fault> {
        let what = format!("put {name} into the backup");
        let file = File::open(path).doing(&what)?;
        let bytes = file.metadata().doing(&what)?.len();
        let mut hashing = Hashing { inner: file, hash: Sha256::new() };
        self.tar.append_data(&mut header(bytes), name, &mut hashing).doing(&what)?;
        let sha256 = HEXLOWER.encode(&hashing.hash.finalize());
        self.members.push(Member { name: name.to_owned(), bytes, sha256 });
        Ok(())
    }

    /// All uploaded files of the moment; returns those whose bytes are not there.
    async fn add_files(&mut self, store: &dyn ObjectStore, moment: &Moment) -> Result<Vec<String>, Fault> {
        let mut missing = Vec::new();
        for (city, id) in &moment.files {
            let path = kernel::file::path(*city, *id);
            match store.get(&path).await {
                Ok(found) => {
                    let bytes = found.bytes().await.doing(format_args!("read the file {path}"))?;
                    self.add_bytes(&format!("{FILES}{path}"), &bytes)?;
                }
                // Forgotten between the snapshot and now, or lost: the list says so, and doctor does.
                Err(object_store::Error::NotFound { .. }) => missing.push(path.to_string()),
                Err(error) => return Err(error).doing(format_args!("read the file {path}")),
            }
        }
        self.add_others(store).await?;
        Ok(missing)
    }

    /// What lies beside the cities' files, such as the roots of the audit trail.
    async fn add_others(&mut self, store: &dyn ObjectStore) -> Result<(), Fault> {
        let is_city = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
        let top = store.list_with_delimiter(None).await.doing("list the store")?;
        let mut folders: Vec<StorePath> =
            top.common_prefixes.into_iter().filter(|folder| !is_city(folder.as_ref())).collect();
        while let Some(folder) = folders.pop() {
            let listing = store.list_with_delimiter(Some(&folder)).await.doing("list the store")?;
            folders.extend(listing.common_prefixes);
            for object in listing.objects {
                let path = object.location;
                let found = store.get(&path).await.doing(format_args!("read the file {path}"))?;
                let bytes = found.bytes().await.doing(format_args!("read the file {path}"))?;
                self.add_bytes(&format!("{FILES}{path}"), &bytes)?;
            }
        }
        Ok(())
    }

    fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let length = u64::try_from(bytes.len()).doing("measure a file")?;
        self.tar
            .append_data(&mut header(length), name, bytes)
            .doing(format_args!("put {name} into the backup"))?;
        let sha256 = HEXLOWER.encode(&Sha256::digest(bytes));
        self.members.push(Member { name: name.to_owned(), bytes: length, sha256 });
        Ok(())
    }

    fn finish(mut self, manifest: &Manifest) -> Result<(), Fault> {
        let text = serde_json::to_vec_pretty(manifest).doing("write the manifest")?;
        self.add_bytes(MANIFEST, &text)?;
        let mut file = self.tar.into_inner().doing("finish the backup")?;
        file.flush().doing("finish the backup")?;
        file.get_ref().sync_all().doing("finish the backup")
    }
}

fn header(bytes: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(0o600);
    header
}

struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

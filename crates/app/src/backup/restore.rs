//! Brings a backup back: everything is verified before the target is touched, and the database changes in one
//! transaction, so that a restore that fails leaves what was there.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use kernel::secret::Keyring;
use object_store::path::Path as StorePath;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::manifest::{DUMP, FILES};
use super::program::{Programs, Scratch, run};
use super::{Manifest, counts, verify};
use crate::config::{Config, Fault};
use crate::start::{self, Doing, Server};

/// What becomes of what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    /// Only an empty platform is filled.
    Refuse,
    /// All of it gives way.
    All,
}

/// What was brought back.
#[derive(Debug)]
pub struct Restored {
    pub manifest: Manifest,
    pub files: usize,
}

/// Restores `file` into the database and the store of this configuration. Nothing else may use them meanwhile.
pub async fn restore(
    config: &Config,
    server: &Server,
    file: &Path,
    replace: Replace,
) -> Result<Restored, Fault> {
    let manifest = verify(file)?;
    known_schema(&manifest)?;
    keys_fit(config, &manifest)?;
    let mut conn =
        server.options(cluster::Role::Superuser)?.connect().await.doing("connect to the database")?;
    let schemas = counts::schemas(&mut conn).await?;
    if replace == Replace::Refuse {
        must_be_empty(&mut conn, &schemas).await?;
    }
    nobody_else(&mut conn).await?;
    let programs = Programs::find(config, server, conn.server_version_num().unwrap_or(0) / 10_000)?;
    let scratch = Scratch::beside(&config.data.join("restore"))?;
    let store = start::files::store(&config.files)?;
    let files = unpack(file, &scratch.0, store.as_ref()).await?;
    load(&programs, &scratch.0, &schemas, &manifest).await?;
    conn.close().await.doing("close the connection")?;
    // Rights, and whatever this version added since the backup.
    server.migrate().await?;
    Ok(Restored { manifest, files })
}

fn known_schema(manifest: &Manifest) -> Result<(), Fault> {
    let newest = migrations::MIGRATOR.iter().map(|one| one.version).max().unwrap_or(0);
    if manifest.schema <= newest {
        return Ok(());
    }
    Err(Fault(format!(
        "the backup was made by a newer version ({}). Install that version first, then restore",
        manifest.made_by
    )))
}

fn keys_fit(config: &Config, manifest: &Manifest) -> Result<(), Fault> {
    let path = config.key_file();
    let keys: Option<Keyring> = start::keys::load(&path)?;
    match keys {
        Some(keys) if manifest.keys.fits(&keys) => Ok(()),
        found => Err(Fault(format!(
            "the key file {0} {1}. Put your copy of the keys that belong to this backup there with \
             `install -m 600 COPY {0}`; a backup never contains them",
            path.display(),
            if found.is_some() { "holds other keys than the backup was made with" } else { "is missing" }
        ))),
    }
}

/// Empty is: no tenant was ever opened, the platform itself aside.
async fn must_be_empty(conn: &mut PgConnection, schemas: &[String]) -> Result<(), Fault> {
    if !schemas.iter().any(|schema| schema == "kernel") {
        return Ok(());
    }
    let filled: bool = sqlx::query_scalar("select exists (select 1 from kernel.city)")
        .fetch_one(conn)
        .await
        .doing("look whether the database is empty")?;
    if !filled {
        return Ok(());
    }
    Err(Fault(
        "there is data already. Make a backup of it, then add --replace: everything that is there gives way to the \
         backup"
            .to_owned(),
    ))
}

async fn nobody_else(conn: &mut PgConnection) -> Result<(), Fault> {
    let others: i64 = sqlx::query_scalar(
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and usename = 'berdaya_app'",
    )
    .fetch_one(conn)
    .await
    .doing("look who else is connected")?;
    if others == 0 {
        return Ok(());
    }
    Err(Fault(
        "the platform is running on this database. Stop it first (`systemctl stop berdaya`), then restore"
            .to_owned(),
    ))
}

/// Puts the dump into `folder` and the uploaded files into the store. Their names are ids, so nothing is overwritten but
/// by itself; a file without a row is no harm.
async fn unpack(file: &Path, folder: &Path, store: &dyn ObjectStore) -> Result<usize, Fault> {
    let mut archive = tar::Archive::new(BufReader::new(File::open(file).doing("open the backup")?));
    let mut files = 0;
    for entry in archive.entries().doing("read the backup")? {
        let mut entry = entry.doing("read the backup")?;
        let name = entry.path().doing("read the backup")?.to_string_lossy().into_owned();
        if name == DUMP {
            let mut to = File::create_new(folder.join(DUMP)).doing("unpack the dump")?;
            std::io::copy(&mut entry, &mut to).doing("unpack the dump")?;
        } else if let Some(path) = name.strip_prefix(FILES) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).doing("read the backup")?;
            let what = format!("put back the file {path}");
            // Names with `..` do not parse.
            let path = StorePath::parse(path).doing(&what)?;
            store.put(&path, PutPayload::from(bytes)).await.doing(&what)?;
            files += 1;
        }
    }
    Ok(files)
}

/// Drops what is there, loads the dump and compares the counts, all in one transaction.
async fn load(
    programs: &Programs,
    folder: &Path,
    schemas: &[String],
    manifest: &Manifest,
) -> Result<(), Fault> {
    let scripts = ["1-drop.sql", "2-load.sql", "3-check.sql"].map(|name| folder.join(name));
    let [drop, load, check] = &scripts;
    std::fs::write(drop, drop_script(schemas)).doing("prepare the restore")?;
    std::fs::write(check, check_script(manifest)).doing("prepare the restore")?;
    unfold(programs, folder, load).await?;
    let mut command = programs.command("psql");
    command.args([
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--single-transaction",
        "--output=/dev/null",
    ]);
    for script in &scripts {
        command.arg("--file").arg(script);
    }
    run(command, "load the backup into the database; nothing was changed").await
}

/// Turns the dump into statements. `public` is there already, and so are the extensions.
async fn unfold(programs: &Programs, folder: &Path, to: &PathBuf) -> Result<(), Fault> {
    let dump = folder.join(DUMP);
    let mut listing = programs.command("pg_restore");
    let contents = folder.join("contents");
    listing.arg("--list").arg("--file").arg(&contents).arg(&dump);
    run(listing, "read the dump").await?;
    let list = std::fs::read_to_string(&contents).doing("read the dump")?;
    let kept: String = list
        .lines()
        .filter(|line| !line.contains(" SCHEMA - public ") && !line.contains(" EXTENSION "))
        .map(|line| format!("{line}\n"))
        .collect();
    std::fs::write(&contents, kept).doing("read the dump")?;
    let mut command = programs.command("pg_restore");
    command
        .args(["--no-owner", "--no-privileges", "--file"])
        .arg(to)
        .arg("--use-list")
        .arg(&contents)
        .arg(&dump);
    run(command, "read the dump").await
}

fn drop_script(schemas: &[String]) -> String {
    let mut script = String::from("set client_min_messages = warning;\n");
    for schema in schemas {
        // Writing to a String cannot fail.
        let _ = writeln!(script, "drop schema \"{}\" cascade;", schema.replace('"', "\"\""));
    }
    // What is loaded belongs to the migrator, also when a superuser loads it.
    script.push_str("drop table if exists public._sqlx_migrations;\nset role berdaya_migrator;\n");
    script
}

fn check_script(manifest: &Manifest) -> String {
    let mut script = String::from("reset role;\nset row_security = off;\ndo $check$\nbegin\n");
    for (table, rows) in &manifest.rows {
        let (schema, name) = table.split_once('.').unwrap_or(("public", table));
        let quote = |text: &str| text.replace('"', "\"\"");
        let _ = writeln!(
            script,
            "    if (select count(*) from \"{}\".\"{}\") <> {rows} then raise exception '% has not as many rows as \
             the backup says', '{}'; end if;",
            quote(schema),
            quote(name),
            table.replace('\'', "''")
        );
    }
    script.push_str("end\n$check$;\n");
    script
}

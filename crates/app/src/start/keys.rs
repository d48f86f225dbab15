//! The key file: made on the first run, kept outside the database, read by its owner only.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use kernel::secret::Keyring;
use sqlx::PgPool;
use zeroize::Zeroizing;

use super::folder::write_private;
use crate::config::Fault;
use crate::start::Doing;

/// Reads the key file; `None` when there is none. One that others may read is refused.
pub fn load(path: &Path) -> Result<Option<Keyring>, Fault> {
    let shown = path.display();
    let mode = match std::fs::metadata(path) {
        Ok(meta) => meta.permissions().mode() & 0o777,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).doing(format_args!("look at the key file {shown}")),
    };
    if mode & 0o077 != 0 {
        return Err(Fault(format!(
            "the key file {shown} may be read by others (mode {mode:o}). Close it with `chmod 600 {shown}`"
        )));
    }
    let text =
        Zeroizing::new(std::fs::read_to_string(path).doing(format_args!("read the key file {shown}"))?);
    match Keyring::parse(&text) {
        Ok(keys) => Ok(Some(keys)),
        Err(error) => Err(Fault(format!("{shown}: {error}. Put your copy of the key file there"))),
    }
}

/// Writes the key file, in place of the old one.
pub fn save(path: &Path, keys: &Keyring) -> Result<(), Fault> {
    write_private(path, keys.print().as_bytes())
}

/// Makes the first keys, unless the database was filled with others.
pub async fn first(path: &Path, pool: &PgPool) -> Result<Keyring, Fault> {
    // A database that has no schema yet has no cities either.
    let filled: Result<bool, _> =
        sqlx::query_scalar("select exists (select 1 from kernel.city)").fetch_one(pool).await;
    if filled.unwrap_or(false) {
        return Err(Fault(format!(
            "the key file {0} is missing, but the database is in use. Put your copy of it there with \
             `install -m 600 COPY {0}`; without it, encrypted fields are lost",
            path.display()
        )));
    }
    let keys = Keyring::generate();
    save(path, &keys)?;
    tracing::info!(file = %path.display(), "made the keys; keep a copy of this file in a safe place");
    Ok(keys)
}

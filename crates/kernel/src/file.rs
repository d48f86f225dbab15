//! Files: bytes in the object store, a row that says what they are.

use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::CanFail;
use crate::{CityId, Error, Tx};

crate::id_impl!(FileId);

/// A kept file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct FileId(pub Uuid);

/// Bytes to keep, with the name that the sender gave them and the media type that was found by looking at them.
pub struct NewFile<'a> {
    pub name: &'a str,
    pub media_type: &'a str,
    pub bytes: Vec<u8>,
}

/// What is known of a kept file.
#[derive(Debug, Clone)]
pub struct File {
    pub id: FileId,
    pub name: String,
    pub media_type: String,
    pub bytes: i64,
    pub sha256: Vec<u8>,
}

/// Where a file's bytes lie in the object store.
pub fn path(city: CityId, id: FileId) -> Path {
    Path::from(format!("{}/{}", city.0, id.0))
}

/// Keeps a file. The bytes are written first: if the transaction rolls back they are an orphan that `doctor` lists, but
/// never a row without bytes.
pub async fn keep(tx: &mut Tx, new: NewFile<'_>) -> Result<FileId, Error> {
    let (city, now, id): (CityId, _, FileId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|account| account.0);
    let sha256 = Sha256::digest(&new.bytes).to_vec();
    let length =
        i64::try_from(new.bytes.len()).map_err(|_| Error::broken("a file of more than 2^63 bytes"))?;
    tx.db().outside().files.put(&path(city, id), PutPayload::from(new.bytes)).await?;
    sqlx::query!(
        "insert into kernel.file (city, id, name, media_type, bytes, sha256, by_account, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        id.0,
        new.name,
        new.media_type,
        length,
        sha256,
        by,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// What is known of a file. Who may see it is for the room that refers to it.
pub async fn one(tx: &mut Tx, id: FileId) -> Result<File, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select id, name, media_type, bytes, sha256 from kernel.file where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or(Error::NotFound("file"))?;
    Ok(File {
        id: FileId(row.id),
        name: row.name,
        media_type: row.media_type,
        bytes: row.bytes,
        sha256: row.sha256,
    })
}

/// A file's bytes. An error when they are not those that were kept.
pub async fn read(tx: &mut Tx, file: &File) -> Result<bytes::Bytes, Error> {
    let bytes = tx.db().outside().files.get(&path(tx.city(), file.id)).await?.bytes().await?;
    if Sha256::digest(&bytes).as_slice() == file.sha256.as_slice() {
        Ok(bytes)
    } else {
        Err(Error::broken(format!("the file {} is not what was kept", file.id)))
    }
}

/// Forgets a file and its bytes.
pub async fn forget(tx: &mut Tx, id: FileId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("delete from kernel.file where city = $1 and id = $2", city.0, id.0)
        .execute(tx.conn())
        .await?;
    tx.db()
        .outside()
        .files
        .delete(&path(city, id))
        .await
        .can_fail("bytes without a row are listed by doctor");
    Ok(())
}

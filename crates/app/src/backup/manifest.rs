//! What a backup says about itself.

use std::collections::BTreeMap;

use kernel::secret::{Keyring, Place};
use kernel::{CityId, Instant};
use serde::{Deserialize, Serialize};

use crate::config::Fault;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const DUMP: &str = "database.dump";
pub(super) const FILES: &str = "files/";

/// The list that ends a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of the backup itself.
    pub format: u32,
    pub made_by: String,
    pub at: Instant,
    pub postgresql: String,
    /// The newest migration that the database had.
    pub schema: i64,
    pub members: Vec<Member>,
    /// Rows per table.
    pub rows: BTreeMap<String, i64>,
    /// Rows of `kernel.file` whose bytes were gone already.
    pub files_missing: Vec<String>,
    pub keys: KeyCheck,
}

/// A member and how to know it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub name: String,
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// Tells, without the keys, whether a key file is the one that belongs to this backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCheck {
    pub in_use: Vec<String>,
    row: uuid::Uuid,
    sealed: String,
}

const CANARY: &str = "berdaya";

impl KeyCheck {
    pub(super) fn of(keys: &Keyring, row: uuid::Uuid) -> Result<KeyCheck, Fault> {
        let sealed = keys.seal(place(row), CANARY)?;
        let in_use = keys.in_use().map(str::to_owned).to_vec();
        Ok(KeyCheck { in_use, row, sealed: data_encoding::BASE64.encode(&sealed) })
    }

    /// Whether `keys` open what these keys closed.
    pub fn fits(&self, keys: &Keyring) -> bool {
        let sealed = data_encoding::BASE64.decode(self.sealed.as_bytes()).unwrap_or_default();
        keys.open(place(self.row), &sealed).is_ok_and(|plain| plain.as_str() == CANARY)
    }
}

fn place(row: uuid::Uuid) -> Place {
    Place { column: "backup.manifest.canary", city: CityId::PLATFORM, row }
}

impl Manifest {
    pub(super) const FORMAT: u32 = 1;

    /// The manifest of these bytes, if this version understands it.
    pub(super) fn read(bytes: &[u8]) -> Result<Manifest, Fault> {
        let manifest: Manifest = serde_json::from_slice(bytes)
            .map_err(|error| Fault(format!("the backup is damaged: its manifest cannot be read: {error}")))?;
        if manifest.format == Manifest::FORMAT {
            Ok(manifest)
        } else {
            Err(Fault(format!(
                "the backup has form {}, which this version does not know. Restore it with the version that made \
                 it: {}",
                manifest.format, manifest.made_by
            )))
        }
    }

    pub(super) fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

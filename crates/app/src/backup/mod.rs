//! One file that holds everything but the keys: the database, the uploaded files, and a list of both with checksums.
//!
//! It is a plain tar: `database.dump` (PostgreSQL's custom format), `files/<city>/<id>` and, last, `manifest.json`. So a
//! file that was cut off has no manifest and is refused before anything is touched.
//!
//! Always true: dump, counts and list of files are of one moment (one snapshot); a backup exists under its name only
//! after it was read back and verified; keys are never in it.

mod counts;
mod dump;
mod manifest;
mod program;
mod restore;
mod verify;
mod write;

use std::path::{Path, PathBuf};

use kernel::Instant;
use serde::{Deserialize, Serialize};

use crate::config::Fault;
use crate::start::{Doing, folder};

pub use manifest::{Manifest, Member};
pub use restore::{Replace, Restored, restore};
pub use verify::verify;
pub use write::{Written, write};

/// The last backup that was written and verified from this data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub at: Instant,
    pub file: PathBuf,
}

/// Reads the note of the last backup; `None` when there never was one.
pub fn last(data: &Path) -> Option<Last> {
    serde_json::from_slice(&std::fs::read(note(data)).ok()?).ok()
}

fn remember(data: &Path, last: &Last) -> Result<(), Fault> {
    let text = serde_json::to_vec(last).doing("note the backup")?;
    folder::write_private(&note(data), &text)
}

fn note(data: &Path) -> PathBuf {
    data.join("last-backup.json")
}

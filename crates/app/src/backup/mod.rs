//! One file that holds everything but the keys: the database, the uploaded files, and a list of both with checksums.

use std::path::Path;
use kernel::Instant;

/// The last backup that was verified.
#[derive(Debug)]
pub struct Last { pub at: Instant }
pub fn last(_data: &Path) -> Option<Last> { None }

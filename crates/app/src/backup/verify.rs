//! Reads a whole backup and compares it with what it says about itself. Touches nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::manifest::{DUMP, MANIFEST};
use super::{Manifest, Member};
use crate::config::Fault;
use crate::start::Doing;

/// The manifest of a backup of which every byte is as it was written.
pub fn verify(path: &Path) -> Result<Manifest, Fault> {
    let broken = |why: String| Fault(format!("{} is damaged: {why}. Use another backup", path.display()));
    let file = File::open(path).doing(format_args!("open {}", path.display()))?;
    let mut archive = tar::Archive::new(BufReader::new(file));
    let mut found: BTreeMap<String, Member> = BTreeMap::new();
    let mut manifest = None;
    for entry in archive.entries().map_err(|error| broken(error.to_string()))? {
        let mut entry = entry.map_err(|error| broken(error.to_string()))?;
        let name = entry.path().map_err(|error| broken(error.to_string()))?.to_string_lossy().into_owned();
        if name == MANIFEST {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|error| broken(error.to_string()))?;
            manifest = Some(Manifest::read(&bytes)?);
        } else {
            let member = measure(name, &mut entry).map_err(|error| broken(error.to_string()))?;
            found.insert(member.name.clone(), member);
        }
    }
    let manifest = manifest.ok_or_else(|| broken("its end is missing".to_owned()))?;
    for member in &manifest.members {
        match found.remove(&member.name) {
            Some(there) if there == *member => {}
            Some(_) => return Err(broken(format!("{} is not what was written", member.name))),
            None => return Err(broken(format!("{} is missing", member.name))),
        }
    }
    match (found.keys().next(), manifest.member(DUMP)) {
        (Some(stranger), _) => Err(broken(format!("{stranger} does not belong to it"))),
        (None, None) => Err(broken("it holds no database".to_owned())),
        (None, Some(_)) => Ok(manifest),
    }
}

fn measure(name: String, from: &mut impl Read) -> std::io::Result<Member> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        match from.read(&mut buffer)? {
            0 => break,
            read => {
                hash.update(buffer.get(..read).unwrap_or_default());
                bytes += u64::try_from(read).unwrap_or(0);
            }
        }
    }
    Ok(Member { name, bytes, sha256: HEXLOWER.encode(&hash.finalize()) })
}

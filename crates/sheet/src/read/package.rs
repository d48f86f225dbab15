//! The zip package of XLSX and ODS: looked over before anything is unpacked.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::xml::{Bounds, Xml};
use crate::{Fault, Limits};

/// The end record and the longest comment that may follow it.
const TAIL: u64 = 22 + 65_535;
const END: [u8; 4] = *b"PK\x05\x06";
/// A part smaller than this may be packed as tightly as it likes.
const SMALL: u64 = 4 * 1024 * 1024;

/// A file that can be read from anywhere.
pub(crate) trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

pub(crate) struct Package<'a> {
    pub(crate) zip: ZipArchive<&'a mut dyn Source>,
    /// Lower-case names, as packages do not tell capitals apart.
    names: HashMap<String, usize>,
    token_bytes: u64,
    part_bytes: u64,
}

impl<'a> Package<'a> {
    pub(crate) fn open(source: &'a mut dyn Source, limits: &Limits) -> Result<Package<'a>, Fault> {
        let promised = promised_parts(source)?;
        // 65,535 says that the true number is elsewhere; no workbook comes near it.
        if u32::from(promised) > limits.parts || promised == u16::MAX {
            return Err(Fault::TooManyParts);
        }
        let length = source.seek(SeekFrom::End(0)).map_err(|error| Fault::from_reading(&error, "zip"))?;
        let mut zip = ZipArchive::new(source).map_err(|error| from_zip(&error, "zip"))?;
        // Of two parts with one name only one is in the list: readers would differ on which.
        if zip.len() != usize::from(promised) || zip.has_duplicate_names() {
            return Err(Fault::Forged);
        }
        let names = scan(&mut zip, length, limits)?;
        Ok(Package {
            zip,
            names,
            token_bytes: limits.cell_bytes * 6 + 64 * 1024,
            part_bytes: limits.part_bytes,
        })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal(name))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    pub(crate) fn index(&self, name: &str) -> Option<usize> {
        self.names.get(&normal(name)).copied()
    }

    /// The part of this name, or none.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Xml<ZipFile<'_, &'a mut dyn Source>>>, Fault> {
        let Some(index) = self.names.get(&normal(name)) else { return Ok(None) };
        let file = self.zip.by_index(*index).map_err(|error| from_zip(&error, name))?;
        let bounds = Bounds { part: name, token_bytes: self.token_bytes, whole_bytes: self.part_bytes };
        Ok(Some(Xml::new(file, &bounds)))
    }

    /// The part of this name, which a sound workbook has.
    pub(crate) fn must(&mut self, name: &str) -> Result<Xml<ZipFile<'_, &'a mut dyn Source>>, Fault> {
        self.part(name)?.ok_or_else(|| Fault::damaged(name))
    }

    /// The beginning of a part as it is, at most `limit` bytes.
    pub(crate) fn bytes(&mut self, name: &str, limit: u64) -> Result<Vec<u8>, Fault> {
        let Some(index) = self.names.get(&normal(name)) else { return Ok(Vec::new()) };
        let file = self.zip.by_index(*index).map_err(|error| from_zip(&error, name))?;
        let mut bytes = Vec::new();
        file.take(limit).read_to_end(&mut bytes).map_err(|error| Fault::from_reading(&error, name))?;
        Ok(bytes)
    }
}

/// The number of parts by the record at the end of the file.
fn promised_parts(source: &mut dyn Source) -> Result<u16, Fault> {
    let broken = |error: std::io::Error| Fault::from_reading(&error, "zip");
    let length = source.seek(SeekFrom::End(0)).map_err(broken)?;
    source.seek(SeekFrom::Start(length.saturating_sub(TAIL))).map_err(broken)?;
    let mut tail = Vec::new();
    source.take(TAIL).read_to_end(&mut tail).map_err(broken)?;
    source.seek(SeekFrom::Start(0)).map_err(broken)?;
    let at = tail.windows(4).rposition(|window| window == END).ok_or_else(|| Fault::damaged("zip"))?;
    match tail.get(at + 10..at + 12) {
        Some([low, high]) => Ok(u16::from_le_bytes([*low, *high])),
        Some(_) | None => Err(Fault::damaged("zip")),
    }
}

fn scan(
    zip: &mut ZipArchive<&mut dyn Source>,
    length: u64,
    limits: &Limits,
) -> Result<HashMap<String, usize>, Fault> {
    let mut names = HashMap::new();
    let (mut inside, mut packed) = (0_u64, 0_u64);
    for index in 0..zip.len() {
        let part = zip.by_index_raw(index).map_err(|error| from_zip(&error, "zip"))?;
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        if part.encrypted() {
            return Err(Fault::Encrypted);
        }
        let outside =
            name.starts_with('/') || name.contains('\0') || name.split(['/', '\\']).any(|step| step == "..");
        if outside || name.len() > 512 {
            return Err(Fault::Forged);
        }
        let (size, small) = (part.size(), part.compressed_size());
        if size > limits.part_bytes || (size > SMALL && size / limits.ratio > small) {
            return Err(Fault::Bomb);
        }
        inside = inside.saturating_add(size);
        packed = packed.saturating_add(small);
        if names.insert(normal(&name), index).is_some() {
            return Err(Fault::Forged);
        }
    }
    if inside > limits.inside_bytes {
        return Err(Fault::Bomb);
    }
    // Parts that share their bytes are how a small file becomes a vast one without a high ratio.
    if packed > length {
        return Err(Fault::Forged);
    }
    Ok(names)
}

fn normal(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}

pub(crate) fn from_zip(error: &ZipError, part: &str) -> Fault {
    if let ZipError::Io(error) = error { Fault::from_reading(error, part) } else { Fault::damaged(part) }
}

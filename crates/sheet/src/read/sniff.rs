//! The format of a file, told by its content: names lie, and agencies send web pages called `.xls`.

use std::io::{Read, SeekFrom};

use super::package::{Package, Source};
use super::workbook;
use crate::{Fault, Format, Limits};

const OLE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const SAMPLE: u64 = 8 * 1024;
/// Beginnings of files that look like text to nobody but a program.
const OTHERS: &[&[u8]] =
    &[b"%PDF", b"\x89PNG", b"\xFF\xD8\xFF", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xBC\xAF", b"\x1F\x8B", b"RIFF"];

pub(crate) fn format(source: &mut dyn Source, limits: &Limits) -> Result<Format, Fault> {
    let broken = |error: std::io::Error| Fault::Broken(format!("cannot read the file: {error}"));
    let length = source.seek(SeekFrom::End(0)).map_err(broken)?;
    source.seek(SeekFrom::Start(0)).map_err(broken)?;
    if length == 0 {
        return Err(Fault::Empty);
    }
    if length > limits.file_bytes {
        return Err(Fault::TooLarge { limit: limits.file_bytes / (1024 * 1024) });
    }
    let mut sample = Vec::new();
    source.take(SAMPLE).read_to_end(&mut sample).map_err(broken)?;
    if sample.starts_with(b"PK") {
        return package(source, limits);
    }
    if sample.starts_with(&OLE) {
        return compound(source, length, limits);
    }
    // Excel 2 to 4: a bare BIFF stream.
    if sample.starts_with(&[0x09, 0x00])
        || sample.starts_with(&[0x09, 0x02])
        || sample.starts_with(&[0x09, 0x04])
    {
        return Err(Fault::Unknown);
    }
    if OTHERS.iter().any(|magic| sample.starts_with(magic)) {
        return Err(Fault::Unknown);
    }
    text(&sample)
}

fn package(source: &mut dyn Source, limits: &Limits) -> Result<Format, Fault> {
    let mut package = Package::open(source, limits)?;
    let kind = package.bytes("mimetype", 128)?;
    if kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
        return Ok(Format::Ods);
    }
    if package.has("xl/workbook.bin") {
        return Err(Fault::Binary);
    }
    let Some(main) = workbook::main_part(&mut package)? else { return Err(Fault::Unknown) };
    if main.to_ascii_lowercase().contains("word/") || main.to_ascii_lowercase().contains("ppt/") {
        return Err(Fault::Unknown);
    }
    let macros = package.names().any(|name| name.ends_with("vbaproject.bin"));
    Ok(if macros { Format::Xlsm } else { Format::Xlsx })
}

/// OLE files hold old workbooks, locked new ones, and letters.
fn compound(source: &mut dyn Source, length: u64, limits: &Limits) -> Result<Format, Fault> {
    if length > limits.old_file_bytes {
        return Err(Fault::TooLarge { limit: limits.old_file_bytes / (1024 * 1024) });
    }
    source.seek(SeekFrom::Start(0)).map_err(|error| Fault::Broken(error.to_string()))?;
    let mut whole = Vec::new();
    source
        .take(limits.old_file_bytes)
        .read_to_end(&mut whole)
        .map_err(|error| Fault::from_reading(&error, "ole"))?;
    let names = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        whole.windows(wide.len()).any(|window| window == wide)
    };
    if names("EncryptedPackage") {
        Err(Fault::Encrypted)
    } else if names("Workbook") || names("Book") {
        Ok(Format::Xls)
    } else {
        Err(Fault::Unknown)
    }
}

fn text(sample: &[u8]) -> Result<Format, Fault> {
    let start: String = String::from_utf8_lossy(sample)
        .chars()
        .filter(|character| *character != '\0')
        .collect::<String>()
        .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '\u{fffd}'])
        .to_ascii_lowercase();
    let web = ["<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<div", "mime-version:"];
    if web.iter().any(|tag| start.starts_with(tag)) {
        return Err(Fault::Html);
    }
    if start.starts_with('<') {
        return Err(if start.contains("urn:schemas-microsoft-com:office:spreadsheet") {
            Fault::OldXml
        } else if start.contains("<html") || start.contains("<table") {
            Fault::Html
        } else {
            Fault::Unknown
        });
    }
    let wide = sample.starts_with(&[0xFF, 0xFE])
        || sample.starts_with(&[0xFE, 0xFF])
        || super::decode::looks_wide(sample);
    let odd = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31)).count();
    // A stray NUL is forgiven; a program or a picture has them everywhere.
    if !wide && odd * 50 > sample.len() {
        return Err(Fault::Unknown);
    }
    Ok(Format::Csv)
}

//! What the binary carries: every area of Indonesia, and the five cities' postcodes, points and borders.
//!
//! Origins and licences are in `data/SOURCES.md`. The files are part of the program: a test reads each of them
//! whole, and a line that cannot be read is left out rather than ending the program.

use std::io::Read;

use crate::code::{Code, Level};

/// An area as the ministry's list has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    pub code: Code,
    /// With "Kota" or "Kabupaten" at level city; bare at all other levels.
    pub name: String,
}

/// Another name that people use for an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    pub code: Code,
    pub name: String,
    /// Whether it was the official name once, not only a habit.
    pub former: bool,
}

/// Published figures of a province, city or regency; each with its year in `SOURCES.md`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    pub code: Code,
    pub men: Option<u32>,
    pub women: Option<u32>,
    pub square_km: Option<f64>,
}

/// What is known of a village of the five cities beyond its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VillageFacts {
    pub code: Code,
    pub postcode: u32,
    /// A point that is inside for certain, for labels and pins: latitude, longitude.
    pub inside: (f64, f64),
}

/// All 91,599 areas in tree order.
pub fn areas() -> Vec<Area> {
    let text = unpack(include_bytes!("../../data/areas.txt.gz"));
    let mut path: Vec<&str> = Vec::with_capacity(4);
    let mut areas = Vec::with_capacity(92_000);
    for line in text.lines() {
        let Some((part, name)) = line.split_once(' ') else { continue };
        let (depth, part) = match part.strip_prefix(['=', '+', '-']) {
            Some(rest) if part.starts_with('=') => (0, rest),
            Some(rest) if part.starts_with('+') => (1, rest),
            Some(rest) => (2, rest),
            None => (3, part),
        };
        path.truncate(depth);
        path.push(part);
        if let Ok(code) = Code::parse(&path.join(".")) {
            areas.push(Area { code, name: name.to_owned() });
        }
    }
    areas
}

/// Abbreviations, English and former names of provinces and cities.
pub fn aliases() -> Vec<Alias> {
    include_str!("../../data/aliases.csv").lines().filter_map(alias).collect()
}

fn alias(line: &str) -> Option<Alias> {
    let mut cells = line.split(',');
    let code = Code::parse(cells.next()?).ok()?;
    let name = cells.next()?.to_owned();
    let former = cells.next() == Some("former");
    Some(Alias { code, name, former })
}

/// Population and size of provinces, cities and regencies.
pub fn facts() -> Vec<Facts> {
    unpack(include_bytes!("../../data/facts.csv.gz")).lines().filter_map(fact).collect()
}

fn fact(line: &str) -> Option<Facts> {
    let mut cells = line.split(',');
    let code = Code::parse(cells.next()?).ok()?;
    let men = cells.next()?.parse().ok();
    let women = cells.next()?.parse().ok();
    let square_km = cells.next()?.parse().ok();
    Some(Facts { code, men, women, square_km })
}

/// Postcode and interior point of the villages of the five cities.
pub fn villages() -> Vec<VillageFacts> {
    unpack(include_bytes!("../../data/villages.csv.gz")).lines().filter_map(village).collect()
}

fn village(line: &str) -> Option<VillageFacts> {
    let mut cells = line.split(',');
    let code = Code::parse(cells.next()?).ok().filter(|code| code.level() == Level::Kelurahan)?;
    let postcode = cells.next()?.parse().ok()?;
    let inside = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    Some(VillageFacts { code, postcode, inside })
}

/// The borders, in the form that [`crate::geometry::Atlas`] reads.
pub(crate) fn boundaries() -> String {
    unpack(include_bytes!("../../data/boundaries.txt.gz"))
}

fn unpack(packed: &[u8]) -> String {
    let mut text = String::new();
    #[expect(clippy::expect_used, reason = "the bytes are part of the program and a test reads each file")]
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("a bundled file unpacks");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_of_the_ministrys_list_is_read() {
        let areas = areas();
        let count = |level| areas.iter().filter(|area| area.code.level() == level).count();
        assert_eq!(
            [Level::Province, Level::City, Level::Kecamatan, Level::Kelurahan].map(count),
            [38, 514, 7_285, 83_762]
        );
        assert!(areas.is_sorted_by_key(|area| area.code));
        let pedurungan = areas.iter().find(|area| area.code.to_string() == "33.74.06").unwrap();
        assert_eq!(pedurungan.name, "Pedurungan");
    }

    #[test]
    fn every_line_of_the_smaller_files_is_read() {
        assert_eq!(villages().len(), 370);
        assert_eq!(facts().len(), unpack(include_bytes!("../../data/facts.csv.gz")).lines().count());
        assert_eq!(aliases().len(), include_str!("../../data/aliases.csv").lines().count());
        let semarang = facts().into_iter().find(|f| f.code.to_string() == "33.74").unwrap();
        assert!(semarang.men.is_some() && semarang.square_km.is_some_and(|km| (370.0..380.0).contains(&km)));
    }
}

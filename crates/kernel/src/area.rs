//! Codes of territories, from the province down to the RT.

use serde::{Deserialize, Serialize};

use crate::{CityId, Error};

/// The level of a territory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Provinsi.
    Province,
    /// Kota or kabupaten.
    City,
    /// Kecamatan.
    Kecamatan,
    /// Kelurahan, desa or desa adat.
    Kelurahan,
    /// Rukun warga, numbered within its kelurahan.
    Rw,
    /// Rukun tetangga, numbered within its RW.
    Rt,
}

/// A territory's code: `33`, `33.74`, `33.74.06`, `33.74.06.1001` (Kemendagri), and below it, because RW and RT have no
/// national code, `33.74.06.1001/005` (RW) and `33.74.06.1001/005/012` (RT), with three digits each.
///
/// A code names its ancestors, so "lies within" needs no look-up. When a territory moves it gets another code;
/// `territory` keeps the lineage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(try_from = "String", into = "String")]
#[sqlx(transparent)]
pub struct AreaCode(String);

impl AreaCode {
    /// Reads a code with dots (`33.74.06.1001`, RW and RT after slashes) or without (`3374061001`).
    pub fn parse(text: &str) -> Result<AreaCode, Error> {
        let invalid = || Error::field("area", "kernel-area-code-form");
        let text = text.trim();
        let (official, below) = match text.split_once('/') {
            Some((official, below)) => (official, Some(below)),
            None => (text, None),
        };
        let digits: String = official.chars().filter(|c| *c != '.').collect();
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(invalid());
        }
        let cuts: &[(usize, usize)] = match digits.len() {
            2 => &[(0, 2)],
            4 => &[(0, 2), (2, 4)],
            6 => &[(0, 2), (2, 4), (4, 6)],
            10 => &[(0, 2), (2, 4), (4, 6), (6, 10)],
            _ => return Err(invalid()),
        };
        let parts: Vec<&str> = cuts.iter().filter_map(|(from, to)| digits.get(*from..*to)).collect();
        let mut code = parts.join(".");
        if official.contains('.') && official != code {
            return Err(invalid());
        }
        if let Some(below) = below {
            let numbers: Vec<&str> = below.split('/').collect();
            let three = |n: &&str| n.len() == 3 && n.bytes().all(|b| b.is_ascii_digit()) && **n != *"000";
            if digits.len() != 10 || numbers.len() > 2 || !numbers.iter().all(three) {
                return Err(invalid());
            }
            code = format!("{code}/{below}");
        }
        Ok(AreaCode(code))
    }

    /// The code as text, with dots.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The level, told by the form of the code.
    pub fn level(&self) -> Level {
        match (self.0.matches('/').count(), self.0.matches('.').count()) {
            (0, 0) => Level::Province,
            (0, 1) => Level::City,
            (0, 2) => Level::Kecamatan,
            (0, _) => Level::Kelurahan,
            (1, _) => Level::Rw,
            (_, _) => Level::Rt,
        }
    }

    /// The territory that this one lies in; a province has none here.
    pub fn parent(&self) -> Option<AreaCode> {
        let at = self.0.rfind(['.', '/'])?;
        self.0.get(..at).map(|parent| AreaCode(parent.to_owned()))
    }

    /// Whether `other` is this territory or lies within it.
    pub fn contains(&self, other: &AreaCode) -> bool {
        match other.0.strip_prefix(&self.0) {
            Some(rest) => rest.is_empty() || rest.starts_with(['.', '/']),
            None => false,
        }
    }

    /// The tenant that this territory belongs to: the kota or kabupaten (3374), or the province (33) itself.
    pub fn city(&self) -> CityId {
        let digits: String = self.0.chars().filter(char::is_ascii_digit).take(4).collect();
        CityId(digits.parse().unwrap_or_default())
    }

    /// The whole territory of a tenant; the platform (city 0) has none.
    pub fn of_city(city: CityId) -> Option<AreaCode> {
        match city.0 {
            11..=99 => Some(AreaCode(city.0.to_string())),
            1100..=9999 => Some(AreaCode(format!("{}.{:02}", city.0 / 100, city.0 % 100))),
            _ => None,
        }
    }
}

impl std::fmt::Display for AreaCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for AreaCode {
    type Err = Error;
    fn from_str(text: &str) -> Result<AreaCode, Error> {
        AreaCode::parse(text)
    }
}

impl TryFrom<String> for AreaCode {
    type Error = Error;
    fn try_from(text: String) -> Result<AreaCode, Error> {
        AreaCode::parse(&text)
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> String {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_with_and_without_dots() {
        for (text, code) in [
            ("33", Some("33")),
            ("33.74", Some("33.74")),
            ("3374", Some("33.74")),
            (" 33.74.06.1001 ", Some("33.74.06.1001")),
            ("3374061001", Some("33.74.06.1001")),
            ("33.74.06.1001/005", Some("33.74.06.1001/005")),
            ("3374061001/005/012", Some("33.74.06.1001/005/012")),
            ("33.74.06.1001/5", None),
            ("33.74.06.1001/000", None),
            ("33.74.06/005", None),
            ("33.7.406.1001", None),
            ("337", None),
            ("", None),
            ("３３", None),
        ] {
            assert_eq!(AreaCode::parse(text).ok().map(String::from).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn a_territory_contains_itself_and_what_lies_below_but_no_namesake_prefix() {
        let code = |text| AreaCode::parse(text).unwrap();
        assert!(code("33.74").contains(&code("33.74")));
        assert!(code("33.74").contains(&code("33.74.06.1001/005/012")));
        assert!(!code("33.74.06").contains(&code("33.74")));
        assert!(!code("33.74.06").contains(&code("33.75.06")));
        assert_eq!(code("33.74.06.1001/005/012").parent(), Some(code("33.74.06.1001/005")));
        assert_eq!(code("33.74.06.1001/005").city(), CityId(3374));
        assert_eq!(AreaCode::of_city(CityId(3374)), Some(code("33.74")));
        assert_eq!(AreaCode::of_city(CityId(3)), None);
    }
}

//! The official code of an area, `33.74.06.1001`: province, city, kecamatan, kelurahan.

use std::fmt;
use std::str::FromStr;

pub use kernel::Level;
use kernel::{AreaCode, Error};

/// What kind of village an area of level [`Level::Kelurahan`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KelurahanKind {
    /// Kelurahan, run by the city: `1xxx`.
    Kelurahan,
    /// Desa, run by itself: `2xxx`.
    Desa,
    /// Desa adat: `3xxx`.
    DesaAdat,
}

/// The official part of an [`AreaCode`] in nine bytes, for indexes over all of Indonesia: it copies, compares and hashes
/// as a number. Codes sort in tree order: a parent directly before its children.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// Ten digits; those below the level are zero.
    digits: u64,
    level: Level,
}

/// The text was not an area code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACode;

impl Code {
    /// Reads `33.74.06.1001` or `3374061001`, and the shorter codes of higher areas.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        let digits = if text.contains('.') { dotted(text) } else { plain(text) }.ok_or(NotACode)?;
        let number = digits.parse::<u64>().map_err(|_| NotACode)?;
        match digits.len() {
            2 => Self::new(number * 100_000_000, Level::Province),
            4 => Self::new(number * 1_000_000, Level::City),
            6 => Self::new(number * 10_000, Level::Kecamatan),
            10 => Self::new(number, Level::Kelurahan),
            _ => Err(NotACode),
        }
    }

    fn new(digits: u64, level: Level) -> Result<Self, NotACode> {
        if digits < 1_100_000_000 { Err(NotACode) } else { Ok(Self { digits, level }) }
    }

    /// The code as people of IT write it, without dots: `3374061001`.
    pub fn digits(self) -> String {
        self.to_string().replace('.', "")
    }

    pub fn level(self) -> Level {
        self.level
    }

    /// Of a village, which kind it is; `None` above villages and for an unknown series.
    pub fn kelurahan_kind(self) -> Option<KelurahanKind> {
        if self.level != Level::Kelurahan {
            return None;
        }
        match self.digits % 10_000 / 1_000 {
            1 => Some(KelurahanKind::Kelurahan),
            2 => Some(KelurahanKind::Desa),
            3 => Some(KelurahanKind::DesaAdat),
            _ => None,
        }
    }

    /// The area that this one is part of; a province has none here.
    pub fn parent(self) -> Option<Self> {
        match self.level {
            Level::Province => None,
            Level::City => Some(self.cut(Level::Province)),
            Level::Kecamatan => Some(self.cut(Level::City)),
            Level::Kelurahan | Level::Rw | Level::Rt => Some(self.cut(Level::Kecamatan)),
        }
    }

    /// The ancestor at a level, or the area itself if it is at that level; `None` if it lies higher.
    pub fn at(self, level: Level) -> Option<Self> {
        (level <= self.level).then(|| self.cut(level))
    }

    /// Whether `other` is this area or lies in it.
    pub fn contains(self, other: Self) -> bool {
        other.at(self.level) == Some(self)
    }

    /// The number by which rows belong to a city, `3374`; `None` for a province.
    pub fn city(self) -> Option<i32> {
        self.at(Level::City).and_then(|city| i32::try_from(city.digits / 1_000_000).ok())
    }

    fn cut(self, level: Level) -> Self {
        Self { digits: self.digits - self.digits % unit(level), level }
    }
}

fn unit(level: Level) -> u64 {
    match level {
        Level::Province => 100_000_000,
        Level::City => 1_000_000,
        Level::Kecamatan => 10_000,
        Level::Kelurahan | Level::Rw | Level::Rt => 1,
    }
}

fn plain(text: &str) -> Option<String> {
    (text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned())
}

fn dotted(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('.').collect();
    let fits = parts.len() <= 4
        && parts.iter().enumerate().all(|(i, part)| part.len() == if i == 3 { 4 } else { 2 });
    plain(&parts.concat()).filter(|_| fits)
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (province, city) = (self.digits / 100_000_000, self.digits / 1_000_000 % 100);
        let (district, village) = (self.digits / 10_000 % 100, self.digits % 10_000);
        match self.level {
            Level::Province => write!(f, "{province:02}"),
            Level::City => write!(f, "{province:02}.{city:02}"),
            Level::Kecamatan => write!(f, "{province:02}.{city:02}.{district:02}"),
            Level::Kelurahan | Level::Rw | Level::Rt => {
                write!(f, "{province:02}.{city:02}.{district:02}.{village:04}")
            }
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({self})")
    }
}

impl From<Code> for AreaCode {
    #[expect(clippy::expect_used, reason = "both read the same form, as a test over every level shows")]
    fn from(code: Code) -> AreaCode {
        AreaCode::parse(&code.to_string()).expect("an official code is an area code")
    }
}

/// The kelurahan of an RW or RT, the area itself otherwise.
impl TryFrom<&AreaCode> for Code {
    type Error = Error;

    fn try_from(code: &AreaCode) -> Result<Code, Error> {
        let official = code.as_str().split('/').next().unwrap_or_default();
        Code::parse(official).map_err(|_| Error::field("area", "kernel-area-code-form"))
    }
}

impl FromStr for Code {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        Self::parse(text)
    }
}

impl fmt::Display for NotACode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an area code: write it like 33.74.06.1001")
    }
}

impl std::error::Error for NotACode {}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Code {
        Code::parse(text).unwrap()
    }

    #[test]
    fn codes_read_with_and_without_dots_and_print_with_them() {
        for text in ["33", "33.74", "33.74.06", "33.74.06.1001", "91.01.01.2001"] {
            assert_eq!(code(text).to_string(), text);
            assert_eq!(code(&text.replace('.', "")), code(text));
            assert_eq!(Code::try_from(&AreaCode::from(code(text))).unwrap(), code(text));
        }
        for text in [
            "",
            "3",
            "337",
            "33.7",
            "33.74.6",
            "33.74.06.101",
            "3374.06",
            "33.74.06.1001.1",
            "aa",
            "٣٣",
            "00",
            "33741",
        ] {
            assert_eq!(Code::parse(text), Err(NotACode), "{text}");
        }
    }

    #[test]
    fn an_area_contains_itself_and_what_lies_below_it() {
        assert!(code("33.74").contains(code("33.74.06.1001")));
        assert!(code("33.74").contains(code("33.74")));
        assert!(!code("33.74.06").contains(code("33.74")));
        assert!(!code("33.73").contains(code("33.74.06")));
        assert_eq!(code("33.74.06.1001").parent(), Some(code("33.74.06")));
        assert_eq!(code("33").parent(), None);
        assert_eq!(code("33.74.06.1001").city(), Some(3374));
        assert_eq!(code("33").city(), None);
    }

    #[test]
    fn a_parent_sorts_directly_before_its_children() {
        let mut codes = ["33.74.06.1001", "33.75", "33.74.06", "33", "33.74"].map(code);
        codes.sort();
        assert_eq!(codes, ["33", "33.74", "33.74.06", "33.74.06.1001", "33.75"].map(code));
    }

    #[test]
    fn the_series_tells_kelurahan_from_desa() {
        assert_eq!(code("33.74.06.1001").kelurahan_kind(), Some(KelurahanKind::Kelurahan));
        assert_eq!(code("11.01.01.2001").kelurahan_kind(), Some(KelurahanKind::Desa));
        assert_eq!(code("33.74.06").kelurahan_kind(), None);
    }
}

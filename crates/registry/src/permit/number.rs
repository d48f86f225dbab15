//! Numbers of permits, read as people write them.
//!
//! Always true: a number that might be real is never refused; what is odd about it is said as a warning, because none of
//! these numbers has a public check digit and several have forms that no regulation at hand describes. Only nothing at
//! all and absurdly long text are refused.

use kernel::{Error, Say};
use serde::{Deserialize, Serialize};

use super::form;
use super::recognise::{Likelihood, recognise};

/// The messages on numbers and validity, for the room's list: Indonesian and English.
pub const MESSAGES: (&str, &str) = (include_str!("number_id.ftl"), include_str!("number_en.ftl"));

/// A kind of permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nomor induk berusaha.
    Nib,
    /// Tax number.
    Npwp,
    /// Home-made food (SPP-IRT).
    Pirt,
    /// Processed food: made here (MD) or abroad (ML).
    Bpom,
    Halal,
    /// Merek.
    Trademark,
    Sni,
    /// Sertifikat standar, and PB-UMKU beside it.
    StandardCertificate,
    /// Licences of earlier years, which the NIB replaced.
    Iumk,
    Siup,
    Tdp,
    /// A letter of the kelurahan that there is a business.
    Sku,
    /// A permit whose kind nobody told.
    Unknown,
}

impl Kind {
    pub const ALL: [Kind; 13] = [
        Kind::Nib,
        Kind::Npwp,
        Kind::Pirt,
        Kind::Bpom,
        Kind::Halal,
        Kind::Trademark,
        Kind::Sni,
        Kind::StandardCertificate,
        Kind::Iumk,
        Kind::Siup,
        Kind::Tdp,
        Kind::Sku,
        Kind::Unknown,
    ];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Nib => "nib",
            Kind::Npwp => "npwp",
            Kind::Pirt => "pirt",
            Kind::Bpom => "bpom",
            Kind::Halal => "halal",
            Kind::Trademark => "trademark",
            Kind::Sni => "sni",
            Kind::StandardCertificate => "standard_certificate",
            Kind::Iumk => "iumk",
            Kind::Siup => "siup",
            Kind::Tdp => "tdp",
            Kind::Sku => "sku",
            Kind::Unknown => "unknown",
        }
    }

    /// Reads what [`Kind::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The message with its name.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Nib => "registry-permit-kind-nib",
            Kind::Npwp => "registry-permit-kind-npwp",
            Kind::Pirt => "registry-permit-kind-pirt",
            Kind::Bpom => "registry-permit-kind-bpom",
            Kind::Halal => "registry-permit-kind-halal",
            Kind::Trademark => "registry-permit-kind-trademark",
            Kind::Sni => "registry-permit-kind-sni",
            Kind::StandardCertificate => "registry-permit-kind-standard-certificate",
            Kind::Iumk => "registry-permit-kind-iumk",
            Kind::Siup => "registry-permit-kind-siup",
            Kind::Tdp => "registry-permit-kind-tdp",
            Kind::Sku => "registry-permit-kind-sku",
            Kind::Unknown => "registry-permit-kind-unknown",
        }
    }
}

/// A number that was read. Not printed by `Debug`: a tax number may be somebody's NIK.
#[derive(Clone, PartialEq, Eq)]
pub struct Reading {
    pub kind: Kind,
    /// Equal for all ways of writing one number; to store, search and compare.
    pub normalised: String,
    /// As it is printed on the document.
    pub display: String,
    pub warnings: Vec<Warning>,
    pub derived: Derived,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading")
            .field("kind", &self.kind)
            .field("warnings", &self.warnings)
            .finish_non_exhaustive()
    }
}

/// What a number itself says. Layouts are those seen on documents; treat it as a proposal for empty fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    pub issued_year: Option<i32>,
    /// 1 to 12; only with a year.
    pub issued_month: Option<u32>,
    /// It expires some time in this year.
    pub expires_year: Option<i32>,
    /// The province (`33`) or city (`33.06`) that issued it, by the ministry's code; it may be one that no longer exists.
    pub region: Option<String>,
    /// What home-made food is packed in.
    pub packaging: Option<&'static str>,
    /// What home-made food it is, where the type is in our table.
    pub food: Option<&'static str>,
    /// The NIB that the number starts with.
    pub nib: Option<String>,
    /// How far a trademark is.
    pub stage: Option<Stage>,
    /// The number is a NIK: seal it, mask it, and hash it as one.
    pub is_nik: bool,
}

/// How far a trademark is, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Applied,
    Registered,
}

/// What is odd about a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// One digit is missing, as after a spreadsheet took a zero in front.
    ZeroLost,
    /// A spreadsheet wrote it with an exponent: digits are gone for good.
    Rounded,
    /// So many digits, and what is usual.
    Length { found: usize, usual: &'static str },
    /// All digits alike, or counted up.
    Placeholder,
    /// A form of earlier years: look at the document.
    OldForm,
    /// Home-made food without the year in which it expires.
    YearMissing,
    /// The digits for packaging are none that exist.
    Packaging,
    /// The digits for province and city are none that exist.
    Region,
    /// The letters in front were missing and were put there.
    PrefixAdded,
    /// Letters were read as the digits that they resemble.
    LettersRead,
    /// Sixteen digits, but neither a NIK nor an old tax number with a zero in front.
    NeitherNikNorOld,
    /// The number of a branch (NITKU).
    Branch,
    /// No known form; compare with the document.
    FreeForm,
    /// It rather looks like another kind of permit.
    LooksLike(Kind),
    /// It looks like a NIK, which belongs into another field.
    LooksLikeNik,
}

impl Warning {
    /// What to say, with what to do next.
    pub fn say(&self) -> Say {
        match self {
            Warning::ZeroLost => Say::new("registry-permit-warning-zero-lost"),
            Warning::Rounded => Say::new("registry-permit-warning-rounded"),
            Warning::Length { found, usual } => {
                Say::new("registry-permit-warning-length").with("found", *found).with("usual", *usual)
            }
            Warning::Placeholder => Say::new("registry-permit-warning-placeholder"),
            Warning::OldForm => Say::new("registry-permit-warning-old-form"),
            Warning::YearMissing => Say::new("registry-permit-warning-year-missing"),
            Warning::Packaging => Say::new("registry-permit-warning-packaging"),
            Warning::Region => Say::new("registry-permit-warning-region"),
            Warning::PrefixAdded => Say::new("registry-permit-warning-prefix-added"),
            Warning::LettersRead => Say::new("registry-permit-warning-letters-read"),
            Warning::NeitherNikNorOld => Say::new("registry-permit-warning-neither-nik-nor-old"),
            Warning::Branch => Say::new("registry-permit-warning-branch"),
            Warning::FreeForm => Say::new("registry-permit-warning-free-form"),
            Warning::LooksLike(kind) => {
                Say::new("registry-permit-warning-looks-like").with("kind", kind.as_str())
            }
            Warning::LooksLikeNik => Say::new("registry-permit-warning-looks-like-nik"),
        }
    }
}

/// The longest text that is taken for a number.
const LONGEST: usize = 120;

/// Reads a number of a kind. Refused only when it has neither letters nor digits, or is absurdly long.
pub fn read(kind: Kind, text: &str) -> Result<Reading, Error> {
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Error::field("number", "registry-permit-number-empty"));
    }
    let length = text.chars().count();
    if length > LONGEST {
        let say = Say::new("registry-permit-number-long").with("most", LONGEST).with("found", length);
        return Err(Error::field("number", say));
    }
    let mut reading = form::read(kind, text);
    if !reading.warnings.is_empty() || kind == Kind::Unknown {
        let kinds = recognise(text);
        let other = kinds.first().filter(|(other, how)| *how >= Likelihood::Likely && *other != kind);
        if let Some((other, _)) = other.filter(|_| kinds.iter().all(|(possible, _)| *possible != kind)) {
            reading.warnings.push(Warning::LooksLike(*other));
        }
    }
    if kind != Kind::Npwp && kernel::nik::Nik::parse(text).is_ok() {
        reading.warnings.push(Warning::LooksLikeNik);
        reading.derived.is_nik = true;
    }
    Ok(reading)
}

/// The numbers in a cell that holds several: `… / …`, `…; …`, one per line.
pub fn split(cell: &str) -> Vec<&str> {
    let parts: Vec<&str> =
        cell.split([',', ';', '/', '\n', '|']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let digits = |part: &&str| part.bytes().filter(u8::is_ascii_digit).count();
    // A slash within one number leaves parts that are too short to be numbers of their own.
    if parts.len() > 1 && parts.iter().all(|part| digits(part) >= 9) { parts } else { vec![cell.trim()] }
}

/// What a cell says instead of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// `-`, `tidak ada`, `belum`.
    None,
    /// `proses`, `diajukan`.
    InProcess,
    /// `ada`, `sudah`, `v`: it is said to exist, without its number.
    Unnumbered,
}

/// Whether a cell says something else than a number.
pub fn absent(cell: &str) -> Option<Absent> {
    let words = cell.to_lowercase();
    let words: Vec<&str> = words
        .split(|c: char| !c.is_alphanumeric() && c != '✓' && c != '√')
        .filter(|w| !w.is_empty())
        .collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    if words.is_empty() || words.iter().all(|word| word.chars().all(|c| c == '0')) {
        return Some(Absent::None);
    }
    if cell.bytes().filter(u8::is_ascii_digit).count() >= 4 {
        return None;
    }
    if has(&["proses", "diproses", "pengajuan", "diajukan", "pengurusan", "diurus", "mengurus", "process"]) {
        return Some(Absent::InProcess);
    }
    if has(&["belum", "tidak", "tdk", "blm", "nihil", "none", "null", "kosong", "no", "tanpa"]) {
        return Some(Absent::None);
    }
    has(&["ada", "sudah", "sdh", "punya", "memiliki", "ya", "v", "x", "ok", "✓", "√", "yes"])
        .then_some(Absent::Unnumbered)
}

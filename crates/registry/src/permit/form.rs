//! The forms of the kinds of numbers, with what is known to go wrong with each.

use kernel::nik::Nik;

use super::home_food::{pirt, province};
use super::number::{Derived, Kind, Reading, Stage, Warning};

/// Reads text that has at least one letter or digit.
pub(super) fn read(kind: Kind, text: &str) -> Reading {
    let raw = Raw::of(text);
    let mut reading = match kind {
        Kind::Nib => nib(&raw),
        Kind::Npwp => npwp(&raw),
        Kind::Pirt => pirt(&raw),
        Kind::Bpom => bpom(&raw),
        Kind::Halal => halal(&raw),
        Kind::Trademark => trademark(&raw),
        Kind::Sni => sni(&raw),
        Kind::StandardCertificate => standard(&raw),
        Kind::Iumk | Kind::Siup | Kind::Tdp | Kind::Sku | Kind::Unknown => plain(kind, &raw),
    };
    if raw.rounded {
        reading.warnings.push(Warning::Rounded);
    }
    if raw.is_placeholder() {
        reading.warnings.push(Warning::Placeholder);
    }
    reading
}

/// Text taken apart once.
pub(super) struct Raw {
    /// Capitals, digits and marks; single blanks.
    pub(super) text: String,
    /// Letters and digits only, in capitals.
    pub(super) solid: String,
    pub(super) digits: String,
    /// Written with an exponent.
    rounded: bool,
}

/// What stands before numbers and is none of their letters.
const LABELS: &[&str] = &[
    "NOMOR",
    "NO",
    "NUMBER",
    "NIB",
    "NPWP",
    "SPPIRT",
    "PIRT",
    "BPOM",
    "RI",
    "POM",
    "BPJPH",
    "HALAL",
    "SERTIFIKAT",
    "STANDAR",
    "PBUMKU",
    "UMKU",
];

impl Raw {
    pub(super) fn of(text: &str) -> Raw {
        let text = text.to_uppercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
        let mut solid: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let rounded = text.contains("E+") && text.bytes().filter(u8::is_ascii_digit).count() < 12;
        while let Some(rest) =
            LABELS.iter().find_map(|label| solid.strip_prefix(label).filter(|rest| !rest.is_empty()))
        {
            solid = rest.to_owned();
        }
        let digits = text.chars().filter(char::is_ascii_digit).collect();
        Raw { text, solid, digits, rounded }
    }

    /// The digits, where letters are only those that people type for digits.
    fn as_digits(&self) -> Option<(String, bool)> {
        if self.solid.bytes().all(|b| b.is_ascii_digit()) {
            return Some((self.solid.clone(), false));
        }
        let mended: String = self
            .solid
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let letters = self.solid.chars().filter(|c| !c.is_ascii_digit()).count();
        (letters <= 2 && letters * 4 < mended.len() && mended.bytes().all(|b| b.is_ascii_digit()))
            .then_some((mended, true))
    }

    fn is_placeholder(&self) -> bool {
        let digits = self.digits.as_bytes();
        let steps = |step: u8| {
            digits.iter().zip(digits.iter().skip(1)).all(|(a, b)| (a - b'0' + step) % 10 == b - b'0')
        };
        digits.len() >= 8 && (steps(0) || steps(1))
    }

    /// The number of a kind that is digits and nothing else, or free text with a warning.
    pub(super) fn number(&self, kind: Kind) -> Result<(String, Vec<Warning>), Box<Reading>> {
        match self.as_digits() {
            Some((digits, mended)) => {
                Ok((digits, if mended { vec![Warning::LettersRead] } else { Vec::new() }))
            }
            None => {
                let mut reading = plain(kind, self);
                reading.warnings.push(Warning::FreeForm);
                Err(Box::new(reading))
            }
        }
    }
}

fn plain(kind: Kind, raw: &Raw) -> Reading {
    Reading {
        kind,
        normalised: if raw.solid.is_empty() { raw.text.clone() } else { raw.solid.clone() },
        display: raw.text.clone(),
        warnings: Vec::new(),
        derived: Derived::default(),
    }
}

pub(super) fn length(digits: &str, usual: &'static str) -> Warning {
    Warning::Length { found: digits.len(), usual }
}

/// `digits.get(from..to)`, empty where there are too few.
pub(super) fn part(digits: &str, from: usize, to: usize) -> &str {
    digits.get(from..to).unwrap_or_default()
}

fn nib(raw: &Raw) -> Reading {
    let (digits, mut warnings) = match raw.number(Kind::Nib) {
        Ok(number) => number,
        Err(reading) => return *reading,
    };
    match digits.len() {
        13 => {}
        12 => warnings.push(Warning::ZeroLost),
        _ => warnings.push(length(&digits, "13")),
    }
    Reading {
        kind: Kind::Nib,
        display: digits.clone(),
        normalised: digits,
        warnings,
        derived: Derived::default(),
    }
}

fn npwp(raw: &Raw) -> Reading {
    let (digits, mut warnings) = match raw.number(Kind::Npwp) {
        Ok(number) => number,
        Err(reading) => return *reading,
    };
    let mut derived = Derived::default();
    // Sixteen digits with a zero in front are the old fifteen: no NIK starts with zero.
    let normalised = match digits.len() {
        16 if digits.starts_with('0') => part(&digits, 1, 16).to_owned(),
        16 => {
            derived.is_nik = Nik::parse(&digits).is_ok();
            if !derived.is_nik {
                warnings.push(Warning::NeitherNikNorOld);
            }
            digits
        }
        15 => digits,
        22 => {
            warnings.push(Warning::Branch);
            digits
        }
        14 => {
            warnings.push(Warning::ZeroLost);
            digits
        }
        _ => {
            warnings.push(length(&digits, "15/16"));
            digits
        }
    };
    let display = if normalised.len() == 15 { dotted(&normalised) } else { normalised.clone() };
    Reading { kind: Kind::Npwp, normalised, display, warnings, derived }
}

/// `01.234.567.8-901.000`.
fn dotted(digits: &str) -> String {
    format!(
        "{}.{}.{}.{}-{}.{}",
        part(digits, 0, 2),
        part(digits, 2, 5),
        part(digits, 5, 8),
        part(digits, 8, 9),
        part(digits, 9, 12),
        part(digits, 12, 15)
    )
}

fn bpom(raw: &Raw) -> Reading {
    let (own, digits) = match raw.solid.get(..2) {
        Some(own @ ("MD" | "ML")) => (Some(own), raw.solid.get(2..).unwrap_or_default()),
        Some(_) | None => (None, raw.solid.as_str()),
    };
    let mut reading = plain(Kind::Bpom, raw);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        reading.warnings.push(Warning::FreeForm);
        return reading;
    }
    if own.is_none() {
        reading.warnings.push(Warning::PrefixAdded);
    }
    if ![12, 15].contains(&digits.len()) {
        reading.warnings.push(length(digits, "12/15"));
    }
    // What a list of local businesses has without letters was made here.
    let prefix = own.unwrap_or("MD");
    reading.normalised = format!("{prefix}{digits}");
    reading.display = format!("BPOM RI {prefix} {digits}");
    reading
}

fn halal(raw: &Raw) -> Reading {
    let mut reading = plain(Kind::Halal, raw);
    let (own, digits) = match raw.solid.strip_prefix("ID") {
        Some(digits) => (true, digits),
        None => (false, raw.solid.as_str()),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) || digits.is_empty() {
        let warning = if raw.solid.contains("MUI") { Warning::OldForm } else { Warning::FreeForm };
        reading.warnings.push(warning);
        return reading;
    }
    if digits.len() != 17 {
        // The assembly of ulama gave numbers of fourteen digits and fewer, without letters.
        reading.warnings.push(if own || digits.len() > 14 { length(digits, "17") } else { Warning::OldForm });
        return reading;
    }
    if !own {
        reading.warnings.push(Warning::PrefixAdded);
    }
    reading.derived.region = province(part(digits, 0, 2)).map(str::to_owned);
    if reading.derived.region.is_none() {
        reading.warnings.push(Warning::Region);
    }
    let month = part(digits, 13, 15).parse::<u32>().ok().filter(|month| (1..=12).contains(month));
    let year = part(digits, 15, 17).parse::<i32>().ok().map(|year| 2000 + year).filter(|year| *year >= 2019);
    if let (Some(month), Some(year)) = (month, year) {
        reading.derived.issued_month = Some(month);
        reading.derived.issued_year = Some(year);
    }
    reading.normalised = format!("ID{digits}");
    reading.display = reading.normalised.clone();
    reading
}

fn trademark(raw: &Raw) -> Reading {
    let mut reading = plain(Kind::Trademark, raw);
    reading.display = raw.solid.clone();
    match mark(&raw.solid) {
        Some((stage, year)) => {
            reading.derived.stage = Some(stage);
            reading.derived.issued_year = year;
        }
        None => reading.warnings.push(Warning::FreeForm),
    }
    reading
}

/// `IDM000123456` is registered; `DID2021012345`, `JID…`, `D002018012345` are applications, with their year.
pub(super) fn mark(solid: &str) -> Option<(Stage, Option<i32>)> {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if solid.strip_prefix("IDM").is_some_and(|rest| digits(rest, 9)) {
        return Some((Stage::Registered, None));
    }
    let rest = ["DID", "JID", "MID", "D00", "J00", "M00", "V00", "R00"]
        .iter()
        .find_map(|start| solid.strip_prefix(start))?;
    let year = part(rest, 0, 4).parse::<i32>().ok().filter(|year| (1990..2100).contains(year))?;
    (digits(rest, 10)).then_some((Stage::Applied, Some(year)))
}

fn sni(raw: &Raw) -> Reading {
    let mut reading = plain(Kind::Sni, raw);
    let body = raw
        .text
        .trim_start_matches("SPPT")
        .trim_start()
        .trim_start_matches("SNI")
        .trim_start_matches([' ', ':', '-', '.']);
    let standard = body
        .trim_start_matches("ISO")
        .trim_start_matches("/IEC")
        .trim_start_matches("IEC")
        .trim_start_matches([' ', '/']);
    let known = standard.bytes().any(|b| b.is_ascii_digit())
        && standard.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | '-' | ' '))
        && standard.len() >= 4;
    if known {
        let year = standard.rsplit([':', '-']).next().and_then(|year| year.trim().parse::<i32>().ok());
        reading.derived.issued_year = year.filter(|year| (1970..2100).contains(year));
    } else {
        reading.warnings.push(Warning::FreeForm);
    }
    reading.display = format!("SNI {body}");
    reading.normalised = reading.display.chars().filter(|c| !c.is_whitespace()).collect();
    reading
}

fn standard(raw: &Raw) -> Reading {
    let (digits, mut warnings) = match raw.number(Kind::StandardCertificate) {
        Ok(number) => number,
        Err(reading) => return *reading,
    };
    let mut derived = Derived::default();
    // As seen on documents: the NIB, then a running number.
    if [17, 21].contains(&digits.len()) {
        derived.nib = Some(part(&digits, 0, 13).to_owned());
    } else {
        warnings.push(length(&digits, "17/21"));
    }
    Reading {
        kind: Kind::StandardCertificate,
        display: digits.clone(),
        normalised: digits,
        warnings,
        derived,
    }
}

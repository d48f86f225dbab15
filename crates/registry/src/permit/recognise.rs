//! Which kind of permit a number is likely of, by its own form: for columns headed "nomor izin".

use kernel::nik::Nik;

use super::form::{Raw, mark};
use super::home_food::may_be_pirt;
use super::number::Kind;

/// How likely a kind is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    Possible,
    Likely,
    /// Letters or marks of the number say so.
    Certain,
}

/// The kinds that a number may be of, the likeliest first. Empty where there is neither letter nor digit.
pub fn recognise(text: &str) -> Vec<(Kind, Likelihood)> {
    let raw = Raw::of(text);
    if !text.chars().any(char::is_alphanumeric) {
        return Vec::new();
    }
    if let Some(kind) = by_letters(&raw) {
        return vec![(kind, Likelihood::Certain)];
    }
    let mut found = by_digits(&raw);
    found.sort_by_key(|(kind, how)| (std::cmp::Reverse(*how), *kind));
    if found.is_empty() {
        found.push((Kind::Unknown, Likelihood::Possible));
    }
    found
}

/// Letters that only one kind has, in the number or as a label before it.
fn by_letters(raw: &Raw) -> Option<Kind> {
    let labelled: String = raw.text.chars().filter(char::is_ascii_alphanumeric).collect();
    let has = |words: &[&str]| words.iter().any(|word| labelled.contains(word));
    let digits_after = |prefix: &str| raw.solid.strip_prefix(prefix).map(digits_only).unwrap_or_default();
    let food = |prefix: &str| (12..=15).contains(&digits_after(prefix));
    if has(&["PIRT"]) {
        return Some(Kind::Pirt);
    }
    if food("MD") || food("ML") {
        return Some(Kind::Bpom);
    }
    if mark(&raw.solid).is_some() {
        return Some(Kind::Trademark);
    }
    if digits_after("ID") == 17 || has(&["HALAL", "BPJPH", "LPPOM"]) {
        return Some(Kind::Halal);
    }
    if raw.text.starts_with("SNI") || raw.text.starts_with("SPPT SNI") {
        return Some(Kind::Sni);
    }
    if has(&["NPWP"]) || is_dotted(&raw.text) {
        return Some(Kind::Npwp);
    }
    if labelled.starts_with("NIB") {
        return Some(Kind::Nib);
    }
    let old = [("IUMK", Kind::Iumk), ("SIUP", Kind::Siup), ("TDP", Kind::Tdp), ("SKU", Kind::Sku)];
    let words = || raw.text.split(|c: char| !c.is_ascii_alphanumeric());
    if let Some((_, kind)) = old.into_iter().find(|(name, _)| words().any(|word| word == *name)) {
        return Some(kind);
    }
    if has(&["PBUMKU", "SERTIFIKATSTANDAR"]) {
        return Some(Kind::StandardCertificate);
    }
    let with_year = raw
        .text
        .split_once('-')
        .is_some_and(|(body, year)| digits_only(body) == 13 && digits_only(year) == 2);
    (with_year && may_be_pirt(&raw.digits)).then_some(Kind::Pirt)
}

fn by_digits(raw: &Raw) -> Vec<(Kind, Likelihood)> {
    use Likelihood::{Likely, Possible};
    let digits = raw.digits.as_str();
    if raw.solid != digits {
        return Vec::new();
    }
    let pirt = may_be_pirt(digits);
    match digits.len() {
        12 => vec![(Kind::Bpom, Possible), (Kind::Nib, Possible), (Kind::Pirt, Possible)],
        13 if pirt => vec![(Kind::Nib, Likely), (Kind::Pirt, Possible)],
        13 => vec![(Kind::Nib, Likely)],
        14 => vec![(Kind::Halal, Possible), (Kind::Npwp, Possible)],
        15 if pirt => vec![(Kind::Pirt, Likely), (Kind::Npwp, Possible)],
        15 => vec![(Kind::Npwp, Likely)],
        // A NIK may be a tax number, but in a column of permits it is rather a NIK.
        16 if Nik::parse(digits).is_ok() => vec![(Kind::Npwp, Possible)],
        16 => vec![(Kind::Npwp, Likely)],
        17 => vec![(Kind::StandardCertificate, Possible), (Kind::Halal, Possible)],
        21 => vec![(Kind::StandardCertificate, Likely)],
        22 => vec![(Kind::Npwp, Likely)],
        _ => Vec::new(),
    }
}

/// How many digits, where there is nothing else.
fn digits_only(text: &str) -> usize {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.len() } else { 0 }
}

/// `01.234.567.8-901.000`.
fn is_dotted(text: &str) -> bool {
    let groups: Vec<&str> = text.split(['.', '-']).collect();
    groups.iter().map(|group| digits_only(group)).eq([2, 3, 3, 1, 3, 3])
}

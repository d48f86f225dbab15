//! The national identity number (nomor induk kependudukan, NIK).

use chrono::NaiveDate;

use crate::Error;

/// A NIK: sixteen digits, of which the first six are the place of first registration, the next six the date of birth
/// (women's day plus 40), the last four a serial number. Shown only by [`Nik::reveal`].
///
/// The prefix may be the code of a territory that no longer exists, so it is never a reason to refuse.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Nik(String);

/// A sex, as identity cards state it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    Female,
    Male,
}

impl Nik {
    /// Accepts blanks, dots and hyphens between the digits. The date within must exist in some century, and neither
    /// province nor serial may be zero.
    pub fn parse(text: &str) -> Result<Nik, Error> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace() && !".-'".contains(*c)).collect();
        if digits.len() != 16 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Error::field("nik", "kernel-nik-form"));
        }
        let nik = Nik(digits);
        let serial = nik.number(12, 16);
        if nik.born(2000).is_none() && nik.born(1900).is_none() || serial == 0 || nik.number(0, 2) < 11 {
            return Err(Error::field("nik", "kernel-nik-parts"));
        }
        Ok(nik)
    }

    /// The digits themselves.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `••••••••••••0001`.
    pub fn masked(&self) -> String {
        format!("••••••••••••{}", self.0.get(12..).unwrap_or_default())
    }

    /// The sex that the number states.
    pub fn sex(&self) -> Sex {
        if self.number(6, 8) > 40 { Sex::Female } else { Sex::Male }
    }

    /// The date of birth that the number states: the latest century in which it is not after `today`. `None` when
    /// that date does not exist, which happens for 29 February.
    pub fn birth_date(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.born(2000).filter(|date| *date <= today).or_else(|| self.born(1900))
    }

    fn born(&self, century: i32) -> Option<NaiveDate> {
        let day = match self.number(6, 8) {
            female if female > 40 => female - 40,
            male => male,
        };
        NaiveDate::from_ymd_opt(century + i32::try_from(self.number(10, 12)).ok()?, self.number(8, 10), day)
    }

    fn number(&self, from: usize, to: usize) -> u32 {
        self.0.get(from..to).and_then(|part| part.parse().ok()).unwrap_or_default()
    }
}

impl std::fmt::Debug for Nik {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nik(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nik_states_sex_and_birth_date() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for (text, sex, born) in [
            ("3374065708900001", Some(Sex::Female), Some("1990-08-17")),
            ("3374061708050001", Some(Sex::Male), Some("2005-08-17")),
            ("33.7406.170805.0001", Some(Sex::Male), Some("2005-08-17")),
            ("3374062912260001", Some(Sex::Male), Some("1926-12-29")),
            ("3374063002900001", None, None),
            ("3374061708900000", None, None),
            ("0074061708900001", None, None),
            ("337406170890000", None, None),
            ("33740617089000O1", None, None),
        ] {
            let nik = Nik::parse(text).ok();
            assert_eq!(nik.as_ref().map(Nik::sex), sex, "{text}");
            assert_eq!(
                nik.and_then(|n| n.birth_date(today)).map(|d| d.to_string()).as_deref(),
                born,
                "{text}"
            );
        }
    }

    #[test]
    fn a_nik_is_never_printed_whole() {
        let nik = Nik::parse("3374065708900001").unwrap();
        assert_eq!(format!("{nik:?} {}", nik.masked()), "Nik(•••) ••••••••••••0001");
    }
}

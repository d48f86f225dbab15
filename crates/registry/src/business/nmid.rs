//! The number of a merchant in QRIS (NMID), as it is printed under the code.

/// Letters that every number of a merchant begins with.
const PREFIX: &str = "ID";
/// How many digits follow.
const DIGITS: usize = 13;

/// A merchant's number: `ID` and thirteen digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Nmid(String);

impl Nmid {
    /// Reads `ID1019123456781`, `NMID: ID 1019 1234 56781`, or the digits alone. `None` where it has another form; a halal
    /// certificate, which begins alike, has seventeen digits.
    pub fn read(text: &str) -> Option<Nmid> {
        let solid: String = text.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let solid = solid.strip_prefix("NM").filter(|rest| rest.starts_with(PREFIX)).unwrap_or(&solid);
        // "NMID: ID1019…" leaves the letters twice.
        let digits = solid.trim_start_matches(PREFIX);
        let fits = digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| Nmid(format!("{PREFIX}{digits}")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merchants_number_is_read_as_it_is_printed() {
        for (text, expected) in [
            ("ID1019123456781", Some("ID1019123456781")),
            ("NMID : ID1019123456781", Some("ID1019123456781")),
            ("NMID: 1019123456781", Some("ID1019123456781")),
            ("id 1019 1234 56781", Some("ID1019123456781")),
            ("1019123456781", Some("ID1019123456781")),
            ("ID33110003549730523", None),
            ("ID101912345678", None),
            ("belum", None),
            ("", None),
        ] {
            assert_eq!(Nmid::read(text).as_ref().map(Nmid::as_str), expected, "{text}");
        }
    }
}

//! A recipient, as the list tells.

use crate::import::{NikReading, Remark};
use crate::source::{BusinessClaims, PersonClaims};

/// A row of a list that names somebody. Lives as long as the list is looked over.
pub(super) struct Recipient {
    pub sheet: String,
    /// From 1, as on the screen.
    pub row: u32,
    pub list_column: u32,
    pub spots: Spots,
    pub person: PersonClaims,
    pub business: BusinessClaims,
    pub nik: NikReading,
    /// Digits of the family card.
    pub family_card: Option<String>,
    /// Digits of the bank account.
    pub account: Option<String>,
    pub house: Option<House>,
    pub remarks: Vec<Remark>,
}

/// The columns of what is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spots {
    pub name: Option<u32>,
    pub nik: Option<u32>,
    pub phone: Option<u32>,
    pub family_card: Option<u32>,
    pub account: Option<u32>,
}

/// Where somebody lives.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct House {
    /// The code of the kelurahan, or of what is known.
    pub area: String,
    pub rw: Option<u16>,
    pub rt: Option<u16>,
    pub street: String,
}

impl Recipient {
    /// `12`, or `Lembar2!12` where the list has several sheets.
    pub(super) fn at(&self, several: bool) -> String {
        if several { format!("{}!{}", self.sheet, self.row) } else { self.row.to_string() }
    }
}

impl House {
    /// What two of one house have in common; `None` where that is not told exactly enough: a street alone is no house.
    pub(super) fn key(&self) -> Option<String> {
        let street = plain(&self.street);
        let numbered = street.split(' ').any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let placed = self.rt.is_some() || self.area.matches('.').count() >= 3;
        let number = |number: Option<u16>| number.map(|number| number.to_string()).unwrap_or_default();
        (numbered && placed)
            .then(|| format!("{}|{}|{}|{street}", self.area, number(self.rw), number(self.rt)))
    }
}

/// A street as it is compared: `Jl. Melati No. 7` and `JALAN MELATI 7` are one.
fn plain(street: &str) -> String {
    let spaced: String =
        street.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let filler = ["jl", "jln", "jalan", "no", "nomor", "gg", "gang", "blok", "rumah"];
    let words: Vec<&str> = spaced.split_whitespace().filter(|word| !filler.contains(word)).collect();
    // What follows repeats what has columns of its own.
    let end = words
        .iter()
        .position(|word| matches!(*word, "rt" | "rw" | "kel" | "kelurahan" | "kec" | "kecamatan"));
    words.get(..end.unwrap_or(words.len())).unwrap_or_default().join(" ")
}

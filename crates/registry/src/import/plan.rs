//! How a file is understood: shown for confirmation, kept, and followed when it is read.

use std::collections::BTreeMap;

use kernel::Say;
use serde::{Deserialize, Serialize};

use super::cell;
use super::field::Field;
use super::layout::Headless;
use super::mapping::{Mapping, SURE};
use super::profile::Profile;

/// How many values of a column are shown.
const SAMPLES: usize = 4;

/// How a file is understood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub sheets: Vec<SheetPlan>,
    /// Every kind of table in it. A list with a sheet per kelurahan has one or two.
    pub layouts: Vec<LayoutPlan>,
    #[serde(default)]
    pub(crate) headless: Vec<Headless>,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SheetPlan {
    pub name: String,
    pub hidden: bool,
    /// Whether its rows are read. Hidden sheets are not, unless somebody wants them.
    pub included: bool,
    /// Rows below a header.
    pub rows: u32,
    /// The rows of headers with people below them, and the place of the layout that each belongs to.
    #[serde(default)]
    pub(crate) headers: Vec<(u32, usize)>,
}

/// One kind of table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayoutPlan {
    pub(crate) signature: String,
    pub mapping: Mapping,
    pub rows: u32,
    pub sheets: Vec<String>,
    /// Of each column a few values, with NIKs masked.
    pub samples: BTreeMap<u32, Vec<String>>,
    /// Whether it holds people or businesses; a table of sums does not, and is passed over.
    pub is_list: bool,
    /// What somebody should look at before it is read; empty where the mapping is sure.
    pub doubts: Vec<MappingDoubt>,
    /// Somebody confirmed this mapping before.
    pub remembered: bool,
}

/// Why a mapping needs somebody's eyes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "doubt", rename_all = "kebab-case")]
pub enum MappingDoubt {
    /// The table has no header that is known.
    NoHeader,
    /// No column holds the names of people or of businesses.
    NoNames,
    ColumnUnsure {
        column: u32,
        header: String,
    },
    /// Amounts too small for rupiah, and nothing says what they are in.
    UnitUnclear {
        column: u32,
        header: String,
    },
}

/// What is known of a table beside its columns.
pub(crate) struct Facts {
    pub(crate) rows: u32,
    pub(crate) sheets: Vec<String>,
    pub(crate) headless: bool,
    pub(crate) remembered: bool,
    pub(crate) scaled: bool,
}

impl Plan {
    /// Whether it may be read without anybody's confirmation: it holds a list, and nothing is in doubt.
    pub fn is_sure(&self) -> bool {
        self.lists().next().is_some() && self.lists().all(|layout| layout.doubts.is_empty())
    }

    /// The tables that are read.
    pub fn lists(&self) -> impl Iterator<Item = &LayoutPlan> {
        self.layouts.iter().filter(|layout| layout.is_list)
    }

    /// The rows of a sheet that are headers of lists, from 1; of a header of two rows the lower one.
    pub fn headers<'a>(&'a self, sheet: &'a SheetPlan) -> impl Iterator<Item = u32> + 'a {
        let listed = |place: usize| self.layouts.get(place).is_some_and(|layout| layout.is_list);
        sheet.headers.iter().filter(move |(_, place)| listed(*place)).map(|(row, _)| *row)
    }

    /// Rows to read, for a progress bar.
    pub fn rows(&self) -> u32 {
        self.lists().map(|layout| layout.rows).sum()
    }

    /// Replaces how one kind of table is understood, by its key. Somebody confirmed it: nothing stays in doubt.
    pub fn confirm(&mut self, mapping: Mapping) {
        for layout in self.layouts.iter_mut().filter(|layout| layout.mapping.key == mapping.key) {
            layout.is_list = mapping.is_list();
            layout.doubts.clear();
            layout.mapping = mapping.clone();
        }
    }
}

impl LayoutPlan {
    pub(crate) fn judge(
        signature: String,
        mapping: Mapping,
        profiles: &BTreeMap<u32, Profile>,
        facts: Facts,
    ) -> LayoutPlan {
        let is_list = mapping.is_list();
        let mut doubts = Vec::new();
        if facts.headless {
            doubts.push(MappingDoubt::NoHeader);
        }
        for column in &mapping.columns {
            let (at, header) = (column.column, column.header.clone());
            // Whether a number counts the rows or not changes nothing.
            let telling = !matches!(column.field, Field::Ignored | Field::Ordinal | Field::Note);
            if telling && column.confidence < SURE && filled(profiles, at) {
                doubts.push(MappingDoubt::ColumnUnsure { column: at, header: header.clone() });
            }
            let unclear = profiles.get(&at).is_some_and(Profile::unit_unclear);
            if column.field.of_money() && column.scale.is_none() && !facts.scaled && unclear {
                doubts.push(MappingDoubt::UnitUnclear { column: at, header });
            }
        }
        if is_list && !mapping.has_names() {
            doubts.push(MappingDoubt::NoNames);
        }
        if facts.remembered {
            doubts.clear();
        }
        let samples = profiles.iter().map(|(column, profile)| (*column, samples(profile))).collect();
        LayoutPlan {
            signature,
            rows: facts.rows,
            sheets: facts.sheets,
            samples,
            is_list,
            doubts,
            remembered: facts.remembered,
            mapping,
        }
    }

    /// Columns that hold something and are not taken over.
    pub fn left_out(&self) -> impl Iterator<Item = &str> {
        let left = self
            .mapping
            .columns
            .iter()
            .filter(|column| column.field == Field::Ignored && !column.header.is_empty());
        left.filter(|column| self.samples.get(&column.column).is_some_and(|samples| !samples.is_empty()))
            .map(|column| column.header.as_str())
    }
}

impl MappingDoubt {
    /// What is said to people.
    pub fn say(&self) -> Say {
        match self {
            MappingDoubt::NoHeader => "registry-mapping-no-header".into(),
            MappingDoubt::NoNames => "registry-mapping-no-names".into(),
            MappingDoubt::ColumnUnsure { column, header } => Say::new("registry-mapping-column-unsure")
                .with("column", letters(*column))
                .with("header", header.clone()),
            MappingDoubt::UnitUnclear { column, header } => Say::new("registry-mapping-unit-unclear")
                .with("column", letters(*column))
                .with("header", header.clone()),
        }
    }
}

fn filled(profiles: &BTreeMap<u32, Profile>, column: u32) -> bool {
    profiles.get(&column).is_some_and(|profile| profile.filled > 0)
}

fn samples(profile: &Profile) -> Vec<String> {
    profile.texts.iter().take(SAMPLES).map(|text| masked(text)).collect()
}

/// Of long numbers only the ends are shown.
fn masked(text: &str) -> String {
    let digits = cell::digits(text);
    if digits.len() >= 15 && text.chars().filter(|c| c.is_alphabetic()).count() <= 1 {
        let (front, back) =
            (digits.get(..4).unwrap_or_default(), digits.get(digits.len() - 2..).unwrap_or_default());
        format!("{front}••••••••••{back}")
    } else {
        text.to_owned()
    }
}

/// A column's letters as on the screen: 1 is `A`, 28 is `AB`.
pub fn letters(column: u32) -> String {
    let mut left = column;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_on_the_screen() {
        for (column, text) in [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (703, "AAA")] {
            assert_eq!(letters(column), text);
        }
    }

    #[test]
    fn a_sample_shows_no_nik() {
        assert_eq!(masked("'3276111609760002"), "3276••••••••••02");
        assert_eq!(masked("081234567890"), "081234567890");
    }
}

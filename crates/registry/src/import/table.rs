//! A header: what stands above each column, in one row or in several.

use std::collections::BTreeSet;

use super::field::Field;
use super::row_kind::{self, Heads};
use super::vocabulary;

/// A header that was found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// By column: what stands above, groups first.
    pub(crate) heads: Vec<Head>,
    /// The row of the header, the lower one of two; 0 where there is none.
    pub(crate) row: u32,
    pub(crate) named: Vec<u32>,
    /// Columns that are none of the list's.
    pub(crate) sums: BTreeSet<u32>,
}

/// A column's header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) column: u32,
    /// The header of several columns together, where there is one.
    pub(crate) group: String,
    pub(crate) text: String,
}

impl Head {
    /// The whole header, as shown.
    pub(crate) fn whole(&self) -> String {
        format!("{} {}", self.group, self.text).trim().replace('\n', " ")
    }
}

impl Table {
    pub(crate) fn of(levels: &[Heads], row: u32, sums: &BTreeSet<u32>) -> Table {
        let mut heads = heads(levels);
        heads.retain(|head| !sums.contains(&head.column));
        let named = heads
            .iter()
            .filter(|head| {
                let known = row_kind::known(&head.text).or_else(|| row_kind::known(&head.whole()));
                matches!(
                    known,
                    Some(Field::Person | Field::Business | Field::OwnerAndBusiness | Field::BusinessOrSector)
                )
            })
            .map(|head| head.column)
            .collect();
        Table { heads, row, named, sums: sums.clone() }
    }
}

/// The header of every column.
pub(crate) fn heads(levels: &[Heads]) -> Vec<Head> {
    let columns: BTreeSet<u32> = levels.iter().flatten().map(|(column, _)| *column).collect();
    columns.into_iter().map(|column| head(levels, column)).collect()
}

/// A column's own words and, before them, those that stand over several columns.
fn head(levels: &[Heads], column: u32) -> Head {
    let own = |level: &Heads| level.iter().find(|(at, _)| *at == column).map(|(_, text)| text.clone());
    let deepest_of = |levels: &[Heads]| levels.iter().rposition(|level| own(level).is_some());
    let mut deepest = deepest_of(levels).unwrap_or_default();
    let mut text = levels.get(deepest).and_then(own).unwrap_or_default();
    // "(Rp)" below a name says only what it is counted in.
    while vocabulary::is_idle(&text)
        && let Some(above) = levels.get(..deepest).and_then(deepest_of)
    {
        text = format!("{} {text}", levels.get(above).and_then(own).unwrap_or_default());
        deepest = above;
    }
    let groups: Vec<String> = levels
        .iter()
        .take(deepest)
        .filter_map(|level| {
            let group = row_kind::group_of(level, column);
            (!group.is_empty()).then(|| group.to_owned())
        })
        .collect();
    Head { column, group: groups.join(" "), text }
}

//! Likely the same, while somebody types: records that are there, found by the keys of one that is not.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "places in the sorted keys are found by searching them; records are numbered by the table"
)]

use super::block;
use super::hash::Map;
use super::model::Model;
use super::table::Table;

/// Of one key at most this many are looked at: who shares only such a key with so many is found by another, or not sure.
const LOOKED_AT: usize = 3000;

/// Keys of all records: those of the beginning in order, those that came since in a map.
#[derive(Default)]
pub(super) struct Index {
    sorted: Vec<u64>,
    since: Map<u64, Vec<u32>>,
}

impl Index {
    pub(super) fn of(model: &Model, table: &Table) -> Index {
        Index { sorted: block::keyed(model, table), since: Map::default() }
    }

    /// Adds the last record of the table.
    pub(super) fn add(&mut self, model: &Model, table: &Table, record: u32) {
        for key in block::own_keys(model, table, record) {
            self.since.entry(key).or_default().push(record);
        }
    }

    /// Who shares a key with a record, each once, in order, without itself.
    pub(super) fn sharing(&self, model: &Model, table: &Table, record: u32) -> Vec<u32> {
        let mut found = Vec::new();
        for key in block::own_keys(model, table, record) {
            let from = self.sorted.partition_point(|slot| block::key_of(*slot) < key);
            let slots =
                self.sorted[from..].iter().take(LOOKED_AT).take_while(|slot| block::key_of(**slot) == key);
            found.extend(slots.map(|slot| (*slot & block::RECORD) as u32));
            found.extend(self.since.get(&key).into_iter().flatten().rev().take(LOOKED_AT));
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|other| *other != record);
        found
    }
}

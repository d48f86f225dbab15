//! What a pair weighs: how much likelier it is that two records are one than that they are two.
#![expect(
    clippy::indexing_slicing,
    reason = "comparisons, priors and odds are lists of one length; levels are below LEVELS"
)]

use super::align::Cache;
use super::compare::{Seen, compare};
use super::learn::{Pattern, Weights, level};
use super::model::{Comparison, Model};
use super::nik;
use super::prior::Prior;
use super::table::Table;

/// Weighs pairs of records of one table.
pub(super) struct Scale<'a> {
    pub(super) model: &'a Model,
    pub(super) table: &'a Table,
    pub(super) priors: &'a [Prior],
    pub(super) cache: Cache,
}

/// At most this many comparisons in a model, for a pattern has four bits for each.
pub(super) const MOST: usize = 16;

impl<'a> Scale<'a> {
    pub(super) fn new(model: &'a Model, table: &'a Table, priors: &'a [Prior]) -> Scale<'a> {
        Scale { model, table, priors, cache: Cache::new() }
    }

    /// All that was seen on a pair.
    pub(super) fn see(&mut self, a: u32, b: u32) -> [Seen; MOST] {
        // Ties in an alignment are decided by the order of the two, which must not depend on which came first.
        let (a, b) = if self.table.key(a) <= self.table.key(b) { (a, b) } else { (b, a) };
        let mut seen = [Seen { level: 0, rarity: 0.0 }; MOST];
        for (seen, comparison) in seen.iter_mut().zip(&self.model.comparisons) {
            *seen = compare(self.table, &mut self.cache, *comparison, a, b);
        }
        seen
    }

    /// The weight in bits: the binary logarithm of the odds that the two are one.
    pub(super) fn weigh(&self, weights: &Weights, seen: &[Seen; MOST]) -> f64 {
        let (mut same, mut near, mut other) = (weights.same, weights.near, 1.0 - weights.same - weights.near);
        for (at, odds) in weights.odds.iter().enumerate() {
            let Seen { level, rarity } = seen[at];
            let level = usize::from(level);
            if level == 0 {
                continue;
            }
            same *= odds.same[level];
            if odds.scale[level] > 0.0 {
                let chance = (f64::from(-rarity).exp2() * odds.scale[level]).min(1.0);
                other *= chance;
                near *= if self.priors[at].shared_by_neighbours {
                    odds.near[level]
                } else {
                    odds.near[level] * (chance / odds.other[level]).clamp(1e-4, 1e3)
                };
            } else {
                other *= odds.other[level];
                near *= odds.near[level];
            }
        }
        (same / (near + other).max(1e-300)).max(1e-30).log2()
    }

    /// Whether something shows that the two cannot be one, whatever else they share.
    pub(super) fn contradict(&self, a: u32, b: u32) -> bool {
        if self.model.clean_lists && self.table.list(a) == self.table.list(b) {
            return true;
        }
        self.model.comparisons.iter().any(|comparison| match comparison {
            Comparison::Identity { nik, .. } => {
                nik::contradict(self.table.numbers(*nik, a), self.table.numbers(*nik, b))
            }
            Comparison::Name { .. }
            | Comparison::Date { .. }
            | Comparison::Sex { .. }
            | Comparison::Number { .. }
            | Comparison::Trade { .. }
            | Comparison::Place { .. }
            | Comparison::Text { .. } => false,
        })
    }
}

pub(super) fn pattern(seen: &[Seen; MOST]) -> Pattern {
    seen.iter().rev().fold(0, |pattern, seen| pattern << 4 | u64::from(seen.level))
}

/// What [`pattern`] was made of.
pub(super) fn unfolded(pattern: Pattern, rarities: &[f32]) -> [Seen; MOST] {
    let mut seen = [Seen { level: 0, rarity: 0.0 }; MOST];
    for (at, (seen, rarity)) in seen.iter_mut().zip(rarities).enumerate() {
        *seen = Seen { level: u8::try_from(level(pattern, at)).unwrap_or(0), rarity: *rarity };
    }
    seen
}

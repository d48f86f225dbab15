//! How a figure divides when areas change: pure, so that it can be tested with chains of changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::share::apportion;

/// Shares are kept with eight decimals.
pub const WHOLE: u64 = 100_000_000;

/// One line of lineage: how much of `from` became part of `to`, and how much of `to` came from `from`, in parts of
/// [`WHOLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    pub from: i32,
    pub to: i32,
    pub share: u64,
    pub back: u64,
}

/// A count of an area, and whether it was divided by shares on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    pub count: i64,
    pub estimated: bool,
}

/// Which way along time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Forward,
    Back,
}

/// Shares in parts of [`WHOLE`] that follow weights and add up exactly. Each is at least one part.
pub fn shares(weights: &[u64]) -> Vec<u64> {
    let whole = i64::try_from(WHOLE).unwrap_or(i64::MAX);
    crate::share::apportion_some(whole, weights).into_iter().map(i64::unsigned_abs).collect()
}

/// Carries figures over one change. What the change does not touch stays as it is; the total stays in any case.
pub fn carry(figures: &BTreeMap<i32, Amount>, edges: &[Edge], direction: Direction) -> BTreeMap<i32, Amount> {
    let sides = |edge: &Edge| match direction {
        Direction::Forward => (edge.from, edge.to, edge.share),
        Direction::Back => (edge.to, edge.from, edge.back),
    };
    let left: BTreeSet<i32> = edges.iter().map(|edge| sides(edge).0).collect();
    let mut carried: BTreeMap<i32, Amount> = figures
        .iter()
        .filter(|(area, _)| !left.contains(area))
        .map(|(area, amount)| (*area, *amount))
        .collect();
    for area in left {
        let Some(amount) = figures.get(&area) else { continue };
        let ways: Vec<(i32, u64)> = edges
            .iter()
            .map(sides)
            .filter(|(from, _, _)| *from == area)
            .map(|(_, to, share)| (to, share))
            .collect();
        let weights: Vec<u64> = ways.iter().map(|(_, share)| *share).collect();
        let divided = ways.len() > 1;
        for ((to, _), part) in ways.iter().zip(apportion(amount.count, &weights)) {
            let there = carried.entry(*to).or_default();
            there.count += part;
            there.estimated |= amount.estimated || divided;
        }
    }
    carried
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn count(pairs: &[(i32, i64)]) -> BTreeMap<i32, Amount> {
        pairs.iter().map(|(area, count)| (*area, Amount { count: *count, estimated: false })).collect()
    }

    #[test]
    fn a_split_divides_by_share_and_a_merge_adds_up_without_a_guess() {
        let split = [
            Edge { from: 1, to: 1, share: 60_000_000, back: WHOLE },
            Edge { from: 1, to: 9, share: 40_000_000, back: WHOLE },
        ];
        let after = carry(&count(&[(1, 101), (2, 7)]), &split, Direction::Forward);
        assert_eq!(after.get(&1), Some(&Amount { count: 61, estimated: true }));
        assert_eq!(after.get(&9), Some(&Amount { count: 40, estimated: true }));
        assert_eq!(after.get(&2), Some(&Amount { count: 7, estimated: false }));
        let before = carry(&count(&[(1, 61), (9, 40)]), &split, Direction::Back);
        assert_eq!(before.get(&1), Some(&Amount { count: 101, estimated: false }));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn totals_stay_over_any_chain_of_changes_both_ways(
            counts in proptest::collection::vec(0_i64..100_000, 2..8),
            chain in proptest::collection::vec((any::<bool>(), 0_usize..8, proptest::collection::vec(1_u64..1000, 2..5)), 0..8),
        ) {
            let start: BTreeMap<i32, Amount> = (1..).zip(&counts)
                .map(|(area, count)| (area, Amount { count: *count, estimated: false })).collect();
            let total: i64 = counts.iter().sum();
            let (mut figures, mut steps, mut next) = (start, Vec::new(), 100);
            for (split, pick, weights) in chain {
                let areas: Vec<i32> = figures.keys().copied().collect();
                let edges: Vec<Edge> = if split {
                    let from = areas[pick % areas.len()];
                    let parts = shares(&weights);
                    prop_assert_eq!(parts.iter().sum::<u64>(), WHOLE);
                    parts.into_iter().map(|share| { next += 1; Edge { from, to: next, share, back: WHOLE } }).collect()
                } else {
                    let merged: Vec<i32> = areas.iter().copied().cycle().skip(pick).take(weights.len().min(areas.len())).collect();
                    next += 1;
                    let to = next;
                    merged.iter().zip(shares(&weights[..merged.len()]))
                        .map(|(from, back)| Edge { from: *from, to, share: WHOLE, back }).collect()
                };
                figures = carry(&figures, &edges, Direction::Forward);
                prop_assert_eq!(figures.values().map(|amount| amount.count).sum::<i64>(), total);
                steps.push(edges);
            }
            for edges in steps.iter().rev() {
                figures = carry(&figures, edges, Direction::Back);
                prop_assert_eq!(figures.values().map(|amount| amount.count).sum::<i64>(), total);
            }
        }
    }
}

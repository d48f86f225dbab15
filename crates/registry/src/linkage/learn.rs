//! What agreement is worth, learned from the records themselves without anybody's labels.
//!
//! How often strangers agree (u) is counted: on values exactly where equality is meant, on random pairs for the rest. How
//! often one and the same agrees (m) is estimated by expectation–maximisation over the candidates, with how strangers
//! compare held fixed. Where the model says so a third class takes the pairs that share what households share: without it
//! a shared telephone, address and business make one person of a couple.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "levels are below LEVELS by construction; counts are far below 2^52"
)]

use super::hash::{self, Map};
use super::level::LEVELS;
use super::model::Model;
use super::prior::Prior;

/// The levels of all comparisons of one pair, four bits each.
pub(super) type Pattern = u64;

pub(super) fn level(pattern: Pattern, comparison: usize) -> usize {
    (pattern >> (4 * comparison) & 15) as usize
}

/// How probable each level of one comparison is, where there is something to compare.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Odds {
    /// Of one and the same.
    pub(super) same: [f64; LEVELS],
    /// Of those who share a house or a business.
    pub(super) near: [f64; LEVELS],
    /// Of strangers.
    pub(super) other: [f64; LEVELS],
    /// For levels whose worth depends on the value: what the frequency of the value is multiplied with to give the
    /// chance that strangers meet in it. 0 where it does not depend.
    pub(super) scale: [f64; LEVELS],
}

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub(super) odds: Vec<Odds>,
    /// The chance that any two records are one, and that they are neighbours.
    pub(super) same: f64,
    pub(super) near: f64,
}

/// Counts of patterns.
pub(super) type Tally = Map<Pattern, u64>;

/// How strangers compare: levels and rarities of random pairs.
pub(super) struct Strangers {
    counts: Vec<[f64; LEVELS]>,
    told: Vec<f64>,
    /// The sum of 2^rarity by level: its mean is one over what the frequency of a common value is expected to be.
    lift: Vec<[f64; LEVELS]>,
}

impl Strangers {
    pub(super) fn new(model: &Model) -> Strangers {
        let comparisons = model.comparisons.len();
        Strangers {
            counts: vec![[0.0; LEVELS]; comparisons],
            told: vec![0.0; comparisons],
            lift: vec![[0.0; LEVELS]; comparisons],
        }
    }

    pub(super) fn add(&mut self, comparison: usize, seen: super::compare::Seen) {
        if seen.level == 0 {
            return;
        }
        self.told[comparison] += 1.0;
        self.counts[comparison][usize::from(seen.level)] += 1.0;
        self.lift[comparison][usize::from(seen.level)] += f64::from(seen.rarity).exp2();
    }

    /// The odds to begin with.
    pub(super) fn odds(&self, priors: &[Prior], neighbours: bool) -> Vec<Odds> {
        priors
            .iter()
            .enumerate()
            .map(|(at, prior)| {
                let told = self.told[at].max(1.0);
                let (mut other, mut scale) = ([0.0; LEVELS], [0.0; LEVELS]);
                for level in 1..LEVELS {
                    let (count, guess) = (self.counts[at][level], prior.other[level]);
                    // What is too rare for the sample leans on what is known beforehand.
                    other[level] = if count < 3.0 { guess.min((count + 1.0) / told) } else { count / told };
                    if prior.by_value[level] {
                        scale[level] = if count < 30.0 {
                            1.0
                        } else {
                            (other[level] * self.lift[at][level] / count).clamp(0.05, 50.0)
                        };
                    }
                }
                let near = if neighbours { prior.near(&other) } else { other };
                Odds { same: prior.same, near, other, scale }
            })
            .collect()
    }
}

/// Learns from how candidates compare. `pairs` is the number of all pairs, candidates or not.
pub(super) fn maximise(
    model: &Model,
    priors: &[Prior],
    mut odds: Vec<Odds>,
    tally: &Tally,
    pairs: f64,
) -> Weights {
    let mut patterns: Vec<(Pattern, f64)> =
        tally.iter().map(|(pattern, count)| (*pattern, *count as f64)).collect();
    // Sums of floats depend on their order, and the order of a map on that of the records.
    patterns.sort_unstable_by_key(|(pattern, _)| *pattern);
    let candidates: f64 = patterns.iter().map(|(_, count)| count).sum();
    let (mut same, mut near) =
        (0.02 * candidates / pairs, if model.neighbours { 0.05 * candidates / pairs } else { 0.0 });
    let begin = odds.clone();
    for _ in 0..30 {
        let mut sums: Vec<[[f64; LEVELS]; 2]> = vec![[[0.0; LEVELS]; 2]; odds.len()];
        let mut totals = [0.0; 2];
        for (pattern, count) in &patterns {
            let [a, b, c] = chances(&odds, *pattern, same, near);
            let all = a + b + c;
            let shares = [count * a / all, count * b / all];
            for (class, share) in shares.iter().enumerate() {
                totals[class] += share;
                for (comparison, sums) in sums.iter_mut().enumerate() {
                    sums[class][level(*pattern, comparison)] += share;
                }
            }
        }
        let before = same;
        same = (totals[0] / pairs).max(1e-15);
        near = if model.neighbours { (totals[1] / pairs).max(1e-15) } else { 0.0 };
        for (at, odds) in odds.iter_mut().enumerate() {
            renew(&mut odds.same, &begin[at].same, &sums[at][0], priors[at].strength);
            if model.neighbours {
                renew(&mut odds.near, &begin[at].near, &sums[at][1], priors[at].strength_near);
            }
        }
        if (same - before).abs() < before * 1e-4 {
            break;
        }
    }
    Weights { odds, same, near }
}

/// The posterior mean: what was seen, and `strength` pairs' worth of what was known before.
fn renew(now: &mut [f64; LEVELS], begin: &[f64; LEVELS], seen: &[f64; LEVELS], strength: f64) {
    let told: f64 = seen[1..].iter().sum::<f64>() + strength;
    for level in 1..LEVELS {
        now[level] = ((seen[level] + strength * begin[level]) / told).max(1e-9);
    }
}

fn chances(odds: &[Odds], pattern: Pattern, same: f64, near: f64) -> [f64; 3] {
    let mut chances = [same, near, 1.0 - same - near];
    for (comparison, odds) in odds.iter().enumerate() {
        let level = level(pattern, comparison);
        if level != 0 {
            chances[0] *= odds.same[level];
            chances[1] *= odds.near[level];
            chances[2] *= odds.other[level];
        }
    }
    chances
}

/// A stream of numbers that is the same in every run.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new() -> Dice {
        Dice(0x5EED)
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        ((u128::from(hash::mix(self.0)) * u128::from(limit)) >> 64) as u64
    }
}

//! How good the machine's answers are, from what people said of a sample. Pure: no database, no clock.

use serde::{Deserialize, Serialize};

/// From which part of the machine's answers a pair was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stratum {
    /// Joined, and not much above the line.
    JoinedLow,
    JoinedMiddle,
    /// Joined, where hardly anything speaks against it.
    JoinedHigh,
    /// Between the lines: asked, not joined.
    Asked,
    /// Left apart without asking, just below the line.
    Apart,
}

impl Stratum {
    pub const ALL: [Stratum; 5] =
        [Stratum::JoinedLow, Stratum::JoinedMiddle, Stratum::JoinedHigh, Stratum::Asked, Stratum::Apart];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Stratum::JoinedLow => "joined-low",
            Stratum::JoinedMiddle => "joined-middle",
            Stratum::JoinedHigh => "joined-high",
            Stratum::Asked => "asked",
            Stratum::Apart => "apart",
        }
    }

    /// Reads [`Stratum::as_str`].
    pub fn parse(text: &str) -> Option<Stratum> {
        Stratum::ALL.into_iter().find(|stratum| stratum.as_str() == text)
    }

    /// Whether the machine joined these.
    pub fn is_joined(self) -> bool {
        match self {
            Stratum::JoinedLow | Stratum::JoinedMiddle | Stratum::JoinedHigh => true,
            Stratum::Asked | Stratum::Apart => false,
        }
    }

    /// Where a join of this weight belongs, in bits above the line.
    pub(super) fn of_join(above: f32) -> Stratum {
        if above < LOW {
            Stratum::JoinedLow
        } else if above < MIDDLE {
            Stratum::JoinedMiddle
        } else {
            Stratum::JoinedHigh
        }
    }
}

/// Bits above the line up to which a join is low, and middle.
const LOW: f32 = 5.0;
const MIDDLE: f32 = 15.0;

/// What was drawn from one part and what people said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    pub stratum: Stratum,
    /// Pairs that there were to draw from.
    pub population: u64,
    pub drawn: u64,
    pub same: u64,
    pub different: u64,
    /// Looked at, and nobody can tell.
    pub unsure: u64,
}

impl Drawn {
    fn told(&self) -> u64 {
        self.same + self.different
    }
}

/// A share, and between what it lies with 95 % confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Share {
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// What a sample says so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Of the pairs that the machine joined, the share that is one person.
    pub precision: Option<Share>,
    /// Of the pairs between the lines, the share that is one person.
    pub asked: Option<Share>,
    /// Of the pairs left apart just below the line, the share that is one person after all.
    pub missed: Option<Share>,
    /// The same as pairs.
    pub missed_pairs: Option<Share>,
}

/// The standard normal's 97.5th percentile.
const Z: f64 = 1.959_963_984_540_054;

/// The estimate from what was said so far. Pairs of which nobody can tell count neither way.
pub fn estimate(drawn: &[Drawn]) -> Estimate {
    let of = |wanted: &dyn Fn(Stratum) -> bool| {
        let part: Vec<Drawn> = drawn.iter().filter(|one| wanted(one.stratum)).copied().collect();
        stratified(&part)
    };
    let missed = of(&|stratum| stratum == Stratum::Apart);
    let population: u64 =
        drawn.iter().filter(|one| one.stratum == Stratum::Apart).map(|one| one.population).sum();
    let times = |share: f64| share * to_f64(population);
    Estimate {
        precision: of(&Stratum::is_joined),
        asked: of(&|stratum| stratum == Stratum::Asked),
        missed,
        missed_pairs: missed.map(|missed| Share {
            share: times(missed.share),
            low: times(missed.low),
            high: times(missed.high),
        }),
    }
}

/// The share of a population of several parts, each weighing as much as it has pairs: Wilson's interval at the effective
/// size of the sample (Kish), `1 / Σ(W²/n)`. A part of which nothing was told yet is left out with its weight.
fn stratified(parts: &[Drawn]) -> Option<Share> {
    let told: Vec<&Drawn> = parts.iter().filter(|part| part.told() > 0 && part.population > 0).collect();
    let all: f64 = told.iter().map(|part| to_f64(part.population)).sum();
    let (mut share, mut spread) = (0.0, 0.0);
    for part in &told {
        let (weight, told) = (to_f64(part.population) / all, to_f64(part.told()));
        share += weight * to_f64(part.same) / told;
        spread += weight * weight / told;
    }
    (!told.is_empty()).then(|| wilson(share, 1.0 / spread))
}

/// Wilson's score interval of a share seen in so many, at 95 %.
fn wilson(share: f64, size: f64) -> Share {
    let square = Z * Z / size;
    let middle = (share + square / 2.0) / (1.0 + square);
    let half = Z / (1.0 + square) * (share * (1.0 - share) / size + square / (4.0 * size)).sqrt();
    Share { share, low: (middle - half).max(0.0), high: (middle + half).min(1.0) }
}

/// How many to draw from each part: equally many, as far as it has them; what one lacks others give.
pub(super) fn allot(size: usize, populations: &[usize]) -> Vec<usize> {
    let mut drawn = vec![0; populations.len()];
    let mut left = size;
    while left > 0 {
        let before = left;
        for (drawn, population) in drawn.iter_mut().zip(populations) {
            if left > 0 && *drawn < *population {
                *drawn += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    drawn
}

fn to_f64(count: u64) -> f64 {
    #[expect(clippy::as_conversions, reason = "counts of pairs are far below 2^52")]
    let count = count as f64;
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(stratum: Stratum, population: u64, same: u64, different: u64) -> Drawn {
        Drawn { stratum, population, drawn: same + different, same, different, unsure: 0 }
    }

    fn near(got: Option<Share>, expected: Option<(f64, f64, f64)>) {
        match (got, expected) {
            (None, None) => {}
            (Some(got), Some((share, low, high))) => {
                let off = (got.share - share).abs() + (got.low - low).abs() + (got.high - high).abs();
                assert!(off < 0.002, "{got:?} instead of {share} ({low} to {high})");
            }
            (got, expected) => panic!("{got:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn a_share_of_one_part_has_wilsons_interval() {
        for (same, different, expected) in [
            (0, 0, None),
            // Known values of the score interval.
            (10, 0, Some((1.0, 0.7225, 1.0))),
            (0, 10, Some((0.0, 0.0, 0.2775))),
            (9, 1, Some((0.9, 0.5958, 0.9821))),
            (50, 50, Some((0.5, 0.4038, 0.5962))),
            (95, 5, Some((0.95, 0.8882, 0.9785))),
        ] {
            near(estimate(&[part(Stratum::JoinedHigh, 5_000, same, different)]).precision, expected);
        }
    }

    #[test]
    fn parts_weigh_as_much_as_they_have_pairs() {
        // 90 % of the joins are high and all right, 10 % are low and half of them wrong.
        let drawn = [part(Stratum::JoinedHigh, 9_000, 20, 0), part(Stratum::JoinedLow, 1_000, 10, 10)];
        let precision = estimate(&drawn).precision.unwrap();
        assert!((precision.share - 0.95).abs() < 1e-9, "{precision:?}");
        assert!(precision.low > 0.75 && precision.low < 0.9 && precision.high > 0.97, "{precision:?}");
        // Drawn equally from equal parts, it is one sample.
        let halves = [part(Stratum::JoinedHigh, 500, 45, 5), part(Stratum::JoinedLow, 500, 50, 0)];
        near(estimate(&halves).precision, Some((0.95, 0.8882, 0.9785)));
    }

    #[test]
    fn what_was_missed_is_counted_in_pairs_and_what_nobody_can_tell_is_left_out() {
        let mut apart = part(Stratum::Apart, 200, 1, 9);
        apart.unsure = 30;
        let estimate = estimate(&[apart, part(Stratum::Asked, 40, 5, 5)]);
        near(estimate.missed, Some((0.1, 0.0179, 0.4042)));
        let pairs = estimate.missed_pairs.unwrap();
        assert!((pairs.share - 20.0).abs() < 0.1 && (pairs.low - 3.6).abs() < 0.1, "{pairs:?}");
        near(estimate.asked, Some((0.5, 0.2366, 0.7634)));
        assert_eq!(estimate.precision, None);
    }

    #[test]
    fn each_part_gives_equally_many_as_far_as_it_has_them() {
        for (size, populations, expected) in [
            (10, &[100, 100][..], &[5, 5][..]),
            (11, &[100, 100][..], &[6, 5][..]),
            (10, &[2, 0, 100][..], &[2, 0, 8][..]),
            (50, &[3, 4][..], &[3, 4][..]),
            (0, &[3][..], &[0][..]),
            (5, &[][..], &[][..]),
        ] {
            assert_eq!(allot(size, populations), expected, "{size} of {populations:?}");
        }
    }

    #[test]
    fn joins_are_parted_by_how_far_they_are_above_the_line() {
        for (above, stratum) in [
            (0.0, Stratum::JoinedLow),
            (4.9, Stratum::JoinedLow),
            (5.0, Stratum::JoinedMiddle),
            (15.0, Stratum::JoinedHigh),
            (60.0, Stratum::JoinedHigh),
        ] {
            assert_eq!(Stratum::of_join(above), stratum, "{above}");
        }
    }
}

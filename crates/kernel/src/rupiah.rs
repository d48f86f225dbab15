//! Money: whole rupiah, never a float.

use serde::{Deserialize, Serialize};

/// An amount in whole rupiah. May be negative in a ledger.
#[derive(
    Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Rupiah(pub i64);

impl Rupiah {
    /// `None` where the sum does not fit.
    pub fn plus(self, other: Rupiah) -> Option<Rupiah> {
        self.0.checked_add(other.0).map(Rupiah)
    }

    /// Shares that add up to exactly this amount, by the largest remainder: each part gets its floor, the rupiah left
    /// over go one each to the largest remainders, and among equals to the first. Weights of zero get nothing unless
    /// all are zero; then the split is equal. An empty list of weights gives an empty list.
    pub fn split(self, weights: &[u64]) -> Vec<Rupiah> {
        let total: u128 = weights.iter().map(|w| u128::from(*w)).sum();
        let equal = vec![1_u64; weights.len()];
        let (weights, total) = match total {
            0 => (equal.as_slice(), u128::try_from(weights.len()).unwrap_or(1).max(1)),
            total => (weights, total),
        };
        let amount = u128::from(self.0.unsigned_abs());
        // floor(amount × weight ÷ total), in two steps because the product of two 64 bit numbers fits 128 bits exactly.
        let mut parts: Vec<(usize, u128, u128)> = weights
            .iter()
            .enumerate()
            .map(|(i, w)| (i, amount * u128::from(*w) / total, amount * u128::from(*w) % total))
            .collect();
        let mut left = amount.saturating_sub(parts.iter().map(|part| part.1).sum());
        parts.sort_by_key(|(i, _, remainder)| (std::cmp::Reverse(*remainder), *i));
        for part in &mut parts {
            if left > 0 && part.2 > 0 {
                part.1 += 1;
                left -= 1;
            }
        }
        parts.sort_by_key(|part| part.0);
        parts.into_iter().map(|(_, share, _)| Rupiah(signed(share, self.0 < 0))).collect()
    }
}

fn signed(share: u128, negative: bool) -> i64 {
    let share = i128::try_from(share).unwrap_or(i128::MAX);
    i64::try_from(if negative { -share } else { share }).unwrap_or(if negative { i64::MIN } else { i64::MAX })
}

impl std::fmt::Display for Rupiah {
    /// `Rp 1.250.000`, as Indonesian law and habit write it, in every language of the interface.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}Rp\u{a0}{}", crate::say::grouped(self.0.unsigned_abs(), '.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_hundred_in_three_loses_nothing() {
        assert_eq!(Rupiah(100).split(&[1, 1, 1]), [34, 33, 33].map(Rupiah));
        assert_eq!(Rupiah(-100).split(&[1, 1, 1]), [-34, -33, -33].map(Rupiah));
        assert_eq!(Rupiah(7).split(&[0, 0]), [4, 3].map(Rupiah));
        assert_eq!(Rupiah(7).split(&[]), []);
    }

    #[test]
    fn rupiah_are_written_with_dots() {
        assert_eq!(Rupiah(1_250_000).to_string(), "Rp\u{a0}1.250.000");
        assert_eq!(Rupiah(-5).to_string(), "-Rp\u{a0}5");
    }

    proptest! {
        #[test]
        fn any_split_adds_up(amount in any::<i64>(), weights in proptest::collection::vec(any::<u64>(), 1..40)) {
            let sum: i128 = Rupiah(amount).split(&weights).iter().map(|part| i128::from(part.0)).sum();
            prop_assert_eq!(sum, i128::from(amount));
        }
    }
}

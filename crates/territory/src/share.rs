//! Dividing a count into whole parts that add up to it.

/// Divides `total` by `weights`, by the largest remainder: each part is what its weight asks for, rounded down or up,
/// and the parts add up to `total`. Equal remainders go to the earlier part, so the same input always gives the same
/// parts. Without any weight, parts are as equal as can be. A negative total is divided like its amount.
pub(crate) fn apportion(total: i64, weights: &[u64]) -> Vec<i64> {
    let sum: u128 = weights.iter().copied().map(u128::from).sum();
    if sum == 0 {
        return if weights.is_empty() { Vec::new() } else { apportion(total, &vec![1; weights.len()]) };
    }
    let amount = u128::from(total.unsigned_abs());
    let mut parts: Vec<u128> = Vec::with_capacity(weights.len());
    let mut remainders: Vec<(usize, u128)> = Vec::with_capacity(weights.len());
    for (at, weight) in weights.iter().enumerate() {
        let asked = amount * u128::from(*weight);
        parts.push(asked / sum);
        remainders.push((at, asked % sum));
    }
    let left = amount - parts.iter().sum::<u128>();
    remainders.sort_by_key(|(at, remainder)| (std::cmp::Reverse(*remainder), *at));
    // Fewer are left than there are parts, because each rounding took less than one.
    for (at, _) in remainders.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        if let Some(part) = parts.get_mut(at) {
            *part += 1;
        }
    }
    let signed = |part: u128| i64::try_from(part).unwrap_or(i64::MAX) * total.signum();
    parts.into_iter().map(signed).collect()
}

/// The same, but each part gets at least one, as long as there are enough.
pub(crate) fn apportion_some(total: i64, weights: &[u64]) -> Vec<i64> {
    let count = i64::try_from(weights.len()).unwrap_or(i64::MAX);
    if total < count {
        return apportion(total, weights);
    }
    apportion(total - count, weights).into_iter().map(|part| part + 1).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_follow_their_weights_and_the_larger_remainder_is_rounded_up() {
        for (total, weights, parts) in [
            (10, &[1, 1, 1][..], &[4, 3, 3][..]),
            (1034, &[500, 300, 234], &[500, 300, 234]),
            (1, &[1, 2], &[0, 1]),
            (5, &[0, 0], &[3, 2]),
            (-3, &[1, 1], &[-2, -1]),
            (0, &[3, 4], &[0, 0]),
            (7, &[], &[]),
        ] {
            assert_eq!(apportion(total, weights), parts, "{total} by {weights:?}");
        }
        assert_eq!(apportion_some(5, &[1, 1000, 1]), [1, 3, 1]);
        assert_eq!(apportion_some(2, &[1, 1, 1]), [1, 1, 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn parts_add_up_and_none_is_a_whole_one_off(
            total in -1_000_000_000_i64..1_000_000_000,
            weights in proptest::collection::vec(0_u64..1_000_000, 1..40),
        ) {
            let parts = apportion(total, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            let sum: u64 = weights.iter().sum();
            if sum > 0 {
                for (part, weight) in parts.iter().zip(&weights) {
                    let off = i128::from(*part) * i128::from(sum) - i128::from(total) * i128::from(*weight);
                    prop_assert!(off.unsigned_abs() < u128::from(sum));
                }
            }
        }
    }
}

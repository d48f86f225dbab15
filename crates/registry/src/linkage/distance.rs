//! How far two spellings lie apart.
#![expect(
    clippy::indexing_slicing,
    reason = "every index is bounded by the lengths checked at the head of its function"
)]

/// Longest text that is compared letter by letter.
const LONGEST: usize = 48;

/// The number of letters to insert, delete, replace or swap with their neighbour to turn one into the other, or `None`
/// where that is more than `limit`.
pub(super) fn edits(left: &[u8], right: &[u8], limit: usize) -> Option<usize> {
    let (left, right) = trimmed(left, right);
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    if long.len() - short.len() > limit || long.len() > LONGEST {
        return None;
    }
    if short.is_empty() {
        return Some(long.len());
    }
    let (mut before, mut above, mut row) =
        ([0_usize; LONGEST + 1], [0_usize; LONGEST + 1], [0_usize; LONGEST + 1]);
    for (at, cell) in above.iter_mut().enumerate() {
        *cell = at;
    }
    for i in 1..=short.len() {
        row[0] = i;
        let mut least = i;
        for j in 1..=long.len() {
            let same = short[i - 1] == long[j - 1];
            let mut cost = (above[j - 1] + usize::from(!same)).min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && short[i - 1] == long[j - 2] && short[i - 2] == long[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row[j] = cost;
            least = least.min(cost);
        }
        if least > limit {
            return None;
        }
        before = above;
        above = row;
    }
    Some(above[long.len()]).filter(|edits| *edits <= limit)
}

/// Without what both begin and end with.
fn trimmed<'a>(left: &'a [u8], right: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let head = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (left, right) = (&left[head..], &right[head..]);
    let tail = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    (&left[..left.len() - tail], &right[..right.len() - tail])
}

/// Jaro's likeness with Winkler's bonus for a common beginning: 0 for nothing in common, 1 for equal.
pub(super) fn likeness(left: &[u8], right: &[u8]) -> f64 {
    let (left, right) = (&left[..left.len().min(64)], &right[..right.len().min(64)]);
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    let reach = (left.len().max(right.len()) / 2).saturating_sub(1);
    let (mut taken, mut seen) = (0_u64, 0_u64);
    let mut common = 0_u32;
    for (i, letter) in left.iter().enumerate() {
        let window = i.saturating_sub(reach)..(i + reach + 1).min(right.len());
        if let Some(j) = window.into_iter().find(|j| taken & (1 << j) == 0 && right[*j] == *letter) {
            taken |= 1 << j;
            seen |= 1 << i;
            common += 1;
        }
    }
    if common == 0 {
        return 0.0;
    }
    let first = (0..left.len()).filter(|i| seen & (1 << i) != 0).map(|i| left[i]);
    let second = (0..right.len()).filter(|j| taken & (1 << j) != 0).map(|j| right[j]);
    let swapped = first.zip(second).filter(|(a, b)| a != b).count();
    let part = |of: usize| f64::from(common) / f64::from(u32::try_from(of).unwrap_or(u32::MAX));
    let moved = f64::from(u32::try_from(swapped).unwrap_or(0)) / 2.0;
    let jaro = (part(left.len()) + part(right.len()) + (f64::from(common) - moved) / f64::from(common)) / 3.0;
    let head = left.iter().zip(right).take(4).take_while(|(a, b)| a == b).count();
    jaro + f64::from(u32::try_from(head).unwrap_or(0)) * 0.1 * (1.0 - jaro)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_an_insertion_a_deletion_a_replacement_or_a_swap() {
        for (left, right, limit, expected) in [
            ("", "", 0, Some(0)),
            ("SITI", "SITI", 0, Some(0)),
            ("SITI", "STII", 1, Some(1)),
            ("SITI", "SIT", 1, Some(1)),
            ("SITI", "SITTI", 1, Some(1)),
            ("SITI", "SIDI", 1, Some(1)),
            ("SITI", "SRI", 1, None),
            ("SITI", "SRI", 2, Some(2)),
            ("AMINAH", "MARYAM", 3, None),
            ("3374065708900001", "3374065708900010", 1, Some(1)),
        ] {
            assert_eq!(edits(left.as_bytes(), right.as_bytes(), limit), expected, "{left} {right}");
            assert_eq!(edits(right.as_bytes(), left.as_bytes(), limit), expected, "{right} {left}");
        }
    }

    #[test]
    fn likeness_is_that_of_jaro_and_winkler() {
        for (left, right, expected) in [
            ("MARTHA", "MARHTA", 0.961),
            ("DWAYNE", "DUANE", 0.84),
            ("DIXON", "DICKSONX", 0.813),
            ("A", "B", 0.0),
        ] {
            assert!((likeness(left.as_bytes(), right.as_bytes()) - expected).abs() < 0.001, "{left} {right}");
        }
    }
}

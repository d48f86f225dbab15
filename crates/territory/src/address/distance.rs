//! How many slips of the finger lie between two names.

/// The longest key that is compared, in bytes; longer ones are never near anything.
const LONGEST: usize = 40;

/// Insertions, deletions, substitutions and swaps of neighbours between `a` and `b`, if at most `limit`.
pub(crate) fn within(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a, b) = if a.len() <= b.len() { (a.as_bytes(), b.as_bytes()) } else { (b.as_bytes(), a.as_bytes()) };
    if b.len() - a.len() > limit || b.len() > LONGEST {
        return None;
    }
    let mut rows = Rows { before: [0; LONGEST + 1], above: [0; LONGEST + 1], here: [0; LONGEST + 1] };
    for (cell, n) in rows.above.iter_mut().zip(0..) {
        *cell = n;
    }
    for (i, (letter, previous)) in a.iter().zip(std::iter::once(&0).chain(a)).enumerate() {
        if rows.next(i + 1, *letter, *previous, b) > limit {
            return None;
        }
    }
    rows.above.get(b.len()).copied().filter(|distance| *distance <= limit)
}

/// Three rows of the table of optimal string alignment.
struct Rows {
    before: [usize; LONGEST + 1],
    above: [usize; LONGEST + 1],
    here: [usize; LONGEST + 1],
}

impl Rows {
    /// Fills the row of one letter of `a` and gives its smallest value.
    #[expect(
        clippy::indexing_slicing,
        reason = "j runs from 1 to b.len(), which `within` keeps at most LONGEST"
    )]
    fn next(&mut self, row: usize, letter: u8, previous: u8, b: &[u8]) -> usize {
        self.here[0] = row;
        let mut least = row;
        for j in 1..=b.len() {
            let same = usize::from(b[j - 1] != letter);
            let mut cost = (self.above[j - 1] + same).min(self.above[j] + 1).min(self.here[j - 1] + 1);
            if row > 1 && j > 1 && b[j - 1] == previous && b[j - 2] == letter {
                cost = cost.min(self.before[j - 2] + 1);
            }
            self.here[j] = cost;
            least = least.min(cost);
        }
        std::mem::swap(&mut self.before, &mut self.above);
        std::mem::swap(&mut self.above, &mut self.here);
        least
    }
}

/// One bit for each letter or digit that occurs: keys whose bits differ in more than two places per slip are far.
pub(crate) fn letters(key: &str) -> u64 {
    key.bytes().fold(0, |bits, byte| bits | 1 << (byte & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_of_neighbours_is_one_slip() {
        for (a, b, slips) in [
            ("depok", "depok", 0),
            ("depok", "dpeok", 1),
            ("depok", "depo", 1),
            ("depok", "depokk", 1),
            ("depok", "debok", 1),
            ("depok", "debk", 2),
            ("pancoranmas", "pnacornamas", 2),
            ("", "ab", 2),
        ] {
            assert_eq!(within(a, b, 2), Some(slips), "{a} {b}");
            assert_eq!(within(b, a, 2), Some(slips), "{b} {a}");
        }
        assert_eq!(within("depok", "beji", 2), None);
        assert_eq!(within(&"a".repeat(99), &"a".repeat(99), 2), None);
    }
}

//! Where records stand after all decisions. Pure: no database, no clock.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::Verdict;

/// A decision that is not undone, between the homes of its two sources.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub verdict: Verdict,
    pub human: bool,
    pub left: Uuid,
    pub right: Uuid,
}

/// What holds of a pair of homes.
#[derive(Clone, Copy)]
struct Holds {
    verdict: Verdict,
    human: bool,
    /// The place of the first of the decisions that say so.
    since: usize,
}

/// The root of each home. `words` are in the order in which they were said.
///
/// Pairs said to be one are joined, humans' before the machine's and the older before the newer, unless that would bring
/// together two that are said to be different.
pub(super) fn fold(homes: &BTreeSet<Uuid>, words: &[Word]) -> BTreeMap<Uuid, Uuid> {
    let mut holds: BTreeMap<(Uuid, Uuid), Holds> = BTreeMap::new();
    for (since, word) in words.iter().enumerate().filter(|(_, word)| word.left != word.right) {
        let pair = (word.left.min(word.right), word.left.max(word.right));
        let new = Holds { verdict: word.verdict, human: word.human, since };
        holds
            .entry(pair)
            .and_modify(|old| {
                let stronger = word.human || !old.human;
                if stronger && (old.verdict, old.human) != (new.verdict, new.human) {
                    *old = new;
                }
            })
            .or_insert(new);
    }
    let of = |verdict| holds.iter().filter(move |(_, holds)| holds.verdict == verdict);
    let apart: Vec<(Uuid, Uuid)> = of(Verdict::Different).map(|(pair, _)| *pair).collect();
    let mut joins: Vec<(bool, usize, (Uuid, Uuid))> =
        of(Verdict::Same).map(|(pair, holds)| (!holds.human, holds.since, *pair)).collect();
    joins.sort_unstable();
    let mut roots: BTreeMap<Uuid, Uuid> = homes.iter().map(|home| (*home, *home)).collect();
    for (_, _, (left, right)) in joins {
        join(&mut roots, &apart, left, right);
    }
    roots
}

fn join(roots: &mut BTreeMap<Uuid, Uuid>, apart: &[(Uuid, Uuid)], left: Uuid, right: Uuid) {
    let (Some(one), Some(other)) = (roots.get(&left).copied(), roots.get(&right).copied()) else { return };
    let parts = |(a, b): &(Uuid, Uuid)| {
        let ends = (roots.get(a).copied(), roots.get(b).copied());
        ends == (Some(one), Some(other)) || ends == (Some(other), Some(one))
    };
    if one == other || apart.iter().any(parts) {
        return;
    }
    // Ids are dated: the oldest record stays.
    let (stays, retires) = (one.min(other), one.max(other));
    roots.values_mut().filter(|root| **root == retires).for_each(|root| *root = stays);
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Different, Same};
    use super::*;

    /// Words as `h1=2` (a human: one) or `m1/2` (the machine: different); the result as groups, the root first.
    fn check(words: &str, expected: &str) {
        let words: Vec<Word> = words
            .split_whitespace()
            .map(|word| {
                let number = |at: usize| Uuid::from_u128(word[at..=at].parse().unwrap());
                let verdict = if word.contains('=') { Same } else { Different };
                Word { verdict, human: word.starts_with('h'), left: number(1), right: number(3) }
            })
            .collect();
        let homes: BTreeSet<Uuid> = (1..=5).map(Uuid::from_u128).collect();
        let mut groups: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
        for (home, root) in fold(&homes, &words) {
            groups.entry(root).or_default().push(home.as_u128().to_string());
        }
        let groups: Vec<String> = groups.into_values().map(|group| group.join("")).collect();
        assert_eq!(groups.join(" "), expected, "{words:?}");
    }

    #[test]
    fn decisions_together_say_where_each_record_stands() {
        check("", "1 2 3 4 5");
        check("m3=2 h2=1", "123 4 5");
        check("m1=2 m2=3 h1/3", "12 3 4 5");
        // The machine's word never outweighs a human's, whenever it comes.
        check("h1/2 m1=2", "1 2 3 4 5");
        check("m1=2 m3=2 h1/2", "1 23 4 5");
        // Of two humans the last one is right; saying it again does not make it younger.
        check("h1/2 h1=2", "12 3 4 5");
        check("h1=2 h1/2", "1 2 3 4 5");
        check("h1=2 h2=3 h1=2 m4=3", "1234 5");
        // A chain does not join what is different.
        check("h1/4 m1=2 m2=3 m3=4", "123 4 5");
        check("h1/4 m1=2 h2=3 h3=4", "1 234 5");
    }
}

//! From pairs to people: who belongs together as a whole.
//!
//! Pairs are taken from the surest down. Two groups are joined when their records, taken together, speak for it and no two
//! of them contradict each other: a chain of likenesses never makes one person of two valid NIKs.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "groups are numbered by records, which the table numbers"
)]

use super::learn::Weights;
use super::score::Scale;

/// Two records and the weight of their being one, in bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    pub a: u32,
    pub b: u32,
    pub weight: f32,
}

/// How groups are joined.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// In bits: what a pair must weigh to be considered.
    pub threshold: f32,
}

/// The group of each record (the number of one of its members), and at which weight each join was made.
pub(super) struct Groups {
    of: Vec<u32>,
    members: Vec<Vec<u32>>,
}

impl Groups {
    pub(super) fn single(records: usize) -> Groups {
        Groups { of: (0..records as u32).collect(), members: vec![Vec::new(); records] }
    }

    pub(super) fn of(&self, record: u32) -> u32 {
        self.of[record as usize]
    }

    pub(super) fn members<'a>(&'a self, group: &'a u32) -> &'a [u32] {
        let members = &self.members[*group as usize];
        if members.is_empty() { std::slice::from_ref(group) } else { members }
    }

    fn join(&mut self, a: u32, b: u32) {
        let (into, from) = if self.members(&a).len() >= self.members(&b).len() { (a, b) } else { (b, a) };
        let moved = self.members(&from).to_vec();
        if self.members[into as usize].is_empty() {
            self.members[into as usize].push(into);
        }
        for record in &moved {
            self.of[*record as usize] = into;
        }
        self.members[into as usize].extend(moved);
        self.members[from as usize] = Vec::new();
    }

    pub(super) fn labels(&self) -> &[u32] {
        &self.of
    }
}

impl Groups {
    /// A group of its own for one more record.
    pub(super) fn add(&mut self) {
        self.of.push(self.of.len() as u32);
        self.members.push(Vec::new());
    }

    /// Joins the groups of two records unless that speaks against it.
    pub(super) fn try_join(&mut self, scale: &mut Scale<'_>, weights: &Weights, link: &Link) {
        let (a, b) = (self.of(link.a), self.of(link.b));
        if a != b && belong(scale, weights, self, a, b) {
            self.join(a, b);
        }
    }
}

/// Groups larger than this are judged by a part of their pairs.
const JUDGED: usize = 64;

/// Joins records along `links`, which are put in order first.
pub(super) fn cluster(
    scale: &mut Scale<'_>,
    weights: &Weights,
    links: &mut [Link],
    policy: Policy,
) -> Groups {
    let keys = &scale.table.keys;
    let ends = |link: &Link| {
        let (a, b) = (keys[link.a as usize], keys[link.b as usize]);
        (a.min(b), a.max(b))
    };
    links.sort_unstable_by(|x, y| y.weight.total_cmp(&x.weight).then_with(|| ends(x).cmp(&ends(y))));
    let mut groups = Groups::single(scale.table.len());
    for link in links.iter().take_while(|link| link.weight >= policy.threshold) {
        groups.try_join(scale, weights, link);
    }
    groups
}

fn belong(scale: &mut Scale<'_>, weights: &Weights, groups: &Groups, a: u32, b: u32) -> bool {
    let (left, right) = (groups.members(&a), groups.members(&b));
    let mut sum = 0_i64;
    let mut count = 0_i64;
    for one in left.iter().take(JUDGED) {
        for other in right.iter().take(JUDGED) {
            if scale.contradict(*one, *other) {
                return false;
            }
            if left.len() * right.len() > 1 {
                let seen = scale.see(*one, *other);
                // In thousandths, for a sum of whole numbers is the same in any order.
                sum += (scale.weigh(weights, &seen).clamp(-15.0, 15.0) * 1000.0) as i64;
                count += 1;
            }
        }
    }
    count == 0 || sum >= 0
}

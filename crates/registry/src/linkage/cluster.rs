//! From pairs to people: who belongs together as a whole.
//!
//! Pairs are taken from the surest down. Two groups are joined when their records, taken together, speak for it and no two
//! of them contradict each other: a chain of likenesses never makes one person of two valid NIKs.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "groups are numbered by records, which the table numbers"
)]

use std::collections::BTreeMap;

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

/// What is known before anything is compared: records that one and the same record holds already, and records of which
/// somebody said that they are two.
#[derive(Debug, Default)]
pub struct Known {
    pub same: Vec<(u32, u32)>,
    pub different: Vec<(u32, u32)>,
}

/// The group of each record (the number of one of its members), and who must not come into one group.
pub(super) struct Groups {
    of: Vec<u32>,
    members: Vec<Vec<u32>>,
    apart: BTreeMap<u32, Vec<u32>>,
}

impl Groups {
    pub(super) fn single(records: usize) -> Groups {
        Groups {
            of: (0..records as u32).collect(),
            members: vec![Vec::new(); records],
            apart: BTreeMap::new(),
        }
    }

    fn under(records: usize, known: &Known) -> Groups {
        let mut groups = Groups::single(records);
        for (a, b) in &known.same {
            let (a, b) = (groups.of(*a), groups.of(*b));
            if a != b {
                groups.join(a, b);
            }
        }
        for (a, b) in &known.different {
            groups.apart.entry(*a).or_default().push(*b);
            groups.apart.entry(*b).or_default().push(*a);
        }
        groups
    }

    /// Whether somebody said that these groups are two.
    pub(super) fn kept_apart(&self, a: u32, b: u32) -> bool {
        let apart = |one: &u32| self.apart.get(one).is_some_and(|all| all.iter().any(|x| self.of(*x) == b));
        !self.apart.is_empty() && self.members(&a).iter().any(apart)
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

    /// Joins the groups of two records unless something speaks against it; whether it did.
    pub(super) fn try_join(&mut self, scale: &mut Scale<'_>, weights: &Weights, link: &Link) -> bool {
        let (a, b) = (self.of(link.a), self.of(link.b));
        let joined = a != b && !self.kept_apart(a, b) && belong(scale, weights, self, a, b);
        if joined {
            self.join(a, b);
        }
        joined
    }
}

/// Groups larger than this are judged by a part of their pairs.
const JUDGED: usize = 64;

/// Joins records along `links`, which are put in order first, and tells along which.
pub(super) fn cluster(
    scale: &mut Scale<'_>,
    weights: &Weights,
    links: &mut [Link],
    policy: Policy,
    known: &Known,
) -> (Groups, Vec<Link>) {
    let keys = &scale.table.keys;
    let ends = |link: &Link| {
        let (a, b) = (keys[link.a as usize], keys[link.b as usize]);
        (a.min(b), a.max(b))
    };
    links.sort_unstable_by(|x, y| y.weight.total_cmp(&x.weight).then_with(|| ends(x).cmp(&ends(y))));
    let mut groups = Groups::under(scale.table.len(), known);
    let mut joins = Vec::new();
    for link in links.iter().take_while(|link| link.weight >= policy.threshold) {
        if groups.try_join(scale, weights, link) {
            joins.push(*link);
        }
    }
    (groups, joins)
}

/// Whether two groups hold records that cannot be one.
pub(super) fn contradict(scale: &mut Scale<'_>, groups: &Groups, a: u32, b: u32) -> bool {
    let (left, right) = (groups.members(&a), groups.members(&b));
    left.iter().take(JUDGED).any(|one| right.iter().take(JUDGED).any(|other| scale.contradict(*one, *other)))
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

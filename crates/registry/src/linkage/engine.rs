//! The doings: take records in, learn, pair, group, explain.

use super::block::{Blocks, Fresh};
use super::cluster::{self, Groups, Known, Link, Policy};
use super::compare::Seen;
use super::explain::{self, Explanation};
use super::glance::Glances;
use super::index::Index;
use super::learn::{self, Dice, Pattern, Strangers, Tally, Weights};
use super::model::Model;
use super::prior::Prior;
use super::score::{MOST, Scale, pattern, unfolded};
use super::table::{Column, Table};

/// One record to take in: the caller's id, the number of the list that it is from, and the values in the order of the
/// model's fields. A value that is not known is empty.
pub struct Record<'a> {
    pub key: u128,
    pub list: u32,
    pub values: &'a [&'a str],
}

/// Records of one model, and what was learned from them.
pub struct Engine {
    model: Model,
    table: Table,
    priors: Vec<Prior>,
    weights: Weights,
    index: Index,
    groups: Groups,
}

/// Somebody who is there already and may be the one.
pub struct Likely {
    /// The number of the record, in the order in which records were added.
    pub record: u32,
    pub group: u32,
    pub explanation: Explanation,
}

/// What came of looking for pairs.
pub struct Found {
    /// How many pairs were compared.
    pub candidates: u64,
    pub links: Vec<Link>,
    /// How these pairs compare, and how often each: what is learned from, and all that has to be kept of them.
    pub seen: Vec<(u64, u64)>,
}

/// How many random pairs show how strangers compare.
const SAMPLE: u64 = 100_000;
/// Pairs that weigh less than this at first sight are counted and forgotten.
const HOPELESS: f64 = -12.0;

/// Pairs that may be one, with what was seen on them: to look again costs more than to remember.
#[derive(Default)]
struct Hopeful {
    pairs: Vec<(u32, u32, Pattern)>,
    rarities: Vec<f32>,
}

impl Hopeful {
    fn push(&mut self, a: u32, b: u32, seen: &[Seen; MOST], model: &Model) {
        self.pairs.push((a, b, pattern(seen)));
        self.rarities.extend(seen.iter().take(model.comparisons.len()).map(|seen| seen.rarity));
    }

    fn each(&self, model: &Model, mut with: impl FnMut(u32, u32, &[Seen; MOST])) {
        let rarities = self.rarities.chunks(model.comparisons.len().max(1));
        for ((a, b, pattern), rarities) in self.pairs.iter().zip(rarities) {
            with(*a, *b, &unfolded(*pattern, rarities));
        }
    }
}

impl Engine {
    pub fn new(model: Model) -> Engine {
        let priors: Vec<Prior> = model.comparisons.iter().map(|comparison| Prior::of(*comparison)).collect();
        let weights = Weights { odds: Vec::new(), same: 0.0, near: 0.0 };
        let (index, groups) = (Index::default(), Groups::single(0));
        Engine { table: Table::new(&model), model, priors, weights, index, groups }
    }

    pub fn add(&mut self, record: &Record<'_>) {
        self.table.push(record.key, record.list, record.values.iter().copied());
    }

    pub fn len(&self) -> usize {
        self.table.len()
    }

    pub fn is_empty(&self) -> bool {
        self.table.len() == 0
    }

    /// Finds pairs and learns what agreement is worth, both from the records that are there. Links weigh `least` or more.
    pub fn learn(&mut self, least: f32) -> Found {
        self.look(Fresh::All, &[], least)
    }

    /// The same of pairs of which one at least is `fresh`; what the others were like was `seen` before. Of these pairs
    /// the outcome is as if all had been compared.
    pub fn follow(&mut self, fresh: &[bool], seen: &[(u64, u64)], least: f32) -> Found {
        self.look(Fresh::Some(fresh), seen, least)
    }

    fn look(&mut self, fresh: Fresh<'_>, before: &[(u64, u64)], least: f32) -> Found {
        self.table.columns.iter_mut().for_each(Column::weigh);
        let pairs = self.all_pairs();
        let mut scale = Scale::new(&self.model, &self.table, &self.priors);
        let strangers = strangers(&mut scale, self.table.len());
        let odds = strangers.odds(&self.priors, self.model.neighbours);
        let records = self.table.len().max(2);
        let first = Weights {
            odds,
            same: 0.5 / to_f64(records),
            near: if self.model.neighbours { 0.2 / to_f64(records) } else { 0.0 },
        };
        let (mut tally, mut hopeful, mut candidates) = (Tally::default(), Hopeful::default(), 0_u64);
        self.each_near(fresh, |a, b| {
            candidates += 1;
            let seen = scale.see(a, b);
            *tally.entry(pattern(&seen)).or_insert(0) += 1;
            if scale.weigh(&first, &seen) > HOPELESS {
                hopeful.push(a, b, &seen, &self.model);
            }
        });
        let mut seen: Vec<(u64, u64)> = tally.iter().map(|(pattern, count)| (*pattern, *count)).collect();
        seen.sort_unstable();
        for (pattern, count) in before {
            *tally.entry(*pattern).or_insert(0) += count;
        }
        let weights = learn::maximise(&self.model, &self.priors, first.odds, &tally, pairs);
        let mut links = Vec::new();
        hopeful.each(&self.model, |a, b, seen| {
            let weight = explain::short(scale.weigh(&weights, seen));
            if weight >= least {
                links.push(Link { a, b, weight });
            }
        });
        self.weights = weights;
        Found { candidates, links, seen }
    }

    /// Calls with each pair that shares a block and more.
    fn each_near(&self, fresh: Fresh<'_>, mut with: impl FnMut(u32, u32)) {
        let blocks = Blocks::of(&self.model, &self.table, fresh);
        let glances = Glances::new(&self.model, &self.table);
        let least = least_shared(self.table.len());
        let mut near = Vec::new();
        blocks.each_record(fresh, |a, others| {
            glances.sift(a, others, least, &mut near);
            self.table.touch(&near);
            near.drain(..).filter(|b| !self.is_clean(a, *b)).for_each(|b| with(a, b));
        });
    }

    /// Whether one list names both, and lists name nobody twice.
    fn is_clean(&self, a: u32, b: u32) -> bool {
        self.model.clean_lists && self.table.list(a) == self.table.list(b)
    }

    /// Calls with each pair that would be compared.
    pub fn each_candidate(&self, mut with: impl FnMut(u32, u32)) {
        Blocks::of(&self.model, &self.table, Fresh::All).each_record(Fresh::All, |a, others| {
            for b in others {
                if !self.is_clean(a, *b) {
                    with(a, *b);
                }
            }
        });
    }

    /// All pairs that could be links.
    fn all_pairs(&self) -> f64 {
        let pairs = |n: f64| n * (n - 1.0) / 2.0;
        let mut lists: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
        self.table.lists.iter().for_each(|list| *lists.entry(*list).or_insert(0) += 1);
        let within: f64 = lists.values().map(|count| pairs(to_f64(*count))).sum();
        let all = pairs(to_f64(self.table.len()));
        (if self.model.clean_lists { all - within } else { all }).max(1.0)
    }

    /// Groups records along links, afresh, and makes ready for [`Engine::likely`] and [`Engine::join`].
    pub fn cluster(&mut self, links: &mut [Link], policy: Policy) -> Vec<u32> {
        self.cluster_under(links, policy, &Known::default());
        self.groups.labels().to_vec()
    }

    /// The same on top of what is known, which no likeness overrules. Gives the links that joined two groups; they are
    /// what has to be kept to come to these groups again.
    pub fn cluster_under(&mut self, links: &mut [Link], policy: Policy, known: &Known) -> Vec<Link> {
        let mut scale = Scale::new(&self.model, &self.table, &self.priors);
        let (groups, joins) = cluster::cluster(&mut scale, &self.weights, links, policy, known);
        self.groups = groups;
        joins
    }

    /// The links, in the order of [`Engine::cluster_under`], that may join two groups but did not: one for each two groups,
    /// the likeliest, and none where it is said or shown that they are two.
    pub fn doubtful(&self, links: &[Link], least: f32) -> Vec<Link> {
        let mut met = std::collections::BTreeSet::new();
        let mut scale = Scale::new(&self.model, &self.table, &self.priors);
        let mut doubtful = Vec::new();
        for link in links.iter().take_while(|link| link.weight >= least) {
            let (a, b) = (self.groups.of(link.a), self.groups.of(link.b));
            let open = a != b && met.insert((a.min(b), a.max(b))) && !self.groups.kept_apart(a, b);
            if open && !cluster::contradict(&mut scale, &self.groups, a, b) {
                doubtful.push(*link);
            }
        }
        doubtful
    }

    /// Makes ready for [`Engine::likely`] and [`Engine::join`].
    pub fn index(&mut self) {
        self.index = Index::of(&self.model, &self.table);
    }

    /// Who is there already and may be the one that a record speaks of, the likeliest first, `least` bits or more. The
    /// record is not kept. For the moment of entry: nothing is learned, and the work does not grow with the city.
    pub fn likely(&mut self, record: &Record<'_>, least: f32, most: usize) -> Vec<Likely> {
        self.add(record);
        let asked = u32::try_from(self.table.len() - 1).unwrap_or(u32::MAX);
        let mut links = self.links_of(asked, least);
        links.truncate(most);
        let mut scale = Scale::new(&self.model, &self.table, &self.priors);
        let likely = links
            .iter()
            .map(|link| Likely {
                record: link.a,
                group: self.groups.of(link.a),
                explanation: explain::explain(&mut scale, &self.weights, link.a, link.b),
            })
            .collect();
        self.table.pop();
        likely
    }

    /// Takes one more record in and joins it to whom it belongs, as [`Engine::cluster`] would, without looking at anybody
    /// else. Gives its links, the likeliest first; its group is then [`Engine::group`]'s.
    pub fn join(&mut self, record: &Record<'_>, policy: Policy) -> Vec<Link> {
        self.add(record);
        self.groups.add();
        let joined = u32::try_from(self.table.len() - 1).unwrap_or(u32::MAX);
        let links = self.links_of(joined, policy.threshold);
        let mut scale = Scale::new(&self.model, &self.table, &self.priors);
        for link in &links {
            self.groups.try_join(&mut scale, &self.weights, link);
        }
        self.index.add(&self.model, &self.table, joined);
        links
    }

    /// Links of one record, the likeliest first.
    fn links_of(&self, record: u32, least: f32) -> Vec<Link> {
        let mut scale = Scale::new(&self.model, &self.table, &self.priors);
        let mut links: Vec<Link> = self
            .index
            .sharing(&self.model, &self.table, record)
            .into_iter()
            .map(|other| {
                let seen = scale.see(other, record);
                Link { a: other, b: record, weight: explain::short(scale.weigh(&self.weights, &seen)) }
            })
            .filter(|link| link.weight >= least)
            .collect();
        links.sort_by(|x, y| {
            y.weight.total_cmp(&x.weight).then_with(|| self.table.key(x.a).cmp(&self.table.key(y.a)))
        });
        links
    }

    /// The group that a record is in, as the number of one of its members.
    pub fn group(&self, record: u32) -> u32 {
        self.groups.of(record)
    }

    /// Why two records are, or are not, taken for one.
    pub fn explain(&self, a: u32, b: u32) -> Explanation {
        let mut scale = Scale::new(&self.model, &self.table, &self.priors);
        explain::explain(&mut scale, &self.weights, a, b)
    }

    /// Whether something shows that two records cannot be one, whatever else they share.
    pub fn contradict(&self, a: u32, b: u32) -> bool {
        Scale::new(&self.model, &self.table, &self.priors).contradict(a, b)
    }

    #[cfg(test)]
    pub(super) fn see(&self, a: u32, b: u32) -> Vec<super::compare::Seen> {
        Scale::new(&self.model, &self.table, &self.priors).see(a, b).to_vec()
    }

    pub fn weights(&self) -> &Weights {
        &self.weights
    }
}

fn to_f64(count: usize) -> f64 {
    #[expect(clippy::as_conversions, reason = "counts of records are far below 2^52")]
    let count = count as f64;
    count
}

/// What two must seem to share at first sight, in bits, to be compared: twice what tells a record from all others, less
/// what the first sight overlooks. Twice, because the pairs that share something by chance grow with the square.
fn least_shared(records: usize) -> i32 {
    2 * i32::try_from(records.max(2).ilog2()).unwrap_or(0) - 14
}

/// How random pairs compare. Pairs that look like one and the same are left out: in a small table a random pair is one
/// often enough to spoil the picture.
fn strangers(scale: &mut Scale<'_>, records: usize) -> Strangers {
    let mut strangers = Strangers::new(scale.model);
    let mut order: Vec<u32> = (0..u32::try_from(records).unwrap_or(u32::MAX)).collect();
    order.sort_unstable_by_key(|record| scale.table.key(*record));
    let mut dice = Dice::new();
    let count = u64::try_from(records).unwrap_or(0);
    if count < 2 {
        return strangers;
    }
    for _ in 0..SAMPLE.min(count * 20) {
        let one = usize::try_from(dice.below(count)).unwrap_or(0);
        let other = usize::try_from(dice.below(count)).unwrap_or(0);
        let (Some(a), Some(b)) = (order.get(one), order.get(other)) else { continue };
        if a == b {
            continue;
        }
        let seen = scale.see(*a, *b);
        let odds: f64 = seen.iter().zip(scale.priors).map(|(seen, prior)| prior.bits(seen.level)).sum();
        if odds < to_f64(records).log2() {
            for (at, seen) in seen.iter().take(scale.priors.len()).enumerate() {
                strangers.add(at, *seen);
            }
        }
    }
    strangers
}

//! Which figures are withheld.
//!
//! Figures hang together by sums: the parts of a breakdown make its total, areas make the area around them. Withholding a
//! small one alone is no use where the sum tells it. So, until nothing changes:
//! a sum with one withheld member gets a second; the withheld parts of a known sum stand for at least five people
//! together, and could be shared out between them in more than one way; and where, from all sums together, a withheld
//! figure still follows (by elimination), one more is withheld beside it. The smallest goes first, so that as much as can
//! be is shown.
//!
//! What counts is people, not records: ten businesses of one owner tell of one person. Those who run one business together
//! count as one, and so does a business whose owner is not known.

use std::collections::BTreeSet;

use uuid::Uuid;

/// A figure of fewer people than this is not shown to everybody.
pub const K: i64 = 5;
const ENOUGH: usize = 5;

/// A figure: how much, and who stands behind it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Told {
    pub value: i64,
    /// At most [`K`] of them: more make no difference.
    pub people: BTreeSet<Uuid>,
}

impl Told {
    /// Both together.
    pub fn join(&mut self, other: &Told) {
        self.value += other.value;
        for person in &other.people {
            if self.people.len() >= ENOUGH {
                break;
            }
            self.people.insert(*person);
        }
    }
}

/// Figures and the sums that they make.
#[derive(Debug, Default, Clone)]
pub struct Sums {
    pub told: Vec<Told>,
    /// Whether the values are numbers of people too, who may be others than those who stand behind the records.
    pub stated: bool,
    /// Each a total and its parts, by their places.
    pub sums: Vec<(usize, Vec<usize>)>,
}

impl Sums {
    /// Whether each figure is withheld.
    pub fn withheld(&self) -> Vec<bool> {
        let few = |(at, told): (usize, &Told)| told.value > 0 && self.few(&[at]);
        let mut hidden: Vec<bool> = self.told.iter().enumerate().map(few).collect();
        let of = self.of();
        loop {
            while self.cover_one(&of, &mut hidden) {}
            let Some(told) = self.follows(&hidden) else { return hidden };
            match self.beside(told, &of, &hidden) {
                Some(at) => set(&mut hidden, at),
                // Nothing that hangs together with it is shown but noughts, from which only noughts follow.
                None => return hidden,
            }
        }
    }

    /// What to withhold so that a figure follows no longer: the smallest shown member of its sums, or, where these are
    /// withheld whole, of the sums next to them that share a withheld figure with one reached before.
    fn beside(&self, told: usize, of: &[Vec<usize>], hidden: &[bool]) -> Option<usize> {
        let mut seen = BTreeSet::new();
        let mut ring: BTreeSet<usize> = of.get(told)?.iter().copied().collect();
        while !ring.is_empty() {
            let sums = || ring.iter().filter_map(|sum| self.sums.get(*sum));
            let more = sums().filter_map(|sum| self.next(sum, of, hidden)).min_by_key(|at| self.value(*at));
            if more.is_some() {
                return more;
            }
            let members = sums().flat_map(|(total, parts)| parts.iter().chain(std::iter::once(total)));
            let away = members.filter(|at| is(hidden, **at)).filter_map(|at| of.get(*at));
            let reached: BTreeSet<usize> = away.flatten().copied().collect();
            seen.append(&mut ring);
            ring = &reached - &seen;
        }
        None
    }

    /// In which sums each figure stands.
    fn of(&self) -> Vec<Vec<usize>> {
        let mut of = vec![Vec::new(); self.told.len()];
        for (number, (total, parts)) in self.sums.iter().enumerate() {
            for at in parts.iter().chain(std::iter::once(total)) {
                if let Some(sums) = of.get_mut(*at) {
                    sums.push(number);
                }
            }
        }
        of
    }

    /// Withholds one more member of a sum that needs it; `false` when none does, or none that can.
    fn cover_one(&self, of: &[Vec<usize>], hidden: &mut [bool]) -> bool {
        let bare = self.sums.iter().filter(|sum| self.needs(sum, hidden));
        let next = bare.filter_map(|sum| self.next(sum, of, hidden)).next();
        if let Some(at) = next {
            set(hidden, at);
        }
        next.is_some()
    }

    /// Whether what is withheld of a sum could be told from the rest of it, or stands for too few.
    fn needs(&self, (total, parts): &(usize, Vec<usize>), hidden: &[bool]) -> bool {
        let away: Vec<usize> = parts.iter().copied().filter(|at| is(hidden, *at)).collect();
        let total_away = is(hidden, *total);
        let count = away.len() + usize::from(total_away);
        let together: i64 = away.iter().map(|at| self.value(*at)).sum();
        let most = i64::try_from(away.len()).unwrap_or(i64::MAX).saturating_mul(K - 1);
        let thin = !total_away && !away.is_empty() && (together == most || self.few(&away));
        count == 1 || thin
    }

    /// The member of a sum to be withheld next: shown and not nought, a part before the total, one that helps other sums
    /// as well before the smallest.
    fn next(
        &self,
        (total, parts): &(usize, Vec<usize>),
        of: &[Vec<usize>],
        hidden: &[bool],
    ) -> Option<usize> {
        let shown = |at: &usize| !is(hidden, *at) && self.value(*at) > 0;
        let helps = |at: usize| {
            let sums = of.get(at).into_iter().flatten().filter_map(|sum| self.sums.get(*sum));
            sums.filter(|sum| self.needs(sum, hidden)).count()
        };
        let part = parts.iter().copied().filter(|at| shown(at));
        let part = part.min_by_key(|at| (std::cmp::Reverse(helps(*at)), self.value(*at), *at));
        part.or_else(|| Some(*total).filter(|at| shown(at)))
    }

    /// A withheld figure that follows from the shown ones, if there is one: the sums are solved for what is withheld, in
    /// whole numbers modulo a large prime, where a figure that has one solution stands alone in its row.
    pub fn follows(&self, hidden: &[bool]) -> Option<usize> {
        let unknown: Vec<usize> = (0..hidden.len()).filter(|at| is(hidden, *at)).collect();
        let place = |at: usize| unknown.binary_search(&at).ok();
        let mut rows: Vec<Vec<(usize, u64)>> = Vec::new();
        for (total, parts) in &self.sums {
            let mut row: Vec<(usize, u64)> = parts.iter().filter_map(|at| Some((place(*at)?, 1))).collect();
            row.extend(place(*total).map(|at| (at, P - 1)));
            row.sort_unstable();
            if !row.is_empty() {
                rows.push(row);
            }
        }
        let solved = reduce(rows);
        solved.iter().find(|row| row.len() == 1).and_then(|row| unknown.get(row.first()?.0).copied())
    }

    /// Whether these figures together tell of fewer than [`K`] people.
    fn few(&self, places: &[usize]) -> bool {
        let mut all = Told::default();
        for told in places.iter().filter_map(|at| self.told.get(*at)) {
            all.join(told);
            if all.people.len() >= ENOUGH && (!self.stated || all.value >= K) {
                return false;
            }
        }
        true
    }

    fn value(&self, at: usize) -> i64 {
        self.told.get(at).map_or(0, |told| told.value)
    }
}

fn is(hidden: &[bool], at: usize) -> bool {
    hidden.get(at).copied().unwrap_or(false)
}

fn set(hidden: &mut [bool], at: usize) {
    if let Some(flag) = hidden.get_mut(at) {
        *flag = true;
    }
}

/// 2³¹ − 1, so that products fit.
const P: u64 = 2_147_483_647;

/// Gauss and Jordan on sparse rows.
fn reduce(rows: Vec<Vec<(usize, u64)>>) -> Vec<Vec<(usize, u64)>> {
    let mut solved: Vec<Vec<(usize, u64)>> = Vec::new();
    for mut row in rows {
        for known in &solved {
            if let Some((lead, _)) = known.first() {
                row = eliminate(row, known, *lead);
            }
        }
        let Some((lead, factor)) = row.first().copied() else { continue };
        let inverse = power(factor, P - 2);
        let row: Vec<(usize, u64)> = row.into_iter().map(|(at, value)| (at, value * inverse % P)).collect();
        for known in &mut solved {
            *known = eliminate(std::mem::take(known), &row, lead);
        }
        solved.push(row);
    }
    solved
}

/// `row` without the column `lead`, by taking away as many times `known`, whose value there is one.
fn eliminate(row: Vec<(usize, u64)>, known: &[(usize, u64)], lead: usize) -> Vec<(usize, u64)> {
    let Ok(at) = row.binary_search_by_key(&lead, |(column, _)| *column) else { return row };
    let factor = row.get(at).map_or(0, |(_, value)| P - value % P);
    let mut sum: std::collections::BTreeMap<usize, u64> = row.into_iter().collect();
    for (column, value) in known {
        let cell = sum.entry(*column).or_insert(0);
        *cell = (*cell + value * factor) % P;
    }
    sum.into_iter().filter(|(_, value)| *value != 0).collect()
}

fn power(base: u64, exponent: u64) -> u64 {
    let (mut base, mut exponent, mut result) = (base % P, exponent, 1);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * base % P;
        }
        base = base * base % P;
        exponent /= 2;
    }
    result
}

//! The arithmetic of sharing out, in whole numbers throughout.

use super::Ties;

/// Who gets a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub code: String,
    /// What its claim is measured by: people, businesses, last year's figure; the same for all for equal parts.
    pub weight: i64,
    pub least: i64,
    /// `None`: as much as comes.
    pub most: Option<i64>,
}

/// What a unit got, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub code: String,
    pub figure: i64,
    pub why: Why,
}

/// Why a unit got what it got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its least, which is more than its share.
    Least,
    /// Its most, which is less than its share.
    Most,
    /// The whole part of its share.
    Whole,
    /// One more than that, for the part of its share that was cut away.
    Remainder,
    /// One more, because the rule for equals put it before others with the same remainder.
    Tie,
    /// No more than the whole part, because the rule for equals put it behind others with the same remainder.
    Behind,
}

impl Why {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Least => "least",
            Why::Most => "most",
            Why::Whole => "whole",
            Why::Remainder => "remainder",
            Why::Tie => "tie",
            Why::Behind => "behind",
        }
    }
}

/// Why a figure cannot be shared out among these units at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impossible {
    /// There is nobody to share it out among, and it is not nought.
    NoUnits,
    /// The least of all together is more than the whole.
    LeastTooMuch { together: i64 },
    /// The most of all together is less than the whole.
    MostTooLittle { together: i64 },
    /// A weight or a least is below nought, or a most below its least.
    Unsound,
}

/// Shares `total` out among `units`, who are answered in their own order.
pub fn allocate(total: i64, units: &[Unit], ties: &Ties) -> Result<Vec<Given>, Impossible> {
    possible(total, units)?;
    let mut fixed: Vec<Option<Why>> = vec![None; units.len()];
    let share = loop {
        let share = Share::of(total, units, &fixed);
        if !fix(units, &share, &mut fixed) {
            break share;
        }
    };
    Ok(deal(units, &share, &fixed, ties))
}

fn possible(total: i64, units: &[Unit]) -> Result<(), Impossible> {
    let sound =
        |unit: &Unit| unit.weight >= 0 && unit.least >= 0 && unit.most.is_none_or(|m| m >= unit.least);
    if total < 0 || !units.iter().all(sound) {
        return Err(Impossible::Unsound);
    }
    if units.is_empty() && total > 0 {
        return Err(Impossible::NoUnits);
    }
    let clip = |sum: i128| i64::try_from(sum).unwrap_or(i64::MAX);
    let least: i128 = units.iter().map(|unit| i128::from(unit.least)).sum();
    if least > i128::from(total) {
        return Err(Impossible::LeastTooMuch { together: clip(least) });
    }
    let most: i128 = units.iter().map(|unit| unit.most.map_or(i128::from(total), i128::from)).sum();
    if most < i128::from(total) {
        return Err(Impossible::MostTooLittle { together: clip(most) });
    }
    Ok(())
}

/// What is left for those who are free, and by what they share it: an exact share is `left * weight / weights`.
struct Share {
    left: i128,
    weights: i128,
    /// All who are free weigh nothing: they share equally.
    equal: bool,
}

impl Share {
    fn of(total: i64, units: &[Unit], fixed: &[Option<Why>]) -> Share {
        let (mut left, mut weights, mut free) = (i128::from(total), 0, 0);
        for (unit, fixed) in units.iter().zip(fixed) {
            match fixed {
                Some(why) => left -= i128::from(bound(unit, *why)),
                None => {
                    weights += i128::from(unit.weight);
                    free += 1;
                }
            }
        }
        let equal = weights == 0;
        Share { left, weights: if equal { free } else { weights }, equal }
    }

    /// The exact share times `weights`.
    fn exact(&self, unit: &Unit) -> i128 {
        self.left * if self.equal { 1 } else { i128::from(unit.weight) }
    }
}

fn bound(unit: &Unit, why: Why) -> i64 {
    match why {
        Why::Least => unit.least,
        Why::Most => unit.most.unwrap_or(i64::MAX),
        Why::Whole | Why::Remainder | Why::Tie | Why::Behind => 0,
    }
}

/// Fixes those whose share lies beyond a bound: those below their least if these lack more than the others have too much,
/// and else those above their most. `false` when all shares lie within their bounds.
fn fix(units: &[Unit], share: &Share, fixed: &mut [Option<Why>]) -> bool {
    let (mut lacking, mut excess) = (0_i128, 0_i128);
    for (unit, _) in units.iter().zip(fixed.iter()).filter(|(_, fixed)| fixed.is_none()) {
        lacking += (i128::from(unit.least) * share.weights - share.exact(unit)).max(0);
        excess += unit.most.map_or(0, |most| (share.exact(unit) - i128::from(most) * share.weights).max(0));
    }
    let low = lacking > 0 && lacking >= excess;
    let high = excess > 0 && excess >= lacking;
    for (unit, fixed) in units.iter().zip(fixed.iter_mut()).filter(|(_, fixed)| fixed.is_none()) {
        let exact = share.exact(unit);
        if low && exact < i128::from(unit.least) * share.weights {
            *fixed = Some(Why::Least);
        } else if high && unit.most.is_some_and(|most| exact > i128::from(most) * share.weights) {
            *fixed = Some(Why::Most);
        }
    }
    low || high
}

/// Gives everybody the whole part, and what is left to those with the largest remainders.
fn deal(units: &[Unit], share: &Share, fixed: &[Option<Why>], ties: &Ties) -> Vec<Given> {
    let mut given: Vec<Given> = Vec::with_capacity(units.len());
    let mut claims: Vec<(usize, i128)> = Vec::new();
    let mut left = share.left;
    for (at, (unit, fixed)) in units.iter().zip(fixed).enumerate() {
        let (figure, why) = match fixed {
            Some(why) => (bound(unit, *why), *why),
            None => {
                let (exact, by) = (share.exact(unit), share.weights.max(1));
                let whole = exact / by;
                left -= whole;
                claims.push((at, exact % by));
                (i64::try_from(whole).unwrap_or(i64::MAX), Why::Whole)
            }
        };
        given.push(Given { code: unit.code.clone(), figure, why });
    }
    let key = |at: usize| units.get(at).map(|unit| ties.key(&unit.code));
    claims.sort_by_cached_key(|(at, remainder)| (std::cmp::Reverse(*remainder), key(*at)));
    let one_each = usize::try_from(left).unwrap_or(0);
    // The remainder at which the cut falls: those who have it are equals.
    let last = one_each.checked_sub(1).and_then(|at| claims.get(at)).map(|(_, remainder)| *remainder);
    let next = claims.get(one_each).map(|(_, remainder)| *remainder);
    let tied = last.filter(|last| Some(*last) == next);
    for (place, (at, remainder)) in claims.into_iter().enumerate() {
        let Some(given) = given.get_mut(at) else { continue };
        let equal = tied == Some(remainder);
        if place < one_each {
            given.figure += 1;
            given.why = if equal { Why::Tie } else { Why::Remainder };
        } else if equal {
            given.why = Why::Behind;
        }
    }
    given
}

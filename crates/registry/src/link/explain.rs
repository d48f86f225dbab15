//! Why two records are one or two, from all that is known in the city.

use kernel::{Error, Tx};
use uuid::Uuid;

use super::desk::Desk;
use super::find::{self, Link};
use super::run::Among;
use super::{Side, learned, material, policy, settle};
use crate::linkage::{self, Explanation};
use crate::person::{self, PersonId, SEE};

/// What speaks for and against, and what was decided.
pub struct Why {
    /// Of their sources the two that are most alike; none where one of them is not named by any source.
    pub explanation: Option<Explanation>,
    /// Whether the two stand in one record now.
    pub one: bool,
    pub policy: policy::Policy,
    /// The decisions on both of them.
    pub decisions: Vec<Link>,
}

/// Explains two people. What a difference weighs follows from everything said in the city, so this reads all of it.
pub async fn explain(tx: &mut Tx, left: PersonId, right: PersonId) -> Result<Why, Error> {
    for id in [left, right] {
        let area = person::find::area(tx, id).await?;
        tx.must(SEE, &area)?;
    }
    let (mut engine, taken) = material::people(&mut Desk::Within(tx)).await?;
    let of = |record: Uuid| {
        let numbers = taken.iter().zip(0_u32..);
        numbers.filter(move |(one, _)| one.home == record || one.stands == record).map(|(_, number)| number)
    };
    let mut explanation: Option<Explanation> = None;
    match learned::but(tx, Among::All).await? {
        Some(seen) => engine.follow(&vec![false; taken.len()], &seen, 0.0),
        None => engine.learn(0.0),
    };
    for one in of(left.0) {
        for other in of(right.0).filter(|other| *other != one) {
            let next: linkage::Explanation = engine.explain(one, other);
            if explanation.as_ref().is_none_or(|best| best.weight < next.weight) {
                explanation = Some(next);
            }
        }
    }
    let roots = settle::roots(tx, Side::Person, &[left.0, right.0]).await?;
    let mut decisions = find::of_record(tx, Side::Person, left.0).await?;
    let theirs: Vec<_> =
        find::of_record(tx, Side::Person, right.0).await?.iter().map(|link| link.id).collect();
    decisions.retain(|link| theirs.contains(&link.id));
    Ok(Why {
        explanation,
        one: roots.get(&left.0) == roots.get(&right.0),
        policy: policy::current(tx).await?,
        decisions,
    })
}

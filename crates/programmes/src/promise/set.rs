use std::collections::BTreeMap;

use kernel::audit::Entry;
use kernel::{AreaCode, Error, Level, Tx};
use uuid::Uuid;

use super::find::{self, Kept};
use super::rules::Cell;
use super::share_out::{lines, refuse, write};
use super::{AllocationId, KEEP, PromiseId};
use crate::allocation::{Node, Ties, share_down};

/// A territory's figure as somebody wants it.
#[derive(Debug, Clone)]
pub struct NewFigure {
    pub year: Option<i16>,
    pub category: String,
    pub area: AreaCode,
    /// `None`: as the sharing out has it, no longer by hand.
    pub figure: Option<i64>,
    pub reason: String,
}

/// Sets a territory's figure by hand. Its neighbours make room by the rule of the sharing out; all others stay. How many
/// figures changed is the answer.
pub async fn set(tx: &mut Tx, id: PromiseId, new: NewFigure) -> Result<usize, Error> {
    tx.must_in_city(KEEP)?;
    let promise = find::locked(tx, id).await?;
    let reason = new.reason.trim().to_owned();
    if new.figure.is_some() && !(3..=300).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "programmes-promise-reason-missing"));
    }
    if new.figure.is_some_and(|figure| figure < 0) {
        return Err(Error::field("figure", "programmes-promise-figure"));
    }
    let key = (id, promise.revision.number);
    let at = |area: AreaCode| Cell { year: new.year.unwrap_or(0), category: new.category.clone(), area };
    let own = find::within(tx, key, &at(new.area.clone()), Level::Rt).await?;
    let by = own.iter().find(|part| part.area == new.area).and_then(|part| part.allocation);
    let by = AllocationId(by.ok_or(Error::NotFound("part"))?);
    let rules = rules(tx, key).await?;
    let rule = rules.get(&by.0).ok_or(Error::NotFound("allocation"))?;
    let of = at(rule.area.clone());
    let mut kept = find::within(tx, key, &of, Level::Rt).await?;
    let total = kept.iter().find(|part| part.area == rule.area).map_or(0, |part| part.figure);
    let before = kept.clone();
    for part in kept.iter_mut().filter(|part| part.area == new.area) {
        part.pinned = new.figure.map(|_| reason.clone());
        part.figure = new.figure.unwrap_or(part.figure);
    }
    let nodes = nodes(&kept, rule, &rules);
    let given =
        share_down(total, &rule.area, &nodes, &rule.ties).map_err(|stuck| figure_of(refuse(&stuck)))?;
    let lines = lines(given, &nodes, &kept, None);
    let changed = write(tx, key, &of, &before, &lines).await?;
    tx.audit(Entry::new(KEEP.name, "promise", id).area(new.area).reason(reason)).await?;
    Ok(changed)
}

/// Whatever cannot be here, cannot be because of the figure that was asked for.
fn figure_of(error: Error) -> Error {
    match error {
        Error::Invalid(fields) => {
            Error::Invalid(fields.into_iter().map(|(_, say)| ("figure", say)).collect())
        }
        other @ (Error::NotFound(_) | Error::Forbidden | Error::Refused(_) | Error::Broken(_)) => other,
    }
}

/// The rule of a sharing out.
pub(super) struct Rule {
    pub(super) area: AreaCode,
    pub(super) basis: String,
    pub(super) ties: Ties,
    pub(super) least: i64,
    pub(super) most: Option<i64>,
    pub(super) units: i32,
    pub(super) at: kernel::Instant,
}

/// By which rules figures of a revision were shared out.
pub(super) async fn rules(
    tx: &mut Tx,
    (id, revision): (PromiseId, i32),
) -> Result<BTreeMap<Uuid, Rule>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, area, basis, ties, seed, least, most, units, at from programmes.allocation
         where city = $1 and promise = $2 and revision = $3 order by id limit 10000",
        city.0,
        id.0,
        revision
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let rule = Rule {
                area: AreaCode::parse(&row.area)?,
                basis: row.basis,
                ties: Ties::read(&row.ties, row.seed.as_deref()),
                least: row.least,
                most: row.most,
                units: row.units,
                at: row.at,
            };
            Ok((row.id, rule))
        })
        .collect()
}

/// All that was shared out below the same figure, as it was weighed then, each by the bounds of its own sharing out.
fn nodes(kept: &[Kept], rule: &Rule, rules: &BTreeMap<Uuid, Rule>) -> Vec<Node> {
    let node = |part: &Kept| {
        let own = part.allocation.and_then(|by| rules.get(&by)).unwrap_or(rule);
        Node {
            area: part.area.clone(),
            weight: part.weight.unwrap_or(0),
            least: own.least,
            most: own.most,
            fixed: part.pinned.is_some().then_some(part.figure),
        }
    };
    kept.iter().filter(|part| part.allocation.is_some() && part.area != rule.area).map(node).collect()
}

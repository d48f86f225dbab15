use std::collections::BTreeMap;

use kernel::audit::Entry;
use kernel::{AreaCode, Error, Level, OnConstraint as _, Say, Tx};

use super::find::{self, Kept, Promise};
use super::rules::Cell;
use super::{AllocationId, KEEP, PartId, PromiseId, weigh};
use crate::allocation::{Given, Impossible, Node, Stuck, Ties, share_down};

/// By what a figure is shared out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// Each of the lowest territories the same.
    Equal,
    /// People in the registry.
    People,
    /// Businesses in the registry that run.
    Businesses,
    /// What was reached the year before.
    LastYear,
    /// Those of the lowest territories in which nobody was reached yet.
    Need,
    /// Figures of the city's own: people by the census, families in poverty.
    Own(Vec<(AreaCode, i64)>),
}

impl Basis {
    /// As stored and as in message keys.
    pub const NAMES: [&'static str; 6] = ["equal", "people", "businesses", "last_year", "need", "own"];

    /// One of [`Basis::NAMES`].
    pub fn as_str(&self) -> &'static str {
        match self {
            Basis::Equal => "equal",
            Basis::People => "people",
            Basis::Businesses => "businesses",
            Basis::LastYear => "last_year",
            Basis::Need => "need",
            Basis::Own(_) => "own",
        }
    }

    /// Reads [`Basis::as_str`]; `own` are the city's own figures.
    pub fn parse(text: &str, own: Vec<(AreaCode, i64)>) -> Option<Basis> {
        match text {
            "equal" => Some(Basis::Equal),
            "people" => Some(Basis::People),
            "businesses" => Some(Basis::Businesses),
            "last_year" => Some(Basis::LastYear),
            "need" => Some(Basis::Need),
            "own" => Some(Basis::Own(own)),
            _ => None,
        }
    }
}

/// How a figure is to be shared out.
#[derive(Debug, Clone)]
pub struct NewAllocation {
    /// `None`: the figure of the whole term.
    pub year: Option<i16>,
    /// Blank: of all categories.
    pub category: String,
    /// `None`: the city's figure.
    pub of: Option<AreaCode>,
    /// Kecamatan, kelurahan or RT.
    pub down_to: Level,
    pub basis: Basis,
    pub ties: Ties,
    /// For each of the lowest territories.
    pub least: i64,
    pub most: Option<i64>,
}

/// Shares a figure of the revision in force out among territories. What was set by hand stays.
pub async fn share_out(tx: &mut Tx, id: PromiseId, new: NewAllocation) -> Result<AllocationId, Error> {
    tx.must_in_city(KEEP)?;
    let promise = find::locked(tx, id).await?;
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    let of = new.of.clone().unwrap_or(whole);
    let cell = Cell { year: new.year.unwrap_or(0), category: new.category.clone(), area: of.clone() };
    let key = (id, promise.revision.number);
    let kept = find::within(tx, key, &cell, Level::Rt).await?;
    let total = kept.iter().find(|part| part.area == of).map(|part| part.figure);
    let total = total.ok_or_else(|| Error::field("year", "programmes-promise-no-such-part"))?;
    if new.down_to <= of.level() || matches!(new.down_to, Level::Province | Level::City | Level::Rw) {
        return Err(Error::field("down_to", "programmes-promise-level"));
    }
    let nodes = nodes(tx, &promise, &new, &of, &kept).await?;
    let given = share_down(total, &of, &nodes, &new.ties).map_err(|stuck| refuse(&stuck))?;
    let units: Vec<AreaCode> = nodes.iter().map(|node| node.area.clone()).collect();
    let allocation = record(tx, key, &new, &of, weigh::lowest(&units).len()).await?;
    let lines = lines(given, &nodes, &kept, Some(allocation));
    write(tx, key, &cell, &kept, &lines).await?;
    tx.audit(Entry::new(KEEP.name, "promise", id)).await?;
    Ok(allocation)
}

/// A figure as it shall stand.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) area: AreaCode,
    pub(super) figure: i64,
    pub(super) weight: i64,
    pub(super) why: &'static str,
    pub(super) pinned: Option<String>,
    pub(super) allocation: AllocationId,
}

/// What was given, with what it was measured by and what was set by hand. Without `by`, each stays of the sharing out that
/// it was of.
pub(super) fn lines(given: Vec<Given>, nodes: &[Node], kept: &[Kept], by: Option<AllocationId>) -> Vec<Line> {
    let weights: BTreeMap<&AreaCode, i64> = nodes.iter().map(|node| (&node.area, node.weight)).collect();
    let pinned: BTreeMap<&AreaCode, &String> =
        kept.iter().filter_map(|part| Some((&part.area, part.pinned.as_ref()?))).collect();
    let of: BTreeMap<&AreaCode, uuid::Uuid> =
        kept.iter().filter_map(|part| Some((&part.area, part.allocation?))).collect();
    let line = |given: Given| {
        let area = AreaCode::parse(&given.code).ok()?;
        Some(Line {
            figure: given.figure,
            weight: weights.get(&area).copied().unwrap_or(0),
            why: given.why.as_str(),
            pinned: pinned.get(&area).map(|reason| (*reason).clone()),
            allocation: by.or_else(|| of.get(&area).copied().map(AllocationId))?,
            area,
        })
    };
    given.into_iter().filter_map(line).collect()
}

async fn nodes(
    tx: &mut Tx,
    promise: &Promise,
    new: &NewAllocation,
    of: &AreaCode,
    kept: &[Kept],
) -> Result<Vec<Node>, Error> {
    let units = weigh::territories(tx, of, new.down_to).await?;
    if units.is_empty() {
        return Err(Error::field("down_to", "programmes-promise-no-territories"));
    }
    let weights = weigh::weights(tx, promise, new, of, &units).await?;
    let fixed: BTreeMap<&AreaCode, i64> =
        kept.iter().filter(|part| part.pinned.is_some()).map(|part| (&part.area, part.figure)).collect();
    let node = |area: AreaCode| Node {
        weight: weights.get(&area).copied().unwrap_or(0),
        least: new.least,
        most: new.most,
        fixed: fixed.get(&area).copied(),
        area,
    };
    Ok(units.into_iter().map(node).collect())
}

/// Why it cannot be shared out, as an error beside the field that would have to change.
pub(super) fn refuse(stuck: &Stuck) -> Error {
    let say = |key: &'static str, together: i64| {
        Say::new(key).with("area", stuck.at.to_string()).with("together", together.to_string())
    };
    match stuck.because {
        Impossible::NoUnits => Error::field("down_to", "programmes-promise-no-territories"),
        Impossible::LeastTooMuch { together } => {
            Error::field("least", say("programmes-promise-least-too-much", together))
        }
        Impossible::MostTooLittle { together } => {
            Error::field("most", say("programmes-promise-most-too-little", together))
        }
        Impossible::Unsound => Error::field("least", "programmes-promise-bounds"),
    }
}

async fn record(
    tx: &mut Tx,
    (id, revision): (PromiseId, i32),
    new: &NewAllocation,
    of: &AreaCode,
    units: usize,
) -> Result<AllocationId, Error> {
    let (city, now, allocation): (_, _, AllocationId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    let (ties, seed) = new.ties.stored();
    sqlx::query!(
        "insert into programmes.allocation (city, id, promise, revision, year, category, area, down_to, basis, ties, seed,
                                            least, most, units, at, by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        city.0,
        allocation.0,
        id.0,
        revision,
        new.year.unwrap_or(0),
        new.category,
        of.as_str(),
        territory::area::level_word(new.down_to),
        new.basis.as_str(),
        ties,
        seed,
        new.least,
        new.most,
        i32::try_from(units).unwrap_or(i32::MAX),
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(allocation)
}

/// Makes the figures below a cell what `lines` say. What stood there before is kept, ended.
pub(super) async fn write(
    tx: &mut Tx,
    (id, revision): (PromiseId, i32),
    of: &Cell,
    kept: &[Kept],
    lines: &[Line],
) -> Result<usize, Error> {
    let known: BTreeMap<&AreaCode, &Kept> = kept.iter().map(|part| (&part.area, part)).collect();
    let wanted: std::collections::BTreeSet<&AreaCode> = lines.iter().map(|line| &line.area).collect();
    let same = |line: &&Line| {
        known.get(&line.area).is_some_and(|part| {
            (part.figure, part.weight, part.why.as_deref(), &part.pinned, part.allocation)
                == (line.figure, Some(line.weight), Some(line.why), &line.pinned, Some(line.allocation.0))
        })
    };
    let changed: Vec<&Line> = lines.iter().filter(|line| !same(line)).collect();
    let gone = kept.iter().map(|part| &part.area).filter(|area| **area != of.area && !wanted.contains(area));
    let ended: Vec<String> =
        changed.iter().map(|line| &line.area).chain(gone).map(AreaCode::to_string).collect();
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update programmes.part set ended_at = $7, ended_by = $8
         where city = $1 and promise = $2 and revision = $3 and year = $4 and category = $5 and area = any($6)
               and ended_at is null",
        city.0,
        id.0,
        revision,
        of.year,
        of.category,
        &ended,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    insert(tx, (id, revision), of, &changed).await?;
    Ok(changed.len())
}

async fn insert(
    tx: &mut Tx,
    (id, revision): (PromiseId, i32),
    of: &Cell,
    lines: &[&Line],
) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let ids: Vec<uuid::Uuid> = lines.iter().map(|_| tx.id::<PartId>().0).collect();
    let area: Vec<String> = lines.iter().map(|line| line.area.to_string()).collect();
    let figure: Vec<i64> = lines.iter().map(|line| line.figure).collect();
    let weight: Vec<i64> = lines.iter().map(|line| line.weight).collect();
    let why: Vec<String> = lines.iter().map(|line| line.why.to_owned()).collect();
    let pinned: Vec<Option<String>> = lines.iter().map(|line| line.pinned.clone()).collect();
    let allocation: Vec<uuid::Uuid> = lines.iter().map(|line| line.allocation.0).collect();
    sqlx::query!(
        "insert into programmes.part (city, id, promise, revision, year, category, area, figure, weight, why,
                                      pinned_reason, allocation, at, by)
         select $1, p.id, $2, $3, $4, $5, p.area, p.figure, p.weight, p.why, p.pinned, p.allocation, $13, $14
         from unnest($6::uuid[], $7::text[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::uuid[])
              as p (id, area, figure, weight, why, pinned, allocation)",
        city.0,
        id.0,
        revision,
        of.year,
        of.category,
        &ids,
        &area,
        &figure,
        &weight,
        &why,
        &pinned as _,
        &allocation,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("part_cell_key", || Error::refused("programmes-promise-part-twice"))?;
    Ok(())
}

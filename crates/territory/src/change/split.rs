use std::collections::BTreeMap;

use kernel::{AreaCode, Error, Level, Tx};

use super::apply::{Opening, Plan, apply, changeable, descendants, may_be, parent_of, rebased, take_turn};
use super::rename::name;
use super::rules::{Edge, WHOLE, shares};
use super::{ChangeId, Kind, Order};
use crate::area::Area;
use crate::neighbourhood;
use crate::neighbourhood::follow::{Follower, follow};

/// One of the areas that another becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The old code, if this part goes on as the old area.
    pub code: AreaCode,
    pub name: String,
    /// Its weight among the parts: people, households, size.
    pub weight: u64,
    /// What lies in it: the last part of the codes of kelurahan (`1003`), or the numbers of RW (`004`). What no part
    /// names goes to the first.
    pub holds: Vec<String>,
}

/// An area that becomes several.
#[derive(Debug, Clone)]
pub struct Splitting {
    pub code: AreaCode,
    pub parts: Vec<Part>,
    /// What the weights count.
    pub basis: String,
    pub order: Order,
}

/// Splits an area. The part that keeps its code is the old area; the others are new ones.
pub async fn split(tx: &mut Tx, new: &Splitting) -> Result<ChangeId, Error> {
    let area = changeable(tx, &new.code, new.order.on).await?;
    new.order.check()?;
    check(tx, new)?;
    let next = take_turn(tx).await?;
    let mut plan = Plan { closes: [area.id.0].into(), basis: new.basis.clone(), ..Plan::default() };
    let mut ids = Vec::with_capacity(new.parts.len());
    for (part, fresh) in new.parts.iter().zip(next..) {
        let id = if part.code == new.code { area.id.0 } else { fresh };
        let parent = parent_of(tx, &part.code, new.order.on).await?;
        plan.opens.push(Opening {
            area: id,
            code: part.code.clone(),
            name: name(&part.name)?,
            parent: parent.id.0,
        });
        ids.push(id);
    }
    let weights: Vec<u64> = new.parts.iter().map(|part| part.weight).collect();
    let edges = ids.iter().zip(shares(&weights));
    plan.edges = edges.map(|(to, share)| Edge { from: area.id.0, to: *to, share, back: WHOLE }).collect();
    if new.code.level() == Level::Kecamatan {
        hand_on(tx, new, &ids, &mut plan).await?;
    }
    let change = apply(tx, Kind::Split, &new.order, &plan).await?;
    if new.code.level() == Level::Kelurahan {
        hand_on_rw(tx, new, &area, &ids, change).await?;
    }
    Ok(change)
}

fn check(tx: &Tx, new: &Splitting) -> Result<(), Error> {
    if new.parts.len() < 2 {
        return Err(Error::field("parts", "territory-split-two"));
    }
    for part in &new.parts {
        may_be(tx, &part.code)?;
        if part.code.level() != new.code.level() {
            return Err(Error::field("parts", "territory-level-other"));
        }
        if part.weight == 0 {
            return Err(Error::field("parts", "territory-weight-none"));
        }
    }
    let mut codes: Vec<&AreaCode> = new.parts.iter().map(|part| &part.code).collect();
    codes.sort();
    codes.dedup();
    if codes.len() == new.parts.len() { Ok(()) } else { Err(Error::field("parts", "territory-code-twice")) }
}

/// Which part holds something, by the last piece of its code. The first holds what no other names.
fn holder(parts: &[Part], last: &str) -> usize {
    parts.iter().position(|part| part.holds.iter().any(|held| held == last)).unwrap_or(0)
}

/// The kelurahan of a kecamatan go to the parts that hold them.
async fn hand_on(tx: &mut Tx, new: &Splitting, ids: &[i32], plan: &mut Plan) -> Result<(), Error> {
    let below = descendants(tx, &new.code, new.order.on).await?;
    every_held_exists(new, below.iter().map(|(area, _)| last_piece(&area.code)))?;
    for (kelurahan, old_parent) in below {
        let at = holder(&new.parts, last_piece(&kelurahan.code));
        let (Some(part), Some(parent)) = (new.parts.get(at), ids.get(at)) else { continue };
        if part.code == new.code && *parent == old_parent {
            continue;
        }
        let code = rebased(&kelurahan.code, &new.code, &part.code)?;
        plan.closes.insert(kelurahan.id.0);
        plan.opens.push(Opening { area: kelurahan.id.0, code, name: kelurahan.name, parent: *parent });
    }
    Ok(())
}

/// The RW of a kelurahan go to the parts that hold them.
async fn hand_on_rw(
    tx: &mut Tx,
    new: &Splitting,
    area: &Area,
    ids: &[i32],
    change: ChangeId,
) -> Result<(), Error> {
    let rws = rw_of(tx, area.id.0, new).await?;
    every_held_exists(new, rws.values().map(String::as_str))?;
    let mut followers = Vec::new();
    for (id, number) in rws {
        let to = ids.get(holder(&new.parts, &number)).copied();
        if to.is_some_and(|to| to != area.id.0) {
            followers.push(Follower { id, kelurahan: to, number });
        }
    }
    follow(tx, &followers, new.order.on, Some(change.0)).await
}

async fn rw_of(tx: &mut Tx, kelurahan: i32, new: &Splitting) -> Result<BTreeMap<uuid::Uuid, String>, Error> {
    neighbourhood::find::rw_of(tx, &[kelurahan], new.order.on)
        .await
        .map(|rows| rows.into_iter().map(|(id, _, number)| (id, number)).collect())
}

fn every_held_exists<'a>(new: &Splitting, there: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let there: Vec<&str> = there.collect();
    let held = new.parts.iter().flat_map(|part| &part.holds);
    match held.into_iter().find(|held| !there.contains(&held.as_str())) {
        None => Ok(()),
        Some(held) => {
            Err(Error::field("parts", kernel::Say::new("territory-held-unknown").with("what", held.clone())))
        }
    }
}

fn last_piece(code: &AreaCode) -> &str {
    code.as_str().rsplit('.').next().unwrap_or_default()
}

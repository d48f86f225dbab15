use std::collections::{BTreeMap, BTreeSet};

use kernel::{AreaCode, Error, Level, Tx};

use super::apply::{Opening, Plan, apply, changeable, descendants, may_be, parent_of, take_turn};
use super::rename::name;
use super::rules::{Edge, WHOLE, shares};
use super::{ChangeId, Kind, Order};
use crate::area::Area;
use crate::neighbourhood::follow::{Follower, follow};
use crate::neighbourhood::{self, Number};

/// Areas that become one.
#[derive(Debug, Clone)]
pub struct Merging {
    /// Each with its weight: how much of the new area it was.
    pub areas: Vec<(AreaCode, u64)>,
    /// The code of one of them, if that one goes on and takes the others in.
    pub into: AreaCode,
    pub name: String,
    pub basis: String,
    pub order: Order,
}

/// Merges areas. Kelurahan and RW whose number is taken in the new area get the next free one.
pub async fn merge(tx: &mut Tx, new: &Merging) -> Result<ChangeId, Error> {
    let mut areas = Vec::with_capacity(new.areas.len());
    for (code, _) in &new.areas {
        areas.push(changeable(tx, code, new.order.on).await?);
    }
    new.order.check()?;
    check(tx, new)?;
    let next = take_turn(tx).await?;
    let goes_on = areas.iter().find(|area| area.code == new.into).map(|area| area.id.0);
    let into = goes_on.unwrap_or(next);
    let parent = parent_of(tx, &new.into, new.order.on).await?;
    let weights: Vec<u64> = new.areas.iter().map(|(_, weight)| *weight).collect();
    let backs = areas.iter().zip(shares(&weights));
    let edge = |(area, back): (&Area, u64)| Edge { from: area.id.0, to: into, share: WHOLE, back };
    let mut plan = Plan {
        closes: areas.iter().map(|area| area.id.0).collect(),
        opens: vec![Opening {
            area: into,
            code: new.into.clone(),
            name: name(&new.name)?,
            parent: parent.id.0,
        }],
        edges: backs.map(edge).collect(),
        basis: new.basis.clone(),
    };
    if new.into.level() == Level::Kecamatan {
        take_in(tx, new, &areas, into, &mut plan).await?;
    }
    let change = apply(tx, Kind::Merge, &new.order, &plan).await?;
    if new.into.level() == Level::Kelurahan {
        take_in_rw(tx, new, &areas, into, change).await?;
    }
    Ok(change)
}

fn check(tx: &Tx, new: &Merging) -> Result<(), Error> {
    may_be(tx, &new.into)?;
    let codes: BTreeSet<&AreaCode> = new.areas.iter().map(|(code, _)| code).collect();
    if codes.len() < 2 || codes.len() != new.areas.len() {
        return Err(Error::field("areas", "territory-merge-two"));
    }
    if codes.iter().any(|code| code.level() != new.into.level()) {
        return Err(Error::field("into", "territory-level-other"));
    }
    if new.areas.iter().any(|(_, weight)| *weight == 0) {
        return Err(Error::field("areas", "territory-weight-none"));
    }
    Ok(())
}

/// The kelurahan of merged kecamatan come under one code. Those of the one that goes on keep theirs.
async fn take_in(
    tx: &mut Tx,
    new: &Merging,
    areas: &[Area],
    into: i32,
    plan: &mut Plan,
) -> Result<(), Error> {
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    let mut order: Vec<&Area> = areas.iter().collect();
    order.sort_by_key(|area| (area.code != new.into, area.code.clone()));
    for area in order {
        for (kelurahan, _) in descendants(tx, &area.code, new.order.on).await? {
            let wish: u32 =
                kelurahan.code.as_str().rsplit('.').next().and_then(|last| last.parse().ok()).unwrap_or(1001);
            let number = (wish..=9999).find(|number| taken.insert(*number)).ok_or_else(full)?;
            if area.code == new.into {
                continue;
            }
            let code = AreaCode::parse(&format!("{}.{number:04}", new.into))?;
            plan.closes.insert(kelurahan.id.0);
            plan.opens.push(Opening { area: kelurahan.id.0, code, name: kelurahan.name, parent: into });
        }
    }
    Ok(())
}

/// The RW of merged kelurahan are numbered so that each number stands once.
async fn take_in_rw(
    tx: &mut Tx,
    new: &Merging,
    areas: &[Area],
    into: i32,
    change: ChangeId,
) -> Result<(), Error> {
    let ids: Vec<i32> = areas.iter().map(|area| area.id.0).collect();
    let place: BTreeMap<i32, (bool, usize)> =
        ids.iter().enumerate().map(|(at, id)| (*id, (*id != into, at))).collect();
    let mut rws = neighbourhood::find::rw_of(tx, &ids, new.order.on).await?;
    rws.sort_by_key(|(_, area, number)| (place.get(area).copied(), number.clone()));
    let mut taken: BTreeSet<i64> = BTreeSet::new();
    let mut followers = Vec::new();
    for (id, area, number) in rws {
        let wish = number.parse::<i64>().unwrap_or(1);
        let free = (wish..=999).find(|number| taken.insert(*number)).and_then(Number::of).ok_or_else(full)?;
        if area != into {
            followers.push(Follower { id, kelurahan: Some(into), number: free.to_string() });
        }
    }
    follow(tx, &followers, new.order.on, Some(change.0)).await
}

fn full() -> Error {
    Error::refused("territory-numbers-full")
}

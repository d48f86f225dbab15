//! Rings of arcs, and the ring around several areas.

use std::collections::{BTreeMap, BTreeSet};

use geo::LineString;

use super::{Corner, Ring, Walk};

/// The corners of an arc in the order of the walk.
pub(crate) fn corners(arcs: &[Vec<Corner>], walk: Walk) -> Box<dyn Iterator<Item = Corner> + '_> {
    let corners = arcs.get(walk.arc).map(Vec::as_slice).unwrap_or_default().iter().copied();
    if walk.backwards { Box::new(corners.rev()) } else { Box::new(corners) }
}

/// Twice the area inside a ring: positive if it runs against the clock, which outer rings do.
pub(crate) fn turn(line: &LineString) -> f64 {
    line.lines().map(|side| side.start.x * side.end.y - side.end.x * side.start.y).sum()
}

/// The rings around areas: arcs that are walked both ways lie between two of them and fall out.
pub(crate) fn around(arcs: &[Vec<Corner>], rings: &[&Ring]) -> Vec<Ring> {
    let walked: BTreeSet<Walk> = rings.iter().flat_map(|ring| ring.iter().copied()).collect();
    let outside =
        walked.iter().filter(|walk| !walked.contains(&Walk { backwards: !walk.backwards, ..**walk }));
    let mut starts: BTreeMap<Corner, Vec<Walk>> = BTreeMap::new();
    for walk in outside {
        if let Some(start) = corners(arcs, *walk).next() {
            starts.entry(start).or_default().push(*walk);
        }
    }
    let mut found = Vec::new();
    while let Some(first) = starts.values_mut().find_map(Vec::pop) {
        found.push(follow(arcs, first, &mut starts));
    }
    found
}

/// Follows arcs from end to start until the ring closes.
fn follow(arcs: &[Vec<Corner>], first: Walk, starts: &mut BTreeMap<Corner, Vec<Walk>>) -> Ring {
    let origin = corners(arcs, first).next();
    let mut ring = vec![first];
    let mut end = corners(arcs, first).last();
    while end != origin {
        let Some(next) = end.and_then(|end| starts.get_mut(&end)).and_then(Vec::pop) else { break };
        ring.push(next);
        end = corners(arcs, next).last();
    }
    ring
}

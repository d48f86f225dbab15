//! Sharing out down a tree: from the city to its kecamatan, from each of these to its kelurahan, and on to the RT. Each
//! step is a sharing out of its own, so that the figures add up at every level and neighbours get alike.

use std::collections::BTreeMap;

use kernel::AreaCode;

use super::{Given, Impossible, Ties, Unit, allocate};

/// A territory that gets a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub area: AreaCode,
    /// What its claim is measured by, that of all below it included.
    pub weight: i64,
    /// Bounds of the lowest territories; those above have the bounds of all below them together.
    pub least: i64,
    pub most: Option<i64>,
    /// Set by hand.
    pub fixed: Option<i64>,
}

/// Where it came to a stand, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    pub at: AreaCode,
    pub because: Impossible,
}

/// Shares the figure of `root` out among `nodes`, each of which lies in it. The answers come in the order of the codes.
pub fn share_down(total: i64, root: &AreaCode, nodes: &[Node], ties: &Ties) -> Result<Vec<Given>, Stuck> {
    let known: BTreeMap<&AreaCode, &Node> = nodes.iter().map(|node| (&node.area, node)).collect();
    let mut below: BTreeMap<AreaCode, Vec<Unit>> = BTreeMap::new();
    // A code comes before those that lie in it: from the end, bounds are whole before they are asked for.
    for (area, node) in known.iter().rev() {
        let unit = bounds(node, below.get(*area).map(Vec::as_slice));
        below.entry(around(&known, root, area)).or_default().push(unit);
    }
    let mut figures: BTreeMap<AreaCode, i64> = BTreeMap::from([(root.clone(), total)]);
    let mut all: BTreeMap<String, Given> = BTreeMap::new();
    for (area, units) in below {
        let figure = figures.get(&area).copied().unwrap_or(0);
        let given = allocate(figure, &units, ties).map_err(|because| Stuck { at: area, because })?;
        for one in given {
            if let Ok(code) = AreaCode::parse(&one.code) {
                figures.insert(code, one.figure);
            }
            all.insert(one.code.clone(), one);
        }
    }
    Ok(all.into_values().collect())
}

/// The nearest territory around one that gets a figure too.
fn around(known: &BTreeMap<&AreaCode, &Node>, root: &AreaCode, area: &AreaCode) -> AreaCode {
    let mut above = area.parent();
    while let Some(code) = above {
        if &code == root || known.contains_key(&code) {
            return code;
        }
        above = code.parent();
    }
    root.clone()
}

fn bounds(node: &Node, below: Option<&[Unit]>) -> Unit {
    let (mut least, mut most) = match below {
        None => (node.least, node.most),
        Some(units) => (
            units.iter().fold(0, |sum: i64, unit| sum.saturating_add(unit.least)),
            units.iter().try_fold(0_i64, |sum, unit| Some(sum.saturating_add(unit.most?))),
        ),
    };
    if let Some(fixed) = node.fixed {
        (least, most) = (fixed, Some(fixed));
    }
    Unit { code: node.area.to_string(), weight: node.weight, least, most }
}

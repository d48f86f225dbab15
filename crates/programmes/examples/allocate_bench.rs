//! Measures how long it takes to share a figure out over every kelurahan and desa of the nation: at once, and down the tree.

#![expect(clippy::print_stdout, reason = "a command-line tool prints its answers")]

use std::time::Instant;

use kernel::{AreaCode, Level};
use programmes::allocation::{Node, Ties, Unit, allocate, share_down};

const TIMES: usize = 21;

fn main() {
    let areas: Vec<AreaCode> =
        territory::data::areas().iter().map(|area| AreaCode::from(area.code)).collect();
    let lowest = areas.iter().filter(|area| area.level() == Level::Kelurahan).count();
    let total = i64::try_from(lowest).unwrap_or(i64::MAX) * 3 / 2;
    // Weights of many sizes, the same in each run.
    let weight = |at: usize| i64::try_from(at.wrapping_mul(2_654_435_761) % 9_973).unwrap_or(1) + 1;
    let units: Vec<Unit> = areas
        .iter()
        .filter(|area| area.level() == Level::Kelurahan)
        .enumerate()
        .map(|(at, area)| Unit { code: area.to_string(), weight: weight(at), least: 1, most: Some(5) })
        .collect();
    let nodes: Vec<Node> = areas
        .iter()
        .enumerate()
        .map(|(at, area)| Node {
            area: area.clone(),
            weight: weight(at),
            least: 1,
            most: Some(5),
            fixed: None,
        })
        .collect();
    println!("units {}", units.len());
    println!("nodes {}", nodes.len());
    for (name, ties) in [("code", Ties::Code), ("lot", Ties::Lot("undian".to_owned()))] {
        measure(&format!("flat_{name}"), total, || {
            allocate(total, &units, &ties).map(|given| given.iter().map(|given| given.figure).sum()).ok()
        });
    }
    let Ok(nation) = AreaCode::parse("00") else { return };
    measure("tree_lot", total, || {
        let given = share_down(total, &nation, &nodes, &Ties::Lot("undian".to_owned())).ok()?;
        let low = given.iter().filter(|given| given.code.len() == 13);
        Some(low.map(|given| given.figure).sum())
    });
}

/// Prints the median and the worst of some runs, and whether the parts make the whole.
fn measure(name: &str, total: i64, run: impl Fn() -> Option<i64>) {
    let mut took = Vec::new();
    for _ in 0..TIMES {
        let start = Instant::now();
        let sum = std::hint::black_box(run());
        took.push(start.elapsed().as_micros());
        assert_eq!(sum, Some(total), "{name}: the parts make the whole");
    }
    took.sort_unstable();
    println!("{name}_p50_us {}", took.get(TIMES / 2).copied().unwrap_or_default());
    println!("{name}_worst_us {}", took.last().copied().unwrap_or_default());
}

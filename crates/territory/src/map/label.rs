//! Names on the map, where there is room for them.

use std::cmp::Ordering;

use super::draw::Cell;
use super::shrink::Spot;
use super::{Row, escape};

/// Height of a line and width of a letter, in the map's units, at the size given in the SVG.
const LINE: f64 = 14.0;
const LETTER: f64 = 6.4;

/// The inside of one ring, to stand a name on.
pub(super) struct Ground {
    sides: Vec<(Spot, Spot)>,
    size: f64,
    centre: Spot,
}

impl Ground {
    pub(super) fn of(ring: &[Cell]) -> Option<Self> {
        #[expect(clippy::as_conversions, reason = "cells lie between 0 and the side of a map")]
        let spots: Vec<Spot> = ring.iter().map(|(x, y)| (*x as f64, *y as f64)).collect();
        let next = spots.iter().cycle().skip(1);
        let sides: Vec<(Spot, Spot)> = spots.iter().copied().zip(next.copied()).collect();
        let (mut twice, mut x, mut y) = (0.0, 0.0, 0.0);
        for (a, b) in &sides {
            let cross = a.0 * b.1 - b.0 * a.1;
            (twice, x, y) = (twice + cross, x + (a.0 + b.0) * cross, y + (a.1 + b.1) * cross);
        }
        (twice != 0.0).then(|| Self {
            sides,
            size: twice.abs() / 2.0,
            centre: (x / (3.0 * twice), y / (3.0 * twice)),
        })
    }

    pub(super) fn by_size(&self, other: &Self) -> Ordering {
        self.size.total_cmp(&other.size)
    }

    /// Where a box of this size lies wholly inside, as near to the middle as can be.
    fn fit(&self, width: f64, height: f64) -> Option<Spot> {
        let steps = (0..=40).map(|step| f64::from((step + 1) / 2) * if step % 2 == 0 { 5.0 } else { -5.0 });
        let spots = steps.filter_map(|step| {
            let y = self.centre.1 + step;
            let x = self.free(y, width, height)?;
            Some((x, y))
        });
        let far = |spot: &Spot| (spot.0 - self.centre.0).abs() + (spot.1 - self.centre.1).abs();
        spots.min_by(|a, b| far(a).total_cmp(&far(b)))
    }

    /// The middle of the stretch at a height that is free from the box's top to its bottom.
    fn free(&self, y: f64, width: f64, height: f64) -> Option<f64> {
        let lines = [-0.5, -0.25, 0.0, 0.25, 0.5].map(|share| self.inside(y + share * height));
        let mut free: Vec<(f64, f64)> = vec![(f64::MIN, f64::MAX)];
        for line in &lines {
            let both = |(a, b): &(f64, f64)| {
                line.iter().map(move |(c, d)| (a.max(*c), b.min(*d))).collect::<Vec<_>>()
            };
            free = free.iter().flat_map(both).filter(|(from, to)| to - from >= width).collect();
        }
        let middles = free.iter().map(|(from, to)| self.centre.0.clamp(from + width / 2.0, to - width / 2.0));
        middles.min_by(|a, b| (a - self.centre.0).abs().total_cmp(&(b - self.centre.0).abs()))
    }

    /// The stretches of a horizontal line that lie inside.
    fn inside(&self, y: f64) -> Vec<(f64, f64)> {
        // A corner exactly on the line would count twice or not at all.
        let y = y.floor() + 0.5;
        let crossing = self.sides.iter().filter(|(a, b)| (a.1 < y) != (b.1 < y));
        let mut xs: Vec<f64> = crossing.map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)).collect();
        xs.sort_by(f64::total_cmp);
        xs.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect()
    }
}

/// Names of areas that are large enough, largest first, none over another or over a border. They repeat the links'
/// titles, so they are hidden from screen readers.
pub(super) fn names(rows: &[Row], grounds: &[Option<Ground>]) -> String {
    let mut wanted: Vec<(&Row, &Ground)> =
        rows.iter().zip(grounds).filter_map(|(row, ground)| Some((row, ground.as_ref()?))).collect();
    wanted.sort_by(|a, b| b.1.by_size(a.1));
    let mut names = String::new();
    for (row, ground) in wanted {
        let Some((lines, (x, y))) = lines(&row.area.name, ground) else { continue };
        let count = f64::from(u32::try_from(lines.len()).unwrap_or(1));
        for (at, line) in (0u32..).zip(lines) {
            let base = y - count * LINE / 2.0 + LINE * (f64::from(at) + 0.78);
            names += &format!(r#"<text x="{x:.0}" y="{base:.0}">{}</text>"#, escape(line));
        }
    }
    if names.is_empty() {
        return names;
    }
    format!(
        r#"<g class="names" font-size="12" text-anchor="middle" pointer-events="none" aria-hidden="true">{names}</g>"#
    )
}

/// The name in one line or, at its middle space, two; `None` if it does not fit.
fn lines<'a>(name: &'a str, ground: &Ground) -> Option<(Vec<&'a str>, Spot)> {
    if let Some(spot) = ground.fit(width(name), LINE) {
        return Some((vec![name], spot));
    }
    let middle = name.len() / 2;
    let space = name.match_indices(' ').map(|(at, _)| at).min_by_key(|at| at.abs_diff(middle))?;
    let (first, second) = (name.get(..space)?, name.get(space + 1..)?);
    let spot = ground.fit(width(first).max(width(second)), 2.0 * LINE)?;
    Some((vec![first, second], spot))
}

fn width(line: &str) -> f64 {
    f64::from(u32::try_from(line.chars().count()).unwrap_or(u32::MAX)) * LETTER
}

//! From outlines in degrees to paths in whole numbers.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::label::Ground;
use super::shrink::{Spot, shrink};
use crate::geometry::{Atlas, Corner, Ring};

/// The longer side of a map, in its own units.
const SIDE: f64 = 600.0;
/// The smallest triangle that still shows, in square units.
const SHOWS: f64 = 12.0;
/// Room for the outline's stroke.
const EDGE: f64 = 2.0;

pub(super) type Cell = (i64, i64);

pub(crate) struct Drawing {
    size: (i64, i64),
    paths: Vec<String>,
    grounds: Vec<Option<Ground>>,
}

impl Drawing {
    pub(super) fn of(atlas: &Atlas, shapes: &[Vec<Ring>]) -> Self {
        let used = |arc: usize| atlas.arcs().get(arc).map(Vec::as_slice).unwrap_or_default();
        let walks = || shapes.iter().flatten().flatten();
        let Some(view) = View::around(walks().flat_map(|walk| used(walk.arc))) else {
            return Self {
                size: (0, 0),
                paths: vec![String::new(); shapes.len()],
                grounds: shapes.iter().map(|_| None).collect(),
            };
        };
        let mut arcs: BTreeMap<usize, Vec<Cell>> = BTreeMap::new();
        for walk in walks() {
            arcs.entry(walk.arc).or_insert_with(|| {
                let spots: Vec<Spot> = used(walk.arc).iter().map(|corner| view.spot(*corner)).collect();
                let mut cells: Vec<Cell> = shrink(&spots, SHOWS).into_iter().map(cell).collect();
                cells.dedup();
                cells
            });
        }
        let drawn: Vec<Vec<Vec<Cell>>> =
            shapes.iter().map(|rings| rings.iter().map(|ring| line(&arcs, ring)).collect()).collect();
        let paths = drawn.iter().map(|rings| rings.iter().map(|ring| path(ring)).collect()).collect();
        let grounds = drawn
            .iter()
            .map(|rings| rings.iter().filter_map(|ring| Ground::of(ring)).max_by(Ground::by_size))
            .collect();
        Self { size: cell((view.width, view.height)), paths, grounds }
    }

    pub(super) fn size(&self) -> (i64, i64) {
        self.size
    }

    /// One path per shape, blank where nothing is drawn.
    pub(super) fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The largest part of each shape, where its name may stand.
    pub(super) fn grounds(&self) -> &[Option<Ground>] {
        &self.grounds
    }
}

/// The part of the earth that a map shows: degrees of longitude as narrow as they are there, north up.
struct View {
    west: f64,
    north: f64,
    narrow: f64,
    scale: f64,
    width: f64,
    height: f64,
}

impl View {
    fn around<'a>(corners: impl Iterator<Item = &'a Corner>) -> Option<Self> {
        let mut ends: Option<(Corner, Corner)> = None;
        for (x, y) in corners.copied() {
            let (least, most) = ends.unwrap_or(((x, y), (x, y)));
            ends = Some(((least.0.min(x), least.1.min(y)), (most.0.max(x), most.1.max(y))));
        }
        let ((west, south), (east, north)) = ends?;
        let [west, south, east, north] = [west, south, east, north].map(f64::from);
        let narrow = ((south + north) / 2.0 / 1e5).to_radians().cos();
        let (wide, high) = ((east - west) * narrow, north - south);
        let scale = (SIDE - 2.0 * EDGE) / wide.max(high).max(1.0);
        let (width, height) = (wide * scale + 2.0 * EDGE, high * scale + 2.0 * EDGE);
        Some(Self { west, north, narrow, scale, width, height })
    }

    fn spot(&self, (x, y): Corner) -> Spot {
        let east = (f64::from(x) - self.west) * self.narrow * self.scale;
        (east + EDGE, (self.north - f64::from(y)) * self.scale + EDGE)
    }
}

fn cell(spot: Spot) -> Cell {
    #[expect(clippy::as_conversions, reason = "both lie between 0 and SIDE, and a NaN would become 0")]
    (spot.0.round() as i64, spot.1.round() as i64)
}

/// The cells of a ring, the first not repeated at the end.
fn line(arcs: &BTreeMap<usize, Vec<Cell>>, ring: &Ring) -> Vec<Cell> {
    let mut cells = Vec::new();
    for walk in ring {
        let arc = arcs.get(&walk.arc).map(Vec::as_slice).unwrap_or_default();
        if walk.backwards { cells.extend(arc.iter().rev()) } else { cells.extend(arc) }
    }
    cells.dedup();
    if cells.first() == cells.last() {
        cells.pop();
    }
    cells
}

/// "M12 34l5-6 7 8z", with no more separators than needed.
fn path(cells: &[Cell]) -> String {
    let mut path = String::new();
    let [first, rest @ ..] = cells else { return path };
    if rest.len() < 2 {
        return path;
    }
    let _ = write!(path, "M{} {}", first.0, first.1).is_ok();
    let mut last = *first;
    for (at, cell) in rest.iter().enumerate() {
        path.push_str(if at == 0 { "l" } else { "" });
        number(&mut path, cell.0 - last.0);
        number(&mut path, cell.1 - last.1);
        last = *cell;
    }
    path.push('z');
    path
}

/// A minus sign parts numbers as well as a space does.
fn number(path: &mut String, number: i64) {
    if number >= 0 && !path.ends_with('l') {
        path.push(' ');
    }
    path.push_str(&number.to_string());
}

//! Where areas lie: borders, size, and the way from a point to its kelurahan.
//!
//! An [`Atlas`] keeps every border once, as an *arc* between two corners where three areas (or two and the outside)
//! meet; a kelurahan's outline is a list of arcs. So neighbours share their border exactly, and the outline of a
//! kecamatan or a city is what is left when the borders between its kelurahan are taken out.
//!
//! Always true: no point lies inside two kelurahan, except on the border between them.

mod locate;
mod outline;

use std::collections::BTreeMap;

use geo::algorithm::{Centroid, Contains, GeodesicArea, InteriorPoint};
use geo::{LineString, MultiPolygon, Point, Polygon};

pub use locate::Located;

use crate::code::{Code, Level};

/// One hundred thousandth of a degree, about a metre: longitude, latitude.
pub(crate) type Corner = (i32, i32);
/// The place of an arc, and whether it is walked backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Walk {
    pub(crate) arc: usize,
    pub(crate) backwards: bool,
}
/// Arcs end to end, back to the start. Outer rings run against the clock, holes with it.
pub(crate) type Ring = Vec<Walk>;

/// The borders of all kelurahan that have any.
pub struct Atlas {
    arcs: Vec<Vec<Corner>>,
    outlines: BTreeMap<Code, Vec<Ring>>,
    index: locate::PointIndex,
    /// What was drawn before: the same few maps stand on pages that everybody opens, and drawing one takes a hundred
    /// times as long as writing it into a page.
    drawings: Drawings,
    /// Sizes that were measured before: a border has thousands of corners, and each page asks for a dozen.
    sizes: std::sync::Mutex<BTreeMap<Code, Option<f64>>>,
}

type Drawings = std::sync::Mutex<BTreeMap<Vec<Code>, std::sync::Arc<crate::map::Drawing>>>;
/// More maps than cities and kecamatan together; a caller who asks for odd sets of areas fills no memory.
const MOST_DRAWINGS: usize = 500;

impl Atlas {
    /// The borders of the five cities that come with the program.
    pub fn bundled() -> Self {
        Self::read(&crate::data::boundaries())
    }

    /// Reads arcs and outlines: `c` begins a city, `a` is an arc (a corner, then steps), `o` and `i` are the
    /// outer and inner rings of a kelurahan. A line that cannot be read is left out.
    fn read(text: &str) -> Self {
        let mut arcs: Vec<Vec<Corner>> = Vec::new();
        let mut outlines: BTreeMap<Code, Vec<Ring>> = BTreeMap::new();
        let mut base = 0;
        for line in text.lines() {
            let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
            match kind {
                "c" => base = arcs.len(),
                "a" => arcs.push(arc(rest)),
                "o" | "i" => {
                    let (code, refs) = rest.split_once(' ').unwrap_or((rest, ""));
                    if let Ok(code) = Code::parse(code) {
                        outlines
                            .entry(code)
                            .or_default()
                            .push(refs.split(' ').filter_map(|r| walk(r, base)).collect());
                    }
                }
                _ => {}
            }
        }
        let mut atlas = Self {
            arcs,
            outlines,
            index: locate::PointIndex::default(),
            drawings: Drawings::default(),
            sizes: std::sync::Mutex::default(),
        };
        let polygons: Vec<(Code, MultiPolygon)> =
            atlas.outlines.iter().map(|(code, rings)| (*code, atlas.polygons(rings))).collect();
        atlas.index = locate::PointIndex::build(&polygons);
        atlas
    }

    /// The drawing of these areas side by side, made once.
    pub(crate) fn drawing(
        &self,
        areas: Vec<Code>,
        draw: impl FnOnce(&[Code]) -> crate::map::Drawing,
    ) -> std::sync::Arc<crate::map::Drawing> {
        let held = || self.drawings.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(drawing) = held().get(&areas) {
            return drawing.clone();
        }
        // Drawn without the lock, so that one slow map does not hold up all others; two at once draw it twice.
        let drawing = std::sync::Arc::new(draw(&areas));
        let mut drawings = held();
        if drawings.len() < MOST_DRAWINGS {
            drawings.insert(areas, drawing.clone());
        }
        drawing
    }

    /// The kelurahan that a point lies in, or the nearest one within 200 m of it.
    pub fn locate(&self, latitude: f64, longitude: f64) -> Option<Located> {
        self.index.locate(latitude, longitude)
    }

    /// The kelurahan whose borders are known, inside an area.
    pub fn kelurahan(&self, of: Code) -> impl Iterator<Item = Code> {
        self.outlines.keys().copied().filter(move |code| of.contains(*code))
    }

    /// The areas one level below that have borders: the kecamatan of a city, the kelurahan of a kecamatan.
    pub fn children(&self, of: Code) -> Vec<Code> {
        let below = match of.level() {
            Level::Province => Level::City,
            Level::City => Level::Kecamatan,
            Level::Kecamatan | Level::Kelurahan | Level::Rw | Level::Rt => Level::Kelurahan,
        };
        let mut children: Vec<Code> = self.kelurahan(of).filter_map(|code| code.at(below)).collect();
        children.dedup();
        children
    }

    /// An area's border in degrees (longitude first, as GeoJSON has it); `None` where no border is known.
    pub fn border(&self, of: Code) -> Option<MultiPolygon> {
        let rings = self.outline(of);
        (!rings.is_empty()).then(|| self.polygons(&rings))
    }

    /// An area's size on the ellipsoid.
    pub fn square_km(&self, of: Code) -> Option<f64> {
        // Nothing is kept of areas without a border: there are ninety thousand of them.
        self.kelurahan(of).next()?;
        let held = || self.sizes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(size) = held().get(&of) {
            return *size;
        }
        let size = self.border(of).map(|border| border.geodesic_area_unsigned() / 1e6);
        held().insert(of, size);
        size
    }

    /// A point inside the area for a label or pin: its centre if that is inside. Latitude, longitude.
    pub fn label_point(&self, of: Code) -> Option<(f64, f64)> {
        let border = self.border(of)?;
        let centre = border.centroid().filter(|centre| border.contains(centre));
        centre.or_else(|| border.interior_point()).map(|point: Point| (point.y(), point.x()))
    }

    /// The rings around an area, however many kelurahan it has.
    pub(crate) fn outline(&self, of: Code) -> Vec<Ring> {
        if let Some(rings) = self.outlines.get(&of) {
            return rings.clone();
        }
        let inside: Vec<&Ring> =
            self.kelurahan(of).filter_map(|code| self.outlines.get(&code)).flatten().collect();
        outline::around(&self.arcs, &inside)
    }

    pub(crate) fn arcs(&self) -> &[Vec<Corner>] {
        &self.arcs
    }

    fn polygons(&self, rings: &[Ring]) -> MultiPolygon {
        let lines: Vec<LineString> = rings.iter().map(|ring| self.line(ring)).collect();
        let (outer, holes): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| outline::turn(line) > 0.0);
        let mut polygons: Vec<Polygon> =
            outer.into_iter().map(|line| Polygon::new(line, Vec::new())).collect();
        for hole in holes {
            let inside = Polygon::new(hole.clone(), Vec::new()).interior_point();
            if let Some(around) = polygons.iter_mut().find(|p| inside.is_some_and(|point| p.contains(&point)))
            {
                around.interiors_push(hole);
            }
        }
        MultiPolygon(polygons)
    }

    fn line(&self, ring: &Ring) -> LineString {
        let corners = ring.iter().flat_map(|walk| outline::corners(&self.arcs, *walk));
        let mut points: Vec<(f64, f64)> =
            corners.map(|(x, y)| (f64::from(x) / 1e5, f64::from(y) / 1e5)).collect();
        points.dedup();
        LineString::from(points)
    }
}

fn arc(text: &str) -> Vec<Corner> {
    let mut numbers = text.split(' ').filter_map(|number| number.parse::<i32>().ok());
    let (mut x, mut y) = (0, 0);
    let mut corners = Vec::new();
    while let (Some(dx), Some(dy)) = (numbers.next(), numbers.next()) {
        (x, y) = (x + dx, y + dy);
        corners.push((x, y));
    }
    corners
}

/// `7` walks the city's arc 7 forwards, `-8` the same arc backwards.
fn walk(text: &str, base: usize) -> Option<Walk> {
    let number = text.parse::<i32>().ok()?;
    let arc = if number < 0 { -number - 1 } else { number };
    Some(Walk { arc: base + usize::try_from(arc).ok()?, backwards: number < 0 })
}

#[cfg(test)]
mod tests;

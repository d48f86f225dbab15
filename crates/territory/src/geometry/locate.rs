//! From a point to the kelurahan that it lies in.

use geo::algorithm::{BoundingRect, Intersects};
use geo::{MultiPolygon, Point};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::code::Code;

/// How far outside a border a point may be and still be told which kelurahan is near, in metres: phones are
/// that wrong between houses, and the borders are indicative.
const NEAR: f64 = 200.0;
const METRES_PER_DEGREE: f64 = 111_320.0;

/// Where a point was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Located {
    /// Inside, or on the border (then the lower code of the two).
    Inside(Code),
    /// Outside all, but this one is so many metres away.
    Near { code: Code, metres: f64 },
}

impl Located {
    /// The kelurahan, however it was found.
    pub fn code(self) -> Code {
        match self {
            Self::Inside(code) | Self::Near { code, .. } => code,
        }
    }
}

type Bounds = GeomWithData<Rectangle<[f64; 2]>, usize>;

/// Boxes around kelurahan, and the borders inside them.
#[derive(Default)]
pub(super) struct PointIndex {
    tree: RTree<Bounds>,
    borders: Vec<(Code, MultiPolygon)>,
}

impl PointIndex {
    pub(super) fn build(borders: &[(Code, MultiPolygon)]) -> Self {
        let boxes = borders.iter().enumerate().filter_map(|(at, (_, border))| {
            let around = border.bounding_rect()?;
            let corners =
                Rectangle::from_corners([around.min().x, around.min().y], [around.max().x, around.max().y]);
            Some(GeomWithData::new(corners, at))
        });
        Self { tree: RTree::bulk_load(boxes.collect()), borders: borders.to_vec() }
    }

    pub(super) fn locate(&self, latitude: f64, longitude: f64) -> Option<Located> {
        if !latitude.is_finite() || !longitude.is_finite() {
            return None;
        }
        let point = Point::new(longitude, latitude);
        let here = self.within(longitude, latitude, 0.0).filter(|(_, border)| border.intersects(&point));
        if let Some(code) = here.map(|(code, _)| *code).min() {
            return Some(Located::Inside(code));
        }
        let reach = NEAR / METRES_PER_DEGREE / latitude.to_radians().cos().max(0.01);
        let near =
            self.within(longitude, latitude, reach).map(|(code, border)| (*code, metres(border, point)));
        let (code, metres) = near.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))?;
        (metres <= NEAR).then_some(Located::Near { code, metres })
    }

    fn within(&self, x: f64, y: f64, reach: f64) -> impl Iterator<Item = &(Code, MultiPolygon)> {
        let around = AABB::from_corners([x - reach, y - reach], [x + reach, y + reach]);
        self.tree.locate_in_envelope_intersecting(around).filter_map(|found| self.borders.get(found.data))
    }
}

/// From a point to the nearest side of a border, on a plane that is true around the point.
fn metres(border: &MultiPolygon, point: Point) -> f64 {
    let narrow = point.y().to_radians().cos();
    let local =
        |x: f64, y: f64| ((x - point.x()) * narrow * METRES_PER_DEGREE, (y - point.y()) * METRES_PER_DEGREE);
    let rings = border.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    let sides = rings.flat_map(|ring| ring.lines());
    let distances = sides.map(|side| {
        let ((ax, ay), (bx, by)) = (local(side.start.x, side.start.y), local(side.end.x, side.end.y));
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx * dx + dy * dy;
        let along = if length > 0.0 { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
        (ax + along * dx).hypot(ay + along * dy)
    });
    distances.fold(f64::INFINITY, f64::min)
}

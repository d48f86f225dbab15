//! Arcs with fewer corners, that look the same.

/// A point of the drawing, before rounding.
pub(super) type Spot = (f64, f64);

/// Drops corners whose triangle with their neighbours is smaller than `least` (Visvalingam and Whyatt): unlike
/// distance to a chord, this keeps the character of a coast. The ends stay, and of a closed arc enough for an area.
pub(super) fn shrink(spots: &[Spot], least: f64) -> Vec<Spot> {
    let mut kept: Vec<Spot> = spots.to_vec();
    let closed = spots.first() == spots.last();
    let fewest = if closed { 5 } else { 2 };
    while kept.len() > fewest {
        let triangles = kept.windows(3).map(|three| match three {
            [a, b, c] => ((b.0 - a.0) * (c.1 - a.1) - (c.0 - a.0) * (b.1 - a.1)).abs() / 2.0,
            _ => f64::INFINITY,
        });
        match triangles.enumerate().min_by(|a, b| a.1.total_cmp(&b.1)) {
            Some((at, area)) if area < least => kept.remove(at + 1),
            _ => break,
        };
    }
    kept
}

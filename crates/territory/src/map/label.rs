//! Names on the map, where there is room for them.

use super::draw::Room;
use super::{Row, escape};

/// Height of a line and width of a letter, in the map's units, at the size given in the SVG.
const LINE: f64 = 14.0;
const LETTER: f64 = 6.6;

/// Names of areas that are large enough, largest first, none over another. They repeat the links' titles, so they
/// are hidden from screen readers.
pub(super) fn names(rows: &[Row], rooms: &[Option<Room>]) -> String {
    let mut wanted: Vec<(&Row, Room)> =
        rows.iter().zip(rooms).filter_map(|(row, room)| Some((row, (*room)?))).collect();
    wanted.sort_by(|a, b| (b.1.width * b.1.height).total_cmp(&(a.1.width * a.1.height)));
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut names = String::new();
    for (row, room) in wanted {
        let Some(lines) = lines(&row.area.name, room) else { continue };
        let count = f64::from(u32::try_from(lines.len()).unwrap_or(1));
        let half = (lines.iter().map(|line| width(line)).fold(0.0, f64::max) / 2.0, count * LINE / 2.0);
        let frame = [room.at.0 - half.0, room.at.1 - half.1, room.at.0 + half.0, room.at.1 + half.1];
        if taken.iter().any(|other| overlap(*other, frame)) {
            continue;
        }
        taken.push(frame);
        for (at, line) in (0u32..).zip(&lines) {
            let y = frame[1] + LINE * (f64::from(at) + 0.78);
            names += &format!(r#"<text x="{:.0}" y="{y:.0}">{}</text>"#, room.at.0, escape(line));
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
fn lines(name: &str, room: Room) -> Option<Vec<&str>> {
    let fits =
        |lines: &[&str], high: f64| lines.iter().all(|line| width(line) <= room.width) && high <= room.height;
    if fits(&[name], LINE) {
        return Some(vec![name]);
    }
    let middle = name.len() / 2;
    let space = name.match_indices(' ').map(|(at, _)| at).min_by_key(|at| at.abs_diff(middle))?;
    let (first, second) = (name.get(..space)?, name.get(space + 1..)?);
    fits(&[first, second], 2.0 * LINE).then(|| vec![first, second])
}

fn width(line: &str) -> f64 {
    f64::from(u32::try_from(line.chars().count()).unwrap_or(u32::MAX)) * LETTER
}

fn overlap(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

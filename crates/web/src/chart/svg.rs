//! The pen that writes SVG with classes.

use std::fmt::Write as _;

use super::Ink;
use super::pen::{Along, Pen};

/// Writes into a text that somebody else puts between `<svg>` and `</svg>`. Writing to a `String` cannot fail.
#[derive(Default)]
pub(super) struct Svg {
    pub(super) body: String,
}

impl Svg {
    fn path(&mut self, points: &[(i32, i32)], ink: Ink, end: &str) {
        let class = ink.class();
        let _ = write!(self.body, "<path class=\"{class}\" d=\"");
        for (at, (x, y)) in points.iter().enumerate() {
            let _ = write!(self.body, "{}{x} {y}", if at == 0 { 'M' } else { 'L' });
        }
        let _ = write!(self.body, "{end}\"/>");
    }
}

impl Pen for Svg {
    fn line(&mut self, points: &[(i32, i32)], ink: Ink) {
        self.path(points, ink, "");
    }

    fn area(&mut self, points: &[(i32, i32)], ink: Ink) {
        self.path(points, ink, "Z");
    }

    fn bar(&mut self, (x, y): (i32, i32), width: u32, height: u32, ink: Ink) {
        let class = ink.class();
        let _ = write!(
            self.body,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }

    fn dot(&mut self, (x, y): (i32, i32), radius: u32, ink: Ink) {
        let class = ink.class();
        let _ = write!(self.body, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>");
    }

    fn text(&mut self, (x, y): (f64, f64), size: f64, along: Along, text: &str, ink: Ink) {
        let along = match along {
            Along::Start => "",
            Along::Middle => " text-anchor=\"middle\"",
            Along::End => " text-anchor=\"end\"",
        };
        let class = ink.class();
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let text = crate::Html::text(text).into_string();
        let _ = write!(
            self.body,
            "<text{class} x=\"{x:.0}\" y=\"{y:.0}\" font-size=\"{size:.0}\"{along}>{text}</text>"
        );
    }
}

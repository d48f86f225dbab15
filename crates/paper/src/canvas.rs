//! What is drawn: lines, areas and words, in units of whoever draws.

use crate::font::{self, Weight};

/// A colour by its purpose; on paper there is no dark scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Ink,
    Muted,
    /// Lines of tables and scales.
    Faint,
    /// The first series of a chart.
    Main,
    /// The further series, from 1 to 4.
    Other(u8),
}

impl Tone {
    pub(crate) fn rgb(self) -> (u8, u8, u8) {
        match self {
            Tone::Ink => (34, 28, 22),
            Tone::Muted => (96, 86, 76),
            Tone::Faint => (205, 198, 188),
            Tone::Main => (116, 48, 28),
            Tone::Other(1) => (201, 150, 46),
            Tone::Other(2) => (190, 130, 104),
            Tone::Other(3) => (226, 190, 170),
            Tone::Other(_) => (150, 142, 132),
        }
    }
}

/// Which end of a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Along {
    Start,
    Middle,
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    Text { x: f32, y: f32, text: String, size: f32, weight: Weight, tone: Tone },
    Line { points: Vec<(f32, f32)>, width: f32, tone: Tone },
    Area { points: Vec<(f32, f32)>, tone: Tone },
}

/// What is drawn upon.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Canvas {
    pub(crate) marks: Vec<Mark>,
}

impl Canvas {
    pub fn line(&mut self, points: Vec<(f32, f32)>, width: f32, tone: Tone) {
        self.marks.push(Mark::Line { points, width, tone });
    }

    /// A filled area.
    pub fn area(&mut self, points: Vec<(f32, f32)>, tone: Tone) {
        self.marks.push(Mark::Area { points, tone });
    }

    pub fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, tone: Tone) {
        self.area(vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)], tone);
    }

    /// A text that stands on the line at `y`.
    pub fn text(&mut self, x: f32, y: f32, text: &str, size: f32, along: Along, tone: Tone) {
        self.words(x, y, text, size, along, (tone, Weight::Regular));
    }

    /// The same in bold.
    pub fn strong(&mut self, x: f32, y: f32, text: &str, size: f32, along: Along, tone: Tone) {
        self.words(x, y, text, size, along, (tone, Weight::Bold));
    }

    fn words(&mut self, x: f32, y: f32, text: &str, size: f32, along: Along, (tone, weight): (Tone, Weight)) {
        let text = font::printable(text);
        let width = font::width(&text, weight, size);
        let x = match along {
            Along::Start => x,
            Along::Middle => x - width / 2.0,
            Along::End => x - width,
        };
        if !text.trim().is_empty() {
            self.marks.push(Mark::Text { x, y, text, size, weight, tone });
        }
    }

    /// Moves and scales all marks.
    pub(crate) fn placed(self, left: f32, top: f32, scale: f32) -> Vec<Mark> {
        let at = |(x, y): (f32, f32)| (left + x * scale, top + y * scale);
        self.marks
            .into_iter()
            .map(|mark| match mark {
                Mark::Text { x, y, text, size, weight, tone } => {
                    let (x, y) = at((x, y));
                    Mark::Text { x, y, text, size: size * scale, weight, tone }
                }
                Mark::Line { points, width, tone } => {
                    Mark::Line { points: points.into_iter().map(at).collect(), width: width * scale, tone }
                }
                Mark::Area { points, tone } => {
                    Mark::Area { points: points.into_iter().map(at).collect(), tone }
                }
            })
            .collect()
    }
}

//! What a stroke is for. `plotters` speaks of colours only, so each purpose travels as a colour that nothing else has.

use plotters::style::RGBColor;
use plotters_backend::BackendColor;

use super::Kind;

/// The purpose of a line, a shape or a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Names of what is shown.
    Label,
    /// A value beside its bar.
    Value,
    Axis,
    Grid,
    /// A filled bar of this series, from 0 to 4.
    Bar(u8),
    /// The line of this series.
    Line(u8),
    /// A point on a line.
    Dot(u8),
}

/// Series beyond this many take the inks of the first again; a chart of more is better read as a table.
pub(super) const SERIES: u8 = 5;

impl Ink {
    /// The ink of a series.
    pub(super) fn series(kind: Kind, at: usize) -> Ink {
        let number = u8::try_from(at % usize::from(SERIES)).unwrap_or(0);
        match kind {
            Kind::Bars | Kind::Stacked | Kind::Columns => Ink::Bar(number),
            Kind::Lines => Ink::Line(number),
        }
    }

    /// The class of the style sheet.
    pub fn class(self) -> &'static str {
        const BARS: [&str; 5] = ["bar", "bar bar-2", "bar bar-3", "bar bar-4", "bar bar-5"];
        const LINES: [&str; 5] = ["line", "line line-2", "line line-3", "line line-4", "line line-5"];
        match self {
            Ink::Label => "",
            Ink::Value => "value",
            Ink::Axis => "axis",
            Ink::Grid => "gridline",
            Ink::Bar(number) => BARS.get(usize::from(number)).copied().unwrap_or("bar"),
            Ink::Line(number) => LINES.get(usize::from(number)).copied().unwrap_or("line"),
            Ink::Dot(_) => "dot",
        }
    }

    /// As `plotters` carries it.
    pub(super) fn colour(self) -> RGBColor {
        let (kind, number) = match self {
            Ink::Label => (1, 0),
            Ink::Value => (2, 0),
            Ink::Axis => (3, 0),
            Ink::Grid => (4, 0),
            Ink::Bar(number) => (5, number),
            Ink::Line(number) => (6, number),
            Ink::Dot(number) => (7, number),
        };
        RGBColor(kind, number, 0)
    }

    /// What a backend is asked to draw with; `None` for what shall not show.
    pub(super) fn of(colour: BackendColor) -> Option<Ink> {
        if colour.alpha == 0.0 {
            return None;
        }
        let (kind, number, _) = colour.rgb;
        Some(match kind {
            1 => Ink::Label,
            2 => Ink::Value,
            3 => Ink::Axis,
            5 => Ink::Bar(number),
            6 => Ink::Line(number),
            7 => Ink::Dot(number),
            _ => Ink::Grid,
        })
    }
}

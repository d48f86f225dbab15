//! The charts of the pages, drawn onto paper.

use paper::{Canvas, Tone};
use web::chart::{Along, Ink, Pen};

pub(crate) struct OnPaper<'a> {
    pub(crate) canvas: &'a mut Canvas,
}

fn tone(ink: Ink) -> Tone {
    match ink {
        Ink::Label => Tone::Muted,
        Ink::Value => Tone::Ink,
        Ink::Axis | Ink::Grid => Tone::Faint,
        Ink::Bar(0) | Ink::Line(0) | Ink::Dot(0) => Tone::Main,
        Ink::Bar(number) | Ink::Line(number) | Ink::Dot(number) => Tone::Other(number),
    }
}

/// Charts are a few hundred units wide and high.
fn near(value: i32) -> f32 {
    f32::from(i16::try_from(value).unwrap_or(i16::MAX))
}

fn points(path: &[(i32, i32)]) -> Vec<(f32, f32)> {
    path.iter().map(|(x, y)| (near(*x), near(*y))).collect()
}

impl Pen for OnPaper<'_> {
    fn line(&mut self, path: &[(i32, i32)], ink: Ink) {
        let thickness = if matches!(ink, Ink::Line(_)) { 2.2 } else { 0.8 };
        self.canvas.line(points(path), thickness, tone(ink));
    }

    fn area(&mut self, path: &[(i32, i32)], ink: Ink) {
        self.canvas.area(points(path), tone(ink));
    }

    fn bar(&mut self, (x, y): (i32, i32), width: u32, height: u32, ink: Ink) {
        let far = |at: i32, length: u32| at.saturating_add_unsigned(length);
        let (right, bottom) = (far(x, width), far(y, height));
        self.area(&[(x, y), (right, y), (right, bottom), (x, bottom)], ink);
    }

    fn dot(&mut self, (x, y): (i32, i32), radius: u32, ink: Ink) {
        let reach = i32::try_from(radius).unwrap_or(0);
        // A diamond: small enough to be a dot.
        self.area(&[(x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)], ink);
    }

    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "places on a chart and sizes of letters are small"
    )]
    fn text(&mut self, (x, y): (f64, f64), size: f64, along: Along, text: &str, ink: Ink) {
        let along = match along {
            Along::Start => paper::Along::Start,
            Along::Middle => paper::Along::Middle,
            Along::End => paper::Along::End,
        };
        let (x, y, size) = (x as f32, y as f32, size as f32);
        if ink == Ink::Value {
            self.canvas.strong(x, y, text, size, along, tone(ink));
        } else {
            self.canvas.text(x, y, text, size, along, tone(ink));
        }
    }
}

//! The charts of the pages, drawn onto paper.

use std::convert::Infallible;

use paper::{Along, Canvas, Tone};
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use web::chart::Ink;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

pub(crate) struct OnPaper<'a> {
    pub(crate) canvas: &'a mut Canvas,
    pub(crate) size: (u32, u32),
}

fn tone(colour: BackendColor) -> Option<Tone> {
    Some(match Ink::of(colour)? {
        Ink::Label => Tone::Muted,
        Ink::Value => Tone::Ink,
        Ink::Axis | Ink::Grid => Tone::Faint,
        Ink::Bar(0) | Ink::Line(0) | Ink::Dot(0) => Tone::Main,
        Ink::Bar(number) | Ink::Line(number) | Ink::Dot(number) => Tone::Other(number),
    })
}

/// Charts are a few hundred units wide and high.
fn at((x, y): BackendCoord) -> (f32, f32) {
    let near = |value: i32| f32::from(i16::try_from(value).unwrap_or(i16::MAX));
    (near(x), near(y))
}

fn points(path: impl IntoIterator<Item = BackendCoord>) -> Vec<(f32, f32)> {
    path.into_iter().map(at).collect()
}

fn thickness(colour: BackendColor) -> f32 {
    match Ink::of(colour) {
        Some(Ink::Line(_)) => 2.2,
        _ => 0.8,
    }
}

impl DrawingBackend for OnPaper<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        one: BackendCoord,
        other: BackendCoord,
        style: &S,
        _: bool,
    ) -> Drawn {
        self.fill_polygon([one, (other.0, one.1), other, (one.0, other.1)], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        if let Some(tone) = tone(style.color()) {
            self.canvas.line(points(path), thickness(style.color()), tone);
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        _: bool,
    ) -> Drawn {
        let reach = i32::try_from(radius).unwrap_or(0);
        // A diamond: small enough to be a dot.
        let (x, y) = center;
        self.fill_polygon([(x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)], style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        if let Some(tone) = tone(style.color()) {
            self.canvas.area(points(vert), tone);
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Drawn {
        let Some(tone) = tone(style.color()) else { return Ok(()) };
        let anchor = style.anchor();
        let along = match anchor.h_pos {
            HPos::Left => Along::Start,
            HPos::Center => Along::Middle,
            HPos::Right => Along::End,
        };
        let down = match anchor.v_pos {
            VPos::Top => 0.8,
            VPos::Center => 0.35,
            VPos::Bottom => -0.2,
        };
        let size = 12.0;
        let (x, y) = at(pos);
        if tone == Tone::Ink {
            self.canvas.strong(x, y + down * size, text, size, along, tone);
        } else {
            self.canvas.text(x, y + down * size, text, size, along, tone);
        }
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((web::chart::text_width(text, style.size()), web::chart::text_width("M", style.size())))
    }

    fn blit_bitmap(&mut self, _: BackendCoord, _: (u32, u32), _: &[u8]) -> Drawn {
        Ok(())
    }
}

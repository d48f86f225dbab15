//! Between `plotters`, which knows where everything stands, and whatever it is drawn on.

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::Ink;
use super::draw::text_width;

/// Draws a chart's shapes somewhere: on a page, on paper. Distances are those of [`super::Chart::size`], from the upper
/// left corner.
pub trait Pen {
    fn line(&mut self, points: &[(i32, i32)], ink: Ink);
    fn area(&mut self, points: &[(i32, i32)], ink: Ink);
    fn bar(&mut self, corner: (i32, i32), width: u32, height: u32, ink: Ink);
    fn dot(&mut self, center: (i32, i32), radius: u32, ink: Ink);
    /// `at` is a point of the line on which the letters stand.
    fn text(&mut self, at: (f64, f64), size: f64, along: Along, text: &str, ink: Ink);
}

/// What of a text stands at its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Along {
    Start,
    Middle,
    End,
}

pub(super) struct Backend<'a, P> {
    pub(super) pen: &'a mut P,
    pub(super) size: (u32, u32),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl<P: Pen> DrawingBackend for Backend<'_, P> {
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
        // Only shapes are drawn here; a shape of single pixels would be no shape to a screen reader or a printer.
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
        if let Some(ink) = Ink::of(style.color()) {
            let corner = (one.0.min(other.0), one.1.min(other.1));
            self.pen.bar(corner, one.0.abs_diff(other.0), one.1.abs_diff(other.1), ink);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        if let Some(ink) = Ink::of(style.color()) {
            self.pen.line(&path.into_iter().collect::<Vec<_>>(), ink);
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
        if let Some(ink) = Ink::of(style.color()) {
            self.pen.dot(center, radius, ink);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        if let Some(ink) = Ink::of(style.color()) {
            self.pen.area(&vert.into_iter().collect::<Vec<_>>(), ink);
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, (x, y): BackendCoord) -> Drawn {
        let Some(ink) = Ink::of(style.color()) else { return Ok(()) };
        let along = match style.anchor().h_pos {
            HPos::Left => Along::Start,
            HPos::Center => Along::Middle,
            HPos::Right => Along::End,
        };
        // From the point named to the line that the letters stand on.
        let down = match style.anchor().v_pos {
            VPos::Top => 0.8,
            VPos::Center => 0.35,
            VPos::Bottom => -0.2,
        };
        let size = style.size();
        self.pen.text((f64::from(x), f64::from(y) + down * size), size, along, text, ink);
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok((text_width(text, style.size()), text_width("M", style.size())))
    }

    fn blit_bitmap(&mut self, _: BackendCoord, _: (u32, u32), _: &[u8]) -> Drawn {
        Ok(())
    }
}

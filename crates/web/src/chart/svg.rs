//! The backend that writes SVG with classes.

use std::convert::Infallible;
use std::fmt::Write as _;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::Ink;
use super::draw::text_width;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Writes into a text that somebody else puts between `<svg>` and `</svg>`.
pub(super) struct Svg<'a> {
    out: &'a mut String,
    size: (u32, u32),
}

impl<'a> Svg<'a> {
    pub(super) fn new(out: &'a mut String, width: u32, height: u32) -> Svg<'a> {
        Svg { out, size: (width, height) }
    }

    fn path(&mut self, points: impl IntoIterator<Item = BackendCoord>, class: &str, closed: bool) {
        let mut d = String::new();
        for (at, (x, y)) in points.into_iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = write!(d, "{}{x} {y}", if at == 0 { 'M' } else { 'L' });
        }
        if closed {
            d.push('Z');
        }
        let _ = write!(self.out, "<path class=\"{class}\" d=\"{d}\"/>");
    }
}

fn class<S: BackendStyle>(style: &S) -> Option<&'static str> {
    Ink::of(style.color()).map(Ink::class)
}

impl DrawingBackend for Svg<'_> {
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
        if let Some(class) = class(style) {
            let _ = write!(
                self.out,
                "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
                from.0, from.1, to.0, to.1
            );
        }
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        _: bool,
    ) -> Drawn {
        if let Some(class) = class(style) {
            let (x, y) = (upper_left.0.min(bottom_right.0), upper_left.1.min(bottom_right.1));
            let width = upper_left.0.abs_diff(bottom_right.0);
            let height = upper_left.1.abs_diff(bottom_right.1);
            let _ = write!(
                self.out,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
            );
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        if let Some(class) = class(style) {
            self.path(path, class, false);
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
        if let Some(class) = class(style) {
            let _ = write!(
                self.out,
                "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>",
                center.0, center.1
            );
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawn {
        if let Some(class) = class(style) {
            self.path(vert, class, true);
        }
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Drawn {
        let Some(ink) = Ink::of(style.color()) else { return Ok(()) };
        let anchor = style.anchor();
        let along = match anchor.h_pos {
            HPos::Left => "",
            HPos::Right => " text-anchor=\"end\"",
            HPos::Center => " text-anchor=\"middle\"",
        };
        // From the point named to the line that the letters stand on.
        let down = match anchor.v_pos {
            VPos::Top => 0.8,
            VPos::Center => 0.35,
            VPos::Bottom => -0.2,
        };
        let size = style.size();
        let y = f64::from(pos.1) + down * size;
        let class = ink.class();
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let _ = write!(
            self.out,
            "<text{class} x=\"{}\" y=\"{y:.0}\" font-size=\"{size:.0}\"{along}>{}</text>",
            pos.0,
            crate::Html::text(text).as_str()
        );
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

//! The code as a picture.

use image::{GrayImage, ImageFormat, Luma};
use qrcode::render::svg as renderer;
use qrcode::{Color, EcLevel, QrCode};

use crate::Payload;

/// More than a code can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the payload is longer than a code can hold")
    }
}

impl std::error::Error for TooLong {}

/// Modules of white around the code, as ISO/IEC 18004 asks.
const QUIET: u32 = 4;

fn code(payload: &Payload) -> Result<QrCode, TooLong> {
    // Level M, which EMVCo recommends: a scratched sticker is still read.
    QrCode::with_error_correction_level(payload.write(), EcLevel::M).map_err(|_| TooLong)
}

/// As SVG, ready to stand in a page, dark on white with its quiet zone. `side` is the least width in pixels.
pub fn svg(payload: &Payload, side: u32) -> Result<String, TooLong> {
    let drawn = code(payload)?.render::<renderer::Color<'_>>().min_dimensions(side, side).build();
    // Without the declaration of XML, which has no place inside a page.
    Ok(drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or_default().to_owned())
}

/// As PNG, each module so many pixels wide.
pub fn png(payload: &Payload, module: u32) -> Result<Vec<u8>, TooLong> {
    let code = code(payload)?;
    let width = u32::try_from(code.width()).map_err(|_| TooLong)?;
    let module = module.clamp(1, 64);
    let side = (width + 2 * QUIET) * module;
    let dark = |at: u32| (at / module).checked_sub(QUIET).filter(|at| *at < width);
    let picture = GrayImage::from_fn(side, side, |x, y| {
        let color = match (dark(x), dark(y)) {
            (Some(x), Some(y)) => at(&code, x, y),
            _ => Color::Light,
        };
        Luma([if color == Color::Dark { 0 } else { u8::MAX }])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(|_| TooLong)?;
    Ok(bytes.into_inner())
}

fn at(code: &QrCode, x: u32, y: u32) -> Color {
    match (usize::try_from(x), usize::try_from(y)) {
        (Ok(x), Ok(y)) if x < code.width() && y < code.width() => code[(x, y)],
        _ => Color::Light,
    }
}

//! Turns what a telephone sent into the few pictures that pages show. Pure: bytes in, bytes out.
//!
//! A picture is decoded and encoded anew, so that nothing of the sent file is passed on but what is to be seen: no place,
//! no device, no hidden second file. What would take more memory than a photo does is refused before it is decoded.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits};
use kernel::Say;

use crate::media::Media;

/// Twelve megapixels and twice that: telephones send 12, and what is announced as 12 has up to 16.
const PIXELS: u64 = 24_000_000;
/// The longest edge.
const EDGE: u32 = 12_000;
/// What the decoder may take for itself and its picture.
const MEMORY: u64 = 96 * 1024 * 1024;
/// The long edges of the pictures that are made.
pub(super) const SIZES: [u32; 3] = [320, 640, 1280];
/// Of 100: below, cloth and food look blotched; above, files grow and nobody sees why.
const QUALITY: f32 = 78.0;

/// Why a picture is not taken, with what to do.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault(pub(super) Say);

fn fault(key: &'static str) -> Fault {
    Fault(Say::new(key))
}

/// One of the pictures that were made.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
}

/// Looks at the head of a file: whether it is a picture that will be taken. Decodes nothing.
pub(super) fn check(bytes: &[u8]) -> Result<(), Fault> {
    let decoder = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS || width.max(height) > EDGE || decoder.total_bytes() > MEMORY {
        let millions = pixels.div_ceil(1_000_000);
        return Err(Fault(
            Say::new("registry-photo-large").with("found", millions).with("most", PIXELS / 1_000_000),
        ));
    }
    if pixels == 0 {
        return Err(fault("registry-photo-broken"));
    }
    if is_whole(bytes) { Ok(()) } else { Err(fault("registry-photo-cut")) }
}

fn format(bytes: &[u8]) -> Result<ImageFormat, Fault> {
    match Media::of(bytes) {
        Some(Media::Jpeg) => Ok(ImageFormat::Jpeg),
        Some(Media::Png) => Ok(ImageFormat::Png),
        Some(Media::Webp) => Ok(ImageFormat::WebP),
        Some(Media::Heic) => Err(fault("registry-photo-heic")),
        Some(Media::Pdf) | None => Err(fault("registry-photo-kind")),
    }
}

fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, Fault> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(EDGE);
    limits.max_image_height = Some(EDGE);
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format(bytes)?);
    reader.limits(limits);
    reader.into_decoder().map_err(|error| match error {
        image::ImageError::Limits(_) => {
            Fault(Say::new("registry-photo-large").with("found", 0).with("most", PIXELS / 1_000_000))
        }
        image::ImageError::Decoding(_)
        | image::ImageError::Encoding(_)
        | image::ImageError::Parameter(_)
        | image::ImageError::Unsupported(_)
        | image::ImageError::IoError(_) => fault("registry-photo-broken"),
    })
}

/// Whether the file goes to its end: a transfer that broke off leaves half a picture in grey.
fn is_whole(bytes: &[u8]) -> bool {
    let has = |part: &[u8], what: &[u8]| part.windows(what.len()).any(|window| window == what);
    match Media::of(bytes) {
        // A photo holds a small one of its own in front; what counts is the end after its last picture data.
        Some(Media::Jpeg) => {
            let data = after_scan(bytes);
            data.is_some_and(|data| has(data, &[0xff, 0xd9]))
        }
        Some(Media::Png) => bytes.len() > 12 && has(bytes, b"IEND"),
        Some(Media::Webp) => {
            let said =
                bytes.get(4..8).and_then(|four| <[u8; 4]>::try_from(four).ok()).map(u32::from_le_bytes);
            said.is_some_and(|said| u64::from(said) + 8 <= u64::try_from(bytes.len()).unwrap_or(0))
        }
        Some(Media::Pdf | Media::Heic) | None => false,
    }
}

/// What follows the head of the first scan, past the segments with metadata.
fn after_scan(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(2..)?;
    loop {
        let [0xff, marker, high, low, ..] = rest else { return None };
        if *marker == 0xff {
            rest = rest.get(1..)?;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let segment = rest.get(2 + length..)?;
        if *marker == 0xda {
            return Some(segment);
        }
        rest = segment;
    }
}

/// The pictures of a photo, the smallest first: upright, without metadata, none larger than the photo.
pub(super) fn make(bytes: &[u8]) -> Result<(u32, u32, Vec<Made>), Fault> {
    check(bytes)?;
    let mut decoder = decoder(bytes)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|_| fault("registry-photo-broken"))?;
    let mut image = eight_bits(reduced(image));
    image.apply_orientation(orientation);
    let (width, height) = image.dimensions();
    let mut edges: Vec<u32> = SIZES.into_iter().filter(|edge| *edge < width.max(height)).collect();
    if edges.len() < SIZES.len() {
        edges.push(width.max(height));
    }
    let mut made = Vec::with_capacity(edges.len());
    for edge in edges {
        made.push(encoded(&fitted(&image, edge))?);
    }
    Ok((width, height, made))
}

/// A picture of at most twice the largest size, by averaging: the careful filter that follows needs sixteen bytes for each
/// pixel that it reads.
fn reduced(image: DynamicImage) -> DynamicImage {
    let edge = SIZES.iter().max().copied().unwrap_or(1280) * 2;
    if image.width().max(image.height()) > edge { image.thumbnail(edge, edge) } else { image }
}

fn eight_bits(image: DynamicImage) -> DynamicImage {
    if image.color().has_alpha() {
        DynamicImage::ImageRgba8(image.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(image.into_rgb8())
    }
}

fn fitted(image: &DynamicImage, edge: u32) -> DynamicImage {
    if image.width().max(image.height()) <= edge {
        return image.clone();
    }
    image.resize(edge, edge, image::imageops::FilterType::CatmullRom)
}

fn encoded(image: &DynamicImage) -> Result<Made, Fault> {
    let (width, height) = image.dimensions();
    let encoder = match (image.as_rgba8(), image.as_rgb8()) {
        (Some(pixels), _) => webp::Encoder::from_rgba(pixels, width, height),
        (None, Some(pixels)) => webp::Encoder::from_rgb(pixels, width, height),
        (None, None) => return Err(fault("registry-photo-broken")),
    };
    let written = encoder.encode_simple(false, QUALITY).map_err(|_| fault("registry-photo-broken"))?;
    Ok(Made { width, height, bytes: written.to_vec() })
}

//! A picture of a code is read again, by a library that did not draw it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is the report")]

use kernel::Rupiah;
use qris::{Limit, Payload};

const STATIC: &str = "00020101021126680016ID.CO.CONTOH.WWW01189360099900000000010215CTH0000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10000000000010303UMI5204549953033605802ID5920KERIPIK TEMPE BU SRI6013KOTA MAGELANG61055612362070703A016304AFA5";
/// Characters beyond ASCII, in a name and in another language.
const CHINESE: &str = "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115303156540523.725502015802CN5914BEST TRANSPORT6007BEIJING6233030412340603***0708A60086670902ME64200002ZH0104最佳运输0202北京91320016A01122334499887707081234567863047D4F";

fn decoded(picture: image::GrayImage) -> String {
    let mut prepared = rqrr::PreparedImage::prepare(picture);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

fn payloads() -> Vec<Payload> {
    let plain: Payload = STATIC.parse().unwrap();
    let amount = plain.with_amount(Rupiah(125_000), None, Limit::default()).unwrap();
    vec![plain, amount, CHINESE.parse().unwrap()]
}

#[test]
fn a_png_is_read_again() {
    for payload in payloads() {
        for module in [1, 3, 8] {
            let bytes = qris::png(&payload, module).unwrap();
            let picture = image::load_from_memory(&bytes).unwrap().to_luma8();
            assert_eq!(decoded(picture), payload.write());
        }
    }
}

#[test]
fn an_svg_is_read_again() {
    for payload in payloads() {
        let svg = qris::svg(&payload, 240).unwrap();
        assert!(svg.starts_with("<svg") && !svg.contains("<?xml"), "{svg}");
        assert_eq!(decoded(painted(&svg)), payload.write());
    }
}

/// Paints the one path of the drawing: rectangles `M{x} {y}h{width}v{height}H{x}V{y}`.
fn painted(svg: &str) -> image::GrayImage {
    let between = |text: &str, from: &str, to: &str| {
        let (_, rest) = text.split_once(from).unwrap();
        rest.split_once(to).unwrap().0.to_owned()
    };
    let side: u32 = between(svg, "width=\"", "\"").parse().unwrap();
    let mut picture = image::GrayImage::from_pixel(side, side, image::Luma([255]));
    for rectangle in between(svg, " d=\"M", "\"").split('M') {
        let numbers: Vec<u32> =
            rectangle.split([' ', 'h', 'v', 'H', 'V']).map(|number| number.parse().unwrap()).collect();
        let [left, top, width, height, ..] = numbers.as_slice() else { panic!("{rectangle}") };
        for (x, y) in (*left..left + width).flat_map(|x| (*top..top + height).map(move |y| (x, y))) {
            picture.put_pixel(x, y, image::Luma([0]));
        }
    }
    picture
}

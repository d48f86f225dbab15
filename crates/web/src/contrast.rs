//! Reads the style sheet's tokens and computes the contrast of every pair that is used together, in light and dark,
//! for every city. The figures are WCAG's: 4.5 for text, 3 for large text, the edges of controls and focus rings.

use std::collections::BTreeMap;

const SHEET: &str = include_str!("../assets/berdaya.css");

/// Text (or sign), ground, least ratio.
const PAIRS: &[(&str, &str, f64)] = &[
    ("ink", "mori", 7.0),
    ("ink", "card", 7.0),
    ("ink", "sunk", 7.0),
    ("ink", "tint", 7.0),
    ("muted", "mori", 4.5),
    ("muted", "card", 4.5),
    ("muted", "sunk", 4.5),
    ("muted", "tint", 4.5),
    ("kota", "mori", 4.5),
    ("kota", "card", 4.5),
    ("kota", "sunk", 4.5),
    ("kota", "tint", 4.5),
    ("kota-hover", "mori", 4.5),
    ("kota-hover", "sunk", 4.5),
    ("kota-hover", "tint", 4.5),
    ("kota-ink", "kota", 4.5),
    ("kota-ink", "kota-hover", 4.5),
    ("tint-ink", "tint", 4.5),
    ("deep-ink", "danger", 4.5),
    ("mori", "ink", 7.0),
    ("deep-ink", "deep", 7.0),
    ("deep-ink", "deep-2", 4.5),
    ("deep-ink", "deep-3", 4.5),
    ("deep-muted", "deep", 4.5),
    ("deep-muted", "deep-2", 4.5),
    ("deep-muted", "deep-3", 4.5),
    ("gold", "deep", 4.5),
    ("gold", "deep-2", 4.5),
    ("gold-ink", "gold", 4.5),
    ("gold-ink", "deep-ink", 4.5),
    ("ok", "ok-tint", 4.5),
    ("ok", "card", 4.5),
    ("warn", "warn-tint", 4.5),
    ("warn", "card", 4.5),
    ("bad", "bad-tint", 4.5),
    ("bad", "mori", 4.5),
    ("bad", "card", 4.5),
    ("info", "info-tint", 4.5),
    ("kota", "ok-tint", 4.5),
    ("kota", "warn-tint", 4.5),
    ("kota", "bad-tint", 4.5),
    ("kota", "info-tint", 4.5),
    ("muted", "info-tint", 4.5),
    ("muted", "warn-tint", 4.5),
    ("ink", "ok-tint", 7.0),
    ("ink", "warn-tint", 7.0),
    ("ink", "bad-tint", 7.0),
    ("ink", "info-tint", 7.0),
    ("edge", "mori", 3.0),
    ("edge", "card", 3.0),
    ("edge", "sunk", 3.0),
    ("focus", "mori", 3.0),
    ("focus", "card", 3.0),
    ("focus", "sunk", 3.0),
    ("focus", "tint", 3.0),
    ("gold", "deep-3", 3.0),
    ("q5", "mori", 3.0),
];

#[test]
fn every_text_stands_out_from_its_ground_in_every_city_in_light_and_dark() {
    let mut weak = Vec::new();
    for (city, numbers) in themes() {
        for arm in [Arm::Light, Arm::Dark] {
            let colours = colours(&numbers, arm);
            for (text, ground, least) in PAIRS {
                let ratio = contrast(colours[*text], colours[*ground]);
                if ratio < *least {
                    weak.push(format!("{city} {arm:?}: {text} on {ground} {ratio:.2}, needs {least}"));
                }
            }
        }
    }
    assert!(weak.is_empty(), "{}", weak.join("\n"));
}

#[test]
fn neighbouring_shades_of_a_map_can_be_told_apart() {
    for (city, numbers) in themes() {
        for arm in [Arm::Light, Arm::Dark] {
            let colours = colours(&numbers, arm);
            for (one, next) in [("q1", "q2"), ("q2", "q3"), ("q3", "q4"), ("q4", "q5")] {
                let ratio = contrast(colours[one], colours[next]);
                assert!(ratio >= 1.25, "{city} {arm:?}: {one} beside {next} {ratio:.2}");
            }
        }
    }
}

#[test]
fn all_five_cities_and_the_platform_have_a_dye() {
    let themes = themes();
    let cities: Vec<&str> = themes.keys().map(String::as_str).collect();
    assert_eq!(cities, ["", "depok", "kediri", "magelang", "semarang", "serang"]);
}

#[test]
fn black_on_white_is_twenty_one_to_one() {
    assert!((contrast(luminance(1.0, 0.0, 0.0), luminance(0.0, 0.0, 0.0)) - 21.0).abs() < 0.01);
    // sRGB red is oklch(0.628 0.2577 29.23); its luminance is 0.2126.
    assert!((luminance(0.628, 0.2577, 29.23) - 0.2126).abs() < 0.002);
}

#[derive(Clone, Copy, Debug)]
enum Arm {
    Light,
    Dark,
}

type Numbers = BTreeMap<String, String>;

/// The dye of each city (the platform's has no name), each complete: what a city leaves out it takes from the platform.
fn themes() -> BTreeMap<String, Numbers> {
    let mut themes = BTreeMap::new();
    let platform = numbers(SHEET.lines().find(|line| line.trim_start().starts_with(":root { --h:")).unwrap());
    for line in SHEET.lines() {
        if let Some(rest) = line.trim_start().strip_prefix("[data-kota=\"") {
            let (city, rest) = rest.split_once('"').unwrap();
            let mut theme = platform.clone();
            theme.extend(numbers(rest));
            themes.insert(city.to_owned(), theme);
        }
    }
    themes.insert(String::new(), platform);
    themes
}

fn numbers(rule: &str) -> Numbers {
    let body = rule.split_once('{').unwrap().1.trim_end().trim_end_matches('}');
    body.split(';')
        .filter_map(|part| part.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

/// Luminance of each colour token in one arm of `light-dark()`.
fn colours(numbers: &Numbers, arm: Arm) -> BTreeMap<&'static str, f64> {
    let mut out = BTreeMap::new();
    for line in SHEET.lines() {
        let Some((name, value)) = line.trim().strip_prefix("--").and_then(|line| line.split_once(": "))
        else {
            continue;
        };
        let mut arms = value.split("oklch(").skip(1);
        let (Some(light), dark) = (arms.next(), arms.next()) else { continue };
        let chosen = match arm {
            Arm::Light => light,
            Arm::Dark => dark.unwrap_or(light),
        };
        // A token with an alpha is a shadow, never a ground.
        let mut inside = chosen.split(')').collect::<Vec<_>>().join(")");
        for (name, number) in numbers {
            inside = inside.replace(&format!("var({name})"), number);
        }
        let inside = inside.split([')', '/']).next().unwrap();
        let parts: Vec<f64> = inside.split_whitespace().map(|part| part.parse().unwrap()).collect();
        if !value.contains('/') {
            out.insert(name, luminance(parts[0], parts[1], parts[2]));
        }
    }
    out
}

/// WCAG relative luminance of an OKLCH colour, clipped into sRGB and rounded to 8 bits as a screen does.
fn luminance(lightness: f64, chroma: f64, hue: f64) -> f64 {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let red = 4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s;
    let green = -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s;
    let blue = -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s;
    let [red, green, blue] =
        [red, green, blue].map(|channel| decode((encode(channel) * 255.0).round() / 255.0));
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn encode(linear: f64) -> f64 {
    let linear = linear.clamp(0.0, 1.0);
    if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 }
}

fn decode(encoded: f64) -> f64 {
    if encoded <= 0.040_45 { encoded / 12.92 } else { ((encoded + 0.055) / 1.055).powf(2.4) }
}

fn contrast(one: f64, other: f64) -> f64 {
    let (light, dark) = if one > other { (one, other) } else { (other, one) };
    (light + 0.05) / (dark + 0.05)
}

/// Contrast of two colours written as `#rrggbb`.
pub(crate) fn contrast_of_hex(one: &str, other: &str) -> f64 {
    let luminance = |hex: &str| {
        let channel =
            |at: usize| decode(f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0);
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    contrast(luminance(one), luminance(other))
}

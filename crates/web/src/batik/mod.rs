//! Generated batik: what stands where there is no photograph, and the ornament of both faces.
//!
//! The same seed gives the same cloth on every machine, for ever: the choice comes from a hash of its own, and
//! every coordinate is a whole number. A cloth is drawn either in natural dyes of its own (a maker's picture) or,
//! after [`Batik::themed`], in the classes `b0`..`b5` and `l1`..`l5`, which the style sheet fills with the city's dye.

use std::fmt::Write as _;

mod emblem;
mod motif;

pub use emblem::Emblem;
pub use motif::Motif;
use motif::{Layer, Paint};

/// One cloth: a motif, its dyes, how it lies and how dense it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batik {
    motif: Motif,
    dye: Option<&'static Dye>,
    /// Degrees, clockwise.
    turn: u16,
    /// Percent of the motif's natural size.
    scale: u16,
    seed: u64,
}

/// Six inks: ground, middle, bright, dark middle, cloth, light.
type Dye = [&'static str; 6];

const DYES: [Dye; 7] = [
    ["#1d2a57", "#3f5596", "#d9a441", "#2a3a73", "#f4ead5", "#8fa3d6"],
    ["#3b2114", "#7a4a26", "#d9a441", "#54301b", "#f4ead5", "#c79a63"],
    ["#6b1a1e", "#a33a34", "#e0b050", "#83252a", "#f6e8d4", "#dd8b78"],
    ["#12372a", "#2f6b50", "#e3b04b", "#1d4a39", "#f1ecd8", "#8fbf9f"],
    ["#46183f", "#7d3c72", "#e2ae52", "#5a2452", "#f6e9dd", "#c68bbd"],
    ["#0d3a45", "#23697a", "#e8a15a", "#174b59", "#efece0", "#84bccb"],
    ["#f4ead5", "#c9a873", "#9a4a1f", "#e6d5b3", "#3b2114", "#8a5a2e"],
];

impl Batik {
    /// The cloth of a maker. Give it what never changes, such as the business's code, not its name.
    pub fn for_maker(seed: &str) -> Batik {
        let hash = mix(fnv(seed));
        let motif = match hash % 4 {
            0 => Motif::Kawung,
            1 => Motif::Parang,
            2 => Motif::Truntum,
            _ => Motif::MegaMendung,
        };
        Batik::of(motif, seed)
    }

    /// A cloth of this motif; dyes, direction and density follow the seed.
    pub fn of(motif: Motif, seed: &str) -> Batik {
        let hash = mix(fnv(seed));
        let turns = motif.turns();
        Batik {
            motif,
            dye: pick(&DYES, hash >> 8),
            turn: pick(turns, hash >> 16).copied().unwrap_or(0),
            scale: pick(motif.scales(), hash >> 24).copied().unwrap_or(100),
            seed: hash,
        }
    }

    /// The same cloth in the city's dye, in light and dark.
    #[must_use]
    pub fn themed(self) -> Batik {
        Batik { dye: None, ..self }
    }

    /// The same cloth at another density, in percent.
    #[must_use]
    pub fn scaled(self, scale: u16) -> Batik {
        Batik { scale: scale.clamp(20, 800), ..self }
    }

    pub fn motif(&self) -> Motif {
        self.motif
    }

    /// Inline or as a file of its own. Without a title it is ornament and hidden from screen readers.
    ///
    /// The picture fills whatever box the page gives it, cut at the edges. Its pattern needs an id: two equal
    /// cloths of equal size on one page share it, which is harmless to see but not valid, so vary the seed.
    pub fn svg(&self, width: u16, height: u16, title: Option<&str>) -> String {
        let id = format!("b{:08x}", (mix(self.seed ^ u64::from(width) << 20 ^ u64::from(height)) >> 32));
        let tile = self.motif.tile();
        let mut out = String::with_capacity(2400);
        let _ = write!(
            out,
            r#"<svg class="batik" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" preserveAspectRatio="xMidYMid slice""#
        );
        match title {
            Some(title) => {
                let _ = write!(out, r#" role="img"><title>{}</title>"#, escape(title));
            }
            None => out.push_str(r#" aria-hidden="true">"#),
        }
        let _ = write!(
            out,
            r#"<defs><pattern id="{id}" width="{}" height="{}" patternUnits="userSpaceOnUse" patternTransform="{}">"#,
            tile.width,
            tile.height,
            self.transform()
        );
        self.ground(&mut out, tile.width, tile.height);
        for layer in tile.layers {
            self.layer(&mut out, &id, layer);
        }
        let _ =
            write!(out, r##"</pattern></defs><path d="M0 0H{width}V{height}H0Z" fill="url(#{id})"/></svg>"##);
        out
    }

    fn transform(&self) -> String {
        let mut out = String::new();
        if self.turn != 0 {
            let _ = write!(out, "rotate({})", self.turn);
        }
        if self.scale != 100 {
            // Percent as a decimal fraction, written by hand: float formatting is not ours to trust.
            let _ = write!(out, "scale({}.{:02})", self.scale / 100, self.scale % 100);
        }
        if out.is_empty() { "scale(1)".to_owned() } else { out }
    }

    fn ground(&self, out: &mut String, width: u16, height: u16) {
        let _ = write!(out, r#"<path d="M0 0H{width}V{height}H0Z"{}/>"#, self.paint(Paint::Fill(0)));
    }

    fn layer(&self, out: &mut String, id: &str, layer: &Layer) {
        match layer {
            Layer::Path(paint, d) => {
                let _ = write!(out, r#"<path d="{d}"{}/>"#, self.paint(*paint));
            }
            Layer::Contours { d, steps, inside, places } => {
                let _ =
                    write!(out, r#"<defs><path id="{id}c" d="{d}"/><g id="{id}g" stroke-linejoin="round">"#);
                for (ink, width) in *steps {
                    let _ = write!(out, r##"<use href="#{id}c"{}/>"##, self.paint(Paint::Line(*ink, *width)));
                }
                let _ = write!(out, r##"<use href="#{id}c"{}/>"##, self.paint(Paint::Fill(0)));
                for (paint, d) in *inside {
                    let _ = write!(out, r#"<path d="{d}"{}/>"#, self.paint(*paint));
                }
                out.push_str("</g></defs>");
                for (x, y) in *places {
                    let _ = write!(out, r##"<use href="#{id}g" x="{x}" y="{y}"/>"##);
                }
            }
        }
    }

    fn paint(&self, paint: Paint) -> String {
        let (ink, line) = match paint {
            Paint::Fill(ink) => (ink, None),
            Paint::Line(ink, width) => (ink, Some(width)),
        };
        let dye = self.dye.and_then(|dye| dye.get(usize::from(ink)));
        match (dye, line) {
            (Some(colour), None) => format!(r#" fill="{colour}""#),
            (Some(colour), Some(width)) => {
                format!(r#" fill="none" stroke="{colour}" stroke-width="{width}""#)
            }
            (None, None) => format!(r#" class="b{ink}""#),
            (None, Some(width)) => format!(r#" fill="none" class="l{ink}" stroke-width="{width}""#),
        }
    }
}

fn pick<T>(from: &[T], hash: u64) -> Option<&T> {
    let index = usize::try_from(hash % u64::try_from(from.len()).ok()?).ok()?;
    from.get(index)
}

/// FNV-1a, 64 bits: small, fixed, and the same everywhere.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// SplitMix64's finish: spreads FNV's weak high bits, from which dyes and direction are drawn.
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;

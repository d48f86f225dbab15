//! The typeface: which glyphs a text has and how wide it is.

use std::sync::LazyLock;

use skrifa::instance::{Location, Size};
use skrifa::{FontRef, MetadataProvider, Tag};

pub(crate) const DATA: &[u8] = include_bytes!("../assets/jakarta.ttf");

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    pub(crate) fn value(self) -> f32 {
        match self {
            Weight::Regular => 420.0,
            Weight::Bold => 720.0,
        }
    }
}

/// A letter: its number in the typeface, its width in ems, its bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Letter {
    pub(crate) glyph: u32,
    pub(crate) advance: f32,
    pub(crate) range: std::ops::Range<usize>,
}

struct Face {
    font: FontRef<'static>,
    location: Location,
    em: f32,
}

#[expect(clippy::expect_used, reason = "the typeface is part of the program, and a test reads it")]
static FACES: LazyLock<[Face; 2]> = LazyLock::new(|| {
    [Weight::Regular, Weight::Bold].map(|weight| {
        let font = FontRef::new(DATA).expect("the typeface that comes with the program");
        let location = font.axes().location([(Tag::new(b"wght"), weight.value())]);
        let em = f32::from(font.metrics(Size::unscaled(), &location).units_per_em);
        Face { font, location, em }
    })
});

fn face(weight: Weight) -> &'static Face {
    let [regular, bold] = &*FACES;
    match weight {
        Weight::Regular => regular,
        Weight::Bold => bold,
    }
}

/// The text as it can be printed: what the typeface lacks becomes a question mark, and blanks of all kinds a space.
pub(crate) fn printable(text: &str) -> String {
    let map = face(Weight::Regular).font.charmap();
    let clean = text.chars().map(|c| {
        if c.is_whitespace() || c.is_control() {
            ' '
        } else if map.map(c).is_some() {
            c
        } else {
            '?'
        }
    });
    clean.collect()
}

/// The letters of a printable text.
pub(crate) fn letters(text: &str, weight: Weight) -> Vec<Letter> {
    let face = face(weight);
    let (map, widths) = (face.font.charmap(), face.font.glyph_metrics(Size::unscaled(), &face.location));
    text.char_indices()
        .filter_map(|(at, c)| {
            let glyph = map.map(c)?;
            let advance = widths.advance_width(glyph).unwrap_or(0.0) / face.em;
            Some(Letter { glyph: glyph.to_u32(), advance, range: at..at + c.len_utf8() })
        })
        .collect()
}

/// How wide a printable text is at a size.
pub(crate) fn width(text: &str, weight: Weight, size: f32) -> f32 {
    letters(text, weight).iter().map(|letter| letter.advance).sum::<f32>() * size
}

/// Breaks a text into lines no wider than this. A word that is wider than a line is cut.
pub(crate) fn lines(text: &str, weight: Weight, size: f32, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut taken) = (String::new(), 0.0);
    let text = printable(text);
    let space = width(" ", weight, size);
    for word in text.split_whitespace() {
        let wide = width(word, weight, size);
        if !line.is_empty() && taken + space + wide > room {
            lines.push(std::mem::take(&mut line));
            taken = 0.0;
        }
        if !line.is_empty() {
            line.push(' ');
            taken += space;
        }
        if wide <= room {
            line.push_str(word);
            taken += wide;
            continue;
        }
        for letter in letters(word, weight) {
            let advance = letter.advance * size;
            if taken + advance > room && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                taken = 0.0;
            }
            line.push_str(word.get(letter.range).unwrap_or_default());
            taken += advance;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

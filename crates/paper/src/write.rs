//! From blocks to bytes.

use std::num::NonZeroU16;

use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::Fault;
use crate::canvas::{Mark, Tone};
use crate::flow::{Node, Paper, Role, Run};
use crate::font::{self, Weight};

struct Fonts {
    regular: Font,
    bold: Font,
}

pub(crate) fn write(paper: &Paper) -> Result<Vec<u8>, Fault> {
    let fault = |words: &str| Fault(words.to_owned());
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Fault(format!("{error:?}")))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let fonts = Fonts {
        regular: face(Weight::Regular).ok_or_else(|| fault("no typeface"))?,
        bold: face(Weight::Bold).ok_or_else(|| fault("no typeface"))?,
    };
    let mut identifiers: Vec<Option<Identifier>> = vec![None; paper.runs.len()];
    for number in 0..=paper.page {
        let size = PageSettings::from_wh(Paper::WIDTH, Paper::HEIGHT).ok_or_else(|| fault("no page"))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for (run, identifier) in paper.runs.iter().zip(&mut identifiers).filter(|(run, _)| run.page == number)
        {
            *identifier = draw(&mut surface, run, &fonts);
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(paper.sheet.lang.clone()));
    for node in &paper.tree {
        if let Node::Group(role, children) = node {
            tree.push(group(role, children, &mut identifiers));
        }
    }
    document.set_tag_tree(tree);
    document.set_outline(outline(paper));
    document.set_metadata(
        Metadata::new()
            .title(paper.sheet.title.clone())
            .language(paper.sheet.lang.clone())
            .creator("Berdaya".to_owned()),
    );
    document.finish().map_err(|error| Fault(format!("{error:?}")))
}

fn face(weight: Weight) -> Option<Font> {
    Font::new_variable(font::DATA.into(), 0, &[(krilla::text::Tag::new(b"wght"), weight.value())])
}

/// The headings, for readers that list them.
fn outline(paper: &Paper) -> Outline {
    let mut outline = Outline::new();
    for node in &paper.tree {
        let Node::Group(Role::Heading(_, text), children) = node else { continue };
        let Some(Node::Run(first)) = children.first() else { continue };
        let Some(run) = paper.runs.get(*first) else { continue };
        let y = run.marks.iter().find_map(|mark| match mark {
            Mark::Text { y, size, .. } => Some(y - size),
            Mark::Line { .. } | Mark::Area { .. } => None,
        });
        let place = XyzDestination::new(run.page, Point::from_xy(0.0, y.unwrap_or(0.0)));
        outline.push_child(OutlineNode::new(text.clone(), place));
    }
    outline
}

fn group(role: &Role, children: &[Node], identifiers: &mut [Option<Identifier>]) -> TagGroup {
    let kind: TagKind = match role {
        Role::Heading(level, title) => {
            let level = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::Figure(words) => Tag::Figure(Some(words.clone())).into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::HeadCell => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Caption => Tag::Caption.into(),
    };
    let mut group = TagGroup::new(kind);
    for child in children {
        match child {
            Node::Group(role, children) => group.push(self::group(role, children, identifiers)),
            Node::Run(number) => {
                if let Some(identifier) = identifiers.get_mut(*number).and_then(Option::take) {
                    group.push(identifier);
                }
            }
        }
    }
    group
}

fn draw(surface: &mut Surface<'_>, run: &Run, fonts: &Fonts) -> Option<Identifier> {
    if run.marks.is_empty() {
        return None;
    }
    let identifier = if run.ornament {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)));
        None
    } else if run.marks.iter().all(|mark| matches!(mark, Mark::Text { .. })) {
        Some(surface.start_tagged(ContentTag::Span(SpanTag::empty())))
    } else {
        Some(surface.start_tagged(ContentTag::Other))
    };
    for mark in &run.marks {
        match mark {
            Mark::Text { x, y, text, size, weight, tone } => {
                surface.set_stroke(None);
                surface.set_fill(Some(fill(*tone)));
                let font = match weight {
                    Weight::Regular => &fonts.regular,
                    Weight::Bold => &fonts.bold,
                };
                let glyphs: Vec<KrillaGlyph> = font::letters(text, *weight)
                    .into_iter()
                    .map(|letter| {
                        let id = GlyphId::new(letter.glyph);
                        KrillaGlyph::new(id, letter.advance, 0.0, 0.0, 0.0, letter.range, None)
                    })
                    .collect();
                surface.draw_glyphs(Point::from_xy(*x, *y), &glyphs, font.clone(), text, *size, false);
            }
            Mark::Line { points, width, tone } => {
                surface.set_fill(None);
                let stroke = Stroke { paint: colour(*tone).into(), width: *width, ..Stroke::default() };
                surface.set_stroke(Some(stroke));
                path(surface, points, false);
            }
            Mark::Area { points, tone } => {
                surface.set_stroke(None);
                surface.set_fill(Some(fill(*tone)));
                path(surface, points, true);
            }
        }
    }
    surface.end_tagged();
    identifier
}

fn colour(tone: Tone) -> krilla::color::rgb::Color {
    let (red, green, blue) = tone.rgb();
    krilla::color::rgb::Color::new(red, green, blue)
}

fn fill(tone: Tone) -> Fill {
    Fill { paint: colour(tone).into(), ..Fill::default() }
}

fn path(surface: &mut Surface<'_>, points: &[(f32, f32)], closed: bool) {
    let mut builder = PathBuilder::new();
    for (at, (x, y)) in points.iter().enumerate() {
        if at == 0 { builder.move_to(*x, *y) } else { builder.line_to(*x, *y) }
    }
    if closed {
        builder.close();
    }
    // A path of no extent draws nothing.
    if let Some(path) = builder.finish() {
        surface.draw_path(&path);
    }
}

//! Blocks that flow down pages.

use crate::canvas::{Along, Canvas, Mark, Tone};
use crate::font::{Weight, lines};

pub(crate) const LEFT: f32 = 51.0;
pub(crate) const TOP: f32 = 51.0;
const BOTTOM: f32 = 62.0;

/// Who hands the document out: stands at the foot of every page.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub title: String,
    /// `id` or `en`.
    pub lang: String,
    /// "Kota Depok · dihitung 22 November 2026"
    pub foot: String,
    /// "Halaman": stands before the page's number.
    pub page: String,
}

/// What a part of the document is to those who have it read to them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Role {
    Heading(u8, String),
    Paragraph,
    /// With the words for what is drawn.
    Figure(String),
    Table,
    Row,
    HeadCell,
    RowHead,
    Cell,
    Caption,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Group(Role, Vec<Node>),
    /// A run, by its number.
    Run(usize),
}

/// Marks on one page that belong together; without a place in the structure they are ornament.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) page: usize,
    pub(crate) marks: Vec<Mark>,
    pub(crate) ornament: bool,
}

/// A document in the making.
pub struct Paper {
    pub(crate) sheet: Sheet,
    pub(crate) runs: Vec<Run>,
    pub(crate) tree: Vec<Node>,
    pub(crate) page: usize,
    pub(crate) y: f32,
    /// Without a heading of its own and without a foot.
    bare: bool,
}

impl Paper {
    pub(crate) const WIDTH: f32 = 595.0;
    pub(crate) const HEIGHT: f32 = 842.0;

    /// A document that begins with its title.
    pub fn new(sheet: Sheet) -> Paper {
        let title = sheet.title.clone();
        let mut paper = Paper { bare: false, ..Paper::bare(sheet) };
        paper.heading(1, &title);
        paper
    }

    /// A document that is nothing but what is put on it: cards, certificates. It has a title, which is not printed.
    pub fn bare(sheet: Sheet) -> Paper {
        Paper { sheet, runs: Vec::new(), tree: Vec::new(), page: 0, y: TOP, bare: true }
    }

    /// A heading of level 1 to 3. It does not stand alone at the end of a page.
    pub fn heading(&mut self, level: u8, text: &str) {
        let named = crate::font::printable(text);
        if named.trim().is_empty() {
            return;
        }
        let size = match level {
            1 => 21.0,
            2 => 14.5,
            _ => 11.5,
        };
        if self.y > TOP {
            self.y += size * 0.8;
        }
        self.need(size * 1.3 + 70.0);
        let group = self.words(text, size, Weight::Bold, Tone::Ink);
        let level = level.clamp(1, 3);
        self.tree.push(Node::Group(Role::Heading(level, named), group));
        self.y += size * 0.35;
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.prose(text, Tone::Ink, 9.5);
    }

    /// A remark in small print.
    pub fn remark(&mut self, text: &str) {
        self.prose(text, Tone::Muted, 8.0);
    }

    fn prose(&mut self, text: &str, tone: Tone, size: f32) {
        let group = self.words(text, size, Weight::Regular, tone);
        if !group.is_empty() {
            self.tree.push(Node::Group(Role::Paragraph, group));
        }
        self.y += size * 0.5;
    }

    /// A drawing of this size in units of its own, scaled to the width of the page at most. `words` say what it shows to
    /// those who do not see it.
    pub fn drawing(&mut self, words: &str, size: (f32, f32), draw: impl FnOnce(&mut Canvas)) {
        let (width, height) = size;
        let mut canvas = Canvas::default();
        draw(&mut canvas);
        let room = Paper::HEIGHT - TOP - BOTTOM;
        let scale = (self.room() / width.max(1.0)).min(room / height.max(1.0)).min(0.85);
        self.need(height * scale);
        let marks = canvas.placed(LEFT, self.y, scale);
        if !marks.is_empty() {
            let run = self.run(marks, false);
            self.tree.push(Node::Group(Role::Figure(crate::font::printable(words)), vec![Node::Run(run)]));
        }
        self.y += height * scale + 8.0;
    }

    /// The document as PDF.
    pub fn finish(mut self) -> Result<Vec<u8>, crate::Fault> {
        let pages = self.page + 1;
        let feet = if self.bare { 0 } else { pages };
        for page in 0..feet {
            let mut canvas = Canvas::default();
            let y = Paper::HEIGHT - 36.0;
            canvas.line(vec![(LEFT, y - 14.0), (Paper::WIDTH - LEFT, y - 14.0)], 0.5, Tone::Faint);
            canvas.text(LEFT, y, &self.sheet.foot, 8.0, Along::Start, Tone::Muted);
            let number = format!("{} {}/{pages}", self.sheet.page, page + 1);
            canvas.text(Paper::WIDTH - LEFT, y, &number, 8.0, Along::End, Tone::Muted);
            self.runs.push(Run { page, marks: canvas.marks, ornament: true });
        }
        crate::write::write(&self)
    }

    pub(crate) fn room(&self) -> f32 {
        Paper::WIDTH - 2.0 * LEFT
    }

    /// Goes on to the next page unless so much room is left on this one. Whether it did.
    pub(crate) fn need(&mut self, height: f32) -> bool {
        let turns = self.y + height > Paper::HEIGHT - BOTTOM && self.y > TOP;
        if turns {
            self.page += 1;
            self.y = TOP;
        }
        turns
    }

    pub(crate) fn run(&mut self, marks: Vec<Mark>, ornament: bool) -> usize {
        self.runs.push(Run { page: self.page, marks, ornament });
        self.runs.len() - 1
    }

    fn words(&mut self, text: &str, size: f32, weight: Weight, tone: Tone) -> Vec<Node> {
        let mut nodes = Vec::new();
        for text in lines(text, weight, size, self.room()) {
            self.need(size * 1.4);
            let mark = Mark::Text { x: LEFT, y: self.y + size, text, size, weight, tone };
            let run = self.run(vec![mark], false);
            nodes.push(Node::Run(run));
            self.y += size * 1.4;
        }
        nodes
    }
}

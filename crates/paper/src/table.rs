//! Tables: as wide as the page, numbers at their end, the head again on each page.

use crate::canvas::{Along, Canvas, Tone};
use crate::flow::{LEFT, Node, Paper, Role};
use crate::font::{Weight, lines, printable, width};

const SIZE: f32 = 8.5;
const LEADING: f32 = 11.5;
const GAP: f32 = 8.0;

/// A column's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub label: String,
    pub numeric: bool,
}

impl Head {
    pub fn text(label: impl Into<String>) -> Head {
        Head { label: label.into(), numeric: false }
    }

    pub fn number(label: impl Into<String>) -> Head {
        Head { label: label.into(), numeric: true }
    }
}

impl Paper {
    /// A table with its caption. The first cell of a row names it; a row in `strong` (the total) stands out.
    pub fn table(&mut self, caption: &str, heads: &[Head], rows: &[Vec<String>], strong: Option<usize>) {
        let widths = self.widths(heads, rows);
        self.need(4.0 * LEADING + 10.0);
        let caption_run = self.caption(caption);
        let mut table = vec![Node::Group(Role::Caption, vec![Node::Run(caption_run)])];
        let labels: Vec<String> = heads.iter().map(|head| head.label.clone()).collect();
        table.push(self.row(&labels, heads, &widths, Kind::Head { again: false }));
        for (at, row) in rows.iter().enumerate() {
            let kind = if strong == Some(at) { Kind::Strong } else { Kind::Plain };
            if self.need(height(row, &widths, kind) + 2.0) {
                // For the eye alone: the table's structure has its head once.
                self.row(&labels, heads, &widths, Kind::Head { again: true });
            }
            table.push(self.row(row, heads, &widths, kind));
        }
        self.tree.push(Node::Group(Role::Table, table));
        self.y += 10.0;
    }

    fn caption(&mut self, caption: &str) -> usize {
        let mut canvas = Canvas::default();
        canvas.strong(LEFT, self.y + SIZE + 1.0, caption, SIZE + 1.0, Along::Start, Tone::Ink);
        self.y += LEADING + 4.0;
        self.run(canvas.marks, false)
    }

    /// Shares the page's width out: numbers get what they need, names the rest.
    fn widths(&self, heads: &[Head], rows: &[Vec<String>]) -> Vec<f32> {
        let need = |at: usize, head: &Head| {
            let cells = rows.iter().filter_map(|row| row.get(at));
            let widest = cells.map(|cell| width(&printable(cell), Weight::Bold, SIZE)).fold(0.0, f32::max);
            // A head may break between words, a number may not.
            let word = |w: &str| width(&printable(w), Weight::Bold, SIZE);
            widest.max(head.label.split_whitespace().map(word).fold(0.0, f32::max)) + GAP
        };
        let mut wanted: Vec<f32> = heads.iter().enumerate().map(|(at, head)| need(at, head)).collect();
        let total: f32 = wanted.iter().sum();
        let room = self.room();
        let texts: f32 =
            wanted.iter().zip(heads).filter(|(_, head)| !head.numeric).map(|(width, _)| *width).sum();
        let spare = room - total;
        for (width, head) in wanted.iter_mut().zip(heads) {
            if spare < 0.0 && total - texts < room * 0.8 && !head.numeric {
                *width += spare * *width / texts.max(1.0);
            } else if spare < 0.0 && total - texts >= room * 0.8 {
                *width *= room / total;
            } else if !head.numeric {
                *width += (spare * *width / texts.max(1.0)).min(120.0);
            }
        }
        wanted
    }

    fn row(&mut self, cells: &[String], heads: &[Head], widths: &[f32], kind: Kind) -> Node {
        let tall = height(cells, widths, kind);
        let mut nodes = Vec::new();
        let mut left = LEFT;
        for (at, (head, width)) in heads.iter().zip(widths).enumerate() {
            let text = cells.get(at).map_or("", String::as_str);
            let role = match (kind, at) {
                (Kind::Head { .. }, _) => Role::HeadCell,
                (_, 0) => Role::RowHead,
                _ => Role::Cell,
            };
            let mut runs = Vec::new();
            for (number, line) in lines(text, kind.weight(), SIZE, width - GAP).iter().enumerate() {
                let mut canvas = Canvas::default();
                let down = f32::from(u16::try_from(number).unwrap_or(0)) * LEADING;
                let y = self.y + SIZE + 1.0 + down;
                let (x, along) =
                    if head.numeric { (left + width - GAP, Along::End) } else { (left, Along::Start) };
                let tone = if matches!(kind, Kind::Head { .. }) { Tone::Muted } else { Tone::Ink };
                match kind.weight() {
                    Weight::Bold => canvas.strong(x, y, line, SIZE, along, tone),
                    Weight::Regular => canvas.text(x, y, line, SIZE, along, tone),
                }
                let ornament = matches!(kind, Kind::Head { again: true });
                runs.push(Node::Run(self.run(canvas.marks, ornament)));
            }
            nodes.push(Node::Group(role, runs));
            left += width;
        }
        let mut rule = Canvas::default();
        let width = if matches!(kind, Kind::Head { .. }) { 0.9 } else { 0.4 };
        let under = self.y + tall;
        rule.line(vec![(LEFT, under), (left - GAP, under)], width, Tone::Faint);
        self.run(rule.marks, true);
        self.y = under + 2.0;
        Node::Group(Role::Row, nodes)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Head { again: bool },
    Plain,
    Strong,
}

impl Kind {
    fn weight(self) -> Weight {
        match self {
            Kind::Head { .. } | Kind::Strong => Weight::Bold,
            Kind::Plain => Weight::Regular,
        }
    }
}

fn height(cells: &[String], widths: &[f32], kind: Kind) -> f32 {
    let tallest = cells.iter().zip(widths).map(|(cell, width)| {
        let lines = lines(cell, kind.weight(), SIZE, width - GAP).len().max(1);
        f32::from(u16::try_from(lines).unwrap_or(1))
    });
    tallest.fold(1.0, f32::max) * LEADING + 3.0
}

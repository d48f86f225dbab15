//! A map as one SVG, made on the server: areas coloured by a figure, each a link with its name and figure.
//!
//! The figures always stand in [`Map::rows`] too, for the table beside the map. The SVG holds no style and no
//! script: `class="area q0"` to `q5` says how much, plain `area` that nothing is known; CSS does the rest.
//!
//! Always true: neighbours share their simplified border, so no gap shows between them.

mod class;
mod draw;
mod label;
mod shrink;

use std::sync::Arc;

use crate::code::Code;
use crate::geometry::Atlas;

pub use class::Step;
pub(crate) use draw::Drawing;

/// An area to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    pub code: Code,
    pub name: String,
    /// The figure that colours it, if any is known.
    pub value: Option<f64>,
    /// The figure as people read it in their language: "1.250 usaha". Blank if there is none.
    pub text: String,
}

/// A line of the table beside the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub area: Area,
    pub href: String,
    /// From 0 (least, or none at all) to 5 (most).
    pub class: Option<u8>,
    /// Whether a border is known, so that the area shows on the map.
    pub drawn: bool,
}

/// A drawn map.
pub struct Map {
    rows: Vec<Row>,
    steps: Vec<Step>,
    drawing: Arc<Drawing>,
}

impl Map {
    /// Draws areas that lie beside each other, usually [`Atlas::children`] of one area. Areas without a known
    /// border are only in the rows.
    pub fn of_children(atlas: &Atlas, areas: Vec<Area>, href: impl Fn(Code) -> String) -> Self {
        let scale = class::Scale::of(areas.iter().filter_map(|area| area.value));
        let drawing = atlas.drawing(areas.iter().map(|area| area.code).collect(), |codes| {
            let shapes: Vec<_> = codes.iter().map(|code| atlas.outline(*code)).collect();
            Drawing::of(atlas, &shapes)
        });
        let rows = areas.into_iter().zip(drawing.paths()).map(|(area, path)| Row {
            href: href(area.code),
            class: area.value.and_then(|value| scale.class(value)),
            drawn: !path.is_empty(),
            area,
        });
        let rows = rows.collect();
        Self { rows, steps: scale.steps(), drawing }
    }

    /// The table: one row per area, in the order given.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The legend: which figures each class stands for, from least to most.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The SVG. `title` names the map for those who do not see it.
    pub fn svg(&self, title: &str) -> String {
        self.svg_around(title, None)
    }

    /// The same with one area marked as the one that the page is about. The others then show no figures, so that only
    /// one stands out.
    pub fn svg_around(&self, title: &str, here: Option<Code>) -> String {
        let (width, height) = self.drawing.size();
        let mut svg = format!(
            r#"<svg class="map" viewBox="0 0 {width} {height}" role="group" aria-label="{}">"#,
            escape(title)
        );
        for (row, path) in self.rows.iter().zip(self.drawing.paths()) {
            if path.is_empty() {
                continue;
            }
            let class = match here {
                Some(here) if here == row.area.code => r#" q0 here" aria-current="page"#.to_owned(),
                Some(_) => " q0".to_owned(),
                None => row.class.map(|class| format!(" q{class}")).unwrap_or_default(),
            };
            let parted = if row.area.text.is_empty() { "" } else { ": " };
            svg += &format!(
                r#"<a class="area{class}" href="{}"><title>{}{parted}{}</title><path d="{path}"/></a>"#,
                escape(&row.href),
                escape(&row.area.name),
                escape(&row.area.text)
            );
        }
        svg += &label::names(&self.rows, self.drawing.grounds());
        svg + "</svg>"
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in XML at all.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;

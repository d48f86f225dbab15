//! Charts as SVG, drawn on the server: they print, need no script, follow the page's colours in light and dark, and say in
//! words and in a table what they show.
//!
//! The axes, their ticks and the place of everything are those of `plotters`; what it places is drawn by a [`Pen`]: that of
//! pages keeps text as text and colours as classes of a style sheet, which a page with charts links by [`sheet`]. Whoever
//! draws elsewhere, on paper for instance, gives [`Chart::draw`] a pen of theirs.
//!
//! Always true: no style attribute, no script, no colour: classes only; every value of a chart is in its table.

mod draw;
mod ink;
mod pen;
mod svg;
#[cfg(test)]
mod tests;

use kernel::{Error, Say};
use plotters::prelude::IntoDrawingArea;

use crate::{Html, Ui};

pub use ink::Ink;
pub use pen::{Along, Pen};

/// The charts' style sheet, before the first chart of a page: pages without charts do not carry it.
pub fn sheet(ui: &Ui) -> Html {
    let mut html = Html::trusted("<link rel=\"stylesheet\"");
    html.attr("href", &ui.asset("chart.css"));
    html.push_trusted(">");
    html
}

/// How a chart shows its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A lying bar per label: parts of a whole, names of any length.
    Bars,
    /// Lying bars, the series of a label end to end.
    Stacked,
    /// A standing bar per label: years, months.
    Columns,
    /// A line per series over the labels: growth.
    Lines,
}

/// One row of values, one for each label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    /// `None` where nothing is known, or may be told.
    pub values: Vec<Option<i64>>,
}

/// A chart: what it shows, in words and numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Tells charts of one page apart: letters, digits and hyphens.
    pub id: String,
    pub title: String,
    /// What the labels are: "Bidang usaha".
    pub over: String,
    /// "usaha", "orang".
    pub unit: String,
    pub kind: Kind,
    pub labels: Vec<String>,
    pub series: Vec<Series>,
}

impl Chart {
    /// A chart of one series.
    pub fn new(id: impl Into<String>, kind: Kind, title: impl Into<String>) -> Chart {
        Chart {
            id: id.into(),
            title: title.into(),
            over: String::new(),
            unit: String::new(),
            kind,
            labels: Vec::new(),
            series: Vec::new(),
        }
    }

    /// What the labels are, and what is counted.
    #[must_use]
    pub fn of(mut self, over: impl Into<String>, unit: impl Into<String>) -> Chart {
        self.over = over.into();
        self.unit = unit.into();
        self
    }

    /// With labels and the values of its only series.
    #[must_use]
    pub fn values(mut self, values: Vec<(String, Option<i64>)>) -> Chart {
        let (labels, values) = values.into_iter().unzip();
        self.labels = labels;
        self.series = vec![Series { name: self.unit.clone(), values }];
        self
    }

    /// With labels and several series.
    #[must_use]
    pub fn series(mut self, labels: Vec<String>, series: Vec<Series>) -> Chart {
        self.labels = labels;
        self.series = series;
        self
    }

    /// Whether there is nothing to be drawn.
    pub fn is_empty(&self) -> bool {
        !self.series.iter().any(|series| series.values.iter().any(Option::is_some))
    }

    /// The size of the drawing in its own units; text is 12 of them high.
    pub fn size(&self) -> (u32, u32) {
        draw::size(self)
    }

    /// Draws with any pen, on a ground of [`Chart::size`].
    pub fn draw(&self, ui: &Ui, pen: &mut impl Pen) -> Result<(), Error> {
        let area = pen::Backend { pen, size: self.size() }.into_drawing_area();
        draw::draw(self, ui, &area).map_err(|error| Error::broken(error.to_string()))
    }

    /// The drawing alone, with its title and description for those who do not see it.
    pub fn svg(&self, ui: &Ui) -> Result<Html, Error> {
        let mut drawn = svg::Svg::default();
        let (width, height) = self.size();
        self.draw(ui, &mut drawn)?;
        let id = format!("bagan-{}", self.id);
        let mut html = Html::trusted(format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\""));
        html.attr("aria-labelledby", &format!("{id}-j {id}-k"));
        html.push_trusted("><title");
        html.attr("id", &format!("{id}-j"));
        html.push_trusted(">");
        html.push_text(&self.title);
        html.push_trusted("</title><desc");
        html.attr("id", &format!("{id}-k"));
        html.push_trusted(">");
        html.push_text(&self.description(ui));
        html.push_trusted("</desc>");
        // The pen has escaped the text in it.
        html.push_trusted(&drawn.body);
        html.push_trusted("</svg>");
        Ok(html)
    }

    /// The drawing with its legend, and its table folded up beneath.
    pub fn figure(&self, ui: &Ui) -> Result<Html, Error> {
        self.figure_with(ui, &self.table(ui))
    }

    /// The same with a table of the caller's, whose figures lead somewhere.
    pub fn figure_with(&self, ui: &Ui, table: &Html) -> Result<Html, Error> {
        let mut html = Html::trusted("<figure class=\"chart\">");
        // Where all that is known has no place on the drawing, the table is left.
        if !self.is_empty() {
            html.push(&self.svg(ui)?);
            html.push(&self.legend());
        }
        html.push_trusted("<details class=\"more\"><summary>");
        html.push_text(&ui.t("web-chart-table"));
        html.push_trusted("</summary>");
        html.push(table);
        html.push_trusted("</details></figure>");
        Ok(html)
    }

    /// All values as a table.
    pub fn table(&self, ui: &Ui) -> Html {
        let mut html = Html::trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
        html.attr("aria-label", &self.title);
        html.push_trusted("><table class=\"table\"><thead><tr><th scope=\"col\">");
        html.push_text(&self.over);
        for series in &self.series {
            html.push_trusted("</th><th scope=\"col\" class=\"num\">");
            html.push_text(&series.name);
        }
        html.push_trusted("</th></tr></thead><tbody>");
        for (at, label) in self.labels.iter().enumerate() {
            html.push_trusted("<tr><th scope=\"row\">");
            html.push_text(label);
            html.push_trusted("</th>");
            for series in &self.series {
                html.push_trusted("<td class=\"num\">");
                html.push_text(&number(ui, series.values.get(at).copied().flatten()));
                html.push_trusted("</td>");
            }
            html.push_trusted("</tr>");
        }
        html.push_trusted("</tbody></table></div>");
        html
    }

    /// All values as the lines of a CSV file, the head first; numbers as machines read them.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let head = std::iter::once(self.over.clone()).chain(self.series.iter().map(|s| s.name.clone()));
        let mut rows = vec![head.collect::<Vec<_>>()];
        for (at, label) in self.labels.iter().enumerate() {
            let values = self.series.iter().map(|series| {
                series.values.get(at).copied().flatten().map(|value| value.to_string()).unwrap_or_default()
            });
            rows.push(std::iter::once(label.clone()).chain(values).collect());
        }
        rows
    }

    /// The chart in a sentence or two: the largest of few, the first and last of many.
    pub fn description(&self, ui: &Ui) -> String {
        let Some(series) = self.series.first() else { return String::new() };
        let known: Vec<(&String, i64)> = self
            .labels
            .iter()
            .zip(&series.values)
            .filter_map(|(label, value)| Some((label, (*value)?)))
            .collect();
        let told = match self.kind {
            Kind::Bars | Kind::Stacked => {
                let mut largest = known.clone();
                largest.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
                largest.truncate(3);
                largest
            }
            Kind::Columns | Kind::Lines => known.first().into_iter().chain(known.last()).copied().collect(),
        };
        let told: Vec<String> =
            told.iter().map(|(label, value)| format!("{label} {}", ui.number(*value))).collect();
        let say = Say::new("web-chart-description")
            .with("count", ui.number(i64::try_from(known.len()).unwrap_or(i64::MAX)))
            .with("told", told.join("; "));
        ui.say(&say)
    }

    fn legend(&self) -> Html {
        let mut html = Html::default();
        if self.series.len() < 2 {
            return html;
        }
        html.push_trusted("<ul class=\"legend\">");
        for (at, series) in self.series.iter().enumerate() {
            let class = Ink::series(self.kind, at).class();
            html.push_trusted(&format!(
                "<li><svg viewBox=\"0 0 9 9\" aria-hidden=\"true\"><rect class=\"{class}\" width=\"9\" height=\"9\"/></svg>"
            ));
            html.push_text(&series.name);
            html.push_trusted("</li>");
        }
        html.push_trusted("</ul>");
        html
    }
}

fn number(ui: &Ui, value: Option<i64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| ui.number(value))
}

//! How figures of promises are named and set beside each other.

use std::collections::BTreeMap;

use kernel::{AreaCode, Level};
use web::blocks;
use web::{Html, Ui};

pub(crate) use crate::words::{category, kind};

use super::rules::{Cell, Part};
use super::tally::Reached;

/// Which figure: "2023, WUB, Kecamatan Beji".
pub(crate) fn cell(ui: &Ui, cell: &Cell) -> String {
    let mut words = vec![year(ui, cell.year)];
    if !cell.category.is_empty() {
        words.push(category(ui, &cell.category));
    }
    if cell.area.level() > Level::City {
        words.push(ui.place(&cell.area));
    }
    words.join(", ")
}

/// A year, or the term.
pub(crate) fn year(ui: &Ui, year: i16) -> String {
    if year == 0 { ui.t("programmes-promise-term-whole") } else { year.to_string() }
}

/// What was promised and what was reached, ready to be asked for by cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    promised: BTreeMap<Cell, i64>,
    reached: BTreeMap<Cell, i64>,
}

impl Figures {
    /// Sums what was reached to the term and up the territories.
    pub(crate) fn new(parts: Vec<Part>, reached: &[Reached]) -> Figures {
        let mut figures = Figures {
            promised: parts.into_iter().map(|p| (p.cell, p.figure)).collect(),
            ..Figures::default()
        };
        for Reached { cell, people } in reached {
            for area in std::iter::successors(Some(cell.area.clone()), AreaCode::parent) {
                for year in [0, cell.year] {
                    let cell = Cell { year, category: cell.category.clone(), area: area.clone() };
                    *figures.reached.entry(cell).or_default() += people;
                }
            }
        }
        figures
    }

    pub(crate) fn promised(&self, cell: &Cell) -> Option<i64> {
        self.promised.get(cell).copied()
    }

    pub(crate) fn reached(&self, cell: &Cell) -> i64 {
        self.reached.get(cell).copied().unwrap_or(0)
    }

    /// The years of which anything is known, in their order.
    pub(crate) fn years(&self) -> Vec<i16> {
        let all = self.promised.keys().chain(self.reached.keys()).map(|cell| cell.year).filter(|y| *y != 0);
        all.collect::<std::collections::BTreeSet<i16>>().into_iter().collect()
    }
}

/// A figure, or that there is none.
pub(crate) fn figure(ui: &Ui, figure: Option<i64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| ui.number(figure))
}

/// How much of what was promised was reached.
pub(crate) fn share(ui: &Ui, promised: Option<i64>, reached: i64) -> String {
    match promised {
        Some(promised) if promised > 0 => format!("{} %", ui.number(reached * 100 / promised)),
        _ => "–".to_owned(),
    }
}

/// A table whose first cells are headings and whose others are figures.
pub(super) fn table(ui: &Ui, title: &str, heads: &[String], rows: &[Vec<Html>]) -> Html {
    table_with(ui, title, heads, 1, rows)
}

/// A table whose first cells are headings, the others up to `names` words, and the rest figures.
pub(crate) fn table_with(ui: &Ui, title: &str, heads: &[String], names: usize, rows: &[Vec<Html>]) -> Html {
    let mut html = Html::trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html.attr("aria-label", title);
    html.push_trusted("><table class=\"table\" data-rows><thead><tr>");
    for (at, head) in heads.iter().enumerate() {
        html.push_trusted(if at < names { "<th scope=\"col\">" } else { "<th scope=\"col\" class=\"num\">" });
        html.push_text(head);
        html.push_trusted("</th>");
    }
    html.push_trusted("</tr></thead><tbody>");
    for row in rows {
        html.push_trusted("<tr>");
        for (at, cell) in row.iter().enumerate() {
            html.push_trusted(match at {
                0 => "<th scope=\"row\">",
                at if at < names => "<td>",
                _ => "<td class=\"num\">",
            });
            html.push(cell);
            html.push_trusted(if at == 0 { "</th>" } else { "</td>" });
        }
        html.push_trusted("</tr>");
    }
    html.push_trusted("</tbody></table></div>");
    if rows.is_empty() { blocks::paragraph(ui, "programmes-promise-nothing-yet") } else { html }
}

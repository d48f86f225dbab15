//! Tables: filter, sort, page and export, all in the address.

use axum::response::{IntoResponse, Response};
use kernel::Say;

use crate::blocks;
use crate::blocks::icon;
use crate::field::Kind;
use crate::icon::Icon;
use crate::list::{ListQuery, PER_PAGE};
use crate::{Html, Ui};

type Cell<R> = Box<dyn Fn(&Ui, &R) -> Html + Send + Sync>;
type Plain<R> = Box<dyn Fn(&Ui, &R) -> String + Send + Sync>;

/// One column.
pub struct Column<R> {
    label: Say,
    sort: Option<&'static str>,
    class: &'static str,
    cell: Cell<R>,
    plain: Plain<R>,
}

impl<R> Column<R> {
    /// A column of text.
    pub fn text(
        label: impl Into<Say>,
        plain: impl Fn(&Ui, &R) -> String + Send + Sync + Clone + 'static,
    ) -> Column<R> {
        let cell = plain.clone();
        Column {
            label: label.into(),
            sort: None,
            class: "",
            cell: Box::new(move |ui, row| Html::text(&cell(ui, row))),
            plain: Box::new(plain),
        }
    }

    /// A column whose cells are shown otherwise than they are exported: links, badges.
    pub fn html(
        label: impl Into<Say>,
        cell: impl Fn(&Ui, &R) -> Html + Send + Sync + 'static,
        plain: impl Fn(&Ui, &R) -> String + Send + Sync + 'static,
    ) -> Column<R> {
        Column { label: label.into(), sort: None, class: "", cell: Box::new(cell), plain: Box::new(plain) }
    }

    /// Can be sorted by; the name is what `?urut=` takes.
    #[must_use]
    pub fn sort(mut self, name: &'static str) -> Column<R> {
        self.sort = Some(name);
        self
    }

    /// Figures, aligned at their end.
    #[must_use]
    pub fn numeric(mut self) -> Column<R> {
        self.class = "num";
        self
    }

    /// Given room: addresses, which would else stand one word under the other.
    #[must_use]
    pub fn wide(mut self) -> Column<R> {
        self.class = "wide";
        self
    }

    /// Kept on one line: days, codes.
    #[must_use]
    pub fn whole(mut self) -> Column<R> {
        self.class = "nowrap";
        self
    }
}

/// A filter above the table.
pub struct Filter {
    pub(crate) name: &'static str,
    pub(crate) label: Say,
    pub(crate) kind: Kind,
}

/// A list as a table.
pub struct Table<'a, R> {
    pub(crate) title: String,
    pub(crate) query: &'a ListQuery,
    pub(crate) columns: Vec<Column<R>>,
    pub(crate) rows: &'a [R],
    pub(crate) total: i64,
    pub(crate) filters: Vec<Filter>,
    pub(crate) sorts: &'a [&'a str],
    pub(crate) empty: Html,
    pub(crate) export: bool,
    pub(crate) workbook: bool,
    /// The filters from this one on are folded away.
    pub(crate) folded: Option<usize>,
    /// Filters that are set by links alone: name, and what it narrows to.
    pub(crate) kept: Vec<(&'static str, Say)>,
    /// `total` is where counting stopped.
    pub(crate) more: bool,
}

impl<'a, R> Table<'a, R> {
    /// `rows` is the page that `query` asked for, `total` counts all that match, `title` names it for screen readers,
    /// `sorts` are the names it can be sorted by, the default first.
    pub fn new(
        title: impl Into<String>,
        query: &'a ListQuery,
        sorts: &'a [&'a str],
        rows: &'a [R],
        total: i64,
    ) -> Table<'a, R> {
        Table {
            title: title.into(),
            query,
            columns: Vec::new(),
            rows,
            total,
            filters: Vec::new(),
            sorts,
            empty: Html::default(),
            export: false,
            workbook: false,
            folded: None,
            kept: Vec::new(),
            more: false,
        }
    }

    #[must_use]
    pub fn column(mut self, column: Column<R>) -> Table<'a, R> {
        self.columns.push(column);
        self
    }

    /// A search field above the table (`?q=`).
    #[must_use]
    pub fn search(mut self, label: impl Into<Say>) -> Table<'a, R> {
        self.filters.push(Filter { name: "q", label: label.into(), kind: Kind::Search });
        self
    }

    /// A choice above the table; the first entry should be "all", with an empty value.
    #[must_use]
    pub fn filter(
        mut self,
        name: &'static str,
        label: impl Into<Say>,
        choices: Vec<(String, String)>,
    ) -> Table<'a, R> {
        self.filters.push(Filter { name, label: label.into(), kind: Kind::Select(choices) });
        self
    }

    /// A date above the table.
    #[must_use]
    pub fn filter_date(mut self, name: &'static str, label: impl Into<Say>) -> Table<'a, R> {
        self.filters.push(Filter { name, label: label.into(), kind: Kind::Date });
        self
    }

    /// The filters that follow are folded away until one of them is set: a phone's screen has room for a few.
    #[must_use]
    pub fn fold(mut self) -> Table<'a, R> {
        self.folded = Some(self.filters.len());
        self
    }

    /// A filter that only links set. It stays when others are changed, says what it is, and can be taken off.
    #[must_use]
    pub fn keep(mut self, name: &'static str, what: impl Into<Say>) -> Table<'a, R> {
        if self.query.get(name).is_some() {
            self.kept.push((name, what.into()));
        }
        self
    }

    /// What is shown when nothing matches and nothing was asked for.
    #[must_use]
    pub fn empty(mut self, html: Html) -> Table<'a, R> {
        self.empty = html;
        self
    }

    /// With a link to the same list as CSV; the handler answers it with [`Table::csv`].
    #[must_use]
    pub fn export(mut self) -> Table<'a, R> {
        self.export = true;
        self
    }

    /// With a link to the same list as a workbook (`?bentuk=xlsx`); the handler writes it from [`Table::heads`] and
    /// [`Table::cells`].
    #[must_use]
    pub fn workbook(mut self) -> Table<'a, R> {
        self.workbook = true;
        self
    }

    /// There are more rows than `total`, where counting stopped: the pages end there too.
    #[must_use]
    pub fn more(mut self, more: bool) -> Table<'a, R> {
        self.more = more;
        self
    }

    /// The names of the columns, as exported.
    pub fn heads(&self, ui: &Ui) -> Vec<String> {
        self.columns.iter().map(|column| ui.say(&column.label)).collect()
    }

    /// The cells of a row, as exported.
    pub fn cells(&self, ui: &Ui, row: &R) -> Vec<String> {
        self.columns.iter().map(|column| (column.plain)(ui, row)).collect()
    }

    pub fn html(&self, ui: &Ui) -> Html {
        let mut html = self.tools(ui);
        if self.rows.is_empty() {
            let asked = !self.kept.is_empty()
                || self.filters.iter().any(|filter| self.query.get(filter.name).is_some());
            html.push(&if asked || self.empty.is_empty() {
                blocks::empty(ui, "web-table-nothing", "web-table-nothing-hint")
            } else {
                self.empty.clone()
            });
            return html;
        }
        html.push_trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
        html.attr("aria-label", &self.title);
        html.push_trusted("><table class=\"table dense cards\" data-rows><thead><tr>");
        for column in &self.columns {
            self.head(ui, column, &mut html);
        }
        html.push_trusted("</tr></thead><tbody>");
        let heads = self.heads(ui);
        for row in self.rows {
            html.push_trusted("<tr>");
            for (number, (column, head)) in self.columns.iter().zip(&heads).enumerate() {
                let tag = if number == 0 { "th" } else { "td" };
                html.push_trusted(if number == 0 { "<th scope=\"row\"" } else { "<td" });
                if number > 0 {
                    html.attr("data-l", head);
                }
                if !column.class.is_empty() {
                    html.attr("class", column.class);
                }
                html.push_trusted(">");
                html.push(&(column.cell)(ui, row));
                html.push_trusted(&format!("</{tag}>"));
            }
            html.push_trusted("</tr>");
        }
        html.push_trusted("</tbody></table></div>");
        html.push(&self.pages(ui));
        html
    }

    /// All rows as a CSV file: UTF-8 with a mark, so that spreadsheets read it rightly, and safe against formulas.
    pub fn csv(&self, ui: &Ui, file: &str) -> Response {
        let rows: Vec<Vec<String>> =
            std::iter::once(self.heads(ui)).chain(self.rows.iter().map(|row| self.cells(ui, row))).collect();
        csv(&rows, file)
    }

    fn head(&self, ui: &Ui, column: &Column<R>, html: &mut Html) {
        html.push_trusted("<th scope=\"col\"");
        if column.class == "num" {
            html.attr("class", "num");
        }
        let label = ui.say(&column.label);
        let Some(sort) = column.sort else {
            html.push_trusted(">");
            html.push_text(&label);
            html.push_trusted("</th>");
            return;
        };
        let (current, descending) = self.query.sort(self.sorts);
        let here = current == sort;
        if here {
            html.attr("aria-sort", if descending { "descending" } else { "ascending" });
        }
        let wish = if here && !descending { format!("-{sort}") } else { sort.to_owned() };
        html.push_trusted("><a");
        html.attr("href", &self.address(ui, &self.query.with("urut", Some(&wish))));
        html.push_trusted(">");
        html.push_text(&label);
        if here {
            html.push(&icon(if descending { Icon::ArrowDown } else { Icon::ArrowUp }));
        }
        html.push_trusted("</a></th>");
    }

    pub(crate) fn address(&self, ui: &Ui, query: &str) -> String {
        let path = ui.here.split('?').next().unwrap_or_default();
        format!("{}{query}", ui.url(path))
    }

    fn pages(&self, ui: &Ui) -> Html {
        let (page, last) = (self.query.page(), (self.total.max(1) - 1) / PER_PAGE + 1);
        let from = (page - 1) * PER_PAGE + 1;
        let to = from + i64::try_from(self.rows.len()).unwrap_or(0) - 1;
        let mut html = Html::trusted("<nav class=\"pages\"");
        html.attr("aria-label", &ui.t("web-pages"));
        html.push_trusted("><span class=\"count\">");
        let count = Say::new(if self.more { "web-pages-count-more" } else { "web-pages-count" })
            .with("from", ui.number(from))
            .with("to", ui.number(to))
            .with("total", ui.number(self.total));
        html.push_text(&ui.say(&count));
        html.push_trusted("</span>");
        if last > 1 {
            html.push_trusted("<ul>");
            let mut step = |target: i64, shape: Icon, label: &'static str, rel: &str| {
                if (1..=last).contains(&target) {
                    html.push_trusted("<li><a");
                    html.attr("href", &self.address(ui, &self.query.with("hal", Some(&target.to_string()))));
                    html.attr("rel", rel);
                    html.attr("aria-label", &ui.t(label));
                    html.push_trusted(">");
                    html.push(&icon(shape));
                    html.push_trusted("</a></li>");
                }
            };
            step(page - 1, Icon::ArrowLeft, "web-pages-previous", "prev");
            step(page + 1, Icon::ArrowRight, "web-pages-next", "next");
            html.push_trusted("</ul>");
        }
        html.push_trusted("</nav>");
        html
    }
}

/// Rows as a CSV file, the head first: UTF-8 with a mark, so that spreadsheets read it rightly, and safe against formulas.
pub fn csv(rows: &[Vec<String>], file: &str) -> Response {
    let mut text = String::from('\u{feff}');
    for row in rows {
        line(&mut text, row);
    }
    let name = format!("attachment; filename=\"{file}.csv\"");
    let headers = [("content-type", "text/csv; charset=utf-8"), ("content-disposition", name.as_str())];
    (headers, text).into_response()
}

/// One line of CSV (RFC 4180). A cell that a spreadsheet could take for a formula begins with an apostrophe; telephone
/// numbers and negative figures are left as they are.
fn line(text: &mut String, cells: &[String]) {
    for (number, cell) in cells.iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        let figure =
            cell.trim_start_matches(['+', '-', '−']).chars().all(|c| c.is_ascii_digit() || " .,".contains(c));
        let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) && !figure;
        text.push('"');
        if risky {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for (cell, expected) in [
            ("=1+1", "\"'=1+1\"\r\n"),
            ("@SUM(A1)", "\"'@SUM(A1)\"\r\n"),
            ("-cmd", "\"'-cmd\"\r\n"),
            ("+62 812 3456", "\"+62 812 3456\"\r\n"),
            ("-1.250", "\"-1.250\"\r\n"),
            ("a \"b\", c", "\"a \"\"b\"\", c\"\r\n"),
            ("＝1", "\"'＝1\"\r\n"),
        ] {
            let mut text = String::new();
            line(&mut text, &[cell.to_owned()]);
            assert_eq!(text, expected);
        }
    }
}

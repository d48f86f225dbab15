//! What stands above a table: search, filters, files.

use crate::blocks::icon;
use crate::icon::Icon;
use crate::table::{Filter, Table};
use crate::{Html, Ui};

impl<R> Table<'_, R> {
    pub(crate) fn tools(&self, ui: &Ui) -> Html {
        let mut html = Html::default();
        if self.filters.is_empty() && !self.export && !self.workbook {
            return html;
        }
        html.push_trusted("<form class=\"tools\" role=\"search\" method=\"get\"");
        html.attr("action", &self.address(ui, ""));
        html.attr("aria-label", &ui.t("web-table-filter"));
        html.push_trusted(">");
        let (shown, folded) = self.filters.split_at(self.folded.unwrap_or(self.filters.len()));
        self.controls(ui, shown, &mut html);
        if !folded.is_empty() {
            let set = folded.iter().any(|filter| self.query.get(filter.name).is_some());
            html.push_trusted(if set { "<details class=\"more\" open>" } else { "<details class=\"more\">" });
            html.push_trusted("<summary>");
            html.push_text(&ui.t("web-table-more-filters"));
            html.push_trusted("</summary><div class=\"form-row\">");
            self.controls(ui, folded, &mut html);
            html.push_trusted("</div></details>");
        }
        for (name, _) in &self.kept {
            html.push(&crate::Field::hidden(name, self.query.get(name).unwrap_or_default()).html(ui));
        }
        if let Some(sort) = self.query.get("urut") {
            html.push(&crate::Field::hidden("urut", sort).html(ui));
        }
        if !self.filters.is_empty() {
            html.push_trusted("<button class=\"button quiet\">");
            html.push(&icon(Icon::Filter));
            html.push_text(&ui.t("web-table-apply"));
            html.push_trusted("</button>");
        }
        for (wanted, shape, label) in [(self.export, "csv", "CSV"), (self.workbook, "xlsx", "XLSX")] {
            if wanted {
                html.push_trusted("<a class=\"button quiet\"");
                html.attr("href", &self.address(ui, &self.query.with("bentuk", Some(shape))));
                html.push_trusted(" download>");
                html.push(&icon(Icon::Download));
                html.push_text(label);
                html.push_trusted("</a>");
            }
        }
        html.push_trusted("</form>");
        self.tags(ui, &mut html);
        html
    }

    fn controls(&self, ui: &Ui, filters: &[Filter], html: &mut Html) {
        for filter in filters {
            let value = self.query.get(filter.name).unwrap_or_default();
            let field =
                crate::Field::new(filter.name, filter.label.clone(), filter.kind.clone()).value(value);
            html.push(&field.html(ui));
        }
    }

    /// What links narrowed the list to, each with a way to take it off.
    fn tags(&self, ui: &Ui, html: &mut Html) {
        if self.kept.is_empty() {
            return;
        }
        html.push_trusted("<div class=\"filters\">");
        for (name, what) in &self.kept {
            html.push_trusted("<a class=\"tag\"");
            html.attr("href", &self.address(ui, &self.query.with(name, None)));
            html.push_trusted(">");
            html.push_text(&ui.say(what));
            html.push(&icon(Icon::Close));
            html.push_trusted("<span class=\"sr\">");
            html.push_text(&ui.t("web-table-filter-off"));
            html.push_trusted("</span></a>");
        }
        html.push_trusted("</div>");
    }
}

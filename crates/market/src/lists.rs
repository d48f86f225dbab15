//! What the lists of this room share.

use web::list::PER_PAGE;
use web::{Html, ListQuery, Ui, blocks};

fn address(ui: &Ui, path: &str, query: &str) -> String {
    format!("{}{query}", ui.url(path))
}

/// Links to the same list by state; `now` is the one that is shown. `title` is a message.
pub(crate) fn states<'a>(
    ui: &Ui,
    title: &'static str,
    path: &str,
    query: &ListQuery,
    choices: impl Iterator<Item = (Option<&'a str>, String)>,
    now: Option<&str>,
) -> Html {
    let mut html = Html::trusted("<nav class=\"pages\"");
    html.attr("aria-label", &ui.t(title));
    html.push_trusted("><ul>");
    for (word, label) in choices {
        html.push_trusted("<li>");
        if now == word {
            html.push_trusted("<strong aria-current=\"true\">");
            html.push_text(&label);
            html.push_trusted("</strong>");
        } else {
            html.push(&blocks::link(&address(ui, path, &query.with("status", word)), &label));
        }
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul></nav>");
    html
}

/// To the page before and the next one, where there is one.
pub(crate) fn turn(ui: &Ui, query: &ListQuery, path: &str, total: i64) -> Html {
    let (page, last) = (query.page(), (total.max(1) - 1) / PER_PAGE + 1);
    let mut links = Vec::new();
    for (target, label) in [(page - 1, "market-before"), (page + 1, "market-after")] {
        if (1..=last).contains(&target) && last > 1 {
            let to = address(ui, path, &query.with("hal", Some(&target.to_string())));
            links.push(blocks::button_link(&to, &ui.t(label), true));
        }
    }
    blocks::row(&links)
}

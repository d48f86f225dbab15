//! Pieces that the desk's pages of this room share.

use kernel::{Error, Role};
use web::blocks;
use web::{Html, Ui};

/// A part of a page under its own heading. `title` is a message.
pub(crate) fn section(ui: &Ui, title: &'static str, inner: &Html) -> Html {
    let mut html = Html::trusted("<section class=\"stack\"");
    html.attr("aria-labelledby", title);
    html.push_trusted("><h2");
    html.attr("id", title);
    html.push_trusted(">");
    html.push_text(&ui.t(title));
    html.push_trusted("</h2>");
    html.push(inner);
    html.push_trusted("</section>");
    html
}

/// A short table; `heads` are messages, the first cell of each row is its heading.
pub(crate) fn table(ui: &Ui, title: &'static str, heads: &[&'static str], rows: &[Vec<Html>]) -> Html {
    let mut html = Html::trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html.attr("aria-label", &ui.t(title));
    html.push_trusted("><table class=\"table dense\"><thead><tr>");
    for head in heads {
        html.push_trusted("<th scope=\"col\">");
        html.push_text(&ui.t(head));
        html.push_trusted("</th>");
    }
    html.push_trusted("</tr></thead><tbody>");
    for row in rows {
        html.push_trusted("<tr>");
        for (number, cell) in row.iter().enumerate() {
            html.push_trusted(if number == 0 { "<th scope=\"row\">" } else { "<td>" });
            html.push(cell);
            html.push_trusted(if number == 0 { "</th>" } else { "</td>" });
        }
        html.push_trusted("</tr>");
    }
    html.push_trusted("</tbody></table></div>");
    html
}

/// One or several parts with space between them.
pub(crate) fn stack(parts: &[Html]) -> Html {
    let mut html = Html::trusted("<div class=\"stack\">");
    for part in parts {
        html.push(part);
    }
    html.push_trusted("</div>");
    html
}

/// A paragraph of a message.
pub(crate) fn paragraph(ui: &Ui, message: &'static str) -> Html {
    let mut html = Html::trusted("<p class=\"muted\">");
    html.push_text(&ui.t(message));
    html.push_trusted("</p>");
    html
}

/// Buttons beside each other.
pub(crate) fn row(parts: &[Html]) -> Html {
    let mut html = Html::trusted("<div class=\"row\">");
    for part in parts {
        html.push(part);
    }
    html.push_trusted("</div>");
    html
}

/// A link to a path of this city that looks like a quiet button.
pub(crate) fn quiet(ui: &Ui, path: &str, message: &'static str) -> Html {
    blocks::button_link(&ui.url(path), &ui.t(message), true)
}

/// What a role is called.
pub(crate) fn role(ui: &Ui, role: Role) -> String {
    ui.t_of("identity-role-", role.as_str())
}

/// The text of the reader's language out of Indonesian and English.
pub(crate) fn either<'a>(ui: &Ui, both: &'a [String; 2]) -> &'a str {
    let [id, en] = both;
    match ui.lang {
        web::Lang::Id => id,
        web::Lang::En => en,
    }
}

/// What a permission or fact is called in the trail; its own name where nobody gave it one.
pub(crate) fn action(ui: &Ui, name: &str) -> String {
    let part = name.replace(['.', '_'], "-");
    let key = format!("identity-action-{part}");
    let said = ui.t_of("identity-action-", &part);
    if said == key { name.to_owned() } else { said }
}

/// The end of a day that a form gave, in the city's zone; `None` when it was left empty.
pub(crate) fn end_of_day(ui: &Ui, text: &str) -> Result<Option<kernel::Instant>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let invalid = || Error::field("until", "identity-date-form");
    let date: chrono::NaiveDate = text.parse().map_err(|_| invalid())?;
    let midnight = date.succ_opt().ok_or_else(invalid)?.and_time(chrono::NaiveTime::MIN).and_utc();
    Ok(Some(midnight - (ui.city.zone.local(midnight) - midnight.naive_utc())))
}

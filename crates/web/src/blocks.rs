//! Small pieces that many pages share: badges, notices, empty states, facts, buttons that post, slots for panels.

use kernel::Say;

use crate::icon::Icon;
use crate::{Html, Ui};

/// An icon; always beside words, or inside a control that has a name.
pub fn icon(icon: Icon) -> Html {
    Html::trusted(crate::icon::icon(icon))
}

/// What a badge or notice means; said by its text too, never by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Good,
    Warn,
    Bad,
    /// In the city's own colour.
    City,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Good => " ok",
            Tone::Warn => " warn",
            Tone::Bad => " bad",
            Tone::City => " kota",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Tone::Plain | Tone::City => Icon::Info,
            Tone::Good => Icon::CircleCheck,
            Tone::Warn => Icon::Warning,
            Tone::Bad => Icon::Alert,
        }
    }
}

/// A short word about the state of something.
pub fn badge(text: &str, tone: Tone) -> Html {
    let mut html = Html::trusted(format!("<span class=\"badge{}\">", tone.class()));
    html.push_text(text);
    html.push_trusted("</span>");
    html
}

/// Something that the reader should know here.
pub fn notice(text: &str, tone: Tone) -> Html {
    notice_html(&Html::text(text), tone)
}

/// A notice with links in it.
pub fn notice_html(inner: &Html, tone: Tone) -> Html {
    let role = if tone == Tone::Bad { " role=\"alert\"" } else { "" };
    let mut html = Html::trusted(format!("<div class=\"notice{}\"{role}>", tone.class()));
    html.push(&icon(tone.icon()));
    html.push_trusted("<div><p>");
    html.push(inner);
    html.push_trusted("</p></div></div>");
    html
}

/// An empty list: what will be here, and what to do.
pub fn empty(ui: &Ui, title: &'static str, hint: &'static str) -> Html {
    empty_with(ui, title, hint, &Html::default())
}

/// The same with an action.
pub fn empty_with(ui: &Ui, title: &'static str, hint: &'static str, action: &Html) -> Html {
    let mut html = Html::trusted("<div class=\"empty\">");
    html.push(&icon(Icon::Search));
    html.push_trusted("<h2>");
    html.push_text(&ui.t(title));
    html.push_trusted("</h2><p class=\"muted\">");
    html.push_text(&ui.t(hint));
    html.push_trusted("</p>");
    html.push(action);
    html.push_trusted("</div>");
    html
}

/// The way to the same page of each city, for a page of the platform that has nothing of its own to show.
pub fn cities(ui: &Ui, path: &str) -> Html {
    let mut html = Html::trusted("<ul class=\"stack flow-2\">");
    for city in ui.site.cities.iter().filter(|city| city.id != kernel::CityId::PLATFORM) {
        html.push_trusted("<li>");
        html.push(&link(&format!("/{}{path}", city.slug), &city.name));
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul>");
    html
}

/// A link.
pub fn link(address: &str, text: &str) -> Html {
    let mut html = Html::trusted("<a");
    html.attr("href", address);
    html.push_trusted(">");
    html.push_text(text);
    html.push_trusted("</a>");
    html
}

/// A link that looks like a button.
pub fn button_link(address: &str, text: &str, quiet: bool) -> Html {
    let mut html = Html::trusted(if quiet { "<a class=\"button quiet\"" } else { "<a class=\"button\"" });
    html.attr("href", address);
    html.push_trusted(">");
    html.push_text(text);
    html.push_trusted("</a>");
    html
}

/// A button that prints the page. Hidden where no script runs: the browser's own menu prints too.
pub fn print_button(text: &str) -> Html {
    let mut html = Html::trusted("<button type=\"button\" class=\"button no-print\" data-print hidden>");
    html.push_text(text);
    html.push_trusted("</button>");
    html
}

/// A button that posts to an address, with hidden fields. `confirm` is asked first where scripts run; what cannot be
/// undone needs a page of its own instead.
pub fn post_button(
    action: &str,
    text: &str,
    fields: &[(&str, &str)],
    class: &str,
    confirm: Option<&str>,
) -> Html {
    let mut html = Html::trusted("<form method=\"post\" class=\"inline\"");
    html.attr("action", action);
    if let Some(question) = confirm {
        html.attr("data-confirm", question);
    }
    html.push_trusted(">");
    for (name, value) in fields {
        html.push_trusted("<input type=\"hidden\"");
        html.attr("name", name);
        html.attr("value", value);
        html.push_trusted(">");
    }
    html.push_trusted("<button");
    html.attr("class", &format!("button {class}"));
    html.push_trusted(">");
    html.push_text(text);
    html.push_trusted("</button></form>");
    html
}

/// Facts about one thing: term and description.
pub fn facts(ui: &Ui, rows: &[(Say, Html)]) -> Html {
    let mut html = Html::trusted("<dl class=\"dl\">");
    for (term, description) in rows {
        html.push_trusted("<div><dt>");
        html.push_text(&ui.say(term));
        html.push_trusted("</dt><dd>");
        html.push(description);
        html.push_trusted("</dd></div>");
    }
    html.push_trusted("</dl>");
    html
}

/// One big figure with its unit and, where needed, a remark about its origin.
pub fn stat(label: &str, figure: &str, remark: Option<&str>) -> Html {
    let mut html = Html::trusted("<div class=\"stat\"><dt>");
    html.push_text(label);
    html.push_trusted("</dt><dd>");
    html.push_text(figure);
    html.push_trusted("</dd>");
    if let Some(remark) = remark {
        html.push_trusted("<dd>");
        html.push_text(remark);
        html.push_trusted("</dd>");
    }
    html.push_trusted("</div>");
    html
}

/// A part of a page under its own heading. `title` is a message.
pub fn section(ui: &Ui, title: &'static str, inner: &Html) -> Html {
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

/// A short table; `heads` are messages, the first cell of each row is its heading. On a phone each row is a card, whose
/// lines say their column's name.
pub fn table(ui: &Ui, title: &'static str, heads: &[&'static str], rows: &[Vec<Html>]) -> Html {
    let mut html = Html::trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html.attr("aria-label", &ui.t(title));
    html.push_trusted("><table class=\"table dense cards\"><thead><tr>");
    let heads: Vec<String> = heads.iter().map(|head| ui.t(head)).collect();
    for head in &heads {
        html.push_trusted("<th scope=\"col\">");
        html.push_text(head);
        html.push_trusted("</th>");
    }
    html.push_trusted("</tr></thead><tbody>");
    for row in rows {
        html.push_trusted("<tr>");
        for (number, cell) in row.iter().enumerate() {
            html.push_trusted(if number == 0 { "<th scope=\"row\"" } else { "<td" });
            if number > 0 {
                html.attr("data-l", heads.get(number).map_or("", String::as_str));
            }
            html.push_trusted(">");
            html.push(cell);
            html.push_trusted(if number == 0 { "</th>" } else { "</td>" });
        }
        html.push_trusted("</tr>");
    }
    html.push_trusted("</tbody></table></div>");
    html
}

/// One or several parts with space between them.
pub fn stack(parts: &[Html]) -> Html {
    let mut html = Html::trusted("<div class=\"stack\">");
    for part in parts {
        html.push(part);
    }
    html.push_trusted("</div>");
    html
}

/// A paragraph of a message.
pub fn paragraph(ui: &Ui, message: &'static str) -> Html {
    let mut html = Html::trusted("<p class=\"muted\">");
    html.push_text(&ui.t(message));
    html.push_trusted("</p>");
    html
}

/// Buttons beside each other.
pub fn row(parts: &[Html]) -> Html {
    let mut html = Html::trusted("<div class=\"row\">");
    for part in parts {
        html.push(part);
    }
    html.push_trusted("</div>");
    html
}

/// A link to a path of this city that looks like a quiet button.
pub fn quiet(ui: &Ui, path: &str, message: &'static str) -> Html {
    button_link(&ui.url(path), &ui.t(message), true)
}

/// The panels that other rooms registered for a slot: links without scripts, loaded into place with htmx. None on the
/// platform itself: what rooms hold is a city's.
pub fn slot(ui: &Ui, slot: &str, subject: &str) -> Html {
    let mut html = Html::default();
    let in_city = ui.city.id != kernel::CityId::PLATFORM;
    for panel in ui.site.panels.iter().filter(|panel| panel.slot == slot && in_city) {
        if panel.can.is_some_and(|can| !ui.actor.may_somewhere(can)) {
            continue;
        }
        let address = ui.url(&panel.path.replace("{subject}", subject));
        html.push_trusted("<section class=\"panel\"><header><h3>");
        html.push_text(&ui.t(panel.title));
        html.push_trusted("</h3><a");
        html.attr("href", &address);
        html.push_trusted(">");
        html.push_text(&ui.t("web-panel-open"));
        html.push_trusted("</a></header><div hx-trigger=\"load\"");
        html.attr("hx-get", &address);
        html.push_trusted("></div></section>");
    }
    html
}

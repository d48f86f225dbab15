//! A page's main part as text: headings, labels, values, links and buttons in reading order, so that markup may change
//! freely and what a person meets may not.

use scraper::{ElementRef, Html, Node, Selector};

/// The outline of `html`'s `<main>`, or of all of it when there is none.
pub fn outline(html: &str) -> String {
    let document = Html::parse_document(html);
    let main =
        document.select(&Selector::parse("main").unwrap()).next().unwrap_or_else(|| document.root_element());
    let mut lines = Vec::new();
    walk(main, &mut lines);
    lines.join("\n")
}

fn walk(element: ElementRef<'_>, lines: &mut Vec<String>) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => {
                let text = squeeze(text);
                if !text.is_empty() {
                    lines.push(text);
                }
            }
            Node::Element(_) => {
                let Some(child) = ElementRef::wrap(child) else { continue };
                if !leaf(child, lines) {
                    walk(child, lines);
                }
            }
            Node::Document
            | Node::Fragment
            | Node::Doctype(_)
            | Node::Comment(_)
            | Node::ProcessingInstruction(_) => {}
        }
    }
}

/// Writes what is one thing to a reader; false when its children should be looked at.
fn leaf(element: ElementRef<'_>, lines: &mut Vec<String>) -> bool {
    let attr = |name| element.attr(name).unwrap_or_default();
    let text = squeeze(&element.text().collect::<String>());
    match element.value().name() {
        "h1" | "h2" | "h3" | "h4" => {
            let level = usize::from(element.value().name().as_bytes()[1] - b'0');
            lines.push(format!("{} {text}", "#".repeat(level)));
        }
        "a" => lines.push(format!("[{}]", if text.is_empty() { attr("aria-label") } else { &text })),
        "button" => lines.push(format!("<{}>", if text.is_empty() { attr("aria-label") } else { &text })),
        "label" if element.select(&Selector::parse("input").unwrap()).next().is_none() => {
            lines.push(format!("{text}:"))
        }
        "input" => match attr("type") {
            "hidden" => {}
            "checkbox" | "radio" => {
                let mark = if element.attr("checked").is_some() { "x" } else { " " };
                lines.push(format!("({mark})"));
            }
            "password" | "file" => lines.push(format!("____ ({})", attr("type"))),
            _ => lines.push(format!("____ {}", attr("value")).trim_end().to_owned()),
        },
        "select" => {
            let chosen = element
                .select(&Selector::parse("option[selected]").unwrap())
                .next()
                .or_else(|| element.select(&Selector::parse("option").unwrap()).next());
            lines.push(format!(
                "____ ▾ {}",
                chosen.map(|o| squeeze(&o.text().collect::<String>())).unwrap_or_default()
            ));
        }
        "textarea" => lines.push(format!("____ {text}").trim_end().to_owned()),
        "tr" => {
            let cell = Selector::parse("th, td").unwrap();
            let cells = element.select(&cell);
            lines.push(
                cells.map(|cell| squeeze(&cell.text().collect::<String>())).collect::<Vec<_>>().join(" | "),
            );
        }
        "svg" => {
            let label = attr("aria-label");
            if !label.is_empty() {
                lines.push(format!("(picture: {label})"));
            }
        }
        "script" | "style" => {}
        _ => return false,
    }
    true
}

pub(crate) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

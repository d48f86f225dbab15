//! What is true of every page's markup.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Node, Selector};

/// The beginnings of message keys; one that is read by people was forgotten in a language.
const ROOMS: [&str; 7] = ["app-", "web-", "kernel-", "identity-", "territory-", "registry-", "insight-"];

/// What is wrong with a page in a language.
pub(super) fn judge(document: &Html, lang: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let count = |css: &str| document.select(&Selector::parse(css).unwrap()).count();
    if count("h1") != 1 {
        wrong.push(format!("{} first headings", count("h1")));
    }
    if count("main") != 1 {
        wrong.push(format!("{} main parts", count("main")));
    }
    let title: String = one(document, "title").map(|title| title.text().collect()).unwrap_or_default();
    if title.trim().is_empty() {
        wrong.push("no title".to_owned());
    }
    if one(document, "html").and_then(|html| html.attr("lang")) != Some(lang) {
        wrong.push(format!("not marked as {lang}"));
    }
    for element in document.select(&Selector::parse("*").unwrap()) {
        inline(element, &mut wrong);
        named(document, element, &mut wrong);
    }
    ids(document, &mut wrong);
    raw(document, &mut wrong);
    wrong.sort();
    wrong.dedup();
    wrong
}

fn one<'a>(document: &'a Html, css: &str) -> Option<ElementRef<'a>> {
    document.select(&Selector::parse(css).unwrap()).next()
}

/// Nothing that the content security policy forbids.
fn inline(element: ElementRef<'_>, wrong: &mut Vec<String>) {
    let name = element.value().name();
    if name == "style" || name == "script" && element.attr("src").is_none() {
        wrong.push(format!("inline <{name}>"));
    }
    for (attribute, value) in element.value().attrs() {
        if attribute == "style" || attribute.starts_with("on") || attribute.starts_with("hx-on") {
            wrong.push(format!("<{name} {attribute}>"));
        }
        if value.trim_start().to_lowercase().starts_with("javascript:") {
            wrong.push(format!("<{name} {attribute}=\"javascript:\">"));
        }
    }
}

/// Whatever can be filled in or pressed says what it is.
fn named(document: &Html, element: ElementRef<'_>, wrong: &mut Vec<String>) {
    let attr = |name| element.attr(name).unwrap_or_default();
    let spoken = !attr("aria-label").is_empty() || !attr("aria-labelledby").is_empty();
    let text = || !element.text().collect::<String>().trim().is_empty();
    let fine = match element.value().name() {
        "input" if ["hidden", "submit"].contains(&attr("type")) => true,
        "input" | "select" | "textarea" => {
            let within =
                element.ancestors().filter_map(ElementRef::wrap).any(|e| e.value().name() == "label");
            let label = Selector::parse(&format!("label[for=\"{}\"]", attr("id"))).unwrap();
            spoken || within || !attr("id").is_empty() && document.select(&label).next().is_some()
        }
        "button" | "summary" => spoken || text(),
        "a" => spoken || text() || element.attr("href").is_none(),
        "img" => element.attr("alt").is_some(),
        "th" => text() || spoken,
        "table" => {
            let head = Selector::parse("th").unwrap();
            element.select(&head).next().is_some()
        }
        "iframe" | "object" | "embed" => false,
        _ => true,
    };
    if !fine {
        let what = [attr("id"), attr("name"), attr("href"), attr("class")];
        wrong.push(format!("a <{}> without a name: {}", element.value().name(), what.join(" ").trim()));
    }
}

/// Every id is one thing, and whatever names an id names one that is there.
fn ids(document: &Html, wrong: &mut Vec<String>) {
    let mut known = BTreeSet::new();
    for element in document.select(&Selector::parse("[id]").unwrap()) {
        let id = element.attr("id").unwrap_or_default();
        if id.is_empty() || !known.insert(id) {
            wrong.push(format!("the id {id:?} twice"));
        }
    }
    for attribute in ["for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list"] {
        for element in document.select(&Selector::parse(&format!("[{attribute}]")).unwrap()) {
            for id in element.attr(attribute).unwrap_or_default().split_whitespace() {
                if !known.contains(id) {
                    wrong.push(format!("{attribute}={id:?} leads nowhere"));
                }
            }
        }
    }
    for link in document.select(&Selector::parse("a[href^=\"#\"]").unwrap()) {
        let id = link.attr("href").unwrap_or_default().trim_start_matches('#');
        if !known.contains(id) {
            wrong.push(format!("#{id} leads nowhere"));
        }
    }
}

/// No key of a message and no placeholder is left for people to read.
fn raw(document: &Html, wrong: &mut Vec<String>) {
    let mut texts: Vec<String> = Vec::new();
    for node in document.tree.nodes() {
        match node.value() {
            Node::Text(text) => texts.push(text.to_string()),
            Node::Element(element) => {
                for name in ["aria-label", "placeholder", "title", "alt", "content"] {
                    texts.extend(element.attr(name).map(str::to_owned));
                }
            }
            Node::Document
            | Node::Fragment
            | Node::Doctype(_)
            | Node::Comment(_)
            | Node::ProcessingInstruction(_) => {}
        }
    }
    for text in texts {
        if text.contains("{$") || text.contains("{ $") {
            wrong.push(format!("a placeholder: {text:.60}"));
        }
        for word in text.split(|c: char| c.is_whitespace() || "()[]:;,.\"".contains(c)) {
            let key = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if key && ROOMS.iter().any(|room| word.starts_with(room) && word.len() > room.len()) {
                wrong.push(format!("a key: {word}"));
            }
        }
    }
}

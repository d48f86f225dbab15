//! Pages: nothing inline (the content security policy forbids it), addresses through the city, words in Fluent files.

use crate::scan::Scan;
use crate::{File, Problem, Tree};

/// Words that are the same in every language.
const SAME: &[&str] = &[
    "Berdaya", "RT", "RW", "NIK", "KK", "QR", "CSV", "JSON", "PDF", "API", "TOTP", "WIB", "Rp", "km", "MB",
    "kB", "ID", "EN",
];

/// No inline script, style or handler, and no unescaped value.
pub fn inline(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in templates(tree) {
        for (line, text) in file.lines() {
            if text.replace(' ', "").contains("|safe") {
                problems.push(Problem::at(
                    file,
                    line,
                    "`|safe` puts a value into the page unescaped; use web::Html",
                ));
            }
        }
        for piece in pieces(&file.text) {
            if let Some(why) = piece.tag().and_then(inline_in) {
                problems.push(Problem::at(file, piece.line, why));
            }
        }
    }
    for (file, _) in code(tree) {
        for text in file.literals().filter(|text| text.text.contains(['<', '='])) {
            if let Some(why) = inline_in(&text.text) {
                problems.push(Problem::at(file, text.line, why));
            }
        }
    }
    problems
}

fn inline_in(text: &str) -> Option<&'static str> {
    let handler = text.match_indices(" on").any(|(at, mark)| {
        let rest = text.get(at + mark.len()..).unwrap_or_default();
        let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
        name > 2 && rest.get(name..).is_some_and(|r| r.starts_with("=\"") || r.starts_with("='"))
    });
    if handler {
        Some("an inline handler: the content security policy forbids it; listen in assets/app.js")
    } else if text.contains(" style=\"") {
        Some("an inline style: the content security policy forbids it; use a class, or an attribute of SVG")
    } else if text.contains("<style") {
        Some("an inline style sheet: the content security policy forbids it; put it into assets")
    } else if text.contains("<script>") || text.contains("javascript:") {
        Some("an inline script: the content security policy forbids it; put it into assets")
    } else {
        None
    }
}

const ADDRESSES: &[&str] =
    &["href", "action", "formaction", "src", "hx-get", "hx-post", "hx-delete", "hx-put"];

/// Links and forms carry the city's prefix, so they go through `ui.url`.
pub fn addresses(tree: &Tree) -> Vec<Problem> {
    let why = "an address without the city's prefix; write ui.url(\"/…\"), ui.platform_url or ui.asset";
    let raw = |text: &str| ADDRESSES.iter().any(|name| text.contains(&format!("{name}=\"/")));
    let mut problems = Vec::new();
    for file in templates(tree) {
        for (line, _) in file.lines().filter(|(_, text)| raw(text)) {
            problems.push(Problem::at(file, line, why));
        }
    }
    for (file, scan) in code(tree) {
        let texts: Vec<_> = file.literals().collect();
        for (text, next) in texts.iter().zip(texts.iter().skip(1).map(Some).chain([None])) {
            let attribute = next.is_some_and(|next| {
                let between = scan.code.get(text.end..next.at).unwrap_or_default().trim();
                let made = [",", ", &format!(", ", format!("].contains(&between);
                ADDRESSES.contains(&text.text.as_str()) && made && next.text.starts_with('/')
            });
            let before =
                scan.code.get(..text.at).unwrap_or_default().trim_end().trim_end_matches("&format!(");
            let linked =
                ["blocks::link(", "button_link(", "post_button("].iter().any(|call| before.ends_with(call));
            if attribute || raw(&text.text) || (linked && text.text.starts_with('/')) {
                problems.push(Problem::at(file, text.line, why));
            }
        }
    }
    problems
}

/// No words in templates, and in HTML that is built in Rust, but those of the Fluent files.
pub fn words(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, scan) in tree.rust().filter(|(file, _)| file.in_src().is_some()) {
        for text in file.literals() {
            let before = scan.code.get(..text.at).unwrap_or_default().trim_end();
            let shown = ["push_text(", "Html::text("].iter().any(|call| before.ends_with(call));
            let literal = text.text.split("{").next().unwrap_or_default();
            if let Some(word) = spoken(literal).filter(|_| shown) {
                let why = format!("the word \"{word}\" stands in the page; put it into both Fluent files");
                problems.push(Problem::at(file, text.line, why));
            }
        }
    }
    for file in templates(tree) {
        let mut silent = false;
        for piece in pieces(&file.text) {
            let Some(tag) = piece.tag() else {
                if let Some(word) = spoken(&piece.text).filter(|_| !silent) {
                    let why =
                        format!("the word \"{word}\" stands in the page; put it into both Fluent files");
                    problems.push(Problem::at(file, piece.line, why));
                }
                continue;
            };
            if tag.starts_with("<code") || tag.starts_with("</code") {
                silent = tag.starts_with("<code");
            }
            for name in ["alt", "title", "placeholder", "aria-label", "label"] {
                let value =
                    tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split('"').next());
                if let Some(word) = value.and_then(spoken) {
                    let why = format!(
                        "the word \"{word}\" in `{name}` stands in the page; put it into both Fluent files"
                    );
                    problems.push(Problem::at(file, piece.line, why));
                }
            }
        }
    }
    problems
}

fn spoken(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '&' && c != ';').find(|word| {
        let entity = word.starts_with('&') && word.ends_with(';');
        word.chars().any(char::is_alphabetic) && !entity && !SAME.contains(word)
    })
}

fn templates(tree: &Tree) -> impl Iterator<Item = &File> {
    tree.ending(".html").filter(|file| file.in_src().is_some())
}

/// Code that may build HTML; what `tidy` quotes is no page.
fn code(tree: &Tree) -> impl Iterator<Item = (&File, &Scan)> {
    tree.rust().filter(|(file, _)| file.in_src().is_some() && file.krate() != Some("tidy"))
}

struct Piece {
    text: String,
    line: usize,
}

impl Piece {
    fn tag(&self) -> Option<&str> {
        self.text.starts_with('<').then_some(self.text.as_str())
    }
}

/// Tags and the text between them, with everything between `{{ }}`, `{% %}` and `{# #}` blanked.
fn pieces(source: &str) -> Vec<Piece> {
    let blank = blanked(source);
    let mut out = Vec::new();
    let (mut rest, mut line) = (blank.as_str(), 1);
    while !rest.is_empty() {
        let length = if rest.starts_with("<!--") {
            rest.find("-->").map_or(rest.len(), |found| found + 3)
        } else if rest.starts_with('<') {
            tag_end(rest)
        } else {
            rest.find('<').unwrap_or(rest.len())
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if !piece.starts_with("<!--") {
            let skipped = piece.len() - piece.trim_start().len();
            let lead = piece.get(..skipped).unwrap_or_default().matches('\n').count();
            out.push(Piece { text: piece.to_owned(), line: line + lead });
        }
        line += piece.matches('\n').count();
        rest = after;
    }
    out
}

fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

fn blanked(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((at, end)) = ["{{", "{%", "{#"]
        .iter()
        .zip(["}}", "%}", "#}"])
        .filter_map(|(open, close)| Some((rest.find(open)?, close)))
        .min()
    {
        let (before, inside) = rest.split_at(at);
        let length = inside.find(end).map_or(inside.len(), |found| found + 2);
        let (inside, after) = inside.split_at(length);
        out.push_str(before);
        out.extend(inside.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "crates/clinic/src/case/list.html";
    const CODE: &str = "crates/clinic/src/case/pages.rs";

    #[test]
    fn inline_things_are_found_in_templates_and_in_code() {
        let check = |path: &str, text: &str, found: usize| {
            assert_eq!(inline(&Tree::of(&[(path, text)])).len(), found, "{text}");
        };
        check(PAGE, "<p class=\"a\">{{ ui.t(\"x\") }}</p>", 0);
        check(PAGE, "<p style=\"a\">", 1);
        check(PAGE, "<button\n onclick=\"a()\">", 1);
        check(PAGE, "<button onclick=\"a()\">", 1);
        check(PAGE, "<script>a()</script>", 1);
        check(PAGE, "{{ a | safe }}", 1);
        check(CODE, "let a = \"<p style=\\\"a\\\">\";", 1);
        check(CODE, "let a = \"<p class=\\\"a\\\">\";", 0);
        check(CODE, "#[cfg(test)] mod tests { const A: &str = \"<p style=\\\"a\\\">\"; }", 0);
    }

    #[test]
    fn addresses_without_the_city_are_found() {
        let check = |path: &str, text: &str, found: usize| {
            assert_eq!(addresses(&Tree::of(&[(path, text)])).len(), found, "{text}");
        };
        check(PAGE, "<a href=\"{{ ui.url(\"/clinic\") }}\">", 0);
        check(PAGE, "<a href=\"#main\">", 0);
        check(PAGE, "<form action=\"/clinic\">", 1);
        check(CODE, "html.attr(\"href\", \"/clinic\")", 1);
        check(CODE, "html.attr(\"href\", &ui.url(\"/clinic\"))", 0);
        check(CODE, "html.attr(\"href\", &format!(\"/clinic/{id}\"))", 1);
        check(CODE, "blocks::link(\"/clinic\", \"a\")", 1);
        check(CODE, "blocks::link(&ui.url(\"/clinic\"), \"a\")", 0);
        check(CODE, "html.push_trusted(\"<a href=\\\"/clinic\\\">\")", 1);
    }

    #[test]
    fn words_outside_fluent_are_found() {
        let check = |text: &str, found: usize| {
            assert_eq!(words(&Tree::of(&[(PAGE, text)])).len(), found, "{text}");
        };
        check("<p>{{ ui.t(\"x\") }} · 3 &nbsp; RT {# a remark #}</p><!-- a remark -->", 0);
        check("{% if a > b %}<code>berdaya serve</code>{% endif %}", 0);
        let code = |text: &str| words(&Tree::of(&[(CODE, text)])).len();
        assert_eq!(
            code("html.push_text(\"Simpan\"); html.push_text(\" · \"); html.push_text(&ui.t(\"x\"));"),
            1
        );
        check("<p>Simpan</p>", 1);
        check("<img alt=\"Peta\">", 1);
        check("<img alt=\"{{ ui.t(\"x\") }}\">", 0);
    }
}

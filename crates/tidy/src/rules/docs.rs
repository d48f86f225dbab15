//! Documents: figures that are restated equal their source, links lead somewhere.

use crate::{Problem, Tree};

const MARK: &str = "<!-- from: ";

/// A figure followed by `<!-- from: crates/x/src/y.rs NAME -->` equals the constant NAME in that file.
pub fn figures(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree.ending(".md") {
        for (line, text) in file.lines() {
            let mut told = text;
            while let Some((before, after)) = told.split_once(MARK) {
                let Some((place, rest)) = after.split_once(" -->") else {
                    problems.push(Problem::at(file, line, "a mark `from:` that does not end"));
                    break;
                };
                told = rest;
                // A mark between backticks is an example of one.
                if text.get(..text.len() - after.len()).unwrap_or_default().matches('`').count() % 2 == 1 {
                    continue;
                }
                let said = before
                    .trim_end()
                    .trim_end_matches('`')
                    .rsplit([' ', '`', '('])
                    .next()
                    .unwrap_or_default();
                if let Some(why) = differs(tree, said, place) {
                    problems.push(Problem::at(file, line, why));
                }
            }
        }
    }
    problems
}

fn differs(tree: &Tree, said: &str, place: &str) -> Option<String> {
    let Some((path, name)) = place.trim().split_once(' ') else {
        return Some("a mark `from:` without a path and a name".to_owned());
    };
    let Some(source) = tree.file(path) else {
        return Some(format!("takes a figure from {path}, which does not exist"));
    };
    let Some(value) = constant(&source.text, name) else {
        return Some(format!("takes a figure from {name}, which {path} does not have"));
    };
    let plain = |text: &str| text.replace(['.', ',', '_', '"', ' '], "");
    (plain(&value) != plain(said)).then(|| format!("says {said}, but {name} in {path} is {value}"))
}

/// The value of `const NAME: … = value;`, with products computed; of `TimeDelta::hours(72)` the number.
fn constant(source: &str, name: &str) -> Option<String> {
    let declared = source.split(&format!("const {name}:")).nth(1)?;
    let value = declared.split_once('=')?.1.split(';').next()?.trim();
    let value =
        value.strip_suffix(')').and_then(|call| call.split_once('(')).map_or(value, |(_, inner)| inner);
    let factors: Option<Vec<u64>> =
        value.split('*').map(|factor| factor.trim().replace('_', "").parse().ok()).collect();
    Some(factors.map_or_else(|| value.to_owned(), |all| all.iter().product::<u64>().to_string()))
}

/// Links within the tree lead to a file.
pub fn links(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree.ending(".md").filter(|file| !file.path.contains("/assets/")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (line, text) in file.lines() {
            for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let path = link.split('#').next().unwrap_or_default();
                if path.is_empty() || path.contains(':') || there(tree, folder, path) {
                    continue;
                }
                problems.push(Problem::at(file, line, format!("links to {link}, which is not in the tree")));
            }
        }
    }
    problems
}

fn there(tree: &Tree, folder: &str, path: &str) -> bool {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.trim_end_matches('/').split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    let full = parts.join("/");
    tree.file(&full).is_some() || tree.files.iter().any(|file| file.path.starts_with(&format!("{full}/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_drifted_is_found() {
        let check = |text: &str, found: usize| {
            let tree = Tree::of(&[
                ("docs/a.md", text),
                (
                    "crates/a/src/b.rs",
                    "pub const PORT: u16 = 8_080;\nconst DAY: i64 = 24 * 60;\nconst CLOCK: D = D::hours(72);",
                ),
            ]);
            assert_eq!(figures(&tree).len(), found, "{text}");
        };
        check(
            "Port `8080`<!-- from: crates/a/src/b.rs PORT -->, day 1,440 <!-- from: crates/a/src/b.rs DAY -->.",
            0,
        );
        check("Within 72<!-- from: crates/a/src/b.rs CLOCK --> hours", 0);
        check("Within 24<!-- from: crates/a/src/b.rs CLOCK --> hours", 1);
        check("Write `<!-- from: crates/a/src/c.rs PORT -->` after it.", 0);
        check("Port 8081<!-- from: crates/a/src/b.rs PORT -->", 1);
        check("Port 8080<!-- from: crates/a/src/b.rs HOST -->", 1);
        check("Port 8080<!-- from: crates/a/src/c.rs PORT -->", 1);
    }

    #[test]
    fn a_link_to_nowhere_is_found() {
        let check = |text: &str, found: usize| {
            let tree = Tree::of(&[("docs/how-to/a.md", text), ("docs/b.md", "")]);
            assert_eq!(links(&tree).len(), found, "{text}");
        };
        check("[b](../b.md#part) [here](#part) [web](https://example.org) [folder](..)", 0);
        check("[c](../c.md)", 1);
    }
}

//! Fluent files: Indonesian first, English complete, keys that say whose they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::{File, Problem, Tree};

/// A message: where it stands and what it needs.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    pub line: usize,
    pub args: BTreeSet<String>,
}

/// The messages of a file.
pub fn messages(file: &File) -> BTreeMap<String, Message> {
    let mut found: BTreeMap<String, Message> = BTreeMap::new();
    let mut current = None;
    for (line, text) in file.lines().filter(|(_, text)| !text.starts_with('#')) {
        if let Some((key, _)) =
            text.split_once('=').filter(|_| text.starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            let key = key.trim().to_owned();
            found.entry(key.clone()).or_insert(Message { line, args: BTreeSet::new() });
            current = Some(key);
        }
        if let Some(message) = current.as_ref().and_then(|key| found.get_mut(key)) {
            message.args.extend(text.split('$').skip(1).map(|rest| {
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).collect()
            }));
        }
    }
    found
}

/// The Indonesian files with their English ones.
fn sources(tree: &Tree) -> impl Iterator<Item = (&File, Option<&File>)> {
    tree.ending("id.ftl").map(|file| {
        let english = format!("{}en.ftl", file.path.trim_end_matches("id.ftl"));
        (file, tree.file(&english))
    })
}

/// All messages of the project, in Indonesian.
pub fn all(tree: &Tree) -> BTreeMap<String, (&File, Message)> {
    sources(tree)
        .flat_map(|(file, _)| messages(file).into_iter().map(move |(key, message)| (key, (file, message))))
        .collect()
}

/// Both languages have the same messages with the same arguments.
pub fn pairs(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, english) in sources(tree) {
        let Some(english) = english else {
            problems.push(Problem::at(file, 0, "has no English file beside it"));
            continue;
        };
        let (id, en) = (messages(file), messages(english));
        for (key, message) in &id {
            match en.get(key) {
                None => problems.push(Problem::at(english, 0, format!("lacks `{key}`; English is complete"))),
                Some(other) if other.args != message.args => {
                    let why =
                        format!("`{key}` needs {:?} here and {:?} in Indonesian", other.args, message.args);
                    problems.push(Problem::at(english, other.line, why));
                }
                Some(_) => {}
            }
        }
        for (key, message) in en.iter().filter(|(key, _)| !id.contains_key(*key)) {
            problems.push(Problem::at(english, message.line, format!("`{key}` is missing in Indonesian")));
        }
    }
    for file in tree.ending("en.ftl") {
        if tree.file(&format!("{}id.ftl", file.path.trim_end_matches("en.ftl"))).is_none() {
            problems.push(Problem::at(file, 0, "has no Indonesian file beside it"));
        }
    }
    problems
}

/// `<context>-<what>`, in kebab-case, each once.
pub fn keys(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (file, _) in sources(tree) {
        let krate = file.krate().unwrap_or_default();
        let mut here = BTreeSet::new();
        for (line, text) in file.lines() {
            let Some(key) = text.split_once('=').map(|(key, _)| key.trim()) else { continue };
            if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let own = key.starts_with(&format!("{krate}-")) || (krate == "web" && key.starts_with("kernel-"));
            let kebab = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if !own || !kebab {
                let why = format!("`{key}` is not `{krate}-<what>` in kebab-case");
                problems.push(Problem::at(file, line, why));
            }
            if !here.insert(key.to_owned()) || seen.insert(key.to_owned(), &file.path).is_some() {
                problems.push(Problem::at(file, line, format!("`{key}` is defined twice")));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(id: &str, en: &str) -> Tree {
        Tree::of(&[("crates/clinic/src/id.ftl", id), ("crates/clinic/src/en.ftl", en)])
    }

    #[test]
    fn both_languages_say_the_same() {
        let check =
            |id: &str, en: &str, found: usize| assert_eq!(pairs(&tree(id, en)).len(), found, "{id} | {en}");
        check("clinic-a = { $n } antre", "clinic-a =\n    { $n ->\n  [one] one\n *[other] { $n }\n }", 0);
        check("clinic-a = A\nclinic-b = B", "clinic-a = A", 1);
        check("clinic-a = A", "clinic-a = A\nclinic-b = B", 1);
        check("clinic-a = { $n } antre", "clinic-a = { $count } queue", 1);
        assert_eq!(pairs(&Tree::of(&[("crates/clinic/src/id.ftl", "")])).len(), 1);
        assert_eq!(pairs(&Tree::of(&[("crates/clinic/src/en.ftl", "")])).len(), 1);
    }

    #[test]
    fn a_key_says_whose_it_is() {
        let check = |id: &str, found: usize| assert_eq!(keys(&tree(id, "")).len(), found, "{id}");
        check("# a remark = here\nclinic-queue-empty = Kosong", 0);
        check("queue-empty = Kosong", 1);
        check("clinic-queueEmpty = Kosong", 1);
        check("clinic-a = A\nclinic-a = B", 1);
    }
}

//! One name everywhere: folder, address, permission, fact and job of a thing carry the same words.

use std::collections::{BTreeMap, BTreeSet};

use super::floors;
use crate::{Problem, Tree};

/// Addresses that stand outside the grammar, and why.
const PUBLIC: &[(&str, &str, &str)] = &[(
    "identity",
    "/.well-known/",
    "the place where browsers look for passkeys and the way to change a password",
)];

/// Crates that name what belongs to another: the kernel has no pages, so `app` shows its jobs and asks for the permission.
const ON_BEHALF: &[(&str, &str)] = &[("app", "kernel")];

/// Folders that a thing may have: what does not fit into one file of that name.
const WITHIN: &[&str] = &["tests", "pages", "cell", "read_row"];

/// Things lie in folders with a `mod.rs`, one level deep.
pub fn folders(tree: &Tree) -> Vec<Problem> {
    let rooms = floors::rooms(tree);
    let mut problems = Vec::new();
    for (file, _) in tree.rust().filter(|(file, _)| file.krate().is_some_and(|name| rooms.contains(name))) {
        let Some(parts) = file.in_src().map(|path| path.split('/').collect::<Vec<_>>()) else { continue };
        let (folders, _) = parts.split_at(parts.len().saturating_sub(1));
        let deep = folders.get(1).is_some_and(|folder| folders.len() > 2 || !WITHIN.contains(folder));
        if deep {
            let why =
                "lies deeper than src/<thing>/<doing>.rs; a part that needs a folder is a thing of its own";
            problems.push(Problem::at(file, 0, why));
        }
        if let (Some(thing), Some(name)) = (folders.first(), file.krate()) {
            let top = format!("crates/{name}/src/{thing}/mod.rs");
            if tree.file(&top).is_none() {
                problems.push(Problem::of(&top, "is missing: it states what is always true of the thing"));
            }
        }
    }
    problems.dedup();
    problems
}

/// `<context>.<thing>.<doing>` in permissions, facts, jobs and subscriptions.
pub fn names(tree: &Tree) -> Vec<Problem> {
    let things = things(tree);
    let mut problems = Vec::new();
    for (file, scan) in tree.rust().filter(|(file, _)| !file.test && file.in_src().is_some()) {
        let Some(krate) = file.krate() else { continue };
        for text in file.literals() {
            let defines = defines(&scan.code, text.at);
            let parts: Vec<&str> = text.text.split('.').collect();
            let dotted = text.text.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '.'));
            let known = parts.first().and_then(|context| things.get(*context));
            let why = match (parts.as_slice(), known) {
                ([context, thing, doing], Some(things)) if dotted && !doing.is_empty() => {
                    if defines && *context != krate && !ON_BEHALF.contains(&(krate, *context)) {
                        format!(
                            "defines a name of `{context}` in `{krate}`; a name starts with its own crate"
                        )
                    } else if !things.contains(*thing) {
                        format!(
                            "names the thing `{thing}`, but `{context}` has neither a file nor a table of that name"
                        )
                    } else {
                        continue;
                    }
                }
                _ if defines => "is no <context>.<thing>.<doing> of an existing crate".to_owned(),
                _ => continue,
            };
            problems.push(Problem::at(file, text.line, format!("\"{}\" {why}", text.text)));
        }
    }
    problems
}

/// Whether the literal is the name of a permission, fact, job or subscription.
fn defines(code: &str, at: usize) -> bool {
    let before = code.get(..at).unwrap_or_default().trim_end();
    let subscription = before.rfind("subscription!(").is_some_and(|open| {
        let inside = before.get(open..).unwrap_or_default();
        !inside.contains(')') && inside.matches(',').count() == 1
    });
    before.ends_with("Can::new(")
        || before.ends_with("NAME: &str =")
        || before.ends_with("NAME: &'static str =")
        || subscription
}

/// The things of each crate: the folders and files of its `src/`, and the tables of its schema.
fn things(tree: &Tree) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut things: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (file, _) in tree.rust() {
        if let (Some(krate), Some(path)) = (file.krate(), file.in_src()) {
            things.entry(krate).or_default().extend(path.trim_end_matches(".rs").split('/'));
        }
    }
    for file in tree.ending(".sql").filter(|file| file.path.starts_with("migrations/")) {
        for made in file.text.split("create table ").skip(1) {
            let name = made.split([' ', '(']).next().unwrap_or_default();
            if let Some((schema, table)) = name.split_once('.') {
                things.entry(schema).or_default().insert(table);
            }
        }
    }
    things
}

/// The routes of a room start with `/<context>`.
pub fn addresses(tree: &Tree) -> Vec<Problem> {
    let rooms = floors::rooms(tree);
    let mut problems = Vec::new();
    for (file, scan) in tree.rust().filter(|(file, _)| !file.test) {
        let Some(context) = file.krate().filter(|name| rooms.contains(*name)) else { continue };
        for text in file.literals().filter(|text| text.text.starts_with('/') && is_route(&scan.code, text.at))
        {
            let own = text.text.strip_prefix(&format!("/{context}"));
            let fits = own.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            if !fits && !declared(context, &text.text) {
                let why = format!(
                    "the route \"{}\" does not start with /{context}/; short public addresses go into Context.addresses",
                    text.text
                );
                problems.push(Problem::at(file, text.line, why));
            }
        }
    }
    problems
}

fn declared(context: &str, address: &str) -> bool {
    PUBLIC.iter().any(|(room, start, _)| *room == context && address.starts_with(start))
}

fn is_route(code: &str, at: usize) -> bool {
    let before = code.get(..at).unwrap_or_default().trim_end();
    [".get(", ".post(", ".put(", ".delete(", ".route("].iter().any(|call| before.ends_with(call))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOORS: (&str, &str) = ("docs/ARCHITECTURE.md", "| 2 | `clinic` | rooms |\n| 8 | `app` | main |\n");

    fn tree(path: &str, text: &str) -> Tree {
        Tree::of(&[FLOORS, ("crates/clinic/src/case/mod.rs", ""), (path, text)])
    }

    #[test]
    fn a_thing_has_a_mod_and_no_folder_in_its_folder() {
        let check = |path: &str, found: usize| assert_eq!(folders(&tree(path, "")).len(), found, "{path}");
        check("crates/clinic/src/case/open.rs", 0);
        check("crates/clinic/src/case/tests/rules.rs", 0);
        check("crates/clinic/src/case/pages/desk.rs", 0);
        check("crates/clinic/src/case/steps/open.rs", 1);
        check("crates/clinic/src/case/pages/desk/open.rs", 1);
        check("crates/clinic/src/queue/call.rs", 1);
    }

    #[test]
    fn names_agree_with_folders() {
        let check = |text: &str, found: usize| {
            assert_eq!(names(&tree("crates/clinic/src/case/open.rs", text)).len(), found, "{text}");
        };
        check("const OPEN: Can = Can::new(\"clinic.case.open\", &[]);", 0);
        check("const OPEN: Can = Can::new(\"clinic.visit.open\", &[]);", 1);
        check("const OPEN: Can = Can::new(\"open\", &[]);", 1);
        check("const NAME: &'static str = \"registry.case.open\";", 1);
        check("subscription!(Closed, \"clinic.cases.close\", close)", 1);
        check("let name = \"clinic.case.closed\";", 0);
        check("let name = \"clinic.nothing.closed\";", 1);
        let table = ("migrations/20260101000000_clinic_step.sql", "create table clinic.step (city int);");
        let code = ("crates/clinic/src/case/open.rs", "let name = \"clinic.step.taken\";");
        assert_eq!(names(&Tree::of(&[FLOORS, table, code])), []);
    }

    #[test]
    fn routes_start_with_their_context() {
        let check = |text: &str, found: usize| {
            assert_eq!(addresses(&tree("crates/clinic/src/case/pages.rs", text)).len(), found, "{text}");
        };
        check("Routes::new().get(\"/clinic/cases\", list)", 0);
        check("Routes::new().post(\n    \"/cases\", open)", 1);
        check("Routes::new().get(\"/clinics\", list)", 1);
        check("ui.url(\"/sign-in\")", 0);
    }
}

//! Floors: `docs/ARCHITECTURE.md` has the table, the manifests must agree with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Problem, Tree};

const TABLE: &str = "docs/ARCHITECTURE.md";

/// A line of the table of floors.
#[derive(Debug, PartialEq, Eq)]
pub struct Floor {
    /// Higher than every numbered floor for `tidy`, which uses nothing.
    pub number: u32,
    /// Crates of the same floor that this one may use: written as (uses `a` `b`).
    pub uses: BTreeSet<String>,
}

/// The table of floors. Lines whose first cell is `later` are plans and are left out.
pub fn table(tree: &Tree) -> BTreeMap<String, Floor> {
    let text = tree.file(TABLE).map_or("", |file| file.text.as_str());
    let mut floors = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [first, names, purpose] = cells.as_slice() else { continue };
        let number = match *first {
            "–" => u32::MAX,
            number => match number.parse() {
                Ok(number) => number,
                Err(_) => continue,
            },
        };
        let uses: BTreeSet<String> = purpose
            .split_once("(uses ")
            .and_then(|(_, rest)| rest.split_once(')'))
            .map(|(list, _)| quoted(list))
            .unwrap_or_default();
        for name in quoted(names) {
            floors.insert(name, Floor { number, uses: uses.clone() });
        }
    }
    floors
}

fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The rooms: crates of the floors between the shared ones and `app`.
pub fn rooms(tree: &Tree) -> BTreeSet<String> {
    let floors = table(tree);
    let top = floors.get("app").map_or(u32::MAX, |floor| floor.number);
    floors.into_iter().filter(|(_, f)| f.number >= 2 && f.number < top).map(|(name, _)| name).collect()
}

/// A crate depends only on lower floors, and on a neighbour only where the table says so.
pub fn dependencies(tree: &Tree) -> Vec<Problem> {
    let floors = table(tree);
    let mut problems = Vec::new();
    for file in tree.ending("Cargo.toml") {
        let name = match (file.krate(), file.path.as_str()) {
            (Some(name), _) => name,
            (None, "migrations/Cargo.toml") => "migrations",
            _ => continue,
        };
        let Some(floor) = floors.get(name) else { continue };
        let mut section = "";
        for (line, text) in file.lines() {
            if text.starts_with('[') {
                section = text;
            }
            let Some(used) = text.split(['.', ' ', '=']).next().filter(|used| floors.contains_key(*used))
            else {
                continue;
            };
            let for_tests = section == "[dev-dependencies]";
            if !section.ends_with("dependencies]") || (for_tests && used == "testkit") {
                continue;
            }
            let lower = floors.get(used).is_some_and(|below| below.number < floor.number);
            if !lower && !floor.uses.contains(used) {
                problems.push(Problem::at(
                    file,
                    line,
                    format!(
                        "`{name}` may not use `{used}`: it is not on a lower floor of {TABLE}. \
                         Move the shared notion down, or make the call a fact."
                    ),
                ));
            }
        }
    }
    problems
}

/// Each crate has a line in the table and says at its top what it is for.
pub fn described(tree: &Tree) -> Vec<Problem> {
    let floors = table(tree);
    let mut problems = Vec::new();
    for name in tree.crates() {
        if !floors.contains_key(name) {
            let why = format!("the crate `{name}` has no line in the table of floors; say what it is for");
            problems.push(Problem::of(TABLE, why));
        }
        let tops = ["lib.rs", "main.rs"].map(|top| format!("crates/{name}/src/{top}"));
        for file in tops.iter().filter_map(|top| tree.file(top)) {
            if !file.text.starts_with("//!") {
                let why = "starts without `//!`: say what the crate is for, its words, what is always true";
                problems.push(Problem::at(file, 1, why));
            }
        }
    }
    for name in floors.keys().filter(|name| name.as_str() != "migrations") {
        if !tree.crates().contains(name.as_str()) {
            let why =
                format!("`{name}` has a numbered floor but does not exist; plans carry the word `later`");
            problems.push(Problem::of(TABLE, why));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOORS: &str = "| floor | crate | what |\n|---|---|---|\n| 0 | `kernel` | words |\n\
        | 2 | `registry` `clinic` | rooms (uses `registry`) |\n| later | `voice` | ideas |\n| 8 | `app` | main |\n";

    fn tree(manifest: &str, top: &str) -> Tree {
        Tree::of(&[
            (TABLE, FLOORS),
            ("crates/kernel/Cargo.toml", ""),
            ("crates/registry/Cargo.toml", ""),
            ("crates/app/Cargo.toml", ""),
            ("crates/clinic/Cargo.toml", manifest),
            ("crates/clinic/src/lib.rs", top),
        ])
    }

    #[test]
    fn the_table_is_read() {
        let tree = tree("", "");
        assert_eq!(table(&tree).len(), 4);
        assert_eq!(rooms(&tree), ["clinic", "registry"].map(str::to_owned).into());
    }

    #[test]
    fn a_crate_may_not_reach_up_or_sideways() {
        let check = |manifest: &str, found: usize| {
            assert_eq!(dependencies(&tree(manifest, "")).len(), found, "{manifest}");
        };
        check("[dependencies]\nkernel.workspace = true\nregistry = { workspace = true }\n", 0);
        check("[dependencies]\napp.workspace = true\n", 1);
        check("[dev-dependencies]\napp.workspace = true\n", 1);
        check("[features]\napp = []\n", 0);
    }

    #[test]
    fn a_crate_without_a_line_or_a_purpose_is_found() {
        assert_eq!(described(&tree("", "//! Clinics.")), []);
        assert_eq!(described(&tree("", "pub mod a;")).len(), 1);
        let more = Tree::of(&[(TABLE, FLOORS), ("crates/new/Cargo.toml", "")]);
        assert!(described(&more).iter().any(|p| p.why.contains("`new` has no line")));
        assert!(described(&more).iter().any(|p| p.why.contains("does not exist")));
    }
}

//! Manifests: every version once, every group of dependencies with its reason, the lints in every crate.

use crate::{Problem, Tree};

/// A member takes its versions from the root.
pub fn versions(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree.ending("/Cargo.toml") {
        let mut section = String::new();
        for (line, text) in file.lines() {
            if text.starts_with('[') {
                section = text.to_owned();
                continue;
            }
            let dependency =
                section.ends_with("dependencies]") && text.contains('=') && !text.starts_with('#');
            if dependency && !text.contains("workspace = true") {
                let why = "has its own version or path; put it into the root Cargo.toml and write `workspace = true`";
                problems.push(Problem::at(file, line, why));
            }
            if section.contains("dependencies.") && text.starts_with("version") {
                let why = "has its own version; put it into the root Cargo.toml and write `workspace = true`";
                problems.push(Problem::at(file, line, why));
            }
        }
    }
    problems
}

/// Each group of dependencies in the root starts with the reason for it.
pub fn reasons(tree: &Tree) -> Vec<Problem> {
    let Some(file) = tree.file("Cargo.toml") else { return Vec::new() };
    let mut problems = Vec::new();
    let (mut inside, mut fresh) = (false, true);
    for (line, text) in file.lines() {
        if text.starts_with('[') {
            (inside, fresh) = (text == "[workspace.dependencies]", true);
            continue;
        }
        if inside && fresh && !text.is_empty() && !text.starts_with('#') {
            problems.push(Problem::at(
                file,
                line,
                "starts a group of dependencies without a comment: say why",
            ));
        }
        fresh = text.is_empty();
    }
    problems
}

/// What clippy must refuse; a lint that is taken out takes its rule in `docs/STYLE.md` with it.
const LINTS: &[(&str, &[&str])] = &[
    (
        "Cargo.toml",
        &[
            "unsafe_code",
            "unreachable_pub",
            "unwrap_used",
            "expect_used",
            "indexing_slicing",
            "as_conversions",
            "wildcard_enum_match_arm",
            "too_many_lines",
            "large_futures",
            "self_named_module_files",
            "dbg_macro",
            "todo",
            "allow_attributes",
            "disallowed_methods",
        ],
    ),
    (
        "clippy.toml",
        &[
            "too-many-lines-threshold = 60",
            "chrono::Utc::now",
            "std::thread::sleep",
            "tokio::time::sleep",
            "std::env::var",
            "tokio::spawn",
        ],
    ),
];

/// The lints are there, and every member takes them.
pub fn lints(tree: &Tree) -> Vec<Problem> {
    let missing =
        LINTS.iter().filter_map(|(path, lints)| Some((tree.file(path)?, lints))).flat_map(|(file, lints)| {
            lints.iter().filter(|lint| !file.text.contains(**lint)).map(move |lint| {
                Problem::at(file, 0, format!("lacks `{lint}`, which holds a rule of docs/STYLE.md"))
            })
        });
    let members = tree
        .ending("/Cargo.toml")
        .filter(|file| !file.text.contains("[lints]\nworkspace = true"))
        .map(|file| {
            Problem::at(file, 0, "lacks `[lints]` with `workspace = true`: the lints hold in every crate")
        });
    missing.chain(members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_outside_the_root_is_found() {
        let check = |text: &str, found: usize| {
            assert_eq!(versions(&Tree::of(&[("crates/a/Cargo.toml", text)])).len(), found, "{text}");
        };
        check("[dependencies]\nserde.workspace = true\nweb = { workspace = true, features = [\"a\"] }\n", 0);
        check("[package]\nversion = \"1\"\n[dependencies]\nserde = \"1\"\n", 1);
        check("[dev-dependencies.serde]\nversion = \"1\"\n", 1);
    }

    #[test]
    fn a_group_without_a_reason_is_found() {
        let check = |text: &str, found: usize| {
            assert_eq!(reasons(&Tree::of(&[("Cargo.toml", text)])).len(), found, "{text}");
        };
        check(
            "[workspace.dependencies]\n# values\nuuid = \"1\"\nserde = \"1\"\n\n[profile.dev]\ndebug = 1\n",
            0,
        );
        check("[workspace.dependencies]\n# values\nuuid = \"1\"\n\nserde = \"1\"\n", 1);
    }

    #[test]
    fn a_crate_without_the_lints_is_found() {
        assert_eq!(lints(&Tree::of(&[("crates/a/Cargo.toml", "[lints]\nworkspace = true\n")])), []);
        assert_eq!(lints(&Tree::of(&[("crates/a/Cargo.toml", "[dependencies]\n")])).len(), 1);
        assert!(lints(&Tree::of(&[("clippy.toml", "too-many-lines-threshold = 60")])).len() > 3);
    }
}

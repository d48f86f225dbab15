//! Rust beyond clippy: attributes with reasons, tests that do not wait, nothing left undone, files that fit.

use crate::{Problem, Tree};

/// A few screens; what is longer is skimmed and not read.
const LINES: usize = 400;

/// Exceptions are expected, with a reason; no test is switched off.
pub fn attributes(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, scan) in tree.rust() {
        for mark in ["#[allow(", "#![allow("] {
            for at in scan.find(mark) {
                let why = "`allow` stays when its cause is gone; write `expect` with a reason";
                problems.push(Problem::at(file, scan.line(at), why));
            }
        }
        for mark in ["#[expect(", "#![expect("] {
            for at in scan.find(mark) {
                let inside = scan.code.get(scan.bracketed(at + mark.len() - 1)).unwrap_or_default();
                if !inside.contains("reason") {
                    problems.push(Problem::at(
                        file,
                        scan.line(at),
                        "`expect` without a reason: give the proof",
                    ));
                }
            }
        }
        for at in scan.find("#[ignore") {
            let why =
                "a test that does not run proves nothing; assert today's behaviour and say why it is wrong";
            problems.push(Problem::at(file, scan.line(at), why));
        }
    }
    problems
}

/// Tests wait for conditions, not for time.
pub fn waiting(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, scan) in tree.rust() {
        let tested = |at: &usize| file.test || scan.is_test(*at);
        for at in scan.calls("sleep(").chain(scan.find("::sleep(")).filter(tested) {
            let why = "a test that sleeps is slow or flaky; wait for a condition with an end";
            problems.push(Problem::at(file, scan.line(at), why));
        }
    }
    problems.sort();
    problems.dedup();
    problems
}

/// Nothing is left for later in the tree.
pub fn undone(tree: &Tree) -> Vec<Problem> {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX"), concat!("HA", "CK")];
    let mut problems = Vec::new();
    for file in tree.files.iter().filter(|file| super::words::is_ours(file)) {
        for (line, text) in file.lines() {
            let word =
                |mark: &&&str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == **mark);
            if let Some(mark) = marks.iter().find(|mark| text.contains(**mark) && word(mark)) {
                let why = format!("`{mark}`: do it, or write down what is wrong today as a test");
                problems.push(Problem::at(file, line, why));
            }
        }
    }
    for (file, scan) in tree.rust() {
        for mark in ["todo!(", "unimplemented!(", "dbg!("] {
            for at in scan.calls(mark) {
                problems.push(Problem::at(file, scan.line(at), format!("`{mark})` is left over")));
            }
        }
    }
    problems
}

/// Files fit on a few screens.
pub fn length(tree: &Tree) -> Vec<Problem> {
    tree.files
        .iter()
        .filter(|file| file.path.ends_with(".rs") || file.path.ends_with(".html"))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            let why = format!("has {lines} lines; at most {LINES}: cut it by verb or by thing");
            (lines > LINES).then(|| Problem::at(file, LINES, why))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "crates/clinic/src/case/open.rs";

    fn tree(text: &str) -> Tree {
        Tree::of(&[(PATH, text)])
    }

    #[test]
    fn attributes_without_reasons_are_found() {
        let check = |text: &str, found: usize| assert_eq!(attributes(&tree(text)).len(), found, "{text}");
        check("#[expect(clippy::x, reason = \"proof\")] fn a() { \"#[allow(x)]\" }", 0);
        check("#[allow(clippy::x)] fn a() {}", 1);
        check("#![expect(clippy::x)]", 1);
        check("#[test] #[ignore] fn a() {}", 1);
    }

    #[test]
    fn a_test_that_sleeps_is_found() {
        let check = |path: &str, text: &str, found: usize| {
            assert_eq!(waiting(&Tree::of(&[(path, text)])).len(), found, "{text}");
        };
        check("crates/clinic/tests/it.rs", "tokio::time::sleep(a).await", 1);
        check("crates/clinic/tests/it.rs", "fn asleep() {}", 0);
        check(PATH, "#[cfg(test)] mod tests { fn a() { sleep(b) } }", 1);
        check(PATH, "fn a() { sleep(b) }", 0);
    }

    #[test]
    fn what_is_left_undone_is_found() {
        let check = |text: &str, found: usize| assert_eq!(undone(&tree(text)).len(), found, "{text}");
        check("fn a() {} // done", 0);
        check(concat!("// TO", "DO: later"), 1);
        check("fn a() { todo!() }", 1);
        check("fn a() { unimplemented!(\"x\") }", 1);
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(length(&tree(&"\n".repeat(LINES))), []);
        assert_eq!(length(&tree(&"\n".repeat(LINES + 1))).len(), 1);
    }
}

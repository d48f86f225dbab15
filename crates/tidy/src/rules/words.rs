//! What does not belong into the tree: names of machines and tools that exist elsewhere, secrets, large files.

use std::collections::HashSet;

use crate::{File, Problem, Tree};

/// Paths, trackers and hosts of somebody's own desk: a clone on another machine has none of them.
const ELSEWHERE: &[&str] = &[
    concat!("../", "shared"),
    concat!("/wo", "rk/main"),
    concat!("/wo", "rk/shared"),
    concat!("issue", " #"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("arti", "factory"),
    concat!("registry.", "npmjs"),
    concat!("files.", "pythonhosted"),
    concat!("proxy.", "golang.org"),
    concat!("far", "m-"),
];

/// Names of tools that a text about this project has no reason to mention, as hashes (FNV-1a) of the lower-case word:
/// written out, the list would break its own rule.
const TOOLS: &[u64] = &[
    0x7f7a_7547_86a6_64b8,
    0x8a1b_8f4a_0a91_3503,
    0x2524_b426_1996_11b3,
    0x2391_9480_3edf_98f7,
    0xa113_d274_5d70_6ce3,
    0x125b_6919_1db9_4ab8,
    0xea9e_60ad_81da_16f1,
    0xd523_5518_fae1_f922,
    0x2ffb_778d_fae5_4384,
    0x04dc_2554_6038_2976,
    0x7a3c_735f_7f6d_b37f,
];

/// Capital letters that make a word of their own.
const CAPITALS: &[&str] = &[concat!("A", "I")];

/// Whether the project wrote the file: not vendored, not made by a tool, not the text of a licence.
pub fn is_ours(file: &File) -> bool {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    !(file.path.contains(".min.")
        || file.path == "Cargo.lock"
        || file.path.contains("/data/") && !file.path.ends_with(".md")
        || file.path.starts_with(".sqlx/")
        || name.contains("LICENSE")
        || name.contains("OFL"))
}

/// The tree mentions nothing that exists only on somebody's own desk.
pub fn foreign(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree.files.iter().filter(|file| is_ours(file)) {
        for (line, text) in file.lines() {
            if let Some(found) = ELSEWHERE.iter().find(|phrase| text.contains(**phrase)) {
                let why = format!("mentions `{found}`, which exists on no other machine; say it without");
                problems.push(Problem::at(file, line, why));
            }
            if let Some(word) = words(text).find(|word| is_tool(word)) {
                let why =
                    format!("mentions `{word}`; the tree is about the product, not about how it is made");
                problems.push(Problem::at(file, line, why));
            }
        }
    }
    problems
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_tool(word: &str) -> bool {
    CAPITALS.contains(&word) || ((3..=12).contains(&word.len()) && TOOLS.contains(&hash(word)))
}

fn hash(word: &str) -> u64 {
    word.bytes().map(|byte| byte.to_ascii_lowercase()).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// How secrets begin.
const SECRETS: &[&str] = &[
    concat!("BEGIN PRIVATE", " KEY"),
    concat!("BEGIN RSA PRIVATE", " KEY"),
    concat!("BEGIN EC PRIVATE", " KEY"),
    concat!("BEGIN OPENSSH PRIVATE", " KEY"),
    concat!("gh", "p_"),
    concat!("github_", "pat_"),
    concat!("gl", "pat-"),
    concat!("xox", "b-"),
    concat!("sk_", "live_"),
    concat!("AK", "IA"),
];

/// No key, token or password lies in the tree.
pub fn secrets(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree.files.iter().filter(|file| is_ours(file)) {
        for (line, text) in file.lines() {
            let known = SECRETS.iter().find(|start| {
                text.split(**start).nth(1).is_some_and(|rest| {
                    start.contains(' ') || rest.chars().take_while(char::is_ascii_alphanumeric).count() >= 12
                })
            });
            if let Some(start) = known {
                let why = format!(
                    "looks like a secret (`{start}…`): withdraw it, and read it from a file at start"
                );
                problems.push(Problem::at(file, line, why));
            } else if random(text) {
                let why = "looks like a key in the tree; make it at start or read it from a file";
                problems.push(Problem::at(file, line, why));
            }
        }
    }
    problems
}

/// A long run of letters and digits without order, beside a word that says that it is secret.
fn random(text: &str) -> bool {
    let lower = text.to_lowercase();
    if !["secret", "password", "private", "api_key", "apikey"].iter().any(|word| lower.contains(word)) {
        return false;
    }
    text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '=')).any(|run| {
        let kinds: HashSet<char> = run.chars().collect();
        let digit = run.chars().any(|c| c.is_ascii_digit());
        let case = run.chars().any(|c| c.is_ascii_uppercase()) && run.chars().any(|c| c.is_ascii_lowercase());
        run.len() >= 40 && kinds.len() >= 16 && digit && case
    })
}

/// Data is compressed, and nothing in git is over one MiB.
pub fn size(tree: &Tree) -> Vec<Problem> {
    const MOST: usize = 1 << 20;
    tree.files
        .iter()
        .filter(|file| file.bytes > MOST)
        .map(|file| {
            let why =
                format!("has {} bytes; at most {MOST}: compress it, or make it in a build step", file.bytes);
            Problem::at(file, 0, why)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        Tree::of(&[("docs/a.md", text)])
    }

    #[test]
    fn what_exists_elsewhere_is_found() {
        let check = |text: &str, found: usize| assert_eq!(foreign(&tree(text)).len(), found, "{text}");
        check("Long work lies under /kernel/work/, shared by all. FAIR, Air.", 0);
        for phrase in ELSEWHERE.iter().chain(CAPITALS) {
            check(&format!("see {phrase}1 or {phrase} there"), 1);
        }
        check(concat!("Made with Co", "pilot."), 1);
    }

    #[test]
    fn what_others_wrote_is_left_alone() {
        let text = concat!("see ../", "shared");
        for path in ["Cargo.lock", "LICENSE", "crates/web/assets/htmx.min.js", ".sqlx/query-1.json"] {
            assert_eq!(foreign(&Tree::of(&[(path, text)])), [], "{path}");
        }
    }

    #[test]
    fn secrets_are_found() {
        let check = |text: &str, found: usize| assert_eq!(secrets(&tree(text)).len(), found, "{text}");
        check("the private key lies in berdaya.keys", 0);
        for start in SECRETS {
            check(&format!("{start}0123456789abcdef"), 1);
        }
        check(concat!("secret = \"q8Zr2Vt5Yw1Xb4Nc7Md0", "KfGhJkLpOiUyTrEwQaSdFgH9\""), 1);
        check("secret = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"", 0);
    }

    #[test]
    fn a_large_file_is_found() {
        assert_eq!(size(&tree("small")), []);
        assert_eq!(size(&tree(&"a".repeat((1 << 20) + 1))).len(), 1);
    }
}

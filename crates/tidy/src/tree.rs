//! The files of the checkout, read once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::scan::{Scan, Text};

/// A file as the rules see it.
#[derive(Debug)]
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub bytes: usize,
    /// Empty where the file is not UTF-8.
    pub text: String,
    /// Rust files only.
    pub rust: Option<Scan>,
    /// Compiled for tests only.
    pub test: bool,
}

/// The files that git has or would add.
#[derive(Debug, Default)]
pub struct Tree {
    pub files: Vec<File>,
}

impl Tree {
    /// The checkout in which this crate lies.
    pub fn checkout() -> Tree {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let paths = listed(&root).unwrap_or_else(|| walked(&root));
        let files = paths.into_iter().filter_map(|path| {
            let bytes = std::fs::read(root.join(&path)).ok()?;
            Some((path, bytes))
        });
        Tree::new(files)
    }

    /// A small tree for the test of a rule.
    pub fn of(files: &[(&str, &str)]) -> Tree {
        Tree::new(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())))
    }

    fn new(files: impl Iterator<Item = (String, Vec<u8>)>) -> Tree {
        let mut files: Vec<File> = files.map(|(path, bytes)| File::read(path, bytes)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let declared: BTreeSet<String> = files.iter().flat_map(File::test_modules).collect();
        for file in &mut files {
            file.test = is_test_path(&file.path)
                || declared.contains(&file.path)
                || declared.iter().any(|path| {
                    path.strip_suffix("/mod.rs").is_some_and(|dir| {
                        file.path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'))
                    })
                });
        }
        Tree { files }
    }

    /// One file.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The Rust files with what they hold.
    pub fn rust(&self) -> impl Iterator<Item = (&File, &Scan)> {
        self.files.iter().filter_map(|file| Some((file, file.rust.as_ref()?)))
    }

    /// The files of an extension.
    pub fn ending<'a>(&'a self, end: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |file| file.path.ends_with(end))
    }

    /// The names of the folders in `crates/`.
    pub fn crates(&self) -> BTreeSet<&str> {
        self.files
            .iter()
            .filter(|file| file.path.ends_with("/Cargo.toml"))
            .filter_map(|file| file.krate())
            .collect()
    }
}

impl File {
    fn read(path: String, bytes: Vec<u8>) -> File {
        let size = bytes.len();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let rust = path.ends_with(".rs").then(|| Scan::of(&text));
        File { path, bytes: size, text, rust, test: false }
    }

    /// The crate to which the file belongs: `crates/<this>/…`.
    pub fn krate(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split_once('/').map(|(name, _)| name)
    }

    /// The path below the crate's `src/`.
    pub fn in_src(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split_once('/')?.1.strip_prefix("src/")
    }

    /// Lines with their numbers.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(number, line)| (number + 1, line))
    }

    /// The text literals of the program itself, without its tests.
    pub fn literals(&self) -> impl Iterator<Item = &Text> {
        let outside = if self.test { None } else { self.rust.as_ref() };
        outside.into_iter().flat_map(|scan| scan.strings.iter().filter(|text| !scan.is_test(text.at)))
    }

    /// The files that `#[cfg(test)] mod name;` names.
    fn test_modules(&self) -> Vec<String> {
        let Some(scan) = &self.rust else { return Vec::new() };
        let Some((folder, name)) = self.path.rsplit_once('/') else { return Vec::new() };
        let own = match name {
            "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
            _ => self.path.trim_end_matches(".rs").to_owned(),
        };
        scan.code
            .split("#[cfg(test)]")
            .skip(1)
            .filter_map(|after| {
                let module = after.trim_start().strip_prefix("mod ")?;
                let end = module.find(|c: char| !c.is_alphanumeric() && c != '_')?;
                let (module, rest) = module.split_at(end);
                rest.starts_with(';').then(|| module.to_owned())
            })
            .flat_map(|module| [format!("{own}/{module}.rs"), format!("{own}/{module}/mod.rs")])
            .collect()
    }
}

fn is_test_path(path: &str) -> bool {
    path.starts_with("crates/testkit/")
        || path.starts_with("e2e/")
        || path.contains("/tests/")
        || path.ends_with("/tests.rs")
}

/// What git tracks, and what it would track.
fn listed(root: &Path) -> Option<BTreeSet<String>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .ok()?;
    let list = String::from_utf8(output.stdout).ok()?;
    let paths: BTreeSet<String> =
        list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    (output.status.success() && !paths.is_empty()).then_some(paths)
}

/// The same without git, as in an unpacked archive.
fn walked(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let path = entry.path();
            if name == ".git" || (folder == root && (name == "target" || name == "data")) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(below) = path.strip_prefix(root) {
                found.insert(below.to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_for_tests_is_known_by_its_place_or_its_declaration() {
        let tree = Tree::of(&[
            ("crates/a/src/lib.rs", "#[cfg(test)]\nmod contrast;\nmod plain;"),
            ("crates/a/src/contrast.rs", ""),
            ("crates/a/src/plain.rs", ""),
            ("crates/a/src/thing/tests.rs", ""),
        ]);
        let tests: Vec<&str> = tree.files.iter().filter(|f| f.test).map(|f| f.path.as_str()).collect();
        assert_eq!(tests, ["crates/a/src/contrast.rs", "crates/a/src/thing/tests.rs"]);
    }

    #[test]
    fn git_and_the_folder_give_the_same_sources() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let walked = walked(&root);
        assert!(walked.contains("crates/tidy/src/lib.rs"));
        if let Some(listed) = listed(&root) {
            assert!(listed.contains("crates/tidy/src/lib.rs"));
        }
    }
}

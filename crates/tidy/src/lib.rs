//! The project's own rules that no compiler and no lint knows, held by one test without dependencies.
//!
//! Words: a *tree* is the files of the checkout as git sees them. A *rule* reads the tree and returns *problems*; each
//! says where, why, and what to do. A *room* is a crate on the floors in which contexts live.
//!
//! Always true: every rule is tested on a small tree that breaks it, because a check that cannot fail is a defect.

pub mod rules;
pub mod scan;
pub mod sha256;
pub mod sql;
pub mod tree;

pub use tree::{File, Tree};

/// One broken rule at one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub path: String,
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    pub why: String,
}

impl Problem {
    /// A problem at a line.
    pub fn at(file: &File, line: usize, why: impl Into<String>) -> Problem {
        Problem { path: file.path.clone(), line, why: why.into() }
    }

    /// A problem of a whole file, or of one that is missing.
    pub fn of(path: &str, why: impl Into<String>) -> Problem {
        Problem { path: path.to_owned(), line: 0, why: why.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_keeps_its_own_rules() {
        let tree = Tree::checkout();
        assert!(tree.files.len() > 100, "only {} files found", tree.files.len());
        let mut report = String::new();
        for (name, rule) in rules::RULES {
            for problem in rule(&tree) {
                report.push_str(&format!("{problem} [{name}]\n"));
            }
        }
        assert!(report.is_empty(), "{} problems:\n{report}", report.lines().count());
    }
}

//! All rules. A new one needs a line here, a test that breaks it, and a message that says why and what to do.

pub mod docs;
pub mod floors;
pub mod fluent;
pub mod fluent_use;
pub mod grammar;
pub mod html;
pub mod logs;
pub mod manifests;
pub mod migrations;
pub mod queries;
pub mod rust;
pub mod shards;
pub mod words;

use crate::{Problem, Tree};

/// What a rule is.
pub type Rule = fn(&Tree) -> Vec<Problem>;

/// Every rule with its name.
pub const RULES: &[(&str, Rule)] = &[
    ("floors: a crate uses only lower floors", floors::dependencies),
    ("floors: each crate has a line and a purpose", floors::described),
    ("grammar: folders of a room", grammar::folders),
    ("grammar: names", grammar::names),
    ("grammar: addresses", grammar::addresses),
    ("manifests: versions once", manifests::versions),
    ("manifests: reasons", manifests::reasons),
    ("manifests: lints", manifests::lints),
    ("queries: schemas", queries::schemas),
    ("queries: every column", queries::stars),
    ("queries: bounded lists", queries::bounded),
    ("queries: lower case", queries::lower_case),
    ("queries: nothing volatile", shards::portable),
    ("queries: the city", shards::scoped),
    ("migrations: names", migrations::names),
    ("migrations: landed ones stay", migrations::landed),
    ("migrations: statements", migrations::statements),
    ("html: nothing inline", html::inline),
    ("html: addresses through the city", html::addresses),
    ("html: words in Fluent files", html::words),
    ("fluent: both languages", fluent::pairs),
    ("fluent: keys", fluent::keys),
    ("fluent: said and defined", fluent_use::said),
    ("logs: no personal data", logs::fields),
    ("rust: attributes", rust::attributes),
    ("rust: no waiting in tests", rust::waiting),
    ("rust: left undone", rust::undone),
    ("rust: length", rust::length),
    ("docs: figures equal their source", docs::figures),
    ("docs: links", docs::links),
    ("words: not of this project", words::foreign),
    ("words: secrets", words::secrets),
    ("words: size in git", words::size),
];

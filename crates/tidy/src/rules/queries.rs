//! SQL in the program: whose tables, which columns, how many rows.

use crate::scan::{Scan, Text};
use crate::sql;
use crate::{File, Problem, Tree};

/// Tables of another schema that a crate reads or writes by itself, and why it may.
/// All else goes through the functions or the published views of the room that owns the table.
const FOREIGN: &[(&str, &str, Access, &str)] = &[
    (
        "web",
        "kernel.idempotency",
        Access::Writes,
        "answers of the API are kept where every room's API finds them",
    ),
    ("web", "kernel.file", Access::Writes, "uploads are rows of the kernel"),
    ("web", "kernel.work", Access::Reads, "the page of long work"),
    ("identity", "kernel.audit", Access::Reads, "the trail is shown, sealed and verified by identity"),
    ("identity", "kernel.audit_pending", Access::Writes, "sealing takes entries from here"),
    ("identity", "kernel.seal", Access::Writes, "seals are made by identity"),
    ("identity", "kernel.city", Access::Reads, "each city is sealed in turn"),
    ("app", "kernel.city", Access::Reads, "whether the database is in use is asked before there can be a Tx"),
    ("app", "kernel.file", Access::Reads, "a backup takes the files of all cities along"),
    ("app", "kernel.job", Access::Reads, "gauges of the machine count over all cities"),
    ("app", "kernel.audit", Access::Reads, "gauges of the machine count over all cities"),
    ("app", "kernel.audit_pending", Access::Reads, "gauges of the machine count over all cities"),
    ("app", "public._sqlx_migrations", Access::Reads, "doctor compares what is there with what should be"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Reads,
    Writes,
}

/// Crates that look at databases as a whole and not at a room's rows.
const WHOLE: &[&str] = &["testkit", "cluster", "tidy"];

/// A statement names the schema, and only a schema that its crate may touch.
pub fn schemas(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let crates = tree.crates();
    for (file, text) in texts(tree) {
        let Some(krate) = file.krate().filter(|name| !WHOLE.contains(name)) else { continue };
        let whole = sql::is_statement(&text.text);
        for table in sql::tables(&text.text) {
            let line = text.line + table.line;
            let Some((schema, _)) = table.name.split_once('.') else {
                if whole && !table.name.starts_with("pg_") {
                    let why = format!("`{}` without its schema; write whose table it is", table.name);
                    problems.push(Problem::at(file, line, why));
                }
                continue;
            };
            if matches!(schema, "pg_catalog" | "information_schema") || schema == krate {
                continue;
            }
            if !crates.contains(schema) && schema != "public" {
                continue;
            }
            let may = FOREIGN.iter().any(|(name, allowed, access, _)| {
                *name == krate && *allowed == table.name && (*access == Access::Writes || !table.writes)
            });
            if !may {
                let does = if table.writes { "writes" } else { "reads" };
                let why = format!(
                    "`{krate}` {does} `{}` itself; call a function of `{schema}`, or read a view that it publishes",
                    table.name
                );
                problems.push(Problem::at(file, line, why));
            }
        }
    }
    problems
}

/// No statement asks for every column.
pub fn stars(tree: &Tree) -> Vec<Problem> {
    let why = "asks for every column; name them, so that a new column cannot slip into an old struct";
    statements(tree)
        .flat_map(|(file, text)| sql::stars(&text.text).into_iter().map(move |line| (file, text.line + line)))
        .map(|(file, line)| Problem::at(file, line, why))
        .collect()
}

/// Keywords in lower case.
pub fn lower_case(tree: &Tree) -> Vec<Problem> {
    const LOUD: [&str; 10] =
        ["SELECT", "FROM", "WHERE", "INSERT", "INTO", "UPDATE", "DELETE", "JOIN", "VALUES", "RETURNING"];
    statements(tree)
        .filter(|(_, text)| {
            sql::tokens(&text.text).iter().any(|t| !t.comment && LOUD.contains(&t.text.as_str()))
        })
        .map(|(file, text)| Problem::at(file, text.line, "SQL is written in lower case"))
        .collect()
}

/// Every list has a `limit`, or a comment that says what bounds it.
pub fn bounded(tree: &Tree) -> Vec<Problem> {
    let why = "fetches a list without `limit`; add one, or say what bounds it: `-- bounded: …` in the SQL or `// bounded: …` beside it";
    let mut problems = Vec::new();
    for (file, scan) in tree.rust().filter(|(file, _)| !file.test && file.in_src().is_some()) {
        for at in scan.find(".fetch_all(").chain(scan.find(".fetch(")).filter(|at| !scan.is_test(*at)) {
            if !is_bounded(scan, at) {
                problems.push(Problem::at(file, scan.line(at), why));
            }
        }
    }
    problems
}

fn is_bounded(scan: &Scan, at: usize) -> bool {
    let before = scan.code.get(..at).unwrap_or_default();
    let start = before.rfind("\n}").unwrap_or(0);
    let inside = |text: &&Text| text.at >= start && text.at < at;
    let all: Vec<&Text> = scan.strings.iter().filter(inside).collect();
    let from = all.iter().rposition(|text| sql::is_statement(&text.text)).unwrap_or(0);
    let Some(first) = all.get(from) else {
        // The statement is made elsewhere; its function is checked by whoever makes it.
        return said_bounded(scan, start, at);
    };
    let sql: Vec<sql::Token> = all.iter().skip(from).flat_map(|text| sql::tokens(&text.text)).collect();
    let has = |word: &str| sql.iter().any(|t| !t.comment && t.text == word);
    let read = sql.first().is_some_and(|t| t.text == "select" || t.text == "with");
    let writes = sql.iter().any(|t| matches!(t.text.as_str(), "insert" | "update" | "delete"));
    has("limit")
        || (!read && writes)
        || sql.iter().any(|t| t.comment && t.text.contains("bounded: "))
        || said_bounded(scan, first.at.saturating_sub(300).max(start), at)
}

fn said_bounded(scan: &Scan, from: usize, to: usize) -> bool {
    scan.comments.iter().any(|c| c.at >= from && c.at < to && c.text.contains("bounded: "))
}

/// All literals of the program that are SQL or pieces of it.
fn texts(tree: &Tree) -> impl Iterator<Item = (&File, &Text)> {
    tree.files
        .iter()
        .filter(|file| file.in_src().is_some())
        .flat_map(|file| file.literals().map(move |text| (file, text)))
        .filter(|(_, text)| sql::is_statement(&text.text) || is_piece(&text.text))
}

/// The literals of the program that are whole statements.
pub fn statements(tree: &Tree) -> impl Iterator<Item = (&File, &Text)> {
    texts(tree)
        .filter(|(file, text)| file.krate() != Some("tidy") && sql::is_statement(&text.text.to_lowercase()))
}

/// A piece for a query builder.
fn is_piece(text: &str) -> bool {
    [" from ", " join ", "join "].iter().any(|word| {
        text.split(word).skip(1).any(|rest| {
            let name = rest.split([' ', '\n', ')', ',']).next().unwrap_or_default();
            name.split_once('.').is_some_and(|(a, b)| {
                [a, b].iter().all(|p| !p.is_empty() && p.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(krate: &str, text: &str) -> Tree {
        Tree::of(&[
            ("crates/clinic/Cargo.toml", ""),
            ("crates/kernel/Cargo.toml", ""),
            (&format!("crates/{krate}/src/case/find.rs"), text),
        ])
    }

    #[test]
    fn a_room_touches_its_own_schema() {
        let check = |krate: &str, sql: &str, found: usize| {
            assert_eq!(schemas(&tree(krate, &format!("query!(\"{sql}\")"))).len(), found, "{krate}: {sql}");
        };
        check("clinic", "select id from clinic.case limit 1", 0);
        check("clinic", "select id from cases limit 1", 1);
        check("clinic", "select id from clinic.case join kernel.job on true", 1);
        check("clinic", "delete from kernel.job where true", 1);
        check("identity", "select id from kernel.audit limit 1", 0);
        check("identity", "delete from kernel.audit where true", 1);
        check("clinic", " and exists (select 1 from kernel.job)", 1);
        check("clinic", "a message from kernel. Done", 0);
    }

    #[test]
    fn every_column_and_loud_words_are_found() {
        assert_eq!(stars(&tree("clinic", "query!(\"select * from clinic.case\")")).len(), 1);
        assert_eq!(stars(&tree("clinic", "query!(\"select id from clinic.case\")")).len(), 0);
        assert_eq!(lower_case(&tree("clinic", "query!(\"SELECT id FROM clinic.case\")")).len(), 1);
        assert_eq!(lower_case(&tree("clinic", "query!(\"select id from clinic.case\")")).len(), 0);
    }

    #[test]
    fn a_list_without_an_end_is_found() {
        let check = |sql: &str, found: usize| {
            let text = format!("fn list() {{\n    query!({sql})\n        .fetch_all(tx.conn())\n}}");
            assert_eq!(bounded(&tree("clinic", &text)).len(), found, "{text}");
        };
        check("\"select id from clinic.case order by id limit 50\"", 0);
        check("\"select id from clinic.case order by id\"", 1);
        check("\"select limit_at from clinic.case\"", 1);
        check("\"select id from clinic.case -- bounded: seven days of a week\n\"", 0);
        check("// bounded: one per clinic\n \"select id from clinic.case\"", 0);
        check("\"update clinic.case set a = 1 returning id\"", 0);
    }
}

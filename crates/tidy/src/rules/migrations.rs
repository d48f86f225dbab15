//! Migrations: one timeline, never edited once landed, safe to run on a database that is sharded by city.

use std::collections::BTreeMap;

use crate::{File, Problem, Tree, sha256, sql};

/// What has landed: lines as `sha256sum` prints them. A release appends the new files (`docs/how-to/release.md`);
/// until then a migration may still change.
pub const LANDED: &str = "migrations/landed.txt";

fn files(tree: &Tree) -> impl Iterator<Item = (&File, &str)> {
    tree.files.iter().filter_map(|file| {
        let name = file.path.strip_prefix("migrations/")?;
        (name.ends_with(".sql") && !name.contains('/')).then_some((file, name))
    })
}

/// `<14 digits>_<context>_<what>.sql`, each time once, each context a crate.
pub fn names(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut times: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, name) in files(tree) {
        let mut parts = name.trim_end_matches(".sql").splitn(3, '_');
        let (time, context, what) = (parts.next(), parts.next(), parts.next());
        let digits = time.is_some_and(|t| t.len() == 14 && t.bytes().all(|b| b.is_ascii_digit()));
        let known = context.is_some_and(|c| tree.crates().contains(c));
        if !digits || !known || what.is_none_or(str::is_empty) {
            let why = "is not named <14 digits>_<context>_<what>.sql with the name of a crate as context";
            problems.push(Problem::at(file, 0, why));
        }
        if let Some(other) = time.and_then(|time| times.insert(time, name)) {
            problems.push(Problem::at(file, 0, format!("has the same time as {other}; take a later one")));
        }
    }
    problems
}

/// A landed migration is still there, unchanged, and nothing new is older than it.
pub fn landed(tree: &Tree) -> Vec<Problem> {
    let Some(list) = tree.file(LANDED) else {
        return vec![Problem::of(
            LANDED,
            "is missing: it holds the checksums of migrations that have landed",
        )];
    };
    let mut problems = Vec::new();
    let mut names = Vec::new();
    for (line, text) in list.lines().filter(|(_, text)| !text.is_empty() && !text.starts_with('#')) {
        let Some((sum, name)) = text.split_once("  ") else {
            problems.push(Problem::at(list, line, "is no line of `sha256sum`"));
            continue;
        };
        names.push(name);
        match tree.file(&format!("migrations/{name}")) {
            None => {
                problems.push(Problem::at(list, line, format!("{name} has landed and may not be removed")))
            }
            Some(file) if sha256::hex(file.text.as_bytes()) != sum => {
                let why = "has landed and may not be edited; write a new migration that changes what it made";
                problems.push(Problem::at(file, 0, why));
            }
            Some(_) => {}
        }
    }
    let newest = names.iter().max().copied().unwrap_or_default();
    for (file, name) in files(tree).filter(|(_, name)| *name < newest && !names.contains(name)) {
        let why = format!("{name} is older than {newest}, which has landed; give it a later time");
        problems.push(Problem::at(file, 0, why));
    }
    problems
}

/// What no migration may say, and what to do instead.
const NEVER: &[(&str, &str)] = &[
    ("create trigger", "triggers do not work on sharded tables; the doing writes what must be written"),
    ("create constraint trigger", "triggers do not work on sharded tables; constraints hold the rest"),
    (
        "on delete set null (",
        "does not work where the key carries the city; use a status, or delete explicitly",
    ),
    ("gen_random_uuid (", "ids come from Tx, which orders them by time"),
    ("clock_timestamp (", "instants come from Tx, so that a transaction has one"),
    ("random (", "what is random comes from the program"),
    ("timestamp without time zone", "write timestamptz: an instant is the same everywhere"),
    ("disable row level security", "the net behind the code's own scoping stays"),
    ("create or replace rule", "rules rewrite statements behind everybody's back"),
    ("grouping sets", "does not work across shards; use several aggregates"),
];

/// How a function that has its owner's rights must be written at least; the schema test holds it to more.
const LENT: &str = "securitydefinersetsearch_path=pg_catalog,pg_temp";

const TYPES: &[(&str, &str)] = &[
    ("serial", "write an identity column, or a uuid"),
    ("bigserial", "write an identity column, or a uuid"),
    ("timestamp", "write timestamptz: an instant is the same everywhere"),
    ("float", "money and measures are whole; write bigint or numeric"),
    ("real", "money and measures are whole; write bigint or numeric"),
    ("money", "write bigint: whole rupiah"),
    ("json", "write jsonb"),
];

/// Statements that a sharded database refuses or that lose something.
pub fn statements(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, name) in files(tree) {
        let context = name.split('_').nth(1).unwrap_or_default();
        for statement in split(&file.text) {
            let words: Vec<&str> = statement.iter().map(|token| token.text.as_str()).collect();
            let line = statement.first().map_or(0, |token| token.line + 1);
            let text = words.join(" ").to_lowercase();
            let mut found = |line: usize, why: String| problems.push(Problem::at(file, line, why));
            for (never, instead) in NEVER.iter().filter(|(never, _)| text.contains(never)) {
                found(line, format!("`{never}`: {instead}"));
            }
            if text.contains("security definer") && !text.replace(' ', "").contains(LENT) {
                let why = "a function with its owner's rights walks around row level security: \
                           the schema test says which may, and how";
                found(line, why.to_owned());
            }
            for token in &statement {
                if let Some((kind, instead)) = TYPES.iter().find(|(kind, _)| *kind == token.text) {
                    found(token.line + 1, format!("the type `{kind}`: {instead}"));
                }
            }
            if let Some(why) = altered(&text) {
                found(line, why.to_owned());
            }
            if text.starts_with("create view") && !text.contains("security_invoker") {
                found(
                    line,
                    "a view needs `with (security_invoker = true)`: else it shows every city".to_owned(),
                );
            }
            if let Some(table) = foreign(&words, context) {
                found(
                    line,
                    format!("changes `{table}`; a migration of `{context}` changes its own schema only"),
                );
            }
        }
    }
    problems
}

/// One named change per statement.
fn altered(text: &str) -> Option<&'static str> {
    if !text.starts_with("alter table") {
        return None;
    }
    let column = text.split("add column").nth(1).unwrap_or_default();
    if [" check ", " unique", " references ", " primary key"].iter().any(|inline| column.contains(inline)) {
        return Some("adds a column with a constraint in it; add the column, then the named constraint");
    }
    let changes = text.matches(" add ").count() + text.matches(" drop ").count();
    (text.contains("add constraint") && changes > 1)
        .then_some("makes several changes at once; one per statement")
}

/// A table of another context that the statement changes.
fn foreign<'a>(words: &[&'a str], context: &str) -> Option<&'a str> {
    let object = match words {
        [
            "create" | "alter" | "drop",
            "table" | "view" | "sequence" | "schema",
            "if",
            "not",
            "exists",
            name,
            ..,
        ]
        | ["create" | "alter" | "drop", "table" | "view" | "sequence" | "schema", "if", "exists", name, ..]
        | ["create" | "alter" | "drop", "table" | "view" | "sequence" | "schema", name, ..]
        | ["comment", "on", _, name, ..]
        | ["insert", "into", name, ..]
        | ["delete", "from", name, ..]
        | ["update", name, ..] => name,
        ["create", "index" | "unique", ..] => words.iter().skip_while(|word| **word != "on").nth(1)?,
        _ => return None,
    };
    let schema = object.split('.').next().unwrap_or_default();
    (schema != context).then_some(object)
}

/// The statements of a file, without comments.
fn split(text: &str) -> Vec<Vec<sql::Token>> {
    let mut statements = vec![Vec::new()];
    for token in sql::tokens(text).into_iter().filter(|token| !token.comment) {
        if token.text == ";" {
            statements.push(Vec::new());
        } else if let Some(last) = statements.last_mut() {
            last.push(token);
        }
    }
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "migrations/20260101000000_clinic_case.sql";

    #[test]
    fn a_name_has_time_context_and_purpose() {
        let check = |path: &str, found: usize| {
            let tree = Tree::of(&[("crates/clinic/Cargo.toml", ""), (path, "")]);
            assert_eq!(names(&tree).len(), found, "{path}");
        };
        check(A, 0);
        check("migrations/2026_clinic_case.sql", 1);
        check("migrations/20260101000000_nowhere_case.sql", 1);
        check("migrations/src/grants.sql", 0);
        let twice =
            [("crates/clinic/Cargo.toml", ""), (A, ""), ("migrations/20260101000000_clinic_more.sql", "")];
        assert_eq!(names(&Tree::of(&twice)).len(), 1);
    }

    #[test]
    fn what_landed_stays_as_it_is() {
        let list = format!("# landed\n{}  20260101000000_clinic_case.sql\n", sha256::hex(b"select 1"));
        let check = |files: &[(&str, &str)], found: usize| {
            let all = [&[(LANDED, list.as_str())], files].concat();
            assert_eq!(landed(&Tree::of(&all)).len(), found, "{files:?}");
        };
        check(&[(A, "select 1")], 0);
        check(&[(A, "select 1"), ("migrations/20260102000000_clinic_new.sql", "")], 0);
        check(&[(A, "select 2")], 1);
        check(&[], 1);
        check(&[(A, "select 1"), ("migrations/20250101000000_clinic_old.sql", "")], 1);
        assert_eq!(landed(&Tree::of(&[])).len(), 1);
    }

    #[test]
    fn statements_that_do_not_shard_are_found() {
        let check = |sql: &str, found: usize| {
            assert_eq!(statements(&Tree::of(&[(A, sql)])).len(), found, "{sql}");
        };
        check("create table clinic.case (city int not null, at timestamptz not null); -- create trigger", 0);
        check("alter table clinic.case add column a int;", 0);
        check("alter table clinic.case add constraint a_positive check (a > 0);", 0);
        check("alter table clinic.case add column a int check (a > 0);", 1);
        check("alter table clinic.case add constraint x check (a > 0), drop column b;", 1);
        check("create trigger t before insert on clinic.case execute function f();", 1);
        check("create table clinic.case (a int references x (b) on delete set null (a));", 1);
        check("create table clinic.case (id uuid default gen_random_uuid());", 1);
        check("create table clinic.case (at timestamp not null, n serial);", 2);
        check("create view clinic.open as select a from clinic.case;", 1);
        check("create view clinic.open with (security_invoker = true) as select a from clinic.case;", 0);
        check("alter table registry.business add column a int;", 1);
        check("create unique index i on registry.business (city);", 1);
    }
}

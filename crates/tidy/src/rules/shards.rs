//! Statements that work on a database that is sharded by city, and that no other city's rows can slip into.

use std::collections::BTreeSet;

use super::queries;
use crate::scan::{Scan, Text};
use crate::sql::{self, Token};
use crate::{File, Problem, Tree};

/// Functions that give another value at each call, and shapes that do not work across shards.
const NEVER: &[(&str, &str)] = &[
    ("clock_timestamp", "pass tx.now(): a transaction has one instant"),
    ("statement_timestamp", "pass tx.now(): a transaction has one instant"),
    ("now", "pass tx.now(): a transaction has one instant, and a test chooses it"),
    ("current_timestamp", "pass tx.now(): a transaction has one instant, and a test chooses it"),
    ("current_date", "pass the city's day: the server stands in another zone"),
    ("gen_random_uuid", "pass tx.id(), which is ordered by time"),
    ("random", "what is random comes from the program"),
    ("rollup", "does not work across shards; use several aggregates"),
    ("cube", "does not work across shards; use several aggregates"),
    ("grouping", "does not work across shards; use several aggregates"),
];

/// Where the server's own clock is what is asked for.
const CLOCKS: &[&str] = &["crates/app/src/doctor/"];

/// Nothing volatile, nothing that a sharded database refuses.
pub fn portable(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let clock = |file: &File| CLOCKS.iter().any(|folder| file.path.starts_with(folder));
    for (file, text) in queries::statements(tree).filter(|(file, _)| !clock(file)) {
        let tokens: Vec<Token> = sql::tokens(&text.text).into_iter().filter(|token| !token.comment).collect();
        for (token, next) in tokens.iter().zip(tokens.iter().skip(1)) {
            let Some((word, instead)) = NEVER.iter().find(|(word, _)| *word == token.text) else { continue };
            if next.text == "(" || word.starts_with("current_") || next.text == "sets" {
                problems.push(Problem::at(file, text.line + token.line, format!("`{word}`: {instead}")));
            }
        }
    }
    problems
}

/// Each mention of a city's table says which city, by `city = …` or by a join on it.
pub fn scoped(tree: &Tree) -> Vec<Problem> {
    let tables = city_tables(tree);
    let mut problems = Vec::new();
    for (file, text) in queries::statements(tree) {
        let Some(scan) = &file.rust else { continue };
        if excused(scan, text) {
            continue;
        }
        let tokens = whole(scan, text);
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| tables.contains(&token.text)) {
            let before = at.checked_sub(1).and_then(|i| tokens.get(i)).map_or("", |t| t.text.as_str());
            let joined = before == "join";
            if matches!(before, "from" | "join" | "into" | "update" | "using" | ",")
                && !says_city(&tokens, at, joined)
            {
                let why = format!(
                    "`{}` without its city: write `city = …`, or say why not: `-- all cities: …`",
                    token.text
                );
                problems.push(Problem::at(file, text.line + token.line, why));
            }
        }
    }
    problems
}

/// Whether the rest of the bracket level (of a join: of its condition) names the city.
fn says_city(tokens: &[Token], at: usize, joined: bool) -> bool {
    let mut depth = 0_i32;
    for token in tokens.iter().skip(at + 1) {
        match token.text.as_str() {
            "(" => depth += 1,
            ")" if depth == 0 => return false,
            ")" => depth -= 1,
            "join" | "where" | "group" | "order" | "limit" if joined && depth == 0 => return false,
            word if word == "city" || word.ends_with(".city") => return true,
            _ => {}
        }
    }
    false
}

/// The statement with the pieces that a query builder adds to it in the same function.
fn whole(scan: &Scan, text: &Text) -> Vec<Token> {
    let rest = scan.code.get(text.end..).unwrap_or_default();
    let end = text.end + rest.find("\n}").unwrap_or(rest.len());
    let mut tokens = sql::tokens(&text.text);
    let later = scan.strings.iter().filter(|piece| piece.at >= text.end && piece.at < end);
    for piece in later.take_while(|piece| !sql::is_statement(&piece.text)) {
        tokens.extend(sql::tokens(&piece.text).into_iter().map(|token| Token { line: 0, ..token }));
    }
    tokens.retain(|token| !token.comment);
    tokens
}

fn excused(scan: &Scan, text: &Text) -> bool {
    let mark = "all cities: ";
    let beside =
        |c: &Text| c.end <= text.at && text.line.saturating_sub(c.line) <= 4 && c.text.contains(mark);
    text.text.contains(mark) || scan.comments.iter().any(beside)
}

/// The tables that have a city, as their migrations made them.
fn city_tables(tree: &Tree) -> BTreeSet<String> {
    let mut tables = BTreeSet::new();
    let migrations: Vec<&File> =
        tree.ending(".sql").filter(|file| file.path.starts_with("migrations/")).collect();
    for file in &migrations {
        for made in file.text.split("create table ").skip(1) {
            let Some((name, rest)) = made.split_once(" (") else { continue };
            if rest.split(");").next().is_some_and(|body| body.contains("city int not null")) {
                tables.insert(name.to_owned());
            }
        }
    }
    for file in &migrations {
        for said in file.text.split("comment on table ").skip(1) {
            let mut words = said.split_whitespace();
            if let (Some(name), Some("is"), Some("'reference:")) = (words.next(), words.next(), words.next())
            {
                tables.remove(name);
            }
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: &str = "create table clinic.case (\n    city int not null);\ncreate table clinic.step (city int not null);\n\
        create table clinic.kind (city int not null);\ncomment on table clinic.kind is\n    'reference: kinds';";

    fn tree(code: &str) -> Tree {
        Tree::of(&[
            ("migrations/20260101000000_clinic_case.sql", TABLES),
            ("crates/clinic/src/case/find.rs", &format!("fn list() {{\n    {code}\n}}\n")),
        ])
    }

    #[test]
    fn a_statement_without_its_city_is_found() {
        let check = |sql: &str, found: usize| {
            let tree = tree(&format!("query!(\"{sql}\")"));
            assert_eq!(scoped(&tree).len(), found, "{sql} {:?}", scoped(&tree));
        };
        check("select id from clinic.case where city = $1", 0);
        check("select id from clinic.case where id = $1", 1);
        check("select id from clinic.kind where id = $1", 0);
        check("insert into clinic.case (city, id) values ($1, $2)", 0);
        check("update clinic.case set id = $1", 1);
        check(
            "select c.id from clinic.case c join clinic.step s on s.city = c.city and s.id = c.id where c.city = $1",
            0,
        );
        check("select c.id from clinic.case c join clinic.step s on s.id = c.id where c.city = $1", 1);
        check(
            "select c.id from clinic.case c where c.city = $1 and exists (select 1 from clinic.step where id = c.id)",
            1,
        );
        check("select id from clinic.case -- all cities: the machine counts\n", 0);
    }

    #[test]
    fn what_a_builder_adds_counts() {
        let code =
            "let mut sql = QueryBuilder::new(\"select id from clinic.case where\"); sql.push(\" city = \");";
        assert_eq!(scoped(&tree(code)), []);
        assert_eq!(
            scoped(&tree("QueryBuilder::new(\"select id from clinic.case where\"); sql.push(\" id = \");"))
                .len(),
            1
        );
    }

    #[test]
    fn what_differs_at_each_call_is_found() {
        let check = |sql: &str, found: usize| {
            assert_eq!(portable(&tree(&format!("query!(\"{sql}\")"))).len(), found, "{sql}");
        };
        check("select now from clinic.case", 0);
        check("update clinic.case set at = now()", 1);
        check("select gen_random_uuid() from clinic.case", 1);
        check("select count(*) from clinic.case group by rollup (a)", 1);
    }
}

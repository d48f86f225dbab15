//! Enough of SQL's grammar to say which tables a statement reads and writes.

use std::collections::BTreeSet;

/// A word, a sign or a comment of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    /// Lines after the statement's first.
    pub line: usize,
    pub comment: bool,
}

/// A table that a statement names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Table {
    /// As written: `registry.business`.
    pub name: String,
    pub writes: bool,
    pub line: usize,
}

/// Whether a text is a statement, judged by how it starts.
pub fn is_statement(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    let has = |what: &str| lower.split_whitespace().any(|word| word == what);
    match lower.split_whitespace().next() {
        Some("select") => has("from") || lower.contains('('),
        Some("with") => has("as") && has("from"),
        Some("update") => has("set"),
        Some("insert" | "merge") => has("into"),
        Some("delete") => has("from"),
        _ => false,
    }
}

/// The words and signs; text constants are left out.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut line = 0;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => rest.get(1..).and_then(|r| r.find(first)).map_or(rest.len(), |found| found + 2),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if !first.is_whitespace() && first != '\'' {
            let comment = piece.starts_with("--");
            out.push(Token { text: piece.to_owned(), line, comment });
        }
        line += piece.matches('\n').count();
        rest = after;
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$')
}

/// The tables of a statement or of a piece of one, without the names that `with` gives.
pub fn tables(text: &str) -> Vec<Table> {
    let tokens: Vec<Token> = tokens(text).into_iter().filter(|token| !token.comment).collect();
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let own = named_by_with(&tokens);
    let mut found = Vec::new();
    let mut functions: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", word);
        match token.text.as_str() {
            "(" => {
                functions.push(matches!(before, "extract" | "substring" | "trim" | "position" | "overlay"))
            }
            ")" => drop(functions.pop()),
            "from" if before == "distinct" || functions.last() == Some(&true) => {}
            "update" if matches!(before, "for" | "do" | "key") => {}
            "using" if word(at + 1) == "(" => {}
            key @ ("from" | "join" | "into" | "update" | "using") => {
                let writes = matches!(key, "into" | "update") || before == "delete";
                list(&tokens, at + 1, writes, &mut found);
            }
            _ => {}
        }
    }
    found.retain(|table| !own.contains(&table.name));
    found
}

/// `a as x, b, only c`.
fn list(tokens: &[Token], mut at: usize, writes: bool, found: &mut Vec<Table>) {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    loop {
        while matches!(word(at), "only" | "lateral") {
            at += 1;
        }
        let Some(token) = tokens.get(at) else { return };
        if !token.text.starts_with(|c: char| c.is_alphabetic()) {
            return;
        }
        let called = word(at + 1) == "(" && !writes;
        if called {
            return;
        }
        found.push(Table { name: token.text.clone(), writes, line: token.line });
        at += 1;
        at += usize::from(word(at) == "as");
        if word(at) != "," && word(at + 1) == "," {
            at += 1;
        }
        if word(at) != "," {
            return;
        }
        at += 1;
    }
}

fn named_by_with(tokens: &[Token]) -> BTreeSet<String> {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let mut names = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.text != "as" || !matches!(word(at + 1), "(" | "materialized" | "not") {
            continue;
        }
        let mut name = at.saturating_sub(1);
        if word(name) == ")" {
            while name > 0 && word(name) != "(" {
                name -= 1;
            }
            name = name.saturating_sub(1);
        }
        names.insert(word(name).to_owned());
    }
    names
}

/// Where every column is asked for: the line of each `*` that is neither `count(*)` nor a multiplication.
pub fn stars(text: &str) -> Vec<usize> {
    let tokens = tokens(text);
    let before = |at: usize| at.checked_sub(1).and_then(|i| tokens.get(i)).map_or("", |t| t.text.as_str());
    tokens
        .iter()
        .enumerate()
        .filter(|(at, token)| {
            let before = before(*at);
            token.text == "*"
                && (matches!(before, "select" | "distinct" | "all" | "returning" | ",")
                    || before.ends_with('.'))
        })
        .map(|(_, token)| token.line)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[(&str, bool)]) {
        let found: Vec<(String, bool)> = tables(sql).into_iter().map(|t| (t.name, t.writes)).collect();
        let expected: Vec<(String, bool)> = expected.iter().map(|(n, w)| ((*n).to_owned(), *w)).collect();
        assert_eq!(found, expected, "{sql}");
    }

    #[test]
    fn tables_are_found_where_they_are_read_and_written() {
        check("select a from x.y join x.z on true", &[("x.y", false), ("x.z", false)]);
        check("select a from x.y as a, x.z b, x.w", &[("x.y", false), ("x.z", false), ("x.w", false)]);
        check("insert into x.y (a) select b from x.z", &[("x.y", true), ("x.z", false)]);
        check("update x.y set a = 1 from x.z", &[("x.y", true), ("x.z", false)]);
        check("delete from x.y using x.z where true", &[("x.y", true), ("x.z", false)]);
        check("with n as (delete from x.y returning a) select a from n", &[("x.y", true)]);
        check("with recursive n (a) as (select 1) select a from n join x.y on true", &[("x.y", false)]);
        check("select a from plain", &[("plain", false)]);
    }

    #[test]
    fn words_that_only_look_like_tables_are_not() {
        check(
            "select extract(epoch from at) from x.y where a is distinct from b for update",
            &[("x.y", false)],
        );
        check("insert into x.y (a) values (1) on conflict do update set a = 2", &[("x.y", true)]);
        check("select a from unnest($1::int[]) as a join x.y using (city)", &[("x.y", false)]);
        check("select 'from nowhere' from x.y -- from elsewhere", &[("x.y", false)]);
    }

    #[test]
    fn a_statement_is_known_by_its_start() {
        assert!(
            is_statement("select 1 from x.y") && is_statement("\n  with a as (select 1) select b from a")
        );
        assert!(
            !is_statement("update your browser") && !is_statement("with love") && !is_statement("select one")
        );
    }

    #[test]
    fn asking_for_every_column_is_seen() {
        assert_eq!(stars("select * from a.b").len(), 1);
        assert_eq!(stars("select a.*, b\n, * from a.b"), [0, 1]);
        assert_eq!(stars("select count(*), 2 * 3 from a.b").len(), 0);
    }
}

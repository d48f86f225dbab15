//! The log is read by more people, for longer, than the tables: no field of it is about a person.

use crate::scan::Scan;
use crate::{Problem, Tree};

const MACROS: &[&str] = &[
    "trace!(",
    "debug!(",
    "info!(",
    "warn!(",
    "error!(",
    "event!(",
    "span!(",
    "info_span!(",
    "debug_span!(",
    "error_span!(",
    "warn_span!(",
    "trace_span!(",
    "#[instrument(",
];

/// What is never logged.
const NEVER: &[&str] = &[
    "nik",
    "kk",
    "phone",
    "email",
    "recipient",
    "password",
    "token",
    "secret",
    "cookie",
    "birthday",
    "born",
    "npwp",
    "account_number",
    "display_name",
    "full_name",
];

/// Things that are people; their `name` is not logged either.
const PEOPLE: &[&str] = &["account", "person", "user", "visitor", "member", "officer", "invitation"];

/// No field and no placeholder of a log line carries a person's data.
pub fn fields(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, scan) in tree.rust().filter(|(file, _)| !file.test && file.krate() != Some("tidy")) {
        for name in MACROS {
            for at in scan.calls(name).filter(|at| !scan.is_test(*at)) {
                for field in named(scan, at + name.len() - 1).into_iter().filter(|field| denied(field)) {
                    let why = format!("logs `{field}`; log the id of the thing, never a person's data");
                    problems.push(Problem::at(file, scan.line(at), why));
                }
            }
        }
    }
    problems
}

fn denied(field: &str) -> bool {
    let mut segments = field.rsplit('.');
    let last = segments.next().unwrap_or_default();
    let owner = segments.next();
    NEVER.contains(&last) || (last == "name" && owner.is_none_or(|owner| PEOPLE.contains(&owner)))
}

/// The fields and placeholders between the brackets that open at `open`.
fn named(scan: &Scan, open: usize) -> Vec<String> {
    let range = scan.bracketed(open);
    let inside = scan.code.get(range.start + 1..range.end.saturating_sub(1)).unwrap_or_default();
    let mut fields: Vec<String> = arguments(inside)
        .into_iter()
        .map(|argument| {
            let name = argument.split('=').next().unwrap_or_default().trim();
            name.trim_start_matches(['%', '?', '&']).trim().to_owned()
        })
        .collect();
    for text in scan.strings.iter().filter(|text| range.contains(&text.at)) {
        fields.extend(
            text.text
                .split('{')
                .skip(1)
                .map(|rest| rest.split(['}', ':']).next().unwrap_or_default().to_owned()),
        );
    }
    fields
}

fn arguments(inside: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    inside
        .split(|c: char| {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            c == ',' && depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_data_in_a_log_line_is_found() {
        let check = |line: &str, found: usize| {
            let tree = Tree::of(&[("crates/clinic/src/case/open.rs", line)]);
            assert_eq!(fields(&tree).len(), found, "{line}");
        };
        check("info!(case.id = %id, job.name = %name, f(email), \"opened {id}\");", 0);
        check("info!(%email, \"opened\");", 1);
        check("tracing::warn!(person.nik = ?nik, \"opened\");", 1);
        check("info!(name = %person.name, \"opened\");", 1);
        check("info!(%account.name, \"opened\");", 1);
        check("info!(\"opened for {phone}\");", 1);
        check("info!(account = %account.id, \"opened\"); let email = 1;", 0);
        check("#[cfg(test)] mod tests { fn a() { info!(%email); } }", 0);
    }
}

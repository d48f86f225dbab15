//! Messages that are said exist, those that exist are said, and each is given the arguments that it needs.

use std::collections::BTreeSet;

use super::fluent;
use crate::scan::Scan;
use crate::{File, Problem, Tree};

/// A place that names a message, or the start of one that is completed at run time.
struct Said {
    key: String,
    line: usize,
    /// What it is given; `None` where that cannot be seen.
    args: Option<BTreeSet<String>>,
}

/// Every message is said somewhere, every key that is said exists, and its arguments are given.
pub fn said(tree: &Tree) -> Vec<Problem> {
    let defined = fluent::all(tree);
    let contexts: BTreeSet<&str> = defined.keys().filter_map(|key| key.split('-').next()).collect();
    let mut problems = Vec::new();
    let (mut used, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
    for file in
        tree.files.iter().filter(|file| file.in_src().is_some() && !file.test && file.krate() != Some("tidy"))
    {
        for rest in file.literals().filter_map(|text| any_context(&text.text)) {
            prefixes.extend(contexts.iter().map(|context| format!("{context}{rest}")));
        }
        for said in said_in(file, &contexts) {
            let start = format!("{}-", said.key);
            let made = |text: &str| text.contains(".t_of(") || text.contains("say_key(");
            if !defined.contains_key(&said.key)
                && made(&file.text)
                && defined.keys().any(|key| key.starts_with(&start))
            {
                prefixes.insert(start);
                continue;
            }
            if said.key.ends_with('-') {
                let any = defined.keys().any(|key| key.starts_with(&said.key));
                if !any || said.key.matches('-').count() < 2 {
                    let why = format!(
                        "no message starts with `{}`, or it is too short to tell which are meant",
                        said.key
                    );
                    problems.push(Problem::at(file, said.line, why));
                }
                prefixes.insert(said.key);
                continue;
            }
            match (defined.get(&said.key), said.args) {
                (None, _) => {
                    let why = format!("no Fluent file has the message `{}`", said.key);
                    problems.push(Problem::at(file, said.line, why));
                }
                (Some((_, message)), Some(given)) if !message.args.is_subset(&given) => {
                    let why = format!("`{}` needs {:?} and is given {given:?}", said.key, message.args);
                    problems.push(Problem::at(file, said.line, why));
                }
                (Some(_), _) => {}
            }
            used.insert(said.key);
        }
    }
    for (key, (file, message)) in &defined {
        if !used.contains(key) && !prefixes.iter().any(|prefix| key.starts_with(prefix)) {
            problems.push(Problem::at(
                file,
                message.line,
                format!("nobody says `{key}`; remove it from both languages"),
            ));
        }
    }
    problems
}

fn said_in(file: &File, contexts: &BTreeSet<&str>) -> Vec<Said> {
    if let Some(scan) = &file.rust {
        return file
            .literals()
            .filter_map(|text| {
                let key = key(&text.text, contexts)?;
                Some(Said { key, line: text.line, args: given(scan, text.at, text.end) })
            })
            .collect();
    }
    if !file.path.ends_with(".html") {
        return Vec::new();
    }
    file.lines()
        .flat_map(|(line, text)| {
            let mut before = "";
            text.split('"').filter_map(move |piece| {
                let plain = before.ends_with("ui.t(");
                before = piece;
                let key = key(piece, contexts)?;
                Some(Said { key, line, args: plain.then(BTreeSet::new) })
            })
        })
        .collect()
}

/// Of `{context}-field-` the part that follows: the rooms all have such messages.
fn any_context(text: &str) -> Option<&str> {
    let (_, rest) = text.strip_prefix('{')?.split_once('}')?;
    let kebab = rest.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    (kebab && rest.len() > 2 && rest.starts_with('-') && rest.ends_with('-')).then_some(rest)
}

/// A literal that is a key; of one with a placeholder the part before it.
fn key(text: &str, contexts: &BTreeSet<&str>) -> Option<String> {
    let start = text.split('{').next()?;
    let (context, rest) = start.split_once('-')?;
    let kebab = rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let whole = start.len() == text.len() || start.ends_with('-');
    (contexts.contains(context) && !rest.is_empty() && kebab && whole).then(|| start.to_owned())
}

/// The arguments that a message gets in Rust, where they stand beside it.
fn given(scan: &Scan, at: usize, end: usize) -> Option<BTreeSet<String>> {
    let before = scan.code.get(..at)?.trim_end();
    if before.ends_with("ui.t(") || before.ends_with("::refused(") {
        return Some(BTreeSet::new());
    }
    if !before.ends_with("Say::new(") {
        return None;
    }
    let mut args = BTreeSet::new();
    let mut place = end;
    loop {
        // The bracket that closes what stood before.
        place += scan.code.get(place..)?.find(')')? + 1;
        let rest = scan.code.get(place..)?;
        let trimmed = rest.trim_start();
        if !trimmed.starts_with(".with(") {
            // What is kept in a variable may be given more later.
            return (!trimmed.starts_with(';') || !args.is_empty()).then_some(args);
        }
        let open = place + (rest.len() - trimmed.len()) + ".with".len();
        let name = scan.strings.iter().find(|text| text.at > open)?;
        args.insert(name.text.clone());
        place = scan.bracketed(open).end - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = "clinic-a = A\nclinic-n = { $n } antre\nclinic-role-mentor = Pendamping";

    fn check(code: &str, template: &str, found: usize) {
        let tree = Tree::of(&[
            ("crates/clinic/src/id.ftl", MESSAGES),
            ("crates/clinic/src/case/pages.rs", code),
            ("crates/clinic/src/case/list.html", template),
        ]);
        assert_eq!(said(&tree).len(), found, "{code} {template} {:?}", said(&tree));
    }

    #[test]
    fn keys_that_are_said_exist_and_those_that_exist_are_said() {
        let all = "Say::new(\"clinic-n\").with(\"n\", f(1)); ui.t_of(\"clinic-role-\", role);";
        check(all, "{{ ui.t(\"clinic-a\") }}", 0);
        check(all, "", 1);
        check(all, "{{ ui.t(\"clinic-a\") }}{{ ui.t(\"clinic-b\") }}", 1);
        check("Say::new(\"clinic-n\").with(\"n\", 1);", "{{ ui.t(\"clinic-a\") }}", 1);
        let kept =
            "Say::new(\"clinic-n\").with(\"n\", 1); role(\"clinic-role\"); ui.t_of(&format!(\"{}-\", a), b)";
        check(kept, "{{ ui.t(\"clinic-a\") }}", 0);
        check(&format!("{all} format!(\"{{room}}-a\", a)"), "", 1);
        check(
            "Say::new(\"clinic-n\").with(\"n\", 1); format!(\"{room}-role-\")",
            "{{ ui.t(\"clinic-a\") }}",
            0,
        );
        check(&format!("{all} format!(\"clinic-state-{{}}\", a)"), "{{ ui.t(\"clinic-a\") }}", 1);
    }

    #[test]
    fn a_message_gets_the_arguments_that_it_needs() {
        let rest = "ui.t(\"clinic-a\"); ui.t_of(\"clinic-role-\", role);";
        check(&format!("{rest} Say::new(\"clinic-n\").with(\"n\", 1)"), "", 0);
        check(&format!("{rest} Say::new(\"clinic-n\").with(\"m\", 1)"), "", 1);
        check(&format!("{rest} Error::refused(\"clinic-n\")"), "", 1);
        check(rest, "{{ ui.t(\"clinic-n\") }}", 1);
        check(&format!("{rest} let mut say = Say::new(\"clinic-n\");"), "", 0);
    }
}

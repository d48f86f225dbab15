//! What the reading of lists promises: on the lists of five cities, whose people are known, and on invented layouts.

mod invented;
mod kinds;
mod side_by_side;
mod truth;
mod unseen;

use std::collections::HashMap;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use chrono::NaiveDate;
use kernel::AreaCode;
use sheet::{Limits, Met};
use territory::address::{Context, Resolver};

use super::*;

/// Built once per process: all of Indonesia.
static RESOLVER: LazyLock<Resolver> = LazyLock::new(Resolver::bundled);

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

/// A file as it is met.
fn met(bytes: &[u8]) -> Vec<Met> {
    let mut met = Vec::new();
    sheet::read(Cursor::new(bytes), &Limits::default(), &mut |one| {
        met.push(one);
        ControlFlow::Continue(())
    })
    .unwrap();
    met
}

fn understand(met: &[Met], home: &str) -> (Plan, Vec<Read>) {
    understand_knowing(met, home, &HashMap::new())
}

fn understand_knowing(met: &[Met], home: &str, confirmed: &HashMap<String, Mapping>) -> (Plan, Vec<Read>) {
    let code = territory::Code::parse(home).unwrap();
    let resolve = move |text: &str| RESOLVER.resolve(text, Context { home: Some(code) });
    let known = Home { area: AreaCode::from(code), resolve: &resolve, areas: areas(code) };
    let mut survey = Survey::new(known.clone(), confirmed);
    for one in met {
        survey.take(one.clone());
    }
    let plan = survey.finish();
    let mut reader = Reader::new(&plan, known, today());
    let read = met.iter().flat_map(|one| reader.take(one.clone())).collect();
    (plan, read)
}

fn drafts(read: Vec<Read>) -> Vec<Draft> {
    read.into_iter()
        .filter_map(|read| match read {
            Read::Row(draft) => Some(*draft),
            Read::Sheet | Read::Passed(_) => None,
        })
        .collect()
}

fn areas(home: territory::Code) -> Vec<Candidate> {
    let inside = territory::data::areas().into_iter().filter(|area| home.contains(area.code));
    inside.map(|area| Candidate { area: AreaCode::from(area.code), name: area.name.to_string() }).collect()
}

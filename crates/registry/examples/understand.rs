//! What the reading makes of lists, as lines of JSON: `understand 32.76 daftar.xlsx …`.
//!
//! For whoever mends a rule and wants to see what it does to a file: first how its tables are understood and what is in
//! doubt, then every row. It reads without a database, and it shows numbers of people: keep its output where the lists are.

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Write};
use std::ops::ControlFlow;

use kernel::AreaCode;
use registry::import::{Candidate, Draft, Home, Plan, Read, Reader, Survey, letters};
use serde_json::{Value, json};
use sheet::{Limits, Met};
use territory::address::{Context, Resolver};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let city = arguments.next().ok_or("understand CITY FILE …")?;
    let code = territory::Code::parse(&city).map_err(|_| "no such city")?;
    let resolver = Resolver::bundled();
    let resolve = |text: &str| resolver.resolve(text, Context { home: Some(code) });
    let inside = territory::data::areas().into_iter().filter(|area| code.contains(area.code));
    let areas = inside
        .map(|area| Candidate { area: AreaCode::from(area.code), name: area.name.to_string() })
        .collect::<Vec<_>>();
    let home = Home { area: AreaCode::from(code), resolve: &resolve, areas };
    for path in arguments {
        let mut met = Vec::new();
        let read = sheet::read(BufReader::new(File::open(&path)?), &Limits::default(), &mut |one| {
            met.push(one);
            ControlFlow::Continue(())
        });
        match read {
            Ok(_) => tell(&path, met, home.clone())?,
            Err(fault) => say(&json!({ "file": path, "fault": fault.key() }))?,
        }
    }
    Ok(())
}

fn tell(path: &str, met: Vec<Met>, home: Home) -> Result<(), Box<dyn Error>> {
    let confirmed = HashMap::new();
    let mut survey = Survey::new(home.clone(), &confirmed);
    for one in &met {
        survey.take(one.clone());
    }
    let plan = survey.finish();
    say(&json!({ "file": path, "sure": plan.is_sure(), "tables": tables(&plan) }))?;
    let today = "2026-11-22".parse()?;
    let mut reader = Reader::new(&plan, home, today);
    for one in met {
        for read in reader.take(one) {
            if let Read::Row(draft) = read {
                say(&row(path, &draft))?;
            }
        }
    }
    Ok(())
}

fn tables(plan: &Plan) -> Vec<Value> {
    let tables = plan.layouts.iter().map(|layout| {
        let columns = layout.mapping.columns.iter().map(|column| {
            format!(
                "{} {} = {} {}",
                letters(column.column),
                column.header,
                column.field.code(),
                column.confidence
            )
        });
        json!({
            "sheets": layout.sheets, "rows": layout.rows, "list": layout.is_list, "doubts": layout.doubts,
            "columns": columns.collect::<Vec<_>>(),
        })
    });
    tables.collect()
}

fn row(path: &str, draft: &Draft) -> Value {
    json!({
        "file": path, "sheet": draft.sheet, "row": draft.row, "columns": draft.columns, "verdict": draft.verdict(), "nik": draft.nik.reveal(),
        "nik_state": format!("{:?}", draft.nik), "place": draft.place, "year": draft.year, "npwp": draft.npwp,
        "person": draft.person, "business": draft.business, "remarks": draft.remarks,
    })
}

fn say(line: &Value) -> std::io::Result<()> {
    writeln!(std::io::stdout().lock(), "{line}")
}

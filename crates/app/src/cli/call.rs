//! `call`: the calls of a city's programmes, from the server's console. Says codes and states, never names.

use std::sync::Arc;

use clap::{Args, Subcommand};
use kernel::{Actor, Tx};
use programmes::applicant::{self, Filter};
use programmes::call::{self, CallId};
use programmes::funnel;
use serde_json::json;

use super::open::with_node;
use super::say;
use super::seed::city_named;
use crate::config::{Config, Fault};
use crate::start::{Node, Schema};

/// The most applications that are printed.
const MOST: i64 = 100_000;

/// The calls of a city's programmes, and where their applications stand
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # the calls of a city, those that close last first
  berdaya call list --city depok
  # places given and people waiting, in all and by kelurahan
  berdaya call places ID --city depok
  # where each application stands
  berdaya call applicants ID --city depok --json
  # how many came how far, and why the others did not
  berdaya call funnel ID --city depok
  # a list of people applies
  berdaya import calon.xlsx --city depok --agency Diskop --call ID")]
pub(super) struct CallCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All calls
    List {
        #[command(flatten)]
        at: At,
    },
    /// Places, those given and people who wait
    Places {
        /// Its id, as `list` says it
        id: String,
        #[command(flatten)]
        at: At,
    },
    /// How many came how far, how many are on the way, and why the others stopped
    Funnel {
        /// Its id, as `list` says it
        id: String,
        #[command(flatten)]
        at: At,
    },
    /// Applications by code, in the order of arrival
    Applicants {
        /// Its id, as `list` says it
        id: String,
        #[command(flatten)]
        at: At,
    },
}

#[derive(Debug, Args)]
struct At {
    /// The city, by its code (32.76), its name (Depok) or the first part of its address (depok)
    #[arg(long)]
    city: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl CallCommand {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        with_node(config, Schema::Leave, async |node| match &self.what {
            What::List { at } => list(node, at).await,
            What::Places { id, at } => places(node, at, id).await,
            What::Funnel { id, at } => funnel(node, at, id).await,
            What::Applicants { id, at } => applicants(node, at, id).await,
        })
        .await
    }
}

async fn begin(node: &Node, at: &At) -> Result<Tx, Fault> {
    let city = city_named(node, &at.city).await?;
    Ok(node.db.begin(Actor::System("call"), city.id).await?)
}

async fn list(node: &Node, at: &At) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let (now, rows) = (tx.now(), call::list(&mut tx).await?);
    if at.json {
        let rows = rows.iter().map(|row| {
            json!({ "id": row.id, "name": row.name, "programme": row.programme_name, "places": row.places,
                    "opens_at": row.opens_at, "closes_at": row.closes_at,
                    "window": row.window(now).as_str() })
        });
        return say(&serde_json::Value::from_iter(rows).to_string());
    }
    let lines = rows.iter().map(|row| {
        format!(
            "{}  {:<9}  {:>6}  {} ({})",
            row.id,
            row.window(now).as_str(),
            row.places,
            row.name,
            row.programme_name
        )
    });
    say(&lines.collect::<Vec<_>>().join("\n"))
}

async fn places(node: &Node, at: &At, id: &str) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let id: CallId = id.trim().parse()?;
    call::one(&mut tx, id).await?;
    let rows = call::fullness(&mut tx, id).await?;
    if at.json {
        let rows = rows.iter().map(|row| {
            json!({ "area": row.area, "places": row.places, "given": row.held, "waiting": row.waiting })
        });
        return say(&serde_json::Value::from_iter(rows).to_string());
    }
    let head = format!("{:<13}  {:>8}  {:>8}  {:>8}", "area", "places", "given", "waiting");
    let lines = rows.iter().map(|row| {
        format!("{:<13}  {:>8}  {:>8}  {:>8}", row.area.as_str(), row.places, row.held, row.waiting)
    });
    say(&std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n"))
}

async fn funnel(node: &Node, at: &At, id: &str) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let call = call::one(&mut tx, id.trim().parse()?).await?;
    let filter = funnel::Filter { call: Some(call.id), ..funnel::Filter::default() };
    let steps = funnel::funnel(&mut tx, call.programme, &filter).await?.steps;
    if at.json {
        return say(&json!(steps).to_string());
    }
    let figure = |figure: Option<i64>| figure.map(|count| count.to_string()).unwrap_or_default();
    let line = |name: &str, figures: [Option<i64>; 5]| {
        let [came, went_on, on_the_way, days, dropped] = figures.map(figure);
        format!("{name:<31}  {came:>7}  {went_on:>7}  {on_the_way:>7}  {days:>5}  {dropped:>7}")
    };
    let mut lines = vec![format!(
        "{:<31}  {:>7}  {:>7}  {:>7}  {:>5}  {:>7}",
        "step", "came", "went on", "on way", "days", "dropped"
    )];
    for one in &steps {
        let figures = [one.came, one.went_on, one.on_the_way, one.median_days, one.dropped];
        lines.push(line(one.step.as_str(), figures));
        for reason in &one.reasons {
            lines.push(line(&format!("  {}", reason.because), [None, None, None, None, reason.people]));
        }
    }
    say(&lines.join("\n"))
}

async fn applicants(node: &Node, at: &At, id: &str) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let id: CallId = id.trim().parse()?;
    call::one(&mut tx, id).await?;
    let filter = Filter { call: Some(id), ..Filter::default() };
    let (mut rows, _) = applicant::list(&mut tx, &filter, 0, MOST).await?;
    rows.sort_by_key(|row| row.number);
    if at.json {
        let rows = rows.iter().map(|row| {
            json!({ "code": row.code, "number": row.number, "area": row.area, "state": row.state.as_str(),
                    "applied_at": row.applied_at })
        });
        return say(&serde_json::Value::from_iter(rows).to_string());
    }
    let lines = rows.iter().map(|row| {
        format!("{:>6}  {}  {:<13}  {}", row.number, row.code, row.area.as_str(), row.state.as_str())
    });
    say(&lines.collect::<Vec<_>>().join("\n"))
}

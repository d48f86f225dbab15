//! `report`: the monthly reports of a city, from the server's console. Figures, nobody's name.

use std::sync::Arc;

use clap::{Args, Subcommand};
use kernel::{Actor, Error, Tx};
use programmes::report::{self, Contents, Month};
use serde_json::json;

use super::open::with_node;
use super::say;
use super::seed::city_named;
use crate::config::{Config, Fault};
use crate::start::{Node, Schema};

/// The most signed reports that are printed: twenty years, each month five times.
const MOST: i64 = 1_200;

/// The report for the monthly meeting: what was promised and reached, and whether it adds up
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # the reports that were signed, the newest month first
  berdaya report list --city depok
  # a month as it would be signed now, with what does not add up
  berdaya report month 2026-10 --city depok
  # the same for a program
  berdaya report month 2026-10 --city depok --json")]
pub(super) struct ReportCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Signed reports
    List {
        #[command(flatten)]
        at: At,
    },
    /// All figures of a month as they are known now, and the checks that do not hold
    Month {
        /// 2026-10
        month: String,
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

impl ReportCommand {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        with_node(config, Schema::Leave, async |node| match &self.what {
            What::List { at } => list(node, at).await,
            What::Month { month, at } => one(node, at, month).await,
        })
        .await
    }
}

async fn begin(node: &Node, at: &At) -> Result<Tx, Fault> {
    let city = city_named(node, &at.city).await?;
    Ok(node.db.begin(Actor::System("report"), city.id).await?)
}

async fn list(node: &Node, at: &At) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let (rows, _) = report::list(&mut tx, 0, MOST).await?;
    if at.json {
        let rows = rows.iter().map(|row| {
            json!({ "id": row.id, "month": row.month.to_string(), "number": row.number,
                    "signed_at": row.signed_at })
        });
        return say(&serde_json::Value::from_iter(rows).to_string());
    }
    let lines = rows.iter().map(|row| {
        let day = row.signed_at.date_naive();
        format!("{}  {}  {:>3}  {day}", row.id, row.month, row.number)
    });
    say(&lines.collect::<Vec<_>>().join("\n"))
}

async fn one(node: &Node, at: &At, month: &str) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let month = Month::parse(month.trim()).filter(|month| month.first() <= tx.today());
    let month = month.ok_or_else(|| Error::field("month", "programmes-report-month"))?;
    let contents = report::gather(&mut tx, month).await?;
    if at.json {
        return say(&json!(contents).to_string());
    }
    say(&written(&contents).join("\n"))
}

/// Promises by year and category, programmes, and what does not hold.
fn written(contents: &Contents) -> Vec<String> {
    let figure = |figure: Option<i64>| figure.map(|count| count.to_string()).unwrap_or_default();
    let mut lines = vec![format!("until {}", contents.until)];
    for promise in &contents.promises {
        lines.push(String::new());
        lines.push(format!("{} ({}, revision {})", promise.name, promise.decree, promise.revision));
        lines.push(format!("{:<6}  {:<12}  {:>9}  {:>9}  {:>9}", "year", "", "promised", "reached", "told"));
        for line in &promise.lines {
            let year = if line.year == 0 { "all".to_owned() } else { line.year.to_string() };
            let (promised, told) = (figure(line.promised), figure(line.told));
            let of = &line.category;
            lines.push(format!("{year:<6}  {of:<12}  {promised:>9}  {:>9}  {told:>9}", line.reached));
        }
    }
    lines.push(String::new());
    lines.push(format!("{:<40}  {:>8}  {:>8}  {:>8}", "programme", "applied", "enrolled", "credited"));
    lines.extend(contents.programmes.iter().map(|one| {
        format!("{:<40}  {:>8}  {:>8}  {:>8}", one.name, one.applied, one.enrolled, one.credited)
    }));
    let failed: Vec<String> = contents
        .failed()
        .map(|check| format!("does not add up: {}: {} and {}", check.of, check.whole, check.parts))
        .collect();
    lines.push(String::new());
    lines.push(format!("checks: {}, of which {} do not hold", contents.checks.len(), failed.len()));
    lines.extend(failed);
    lines
}

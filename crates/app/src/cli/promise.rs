//! `promise`: what the city promised and how far it is kept, from the server's console.

use std::sync::Arc;

use clap::{Args, Subcommand};
use kernel::{Actor, AreaCode, Error, Level, Tx};
use programmes::promise::{self, Cell, Promise, PromiseId, differences};
use serde_json::json;

use super::open::with_node;
use super::say;
use super::seed::city_named;
use crate::config::{Config, Fault};
use crate::start::{Node, Schema};

/// What the city promised, and how far it is kept
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # the promises of a city
  berdaya promise list --city depok
  # promised and reached by year, category and kecamatan
  berdaya promise figures ID --city depok --json
  # what does not add up
  berdaya promise check ID --city depok")]
pub(super) struct PromiseCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The promises in force
    List {
        #[command(flatten)]
        at: At,
    },
    /// Promised and reached by year, category and kecamatan
    Figures {
        /// Its id, as `list` says it
        id: String,
        #[command(flatten)]
        at: At,
    },
    /// The figures whose parts do not make them
    Check {
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

impl PromiseCommand {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        with_node(config, Schema::Leave, async |node| match &self.what {
            What::List { at } => list(node, at).await,
            What::Figures { id, at } => figures(node, at, id).await,
            What::Check { id, at } => check(node, at, id).await,
        })
        .await
    }
}

async fn begin(node: &Node, at: &At) -> Result<Tx, Fault> {
    let city = city_named(node, &at.city).await?;
    Ok(node.db.begin(Actor::System("promise"), city.id).await?)
}

async fn one(tx: &mut Tx, id: &str) -> Result<Promise, Error> {
    let id: PromiseId = id.trim().parse()?;
    promise::one(tx, id, None).await
}

async fn list(node: &Node, at: &At) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let rows = promise::list(&mut tx).await?;
    if at.json {
        let rows = rows.iter().map(|row| {
            json!({ "id": row.id, "name": row.name, "revision": row.revision, "from": row.from, "until": row.until,
                    "total": row.total, "public": row.published })
        });
        return say(&serde_json::Value::from_iter(rows).to_string());
    }
    let lines =
        rows.iter().map(|row| format!("{}  {}  {}-{}  {}", row.id, row.total, row.from, row.until, row.name));
    say(&lines.collect::<Vec<_>>().join("\n"))
}

async fn figures(node: &Node, at: &At, id: &str) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let promise = one(&mut tx, id).await?;
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::NotFound("city"))?;
    let parts = promise::parts(&mut tx, promise.id, promise.revision.number, Level::Kecamatan).await?;
    let reached = promise::reached(&mut tx, &promise, &whole, Level::Kecamatan).await?;
    let mut all: std::collections::BTreeMap<Cell, (Option<i64>, i64)> = std::collections::BTreeMap::new();
    for part in parts {
        all.entry(part.cell).or_default().0 = Some(part.figure);
    }
    for one in reached {
        for area in
            [whole.clone(), one.cell.area.clone()].into_iter().collect::<std::collections::BTreeSet<_>>()
        {
            for year in [0, one.cell.year] {
                let cell = Cell { year, area: area.clone(), ..one.cell.clone() };
                all.entry(cell).or_default().1 += one.people;
            }
        }
    }
    if at.json {
        let rows = all.iter().map(|(cell, (promised, reached))| {
            json!({ "year": cell.year, "category": cell.category, "area": cell.area, "promised": promised,
                    "reached": reached })
        });
        return say(&serde_json::Value::from_iter(rows).to_string());
    }
    let line = |(cell, (promised, reached)): (&Cell, &(Option<i64>, i64))| {
        let promised = promised.map_or_else(|| "-".to_owned(), |promised| promised.to_string());
        format!(
            "{:>4}  {:<10}  {:<8}  {promised:>8}  {reached:>8}",
            cell.year,
            cell.category,
            cell.area.as_str()
        )
    };
    let lines = all.iter().map(line);
    let head =
        format!("{:>4}  {:<10}  {:<8}  {:>8}  {:>8}", "year", "category", "area", "promised", "reached");
    say(&std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n"))
}

async fn check(node: &Node, at: &At, id: &str) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let promise = one(&mut tx, id).await?;
    let number = promise.revision.number;
    let parts = promise::parts(&mut tx, promise.id, number, Level::Rt).await?;
    let rests = promise::rests(&mut tx, promise.id, number).await?;
    let found = differences(&parts, &rests, promise.revision.overlap);
    if at.json {
        let rows = found.iter().map(|one| {
            json!({ "year": one.of.year, "category": one.of.category, "area": one.of.area, "along": one.along.as_str(),
                    "whole": one.whole, "together": one.together })
        });
        return say(&serde_json::Value::from_iter(rows).to_string());
    }
    if found.is_empty() {
        return say("All parts make their whole.");
    }
    let line = |one: &promise::Difference| {
        let of = format!("{} {} {}", one.of.year, one.of.category, one.of.area);
        format!("{of}, along {}: {} and not {}", one.along.as_str(), one.together, one.whole)
    };
    say(&found.iter().map(line).collect::<Vec<_>>().join("\n"))
}

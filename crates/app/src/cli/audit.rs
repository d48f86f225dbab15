//! `audit`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use identity::trail::{self, OutsideRoot, Report};
use kernel::Actor;

use super::open::with_node;
use super::{complain, say};
use crate::config::{Config, Fault};
use crate::start::{Doing, Node, Schema};

/// The audit trail
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # every city's trail, against its seals and the roots in the file store
  berdaya audit verify
  # also against roots that were kept outside: mails, print-outs
  berdaya audit verify --roots roots.txt
  # seal what waits, now
  berdaya audit seal
  # the newest roots, to be kept where nobody here can change them
  berdaya audit roots >> roots.txt")]
pub(super) struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Find edited, deleted, inserted, reordered or rolled back entries; ends with 1 when there are any
    Verify {
        /// Lines of roots that were kept outside
        #[arg(long, value_name = "FILE")]
        roots: Option<PathBuf>,
        /// One city only
        #[arg(long)]
        city: Option<String>,
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Print the newest root of each city's trail
    Roots,
    /// Seal what waits now, before a backup or a look from outside; the platform does it every few seconds by itself
    Seal,
}

impl Audit {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        match self.what {
            What::Verify { roots, city, json } => {
                let known = match &roots {
                    Some(path) => read(path)?,
                    None => Vec::new(),
                };
                with_node(config, Schema::Leave, async |node| verify(node, city, &known, json).await).await
            }
            What::Roots => with_node(config, Schema::Leave, newest).await,
            What::Seal => with_node(config, Schema::Leave, seal).await,
        }
    }
}

fn read(path: &std::path::Path) -> Result<Vec<OutsideRoot>, Fault> {
    let text = std::fs::read_to_string(path).doing(format_args!("read {}", path.display()))?;
    let line = |(number, line): (usize, &str)| {
        line.parse().doing(format_args!("read {} line {}", path.display(), number + 1))
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(line).collect()
}

async fn verify(node: &Node, only: Option<String>, known: &[OutsideRoot], json: bool) -> Result<(), Fault> {
    let mut broken = 0;
    for city in super::seed::all_cities(node).await? {
        if only.as_ref().is_some_and(|only| *only != city.slug) {
            continue;
        }
        let mut tx = node.db.begin(Actor::System("audit"), city.id).await?;
        let mut roots = trail::handed_out(&mut tx).await?;
        roots.extend(known.iter().cloned());
        let report = trail::verify(&mut tx, &roots).await?;
        tx.rollback().await?;
        broken += report.findings.len();
        if json { say(&as_json(&city.slug, &report)) } else { tell(&city.slug, &report) }?;
    }
    if broken == 0 { Ok(()) } else { Err(Fault(format!("the audit trail is broken in {broken} places"))) }
}

fn tell(city: &str, report: &Report) -> Result<(), Fault> {
    say(&format!(
        "{city}: {} entries in {} seals, {} not sealed yet, {} roots compared: {}",
        report.entries,
        report.seals,
        report.waiting,
        report.roots,
        if report.findings.is_empty() { "whole" } else { "BROKEN" }
    ))?;
    for finding in &report.findings {
        let entry = finding.entry.map_or_else(String::new, |entry| format!(", entry {entry}"));
        say(&format!("  batch {}: {}{entry}", finding.batch, finding.what.as_str()))?;
    }
    Ok(())
}

fn as_json(city: &str, report: &Report) -> String {
    let findings: Vec<serde_json::Value> = report
        .findings
        .iter()
        .map(|one| serde_json::json!({"batch": one.batch, "what": one.what.as_str(), "entry": one.entry}))
        .collect();
    serde_json::json!({
        "city": city, "entries": report.entries, "seals": report.seals, "waiting": report.waiting,
        "roots": report.roots, "findings": findings,
    })
    .to_string()
}

async fn seal(node: &Node) -> Result<(), Fault> {
    for city in super::seed::all_cities(node).await? {
        let mut sealed = trail::Sealed::default();
        loop {
            // In portions, each committed: a long backlog does not begin anew when one of them fails.
            let mut tx = node.db.begin(Actor::System("audit"), city.id).await?;
            let part = trail::seal(&mut tx).await?;
            tx.commit().await?;
            if part.entries == 0 {
                break;
            }
            sealed.seals += part.seals;
            sealed.entries += part.entries;
        }
        say(&format!("{}: sealed {} entries in {} seals", city.slug, sealed.entries, sealed.seals))?;
    }
    Ok(())
}

async fn newest(node: &Node) -> Result<(), Fault> {
    for city in super::seed::all_cities(node).await? {
        let mut tx = node.db.begin(Actor::System("audit"), city.id).await?;
        match trail::root(&mut tx).await? {
            Some(root) => say(&root.to_string())?,
            None => complain(&format!("{}: nothing is sealed yet", city.slug)),
        }
    }
    Ok(())
}

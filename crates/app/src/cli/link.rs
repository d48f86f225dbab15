//! `link`: which records are one, from the server's console.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use kernel::{Actor, Tx};
use registry::link::{self, Ran, policy, sample};
use registry::linkage::evaluate::{Mapping, Outcome, evaluate};
use registry::person::{self, PersonId};
use serde_json::json;
use web::Lang;

use super::import::messages;
use super::open::with_node;
use super::seed::city_named;
use super::{complain, say};
use crate::config::{Config, Fault};
use crate::start::{Doing, Node, Schema};

/// Find the same person across lists
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # join what is sure, and ask officers about the rest
  berdaya link run --city depok
  # from a thousand to one on, the machine joins by itself
  berdaya link policy --city depok --sure 10
  # why two people are, or are not, taken for one
  berdaya link explain P-7K3F-9 P-8M2D-4 --city depok
  # let officers say how good the joins are
  berdaya link sample --city depok --draw 200
  # how good it is on a file whose truth is known
  berdaya link evaluate people.csv --mapping people.txt")]
pub(super) struct Link {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Compare everything that is said of people in a city
    Run {
        #[command(flatten)]
        at: At,
        /// Only say what would be joined and asked
        #[arg(long)]
        dry_run: bool,
    },
    /// Say why two records are one or two
    Explain {
        /// The code of a person, as on the page
        left: String,
        /// The code of another
        right: String,
        #[command(flatten)]
        at: At,
    },
    /// Print how sure the machine must be, or say it
    Policy {
        #[command(flatten)]
        at: At,
        /// From how many bits on it joins by itself; 10 bits are a thousand to one
        #[arg(long, value_name = "BITS", allow_negative_numbers = true)]
        sure: Option<f32>,
        /// From how many bits on it asks an officer
        #[arg(long, value_name = "BITS", allow_negative_numbers = true)]
        doubtful: Option<f32>,
    },
    /// Say how good the joins are, by what officers said of a sample; or draw a new one
    Sample {
        #[command(flatten)]
        at: At,
        /// Draw so many pairs, which officers then judge at the desk
        #[arg(long, value_name = "PAIRS")]
        draw: Option<u16>,
    },
    /// Match the records of a CSV and compare with its gold column; needs no database
    Evaluate(Evaluate),
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

#[derive(Debug, Args)]
#[command(after_help = "\
The mapping file says which column is which field, one a line:
  model = people            people, febrl, or febrl-lists where no list names anybody twice
  gold = person_id          the column with the truth; it is not shown to the engine
  list = list               the column that says from which list a record is, if there are several
  name = first + last       one column, or several joined
Fields of people: name nik birth_date sex phone business nib street rt rw area district.")]
struct Evaluate {
    /// A CSV in UTF-8 with a line of column names
    file: PathBuf,
    /// Which column is which field
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// From how many bits on records are grouped
    #[arg(long, value_name = "BITS", default_value_t = 0.0, allow_negative_numbers = true)]
    threshold: f32,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Link {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        match self.what {
            What::Evaluate(one) => one.run(),
            What::Run { at, dry_run } => {
                with_node(config, Schema::Leave, async |node| run(node, &at, dry_run).await).await
            }
            What::Explain { left, right, at } => {
                with_node(config, Schema::Leave, async |node| explain(node, &at, &left, &right).await).await
            }
            What::Sample { at, draw } => {
                with_node(config, Schema::Leave, async |node| sample(node, &at, draw).await).await
            }
            What::Policy { at, sure, doubtful } => {
                with_node(config, Schema::Leave, async |node| policy(node, &at, sure, doubtful).await).await
            }
        }
    }
}

async fn begin(node: &Node, at: &At) -> Result<Tx, Fault> {
    let city = city_named(node, &at.city).await?;
    Ok(node.db.begin(Actor::System("link"), city.id).await?)
}

async fn run(node: &Node, at: &At, dry_run: bool) -> Result<(), Fault> {
    let ran: Ran = if dry_run {
        let mut tx = begin(node, at).await?;
        let ran = link::run(&mut tx).await?;
        tx.rollback().await?;
        complain("Nothing was changed.");
        ran
    } else {
        let city = city_named(node, &at.city).await?;
        link::run_in_turns(&node.db, city.id, |done, all| {
            eprint!("\r{done} of {all} steps");
        })
        .await?
    };
    if at.json {
        return say(&json!(ran).to_string());
    }
    say(&format!("sources     {}\npairs       {} compared", ran.sources, ran.pairs))?;
    say(&format!("people      {} records became {}", ran.people_before, ran.people_after))?;
    say(&format!("businesses  {} records joined to another", ran.businesses_joined))?;
    say(&format!("questions   {} pairs wait for an officer", ran.questions))
}

async fn sample(node: &Node, at: &At, draw: Option<u16>) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let id = match draw {
        Some(wanted) => sample::draw(&mut tx, wanted).await?,
        None => match sample::list(&mut tx).await?.first() {
            Some(newest) => newest.id,
            None => return Err(Fault("nobody drew a sample here yet; --draw 200 draws one".to_owned())),
        },
    };
    let drawn = sample::drawn(&mut tx, id).await?;
    tx.commit().await?;
    let estimate = sample::rules::estimate(&drawn);
    if at.json {
        return say(&json!({ "sample": id, "strata": drawn, "estimate": estimate }).to_string());
    }
    for one in &drawn {
        let name = one.stratum.as_str();
        let (population, drawn) = (one.population, one.drawn);
        let (same, different, unsure) = (one.same, one.different, one.unsure);
        say(&format!(
            "{name:<14} {population:>9} pairs, {drawn:>4} drawn: {same} one, {different} two, {unsure} unsure"
        ))?;
    }
    let percent = [
        ("joins that are right", estimate.precision),
        ("asked pairs that are one", estimate.asked),
        ("missed below the line", estimate.missed),
    ];
    for (label, share) in percent {
        let figure = share.map_or_else(
            || "not judged yet".to_owned(),
            |one| format!("{:.1} % ({:.1} to {:.1})", one.share * 100.0, one.low * 100.0, one.high * 100.0),
        );
        say(&format!("{label:<26} {figure}"))?;
    }
    Ok(())
}

async fn policy(node: &Node, at: &At, sure: Option<f32>, doubtful: Option<f32>) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let mut now = policy::current(&mut tx).await?;
    if sure.is_some() || doubtful.is_some() {
        now = policy::set(&mut tx, sure.unwrap_or(now.sure), doubtful.unwrap_or(now.doubtful)).await?;
        tx.commit().await?;
    }
    if at.json {
        let body = json!({ "version": now.version, "sure": now.sure, "doubtful": now.doubtful });
        return say(&body.to_string());
    }
    say(&format!("version   {}\nsure      {} bits\ndoubtful  {} bits", now.version, now.sure, now.doubtful))
}

async fn explain(node: &Node, at: &At, left: &str, right: &str) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let (left, right) = (person(&mut tx, left).await?, person(&mut tx, right).await?);
    let why = link::explain(&mut tx, left, right).await?;
    let messages = messages()?;
    let words = |key: &str| messages.say_key(Lang::En, key);
    if at.json {
        let reasons = why.explanation.iter().flat_map(|one| &one.reasons);
        let reasons: Vec<_> =
            reasons.map(|one| json!({ "says": words(one.message), "bits": one.weight })).collect();
        let bits = why.explanation.as_ref().map(|one| one.weight);
        return say(&json!({ "one": why.one, "bits": bits, "reasons": reasons }).to_string());
    }
    say(if why.one { "They are one record." } else { "They are two records." })?;
    match &why.explanation {
        Some(found) => {
            let verdict = match found.weight {
                weight if found.contradiction => {
                    format!("two valid NIKs contradict each other ({weight:.1} bits)")
                }
                weight if weight >= why.policy.sure => format!("sure enough to be joined ({weight:.1} bits)"),
                weight if weight >= why.policy.doubtful => {
                    format!("doubtful: an officer is asked ({weight:.1} bits)")
                }
                weight => format!("not taken for one ({weight:.1} bits)"),
            };
            say(&verdict)?;
            found
                .reasons
                .iter()
                .try_for_each(|one| say(&format!("{:>7.1}  {}", one.weight, words(one.message))))?;
        }
        None => say("Nothing to compare: one of them is not named by any source in force.")?,
    }
    for link in &why.decisions {
        let who = if link.by.is_some() { "an officer" } else { "the machine" };
        let undone = if link.undone_at.is_some() { ", undone since" } else { "" };
        say(&format!("{}  {who} said: {}{undone}", link.at.format("%F %R"), link.verdict.as_str()))?;
    }
    Ok(())
}

async fn person(tx: &mut Tx, typed: &str) -> Result<PersonId, Fault> {
    if let Ok(id) = typed.parse::<PersonId>() {
        return Ok(id);
    }
    let found = person::find::of_any_code(tx, typed).await?;
    found.ok_or_else(|| Fault(format!("this city has no person {typed:?}")))
}

impl Evaluate {
    fn run(&self) -> Result<(), Fault> {
        let mapping = Mapping::parse(&read(&self.mapping)?)
            .map_err(|wrong| Fault(format!("{}: {wrong}", self.mapping.display())))?;
        let outcome = evaluate(&read(&self.file)?, &mapping, self.threshold)
            .map_err(|wrong| Fault(format!("{}: {wrong}", self.file.display())))?;
        if self.json { say(&as_json(&outcome).to_string()) } else { tell(&outcome, self.threshold) }
    }
}

fn read(path: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).doing(format_args!("read {}", path.display()))
}

fn as_json(outcome: &Outcome) -> serde_json::Value {
    let quality = |q: &registry::linkage::evaluate::Quality| json!({ "precision": q.precision, "recall": q.recall, "f1": q.f1() });
    json!({
        "records": outcome.records, "true_pairs": outcome.true_pairs, "compared": outcome.compared,
        "compared_true": outcome.compared_true, "pairs": quality(&outcome.pairs), "groups": quality(&outcome.groups),
        "recall_at_precision_99": outcome.recall_at_99,
    })
}

fn tell(outcome: &Outcome, threshold: f32) -> Result<(), Fault> {
    say(&format!(
        "records   {}, of which {} pairs are one\ncompared  {} pairs, with {} of the true ones\n\
         at {threshold} bits and above:",
        outcome.records, outcome.true_pairs, outcome.compared, outcome.compared_true
    ))?;
    for (name, q) in [("pairs", outcome.pairs), ("groups", outcome.groups)] {
        let (p, r, f) = (q.precision, q.recall, q.f1());
        say(&format!("{name:<8}  precision {p:.4}  recall {r:.4}  F1 {f:.4}"))?;
    }
    say(&format!("pairs     recall {:.4} where 99 % are right", outcome.recall_at_99))
}

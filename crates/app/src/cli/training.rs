//! `training`: sessions of trainings, and who was there, from the server's console.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use kernel::{Actor, Error, Tx};
use programmes::training::{self, SessionId, Taken, Which};
use serde_json::json;
use web::Lang;

use super::import::{messages, read};
use super::open::with_node;
use super::say;
use super::seed::city_named;
use crate::config::{Config, Fault};
use crate::start::{Node, Schema};

/// Sessions of trainings, and who was there
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # the sessions of a city's trainings
  berdaya training sessions --city depok
  # attendance from a workbook: its columns of days go to their sessions
  berdaya training attendance presensi.xlsx --session ID --city depok")]
pub(super) struct TrainingCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The sessions, with how many were there
    Sessions {
        #[command(flatten)]
        at: At,
    },
    /// Take a workbook of attendance in; the same one again changes nothing
    Attendance {
        /// XLSX, XLS, ODS or CSV with a column of names
        file: PathBuf,
        /// The session, by its id as `sessions` says it
        #[arg(long)]
        session: String,
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

impl TrainingCommand {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        with_node(config, Schema::Leave, async |node| match &self.what {
            What::Sessions { at } => sessions(node, at).await,
            What::Attendance { file, session, at } => attendance(node, at, session, read(file)?).await,
        })
        .await
    }
}

async fn begin(node: &Node, at: &At) -> Result<Tx, Fault> {
    let city = city_named(node, &at.city).await?;
    Ok(node.db.begin(Actor::System("training"), city.id).await?)
}

async fn sessions(node: &Node, at: &At) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let rows = training::sessions(&mut tx, Which::default()).await?;
    if at.json {
        let rows = rows.iter().map(|row| {
            json!({ "id": row.id, "training": row.training_name, "unit": row.unit_name, "starts_at": row.starts_at,
                    "capacity": row.capacity, "present": row.present, "cancelled": row.cancelled_at.is_some() })
        });
        return say(&serde_json::Value::from_iter(rows).to_string());
    }
    let lines = rows.iter().map(|row| {
        let day = row.starts_at.format("%Y-%m-%d %H:%MZ");
        format!("{}  {day}  {:>4}  {}: {}", row.id, row.present, row.training_name, row.unit_name)
    });
    say(&lines.collect::<Vec<_>>().join("\n"))
}

async fn attendance(node: &Node, at: &At, session: &str, bytes: Vec<u8>) -> Result<(), Fault> {
    let mut tx = begin(node, at).await?;
    let session: SessionId = session.trim().parse()?;
    let taken = match training::take_workbook(&mut tx, session, &bytes).await {
        Ok(taken) => taken,
        Err(Error::Refused(why)) => return Err(Fault(messages()?.say(Lang::En, &why))),
        Err(error) => return Err(error.into()),
    };
    tx.commit().await?;
    let Taken { sure, doubtful, unknown, outside, again } = taken;
    if at.json {
        let taken = json!({ "present": sure, "doubtful": doubtful, "no_participant": outside, "unknown": unknown,
                            "again": again });
        return say(&taken.to_string());
    }
    say(&format!(
        "present         {sure:>6}\ndoubtful        {doubtful:>6}\nno participant  {outside:>6}\n\
         unknown         {unknown:>6}\nthere already   {again:>6}"
    ))
}

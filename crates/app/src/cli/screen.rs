//! `screen`: a list of intended recipients, looked over from the server's console.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use kernel::{Actor, Tx};
use registry::screening::{self, Counts, NewScreening, ScreeningId, State};
use serde_json::json;
use web::{Lang, Messages};

use super::import::{messages, read};
use super::open::with_node;
use super::seed::city_named;
use super::{complain, say};
use crate::config::{Config, Fault};
use crate::start::{Doing, Node, Schema};

/// Rows whose reasons are printed.
const REASONS: i64 = 20;

/// Look over a list of recipients before an aid is signed
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # who is on it twice, whose NIK is odd, who shares an account
  berdaya screen recipients.xlsx --city depok --aid \"Carts 2026\"
  # two of a household may have it; the workbook says why not, row by row
  berdaya screen recipients.xlsx --city depok --aid \"Carts 2026\" \\
      --quota 2 --out recipients-reasons.xlsx")]
pub(super) struct Screen {
    /// XLSX, XLS, ODS or CSV
    file: PathBuf,
    /// The city, by its code (32.76), its name (Depok) or the first part of its address (depok)
    #[arg(long)]
    city: String,
    /// What the aid is called; lists of the same name are the same list
    #[arg(long, value_name = "NAME")]
    aid: String,
    /// So many recipients may live in one household
    #[arg(long, default_value_t = screening::QUOTA, value_parser = clap::value_parser!(u8).range(1..=20))]
    quota: u8,
    /// Write the same workbook with the reasons beside its rows
    #[arg(long, value_name = "OUT.xlsx")]
    out: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

impl Screen {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        let bytes = read(&self.file)?;
        with_node(config, Schema::Leave, async |node| self.screen(node, bytes).await).await
    }

    async fn screen(&self, node: &Node, bytes: Vec<u8>) -> Result<(), Fault> {
        let city = city_named(node, &self.city).await?;
        let mut tx = node.db.begin(Actor::System("screen"), city.id).await?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let new = NewScreening { title: self.aid.clone(), quota: self.quota, file_name: name, bytes };
        let id = screening::at_once(&mut tx, new).await?;
        let screening = screening::one(&mut tx, id).await?;
        if screening.state == State::Failed {
            let fault =
                screening::fault(&screening).map(|say| Ok::<_, Fault>(messages()?.say(Lang::En, &say)));
            return Err(Fault(fault.transpose()?.unwrap_or_default()));
        }
        if let Some(out) = &self.out {
            write(&mut tx, id, out).await?;
        }
        let report = Report::of(&mut tx, id, screening.counts).await?;
        tx.commit().await?;
        report.print(self.json)
    }
}

async fn write(tx: &mut Tx, id: ScreeningId, out: &Path) -> Result<(), Fault> {
    let made = screening::workbook(tx, id).await?;
    std::fs::write(out, made.bytes).doing(format!("write {}", out.display()))?;
    complain(&format!("Written with reasons: {}", out.display()));
    Ok(())
}

struct Report {
    id: ScreeningId,
    counts: Counts,
    reasons: Vec<String>,
    messages: Messages,
    more: i64,
}

impl Report {
    async fn of(tx: &mut Tx, id: ScreeningId, counts: Counts) -> Result<Report, Fault> {
        let messages = messages()?;
        let (rows, total) = screening::rows(tx, id, None, (0, REASONS)).await?;
        let reasons: Vec<String> = rows
            .iter()
            .map(|row| {
                let words = |key: &str| messages.say_key(Lang::En, key);
                let said: Vec<String> =
                    row.found.iter().map(|found| messages.say(Lang::En, &found.concern.say(words))).collect();
                format!("{} row {} ({}): {}", row.sheet, row.row, row.grade.as_str(), said.join("; "))
            })
            .collect();
        let more = total - i64::try_from(reasons.len()).unwrap_or(0);
        Ok(Report { id, counts, reasons, messages, more })
    }

    fn print(&self, as_json: bool) -> Result<(), Fault> {
        if as_json {
            let report = json!({ "screening": self.id, "counts": self.counts, "reasons": self.reasons });
            return say(&report.to_string());
        }
        let counts = &self.counts;
        say(&format!("rows          {:>7}\nclean         {:>7}", counts.rows, counts.clean))?;
        say(&format!("do not pay    {:>7}\nlook at       {:>7}", counts.refused, counts.questionable))?;
        say(&format!("good to know  {:>7}\nknown people  {:>7}", counts.repaired, counts.known))?;
        for (code, rows) in &counts.by {
            let key = format!("registry-screening-concern-{code}");
            say(&format!("{rows:>7}  {}", self.messages.say_key(Lang::En, &key)))?;
        }
        self.reasons.iter().try_for_each(|reason| say(reason))?;
        if self.more > 0 {
            complain(&format!("{} more rows have reasons; --out writes them beside the rows.", self.more));
        }
        Ok(())
    }
}

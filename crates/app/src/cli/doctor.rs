//! `doctor`.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use kernel::Clock;

use super::{complain, say};
use crate::config::{Config, Fault};
use crate::doctor::{Finding, Verdict, examine};

/// Check the installation; each finding names the command that mends it
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # ends with 1 when something must be mended
  berdaya doctor
  # for machines
  berdaya doctor --json")]
pub(super) struct Doctor {
    /// For machines
    #[arg(long)]
    json: bool,
    /// Only what is not well
    #[arg(long, short)]
    quiet: bool,
}

impl Doctor {
    pub(super) async fn run(self, config: Result<Arc<Config>, Fault>) -> ExitCode {
        let findings = Box::pin(examine(config, &Clock::system())).await;
        let told = if self.json { json(&findings) } else { self.text(&findings) };
        if let Err(fault) = told {
            return super::failed(&fault);
        }
        let faults = findings.iter().filter(|one| one.verdict == Verdict::Fault).count();
        match faults {
            0 => ExitCode::SUCCESS,
            _ => {
                complain(&format!("{faults} to be mended."));
                ExitCode::FAILURE
            }
        }
    }

    fn text(&self, findings: &[Finding]) -> Result<(), Fault> {
        let width = findings.iter().map(|one| one.check.len()).max().unwrap_or(0);
        for one in findings.iter().filter(|one| !self.quiet || one.verdict != Verdict::Ok) {
            let mark = match one.verdict {
                Verdict::Ok => "ok     ",
                Verdict::Warning => "warning",
                Verdict::Fault => "FAULT  ",
            };
            say(&format!("{mark}  {:width$}  {}", one.check, one.what))?;
            if let Some(fix) = &one.fix {
                say(&format!("         {:width$}  → {fix}", ""))?;
            }
        }
        Ok(())
    }
}

fn json(findings: &[Finding]) -> Result<(), Fault> {
    let text = serde_json::to_string_pretty(findings);
    say(&text.map_err(|error| Fault(error.to_string()))?)
}

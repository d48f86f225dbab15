//! `import`: an agency's list, from the server's console.
//!
//! Exit codes: 0 it went in (or there was nothing new), 3 somebody has to say what its columns mean, 130 it was stopped.

mod meaning;
mod settle;
mod show;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use identity::agency::{self, Kind, Names};
use kernel::id::AgencyId;
use kernel::{Actor, Error, Tx, job};
use programmes::call::CallId;
use programmes::roll;
use registry::batch::{self, BatchId, NewBatch, State, Verdict};
use uuid::Uuid;

use self::meaning::Meaning;
use self::settle::Watch;
use self::show::Report;
pub(super) use self::show::messages;
use super::open::with_node;
use super::seed::city_named;
use super::{complain, say};
use crate::config::{Config, Fault};
use crate::start::{Doing, Schema};

/// Take over an agency's list, undo one, or see which there are
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # read it and take it over
  berdaya import data.xlsx --city depok --agency \"Dinas Koperasi\"
  # only say what would go in
  berdaya import data.xlsx --city 32.76 --agency Diskop --dry-run
  # take it over, and write it with remarks
  berdaya import data.xlsx --city depok --agency Diskop --workbook back.xlsx
  # say what two columns mean
  berdaya import data.xlsx --city depok --agency Diskop \\
      --mapping C=nik,F=monthly-sales*1000
  # its people apply to a call of a programme; `berdaya call list` has the ids
  berdaya import calon.xlsx --city depok --agency Diskop --call 0199…
  # the city's lists, and one of them taken back
  berdaya import --city depok --list
  berdaya import --city depok --undo 0199… --reason \"the wrong year\"
Exit codes: 0 taken over, 1 a fault, 3 somebody has to say what the columns
mean, 130 stopped.")]
pub(super) struct Import {
    /// XLSX, XLS, ODS or CSV, as the agency sent it
    #[arg(required_unless_present_any = ["undo", "list"], conflicts_with_all = ["undo", "list"])]
    file: Option<PathBuf>,
    /// The city, by its code (32.76), its name (Depok) or the first part of its address (depok)
    #[arg(long)]
    city: String,
    /// Whose list it is: the agency's name or short name
    #[arg(long, value_name = "NAME", required_unless_present_any = ["undo", "list"])]
    agency: Option<String>,
    /// Add the agency if the city has none of that name
    #[arg(long)]
    create_agency: bool,
    /// Read it and say what would go in, but take nothing over
    #[arg(long)]
    dry_run: bool,
    /// What columns mean, as COLUMN=FIELD or COLUMN=FIELD*UNIT; remembered for the agency's next list of this kind
    #[arg(long, value_name = "C=FIELD", value_delimiter = ',', requires = "file")]
    mapping: Vec<Meaning>,
    /// Also take the rows that wait for an answer
    #[arg(long)]
    questions: bool,
    /// Write the same workbook with a remark at each row that needs one
    #[arg(long, value_name = "OUT.xlsx")]
    workbook: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Have its people apply to a call, by the call's id
    #[arg(long, value_name = "CALL", requires = "file", conflicts_with = "dry_run")]
    call: Option<Uuid>,
    /// Take back what a list brought
    #[arg(long, value_name = "BATCH", requires = "reason", conflicts_with = "list")]
    undo: Option<Uuid>,
    /// Why, for the trail
    #[arg(long, requires = "undo")]
    reason: Option<String>,
    /// Print the city's lists, the newest first
    #[arg(long)]
    list: bool,
}

impl Import {
    pub(super) async fn run(self, config: Arc<Config>) -> Result<ExitCode, Fault> {
        let bytes = self.file.as_deref().map(read).transpose()?;
        let stop = super::serve::stop_signal()?;
        with_node(config, Schema::Leave, async |node| {
            let city = city_named(node, &self.city).await?;
            let mut watch = Watch::new(node.db.clone(), city.id, stop);
            match (bytes, self.undo) {
                (Some(bytes), _) => Box::pin(self.import(&mut watch, bytes)).await,
                (None, Some(id)) => Box::pin(self.take_back(&mut watch, BatchId(id))).await,
                (None, None) => {
                    let mut tx = begin(&watch).await?;
                    show::list(&mut tx, self.json).await?;
                    Ok(ExitCode::SUCCESS)
                }
            }
        })
        .await
    }

    async fn import(&self, watch: &mut Watch, bytes: Vec<u8>) -> Result<ExitCode, Fault> {
        let id = self.receive(watch, bytes).await?;
        let mut state = watch.settle(id, "Reading").await?;
        if !self.mapping.is_empty() && matches!(state, State::Asking | State::Ready) {
            let mut tx = begin(watch).await?;
            meaning::confirm(&mut tx, id, &self.mapping).await?;
            tx.commit().await?;
            state = watch.settle(id, "Reading again").await?;
        }
        match state {
            State::Ready => {}
            State::Asking => {
                let mut tx = begin(watch).await?;
                show::columns(&mut tx, id, self.json).await?;
                if self.dry_run {
                    batch::cancel(&mut tx, id).await?;
                }
                tx.commit().await?;
                return Ok(ExitCode::from(3));
            }
            State::Failed => return Err(show::fault(&mut begin(watch).await?, id).await?),
            State::Cancelled => return Ok(stopped()),
            State::Reading | State::Applying | State::Applied | State::Undoing | State::Undone => {
                return Err(Fault("somebody else works on this list".to_owned()));
            }
        }
        self.write_workbook(watch, id).await?;
        if self.dry_run {
            return self.end_unused(watch, id).await;
        }
        let mut tx = begin(watch).await?;
        match batch::apply(&mut tx, id, self.questions).await {
            Ok(()) => tx.commit().await?,
            Err(Error::Refused(say)) if say.key == "registry-batch-nothing-new" => {
                drop(tx);
                complain("Nothing new: every row is known, or waits.");
                return match self.call {
                    Some(_) => self.enter(watch, id).await,
                    None => self.end_unused(watch, id).await,
                };
            }
            Err(error) => return Err(error.into()),
        }
        if watch.settle(id, "Taking over").await? == State::Ready {
            let mut tx = begin(watch).await?;
            batch::cancel(&mut tx, id).await?;
            tx.commit().await?;
            return Ok(stopped());
        }
        if self.call.is_some() {
            return self.enter(watch, id).await;
        }
        Report::of(&mut begin(watch).await?, id).await?.print(self.json)?;
        Ok(ExitCode::SUCCESS)
    }

    /// Waits until the people of the list have applied, and says what became of its rows.
    async fn enter(&self, watch: &Watch, id: BatchId) -> Result<ExitCode, Fault> {
        while job::work_off_one(&watch.db, watch.city).await?.is_some() {}
        let mut tx = begin(watch).await?;
        let roll = roll::of_batch(&mut tx, id.0).await?.ok_or_else(|| {
            Fault("the list was taken over, but nobody of it applied: the call was closed".to_owned())
        })?;
        let counts = roll::counts(&mut tx, roll).await?;
        if self.json {
            let counts = counts.iter().map(|(outcome, rows)| (outcome.as_str().to_owned(), (*rows).into()));
            let counts = serde_json::Value::Object(counts.collect());
            say(&serde_json::json!({ "roll": roll, "rows": counts }).to_string())?;
        } else {
            let lines = counts.iter().map(|(outcome, rows)| format!("{rows:>6}  {}", outcome.as_str()));
            say(&lines.collect::<Vec<_>>().join("\n"))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn receive(&self, watch: &Watch, bytes: Vec<u8>) -> Result<BatchId, Fault> {
        let name = self.file.as_deref().and_then(Path::file_name).unwrap_or_default();
        let mut tx = begin(watch).await?;
        let agency = self.of_agency(&mut tx).await?;
        // The same file again takes the place of the one that still waits for an answer.
        if let Some(earlier) = batch::find::of_bytes(&mut tx, agency, &bytes).await?
            && matches!(batch::find::one(&mut tx, earlier).await?.state, State::Asking | State::Ready)
        {
            batch::cancel(&mut tx, earlier).await?;
        }
        let new = NewBatch {
            agency,
            file_name: name.to_string_lossy().into_owned(),
            media_type: media_type(&bytes).to_owned(),
            bytes,
        };
        let id = batch::receive(&mut tx, new).await?;
        if let Some(call) = self.call {
            roll::follow(&mut tx, CallId(call), id).await?;
        }
        tx.commit().await?;
        Ok(id)
    }

    async fn of_agency(&self, tx: &mut Tx) -> Result<AgencyId, Fault> {
        let wanted = self.agency.clone().unwrap_or_default();
        if wanted.trim().chars().count() < 3 {
            return Err(Fault("--agency needs the agency's name, of at least three letters".to_owned()));
        }
        let same = |name: &str| name.trim().to_lowercase() == wanted.trim().to_lowercase();
        let known = agency::list(tx).await?;
        let open = || known.iter().filter(|agency| agency.closed_at.is_none());
        if let Some(agency) = open().find(|agency| same(&agency.name) || same(&agency.short_name)) {
            return Ok(agency.id);
        }
        if self.create_agency {
            let short: String = wanted.chars().take(30).collect();
            return Ok(agency::add(tx, Names::parse(&wanted, &short)?, Kind::Dinas).await?);
        }
        let names: Vec<&str> = open().map(|agency| agency.name.as_str()).collect();
        let known = match names.as_slice() {
            [] => "It has none yet".to_owned(),
            [..] => format!("It has: {}", names.join(", ")),
        };
        Err(Fault(format!("the city has no agency {wanted:?}. {known}. Add it with --create-agency")))
    }

    async fn write_workbook(&self, watch: &Watch, id: BatchId) -> Result<(), Fault> {
        let Some(out) = &self.workbook else { return Ok(()) };
        let mut tx = begin(watch).await?;
        let made = batch::workbook(&mut tx, id).await?;
        tx.commit().await?;
        std::fs::write(out, made.bytes).doing(format!("write {}", out.display()))?;
        complain(&format!("Written with remarks: {}", out.display()));
        Ok(())
    }

    /// Reports on a batch that is not taken over, and lets go of it unless rows of it wait for somebody's answer.
    async fn end_unused(&self, watch: &Watch, id: BatchId) -> Result<ExitCode, Fault> {
        let mut tx = begin(watch).await?;
        let mut report = Report::of(&mut tx, id).await?;
        if self.dry_run || report.rows(Verdict::Question) == 0 {
            batch::cancel(&mut tx, id).await?;
            report.let_go();
        }
        tx.commit().await?;
        report.print(self.json)?;
        Ok(ExitCode::SUCCESS)
    }

    async fn take_back(&self, watch: &mut Watch, id: BatchId) -> Result<ExitCode, Fault> {
        let mut tx = begin(watch).await?;
        let reason = self.reason.as_deref().unwrap_or_default();
        match batch::undo(&mut tx, id, reason).await {
            Ok(()) => {}
            Err(Error::NotFound(_)) => {
                return Err(Fault(format!("the city has no list {}; --list prints those it has", id.0)));
            }
            Err(Error::Invalid(_)) => {
                return Err(Fault("--reason needs 3 to 500 characters: it stays in the trail".to_owned()));
            }
            Err(error) => return Err(error.into()),
        }
        tx.commit().await?;
        if watch.settle(id, "Taking back").await? == State::Applied {
            return Ok(stopped());
        }
        Report::of(&mut begin(watch).await?, id).await?.print(self.json)?;
        Ok(ExitCode::SUCCESS)
    }
}

async fn begin(watch: &Watch) -> Result<Tx, Error> {
    watch.db.begin(Actor::System("import"), watch.city).await
}

fn stopped() -> ExitCode {
    complain("Stopped. Nothing was changed.");
    ExitCode::from(130)
}

/// A file that is too large is refused before it is read.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let open = format!("open {}", path.display());
    let limit = sheet::Limits::default().file_bytes;
    let about = std::fs::metadata(path).doing(&open)?;
    if !about.is_file() {
        return Err(Fault(format!("{} is no file", path.display())));
    }
    if about.len() > limit {
        let (has, may) = (about.len() >> 20, limit >> 20);
        return Err(Fault(format!("{} has {has} MiB; lists may have {may} MiB", path.display())));
    }
    std::fs::read(path).doing(open)
}

fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'P', b'K', ..] => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [0xd0, 0xcf, 0x11, 0xe0, ..] => "application/vnd.ms-excel",
        [..] => "text/csv",
    }
}

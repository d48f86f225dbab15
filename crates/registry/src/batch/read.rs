//! Reads a batch's file: twice, once to understand it and once to stage its rows.

use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveDate;
use kernel::{AreaCode, Error, Job, Say, Tx, file, work};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sheet::{Cell, File, Met, Reader, Reading, Row};
use zeroize::Zeroizing;

use super::apply::{apply, takeable};
use super::find::{self, Batch};
use super::jobs::{Progress, STOPPED};
use super::{BatchId, BatchRead, Stage, Staged, State, Verdict, mapping};
use crate::import::{self, Draft, Mapping, NikReading, Plan, Survey};
use crate::source::Number;

/// Rows that are taken at once.
const PORTION: usize = 64;
/// Rows of the first pass between two looks at whether somebody asked to stop.
const LOOK: i64 = 5000;

/// Reads a batch.
#[derive(Debug, Serialize, Deserialize)]
pub struct Read {
    pub batch: BatchId,
    #[serde(default)]
    pub then: Then,
}

/// What follows when a list was read and its columns are sure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// Somebody looks at it first.
    #[default]
    Wait,
    /// It is taken over, without the rows that ask for an answer.
    Apply,
}

impl Job for Read {
    const NAME: &'static str = "registry.batch.read";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let id = self.batch;
        let batch = find::locked(tx, id).await?;
        if batch.state != State::Reading {
            return Ok(());
        }
        let progress = Progress::of(tx, batch.work);
        let read = tx.part(async |tx| read(tx, &batch, &progress).await).await?;
        let (state, plan, fault, end) = match read {
            Ok(plan) => {
                let state = if plan.is_sure() { State::Ready } else { State::Asking };
                (state, Some(serde_json::to_value(&plan)?), None, work::State::Done)
            }
            Err(Error::Refused(say)) if say.key == STOPPED => {
                (State::Cancelled, None, None, work::State::Cancelled)
            }
            Err(Error::Refused(say)) => {
                let args: serde_json::Map<String, Value> =
                    say.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
                (State::Failed, None, Some(json!({ "key": say.key, "args": args })), work::State::Failed)
            }
            Err(error) => return Err(error),
        };
        let city = tx.city();
        sqlx::query!(
            "update registry.batch set state = $3, mapping = $4, fault = $5 where city = $1 and id = $2",
            city.0,
            id.0,
            state.as_str(),
            plan,
            fault
        )
        .execute(tx.conn())
        .await?;
        if let Some(work) = batch.work {
            work::finish(tx, work, end, json!({ "state": state })).await?;
        }
        if state == State::Ready {
            tx.tell(&BatchRead { batch: id.0 }).await?;
        }
        if self.then == Then::Apply && state == State::Ready && takeable(tx, id, false).await? > 0 {
            apply(tx, id, false).await?;
        }
        Ok(())
    }
}

/// Why a batch could not be read.
pub fn fault(batch: &Batch) -> Option<Say> {
    told(batch.fault.as_ref()?, &["registry-batch-no-list"])
}

/// What is said of a file that was found wanting: a fault of files, or one of these.
pub(crate) fn told(fault: &Value, others: &[&'static str]) -> Option<Say> {
    let key = fault.get("key")?.as_str()?;
    let known = FAULTS.into_iter().chain(others.iter().copied()).find(|known| *known == key)?;
    let arguments = ["limit", "part", "sheet", "cell", "row"];
    Some(arguments.into_iter().fold(Say::new(known), |say, name| {
        match fault.get("args").and_then(|args| args.get(name)) {
            Some(value) => say.with(name, value.clone()),
            None => say,
        }
    }))
}

/// The file understood, and, where that is sure, its rows staged.
async fn read(tx: &mut Tx, batch: &Batch, progress: &Progress) -> Result<Plan, Error> {
    let home = AreaCode::of_city(tx.city()).ok_or_else(|| Error::broken("lists belong to a city"))?;
    let kept = batch.file.ok_or_else(|| Error::broken("a batch without its file"))?;
    let kept = file::one(tx, kept).await?;
    let bytes = file::read(tx, &kept).await?;
    let gazetteer = territory::gazetteer(tx.db()).await?;
    let resolve = |text: &str| gazetteer.resolve(text, Some(&home));
    let home = import::Home::of(&gazetteer, home.clone(), &resolve);
    let confirmed: HashMap<String, Mapping> = mapping::of_agency(tx, batch.agency).await?;
    let reader = Reader::of(tx.db().outside().sheets.as_deref());
    let survey = Survey::new(home.clone(), &confirmed);
    let plan = surveyed(tx, survey, open(&reader, &bytes)?, progress).await?;
    if plan.lists().next().is_none() {
        return Err(Error::refused("registry-batch-no-list"));
    }
    if !plan.is_sure() {
        return Ok(plan);
    }
    super::receive::forget_rows(tx, batch.id).await?;
    let today = tx.today();
    let mut rows = import::Reader::new(&plan, home, today);
    let mut stage = Stage::new(batch.id, batch.agency);
    progress.expect(i64::from(plan.rows())).await?;
    let mut reading = open(&reader, &bytes)?;
    while let Some(portion) = portion(&mut reading).await? {
        let drafts = busy(|| drafts(&mut rows, portion, today))?;
        for staged in drafts {
            if stage.push(tx, staged).await? {
                progress.tell(tx, stage.rows()).await?;
            }
        }
    }
    stage.flush(tx).await?;
    Ok(plan)
}

/// What is met next, a portion of it; `None` at the end.
pub(crate) async fn portion(reading: &mut Reading) -> Result<Option<Vec<Met>>, Error> {
    let mut portion = Vec::with_capacity(PORTION);
    while portion.len() < PORTION
        && let Some(met) = next(reading).await?
    {
        portion.push(met);
    }
    Ok(Some(portion).filter(|portion| !portion.is_empty()))
}

/// Does what keeps a processor busy: a strange file keeps it busy long, and requests must not wait for it.
pub(crate) fn busy<T>(work: impl FnOnce() -> T) -> T {
    let many =
        tokio::runtime::Handle::current().runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread;
    if many { tokio::task::block_in_place(work) } else { work() }
}

fn drafts(rows: &mut import::Reader<'_>, portion: Vec<Met>, today: NaiveDate) -> Result<Vec<Staged>, Error> {
    let mut drafts = Vec::with_capacity(portion.len());
    for met in portion {
        let raw = match &met {
            Met::Row(row) => Some(row.clone()),
            Met::Sheet { .. } => None,
        };
        for read in rows.take(met) {
            let (import::Read::Row(draft), Some(raw)) = (read, &raw) else { continue };
            let raw = cells(raw, &draft.columns)?;
            drafts.push(staged(*draft, raw, today)?);
        }
    }
    Ok(drafts)
}

/// The first pass.
pub(crate) async fn surveyed(
    tx: &mut Tx,
    mut survey: Survey<'_>,
    mut reading: Reading,
    progress: &Progress,
) -> Result<Plan, Error> {
    let (mut rows, mut looked) = (0_i64, 0_i64);
    while let Some(portion) = portion(&mut reading).await? {
        rows += i64::try_from(portion.len()).unwrap_or_default();
        busy(|| portion.into_iter().for_each(|met| survey.take(met)));
        if rows - looked >= LOOK {
            looked = rows;
            progress.tell(tx, rows).await?;
            // The database ends transactions that stay silent for a minute.
            sqlx::query("select 1").execute(tx.conn()).await?;
        }
    }
    Ok(survey.finish())
}

/// Begins to read the file, in a process of its own.
pub(crate) fn open(reader: &Reader, bytes: &[u8]) -> Result<Reading, Error> {
    File::of_bytes(bytes).and_then(|file| reader.read(file)).map_err(|fault| refused(&fault))
}

async fn next(reading: &mut Reading) -> Result<Option<Met>, Error> {
    reading.next().await.map_err(|fault| refused(&fault))
}

fn staged(draft: Draft, raw: Zeroizing<String>, today: NaiveDate) -> Result<Staged, Error> {
    let end_of_year = draft.year.and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31));
    let number = match &draft.nik {
        NikReading::Missing => Number::None,
        NikReading::Full(_) => Number::Full,
        NikReading::Rounded { .. } | NikReading::Partial(_) => Number::Partial,
        NikReading::Invalid { .. } => Number::Invalid,
    };
    let verdict = match draft.verdict() {
        import::Verdict::Good => Verdict::Good,
        import::Verdict::Repaired => Verdict::Repaired,
        import::Verdict::Doubtful => Verdict::Doubtful,
        import::Verdict::Question => Verdict::Question,
        import::Verdict::Refused => Verdict::Refused,
    };
    Ok(Staged {
        nik: draft.nik.reveal().map(|digits| Zeroizing::new(digits.to_owned())),
        npwp: draft.npwp.map(Zeroizing::new),
        remarks: serde_json::to_value(&draft.remarks)?,
        // What a list says of a year that is not over yet, it says today.
        observed_on: draft.on.or(end_of_year).unwrap_or(today).min(today),
        sheet: draft.sheet,
        row: draft.row,
        list_column: draft.columns.start,
        person: draft.person,
        business: draft.business,
        number,
        raw,
        verdict,
    })
}

/// The cells of a row by their columns, as they stood; those of the list beside it are another's.
fn cells(row: &Row, columns: &Range<u32>) -> Result<Zeroizing<String>, Error> {
    let own: Vec<&Cell> = row.cells.iter().filter(|cell| columns.contains(&cell.column)).collect();
    Ok(Zeroizing::new(serde_json::to_string(&own)?))
}

/// The messages about files that cannot be read.
pub(super) const FAULTS: [&str; 24] = [
    "registry-sheet-empty",
    "registry-sheet-unknown",
    "registry-sheet-html",
    "registry-sheet-old-xml",
    "registry-sheet-binary",
    "registry-sheet-encrypted",
    "registry-sheet-too-large",
    "registry-sheet-too-many-parts",
    "registry-sheet-bomb",
    "registry-sheet-forged",
    "registry-sheet-damaged",
    "registry-sheet-entities",
    "registry-sheet-too-many-sheets",
    "registry-sheet-too-many-rows",
    "registry-sheet-too-many-cells",
    "registry-sheet-too-wide",
    "registry-sheet-cell-too-long",
    "registry-sheet-too-much-text",
    "registry-sheet-open-quote",
    "registry-sheet-too-slow",
    "registry-sheet-too-much-memory",
    "registry-sheet-died",
    "registry-sheet-stopped",
    "registry-sheet-broken",
];

/// What is said of a file that cannot be read.
pub(super) fn refused(fault: &sheet::Fault) -> Error {
    if let sheet::Fault::Broken(words) = fault {
        return Error::broken(words.clone());
    }
    let key = FAULTS.into_iter().find(|key| key.strip_prefix("registry-") == Some(fault.key()));
    let say = Say::new(key.unwrap_or("registry-sheet-damaged"));
    Error::Refused(fault.arguments().into_iter().fold(say, |say, (name, value)| say.with(name, value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_file_has_its_message() {
        for fault in [sheet::Fault::Bomb, sheet::Fault::Html, sheet::Fault::Died, sheet::Fault::Encrypted] {
            let Error::Refused(say) = refused(&fault) else { panic!("{fault:?}") };
            assert_eq!(say.key.strip_prefix("registry-"), Some(fault.key()));
        }
    }
}

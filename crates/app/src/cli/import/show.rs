//! What is printed of a batch.

use kernel::{Error, Say, Tx};
use registry::batch::{self, BatchId, State, Taken, Verdict, find};
use registry::import::{Plan, letters};
use serde_json::{Value, json};
use web::{Lang, Messages};

use super::super::{complain, say};
use crate::config::Fault;

/// Rows whose reasons are printed.
const REASONS: i64 = 10;
/// Lists that are printed.
const LISTS: i64 = 100;

/// What became of a batch.
pub(super) struct Report {
    id: BatchId,
    state: State,
    verdicts: Vec<(Verdict, i64)>,
    taken: Option<Taken>,
    /// The first rows that there is something to say of.
    reasons: Vec<String>,
    /// How many such rows there are.
    remarked: i64,
}

impl Report {
    pub(super) async fn of(tx: &mut Tx, id: BatchId) -> Result<Report, Error> {
        let batch = find::one(tx, id).await?;
        let verdicts = find::verdicts(tx, id).await?;
        let messages = messages()?;
        let (rows, remarked) = find::remarked(tx, id, 0, REASONS).await?;
        let reasons = rows.iter().map(|row| {
            let words: Vec<String> =
                row.remarks.iter().map(|remark| messages.say(Lang::En, &remark.finding.say())).collect();
            format!("{} row {} ({}): {}", row.sheet, row.row, row.verdict.as_str(), words.join("; "))
        });
        Ok(Report {
            id,
            state: batch.state,
            verdicts,
            taken: serde_json::from_value(batch.counts).ok(),
            reasons: reasons.collect(),
            remarked,
        })
    }

    pub(super) fn rows(&self, verdict: Verdict) -> i64 {
        self.verdicts.iter().find(|(one, _)| *one == verdict).map_or(0, |(_, rows)| *rows)
    }

    /// Says that the list was let go of after it was looked at.
    pub(super) fn let_go(&mut self) {
        self.state = State::Cancelled;
    }

    pub(super) fn print(&self, as_json: bool) -> Result<(), Fault> {
        if as_json {
            return say(&self.json().to_string());
        }
        say(&format!("batch       {}\nstate       {}", self.id.0, self.state.as_str()))?;
        for verdict in Verdict::ALL {
            say(&format!("{:<10} {:>9}", verdict.as_str(), self.rows(verdict)))?;
        }
        if let Some(taken) = self.taken.filter(|_| self.state == State::Applied) {
            say(&format!("people      {} new, {} known", taken.people_new, taken.people_known))?;
            say(&format!("businesses  {} new, {} known", taken.businesses_new, taken.businesses_known))?;
        }
        self.reasons.iter().try_for_each(|reason| say(reason))?;
        let more = self.remarked - i64::try_from(self.reasons.len()).unwrap_or(0);
        if more > 0 {
            complain(&format!("{more} more rows have remarks; --workbook writes them beside the rows."));
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let verdicts: serde_json::Map<String, Value> = Verdict::ALL
            .into_iter()
            .map(|verdict| (verdict.as_str().to_owned(), self.rows(verdict).into()))
            .collect();
        json!({
            "batch": self.id,
            "state": self.state,
            "verdicts": verdicts,
            "taken": self.taken,
            "remarked": self.remarked,
            "reasons": self.reasons,
        })
    }
}

/// The city's lists, a line each.
pub(super) async fn list(tx: &mut Tx, as_json: bool) -> Result<(), Fault> {
    let (batches, total) = find::list(tx, 0, LISTS).await?;
    let (shown, mut lines) = (batches.len(), Vec::with_capacity(batches.len()));
    for batch in batches {
        lines.push(if as_json {
            json!({ "batch": batch.id, "at": batch.at, "state": batch.state, "file": batch.file_name,
                    "agency": batch.agency })
            .to_string()
        } else {
            let at = batch.at.format("%F %R");
            format!("{}  {at}  {:<9}  {}", batch.id.0, batch.state.as_str(), batch.file_name)
        });
    }
    lines.iter().try_for_each(|line| say(line))?;
    if total == 0 {
        complain("No list was taken over here yet.");
    }
    if i64::try_from(shown).unwrap_or(0) < total {
        complain(&format!("{total} lists in all; the newest {shown} are shown."));
    }
    Ok(())
}

/// What the columns of a batch are taken for, and where that is unsure. NIKs are masked.
pub(super) async fn columns(tx: &mut Tx, id: BatchId, as_json: bool) -> Result<(), Fault> {
    let batch = find::one(tx, id).await?;
    let plan: Plan = serde_json::from_value(batch.mapping.unwrap_or_default()).map_err(Error::from)?;
    if as_json {
        let layouts: Vec<_> = plan.lists().collect();
        return say(&json!({ "batch": id, "state": batch.state, "layouts": layouts }).to_string());
    }
    let messages = messages()?;
    for layout in plan.lists() {
        say(&format!("{} rows on: {}", layout.rows, layout.sheets.join(", ")))?;
        for column in &layout.mapping.columns {
            let samples = layout.samples.get(&column.column).map(|texts| texts.join(" | "));
            let field = serde_json::to_value(column.field).map_err(Error::from)?;
            say(&format!(
                "  {:<3} {:<30} {:<20} {}",
                letters(column.column),
                column.header,
                field.as_str().unwrap_or_default(),
                samples.unwrap_or_default()
            ))?;
        }
        for doubt in &layout.doubts {
            say(&format!("  ? {}", messages.say(Lang::En, &doubt.say())))?;
        }
    }
    complain(&format!(
        "The columns are unsure, so nothing was taken over. Say what they mean with --mapping COLUMN=FIELD, or confirm \
         them at the desk: /registry/batches/{}",
        id.0
    ));
    Ok(())
}

/// Why a batch could not be read.
pub(super) async fn fault(tx: &mut Tx, id: BatchId) -> Result<Fault, Fault> {
    let batch = find::one(tx, id).await?;
    let said = batch::fault(&batch).unwrap_or(Say::new("registry-sheet-unknown"));
    Ok(Fault(format!("{}: {}", batch.file_name, messages()?.say(Lang::En, &said))))
}

pub(in super::super) fn messages() -> Result<Messages, Error> {
    let rooms = crate::contexts();
    Messages::new(rooms.iter().flat_map(|room| room.messages.iter().copied()))
}

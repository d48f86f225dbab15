use kernel::{Error, Tx, audit};
use registry::batch::{Aside, Workbook, workbook_saying};
use web::{Lang, Messages};

use super::find::{self, Row};
use super::{Outcome, RollId};
use crate::call::{self, Call};

/// The most rows of a list that are written back.
const MOST: i64 = 1_000_000;

/// The list as it was sent, with what became of each row beside it, in Indonesian: it goes to the agency that wrote it.
pub async fn workbook(tx: &mut Tx, id: RollId) -> Result<Workbook, Error> {
    let roll = find::one(tx, id).await?;
    let call = call::one(tx, roll.call).await?;
    let messages =
        Messages::new([(include_str!("id.ftl"), include_str!("en.ftl")), crate::applicant::MESSAGES])?;
    let (rows, _) = find::rows(tx, id, None, 0, MOST).await?;
    let asides = rows.iter().filter(|row| row.outcome != Outcome::Unread).map(|row| Aside {
        sheet: row.sheet.clone(),
        row: row.row,
        column: row.column,
        text: told(&messages, &call, row),
        grave: !matches!(row.outcome, Outcome::Entered | Outcome::Already),
    });
    let book = workbook_saying(tx, roll.batch, asides.collect()).await?;
    tx.audit(audit::Entry::new("programmes.roll.workbook", "roll", id)).await?;
    Ok(book)
}

fn told(messages: &Messages, call: &Call, row: &Row) -> String {
    let mut text = messages.say_key(Lang::Id, &format!("programmes-roll-is-{}", row.outcome.as_str()));
    for rule in call.rules.iter().filter(|rule| row.failed.iter().any(|kind| kind == rule.kind())) {
        text.push(' ');
        text.push_str(&messages.say(Lang::Id, &rule.says()));
    }
    text
}

//! A list back to its office: its own workbook, with the reasons beside its rows.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kernel::audit::Entry;
use kernel::{Error, Tx, file};
use sheet::{Mark, Remarks, SheetRemarks};
use web::{Lang, Messages};

use super::{ScreeningId, State, find};
use crate::batch::{self, Workbook};

static MESSAGES: LazyLock<Result<Messages, Error>> = LazyLock::new(|| {
    let import = (include_str!("../import/id.ftl"), include_str!("../import/en.ftl"));
    Messages::new([import, (include_str!("id.ftl"), include_str!("en.ftl")), crate::linkage::MESSAGES])
});

/// Rows fetched at once.
const CHUNK: i64 = 5000;

/// The list as it was sent, with remarks, in Indonesian: it goes to the office that wrote it.
pub async fn workbook(tx: &mut Tx, id: ScreeningId) -> Result<Workbook, Error> {
    let screening = find::one(tx, id).await?;
    if screening.state != State::Ready {
        return Err(Error::refused("registry-screening-not-ready"));
    }
    let kept = screening.file.ok_or_else(|| Error::refused("registry-screening-forgotten"))?;
    let kept = file::one(tx, kept).await?;
    let bytes = file::read(tx, &kept).await?;
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    let mut sheets: BTreeMap<String, SheetRemarks> = BTreeMap::new();
    let mut offset = 0;
    loop {
        let (rows, _) = find::rows(tx, id, None, (offset, CHUNK)).await?;
        offset += CHUNK;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let words = |key: &str| messages.say_key(Lang::Id, key);
            let said = row.found.iter().map(|found| {
                let text = messages.say(Lang::Id, &found.concern.say(words));
                (found.column, found.concern.grade().mark(), text)
            });
            let said = batch::row_remarks(Mark::Repaired, said);
            let number = u32::try_from(row.row).unwrap_or_default();
            let sheet = sheets
                .entry(row.sheet.clone())
                .or_insert_with(|| SheetRemarks { sheet: row.sheet, ..SheetRemarks::default() });
            batch::beside(&mut sheet.rows, number, row.list_column, said)?;
        }
    }
    for sheet in sheets.values_mut() {
        let headers = screening.headers.iter().find(|headers| headers.sheet == sheet.sheet);
        sheet.headers = headers.map(|headers| headers.rows.clone()).unwrap_or_default();
    }
    let remarks = Remarks { sheets: sheets.into_values().collect() };
    let workbook = batch::annotated(&screening.file_name, bytes, remarks).await?;
    tx.audit(Entry::new("registry.screening.workbook", "screening", id)).await?;
    Ok(workbook)
}

//! A list back to its agency: its own workbook, with a reason beside every row that somebody should look at.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Cursor;
use std::sync::LazyLock;

use kernel::{Error, Say, Tx, audit, file};
use sheet::{CellRemark, Format, Limits, Mark, Remarks, RowRemarks, SheetRemarks};
use uuid::Uuid;
use web::{Lang, Messages};

use super::{BatchId, IMPORT, State, Verdict, find};
use crate::import::{self, Plan, Remark};

/// Rows fetched at once.
const CHUNK: i64 = 5000;

/// What is said of cells and rows.
const SOURCES: (&str, &str) = (include_str!("../import/id.ftl"), include_str!("../import/en.ftl"));

static MESSAGES: LazyLock<Result<Messages, Error>> = LazyLock::new(|| Messages::new([SOURCES]));

/// A workbook to hand out.
#[derive(Debug)]
pub struct Workbook {
    pub file_name: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// What somebody else has to say of a row, in Indonesian: what became of it after it was taken over.
#[derive(Debug)]
pub struct Aside {
    pub sheet: String,
    /// From 1, as on the screen.
    pub row: i32,
    /// The first column of its list, from 1.
    pub column: i32,
    pub text: String,
    /// Something there is to be mended.
    pub grave: bool,
}

/// The workbook of a batch as it was sent, with remarks. Whoever mends it and sends it again adds only what was mended.
pub async fn workbook(tx: &mut Tx, id: BatchId) -> Result<Workbook, Error> {
    workbook_saying(tx, id, Vec::new()).await
}

/// The same, with what there is to say besides.
pub async fn workbook_saying(tx: &mut Tx, id: BatchId, asides: Vec<Aside>) -> Result<Workbook, Error> {
    tx.must_in_city(IMPORT)?;
    let batch = find::one(tx, id).await?;
    // It holds every number that the agency wrote: another agency's officer has no business with it.
    if tx.actor().agency().is_some_and(|agency| agency != batch.agency) {
        return Err(Error::NotFound("batch"));
    }
    match batch.state {
        State::Ready | State::Applying | State::Applied | State::Undoing | State::Undone => {}
        State::Reading | State::Asking | State::Failed | State::Cancelled => {
            return Err(Error::refused("registry-batch-not-ready"));
        }
    }
    let plan: Plan = serde_json::from_value(batch.mapping.unwrap_or_default())?;
    let kept = file::one(tx, batch.file.ok_or(Error::NotFound("file"))?).await?;
    let bytes = file::read(tx, &kept).await?;
    let remarks = remarks(tx, id, &plan, asides).await?;
    let workbook = annotated(&batch.file_name, bytes, remarks).await?;
    tx.audit(audit::Entry::new("registry.batch.workbook", "batch", id)).await?;
    Ok(workbook)
}

/// A file with remarks beside its rows.
pub(crate) async fn annotated(
    sent: &str,
    bytes: impl AsRef<[u8]> + Send + 'static,
    remarks: Remarks,
) -> Result<Workbook, Error> {
    let made = tokio::task::spawn_blocking(move || {
        let mut sink = Cursor::new(Vec::with_capacity(bytes.as_ref().len()));
        sheet::annotate(Cursor::new(bytes), &Limits::default(), &remarks, &mut sink)
            .map(|made| (made.format, sink.into_inner()))
    });
    let (format, bytes) = made
        .await
        .map_err(|error| Error::broken(error.to_string()))?
        .map_err(|fault| super::read::refused(&fault))?;
    let (ending, media_type) = ending(format);
    Ok(Workbook { file_name: file_name(sent, ending), media_type, bytes })
}

/// A name that tells the two files apart, with the ending that opens.
fn file_name(sent: &str, ending: &str) -> String {
    let stem = sent.rsplit_once('.').map_or(sent, |(stem, _)| stem);
    let stem = stem.strip_suffix(" (catatan)").unwrap_or(stem);
    format!("{stem} (catatan).{ending}")
}

fn ending(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Xlsm => ("xlsm", "application/vnd.ms-excel.sheet.macroEnabled.12"),
        Format::Xlsx | Format::Xls | Format::Ods | Format::Csv => {
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
    }
}

/// What there is to say of a batch's rows, in Indonesian: it goes to the agency that wrote them.
async fn remarks(tx: &mut Tx, id: BatchId, plan: &Plan, asides: Vec<Aside>) -> Result<Remarks, Error> {
    let mut sheets: BTreeMap<String, SheetRemarks> = BTreeMap::new();
    let mut last = Uuid::nil();
    let city = tx.city();
    loop {
        let rows = sqlx::query!(
            r#"select id, sheet as "sheet!", row_number as "row_number!", list_column as "list_column!",
                      verdict as "verdict!", remarks as "remarks!"
               from registry.source
               where city = $1 and batch = $2 and id > $3 and remarks <> '[]'::jsonb order by id limit $4"#,
            city.0,
            id.0,
            last,
            CHUNK
        )
        .fetch_all(tx.conn())
        .await?;
        let Some(end) = rows.last().map(|row| row.id) else { break };
        last = end;
        for row in rows {
            let found: Vec<Remark> = serde_json::from_value(row.remarks)?;
            let verdict =
                Verdict::parse(&row.verdict).ok_or_else(|| Error::broken("a row of an unknown verdict"))?;
            let number = u32::try_from(row.row_number).unwrap_or_default();
            beside(rows_of(&mut sheets, row.sheet), number, row.list_column, said(verdict, &found)?)?;
        }
    }
    for aside in asides {
        let number = u32::try_from(aside.row).unwrap_or_default();
        let least = if aside.grave { Mark::Questionable } else { Mark::Repaired };
        let said = row_remarks(least, std::iter::once((None, least, aside.text)));
        beside(rows_of(&mut sheets, aside.sheet), number, aside.column, said)?;
    }
    for sheet in sheets.values_mut() {
        let planned = plan.sheets.iter().find(|planned| planned.name == sheet.sheet);
        sheet.headers = planned.map(|planned| plan.headers(planned).collect()).unwrap_or_default();
    }
    Ok(Remarks { sheets: sheets.into_values().collect() })
}

fn rows_of(sheets: &mut BTreeMap<String, SheetRemarks>, name: String) -> &mut BTreeMap<u32, RowRemarks> {
    let sheet = sheets.entry(name.clone());
    &mut sheet.or_insert_with(|| SheetRemarks { sheet: name, ..SheetRemarks::default() }).rows
}

/// Adds what there is to say of a row to what is said of the row of a list beside it. Of a list that does not begin the
/// sheet's rows it is said where it begins: the reasons of all stand in one column.
pub(crate) fn beside(
    rows: &mut BTreeMap<u32, RowRemarks>,
    number: u32,
    column: i32,
    mut said: RowRemarks,
) -> Result<(), Error> {
    if column > 1 {
        let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
        let letters = import::letters(u32::try_from(column).unwrap_or_default());
        let say = Say::new("registry-finding-beside").with("column", letters).with("reasons", said.reason);
        said.reason = messages.say(Lang::Id, &say);
    }
    match rows.entry(number) {
        Entry::Vacant(row) => {
            row.insert(said);
        }
        Entry::Occupied(mut row) => {
            let row = row.get_mut();
            row.mark = graver(row.mark, said.mark);
            // Rows come in the order in which they were staged: from left to right.
            row.reason = format!("{}; {}", row.reason, said.reason);
            row.cells.append(&mut said.cells);
            row.cells.sort_by_key(|cell| cell.column);
        }
    }
    Ok(())
}

fn said(verdict: Verdict, found: &[Remark]) -> Result<RowRemarks, Error> {
    let messages = MESSAGES.as_ref().map_err(|error| Error::broken(error.to_string()))?;
    // The row's own verdict may be graver than each of its remarks, never milder.
    let least = match verdict {
        Verdict::Refused => Mark::Refused,
        Verdict::Question | Verdict::Doubtful => Mark::Questionable,
        Verdict::Good | Verdict::Repaired | Verdict::Known => Mark::Repaired,
    };
    let said = found.iter().map(|remark| {
        let text = messages.say(Lang::Id, &remark.finding.say());
        (remark.column, mark(remark.finding.verdict()), text)
    });
    Ok(row_remarks(least, said))
}

/// What there is to say of a row and its cells, each thing once; as grave as its gravest, and at least as this.
pub(crate) fn row_remarks(
    least: Mark,
    said: impl Iterator<Item = (Option<u32>, Mark, String)>,
) -> RowRemarks {
    let mut reasons: Vec<String> = Vec::new();
    let mut cells: BTreeMap<u32, CellRemark> = BTreeMap::new();
    let mut gravest = least;
    for (column, mark, text) in said {
        gravest = graver(gravest, mark);
        if !reasons.contains(&text) {
            reasons.push(text.clone());
        }
        let Some(column) = column else { continue };
        let cell = cells.entry(column).or_insert(CellRemark { column, mark, note: String::new() });
        cell.mark = graver(cell.mark, mark);
        if !cell.note.is_empty() {
            cell.note.push('\n');
        }
        cell.note.push_str(&text);
    }
    RowRemarks { mark: gravest, reason: reasons.join("; "), cells: cells.into_values().collect() }
}

fn mark(verdict: import::Verdict) -> Mark {
    match verdict {
        import::Verdict::Refused => Mark::Refused,
        import::Verdict::Question | import::Verdict::Doubtful => Mark::Questionable,
        import::Verdict::Repaired | import::Verdict::Good => Mark::Repaired,
    }
}

fn graver(one: Mark, other: Mark) -> Mark {
    match (one, other) {
        (Mark::Refused, _) | (_, Mark::Refused) => Mark::Refused,
        (Mark::Questionable, _) | (_, Mark::Questionable) => Mark::Questionable,
        (Mark::Repaired, Mark::Repaired) => Mark::Repaired,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Finding;

    #[test]
    fn the_copy_keeps_its_name_and_gets_an_ending_that_opens() {
        assert_eq!(file_name("data umkm.csv", "xlsx"), "data umkm (catatan).xlsx");
        assert_eq!(file_name("data umkm (catatan).xlsx", "xlsx"), "data umkm (catatan).xlsx");
    }

    #[test]
    fn a_row_is_as_grave_as_its_gravest_cell_and_says_each_reason_once() {
        let remark = |column, finding| Remark { column, finding };
        let found = [
            remark(Some(3), Finding::NikRounded),
            remark(Some(3), Finding::NikOtherSex),
            remark(None, Finding::NoName),
            remark(Some(9), Finding::NikRounded),
        ];
        let row = said(Verdict::Refused, &found).unwrap();
        assert_eq!(row.mark, Mark::Refused);
        assert_eq!(row.cells.iter().map(|cell| cell.column).collect::<Vec<_>>(), [3, 9]);
        assert_eq!(row.cells[0].note.lines().count(), 2);
        assert!(
            row.reason.contains("NIK dibulatkan") && row.reason.matches("dibulatkan").count() == 1,
            "{}",
            row.reason
        );
    }
}

//! Old XLS files. They are held whole: the reading process's memory limit is what bounds them.

use std::io::{BufReader, SeekFrom};

use calamine::{Data, Reader, SheetVisible, Xls, XlsError};

use chrono::Datelike;

use super::date::{self, Epoch};
use super::out::{Out, Saved};
use super::package::Source;
use super::text;
use super::xlsx::iso;
use crate::{Cell, Fault, Limits, Value};

pub(crate) fn read(source: &mut dyn Source, _limits: &Limits, out: &mut Out<'_>) -> Result<(), Fault> {
    source.seek(SeekFrom::Start(0)).map_err(|error| Fault::Broken(error.to_string()))?;
    let mut xls = Xls::new(BufReader::new(source)).map_err(|error| fault(&error))?;
    let sheets = xls.sheets_metadata().to_vec();
    for sheet in sheets {
        let Ok(range) = xls.worksheet_range(&sheet.name) else { continue };
        out.sheet(&sheet.name, sheet.visible != SheetVisible::Visible)?;
        let formulas = xls.worksheet_formula(&sheet.name).unwrap_or_default();
        let (top, left) = range.start().unwrap_or((0, 0));
        for (down, row) in range.rows().enumerate() {
            let number = position(top, down)?;
            out.mention(u64::try_from(row.len()).unwrap_or(u64::MAX))?;
            let mut cells: Vec<Cell> = Vec::new();
            for (right, data) in row.iter().enumerate() {
                let column = position(left, right)?;
                let formula =
                    formulas.get_value((number - 1, column - 1)).is_some_and(|text| !text.is_empty());
                if formula {
                    let saved = if matches!(data, Data::Empty) { Saved::No } else { Saved::Yes };
                    out.formula(column, number, saved);
                }
                if let Some(value) = value(data) {
                    out.cell(&mut cells, number, column, value)?;
                }
            }
            out.row(number, cells)?;
        }
    }
    Ok(())
}

/// From 1, of the place `steps` after a `start` that is counted from 0.
fn position(start: u32, steps: usize) -> Result<u32, Fault> {
    u32::try_from(steps)
        .ok()
        .and_then(|steps| start.checked_add(steps)?.checked_add(1))
        .ok_or_else(|| Fault::damaged("xls"))
}

fn value(data: &Data) -> Option<Value> {
    Some(match data {
        Data::Empty => return None,
        Data::String(text) => Value::Text(text::clean(text.clone())),
        #[expect(clippy::as_conversions, reason = "BIFF keeps 30 bits in a whole number: exact in f64")]
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::Bool(flag) => Value::Bool(*flag),
        Data::DateTime(moment) => {
            let serial = moment.as_f64();
            let epoch = epoch(moment);
            let shown = if moment.is_datetime() { date::moment(serial, epoch) } else { None };
            shown.map_or(Value::Number(serial), Value::Date)
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => iso(text),
        Data::Error(error) => Value::Fault(error.to_string()),
    })
}

/// calamine does not tell the epoch, but counts by it.
fn epoch(moment: &calamine::ExcelDateTime) -> Epoch {
    let from_1900 = date::moment(moment.as_f64(), Epoch::Y1900).map_or(1900, |at| at.year());
    if from_1900 == i32::from(moment.to_ymd_hms_milli().0) { Epoch::Y1900 } else { Epoch::Y1904 }
}

fn fault(error: &XlsError) -> Fault {
    if matches!(error, XlsError::Password) { Fault::Encrypted } else { Fault::damaged("xls") }
}

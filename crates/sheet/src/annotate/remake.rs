//! XLS, ODS and CSV become an XLSX with the same rows in the same places, and the same remarks.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;

use super::notes::{self, Notes};
use super::row::{self, Change, Changes};
use super::survey::Reason;
use super::{Mark, Remarks};
use crate::read::package::Source;
use crate::read::read_source;
use crate::write::parts::{self, MAIN, OFFICE, PACKAGE, style};
use crate::write::{Writer, xml};
use crate::{Cell, Fault, Limits, Met, REASON, Row, Value};

pub(super) fn remake<W: Write>(
    source: &mut dyn Source,
    limits: &Limits,
    remarks: &Remarks,
    columns: &BTreeMap<String, Reason>,
    sink: W,
) -> Result<(), Fault> {
    let mut remake = Remake {
        writer: Writer::new(sink),
        remarks,
        columns,
        rows: BTreeMap::new(),
        notes: Vec::new(),
        open: false,
    };
    let mut failed = None;
    let outcome = read_source(source, limits, &mut |met| match remake.met(&met) {
        Ok(()) => ControlFlow::Continue(()),
        Err(fault) => {
            failed = Some(fault);
            ControlFlow::Break(())
        }
    });
    match (failed, outcome) {
        (Some(fault), _) | (None, Err(fault)) => return Err(fault),
        (None, Ok(_)) => {}
    }
    remake.finish()
}

struct Remake<'a, W: Write> {
    writer: Writer<W>,
    remarks: &'a Remarks,
    columns: &'a BTreeMap<String, Reason>,
    /// The rows of the open sheet that are still to change.
    rows: BTreeMap<u32, Changes<'a>>,
    /// Of each sheet.
    notes: Vec<Notes>,
    open: bool,
}

impl<'a, W: Write> Remake<'a, W> {
    fn met(&mut self, met: &Met) -> Result<(), Fault> {
        match met {
            Met::Sheet { name, .. } => self.sheet(name),
            Met::Row(row) => {
                self.rows_before(row.number)?;
                let changes = self.rows.remove(&row.number).unwrap_or_default();
                self.row(row, changes)
            }
        }
    }

    fn sheet(&mut self, name: &str) -> Result<(), Fault> {
        self.end_sheet()?;
        let found = self.remarks.sheets.iter().find(|sheet| sheet.sheet == name);
        let found = found.zip(self.columns.get(name));
        self.rows = found.map(|(sheet, reason)| row::changes(sheet, *reason)).unwrap_or_default();
        self.notes.push(found.map(|(sheet, _)| notes::notes(sheet)).unwrap_or_default());
        let safe = self.writer.name(name);
        self.writer.start(&safe)?;
        self.open = true;
        let cols = match found {
            Some((_, reason)) => {
                let column = reason.column;
                format!(
                    "<cols><col min=\"{column}\" max=\"{column}\" width=\"60\" customWidth=\"1\"/></cols>"
                )
            }
            None => String::new(),
        };
        self.writer.put(&format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <worksheet xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{cols}<sheetData>"
        ))
    }

    fn end_sheet(&mut self) -> Result<(), Fault> {
        if !std::mem::take(&mut self.open) {
            return Ok(());
        }
        self.rows_before(u32::MAX)?;
        let noted = self.notes.last().is_some_and(|notes| !notes.is_empty());
        self.writer.put("</sheetData>")?;
        if noted {
            self.writer.put("<legacyDrawing r:id=\"rId2\"/>")?;
        }
        self.writer.put("</worksheet>")
    }

    /// Rows that the file leaves out and that have remarks all the same.
    fn rows_before(&mut self, number: u32) -> Result<(), Fault> {
        while self.rows.first_key_value().is_some_and(|(row, _)| *row < number) {
            let Some((number, changes)) = self.rows.pop_first() else { return Ok(()) };
            self.row(&Row { number, cells: Vec::new() }, changes)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row, mut changes: Changes<'a>) -> Result<(), Fault> {
        let mut text = format!("<row r=\"{}\">", row.number);
        for Cell { column, value } in &row.cells {
            let later = changes.split_off(column);
            for (column, change) in &changes {
                put_cell(*column, row.number, None, Some(*change), &mut text);
            }
            changes = later;
            let change = changes.remove(column);
            put_cell(*column, row.number, Some(value), change, &mut text);
        }
        for (column, change) in &changes {
            put_cell(*column, row.number, None, Some(*change), &mut text);
        }
        text.push_str("</row>");
        self.writer.put(&text)
    }

    fn finish(mut self) -> Result<(), Fault> {
        self.end_sheet()?;
        let all = std::mem::take(&mut self.notes);
        for (number, notes) in (1..).zip(&all).filter(|(_, notes)| !notes.is_empty()) {
            let number: usize = number;
            self.writer.comments.push(number);
            self.part(&format!("xl/comments{number}.xml"), &notes::comments(notes))?;
            self.part(&format!("xl/drawings/vmlDrawing{number}.vml"), &notes::drawing(notes))?;
            self.part(
                &format!("xl/worksheets/_rels/sheet{number}.xml.rels"),
                &format!(
                    "<Relationships xmlns=\"{PACKAGE}/relationships\">\
                     <Relationship Id=\"rId1\" Type=\"{OFFICE}/comments\" Target=\"../comments{number}.xml\"/>\
                     <Relationship Id=\"rId2\" Type=\"{OFFICE}/vmlDrawing\" Target=\"../drawings/vmlDrawing{number}.vml\"/>\
                     </Relationships>"
                ),
            )?;
        }
        let mut sink = self.writer.finish()?;
        sink.flush().map_err(|error| Fault::from_writing(&error))
    }

    fn part(&mut self, name: &str, text: &str) -> Result<(), Fault> {
        self.writer.start_part(name)?;
        self.writer.put(text)
    }
}

fn put_cell(column: u32, row: u32, value: Option<&Value>, change: Option<Change<'_>>, into: &mut String) {
    let base = match value {
        Some(Value::Text(_) | Value::Fault(_)) | None => style::TEXT,
        Some(Value::Date(moment)) if moment.time() == chrono::NaiveTime::MIN => style::DATE,
        Some(Value::Date(_)) => style::MOMENT,
        Some(Value::Number(_) | Value::Bool(_)) => style::PLAIN,
    };
    match change {
        None => xml::cell(column, row, base, value, into),
        Some(Change::Colour(mark)) => xml::cell(column, row, parts::marked(base, mark.place()), value, into),
        Some(Change::Reason(mark, reason)) => {
            let style = parts::marked(style::WRAPPED, Mark::place(mark));
            xml::cell(column, row, style, Some(&Value::Text(reason.to_owned())), into);
        }
        Some(Change::Header) => {
            xml::cell(column, row, style::HEADER, Some(&Value::Text(REASON.to_owned())), into);
        }
    }
}

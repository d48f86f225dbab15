//! A sheet of a foreign workbook, edited as it streams by: what we do not name passes as it is.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesStart, Event};

use super::row::{Change, Changes};
use super::styles::{Styles, altered, put};
use super::survey::Reason;
use crate::read::column_of;
use crate::read::xml::{Xml, attribute};
use crate::write::parts::{MAIN, OFFICE};
use crate::write::xml::cell;
use crate::{Fault, REASON, Value};

/// What may only stand behind `legacyDrawing` in a sheet.
const AFTER: [&str; 8] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];
const REASON_WIDTH: u32 = 60;

pub(super) struct Edit<'a, W: Write> {
    pub(super) out: Writer<W>,
    pub(super) rows: BTreeMap<u32, Changes<'a>>,
    pub(super) reason: Reason,
    pub(super) styles: &'a mut Styles,
    /// The relationship that leads to our notes, where the sheet has none that it calls so already.
    pub(super) drawing: Option<&'a str>,
    state: State<'a>,
}

/// Where we are.
#[derive(Default)]
struct State<'a> {
    row: u32,
    column: u32,
    /// What is still to change in the open row.
    changes: Option<Changes<'a>>,
    row_style: Option<u32>,
    /// The style of the last cell that passed.
    last_style: u32,
    first_header: u32,
    columns: Vec<(u32, u32, u32)>,
    width_done: bool,
    drawing_done: bool,
    /// What our elements must say where the sheet calls their namespace by a prefix.
    namespace: String,
}

impl<'a, W: Write> Edit<'a, W> {
    pub(super) fn new(
        sink: W,
        rows: BTreeMap<u32, Changes<'a>>,
        reason: Reason,
        styles: &'a mut Styles,
        drawing: Option<&'a str>,
    ) -> Edit<'a, W> {
        let first_header = rows
            .iter()
            .find(|(_, changes)| changes.values().any(|change| *change == Change::Header))
            .map_or(0, |(row, _)| *row);
        let state = State { first_header, drawing_done: drawing.is_none(), ..State::default() };
        Edit { out: Writer::new(sink), rows, reason, styles, drawing, state }
    }

    /// Copies the sheet with its changes.
    pub(super) fn run<R: Read>(mut self, xml: &mut Xml<R>) -> Result<(), Fault> {
        loop {
            let depth = xml.depth();
            let event = xml.next()?;
            match &event {
                Event::Start(element) => match element.local_name().into_inner() {
                    "worksheet" if depth == 0 => {
                        self.namespace(element);
                        put(&mut self.out, event)?;
                    }
                    "dimension" => xml.skip()?,
                    "row" => self.open_row(element, true)?,
                    "c" => {
                        let replaced = self.open_cell(element, true)?;
                        if replaced {
                            xml.skip()?;
                        }
                    }
                    "col" => {
                        self.col(element)?;
                        xml.skip()?;
                    }
                    "sheetData" => {
                        self.own_cols()?;
                        put(&mut self.out, event)?;
                    }
                    name => {
                        self.before(name, depth)?;
                        put(&mut self.out, event)?;
                    }
                },
                Event::Empty(element) => self.empty(element, depth)?,
                Event::End(element) => {
                    self.close(element.local_name().into_inner(), depth)?;
                    put(&mut self.out, event)?;
                }
                Event::Eof => return Ok(()),
                Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_)
                | Event::GeneralRef(_) => put(&mut self.out, event)?,
            }
        }
    }

    fn namespace(&mut self, root: &BytesStart<'_>) {
        if root.name().prefix().is_some() {
            self.state.namespace = format!(" xmlns=\"{MAIN}\"");
        }
    }

    fn empty(&mut self, element: &BytesStart<'_>, depth: u32) -> Result<(), Fault> {
        match element.local_name().into_inner() {
            "dimension" => Ok(()),
            "row" => self.open_row(element, false),
            "c" => self.open_cell(element, false).map(|_| ()),
            "col" => self.col(element),
            "sheetData" => {
                self.own_cols()?;
                put(&mut self.out, Event::Start(element.borrow()))?;
                self.rows_before(u32::MAX)?;
                put(&mut self.out, Event::End(element.to_end()))
            }
            name => {
                // The sheet has notes or controls already; ours go to the same drawing.
                self.state.drawing_done |= name == "legacyDrawing";
                self.before(name, depth)?;
                self.copy(element, false)
            }
        }
    }

    fn close(&mut self, name: &str, depth: u32) -> Result<(), Fault> {
        match name {
            "row" => {
                if let Some(changes) = self.state.changes.take() {
                    self.cells(&changes)?;
                }
            }
            "cols" if !self.state.width_done => {
                let own = self.width(self.reason.column, self.reason.column);
                self.raw(&own)?;
                self.state.width_done = true;
            }
            "sheetData" => self.rows_before(u32::MAX)?,
            "worksheet" if depth == 1 => self.own_drawing()?,
            _ => {}
        }
        Ok(())
    }

    fn before(&mut self, name: &str, depth: u32) -> Result<(), Fault> {
        if depth == 1 && AFTER.contains(&name) { self.own_drawing() } else { Ok(()) }
    }

    fn own_drawing(&mut self) -> Result<(), Fault> {
        if self.state.drawing_done {
            return Ok(());
        }
        self.state.drawing_done = true;
        let id = self.drawing.unwrap_or_default();
        let namespace = &self.state.namespace;
        self.raw(&format!("<legacyDrawing{namespace} xmlns:r=\"{OFFICE}\" r:id=\"{id}\"/>"))
    }

    fn open_row(&mut self, element: &BytesStart<'_>, filled: bool) -> Result<(), Fault> {
        let number = attribute(element, "r").and_then(|number| number.trim().parse().ok());
        let number = number.unwrap_or(self.state.row.saturating_add(1));
        self.rows_before(number)?;
        self.state.row = number;
        self.state.column = 0;
        self.state.last_style = 0;
        let own = attribute(element, "customFormat").is_some_and(|flag| matches!(&*flag, "1" | "true"));
        self.state.row_style =
            attribute(element, "s").filter(|_| own).and_then(|style| style.trim().parse().ok());
        let Some(changes) = self.rows.remove(&number) else {
            let event = if filled { Event::Start(element.borrow()) } else { Event::Empty(element.borrow()) };
            return put(&mut self.out, event);
        };
        // The span says which columns are filled; without it they are counted.
        let open = altered(element, &[("spans", None)]);
        let end = open.to_end().into_owned();
        put(&mut self.out, Event::Start(open))?;
        if filled {
            self.state.changes = Some(changes);
            return Ok(());
        }
        self.cells(&changes)?;
        put(&mut self.out, Event::End(end))
    }

    /// Writes the cell, or its replacement; true where its content is not to be copied.
    fn open_cell(&mut self, element: &BytesStart<'_>, filled: bool) -> Result<bool, Fault> {
        let column = attribute(element, "r").and_then(|address| column_of(&address));
        let column = column.unwrap_or(self.state.column.saturating_add(1));
        self.state.column = column;
        let mut change = None;
        if let Some(mut changes) = self.state.changes.take() {
            let later = changes.split_off(&column);
            self.cells(&changes)?;
            let mut later = later;
            change = later.remove(&column);
            self.state.changes = Some(later);
        }
        let style = attribute(element, "s").and_then(|style| style.trim().parse().ok()).unwrap_or(0);
        let old_reason =
            self.reason.again && column == self.reason.column && self.state.row > self.state.first_header;
        match change {
            Some(Change::Colour(mark)) => {
                let style = self.styles.marked(style, mark);
                self.copy(&altered(element, &[("s", Some(style.to_string()))]), filled)?;
            }
            Some(change) => {
                self.own_cell(column, change)?;
                return Ok(filled);
            }
            // The reason of a row that is in order now.
            None if old_reason => return Ok(filled),
            None => {
                let style = if self.reason.again { self.styles.plain(style) } else { style };
                self.state.last_style = style;
                if self.reason.again {
                    self.copy(&altered(element, &[("s", Some(style.to_string()))]), filled)?;
                } else {
                    self.copy(element, filled)?;
                }
            }
        }
        Ok(false)
    }

    fn copy(&mut self, element: &BytesStart<'_>, filled: bool) -> Result<(), Fault> {
        put(
            &mut self.out,
            if filled { Event::Start(element.borrow()) } else { Event::Empty(element.borrow()) },
        )
    }

    /// The rows that change but are not in the file, as far as they lie before `number`.
    fn rows_before(&mut self, number: u32) -> Result<(), Fault> {
        while let Some((row, _)) = self.rows.first_key_value() {
            if *row >= number {
                return Ok(());
            }
            let Some((row, changes)) = self.rows.pop_first() else { return Ok(()) };
            self.state.row = row;
            self.state.row_style = None;
            self.state.last_style = 0;
            self.raw(&format!("<row{} r=\"{row}\">", self.state.namespace))?;
            self.cells(&changes)?;
            self.raw("</row>")?;
        }
        Ok(())
    }

    fn cells(&mut self, changes: &Changes<'a>) -> Result<(), Fault> {
        for (column, change) in changes {
            self.own_cell(*column, *change)?;
        }
        Ok(())
    }

    fn own_cell(&mut self, column: u32, change: Change<'a>) -> Result<(), Fault> {
        let (style, value) = match change {
            Change::Colour(mark) => {
                let base = self.state.row_style.unwrap_or_else(|| self.column_style(column));
                (self.styles.marked(base, mark), None)
            }
            Change::Reason(mark, text) => (self.styles.reason(mark), Some(Value::Text(text.to_owned()))),
            Change::Header => (self.state.last_style, Some(Value::Text(REASON.to_owned()))),
        };
        let mut text = String::new();
        cell(column, self.state.row, style, value.as_ref(), &mut text);
        if self.state.namespace.is_empty() {
            return self.raw(&text);
        }
        self.raw(&text.replacen("<c ", &format!("<c{} ", self.state.namespace), 1))
    }

    fn column_style(&self, column: u32) -> u32 {
        self.state
            .columns
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&column))
            .map_or(0, |(_, _, style)| *style)
    }

    /// Gives the reasons' column its width, cutting whatever range it lies in.
    fn col(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        let number = |name: &str| attribute(element, name).and_then(|value| value.trim().parse::<u32>().ok());
        let (Some(from), Some(to)) = (number("min"), number("max")) else { return self.copy(element, false) };
        self.state.columns.push((from, to, number("style").unwrap_or(0)));
        let own = self.reason.column;
        if self.state.width_done || own > to {
            return self.copy(element, false);
        }
        self.state.width_done = true;
        let piece = |from: u32, to: u32| {
            altered(element, &[("min", Some(from.to_string())), ("max", Some(to.to_string()))])
        };
        if own > from {
            self.copy(&piece(from, own - 1), false)?;
        }
        let width = self.width(own, own);
        self.raw(&width)?;
        if own < from {
            return self.copy(element, false);
        }
        if own < to { self.copy(&piece(own + 1, to), false) } else { Ok(()) }
    }

    fn own_cols(&mut self) -> Result<(), Fault> {
        if self.state.width_done {
            return Ok(());
        }
        self.state.width_done = true;
        let width = self.width(self.reason.column, self.reason.column);
        self.raw(&format!("<cols{}>{width}</cols>", self.state.namespace))
    }

    fn width(&self, from: u32, to: u32) -> String {
        format!(
            "<col xmlns=\"{MAIN}\" min=\"{from}\" max=\"{to}\" width=\"{REASON_WIDTH}\" customWidth=\"1\"/>"
        )
    }

    fn raw(&mut self, text: &str) -> Result<(), Fault> {
        self.out.get_mut().write_all(text.as_bytes()).map_err(|error| Fault::from_writing(&error))
    }
}

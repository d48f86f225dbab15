//! XLSX and XLSM, as a stream. calamine's own cell reader holds all shared texts as `String`s and its packages are not looked
//! over first, so the sheets' XML is read here.

use quick_xml::events::{BytesStart, Event};

use super::date::{self, Epoch};
use super::out::{Out, Saved};
use super::package::{Package, Source};
use super::strings::Strings;
use super::styles::Styles;
use super::text;
use super::workbook::Workbook;
use super::xml::{add_text, plain};
use crate::{Cell, Fault, Limits, Value};

pub(crate) fn read(source: &mut dyn Source, limits: &Limits, out: &mut Out<'_>) -> Result<(), Fault> {
    let mut package = Package::open(source, limits)?;
    let workbook = Workbook::read(&mut package, limits.sheets)?;
    out.summary.macros = package.names().any(|name| name.ends_with("vbaproject.bin"));
    out.summary.external_links = workbook.external_links;
    let styles = match &workbook.styles {
        Some(part) => Styles::read(&mut package, part)?,
        None => Styles::default(),
    };
    let strings = match &workbook.strings {
        Some(part) => Strings::read(&mut package, part, limits)?,
        None => Strings::default(),
    };
    for sheet in &workbook.sheets {
        out.sheet(&sheet.name, sheet.hidden)?;
        let mut reading = Sheet {
            out,
            strings: &strings,
            styles: &styles,
            epoch: workbook.epoch,
            row: 0,
            column: 0,
            cells: Vec::new(),
        };
        let mut xml = package.must(&sheet.part)?;
        let mut cell: Option<Open> = None;
        loop {
            let event = xml.next()?;
            if matches!(event, Event::Eof) {
                break;
            }
            reading.event(&event, &sheet.part, &mut cell)?;
        }
    }
    Ok(())
}

/// A cell between its tags.
#[derive(Default)]
struct Open {
    column: u32,
    style: usize,
    kind: Kind,
    text: String,
    /// Inside `v` or `t`.
    taking: bool,
    phonetic: bool,
    formula: bool,
    filled: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Bool,
    Fault,
    Date,
}

struct Sheet<'a, 'o> {
    out: &'a mut Out<'o>,
    strings: &'a Strings,
    styles: &'a Styles,
    epoch: Epoch,
    row: u32,
    column: u32,
    cells: Vec<Cell>,
}

impl Sheet<'_, '_> {
    fn event(&mut self, event: &Event<'_>, part: &str, cell: &mut Option<Open>) -> Result<(), Fault> {
        match event {
            Event::Start(element) => match (element.local_name().into_inner(), cell.as_mut()) {
                ("row", None) => self.open_row(element, part)?,
                ("c", None) => *cell = Some(self.open_cell(element, part)?),
                ("v", Some(open)) => (open.taking, open.filled) = (true, true),
                ("t", Some(open)) if !open.phonetic => (open.taking, open.filled) = (true, true),
                ("rPh", Some(open)) => open.phonetic = true,
                ("f", Some(open)) => open.formula = true,
                _ => {}
            },
            Event::Empty(element) => match (element.local_name().into_inner(), cell.as_mut()) {
                ("row", None) => self.open_row(element, part)?,
                ("c", None) => {
                    self.open_cell(element, part)?;
                }
                ("f", Some(open)) => open.formula = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().into_inner() {
                "c" => {
                    if let Some(open) = cell.take() {
                        self.close_cell(open, part)?;
                    }
                }
                "row" => {
                    let cells = std::mem::take(&mut self.cells);
                    self.out.row(self.row, cells)?;
                }
                "v" | "t" => {
                    if let Some(open) = cell {
                        open.taking = false;
                    }
                }
                "rPh" => {
                    if let Some(open) = cell {
                        open.phonetic = false;
                    }
                }
                _ => {}
            },
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                if let Some(open) = cell.as_mut().filter(|open| open.taking) {
                    add_text(event, part, &mut open.text)?;
                    if u64::try_from(open.text.len()).unwrap_or(u64::MAX) > self.out.limits().cell_bytes * 2 {
                        return Err(self.out.too_long(open.column, self.row));
                    }
                }
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn open_row(&mut self, element: &BytesStart<'_>, part: &str) -> Result<(), Fault> {
        self.row = match super::xml::attribute(element, "r") {
            Some(number) => number.trim().parse().map_err(|_| Fault::damaged(part))?,
            None => self.row.saturating_add(1),
        };
        if self.row == 0 || self.row > MOST_ROWS {
            return Err(Fault::damaged(part));
        }
        self.column = 0;
        // A row costs time even when nothing is in it.
        self.out.mention(1)
    }

    fn open_cell(&mut self, element: &BytesStart<'_>, part: &str) -> Result<Open, Fault> {
        self.out.mention(1)?;
        let mut open = Open { column: self.column.saturating_add(1), ..Open::default() };
        let mut attributes = element.attributes();
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = attribute.map_err(|_| Fault::damaged(part))?;
            match attribute.key.local_name().into_inner() {
                "r" => open.column = column_of(&attribute.value).ok_or_else(|| Fault::damaged(part))?,
                "s" => open.style = attribute.value.trim().parse().unwrap_or(0),
                "t" => {
                    open.kind = match &*plain(attribute.value) {
                        "s" => Kind::Shared,
                        "str" | "inlineStr" => Kind::Text,
                        "b" => Kind::Bool,
                        "e" => Kind::Fault,
                        "d" => Kind::Date,
                        _ => Kind::Number,
                    };
                }
                _ => {}
            }
        }
        self.column = open.column;
        Ok(open)
    }

    fn close_cell(&mut self, open: Open, part: &str) -> Result<(), Fault> {
        if open.formula {
            // A text result may truly be empty; a number without digits was never calculated.
            let saved = open.filled && (open.kind == Kind::Text || !open.text.is_empty());
            self.out.formula(open.column, self.row, if saved { Saved::Yes } else { Saved::No });
        }
        if !open.filled || open.text.is_empty() {
            return Ok(());
        }
        let Open { column, style, kind, text, .. } = open;
        let value = match kind {
            Kind::Number => self.number(text, style),
            Kind::Shared => {
                let index = text.trim().parse().map_err(|_| Fault::damaged(part))?;
                let shared = self.strings.get(index).ok_or_else(|| Fault::damaged(part))?;
                Value::Text(text::clean(shared.to_owned()))
            }
            Kind::Text => Value::Text(text::clean(text::unescape(&text).into_owned())),
            Kind::Bool => Value::Bool(matches!(text.trim(), "1" | "true" | "TRUE")),
            Kind::Fault => Value::Fault(text::clean(text)),
            Kind::Date => iso(&text),
        };
        self.out.cell(&mut self.cells, self.row, column, value)
    }

    fn number(&self, text: String, style: usize) -> Value {
        match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => {
                let moment = if self.styles.is_date(style) { date::moment(number, self.epoch) } else { None };
                moment.map_or(Value::Number(number), Value::Date)
            }
            Ok(_) | Err(_) => Value::Text(text::clean(text)),
        }
    }
}

pub(crate) const MOST_ROWS: u32 = 1_048_576;

/// The column of an address such as `AB12`.
pub(crate) fn column_of(address: &str) -> Option<u32> {
    let mut column = 0_u32;
    for byte in address.trim().bytes() {
        match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => {
                column = column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)?
            }
            b'$' => {}
            _ => break,
        }
        if column > 16_384 {
            return None;
        }
    }
    (column > 0).then_some(column)
}

/// A date written out, as some programs do.
pub(crate) fn iso(text: &str) -> Value {
    use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
    let text = text.trim().trim_end_matches('Z');
    let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.and_time(NaiveTime::MIN)));
    moment.map_or_else(|_| Value::Text(text::clean(text.to_owned())), Value::Date)
}

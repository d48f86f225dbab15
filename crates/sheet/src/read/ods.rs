//! ODS, as a stream: `content.xml` is read once from its beginning.

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};

use super::out::{Out, Saved};
use super::package::{Package, Source};
use super::text;
use super::xlsx::{MOST_ROWS, iso};
use super::xml::{Xml, add_text, attribute};
use crate::{Cell, Fault, Limits, Value};

const CONTENT: &str = "content.xml";

pub(crate) fn read(source: &mut dyn Source, limits: &Limits, out: &mut Out<'_>) -> Result<(), Fault> {
    let mut package = Package::open(source, limits)?;
    let manifest = package.bytes("META-INF/manifest.xml", 1024 * 1024)?;
    if String::from_utf8_lossy(&manifest).contains("encryption-data") {
        return Err(Fault::Encrypted);
    }
    let mut xml = package.must(CONTENT)?;
    let mut reading =
        Content { out, hidden: HashSet::new(), style: None, row: 0, again: 1, column: 0, cells: Vec::new() };
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().into_inner() {
                "table-cell" | "covered-table-cell" => {
                    let open = reading.open_cell(&element)?;
                    let shown =
                        paragraphs(&mut xml, limits, || reading.out.too_long(open.column, reading.row))?;
                    reading.close_cell(open, &shown)?;
                }
                // What was deleted, and what is written beside the cells.
                "tracked-changes" | "shapes" | "forms" | "dde-links" => xml.skip()?,
                _ => reading.open(&element)?,
            },
            Event::Empty(element) => match element.local_name().into_inner() {
                "table-cell" | "covered-table-cell" => {
                    let open = reading.open_cell(&element)?;
                    reading.close_cell(open, "")?;
                }
                _ => reading.open(&element)?,
            },
            Event::End(element) if element.local_name().into_inner() == "table-row" => reading.close_row()?,
            Event::Eof => return Ok(()),
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

struct Content<'a, 'o> {
    out: &'a mut Out<'o>,
    /// The table styles that are not shown.
    hidden: HashSet<String>,
    /// The style that is being declared.
    style: Option<String>,
    row: u32,
    /// How often the row stands there.
    again: u32,
    column: u32,
    cells: Vec<Cell>,
}

struct Open {
    column: u32,
    again: u32,
    kind: String,
    value: Option<String>,
    formula: bool,
}

impl Content<'_, '_> {
    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        match element.local_name().into_inner() {
            "style" => self.style = attribute(element, "name").map(std::borrow::Cow::into_owned),
            "table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                self.hidden.extend(self.style.take());
                if self.hidden.len() > 10_000 {
                    return Err(Fault::damaged(CONTENT));
                }
            }
            "table" => {
                let name = attribute(element, "name").unwrap_or_default();
                let style = attribute(element, "style-name").unwrap_or_default();
                self.row = 0;
                self.again = 0;
                self.out.sheet(&name, self.hidden.contains(&*style))?;
            }
            "table-row" => {
                self.row = self.row.saturating_add(self.again.max(1));
                if self.again == 0 {
                    self.row = 1;
                }
                self.again = repeated(element, "number-rows-repeated");
                self.column = 0;
                self.out.mention(1)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn open_cell(&mut self, element: &BytesStart<'_>) -> Result<Open, Fault> {
        self.out.mention(1)?;
        let kind = attribute(element, "value-type").unwrap_or_default().into_owned();
        let value = match kind.as_str() {
            "float" | "percentage" | "currency" => attribute(element, "value"),
            "date" => attribute(element, "date-value"),
            "time" => attribute(element, "time-value"),
            "boolean" => attribute(element, "boolean-value"),
            _ => attribute(element, "string-value"),
        };
        Ok(Open {
            column: self.column.saturating_add(1),
            again: repeated(element, "number-columns-repeated"),
            value: value.map(std::borrow::Cow::into_owned),
            formula: attribute(element, "formula").is_some(),
            kind,
        })
    }

    fn close_cell(&mut self, open: Open, shown: &str) -> Result<(), Fault> {
        self.column = self.column.saturating_add(open.again);
        let error = open.formula && shown.starts_with('#') || shown.starts_with("Err:");
        let value = if error { Some(Value::Fault(shown.to_owned())) } else { value(&open, shown) };
        if open.formula {
            let saved = if value.is_some() { Saved::Yes } else { Saved::No };
            self.out.formula(open.column, self.row, saved);
        }
        let Some(value) = value else { return Ok(()) };
        if matches!(&value, Value::Text(text) if text.is_empty()) {
            return Ok(());
        }
        for step in 0..open.again {
            // The limit on columns ends what claims to be repeated a million times.
            self.out.cell(&mut self.cells, self.row, open.column.saturating_add(step), value.clone())?;
        }
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), Fault> {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return Ok(());
        }
        // A short file may claim a thousand million cells: they are counted before the first of them is told.
        let filled = u64::try_from(cells.len()).unwrap_or(u64::MAX);
        self.out.mention(filled.saturating_mul(u64::from(self.again)))?;
        self.out.foresee(u64::from(self.again))?;
        for step in 0..self.again {
            self.out.row(self.row.saturating_add(step), cells.clone())?;
        }
        Ok(())
    }
}

fn value(open: &Open, shown: &str) -> Option<Value> {
    let held = open.value.as_deref();
    match (open.kind.as_str(), held) {
        ("float" | "percentage" | "currency", Some(number)) => match number.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Some(Value::Number(number)),
            Ok(_) | Err(_) => Some(Value::Text(text::clean(number.to_owned()))),
        },
        ("date", Some(date)) => Some(iso(date)),
        ("time", Some(time)) => Some(clock(time).map_or_else(|| Value::Text(time.to_owned()), Value::Date)),
        ("boolean", Some(flag)) => Some(Value::Bool(flag == "true")),
        (_, Some(held)) if shown.is_empty() => Some(Value::Text(text::clean(held.to_owned()))),
        _ if shown.is_empty() => None,
        _ => Some(Value::Text(text::clean(shown.to_owned()))),
    }
}

/// `PT08H30M00S` as a time of day.
fn clock(text: &str) -> Option<chrono::NaiveDateTime> {
    let (hours, rest) = text.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds: f64 = rest.strip_suffix('S')?.parse().ok()?;
    let hours: u32 = hours.parse().ok()?;
    let minutes: u32 = minutes.parse().ok()?;
    super::date::moment(
        f64::from(hours) / 24.0 + f64::from(minutes) / 1440.0 + seconds / 86_400.0,
        super::date::Epoch::Y1900,
    )
    .filter(|_| hours < 24)
}

fn repeated(element: &BytesStart<'_>, name: &str) -> u32 {
    let count = attribute(element, name).and_then(|count| count.trim().parse().ok()).unwrap_or(1);
    std::cmp::Ord::clamp(count, 1, MOST_ROWS)
}

/// The text of a cell: its paragraphs, line by line, without its comments.
fn paragraphs<R: std::io::Read>(
    xml: &mut Xml<R>,
    limits: &Limits,
    too_long: impl Fn() -> Fault,
) -> Result<String, Fault> {
    let until = xml.depth().saturating_sub(1);
    let mut shown = String::new();
    let mut inside = 0_u32;
    let mut first = true;
    while xml.depth() > until {
        let part = xml.part().to_owned();
        let event = xml.next()?;
        let mut beside = false;
        match &event {
            Event::Start(element) | Event::Empty(element) => match element.local_name().into_inner() {
                "annotation" | "table" | "frame" => beside = matches!(event, Event::Start(_)),
                "p" | "h" => {
                    if !std::mem::take(&mut first) {
                        shown.push('\n');
                    }
                    inside += u32::from(matches!(event, Event::Start(_)));
                }
                "s" => {
                    let count =
                        attribute(element, "c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                    shown.extend(std::iter::repeat_n(' ', count.min(1024)));
                }
                "tab" => shown.push('\t'),
                "line-break" => shown.push('\n'),
                _ => {}
            },
            Event::End(element) if matches!(element.local_name().into_inner(), "p" | "h") => {
                inside = inside.saturating_sub(1);
            }
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if inside > 0 => {
                add_text(&event, &part, &mut shown)?
            }
            Event::Eof => return Err(Fault::damaged(&part)),
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::GeneralRef(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
        if beside {
            xml.skip()?;
        }
        if u64::try_from(shown.len()).unwrap_or(u64::MAX) > limits.cell_bytes * 2 {
            return Err(too_long());
        }
    }
    Ok(shown)
}

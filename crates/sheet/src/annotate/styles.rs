//! The style sheet of a foreign workbook, with our colours added to the styles that its own cells have.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesStart, Event};

use super::Mark;
use crate::Fault;
use crate::read::package::Package;
use crate::read::xml::attribute;
use crate::write::parts::MAIN;

/// Excel opens no workbook with more.
const MOST: usize = 65_000;

#[derive(Debug, Default)]
pub(super) struct Styles {
    part: Option<String>,
    /// Attributes and content of each cell style.
    formats: Vec<(Vec<(String, String)>, String)>,
    fills: u32,
    /// Fills of ours that the workbook has already.
    ours: Vec<String>,
    made: Vec<String>,
    known: HashMap<(u32, Shape), u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Shape {
    Marked(Mark),
    Reason(Mark),
    Plain,
}

impl Styles {
    pub(super) fn read(package: &mut Package<'_>, part: Option<&str>) -> Result<Styles, Fault> {
        let Some(part) = part.filter(|part| package.has(part)) else { return Ok(Styles::default()) };
        let mut styles = Styles { part: Some(part.to_owned()), ..Styles::default() };
        let mut xml = package.must(part)?;
        let (mut fills, mut formats) = (false, false);
        loop {
            let event = xml.next()?;
            let open = matches!(event, Event::Start(_));
            match &event {
                Event::Start(element) | Event::Empty(element) => match element.local_name().into_inner() {
                    "fills" => fills = open,
                    "cellXfs" => formats = open,
                    "fill" if fills => styles.fills += 1,
                    "fgColor" if fills => {
                        let colour = attribute(element, "rgb").unwrap_or_default();
                        if Mark::ALL.iter().any(|mark| mark.colour() == colour) {
                            styles.ours.push(styles.fills.saturating_sub(1).to_string());
                        }
                    }
                    "xf" if formats => styles.formats.push((attributes(element), String::new())),
                    // What a style holds: alignment and protection, which have no content of their own.
                    "alignment" | "protection" if formats => {
                        if let Some((_, inside)) = styles.formats.last_mut() {
                            let _ = write!(inside, "<{}", element.local_name().into_inner());
                            for (name, value) in attributes(element) {
                                let _ = write!(inside, " {name}=\"{value}\"");
                            }
                            inside.push_str("/>");
                        }
                    }
                    _ => {}
                },
                Event::End(element) => match element.local_name().into_inner() {
                    "fills" => fills = false,
                    "cellXfs" => formats = false,
                    _ => {}
                },
                Event::Eof => return Ok(styles),
                Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_)
                | Event::GeneralRef(_) => {}
            }
            if styles.formats.len() > MOST {
                return Err(Fault::damaged(part));
            }
        }
    }

    /// The style `base`, in the colour of a mark.
    pub(super) fn marked(&mut self, base: u32, mark: Mark) -> u32 {
        self.derived(base, Shape::Marked(mark))
    }

    /// The style of a reason.
    pub(super) fn reason(&mut self, mark: Mark) -> u32 {
        self.derived(0, Shape::Reason(mark))
    }

    /// The style `base` without a colour of ours.
    pub(super) fn plain(&mut self, base: u32) -> u32 {
        let ours = usize::try_from(base).ok().and_then(|base| self.formats.get(base)).is_some_and(
            |(attributes, _)| {
                attributes.iter().any(|(name, value)| name == "fillId" && self.ours.contains(value))
            },
        );
        if ours { self.derived(base, Shape::Plain) } else { base }
    }

    fn derived(&mut self, base: u32, shape: Shape) -> u32 {
        if let Some(known) = self.known.get(&(base, shape)) {
            return *known;
        }
        let format =
            usize::try_from(base).ok().and_then(|base| self.formats.get(base)).or(self.formats.first());
        let next = self.formats.len() + self.made.len();
        let (Some((attributes, inside)), true) = (format, next < MOST && self.fills > 0) else { return base };
        let (fill, inside) = match shape {
            Shape::Marked(mark) => (self.fills + mark.place(), inside.as_str()),
            Shape::Reason(mark) => {
                (self.fills + mark.place(), "<alignment vertical=\"top\" wrapText=\"1\"/>")
            }
            Shape::Plain => (0, inside.as_str()),
        };
        let mut xml = format!("<xf xmlns=\"{MAIN}\"");
        let replaced = ["fillId", "applyFill", "applyAlignment", "xmlns"];
        let kept =
            attributes.iter().filter(|(name, _)| !replaced.contains(&name.as_str()) && !name.contains(':'));
        for (name, value) in kept {
            let _ = write!(xml, " {name}=\"{value}\"");
        }
        let alignment = u8::from(inside.contains("<alignment"));
        let _ =
            write!(xml, " fillId=\"{fill}\" applyFill=\"1\" applyAlignment=\"{alignment}\">{inside}</xf>");
        self.made.push(xml);
        let Ok(number) = u32::try_from(next) else { return base };
        self.known.insert((base, shape), number);
        number
    }

    /// The part to be replaced by [`Styles::write`].
    pub(super) fn part(&self) -> Option<&str> {
        self.part.as_deref()
    }

    pub(super) fn write(&self, package: &mut Package<'_>, sink: &mut dyn Write) -> Result<(), Fault> {
        let Some(part) = &self.part else { return Ok(()) };
        let mut xml = package.must(part)?;
        let mut out = Writer::new(sink);
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(element) => match element.local_name().into_inner() {
                    "fills" => put(&mut out, Event::Start(counted(element, self.fills + 3)))?,
                    "cellXfs" => {
                        let count = u32::try_from(self.formats.len() + self.made.len()).unwrap_or(u32::MAX);
                        put(&mut out, Event::Start(counted(element, count)))?;
                    }
                    _ => put(&mut out, event)?,
                },
                Event::End(element) => {
                    let added = match element.local_name().into_inner() {
                        "fills" => fills(),
                        "cellXfs" => self.made.concat(),
                        _ => String::new(),
                    };
                    out.get_mut().write_all(added.as_bytes()).map_err(|error| Fault::from_writing(&error))?;
                    put(&mut out, event)?;
                }
                Event::Eof => return Ok(()),
                Event::Empty(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_)
                | Event::GeneralRef(_) => put(&mut out, event)?,
            }
        }
    }
}

pub(super) fn put<W: Write>(out: &mut Writer<W>, event: Event<'_>) -> Result<(), Fault> {
    out.write_event(event).map_err(|error| Fault::from_writing(&error))
}

/// Attributes as they are written, ready to stand between double quotes.
pub(super) fn attributes(element: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes
        .flatten()
        .map(|attribute| (attribute.key.into_inner().to_owned(), attribute.value.replace('"', "&quot;")))
        .collect()
}

/// The element with other values for some attributes; those with none are left out.
pub(super) fn altered(element: &BytesStart<'_>, changes: &[(&str, Option<String>)]) -> BytesStart<'static> {
    let name = element.name().into_inner().to_owned();
    let mut text = name.clone();
    for (key, value) in attributes(element) {
        if !changes.iter().any(|(changed, _)| *changed == key) {
            let _ = write!(text, " {key}=\"{value}\"");
        }
    }
    for (key, value) in changes {
        if let Some(value) = value {
            let _ = write!(text, " {key}=\"{value}\"");
        }
    }
    BytesStart::from_content(text, name.len())
}

fn counted(element: &BytesStart<'_>, count: u32) -> BytesStart<'static> {
    altered(element, &[("count", Some(count.to_string()))])
}

fn fills() -> String {
    let fill = |mark: &Mark| {
        format!(
            "<fill xmlns=\"{MAIN}\"><patternFill patternType=\"solid\"><fgColor rgb=\"{}\"/><bgColor indexed=\"64\"/>\
             </patternFill></fill>",
            mark.colour()
        )
    };
    Mark::ALL.iter().map(fill).collect()
}

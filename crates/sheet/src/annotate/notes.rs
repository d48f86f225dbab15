//! Notes on cells: their texts, and the drawing without which no spreadsheet program shows them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Read, Write};

use quick_xml::Writer;
use quick_xml::events::Event;

use super::SheetRemarks;
use super::styles::put;
use super::survey::row_of;
use crate::read::column_of;
use crate::read::xml::{Xml, add_text, attribute};
use crate::write::parts::MAIN;
use crate::write::xml::escape;
use crate::{Fault, address};

/// Who wrote our notes; notes of others are left alone.
const AUTHOR: &str = "Berdaya";
/// How our notes begin, as Excel begins those of people. LibreOffice keeps no authors, so this is what we know them by.
const OURS: &str = "Berdaya:\n";
/// Each note is a shape that the program draws when the file is opened. What is beyond still has its colour and its reason.
const MOST: usize = 20_000;

/// Notes by row and column.
pub(super) type Notes = BTreeMap<(u32, u32), String>;

pub(super) fn notes(sheet: &SheetRemarks) -> Notes {
    let cells =
        sheet.rows.iter().flat_map(|(row, remarks)| remarks.cells.iter().map(move |cell| (*row, cell)));
    cells
        .filter(|(_, cell)| !cell.note.is_empty())
        .map(|(row, cell)| ((row, cell.column), cell.note.clone()))
        .take(MOST)
        .collect()
}

/// The texts of the notes, where the sheet has no others.
pub(super) fn comments(notes: &Notes) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{MAIN}\"><authors>\
         <author>{AUTHOR}</author></authors><commentList>"
    );
    for ((row, column), note) in notes {
        comment(*row, *column, 0, note, &mut text);
    }
    text.push_str("</commentList></comments>");
    text
}

fn comment(row: u32, column: u32, author: usize, note: &str, into: &mut String) {
    let _ = write!(into, "<comment xmlns=\"{MAIN}\" ref=\"{}\" authorId=\"{author}\">", address(column, row));
    into.push_str("<text><r><rPr><sz val=\"9\"/><rFont val=\"Tahoma\"/><family val=\"2\"/></rPr><t xml:space=\"preserve\">");
    escape(OURS, into);
    escape(note, into);
    into.push_str("</t></r></text></comment>");
}

/// Adds our notes to those that the sheet has; answers which cells keep another's note.
pub(super) fn merge<R: Read>(
    xml: &mut Xml<R>,
    notes: &Notes,
    sink: &mut dyn Write,
) -> Result<BTreeSet<(u32, u32)>, Fault> {
    let mut out = Writer::new(sink);
    let (mut authors, mut kept) = (0_usize, BTreeSet::new());
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(element) if element.local_name().into_inner() == "comment" => {
                let place = attribute(element, "ref").unwrap_or_default().into_owned();
                let open = Event::Start(element.borrow()).into_owned();
                let (text, said) = whole(xml, open)?;
                if !said.starts_with(OURS.trim_end()) {
                    kept.extend(column_of(&place).map(|column| (row_of(&place), column)));
                    out.get_mut().write_all(&text).map_err(|error| Fault::from_writing(&error))?;
                }
                continue;
            }
            Event::Empty(element) if element.local_name().into_inner() == "author" => authors += 1,
            Event::End(element) => match element.local_name().into_inner() {
                "author" => authors += 1,
                "authors" => raw(&mut out, &format!("<author xmlns=\"{MAIN}\">{AUTHOR}</author>"))?,
                "commentList" => {
                    let mut text = String::new();
                    for ((row, column), note) in notes.iter().filter(|(place, _)| !kept.contains(place)) {
                        comment(*row, *column, authors, note, &mut text);
                    }
                    raw(&mut out, &text)?;
                }
                _ => {}
            },
            Event::Eof => return Ok(kept),
            Event::Start(_)
            | Event::Empty(_)
            | Event::Text(_)
            | Event::GeneralRef(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
        put(&mut out, event)?;
    }
}

/// The element that was just opened, as it is written, and its text.
fn whole<R: Read>(xml: &mut Xml<R>, open: Event<'_>) -> Result<(Vec<u8>, String), Fault> {
    let until = xml.depth().saturating_sub(1);
    let (mut out, mut said) = (Writer::new(Vec::new()), String::new());
    put(&mut out, open)?;
    while xml.depth() > until {
        let event = xml.next()?;
        if matches!(event, Event::Eof) {
            return Err(Fault::damaged("comments"));
        }
        add_text(&event, "comments", &mut said)?;
        put(&mut out, event)?;
    }
    Ok((out.into_inner(), said.trim_start().to_owned()))
}

fn raw<W: Write>(out: &mut Writer<W>, text: &str) -> Result<(), Fault> {
    out.get_mut().write_all(text.as_bytes()).map_err(|error| Fault::from_writing(&error))
}

const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
    path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>\
    <v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// The drawing of the notes, where the sheet has no other.
pub(super) fn drawing(notes: &Notes) -> String {
    let mut text = format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\">\
         <o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout>{SHAPE_TYPE}"
    );
    shapes(notes.keys().copied(), 1025, &mut text);
    text.push_str("</xml>");
    text
}

/// The sheet's own drawing with our shapes. It is no XML (Excel writes `<br>` in it), so it is cut as text.
pub(super) fn merge_drawing(old: &str, notes: &Notes, kept: &BTreeSet<(u32, u32)>) -> String {
    let mut text = String::with_capacity(old.len());
    let mut rest = old;
    let mut last_id = 1024_u32;
    while let Some(start) = rest.find("<v:shape ") {
        let Some(length) = rest.get(start..).and_then(|shape| shape.find("</v:shape>")) else { break };
        let end = start + length + "</v:shape>".len();
        let (Some(before), Some(shape), Some(after)) =
            (rest.get(..start), rest.get(start..end), rest.get(end..))
        else {
            break;
        };
        text.push_str(before);
        last_id = last_id.max(number_after(shape, "_x0000_s").unwrap_or(0));
        // A note that is gone leaves no shape behind.
        let place = number_after(shape, "<x:Row>").zip(number_after(shape, "<x:Column>"));
        let note = shape.contains("ObjectType=\"Note\"");
        if !note || place.is_none_or(|(row, column)| kept.contains(&(row + 1, column + 1))) {
            text.push_str(shape);
        }
        rest = after;
    }
    let (before, after) =
        rest.rfind("</xml>").and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, "</xml>"));
    text.push_str(before);
    if !old.contains("_x0000_t202\"") {
        text.push_str(SHAPE_TYPE);
    }
    shapes(notes.keys().copied().filter(|place| !kept.contains(place)), last_id + 1, &mut text);
    text.push_str(after);
    text
}

fn number_after(text: &str, mark: &str) -> Option<u32> {
    let rest = text.split_once(mark)?.1;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

fn shapes(places: impl Iterator<Item = (u32, u32)>, first: u32, into: &mut String) {
    for (number, (row, column)) in (first..).zip(places) {
        // Excel counts both from 0 here; the box lies to the right of its cell.
        let (top, left) = (row - 1, column);
        let _ = write!(
            into,
            "<v:shape id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style='position:absolute;width:180pt;height:60pt;\
             z-index:1;visibility:hidden' fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>\
             <v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>\
             <v:textbox style='mso-direction-alt:auto'><div style='text-align:left'></div></v:textbox>\
             <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
             <x:Anchor>{left}, 15, {top}, 2, {}, 31, {}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>\
             <x:Row>{top}</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>",
            left + 3,
            top + 4,
            column - 1
        );
    }
}

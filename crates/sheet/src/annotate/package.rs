//! The package of an annotated XLSX: parts without remarks are copied as they are, still packed.

use std::collections::{BTreeMap, HashSet};
use std::io::{Seek, Write};

use quick_xml::Writer;
use quick_xml::events::Event;
use zip::ZipWriter;

use super::edit::Edit;
use super::notes::{self, Notes};
use super::row;
use super::styles::{Styles, put};
use super::survey::Reason;
use super::{Remarks, SheetRemarks};
use crate::read::package::{Package, Source, from_zip};
use crate::read::workbook::{Relation, Workbook, relations, relations_part};
use crate::read::xml::{Xml, attribute};
use crate::write::broken;
use crate::write::parts::{OFFICE, PACKAGE, TYPES, options};
use crate::{Fault, Limits};

const CONTENT_TYPES: &str = "[Content_Types].xml";
/// Of a drawing that is held whole.
const MOST_DRAWING: u64 = 64 * 1024 * 1024;

type Zip<W> = ZipWriter<W>;

/// What becomes of one sheet.
struct Plan<'a> {
    remarks: &'a SheetRemarks,
    reason: Reason,
    part: String,
    notes: Notes,
    /// Part names, and whether the sheet has them already.
    comments: (String, bool),
    drawing: (String, bool),
}

const DRAWING_ID: &str = "rIdBerdayaDrawing";
const COMMENTS_ID: &str = "rIdBerdayaComments";

pub(super) fn annotate<W: Write + Seek>(
    source: &mut dyn Source,
    limits: &Limits,
    remarks: &Remarks,
    columns: &BTreeMap<String, Reason>,
    sink: W,
) -> Result<(), Fault> {
    let mut package = Package::open(source, limits)?;
    let workbook = Workbook::read(&mut package, limits.sheets)?;
    let mut styles = Styles::read(&mut package, workbook.styles.as_deref())?;
    let plans = plans(&mut package, &workbook, remarks, columns)?;
    let mut zip = ZipWriter::new(sink);
    copy_others(&mut package, &plans, &styles, &mut zip)?;
    content_types(&mut package, &plans, &mut zip)?;
    for plan in &plans {
        sheet(&mut package, plan, &mut styles, &mut zip)?;
        if !plan.notes.is_empty() || plan.comments.1 {
            put_notes(&mut package, plan, &mut zip)?;
        }
    }
    // Last: the sheets say which styles they need.
    if let Some(part) = styles.part() {
        start(&mut zip, part)?;
        styles.write(&mut package, &mut zip)?;
    }
    zip.finish().map_err(|error| broken(&error))?.flush().map_err(|error| Fault::from_writing(&error))
}

fn plans<'a>(
    package: &mut Package<'_>,
    workbook: &Workbook,
    remarks: &'a Remarks,
    columns: &BTreeMap<String, Reason>,
) -> Result<Vec<Plan<'a>>, Fault> {
    let mut plans = Vec::new();
    for listed in &workbook.sheets {
        let found = remarks.sheets.iter().find(|sheet| sheet.sheet == listed.name);
        let Some((remarks, reason)) = found.zip(columns.get(&listed.name)) else { continue };
        let related = relations(package, &listed.part)?;
        let of_kind = |kind: &str| related.iter().find(|r: &&Relation| r.kind == kind && !r.external);
        let number = plans.len() + 1;
        let place = |kind: &str, fresh: String| match of_kind(kind) {
            Some(relation) if package.has(&relation.target) => (relation.target.clone(), true),
            Some(_) | None => (fresh, false),
        };
        let comments = place("comments", free(package, number, |n| format!("xl/comments{n}.xml")));
        let drawing =
            place("vmlDrawing", free(package, number, |n| format!("xl/drawings/vmlDrawing{n}.vml")));
        let notes = notes::notes(remarks);
        plans.push(Plan { remarks, reason: *reason, part: listed.part.clone(), notes, comments, drawing });
    }
    Ok(plans)
}

/// A part name that nobody has: numbers beyond those that programs give.
fn free(package: &Package<'_>, number: usize, name: impl Fn(usize) -> String) -> String {
    (0..).map(|round| name(9000 + round * 1000 + number)).find(|name| !package.has(name)).unwrap_or_default()
}

fn copy_others<W: Write + Seek>(
    package: &mut Package<'_>,
    plans: &[Plan<'_>],
    styles: &Styles,
    zip: &mut Zip<W>,
) -> Result<(), Fault> {
    let mut ours: HashSet<usize> = HashSet::new();
    let mut take = |name: &str| ours.extend(package.index(name));
    take(CONTENT_TYPES);
    styles.part().into_iter().for_each(&mut take);
    for plan in plans {
        take(&plan.part);
        if !plan.notes.is_empty() || plan.comments.1 {
            take(&relations_part(&plan.part));
            take(&plan.comments.0);
            take(&plan.drawing.0);
        }
    }
    for index in 0..package.zip.len() {
        if !ours.contains(&index) {
            let part = package.zip.by_index_raw(index).map_err(|error| from_zip(&error, "zip"))?;
            zip.raw_copy_file(part).map_err(|error| broken(&error))?;
        }
    }
    Ok(())
}

fn sheet<W: Write + Seek>(
    package: &mut Package<'_>,
    plan: &Plan<'_>,
    styles: &mut Styles,
    zip: &mut Zip<W>,
) -> Result<(), Fault> {
    start(zip, &plan.part)?;
    let mut xml = package.must(&plan.part)?;
    let needs = !plan.notes.is_empty() && !plan.drawing.1;
    let rows = row::changes(plan.remarks, plan.reason);
    Edit::new(zip, rows, plan.reason, styles, needs.then_some(DRAWING_ID)).run(&mut xml)
}

/// The texts, the drawing, and the sheet's way to both.
fn put_notes<W: Write + Seek>(
    package: &mut Package<'_>,
    plan: &Plan<'_>,
    zip: &mut Zip<W>,
) -> Result<(), Fault> {
    start(zip, &plan.comments.0)?;
    let mut kept = std::collections::BTreeSet::new();
    if plan.comments.1 {
        kept = notes::merge(&mut package.must(&plan.comments.0)?, &plan.notes, zip)?;
    } else {
        write(zip, &notes::comments(&plan.notes))?;
    }
    let drawing = if plan.drawing.1 {
        let old = package.bytes(&plan.drawing.0, MOST_DRAWING)?;
        notes::merge_drawing(&String::from_utf8_lossy(&old), &plan.notes, &kept)
    } else {
        notes::drawing(&plan.notes)
    };
    start(zip, &plan.drawing.0)?;
    write(zip, &drawing)?;
    let mut added = String::new();
    let mut relation = |id: &str, kind: &str, (target, there): &(String, bool)| {
        if !there {
            added.push_str(&format!(
                "<Relationship xmlns=\"{PACKAGE}/relationships\" Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"/{target}\"/>"
            ));
        }
    };
    relation(COMMENTS_ID, "comments", &plan.comments);
    relation(DRAWING_ID, "vmlDrawing", &plan.drawing);
    let part = relations_part(&plan.part);
    start(zip, &part)?;
    match package.part(&part)? {
        Some(mut xml) => append(&mut xml, &added, zip),
        None => {
            write(zip, &format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{added}</Relationships>"))
        }
    }
}

fn content_types<W: Write + Seek>(
    package: &mut Package<'_>,
    plans: &[Plan<'_>],
    zip: &mut Zip<W>,
) -> Result<(), Fault> {
    let mut added = String::new();
    let noted = |plan: &&Plan<'_>| !plan.notes.is_empty();
    let namespace = format!("xmlns=\"{PACKAGE}/content-types\"");
    if plans.iter().any(|plan| noted(&plan) && !plan.drawing.1) && !declares_vml(package)? {
        added.push_str(&format!(
            "<Default {namespace} Extension=\"vml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>"
        ));
    }
    for plan in plans.iter().filter(noted).filter(|plan| !plan.comments.1) {
        let name = &plan.comments.0;
        added.push_str(&format!(
            "<Override {namespace} PartName=\"/{name}\" ContentType=\"{TYPES}.comments+xml\"/>"
        ));
    }
    start(zip, CONTENT_TYPES)?;
    append(&mut package.must(CONTENT_TYPES)?, &added, zip)
}

fn declares_vml(package: &mut Package<'_>) -> Result<bool, Fault> {
    let mut xml = package.must(CONTENT_TYPES)?;
    loop {
        match xml.next()? {
            Event::Start(element) | Event::Empty(element) => {
                if attribute(&element, "Extension")
                    .is_some_and(|extension| extension.eq_ignore_ascii_case("vml"))
                {
                    return Ok(true);
                }
            }
            Event::Eof => return Ok(false),
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

/// Copies a small part with more elements at the end of its root.
fn append<R: std::io::Read>(xml: &mut Xml<R>, added: &str, sink: &mut dyn Write) -> Result<(), Fault> {
    let mut out = Writer::new(sink);
    loop {
        let depth = xml.depth();
        let event = xml.next()?;
        match &event {
            Event::End(_) if depth == 1 => {
                out.get_mut().write_all(added.as_bytes()).map_err(|error| Fault::from_writing(&error))?;
                put(&mut out, event)?;
            }
            Event::Empty(root) if depth == 0 => {
                put(&mut out, Event::Start(root.borrow()))?;
                out.get_mut().write_all(added.as_bytes()).map_err(|error| Fault::from_writing(&error))?;
                put(&mut out, Event::End(root.to_end()))?;
            }
            Event::Eof => return Ok(()),
            Event::Start(_)
            | Event::End(_)
            | Event::Empty(_)
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

fn start<W: Write + Seek>(zip: &mut Zip<W>, part: &str) -> Result<(), Fault> {
    zip.start_file(part, options()).map_err(|error| broken(&error))
}

fn write<W: Write + Seek>(zip: &mut Zip<W>, text: &str) -> Result<(), Fault> {
    zip.write_all(text.as_bytes()).map_err(|error| Fault::from_writing(&error))
}

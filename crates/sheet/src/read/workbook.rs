//! The parts of an XLSX package: which sheets there are and where they lie.

use quick_xml::events::Event;

use super::date::Epoch;
use super::package::Package;
use super::xml::attribute;
use crate::Fault;

/// One relationship of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) id: String,
    /// The last word of its type: `worksheet`, `styles`.
    pub(crate) kind: String,
    /// The full name of the part it leads to.
    pub(crate) target: String,
    pub(crate) external: bool,
}

/// A sheet as the workbook names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) part: String,
}

pub(crate) struct Workbook {
    pub(crate) sheets: Vec<Listed>,
    pub(crate) epoch: Epoch,
    pub(crate) styles: Option<String>,
    pub(crate) strings: Option<String>,
    pub(crate) external_links: bool,
}

/// The name of the main part of an office package.
pub(crate) fn main_part(package: &mut Package<'_>) -> Result<Option<String>, Fault> {
    let relations = relations(package, "")?;
    Ok(relations
        .into_iter()
        .find(|relation| relation.kind == "officeDocument")
        .map(|relation| relation.target))
}

impl Workbook {
    pub(crate) fn read(package: &mut Package<'_>, most_sheets: u32) -> Result<Workbook, Fault> {
        let main = main_part(package)?.ok_or(Fault::Unknown)?;
        let related = relations(package, &main)?;
        let of_kind =
            |kind: &str| related.iter().find(|r| r.kind == kind && !r.external).map(|r| r.target.clone());
        let mut workbook = Workbook {
            sheets: Vec::new(),
            epoch: Epoch::Y1900,
            styles: of_kind("styles"),
            strings: of_kind("sharedStrings"),
            external_links: related.iter().any(|r| r.kind == "externalLink"),
        };
        let mut xml = package.must(&main)?;
        loop {
            match xml.next()? {
                Event::Start(element) | Event::Empty(element) => match element.local_name().into_inner() {
                    "workbookPr" => {
                        let later = attribute(&element, "date1904")
                            .is_some_and(|v| matches!(&*v, "1" | "true" | "on"));
                        workbook.epoch = if later { Epoch::Y1904 } else { Epoch::Y1900 };
                    }
                    "sheet" => {
                        let name = attribute(&element, "name").unwrap_or_default().into_owned();
                        let hidden = attribute(&element, "state").is_some_and(|state| state != "visible");
                        let id = attribute(&element, "id").unwrap_or_default();
                        if let Some(relation) = related.iter().find(|relation| relation.id == id) {
                            // Chart sheets have no cells.
                            if relation.kind == "worksheet" {
                                workbook.sheets.push(Listed { name, hidden, part: relation.target.clone() });
                            }
                        }
                    }
                    _ => {}
                },
                Event::Eof => break,
                Event::End(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_)
                | Event::GeneralRef(_) => {}
            }
            if u32::try_from(workbook.sheets.len()).unwrap_or(u32::MAX) > most_sheets {
                return Err(Fault::TooManySheets { limit: most_sheets });
            }
        }
        Ok(workbook)
    }
}

/// Where the relationships of a part are kept.
pub(crate) fn relations_part(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The relationships of a part; none where it has no such file.
pub(crate) fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<Relation>, Fault> {
    let Some(mut xml) = package.part(&relations_part(part))? else { return Ok(Vec::new()) };
    let mut relations = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().into_inner() == "Relationship" =>
            {
                let of = |name: &str| attribute(&element, name).unwrap_or_default().into_owned();
                let kind = of("Type").rsplit('/').next().unwrap_or_default().to_owned();
                relations.push(Relation {
                    id: of("Id"),
                    kind,
                    target: resolve(part, &of("Target")),
                    external: of("TargetMode") == "External",
                });
            }
            Event::Eof => return Ok(relations),
            Event::Start(_)
            | Event::Empty(_)
            | Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
        if relations.len() > 10_000 {
            return Err(Fault::TooManyParts);
        }
    }
}

/// The full name of `target` as seen from `part`.
fn resolve(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = part.split('/').collect();
    steps.pop();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_the_part_that_names_them() {
        let check = |part: &str, target: &str, full: &str| assert_eq!(resolve(part, target), full);
        check("", "xl/workbook.xml", "xl/workbook.xml");
        check("xl/workbook.xml", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml");
        check("xl/worksheets/sheet1.xml", "../comments1.xml", "xl/comments1.xml");
        check("xl/workbook.xml", "/xl/styles.xml", "xl/styles.xml");
    }
}

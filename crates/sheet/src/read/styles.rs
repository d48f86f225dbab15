//! Which cell styles show dates.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::date;
use super::package::Package;
use super::xml::attribute;
use crate::Fault;

/// Excel stops at 65,490 styles.
const MOST: usize = 100_000;

/// Whether each cell style shows a date or a time.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    dates: Vec<bool>,
}

impl Styles {
    pub(crate) fn read(package: &mut Package<'_>, name: &str) -> Result<Styles, Fault> {
        let Some(mut xml) = package.part(name)? else { return Ok(Styles::default()) };
        let mut formats: HashMap<u32, bool> = HashMap::new();
        let mut dates = Vec::new();
        let mut inside = false;
        loop {
            match xml.next()? {
                Event::Start(element) | Event::Empty(element) => match element.local_name().into_inner() {
                    "numFmt" => {
                        if let (Some(id), Some(code)) =
                            (number(&element, "numFmtId"), attribute(&element, "formatCode"))
                        {
                            formats.insert(id, date::format_is_date(&code));
                        }
                    }
                    "cellXfs" => inside = true,
                    "xf" if inside => {
                        let id = number(&element, "numFmtId").unwrap_or(0);
                        dates.push(formats.get(&id).copied().unwrap_or_else(|| date::builtin_is_date(id)));
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().into_inner() == "cellXfs" => inside = false,
                Event::Eof => return Ok(Styles { dates }),
                Event::End(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_)
                | Event::GeneralRef(_) => {}
            }
            if dates.len() > MOST || formats.len() > MOST {
                return Err(Fault::damaged(name));
            }
        }
    }

    pub(crate) fn is_date(&self, style: usize) -> bool {
        self.dates.get(style).copied().unwrap_or(false)
    }
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.trim().parse().ok()
}

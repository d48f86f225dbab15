//! The texts that cells share, packed into one string: a million short texts as `String`s would take four times the room.

use quick_xml::events::Event;

use super::package::Package;
use super::text;
use super::xml::add_text;
use crate::{Fault, Limits};

#[derive(Debug, Default)]
pub(crate) struct Strings {
    texts: String,
    ends: Vec<u32>,
}

impl Strings {
    pub(crate) fn read(package: &mut Package<'_>, name: &str, limits: &Limits) -> Result<Strings, Fault> {
        let Some(mut xml) = package.part(name)? else { return Ok(Strings::default()) };
        let mut strings = Strings::default();
        let (mut one, mut taking, mut phonetic) = (String::new(), false, false);
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(element) => match element.local_name().into_inner() {
                    "si" => one.clear(),
                    "rPh" => phonetic = true,
                    "t" => taking = !phonetic,
                    _ => {}
                },
                Event::End(element) => match element.local_name().into_inner() {
                    "si" => strings.push(&one, limits)?,
                    "rPh" => phonetic = false,
                    "t" => taking = false,
                    _ => {}
                },
                Event::Empty(element) if element.local_name().into_inner() == "si" => {
                    strings.push("", limits)?
                }
                Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if taking => {
                    add_text(&event, name, &mut one)?
                }
                Event::Eof => return Ok(strings),
                Event::Empty(_)
                | Event::Text(_)
                | Event::CData(_)
                | Event::GeneralRef(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_) => {}
            }
            if u64::try_from(one.len()).unwrap_or(u64::MAX) > limits.text_bytes {
                return Err(Fault::TooMuchText);
            }
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = usize::try_from(*self.ends.get(index)?).ok()?;
        let start = match index.checked_sub(1) {
            Some(before) => usize::try_from(*self.ends.get(before)?).ok()?,
            None => 0,
        };
        self.texts.get(start..end)
    }

    fn push(&mut self, one: &str, limits: &Limits) -> Result<(), Fault> {
        self.texts.push_str(&text::unescape(one));
        // Four bytes an entry: empty texts take room too.
        let held = self.texts.len() + self.ends.len() * 4;
        if u64::try_from(held).unwrap_or(u64::MAX) > limits.text_bytes {
            return Err(Fault::TooMuchText);
        }
        self.ends.push(u32::try_from(self.texts.len()).map_err(|_| Fault::TooMuchText)?);
        Ok(())
    }
}

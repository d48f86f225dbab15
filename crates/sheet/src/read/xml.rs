//! XML under a guard: no document types, no endless tokens, no endless depth, and an end that is an end.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::Fault;

const DEPTH: u32 = 256;

/// Counts what the parser takes. The parser holds one token at a time in memory, so a token is what must be bounded.
struct Guard<R: Read> {
    inner: BufReader<R>,
    token: u64,
    left: u64,
    whole_left: u64,
}

impl<R: Read> Guard<R> {
    fn allowed(&self) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(Fault::TooMuchText));
        }
        if self.whole_left == 0 {
            return Err(io::Error::other(Fault::Bomb));
        }
        Ok(usize::try_from(self.left.min(self.whole_left)).unwrap_or(usize::MAX))
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let taken = held.len().min(into.len());
        for (to, from) in into.iter_mut().zip(held) {
            *to = *from;
        }
        self.consume(taken);
        Ok(taken)
    }
}

impl<R: Read> BufRead for Guard<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let held = self.inner.fill_buf()?;
        if held.is_empty() {
            return Ok(&[]);
        }
        let allowed = self.allowed()?;
        let held = self.inner.buffer();
        Ok(held.get(..allowed).unwrap_or(held))
    }

    fn consume(&mut self, taken: usize) {
        let counted = u64::try_from(taken).unwrap_or(u64::MAX);
        self.left = self.left.saturating_sub(counted);
        self.whole_left = self.whole_left.saturating_sub(counted);
        self.inner.consume(taken);
    }
}

/// What one part of a package may be.
pub(crate) struct Bounds<'a> {
    pub(crate) part: &'a str,
    /// Of one tag or one text.
    pub(crate) token_bytes: u64,
    pub(crate) whole_bytes: u64,
}

/// The events of one part.
pub(crate) struct Xml<R: Read> {
    reader: Reader<Guard<R>>,
    held: Vec<u8>,
    part: String,
    depth: u32,
}

impl<R: Read> Xml<R> {
    pub(crate) fn new(source: R, bounds: &Bounds<'_>) -> Xml<R> {
        let guard = Guard {
            inner: BufReader::with_capacity(64 * 1024, source),
            token: bounds.token_bytes,
            left: bounds.token_bytes,
            whole_left: bounds.whole_bytes,
        };
        Xml { reader: Reader::from_reader(guard), held: Vec::new(), part: bounds.part.to_owned(), depth: 0 }
    }

    /// The next event; `Event::Eof` once everything that was opened is closed.
    pub(crate) fn next(&mut self) -> Result<Event<'_>, Fault> {
        self.held.clear();
        let guard = self.reader.get_mut();
        guard.left = guard.token;
        let event = match self.reader.read_event_into(&mut self.held) {
            Ok(event) => event,
            Err(error) => return Err(Fault::from_xml(&error, &self.part)),
        };
        let whole = match &event {
            Event::Start(_) => {
                self.depth += 1;
                self.depth <= DEPTH
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                true
            }
            Event::Eof => self.depth == 0,
            Event::DocType(_) => return Err(Fault::Entities { part: self.part.clone() }),
            Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => true,
        };
        if whole { Ok(event) } else { Err(Fault::damaged(&self.part)) }
    }

    pub(crate) fn part(&self) -> &str {
        &self.part
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> u32 {
        self.depth
    }

    /// Passes over the rest of the element that was just opened.
    pub(crate) fn skip(&mut self) -> Result<(), Fault> {
        let until = self.depth.saturating_sub(1);
        while self.depth > until {
            if matches!(self.next()?, Event::Eof) {
                return Err(Fault::damaged(&self.part));
            }
        }
        Ok(())
    }
}

/// Adds the text of an event; events that are not text add nothing.
pub(crate) fn add_text(event: &Event<'_>, part: &str, into: &mut String) -> Result<(), Fault> {
    match event {
        Event::Text(text) => into.push_str(&text.xml10_content()),
        Event::CData(text) => into.push_str(&text.xml10_content()),
        Event::GeneralRef(reference) => add_reference(reference, part, into)?,
        Event::Start(_)
        | Event::End(_)
        | Event::Empty(_)
        | Event::Comment(_)
        | Event::Decl(_)
        | Event::PI(_)
        | Event::DocType(_)
        | Event::Eof => {}
    }
    Ok(())
}

fn add_reference(reference: &BytesRef<'_>, part: &str, into: &mut String) -> Result<(), Fault> {
    if reference.is_char_ref() {
        // `&#0;` and the like: no text that anyone could have meant.
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            into.push(character);
        }
        return Ok(());
    }
    match resolve_predefined_entity(reference) {
        Some(text) => into.push_str(text),
        None => return Err(Fault::Entities { part: part.to_owned() }),
    }
    Ok(())
}

/// The value of an attribute, whatever its prefix.
pub(crate) fn attribute<'a>(element: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
    Some(plain(found.value))
}

/// An attribute's value without its escapes.
pub(crate) fn plain(value: Cow<'_, str>) -> Cow<'_, str> {
    match unescape(&value) {
        Ok(Cow::Owned(text)) => Cow::Owned(text),
        Ok(Cow::Borrowed(_)) | Err(_) => value,
    }
}

//! Enough of Rust's grammar to tell code, text literals and comments apart, and tests from the program.

use std::ops::Range;

/// A Rust file taken apart.
#[derive(Debug, Default)]
pub struct Scan {
    /// The source with the contents of literals and comments blanked; places are the same.
    pub code: String,
    pub strings: Vec<Text>,
    pub comments: Vec<Text>,
    tests: Vec<Range<usize>>,
}

/// A literal or a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The byte at which it starts.
    pub at: usize,
    /// The byte after its end.
    pub end: usize,
    /// From 1.
    pub line: usize,
    /// Without quotes, with `\"` and `\n` read.
    pub text: String,
}

impl Scan {
    /// Takes a source apart.
    pub fn of(source: &str) -> Scan {
        let mut reader = Reader { source, bytes: source.as_bytes(), at: 0, line: 1, scan: Scan::default() };
        let mut blanked = Vec::with_capacity(source.len());
        while reader.at < reader.bytes.len() {
            let from = reader.at;
            let kept = reader.step();
            for (offset, byte) in source.as_bytes().iter().enumerate().take(reader.at).skip(from) {
                blanked.push(if *byte == b'\n' || kept.contains(&offset) { *byte } else { b' ' });
            }
        }
        let mut scan = reader.scan;
        scan.code = String::from_utf8(blanked).unwrap_or_default();
        scan.tests = tests(&scan.code);
        scan
    }

    /// Whether the place is inside `#[cfg(test)] mod … { … }`.
    pub fn is_test(&self, at: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&at))
    }

    /// The line of a place.
    pub fn line(&self, at: usize) -> usize {
        self.code.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }

    /// Where `needle` stands in the code, outside literals and comments.
    pub fn find<'a>(&'a self, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.code.match_indices(needle).map(|(at, _)| at)
    }

    /// Where a macro or function of this name is called: the place after its opening bracket.
    pub fn calls<'a>(&'a self, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.find(name).filter(|at| {
            let before = at.checked_sub(1).and_then(|i| self.code.as_bytes().get(i));
            !before.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
        })
    }

    /// From an opening bracket to the one that closes it.
    pub fn bracketed(&self, open: usize) -> Range<usize> {
        open..open + bracketed(self.code.get(open..).unwrap_or_default())
    }
}

fn bracketed(code: &str) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth -= 1;
                if depth <= 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

fn tests(code: &str) -> Vec<Range<usize>> {
    code.match_indices("#[cfg(test)]")
        .filter_map(|(at, mark)| {
            let rest = code.get(at + mark.len()..)?;
            let open = rest.find(['{', ';'])?;
            let body = rest.get(open..)?;
            body.starts_with('{').then(|| at..at + mark.len() + open + bracketed(body))
        })
        .collect()
}

struct Reader<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: usize,
    scan: Scan,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Reads one piece and returns which of its bytes are code.
    fn step(&mut self) -> Range<usize> {
        let from = self.at;
        let word_before = from
            .checked_sub(1)
            .and_then(|i| self.bytes.get(i))
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        match (self.peek(0), self.peek(1)) {
            (b'/', b'/') => self.comment("\n", ""),
            (b'/', b'*') => self.comment("*/", "*/"),
            (b'"', _) => self.quoted(1),
            (b'b', b'"') if !word_before => self.quoted(2),
            (b'r', b'"' | b'#') if !word_before && self.raw() => from..from,
            (b'b', b'r') if !word_before && matches!(self.peek(2), b'"' | b'#') => {
                self.at += 1;
                self.raw();
                from..from
            }
            (b'\'', _) => self.tick(),
            (byte, _) => {
                self.at += 1;
                self.line += usize::from(byte == b'\n');
                from..self.at
            }
        }
    }

    fn comment(&mut self, end: &str, eaten: &str) -> Range<usize> {
        let rest = self.source.get(self.at..).unwrap_or_default();
        let length = rest.find(end).map_or(rest.len(), |found| found + eaten.len());
        let text = rest.get(..length).unwrap_or_default().to_owned();
        self.take(length, text, true);
        self.at..self.at
    }

    fn quoted(&mut self, opening: usize) -> Range<usize> {
        let mut length = opening;
        loop {
            match self.peek(length) {
                b'\\' => length += 2,
                b'"' => break,
                _ if self.at + length >= self.bytes.len() => break,
                _ => length += 1,
            }
        }
        let inner = self.source.get(self.at + opening..self.at + length).unwrap_or_default();
        let from = self.at;
        self.take(length + 1, unescaped(inner), false);
        from..from
    }

    fn raw(&mut self) -> bool {
        let hashes = self.bytes.iter().skip(self.at + 1).take_while(|b| **b == b'#').count();
        if self.peek(1 + hashes) != b'"' {
            return false;
        }
        let opening = 2 + hashes;
        let end = format!("\"{}", "#".repeat(hashes));
        let rest = self.source.get(self.at + opening..).unwrap_or_default();
        let length = rest.find(&end).unwrap_or(rest.len());
        let inner = rest.get(..length).unwrap_or_default().to_owned();
        self.take(opening + length + end.len(), inner, false);
        true
    }

    /// A character, or a lifetime.
    fn tick(&mut self) -> Range<usize> {
        let from = self.at;
        let rest = self.source.get(from + 1..).unwrap_or_default();
        let mut chars = rest.chars();
        let first = chars.next();
        let length = match first {
            Some('\\') => rest.get(2..).and_then(|r| r.find('\'')).map(|found| found + 4),
            Some(c) if chars.next() == Some('\'') => Some(c.len_utf8() + 2),
            _ => None,
        };
        self.at += length.unwrap_or(1);
        if length.is_some() { from..from } else { from..self.at }
    }

    fn take(&mut self, length: usize, text: String, comment: bool) {
        let end = (self.at + length).min(self.bytes.len());
        let piece = Text { at: self.at, end, line: self.line, text };
        self.line += self.bytes.iter().take(end).skip(self.at).filter(|b| **b == b'\n').count();
        self.at = end;
        if comment { self.scan.comments.push(piece) } else { self.scan.strings.push(piece) }
    }
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('t')) => out.push('\t'),
            // A line that goes on: its end stays, so that lines within the text can be counted.
            ('\\', Some(other)) => out.push(other),
            (c, _) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        Scan::of(source).strings.into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn literals_are_told_from_code_and_comments() {
        let source = r##"let a = "x \"y\""; // "no"
            let b = r#"raw "q""#; let c = '"'; let d: &'static str = b"bytes"; /* "no" */"##;
        assert_eq!(texts(source), ["x \"y\"", "raw \"q\"", "bytes"]);
        let scan = Scan::of(source);
        assert!(!scan.code.contains("raw") && scan.code.contains("let d: &'static str"));
        assert_eq!(scan.code.len(), source.len());
        assert_eq!(scan.comments.len(), 2);
    }

    #[test]
    fn a_literal_knows_its_line() {
        let scan = Scan::of("let a = \"one\n two\";\nlet b = \"three\";");
        assert_eq!(scan.strings.iter().map(|s| s.line).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn what_is_compiled_for_tests_is_known() {
        let scan = Scan::of(
            "fn a() { \"program\" }\n#[cfg(test)]\nmod tests { fn b() { \"test\" } }\nconst C: &str = \"program\";",
        );
        let of_tests: Vec<&str> =
            scan.strings.iter().filter(|s| scan.is_test(s.at)).map(|s| s.text.as_str()).collect();
        assert_eq!(of_tests, ["test"]);
    }
}

//! CSV in its many dialects. Values stay text: what a number or a date means is for the reader to say, who knows the column.

use super::decode::Text;
use super::out::Out;
use super::package::Source;
use super::text;
use crate::{Cell, Fault, Value};

const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];
/// What is looked at to tell the delimiter.
const SAMPLE: usize = 64 * 1024;
/// The name of the one sheet of a CSV file.
const SHEET: &str = "CSV";

pub(crate) fn read(source: &mut dyn Source, out: &mut Out<'_>) -> Result<(), Fault> {
    let mut text = Text::open(source)?;
    out.summary.encoding = Some(text.encoding.name().to_owned());
    let mut held = String::new();
    while held.len() < SAMPLE && text.more(&mut held)? {}
    let (delimiter, declared) = match declared(&held) {
        Some(delimiter) => (delimiter, true),
        None => (likely(&held), false),
    };
    out.summary.delimiter = Some(delimiter);
    out.sheet(SHEET, false)?;
    let mut reading = Records {
        out,
        delimiter,
        row: 1,
        column: 1,
        field: String::new(),
        state: State::Start,
        cells: Vec::new(),
    };
    if declared {
        // `sep=;` is no row of the table, but it is the first one on the screen.
        let line = held.find('\n').map_or(held.len(), |at| at + 1);
        held.drain(..line);
        reading.row = 2;
    }
    loop {
        for character in held.chars() {
            reading.take(character)?;
        }
        held.clear();
        if !text.more(&mut held)? {
            break;
        }
    }
    reading.end()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a field's first character.
    Start,
    Plain,
    Quoted,
    /// After a quote inside quotes: the end, or one half of a doubled quote.
    Closing,
    /// After `\r`, whose `\n` belongs to it.
    Return,
}

struct Records<'a, 'o> {
    out: &'a mut Out<'o>,
    delimiter: char,
    row: u32,
    column: u32,
    field: String,
    state: State,
    cells: Vec<Cell>,
}

impl Records<'_, '_> {
    fn take(&mut self, character: char) -> Result<(), Fault> {
        if self.state == State::Return {
            self.state = State::Start;
            if character == '\n' {
                return Ok(());
            }
        }
        match (self.state, character) {
            (State::Start, '"') => self.state = State::Quoted,
            (State::Quoted, '"') => self.state = State::Closing,
            (State::Closing, '"') => {
                self.field.push('"');
                self.state = State::Quoted;
            }
            (State::Quoted, _) => return self.push(character),
            (_, '\r') => {
                self.end_row()?;
                self.state = State::Return;
            }
            (_, '\n') => self.end_row()?,
            (_, other) if other == self.delimiter => self.end_field()?,
            (State::Start | State::Plain | State::Closing | State::Return, _) => {
                self.state = State::Plain;
                return self.push(character);
            }
        }
        Ok(())
    }

    fn push(&mut self, character: char) -> Result<(), Fault> {
        self.field.push(character);
        if u64::try_from(self.field.len()).unwrap_or(u64::MAX) <= self.out.limits().cell_bytes {
            return Ok(());
        }
        // A quote that nobody closed swallows the rest of the file.
        Err(match self.state {
            State::Quoted => Fault::OpenQuote { row: self.row },
            State::Start | State::Plain | State::Closing | State::Return => {
                self.out.too_long(self.column, self.row)
            }
        })
    }

    fn end_field(&mut self) -> Result<(), Fault> {
        self.out.mention(1)?;
        let value = text::clean(std::mem::take(&mut self.field));
        self.out.cell(&mut self.cells, self.row, self.column, Value::Text(value))?;
        self.column = self.column.saturating_add(1);
        self.state = State::Start;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        self.end_field()?;
        let cells = std::mem::take(&mut self.cells);
        self.out.row(self.row, cells)?;
        self.row = self.row.saturating_add(1);
        self.column = 1;
        Ok(())
    }

    fn end(mut self) -> Result<(), Fault> {
        if self.state == State::Quoted {
            return Err(Fault::OpenQuote { row: self.row });
        }
        if self.column > 1 || !self.field.is_empty() {
            self.end_row()?;
        }
        Ok(())
    }
}

/// Excel's own way of saying it: a first line `sep=;`.
fn declared(sample: &str) -> Option<char> {
    let line = sample.lines().next()?.trim_end();
    let delimiter = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    let mut characters = delimiter.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// The delimiter that cuts most rows into the same number of fields, more than one.
fn likely(sample: &str) -> char {
    let mut best = (0_usize, 0_usize, ',');
    for delimiter in DELIMITERS {
        let counts = widths(sample, delimiter);
        let mut sorted = counts.clone();
        sorted.sort_unstable();
        for (width, group) in
            sorted.chunk_by(|one, other| one == other).filter_map(|g| g.first().map(|w| (*w, g.len())))
        {
            let score = (group, width, delimiter);
            if width > 1 && (score.0, score.1) > (best.0, best.1) {
                best = score;
            }
        }
    }
    best.2
}

/// How many fields each row of the sample has; rows of one field say nothing.
fn widths(sample: &str, delimiter: char) -> Vec<usize> {
    let (mut widths, mut width, mut quoted) = (Vec::new(), 1, false);
    for character in sample.chars() {
        match character {
            '"' => quoted = !quoted,
            '\n' if !quoted => {
                widths.push(width);
                width = 1;
            }
            other if other == delimiter && !quoted => width += 1,
            _ => {}
        }
    }
    if width > 1 {
        widths.push(width);
    }
    widths.retain(|width| *width > 1);
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_makes_a_table() {
        let check = |sample: &str, delimiter: char| assert_eq!(likely(sample), delimiter, "{sample}");
        check("a,b,c\n1,2,3\n", ',');
        check("a;b;c\n1,5;2,5;3,5\n", ';');
        check("a\tb\n\"x;y\"\tz\n", '\t');
        check("nama|alamat\nSari|\"Jl. Mawar, Depok\"\n", '|');
        check("Daftar, tahun 2026\nnama;nik;alamat\nSari;1;Jl. A, B\nBudi;2;Jl. C\n", ';');
        check("satu kolom\ndua\n", ',');
        assert_eq!(declared("sep=;\na;b"), Some(';'));
    }
}

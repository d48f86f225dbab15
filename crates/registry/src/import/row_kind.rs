//! What a row is: told by its shape and its words, before anything is known of its columns.

use std::collections::BTreeSet;

use sheet::{Row, Value};

use super::cell;
use super::context::{self, Said};
use super::field::Field;
use super::notes::{is_example, is_note, is_page, is_total};
use super::signature::{is_ruled, is_signature};
use super::vocabulary;
use super::words::plain;

/// What a row below a header is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowKind {
    Data,
    Section(Said),
    Total,
    Signature,
    /// 1, 2, 3 … under the header.
    Numbers,
    /// A sentence, a source, a stray word.
    Note,
    /// Numbered, and otherwise empty.
    Empty,
}

/// A header's cells by column.
pub(crate) type Heads = Vec<(u32, String)>;

/// The texts of a row that say something.
pub(crate) fn texts(row: &Row) -> Vec<(u32, String)> {
    row.cells.iter().filter_map(|cell| Some((cell.column, cell::text(&cell.value)?))).collect()
}

/// Whether the row is 1, 2, 3 …, as under headers. A row of data has words.
pub(crate) fn is_numbers(texts: &[(u32, String)]) -> bool {
    // a, b, c.
    let lettered = texts.iter().zip('a'..='z').all(|((_, text), letter)| {
        let first = text.trim_matches(['(', ')', ' ', '.']).split(['=', ' ']).next().unwrap_or_default();
        first.to_lowercase().chars().eq([letter])
    });
    if lettered && texts.len() >= 3 {
        return true;
    }
    let numbers: Option<Vec<u32>> = texts
        .iter()
        .map(|(_, text)| {
            let bare = text.trim_matches(['(', ')', '[', ']', ' ', '.']);
            let bare = bare.split(['=', ' ', '+']).next().unwrap_or(bare);
            bare.parse().ok()
        })
        .collect();
    numbers.is_some_and(|numbers| {
        numbers.len() >= 3
            && numbers.first().is_some_and(|first| *first <= 2)
            && numbers.windows(2).filter(|pair| matches!(pair, [a, b] if *b == a + 1)).count() + 1
                == numbers.len()
    })
}

/// No list has more columns, and a hostile file has many.
const MOST_HEADS: usize = 256;

/// The cells of a header and how many of them the vocabulary knows; `None` where the row cannot be one.
pub(crate) fn as_header(row: &Row, texts: &[(u32, String)]) -> Option<usize> {
    let dated = row.cells.iter().any(|cell| matches!(cell.value, Value::Date(_)));
    if !(2..=MOST_HEADS).contains(&texts.len())
        || dated
        || texts.iter().any(|(_, text)| looks_like_data(text))
    {
        return None;
    }
    let mut found: Vec<Field> = Vec::new();
    for (place, (_, text)) in texts.iter().enumerate() {
        found.extend(known(text));
        // Most rows are none, and soon seen to be none.
        if (place + 1 - found.len()) * 2 > texts.len() {
            return None;
        }
    }
    let mut distinct = found.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let named = distinct.iter().any(|field| {
        matches!(
            field,
            Field::Person | Field::Business | Field::OwnerAndBusiness | Field::Nik | Field::BusinessOrSector
        )
    });
    let enough = match distinct.len() {
        0 | 1 => false,
        2 => named && texts.len() <= 4,
        3 => named || texts.len() <= 5,
        _ => true,
    };
    (enough && found.len() * 2 >= texts.len()).then_some(found.len())
}

/// The field that a header's text names, if it names one.
pub(crate) fn known(text: &str) -> Option<Field> {
    if text.chars().count() > 80 {
        return None;
    }
    vocabulary::fields(text).first().filter(|(_, fit)| *fit >= 0.6).map(|(field, _)| *field)
}

/// Numbers, codes and long texts do not stand in headers; years and units do.
fn looks_like_data(text: &str) -> bool {
    let digits = cell::digits(text);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits.len() >= 6
        || letters == 0 && !digits.is_empty() && !(digits.len() == 4 && digits.starts_with("20"))
}

/// Whether a row below header row(s) goes on with them.
pub(crate) fn continues_header(heads: &Heads, row: &Row, texts: &[(u32, String)]) -> bool {
    let dated = row.cells.iter().any(|cell| matches!(cell.value, Value::Date(_)));
    if texts.is_empty()
        || dated
        || section(texts).is_some()
        || texts.iter().any(|(_, text)| looks_like_data(text) || text.chars().count() > 60)
    {
        return false;
    }
    let above = |column: u32| heads.iter().find(|(at, _)| *at == column);
    let inside_group = |column: u32| above(column).is_none() || above(column + 1).is_none();
    let grouped = texts.iter().filter(|(column, _)| inside_group(*column)).count();
    let meant = texts.iter().filter(|(column, text)| {
        let group = group_of(heads, *column);
        let whole = known(&format!("{group} {text}"));
        // A name below "Full Name" is no header, though both together still read like one.
        known(text).is_some() || is_sub_word(text) || whole.is_some() && whole != known(group)
    });
    grouped >= 1 && meant.count() * 2 >= texts.len() && texts.len() * 3 >= grouped
}

fn is_sub_word(text: &str) -> bool {
    let year = text.trim().len() == 4 && text.trim().parse().is_ok_and(|year: u32| year / 100 == 20);
    year || matches!(
        plain(text).as_str(),
        "l" | "p"
            | "ada"
            | "tidak"
            | "jumlah"
            | "jml"
            | "ya"
            | "total"
            | "nilai"
            | "nomor"
            | "no"
            | "rp"
            | "tahun"
    )
}

/// The head that stands over a column: its own, or the nearest to the left.
pub(crate) fn group_of(heads: &Heads, column: u32) -> &str {
    heads.iter().rev().find(|(at, _)| *at <= column).map_or("", |(_, text)| text)
}

/// What is known of a table when one of its rows is judged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Below<'a> {
    /// The columns that the header says hold names.
    pub(crate) named: &'a [u32],
    /// A signature has begun.
    pub(crate) signed: bool,
    /// Everybody so far had a number.
    pub(crate) numbered: bool,
}

/// What a row below a header is.
pub(crate) fn kind(row: &Row, texts: &[(u32, String)], below: &Below) -> RowKind {
    if texts.iter().any(|(_, text)| is_ruled(text)) && texts.len() <= 3 {
        return RowKind::Signature;
    }
    let Some((_, first)) = texts.iter().find(|(_, text)| text.chars().any(char::is_alphabetic)) else {
        // A number for the row and the same one for whoever signs it.
        let distinct: BTreeSet<&str> =
            texts.iter().map(|(_, text)| text.as_str()).filter(|text| !cell::is_blank(text)).collect();
        let more = distinct.len() >= 2;
        return if is_numbers(texts) {
            RowKind::Numbers
        } else if more {
            RowKind::Data
        } else {
            RowKind::Empty
        };
    };
    if is_numbers(texts) {
        return RowKind::Numbers;
    }
    if is_total(first) && !has_number_of_a_person(row) {
        return RowKind::Total;
    }
    let ordinal = has_ordinal(row);
    if is_signature(texts) {
        return RowKind::Signature;
    }
    if let Some(said) = section(texts) {
        return RowKind::Section(said);
    }
    if below.signed && !(ordinal && texts.len() >= 3) && texts.len() < 4 {
        return RowKind::Signature;
    }
    if is_note(first) && texts.len() <= 2 || is_example(texts) || is_page(texts) {
        return RowKind::Note;
    }
    let in_name = texts
        .iter()
        .any(|(column, text)| below.named.contains(column) && text.chars().any(char::is_alphabetic));
    match texts.len() {
        1 if in_name && !below.numbered => RowKind::Data,
        1 => RowKind::Note,
        _ => RowKind::Data,
    }
}

/// Whether the row holds a NIK or a telephone: sums of money are numbers, or say that they are rupiah.
fn has_number_of_a_person(row: &Row) -> bool {
    row.cells.iter().any(|cell| match &cell.value {
        Value::Text(text) => cell::digits(text).len() >= 9 && !text.to_lowercase().contains("rp"),
        Value::Number(number) => (1e15..1e17).contains(number),
        Value::Date(_) | Value::Bool(_) | Value::Fault(_) => false,
    })
}

/// Whether the row begins with a number of its own.
pub(crate) fn has_ordinal(row: &Row) -> bool {
    row.cells.first().is_some_and(|cell| is_ordinal(&cell.value))
}

fn is_ordinal(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.fract() == 0.0 && (1.0..1_000_000.0).contains(number),
        Value::Text(text) => text.trim().trim_end_matches('.').parse::<u32>().is_ok(),
        Value::Date(_) | Value::Bool(_) | Value::Fault(_) => false,
    }
}

/// `KECAMATAN BEJI`, `A.` `Kelurahan: Kukusan`, `Kelurahan` `:` `Kukusan`, `RW 05`: one place and nothing else.
fn section(texts: &[(u32, String)]) -> Option<Said> {
    if texts.len() > 4 {
        return None;
    }
    let joined = texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
    let words = plain(&joined);
    let mut words = words.split(' ').skip_while(|word| is_numbering(word)).peekable();
    let label = *words.peek()?;
    let labels = ["kecamatan", "kec", "kelurahan", "kel", "desa", "rw", "wilayah", "distrik"];
    if !labels.contains(&label) || joined.len() > 90 {
        return None;
    }
    let said = context::read(&joined);
    // A value beside a value is a row of data: only labels, colons and numbering may stand in cells of their own.
    let values = texts.iter().filter(|(_, text)| {
        let own = plain(text);
        !own.is_empty() && !own.split(' ').all(|word| labels.contains(&word) || is_numbering(word))
    });
    let places = usize::from(said.kelurahan.is_some()) + usize::from(said.kecamatan.is_some());
    (said.has_place() && values.count() <= places.max(1)).then_some(said)
}

/// `Kelurahan` `:` `Kukusan` `Kecamatan` `:` `Beji`: the first cell only says what the next one is.
pub(crate) fn is_labelled(texts: &[(u32, String)]) -> bool {
    let first = texts.first().map(|(_, text)| plain(text)).unwrap_or_default();
    let colon = texts.iter().take(2).any(|(_, text)| text.trim().ends_with(':'));
    colon
        && matches!(
            first.as_str(),
            "kelurahan" | "kel" | "desa" | "kecamatan" | "kec" | "rw" | "tahun" | "wilayah"
        )
}

fn is_numbering(word: &str) -> bool {
    word.len() <= 4 && (word.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l')) || word.len() == 1)
        || word.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sheet::Cell;

    fn row(cells: &[&str]) -> Row {
        let cells = cells.iter().zip(1..).filter(|(text, _)| !text.is_empty());
        Row {
            number: 1,
            cells: cells
                .map(|(text, column)| Cell { column, value: Value::Text((*text).to_owned()) })
                .collect(),
        }
    }

    fn check(cells: &[&str]) -> &'static str {
        let row = row(cells);
        match kind(&row, &texts(&row), &Below { named: &[2], signed: false, numbered: false }) {
            RowKind::Data => "data",
            RowKind::Section(_) => "section",
            RowKind::Total => "total",
            RowKind::Signature => "signature",
            RowKind::Numbers => "numbers",
            RowKind::Note => "note",
            RowKind::Empty => "empty",
        }
    }

    #[test]
    fn rows_that_are_nobody_are_told_from_people() {
        for (cells, kind) in [
            (&["1", "Siti Aminah", "Beji"][..], "data"),
            (&["", "Siti Aminah"], "data"),
            (&["", "", "Total Jaya", "0812"], "data"),
            (&["1", "Total Makmur Laundry", "Siti"], "data"),
            (&["", "JUMLAH", "25"], "total"),
            (&["Jumlah Kecamatan Beji", "", "25"], "total"),
            (&["Sub Total", "", "", "25"], "total"),
            (&["", "J U M L A H", "25"], "total"),
            (&["", "Dipindahkan", "", "25"], "total"),
            (&["", "", "", "(Budi Santoso)"], "signature"),
            (&["KECAMATAN BEJI"], "section"),
            (&["A.", "Kecamatan Beji"], "section"),
            (&["Kelurahan", ":", "Kukusan"], "section"),
            (&["", "RW 05"], "section"),
            (&["Kelurahan Kukusan", "Siti Aminah"], "data"),
            (&["1", "2", "3", "4"], "numbers"),
            (&["(1)", "(2)", "(3)"], "numbers"),
            (&["", "", "", "Depok, 5 Maret 2022"], "signature"),
            (&["", "", "", "Mengetahui,"], "signature"),
            (&["", "", "Kepala Dinas"], "signature"),
            (&["", "", "", "(.................................)"], "signature"),
            (&["", "", "", "NIP. 19700101 199001 1 001"], "signature"),
            (&["Sumber: pendataan 2022"], "note"),
            (&["LAPORAN DATA UMKM", "", "Halaman 2 dari 3"], "note"),
            (&["17"], "empty"),
            (&["17", "", "", "17"], "empty"),
            (&["a", "b", "c = a + b"], "numbers"),
            (&["", "Maksimum", "", "25"], "total"),
            (&["Terbilang : seratus juta rupiah"], "total"),
            (&["Contoh", "Siti Aminah", "Beji", "Warung"], "note"),
        ] {
            assert_eq!(check(cells), kind, "{cells:?}");
        }
    }
}

//! Columns of attendance in a workbook: a signature, or one for each day or session. No database.

use chrono::NaiveDate;

/// What a column of attendance stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Somebody signed: was there.
    Signature,
    /// The day of the training, from 1: `Hari 2`.
    Day(usize),
    /// The session of the training, from 1: `Pertemuan 2`.
    Session(usize),
    /// A date, `12/05/2026` or `12 Mei`; the year only where it is told.
    Date { year: Option<i32>, month: u32, day: u32 },
}

const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb"],
    &["mar"],
    &["apr"],
    &["mei", "may"],
    &["jun"],
    &["jul"],
    &["agu", "agt", "aug"],
    &["sep"],
    &["okt", "oct"],
    &["nov"],
    &["des", "dec"],
];

/// What the head of a column says, if it is one of attendance.
pub fn of_head(head: &str) -> Option<Mark> {
    let head = head.to_lowercase();
    if let Some(date) = date(&head) {
        return Some(date);
    }
    let words: Vec<&str> =
        head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = words.iter().find_map(|word| numbered(word)).filter(|number| (1..=60).contains(number));
    let has = |some: &[&str]| {
        words.iter().any(|word| some.iter().any(|one| word.trim_end_matches(char::is_numeric) == *one))
    };
    if let Some(number) = number {
        if has(&["hari", "day", "h"]) {
            return Some(Mark::Day(number));
        }
        if has(&["sesi", "session", "pertemuan", "meeting", "p"]) {
            return Some(Mark::Session(number));
        }
    }
    let signs = ["tanda tangan", "ttd", "paraf", "signature", "hadir", "presensi", "kehadiran", "present"];
    signs.iter().any(|sign| head.contains(sign)).then_some(Mark::Signature)
}

/// The number in a word: `2`, `h2`, `ke2`, or in Roman letters.
fn numbered(word: &str) -> Option<usize> {
    const ROMAN: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
    let digits = word.trim_start_matches(char::is_alphabetic);
    digits.parse().ok().or_else(|| ROMAN.iter().position(|one| *one == word).map(|at| at + 1))
}

fn date(head: &str) -> Option<Mark> {
    let parts: Vec<&str> =
        head.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let month_of = |word: &str| {
        let is = |names: &&[&str]| names.iter().any(|name| word.len() >= 3 && word.starts_with(name));
        MONTHS.iter().position(is).and_then(|at| u32::try_from(at + 1).ok())
    };
    let whole = |text: &str| text.parse::<u32>().ok();
    for at in 0..parts.len() {
        let three = (parts.get(at).copied(), parts.get(at + 1).copied(), parts.get(at + 2).copied());
        let (Some(one), Some(two), three) = three else { continue };
        let year = three.and_then(whole).filter(|year| (2000..2100).contains(year));
        let read = match (whole(one), whole(two), three.and_then(whole)) {
            (Some(y), Some(month), Some(day)) if (2000..2100).contains(&y) => Some((Some(y), month, day)),
            (Some(day), Some(month), _) if head.contains('/') || year.is_some() => Some((year, month, day)),
            (Some(day), None, _) => month_of(two).map(|month| (year, month, day)),
            _ => None,
        };
        let Some((year, month, day)) = read else { continue };
        let year = year.and_then(|year| i32::try_from(year).ok());
        if NaiveDate::from_ymd_opt(year.unwrap_or(2024), month, day).is_some() {
            return Some(Mark::Date { year, month, day });
        }
    }
    None
}

/// Whether what stands in such a column says that somebody was there.
pub fn is_present(cell: &str) -> bool {
    const ABSENT: [&str; 13] =
        ["", "-", "0", "a", "i", "s", "alpa", "absen", "izin", "ijin", "sakit", "tidak", "tidak hadir"];
    !ABSENT.contains(&cell.trim().trim_end_matches('.').to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_which_day_or_session_a_column_stands_for() {
        let on = |year, month, day| Some(Mark::Date { year, month, day });
        let table = [
            ("Tanda Tangan", Some(Mark::Signature)),
            ("TTD", Some(Mark::Signature)),
            ("Hari 1", Some(Mark::Day(1))),
            ("Hari ke-2", Some(Mark::Day(2))),
            ("H3", Some(Mark::Day(3))),
            ("Kehadiran Hari II", Some(Mark::Day(2))),
            ("Pertemuan 4", Some(Mark::Session(4))),
            ("Sesi I", Some(Mark::Session(1))),
            ("12/05/2026", on(Some(2026), 5, 12)),
            ("Senin, 12 Mei 2026", on(Some(2026), 5, 12)),
            ("2026-05-12", on(Some(2026), 5, 12)),
            ("Paraf 12 Agustus", on(None, 8, 12)),
            ("Jenis Usaha", None),
            ("No. HP", None),
            ("No", None),
        ];
        for (head, expected) in table {
            assert_eq!(of_head(head), expected, "{head}");
        }
    }

    #[test]
    fn a_word_of_absence_is_no_presence() {
        assert!(["v", "V", "✓", "hadir", "1", "Siti"].into_iter().all(is_present));
        assert!(!["", " - ", "Izin", "sakit", "A", "0", "Tidak hadir"].into_iter().any(is_present));
    }
}

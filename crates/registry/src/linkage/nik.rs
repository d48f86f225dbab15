//! What two NIKs, whole or damaged, and two dates of birth say about being one person.

use super::compare::slips;
use super::level::identity;
use super::table::Numbers;

/// The lowest packed number of sixteen digits (see `table::packed`).
const SIXTEEN: u64 = 10_000_000_000_000_000;

/// Whether a packed number has the form of a NIK: sixteen digits, a province, a day that exists, a serial.
pub(super) fn valid(packed: u64) -> bool {
    let Some(digits) = sixteen(packed) else { return false };
    let (day, month) = (digits / 100_000_000 % 100, digits / 1_000_000 % 100);
    let day = if day > 40 { day - 40 } else { day };
    (1..=31).contains(&day)
        && (1..=12).contains(&month)
        && digits / 100_000_000_000_000 > 10
        && !digits.is_multiple_of(10_000)
}

fn sixteen(packed: u64) -> Option<u64> {
    (SIXTEEN..2 * SIXTEEN).contains(&packed).then(|| packed - SIXTEEN)
}

/// Day, month and the last two digits of the year that a NIK states, its serial damaged or not.
pub(super) fn birth(packed: u64) -> Option<Born> {
    let digits = sixteen(packed)?;
    let (day, month, year) = (digits / 100_000_000 % 100, digits / 1_000_000 % 100, digits / 10_000 % 100);
    let day = if day > 40 { day - 40 } else { day };
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some(Born { day, month, year })
}

/// A date of birth without its century, which a NIK does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Born {
    pub(super) day: u64,
    pub(super) month: u64,
    pub(super) year: u64,
}

/// The date of a number YYYYMMDD; day and month are 0 where only the year is known.
pub(super) fn date(number: u64) -> Option<Born> {
    (number != 0).then_some(Born {
        day: number % 100,
        month: number / 100 % 100,
        year: number / 10_000 % 100,
    })
}

/// How two NIKs are related: a level of [`identity`], one of `SAME` to `OTHER`.
pub(super) fn relation(left: &Numbers, right: &Numbers) -> u8 {
    let (a, b) = (left.first, right.first);
    if a == b {
        return identity::SAME;
    }
    if let (Some(x), Some(y)) = (sixteen(a), sixteen(b)) {
        // A spreadsheet keeps fifteen digits and writes a zero for the last.
        if x / 10 == y / 10 && (x.is_multiple_of(10) || y.is_multiple_of(10)) {
            return identity::ROUNDED;
        }
        if x / 10_000 == y / 10_000 {
            return identity::SERIAL;
        }
    }
    if !left.may_be_near(right, 2) {
        return identity::OTHER;
    }
    match slips(a, b, 2) {
        1 => identity::SLIP,
        2 => identity::TWO_SLIPS,
        _ => identity::OTHER,
    }
}

/// Whether two NIKs show that their bearers are two people: both whole, and no slip or rounding between them. A serial
/// number a digit off is not a slip: it is the next child registered of that day.
pub(super) fn contradict(a: &Numbers, b: &Numbers) -> bool {
    valid(a.first) && valid(b.first) && matches!(relation(a, b), identity::SERIAL | identity::OTHER)
}

/// The sex that a NIK states.
pub(super) fn female(packed: u64) -> Option<bool> {
    let digits = sixteen(packed)?;
    birth(packed).map(|_| digits / 100_000_000 % 100 > 40)
}

/// How the dates of birth of two people are related, the best of those that their NIKs (first) and they themselves
/// (second) state: one of `BORN_SAME` to `BORN_OTHER`, or 0 where one of the two states none.
pub(super) fn born(left: [u64; 2], right: [u64; 2]) -> u8 {
    let stated = |[nik, own]: [u64; 2]| [birth(nik), date(own)].into_iter().flatten();
    stated(left).flat_map(|a| stated(right).map(move |b| dates(a, b))).min().unwrap_or(0)
}

/// How two dates are related: a level of [`identity`], one of `BORN_SAME` to `BORN_OTHER`.
pub(super) fn dates(a: Born, b: Born) -> u8 {
    let same = u8::from(a.day == b.day) + u8::from(a.month == b.month) + u8::from(a.year == b.year);
    let new_year = |born: Born| born.day <= 1 && born.month <= 1;
    match same {
        3 => identity::BORN_SAME,
        _ if a.year == b.year && (new_year(a) || new_year(b)) => identity::BORN_YEAR,
        2 => identity::BORN_NEAR,
        1 if a.year == b.year && a.day == b.month && a.month == b.day => identity::BORN_SWAPPED,
        _ => identity::BORN_OTHER,
    }
}

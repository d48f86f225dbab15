//! Numbers that a workbook shows as dates.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

/// From which day a workbook counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// With a 29 February 1900 that never was: serial 60.
    Y1900,
    Y1904,
}

const DAY: i64 = 86_400_000;

/// The moment of a serial number; none where the calendar has none.
pub(crate) fn moment(serial: f64, epoch: Epoch) -> Option<NaiveDateTime> {
    // 2,958,465 is the last day of the year 9999.
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::as_conversions, reason = "within the range above, which i64 holds many times over")]
    let millis = (serial * 86_400_000.0).round() as i64;
    let first = match (epoch, millis / DAY) {
        (Epoch::Y1900, 60) => return None,
        (Epoch::Y1900, ..60) => NaiveDate::from_ymd_opt(1899, 12, 31),
        (Epoch::Y1900, _) => NaiveDate::from_ymd_opt(1899, 12, 30),
        (Epoch::Y1904, _) => NaiveDate::from_ymd_opt(1904, 1, 1),
    };
    first?.and_hms_opt(0, 0, 0)?.checked_add_signed(TimeDelta::milliseconds(millis))
}

/// The serial number of a moment, counted from 1900.
pub(crate) fn serial(moment: NaiveDateTime) -> f64 {
    let first =
        NaiveDate::from_ymd_opt(1899, 12, 30).and_then(|day| day.and_hms_opt(0, 0, 0)).unwrap_or_default();
    let millis = (moment - first).num_milliseconds();
    let days = millis.div_euclid(DAY);
    // Before March 1900 the count is one less.
    let days = if days <= 60 { days - 1 } else { days };
    #[expect(
        clippy::as_conversions,
        reason = "a few million days and less than a day of milliseconds: exact in f64"
    )]
    let (days, rest) = (days as f64, millis.rem_euclid(DAY) as f64);
    days + rest / 86_400_000.0
}

/// Whether a built-in number format shows a date or a time of day. 46 is a duration.
pub(crate) fn builtin_is_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45 | 47 | 50..=58)
}

/// Whether a number format shows a date or a time of day: any of d, m, y, h, s outside quotes, escapes and brackets.
pub(crate) fn format_is_date(code: &str) -> bool {
    let mut characters = code.chars();
    let mut found = false;
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                // [h] and [mm] count hours and minutes beyond a day.
                let duration = inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's'));
                if duration && !inside.is_empty() {
                    return false;
                }
            }
            ';' => return found,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => found = true,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_is_the_day_that_excel_shows() {
        let check = |number: f64, epoch, shown: Option<&str>| {
            let found = moment(number, epoch).map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string());
            assert_eq!(found.as_deref(), shown, "{number}");
        };
        check(1.0, Epoch::Y1900, Some("1900-01-01 00:00:00"));
        check(59.0, Epoch::Y1900, Some("1900-02-28 00:00:00"));
        check(60.0, Epoch::Y1900, None);
        check(61.0, Epoch::Y1900, Some("1900-03-01 00:00:00"));
        check(46_348.0, Epoch::Y1900, Some("2026-11-22 00:00:00"));
        check(44_886.0, Epoch::Y1904, Some("2026-11-22 00:00:00"));
        check(0.354_166_666_666_666_7, Epoch::Y1900, Some("1899-12-31 08:30:00"));
        check(2_958_465.0, Epoch::Y1900, Some("9999-12-31 00:00:00"));
        check(-1.0, Epoch::Y1900, None);
        check(1e300, Epoch::Y1900, None);
        check(f64::NAN, Epoch::Y1900, None);
    }

    #[test]
    fn serials_come_back_from_their_moments() {
        for number in [1.0, 59.0, 61.0, 367.25, 46_348.5, 2_958_465.0] {
            let there = moment(number, Epoch::Y1900).map(serial);
            assert_eq!(there, Some(number));
        }
    }

    #[test]
    fn a_format_is_a_date_by_its_letters() {
        let check = |code: &str, date: bool| assert_eq!(format_is_date(code), date, "{code}");
        check("dd/mm/yyyy", true);
        check("[$-421]dd mmmm yyyy;@", true);
        check("hh:mm", true);
        check("h:mm AM/PM", true);
        check("[h]:mm:ss", false);
        check("General", false);
        check("#,##0", false);
        check("\"Rp\"#,##0", false);
        check("0 \"hari\"", false);
        check("[Red]0.00", false);
        check("0\\d", false);
        check("_-* #,##0_-", false);
        check("0.00E+00", false);
    }
}

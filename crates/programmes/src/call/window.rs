//! When a call is open. No database.

use chrono::{NaiveDateTime, TimeDelta};
use kernel::city::Zone;
use kernel::{Error, Instant};

/// Where a call stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    Before,
    Open,
    After,
    Cancelled,
}

impl Window {
    /// Where `now` lies: from the opening on, up to and without the closing.
    pub fn of(opens: Instant, closes: Instant, cancelled: bool, now: Instant) -> Window {
        match (cancelled, now < opens, now < closes) {
            (true, ..) => Window::Cancelled,
            (false, true, _) => Window::Before,
            (false, false, true) => Window::Open,
            (false, false, false) => Window::After,
        }
    }

    /// As in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Window::Before => "before",
            Window::Open => "open",
            Window::After => "after",
            Window::Cancelled => "cancelled",
        }
    }
}

/// A time as it is written in forms, `2026-11-30 16:00` or `2026-11-30T16:00`, on the city's clock. A day alone is its
/// beginning.
pub fn local_time(zone: Zone, text: &str, field: &'static str) -> Result<Instant, Error> {
    let text = text.trim().replace('T', " ").replace('.', ":");
    let whole = if text.len() == 10 { format!("{text} 00:00") } else { text };
    let local = NaiveDateTime::parse_from_str(&whole, "%Y-%m-%d %H:%M")
        .map_err(|_| Error::field(field, "programmes-time-form"))?;
    // None of the zones ever changes, so that one instant tells the distance of all.
    let any = chrono::DateTime::UNIX_EPOCH;
    let ahead: TimeDelta = zone.local(any) - any.naive_utc();
    Ok((local - ahead).and_utc())
}

/// The same, back.
pub(crate) fn written(zone: Zone, at: Instant) -> String {
    zone.local(at).format("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc()
    }

    #[test]
    fn a_time_is_of_the_citys_clock() {
        for (zone, utc) in [
            (Zone::Jakarta, "2026-11-30 09:00"),
            (Zone::Makassar, "2026-11-30 08:00"),
            (Zone::Jayapura, "2026-11-30 07:00"),
        ] {
            for text in ["2026-11-30 16:00", "2026-11-30T16:00", " 2026-11-30 16.00 "] {
                assert_eq!(local_time(zone, text, "opens_at").unwrap(), at(utc), "{text}");
            }
            assert_eq!(written(zone, at(utc)), "2026-11-30 16:00");
        }
        assert_eq!(local_time(Zone::Jakarta, "2026-12-01", "opens_at").unwrap(), at("2026-11-30 17:00"));
        for wrong in ["", "besok", "2026-13-01", "2026-11-30 25:00"] {
            assert!(local_time(Zone::Jakarta, wrong, "opens_at").is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_call_is_open_from_its_opening_and_closed_at_its_closing() {
        let (opens, closes) = (at("2026-11-01 00:00"), at("2026-11-30 09:00"));
        for (now, window) in [
            ("2026-10-31 23:59", Window::Before),
            ("2026-11-01 00:00", Window::Open),
            ("2026-11-30 08:59", Window::Open),
            ("2026-11-30 09:00", Window::After),
        ] {
            assert_eq!(Window::of(opens, closes, false, at(now)), window, "{now}");
        }
        assert_eq!(Window::of(opens, closes, true, opens), Window::Cancelled);
    }
}

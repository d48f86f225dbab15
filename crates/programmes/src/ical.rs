//! Dates as calendars read them (iCalendar, RFC 5545).

use axum::response::{IntoResponse as _, Response};
use kernel::Instant;
use uuid::Uuid;
use web::Visit;

/// Something that happens at a time.
pub(crate) struct Event {
    pub(crate) id: Uuid,
    /// Higher than it was before, so that a calendar takes the newer one.
    pub(crate) revision: i32,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) summary: String,
    pub(crate) place: Option<String>,
    pub(crate) link: Option<String>,
    pub(crate) cancelled: bool,
}

/// A calendar of these.
pub(crate) fn write(host: &str, name: &str, events: &[Event], stamp: Instant) -> String {
    let mut text = String::new();
    let mut line = |line: &str| fold(&mut text, line);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Berdaya//Program//ID");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    let time = |at: Instant| at.format("%Y%m%dT%H%M%SZ").to_string();
    for event in events {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}@{host}", event.id));
        line(&format!("DTSTAMP:{}", time(stamp)));
        line(&format!("SEQUENCE:{}", event.revision));
        line(&format!("DTSTART:{}", time(event.starts_at)));
        line(&format!("DTEND:{}", time(event.ends_at)));
        line(&format!("SUMMARY:{}", escaped(&event.summary)));
        if let Some(place) = &event.place {
            line(&format!("LOCATION:{}", escaped(place)));
        }
        if let Some(link) = &event.link {
            line(&format!("URL:{link}"));
        }
        line(if event.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Lines are of 75 octets at most and go on after a blank; no letter is cut.
fn fold(text: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 75 {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
}

/// A calendar as a download.
pub(crate) fn answer(name: &str, text: String) -> Response {
    let headers = [
        ("content-type", "text/calendar; charset=utf-8".to_owned()),
        ("content-disposition", format!("attachment; filename=\"{name}.ics\"")),
    ];
    (headers, text).into_response()
}

/// The host of the installation's address, which makes ids unique over all calendars.
pub(crate) fn host(visit: &Visit) -> String {
    let url = &visit.ui.site.public_url;
    url.split_once("://").map_or(url.as_str(), |(_, host)| host).to_owned()
}

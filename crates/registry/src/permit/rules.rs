//! How long permits hold, and when to remind of it.
//!
//! NIB and NPWP hold while the business runs. Home-made food (P-IRT) and BPOM hold five years, a trademark ten. Halal
//! certificates do not expire by themselves any more (Perppu 2/2022, UU 6/2023), whatever date is printed on them. For the
//! others only the document knows.

use chrono::{Datelike, Days, Months, NaiveDate};
use kernel::Say;

use super::number::{Derived, Kind, Stage};

/// When a permit expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// Not by the passing of time.
    Never,
    /// The last day on which it holds.
    On(NaiveDate),
    /// Some day in this year; which one is not known.
    During(i32),
    Unknown,
}

impl Expiry {
    /// The last day on which it may hold.
    pub fn last_day(self) -> Option<NaiveDate> {
        match self {
            Expiry::On(date) => Some(date),
            Expiry::During(year) => NaiveDate::from_ymd_opt(year, 12, 31),
            Expiry::Never | Expiry::Unknown => None,
        }
    }
}

/// The dates that a document or a list states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dates {
    pub issued: Option<NaiveDate>,
    pub expires: Option<NaiveDate>,
}

/// How long a permit holds, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Validity {
    pub expiry: Expiry,
    pub because: Say,
    /// What does not fit together, to be shown beside the dates.
    pub doubts: Vec<Say>,
}

/// How long a permit holds. A stated date counts before what its number says, and that before the usual term.
pub fn validity(kind: Kind, dates: Dates, derived: &Derived, today: NaiveDate) -> Validity {
    let (expiry, because) = expiry(kind, dates, derived);
    let mut doubts = doubts(expiry, dates, derived, today);
    if matches!(kind, Kind::Iumk | Kind::Siup | Kind::Tdp) {
        doubts.push(Say::new("registry-permit-doubt-replaced"));
    }
    Validity { expiry, because, doubts }
}

fn expiry(kind: Kind, dates: Dates, derived: &Derived) -> (Expiry, Say) {
    match kind {
        Kind::Nib | Kind::Npwp => return (Expiry::Never, Say::new("registry-permit-validity-while-running")),
        Kind::Halal => return (Expiry::Never, Say::new("registry-permit-validity-unchanged")),
        Kind::Trademark if derived.stage == Some(Stage::Applied) && dates.expires.is_none() => {
            return (Expiry::Unknown, Say::new("registry-permit-validity-pending"));
        }
        Kind::Trademark
        | Kind::Pirt
        | Kind::Bpom
        | Kind::Sni
        | Kind::StandardCertificate
        | Kind::Iumk
        | Kind::Siup
        | Kind::Tdp
        | Kind::Sku
        | Kind::Unknown => {}
    }
    if let Some(stated) = dates.expires {
        return (Expiry::On(stated), Say::new("registry-permit-validity-stated"));
    }
    let by_term = term_years(kind).and_then(|years| {
        let last = dates.issued?.checked_add_months(Months::new(years * 12))?;
        Some((Expiry::On(last), Say::new("registry-permit-validity-years").with("years", years)))
    });
    let by_number = || {
        derived.expires_year.map(|year| (Expiry::During(year), Say::new("registry-permit-validity-number")))
    };
    by_term.or_else(by_number).unwrap_or((Expiry::Unknown, Say::new("registry-permit-validity-unknown")))
}

/// How many years a permit holds from its issue, where a rule says so for all of its kind.
pub fn term_years(kind: Kind) -> Option<u32> {
    match kind {
        Kind::Pirt | Kind::Bpom => Some(5),
        Kind::Trademark => Some(10),
        Kind::Nib
        | Kind::Npwp
        | Kind::Halal
        | Kind::Sni
        | Kind::StandardCertificate
        | Kind::Iumk
        | Kind::Siup
        | Kind::Tdp
        | Kind::Sku
        | Kind::Unknown => None,
    }
}

fn doubts(expiry: Expiry, dates: Dates, derived: &Derived, today: NaiveDate) -> Vec<Say> {
    let mut doubts = Vec::new();
    if let (Expiry::On(date), Some(year)) = (expiry, derived.expires_year)
        && date.year() != year
    {
        doubts.push(Say::new("registry-permit-doubt-year"));
    }
    if let (Some(issued), Some(expires)) = (dates.issued, dates.expires)
        && expires < issued
    {
        doubts.push(Say::new("registry-permit-doubt-order"));
    }
    if dates.issued.is_some_and(|issued| issued > today) {
        doubts.push(Say::new("registry-permit-doubt-future"));
    }
    doubts
}

/// How a permit stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It holds; for how many days, where that is known.
    Valid {
        days_left: Option<i64>,
    },
    /// It holds for so many days, which is soon.
    ExpiresSoon {
        days_left: i64,
    },
    /// The year in which it expires is running, and the day is not known.
    ExpiresThisYear,
    Expired {
        days_ago: i64,
    },
    Unknown,
}

/// How a permit stands on a day.
pub fn standing(expiry: Expiry, today: NaiveDate) -> Standing {
    let Some(last) = expiry.last_day() else {
        return match expiry {
            Expiry::Never => Standing::Valid { days_left: None },
            Expiry::Unknown | Expiry::On(_) | Expiry::During(_) => Standing::Unknown,
        };
    };
    let days_left = (last - today).num_days();
    if days_left < 0 {
        Standing::Expired { days_ago: -days_left }
    } else if expiry == Expiry::During(today.year()) {
        Standing::ExpiresThisYear
    } else if days_left <= SOON {
        Standing::ExpiresSoon { days_left }
    } else {
        Standing::Valid { days_left: Some(days_left) }
    }
}

/// From so many days before the end on, a permit expires soon.
pub const SOON: i64 = 90;

/// One of the times at which to remind of an expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    DaysBefore(u64),
    DaysAfter(u64),
}

/// When to remind, in the order of time.
pub const REMINDERS: [Reminder; 5] = [
    Reminder::DaysBefore(90),
    Reminder::DaysBefore(30),
    Reminder::DaysBefore(7),
    Reminder::DaysAfter(1),
    Reminder::DaysAfter(30),
];

impl Reminder {
    /// The day of this reminder.
    pub fn day(self, last_day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Reminder::DaysBefore(days) => last_day.checked_sub_days(Days::new(days)),
            Reminder::DaysAfter(days) => last_day.checked_add_days(Days::new(days)),
        }
    }
}

/// The reminder that is due today: the latest whose day has come since the last one was sent. One at most, however long
/// nobody looked, and none for what expired more than a hundred days ago.
pub fn due(expiry: Expiry, last_sent: Option<NaiveDate>, today: NaiveDate) -> Option<Reminder> {
    let last_day = expiry.last_day().filter(|last| (today - *last).num_days() <= 100)?;
    REMINDERS
        .into_iter()
        .rev()
        .find(|reminder| reminder.day(last_day).is_some_and(|day| day <= today))
        .filter(|reminder| reminder.day(last_day).is_some_and(|day| last_sent.is_none_or(|sent| sent < day)))
}

/// The next day after this one on which a reminder comes.
pub fn next_reminder(expiry: Expiry, after: NaiveDate) -> Option<(NaiveDate, Reminder)> {
    let last_day = expiry.last_day()?;
    REMINDERS
        .into_iter()
        .filter_map(|reminder| Some((reminder.day(last_day)?, reminder)))
        .find(|(day, _)| *day > after)
}

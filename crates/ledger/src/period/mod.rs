//! Months that are closed: nothing is posted into them any more, and balances are read from what was in each account then.

mod close;
pub(crate) mod pages;

pub use close::{CloseMonths, close_period, closed, list};

use chrono::{Datelike as _, Months, NaiveDate};
use kernel::{Can, Error, Role, Tx};

/// Closes a month.
pub const CLOSE: Can = Can::new("ledger.period.close", &[Role::CityAdmin, Role::AgencyOfficer]);

/// The first day of the month of a day.
pub(crate) fn first(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first day of the month after.
pub(crate) fn next(month: NaiveDate) -> NaiveDate {
    first(month).checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX)
}

/// Where balances are read: the last closed month, and from which day on postings are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tail {
    pub(crate) closed: Option<NaiveDate>,
    pub(crate) since: NaiveDate,
}

pub(crate) async fn tail(tx: &mut Tx) -> Result<Tail, Error> {
    let closed = closed(tx).await?;
    Ok(Tail { closed, since: closed.map_or(NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default(), next) })
}

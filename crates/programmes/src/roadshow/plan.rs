//! A first plan: every kecamatan that has no stop yet, spread over the working days of a span.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use kernel::city::Zone;
use kernel::{AreaCode, Error, Tx};

use super::find;
use super::write::{self, NewStop};
use super::{Invited, RoadshowId, StopId};
use crate::call::local_time;

/// What a plan starts from.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The first and the last day.
    pub from: NaiveDate,
    pub until: NaiveDate,
    /// On the city's clock, as `09:00`.
    pub starts: String,
    /// How long each stop is, in hours.
    pub hours: u8,
    pub agenda: String,
    pub guests: Invited,
}

/// `wanted` days between two days, as evenly as working days allow: Saturdays, Sundays and days that are taken are left out.
/// `None` where there are too few.
pub fn spread(
    from: NaiveDate,
    until: NaiveDate,
    wanted: usize,
    taken: &[NaiveDate],
) -> Option<Vec<NaiveDate>> {
    let works =
        |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !taken.contains(day);
    let days: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= until).filter(works).collect();
    if wanted == 0 {
        return Some(Vec::new());
    }
    if days.len() < wanted {
        return None;
    }
    // The middle of each of `wanted` equal stretches.
    (0..wanted).map(|n| days.get((2 * n + 1) * days.len() / (2 * wanted)).copied()).collect()
}

/// Adds a stop in every kecamatan that the roadshow does not visit yet, in the order of their codes.
pub async fn plan(tx: &mut Tx, id: RoadshowId, new: &Plan) -> Result<Vec<StopId>, Error> {
    if new.until < new.from || new.until > new.from.checked_add_days(Days::new(366)).unwrap_or(new.from) {
        return Err(Error::field("until", "programmes-roadshow-span"));
    }
    if !(1..=10).contains(&new.hours) {
        return Err(Error::field("hours", "programmes-roadshow-hours-form"));
    }
    let zone = Zone::of(tx.city());
    let stops = find::stops(tx, id).await?;
    let held: Vec<&AreaCode> =
        stops.iter().filter(|stop| stop.cancelled_at.is_none()).map(|stop| &stop.area).collect();
    let taken: Vec<NaiveDate> = stops
        .iter()
        .filter(|stop| stop.cancelled_at.is_none())
        .map(|stop| zone.local(stop.starts_at).date())
        .collect();
    let home = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    let places = territory::gazetteer(tx.db()).await?;
    let open: Vec<(AreaCode, String)> =
        places.children_of(&home).into_iter().filter(|(code, _)| !held.contains(&code)).collect();
    if open.is_empty() {
        return Err(Error::refused("programmes-roadshow-planned-all"));
    }
    let days = spread(new.from, new.until, open.len(), &taken)
        .ok_or_else(|| Error::field("until", "programmes-roadshow-too-few-days"))?;
    let mut ids = Vec::new();
    for ((area, name), day) in open.into_iter().zip(days) {
        let starts_at = local_time(zone, &format!("{day} {}", new.starts.trim()), "starts")?;
        let stop = NewStop {
            area,
            starts_at,
            ends_at: starts_at + chrono::TimeDelta::hours(i64::from(new.hours)),
            place: format!("Kantor Kecamatan {name}"),
            agenda: new.agenda.clone(),
            guests: new.guests,
            agencies: Vec::new(),
        };
        ids.push(write::add_stop(tx, id, stop).await?);
    }
    Ok(ids)
}

//! Making the day's release.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Timelike;
use kernel::job::Job;
use kernel::{AreaCode, Error, Level, Tx};
use registry::batch::State;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{K, REST, ReleaseId};
use crate::figure::{Cells, REFRESH, kept, turn, wholes, zone};
use crate::indicator::{self, Indicator, Items, Parts};
use kernel::withhold::{Sums, Told};

/// Looks every half hour whether the day has its release.
#[derive(Debug, Serialize, Deserialize)]
pub struct Publish {}

impl Job for Publish {
    const NAME: &'static str = "insight.release.publish";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        // While a list is taken over, figures grow: what is released today would be a part of it.
        let (lists, _) = registry::batch::find::list(tx, 0, 100).await?;
        if lists.iter().any(|list| matches!(list.state, State::Reading | State::Applying | State::Undoing)) {
            return Ok(());
        }
        let hour = zone(tx).await?.local(tx.now()).hour();
        let city = tx.city();
        // The first one does not wait for the night, but for figures that stand still.
        let first = sqlx::query_scalar!(
            r#"select not exists (select 1 from insight.release where city = $1)
                  and not exists (select 1 from insight.stale where city = $1) as "first!""#,
            city.0
        )
        .fetch_one(tx.conn())
        .await?;
        if first || hour >= 1 { publish(tx).await.map(|_| ()) } else { Ok(()) }
    }
}

/// Releases the figures as they stand; once a day. `None` where today's are out, or where nothing was counted yet.
pub async fn publish(tx: &mut Tx) -> Result<Option<ReleaseId>, Error> {
    tx.must_in_city(REFRESH)?;
    turn(tx).await?;
    let figures = kept(tx, None, false).await?;
    if figures.is_empty() {
        return Ok(None);
    }
    let (city, now, id): (_, _, ReleaseId) = (tx.city(), tx.now(), tx.id());
    let zone = zone(tx).await?;
    let day = zone.local(now).date();
    let made = sqlx::query!(
        "insert into insight.release (city, id, day, at) values ($1, $2, $3, $4) on conflict (city, day) do nothing",
        city.0,
        id.0,
        day,
        now
    )
    .execute(tx.conn())
    .await?;
    if made.rows_affected() == 0 {
        return Ok(None);
    }
    let Some(top) = AreaCode::of_city(city) else { return Ok(None) };
    for indicator in indicator::ALL.into_iter().filter(|indicator| indicator.public) {
        let told = told(tx, indicator, zone.as_str(), &figures).await?;
        let board = Board::of(indicator, &top, &told);
        keep(tx, id, indicator, &board).await?;
    }
    Ok(Some(id))
}

/// The kept figures of an indicator with those who stand behind them, also of the areas that they make up.
async fn told(
    tx: &mut Tx,
    indicator: &Indicator,
    zone: &str,
    figures: &Cells,
) -> Result<BTreeMap<Place, Told>, Error> {
    let Some(tally) = indicator.tally() else { return Ok(BTreeMap::new()) };
    let mut people: BTreeMap<Place, BTreeSet<Uuid>> = BTreeMap::new();
    for row in tally.behind(tx, zone, i32::try_from(K).unwrap_or(i32::MAX)).await? {
        people.insert((row.area, row.breakdown, row.item), row.people.into_iter().collect());
    }
    let mut all: BTreeMap<Place, Told> = BTreeMap::new();
    for (cell, (value, _)) in figures.iter().filter(|(cell, _)| cell.indicator == indicator.key) {
        let place = |area: String| (area, cell.breakdown.clone(), cell.item.clone());
        let own = place(cell.area.clone());
        let told = Told { value: *value, people: people.remove(&own).unwrap_or_default() };
        // Of a kelurahan its own figures are the whole; of what lies around it they are the rest.
        let rest = AreaCode::parse(&cell.area).is_ok_and(|area| area.level() < Level::Kelurahan);
        for whole in wholes(tx, std::iter::once(&cell.area)) {
            all.entry(place(whole)).or_default().join(&told);
        }
        all.insert(if rest { place(format!("{}{REST}", cell.area)) } else { own }, told);
    }
    Ok(all)
}

/// The public figures of one indicator: by area, breakdown and item.
type Place = (String, String, String);

#[derive(Default)]
struct Board {
    places: BTreeMap<Place, usize>,
    sums: Sums,
}

impl Board {
    /// The city with all breakdowns, its kecamatan with those that are not by time, its kelurahan without any.
    fn of(indicator: &Indicator, city: &AreaCode, all: &BTreeMap<Place, Told>) -> Board {
        let mut board = Board::default();
        board.sums.stated = indicator.stated;
        for ((area, breakdown, item), told) in all {
            let (code, rest) = match area.strip_suffix(REST) {
                Some(code) => (code, true),
                None => (area.as_str(), false),
            };
            let code = AreaCode::parse(code).ok().filter(|code| city.contains(code));
            let timed = by_time(indicator, breakdown);
            let known = breakdown.is_empty() || indicator.breakdown(breakdown).is_some();
            let level = code.as_ref().map(AreaCode::level);
            let place = match level {
                // With the city's breakdowns their rest could be computed, and with a kecamatan's total its rest.
                Some(Level::Kelurahan) => breakdown.is_empty().then(|| area.clone()),
                Some(Level::Kecamatan) if rest => breakdown.is_empty().then(|| area.clone()),
                Some(Level::Kecamatan) => (known && !timed).then(|| area.clone()),
                Some(Level::City) if !rest => known.then(|| area.clone()),
                // What lies elsewhere is the city's rest too.
                _ => (known && !timed).then(|| format!("{city}{REST}")),
            };
            if let Some(place) = place {
                board.add((place, breakdown.clone(), item.clone()), told);
            }
        }
        board.tie(indicator, city);
        board
    }

    fn add(&mut self, place: Place, told: &Told) {
        let next = self.sums.told.len();
        let at = *self.places.entry(place).or_insert(next);
        match self.sums.told.get_mut(at) {
            Some(known) => known.join(told),
            None => self.sums.told.push(told.clone()),
        }
    }

    /// Which figures make which.
    fn tie(&mut self, indicator: &Indicator, city: &AreaCode) {
        let mut by_area: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        let mut by_part: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
        for ((area, breakdown, item), at) in &self.places {
            if indicator.breakdown(breakdown).is_some_and(|breakdown| breakdown.parts == Parts::Whole) {
                by_area.entry((area.clone(), breakdown.clone())).or_default().push(*at);
            }
            if let Some(around) = around(area, city) {
                by_part.entry((around, breakdown.clone(), item.clone())).or_default().push(*at);
            }
        }
        let total = |area: &str| self.places.get(&(area.to_owned(), String::new(), String::new())).copied();
        let parts = by_area.into_iter().filter_map(|((area, _), parts)| Some((total(&area)?, parts)));
        let areas = by_part.into_iter().filter_map(|(place, parts)| Some((*self.places.get(&place)?, parts)));
        self.sums.sums = parts.chain(areas).collect();
    }
}

/// The area that another is a part of in a release, or whose rest it is.
fn around(area: &str, city: &AreaCode) -> Option<String> {
    if let Some(of) = area.strip_suffix(REST) {
        return Some(of.to_owned());
    }
    if area == city.as_str() {
        return None;
    }
    AreaCode::parse(area).ok()?.parent().map(String::from)
}

fn by_time(indicator: &Indicator, breakdown: &str) -> bool {
    indicator.breakdown(breakdown).is_some_and(|breakdown| match breakdown.items {
        Items::Months | Items::Years => true,
        Items::Named(_) | Items::Sectors | Items::Permits | Items::Agencies | Items::Decades => false,
    })
}

#[expect(clippy::as_conversions, reason = "this is how a checked query learns that elements may be null")]
async fn keep(tx: &mut Tx, id: ReleaseId, indicator: &Indicator, board: &Board) -> Result<(), Error> {
    let withheld = board.sums.withheld();
    let mut seen = BTreeSet::new();
    let (mut areas, mut breakdowns, mut items, mut values) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ((area, breakdown, item), at) in &board.places {
        // What is left over is computed from what is shown, or not at all.
        if area.ends_with(REST) || !seen.insert(*at) {
            continue;
        }
        let hidden = withheld.get(*at).copied().unwrap_or(true);
        areas.push(area.clone());
        breakdowns.push(breakdown.clone());
        items.push(item.clone());
        values.push(board.sums.told.get(*at).filter(|_| !hidden).map(|told| told.value));
    }
    let city = tx.city();
    sqlx::query!(
        "insert into insight.release_figure (city, release, indicator, area, breakdown, item, value)
         select $1, $2, $3, n.area, n.breakdown, n.item, n.value
         from unnest($4::text[], $5::text[], $6::text[], $7::bigint[]) as n (area, breakdown, item, value)",
        city.0,
        id.0,
        indicator.key,
        &areas,
        &breakdowns,
        &items,
        &values as &[Option<i64>]
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

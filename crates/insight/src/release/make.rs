//! Making the day's release.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Timelike;
use kernel::job::Job;
use kernel::{AreaCode, Error, Level, Tx};
use serde::{Deserialize, Serialize};

use super::rules::Sums;
use super::{REST, ReleaseId};
use crate::figure::{Cells, REFRESH, kept, turn, zone};
use crate::indicator::{self, Indicator, Items, Parts};

/// Looks every half hour whether the day has its release.
#[derive(Debug, Serialize, Deserialize)]
pub struct Publish {}

impl Job for Publish {
    const NAME: &'static str = "insight.release.publish";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let hour = zone(tx).await?.local(tx.now()).hour();
        let city = tx.city();
        let first = sqlx::query_scalar!(
            r#"select not exists (select 1 from insight.release where city = $1) as "first!""#,
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
    let wholes = kept(tx, None, true).await?;
    if figures.is_empty() {
        return Ok(None);
    }
    let (city, now, id): (_, _, ReleaseId) = (tx.city(), tx.now(), tx.id());
    let day = zone(tx).await?.local(now).date();
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
        let board = Board::of(indicator, &top, &figures, &wholes);
        keep(tx, id, indicator, &board).await?;
    }
    Ok(Some(id))
}

/// The public figures of one indicator: by area, breakdown and item.
type Place = (String, String, String);

#[derive(Default)]
struct Board {
    places: BTreeMap<Place, usize>,
    values: Vec<i64>,
    sums: Sums,
}

impl Board {
    /// The city with all breakdowns, its kecamatan with those that are not by time, its kelurahan without any.
    fn of(indicator: &Indicator, city: &AreaCode, own: &Cells, wholes: &Cells) -> Board {
        let mut board = Board::default();
        let of = |cells: &Cells| -> Vec<(Place, (i64, i64))> {
            let mine = cells.iter().filter(|(cell, _)| cell.indicator == indicator.key);
            mine.map(|(cell, value)| ((cell.area.clone(), cell.breakdown.clone(), cell.item.clone()), *value))
                .collect()
        };
        for ((area, breakdown, item), value) in of(wholes) {
            let known = breakdown.is_empty() || indicator.breakdown(&breakdown).is_some();
            if known && (area == city.as_str() || !by_time(indicator, &breakdown)) {
                board.add((area, breakdown, item), value);
            }
        }
        for ((area, breakdown, item), value) in of(own) {
            let code = AreaCode::parse(&area).ok().filter(|code| city.contains(code));
            match code.as_ref().map(AreaCode::level) {
                Some(Level::Kelurahan) if breakdown.is_empty() => board.add((area, breakdown, item), value),
                // With the city's breakdowns their rest could be computed, and with a kecamatan's total its rest.
                Some(Level::Kecamatan) if breakdown.is_empty() => {
                    board.add((format!("{area}{REST}"), breakdown, item), value);
                }
                None | Some(Level::City) if !by_time(indicator, &breakdown) => {
                    board.add((format!("{city}{REST}"), breakdown, item), value);
                }
                _ => {}
            }
        }
        board.tie(indicator, city);
        board
    }

    fn add(&mut self, place: Place, (value, units): (i64, i64)) {
        match self.places.get(&place) {
            Some(at) => {
                if let (Some(old), Some(count)) = (self.values.get_mut(*at), self.sums.units.get_mut(*at)) {
                    *old += value;
                    *count += units;
                }
            }
            None => {
                self.places.insert(place, self.values.len());
                self.values.push(value);
                self.sums.units.push(units);
            }
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
        values.push(board.values.get(*at).copied().filter(|_| !hidden));
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

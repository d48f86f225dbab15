//! Keeping figures true while records change.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use kernel::job::{Job, When};
use kernel::{AreaCode, Error, Level, Tx};
use registry::source::RecordsComputed;
use serde::{Deserialize, Serialize};

use super::{REFRESH, changes, counted, kept, rolled, write};

/// Many facts of one import become one refresh: it waits this long for more.
const GATHER: TimeDelta = TimeDelta::milliseconds(800);
const KEY: &str = "insight.figure.refresh";

/// Hears that records were computed: remembers where, and has the figures of these areas refreshed.
pub async fn follow(tx: &mut Tx, told: RecordsComputed) -> Result<(), Error> {
    tx.must_in_city(REFRESH)?;
    // A refresh that runs has taken what was stale before; its job row is gone only when it commits. Without waiting for it
    // the job written here could be taken for a second one of the same key, and nobody would refresh these areas.
    turn(tx).await?;
    let (city, now) = (tx.city(), tx.now());
    let areas: Vec<String> = told.areas.into_iter().collect();
    sqlx::query!(
        "insert into insight.stale (city, area, at) select $1, area, $2 from unnest($3::text[]) as area
         on conflict (city, area) do nothing",
        city.0,
        now,
        &areas
    )
    .execute(tx.conn())
    .await?;
    tx.enqueue_when(Refresh {}, When { at: now + GATHER, key: Some(KEY.to_owned()), line: None }).await
}

/// Refreshes what is stale.
#[derive(Debug, Serialize, Deserialize)]
pub struct Refresh {}

impl Job for Refresh {
    const NAME: &'static str = "insight.figure.refresh";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        turn(tx).await?;
        let city = tx.city();
        let areas = sqlx::query_scalar!("delete from insight.stale where city = $1 returning area", city.0)
            // bounded: areas of one city
            .fetch_all(tx.conn())
            .await?;
        refresh(tx, &areas).await.map(|_| ())
    }
}

/// Counts the figures of these areas anew, and of all that they lie in. Returns how many figures changed.
pub async fn refresh(tx: &mut Tx, areas: &[String]) -> Result<usize, Error> {
    tx.must_in_city(REFRESH)?;
    turn(tx).await?;
    if areas.is_empty() {
        return Ok(0);
    }
    some(tx, Some(areas)).await
}

/// Counts all figures of the city anew. Returns how many changed.
pub async fn refresh_all(tx: &mut Tx) -> Result<usize, Error> {
    tx.must_in_city(REFRESH)?;
    turn(tx).await?;
    some(tx, None).await
}

async fn some(tx: &mut Tx, areas: Option<&[String]>) -> Result<usize, Error> {
    let zone = zone(tx).await?;
    let before = kept(tx, areas, false).await?;
    let now = counted(tx, areas, zone.as_str()).await?;
    let own = changes(&before, &now);
    write(tx, &own).await?;
    let touched: BTreeSet<&String> = match areas {
        Some(areas) => areas.iter().collect(),
        None => before.keys().chain(now.keys()).map(|cell| &cell.area).collect(),
    };
    let wholes = wholes(tx, touched.iter().copied());
    let whole = changes(&kept(tx, Some(&wholes), true).await?, &rolled(tx, &wholes).await?);
    write(tx, &whole).await?;
    let seen: Vec<String> = touched.into_iter().cloned().collect();
    note(tx, &seen).await?;
    Ok(own.len() + whole.len())
}

/// The city and the kecamatan in it that these areas lie in or are.
pub(crate) fn wholes<'a>(tx: &Tx, areas: impl Iterator<Item = &'a String>) -> Vec<String> {
    let Some(city) = AreaCode::of_city(tx.city()) else { return Vec::new() };
    let mut wholes = BTreeSet::from([city.to_string()]);
    for area in areas.filter_map(|area| AreaCode::parse(area).ok()) {
        let mut above = Some(area);
        while let Some(area) = above {
            if area.level() == Level::Kecamatan && city.contains(&area) {
                wholes.insert(area.to_string());
            }
            above = area.parent();
        }
    }
    wholes.into_iter().collect()
}

/// Waits until no other transaction counts figures of this city; they go on when this one ends.
pub(crate) async fn turn(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("select pg_advisory_xact_lock(hashtext('insight.figure'), $1)", city.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The zone in which the city's months begin.
pub(crate) async fn zone(tx: &mut Tx) -> Result<kernel::city::Zone, Error> {
    let city = tx.city();
    let known = kernel::city::list(tx.conn()).await?;
    Ok(known.into_iter().find(|known| known.id == city).map_or(kernel::city::Zone::Jakarta, |city| city.zone))
}

async fn note(tx: &mut Tx, areas: &[String]) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "insert into insight.computation (city, area, at) select $1, area, $2 from unnest($3::text[]) as area
         on conflict (city, area) do update set at = excluded.at",
        city.0,
        now,
        areas
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

//! From rows to the gazetteer.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use kernel::{Db, Error};

use super::Gazetteer;
use crate::address::{Entry, NameKind, Resolver};
use crate::code::Code;
use crate::geometry::Atlas;
use crate::tally::Tallies;

/// What the database knows of the tree of a day.
struct Rows {
    current: Vec<(i32, Code, Box<str>)>,
    /// Area, code and name of versions that have ended, oldest first.
    past: Vec<(i32, Code, String)>,
    /// Area, name, whether it was official once.
    aliases: Vec<(i32, String, bool)>,
    postcodes: Vec<(i32, i32)>,
    /// From an area to the one that has the largest share of it.
    lineage: HashMap<i32, i32>,
}

pub(super) async fn build(db: &Db, day: NaiveDate) -> Result<Gazetteer, Error> {
    let rows = read(db, day).await?;
    let built = tokio::task::spawn_blocking(move || put_together(rows)).await;
    built.map_err(|error| Error::Broken(Box::new(error)))
}

/// The borders come with the program and are the same for all.
pub(crate) fn atlas() -> Arc<Atlas> {
    static ATLAS: OnceLock<Arc<Atlas>> = OnceLock::new();
    ATLAS.get_or_init(|| Arc::new(Atlas::bundled())).clone()
}

async fn read(db: &Db, day: NaiveDate) -> Result<Rows, Error> {
    let current = sqlx::query!(
        "select area, code, name from territory.area_version where valid @> $1::date order by code limit 1000000",
        day
    )
    .fetch_all(db.pool())
    .await?;
    let past = sqlx::query!(
        "select area, code, name from territory.area_version
         where upper(valid) <= $1 order by upper(valid), area limit 1000000",
        day
    )
    .fetch_all(db.pool())
    .await?;
    let aliases =
        sqlx::query!("select area, name, former from territory.alias order by area, name limit 1000000")
            .fetch_all(db.pool())
            .await?;
    let postcodes =
        sqlx::query!("select area, postcode from territory.postcode order by area, postcode limit 1000000")
            .fetch_all(db.pool())
            .await?;
    let lineage = sqlx::query!(
        "select l.from_area, l.to_area from territory.lineage l join territory.change c on c.id = l.change
         where c.from_date <= $1 and l.from_area <> l.to_area
         order by l.share, c.made_at, l.from_area, l.to_area limit 1000000",
        day
    )
    .fetch_all(db.pool())
    .await?;
    let code = |text: &str| Code::parse(text).ok();
    Ok(Rows {
        current: current
            .into_iter()
            .filter_map(|row| Some((row.area, code(&row.code)?, row.name.into())))
            .collect(),
        past: past.into_iter().filter_map(|row| Some((row.area, code(&row.code)?, row.name))).collect(),
        aliases: aliases.into_iter().map(|row| (row.area, row.name, row.former)).collect(),
        postcodes: postcodes.into_iter().map(|row| (row.area, row.postcode)).collect(),
        // The largest share comes last and stays.
        lineage: lineage.into_iter().map(|row| (row.from_area, row.to_area)).collect(),
    })
}

fn put_together(rows: Rows) -> Gazetteer {
    let code_of: HashMap<i32, Code> = rows.current.iter().map(|(area, code, _)| (*area, *code)).collect();
    let heir = |area: i32| {
        let mut area = area;
        for _ in 0..100 {
            if let Some(code) = code_of.get(&area) {
                return Some(*code);
            }
            area = *rows.lineage.get(&area)?;
        }
        None
    };
    let mut successors = HashMap::new();
    let mut drawn_as = HashMap::new();
    for (area, code, _) in rows.past.iter().rev() {
        let Some(today) = heir(*area) else { continue };
        if today != *code {
            successors.insert(*code, today);
            if code_of.contains_key(area) {
                // Oldest last: that is the one that the borders were drawn under.
                drawn_as.insert(today, *code);
            }
        }
    }
    let official =
        rows.current.iter().map(|(_, code, name)| Entry { code: *code, name, kind: NameKind::Current });
    let past = rows.past.iter().filter_map(|(area, _, name)| {
        Some(Entry { code: heir(*area)?, name: name.as_str(), kind: NameKind::Former })
    });
    let others = rows.aliases.iter().filter_map(|(area, name, former)| {
        let kind = if *former { NameKind::Former } else { NameKind::Alias };
        Some(Entry { code: heir(*area)?, name: name.as_str(), kind })
    });
    let postcodes = rows
        .postcodes
        .iter()
        .filter_map(|(area, postcode)| Some((u32::try_from(*postcode).ok()?, heir(*area)?)));
    let resolver = Resolver::build(official.chain(past).chain(others), postcodes);
    let mut areas: Vec<(Code, Box<str>)> =
        rows.current.iter().map(|(_, code, name)| (*code, name.clone())).collect();
    areas.sort_by_key(|(code, _)| *code);
    Gazetteer { resolver, atlas: atlas(), areas, successors, drawn_as, tallies: Tallies::default() }
}

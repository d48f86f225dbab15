//! Whom a promise has reached, as it is kept, and counted where outcomes changed since.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kernel::{AreaCode, Error, Level, Tx};
use uuid::Uuid;

use super::count::{Counted, after, count, places};
use super::find::{Promise, width};
use super::rules::Cell;

/// How many people a promise has reached in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub cell: Cell,
    pub people: i64,
}

/// Whom the promise has reached, by year, category and territory of a level: each person once, on the first day that
/// counts, and in categories as the promise has it. Year 0 and a blank category are not made: the years add up to the term,
/// and the blank category is everybody.
pub async fn reached(
    tx: &mut Tx,
    promise: &Promise,
    within: &AreaCode,
    level: Level,
) -> Result<Vec<Reached>, Error> {
    let fresh = fresh(tx, promise, within).await?;
    reached_with(tx, promise, within, level, &fresh).await
}

/// The same, with what was counted for the same territory already.
pub(super) async fn reached_with(
    tx: &mut Tx,
    promise: &Promise,
    within: &AreaCode,
    level: Level,
    fresh: &Fresh,
) -> Result<Vec<Reached>, Error> {
    let whole = level <= Level::Kelurahan && within.level() <= Level::Kelurahan;
    summed(known(tx, promise, within, &Wanted { whole, of: None }, fresh).await?, level)
}

/// The same, counted anew: of a promise whose term was changed in the hand, for a report of a month gone by.
pub async fn recounted(
    tx: &mut Tx,
    promise: &Promise,
    within: &AreaCode,
    level: Level,
) -> Result<Vec<Reached>, Error> {
    let all = places(tx, &promise.kind, place(within)).await?;
    let mut rows = count(tx, promise, &all).await?;
    rows.retain(|row| !row.whole && row.area.starts_with(within.as_str()));
    summed(rows, level)
}

/// The territories, as exactly as they are known, in which a cell has anybody.
pub(super) async fn covered(
    tx: &mut Tx,
    promise: &Promise,
    of: &Cell,
    fresh: &Fresh,
) -> Result<BTreeSet<AreaCode>, Error> {
    let rows = known(tx, promise, &of.area, &Wanted { whole: false, of: Some(of) }, fresh).await?;
    rows.iter().map(|row| AreaCode::parse(&row.area)).collect()
}

/// Everybody, by year and kecamatan, with the first few people of each.
pub(super) async fn by_kecamatan(
    tx: &mut Tx,
    promise: &Promise,
) -> Result<BTreeMap<(i16, AreaCode), (i64, BTreeSet<Uuid>)>, Error> {
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::NotFound("promise"))?;
    let mut all: BTreeMap<(i16, AreaCode), (i64, BTreeSet<Uuid>)> = BTreeMap::new();
    let fresh = fresh(tx, promise, &whole).await?;
    for row in known(tx, promise, &whole, &Wanted { whole: true, of: None }, &fresh).await? {
        if row.category.is_empty() {
            let area = AreaCode::parse(cut(&row.area, Level::Kecamatan))?;
            let cell = all.entry((row.year, area)).or_default();
            cell.0 += row.people;
            cell.1.extend(row.few);
        }
    }
    Ok(all)
}

/// The people behind a figure, in the order of the day on which they count: exactly those that it counts. `year` 0 is the
/// term, a blank category everybody.
pub(super) async fn people(
    tx: &mut Tx,
    promise: &Promise,
    of: &Cell,
    offset: i64,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let (city, revision) = (tx.city(), &promise.revision);
    let day = |month, day| NaiveDate::from_ymd_opt(i32::from(of.year), month, day);
    let year = (of.year != 0).then_some((day(1, 1), day(12, 31)));
    let (first, last) = year.unwrap_or((Some(revision.from), Some(revision.until)));
    let rows = sqlx::query_scalar!(
        r#"select f.person as "person!"
           from programmes.outcome_figures f
           where f.city = $1 and f.kind = $2 and f.grade = any($3) and f.on_day between $4 and $5
             and f.on_day between $6 and $7 and f.area >= $8 and f.area < $14
             and (not exists (select 1 from programmes.person_joined j where j.city = $1 and j.now = f.person)
                  or f.outcome = (
                      select g.outcome
                      from (select f.person as record
                            union all
                            select j.record from programmes.person_joined j where j.city = $1 and j.now = f.person) r
                      join programmes.outcome_figures g on g.city = $1 and g.record = r.record
                      where g.kind = $2 and g.grade = any($3) and g.on_day between $4 and $5
                      order by g.on_day, g.outcome limit 1))
             and ($9 = '' or exists (
                 select 1 from unnest($10::text[]) with ordinality as w (category, place)
                 where w.category = $9 and w.category = any(f.categories)
                   and ($11 or not exists (select 1 from unnest($10::text[]) with ordinality as b (category, place)
                                           where b.category = any(f.categories) and b.place < w.place))))
           order by f.on_day, f.person offset $12 limit $13"#,
        city.0,
        promise.kind,
        &revision.grades,
        revision.from,
        revision.until,
        first,
        last,
        of.area.as_str(),
        of.category,
        &revision.categories,
        revision.overlap == super::rules::Overlap::Each,
        offset,
        limit,
        after(of.area.as_str())
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Which rows of the tally are asked for.
struct Wanted<'a> {
    whole: bool,
    /// Only this year (0: all) and category.
    of: Option<&'a Cell>,
}

/// The places of a territory whose tally does not hold now, and what was counted of them instead. It takes a quarter of a
/// second in a kelurahan with sixteen thousand: a page that reads the tally twice counts once.
pub(super) struct Fresh {
    places: Vec<String>,
    counted: Vec<Counted>,
}

/// Counts the places of a territory that are marked.
pub(super) async fn fresh(tx: &mut Tx, promise: &Promise, within: &AreaCode) -> Result<Fresh, Error> {
    let place = place(within);
    let places = match marked(tx, promise, place).await? {
        Some(marked) => marked,
        None => places(tx, &promise.kind, place).await?,
    };
    let counted = if places.is_empty() { Vec::new() } else { count(tx, promise, &places).await? };
    Ok(Fresh { places, counted })
}

/// What is kept, but for the places that were counted.
async fn known(
    tx: &mut Tx,
    promise: &Promise,
    within: &AreaCode,
    wanted: &Wanted<'_>,
    fresh: &Fresh,
) -> Result<Vec<Counted>, Error> {
    let mut rows = kept(tx, promise, within, wanted, &fresh.places).await?;
    let meant = |row: &&Counted| {
        row.whole == wanted.whole
            && row.area.starts_with(within.as_str())
            && wanted.of.is_none_or(|of| (of.year == 0 || of.year == row.year) && of.category == row.category)
    };
    rows.extend(fresh.counted.iter().filter(meant).cloned());
    Ok(rows)
}

/// The places in which outcomes changed since they were counted; `None` where no tally of the revision is kept yet.
async fn marked(tx: &mut Tx, promise: &Promise, place: &str) -> Result<Option<Vec<String>>, Error> {
    let city = tx.city();
    let marked = sqlx::query_scalar!(
        r#"select coalesce((select array_agg(distinct m.place) from programmes.outcome_mark m
                            where m.city = k.city and m.kind = $4 and m.place >= $5 and m.place < $6),
                           '{}') as "places!"
           from programmes.tally_kept k where k.city = $1 and k.promise = $2 and k.revision = $3"#,
        city.0,
        promise.id.0,
        promise.revision.number,
        promise.kind,
        place,
        beyond(place)
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(marked)
}

async fn kept(
    tx: &mut Tx,
    promise: &Promise,
    within: &AreaCode,
    wanted: &Wanted<'_>,
    marked: &[String],
) -> Result<Vec<Counted>, Error> {
    let city = tx.city();
    // bounded: years × categories × territories of a city
    let rows = sqlx::query_as!(
        Counted,
        "select place, area, whole, year, category, people, few from programmes.tally
         where city = $1 and promise = $2 and revision = $3 and whole = $4
             and place >= $5 and place < $10 and area like $6 || '%' and place <> all($7)
             and ($8 = 0 or year = $8) and ($9::text is null or category = $9)",
        city.0,
        promise.id.0,
        promise.revision.number,
        wanted.whole,
        place(within),
        within.as_str(),
        marked,
        wanted.of.map_or(0, |of| i32::from(of.year)),
        wanted.of.map(|of| &of.category),
        beyond(place(within))
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// The place in which a territory lies, or the start of those that lie in it.
fn place(within: &AreaCode) -> &str {
    cut(within.as_str(), Level::Kelurahan)
}

/// What follows a place and all that lie in it, in the order of codes.
fn beyond(place: &str) -> String {
    format!("{place}/")
}

/// A code down to a level.
fn cut(code: &str, level: Level) -> &str {
    usize::try_from(width(level)).ok().and_then(|width| code.get(..width)).unwrap_or(code)
}

/// Adds up to the territories of a level.
fn summed(rows: Vec<Counted>, level: Level) -> Result<Vec<Reached>, Error> {
    let mut cells: BTreeMap<Cell, i64> = BTreeMap::new();
    for row in rows {
        let area = AreaCode::parse(cut(&row.area, level))?;
        *cells.entry(Cell { year: row.year, category: row.category, area }).or_default() += row.people;
    }
    Ok(cells.into_iter().map(|(cell, people)| Reached { cell, people }).collect())
}

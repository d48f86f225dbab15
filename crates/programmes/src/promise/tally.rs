use kernel::{AreaCode, Error, Level, Tx};
use uuid::Uuid;

use super::find::{Promise, width};
use super::rules::{Cell, Overlap};

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
    let (city, revision) = (tx.city(), &promise.revision);
    // bounded: years × categories × territories of a city
    let rows = sqlx::query!(
        r#"with counted as (
               select distinct on (f.person) f.on_day, f.area, f.categories
               from programmes.outcome_figures f
               where f.city = $1 and f.kind = $2 and f.grade = any($3) and f.on_day between $4 and $5
               order by f.person, f.on_day, f.outcome)
           select extract(year from c.on_day)::smallint as "year!", k.category as "category!",
                  left(c.area, $9) as "area!", count(*) as "people!"
           from counted c
           cross join lateral (
               select '' as category
               union all
               select w.category from unnest($6::text[]) with ordinality as w (category, place)
               where w.category = any(c.categories)
                     and ($7 or not exists (select 1 from unnest($6::text[]) with ordinality as b (category, place)
                                            where b.category = any(c.categories) and b.place < w.place))) k
           where c.area like $8 || '%'
           group by 1, 2, 3 order by 1, 2, 3"#,
        city.0,
        promise.kind,
        &revision.grades,
        revision.from,
        revision.until,
        &revision.categories,
        revision.overlap == Overlap::Each,
        within.as_str(),
        width(level)
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let cell = Cell { year: row.year, category: row.category, area: AreaCode::parse(&row.area)? };
            Ok(Reached { cell, people: row.people })
        })
        .collect()
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
    let rows = sqlx::query_scalar!(
        r#"with counted as (
               select distinct on (f.person) f.person, f.on_day, f.area, f.categories
               from programmes.outcome_figures f
               where f.city = $1 and f.kind = $2 and f.grade = any($3) and f.on_day between $4 and $5
               order by f.person, f.on_day, f.outcome)
           select c.person as "person!" from counted c
           where c.area like $8 || '%' and ($9 = 0 or extract(year from c.on_day) = $9)
             and ($10 = '' or exists (
                 select 1 from unnest($6::text[]) with ordinality as w (category, place)
                 where w.category = $10 and w.category = any(c.categories)
                   and ($7 or not exists (select 1 from unnest($6::text[]) with ordinality as b (category, place)
                                          where b.category = any(c.categories) and b.place < w.place))))
           order by c.on_day, c.person offset $11 limit $12"#,
        city.0,
        promise.kind,
        &revision.grades,
        revision.from,
        revision.until,
        &revision.categories,
        revision.overlap == Overlap::Each,
        of.area.as_str(),
        i32::from(of.year),
        of.category,
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

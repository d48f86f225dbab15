use std::collections::{BTreeMap, BTreeSet};

use kernel::withhold::K;
use kernel::{Error, Tx};
use uuid::Uuid;

use super::find::Promise;
use super::rules::Overlap;

/// How many people a promise has reached in a place, by year and category: those of whom it is known that they became what
/// was promised in just this territory or, where it is `whole`, anywhere in the place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub(super) struct Counted {
    /// The kelurahan, or the territory above where no more is known.
    pub(super) place: String,
    pub(super) area: String,
    pub(super) whole: bool,
    pub(super) year: i16,
    /// Blank: everybody.
    pub(super) category: String,
    pub(super) people: i64,
    /// The first few of them, where everybody of a place is counted.
    pub(super) few: Vec<Uuid>,
}

/// A statement counts the outcomes of so many places at most: of all places of a city with a million participants at once,
/// it would run into the time that a statement has.
const AT_ONCE: usize = 4;

/// Counts whom the revision of a promise has reached in these places: each person once, on the first day that counts,
/// whichever of the person's records it was told of; and in categories as the promise has it.
pub(super) async fn count(tx: &mut Tx, promise: &Promise, places: &[String]) -> Result<Vec<Counted>, Error> {
    // A plan that was made for any places expects a hundredth of those who live in one, and takes eight times as long.
    sqlx::raw_sql("set local plan_cache_mode = force_custom_plan").execute(tx.conn()).await?;
    let mut rows = Vec::new();
    for places in places.chunks(AT_ONCE) {
        rows.extend(some(tx, promise, places).await?);
    }
    Ok(with_wholes(rows))
}

async fn some(tx: &mut Tx, promise: &Promise, places: &[String]) -> Result<Vec<Counted>, Error> {
    let (city, revision) = (tx.city(), &promise.revision);
    let ends: Vec<String> = places.iter().map(|place| after(place)).collect();
    // bounded: years × categories × territories of a city
    let rows = sqlx::query_as!(
        Counted,
        r#"with told as (
               select p.place, f.person, f.outcome, f.on_day, f.area, f.categories
               from unnest($6::text[], $7::text[]) as p (place, after)
               join programmes.outcome_figures f on f.area >= p.place and f.area < p.after and left(f.area, 13) = p.place
               where f.city = $1 and f.kind = $2 and f.grade = any($3) and f.on_day between $4 and $5),
           counted as (
               select t.place, t.person, t.on_day, t.area, t.categories from told t
               -- Few have two records, and only they can have two outcomes of a kind.
               where not exists (select 1 from programmes.person_joined j where j.city = $1 and j.now = t.person)
                  or t.outcome = (
                      select g.outcome
                      from (select t.person as record
                            union all
                            select j.record from programmes.person_joined j where j.city = $1 and j.now = t.person) r
                      join programmes.outcome_figures g on g.city = $1 and g.record = r.record
                      where g.kind = $2 and g.grade = any($3) and g.on_day between $4 and $5
                      order by g.on_day, g.outcome limit 1))
           select c.place as "place!", c.area as "area!", false as "whole!",
                  extract(year from c.on_day)::smallint as "year!", k.category as "category!", count(*) as "people!",
                  (array_agg(c.person order by c.person))[1:$10] as "few!: Vec<Uuid>"
           from counted c
           cross join lateral (
               select '' as category
               union all
               select w.category from unnest($8::text[]) with ordinality as w (category, place)
               where w.category = any(c.categories)
                     and ($9 or not exists (select 1 from unnest($8::text[]) with ordinality as b (category, place)
                                            where b.category = any(c.categories) and b.place < w.place))) k
           group by 1, 2, 4, 5"#,
        city.0,
        promise.kind,
        &revision.grades,
        revision.from,
        revision.until,
        places,
        &ends,
        &revision.categories,
        revision.overlap == Overlap::Each,
        i32::try_from(K).unwrap_or(5)
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows)
}

/// Adds what was counted of the territories of each place up. The first few of all are among the first few of each.
fn with_wholes(mut rows: Vec<Counted>) -> Vec<Counted> {
    let mut wholes: BTreeMap<(String, i16, String), (i64, BTreeSet<Uuid>)> = BTreeMap::new();
    for row in &mut rows {
        let few = std::mem::take(&mut row.few);
        let whole = wholes.entry((row.place.clone(), row.year, row.category.clone())).or_default();
        whole.0 += row.people;
        if row.category.is_empty() {
            whole.1.extend(few);
        }
    }
    let most = usize::try_from(K).unwrap_or(usize::MAX);
    rows.extend(wholes.into_iter().map(|((place, year, category), (people, few))| Counted {
        area: place.clone(),
        few: few.into_iter().take(most).collect(),
        whole: true,
        place,
        year,
        category,
        people,
    }));
    rows
}

/// The places within a territory in which anybody was told to have become something of a kind.
pub(super) async fn places(tx: &mut Tx, kind: &str, within: &str) -> Result<Vec<String>, Error> {
    let city = tx.city();
    // bounded: kelurahan of a city
    let places = sqlx::query_scalar!(
        r#"select distinct left(area, 13) as "place!" from programmes.outcome
           where city = $1 and kind = $2 and voided_at is null and area >= $3 and area < $4 order by 1"#,
        city.0,
        kind,
        within,
        after(within)
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(places)
}

/// What follows a territory and all within it, in the order of codes.
pub(super) fn after(area: &str) -> String {
    format!("{area}0")
}

//! Cities in figures, held in memory: every first page says them, and they change a few times a year.
//!
//! Always true: a tally is at most [`CHECK_EVERY`] and one asking old. Whoever asks while it is renewed gets the one
//! before, so that a slow database holds up nobody; what was drawn from a tally lives as long as its figures stay.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use chrono::NaiveDate;
use kernel::{AreaCode, CityId, Db, Error};
use web::Html;

use crate::area::find::whole;
use crate::city::CityFacts;
use crate::code::{Code, Level};
use crate::gazetteer::{CHECK_EVERY, Gazetteer, compact};
use crate::neighbourhood::find::Count;

/// What is known of a city today.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) facts: CityFacts,
    /// The RW and RT of each kelurahan that has any.
    pub(crate) counts: BTreeMap<Code, Count>,
    pictures: Mutex<HashMap<String, Html>>,
}

impl Tally {
    /// A part of a page that follows from the figures, made once per `key`: language and address of the city.
    pub(crate) fn picture(&self, key: String, draw: impl FnOnce() -> Html) -> Html {
        if let Some(html) = lock(&self.pictures).get(&key) {
            return html.clone();
        }
        // Drawn without the lock: two at once draw it twice, and nobody waits.
        let html = draw();
        lock(&self.pictures).insert(key, html.clone());
        html
    }
}

/// The tallies of one gazetteer: a change of the tree begins with none.
#[derive(Default)]
pub(crate) struct Tallies {
    held: Mutex<HashMap<CityId, (Arc<Tally>, Instant)>>,
    asking: tokio::sync::Mutex<()>,
}

impl Tallies {
    /// Those of `cities` if all are held, and whether all are fresh.
    fn look(&self, cities: &[CityId]) -> Option<(Vec<Arc<Tally>>, bool)> {
        let held = lock(&self.held);
        let found: Option<Vec<_>> = cities.iter().map(|city| held.get(city)).collect();
        let found = found?;
        let fresh = found.iter().all(|(_, asked)| asked.elapsed() < CHECK_EVERY);
        Some((found.into_iter().map(|(tally, _)| tally.clone()).collect(), fresh))
    }

    fn keep(&self, city: CityId, new: Tally) -> Arc<Tally> {
        let mut held = lock(&self.held);
        let same = held.get(&city).map(|(old, _)| old).filter(|old| old.counts == new.counts);
        let tally = same.filter(|old| old.facts == new.facts).cloned().unwrap_or_else(|| Arc::new(new));
        held.insert(city, (tally.clone(), Instant::now()));
        tally
    }

    /// As if the time until the next asking had passed.
    #[cfg(test)]
    pub(crate) fn expire(&self) {
        for (_, asked) in lock(&self.held).values_mut() {
            *asked = asked.checked_sub(CHECK_EVERY).unwrap_or(*asked);
        }
    }
}

/// The tallies of some cities, in their order; two queries for all that are not fresh.
pub(crate) async fn tallies(
    db: &Db,
    gazetteer: &Gazetteer,
    cities: &[CityId],
) -> Result<Vec<Arc<Tally>>, Error> {
    let held = gazetteer.tallies();
    let looked = held.look(cities);
    if let Some((tallies, true)) = looked {
        return Ok(tallies);
    }
    let _asking = match (held.asking.try_lock(), looked) {
        (Ok(guard), _) => guard,
        (Err(_), Some((old, _))) => return Ok(old),
        (Err(_), None) => held.asking.lock().await,
    };
    // Somebody else may have asked for the same while this one waited.
    if let Some((tallies, true)) = held.look(cities) {
        return Ok(tallies);
    }
    let made = ask(db, gazetteer, cities).await?;
    Ok(cities.iter().zip(made).map(|(city, tally)| held.keep(*city, tally)).collect())
}

async fn ask(db: &Db, gazetteer: &Gazetteer, cities: &[CityId]) -> Result<Vec<Tally>, Error> {
    let ids: Vec<i32> = cities.iter().map(|city| city.0).collect();
    let days: Vec<NaiveDate> = cities.iter().map(|city| crate::today(db, *city)).collect();
    let rows = sqlx::query!(
        r#"select asked.city as "city!", v.code, n.rw as "rw!", n.rt as "rt!", n.invented as "invented!"
           from unnest($1::int[], $2::date[]) as asked (city, day)
           cross join lateral
               (select kelurahan, count(*) filter (where kind = 'rw') as rw,
                       count(*) filter (where kind = 'rt') as rt, bool_or(invented) as invented
                from territory.neighbourhood
                where city = asked.city and valid @> asked.day group by kelurahan) n
           join territory.area_version v on v.area = n.kelurahan and v.valid @> asked.day
           order by v.code limit 200000"#,
        &ids,
        &days
    )
    .fetch_all(db.pool())
    .await?;
    let mut figures = figures(db, cities).await?;
    let mut tallies: Vec<(CityId, Tally)> = Vec::with_capacity(cities.len());
    for city in cities {
        let of_city = rows.iter().filter(|row| row.city == city.0);
        let counts: BTreeMap<Code, Count> = of_city
            .filter_map(|row| {
                let count = Count { rw: row.rw, rt: row.rt, invented: row.invented };
                Some((Code::parse(&row.code).ok()?, count))
            })
            .collect();
        let facts = facts(gazetteer, *city, &counts, figures.remove(city).unwrap_or_default());
        tallies.push((*city, Tally { facts, counts, pictures: Mutex::default() }));
    }
    Ok(tallies.into_iter().map(|(_, tally)| tally).collect())
}

/// The published figures of cities: size, and inhabitants with their year.
#[derive(Default)]
struct Published {
    km2: Option<f64>,
    population: Option<(i64, i32)>,
}

async fn figures(db: &Db, cities: &[CityId]) -> Result<HashMap<CityId, Published>, Error> {
    let codes: Vec<String> =
        cities.iter().filter_map(|city| AreaCode::of_city(*city)).map(String::from).collect();
    let day = crate::today(db, CityId::PLATFORM);
    let rows = sqlx::query!(
        r#"select distinct on (v.code, f.what) v.code, f.what, f.year, f.value::float8 as "value!"
           from territory.area_version v join territory.figure f on f.area = v.area
           where v.code = any($1) and v.valid @> $2::date
           order by v.code, f.what, f.year desc limit 10000"#,
        &codes,
        day
    )
    .fetch_all(db.pool())
    .await?;
    let mut found: HashMap<CityId, Published> = HashMap::new();
    for row in rows {
        let Some(city) = AreaCode::parse(&row.code).ok().map(|code| code.city()) else { continue };
        let published = found.entry(city).or_default();
        if row.what == "square_km" {
            published.km2 = Some(row.value);
        } else {
            let before = published.population.map_or(0, |(count, _)| count);
            published.population = Some((before + whole(row.value), row.year));
        }
    }
    Ok(found)
}

fn facts(
    gazetteer: &Gazetteer,
    city: CityId,
    counts: &BTreeMap<Code, Count>,
    published: Published,
) -> CityFacts {
    let Some(code) = AreaCode::of_city(city) else { return CityFacts::default() };
    let below = |level| {
        let inside = compact(&code).map_or(0, |code| gazetteer.inside(code, level).len());
        i64::try_from(inside).unwrap_or(i64::MAX)
    };
    let all = counts.values().copied().fold(Count::default(), Count::and);
    CityFacts {
        province: code.parent().and_then(|above| gazetteer.name_of(&above)).unwrap_or_default(),
        kecamatan: below(Level::Kecamatan),
        kelurahan: below(Level::Kelurahan),
        rw: all.rw,
        rt: all.rt,
        rt_invented: all.invented,
        km2: published.km2,
        population: published.population,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

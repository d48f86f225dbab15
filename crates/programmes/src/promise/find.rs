use chrono::NaiveDate;
use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::rules::{Along, Cell, Overlap, Part, Rest};
use super::{PromiseId, SEE, ToldId};

/// A promise in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: PromiseId,
    pub name: String,
    pub kind: String,
    pub revision: i32,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub total: i64,
    pub published: bool,
}

/// A promise and one revision of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    pub id: PromiseId,
    pub name: String,
    pub kind: String,
    pub published_at: Option<Instant>,
    pub revision: Revision,
    /// The number of the revision in force.
    pub newest: i32,
}

/// The promise as one decree has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub number: i32,
    pub decree: String,
    pub decided_on: NaiveDate,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub overlap: Overlap,
    pub categories: Vec<String>,
    pub grades: Vec<String>,
    pub as_published: bool,
    pub source: String,
    pub reason: String,
    pub total: i64,
}

/// A figure that was published of what was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub id: ToldId,
    pub year: i16,
    pub category: String,
    pub figure: i64,
    pub source: String,
    pub published_on: NaiveDate,
}

/// A part as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub area: AreaCode,
    pub figure: i64,
    pub weight: Option<i64>,
    pub why: Option<String>,
    pub pinned: Option<String>,
    pub allocation: Option<Uuid>,
}

/// The promises in force, newest first. Whoever works here sees all of them: they are figures of the whole city.
pub async fn list(tx: &mut Tx) -> Result<Vec<Listed>, Error> {
    tx.scope(SEE)?;
    rows(tx, false).await
}

/// The promises that everybody may see.
pub(super) async fn public(tx: &mut Tx) -> Result<Vec<Listed>, Error> {
    rows(tx, true).await
}

async fn rows(tx: &mut Tx, published: bool) -> Result<Vec<Listed>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select p.id, p.name, p.kind, p.published_at is not null as "published!", r.number, r.from_day, r.until_day,
                  w.figure
           from programmes.promise p
           join lateral (select r.number, r.from_day, r.until_day from programmes.revision r
                         where r.city = p.city and r.promise = p.id order by r.number desc limit 1) r on true
           join programmes.part w on w.city = p.city and w.promise = p.id and w.revision = r.number and w.year = 0
               and w.category = '' and w.area = $3 and w.ended_at is null
           where p.city = $1 and p.withdrawn_at is null and (not $2 or p.published_at is not null)
           order by p.id desc limit 200"#,
        city.0,
        published,
        AreaCode::of_city(city).map(String::from).unwrap_or_default()
    )
    .fetch_all(tx.conn())
    .await?;
    let listed = rows.into_iter().map(|row| Listed {
        id: PromiseId(row.id),
        name: row.name,
        kind: row.kind,
        revision: row.number,
        from: row.from_day,
        until: row.until_day,
        total: row.figure,
        published: row.published,
    });
    Ok(listed.collect())
}

/// A promise with its newest revision, or with the one asked for.
pub async fn one(tx: &mut Tx, id: PromiseId, revision: Option<i32>) -> Result<Promise, Error> {
    if !tx.actor().may_somewhere(SEE) {
        return Err(tx.hidden("promise"));
    }
    read(tx, id, revision).await
}

/// The same for everybody, of a promise that everybody may see.
pub(super) async fn pledge(tx: &mut Tx, id: PromiseId) -> Result<Promise, Error> {
    let promise = read(tx, id, None).await?;
    if promise.published_at.is_some() { Ok(promise) } else { Err(Error::NotFound("promise")) }
}

/// The promise, held until the end of the transaction, so that two do not change it at once.
pub(super) async fn locked(tx: &mut Tx, id: PromiseId) -> Result<Promise, Error> {
    let city = tx.city();
    sqlx::query_scalar!(
        "select id from programmes.promise where city = $1 and id = $2 for update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("promise"))?;
    read(tx, id, None).await
}

pub(super) async fn read(tx: &mut Tx, id: PromiseId, revision: Option<i32>) -> Result<Promise, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select p.name, p.kind, p.published_at, r.number, r.decree, r.decided_on, r.from_day, r.until_day, r.overlap,
                  r.categories, r.grades, r.as_published, r.source, r.reason, w.figure,
                  (select max(n.number) from programmes.revision n
                   where n.city = p.city and n.promise = p.id) as "newest!"
           from programmes.promise p
           join programmes.revision r on r.city = p.city and r.promise = p.id
           join programmes.part w on w.city = p.city and w.promise = p.id and w.revision = r.number and w.year = 0
               and w.category = '' and w.area = $4 and w.ended_at is null
           where p.city = $1 and p.id = $2 and p.withdrawn_at is null and ($3::int is null or r.number = $3)
           order by r.number desc limit 1"#,
        city.0,
        id.0,
        revision,
        AreaCode::of_city(city).map(String::from).unwrap_or_default()
    )
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or(Error::NotFound("promise"))?;
    let revision = Revision {
        number: row.number,
        decree: row.decree,
        decided_on: row.decided_on,
        from: row.from_day,
        until: row.until_day,
        overlap: Overlap::parse(&row.overlap).unwrap_or(Overlap::First),
        categories: row.categories,
        grades: row.grades,
        as_published: row.as_published,
        source: row.source,
        reason: row.reason,
        total: row.figure,
    };
    let (name, kind, published_at, newest) = (row.name, row.kind, row.published_at, row.newest);
    Ok(Promise { id, name, kind, published_at, revision, newest })
}

/// All revisions, newest first: number, decree, day, end of the term, reason, and the whole.
pub(super) async fn revisions(tx: &mut Tx, id: PromiseId) -> Result<Vec<Past>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Past,
        "select r.number, r.decree, r.decided_on, r.from_day, r.until_day, r.reason, w.figure as total
         from programmes.revision r
         join programmes.part w on w.city = r.city and w.promise = r.promise and w.revision = r.number and w.year = 0
             and w.category = '' and w.area = $3 and w.ended_at is null
         where r.city = $1 and r.promise = $2 order by r.number desc limit 100",
        city.0,
        id.0,
        AreaCode::of_city(city).map(String::from).unwrap_or_default()
    );
    Ok(rows.fetch_all(tx.conn()).await?)
}

/// A revision in the list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Past {
    pub(super) number: i32,
    pub(super) decree: String,
    pub(super) decided_on: NaiveDate,
    pub(super) from_day: NaiveDate,
    pub(super) until_day: NaiveDate,
    pub(super) reason: String,
    pub(super) total: i64,
}

/// The figures of a revision, those of territories down to `level` only: RT are many.
pub async fn parts(
    tx: &mut Tx,
    id: PromiseId,
    revision: i32,
    level: kernel::Level,
) -> Result<Vec<Part>, Error> {
    let city = tx.city();
    // bounded: years × categories × territories of a city
    let rows = sqlx::query!(
        "select year, category, area, figure from programmes.part
         where city = $1 and promise = $2 and revision = $3 and ended_at is null and length(area) <= $4
         order by year, category, area",
        city.0,
        id.0,
        revision,
        width(level)
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let cell = Cell { year: row.year, category: row.category, area: AreaCode::parse(&row.area)? };
            Ok(Part { cell, figure: row.figure })
        })
        .collect()
}

/// The figures of a year and a category in the territories within one, itself included, down to `level`.
pub(super) async fn within(
    tx: &mut Tx,
    (id, revision): (PromiseId, i32),
    of: &Cell,
    level: kernel::Level,
) -> Result<Vec<Kept>, Error> {
    let city = tx.city();
    // bounded: territories of a city
    let rows = sqlx::query!(
        "select area, figure, weight, why, pinned_reason, allocation from programmes.part
         where city = $1 and promise = $2 and revision = $3 and year = $4 and category = $5 and ended_at is null
               and area like $6 || '%' and length(area) <= $7
         order by area",
        city.0,
        id.0,
        revision,
        of.year,
        of.category,
        of.area.as_str(),
        width(level)
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Kept {
                area: AreaCode::parse(&row.area)?,
                figure: row.figure,
                weight: row.weight,
                why: row.why,
                pinned: row.pinned_reason,
                allocation: row.allocation,
            })
        })
        .collect()
}

/// What is kept back of which figures.
pub async fn rests(tx: &mut Tx, id: PromiseId, revision: i32) -> Result<Vec<Rest>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select year, category, area, along, name from programmes.rest
         where city = $1 and promise = $2 and revision = $3 order by year, category, area, along limit 1000",
        city.0,
        id.0,
        revision
    )
    .fetch_all(tx.conn())
    .await?;
    let rests = rows.into_iter().filter_map(|row| {
        let of = Cell { year: row.year, category: row.category, area: AreaCode::parse(&row.area).ok()? };
        Some(Rest { of, along: Along::parse(&row.along)?, name: row.name })
    });
    Ok(rests.collect())
}

/// What was published of what was reached, by year.
pub(crate) async fn told(tx: &mut Tx, id: PromiseId) -> Result<Vec<Told>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, year, category, figure, source, published_on from programmes.told
         where city = $1 and promise = $2 and withdrawn_at is null order by year, category limit 1000",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let told = rows.into_iter().map(|row| Told {
        id: ToldId(row.id),
        year: row.year,
        category: row.category,
        figure: row.figure,
        source: row.source,
        published_on: row.published_on,
    });
    Ok(told.collect())
}

/// How long the code of a territory of a level is.
pub(super) fn width(level: kernel::Level) -> i32 {
    match level {
        kernel::Level::Province => 2,
        kernel::Level::City => 5,
        kernel::Level::Kecamatan => 8,
        kernel::Level::Kelurahan => 13,
        kernel::Level::Rw => 17,
        kernel::Level::Rt => 21,
    }
}

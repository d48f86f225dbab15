use chrono::{Datelike as _, NaiveDate};
use kernel::audit::Entry;
use kernel::{AreaCode, Error, OnConstraint as _, Say, Tx};
use serde_json::json;

use super::rules::{Along, Cell, Overlap, Part, Rest, differences};
use super::{KEEP, PartId, PromiseId, ToldId, find};
use crate::outcome::{Grade, changed};

/// A promise as a form gives it.
#[derive(Debug, Clone)]
pub struct NewPromise {
    pub name: String,
    pub kind: String,
    pub revision: NewRevision,
}

/// The promise as a decree has it.
#[derive(Debug, Clone)]
pub struct NewRevision {
    pub decree: String,
    pub decided_on: NaiveDate,
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    pub total: i64,
    pub parts: Vec<NewPart>,
    pub rests: Vec<NewRest>,
    pub overlap: Overlap,
    /// Outcomes of this grade and better count.
    pub grade: Grade,
    /// Kept as it was published, although it does not add up.
    pub as_published: bool,
    pub source: String,
    pub reason: String,
}

/// A part of a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPart {
    /// `None`: of the whole term.
    pub year: Option<i16>,
    /// Blank: of all categories.
    pub category: String,
    /// `None`: of the whole city.
    pub area: Option<AreaCode>,
    pub figure: i64,
}

/// What is kept back of a year's, a category's or the whole figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRest {
    pub year: Option<i16>,
    pub category: String,
    pub along: Along,
    pub name: String,
}

/// What the city published of what was reached.
#[derive(Debug, Clone)]
pub struct NewTold {
    pub year: Option<i16>,
    pub category: String,
    pub figure: i64,
    pub source: String,
    pub published_on: NaiveDate,
}

/// Makes a promise with its first revision.
pub async fn make(tx: &mut Tx, new: NewPromise) -> Result<PromiseId, Error> {
    tx.must_in_city(KEEP)?;
    let name = new.name.trim();
    if !(3..=160).contains(&name.chars().count()) {
        return Err(Error::field("name", "programmes-promise-name-length"));
    }
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    let (parts, rests) = cells(&whole, &new.revision)?;
    sound(&whole, &new.revision, &parts, &rests)?;
    let (city, now, id): (_, _, PromiseId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    sqlx::query!(
        "insert into programmes.promise (city, id, name, kind, made_at, made_by) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        id.0,
        name,
        new.kind,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("promise_name_key", || Error::field("name", "programmes-promise-name-taken"))?;
    add(tx, id, 1, new.revision).await?;
    changed::tell(tx, &new.kind).await?;
    tx.audit(Entry::new(KEEP.name, "promise", id)).await?;
    Ok(id)
}

/// Puts another revision in force. Those before stay as they are.
pub async fn revise(tx: &mut Tx, id: PromiseId, new: NewRevision) -> Result<i32, Error> {
    tx.must_in_city(KEEP)?;
    let promise = find::locked(tx, id).await?;
    if new.reason.trim().is_empty() {
        return Err(Error::field("reason", "programmes-promise-reason-missing"));
    }
    let number = promise.revision.number + 1;
    let reason = new.reason.clone();
    add(tx, id, number, new).await?;
    changed::tell(tx, &promise.kind).await?;
    let body = json!({ "revision": number });
    tx.audit(Entry::new(KEEP.name, "promise", id).reason(reason).body(body)).await?;
    Ok(number)
}

/// Records what was published of what was reached. It is kept as it stands, whether it adds up or not.
pub async fn tell(tx: &mut Tx, id: PromiseId, new: NewTold) -> Result<ToldId, Error> {
    tx.must_in_city(KEEP)?;
    find::locked(tx, id).await?;
    if new.figure < 0 {
        return Err(Error::field("figure", "programmes-promise-figure"));
    }
    if new.source.trim().is_empty() {
        return Err(Error::field("source", "programmes-promise-source-missing"));
    }
    let (city, now, told): (_, _, ToldId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account();
    sqlx::query!(
        "insert into programmes.told (city, id, promise, year, category, figure, source, published_on, at, by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        city.0,
        told.0,
        id.0,
        new.year.unwrap_or(0),
        new.category,
        new.figure,
        new.source.trim(),
        new.published_on,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("told_cell_key", || Error::field("year", "programmes-promise-told-twice"))?;
    tx.audit(Entry::new(KEEP.name, "promise", id)).await?;
    Ok(told)
}

/// Takes back what was recorded of a publication: the wrong number was copied. It stays readable to nobody but the trail.
pub async fn untell(tx: &mut Tx, id: PromiseId, told: ToldId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(KEEP)?;
    find::locked(tx, id).await?;
    let reason = reasoned(reason)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let done = sqlx::query!(
        "update programmes.told set withdrawn_at = $4, withdrawn_by = $5, withdrawn_reason = $6
         where city = $1 and promise = $2 and id = $3 and withdrawn_at is null",
        city.0,
        id.0,
        told.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    let body = json!({ "told": told });
    tx.audit(Entry::new(KEEP.name, "promise", id).reason(reason).body(body)).await
}

fn reasoned(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    if (3..=500).contains(&reason.chars().count()) {
        Ok(reason)
    } else {
        Err(Error::field("reason", "programmes-outcome-reason-length"))
    }
}

/// Lets everybody see a promise, or takes that back.
pub async fn publish(tx: &mut Tx, id: PromiseId, visible: Visible) -> Result<(), Error> {
    tx.must_in_city(KEEP)?;
    find::locked(tx, id).await?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let at = matches!(visible, Visible::Everybody).then_some(now);
    sqlx::query!(
        "update programmes.promise set published_at = $3, published_by = $4
         where city = $1 and id = $2 and (published_at is null) = ($3::timestamptz is not null)",
        city.0,
        id.0,
        at,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(KEEP.name, "promise", id).body(json!({ "published": at.is_some() }))).await
}

/// Who sees a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visible {
    Everybody,
    Desk,
}

/// Says that a promise was entered by mistake. It stays readable to nobody but the trail.
pub async fn withdraw(tx: &mut Tx, id: PromiseId, reason: &str) -> Result<(), Error> {
    tx.must_in_city(KEEP)?;
    find::locked(tx, id).await?;
    let reason = reasoned(reason)?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update programmes.promise set withdrawn_at = $3, withdrawn_by = $4, withdrawn_reason = $5, published_at = null
         where city = $1 and id = $2 and withdrawn_at is null",
        city.0,
        id.0,
        now,
        by.map(|by| by.0),
        reason
    )
    .execute(tx.conn())
    .await?;
    tx.audit(Entry::new(KEEP.name, "promise", id).reason(reason)).await
}

async fn add(tx: &mut Tx, id: PromiseId, number: i32, new: NewRevision) -> Result<(), Error> {
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    let (parts, rests) = cells(&whole, &new)?;
    sound(&whole, &new, &parts, &rests)?;
    let mut categories: Vec<String> = Vec::new();
    for part in &new.parts {
        if !part.category.is_empty() && !categories.contains(&part.category) {
            categories.push(part.category.clone());
        }
    }
    let grades: Vec<String> =
        Grade::ALL.iter().filter(|grade| **grade >= new.grade).map(|g| g.as_str().to_owned()).collect();
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "insert into programmes.revision (city, promise, number, decree, decided_on, from_day, until_day, overlap,
                                          categories, grades, as_published, source, reason, at, by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        city.0,
        id.0,
        number,
        new.decree.trim(),
        new.decided_on,
        new.from,
        new.until,
        new.overlap.as_str(),
        &categories,
        &grades,
        new.as_published,
        new.source.trim(),
        new.reason.trim(),
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    write(tx, id, number, &parts).await?;
    keep_back(tx, id, number, &rests).await
}

/// The cells of a revision: the whole first.
fn cells(whole: &AreaCode, new: &NewRevision) -> Result<(Vec<Part>, Vec<Rest>), Error> {
    let cell = |year: Option<i16>, category: &str, area: Option<&AreaCode>| Cell {
        year: year.unwrap_or(0),
        category: category.to_owned(),
        area: area.unwrap_or(whole).clone(),
    };
    let mut parts = vec![Part { cell: cell(None, "", None), figure: new.total }];
    for part in &new.parts {
        let cell = cell(part.year, &part.category, part.area.as_ref());
        if parts.iter().any(|known| known.cell == cell) {
            return Err(Error::field("parts", "programmes-promise-part-twice"));
        }
        parts.push(Part { cell, figure: part.figure });
    }
    let rests = new.rests.iter().map(|rest| Rest {
        of: cell(rest.year, &rest.category, None),
        along: rest.along,
        name: rest.name.trim().to_owned(),
    });
    Ok((parts, rests.collect()))
}

fn sound(whole: &AreaCode, new: &NewRevision, parts: &[Part], rests: &[Rest]) -> Result<(), Error> {
    if new.from > new.until {
        return Err(Error::field("until", "programmes-promise-term"));
    }
    if parts.iter().any(|part| part.figure < 0) || new.total == 0 {
        return Err(Error::field("total", "programmes-promise-figure"));
    }
    let years = i32::from(i16::MIN)..=i32::from(i16::MAX);
    let in_term = |year: i16| {
        year == 0
            || (new.from.year()..=new.until.year()).contains(&i32::from(year))
                && years.contains(&i32::from(year))
    };
    if let Some(part) = parts.iter().find(|part| !in_term(part.cell.year)) {
        let say = Say::new("programmes-promise-part-outside").with("year", part.cell.year.to_string());
        return Err(Error::field("parts", say));
    }
    if parts.iter().any(|part| !whole.contains(&part.cell.area)) {
        return Err(Error::field("parts", "programmes-promise-part-elsewhere"));
    }
    if new.as_published {
        let told = !new.source.trim().is_empty();
        return if told { Ok(()) } else { Err(Error::field("source", "programmes-promise-source-missing")) };
    }
    match differences(parts, rests, new.overlap).first() {
        None => Ok(()),
        Some(one) => {
            let say = Say::new("programmes-promise-does-not-add-up")
                .with("of", if one.of.year == 0 { String::new() } else { one.of.year.to_string() })
                .with("whole", one.whole.to_string())
                .with("together", one.together.to_string());
            Err(Error::field("parts", say))
        }
    }
}

async fn write(tx: &mut Tx, id: PromiseId, number: i32, parts: &[Part]) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let ids: Vec<uuid::Uuid> = parts.iter().map(|_| tx.id::<PartId>().0).collect();
    let year: Vec<i16> = parts.iter().map(|part| part.cell.year).collect();
    let category: Vec<String> = parts.iter().map(|part| part.cell.category.clone()).collect();
    let area: Vec<String> = parts.iter().map(|part| part.cell.area.to_string()).collect();
    let figure: Vec<i64> = parts.iter().map(|part| part.figure).collect();
    sqlx::query!(
        "insert into programmes.part (city, id, promise, revision, year, category, area, figure, at, by)
         select $1, p.id, $2, $3, p.year, p.category, p.area, p.figure, $9, $10
         from unnest($4::uuid[], $5::smallint[], $6::text[], $7::text[], $8::bigint[])
              as p (id, year, category, area, figure)",
        city.0,
        id.0,
        number,
        &ids,
        &year,
        &category,
        &area,
        &figure,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("part_cell_key", || Error::field("parts", "programmes-promise-part-twice"))?;
    Ok(())
}

/// Names what of figures is kept back.
pub(super) async fn keep_back(tx: &mut Tx, id: PromiseId, number: i32, rests: &[Rest]) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let year: Vec<i16> = rests.iter().map(|rest| rest.of.year).collect();
    let category: Vec<String> = rests.iter().map(|rest| rest.of.category.clone()).collect();
    let area: Vec<String> = rests.iter().map(|rest| rest.of.area.to_string()).collect();
    let along: Vec<String> = rests.iter().map(|rest| rest.along.as_str().to_owned()).collect();
    let name: Vec<String> = rests.iter().map(|rest| rest.name.clone()).collect();
    sqlx::query!(
        "insert into programmes.rest (city, promise, revision, year, category, area, along, name, at, by)
         select $1, $2, $3, r.year, r.category, r.area, r.along, r.name, $9, $10
         from unnest($4::smallint[], $5::text[], $6::text[], $7::text[], $8::text[]) as r (year, category, area, along, name)
         on conflict do nothing",
        city.0,
        id.0,
        number,
        &year,
        &category,
        &area,
        &along,
        &name,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

//! Keeps entries and vocabulary in step with the records.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Tx};
use serde::Serialize;
use uuid::Uuid;

use super::Kind;
use super::marks::Known;
use super::sound::{forms, sounds};
use crate::business::BusinessId;
use crate::person::PersonId;

/// Makes these people and businesses, and the businesses of these people, be found by what is known of them now. Those
/// that are not in force are found no more. The last step of computing records.
pub(crate) async fn index(tx: &mut Tx, people: &[PersonId], businesses: &[BusinessId]) -> Result<(), Error> {
    let people: Vec<Uuid> = people.iter().map(|id| id.0).collect();
    let mut trades: Vec<Uuid> = businesses.iter().map(|id| id.0).collect();
    let city = tx.city();
    if !people.is_empty() {
        let theirs = sqlx::query_scalar!(
            "select distinct business from registry.ownership where city = $1 and person = any($2)",
            city.0,
            &people
        )
        // bounded: the businesses of the people given
        .fetch_all(tx.conn())
        .await?;
        trades.extend(theirs);
    }
    trades.sort_unstable();
    trades.dedup();
    let mut all = known_people(tx, &people).await?;
    all.extend(known_businesses(tx, &trades).await?);
    let subjects: Vec<Uuid> = people.into_iter().chain(trades).collect();
    forget(tx, &subjects, &all).await?;
    write(tx, &all).await
}

/// The same for people alone, where their businesses follow by themselves.
pub(super) async fn people(tx: &mut Tx, people: &[PersonId]) -> Result<(), Error> {
    let ids: Vec<Uuid> = people.iter().map(|id| id.0).collect();
    let all = known_people(tx, &ids).await?;
    forget(tx, &ids, &all).await?;
    write(tx, &all).await
}

struct Found {
    id: Uuid,
    kind: Kind,
    known: Known,
}

async fn known_people(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Found>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        "select id, code, name, area, phones from registry.person
         where city = $1 and id = any($2) and withdrawn_at is null and became is null order by id",
        city.0,
        ids
    )
    // bounded: the ids given
    .fetch_all(tx.conn())
    .await?;
    let found = |Row { id, code, name, area, phones }| {
        let known = Known { code, name, area, phones, ..Known::default() };
        Found { id, kind: Kind::Person, known }
    };
    Ok(rows.into_iter().map(found).collect())
}

struct Row {
    id: Uuid,
    code: String,
    name: String,
    area: String,
    phones: Vec<String>,
}

async fn known_businesses(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Found>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select b.id, b.code, b.name, b.brand, b.activity, b.products, b.address, b.area, b.phones, b.sector,
                  b.kbli_version, b.kbli_code,
                  coalesce((select array_agg(distinct p.name) from registry.ownership o
                            join registry.person p on p.city = o.city and p.id = o.person
                            where o.city = b.city and o.business = b.id), '{}') as "owners!",
                  coalesce((select array_agg(distinct q.number) from registry.permit q
                            where q.city = b.city and q.business = b.id and q.withdrawn_at is null
                              and q.kind <> 'npwp' and q.number <> ''), '{}') as "permits!"
           from registry.business b
           where b.city = $1 and b.id = any($2) and b.withdrawn_at is null and b.became is null order by b.id"#,
        city.0,
        ids
    )
    // bounded: the ids given
    .fetch_all(tx.conn())
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let mut texts: Vec<String> = row.owners;
        texts.extend([row.activity, row.products, row.address].into_iter().flatten());
        let known = Known {
            code: row.code,
            name: row.name,
            names: row.brand.into_iter().collect(),
            texts,
            area: row.area,
            phones: row.phones,
            permits: row.permits,
            trade: row.kbli_version.zip(row.kbli_code),
            sector: row.sector,
        };
        all.push(Found { id: row.id, kind: Kind::Business, known });
    }
    Ok(all)
}

async fn forget(tx: &mut Tx, subjects: &[Uuid], found: &[Found]) -> Result<(), Error> {
    let there: BTreeSet<Uuid> = found.iter().map(|found| found.id).collect();
    let gone: Vec<Uuid> = subjects.iter().filter(|id| !there.contains(id)).copied().collect();
    if gone.is_empty() {
        return Ok(());
    }
    let city = tx.city();
    sqlx::query!("delete from registry.entry where city = $1 and subject = any($2)", city.0, &gone)
        .execute(tx.conn())
        .await?;
    Ok(())
}

#[derive(Serialize)]
struct Entry<'a> {
    subject: Uuid,
    kind: &'static str,
    area: &'a str,
    name: String,
    marks: Vec<String>,
}

async fn write(tx: &mut Tx, all: &[Found]) -> Result<(), Error> {
    if all.is_empty() {
        return Ok(());
    }
    let city = tx.city();
    let mut vocabulary: BTreeMap<String, String> = BTreeMap::new();
    let mut entries = Vec::with_capacity(all.len());
    for found in all {
        let (marks, words) = found.known.marks(city, found.kind);
        vocabulary.extend(words);
        let name = sounds(&found.known.name);
        entries.push(Entry {
            subject: found.id,
            kind: found.kind.as_str(),
            area: &found.known.area,
            name,
            marks,
        });
    }
    entries.sort_by_key(|entry| entry.subject);
    sqlx::query!(
        "insert into registry.entry (city, subject, kind, area, name, marks)
         select $1, r.subject, r.kind, r.area, r.name, array_to_tsvector(r.marks)
         from jsonb_to_recordset($2::jsonb) as r(subject uuid, kind text, area text, name text, marks text[])
         on conflict (city, subject) do update set
             kind = excluded.kind, area = excluded.area, name = excluded.name, marks = excluded.marks
         where (entry.kind, entry.area, entry.name, entry.marks)
               is distinct from (excluded.kind, excluded.area, excluded.name, excluded.marks)",
        city.0,
        serde_json::to_value(&entries)?
    )
    .execute(tx.conn())
    .await?;
    learn(tx, &vocabulary).await
}

/// Keeps the words that are new. In the order of the alphabet, so that two who bring the same ones do not wait for each
/// other in a circle.
async fn learn(tx: &mut Tx, words: &BTreeMap<String, String>) -> Result<(), Error> {
    let city = tx.city();
    let (heard, shown): (Vec<String>, Vec<String>) = words.clone().into_iter().unzip();
    sqlx::query!(
        "update registry.vocabulary set uses = 1 where city = $1 and word = any($2) and uses = 0",
        city.0,
        &heard
    )
    .execute(tx.conn())
    .await?;
    let new = sqlx::query_scalar!(
        "insert into registry.vocabulary (city, word, shown, uses)
         select $1, r.word, r.shown, 1 from unnest($2::text[], $3::text[]) as r(word, shown)
         where not exists (select 1 from registry.vocabulary v where v.city = $1 and v.word = r.word)
         order by r.word
         on conflict (city, word) do nothing
         returning word",
        city.0,
        &heard,
        &shown
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut all, mut of) = (Vec::new(), Vec::new());
    for word in new {
        for form in forms(&word) {
            all.push(form);
            of.push(word.clone());
        }
    }
    sqlx::query!(
        "insert into registry.spelling (city, form, word)
         select $1, r.form, r.word from unnest($2::text[], $3::text[]) as r(form, word)
         on conflict (city, form, word) do nothing",
        city.0,
        &all,
        &of
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

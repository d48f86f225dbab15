//! Brings memberships and records to where the decisions put them.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AreaCode, Error, Tx};
use uuid::Uuid;

use super::fold::{Word, fold};
use super::{Settled, Side, Verdict};
use crate::business::BusinessId;
use crate::person::PersonId;
use crate::source::{SourceId, compute};
use crate::{business, person};

/// Records computed at once.
const CHUNK: usize = 1000;

/// Lets decisions of a city take turns: each reads what all others did.
pub(crate) async fn lock(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('registry.link', $1::int::bigint))", city.0)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Puts the sources of these homes, and of all that decisions tie to them, where they belong, and computes every record
/// that this changes. The caller holds the lock.
pub(crate) async fn refold(tx: &mut Tx, side: Side, seeds: BTreeSet<Uuid>) -> Result<(), Error> {
    let (homes, words) = gather(tx, side, seeds).await?;
    let roots = fold(&homes.keys().copied().collect(), &words);
    let moved = stand(tx, side, &roots).await?;
    let lead = |home: &Uuid| roots.get(home).copied().filter(|root| root != home);
    let changed: Vec<Uuid> =
        homes.iter().filter(|(home, became)| lead(home) != **became).map(|(home, _)| *home).collect();
    let mut records: BTreeSet<Uuid> = changed.iter().copied().collect();
    records.extend(moved.iter().flat_map(|one| [one.from, one.to]));
    if records.is_empty() {
        return Ok(());
    }
    let all: Vec<Uuid> = records.into_iter().collect();
    retire(tx, side, &all, &roots).await?;
    let mut areas = BTreeSet::new();
    let trades = match side {
        Side::Person => beside(tx, &moved).await?,
        Side::Business => all.clone(),
    };
    let people: &[Uuid] = match side {
        Side::Person => &all,
        Side::Business => &[],
    };
    for people in people.chunks(CHUNK) {
        let people: Vec<PersonId> = people.iter().copied().map(PersonId).collect();
        compute::compute(tx, &people, &[], &mut areas).await?;
    }
    for trades in trades.chunks(CHUNK) {
        let trades: Vec<BusinessId> = trades.iter().copied().map(BusinessId).collect();
        compute::compute(tx, &[], &trades, &mut areas).await?;
    }
    compute::tell(tx, areas).await?;
    let retired = changed.iter().filter_map(|home| Some((*home, lead(home)?))).collect();
    let restored = changed.iter().filter(|home| lead(home).is_none()).copied().collect();
    let left = changed.iter().filter_map(|home| homes.get(home).copied().flatten()).collect();
    // One subject for the whole city: who follows ids hears of them in order.
    let subject = Uuid::from_u128(u128::from(tx.city().0.unsigned_abs()));
    tx.tell(&Settled { subject, side, retired, restored, left }).await
}

type Became = BTreeMap<Uuid, Option<Uuid>>;

/// The homes that decisions tie to `seeds` in any number of steps, with what each leads to now, and these decisions.
async fn gather(tx: &mut Tx, side: Side, seeds: BTreeSet<Uuid>) -> Result<(Became, Vec<Word>), Error> {
    let mut homes = family(tx, side, &seeds.into_iter().collect::<Vec<_>>()).await?;
    loop {
        let known: Vec<Uuid> = homes.keys().copied().collect();
        let words = words(tx, side, &known).await?;
        let met: BTreeSet<Uuid> = words.iter().flat_map(|word| [word.left, word.right]).collect();
        let new: Vec<Uuid> = met.into_iter().filter(|home| !homes.contains_key(home)).collect();
        if new.is_empty() {
            return Ok((homes, words));
        }
        homes.extend(family(tx, side, &new).await?);
    }
}

/// These homes, and all that stand in one record with them.
async fn family(tx: &mut Tx, side: Side, homes: &[Uuid]) -> Result<Became, Error> {
    let city = tx.city();
    let rows: Vec<(Uuid, Option<Uuid>)> = match side {
        Side::Person => sqlx::query!(
            r#"-- bounded: by the records given and those that became them
               with root as (
                   select distinct coalesce(became, id) as id from registry.person where city = $1 and id = any($2))
               select p.id as "id!", p.became from registry.person p join root on root.id = p.id where p.city = $1
               union
               select p.id, p.became from registry.person p join root on root.id = p.became where p.city = $1
               order by 1"#,
            city.0,
            homes
        )
        .fetch_all(tx.conn())
        .await?
        .into_iter()
        .map(|row| (row.id, row.became))
        .collect(),
        Side::Business => sqlx::query!(
            r#"-- bounded: by the records given and those that became them
               with root as (
                   select distinct coalesce(became, id) as id from registry.business where city = $1 and id = any($2))
               select p.id as "id!", p.became from registry.business p join root on root.id = p.id where p.city = $1
               union
               select p.id, p.became from registry.business p join root on root.id = p.became where p.city = $1
               order by 1"#,
            city.0,
            homes
        )
        .fetch_all(tx.conn())
        .await?
        .into_iter()
        .map(|row| (row.id, row.became))
        .collect(),
    };
    Ok(rows.into_iter().collect())
}

/// The decisions, not undone, of which a source has one of these homes, in the order in which they were made. What the
/// machine found of a source that no longer counts does not either: a list that was taken back joins nobody.
async fn words(tx: &mut Tx, side: Side, homes: &[Uuid]) -> Result<Vec<Word>, Error> {
    let city = tx.city();
    // bounded: by the sources of the homes given
    let rows = sqlx::query!(
        r#"with near as (
               select distinct m.source from registry.membership m
               where m.city = $1 and m.home = any($2) and (m.person is not null) = ($3 = 'person')),
           met as (
               select l.id from registry.link l join near on near.source = l.left_source where l.city = $1
               union
               select l.id from registry.link l join near on near.source = l.right_source where l.city = $1)
           select l.kind, l.by_account is not null as "human!", a.home as "left!", b.home as "right!"
           from met join registry.link l on l.city = $1 and l.id = met.id
           cross join lateral (
               select m.home, m.ended_at from registry.membership m
               where m.city = $1 and m.source = l.left_source and (m.person is not null) = ($3 = 'person')
               order by m.ended_at is not null, m.id desc limit 1) a
           cross join lateral (
               select m.home, m.ended_at from registry.membership m
               where m.city = $1 and m.source = l.right_source and (m.person is not null) = ($3 = 'person')
               order by m.ended_at is not null, m.id desc limit 1) b
           where l.side = $3 and (l.policy is null or num_nulls(a.ended_at, b.ended_at) = 2)
             and not exists (select 1 from registry.link u where u.city = $1 and u.undoes = l.id)
           order by l.at, l.id"#,
        city.0,
        homes,
        side.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    let word = |row: &str| Verdict::parse(row).ok_or_else(|| Error::broken("a decision of an unknown kind"));
    rows.into_iter()
        .map(|row| Ok(Word { verdict: word(&row.kind)?, human: row.human, left: row.left, right: row.right }))
        .collect()
}

/// A source that went from one record to another.
struct Moved {
    source: Uuid,
    from: Uuid,
    to: Uuid,
}

/// Ends the memberships that stand elsewhere than at the root of their home, and begins those that do.
async fn stand(tx: &mut Tx, side: Side, roots: &BTreeMap<Uuid, Uuid>) -> Result<Vec<Moved>, Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    let (homes, targets): (Vec<Uuid>, Vec<Uuid>) = roots.iter().map(|(home, root)| (*home, *root)).unzip();
    // bounded: by the sources of the homes given
    let rows = sqlx::query!(
        r#"update registry.membership m set ended_at = $5, ended_by = $6
           from unnest($2::uuid[], $3::uuid[]) as r(home, root)
           where m.city = $1 and m.home = r.home and m.ended_at is null and (m.person is not null) = ($4 = 'person')
             and coalesce(m.person, m.business) <> r.root
           returning m.source, m.home, coalesce(m.person, m.business) as "from!", r.root as "to!""#,
        city.0,
        &homes,
        &targets,
        side.as_str(),
        now,
        by.map(|by| by.0)
    )
    .fetch_all(tx.conn())
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|_| tx.id()).collect();
    let sources: Vec<Uuid> = rows.iter().map(|row| row.source).collect();
    let homes: Vec<Uuid> = rows.iter().map(|row| row.home).collect();
    let targets: Vec<Uuid> = rows.iter().map(|row| row.to).collect();
    sqlx::query!(
        "insert into registry.membership (city, id, source, person, business, home, method, at, by_account)
         select $1, r.id, r.source, case when $6 = 'person' then r.root end, case when $6 = 'business' then r.root end,
                r.home, 'link', $7, $8
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[]) as r(id, source, home, root)",
        city.0,
        &ids,
        &sources,
        &homes,
        &targets,
        side.as_str(),
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| Moved { source: row.source, from: row.from, to: row.to }).collect())
}

/// Says of each record what it leads to. A record that leads elsewhere keeps its name, code and territory and nothing else
/// that says who it is. All of them let go of their numbers, which only one in force may have: computing gives them back.
async fn retire(
    tx: &mut Tx,
    side: Side,
    records: &[Uuid],
    roots: &BTreeMap<Uuid, Uuid>,
) -> Result<(), Error> {
    let city = tx.city();
    let leads: Vec<Uuid> = records.iter().map(|id| roots.get(id).copied().unwrap_or(*id)).collect();
    match side {
        Side::Person => {
            sqlx::query!(
                "update registry.person p set
                     became = nullif(r.root, r.id), nik_sealed = null, nik_index = null, number_state = 'none',
                     phones = '{}', email = null, address = null, birth_date = null, birth_place = null,
                     disabilities = '{}', assistive_need = null, sources = 0
                 from unnest($2::uuid[], $3::uuid[]) as r(id, root) where p.city = $1 and p.id = r.id",
                city.0,
                records,
                &leads
            )
            .execute(tx.conn())
            .await?
        }
        Side::Business => {
            sqlx::query!(
                "update registry.business b set became = nullif(r.root, r.id), sources = 0
                 from unnest($2::uuid[], $3::uuid[]) as r(id, root) where b.city = $1 and b.id = r.id",
                city.0,
                records,
                &leads
            )
            .execute(tx.conn())
            .await?
        }
    };
    Ok(())
}

/// The businesses of which these sources speak too: who runs them follows the people.
async fn beside(tx: &mut Tx, moved: &[Moved]) -> Result<Vec<Uuid>, Error> {
    let city = tx.city();
    let sources: Vec<Uuid> = moved.iter().map(|one| one.source).collect();
    // bounded: by the sources given
    Ok(sqlx::query_scalar!(
        r#"select distinct m.business as "business!" from registry.membership m
           where m.city = $1 and m.source = any($2) and m.business is not null and m.ended_at is null order by 1"#,
        city.0,
        &sources
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The record that each of these sources was said of. A source that no longer counts keeps its last one.
pub(super) async fn homes(
    tx: &mut Tx,
    side: Side,
    sources: &[SourceId],
) -> Result<BTreeMap<SourceId, Uuid>, Error> {
    let city = tx.city();
    let ids: Vec<Uuid> = sources.iter().map(|source| source.0).collect();
    // bounded: by the sources given
    let rows = sqlx::query!(
        "select distinct on (m.source) m.source, m.home from registry.membership m
         where m.city = $1 and m.source = any($2) and (m.person is not null) = ($3 = 'person')
         order by m.source, m.ended_at is not null, m.id desc",
        city.0,
        &ids,
        side.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (SourceId(row.source), row.home)).collect())
}

/// The record in force that each of these is, itself where it stands for itself.
pub(crate) async fn roots(tx: &mut Tx, side: Side, records: &[Uuid]) -> Result<BTreeMap<Uuid, Uuid>, Error> {
    let homes = family(tx, side, records).await?;
    let root = |record: &Uuid| homes.get(record).map(|became| (*record, became.unwrap_or(*record)));
    Ok(records.iter().filter_map(root).collect())
}

/// The sources that stand in a record, each with its home.
pub(super) async fn standing(tx: &mut Tx, side: Side, record: Uuid) -> Result<Vec<(SourceId, Uuid)>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select source, home from registry.membership
         where city = $1 and ended_at is null and (person = $2 or business = $2)
           and (person is not null) = ($3 = 'person') order by source limit 10000",
        city.0,
        record,
        side.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (SourceId(row.source), row.home)).collect())
}

/// Gives sources that were said of `home` a new record of their own to be at home in.
pub(super) async fn rehome(tx: &mut Tx, side: Side, sources: &[SourceId], home: Uuid) -> Result<Uuid, Error> {
    let area = areas(tx, side, &[home]).await?.pop().ok_or(Error::NotFound("record"))?.to_string();
    let new = match side {
        Side::Person => {
            person::register::one_of(person::register::create(tx, &[(String::new(), area)]).await?)?.0
        }
        Side::Business => {
            person::register::one_of(business::register::create(tx, &[(String::new(), area)]).await?)?.0
        }
    };
    let ids: Vec<Uuid> = sources.iter().map(|source| source.0).collect();
    let city = tx.city();
    sqlx::query!(
        "update registry.membership set home = $4
         where city = $1 and source = any($2) and home = $3 and ended_at is null
           and (person is not null) = ($5 = 'person')",
        city.0,
        &ids,
        home,
        new,
        side.as_str()
    )
    .execute(tx.conn())
    .await?;
    Ok(new)
}

/// Where the records are filed in which these sources stand.
pub(super) async fn areas_of(
    tx: &mut Tx,
    side: Side,
    sources: &[SourceId],
) -> Result<BTreeMap<SourceId, AreaCode>, Error> {
    let city = tx.city();
    let ids: Vec<Uuid> = sources.iter().map(|source| source.0).collect();
    // bounded: by the sources given
    let rows = sqlx::query!(
        r#"select m.source, coalesce(p.area, b.area) as "area!: AreaCode" from registry.membership m
           left join registry.person p on p.city = m.city and p.id = m.person
           left join registry.business b on b.city = m.city and b.id = m.business
           where m.city = $1 and m.source = any($2) and m.ended_at is null and (m.person is not null) = ($3 = 'person')
           order by m.source"#,
        city.0,
        &ids,
        side.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (SourceId(row.source), row.area)).collect())
}

/// Where these records are filed.
pub(super) async fn areas(tx: &mut Tx, side: Side, records: &[Uuid]) -> Result<Vec<AreaCode>, Error> {
    let city = tx.city();
    let areas = match side {
        Side::Person => {
            sqlx::query_scalar!(
                "-- bounded: by the records given
                 select area from registry.person where city = $1 and id = any($2) order by id",
                city.0,
                records
            )
            .fetch_all(tx.conn())
            .await?
        }
        Side::Business => {
            sqlx::query_scalar!(
                "-- bounded: by the records given
                 select area from registry.business where city = $1 and id = any($2) order by id",
                city.0,
                records
            )
            .fetch_all(tx.conn())
            .await?
        }
    };
    areas.iter().map(|area| AreaCode::parse(area)).collect()
}

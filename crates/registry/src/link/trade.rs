//! Which records of businesses are one. Who runs them is known by then, so that names, numbers and places are enough to say
//! it in words: no weights are needed.

use std::collections::BTreeSet;

use kernel::{Error, Tx};
use uuid::Uuid;

use super::ask::Question;
use super::desk::Desk;
use super::policy::Policy;
use super::run::Among;
use super::trade_rules::{Pair, Trade};
use super::{NewLink, Side, Verdict, find, settle, trade_rules};
use crate::batch::BatchId;
use crate::linkage::{self, TradeName};
use crate::source::SourceId;

pub(super) struct Compared {
    pub joins: Vec<NewLink>,
    pub questions: Vec<Question>,
}

/// Joins what [`trade_rules::same`] finds, and asks about what it cannot tell.
///
/// Of a batch, those are compared that it speaks of and that share an owner, a number or a telephone with them, with all
/// of their kelurahan.
pub(super) async fn compare(desk: &mut Desk<'_>, policy: Policy, among: Among) -> Result<Compared, Error> {
    let (trades, near) = match among {
        Among::All => (all(desk).await?, None),
        Among::Batch(batch) => {
            let near = desk.turn(async |tx| near(tx, batch).await).await?;
            (around(desk, &near).await?, Some(near.into_iter().collect::<BTreeSet<Uuid>>()))
        }
    };
    let apart = desk.turn(async |tx| find::apart(tx, Side::Business).await).await?;
    let homes: Vec<Uuid> = apart.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let roots = desk.turn(async |tx| settle::roots(tx, Side::Business, &homes).await).await?;
    let root = |home: Uuid| roots.get(&home).copied().unwrap_or(home);
    let mut met: BTreeSet<(Uuid, Uuid)> = apart.iter().map(|(a, b)| ordered(root(*a), root(*b))).collect();
    let mut open = |(one, other, _): &Pair<'_>| {
        let asked = |id| near.as_ref().is_none_or(|near| near.contains(id));
        (asked(&one.id) || asked(&other.id)) && met.insert(ordered(one.id, other.id))
    };
    let joins =
        trade_rules::same(&trades).into_iter().filter(&mut open).map(|(one, other, reason)| NewLink {
            left: one.source,
            right: other.source,
            verdict: Verdict::Same,
            why: None,
            policy: Some(policy.version),
            weight: None,
            reasons: vec![reason.to_owned()],
        });
    let joins = joins.collect();
    let questions =
        trade_rules::doubtful(&trades).into_iter().filter(&mut open).map(|(one, other, reason)| Question {
            left: one.source,
            right: other.source,
            weight: policy.doubtful,
            reasons: vec![reason.to_owned()],
        });
    Ok(Compared { joins, questions: questions.collect() })
}

fn ordered(a: Uuid, b: Uuid) -> (Uuid, Uuid) {
    (a.min(b), a.max(b))
}

/// Businesses read at once.
const PORTION: usize = 5_000;

async fn all(desk: &mut Desk<'_>) -> Result<Vec<Trade>, Error> {
    let (mut trades, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let ids = desk.turn(async |tx| ids(tx, after).await).await?;
        let Some(last) = ids.last() else { return Ok(trades) };
        after = *last;
        trades.extend(desk.turn(async |tx| of(tx, &ids).await).await?);
    }
}

async fn ids(tx: &mut Tx, after: Uuid) -> Result<Vec<Uuid>, Error> {
    let city = tx.city();
    Ok(sqlx::query_scalar!(
        "select id from registry.business where city = $1 and id > $2 and withdrawn_at is null and became is null
         order by id limit $3",
        city.0,
        after,
        i64::try_from(PORTION).unwrap_or(i64::MAX)
    )
    .fetch_all(tx.conn())
    .await?)
}

/// The businesses of which a batch speaks, and those that share an owner, a NIB or a telephone in a kelurahan with one of
/// them or with somebody of whom the batch speaks.
async fn near(tx: &mut Tx, batch: BatchId) -> Result<Vec<Uuid>, Error> {
    let city = tx.city();
    // bounded: by the rows of a batch and what is near them
    Ok(sqlx::query_scalar!(
        r#"with said as materialized (
               select m.person, m.business from registry.source s
               join registry.membership m on m.city = s.city and m.source = s.id and m.ended_at is null
               where s.city = $1 and s.batch = $2),
           mine as materialized (select distinct business as id from said where business is not null),
           owner as materialized (
               select person from said where person is not null
               union
               select o.person from registry.ownership o join mine on mine.id = o.business where o.city = $1),
           number as materialized (
               select distinct q.number from registry.permit q join mine on mine.id = q.business
               where q.city = $1 and q.kind = 'nib' and q.withdrawn_at is null and q.number <> ''),
           spot as materialized (
               select distinct b.area, t.phone from registry.business b join mine on mine.id = b.id
               cross join unnest(b.phones) as t(phone) where b.city = $1)
           select id as "id!" from mine
           union
           select o.business from registry.ownership o join owner on owner.person = o.person where o.city = $1
           union
           select q.business from registry.permit q join number on number.number = q.number where q.city = $1
           union
           select b.id from registry.business b cross join unnest(b.phones) as t(phone)
           join spot on spot.area = b.area and spot.phone = t.phone
           where b.city = $1 and b.withdrawn_at is null and b.became is null
           order by 1"#,
        city.0,
        batch.0
    )
    .fetch_all(tx.conn())
    .await?)
}

/// These, and all that stand in their kelurahan.
async fn around(desk: &mut Desk<'_>, near: &[Uuid]) -> Result<Vec<Trade>, Error> {
    let mut ids: BTreeSet<Uuid> = near.iter().copied().collect();
    for near in near.chunks(PORTION) {
        ids.extend(desk.turn(async |tx| neighbours(tx, near).await).await?);
    }
    let (ids, mut trades): (Vec<Uuid>, _) = (ids.into_iter().collect(), Vec::new());
    for ids in ids.chunks(PORTION) {
        trades.extend(desk.turn(async |tx| of(tx, ids).await).await?);
    }
    Ok(trades)
}

async fn neighbours(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    let city = tx.city();
    // bounded: by the businesses of the kelurahan given
    Ok(sqlx::query_scalar!(
        "select id from registry.business
         where city = $1 and withdrawn_at is null and became is null
           and area in (select area from registry.business where city = $1 and id = any($2))
         order by id",
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?)
}

async fn of(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Trade>, Error> {
    let city = tx.city();
    // bounded: by the businesses given
    let rows = sqlx::query!(
        r#"select b.id, b.name, b.named, b.phones, b.area, b.rw, b.rt, b.address,
                  array(select o.person from registry.ownership o
                        where o.city = b.city and o.business = b.id order by o.person) as "owners!",
                  array(select q.number from registry.permit q
                        where q.city = b.city and q.business = b.id and q.kind = 'nib' and q.withdrawn_at is null
                          and q.number <> '' order by q.number) as "nibs!",
                  (select m.source from registry.membership m
                   where m.city = b.city and m.business = b.id and m.ended_at is null order by m.source limit 1) as source
           from registry.business b
           where b.city = $1 and b.id = any($2) and b.withdrawn_at is null and b.became is null order by b.id"#,
        city.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Trade {
                id: row.id,
                name: TradeName::parse(if row.named { &row.name } else { "" }),
                owners: row.owners,
                nibs: row.nibs,
                phones: row.phones,
                area: row.area,
                neighbourhood: row.rw.zip(row.rt),
                street: row.address.as_deref().and_then(linkage::house),
                source: SourceId(row.source?),
            })
        })
        .collect())
}

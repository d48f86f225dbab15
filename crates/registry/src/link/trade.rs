//! Which records of businesses are one. Who runs them is known by then, so that names and numbers are enough to say it in
//! words: no weights are needed.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Tx};
use uuid::Uuid;

use super::ask::Question;
use super::desk::Desk;
use super::policy::Policy;
use super::run::Among;
use super::{NewLink, Side, Verdict, find, settle};
use crate::batch::{BatchId, compared};
use crate::source::SourceId;

const OWNER_AND_WORD: &str = "registry-link-owner-and-name";
const OWNER_AND_UNNAMED: &str = "registry-link-owner-and-unnamed";
const OWNER_AND_NIB: &str = "registry-link-owner-and-nib";
const OTHER_OWNER_NIB: &str = "registry-link-other-owner-nib";
const OTHER_OWNER_WORD: &str = "registry-link-other-owner-name";

pub(super) struct Compared {
    pub joins: Vec<NewLink>,
    pub questions: Vec<Question>,
}

struct Trade {
    id: Uuid,
    /// As compared; empty where nobody named it.
    name: String,
    owners: Vec<Uuid>,
    nibs: Vec<String>,
    phones: Vec<String>,
    area: String,
    /// One of its sources.
    source: SourceId,
}

/// Businesses of one owner with one name or one NIB are one; those of two owners that share a NIB, or name, telephone and
/// kelurahan, are asked about: a couple who run one business stand in two lists with a name each.
///
/// Of a batch, those are compared that it speaks of, with those that share an owner, a number or a telephone with them.
pub(super) async fn compare(desk: &mut Desk<'_>, policy: Policy, among: Among) -> Result<Compared, Error> {
    let trades = match among {
        Among::All => all(desk).await?,
        Among::Batch(batch) => {
            let near = desk.turn(async |tx| near(tx, batch).await).await?;
            let mut trades = Vec::new();
            for near in near.chunks(PORTION) {
                trades.extend(desk.turn(async |tx| of(tx, near).await).await?);
            }
            trades
        }
    };
    let apart = desk.turn(async |tx| find::apart(tx, Side::Business).await).await?;
    let homes: Vec<Uuid> = apart.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let roots = desk.turn(async |tx| settle::roots(tx, Side::Business, &homes).await).await?;
    let root = |home: Uuid| roots.get(&home).copied().unwrap_or(home);
    let apart: BTreeSet<(Uuid, Uuid)> = apart.iter().map(|(a, b)| ordered(root(*a), root(*b))).collect();
    let mut joined: BTreeSet<(Uuid, Uuid)> = BTreeSet::new();
    let mut compared = Compared { joins: Vec::new(), questions: Vec::new() };
    for (one, other, reason) in of_owners(&trades) {
        let pair = ordered(one.id, other.id);
        if !apart.contains(&pair) && joined.insert(pair) {
            compared.joins.push(NewLink {
                left: one.source,
                right: other.source,
                verdict: Verdict::Same,
                why: None,
                policy: Some(policy.version),
                weight: None,
                reasons: vec![reason.to_owned()],
            });
        }
    }
    for (one, other, reason) in of_couples(&trades) {
        let pair = ordered(one.id, other.id);
        if !apart.contains(&pair) && joined.insert(pair) {
            let reasons = vec![reason.to_owned()];
            let weight = policy.doubtful;
            compared.questions.push(Question { left: one.source, right: other.source, weight, reasons });
        }
    }
    Ok(compared)
}

fn ordered(a: Uuid, b: Uuid) -> (Uuid, Uuid) {
    (a.min(b), a.max(b))
}

type Pair<'a> = (&'a Trade, &'a Trade, &'static str);

fn of_owners(trades: &[Trade]) -> Vec<Pair<'_>> {
    let mut by_owner: BTreeMap<Uuid, Vec<&Trade>> = BTreeMap::new();
    for trade in trades {
        trade.owners.iter().for_each(|owner| by_owner.entry(*owner).or_default().push(trade));
    }
    let mut pairs = Vec::new();
    for theirs in by_owner.values().filter(|theirs| theirs.len() > 1) {
        for (at, one) in theirs.iter().enumerate() {
            let near = theirs.iter().skip(at + 1).filter(|other| likeness(&one.name, &other.name) >= ALIKE);
            pairs.extend(near.map(|other| (*one, *other, OWNER_AND_WORD)));
        }
        pairs.extend(alike(theirs.iter().copied(), |t| t.nibs.clone(), OWNER_AND_NIB));
        let mut names = theirs.iter().map(|t| t.name.as_str()).filter(|n| !n.is_empty());
        let first = names.next().unwrap_or_default();
        // What a list does not name is the only one that has a name, and never one of several.
        if names.all(|name| likeness(name, first) >= ALIKE)
            && let Some(named) = theirs.iter().find(|t| !t.name.is_empty()).or(theirs.first())
        {
            let unnamed = theirs.iter().filter(|t| t.name.is_empty() && t.id != named.id);
            pairs.extend(unnamed.map(|t| (*named, *t, OWNER_AND_UNNAMED)));
        }
    }
    pairs
}

fn of_couples(trades: &[Trade]) -> Vec<Pair<'_>> {
    let phone = |t: &Trade| match t.name.as_str() {
        "" => Vec::new(),
        name => t.phones.iter().map(|phone| format!("{name}|{phone}|{}", t.area)).collect(),
    };
    let mut pairs = alike(trades.iter(), |t| t.nibs.clone(), OTHER_OWNER_NIB);
    pairs.extend(alike(trades.iter(), phone, OTHER_OWNER_WORD));
    pairs.retain(|(one, other, _)| !one.owners.iter().any(|owner| other.owners.contains(owner)));
    pairs
}

/// Of two businesses of one owner: names as like as `kripik tempe sari` and `keripik tempe bu sari`.
const ALIKE: f64 = 0.6;

/// How much of two names is the same: twice the pairs of letters that both have, of all that they have.
fn likeness(one: &str, other: &str) -> f64 {
    let letters = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let pairs = |name: &str| {
        letters(name).windows(2).map(<[char]>::to_vec).fold(BTreeMap::new(), |mut all, pair| {
            *all.entry(pair).or_insert(0_u32) += 1;
            all
        })
    };
    let (one, other) = (pairs(one), pairs(other));
    let both: u32 = one.iter().filter_map(|(pair, n)| Some(*n.min(other.get(pair)?))).sum();
    let all: u32 = one.values().chain(other.values()).sum();
    if all == 0 { 0.0 } else { f64::from(2 * both) / f64::from(all) }
}

/// Each trade with the first that has one of its marks.
fn alike<'a>(
    trades: impl Iterator<Item = &'a Trade>,
    marks: impl Fn(&Trade) -> Vec<String>,
    reason: &'static str,
) -> Vec<Pair<'a>> {
    let mut first: BTreeMap<String, &Trade> = BTreeMap::new();
    let mut pairs = Vec::new();
    for trade in trades {
        for mark in marks(trade).into_iter().filter(|mark| !mark.is_empty()) {
            let known = *first.entry(mark).or_insert(trade);
            if known.id != trade.id {
                pairs.push((known, trade, reason));
            }
        }
    }
    pairs
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

async fn of(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Trade>, Error> {
    let city = tx.city();
    // bounded: by the businesses given
    let rows = sqlx::query!(
        r#"select b.id, b.name, b.named, b.phones, b.area,
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
    let trade = |row: &str, named: bool| if named { compared(row) } else { String::new() };
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Trade {
                id: row.id,
                name: trade(&row.name, row.named),
                owners: row.owners,
                nibs: row.nibs,
                phones: row.phones,
                area: row.area,
                source: SourceId(row.source?),
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_owners_businesses_may_differ_by_a_slip_or_a_word() {
        for (one, other, same) in [
            ("warung sari", "warung sari", true),
            ("kripik tempe sari", "keripik tempe bu sari", true),
            ("bengkel budi", "bengkel motor budi", true),
            ("warung sari", "laundry sari", false),
            ("warung sari", "bengkel budi", false),
            ("", "warung sari", false),
            ("", "", false),
        ] {
            assert_eq!(likeness(one, other) >= ALIKE, same, "{one} {other} {}", likeness(one, other));
        }
    }
}

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;
use kernel::audit::Entry;
use kernel::{AreaCode, Error, Say, Tx};
use uuid::Uuid;

use super::rules::{Line, Wanted};
use super::{ADD, Kind, NeighbourhoodsChanged, Number};

/// RW and RT to be added.
#[derive(Debug, Clone)]
pub struct NewNeighbourhoods {
    pub lines: Vec<Line>,
    /// The first day; `None` where nobody knows since when, so that they count for earlier days too.
    pub since: Option<NaiveDate>,
    pub invented: bool,
}

/// What became of one line.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// So many RW and RT were added.
    New { rw: usize, rt: usize },
    /// All of it was there.
    Known,
    /// Nothing of it was added.
    Refused(Say),
}

/// A line with what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    pub number: usize,
    pub text: String,
    pub outcome: Outcome,
}

type RwKey = (i32, Number);
type RtKey = (Uuid, Number);

/// Adds what is not there yet and says for each line what became of it. An RT brings its RW. For a dry run, the caller
/// rolls back.
pub async fn add_many(tx: &mut Tx, new: &NewNeighbourhoods) -> Result<Vec<Judged>, Error> {
    tx.scope(ADD)?;
    let wanted: BTreeSet<&Wanted> =
        new.lines.iter().filter_map(|line| line.wanted.as_ref().ok()).flatten().collect();
    let codes: BTreeSet<&AreaCode> = wanted.iter().map(|wanted| &wanted.kelurahan).collect();
    let allowed: Vec<String> =
        codes.iter().filter(|code| tx.may(ADD, code)).map(|code| code.to_string()).collect();
    let areas = kelurahan(tx, &allowed).await?;

    let rw_wanted: BTreeSet<RwKey> =
        wanted.iter().filter_map(|w| Some((*areas.get(&w.kelurahan)?, w.rw))).collect();
    let (rws, new_rw) = add_rw(tx, new, &rw_wanted).await?;
    let rt_of = |w: &Wanted| Some((*rws.get(&(*areas.get(&w.kelurahan)?, w.rw))?, w.rt?));
    let rt_wanted: BTreeSet<RtKey> = wanted.iter().filter_map(|w| rt_of(w)).collect();
    let parents: BTreeMap<Uuid, i32> = rws.iter().map(|((area, _), id)| (*id, *area)).collect();
    let new_rt = add_rt(tx, new, &rt_wanted, &parents).await?;
    let there = rt_there(tx, &rt_wanted).await?;

    let mut seen = Seen { rw: new_rw, rt: new_rt };
    let judged: Vec<Judged> = new
        .lines
        .iter()
        .map(|line| Judged {
            number: line.number,
            text: line.text.clone(),
            outcome: match &line.wanted {
                Err(say) => Outcome::Refused(say.clone()),
                Ok(wanted) => judge(wanted, &areas, &rws, &there, &mut seen),
            },
        })
        .collect();
    tell(tx, new, &areas, &judged).await?;
    Ok(judged)
}

/// What was added and is not yet accounted for in a line.
struct Seen {
    rw: HashSet<RwKey>,
    rt: HashSet<RtKey>,
}

fn judge(
    wanted: &[Wanted],
    areas: &BTreeMap<AreaCode, i32>,
    rws: &BTreeMap<RwKey, Uuid>,
    there: &HashSet<RtKey>,
    seen: &mut Seen,
) -> Outcome {
    let (mut rw, mut rt) = (0, 0);
    for one in wanted {
        let Some(area) = areas.get(&one.kelurahan) else {
            return Outcome::Refused(Say::new("territory-line-not-yours"));
        };
        let Some(parent) = rws.get(&(*area, one.rw)) else {
            return Outcome::Refused(Say::new("territory-line-taken").with("number", one.rw.to_string()));
        };
        rw += usize::from(seen.rw.remove(&(*area, one.rw)));
        let Some(number) = one.rt else { continue };
        if !there.contains(&(*parent, number)) {
            return Outcome::Refused(Say::new("territory-line-taken").with("number", number.to_string()));
        }
        rt += usize::from(seen.rt.remove(&(*parent, number)));
    }
    if rw + rt > 0 { Outcome::New { rw, rt } } else { Outcome::Known }
}

/// The kelurahan of today by code. What the actor may not touch is not asked for.
async fn kelurahan(tx: &mut Tx, codes: &[String]) -> Result<BTreeMap<AreaCode, i32>, Error> {
    let day = tx.today();
    let rows = sqlx::query!(
        "select code, area from territory.area_version
         where code = any($1) and level = 'kelurahan' and valid @> $2::date order by code limit 100000",
        codes,
        day
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Ok((AreaCode::parse(&row.code)?, row.area))).collect()
}

/// Adds RW in the order of their keys, so that two who add the same wait for each other and not in a circle. Returns
/// those in force today and those that are new.
async fn add_rw(
    tx: &mut Tx,
    new: &NewNeighbourhoods,
    wanted: &BTreeSet<RwKey>,
) -> Result<(BTreeMap<RwKey, Uuid>, HashSet<RwKey>), Error> {
    let (city, day, now, by) = (tx.city().0, tx.today(), tx.now(), tx.actor().account().map(|a| a.0));
    let ids: Vec<Uuid> = wanted.iter().map(|_| tx.id()).collect();
    let areas: Vec<i32> = wanted.iter().map(|key| key.0).collect();
    let numbers: Vec<String> = wanted.iter().map(|key| key.1.to_string()).collect();
    let added = sqlx::query!(
        "insert into territory.neighbourhood (city, id, kelurahan, kind, number, invented, valid, by_account, made_at)
         select $1, t.id, t.area, 'rw', t.number, $5, daterange($6, null), $7, $8
         from unnest($2::uuid[], $3::int[], $4::text[]) as t (id, area, number) order by t.area, t.number
         on conflict do nothing returning kelurahan, number",
        city,
        &ids,
        &areas,
        &numbers,
        new.invented,
        new.since,
        by,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    let in_force = sqlx::query!(
        "select id, kelurahan, number from territory.neighbourhood
         where city = $1 and kind = 'rw' and kelurahan = any($2) and (valid @> $3::date or lower(valid) > $3)
         order by lower(valid) desc nulls last, id limit 100000",
        city,
        &areas,
        day
    )
    .fetch_all(tx.conn())
    .await?;
    // The version of today comes last and stays.
    let rws = in_force.into_iter().map(|row| Ok(((row.kelurahan, Number::parse(&row.number)?), row.id)));
    let added = added.into_iter().map(|row| Ok((row.kelurahan, Number::parse(&row.number)?)));
    Ok((rws.collect::<Result<_, Error>>()?, added.collect::<Result<_, Error>>()?))
}

async fn add_rt(
    tx: &mut Tx,
    new: &NewNeighbourhoods,
    wanted: &BTreeSet<RtKey>,
    parents: &BTreeMap<Uuid, i32>,
) -> Result<HashSet<RtKey>, Error> {
    let (city, now, by) = (tx.city().0, tx.now(), tx.actor().account().map(|account| account.0));
    let ids: Vec<Uuid> = wanted.iter().map(|_| tx.id()).collect();
    let rws: Vec<Uuid> = wanted.iter().map(|key| key.0).collect();
    let numbers: Vec<String> = wanted.iter().map(|key| key.1.to_string()).collect();
    let areas: Vec<i32> = wanted.iter().map(|key| parents.get(&key.0).copied().unwrap_or_default()).collect();
    let added = sqlx::query!(
        r#"insert into territory.neighbourhood (city, id, kelurahan, kind, number, rw, invented, valid, by_account, made_at)
         select $1, t.id, t.area, 'rt', t.number, t.rw, $6, daterange($7, null), $8, $9
         from unnest($2::uuid[], $3::int[], $4::text[], $5::uuid[]) as t (id, area, number, rw) order by t.rw, t.number
         on conflict do nothing returning rw as "rw!", number"#,
        city,
        &ids,
        &areas,
        &numbers,
        &rws,
        new.invented,
        new.since,
        by,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    added.into_iter().map(|row| Ok((row.rw, Number::parse(&row.number)?))).collect()
}

/// Which of the RT wanted are there now, or will be from a day that is already known.
async fn rt_there(tx: &mut Tx, wanted: &BTreeSet<RtKey>) -> Result<HashSet<RtKey>, Error> {
    let (city, day) = (tx.city().0, tx.today());
    let rws: Vec<Uuid> = wanted.iter().map(|key| key.0).collect::<BTreeSet<_>>().into_iter().collect();
    let rows = sqlx::query!(
        r#"select rw as "rw!", number from territory.neighbourhood
           where city = $1 and rw = any($2) and (valid @> $3::date or lower(valid) > $3) order by rw, number limit 100000"#,
        city,
        &rws,
        day
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(|row| Ok((row.rw, Number::parse(&row.number)?))).collect()
}

async fn tell(
    tx: &mut Tx,
    new: &NewNeighbourhoods,
    areas: &BTreeMap<AreaCode, i32>,
    judged: &[Judged],
) -> Result<(), Error> {
    let (mut rw, mut rt) = (0, 0);
    for line in judged {
        if let Outcome::New { rw: new_rw, rt: new_rt } = &line.outcome {
            rw += new_rw;
            rt += new_rt;
        }
    }
    if rw + rt == 0 {
        return Ok(());
    }
    let batch: Uuid = tx.id();
    let body = serde_json::json!({ Kind::Rw.as_str(): rw, Kind::Rt.as_str(): rt, "invented": new.invented });
    tx.audit(Entry::new(ADD.name, "neighbourhood", batch).body(body)).await?;
    tx.tell(&NeighbourhoodsChanged { batch, kelurahan: areas.keys().cloned().collect() }).await
}

use std::collections::BTreeMap;

use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Error, Job, Say, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::sample::{PairId, SampleId};
use super::sample_rules::{Stratum, allot};
use crate::link::desk::Desk;
use crate::link::{RUN, Side, decide, find, material, policy, run, settle};
use crate::linkage;
use crate::source::SourceId;

/// How far below the line of asking pairs are drawn, in bits: there nobody asks, and one of sixteen may still be one.
const BAND: f32 = 4.0;
/// Pairs that a sample may have.
const SIZES: std::ops::RangeInclusive<u16> = 10..=2000;

/// Draws a sample.
#[derive(Debug, Serialize, Deserialize)]
pub struct Draw {
    pub wanted: u16,
    pub by: Option<AccountId>,
}

impl Job for Draw {
    const NAME: &'static str = "registry.link.sample";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        drawn_by(tx, self.wanted, self.by).await.map(|_| ())
    }
}

/// Has a sample of so many pairs drawn by a job.
pub async fn later(tx: &mut Tx, wanted: u16) -> Result<(), Error> {
    may(tx, wanted)?;
    let by = tx.actor().account();
    tx.enqueue(Draw { wanted, by }).await
}

/// Draws a sample of so many pairs of people now: equally many of each stratum, as far as it has them.
pub async fn draw(tx: &mut Tx, wanted: u16) -> Result<SampleId, Error> {
    may(tx, wanted)?;
    let by = tx.actor().account();
    drawn_by(tx, wanted, by).await
}

fn may(tx: &Tx, wanted: u16) -> Result<(), Error> {
    tx.must_in_city(RUN)?;
    if SIZES.contains(&wanted) {
        return Ok(());
    }
    let say = Say::new("registry-sample-size").with("least", *SIZES.start()).with("most", *SIZES.end());
    Err(Error::Invalid(vec![("size", say)]))
}

/// A pair that may be drawn.
#[derive(Clone, Copy)]
struct Candidate {
    stratum: Stratum,
    left: SourceId,
    right: SourceId,
    /// In thousandths of a bit.
    weight: i32,
}

async fn drawn_by(tx: &mut Tx, wanted: u16, by: Option<AccountId>) -> Result<SampleId, Error> {
    let policy = policy::current(tx).await?;
    let mut frame: BTreeMap<Stratum, Vec<Candidate>> = BTreeMap::new();
    let joined = joined(tx, policy.sure).await?;
    let (asked, apart) = (asked(tx).await?, apart(tx, policy).await?);
    for one in joined.into_iter().chain(asked).chain(apart) {
        frame.entry(one.stratum).or_default().push(one);
    }
    let populations: Vec<usize> = frame.values().map(Vec::len).collect();
    let counts: BTreeMap<&str, usize> =
        frame.iter().map(|(stratum, pairs)| (stratum.as_str(), pairs.len())).collect();
    let counts = json!(counts);
    let mut pairs = Vec::new();
    for (all, drawn) in frame.into_values().zip(allot(usize::from(wanted), &populations)) {
        pairs.extend(shuffled(all).into_iter().take(drawn));
    }
    let (city, now, id): (_, _, SampleId) = (tx.city(), tx.now(), tx.id());
    sqlx::query!(
        "insert into registry.link_sample (city, id, wanted, populations, at, by_account)
         values ($1, $2, $3, $4, $5, $6)",
        city.0,
        id.0,
        i32::from(wanted),
        counts,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    let pairs = shuffled(pairs);
    keep(tx, id, &pairs).await?;
    let body = json!({ "wanted": wanted, "drawn": pairs.len(), "policy": policy.version });
    tx.audit(Entry::new("registry.link.sample", "link_sample", id).body(body)).await?;
    Ok(id)
}

/// In an order that chance makes.
fn shuffled<T>(of: Vec<T>) -> Vec<T> {
    let mut keyed: Vec<(Uuid, T)> = of.into_iter().map(|one| (Uuid::new_v4(), one)).collect();
    keyed.sort_unstable_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, one)| one).collect()
}

/// What the machine joined and nobody undid.
async fn joined(tx: &mut Tx, sure: f32) -> Result<Vec<Candidate>, Error> {
    let city = tx.city();
    // bounded: by what the machine joined
    let rows = sqlx::query!(
        r#"select l.left_source as "left!", l.right_source as "right!", l.weight as "weight!" from registry.link l
           where l.city = $1 and l.side = 'person' and l.kind = 'same' and l.by_account is null and l.weight is not null
             and not exists (select 1 from registry.link u where u.city = $1 and u.undoes = l.id)
           order by l.id"#,
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    let candidate = |left, right, weight| Candidate {
        stratum: Stratum::of_join(policy::bits(weight) - sure),
        left: SourceId(left),
        right: SourceId(right),
        weight,
    };
    Ok(rows.into_iter().map(|row| candidate(row.left, row.right, row.weight)).collect())
}

/// What it asked, answered or not.
async fn asked(tx: &mut Tx) -> Result<Vec<Candidate>, Error> {
    let city = tx.city();
    // bounded: by what the machine asked
    let rows = sqlx::query!(
        "select left_source, right_source, weight from registry.link_question
         where city = $1 and side = 'person' order by id",
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    let candidate = |left, right, weight| Candidate {
        stratum: Stratum::Asked,
        left: SourceId(left),
        right: SourceId(right),
        weight,
    };
    Ok(rows.into_iter().map(|row| candidate(row.left_source, row.right_source, row.weight)).collect())
}

/// What it left apart without asking, just below the line: one pair for each two people.
async fn apart(tx: &mut Tx, policy: policy::Policy) -> Result<Vec<Candidate>, Error> {
    let (mut engine, taken) = material::people(&mut Desk::Within(tx)).await?;
    let known = run::known(&taken, &find::apart(tx, Side::Person).await?);
    let line = policy.doubtful.min(policy.sure);
    let doubtful = crate::batch::busy(|| {
        let mut links = engine.learn(line - BAND).links;
        engine.cluster_under(&mut links, linkage::Policy { threshold: policy.sure }, &known);
        engine.doubtful(&links, line - BAND)
    });
    let source = |record: u32| taken.get(usize::try_from(record).ok()?).map(|taken| taken.source);
    let below = doubtful.iter().filter(|link| link.weight < line);
    Ok(below
        .filter_map(|link| {
            Some(Candidate {
                stratum: Stratum::Apart,
                left: source(link.a)?,
                right: source(link.b)?,
                weight: policy::thousandths(link.weight),
            })
        })
        .collect())
}

async fn keep(tx: &mut Tx, sample: SampleId, pairs: &[Candidate]) -> Result<(), Error> {
    let sources: Vec<SourceId> = pairs.iter().flat_map(|one| [one.left, one.right]).collect();
    let areas = settle::areas_of(tx, Side::Person, &sources).await?;
    let city = tx.city();
    let mut rows = Vec::with_capacity(pairs.len());
    // Ids are dated and in order: they are given after the shuffle, so that they tell nothing either.
    for (one, number) in pairs.iter().zip(1_u32..) {
        let (left, right) = (one.left.min(one.right), one.left.max(one.right));
        let (Some(area), Some(other)) = (areas.get(&left), areas.get(&right)) else { continue };
        rows.push(json!({
            "id": tx.id::<PairId>(), "number": number, "stratum": one.stratum.as_str(), "left": left, "right": right,
            "weight": one.weight, "area": decide::above(area.clone(), other),
        }));
    }
    sqlx::query!(
        r#"insert into registry.link_sample_pair
               (city, id, sample, number, stratum, left_source, right_source, weight, area)
           select $1, r.id, $2, r.number, r.stratum, r."left", r."right", r.weight, r.area
           from jsonb_to_recordset($3::jsonb) as r(
               id uuid, number int, stratum text, "left" uuid, "right" uuid, weight int, area text)"#,
        city.0,
        sample.0,
        serde_json::Value::from(rows)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

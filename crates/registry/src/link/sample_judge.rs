use kernel::id::AccountId;
use kernel::{AreaCode, Error, Instant, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::sample::{PairId, SampleId};
use super::sample_rules::{Drawn, Stratum};
use crate::link::{DECIDE, RUN};
use crate::source::SourceId;

/// Samples in the list.
const LISTED: i64 = 50;
/// More than a city ever draws.
const EVER: i64 = 100_000;

/// What somebody says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    Same,
    Different,
    /// Nobody can tell from what is there.
    Unsure,
}

impl Said {
    /// As stored and as sent by forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Said::Same => "same",
            Said::Different => "different",
            Said::Unsure => "unsure",
        }
    }

    /// Reads [`Said::as_str`].
    pub fn parse(text: &str) -> Option<Said> {
        [Said::Same, Said::Different, Said::Unsure].into_iter().find(|said| said.as_str() == text)
    }
}

/// A sample and how far it is.
#[derive(Debug, Clone)]
pub struct Sample {
    pub id: SampleId,
    pub at: Instant,
    pub by: Option<AccountId>,
    /// Pairs that the actor may judge, and how many of them somebody has.
    pub pairs: i64,
    pub judged: i64,
}

/// A pair to be judged: nothing of what the machine made of it.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    pub id: PairId,
    pub sample: SampleId,
    /// From 1.
    pub number: i32,
    pub left: SourceId,
    pub right: SourceId,
}

/// The samples with pairs of the actor's subtree, the newest first, at most 50.
pub async fn list(tx: &mut Tx) -> Result<Vec<Sample>, Error> {
    newest(tx, LISTED).await
}

async fn newest(tx: &mut Tx, most: i64) -> Result<Vec<Sample>, Error> {
    let scope = tx.scope(DECIDE)?;
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select s.id, s.at, s.by_account, count(p.id) as "pairs!",
                  count(*) filter (where exists (select 1 from registry.link_judgement j
                                                 where j.city = p.city and j.pair = p.id)) as "judged!"
           from registry.link_sample s
           left join registry.link_sample_pair p on p.city = s.city and p.sample = s.id and starts_with(p.area, $2)
           where s.city = $1 group by s.city, s.id order by s.at desc, s.id desc limit $3"#,
        city.0,
        scope.prefix(),
        most
    )
    .fetch_all(tx.conn())
    .await?;
    let sample = |id, at, by: Option<Uuid>, pairs, judged| Sample {
        id: SampleId(id),
        at,
        by: by.map(AccountId),
        pairs,
        judged,
    };
    Ok(rows.into_iter().map(|row| sample(row.id, row.at, row.by_account, row.pairs, row.judged)).collect())
}

/// One sample, for whoever may judge a pair of it, or draws samples. `NotFound` for everybody else.
pub async fn one(tx: &mut Tx, id: SampleId) -> Result<Sample, Error> {
    let all = newest(tx, EVER).await?;
    let drawn_here = tx.must_in_city(RUN).is_ok();
    let found = all.into_iter().find(|sample| sample.id == id && (sample.pairs > 0 || drawn_here));
    found.ok_or_else(|| tx.hidden("sample"))
}

/// The next pair of a sample that the actor may judge and nobody has.
pub async fn next(tx: &mut Tx, sample: SampleId) -> Result<Option<PairId>, Error> {
    let scope = tx.scope(DECIDE)?;
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select p.id from registry.link_sample_pair p
         where p.city = $1 and p.sample = $2 and starts_with(p.area, $3)
           and not exists (select 1 from registry.link_judgement j where j.city = p.city and j.pair = p.id)
         order by p.number limit 1",
        city.0,
        sample.0,
        scope.prefix()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(PairId))
}

/// One pair, for whoever may decide in its territory. `NotFound` for everybody else.
pub async fn pair(tx: &mut Tx, id: PairId) -> Result<Pair, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        r#"select sample, number, left_source, right_source, area as "area: AreaCode" from registry.link_sample_pair
           where city = $1 and id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or_else(|| tx.hidden("pair"))?;
    if !tx.may(DECIDE, &row.area) {
        return Err(tx.hidden("pair"));
    }
    let (left, right) = (SourceId(row.left_source), SourceId(row.right_source));
    Ok(Pair { id, sample: SampleId(row.sample), number: row.number, left, right })
}

/// Says of a pair whether it is one person. It decides nothing; saying it again replaces what was said.
pub async fn judge(tx: &mut Tx, id: PairId, said: Said) -> Result<(), Error> {
    pair(tx, id).await?;
    let (city, now, new, by): (_, _, Uuid, _) = (tx.city(), tx.now(), tx.id(), tx.actor().account());
    sqlx::query!(
        "insert into registry.link_judgement (city, id, pair, verdict, at, by_account) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        new,
        id.0,
        said.as_str(),
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was drawn and what was said of it, stratum by stratum: for whoever draws samples.
pub async fn drawn(tx: &mut Tx, id: SampleId) -> Result<Vec<Drawn>, Error> {
    tx.must_in_city(RUN)?;
    let city = tx.city();
    let counts = sqlx::query_scalar!(
        "select populations from registry.link_sample where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let counts = counts.ok_or(Error::NotFound("sample"))?;
    // bounded: one row for each stratum
    let rows = sqlx::query!(
        r#"select p.stratum, count(*) as "drawn!", count(*) filter (where j.verdict = 'same') as "same!",
                  count(*) filter (where j.verdict = 'different') as "different!",
                  count(*) filter (where j.verdict = 'unsure') as "unsure!"
           from registry.link_sample_pair p
           left join lateral (select j.verdict from registry.link_judgement j
                              where j.city = p.city and j.pair = p.id order by j.at desc, j.id desc limit 1) j on true
           where p.city = $1 and p.sample = $2 group by p.stratum order by p.stratum"#,
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    let mut drawn: Vec<Drawn> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Drawn {
                stratum: Stratum::parse(&row.stratum)?,
                population: counts.get(&row.stratum).and_then(serde_json::Value::as_u64).unwrap_or(0),
                drawn: number(row.drawn),
                same: number(row.same),
                different: number(row.different),
                unsure: number(row.unsure),
            })
        })
        .collect();
    drawn.sort_by_key(|one| one.stratum);
    Ok(drawn)
}

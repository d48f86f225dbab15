//! Pairs that only a human can decide, as the machine asks about them.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Tx};
use serde_json::json;
use uuid::Uuid;

use super::decide::above;
use super::run::Among;
use super::{NewLink, Side, policy, settle};
use crate::source::SourceId;

/// A pair that somebody has to decide.
pub(crate) struct Question {
    pub left: SourceId,
    pub right: SourceId,
    pub weight: f32,
    pub reasons: Vec<String>,
}

impl From<NewLink> for Question {
    fn from(link: NewLink) -> Question {
        let weight = link.weight.unwrap_or_default();
        Question { left: link.left, right: link.right, weight, reasons: link.reasons }
    }
}

/// Of which questions a run speaks.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub side: Side,
    pub round: Uuid,
    pub among: Among,
}

/// Puts the questions in the place of all of a side that nobody answered.
pub(crate) async fn ask(tx: &mut Tx, side: Side, questions: &[Question]) -> Result<usize, Error> {
    let asked = Asked { side, round: tx.id(), among: Among::All };
    let count = ask_some(tx, asked, questions).await?;
    forget(tx, asked).await?;
    Ok(count)
}

/// Asks. Two records of which another question waits already are not asked about twice.
pub(super) async fn ask_some(tx: &mut Tx, asked: Asked, questions: &[Question]) -> Result<usize, Error> {
    let sources: Vec<SourceId> = questions.iter().flat_map(|one| [one.left, one.right]).collect();
    let areas = settle::areas_of(tx, asked.side, &sources).await?;
    let waiting = waiting(tx, asked, &sources).await?;
    let (city, now) = (tx.city(), tx.now());
    let mut rows = Vec::with_capacity(questions.len());
    for one in questions {
        let (left, right) = (one.left.min(one.right), one.left.max(one.right));
        let (Some(area), Some(other)) = (areas.get(&left), areas.get(&right)) else { continue };
        if waiting.about(left, right) {
            continue;
        }
        rows.push(json!({
            "id": tx.id::<Uuid>(), "left": left, "right": right, "area": above(area.clone(), other),
            "weight": policy::thousandths(one.weight), "reasons": one.reasons,
        }));
    }
    let count = rows.len();
    sqlx::query!(
        r#"insert into registry.link_question
               (city, id, side, left_source, right_source, area, weight, reasons, asked_at, round)
           select $1, r.id, $2, r."left", r."right", r.area, r.weight, r.reasons, $4, $5
           from jsonb_to_recordset($3::jsonb) as r(
               id uuid, "left" uuid, "right" uuid, area text, weight int, reasons jsonb)
           on conflict on constraint link_question_pair_key do update set
               area = excluded.area, weight = excluded.weight, reasons = excluded.reasons, round = excluded.round"#,
        city.0,
        asked.side.as_str(),
        serde_json::Value::from(rows),
        now,
        asked.round
    )
    .execute(tx.conn())
    .await?;
    Ok(count)
}

/// Takes away what was asked before, and not again in this round: by a run of the whole city all that nobody answered, by
/// one of a batch what was asked of that batch. A new round, in which nothing is asked, takes away all.
pub(super) async fn forget(tx: &mut Tx, asked: Asked) -> Result<(), Error> {
    let city = tx.city();
    match asked.among {
        Among::All => {
            sqlx::query!(
                "delete from registry.link_question where city = $1 and side = $2 and act is null and round <> $3",
                city.0,
                asked.side.as_str(),
                asked.round
            )
            .execute(tx.conn())
            .await?;
        }
        Among::Batch(batch) => {
            sqlx::query!(
                "delete from registry.link_question q using registry.source s
                 where q.city = $1 and q.side = $2 and q.act is null and q.round <> $3
                   and s.city = $1 and s.batch = $4 and s.id in (q.left_source, q.right_source)",
                city.0,
                asked.side.as_str(),
                asked.round,
                batch.0
            )
            .execute(tx.conn())
            .await?;
        }
    }
    Ok(())
}

/// Where sources stand, and of which two records a question waits that this run does not ask anew.
#[derive(Default)]
struct Waiting {
    stands: BTreeMap<SourceId, Uuid>,
    pairs: BTreeSet<(Uuid, Uuid)>,
}

impl Waiting {
    fn about(&self, left: SourceId, right: SourceId) -> bool {
        let (Some(left), Some(right)) = (self.stands.get(&left), self.stands.get(&right)) else {
            return false;
        };
        left == right || self.pairs.contains(&(*left.min(right), *left.max(right)))
    }
}

async fn waiting(tx: &mut Tx, asked: Asked, sources: &[SourceId]) -> Result<Waiting, Error> {
    let Among::Batch(batch) = asked.among else { return Ok(Waiting::default()) };
    let (city, mut waiting) = (tx.city(), Waiting::default());
    let ids: Vec<Uuid> = sources.iter().map(|source| source.0).collect();
    // bounded: by the sources given
    let rows = sqlx::query!(
        r#"select m.source, coalesce(m.person, m.business) as "record!" from registry.membership m
           where m.city = $1 and m.source = any($2) and m.ended_at is null and (m.person is not null) = ($3 = 'person')
           order by m.source"#,
        city.0,
        &ids,
        asked.side.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    waiting.stands = rows.iter().map(|row| (SourceId(row.source), row.record)).collect();
    let records: Vec<Uuid> = rows.into_iter().map(|row| row.record).collect();
    // bounded: by the records given
    let open = sqlx::query!(
        r#"with near as materialized (
               select m.source, coalesce(m.person, m.business) as record from registry.membership m
               where m.city = $1 and m.ended_at is null and (m.person is not null) = ($3 = 'person')
                 and (m.person = any($2) or m.business = any($2)))
           select a.record as "left!", b.record as "right!" from near a
           join registry.link_question q on q.city = $1 and q.left_source = a.source and q.side = $3 and q.act is null
           join near b on b.source = q.right_source
           where not exists (select 1 from registry.source s where s.city = $1 and s.batch = $4
                             and s.id in (q.left_source, q.right_source))
           order by 1, 2"#,
        city.0,
        &records,
        asked.side.as_str(),
        batch.0
    )
    .fetch_all(tx.conn())
    .await?;
    waiting.pairs = open.into_iter().map(|row| (row.left.min(row.right), row.left.max(row.right))).collect();
    Ok(waiting)
}

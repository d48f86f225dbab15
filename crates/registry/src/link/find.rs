//! Decisions, as they are shown.

use kernel::id::AccountId;
use kernel::{Error, Instant, Tx};
use uuid::Uuid;

use super::{ActId, LinkId, Side, Verdict, decide, policy, settle};
use crate::source::SourceId;

/// A decision and what became of it.
#[derive(Debug, Clone)]
pub struct Link {
    pub id: LinkId,
    pub act: ActId,
    pub side: Side,
    pub verdict: Verdict,
    pub left: SourceId,
    pub right: SourceId,
    /// Nobody: the machine.
    pub by: Option<AccountId>,
    pub policy: Option<i32>,
    /// In bits.
    pub weight: Option<f32>,
    /// Messages.
    pub reasons: Vec<String>,
    pub why: Option<String>,
    pub at: Instant,
    pub undone_at: Option<Instant>,
    pub undone_by: Option<AccountId>,
    pub undone_why: Option<String>,
}

struct Row {
    id: Uuid,
    act: Uuid,
    side: String,
    kind: String,
    left_source: Option<Uuid>,
    right_source: Option<Uuid>,
    by_account: Option<Uuid>,
    policy: Option<i32>,
    weight: Option<i32>,
    reasons: serde_json::Value,
    why: Option<String>,
    at: Instant,
    undone_at: Option<Instant>,
    undone_by: Option<Uuid>,
    undone_why: Option<String>,
}

impl Row {
    fn read(self) -> Result<Link, Error> {
        let unknown = || Error::broken("a decision of an unknown kind");
        Ok(Link {
            id: LinkId(self.id),
            act: ActId(self.act),
            side: Side::parse(&self.side).ok_or_else(unknown)?,
            verdict: Verdict::parse(&self.kind).ok_or_else(unknown)?,
            left: SourceId(self.left_source.ok_or_else(unknown)?),
            right: SourceId(self.right_source.ok_or_else(unknown)?),
            by: self.by_account.map(AccountId),
            policy: self.policy,
            weight: self.weight.map(policy::bits),
            reasons: serde_json::from_value(self.reasons)?,
            why: self.why,
            at: self.at,
            undone_at: self.undone_at,
            undone_by: self.undone_by.map(AccountId),
            undone_why: self.undone_why,
        })
    }
}

/// The decisions on the sources that stand in a record, or did, the newest first, at most 200. The caller has seen that
/// the actor may see the record.
pub async fn of_record(tx: &mut Tx, side: Side, record: Uuid) -> Result<Vec<Link>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"with near as (
               select distinct m.source from registry.membership m
               where m.city = $1 and (m.person = $2 or m.business = $2 or m.home = $2)
                 and (m.person is not null) = ($3 = 'person')),
           met as (
               select l.id from registry.link l join near on near.source = l.left_source where l.city = $1
               union
               select l.id from registry.link l join near on near.source = l.right_source where l.city = $1)
           select l.id, l.act, l.side, l.kind, l.left_source, l.right_source, l.by_account, l.policy, l.weight, l.reasons,
                  l.why, l.at, u.at as "undone_at?", u.by_account as undone_by, u.why as undone_why
           from met join registry.link l on l.city = $1 and l.id = met.id
           left join registry.link u on u.city = $1 and u.undoes = l.id
           where l.side = $3 order by l.at desc, l.id desc limit 200"#,
        city.0,
        record,
        side.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// What was decided at once. Asks no permission.
pub(super) async fn of_act(tx: &mut Tx, act: ActId) -> Result<Vec<Link>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select l.id, l.act, l.side, l.kind, l.left_source, l.right_source, l.by_account, l.policy, l.weight, l.reasons,
                  l.why, l.at, u.at as "undone_at?", u.by_account as undone_by, u.why as undone_why
           from registry.link l left join registry.link u on u.city = l.city and u.undoes = l.id
           where l.city = $1 and l.act = $2 and l.kind <> 'undo' order by l.id limit 10000"#,
        city.0,
        act.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// `NotFound` unless the actor may undo this act.
pub(super) async fn may_undo(tx: &mut Tx, act: ActId) -> Result<(), Error> {
    let words = of_act(tx, act).await?;
    let side = words.first().map(|word| word.side).ok_or_else(|| tx.hidden("link"))?;
    let sources: Vec<SourceId> = words.iter().flat_map(|word| [word.left, word.right]).collect();
    let homes: Vec<Uuid> = settle::homes(tx, side, &sources).await?.into_values().collect();
    decide::may(tx, side, &homes).await.map(|_| ())
}

/// The homes that humans said to be two, or of which a human took back that the machine had joined them.
pub(super) async fn apart(tx: &mut Tx, side: Side) -> Result<Vec<(Uuid, Uuid)>, Error> {
    let city = tx.city();
    // bounded: by what humans decided
    let rows = sqlx::query!(
        r#"select a.home as "left!", b.home as "right!" from registry.link l
           cross join lateral (
               select m.home from registry.membership m
               where m.city = $1 and m.source = l.left_source and (m.person is not null) = ($2 = 'person')
               order by m.ended_at is not null, m.id desc limit 1) a
           cross join lateral (
               select m.home from registry.membership m
               where m.city = $1 and m.source = l.right_source and (m.person is not null) = ($2 = 'person')
               order by m.ended_at is not null, m.id desc limit 1) b
           left join registry.link u on u.city = $1 and u.undoes = l.id
           where l.city = $1 and l.side = $2
             and (l.kind = 'different' and l.by_account is not null and u.id is null
                  or l.kind = 'same' and l.policy is not null and u.by_account is not null)
           order by l.at, l.id"#,
        city.0,
        side.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.left, row.right)).collect())
}

/// The act by which the last human to speak of two homes said just this, if it still holds.
pub(super) async fn said_already(
    tx: &mut Tx,
    side: Side,
    (left, right): (Uuid, Uuid),
    verdict: Verdict,
) -> Result<Option<ActId>, Error> {
    let city = tx.city();
    let last = sqlx::query!(
        r#"with near as (
               select distinct m.source from registry.membership m
               where m.city = $1 and m.home in ($2, $3) and (m.person is not null) = ($4 = 'person')),
           last as (
               select distinct on (m.source) m.source, m.home
               from near join registry.membership m on m.city = $1 and m.source = near.source
               where (m.person is not null) = ($4 = 'person')
               order by m.source, m.ended_at is not null, m.id desc),
           one as (select source, home from last where home in ($2, $3))
           select l.act, l.kind from registry.link l
           join one a on a.source = l.left_source join one b on b.source = l.right_source
           where l.city = $1 and l.side = $4 and a.home <> b.home and l.by_account is not null
             and not exists (select 1 from registry.link u where u.city = $1 and u.undoes = l.id)
           order by l.at desc, l.id desc limit 1"#,
        city.0,
        left,
        right,
        side.as_str()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(last.filter(|last| last.kind == verdict.as_str()).map(|last| ActId(last.act)))
}

//! Pairs that wait for an officer: shared out, decided, put off, taken up again.

use chrono::TimeDelta;
use kernel::city::Zone;
use kernel::id::AccountId;
use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::{ActId, DECIDE, Pair, Side, Verdict, different, policy, same, undo};
use crate::source::SourceId;

kernel::id!(
    /// A question.
    QuestionId
);

/// For so long a pair is shown to nobody else.
pub(super) const CLAIM: TimeDelta = TimeDelta::minutes(10);
/// For so long a pair is put off.
const LATER: TimeDelta = TimeDelta::days(1);

/// A pair that somebody has to decide.
#[derive(Debug, Clone)]
pub struct Question {
    pub id: QuestionId,
    pub side: Side,
    pub left: SourceId,
    pub right: SourceId,
    /// The records in which the two stand now; one and the same once it is decided.
    pub records: (Uuid, Uuid),
    pub names: (String, String),
    pub area: AreaCode,
    /// In bits.
    pub weight: f32,
    /// Messages.
    pub reasons: Vec<String>,
    pub claimed_by: Option<AccountId>,
    pub claimed_until: Option<Instant>,
    pub later_until: Option<Instant>,
    pub act: Option<ActId>,
    pub answered_by: Option<AccountId>,
}

impl Question {
    pub fn pair(&self) -> Pair {
        Pair { side: self.side, left: self.left, right: self.right }
    }

    /// Whether somebody else looks at it just now.
    pub fn is_claimed(&self, tx: &Tx) -> bool {
        self.claimed_by != tx.actor().account() && self.claimed_until.is_some_and(|until| until > tx.now())
    }
}

/// How far the work in the actor's subtree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub open: i64,
    pub later: i64,
    pub answered: i64,
    /// Of those, since midnight in the city.
    pub today: i64,
}

struct Row {
    id: Uuid,
    side: String,
    left_source: Uuid,
    right_source: Uuid,
    left_record: Uuid,
    right_record: Uuid,
    left_name: String,
    right_name: String,
    area: AreaCode,
    weight: i32,
    reasons: serde_json::Value,
    claimed_by: Option<Uuid>,
    claimed_until: Option<Instant>,
    later_until: Option<Instant>,
    act: Option<Uuid>,
    answered_by: Option<Uuid>,
}

impl Row {
    fn read(self) -> Result<Question, Error> {
        Ok(Question {
            id: QuestionId(self.id),
            side: Side::parse(&self.side).ok_or_else(|| Error::broken("a question of an unknown side"))?,
            left: SourceId(self.left_source),
            right: SourceId(self.right_source),
            records: (self.left_record, self.right_record),
            names: (self.left_name, self.right_name),
            area: self.area,
            weight: policy::bits(self.weight),
            reasons: serde_json::from_value(self.reasons)?,
            claimed_by: self.claimed_by.map(AccountId),
            claimed_until: self.claimed_until,
            later_until: self.later_until,
            act: self.act.map(ActId),
            answered_by: self.answered_by.map(AccountId),
        })
    }
}

/// The open pairs of the actor's subtree, the likeliest first: a page of them, and how many there are.
pub async fn list(tx: &mut Tx, offset: i64, limit: i64) -> Result<(Vec<Question>, i64), Error> {
    let scope = tx.scope(DECIDE)?;
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select q.id, q.side, q.left_source, q.right_source, q.area as "area: AreaCode", q.weight, q.reasons,
                  q.claimed_by, q.claimed_until, q.later_until, q.act, q.answered_by,
                  coalesce(a.person, a.business) as "left_record!", coalesce(b.person, b.business) as "right_record!",
                  coalesce(ap.name, ab.name) as "left_name!", coalesce(bp.name, bb.name) as "right_name!"
           from registry.link_question q
           join registry.membership a on a.city = q.city and a.source = q.left_source and a.ended_at is null
                and (a.person is not null) = (q.side = 'person')
           join registry.membership b on b.city = q.city and b.source = q.right_source and b.ended_at is null
                and (b.person is not null) = (q.side = 'person')
           left join registry.person ap on ap.city = q.city and ap.id = a.person
           left join registry.person bp on bp.city = q.city and bp.id = b.person
           left join registry.business ab on ab.city = q.city and ab.id = a.business
           left join registry.business bb on bb.city = q.city and bb.id = b.business
           where q.city = $1 and q.act is null and starts_with(q.area, $2)
             and coalesce(a.person, a.business) <> coalesce(b.person, b.business)
           order by q.later_until nulls first, q.weight desc, q.id offset $3 limit $4"#,
        city.0,
        scope.prefix(),
        offset,
        limit
    )
    .fetch_all(tx.conn())
    .await?;
    let total = sqlx::query_scalar!(
        r#"select count(*) as "total!" from registry.link_question q
           join registry.membership a on a.city = q.city and a.source = q.left_source and a.ended_at is null
                and (a.person is not null) = (q.side = 'person')
           join registry.membership b on b.city = q.city and b.source = q.right_source and b.ended_at is null
                and (b.person is not null) = (q.side = 'person')
           where q.city = $1 and q.act is null and starts_with(q.area, $2)
             and coalesce(a.person, a.business) <> coalesce(b.person, b.business)"#,
        city.0,
        scope.prefix()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((rows.into_iter().map(Row::read).collect::<Result<_, _>>()?, total))
}

/// How many pairs of the actor's subtree wait, are put off, and are answered.
pub async fn progress(tx: &mut Tx) -> Result<Progress, Error> {
    let scope = tx.scope(DECIDE)?;
    let (city, now, today) = (tx.city(), tx.now(), tx.today());
    let row = sqlx::query!(
        r#"select count(*) filter (where act is null and (later_until is null or later_until <= $3)) as "open!",
                  count(*) filter (where act is null and later_until > $3) as "later!",
                  count(act) as "answered!",
                  count(act) filter (where answered_at >= $4::date::timestamp at time zone $5) as "today!"
           from registry.link_question where city = $1 and starts_with(area, $2)"#,
        city.0,
        scope.prefix(),
        now,
        today,
        Zone::of(city).as_str()
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Progress { open: row.open, later: row.later, answered: row.answered, today: row.today })
}

/// One pair, for whoever may decide in its territory. `NotFound` for everybody else.
pub async fn one(tx: &mut Tx, id: QuestionId) -> Result<Question, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        r#"select q.id, q.side, q.left_source, q.right_source, q.area as "area: AreaCode", q.weight, q.reasons,
                  q.claimed_by, q.claimed_until, q.later_until, q.act, q.answered_by,
                  coalesce(a.person, a.business) as "left_record!", coalesce(b.person, b.business) as "right_record!",
                  coalesce(ap.name, ab.name) as "left_name!", coalesce(bp.name, bb.name) as "right_name!"
           from registry.link_question q
           join registry.membership a on a.city = q.city and a.source = q.left_source and a.ended_at is null
                and (a.person is not null) = (q.side = 'person')
           join registry.membership b on b.city = q.city and b.source = q.right_source and b.ended_at is null
                and (b.person is not null) = (q.side = 'person')
           left join registry.person ap on ap.city = q.city and ap.id = a.person
           left join registry.person bp on bp.city = q.city and bp.id = b.person
           left join registry.business ab on ab.city = q.city and ab.id = a.business
           left join registry.business bb on bb.city = q.city and bb.id = b.business
           where q.city = $1 and q.id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let question = row.ok_or_else(|| tx.hidden("question"))?.read()?;
    if tx.may(DECIDE, &question.area) { Ok(question) } else { Err(tx.hidden("question")) }
}

/// The question about a pair.
pub(crate) async fn about(tx: &mut Tx, pair: Pair) -> Result<QuestionId, Error> {
    let city = tx.city();
    let id = sqlx::query_scalar!(
        "select id from registry.link_question where city = $1 and side = $2 and left_source = $3 and right_source = $4",
        city.0,
        pair.side.as_str(),
        pair.left.min(pair.right).0,
        pair.left.max(pair.right).0
    )
    .fetch_optional(tx.conn())
    .await?;
    id.map(QuestionId).ok_or(Error::NotFound("question"))
}

/// The likeliest pair that nobody else looks at; from now on nobody else is shown it for some minutes. Two who ask at
/// once get two.
pub async fn take(tx: &mut Tx) -> Result<Option<QuestionId>, Error> {
    let scope = tx.scope(DECIDE)?;
    let by = tx.actor().account().ok_or(Error::Forbidden)?;
    let (city, now) = (tx.city(), tx.now());
    let id = sqlx::query_scalar!(
        "with next as materialized (
             select q.id from registry.link_question q
             join registry.membership a on a.city = q.city and a.source = q.left_source and a.ended_at is null
                  and (a.person is not null) = (q.side = 'person')
             join registry.membership b on b.city = q.city and b.source = q.right_source and b.ended_at is null
                  and (b.person is not null) = (q.side = 'person')
             where q.city = $1 and q.act is null and starts_with(q.area, $2)
               and (q.claimed_by is null or q.claimed_by = $3 or q.claimed_until <= $5)
               and (q.later_until is null or q.later_until <= $5)
               and coalesce(a.person, a.business) <> coalesce(b.person, b.business)
             order by q.weight desc, q.id limit 1 for update of q skip locked)
         update registry.link_question t set claimed_by = $3, claimed_until = $4
         from next where t.city = $1 and t.id = next.id
         returning t.id",
        city.0,
        scope.prefix(),
        by.0,
        now + CLAIM,
        now
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(QuestionId))
}

/// Decides a pair. `registry-link-claimed` while somebody else looks at it, `registry-link-answered` once it is decided.
pub async fn answer(tx: &mut Tx, id: QuestionId, verdict: Verdict, why: &str) -> Result<(), Error> {
    let question = free(tx, id).await?;
    let act = match verdict {
        Verdict::Same => same(tx, question.pair(), why).await?,
        Verdict::Different => different(tx, question.pair(), why).await?,
    };
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "update registry.link_question set act = $3, answered_at = $4, answered_by = $5, claimed_by = null,
                claimed_until = null
         where city = $1 and id = $2",
        city.0,
        id.0,
        act.0,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts a pair off until tomorrow, and lets go of it.
pub async fn put_off(tx: &mut Tx, id: QuestionId) -> Result<(), Error> {
    free(tx, id).await?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account().ok_or(Error::Forbidden)?);
    let until = now + LATER;
    sqlx::query!(
        "update registry.link_question set later_until = $3, later_by = $4, later_at = $5, claimed_by = null, claimed_until = null
         where city = $1 and id = $2",
        city.0,
        id.0,
        until,
        by.0,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes an answer back: the decision is undone and the pair waits again, as does one that was put off. Doing it twice is
/// doing it once.
pub async fn reopen(tx: &mut Tx, id: QuestionId, why: &str) -> Result<(), Error> {
    let question = one(tx, id).await?;
    if let Some(act) = question.act {
        undo(tx, act, why).await?;
    }
    let city = tx.city();
    sqlx::query!(
        "update registry.link_question set act = null, answered_at = null, answered_by = null, later_until = null,
                later_by = null, later_at = null
         where city = $1 and id = $2",
        city.0,
        id.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A pair that the actor may decide now, locked.
async fn free(tx: &mut Tx, id: QuestionId) -> Result<Question, Error> {
    let city = tx.city();
    sqlx::query!(
        "select id from registry.link_question where city = $1 and id = $2 for update",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let question = one(tx, id).await?;
    if question.act.is_some() || question.records.0 == question.records.1 {
        return Err(Error::refused("registry-link-answered"));
    }
    if question.is_claimed(tx) {
        return Err(Error::refused("registry-link-claimed"));
    }
    Ok(question)
}

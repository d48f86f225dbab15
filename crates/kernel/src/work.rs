//! Long work that a person waits for: how far it is, whether it should stop, and what came of it.

use serde_json::Value;
use uuid::Uuid;

use crate::id::AccountId;
use crate::{Actor, Error, Instant, Tx};

/// One piece of long work: an import, an export, a recount.
#[derive(Debug, Clone)]
pub struct Work {
    pub id: Uuid,
    pub kind: String,
    pub by: Option<AccountId>,
    pub done: i64,
    pub total: Option<i64>,
    pub state: State,
    pub report: Value,
    pub cancel_asked: bool,
    pub created_at: Instant,
    pub finished_at: Option<Instant>,
}

/// Where long work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl State {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    fn parse(text: &str) -> State {
        match text {
            "running" => State::Running,
            "done" => State::Done,
            "failed" => State::Failed,
            "cancelled" => State::Cancelled,
            _ => State::Waiting,
        }
    }

    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        match self {
            State::Done | State::Failed | State::Cancelled => true,
            State::Waiting | State::Running => false,
        }
    }
}

/// Announces long work of a kind, owned by the actor.
pub async fn announce(tx: &mut Tx, kind: &str, total: Option<i64>) -> Result<Uuid, Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|account| account.0);
    sqlx::query!(
        "insert into kernel.work (city, id, kind, by_account, total, state, created_at)
         values ($1, $2, $3, $4, $5, 'waiting', $6)",
        city.0,
        id,
        kind,
        by,
        total,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Says how far it is; answers whether it should stop. Called in short transactions of its own, so that others see it.
pub async fn advance(tx: &mut Tx, id: Uuid, done: i64) -> Result<bool, Error> {
    let city = tx.city();
    let asked = sqlx::query_scalar!(
        r#"update kernel.work set done = $3, state = 'running'
           where city = $1 and id = $2 and finished_at is null returning cancel_asked_at is not null as "asked!""#,
        city.0,
        id,
        done
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(asked.unwrap_or(true))
}

/// Says how much there is to do, once that is known.
pub async fn expect(tx: &mut Tx, id: Uuid, total: i64) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update kernel.work set total = $3 where city = $1 and id = $2 and finished_at is null",
        city.0,
        id,
        total
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends it.
pub async fn finish(tx: &mut Tx, id: Uuid, state: State, report: Value) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "update kernel.work set state = $3, report = $4, finished_at = $5
         where city = $1 and id = $2 and finished_at is null",
        city.0,
        id,
        state.as_str(),
        report,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Asks it to stop. Only whoever started it may.
pub async fn cancel(tx: &mut Tx, id: Uuid) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    one(tx, id).await?;
    sqlx::query!(
        "update kernel.work set cancel_asked_at = coalesce(cancel_asked_at, $3) where city = $1 and id = $2",
        city.0,
        id,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One's own long work; for the machine, what the machine announced.
pub async fn one(tx: &mut Tx, id: Uuid) -> Result<Work, Error> {
    if matches!(tx.actor(), Actor::Visitor) {
        return Err(Error::NotFound("work"));
    }
    let city = tx.city();
    let by = tx.actor().account().map(|account| account.0);
    let row = sqlx::query_as!(
        Row,
        "select id, kind, by_account, done, total, state, report, cancel_asked_at, created_at, finished_at
         from kernel.work where city = $1 and id = $2 and by_account is not distinct from $3",
        city.0,
        id,
        by
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(Work::from).ok_or(Error::NotFound("work"))
}

/// The city's latest work of a kind, whoever began it: for a page whose readers may all begin it.
pub async fn latest(tx: &mut Tx, kind: &str) -> Result<Option<Work>, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        "select id, kind, by_account, done, total, state, report, cancel_asked_at, created_at, finished_at
         from kernel.work where city = $1 and kind = $2 order by created_at desc, id desc limit 1",
        city.0,
        kind
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Work::from))
}

/// As it is stored.
struct Row {
    id: Uuid,
    kind: String,
    by_account: Option<Uuid>,
    done: i64,
    total: Option<i64>,
    state: String,
    report: Value,
    cancel_asked_at: Option<Instant>,
    created_at: Instant,
    finished_at: Option<Instant>,
}

impl From<Row> for Work {
    fn from(row: Row) -> Work {
        Work {
            id: row.id,
            kind: row.kind,
            by: row.by_account.map(AccountId),
            done: row.done,
            total: row.total,
            state: State::parse(&row.state),
            report: row.report,
            cancel_asked: row.cancel_asked_at.is_some(),
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

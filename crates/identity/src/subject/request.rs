use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::job::When;
use kernel::secret::Place;
use kernel::{Error, Instant, OnConstraint, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{ANSWER, ASK, DETAIL_PLACE, Erase, RequestMade};
use crate::staff;

/// Within this time the law wants an answer: 3 × 24 hours (UU 27/2022, articles 30 to 41).
pub const CLOCK: TimeDelta = TimeDelta::hours(72);
/// A deletion that nobody stopped is carried out by itself after this time: late enough to think again, a day before
/// the law's clock runs out.
pub const PAUSE: TimeDelta = TimeDelta::hours(48);

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Correction,
    Deletion,
}

impl Kind {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Correction => "correction",
            Kind::Deletion => "deletion",
        }
    }

    /// Reads [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        [Kind::Correction, Kind::Deletion].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused,
    /// By the person.
    Withdrawn,
}

impl Outcome {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Refused => "refused",
            Outcome::Withdrawn => "withdrawn",
        }
    }

    fn parse(text: &str) -> Outcome {
        match text {
            "done" => Outcome::Done,
            "refused" => Outcome::Refused,
            _ => Outcome::Withdrawn,
        }
    }
}

/// A request and how it stands.
#[derive(Debug, Clone)]
pub struct Request {
    pub id: Uuid,
    pub account: AccountId,
    pub account_name: String,
    pub kind: Kind,
    pub at: Instant,
    pub due_at: Instant,
    pub answer: Option<(Outcome, String, Instant)>,
}

/// Asks for a correction (saying what is wrong) or for deletion: the person, or an officer for a person at the counter.
/// While a deletion is asked for, asking again returns the same request.
pub async fn ask(tx: &mut Tx, account: AccountId, kind: Kind, detail: &str) -> Result<Uuid, Error> {
    if tx.actor().account() != Some(account) {
        staff::seen(tx, account, ASK).await?;
    }
    let detail = detail.trim();
    let length = detail.chars().count();
    if length > 2_000 || (kind == Kind::Correction && length < 5) {
        return Err(Error::field("detail", "identity-request-detail-length"));
    }
    super::erase::lock(tx, account).await?;
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    if kind == Kind::Deletion
        && let Some(open) = list_own(tx, account).await?.iter().find(|r| r.kind == kind && r.answer.is_none())
    {
        return Ok(open.id);
    }
    let place = Place { column: DETAIL_PLACE, city, row: id };
    let sealed = if detail.is_empty() { None } else { Some(tx.db().keys().seal(place, detail)?) };
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into identity.request (city, id, account, kind, detail_sealed, at, due_at, by_account)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        id,
        account.0,
        kind.as_str(),
        sealed,
        now,
        now + CLOCK,
        by
    )
    .execute(tx.conn())
    .await?;
    if kind == Kind::Deletion {
        tx.enqueue_when(Erase { request: id }, When::at(now + PAUSE)).await?;
    }
    tx.tell(&RequestMade { account, request: id }).await?;
    let body = json!({ "request": id, "kind": kind.as_str() });
    tx.audit(Entry::new(ASK.name, "account", account).body(body)).await?;
    Ok(id)
}

/// Takes one's own request back while it is unanswered.
pub async fn withdraw(tx: &mut Tx, request: Uuid) -> Result<(), Error> {
    let found = one(tx, request).await?;
    if tx.actor().account() != Some(found.account) {
        return Err(Error::NotFound("request"));
    }
    close(tx, &found, Outcome::Withdrawn, "–").await
}

/// Answers a correction (done, or refused and why), or refuses a deletion. A deletion is done by erasing.
pub async fn answer(tx: &mut Tx, request: Uuid, outcome: Outcome, reason: &str) -> Result<(), Error> {
    tx.must_in_city(ANSWER)?;
    let found = one(tx, request).await?;
    if outcome == Outcome::Withdrawn || (found.kind == Kind::Deletion && outcome == Outcome::Done) {
        return Err(Error::refused("identity-request-outcome"));
    }
    let reason = reason.trim();
    if !(5..=1_000).contains(&reason.chars().count()) {
        return Err(Error::field("reason", "identity-request-reason-length"));
    }
    close(tx, &found, outcome, reason).await
}

pub(super) async fn close(
    tx: &mut Tx,
    request: &Request,
    outcome: Outcome,
    reason: &str,
) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "insert into identity.answer (city, request, outcome, reason, at, by_account) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        request.id,
        outcome.as_str(),
        reason,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await
    .on_constraint("answer_pkey", || Error::refused("identity-request-answered"))?;
    let entry = Entry::new(ANSWER.name, "account", request.account).reason(reason);
    tx.audit(entry.body(json!({ "request": request.id, "outcome": outcome.as_str() }))).await
}

/// What the person wrote. That an administrator read it is in the trail.
pub async fn detail(tx: &mut Tx, request: Uuid) -> Result<Option<String>, Error> {
    let found = one(tx, request).await?;
    let own = tx.actor().account() == Some(found.account);
    if !own {
        tx.must_in_city(ANSWER)?;
        let body = json!({ "request": request });
        tx.audit(Entry::new("identity.request.view", "account", found.account).body(body)).await?;
    }
    let city = tx.city();
    let sealed = sqlx::query_scalar!(
        "select detail_sealed from identity.request where city = $1 and id = $2",
        city.0,
        request
    )
    .fetch_one(tx.conn())
    .await?;
    let place = Place { column: DETAIL_PLACE, city, row: request };
    let opened = sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?;
    Ok(opened.map(|text| text.as_str().to_owned()))
}

struct Row {
    id: Uuid,
    account: Uuid,
    name: String,
    kind: String,
    at: Instant,
    due_at: Instant,
    outcome: Option<String>,
    reason: Option<String>,
    answered_at: Option<Instant>,
}

impl Row {
    fn read(self) -> Request {
        let answer = self.outcome.zip(self.reason).zip(self.answered_at);
        Request {
            id: self.id,
            account: AccountId(self.account),
            account_name: self.name,
            kind: Kind::parse(&self.kind).unwrap_or(Kind::Correction),
            at: self.at,
            due_at: self.due_at,
            answer: answer.map(|((outcome, reason), at)| (Outcome::parse(&outcome), reason, at)),
        }
    }
}

/// A request. Only for doings that then ask permission.
pub(super) async fn one(tx: &mut Tx, id: Uuid) -> Result<Request, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        r#"select q.id, q.account, a.name, q.kind, q.at, q.due_at, w.outcome as "outcome?", w.reason as "reason?",
                  w.at as "answered_at?"
           from identity.request q
           join identity.account a on a.city = q.city and a.id = q.account
           left join identity.answer w on w.city = q.city and w.request = q.id
           where q.city = $1 and q.id = $2"#,
        city.0,
        id
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.ok_or(Error::NotFound("request"))?.read())
}

/// The requests of a person, the newest first. The caller has asked permission.
pub async fn list_own(tx: &mut Tx, account: AccountId) -> Result<Vec<Request>, Error> {
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select q.id, q.account, a.name, q.kind, q.at, q.due_at, w.outcome as "outcome?", w.reason as "reason?",
                  w.at as "answered_at?"
           from identity.request q
           join identity.account a on a.city = q.city and a.id = q.account
           left join identity.answer w on w.city = q.city and w.request = q.id
           where q.city = $1 and q.account = $2 order by q.at desc, q.id desc limit 100"#,
        city.0,
        account.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// The requests that wait for an answer, the most urgent first, at most 500.
pub async fn list_open(tx: &mut Tx) -> Result<Vec<Request>, Error> {
    tx.must_in_city(ANSWER)?;
    let city = tx.city();
    let rows = sqlx::query_as!(
        Row,
        r#"select q.id, q.account, a.name, q.kind, q.at, q.due_at, w.outcome as "outcome?", w.reason as "reason?",
                  w.at as "answered_at?"
           from identity.request q
           join identity.account a on a.city = q.city and a.id = q.account
           left join identity.answer w on w.city = q.city and w.request = q.id
           where q.city = $1 and w.request is null order by q.due_at, q.id limit 500"#,
        city.0
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

//! What providers of payments tell of their own accord.
//!
//! Always true: a notice whose signature does not hold changes nothing; one that holds is written down before it is answered,
//! once however often it comes; what it says counts when a job has applied it, and where its signature does not cover the
//! outcome, the provider was asked.

pub(crate) mod pages;

use kernel::job::{Job, When};
use kernel::{Error, Tx};
use payment::{Notice, Notification, Providers, Refusal, State as Payment, Told};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::attempt::{self, AttemptId};
use crate::refund;

/// What came of a notice at the door.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// It is written down, now or before.
    Kept,
    /// It does not count, and why.
    Refused(Refusal),
}

/// Checks a notice and writes it down. Anybody may send one; only a provider can sign it.
pub async fn receive(tx: &mut Tx, provider: payment::Name, notice: Notice<'_>) -> Result<Received, Error> {
    let providers = tx.db().outside().services.get::<Providers>();
    let provider = providers.and_then(|all| all.get(provider).cloned()).ok_or(Error::NotFound("provider"))?;
    let news = match provider.read(notice) {
        Ok(news) => news,
        Err(refusal) => return Ok(Received::Refused(refusal)),
    };
    let id = AttemptId(news.attempt);
    if matches!(attempt::one(tx, id).await, Err(Error::NotFound(_))) {
        return Ok(Received::Refused(Refusal::NotOurs(news.attempt.to_string())));
    }
    let (city, now) = (tx.city(), tx.now());
    let fresh = sqlx::query!(
        "insert into market.notice (city, provider, event, attempt, told, received_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (city, provider, event) do nothing",
        city.0,
        news.provider.as_str(),
        news.event,
        news.attempt,
        kept(&news),
        now
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    if fresh == 1 {
        let apply = Apply { provider: news.provider.as_str().to_owned(), event: news.event };
        // One after the other for each attempt, in the order in which they came.
        let line = Some(format!("market.attempt:{id}"));
        tx.enqueue_when(apply, When { at: now, key: None, line }).await?;
    }
    Ok(Received::Kept)
}

/// What is kept of a notification: what is acted on, and nothing of a person.
fn kept(news: &Notification) -> serde_json::Value {
    match &news.told {
        Told::Payment(state) => {
            let (word, paid) = match state {
                Payment::Paid(paid) => ("paid", Some(paid)),
                Payment::Absent => ("absent", None),
                Payment::Pending => ("pending", None),
                Payment::Expired => ("expired", None),
                Payment::Cancelled => ("cancelled", None),
                Payment::Denied(_) => ("denied", None),
                Payment::Refunded { .. } => ("refunded", None),
                Payment::Disputed(_) => ("disputed", None),
            };
            json!({
                "payment": word, "must_ask": news.proof.must_ask(),
                "units": paid.map(|paid| paid.amount.units), "currency": paid.map(|paid| paid.amount.currency.code().to_owned()),
                "at": paid.and_then(|paid| paid.at), "reference": paid.map(|paid| paid.reference.clone()),
                "fee": paid.and_then(|paid| paid.fee).map(|fee| fee.units),
            })
        }
        Told::Refund { refund, failed, .. } => {
            json!({ "refund": refund, "failed": failed, "must_ask": news.proof.must_ask() })
        }
    }
}

#[derive(Deserialize)]
struct Kept {
    #[serde(default)]
    payment: Option<String>,
    must_ask: bool,
    units: Option<i64>,
    currency: Option<String>,
    at: Option<kernel::Instant>,
    reference: Option<String>,
    fee: Option<i64>,
    refund: Option<uuid::Uuid>,
    failed: Option<String>,
}

impl Kept {
    /// The payment, where it was paid.
    fn paid(&self) -> Option<payment::Paid> {
        let currency = payment::Currency::parse(self.currency.as_deref()?)?;
        let amount = |units| payment::Amount { units, currency };
        Some(payment::Paid {
            amount: amount(self.units?),
            at: self.at,
            reference: self.reference.clone().unwrap_or_default(),
            fee: self.fee.map(amount),
        })
    }
}

/// Acts on a notice that was written down.
#[derive(Serialize, Deserialize)]
pub struct Apply {
    provider: String,
    event: String,
}

impl Job for Apply {
    const NAME: &'static str = "market.notice.apply";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        let row = sqlx::query!(
            "select attempt, told from market.notice
             where city = $1 and provider = $2 and event = $3 and applied_at is null for update",
            city.0,
            self.provider,
            self.event
        )
        .fetch_optional(tx.conn())
        .await?;
        let Some(row) = row else { return Ok(()) };
        let kept: Kept = serde_json::from_value(row.told)?;
        apply(tx, AttemptId(row.attempt), &kept).await?;
        sqlx::query!(
            "update market.notice set applied_at = $4 where city = $1 and provider = $2 and event = $3",
            city.0,
            self.provider,
            self.event,
            now
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

async fn apply(tx: &mut Tx, id: AttemptId, kept: &Kept) -> Result<(), Error> {
    if let Some(refund) = kept.refund {
        return refund::told(tx, refund::RefundId(refund), kept.must_ask, kept.failed.as_deref()).await;
    }
    if kept.must_ask {
        return attempt::ask(tx, id).await;
    }
    let payment = match (kept.payment.as_deref(), kept.paid()) {
        (Some("paid"), Some(paid)) => Payment::Paid(paid),
        (Some("expired"), _) => Payment::Expired,
        (Some("cancelled"), _) => Payment::Cancelled,
        (Some("refunded" | "disputed"), _) => return attempt::ask(tx, id).await,
        (Some(_) | None, _) => return Ok(()),
    };
    attempt::heard(tx, id, &payment).await
}

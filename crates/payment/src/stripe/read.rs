//! What Stripe notifies.

use kernel::Instant;
use serde::Deserialize;
use serde_json::Value;

use super::answer::{Back, Charge, Session};
use crate::notice::{self, Told};
use crate::secret::Secret;
use crate::{Amount, Name, Notice, Notification, Proof, Refusal, State, sign};

#[derive(Deserialize)]
struct Wrapped {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

/// Checks `Stripe-Signature` and reads the rest (docs.stripe.com/webhooks).
pub(super) fn read(key: &Secret, now: Instant, notice: Notice<'_>) -> Result<Notification, Refusal> {
    sign::check(key, notice.header("stripe-signature"), notice.body, now)?;
    let news: Wrapped = notice.json()?;
    let at = Instant::from_timestamp(news.created, 0);
    let (attempt, told, amount) = match news.kind.as_str() {
        "checkout.session.completed"
        | "checkout.session.async_payment_succeeded"
        | "checkout.session.async_payment_failed"
        | "checkout.session.expired" => session(&news.kind, at, part(news.data.object)?)?,
        "charge.refunded" => charge(part(news.data.object)?)?,
        "charge.refund.updated" | "refund.updated" | "refund.failed" => refund(part(news.data.object)?)?,
        other => return Err(Refusal::Unknown(other.chars().take(64).collect())),
    };
    Ok(Notification {
        provider: Name::Stripe,
        event: news.id,
        attempt: notice::ours(&attempt)?,
        told,
        amount,
        proof: Proof::Whole,
    })
}

fn part<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_json::from_value(value).map_err(|error| Refusal::Malformed(error.to_string()))
}

/// Whose, what, how much.
type News = (String, Told, Option<Amount>);

fn session(kind: &str, at: Option<Instant>, session: Session) -> Result<News, Refusal> {
    let state = match (kind, session.payment_status.as_str()) {
        ("checkout.session.completed" | "checkout.session.async_payment_succeeded", "paid") => {
            State::Paid(session.paid(at).map_err(Refusal::Malformed)?)
        }
        ("checkout.session.completed", _) => State::Pending,
        ("checkout.session.async_payment_failed", _) => State::Denied("the payment failed".to_owned()),
        ("checkout.session.expired", _) => State::Expired,
        (kind, status) => return Err(Refusal::Malformed(format!("{kind} with payment_status {status:?}"))),
    };
    let attempt = session.attempt().cloned().ok_or_else(|| Refusal::NotOurs(session.id.clone()))?;
    let amount = session.amount().ok_or_else(|| Refusal::malformed("amount_total is no amount"))?;
    Ok((attempt, Told::Payment(state), Some(amount)))
}

fn charge(charge: Charge) -> Result<News, Refusal> {
    let intent = charge.payment_intent.clone();
    let intent = intent.ok_or_else(|| Refusal::malformed("a charge without its payment"))?;
    let state = charge.state(&intent).map_err(Refusal::Malformed)?;
    let amount = charge.money().map_err(Refusal::Malformed)?;
    // Stripe copies a payment's metadata to its charges.
    let attempt = charge.metadata.get("attempt").cloned().ok_or(Refusal::NotOurs(intent))?;
    Ok((attempt, Told::Payment(state), Some(amount)))
}

fn refund(back: Back) -> Result<News, Refusal> {
    let amount = back.money().map_err(Refusal::Malformed)?;
    let told =
        |name| back.metadata.get(name).cloned().ok_or_else(|| Refusal::NotOurs(format!("without {name}")));
    let (attempt, own) = (told("attempt")?, told("refund")?);
    let failed = back.failed();
    let told = Told::Refund { refund: notice::ours(&own)?, amount, failed };
    Ok((attempt, told, Some(amount)))
}

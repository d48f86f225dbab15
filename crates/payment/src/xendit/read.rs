//! What Xendit notifies.

use serde::Deserialize;
use serde_json::Value;

use super::answer::{Back, Invoice, money};
use crate::money::Figure;
use crate::notice::{self, Told};
use crate::secret::Secret;
use crate::{Amount, Name, Notice, Notification, Paid, Proof, Refusal, State, sign};

/// The wrapping of all news but those of invoices.
#[derive(Deserialize)]
struct Wrapped {
    event: String,
    data: Value,
}

/// A payment in the news.
#[derive(Deserialize)]
struct Payment {
    id: String,
    reference_id: String,
    amount: Figure,
    currency: String,
    #[serde(default)]
    payment_request_id: Option<String>,
    #[serde(default)]
    failure_code: Option<String>,
    #[serde(default)]
    updated: Option<kernel::Instant>,
    #[serde(default)]
    metadata: Option<Metadata>,
}

/// A refund in the news, with our own words.
#[derive(Deserialize)]
struct Refunded {
    #[serde(flatten)]
    back: Back,
    reference_id: String,
    #[serde(default)]
    metadata: Option<Metadata>,
}

/// A code or number that ran out.
#[derive(Deserialize)]
struct Method {
    reference_id: String,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    attempt: Option<String>,
}

/// Checks `x-callback-token` and reads the rest. `webhook-id` is the same for each repetition.
pub(super) fn read(token: &Secret, notice: Notice<'_>) -> Result<Notification, Refusal> {
    let brought = notice.header("x-callback-token").unwrap_or_default();
    if token.is_empty() || !sign::same(brought.as_bytes(), token.tell().as_bytes()) {
        return Err(Refusal::Unsigned("x-callback-token is not ours"));
    }
    let body: Value = notice.json()?;
    let (attempt, told, amount) = match body.get("event") {
        Some(_) => wrapped(part(body)?)?,
        None => invoice(part(body)?)?,
    };
    let event = match notice.header("webhook-id") {
        Some(id) if !id.is_empty() => id.to_owned(),
        // Without a name, the same news are those that say the same.
        _ => sign::digest(&[notice.body]),
    };
    Ok(Notification {
        provider: Name::Xendit,
        event,
        attempt: notice::ours(&attempt)?,
        told,
        amount,
        proof: Proof::Sender,
    })
}

fn part<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_json::from_value(value).map_err(|error| Refusal::Malformed(error.to_string()))
}

/// Whose, what, how much.
type News = (String, Told, Option<Amount>);

fn wrapped(news: Wrapped) -> Result<News, Refusal> {
    match news.event.as_str() {
        "payment.succeeded" | "payment.failed" | "payment.pending" => payment(&news.event, part(news.data)?),
        "refund.succeeded" | "refund.failed" => refund(part(news.data)?),
        "payment_method.expired" => {
            let method: Method = part(news.data)?;
            Ok((method.reference_id, Told::Payment(State::Expired), None))
        }
        other => Err(Refusal::Unknown(other.chars().take(64).collect())),
    }
}

fn payment(event: &str, payment: Payment) -> Result<News, Refusal> {
    let amount = money(&payment.amount, &payment.currency).map_err(Refusal::Malformed)?;
    let state = match event {
        "payment.succeeded" => State::Paid(Paid {
            amount,
            at: payment.updated,
            reference: payment.payment_request_id.unwrap_or(payment.id),
            fee: None,
        }),
        "payment.failed" => State::Denied(payment.failure_code.unwrap_or_default()),
        _ => State::Pending,
    };
    let attempt = payment.metadata.and_then(|ours| ours.attempt).unwrap_or(payment.reference_id);
    Ok((attempt, Told::Payment(state), Some(amount)))
}

fn refund(refund: Refunded) -> Result<News, Refusal> {
    let amount = money(&refund.back.amount, &refund.back.currency).map_err(Refusal::Malformed)?;
    let attempt = refund.metadata.and_then(|ours| ours.attempt);
    // A refund that someone made in the dashboard does not say whose it is; the status will.
    let attempt = attempt.ok_or_else(|| Refusal::NotOurs(refund.reference_id.clone()))?;
    let failed = match refund.back.status.as_str() {
        "SUCCEEDED" => None,
        status => Some(refund.back.failure_code.unwrap_or_else(|| status.to_owned())),
    };
    let told = Told::Refund { refund: notice::ours(&refund.reference_id)?, amount, failed };
    Ok((attempt, told, Some(amount)))
}

fn invoice(invoice: Invoice) -> Result<News, Refusal> {
    let amount = invoice.asked().map_err(Refusal::Malformed)?;
    let state = invoice.state().map_err(|_| Refusal::Unknown(invoice.status.chars().take(64).collect()))?;
    Ok((invoice.external_id, Told::Payment(state), Some(amount)))
}

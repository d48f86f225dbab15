//! What Stripe answers.

use std::collections::HashMap;

use kernel::Instant;
use serde::Deserialize;

use super::amount;
use crate::http::Reply;
use crate::{Amount, Failure, Paid, Refunding, State};

/// `{"error": {"type": "…", "code": "…", "message": "…"}}` (docs.stripe.com/api/errors).
pub(super) fn fault(reply: &Reply) -> Option<(String, String)> {
    #[derive(Deserialize)]
    struct Fault {
        error: Inner,
    }
    #[derive(Deserialize)]
    struct Inner {
        #[serde(rename = "type")]
        kind: String,
        code: Option<String>,
        message: Option<String>,
    }
    let Fault { error } = reply.json().ok()?;
    Some((error.code.unwrap_or(error.kind), error.message.unwrap_or_default()))
}

/// An object, or only its id where it was not asked for.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Fold<T> {
    Id(String),
    Open(T),
}

type Metadata = HashMap<String, String>;

/// A Checkout Session.
#[derive(Debug, Deserialize)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) url: Option<String>,
    client_reference_id: Option<String>,
    amount_total: Option<i64>,
    currency: Option<String>,
    status: Option<String>,
    pub(super) payment_status: String,
    expires_at: i64,
    payment_intent: Option<Fold<Intent>>,
}

impl Session {
    pub(super) fn attempt(&self) -> Option<&String> {
        self.client_reference_id.as_ref()
    }

    pub(super) fn amount(&self) -> Option<Amount> {
        amount(self.amount_total?, self.currency.as_deref()?)
    }

    pub(super) fn expires(&self) -> Option<Instant> {
        Instant::from_timestamp(self.expires_at, 0)
    }

    /// The id of the payment, once somebody tried to pay.
    pub(super) fn intent(self) -> Option<String> {
        match self.payment_intent? {
            Fold::Id(id) => Some(id),
            Fold::Open(intent) => Some(intent.id),
        }
    }

    /// The states of docs.stripe.com/api/checkout/sessions/object, with the payment's where the session is complete.
    pub(super) fn state(&self) -> Result<State, String> {
        match (self.status.as_deref(), self.payment_status.as_str(), &self.payment_intent) {
            (Some("complete"), "paid", Some(Fold::Open(intent))) => intent.state(),
            (Some("complete"), "paid", _) => self.paid(None).map(State::Paid),
            (Some("complete"), "unpaid", _) | (Some("open"), _, _) => Ok(State::Pending),
            (Some("expired"), _, _) => Ok(State::Expired),
            (status, payment, _) => Err(format!("status {status:?}, payment_status {payment:?}")),
        }
    }

    /// As the session alone tells it.
    pub(super) fn paid(&self, at: Option<Instant>) -> Result<Paid, String> {
        let reference = match &self.payment_intent {
            Some(Fold::Id(id)) => id.clone(),
            Some(Fold::Open(intent)) => intent.id.clone(),
            None => self.id.clone(),
        };
        let amount = self.amount().ok_or("amount_total is no amount")?;
        Ok(Paid { amount, at, reference, fee: None })
    }
}

/// `GET /v1/payment_intents/search`.
#[derive(Debug, Deserialize)]
pub(super) struct Found {
    pub(super) data: Vec<Intent>,
}

/// A PaymentIntent.
#[derive(Debug, Deserialize)]
pub(super) struct Intent {
    pub(super) id: String,
    status: String,
    latest_charge: Option<Fold<Charge>>,
}

impl Intent {
    /// Paid first.
    pub(super) fn rank(&self) -> u8 {
        u8::from(self.status != "succeeded")
    }

    pub(super) fn state(&self) -> Result<State, String> {
        match (self.status.as_str(), &self.latest_charge) {
            ("succeeded", Some(Fold::Open(charge))) => charge.state(&self.id),
            ("succeeded", _) => Err("a payment without its charge".to_owned()),
            ("canceled", _) => Ok(State::Cancelled),
            ("processing" | "requires_action" | "requires_capture" | "requires_confirmation", _) => {
                Ok(State::Pending)
            }
            // The buyer may try another card.
            ("requires_payment_method", _) => Ok(State::Pending),
            (other, _) => Err(format!("status {other:?}")),
        }
    }
}

/// A Charge.
#[derive(Debug, Deserialize)]
pub(super) struct Charge {
    amount: i64,
    amount_refunded: i64,
    currency: String,
    created: i64,
    #[serde(default)]
    disputed: bool,
    pub(super) payment_intent: Option<String>,
    #[serde(default)]
    balance_transaction: Option<Fold<Kept>>,
    #[serde(default)]
    pub(super) metadata: Metadata,
}

/// What came to the balance, and what Stripe kept of it.
#[derive(Debug, Deserialize)]
struct Kept {
    fee: i64,
    currency: String,
}

impl Charge {
    /// What the buyer paid.
    pub(super) fn money(&self) -> Result<Amount, String> {
        amount(self.amount, &self.currency).ok_or_else(|| format!("amount {} {}", self.amount, self.currency))
    }

    pub(super) fn state(&self, intent: &str) -> Result<State, String> {
        let fee = match &self.balance_transaction {
            Some(Fold::Open(kept)) => amount(kept.fee, &kept.currency),
            Some(Fold::Id(_)) | None => None,
        };
        let at = Instant::from_timestamp(self.created, 0);
        let paid = Paid { amount: self.money()?, at, reference: intent.to_owned(), fee };
        if self.disputed {
            return Ok(State::Disputed(paid));
        }
        match self.amount_refunded {
            0 => Ok(State::Paid(paid)),
            units => {
                let back = amount(units, &self.currency).ok_or_else(|| format!("amount_refunded {units}"))?;
                Ok(State::Refunded { paid, back })
            }
        }
    }
}

/// A Refund.
#[derive(Debug, Deserialize)]
pub(super) struct Back {
    id: String,
    status: Option<String>,
    failure_reason: Option<String>,
    amount: i64,
    currency: String,
    #[serde(default)]
    pub(super) metadata: Metadata,
}

impl Back {
    pub(super) fn money(&self) -> Result<Amount, String> {
        amount(self.amount, &self.currency).ok_or_else(|| format!("amount {} {}", self.amount, self.currency))
    }

    /// Why it failed, if it did.
    pub(super) fn failed(&self) -> Option<String> {
        let lost = matches!(self.status.as_deref(), Some("failed" | "canceled"));
        lost.then(|| self.failure_reason.clone().unwrap_or_else(|| "failed".to_owned()))
    }

    pub(super) fn refunding(self) -> Result<Refunding, Failure> {
        match (self.failed(), self.status.as_deref()) {
            (Some(why), _) => Err(Failure::refused(why, "the refund failed")),
            (None, Some("succeeded")) => Ok(Refunding::Done(self.id)),
            (None, _) => Ok(Refunding::Underway(self.id)),
        }
    }
}

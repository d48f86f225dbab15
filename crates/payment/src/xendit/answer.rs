//! What Xendit answers.

use kernel::Instant;
use serde::Deserialize;

use crate::http::Reply;
use crate::money::Figure;
use crate::{Amount, Charge, Charged, Currency, Failure, Method, Paid, Refunding, Show, State};

/// `{"error_code": "…", "message": "…"}`.
pub(super) fn fault(reply: &Reply) -> Option<(String, String)> {
    #[derive(Deserialize)]
    struct Fault {
        error_code: String,
        #[serde(default)]
        message: String,
    }
    let fault: Fault = reply.json().ok()?;
    Some((fault.error_code, fault.message))
}

/// `GET /payment_requests`.
#[derive(Debug, Deserialize)]
pub(super) struct Requests {
    pub(super) data: Vec<Request>,
}

/// A payment request.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    pub(super) id: String,
    pub(super) reference_id: String,
    pub(super) payment_method: PaymentMethod,
    status: String,
    amount: Figure,
    currency: String,
    updated: Option<Instant>,
    #[serde(default)]
    failure_code: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PaymentMethod {
    pub(super) id: String,
    #[serde(default)]
    qr_code: Option<Channel>,
    #[serde(default)]
    virtual_account: Option<Channel>,
}

#[derive(Debug, Deserialize)]
struct Channel {
    channel_properties: Properties,
}

#[derive(Debug, Deserialize)]
struct Properties {
    #[serde(default)]
    qr_string: Option<String>,
    #[serde(default)]
    virtual_account_number: Option<String>,
    #[serde(default)]
    expires_at: Option<Instant>,
}

pub(super) fn money(amount: &Figure, currency: &str) -> Result<Amount, String> {
    let known = Currency::parse(currency).and_then(|currency| amount.amount(currency));
    known.ok_or_else(|| format!("amount {:?} {currency:?}", amount.0))
}

impl Request {
    /// Paid first, then what waits.
    pub(super) fn rank(&self) -> u8 {
        match self.status.as_str() {
            "SUCCEEDED" => 0,
            _ if self.waits() => 1,
            _ => 2,
        }
    }

    pub(super) fn waits(&self) -> bool {
        matches!(self.status.as_str(), "PENDING" | "REQUIRES_ACTION" | "AWAITING_CAPTURE")
    }

    /// The states of github.com/xendit/xendit-php, docs/PaymentRequest/PaymentRequestStatus.md.
    pub(super) fn state(&self) -> Result<State, String> {
        Ok(match self.status.as_str() {
            "SUCCEEDED" => State::Paid(Paid {
                amount: money(&self.amount, &self.currency)?,
                at: self.updated,
                reference: self.id.clone(),
                fee: None,
            }),
            _ if self.waits() => State::Pending,
            "EXPIRED" => State::Expired,
            "CANCELED" | "VOIDED" => State::Cancelled,
            "FAILED" => State::Denied(self.failure_code.clone().unwrap_or_default()),
            other => return Err(format!("status {other:?}")),
        })
    }

    /// What to show, as long as it waits.
    pub(super) fn charged(self, charge: &Charge) -> Result<Charged, Failure> {
        let same = self.reference_id == charge.attempt.to_string();
        if !same || money(&self.amount, &self.currency) != Ok(charge.amount) {
            return Err(Failure::Unknown("the answer is about another payment or amount".to_owned()));
        }
        if !self.waits() {
            let state = self.state().map_err(Failure::Unknown)?;
            return Err(Failure::Already(Box::new(state)));
        }
        let channel = self.payment_method.qr_code.or(self.payment_method.virtual_account);
        let how = channel.map(|channel| channel.channel_properties);
        let expires = how.as_ref().and_then(|how| how.expires_at).unwrap_or(charge.expires);
        let show = match (charge.method, how) {
            (Method::Qris, Some(Properties { qr_string: Some(text), .. })) => {
                Show::Code { payload: Some(text), image: None }
            }
            (Method::Transfer(bank), Some(Properties { virtual_account_number: Some(number), .. })) => {
                Show::Account { bank, number, biller: None }
            }
            (Method::Qris | Method::Transfer(_) | Method::Card, _) => {
                return Err(Failure::Unknown("the answer has nothing to show to the buyer".to_owned()));
            }
        };
        Ok(Charged { reference: Some(self.id), expires, show, demo: None })
    }
}

/// An invoice, in an answer or in a notice.
#[derive(Debug, Deserialize)]
pub(super) struct Invoice {
    pub(super) id: String,
    pub(super) external_id: String,
    pub(super) status: String,
    pub(super) amount: Figure,
    #[serde(default)]
    pub(super) currency: Option<String>,
    #[serde(default)]
    invoice_url: Option<String>,
    #[serde(default)]
    expiry_date: Option<Instant>,
    #[serde(default)]
    paid_amount: Option<Figure>,
    #[serde(default)]
    paid_at: Option<Instant>,
    #[serde(default)]
    fees_paid_amount: Option<Figure>,
}

impl Invoice {
    /// Paid first, then what waits.
    pub(super) fn rank(&self) -> u8 {
        match self.status.as_str() {
            "PAID" | "SETTLED" => 0,
            _ if self.waits() => 1,
            _ => 2,
        }
    }

    pub(super) fn waits(&self) -> bool {
        self.status == "PENDING"
    }

    /// What was asked for.
    pub(super) fn asked(&self) -> Result<Amount, String> {
        money(&self.amount, self.currency.as_deref().unwrap_or("IDR"))
    }

    pub(super) fn state(&self) -> Result<State, String> {
        let currency = self.currency.as_deref().unwrap_or("IDR");
        Ok(match self.status.as_str() {
            "PAID" | "SETTLED" => State::Paid(Paid {
                amount: money(self.paid_amount.as_ref().unwrap_or(&self.amount), currency)?,
                at: self.paid_at,
                reference: self.id.clone(),
                fee: self.fees_paid_amount.as_ref().and_then(|fee| money(fee, currency).ok()),
            }),
            "PENDING" => State::Pending,
            "EXPIRED" => State::Expired,
            other => return Err(format!("status {other:?}")),
        })
    }

    pub(super) fn charged(self, charge: &Charge) -> Result<Charged, Failure> {
        if self.external_id != charge.attempt.to_string() || self.asked() != Ok(charge.amount) {
            return Err(Failure::Unknown("the answer is about another payment or amount".to_owned()));
        }
        if !self.waits() {
            let state = self.state().map_err(Failure::Unknown)?;
            return Err(Failure::Already(Box::new(state)));
        }
        let missing = || Failure::Unknown("the answer has nothing to show to the buyer".to_owned());
        Ok(Charged {
            expires: self.expiry_date.unwrap_or(charge.expires),
            show: Show::Page(self.invoice_url.ok_or_else(missing)?),
            reference: Some(self.id),
            demo: None,
        })
    }
}

/// `GET /refunds`.
#[derive(Debug, Deserialize)]
pub(super) struct Backs {
    data: Vec<Back>,
}

/// A refund.
#[derive(Debug, Deserialize)]
pub(super) struct Back {
    id: String,
    pub(super) status: String,
    pub(super) amount: Figure,
    pub(super) currency: String,
    #[serde(default)]
    pub(super) failure_code: Option<String>,
}

impl Backs {
    /// What has gone back, in smallest units.
    pub(super) fn sum(&self, currency: Currency) -> Result<i64, String> {
        self.data.iter().filter(|back| back.status == "SUCCEEDED").try_fold(0_i64, |sum, back| {
            let amount = money(&back.amount, &back.currency)?;
            let same = amount.currency == currency;
            same.then(|| sum.checked_add(amount.units))
                .flatten()
                .ok_or_else(|| "refunds do not add up".to_owned())
        })
    }
}

impl Back {
    pub(super) fn refunding(self) -> Result<Refunding, Failure> {
        match self.status.as_str() {
            "SUCCEEDED" => Ok(Refunding::Done(self.id)),
            "PENDING" | "REQUIRES_ACTION" => Ok(Refunding::Underway(self.id)),
            status => Err(Failure::refused(self.failure_code.unwrap_or_else(|| status.to_owned()), status)),
        }
    }
}

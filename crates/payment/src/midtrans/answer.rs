//! What Midtrans answers and notifies: one shape for both.

use serde::Deserialize;
use uuid::Uuid;

use super::instant;
use crate::http::{Base, Reply};
use crate::money::Figure;
use crate::notice::{self, Told};
use crate::secret::Secret;
use crate::{
    Amount, Bank, Charge, Charged, Currency, Failure, Method, Name, Notice, Notification, Paid, Proof,
    Refusal, Show, State, sign,
};

/// A transaction, in an answer or in a notice. What is missing is an empty text.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub(super) struct Transaction {
    pub(super) status_code: String,
    pub(super) status_message: Option<String>,
    pub(super) transaction_id: String,
    pub(super) order_id: String,
    pub(super) transaction_status: String,
    gross_amount: Figure,
    currency: Option<String>,
    fraud_status: Option<String>,
    signature_key: String,
    settlement_time: Option<String>,
    transaction_time: Option<String>,
    expiry_time: Option<String>,
    qr_string: Option<String>,
    actions: Vec<Action>,
    va_numbers: Vec<Number>,
    permata_va_number: Option<String>,
    bill_key: Option<String>,
    biller_code: Option<String>,
    refund_amount: Option<Figure>,
    refund_chargeback_id: Option<Figure>,
    refunds: Vec<Back>,
}

#[derive(Debug, Deserialize)]
struct Action {
    name: String,
    url: String,
}

#[derive(Debug, Deserialize)]
struct Number {
    va_number: String,
}

#[derive(Debug, Deserialize)]
struct Back {
    refund_amount: Figure,
    #[serde(default)]
    refund_key: String,
    #[serde(default)]
    refund_chargeback_id: Option<Figure>,
    #[serde(default)]
    bank_confirmed_at: Option<String>,
}

/// Snap's answer: a page.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub(super) token: String,
    pub(super) redirect_url: String,
}

/// `{"error_messages": ["…"]}`.
pub(super) fn snap_fault(reply: &Reply) -> Option<(String, String)> {
    #[derive(Deserialize)]
    struct Fault {
        error_messages: Vec<String>,
    }
    let fault: Fault = reply.json().ok()?;
    Some((reply.code.to_string(), fault.error_messages.join("; ")))
}

impl Transaction {
    /// From an answer. Midtrans says in the body what it means and often 200 in the header (docs.midtrans.com/reference/code-4xx).
    pub(super) fn of(reply: &Reply) -> Result<Transaction, Failure> {
        if reply.code == 202 {
            // "on-process": the first request under this key is still being worked on.
            return Err(Failure::Unknown("another request for the same is under way (202)".to_owned()));
        }
        if reply.code == 429 {
            return Err(Failure::NotDone("the provider wants fewer requests (429)".to_owned()));
        }
        let told: Transaction = reply.json()?;
        let reason = told.status_message.clone().unwrap_or_default();
        match told.status_code.as_str() {
            "200" | "201" | "202" | "407" => Ok(told),
            "429" => Err(Failure::NotDone(reason)),
            code if code.len() == 3 && code.starts_with('4') => Err(Failure::refused(code, reason)),
            code => Err(Failure::Unknown(format!("Midtrans answered {code} {reason}"))),
        }
    }

    fn money(&self) -> Option<Amount> {
        let currency = self.currency.as_deref().map_or(Some(Currency::IDR), Currency::parse)?;
        self.gross_amount.amount(currency)
    }

    fn paid(&self) -> Result<Paid, String> {
        let at = self.settlement_time.as_deref().or(self.transaction_time.as_deref());
        Ok(Paid {
            amount: self.money().ok_or_else(|| format!("gross_amount {:?}", self.gross_amount.0))?,
            at: at.and_then(instant),
            reference: self.transaction_id.clone(),
            fee: None,
        })
    }

    fn back(&self) -> Result<Amount, String> {
        let paid = self.paid()?.amount;
        let read =
            |figure: &Figure| figure.amount(paid.currency).ok_or_else(|| format!("refund {:?}", figure.0));
        match (&self.refund_amount, self.refunds.is_empty(), self.transaction_status.as_str()) {
            (Some(sum), _, _) => read(sum),
            (None, true, "refund") => Ok(paid),
            (None, true, _) => Err("a refund without an amount".to_owned()),
            (None, false, _) => {
                let sum = self.refunds.iter().try_fold(0_i64, |sum, back| {
                    sum.checked_add(read(&back.refund_amount)?.units)
                        .ok_or_else(|| "refunds overflow".to_owned())
                })?;
                Ok(Amount { units: sum, ..paid })
            }
        }
    }

    /// transaction_status × fraud_status, as docs.midtrans.com/docs/https-notification-webhooks defines them.
    pub(super) fn state(&self) -> Result<State, String> {
        let status = self.transaction_status.to_lowercase();
        let fraud = self.fraud_status.as_deref().unwrap_or("accept");
        let reason = || self.status_message.clone().unwrap_or_default();
        match (status.as_str(), fraud) {
            ("capture" | "settlement", "accept") => self.paid().map(State::Paid),
            // A person at the shop decides, in Midtrans's dashboard.
            ("capture" | "settlement", "challenge") | ("pending" | "authorize", _) => Ok(State::Pending),
            ("deny" | "failure", _) | ("capture" | "settlement", "deny") => Ok(State::Denied(reason())),
            ("cancel", _) => Ok(State::Cancelled),
            ("expire", _) => Ok(State::Expired),
            ("refund" | "partial_refund", _) => {
                Ok(State::Refunded { paid: self.paid()?, back: self.back()? })
            }
            ("chargeback" | "partial_chargeback", _) => self.paid().map(State::Disputed),
            (status, fraud) => Err(format!("transaction_status {status:?} with fraud_status {fraud:?}")),
        }
    }

    /// What to show, from an answer that says that it waits.
    pub(super) fn charged(self, charge: &Charge, core: &Base) -> Result<Charged, Failure> {
        if self.order_id != charge.attempt.to_string() || self.money() != Some(charge.amount) {
            return Err(Failure::Unknown("the answer is about another payment or amount".to_owned()));
        }
        let show = match charge.method {
            Method::Qris => Some(self.code(core)),
            Method::Transfer(bank) => self.account(bank),
            Method::Card => None,
        };
        let missing = || Failure::Unknown("the answer has nothing to show to the buyer".to_owned());
        Ok(Charged {
            expires: self.expiry_time.as_deref().and_then(instant).unwrap_or(charge.expires),
            show: show.ok_or_else(missing)?,
            reference: Some(self.transaction_id),
            demo: None,
        })
    }

    /// The status does not repeat the code of the charge; its picture stays where it was.
    fn code(&self, core: &Base) -> Show {
        let action = self.actions.iter().find(|action| action.name == "generate-qr-code");
        let usual = || core.join(&format!("/v2/qris/{}/qr-code", self.transaction_id));
        let image = action.map_or_else(usual, |action| action.url.clone());
        Show::Code { payload: self.qr_string.clone(), image: Some(image) }
    }

    fn account(&self, bank: Bank) -> Option<Show> {
        let listed = || self.va_numbers.first().map(|number| number.va_number.clone());
        let number = self.permata_va_number.clone().or_else(|| self.bill_key.clone()).or_else(listed)?;
        Some(Show::Account { bank, number, biller: self.biller_code.clone() })
    }

    /// Midtrans's reference of the refund that was just made, or ours.
    pub(super) fn refund_reference(&self, refund: &crate::Refund) -> String {
        let made = self.refund_chargeback_id.clone().map(|id| id.0);
        made.or_else(|| self.refund(refund.refund)).unwrap_or_else(|| refund.refund.to_string())
    }

    /// The refund under our key, if it was made.
    pub(super) fn refund(&self, key: Uuid) -> Option<String> {
        let made = self.refunds.iter().find(|back| back.refund_key == key.to_string())?;
        Some(made.refund_chargeback_id.clone().map_or_else(|| key.to_string(), |id| id.0))
    }
}

impl Default for Transaction {
    fn default() -> Transaction {
        Transaction {
            status_code: String::new(),
            status_message: None,
            transaction_id: String::new(),
            order_id: String::new(),
            transaction_status: String::new(),
            gross_amount: Figure(String::new()),
            currency: None,
            fraud_status: None,
            signature_key: String::new(),
            settlement_time: None,
            transaction_time: None,
            expiry_time: None,
            qr_string: None,
            actions: Vec::new(),
            va_numbers: Vec::new(),
            permata_va_number: None,
            bill_key: None,
            biller_code: None,
            refund_amount: None,
            refund_chargeback_id: None,
            refunds: Vec::new(),
        }
    }
}

/// Checks `signature_key = SHA512(order_id + status_code + gross_amount + server key)` and reads the rest.
pub(super) fn read(key: &Secret, notice: Notice<'_>) -> Result<Notification, Refusal> {
    let told: Transaction = notice.json()?;
    let right = sign::sha512(&[&told.order_id, &told.status_code, &told.gross_amount.0, key.tell()]);
    if key.is_empty() || !sign::same(told.signature_key.as_bytes(), right.as_bytes()) {
        return Err(Refusal::Unsigned("signature_key is not that of the fields"));
    }
    let attempt = notice::ours(&told.order_id)?;
    let known = told.state();
    let Ok(state) = known else {
        return Err(Refusal::Unknown(told.transaction_status.chars().take(64).collect()));
    };
    // The code is signed and the status is not: money that moved has 200, whatever somebody wrote into the status.
    let moved = match &state {
        State::Paid(_) | State::Refunded { .. } | State::Disputed(_) => true,
        State::Absent | State::Pending | State::Expired | State::Cancelled | State::Denied(_) => false,
    };
    if moved && told.status_code != "200" {
        return Err(Refusal::malformed("transaction_status says more than the signed status_code"));
    }
    let amount = told.money().ok_or_else(|| Refusal::malformed("gross_amount is no amount"))?;
    Ok(Notification {
        provider: Name::Midtrans,
        event: event(&told),
        attempt,
        told: Told::Payment(state),
        amount: Some(amount),
        proof: Proof::Part,
    })
}

/// Midtrans gives its news no names: the same news are those that say the same.
fn event(told: &Transaction) -> String {
    let mut parts = vec![
        told.transaction_id.as_bytes(),
        told.order_id.as_bytes(),
        told.status_code.as_bytes(),
        told.transaction_status.as_bytes(),
        told.fraud_status.as_deref().unwrap_or_default().as_bytes(),
        told.gross_amount.0.as_bytes(),
        told.refund_amount.as_ref().map_or("", |sum| sum.0.as_str()).as_bytes(),
    ];
    for back in &told.refunds {
        parts.push(back.refund_key.as_bytes());
        parts.push(back.refund_amount.0.as_bytes());
        parts.push(back.bank_confirmed_at.as_deref().unwrap_or_default().as_bytes());
    }
    sign::digest(&parts)
}

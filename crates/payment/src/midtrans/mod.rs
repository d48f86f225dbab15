//! Midtrans: Core API v2 for QRIS and transfers, Snap's page for cards. Rupiah only.
//!
//! What is always true: a payment is paid when Midtrans says `settlement`, or `capture` for a card, and its check for fraud did
//! not object; a notice's signature covers reference, code and amount, but not the status
//! (docs.midtrans.com/docs/https-notification-webhooks).

mod answer;
pub(crate) mod ask;

use kernel::Instant;

use crate::config::Fault;
use crate::http::{Ask, Base, Http, Patience, Reply};
use crate::provider::{Answer, Provider};
use crate::secret::Secret;
use crate::{
    Bank, Charge, Charged, Currency, Failure, Handle, Method, Name, Notice, Notification, Refund, Refunding,
    Refusal, Show, State,
};
use answer::Transaction;

/// What the dashboard gives.
#[derive(Debug, Clone)]
pub struct Account {
    /// *Server Key*, under Settings, Access Keys.
    pub key: Secret,
    pub place: Place,
    /// Whose QRIS: `gopay` or `airpay shopee`.
    pub acquirer: String,
}

/// Which of Midtrans's systems (docs.midtrans.com/reference/api-host-url-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// No money moves.
    Sandbox,
    Production,
    /// A mirror: the address of the Core API, and of Snap.
    At(Base, Base),
}

/// The provider.
#[derive(Debug)]
pub struct Midtrans {
    http: Http,
    core: Base,
    snap: Base,
    key: Secret,
    acquirer: String,
}

impl Midtrans {
    /// With this account. Asks nobody.
    pub fn new(account: Account, patience: Patience) -> Result<Midtrans, Fault> {
        let (core, snap) = match account.place {
            Place::Sandbox => (
                Base::fixed("https://api.sandbox.midtrans.com"),
                Base::fixed("https://app.sandbox.midtrans.com"),
            ),
            Place::Production => {
                (Base::fixed("https://api.midtrans.com"), Base::fixed("https://app.midtrans.com"))
            }
            Place::At(core, snap) => (core, snap),
        };
        Ok(Midtrans { http: Http::new(patience)?, core, snap, key: account.key, acquirer: account.acquirer })
    }

    async fn send(&self, ask: Ask) -> Result<Reply, Failure> {
        self.http.send(ask.basic(&self.key)).await
    }

    async fn charge(&self, charge: &Charge) -> Result<Charged, Failure> {
        if !self.offers(charge.method, charge.amount.currency) {
            return Err(Failure::NotDone(
                "Midtrans charges rupiah only, and has no numbers of BSI".to_owned(),
            ));
        }
        match charge.method {
            Method::Card => self.page(charge).await,
            Method::Qris | Method::Transfer(_) => self.core(charge).await,
        }
    }

    async fn core(&self, charge: &Charge) -> Result<Charged, Failure> {
        let body = ask::charge(charge, &self.acquirer)?;
        // Midtrans takes a reference that ran out for a new payment, so what is there is looked for first.
        let known = self.transaction(&charge.handle(None)).await?;
        if let Some(known) = &known {
            waits(known)?;
        }
        // It remembers a key for five minutes, and then has the code again; afterwards it knows the reference and says 406.
        let key = format!("{}-charge", charge.attempt);
        let ask = Ask::post(self.core.join("/v2/charge")).json(&body).header("idempotency-key", key);
        let made = match Transaction::of(&self.send(ask).await?) {
            Err(Failure::Refused { code, reason }) if code == "406" => {
                known.ok_or(Failure::Unknown(format!("charged by somebody else just now: {reason}")))?
            }
            other => other?,
        };
        waits(&made)?;
        made.charged(charge, &self.core)
    }

    async fn page(&self, charge: &Charge) -> Result<Charged, Failure> {
        let (body, expires) = ask::page(charge)?;
        // Once somebody chose how to pay, there is no page for this reference any more.
        if let Some(known) = self.transaction(&charge.handle(None)).await? {
            return Err(Failure::Already(Box::new(known.state().map_err(Failure::Unknown)?)));
        }
        let ask = Ask::post(self.snap.join("/snap/v1/transactions")).json(&body);
        let page: answer::Page = self.send(ask).await?.judged(answer::snap_fault)?.json()?;
        let show = Show::Page(page.redirect_url);
        Ok(Charged { reference: Some(page.token), expires, show, demo: None })
    }

    async fn transaction(&self, handle: &Handle) -> Result<Option<Transaction>, Failure> {
        let url = self.core.join(&format!("/v2/{}/status", handle.attempt));
        match Transaction::of(&self.send(Ask::get(url)).await?) {
            Err(Failure::Refused { code, .. }) if code == "404" => Ok(None),
            Ok(found) if found.order_id != handle.attempt.to_string() => {
                Err(Failure::Unknown("the answer is about another payment".to_owned()))
            }
            other => other.map(Some),
        }
    }

    async fn status(&self, handle: &Handle) -> Result<State, Failure> {
        match self.transaction(handle).await? {
            Some(found) => found.state().map_err(Failure::Unknown),
            None => Ok(State::Absent),
        }
    }

    /// Closes by *expire*, which works on what waits alone: *cancel* would give a card's money back if the buyer was faster.
    async fn cancel(&self, handle: &Handle) -> Result<State, Failure> {
        let mut page = false;
        if let (Method::Card, Some(token)) = (handle.method, &handle.reference) {
            let url = self.snap.join(&format!("/snap/v1/transactions/{}/cancel", ask::path(token)));
            match self.send(Ask::post(url)).await?.judged(answer::snap_fault) {
                Ok(_) => return Ok(State::Cancelled),
                // Somebody is paying, or the page was closed before.
                Err(Failure::Refused { .. }) => page = true,
                Err(other) => return Err(other),
            }
        }
        let url = self.core.join(&format!("/v2/{}/expire", handle.attempt));
        match Transaction::of(&self.send(Ask::post(url)).await?) {
            Ok(_) => return Ok(State::Cancelled),
            Err(Failure::Refused { .. }) => {}
            Err(other) => return Err(other),
        }
        let state = self.status(handle).await?;
        // The page cannot be opened again, and nobody paid on it.
        Ok(if page && state == State::Absent { State::Cancelled } else { state })
    }

    async fn refund(&self, refund: &Refund) -> Result<Refunding, Failure> {
        let url = self.core.join(&format!("/v2/{}/refund", refund.handle.attempt));
        let key = format!("{}-refund", refund.refund);
        let ask = Ask::post(url).json(&ask::refund(refund)?).header("idempotency-key", key);
        match Transaction::of(&self.send(ask).await?) {
            Ok(done) if done.status_code == "200" => Ok(Refunding::Done(done.refund_reference(refund))),
            Ok(done) if done.status_code == "201" => Ok(Refunding::Underway(done.refund_reference(refund))),
            Ok(no) => Err(Failure::refused(no.status_code, no.status_message.unwrap_or_default())),
            Err(Failure::Refused { code, reason }) => self.again(refund, code, reason).await,
            Err(other) => Err(other),
        }
    }

    /// A refund that was refused: because it was made before, because a card's money was not yet taken, or for good.
    async fn again(&self, refund: &Refund, code: String, reason: String) -> Result<Refunding, Failure> {
        let found = self.transaction(&refund.handle).await?;
        let Some(found) = found else { return Err(Failure::Refused { code, reason }) };
        if let Some(made) = found.refund(refund.refund) {
            return Ok(Refunding::Done(made));
        }
        // "If payment status is still in Capture, use the Cancel API instead" (docs.midtrans.com/reference/refund-transaction).
        let whole = refund.amount == refund.handle.amount;
        match found.transaction_status.to_lowercase().as_str() {
            "capture" if whole => {
                let url = self.core.join(&format!("/v2/{}/cancel", refund.handle.attempt));
                let done = Transaction::of(&self.send(Ask::post(url)).await?)?;
                Ok(Refunding::Done(done.transaction_id))
            }
            "cancel" if whole => Ok(Refunding::Done(found.transaction_id)),
            _ => Err(Failure::Refused { code, reason }),
        }
    }
}

impl Provider for Midtrans {
    fn name(&self) -> Name {
        Name::Midtrans
    }

    fn offers(&self, method: Method, currency: Currency) -> bool {
        // BSI's numbers come from another interface of Midtrans's (docs.midtrans.com/reference/bsi-virtual-account).
        currency == Currency::IDR && method != Method::Transfer(Bank::Bsi)
    }

    fn charge<'a>(&'a self, charge: &'a Charge) -> Answer<'a, Charged> {
        Box::pin(self.charge(charge))
    }

    fn status<'a>(&'a self, handle: &'a Handle) -> Answer<'a, State> {
        Box::pin(self.status(handle))
    }

    fn cancel<'a>(&'a self, handle: &'a Handle) -> Answer<'a, State> {
        Box::pin(self.cancel(handle))
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> Answer<'a, Refunding> {
        Box::pin(self.refund(refund))
    }

    fn read(&self, notice: Notice<'_>) -> Result<Notification, Refusal> {
        answer::read(&self.key, notice)
    }
}

/// Whether it waits for its buyer; if not, why there is nothing to show.
fn waits(transaction: &Transaction) -> Result<(), Failure> {
    match transaction.state().map_err(Failure::Unknown)? {
        State::Pending => Ok(()),
        State::Denied(reason) => Err(Failure::refused("deny", reason)),
        state @ (State::Absent
        | State::Paid(_)
        | State::Expired
        | State::Cancelled
        | State::Refunded { .. }
        | State::Disputed(_)) => Err(Failure::Already(Box::new(state))),
    }
}

/// Midtrans's clock: western Indonesian time, whatever the shop's.
const ZONE: i32 = 7 * 60 * 60;

/// Midtrans's way to write an instant.
const WRITTEN: &str = "%Y-%m-%d %H:%M:%S";

fn instant(text: &str) -> Option<Instant> {
    let local = chrono::NaiveDateTime::parse_from_str(text, WRITTEN).ok()?;
    let zone = chrono::FixedOffset::east_opt(ZONE)?;
    Some(local.and_local_timezone(zone).single()?.to_utc())
}

pub(crate) fn written(at: Instant) -> String {
    let zone = chrono::FixedOffset::east_opt(ZONE);
    zone.map(|zone| at.with_timezone(&zone).format(WRITTEN).to_string()).unwrap_or_default()
}

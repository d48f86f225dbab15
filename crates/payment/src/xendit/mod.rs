//! Xendit: payment requests for QRIS and transfers, invoices for cards. These are the two interfaces of Xendit's libraries in
//! which a payment can be found again by our own reference, which is what makes a crash harmless
//! (github.com/xendit/xendit-php, docs/PaymentRequestApi.md and docs/InvoiceApi.md).
//!
//! What is always true: a notice brings the same token every time, and nothing signs its body; so it says who sent it at best,
//! and [`Provider::status`] has to say the rest.

mod answer;
pub(crate) mod ask;
mod read;

use crate::config::Fault;
use crate::http::{Ask, Base, Http, Patience, Reply};
use crate::provider::{Answer, Provider};
use crate::secret::Secret;
use crate::{
    Amount, Charge, Charged, Currency, Failure, Handle, Method, Name, Notice, Notification, Refund,
    Refunding, Refusal, State,
};
use answer::{Backs, Invoice, Request, Requests};

/// What the dashboard gives. Whether money moves lies in the key: `xnd_development_…` or `xnd_production_…`.
#[derive(Debug, Clone)]
pub struct Account {
    /// *Secret API key* with the rights to take money in and to give it back.
    pub key: Secret,
    /// *Webhook verification token*.
    pub token: Secret,
    /// A mirror; otherwise `api.xendit.co`.
    pub at: Option<Base>,
}

/// The provider.
#[derive(Debug)]
pub struct Xendit {
    http: Http,
    base: Base,
    key: Secret,
    token: Secret,
}

impl Xendit {
    /// With this account. Asks nobody.
    pub fn new(account: Account, patience: Patience) -> Result<Xendit, Fault> {
        let base = account.at.unwrap_or_else(|| Base::fixed("https://api.xendit.co"));
        Ok(Xendit { http: Http::new(patience)?, base, key: account.key, token: account.token })
    }

    async fn send(&self, ask: Ask) -> Result<Reply, Failure> {
        self.http.send(ask.basic(&self.key)).await?.judged(answer::fault)
    }

    fn url(&self, path: &str) -> String {
        self.base.join(path)
    }

    async fn charge(&self, charge: &Charge) -> Result<Charged, Failure> {
        if !self.offers(charge.method, charge.amount.currency) {
            return Err(Failure::NotDone("Xendit charges codes and transfers in rupiah only".to_owned()));
        }
        match charge.method {
            Method::Card => self.invoice(charge).await,
            Method::Qris | Method::Transfer(_) => self.request(charge).await,
        }
    }

    /// Xendit forgets a key after a while and keeps references that are not unique, so what is there is looked for first.
    async fn request(&self, charge: &Charge) -> Result<Charged, Failure> {
        let body = ask::request(charge)?;
        if let Some(first) = self.requests(&charge.handle(None)).await?.into_iter().next() {
            return first.charged(charge);
        }
        let ask = Ask::post(self.url("/payment_requests"))
            .json(&body)
            .header("idempotency-key", charge.attempt.to_string());
        let made: Request = self.send(ask).await?.json()?;
        made.charged(charge)
    }

    /// An invoice takes no key at all.
    async fn invoice(&self, charge: &Charge) -> Result<Charged, Failure> {
        let body = ask::invoice(charge)?;
        if let Some(first) = self.invoices(&charge.handle(None)).await?.into_iter().next() {
            return first.charged(charge);
        }
        let made: Invoice = self.send(Ask::post(self.url("/v2/invoices")).json(&body)).await?.json()?;
        made.charged(charge)
    }

    async fn invoices(&self, handle: &Handle) -> Result<Vec<Invoice>, Failure> {
        let url = self.url(&format!("/v2/invoices?external_id={}", handle.attempt));
        let mut found: Vec<Invoice> = self.send(Ask::get(url)).await?.json()?;
        found.retain(|invoice| invoice.external_id == handle.attempt.to_string());
        // Should there ever be two, the one that says most comes first.
        found.sort_by_key(Invoice::rank);
        Ok(found)
    }

    async fn requests(&self, handle: &Handle) -> Result<Vec<Request>, Failure> {
        let url = self.url(&format!("/payment_requests?reference_id={}", handle.attempt));
        let mut found: Requests = self.send(Ask::get(url)).await?.json()?;
        found.data.retain(|request| request.reference_id == handle.attempt.to_string());
        found.data.sort_by_key(Request::rank);
        Ok(found.data)
    }

    async fn status(&self, handle: &Handle) -> Result<State, Failure> {
        let (state, asked) = match handle.method {
            Method::Card => match self.invoices(handle).await?.first() {
                Some(invoice) => {
                    (invoice.state().map_err(Failure::Unknown)?, format!("invoice_id={}", invoice.id))
                }
                None => return Ok(State::Absent),
            },
            Method::Qris | Method::Transfer(_) => match self.requests(handle).await?.first() {
                Some(one) => {
                    (one.state().map_err(Failure::Unknown)?, format!("payment_request_id={}", one.id))
                }
                None => return Ok(State::Absent),
            },
        };
        // A payment says nothing of what was given back since; the refunds do.
        let State::Paid(paid) = state else { return Ok(state) };
        let backs: Backs = self.send(Ask::get(self.url(&format!("/refunds?{asked}")))).await?.json()?;
        match backs.sum(paid.amount.currency).map_err(Failure::Unknown)? {
            0 => Ok(State::Paid(paid)),
            units => Ok(State::Refunded { back: Amount { units, ..paid.amount }, paid }),
        }
    }

    async fn cancel(&self, handle: &Handle) -> Result<State, Failure> {
        let urls: Vec<String> = match handle.method {
            Method::Card => {
                let open = self.invoices(handle).await?.into_iter().filter(Invoice::waits);
                open.map(|invoice| format!("/invoices/{}/expire!", invoice.id)).collect()
            }
            Method::Qris | Method::Transfer(_) => {
                let open = self.requests(handle).await?.into_iter().filter(Request::waits);
                open.map(|one| format!("/v2/payment_methods/{}/expire", one.payment_method.id)).collect()
            }
        };
        let some = !urls.is_empty();
        for url in urls {
            match self.send(Ask::post(self.url(&url))).await {
                Ok(_) | Err(Failure::Refused { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        let state = self.status(handle).await?;
        // Xendit has one word for both.
        Ok(if some && state == State::Expired { State::Cancelled } else { state })
    }

    async fn refund(&self, refund: &Refund) -> Result<Refunding, Failure> {
        let of = match refund.handle.method {
            Method::Card => {
                self.invoices(&refund.handle).await?.first().map(|one| ("invoice_id", one.id.clone()))
            }
            Method::Qris | Method::Transfer(_) => {
                let found = self.requests(&refund.handle).await?;
                found.first().map(|one| ("payment_request_id", one.id.clone()))
            }
        };
        let of = of.ok_or_else(|| Failure::refused("404", "Xendit knows of no such payment"))?;
        let ask = Ask::post(self.url("/refunds"))
            .json(&ask::refund(refund, of)?)
            .header("idempotency-key", refund.refund.to_string());
        let back: answer::Back = self.send(ask).await?.json()?;
        back.refunding()
    }
}

impl Provider for Xendit {
    fn name(&self) -> Name {
        Name::Xendit
    }

    fn offers(&self, method: Method, currency: Currency) -> bool {
        currency == Currency::IDR || method == Method::Card
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
        read::read(&self.token, notice)
    }
}

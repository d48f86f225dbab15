//! Stripe: cards of buyers abroad, on Stripe's page (Checkout Sessions in the mode `payment`).
//!
//! What is always true: Stripe counts some currencies otherwise than we do, rupiah among them, so each amount is scaled exactly
//! on its way there and back; everything that is sent follows from the charge alone, so that a repetition under the same key
//! is the same to the letter, as Stripe demands (docs.stripe.com/api/idempotent_requests).

mod answer;
mod read;

use chrono::TimeDelta;
use kernel::{Clock, Instant};

use crate::config::Fault;
use crate::http::{Ask, Base, Http, Patience, Reply};
use crate::provider::{Answer, Provider};
use crate::secret::Secret;
use crate::{
    Amount, Charge, Charged, Currency, Failure, Handle, Method, Name, Notice, Notification, Refund,
    Refunding, Refusal, Show, State,
};
use answer::{Back, Found, Intent, Session};

/// The version whose shapes are read here; without it the account's own counts, which somebody may change.
const VERSION: &str = "2024-06-20";

/// What the dashboard gives. Whether money moves lies in the key: `sk_test_…` or not.
#[derive(Debug, Clone)]
pub struct Account {
    /// *Secret key*, or better a *restricted key* that may write Checkout Sessions and Refunds and read the rest.
    pub key: Secret,
    /// The *signing secret* of the webhook's endpoint: `whsec_…`.
    pub signing: Secret,
    /// A mirror; otherwise `api.stripe.com`.
    pub at: Option<Base>,
}

/// The provider.
#[derive(Debug)]
pub struct Stripe {
    http: Http,
    base: Base,
    key: Secret,
    signing: Secret,
    clock: Clock,
}

/// What the answer shall have unfolded within it, so that one request says all.
const WITHIN: &str = "latest_charge.balance_transaction";

impl Stripe {
    /// With this account; the clock says whether a notice's signature is fresh. Asks nobody.
    pub fn new(account: Account, clock: Clock, patience: Patience) -> Result<Stripe, Fault> {
        let base = account.at.unwrap_or_else(|| Base::fixed("https://api.stripe.com"));
        Ok(Stripe { http: Http::new(patience)?, base, key: account.key, signing: account.signing, clock })
    }

    async fn send(&self, ask: Ask) -> Result<Reply, Failure> {
        let ask = ask.basic(&self.key).header("stripe-version", VERSION);
        self.http.send(ask).await?.judged(answer::fault)
    }

    fn post(&self, path: &str, fields: &[(&str, &str)], key: &str) -> Ask {
        let ask = Ask::post(self.base.join(path)).form(fields);
        if key.is_empty() { ask } else { ask.header("idempotency-key", key) }
    }

    async fn charge(&self, charge: &Charge) -> Result<Charged, Failure> {
        if !self.offers(charge.method, charge.amount.currency) {
            return Err(Failure::NotDone("Stripe charges cards only".to_owned()));
        }
        let attempt = charge.attempt.to_string();
        let (currency, amount) = (charge.amount.currency.code().to_lowercase(), units(charge.amount)?);
        let expires = expires(charge).timestamp().to_string();
        let mut fields = vec![
            ("mode", "payment"),
            ("payment_method_types[0]", "card"),
            ("client_reference_id", attempt.as_str()),
            ("metadata[attempt]", &attempt),
            ("payment_intent_data[metadata][attempt]", &attempt),
            ("payment_intent_data[description]", &charge.description),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", &currency),
            ("line_items[0][price_data][unit_amount]", &amount),
            ("line_items[0][price_data][product_data][name]", &charge.description),
            ("success_url", &charge.back),
            ("cancel_url", &charge.back),
            ("expires_at", &expires),
        ];
        fields.extend(charge.buyer.mail.as_deref().map(|mail| ("customer_email", mail)));
        let ask = self.post("/v1/checkout/sessions", &fields, &format!("{attempt}-charge"));
        let session: Session = self.send(ask).await?.json()?;
        if session.attempt() != Some(&attempt) || session.amount() != Some(charge.amount) {
            return Err(Failure::Unknown("the answer is about another payment or amount".to_owned()));
        }
        let (id, until) = (session.id.clone(), session.expires().unwrap_or(charge.expires));
        match session.url {
            Some(url) => {
                Ok(Charged { reference: Some(id), expires: until, show: Show::Page(url), demo: None })
            }
            None => Err(Failure::Unknown("the answer has nothing to show to the buyer".to_owned())),
        }
    }

    async fn session(&self, id: &str) -> Result<Session, Failure> {
        let url = format!("/v1/checkout/sessions/{}?expand[]=payment_intent.{WITHIN}", piece(id));
        self.send(Ask::get(self.base.join(&url))).await?.json()
    }

    /// The payment under our reference, where the session's own was lost. Stripe finds it up to a minute late
    /// (docs.stripe.com/search), and only once somebody tried to pay.
    async fn search(&self, handle: &Handle) -> Result<Option<Intent>, Failure> {
        let query = piece(&format!("metadata['attempt']:'{}'", handle.attempt));
        let url = format!("/v1/payment_intents/search?query={query}&expand[]=data.{WITHIN}");
        let found: Found = self.send(Ask::get(self.base.join(&url))).await?.json()?;
        Ok(found.data.into_iter().min_by_key(Intent::rank))
    }

    async fn status(&self, handle: &Handle) -> Result<State, Failure> {
        let state = match &handle.reference {
            Some(id) => match self.session(id).await {
                Ok(session) if session.attempt() != Some(&handle.attempt.to_string()) => {
                    return Err(Failure::Unknown("the answer is about another payment".to_owned()));
                }
                Ok(session) => session.state(),
                Err(Failure::Refused { code, .. }) if code == "resource_missing" => return Ok(State::Absent),
                Err(other) => return Err(other),
            },
            None => match self.search(handle).await? {
                Some(intent) => intent.state(),
                None => return Ok(State::Absent),
            },
        };
        state.map_err(Failure::Unknown)
    }

    async fn cancel(&self, handle: &Handle) -> Result<State, Failure> {
        let Some(id) = &handle.reference else {
            return Err(Failure::NotDone(
                "Stripe closes by its own reference: charge it again first".to_owned(),
            ));
        };
        let path = format!("/v1/checkout/sessions/{}/expire", piece(id));
        match self.send(self.post(&path, &[], "")).await {
            Ok(_) => Ok(State::Cancelled),
            // Not open any more: paid, or run out.
            Err(Failure::Refused { .. }) => self.status(handle).await,
            Err(other) => Err(other),
        }
    }

    async fn refund(&self, refund: &Refund) -> Result<Refunding, Failure> {
        if refund.amount.currency != refund.handle.amount.currency {
            return Err(Failure::NotDone("a refund is in the currency of the payment".to_owned()));
        }
        let intent = match &refund.handle.reference {
            Some(id) => self.session(id).await?.intent(),
            None => self.search(&refund.handle).await?.map(|intent| intent.id),
        };
        let intent = intent.ok_or_else(|| Failure::refused("resource_missing", "nobody has paid"))?;
        let (attempt, own, amount) =
            (refund.handle.attempt.to_string(), refund.refund.to_string(), units(refund.amount)?);
        let fields = [
            ("payment_intent", intent.as_str()),
            ("amount", &amount),
            // One of three words of Stripe's; ours stand in the metadata.
            ("reason", "requested_by_customer"),
            ("metadata[attempt]", &attempt),
            ("metadata[refund]", &own),
            ("metadata[reason]", &refund.reason),
        ];
        let back: Back =
            self.send(self.post("/v1/refunds", &fields, &format!("{own}-refund"))).await?.json()?;
        back.refunding()
    }
}

impl Provider for Stripe {
    fn name(&self) -> Name {
        Name::Stripe
    }

    fn offers(&self, method: Method, _currency: Currency) -> bool {
        method == Method::Card
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
        read::read(&self.signing, self.clock.now(), notice)
    }
}

/// Between half an hour and a day after Stripe made the session (docs.stripe.com/api/checkout/sessions/create); a minute is
/// left for the way there. Whoever repeats a charge later than that is told by Stripe that it is too late.
fn expires(charge: &Charge) -> Instant {
    let (least, most) = (charge.opened + TimeDelta::minutes(31), charge.opened + TimeDelta::hours(24));
    charge.expires.clamp(least, most)
}

fn piece(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Stripe's zero-decimal currencies (docs.stripe.com/currencies). Ugandan shillings and Icelandic króna are written with two
/// decimals there, always `00`.
const WHOLE: [&str; 15] =
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];
/// Three decimals, of which the last is zero.
const THREE: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// How many decimals Stripe's units of a currency have.
pub(crate) fn exponent(currency: Currency) -> u32 {
    match currency.code() {
        code if WHOLE.contains(&code) => 0,
        code if THREE.contains(&code) => 3,
        _ => 2,
    }
}

pub(crate) fn units(amount: Amount) -> Result<String, Failure> {
    let exponent = exponent(amount.currency);
    // With three decimals Stripe takes tens only.
    let units = amount.at(exponent).filter(|units| *units > 0 && (exponent != 3 || units % 10 == 0));
    let units = units.ok_or_else(|| Failure::NotDone("an amount that Stripe cannot take".to_owned()))?;
    Ok(units.to_string())
}

/// The other way.
pub(crate) fn amount(units: i64, currency: &str) -> Option<Amount> {
    let currency = Currency::parse(currency)?;
    Amount::from(units, exponent(currency), currency)
}

//! A demonstration of paying: no money moves, and a person completes the payment with a click on a page of ours. All else is as
//! in earnest: the click sends a signed notice, which comes in by the same door as those of real providers.
//!
//! What is always true: its codes say in plain words that they are not to be paid, and name no merchant of the national
//! repository; [`Config`](crate::Config) refuses it beside an account through which money moves.

use http::{HeaderMap, HeaderValue};
use kernel::{Clock, Instant, Rupiah};
use qris::{Account, Criteria, Limit, NewQris, Tag};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Figure;
use crate::notice::{self, Told};
use crate::provider::{Answer, Provider};
use crate::secret::Secret;
use crate::{
    Amount, Charge, Charged, Currency, Failure, Handle, Method, Name, Notice, Notification, Paid, Proof,
    Refund, Refunding, Refusal, Show, State, sign,
};

/// Stands on the buyer's screen where a merchant's name would.
const MERCHANT: &str = "DEMO JANGAN DIBAYAR";

/// Where the signature stands.
pub const HEADER: &str = "berdaya-demo-signature";

/// The provider that is none. It keeps nothing: [`Provider::status`] knows no more than that somebody may still click.
#[derive(Debug)]
pub struct Demo {
    key: Secret,
    page: String,
    clock: Clock,
}

/// What the person on the page chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// As if the buyer had paid.
    Pay,
    /// As if the buyer's bank had said no.
    Deny,
    /// As if it had run out.
    Expire,
}

#[derive(Serialize, Deserialize)]
struct Body {
    demo: bool,
    event: String,
    attempt: String,
    choice: Choice,
    amount: String,
    currency: String,
    at: Instant,
}

impl Demo {
    /// `page` is where the room serves the page on which a demonstration is completed; the attempt's id is put behind it. The
    /// key is derived by the caller from its own, and never leaves the installation.
    pub fn new(key: Secret, page: impl Into<String>, clock: Clock) -> Demo {
        Demo { key, page: page.into(), clock }
    }

    /// The page of one attempt.
    pub fn page(&self, attempt: Uuid) -> String {
        format!("{}/{attempt}", self.page.trim_end_matches('/'))
    }

    /// What the click sends: to be read by [`Provider::read`] like any notice. `event` names the click, so that a second click
    /// is other news and a repetition is not.
    pub fn notice(&self, event: Uuid, attempt: Uuid, amount: Amount, choice: Choice) -> (HeaderMap, Vec<u8>) {
        let at = self.clock.now();
        let body = Body {
            demo: true,
            event: event.to_string(),
            attempt: attempt.to_string(),
            choice,
            amount: amount.write(),
            currency: amount.currency.code().to_owned(),
            at,
        };
        // Texts, an instant and a flag always make JSON.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(&sign::stamped(&self.key, at, &body)) {
            headers.insert(HEADER, value);
        }
        (headers, body)
    }

    fn charge(&self, charge: &Charge) -> Result<Charged, Failure> {
        if !self.offers(charge.method, charge.amount.currency) || charge.amount.units <= 0 {
            return Err(Failure::NotDone(
                "codes and transfers are in whole rupiah, and more than none".to_owned(),
            ));
        }
        let page = self.page(charge.attempt);
        let show = match charge.method {
            Method::Qris => {
                Show::Code { payload: Some(self::code(Rupiah(charge.amount.units), MERCHANT)?), image: None }
            }
            Method::Transfer(bank) => Show::Account { bank, number: "DEMO-0000".to_owned(), biller: None },
            Method::Card => Show::Page(page.clone()),
        };
        let reference = Some(format!("demo-{}", charge.attempt));
        Ok(Charged { reference, expires: charge.expires, show, demo: Some(page) })
    }
}

/// A code that reads well and leads nowhere: no bank knows the account.
pub(crate) fn code(amount: Rupiah, name: &str) -> Result<String, Failure> {
    let account = Tag::new(26).map(|tag| Account {
        tag,
        domain: Some("ID.CO.BERDAYA.DEMO".to_owned()),
        pan: None,
        merchant: Some("DEMO".to_owned()),
        criteria: Some(Criteria::Micro),
    });
    let new = NewQris {
        accounts: account.into_iter().collect(),
        category: "5999".to_owned(),
        name: name.to_owned(),
        city: "DEMO".to_owned(),
        postcode: None,
        additional: Vec::new(),
        alternative: None,
        amount: Some((amount, None)),
        limit: Limit::default(),
    };
    let payload = new.payload().map_err(|fault| Failure::refused("qris", fault.to_string()))?;
    Ok(payload.write())
}

impl Provider for Demo {
    fn name(&self) -> Name {
        Name::Demo
    }

    fn offers(&self, method: Method, currency: Currency) -> bool {
        currency == Currency::IDR || method == Method::Card
    }

    fn charge<'a>(&'a self, charge: &'a Charge) -> Answer<'a, Charged> {
        Box::pin(std::future::ready(self.charge(charge)))
    }

    fn status<'a>(&'a self, _handle: &'a Handle) -> Answer<'a, State> {
        Box::pin(std::future::ready(Ok(State::Pending)))
    }

    fn cancel<'a>(&'a self, _handle: &'a Handle) -> Answer<'a, State> {
        Box::pin(std::future::ready(Ok(State::Cancelled)))
    }

    fn refund<'a>(&'a self, refund: &'a Refund) -> Answer<'a, Refunding> {
        Box::pin(std::future::ready(Ok(Refunding::Done(format!("demo-{}", refund.refund)))))
    }

    fn read(&self, notice: Notice<'_>) -> Result<Notification, Refusal> {
        let header = notice.headers.get(HEADER).and_then(|value| value.to_str().ok());
        sign::check(&self.key, header, notice.body, self.clock.now())?;
        let body: Body = notice.json()?;
        let currency = Currency::parse(&body.currency).ok_or_else(|| Refusal::malformed("no currency"))?;
        let amount = Figure(body.amount).amount(currency).ok_or_else(|| Refusal::malformed("no amount"))?;
        let attempt = notice::ours(&body.attempt)?;
        let state = match body.choice {
            Choice::Pay => State::Paid(Paid {
                amount,
                at: Some(body.at),
                reference: format!("demo-{attempt}"),
                fee: Some(Amount { units: 0, ..amount }),
            }),
            Choice::Deny => State::Denied("demo".to_owned()),
            Choice::Expire => State::Expired,
        };
        Ok(Notification {
            provider: Name::Demo,
            event: body.event,
            attempt,
            told: Told::Payment(state),
            amount: Some(amount),
            proof: Proof::Whole,
        })
    }
}

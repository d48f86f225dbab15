//! The providers' local double: a server that speaks their published protocols well enough to try a checkout against, and that
//! misbehaves on command. For tests only; no release build carries it.
//!
//! Words. A *payment* is what a provider keeps for one charge. A *misdeed* is what the next request meets in place of a good
//! answer. What is *sent* is a notice as the provider would send it, to be delivered once, twice, late, in another order, or
//! never, by whoever asked for it.
//!
//! What is always true: keys are checked, a repeated key does nothing twice, codes can be read by the crate `qris`, and time is
//! that of the clock it was given.

mod book;
mod midtrans;
mod serve;
mod stripe;
mod xendit;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::HeaderMap;
use kernel::{Clock, Instant};
use uuid::Uuid;

use crate::config::Fault;
use crate::{Amount, Base, Midtrans, Name, Patience, Secret, Stripe, Xendit};
use book::{Book, Status};

/// The keys that the mirror knows. They are not secret.
const MIDTRANS_KEY: &str = "SB-Mid-server-mirror";
const XENDIT_KEY: &str = "xnd_development_mirror";
const XENDIT_TOKEN: &str = "mirror-token";
const STRIPE_KEY: &str = "sk_test_mirror";
const STRIPE_SIGNING: &str = "whsec_mirror";

/// What the next request meets. *After* means that what was asked for has been done all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misdeed {
    /// 500, and nothing done.
    Error,
    ErrorAfter,
    /// The connection ends within the answer.
    HangUpAfter,
    /// No answer at all.
    SilentAfter,
    /// 200 with something that is no JSON.
    GarbageAfter,
    /// 200 without an end.
    FloodAfter,
    /// 429.
    Busy,
    /// A good answer: the one behind it in the row is for the request after this.
    Nothing,
}

/// A running mirror. It stops when it is dropped.
#[derive(Debug)]
pub struct Mirror {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

/// What the server and its owner both see.
#[derive(Debug)]
struct Shared {
    book: Mutex<Book>,
    misdeeds: Mutex<VecDeque<Misdeed>>,
    /// Where the page's button sends the notice to.
    notify: Mutex<Option<String>>,
}

impl Shared {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn misdeed(&self) -> Option<Misdeed> {
        self.misdeeds.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

/// A notice as the provider sends it.
#[derive(Debug, Clone)]
pub struct Sent {
    pub provider: Name,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Sent {
    /// For [`Provider::read`](crate::Provider::read).
    pub fn notice(&self) -> crate::Notice<'_> {
        crate::Notice { headers: &self.headers, body: &self.body }
    }

    /// Delivers it, and gives back the code of the answer.
    pub async fn deliver(&self, to: &str) -> Result<u16, String> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().build().map_err(|error| error.to_string())?;
        let request = client.post(to).headers(self.headers.clone()).body(self.body.clone());
        let answer = request.send().await.map_err(|error| error.to_string())?;
        Ok(answer.status().as_u16())
    }
}

impl Mirror {
    /// Listens on a free port of this machine.
    pub async fn start(clock: Clock) -> std::io::Result<Mirror> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            book: Mutex::new(Book::new(clock, format!("http://{address}"))),
            misdeeds: Mutex::new(VecDeque::new()),
            notify: Mutex::new(None),
        });
        let router = serve::router(shared.clone());
        #[expect(clippy::disallowed_methods, reason = "lives as long as the mirror, which ends it")]
        let task = tokio::spawn(async move {
            // It ends with the mirror; there is nobody to tell.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Mirror { address, shared, task })
    }

    /// Where it listens, for all providers: what `BERDAYA_PAYMENT_MIRROR` names.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The keys that it knows, as the settings call them.
    pub fn keys(&self) -> [(&'static str, &'static str); 5] {
        [
            ("MIDTRANS_KEY", MIDTRANS_KEY),
            ("XENDIT_KEY", XENDIT_KEY),
            ("XENDIT_TOKEN", XENDIT_TOKEN),
            ("STRIPE_KEY", STRIPE_KEY),
            ("STRIPE_SIGNING", STRIPE_SIGNING),
        ]
    }

    /// Our references of the payments that wait, the first first.
    pub fn waiting(&self) -> Vec<Uuid> {
        self.shared.book().waiting()
    }

    /// Where it listens: each provider under its own name.
    pub fn url(&self, provider: Name) -> String {
        format!("http://{}/{}", self.address, provider.as_str())
    }

    fn base(&self, provider: Name) -> Result<Base, Fault> {
        Base::parse(&self.url(provider)).ok_or_else(|| Fault("the mirror has no address".to_owned()))
    }

    /// Midtrans's account here.
    pub fn midtrans(&self) -> Result<crate::midtrans::Account, Fault> {
        let base = self.base(Name::Midtrans)?;
        let place = crate::midtrans::Place::At(base.clone(), base);
        Ok(crate::midtrans::Account { key: Secret::new(MIDTRANS_KEY), place, acquirer: "gopay".to_owned() })
    }

    /// Xendit's account here.
    pub fn xendit(&self) -> Result<crate::xendit::Account, Fault> {
        let at = Some(self.base(Name::Xendit)?);
        Ok(crate::xendit::Account { key: Secret::new(XENDIT_KEY), token: Secret::new(XENDIT_TOKEN), at })
    }

    /// Stripe's account here.
    pub fn stripe(&self) -> Result<crate::stripe::Account, Fault> {
        let at = Some(self.base(Name::Stripe)?);
        Ok(crate::stripe::Account { key: Secret::new(STRIPE_KEY), signing: Secret::new(STRIPE_SIGNING), at })
    }

    /// All three, ready.
    pub fn providers(&self, patience: Patience) -> Result<(Midtrans, Xendit, Stripe), Fault> {
        let clock = self.shared.book().clock();
        Ok((
            Midtrans::new(self.midtrans()?, patience)?,
            Xendit::new(self.xendit()?, patience)?,
            Stripe::new(self.stripe()?, clock, patience)?,
        ))
    }

    /// What the next request meets; several wait in a row.
    pub fn next(&self, misdeed: Misdeed) {
        self.shared.misdeeds.lock().unwrap_or_else(PoisonError::into_inner).push_back(misdeed);
    }

    /// As after the time for which a provider remembers keys: five minutes at Midtrans, a day at Stripe.
    pub fn forget_keys(&self) {
        self.shared.book().forget_keys();
    }

    /// Where the button on a provider's page sends its notice, besides paying.
    pub fn notify(&self, to: impl Into<String>) {
        *self.shared.notify.lock().unwrap_or_else(PoisonError::into_inner) = Some(to.into());
    }

    /// How many payments a provider keeps under our reference: one, if nothing went wrong.
    pub fn count(&self, provider: Name, attempt: Uuid) -> usize {
        self.shared.book().count(provider, &attempt.to_string())
    }

    /// The buyer pays. `false` where nothing waits for it.
    pub fn pay(&self, attempt: Uuid) -> bool {
        self.shared.book().turn(&attempt.to_string(), Status::Paid)
    }

    /// The buyer's bank says no.
    pub fn deny(&self, attempt: Uuid) -> bool {
        self.shared.book().turn(&attempt.to_string(), Status::Denied)
    }

    /// The buyer pays although it ran out a moment ago.
    pub fn pay_late(&self, attempt: Uuid) {
        self.shared.book().force(&attempt.to_string(), Status::Paid);
    }

    /// A card's money arrives, a day after it was captured.
    pub fn settle(&self, attempt: Uuid) {
        self.shared.book().settle(&attempt.to_string());
    }

    /// When it runs out, as the provider has it.
    pub fn expires(&self, attempt: Uuid) -> Option<Instant> {
        Some(self.shared.book().one(&attempt.to_string())?.expires)
    }

    /// What the provider would send now, if anything. The same news have the same name each time.
    pub fn notice(&self, attempt: Uuid) -> Option<Sent> {
        self.sent(attempt, None, true)
    }

    /// The same with another amount, rightly signed: the buyer paid what was not asked for.
    pub fn notice_of(&self, attempt: Uuid, amount: Amount) -> Option<Sent> {
        self.sent(attempt, Some(amount), true)
    }

    /// The same, signed by somebody who does not have the key.
    pub fn forged(&self, attempt: Uuid) -> Option<Sent> {
        self.sent(attempt, None, false)
    }

    fn sent(&self, attempt: Uuid, amount: Option<Amount>, good: bool) -> Option<Sent> {
        sent(&mut self.shared.book(), &attempt.to_string(), amount, good)
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn sent(book: &mut Book, order: &str, amount: Option<Amount>, good: bool) -> Option<Sent> {
    book.run_out();
    let now = book.clock().now();
    let mut payment = book.one(order)?.clone();
    payment.amount = amount.unwrap_or(payment.amount);
    let provider = payment.provider;
    let (headers, body) = match provider {
        // "Snap does not send any webhook upon page expiry."
        Name::Midtrans if midtrans::unused(&payment) => return None,
        Name::Midtrans => midtrans::notice(&payment, if good { MIDTRANS_KEY } else { "forged" }),
        Name::Xendit => xendit::notice(&payment, if good { XENDIT_TOKEN } else { "forged" }),
        Name::Stripe => stripe::notice(&payment, if good { STRIPE_SIGNING } else { "forged" }, now),
        // A demonstration signs for itself.
        Name::Demo => return None,
    };
    Some(Sent { provider, headers, body })
}

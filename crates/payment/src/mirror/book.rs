//! What the mirror keeps.

use std::collections::HashMap;

use http::HeaderMap;
use kernel::{Clock, Instant};
use serde_json::Value;
use uuid::Uuid;

use crate::{Amount, Name, sign};

/// A request as it came.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) method: String,
    /// Behind the provider's name, without the first slash.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(super) fn query(&self, name: &str) -> &str {
        self.query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether it comes with this key, as HTTP's basic way has it.
    pub(super) fn has_key(&self, key: &str) -> bool {
        use base64::Engine;
        let right = base64::engine::general_purpose::STANDARD.encode(format!("{key}:"));
        self.header("authorization") == format!("Basic {right}")
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) code: u16,
    pub(super) kind: &'static str,
    pub(super) body: Vec<u8>,
}

impl Told {
    pub(super) fn json(code: u16, value: &Value) -> Told {
        Told { code, kind: "application/json", body: value.to_string().into_bytes() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Open,
    Paid,
    Denied,
    Expired,
    Cancelled,
}

/// What a provider keeps for one charge.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub(super) provider: Name,
    /// Our reference.
    pub(super) order: String,
    /// The provider's.
    pub(super) id: Uuid,
    /// `qris`, `card`, or a bank in small letters.
    pub(super) how: String,
    pub(super) amount: Amount,
    pub(super) status: Status,
    /// Whether somebody chose how to pay.
    pub(super) tried: bool,
    /// Whether a card's money has arrived.
    pub(super) settled: bool,
    pub(super) created: Instant,
    pub(super) expires: Instant,
    pub(super) turned: Instant,
    pub(super) backs: Vec<Back>,
    /// Where its page leads back to.
    pub(super) back_to: String,
}

/// A refund.
#[derive(Debug, Clone)]
pub(super) struct Back {
    pub(super) key: String,
    pub(super) id: Uuid,
    pub(super) amount: Amount,
}

impl Payment {
    pub(super) fn left(&self) -> i64 {
        self.amount.units - self.given_back()
    }

    pub(super) fn given_back(&self) -> i64 {
        self.backs.iter().map(|back| back.amount.units).sum()
    }

    /// A number that a bank would give, the same each time.
    pub(super) fn number(&self) -> String {
        let digits: String = self.id.as_u128().to_string().chars().rev().take(8).collect();
        format!("88081234{digits}")
    }

    /// Names the news of this moment.
    pub(super) fn event(&self) -> String {
        let words = format!("{:?}-{}-{:?}", self.status, self.settled, self.backs.len());
        sign::digest(&[self.order.as_bytes(), words.as_bytes()]).chars().take(24).collect()
    }
}

/// All payments, and what was answered to which key.
#[derive(Debug)]
pub(super) struct Book {
    clock: Clock,
    pub(super) url: String,
    payments: Vec<Payment>,
    keys: HashMap<(Name, String), (Vec<u8>, Told)>,
    made: u128,
}

impl Book {
    pub(super) fn new(clock: Clock, url: String) -> Book {
        Book { clock, url, payments: Vec::new(), keys: HashMap::new(), made: 0 }
    }

    pub(super) fn waiting(&self) -> Vec<Uuid> {
        let open = self.payments.iter().filter(|payment| payment.status == Status::Open);
        open.filter_map(|payment| payment.order.parse().ok()).collect()
    }

    pub(super) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// An id that none has.
    pub(super) fn id(&mut self) -> Uuid {
        self.made += 1;
        Uuid::from_u128((0xbe4d_a1a0_0000_4000_8000_u128 << 48) | self.made)
    }

    pub(super) fn add(
        &mut self,
        provider: Name,
        order: &str,
        how: &str,
        amount: Amount,
        expires: Instant,
        back_to: &str,
    ) -> Payment {
        let now = self.clock.now();
        let payment = Payment {
            provider,
            order: order.to_owned(),
            id: self.id(),
            how: how.to_owned(),
            amount,
            status: Status::Open,
            tried: false,
            settled: false,
            created: now,
            expires,
            turned: now,
            backs: Vec::new(),
            back_to: back_to.to_owned(),
        };
        self.payments.push(payment.clone());
        payment
    }

    pub(super) fn one(&self, order: &str) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.order == order)
    }

    pub(super) fn find(&mut self, good: impl Fn(&Payment) -> bool) -> Option<&mut Payment> {
        self.payments.iter_mut().find(|payment| good(payment))
    }

    pub(super) fn count(&self, provider: Name, order: &str) -> usize {
        self.payments.iter().filter(|payment| payment.provider == provider && payment.order == order).count()
    }

    /// What waits no longer.
    pub(super) fn run_out(&mut self) {
        let now = self.clock.now();
        for payment in &mut self.payments {
            if payment.status == Status::Open && payment.expires <= now {
                payment.status = Status::Expired;
                payment.turned = payment.expires;
            }
        }
    }

    /// From open to another state, if it is open.
    pub(super) fn turn(&mut self, order: &str, to: Status) -> bool {
        self.run_out();
        let open = self.one(order).is_some_and(|payment| payment.status == Status::Open);
        if open {
            self.force(order, to);
        }
        open
    }

    pub(super) fn force(&mut self, order: &str, to: Status) {
        let now = self.clock.now();
        if let Some(payment) = self.find(|payment| payment.order == order) {
            payment.status = to;
            payment.tried |= matches!(to, Status::Paid | Status::Denied);
            // Cards are captured first; all else is there at once.
            payment.settled = to == Status::Paid && payment.how != "card";
            payment.turned = now;
        }
    }

    pub(super) fn settle(&mut self, order: &str) {
        if let Some(payment) = self.find(|payment| payment.order == order) {
            payment.settled = payment.status == Status::Paid;
        }
    }

    /// Forgets a payment, whose reference may then be used again.
    pub(super) fn remove(&mut self, order: &str) {
        self.payments.retain(|payment| payment.order != order);
    }

    /// Notes a refund and gives its id back.
    pub(super) fn give_back(&mut self, order: &str, key: &str, amount: Amount) -> Option<Back> {
        let id = self.id();
        let payment = self.find(|payment| payment.order == order)?;
        let back = Back { key: key.to_owned(), id, amount };
        payment.backs.push(back.clone());
        Some(back)
    }

    /// What was answered to this key before: the same body gets the same answer, another body gets `None` in it.
    pub(super) fn before(&self, provider: Name, key: &str, body: &[u8]) -> Option<Option<Told>> {
        let (first, told) = self.keys.get(&(provider, key.to_owned())).filter(|_| !key.is_empty())?;
        Some((first == body).then(|| told.clone()))
    }

    pub(super) fn forget_keys(&mut self) {
        self.keys.clear();
    }

    pub(super) fn remember(&mut self, provider: Name, key: &str, body: &[u8], told: &Told) {
        if !key.is_empty() {
            self.keys.insert((provider, key.to_owned()), (body.to_owned(), told.clone()));
        }
    }
}

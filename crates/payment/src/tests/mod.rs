//! The adapters against the mirror, over HTTP.

mod charge;
mod demo;
mod failure;
mod fixture;
mod notice;
mod property;
mod refund;
mod wire;

use chrono::TimeDelta;
use kernel::{Clock, Instant};
use uuid::Uuid;

use crate::mirror::Mirror;
use crate::{
    Amount, Bank, Buyer, Charge, Currency, Handle, Method, Midtrans, Name, Patience, Provider, Stripe, Xendit,
};

/// A mirror, its clock, and the three that speak to it.
struct Shop {
    mirror: Mirror,
    clock: Clock,
    midtrans: Midtrans,
    xendit: Xendit,
    stripe: Stripe,
}

/// One way to pay: with whom, how, and in which currency.
type Way = (Name, Method, &'static str);

/// All of them.
fn ways() -> Vec<Way> {
    let mut ways = Vec::new();
    for name in [Name::Midtrans, Name::Xendit] {
        ways.push((name, Method::Qris, "IDR"));
        let banks = Bank::ALL.into_iter().filter(|bank| (name, *bank) != (Name::Midtrans, Bank::Bsi));
        ways.extend(banks.map(|bank| (name, Method::Transfer(bank), "IDR")));
        ways.push((name, Method::Card, "IDR"));
    }
    ways.push((Name::Xendit, Method::Card, "USD"));
    ways.extend(["IDR", "USD", "JPY", "KWD"].map(|code| (Name::Stripe, Method::Card, code)));
    ways
}

/// A page that tells nobody anything before somebody used it.
fn quiet(way: Way) -> bool {
    way.0 == Name::Midtrans && way.1 == Method::Card
}

/// One for each provider and kind of method.
fn kinds() -> Vec<Way> {
    let one = |(_, method, code): &Way| {
        matches!(method, Method::Qris | Method::Card | Method::Transfer(Bank::Mandiri)) && *code != "JPY"
    };
    ways().into_iter().filter(one).collect()
}

fn start() -> Instant {
    "2026-03-02T03:04:05Z".parse().unwrap()
}

fn patient() -> Patience {
    Patience {
        connect: TimeDelta::seconds(5).to_std().unwrap(),
        whole: TimeDelta::seconds(30).to_std().unwrap(),
    }
}

impl Shop {
    async fn open() -> Shop {
        Shop::with(patient()).await
    }

    async fn with(patience: Patience) -> Shop {
        let clock = Clock::fixed(start());
        let mirror = Mirror::start(clock.clone()).await.unwrap();
        let (midtrans, xendit, stripe) = mirror.providers(patience).unwrap();
        Shop { mirror, clock, midtrans, xendit, stripe }
    }

    fn provider(&self, name: Name) -> &dyn Provider {
        match name {
            Name::Midtrans => &self.midtrans,
            Name::Xendit => &self.xendit,
            Name::Stripe => &self.stripe,
            Name::Demo => unreachable!("has tests of its own"),
        }
    }

    fn later(&self, time: TimeDelta) {
        self.clock.set(self.clock.now() + time);
    }

    /// Charges, and gives back what to ask for it with.
    async fn charged(&self, name: Name, charge: &Charge) -> Handle {
        let charged = self.provider(name).charge(charge).await.unwrap();
        charge.handle(charged.reference)
    }
}

fn amount(code: &str) -> Amount {
    let units = if code == "KWD" { 12_500 } else { 125_000 };
    Amount { units, currency: Currency::parse(code).unwrap() }
}

fn charge((_, method, code): Way, number: u128) -> Charge {
    Charge {
        attempt: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number),
        amount: amount(code),
        method,
        opened: start(),
        expires: start() + TimeDelta::hours(1),
        buyer: Buyer { name: Some("Sari Wulandari".to_owned()), mail: Some("sari@example.org".to_owned()) },
        description: "Pesanan BDY-7K3F-9".to_owned(),
        back: "https://umkm.example.go.id/pesanan/1".to_owned(),
    }
}

//! What is known after a request went wrong.

use super::*;
use crate::mirror::Misdeed;
use crate::{Base, Failure, Refund, Refunding, Secret, State};

/// How many requests come before the one that charges.
fn before(way: Way) -> usize {
    usize::from(way.0 != Name::Stripe)
}

const AFTER: [Misdeed; 4] =
    [Misdeed::ErrorAfter, Misdeed::HangUpAfter, Misdeed::GarbageAfter, Misdeed::FloodAfter];

#[tokio::test]
async fn a_lost_answer_is_unknown_and_the_same_charge_finds_the_payment() {
    let shop = Shop::open().await;
    let mut number = 0;
    for way in kinds() {
        for misdeed in AFTER {
            number += 1;
            let (provider, charge) = (shop.provider(way.0), charge(way, number));
            (0..before(way)).for_each(|_| shop.mirror.next(Misdeed::Nothing));
            shop.mirror.next(misdeed);

            let failure = provider.charge(&charge).await.unwrap_err();
            assert!(matches!(failure, Failure::Unknown(_)), "{way:?} {misdeed:?} {failure:?}");
            assert_eq!(shop.mirror.count(way.0, charge.attempt), 1, "{way:?} {misdeed:?}");

            let charged = provider.charge(&charge).await.unwrap();
            assert!(charged.reference.is_some());
            assert_eq!(shop.mirror.count(way.0, charge.attempt), 1, "{way:?} {misdeed:?}");
        }
    }
}

#[tokio::test]
async fn a_provider_that_falls_silent_is_unknown() {
    let whole = TimeDelta::milliseconds(300).to_std().unwrap();
    let shop = Shop::with(Patience { whole, ..patient() }).await;
    let charge = charge((Name::Midtrans, Method::Qris, "IDR"), 1);
    shop.mirror.next(Misdeed::Nothing);
    shop.mirror.next(Misdeed::SilentAfter);

    let failure = shop.midtrans.charge(&charge).await.unwrap_err();

    assert!(matches!(failure, Failure::Unknown(_)), "{failure:?}");
    assert_eq!(shop.mirror.count(Name::Midtrans, charge.attempt), 1);
}

#[tokio::test]
async fn an_error_says_nothing_and_a_busy_provider_did_nothing() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(kinds()) {
        let (provider, charge) = (shop.provider(way.0), charge(way, number));
        shop.mirror.next(Misdeed::Error);
        assert!(matches!(provider.charge(&charge).await, Err(Failure::Unknown(_))), "{way:?}");
        shop.mirror.next(Misdeed::Busy);
        assert!(matches!(provider.charge(&charge).await, Err(Failure::NotDone(_))), "{way:?}");
        assert_eq!(shop.mirror.count(way.0, charge.attempt), 0);
        assert_eq!(provider.status(&charge.handle(None)).await.unwrap(), State::Absent, "{way:?}");
    }
}

#[tokio::test]
async fn who_is_not_reached_has_done_nothing() {
    // A port that was free a moment ago, with nobody behind it.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let base = Base::parse(&format!("http://{port}")).unwrap();
    let place = crate::midtrans::Place::At(base.clone(), base);
    let account = crate::midtrans::Account { key: Secret::new("x"), place, acquirer: "gopay".to_owned() };
    let midtrans = Midtrans::new(account, patient()).unwrap();
    for method in [Method::Qris, Method::Card] {
        let failure = midtrans.charge(&charge((Name::Midtrans, method, "IDR"), 1)).await.unwrap_err();
        assert!(matches!(failure, Failure::NotDone(_)), "{failure:?}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_shown_to_nobody() {
    let shop = Shop::open().await;
    let key = || Secret::new("wrong-and-hushed");
    let midtrans = crate::midtrans::Account { key: key(), ..shop.mirror.midtrans().unwrap() };
    let xendit = crate::xendit::Account { key: key(), ..shop.mirror.xendit().unwrap() };
    let stripe = crate::stripe::Account { key: key(), ..shop.mirror.stripe().unwrap() };
    let providers: [Box<dyn Provider>; 3] = [
        Box::new(Midtrans::new(midtrans, patient()).unwrap()),
        Box::new(Xendit::new(xendit, patient()).unwrap()),
        Box::new(Stripe::new(stripe, shop.clock.clone(), patient()).unwrap()),
    ];
    for provider in providers {
        let failure = provider.charge(&charge((provider.name(), Method::Card, "IDR"), 1)).await.unwrap_err();
        assert!(matches!(failure, Failure::Refused { .. }), "{failure:?}");
        assert!(!failure.to_string().contains("hushed"));
    }
}

#[tokio::test]
async fn a_key_with_another_charge_behind_it_is_never_a_second_payment() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(kinds()) {
        let (provider, first) = (shop.provider(way.0), charge(way, number));
        shop.charged(way.0, &first).await;
        let mut second = first.clone();
        second.amount.units += 1_000;
        let failure = provider.charge(&second).await;
        // Snap hands its first page out again, whose amount is the first one.
        assert_eq!(failure.is_err(), !quiet(way), "{way:?} {failure:?}");
        assert_eq!(shop.mirror.count(way.0, first.attempt), 1, "{way:?}");
    }
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_asked_for_again_and_paid_once() {
    let shop = Shop::open().await;
    let mut number = 0;
    for way in kinds().into_iter().filter(|way| !matches!(way.1, Method::Transfer(_))) {
        for misdeed in AFTER {
            number += 1;
            let (provider, charge) = (shop.provider(way.0), charge(way, number));
            let handle = shop.charged(way.0, &charge).await;
            assert!(shop.mirror.pay(charge.attempt));
            shop.mirror.settle(charge.attempt);
            let part = Amount { units: charge.amount.units / 5, ..charge.amount };
            let refund = Refund {
                handle: handle.clone(),
                refund: Uuid::from_u128(number),
                amount: part,
                reason: "rusak".to_owned(),
            };
            // Midtrans refunds under our reference; the others look theirs up first.
            (0..usize::from(way.0 != Name::Midtrans)).for_each(|_| shop.mirror.next(Misdeed::Nothing));
            shop.mirror.next(misdeed);

            let failure = provider.refund(&refund).await.unwrap_err();
            assert!(matches!(failure, Failure::Unknown(_)), "{way:?} {misdeed:?} {failure:?}");
            let again = provider.refund(&refund).await.unwrap();

            assert!(matches!(again, Refunding::Done(_)), "{way:?} {misdeed:?}");
            let state = provider.status(&handle).await.unwrap();
            assert!(matches!(state, State::Refunded { back, .. } if back == part), "{way:?} {state:?}");
        }
    }
}

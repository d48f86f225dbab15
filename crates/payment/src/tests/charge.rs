//! From a charge to its end.

use super::*;
use crate::{Failure, Paid, Show, State};

#[tokio::test]
async fn every_way_goes_from_charge_to_paid() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways()) {
        let (provider, charge) = (shop.provider(way.0), charge(way, number));

        let charged = provider.charge(&charge).await.unwrap();
        match (&charged.show, way.1) {
            (Show::Code { payload: Some(text), .. }, Method::Qris) => {
                let code = qris::Payload::read(text).unwrap().payload;
                assert_eq!(code.amount().map(|amount| amount.0), Some(charge.amount.units));
            }
            (Show::Account { bank, number, biller }, Method::Transfer(asked)) => {
                assert!(*bank == asked && number.len() >= 8, "{way:?}");
                assert_eq!(biller.is_some(), way.0 == Name::Midtrans && asked == Bank::Mandiri);
            }
            (Show::Page(url), Method::Card) => assert!(url.starts_with("http"), "{way:?}"),
            (other, _) => panic!("{way:?} shows {other:?}"),
        }
        assert_eq!((charged.expires, charged.demo), (charge.expires, None), "{way:?}");
        let handle = charge.handle(charged.reference);
        let page = quiet(way);
        let waits = if page { State::Absent } else { State::Pending };
        assert_eq!(provider.status(&handle).await.unwrap(), waits, "{way:?}");

        shop.later(TimeDelta::minutes(1));
        assert!(shop.mirror.pay(charge.attempt));

        let State::Paid(paid) = provider.status(&handle).await.unwrap() else { panic!("{way:?}") };
        assert_eq!(paid.amount, charge.amount, "{way:?}");
        assert_eq!(paid.fee.is_some(), way.0 == Name::Stripe, "{way:?}");
        let at = if page { start() } else { shop.clock.now() };
        assert!(paid.at.is_some_and(|paid| paid >= at), "{way:?} {:?}", paid.at);
        assert!(!paid.reference.is_empty());
        assert_eq!(shop.mirror.count(way.0, charge.attempt), 1);
        shop.clock.set(start());
    }
}

#[tokio::test]
async fn a_status_needs_no_reference_but_ours() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(kinds()) {
        let (provider, charge) = (shop.provider(way.0), charge(way, number));
        let lost = charge.handle(None);
        assert_eq!(provider.status(&lost).await.unwrap(), State::Absent, "{way:?}");

        shop.charged(way.0, &charge).await;
        assert!(shop.mirror.pay(charge.attempt));

        let state = provider.status(&lost).await.unwrap();
        assert!(matches!(state, State::Paid(Paid { amount, .. }) if amount == charge.amount), "{way:?}");
    }
}

#[tokio::test]
async fn the_same_charge_twice_is_one_payment() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways()) {
        let (provider, charge) = (shop.provider(way.0), charge(way, number));
        let first = provider.charge(&charge).await.unwrap();
        let second = provider.charge(&charge).await.unwrap();
        assert_eq!(first, second, "{way:?}");
        assert_eq!(shop.mirror.count(way.0, charge.attempt), 1, "{way:?}");
    }
}

#[tokio::test]
async fn midtrans_finds_a_charge_whose_key_it_forgot() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways().into_iter().filter(|way| way.0 == Name::Midtrans)) {
        let charge = charge(way, number);
        let first = shop.midtrans.charge(&charge).await.unwrap();
        shop.mirror.forget_keys();
        let second = shop.midtrans.charge(&charge).await.unwrap();
        assert_eq!((&first.reference, first.expires), (&second.reference, second.expires), "{way:?}");
        match (first.show, second.show) {
            // The code is said once only; its picture stays.
            (Show::Code { image: first, .. }, Show::Code { payload: None, image: second }) => {
                assert_eq!(first, second);
                assert!(second.is_some());
            }
            (first, second) => assert_eq!(first, second),
        }
        assert_eq!(shop.mirror.count(Name::Midtrans, charge.attempt), 1);
    }
}

#[tokio::test]
async fn a_charge_that_was_paid_meanwhile_says_so() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(kinds().into_iter().filter(|way| way.0 != Name::Stripe)) {
        let charge = charge(way, number);
        shop.charged(way.0, &charge).await;
        assert!(shop.mirror.pay(charge.attempt));
        shop.mirror.forget_keys();

        let again = shop.provider(way.0).charge(&charge).await.unwrap_err();

        assert!(matches!(again, Failure::Already(state) if matches!(*state, State::Paid(_))), "{way:?}");
    }
}

#[tokio::test]
async fn what_is_cancelled_cannot_be_paid() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways()) {
        let (provider, charge) = (shop.provider(way.0), charge(way, number));
        let handle = shop.charged(way.0, &charge).await;

        assert_eq!(provider.cancel(&handle).await.unwrap(), State::Cancelled, "{way:?}");
        assert!(!shop.mirror.pay(charge.attempt), "{way:?}");
        let again = provider.cancel(&handle).await.unwrap();
        assert!(matches!(again, State::Cancelled | State::Expired), "{way:?} {again:?}");
        let state = provider.status(&handle).await.unwrap();
        match quiet(way) {
            true => assert_eq!(state, State::Absent),
            false => assert!(matches!(state, State::Cancelled | State::Expired), "{way:?} {state:?}"),
        }
    }
}

#[tokio::test]
async fn what_was_closed_is_not_opened_by_a_late_repetition() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(kinds().into_iter().filter(|way| !quiet(*way) && way.0 != Name::Stripe)) {
        let charge = charge(way, number);
        let handle = shop.charged(way.0, &charge).await;
        shop.provider(way.0).cancel(&handle).await.unwrap();
        shop.mirror.forget_keys();

        let again = shop.provider(way.0).charge(&charge).await.unwrap_err();

        assert!(matches!(again, Failure::Already(state) if *state == State::Expired), "{way:?}");
        assert!(!shop.mirror.pay(charge.attempt), "{way:?}");
    }
}

#[tokio::test]
async fn midtranss_page_waits_five_minutes_at_least_and_says_so() {
    let shop = Shop::open().await;
    let mut charge = charge((Name::Midtrans, Method::Card, "IDR"), 1);
    charge.expires = start() + TimeDelta::minutes(2);
    let charged = shop.midtrans.charge(&charge).await.unwrap();
    assert_eq!(charged.expires, start() + TimeDelta::minutes(5));
}

#[tokio::test]
async fn a_buyer_who_was_faster_than_the_cancellation_has_paid() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways()) {
        let charge = charge(way, number);
        let handle = shop.charged(way.0, &charge).await;
        assert!(shop.mirror.pay(charge.attempt));

        let state = shop.provider(way.0).cancel(&handle).await.unwrap();

        assert!(matches!(state, State::Paid(_)), "{way:?} {state:?}");
    }
}

#[tokio::test]
async fn what_ran_out_is_expired_and_a_late_payment_still_shows() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways()) {
        let (provider, charge) = (shop.provider(way.0), charge(way, number));
        let handle = shop.charged(way.0, &charge).await;
        assert_eq!(shop.mirror.expires(charge.attempt), Some(charge.expires), "{way:?}");

        shop.later(TimeDelta::hours(1));
        let gone = if quiet(way) { State::Absent } else { State::Expired };
        assert_eq!(provider.status(&handle).await.unwrap(), gone, "{way:?}");
        assert!(!shop.mirror.pay(charge.attempt));

        shop.mirror.pay_late(charge.attempt);
        assert!(matches!(provider.status(&handle).await.unwrap(), State::Paid(_)), "{way:?}");
        shop.clock.set(start());
    }
}

#[tokio::test]
async fn a_refused_try_does_not_count_as_paid() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways()) {
        let charge = charge(way, number);
        let handle = shop.charged(way.0, &charge).await;
        assert!(shop.mirror.deny(charge.attempt));
        let state = shop.provider(way.0).status(&handle).await.unwrap();
        match way.1 {
            // On a page the buyer may try another card.
            Method::Card if way.0 != Name::Midtrans => assert_eq!(state, State::Pending, "{way:?}"),
            Method::Card | Method::Qris | Method::Transfer(_) => {
                assert!(matches!(state, State::Denied(_)), "{way:?}")
            }
        }
    }
}

#[tokio::test]
async fn stripe_waits_half_an_hour_at_least_and_says_so() {
    let shop = Shop::open().await;
    let mut charge = charge((Name::Stripe, Method::Card, "USD"), 1);
    charge.expires = start() + TimeDelta::minutes(10);
    let charged = shop.stripe.charge(&charge).await.unwrap();
    assert_eq!(charged.expires, start() + TimeDelta::minutes(31));
}

#[tokio::test]
async fn what_a_provider_cannot_charge_is_not_even_asked_for() {
    let shop = Shop::open().await;
    for (way, units) in [
        ((Name::Midtrans, Method::Qris, "USD"), 100),
        ((Name::Midtrans, Method::Transfer(Bank::Bsi), "IDR"), 100),
        ((Name::Xendit, Method::Transfer(Bank::Bni), "USD"), 100),
        ((Name::Stripe, Method::Qris, "IDR"), 100),
        ((Name::Midtrans, Method::Qris, "IDR"), 0),
        ((Name::Xendit, Method::Card, "IDR"), -5),
        ((Name::Stripe, Method::Card, "USD"), 0),
        // Stripe takes tens of fils only.
        ((Name::Stripe, Method::Card, "KWD"), 12_345),
    ] {
        let mut charge = charge(way, 1);
        charge.amount.units = units;
        let failure = shop.provider(way.0).charge(&charge).await.unwrap_err();
        assert!(matches!(failure, Failure::NotDone(_)), "{way:?} {failure:?}");
        assert_eq!(shop.mirror.count(way.0, charge.attempt), 0);
    }
}

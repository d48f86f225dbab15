//! Money back.

use super::*;
use crate::{Failure, Refund, Refunding, State, Told};

fn refund(handle: &Handle, number: u128, amount: Amount) -> Refund {
    Refund {
        handle: handle.clone(),
        refund: Uuid::from_u128(number),
        amount,
        reason: "Barang habis".to_owned(),
    }
}

fn refundable() -> Vec<Way> {
    ways().into_iter().filter(|way| !matches!(way.1, Method::Transfer(_))).collect()
}

/// A payment that was made and has settled.
async fn paid(shop: &Shop, way: Way, number: u128) -> Handle {
    let charge = charge(way, number);
    let handle = shop.charged(way.0, &charge).await;
    assert!(shop.mirror.pay(charge.attempt));
    shop.mirror.settle(charge.attempt);
    handle
}

#[tokio::test]
async fn a_part_and_then_the_rest_go_back_and_not_a_rupiah_more() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(refundable()) {
        let provider = shop.provider(way.0);
        let handle = paid(&shop, way, number).await;
        let (part, rest) = (handle.amount.units / 5, handle.amount.units - handle.amount.units / 5);
        let of = |units| Amount { units, ..handle.amount };
        let ids = number * 10;

        let first = provider.refund(&refund(&handle, ids, of(part))).await.unwrap();
        let twice = provider.refund(&refund(&handle, ids, of(part))).await.unwrap();
        assert_eq!(first, twice, "{way:?}");
        let state = provider.status(&handle).await.unwrap();
        assert!(
            matches!(&state, State::Refunded { paid, back } if paid.amount == handle.amount && back.units == part),
            "{way:?} {state:?}"
        );

        let much = provider.refund(&refund(&handle, ids + 1, of(rest + 10))).await.unwrap_err();
        assert!(matches!(much, Failure::Refused { .. }), "{way:?} {much:?}");

        assert!(matches!(provider.refund(&refund(&handle, ids + 2, of(rest))).await, Ok(Refunding::Done(_))));
        let state = provider.status(&handle).await.unwrap();
        assert!(matches!(state, State::Refunded { back, .. } if back == handle.amount), "{way:?}");
    }
}

#[tokio::test]
async fn midtrans_finds_a_refund_whose_key_it_forgot() {
    let shop = Shop::open().await;
    let handle = paid(&shop, (Name::Midtrans, Method::Qris, "IDR"), 1).await;
    let part = refund(&handle, 7, Amount { units: 5_000, ..handle.amount });
    let first = shop.midtrans.refund(&part).await.unwrap();
    shop.mirror.forget_keys();
    assert_eq!(shop.midtrans.refund(&part).await.unwrap(), first);
}

#[tokio::test]
async fn the_notice_of_a_refund_names_the_attempt() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(refundable()) {
        let provider = shop.provider(way.0);
        let handle = paid(&shop, way, number).await;
        let part = Amount { units: handle.amount.units / 5, ..handle.amount };
        provider.refund(&refund(&handle, 50 + number, part)).await.unwrap();

        let sent = shop.mirror.notice(handle.attempt).unwrap();
        let told = provider.read(sent.notice()).unwrap();

        assert_eq!(told.attempt, handle.attempt, "{way:?}");
        match told.told {
            Told::Payment(State::Refunded { back, .. }) => assert_eq!(back, part, "{way:?}"),
            Told::Refund { refund, amount, failed } => {
                assert_eq!((refund, amount, failed), (Uuid::from_u128(50 + number), part, None), "{way:?}");
            }
            Told::Payment(other) => panic!("{way:?} {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_nobody_paid_and_what_was_transferred_do_not_go_back() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways()) {
        let charge = charge(way, number);
        let handle = shop.charged(way.0, &charge).await;
        let provider = shop.provider(way.0);
        let early = provider.refund(&refund(&handle, number, charge.amount)).await;
        assert!(matches!(early, Err(Failure::Refused { .. })), "{way:?} {early:?}");
        assert!(shop.mirror.pay(charge.attempt));
        if let Method::Transfer(_) = way.1 {
            let no = provider.refund(&refund(&handle, number, charge.amount)).await;
            assert!(matches!(no, Err(Failure::Refused { .. })), "{way:?} {no:?}");
        }
    }
}

#[tokio::test]
async fn a_card_of_today_is_given_back_whole_by_giving_up_its_capture() {
    let shop = Shop::open().await;
    let charge = charge((Name::Midtrans, Method::Card, "IDR"), 1);
    let handle = shop.charged(Name::Midtrans, &charge).await;
    assert!(shop.mirror.pay(charge.attempt));

    let part = refund(&handle, 1, Amount { units: 1_000, ..charge.amount });
    assert!(matches!(shop.midtrans.refund(&part).await, Err(Failure::Refused { .. })));
    let whole = refund(&handle, 2, charge.amount);
    let first = shop.midtrans.refund(&whole).await.unwrap();

    assert!(matches!(first, Refunding::Done(_)));
    assert_eq!(shop.midtrans.refund(&whole).await.unwrap(), first);
    assert_eq!(shop.midtrans.status(&handle).await.unwrap(), State::Cancelled);
}

#[tokio::test]
async fn a_refund_in_another_currency_is_a_mistake_of_ours() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(refundable()) {
        let handle = paid(&shop, way, number).await;
        let wrong = refund(&handle, number, amount(if way.2 == "USD" { "IDR" } else { "USD" }));
        let failure = shop.provider(way.0).refund(&wrong).await.unwrap_err();
        assert!(matches!(failure, Failure::NotDone(_)), "{way:?} {failure:?}");
    }
}

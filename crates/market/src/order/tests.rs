//! Orders on a real database, paid through a local mirror of a provider that speaks its protocol.

use chrono::TimeDelta;
use kernel::{Error, Rupiah};
use payment::mirror::Misdeed;
use payment::{Amount, Name};
use uuid::Uuid;

use super::*;
use crate::attempt::{self, AttemptId};
use crate::notice::{self, Received};
use crate::parcel;
use crate::refund;
use crate::testing::{Shop, admin, balance, level, machine};

async fn state(shop: &Shop, id: OrderId) -> State {
    let mut tx = shop.db.tx(machine()).await;
    one(&mut tx, id).await.unwrap().state
}

fn key(error: &Error) -> &'static str {
    match error {
        Error::Refused(say) => say.key,
        Error::Invalid(fields) => fields[0].1.key,
        Error::NotFound(_) | Error::Forbidden | Error::Broken(_) => panic!("{error}"),
    }
}

#[tokio::test]
async fn what_is_placed_is_held_and_what_is_paid_is_promised_to_each_maker() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let wish = shop.wish("1", &[(goods.variant(0), 2), (goods.variant(1), 1)], 70_000);
    let (id, attempt) = shop.order(wish).await.unwrap();
    let attempt = attempt.unwrap();
    {
        let mut tx = shop.db.tx(machine()).await;
        assert_eq!(level(&mut tx, goods.variant(0)).await, (10, 0, 2));
        let shown = attempt::one(&mut tx, attempt).await.unwrap();
        assert_eq!(shown.state, attempt::State::Open);
        let payload = shown.show.unwrap()["code"].as_str().unwrap().to_owned();
        let reading = qris::Payload::read(&payload).unwrap();
        assert_eq!(reading.payload.amount(), Some(Rupiah(70_000)), "the code asks for what the order costs");
    }
    shop.pay(attempt).await;
    assert_eq!(state(&shop, id).await, State::Paid);
    let mut tx = shop.db.tx(machine()).await;
    assert_eq!(level(&mut tx, goods.variant(0)).await, (10, 2, 0));
    let parcels = parcel::of_order(&mut tx, id).await.unwrap();
    assert_eq!(
        parcels.iter().map(|one| (one.maker, one.state, one.goods.0)).collect::<Vec<_>>(),
        [(goods.makers[0], parcel::State::New, 30_000), (goods.makers[1], parcel::State::New, 40_000)]
    );
    assert_eq!(balance(&shop, "advance", None).await, -70_000);
    assert_eq!(
        balance(&shop, "gateway", None).await + balance(&shop, "mdr", None).await,
        70_000,
        "the buyer does not pay the provider's fee"
    );
    assert!(shop.db.mailbox.last_to("rina@example.org").unwrap().subject.contains("dibayar"));
    shop.agrees().await;
}

#[tokio::test]
async fn the_same_key_is_the_same_order_and_another_wish_under_it_is_refused() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let wish = shop.wish("1", &[(goods.variant(0), 1)], 15_000);
    let (id, first) = shop.order(wish.clone()).await.unwrap();
    let (again, none) = shop.order(wish).await.unwrap();
    assert_eq!((again, none), (id, None));
    assert!(first.is_some());
    let other = shop.wish("1", &[(goods.variant(0), 2)], 30_000);
    assert_eq!(key(&shop.order(other).await.unwrap_err()), "market-order-key-other");
    let mut tx = shop.db.tx(machine()).await;
    assert_eq!(level(&mut tx, goods.variant(0)).await, (10, 0, 1));
}

#[tokio::test]
async fn what_is_short_dearer_gone_or_not_said_is_refused_and_nothing_is_held() {
    let shop = Shop::open().await;
    let goods = shop.goods([1, 5]).await;
    let (one, other) = (goods.variant(0), goods.variant(1));
    let gone = catalogue::product::VariantId(Uuid::from_u128(7));
    for (name, lines, seen, expected) in [
        ("short", vec![(one, 2)], 30_000, "market-order-short"),
        ("short of one of two", vec![(other, 1), (one, 2)], 70_000, "market-order-short"),
        ("another price", vec![(one, 1)], 14_000, "market-order-total-changed"),
        ("gone", vec![(gone, 1)], 15_000, "market-order-gone"),
        ("nothing", vec![], 0, "market-cart-empty"),
        ("none of it", vec![(one, 0)], 0, "market-cart-full"),
        ("twice", vec![(one, 1), (one, 1)], 30_000, "market-cart-twice"),
    ] {
        let error = shop.order(shop.wish(name, &lines, seen)).await.unwrap_err();
        assert_eq!(key(&error), expected, "{name}");
    }
    let sent = NewOrder { way: Way::Sent, ..shop.wish("nowhere", &[(one, 1)], 15_000) };
    assert_eq!(key(&shop.order(sent).await.unwrap_err()), "market-order-address-length");
    let mut tx = shop.db.tx(machine()).await;
    assert_eq!(level(&mut tx, one).await, (1, 0, 0));
    assert_eq!(level(&mut tx, other).await, (5, 0, 0));
}

#[tokio::test]
async fn an_order_that_nobody_pays_lapses_and_a_late_payment_makes_it_whole_or_waits_for_somebody() {
    let shop = Shop::open().await;
    let goods = shop.goods([1, 5]).await;
    let (id, attempt) = shop.order(shop.wish("1", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    let attempt = attempt.unwrap();
    shop.db.later(TimeDelta::minutes(31));
    shop.db.work_off().await;
    kernel::job::schedule(&shop.db.db, testkit::SEMARANG).await.unwrap();
    shop.db.work_off().await;
    assert_eq!(state(&shop, id).await, State::Lapsed);
    {
        let mut tx = shop.db.tx(machine()).await;
        assert_eq!(level(&mut tx, goods.variant(0)).await, (1, 0, 0));
    }
    // Paid all the same, and it is still there.
    shop.mirror.pay_late(attempt.0);
    shop.tell(attempt).await;
    assert_eq!(state(&shop, id).await, State::Paid);
    // Another buyer's time runs out, somebody else buys the last, and then the money comes.
    let (second, late) = shop.order(shop.wish("2", &[(goods.variant(1), 5)], 200_000)).await.unwrap();
    shop.db.later(TimeDelta::minutes(31));
    kernel::job::schedule(&shop.db.db, testkit::SEMARANG).await.unwrap();
    shop.db.work_off().await;
    let (third, faster) = shop.order(shop.wish("3", &[(goods.variant(1), 2)], 80_000)).await.unwrap();
    shop.pay(faster.unwrap()).await;
    shop.mirror.pay_late(late.unwrap().0);
    shop.tell(late.unwrap()).await;
    assert_eq!(state(&shop, third).await, State::Paid);
    assert_eq!(state(&shop, second).await, State::Stuck, "seen by somebody, not dropped");
    shop.agrees().await;
    // Somebody decides: the money goes back.
    let mut tx = shop.db.tx(admin()).await;
    cancel(&mut tx, second, "Barang habis").await.unwrap();
    tx.commit().await.unwrap();
    shop.db.work_off().await;
    let mut tx = shop.db.tx(machine()).await;
    let back = refund::of_order(&mut tx, second).await.unwrap();
    assert_eq!(
        back.iter().map(|one| (one.amount, one.state.as_str())).collect::<Vec<_>>(),
        [(200_000, "done")]
    );
    assert_eq!(balance(&shop, "refund", None).await, 0);
    shop.agrees().await;
}

#[tokio::test]
async fn a_notice_counts_once_and_a_forged_one_never() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let (id, attempt) = shop.order(shop.wish("1", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    let attempt = attempt.unwrap();
    let early = shop.mirror.notice(attempt.0).unwrap();
    assert!(shop.mirror.pay(attempt.0));
    let forged = shop.mirror.forged(attempt.0).unwrap();
    let mut tx = shop.db.tx(kernel::Actor::Visitor).await;
    let received = notice::receive(&mut tx, forged.provider, forged.notice()).await.unwrap();
    assert!(matches!(received, Received::Refused(payment::Refusal::Unsigned(_))), "{received:?}");
    drop(tx);
    shop.db.work_off().await;
    assert_eq!(state(&shop, id).await, State::Open);
    for _ in 0..3 {
        shop.tell(attempt).await;
    }
    // News from before, late.
    let mut tx = shop.db.tx(kernel::Actor::Visitor).await;
    notice::receive(&mut tx, early.provider, early.notice()).await.unwrap();
    tx.commit().await.unwrap();
    shop.db.work_off().await;
    assert_eq!(state(&shop, id).await, State::Paid);
    assert_eq!(balance(&shop, "advance", None).await, -15_000);
    shop.agrees().await;
}

#[tokio::test]
async fn another_sum_than_was_asked_for_is_for_somebody_to_look_at() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let wish = NewOrder { provider: Name::Demo, ..shop.wish("1", &[(goods.variant(0), 1)], 15_000) };
    let (id, attempt) = shop.order(wish).await.unwrap();
    let paid = payment::Paid {
        amount: Amount::rupiah(Rupiah(10_000)),
        at: None,
        reference: "demo".to_owned(),
        fee: None,
    };
    let mut tx = shop.db.tx(machine()).await;
    attempt::paid(&mut tx, attempt.unwrap(), &paid).await.unwrap();
    attempt::paid(&mut tx, attempt.unwrap(), &paid).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&shop, id).await, State::Stuck);
    assert_eq!(balance(&shop, "advance", None).await, -10_000);
    let mut tx = shop.db.tx(admin()).await;
    cancel(&mut tx, id, "Kurang bayar").await.unwrap();
    tx.commit().await.unwrap();
    shop.db.work_off().await;
    assert_eq!(balance(&shop, "gateway", None).await, 0, "what came went back, and no more");
    shop.agrees().await;
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_asked_again_and_charged_once() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    for (number, misdeed) in
        [Misdeed::Error, Misdeed::ErrorAfter, Misdeed::GarbageAfter, Misdeed::Busy].into_iter().enumerate()
    {
        shop.mirror.next(misdeed);
        let wish = shop.wish(&number.to_string(), &[(goods.variant(0), 1)], 15_000);
        let (id, attempt) = shop.order(wish).await.unwrap();
        let attempt = attempt.unwrap();
        assert_eq!(state(&shop, id).await, State::Open);
        shop.db.later(TimeDelta::seconds(61));
        kernel::job::schedule(&shop.db.db, testkit::SEMARANG).await.unwrap();
        shop.db.work_off().await;
        assert_eq!(shop.mirror.count(Name::Midtrans, attempt.0), 1, "{misdeed:?}");
        shop.pay(attempt).await;
        assert_eq!(state(&shop, id).await, State::Paid, "{misdeed:?}");
    }
    shop.agrees().await;
}

#[tokio::test]
async fn a_payment_whose_notice_is_lost_is_found_by_asking() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let (id, attempt) = shop.order(shop.wish("1", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    assert!(shop.mirror.pay(attempt.unwrap().0));
    shop.db.later(TimeDelta::seconds(61));
    kernel::job::schedule(&shop.db.db, testkit::SEMARANG).await.unwrap();
    shop.db.work_off().await;
    assert_eq!(state(&shop, id).await, State::Paid);
}

#[tokio::test]
async fn the_buyer_cancels_before_paying_and_whoever_was_faster_with_paying_has_paid() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let (id, attempt) = shop.order(shop.wish("1", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    let mut tx = shop.db.tx(kernel::Actor::Visitor).await;
    assert_eq!(close(&mut tx, id, State::Cancelled).await.unwrap(), State::Cancelled);
    tx.commit().await.unwrap();
    let mut tx = shop.db.tx(machine()).await;
    assert_eq!(level(&mut tx, goods.variant(0)).await, (10, 0, 0));
    drop(tx);
    assert!(!shop.mirror.pay(attempt.unwrap().0), "closed at the provider's too");

    let (id, attempt) = shop.order(shop.wish("2", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    assert!(shop.mirror.pay(attempt.unwrap().0));
    let mut tx = shop.db.tx(kernel::Actor::Visitor).await;
    assert_eq!(close(&mut tx, id, State::Cancelled).await.unwrap(), State::Paid);
    tx.commit().await.unwrap();
    shop.agrees().await;
}

#[tokio::test]
async fn sixty_four_buyers_race_for_fifty_and_fifty_have_it() {
    let shop = Shop::open().await;
    let goods = shop.goods([50, 5]).await;
    let mut buyers = tokio::task::JoinSet::new();
    for buyer in 0..64 {
        let wish = shop.wish(&format!("race {buyer}"), &[(goods.variant(0), 1)], 15_000);
        let db = shop.db.db.clone();
        buyers.spawn(async move {
            let mut tx = db.begin(kernel::Actor::Visitor, testkit::SEMARANG).await.unwrap();
            let placed = place(&mut tx, wish).await;
            if placed.is_ok() {
                tx.commit().await.unwrap();
            }
            placed
        });
    }
    let mut got = 0;
    for placed in buyers.join_all().await {
        match placed {
            Ok(_) => got += 1,
            Err(error) => assert_eq!(key(&error), "market-order-short"),
        }
    }
    assert_eq!(got, 50);
    let mut tx = shop.db.tx(machine()).await;
    assert_eq!(level(&mut tx, goods.variant(0)).await, (50, 0, 50));
}

#[tokio::test]
async fn a_link_opens_its_order_and_no_other() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let (id, _) = shop.order(shop.wish("1", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    let (other, _) = shop.order(shop.wish("2", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    let mut tx = shop.db.tx(kernel::Actor::Visitor).await;
    let code = one(&mut tx, id).await.unwrap().code;
    let token = link::token(&tx, &code);
    assert_eq!(link::open(&mut tx, &token.to_lowercase()).await.unwrap(), id);
    let theirs = one(&mut tx, other).await.unwrap().code;
    let (_, seal) = token.split_at(code.len());
    for wrong in [
        format!("{theirs}{seal}"),
        code.clone(),
        format!("{code}-0000-0000-0000"),
        String::new(),
        "---".to_owned(),
    ] {
        assert!(matches!(link::open(&mut tx, &wrong).await, Err(Error::NotFound(_))), "{wrong}");
    }
}

#[tokio::test]
async fn who_bought_is_sealed() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let (id, _) = shop.order(shop.wish("1", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    let mut conn = shop.db.admin().await;
    let stored: Vec<u8> = sqlx::query_scalar("select contact from market.order where id = $1")
        .bind(id.0)
        .fetch_one(&mut conn)
        .await
        .unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("Rina"));
    let mut tx = shop.db.tx(machine()).await;
    let contact = one(&mut tx, id).await.unwrap().contact.unwrap();
    assert_eq!((contact.name.as_str(), contact.phone.as_str()), ("Rina", "+6281234567890"));
    assert_eq!(format!("{contact:?}"), "Contact { .. }");
}

#[tokio::test]
async fn a_second_payment_goes_back() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let (id, first) = shop.order(shop.wish("1", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    let first = first.unwrap();
    // The first try looks over, the buyer tries again, and both are paid.
    let mut tx = shop.db.tx(machine()).await;
    attempt::close(&mut tx, first).await.unwrap();
    let order = one(&mut tx, id).await.unwrap();
    let second: AttemptId =
        attempt::open(&mut tx, id, Name::Midtrans, payment::Method::Qris, order.charged, order.pay_until)
            .await
            .unwrap();
    attempt::charge(&mut tx, second).await.unwrap();
    tx.commit().await.unwrap();
    shop.pay(second).await;
    shop.mirror.pay_late(first.0);
    shop.tell(first).await;
    assert_eq!(state(&shop, id).await, State::Paid);
    let mut tx = shop.db.tx(machine()).await;
    let back = refund::of_order(&mut tx, id).await.unwrap();
    assert_eq!(
        back.iter().map(|one| (one.attempt, one.amount, one.state.as_str())).collect::<Vec<_>>(),
        [(first.0, 15_000, "done")]
    );
    assert_eq!(balance(&shop, "advance", None).await, -15_000);
    shop.agrees().await;
}

#[tokio::test]
async fn who_bought_is_forgotten_after_two_years() {
    let shop = Shop::open().await;
    let goods = shop.goods([10, 5]).await;
    let (id, attempt) = shop.order(shop.wish("1", &[(goods.variant(0), 1)], 15_000)).await.unwrap();
    shop.pay(attempt.unwrap()).await;
    for (days, known) in [(700, true), (32, false)] {
        shop.db.later(TimeDelta::days(days));
        kernel::job::schedule(&shop.db.db, testkit::SEMARANG).await.unwrap();
        shop.db.work_off().await;
        let mut tx = shop.db.tx(machine()).await;
        assert_eq!(one(&mut tx, id).await.unwrap().contact.is_some(), known, "{days}");
    }
}

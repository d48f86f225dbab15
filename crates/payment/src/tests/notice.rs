//! Notices as they come: once, twice, late, in another order, forged, with another amount.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Extract;
use axum::routing::post;
use http::HeaderMap;
use tokio::sync::mpsc;

use super::*;
use crate::{Notification, Proof, Refusal, State, Told};

fn read(shop: &Shop, way: Way, sent: &crate::mirror::Sent) -> Result<Notification, Refusal> {
    shop.provider(way.0).read(sent.notice())
}

#[tokio::test]
async fn the_news_of_a_payment_say_whose_what_and_how_much() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways()) {
        let charge = charge(way, number);
        shop.charged(way.0, &charge).await;
        assert!(shop.mirror.pay(charge.attempt));

        let told = read(&shop, way, &shop.mirror.notice(charge.attempt).unwrap()).unwrap();

        assert_eq!((told.provider, told.attempt), (way.0, charge.attempt));
        assert_eq!(told.amount, Some(charge.amount), "{way:?}");
        assert!(
            matches!(&told.told, Told::Payment(State::Paid(paid)) if paid.amount == charge.amount),
            "{way:?}"
        );
        let proof = match way.0 {
            Name::Midtrans => Proof::Part,
            Name::Xendit => Proof::Sender,
            Name::Stripe | Name::Demo => Proof::Whole,
        };
        assert_eq!((told.proof, proof.must_ask()), (proof, way.0 != Name::Stripe));
    }
}

#[tokio::test]
async fn a_repetition_has_the_same_name_and_other_news_another() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(kinds()) {
        let charge = charge(way, number);
        let handle = shop.charged(way.0, &charge).await;
        assert!(shop.mirror.pay(charge.attempt));
        let first = shop.mirror.notice(charge.attempt).unwrap();
        let event = read(&shop, way, &first).unwrap().event;
        shop.later(TimeDelta::minutes(1));
        assert_eq!(read(&shop, way, &first).unwrap().event, event);
        assert_eq!(
            read(&shop, way, &shop.mirror.notice(charge.attempt).unwrap()).unwrap().event,
            event,
            "{way:?}"
        );

        if let Method::Qris | Method::Card = way.1 {
            shop.mirror.settle(charge.attempt);
            let part = Amount { units: charge.amount.units / 5, ..charge.amount };
            let refund = crate::Refund {
                handle,
                refund: Uuid::from_u128(number),
                amount: part,
                reason: String::new(),
            };
            shop.provider(way.0).refund(&refund).await.unwrap();
            let later = shop.mirror.notice(charge.attempt).unwrap();
            assert_ne!(read(&shop, way, &later).unwrap().event, event, "{way:?}");
            // The earlier comes last, and is still what it was.
            assert_eq!(read(&shop, way, &first).unwrap().event, event);
        }
        shop.clock.set(start());
    }
}

#[tokio::test]
async fn a_forged_notice_is_refused() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(ways()) {
        let charge = charge(way, number);
        shop.charged(way.0, &charge).await;
        assert!(shop.mirror.pay(charge.attempt));
        let refusal = read(&shop, way, &shop.mirror.forged(charge.attempt).unwrap()).unwrap_err();
        assert!(matches!(refusal, Refusal::Unsigned(_)), "{way:?} {refusal:?}");
        assert_eq!(refusal.code(), 401);
    }
}

#[tokio::test]
async fn a_notice_without_its_signature_is_refused() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(kinds()) {
        let charge = charge(way, number);
        shop.charged(way.0, &charge).await;
        assert!(shop.mirror.pay(charge.attempt));
        let mut sent = shop.mirror.notice(charge.attempt).unwrap();
        sent.headers.clear();
        if way.0 == Name::Midtrans {
            let mut body: serde_json::Value = serde_json::from_slice(&sent.body).unwrap();
            body.as_object_mut().unwrap().remove("signature_key");
            sent.body = body.to_string().into_bytes();
        }
        assert!(matches!(read(&shop, way, &sent), Err(Refusal::Unsigned(_))), "{way:?}");
    }
}

#[tokio::test]
async fn another_amount_is_told_as_it_is() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(kinds()) {
        let charge = charge(way, number);
        shop.charged(way.0, &charge).await;
        assert!(shop.mirror.pay(charge.attempt));
        let less = Amount { units: charge.amount.units / 10, ..charge.amount };

        let told = read(&shop, way, &shop.mirror.notice_of(charge.attempt, less).unwrap()).unwrap();

        assert!(matches!(told.told, Told::Payment(State::Paid(paid)) if paid.amount == less), "{way:?}");
    }
}

#[tokio::test]
async fn what_ran_out_or_was_refused_is_told() {
    let shop = Shop::open().await;
    for (number, way) in (0..).zip(kinds()) {
        let charge = charge(way, number);
        shop.charged(way.0, &charge).await;
        shop.later(TimeDelta::hours(1));
        let sent = shop.mirror.notice(charge.attempt);
        assert_eq!(sent.is_none(), quiet(way));
        let told = sent.map(|sent| read(&shop, way, &sent).unwrap());
        shop.clock.set(start());
        let Some(told) = told else { continue };
        assert_eq!((told.attempt, told.told), (charge.attempt, Told::Payment(State::Expired)), "{way:?}");
    }
    for (number, name) in [(50, Name::Midtrans), (51, Name::Xendit)] {
        let way = (name, Method::Qris, "IDR");
        let charge = charge(way, number);
        shop.charged(name, &charge).await;
        assert!(shop.mirror.deny(charge.attempt));
        let told = read(&shop, way, &shop.mirror.notice(charge.attempt).unwrap()).unwrap();
        assert!(matches!(told.told, Told::Payment(State::Denied(_))), "{way:?}");
    }
}

#[tokio::test]
async fn an_old_signature_of_stripe_is_refused_and_so_is_one_from_the_future() {
    let shop = Shop::open().await;
    let way = (Name::Stripe, Method::Card, "USD");
    let charge = charge(way, 1);
    shop.charged(way.0, &charge).await;
    assert!(shop.mirror.pay(charge.attempt));
    let sent = shop.mirror.notice(charge.attempt).unwrap();
    for (seconds, good) in [(300, true), (301, false), (-300, true), (-301, false)] {
        shop.clock.set(start() + TimeDelta::seconds(seconds));
        assert_eq!(read(&shop, way, &sent).is_ok(), good, "{seconds}");
    }
}

#[tokio::test]
async fn news_without_meaning_here_are_answered_well() {
    let shop = Shop::open().await;
    let charge = charge((Name::Stripe, Method::Card, "USD"), 1);
    shop.charged(Name::Stripe, &charge).await;
    let sent = shop.mirror.notice(charge.attempt).unwrap();
    let refusal = shop.stripe.read(sent.notice()).unwrap_err();
    assert_eq!(refusal, Refusal::Unknown("payment_intent.created".to_owned()));
    assert_eq!(refusal.code(), 200);
}

#[tokio::test]
async fn a_body_without_end_is_not_read() {
    let shop = Shop::open().await;
    let body = vec![b' '; crate::LONGEST + 1];
    let refusal = shop.midtrans.read(crate::Notice { headers: &HeaderMap::new(), body: &body }).unwrap_err();
    assert!(matches!(refusal, Refusal::Malformed(_)));
}

/// Someone who takes notices in, as the room will.
async fn inbox() -> (String, mpsc::UnboundedReceiver<(HeaderMap, Bytes)>) {
    type Sender = Arc<mpsc::UnboundedSender<(HeaderMap, Bytes)>>;
    async fn take(Extract(inbox): Extract<Sender>, headers: HeaderMap, body: Bytes) {
        inbox.send((headers, body)).unwrap();
    }
    let (sender, receiver) = mpsc::unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().route("/", post(take)).with_state(Arc::new(sender));
    #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, receiver)
}

#[tokio::test]
async fn a_click_on_the_mirrors_page_pays_and_tells() {
    let shop = Shop::open().await;
    let (url, mut inbox) = inbox().await;
    shop.mirror.notify(url.clone());
    let charge = charge((Name::Stripe, Method::Card, "USD"), 1);
    let charged = shop.stripe.charge(&charge).await.unwrap();
    let crate::Show::Page(page) = charged.show else { panic!("no page") };
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();

    let shown = client.get(&page).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("1250.00"), "{shown}");
    let answer = client.post(&page).send().await.unwrap();

    assert_eq!(answer.headers()["location"], charge.back.as_str());
    let (headers, body) = inbox.recv().await.unwrap();
    let told = shop.stripe.read(crate::Notice { headers: &headers, body: &body }).unwrap();
    assert!(matches!(told.told, Told::Payment(State::Paid(_))));

    let again = shop.mirror.notice(charge.attempt).unwrap();
    assert_eq!(again.deliver(&url).await, Ok(200));
    let (headers, body) = inbox.recv().await.unwrap();
    assert_eq!(shop.stripe.read(crate::Notice { headers: &headers, body: &body }).unwrap().event, told.event);
}

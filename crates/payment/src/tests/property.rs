//! What holds for any bytes.

use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;
use crate::demo::Choice;
use crate::mirror::{Mirror, Sent};
use crate::{Demo, Notice, Secret};

fn demo() -> Demo {
    Demo::new(Secret::new("demo-key"), "https://umkm.example.go.id/demo", Clock::fixed(start()))
}

/// One genuine notice of each provider, with those who can read them.
fn genuine() -> (Shop, Demo, Vec<Sent>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (shop, demo) = (runtime.block_on(Shop::open()), demo());
    let mut sent = Vec::new();
    for (number, way) in (0..).zip(kinds()) {
        let charge = charge(way, number);
        runtime.block_on(shop.charged(way.0, &charge));
        assert!(shop.mirror.pay(charge.attempt));
        sent.extend(shop.mirror.notice(charge.attempt));
    }
    let (headers, body) = demo.notice(Uuid::from_u128(1), Uuid::from_u128(2), amount("IDR"), Choice::Pay);
    sent.push(Sent { provider: Name::Demo, headers, body });
    (shop, demo, sent)
}

fn reader<'a>(shop: &'a Shop, demo: &'a Demo, name: Name) -> &'a dyn Provider {
    if name == Name::Demo { demo } else { shop.provider(name) }
}

/// Adapters that nobody answers.
fn readers() -> Vec<Box<dyn Provider>> {
    let base = || crate::Base::parse("http://127.0.0.1:9").unwrap();
    let place = crate::midtrans::Place::At(base(), base());
    let midtrans = crate::midtrans::Account { key: Secret::new("k"), place, acquirer: "gopay".to_owned() };
    let xendit = crate::xendit::Account { key: Secret::new("k"), token: Secret::new("k"), at: Some(base()) };
    let stripe =
        crate::stripe::Account { key: Secret::new("k"), signing: Secret::new("k"), at: Some(base()) };
    vec![
        Box::new(Midtrans::new(midtrans, patient()).unwrap()),
        Box::new(Xendit::new(xendit, patient()).unwrap()),
        Box::new(Stripe::new(stripe, Clock::fixed(start()), patient()).unwrap()),
        Box::new(demo()),
    ]
}

/// JSON of the words that notices are made of.
fn words() -> impl Strategy<Value = serde_json::Value> {
    let word = prop_oneof![
        "[a-z_]{1,12}",
        Just("event".to_owned()),
        Just("data".to_owned()),
        Just("status".to_owned()),
        Just("amount".to_owned()),
        Just("gross_amount".to_owned()),
        Just("order_id".to_owned()),
        Just("currency".to_owned()),
        Just("metadata".to_owned()),
        Just("external_id".to_owned()),
        Just("payment.succeeded".to_owned()),
        Just("IDR".to_owned()),
        Just("id".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        word.clone().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::hash_map(word.clone(), inner, 0..6)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

#[test]
fn no_notice_makes_a_reader_panic() {
    let readers = readers();
    let headers =
        proptest::collection::vec((0_usize..4, proptest::collection::vec(any::<u8>(), 0..80)), 0..4);
    let body = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        words().prop_map(|value| value.to_string().into_bytes()),
    ];
    let names = ["stripe-signature", "x-callback-token", "webhook-id", crate::demo::HEADER];
    proptest!(|(headers in headers, body in body)| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_bytes(&value) {
                map.insert(HeaderName::from_static(names[name]), value);
            }
        }
        for reader in &readers {
            let told = reader.read(Notice { headers: &map, body: &body });
            prop_assert!(told.is_err());
        }
        // With the token, what Xendit's reader makes of any body.
        map.insert("x-callback-token", HeaderValue::from_static("k"));
        let _ = readers[1].read(Notice { headers: &map, body: &body });
    });
}

#[test]
fn a_flipped_bit_in_what_is_signed_is_refused() {
    let (shop, demo, sent) = genuine();
    proptest!(|(which in any::<proptest::sample::Index>(), place in any::<proptest::sample::Index>(), bit in 0_u8..8)| {
        let whole = which.get(&sent);
        let reader = reader(&shop, &demo, whole.provider);
        let before = reader.read(whole.notice()).unwrap();
        let mut changed = whole.clone();
        changed.body[place.index(whole.body.len())] ^= 1 << bit;
        match (whole.provider, reader.read(changed.notice())) {
            // The whole body is signed.
            (Name::Stripe | Name::Demo, after) => prop_assert!(after.is_err()),
            // Reference, code and amount are signed; a flip elsewhere in the body changes none of them.
            (Name::Midtrans, Ok(after)) => {
                prop_assert_eq!((after.attempt, after.amount), (before.attempt, before.amount));
                prop_assert!(after.proof.must_ask());
            }
            // Nothing of the body is signed, and the notification says so.
            (Name::Xendit, Ok(after)) => prop_assert!(after.proof.must_ask()),
            (Name::Midtrans | Name::Xendit, Err(_)) => {}
        }
    });
}

#[test]
fn a_flipped_bit_in_a_signature_is_refused() {
    let (shop, demo, sent) = genuine();
    proptest!(|(which in any::<proptest::sample::Index>(), place in any::<proptest::sample::Index>(), bit in 0_u8..7)| {
        let mut changed = which.get(&sent).clone();
        let reader = reader(&shop, &demo, changed.provider);
        let name = match changed.provider {
            Name::Stripe => "stripe-signature",
            Name::Xendit => "x-callback-token",
            Name::Demo => crate::demo::HEADER,
            Name::Midtrans => {
                let text = String::from_utf8(changed.body.clone()).unwrap();
                let at = text.find("\"signature_key\":\"").unwrap() + 17 + place.index(128);
                changed.body[at] ^= 1 << bit;
                prop_assert!(reader.read(changed.notice()).is_err());
                return Ok(());
            }
        };
        let mut value = changed.headers[name].as_bytes().to_vec();
        let at = place.index(value.len());
        value[at] ^= 1 << bit;
        // What no header may hold does not arrive at all.
        changed.headers.remove(name);
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            changed.headers.insert(HeaderName::from_static(name), value);
        }
        prop_assert!(reader.read(changed.notice()).is_err());
    });
}

#[test]
fn a_mirror_on_another_machine_wants_tls() {
    for (text, good) in [
        ("https://api.example.com", true),
        ("http://127.0.0.1:8080/midtrans", true),
        ("http://localhost:1", true),
        ("http://[::1]:1", true),
        ("http://api.example.com", false),
        ("http://127.0.0.1.example.com", false),
        ("ftp://127.0.0.1", false),
        ("nonsense", false),
    ] {
        assert_eq!(crate::Base::parse(text).is_some(), good, "{text}");
    }
    // The mirror itself is one of the good ones.
    fn is_send<T: Send + Sync>() {}
    is_send::<Mirror>();
}

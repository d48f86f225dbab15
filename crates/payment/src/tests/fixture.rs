//! Bodies as the providers' documentation shows them, byte for byte but for what JSON forbids; each file's page is named here.

use http::{HeaderMap, HeaderValue};
use serde_json::Value;

use super::*;
use crate::{Refusal, Secret, State, Told, sign};

const KEY: &str = "askvnoibnosifnboseofinbofinfgbiufglnbfg";

/// The documentation's references are none of ours, and its keys are not published: both are put in.
fn midtrans(json: &str) -> Value {
    let mut body: Value = serde_json::from_str(json).unwrap();
    let text = |body: &Value, name: &str| body[name].as_str().unwrap().to_owned();
    body["order_id"] = Uuid::from_u128(1).to_string().into();
    let parts = ["order_id", "status_code", "gross_amount"].map(|name| text(&body, name));
    body["signature_key"] = sign::sha512(&[&parts[0], &parts[1], &parts[2], KEY]).into();
    body
}

async fn reader(shop: &Shop) -> Midtrans {
    let account = crate::midtrans::Account { key: Secret::new(KEY), ..shop.mirror.midtrans().unwrap() };
    Midtrans::new(account, patient()).unwrap()
}

#[tokio::test]
async fn midtrans_documented_notices_are_read() {
    let shop = Shop::open().await;
    let reader = reader(&shop).await;
    let read = |body: &Value| {
        let body = body.to_string().into_bytes();
        reader.read(crate::Notice { headers: &HeaderMap::new(), body: &body })
    };
    let paid = |units, at: &str| {
        let amount = Amount { units, currency: Currency::IDR };
        (Some(amount), at.parse::<Instant>().unwrap())
    };
    // https://docs.midtrans.com/docs/https-notification-webhooks, "Sample for Various Payment Methods"
    for (json, (amount, at)) in [
        (include_str!("../../data/midtrans-card.json"), paid(10_000, "2020-01-09T11:27:19Z")),
        (include_str!("../../data/midtrans-qris.json"), paid(5_539, "2021-06-23T07:06:48Z")),
        (include_str!("../../data/midtrans-permata.json"), paid(185_000, "2021-06-23T04:20:06Z")),
        (include_str!("../../data/midtrans-bni.json"), paid(150_000, "2021-06-23T04:42:03Z")),
        (include_str!("../../data/midtrans-mandiri.json"), paid(30_000, "2021-06-23T04:58:44Z")),
    ] {
        let told = read(&midtrans(json)).unwrap();
        assert_eq!(told.amount, amount);
        let Told::Payment(State::Paid(paid)) = told.told else { panic!("{told:?}") };
        assert_eq!(paid.at, Some(at));
    }
    // https://docs.midtrans.com/reference/qris, "Expired", "Pending"
    let told = read(&midtrans(include_str!("../../data/midtrans-qris-expired.json"))).unwrap();
    assert_eq!(told.told, Told::Payment(State::Expired));
    let told = read(&midtrans(include_str!("../../data/midtrans-qris-pending.json"))).unwrap();
    assert_eq!(told.told, Told::Payment(State::Pending));
    // https://docs.midtrans.com/reference/direct-refund-transaction, "Notification"
    let told = read(&midtrans(include_str!("../../data/midtrans-refund.json"))).unwrap();
    assert!(matches!(told.told, Told::Payment(State::Refunded { back, .. }) if back.units == 12_000));
}

#[tokio::test]
async fn a_status_that_the_signed_code_does_not_bear_is_refused() {
    let shop = Shop::open().await;
    let reader = reader(&shop).await;
    let mut body = midtrans(include_str!("../../data/midtrans-qris-pending.json"));
    body["transaction_status"] = "settlement".into();
    let bytes = body.to_string().into_bytes();
    let refusal = reader.read(crate::Notice { headers: &HeaderMap::new(), body: &bytes }).unwrap_err();
    assert!(matches!(refusal, Refusal::Malformed(_)), "{refusal:?}");

    let mut body = midtrans(include_str!("../../data/midtrans-qris.json"));
    for (fraud, paid) in [("accept", true), ("challenge", false), ("deny", false)] {
        body["fraud_status"] = fraud.into();
        let bytes = body.to_string().into_bytes();
        let told = reader.read(crate::Notice { headers: &HeaderMap::new(), body: &bytes }).unwrap();
        assert_eq!(matches!(told.told, Told::Payment(State::Paid(_))), paid, "{fraud}");
    }
}

#[tokio::test]
async fn an_order_of_another_shop_on_the_same_account_is_not_ours() {
    let shop = Shop::open().await;
    let reader = reader(&shop).await;
    let json = include_str!("../../data/midtrans-qris.json");
    let mut body: Value = serde_json::from_str(json).unwrap();
    body["signature_key"] = sign::sha512(&["qris-01", "200", "5539.00", KEY]).into();
    let bytes = body.to_string().into_bytes();
    let refusal = reader.read(crate::Notice { headers: &HeaderMap::new(), body: &bytes }).unwrap_err();
    assert_eq!((refusal.code(), refusal), (200, Refusal::NotOurs("qris-01".to_owned())));
}

fn xendit(json: &str, place: &[&str]) -> Vec<u8> {
    let mut body: Value = serde_json::from_str(json).unwrap();
    let mut at = &mut body;
    for name in place {
        at = &mut at[*name];
    }
    *at = Uuid::from_u128(1).to_string().into();
    body.to_string().into_bytes()
}

#[tokio::test]
async fn xendits_documented_notices_are_read() {
    let shop = Shop::open().await;
    let mut headers = HeaderMap::new();
    headers.insert("x-callback-token", HeaderValue::from_static("mirror-token"));
    let read = |body: &[u8]| shop.xendit.read(crate::Notice { headers: &headers, body });
    // https://github.com/xendit/xendit-php/blob/master/docs/PaymentRequestApi.md, "PaymentCallback Object"
    let json = include_str!("../../data/xendit-payment.json");
    let told = read(&xendit(json, &["data", "reference_id"])).unwrap();
    let Told::Payment(State::Paid(paid)) = told.told else { panic!("{told:?}") };
    assert_eq!((paid.amount.units, paid.amount.currency.code()), (100_000, "PHP"));
    assert_eq!(paid.reference, "pr-5b26cae1-545b-49e9-855e-f85128f3e705");
    // Without `webhook-id` the same bytes are the same news.
    assert_eq!(told.event, read(&xendit(json, &["data", "reference_id"])).unwrap().event);
    // https://github.com/xendit/xendit-php/blob/master/docs/InvoiceApi.md, "InvoiceCallback Object"
    let told = read(&xendit(include_str!("../../data/xendit-invoice.json"), &["external_id"])).unwrap();
    assert_eq!(told.amount, Some(Amount { units: 2_000_000, currency: Currency::IDR }));
    assert!(matches!(told.told, Told::Payment(State::Paid(_))));
    // https://github.com/xendit/xendit-php/blob/master/docs/RefundApi.md, "RefundCallback Object": made without our metadata
    let refund = xendit(include_str!("../../data/xendit-refund.json"), &["data", "reference_id"]);
    assert!(matches!(read(&refund), Err(Refusal::NotOurs(_))));
}

#[test]
fn stripes_signature_is_the_published_one() {
    // HMAC-SHA-256 of `1492774577.{"id":"evt_1"}` under the key, as `openssl dgst -sha256 -hmac` computes it; the scheme is
    // that of https://docs.stripe.com/webhooks, "Verify webhook signatures manually".
    let at = Instant::from_timestamp(1_492_774_577, 0).unwrap();
    let key = Secret::new("whsec_test_secret");
    let header = sign::stamped(&key, at, br#"{"id":"evt_1"}"#);
    assert_eq!(header, "t=1492774577,v1=799c4ba7bb339f3c8601adfd112f0e477c930a268be1243d341abb8286501c2f");
    // While a key is replaced there are two signatures, and schemes that are not ours are passed over.
    let both = header.replace("v1=", &format!("v0=00,v1={},v1=", "0".repeat(64)));
    assert_eq!(sign::check(&key, Some(&both), br#"{"id":"evt_1"}"#, at), Ok(()));
}

//! What goes over the wire, to the letter: the mirror shares some of its words with the adapters, and would share their mistakes.

use serde_json::json;

use super::*;
use crate::sign;

#[test]
fn midtrans_is_asked_as_its_reference_shows() {
    // https://docs.midtrans.com/reference/qris and https://docs.midtrans.com/reference/custom-expiry-object
    let qris = charge((Name::Midtrans, Method::Qris, "IDR"), 1);
    let body = crate::midtrans::ask::charge(&qris, "gopay").unwrap();
    assert_eq!(
        body,
        json!({
            "payment_type": "qris",
            "transaction_details": { "order_id": "01900000-0000-7000-8000-000000000001", "gross_amount": 125_000 },
            "customer_details": { "first_name": "Sari Wulandari", "email": "sari@example.org" },
            "qris": { "acquirer": "gopay" },
            "custom_expiry": {
                "order_time": "2026-03-02 10:04:05 +0700",
                "expiry_duration": 3600,
                "unit": "second"
            }
        })
    );
    // https://docs.midtrans.com/docs/coreapi-core-api-bank-transfer-integration
    let bank = |bank| charge((Name::Midtrans, Method::Transfer(bank), "IDR"), 1);
    let body = crate::midtrans::ask::charge(&bank(Bank::Bca), "gopay").unwrap();
    assert_eq!(
        (&body["payment_type"], &body["bank_transfer"]),
        (&json!("bank_transfer"), &json!({ "bank": "bca" }))
    );
    let body = crate::midtrans::ask::charge(&bank(Bank::Mandiri), "gopay").unwrap();
    let bill = json!({ "bill_info1": "Pesanan:", "bill_info2": "Pesanan BDY-7K3F-9" });
    assert_eq!((&body["payment_type"], &body["echannel"]), (&json!("echannel"), &bill));
    // https://docs.midtrans.com/reference/expire-a-snap-session
    let (body, until) =
        crate::midtrans::ask::page(&charge((Name::Midtrans, Method::Card, "IDR"), 1)).unwrap();
    let expiry = json!({ "start_time": "2026-03-02 10:04:05 +0700", "duration": 60, "unit": "minute" });
    assert_eq!((&body["expiry"], until), (&expiry, start() + TimeDelta::hours(1)));
}

#[test]
fn midtranss_signature_is_the_documented_one() {
    // SHA-512 of the example of https://docs.midtrans.com/reference/handle-notifications, as `openssl dgst -sha512` computes it.
    let key = "askvnoibnosifnboseofinbofinfgbiufglnbfg";
    let right = "edc076b21793ebe3e17926350f5b8ae67d902fe657b3d0aa31b932d5c127e2375d308a2bc94f3265ac2d80a1f181a79b997ac178a236fcff35af263fc4d4c231";
    assert_eq!(sign::sha512(&["1111", "200", "100000.00", key]), right);
}

#[test]
fn xendit_is_asked_in_numbers_with_the_decimals_of_the_currency() {
    // https://github.com/xendit/xendit-php/blob/master/docs/PaymentRequestApi.md, "Fixed amount dynamic QR" and "… Virtual Account"
    let body = crate::xendit::ask::request(&charge((Name::Xendit, Method::Qris, "IDR"), 1)).unwrap();
    assert_eq!(body["amount"].to_string(), "125000");
    assert_eq!(
        body["payment_method"],
        json!({
            "type": "QR_CODE",
            "reusability": "ONE_TIME_USE",
            "reference_id": "01900000-0000-7000-8000-000000000001",
            "qr_code": {
                "channel_code": "QRIS",
                "channel_properties": { "expires_at": "2026-03-02T04:04:05Z" }
            }
        })
    );
    let body =
        crate::xendit::ask::request(&charge((Name::Xendit, Method::Transfer(Bank::Bni), "IDR"), 1)).unwrap();
    assert_eq!(
        body["payment_method"]["virtual_account"],
        json!({
            "channel_code": "BNI",
            "channel_properties": { "customer_name": "Sari Wulandari", "expires_at": "2026-03-02T04:04:05Z" }
        })
    );
    let body = crate::xendit::ask::invoice(&charge((Name::Xendit, Method::Card, "USD"), 1)).unwrap();
    assert_eq!((body["amount"].to_string(), &body["invoice_duration"]), ("1250.0".to_owned(), &json!(3600)));
    let mut cents = charge((Name::Xendit, Method::Card, "USD"), 1);
    cents.amount.units = 1_999;
    assert_eq!(crate::xendit::ask::invoice(&cents).unwrap()["amount"].to_string(), "19.99");
}

#[test]
fn stripe_is_asked_in_its_own_smallest_units() {
    // https://docs.stripe.com/currencies, "Zero-decimal currencies", "Three-decimal currencies", "Special cases"
    for (code, units, theirs) in [
        ("IDR", 125_000, Some("12500000")),
        ("USD", 1_250, Some("1250")),
        ("JPY", 1_500, Some("1500")),
        ("KWD", 5_120, Some("5120")),
        ("KWD", 5_124, None),
        ("UGX", 5, Some("500")),
        ("ISK", 5, Some("500")),
        ("MGA", 500, Some("5")),
        ("MGA", 550, None),
        ("USD", 0, None),
        ("IDR", i64::MAX, None),
    ] {
        let amount = Amount { units, currency: Currency::parse(code).unwrap() };
        assert_eq!(crate::stripe::units(amount).ok().as_deref(), theirs, "{code} {units}");
        if let Some(theirs) = theirs {
            let back = crate::stripe::amount(theirs.parse().unwrap(), &code.to_lowercase());
            assert_eq!(back, Some(amount), "{code} {units}");
        }
    }
    assert_eq!(crate::stripe::amount(12_500_050, "idr"), None, "a part of a rupiah");
}

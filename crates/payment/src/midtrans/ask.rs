//! What Midtrans is asked.

use chrono::TimeDelta;
use kernel::Instant;
use serde_json::{Value, json};

use crate::{Bank, Charge, Failure, Method, Refund};

/// The body of `/v2/charge` (docs.midtrans.com/reference/charge-transactions-1).
pub(crate) fn charge(charge: &Charge, acquirer: &str) -> Result<Value, Failure> {
    let mut body = common(charge)?;
    let kind = match charge.method {
        Method::Qris => json!({ "payment_type": "qris", "qris": { "acquirer": acquirer } }),
        // Mandiri has bills in place of virtual accounts; ten and thirty characters of the lines are shown.
        Method::Transfer(Bank::Mandiri) => json!({
            "payment_type": "echannel",
            "echannel": { "bill_info1": "Pesanan:", "bill_info2": short(&charge.description, 30) },
        }),
        Method::Transfer(bank) => {
            json!({ "payment_type": "bank_transfer", "bank_transfer": { "bank": bank.as_str() } })
        }
        Method::Card => return Err(Failure::NotDone("cards are charged on Snap's page".to_owned())),
    };
    put(&mut body, kind);
    // Counted from when the attempt was made, so that a repetition ends at the same instant.
    put(
        &mut body,
        json!({ "custom_expiry": {
            "order_time": format!("{} +0700", super::written(charge.opened)),
            "expiry_duration": seconds(charge)?,
            "unit": "second",
        }}),
    );
    Ok(body)
}

/// The body of Snap's `/snap/v1/transactions` (docs.midtrans.com/reference/backend-integration), and when the page ends: Snap
/// counts minutes, five at least (docs.midtrans.com/reference/expire-a-snap-session).
pub(crate) fn page(charge: &Charge) -> Result<(Value, Instant), Failure> {
    let mut body = common(charge)?;
    // Rounded down, so that nothing can be paid after it was given up.
    let minutes = (seconds(charge)? / 60).max(5);
    put(
        &mut body,
        json!({
            "enabled_payments": ["credit_card"],
            "credit_card": { "secure": true },
            "callbacks": { "finish": charge.back },
            "expiry": {
                "start_time": format!("{} +0700", super::written(charge.opened)),
                "duration": minutes,
                "unit": "minute",
            },
        }),
    );
    Ok((body, charge.opened + TimeDelta::minutes(minutes)))
}

/// The body of `/v2/{order}/refund`.
pub(super) fn refund(refund: &Refund) -> Result<Value, Failure> {
    if refund.amount.currency != refund.handle.amount.currency || refund.amount.units <= 0 {
        return Err(Failure::NotDone(
            "a refund is more than nothing, in the currency of the payment".to_owned(),
        ));
    }
    Ok(json!({
        "refund_key": refund.refund.to_string(),
        "amount": refund.amount.units,
        "reason": short(&refund.reason, 255),
    }))
}

/// A piece of an address.
pub(super) fn path(piece: &str) -> String {
    url::form_urlencoded::byte_serialize(piece.as_bytes()).collect()
}

fn common(charge: &Charge) -> Result<Value, Failure> {
    if charge.amount.units <= 0 {
        return Err(Failure::NotDone("a payment is more than nothing".to_owned()));
    }
    let mut buyer = serde_json::Map::new();
    for (field, value) in [("first_name", &charge.buyer.name), ("email", &charge.buyer.mail)] {
        if let Some(value) = value {
            buyer.insert(field.to_owned(), short(value, 255).into());
        }
    }
    Ok(json!({
        "transaction_details": { "order_id": charge.attempt.to_string(), "gross_amount": charge.amount.units },
        "customer_details": buyer,
    }))
}

fn seconds(charge: &Charge) -> Result<i64, Failure> {
    let seconds = (charge.expires - charge.opened).num_seconds();
    // "min 20s" (docs.midtrans.com/reference/bri-virtual-account-1).
    if seconds < 20 {
        return Err(Failure::NotDone("a payment waits twenty seconds at least".to_owned()));
    }
    Ok(seconds)
}

fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn put(body: &mut Value, more: Value) {
    if let (Value::Object(body), Value::Object(more)) = (body, more) {
        body.extend(more);
    }
}

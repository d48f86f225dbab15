//! What Xendit is asked.

use chrono::SecondsFormat;
use serde_json::{Number, Value, json};

use crate::{Amount, Charge, Failure, Method, Refund};

/// The body of `POST /payment_requests`.
pub(crate) fn request(charge: &Charge) -> Result<Value, Failure> {
    let expires = charge.expires.to_rfc3339_opts(SecondsFormat::Secs, true);
    let name = charge.buyer.name.as_deref().unwrap_or("Pembeli");
    let (kind, field, how) = match charge.method {
        Method::Qris => (
            "QR_CODE",
            "qr_code",
            json!({ "channel_code": "QRIS", "channel_properties": { "expires_at": expires } }),
        ),
        Method::Transfer(bank) => (
            "VIRTUAL_ACCOUNT",
            "virtual_account",
            json!({
                "channel_code": bank.as_str().to_uppercase(),
                "channel_properties": { "customer_name": name, "expires_at": expires },
            }),
        ),
        Method::Card => return Err(Failure::NotDone("cards are charged by invoice".to_owned())),
    };
    let attempt = charge.attempt.to_string();
    Ok(json!({
        "reference_id": attempt,
        "amount": number(charge.amount)?,
        "currency": charge.amount.currency.code(),
        "country": "ID",
        "description": charge.description,
        "metadata": { "attempt": attempt },
        "payment_method": {
            "type": kind,
            "reusability": "ONE_TIME_USE",
            "reference_id": attempt,
            field: how,
        },
    }))
}

/// The body of `POST /v2/invoices`.
pub(crate) fn invoice(charge: &Charge) -> Result<Value, Failure> {
    let seconds = (charge.expires - charge.opened).num_seconds();
    if seconds <= 0 {
        return Err(Failure::NotDone("a payment waits for a while".to_owned()));
    }
    let mut body = json!({
        "external_id": charge.attempt.to_string(),
        "amount": number(charge.amount)?,
        "currency": charge.amount.currency.code(),
        "description": charge.description,
        "invoice_duration": seconds,
        "payment_methods": ["CREDIT_CARD"],
        "should_send_email": false,
        "success_redirect_url": charge.back,
        "failure_redirect_url": charge.back,
        "metadata": { "attempt": charge.attempt.to_string() },
    });
    if let (Value::Object(body), Some(mail)) = (&mut body, &charge.buyer.mail) {
        body.insert("payer_email".to_owned(), mail.as_str().into());
    }
    Ok(body)
}

/// The body of `POST /refunds`. The attempt goes along, for the notice of a refund does not name it otherwise.
pub(super) fn refund(refund: &Refund, (field, id): (&str, String)) -> Result<Value, Failure> {
    if refund.amount.currency != refund.handle.amount.currency {
        return Err(Failure::NotDone("a refund is in the currency of the payment".to_owned()));
    }
    Ok(json!({
        field: id,
        "reference_id": refund.refund.to_string(),
        "amount": number(refund.amount)?,
        "currency": refund.amount.currency.code(),
        // One of five words of Xendit's; ours stand in the metadata.
        "reason": "REQUESTED_BY_CUSTOMER",
        "metadata": { "attempt": refund.handle.attempt.to_string(), "reason": refund.reason },
    }))
}

/// As a number of JSON: rupiah whole, other currencies with their decimals.
fn number(amount: Amount) -> Result<Number, Failure> {
    if amount.units <= 0 {
        return Err(Failure::NotDone("a payment is more than nothing".to_owned()));
    }
    let text = amount.write();
    // Digits parse into the number that has these digits again; figures of more than fifteen are no amounts.
    let number = serde_json::from_str(&text).ok().filter(|_| text.len() <= 16);
    number.ok_or_else(|| Failure::NotDone("an amount beyond what Xendit can be told".to_owned()))
}

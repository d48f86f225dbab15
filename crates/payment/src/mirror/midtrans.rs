//! Midtrans's part, after its reference: Core API and Snap.

use chrono::TimeDelta;
use http::{HeaderMap, HeaderValue};
use kernel::{Instant, Rupiah};
use serde_json::{Value, json};

use super::MIDTRANS_KEY;
use super::book::{Asked, Book, Payment, Status, Told};
use crate::{Amount, Name, sign};

pub(super) fn answer(book: &mut Book, asked: &Asked) -> Option<Told> {
    let path: Vec<&str> = asked.path.split('/').collect();
    let snap = path.first() == Some(&"snap");
    if let ("GET", ["v2", "qris", id, "qr-code"]) = (asked.method.as_str(), path.as_slice()) {
        // The buyer's browser fetches it, without a key.
        return picture(book, id);
    }
    if !asked.has_key(MIDTRANS_KEY) {
        let why = "Access denied due to unauthorized transaction, please check client or server key";
        return Some(match snap {
            true => Told::json(401, &json!({ "error_messages": [why] })),
            false => fault("401", why),
        });
    }
    match (asked.method.as_str(), path.as_slice()) {
        ("POST", ["v2", "charge"]) => Some(charge(book, asked)),
        ("GET", ["v2", order, "status"]) => Some(status(book, order)),
        ("POST", ["v2", order, "expire"]) => Some(close(book, order, Status::Expired)),
        ("POST", ["v2", order, "cancel"]) => Some(close(book, order, Status::Cancelled)),
        ("POST", ["v2", order, "refund"]) => Some(refund(book, order, &asked.json())),
        ("POST", ["snap", "v1", "transactions"]) => Some(page(book, &asked.json())),
        ("POST", ["snap", "v1", "transactions", token, "cancel"]) => Some(cancel_page(book, token)),
        _ => None,
    }
}

/// Midtrans says 200 in the header and what it means in the body.
fn fault(code: &str, why: &str) -> Told {
    Told::json(200, &json!({ "status_code": code, "status_message": why, "id": "mirror" }))
}

fn absent() -> Told {
    fault("404", "Transaction doesn't exist.")
}

/// Reference, amount, and when it runs out.
fn common(
    book: &Book,
    body: &Value,
    expiry: &str,
    unit: &str,
) -> Result<(String, Amount, Instant), &'static str> {
    let details = body.get("transaction_details").ok_or("transaction_details is required")?;
    let order =
        details.get("order_id").and_then(Value::as_str).ok_or("transaction_details.order_id is required")?;
    if order.len() > 50 || !order.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_~.".contains(&byte))
    {
        return Err("transaction_details.order_id is invalid");
    }
    let units = details.get("gross_amount").and_then(Value::as_i64).filter(|units| *units > 0);
    let units = units.ok_or("transaction_details.gross_amount is not a number")?;
    let custom = body.get(expiry);
    let length = custom.and_then(|custom| {
        let length = custom.get(if expiry == "expiry" { "duration" } else { "expiry_duration" })?.as_i64()?;
        (custom.get("unit")?.as_str()? == unit).then_some(length * if unit == "minute" { 60 } else { 1 })
    });
    let start = custom.and_then(|custom| {
        let text = custom.get(if expiry == "expiry" { "start_time" } else { "order_time" })?.as_str()?;
        Some(chrono::DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z").ok()?.to_utc())
    });
    let now = book.clock().now();
    let until = match (start, length) {
        (Some(start), Some(length)) => start + TimeDelta::seconds(length),
        (None, None) if custom.is_none() => now + TimeDelta::hours(24),
        _ => return Err("expiry is invalid"),
    };
    match until > now {
        true => Ok((order.to_owned(), Amount::rupiah(Rupiah(units)), until)),
        false => Err("expiry is in the past"),
    }
}

fn charge(book: &mut Book, asked: &Asked) -> Told {
    let key = asked.header("idempotency-key");
    // "regardless of the request body" (docs.midtrans.com/reference/api-headers)
    if let Some(told) = book.before(Name::Midtrans, key, b"") {
        return told.unwrap_or_else(absent);
    }
    let body = asked.json();
    let text = |outer: &str, inner: &str| body.get(outer).and_then(|v| v.get(inner)).and_then(Value::as_str);
    let how = match body.get("payment_type").and_then(Value::as_str) {
        Some("qris") if matches!(text("qris", "acquirer"), Some("gopay" | "airpay shopee")) => "qris",
        Some("echannel") if text("echannel", "bill_info1").is_some() => "mandiri",
        Some("bank_transfer") => match text("bank_transfer", "bank") {
            Some(bank @ ("bca" | "bni" | "bri" | "cimb" | "permata")) => bank,
            _ => return fault("400", "bank_transfer.bank is invalid"),
        },
        _ => return fault("400", "payment_type is invalid"),
    };
    let (order, amount, until) = match common(book, &body, "custom_expiry", "second") {
        Ok(common) => common,
        Err(why) => return fault("400", why),
    };
    // "The expired order_id can be reused" (docs.midtrans.com/reference/expire-transaction)
    if book.one(&order).is_some_and(|payment| payment.status == Status::Expired) {
        book.remove(&order);
    }
    if book.one(&order).is_some() {
        // The documented example of this answer, in its words.
        return fault(
            "406",
            "The request could not be completed due to a conflict with the current state of the target resource, please try again",
        );
    }
    let payment = book.add(Name::Midtrans, &order, how, amount, until, "");
    let mut value = transaction(&payment, MIDTRANS_KEY);
    put(&mut value, json!({ "status_message": "Success, transaction is created" }));
    if how == "qris" {
        let code = crate::demo::code(Rupiah(amount.units), "MIRROR JANGAN DIBAYAR");
        let Ok(code) = code else { return fault("400", "gross_amount is beyond what QRIS allows") };
        let url = format!("{}/midtrans/v2/qris/{}/qr-code", book.url, payment.id);
        put(
            &mut value,
            json!({
                "qr_string": code,
                "actions": [{ "name": "generate-qr-code", "method": "GET", "url": url }],
            }),
        );
    }
    let told = Told::json(200, &value);
    book.remember(Name::Midtrans, key, b"", &told);
    told
}

fn status(book: &mut Book, order: &str) -> Told {
    match book.one(order) {
        Some(payment) if unused(payment) => absent(),
        Some(payment) => Told::json(200, &transaction(payment, MIDTRANS_KEY)),
        None => absent(),
    }
}

fn close(book: &mut Book, order: &str, to: Status) -> Told {
    let now = book.clock().now();
    let known = book.find(|payment| payment.order == order && !unused(payment));
    let Some(payment) = known else { return absent() };
    let open = payment.status == Status::Open;
    let captured = payment.status == Status::Paid && !payment.settled && to == Status::Cancelled;
    if !open && !captured {
        return fault("412", "Merchant cannot modify the status of the transaction");
    }
    payment.status = to;
    payment.turned = now;
    let mut value = transaction(payment, MIDTRANS_KEY);
    let code = if to == Status::Expired { "407" } else { "200" };
    put(&mut value, json!({ "status_code": code, "status_message": "Success, transaction is closed" }));
    Told::json(200, &value)
}

fn refund(book: &mut Book, order: &str, body: &Value) -> Told {
    let key = body.get("refund_key").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(payment) = book.one(order) else { return absent() };
    let units = body.get("amount").and_then(Value::as_i64).unwrap_or(payment.amount.units);
    let transfer = !matches!(payment.how.as_str(), "qris" | "card");
    let (left, amount) = (payment.left(), Amount { units, ..payment.amount });
    if payment.status != Status::Paid || !payment.settled || transfer {
        return fault("412", "Merchant cannot modify the status of the transaction");
    }
    if payment.backs.iter().any(|back| back.key == key) {
        return fault("406", "Duplicate refund ID");
    }
    if units <= 0 || units > left {
        return fault("414", "Refund request is rejected due to invalid amount");
    }
    let Some(back) = book.give_back(order, &key, amount) else { return absent() };
    let Some(payment) = book.one(order) else { return absent() };
    let mut value = transaction(payment, MIDTRANS_KEY);
    put(
        &mut value,
        json!({
            "status_message": "Success, refund request is approved by the bank",
            "refund_key": key,
            "refund_chargeback_id": number(&back.id),
        }),
    );
    Told::json(200, &value)
}

fn page(book: &mut Book, body: &Value) -> Told {
    let wrong = |why: &str| Told::json(400, &json!({ "error_messages": [why] }));
    let (order, amount, until) = match common(book, body, "expiry", "minute") {
        Ok(common) => common,
        Err(why) => return wrong(why),
    };
    let back =
        body.get("callbacks").and_then(|v| v.get("finish")).and_then(Value::as_str).unwrap_or_default();
    let payment = match book.one(&order) {
        Some(known) if known.status == Status::Open => known.clone(),
        Some(_) => return wrong("transaction_details.order_id has already been taken"),
        None => book.add(Name::Midtrans, &order, "card", amount, until, back),
    };
    let url = format!("{}/page/{order}", book.url);
    Told::json(201, &json!({ "token": payment.id.to_string(), "redirect_url": url }))
}

fn cancel_page(book: &mut Book, token: &str) -> Told {
    let now = book.clock().now();
    let wrong = |why: &str| Told::json(400, &json!({ "error_messages": [why] }));
    match book.find(|payment| payment.how == "card" && payment.id.to_string() == token) {
        None => Told::json(404, &json!({ "error_messages": ["token not found"] })),
        Some(payment) if payment.status == Status::Open => {
            payment.status = Status::Cancelled;
            payment.turned = now;
            Told::json(200, &json!({ "canceled_at": now.to_rfc3339() }))
        }
        Some(payment) if payment.status == Status::Cancelled => wrong("token already canceled"),
        Some(_) => wrong("Transaction is on progress"),
    }
}

/// A page on which nobody chose how to pay yet is no transaction.
pub(super) fn unused(payment: &Payment) -> bool {
    payment.how == "card" && !payment.tried
}

fn picture(book: &mut Book, id: &str) -> Option<Told> {
    let payment = book.find(|payment| payment.id.to_string() == id)?;
    let text = crate::demo::code(Rupiah(payment.amount.units), "MIRROR JANGAN DIBAYAR").ok()?;
    let payload = qris::Payload::read(&text).ok()?.payload;
    Some(Told { code: 200, kind: "image/png", body: qris::png(&payload, 6).ok()? })
}

fn number(id: &uuid::Uuid) -> u64 {
    u64::try_from(id.as_u128() & 0xffff_ffff).unwrap_or_default()
}

/// The one shape of answers and notices.
fn transaction(payment: &Payment, key: &str) -> Value {
    let (status, code) = match (payment.status, payment.given_back()) {
        (Status::Open, _) => ("pending", "201"),
        (Status::Paid, 0) if payment.settled => ("settlement", "200"),
        (Status::Paid, 0) => ("capture", "200"),
        (Status::Paid, back) if back < payment.amount.units => ("partial_refund", "200"),
        (Status::Paid, _) => ("refund", "200"),
        (Status::Denied, _) => ("deny", "202"),
        (Status::Expired, _) => ("expire", "202"),
        (Status::Cancelled, _) => ("cancel", "200"),
    };
    let gross = format!("{}.00", payment.amount.write());
    let mut value = json!({
        "transaction_id": payment.id.to_string(),
        "order_id": payment.order,
        "merchant_id": "G141532850",
        "gross_amount": gross,
        "currency": "IDR",
        "payment_type": kind(&payment.how),
        "transaction_time": crate::midtrans::written(payment.created),
        "expiry_time": crate::midtrans::written(payment.expires),
        "transaction_status": status,
        "fraud_status": "accept",
        "status_code": code,
        "status_message": "midtrans payment notification",
        "signature_key": sign::sha512(&[&payment.order, code, &gross, key]),
    });
    match payment.how.as_str() {
        "qris" => put(&mut value, json!({ "acquirer": "gopay" })),
        "card" => put(&mut value, json!({ "masked_card": "48111111-1114", "bank": "bni" })),
        "mandiri" => put(&mut value, json!({ "bill_key": payment.number(), "biller_code": "70012" })),
        "permata" => put(&mut value, json!({ "permata_va_number": payment.number() })),
        bank => put(&mut value, json!({ "va_numbers": [{ "bank": bank, "va_number": payment.number() }] })),
    }
    if payment.settled {
        put(&mut value, json!({ "settlement_time": crate::midtrans::written(payment.turned) }));
    }
    if !payment.backs.is_empty() {
        let one = |back: &super::book::Back| {
            json!({
                "refund_chargeback_id": number(&back.id),
                "refund_amount": format!("{}.00", back.amount.write()),
                "refund_key": back.key,
            })
        };
        let backs: Vec<Value> = payment.backs.iter().map(one).collect();
        put(&mut value, json!({ "refund_amount": format!("{}.00", payment.given_back()), "refunds": backs }));
    }
    value
}

fn kind(how: &str) -> &str {
    match how {
        "qris" => "qris",
        "card" => "credit_card",
        "mandiri" => "echannel",
        _ => "bank_transfer",
    }
}

pub(super) fn notice(payment: &Payment, key: &str) -> (HeaderMap, Vec<u8>) {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    headers.insert("user-agent", HeaderValue::from_static("Veritrans"));
    (headers, transaction(payment, key).to_string().into_bytes())
}

fn put(value: &mut Value, more: Value) {
    if let (Value::Object(value), Value::Object(more)) = (value, more) {
        value.extend(more);
    }
}

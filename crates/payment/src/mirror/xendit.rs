//! Xendit's part: payment requests, invoices, refunds.

use chrono::{SecondsFormat, TimeDelta};
use http::{HeaderMap, HeaderValue};
use kernel::{Instant, Rupiah};
use serde_json::{Value, json};

use super::XENDIT_KEY;
use super::book::{Asked, Back, Book, Payment, Status, Told};
use crate::money::Figure;
use crate::{Amount, Currency, Name};

pub(super) fn answer(book: &mut Book, asked: &Asked) -> Option<Told> {
    if !asked.has_key(XENDIT_KEY) {
        return Some(fault(401, "INVALID_API_KEY", "API key is invalid"));
    }
    let path: Vec<&str> = asked.path.split('/').collect();
    match (asked.method.as_str(), path.as_slice()) {
        ("POST", ["payment_requests"]) => Some(once(book, asked, request)),
        ("GET", ["payment_requests"]) => {
            let found = found(book, asked.query("reference_id"), false);
            Some(Told::json(200, &json!({ "data": found, "has_more": false })))
        }
        ("POST", ["v2", "payment_methods", id, "expire"]) => Some(expire(book, id, false)),
        ("POST", ["v2", "invoices"]) => Some(invoice(book, asked)),
        ("GET", ["v2", "invoices"]) => {
            Some(Told::json(200, &Value::Array(found(book, asked.query("external_id"), true))))
        }
        ("POST", ["invoices", id, "expire!"]) => Some(expire(book, id, true)),
        ("POST", ["refunds"]) => Some(once(book, asked, refund)),
        ("GET", ["refunds"]) => Some(refunds(book, asked)),
        _ => None,
    }
}

fn fault(code: u16, word: &str, why: &str) -> Told {
    Told::json(code, &json!({ "error_code": word, "message": why }))
}

/// The same key does it once; with another body it is a mistake.
fn once(book: &mut Book, asked: &Asked, work: impl Fn(&mut Book, &Asked) -> Told) -> Told {
    let key = asked.header("idempotency-key");
    match book.before(Name::Xendit, key, &asked.body) {
        Some(Some(told)) => told,
        Some(None) => fault(409, "IDEMPOTENCY_ERROR", "Idempotency key was used with another request"),
        None => {
            let told = work(book, asked);
            if told.code < 300 {
                book.remember(Name::Xendit, key, &asked.body, &told);
            }
            told
        }
    }
}

fn text<'a>(body: &'a Value, at: &str) -> &'a str {
    body.pointer(at).and_then(Value::as_str).unwrap_or_default()
}

fn money(body: &Value) -> Option<Amount> {
    let currency = Currency::parse(text(body, "/currency"))?;
    let figure: Figure = serde_json::from_value(body.get("amount")?.clone()).ok()?;
    figure.amount(currency).filter(|amount| amount.units > 0)
}

fn request(book: &mut Book, asked: &Asked) -> Told {
    let body = asked.json();
    let wrong = |why: &str| fault(400, "API_VALIDATION_ERROR", why);
    let Some(amount) = money(&body) else { return wrong("amount must be more than nothing") };
    let (how, channel) = match text(&body, "/payment_method/type") {
        "QR_CODE" if text(&body, "/payment_method/qr_code/channel_code") == "QRIS" => {
            ("qris".to_owned(), "/payment_method/qr_code/channel_properties/expires_at")
        }
        "VIRTUAL_ACCOUNT" => {
            let bank = text(&body, "/payment_method/virtual_account/channel_code").to_lowercase();
            (bank, "/payment_method/virtual_account/channel_properties/expires_at")
        }
        _ => return wrong("payment_method.type is not supported"),
    };
    let Ok(until) = text(&body, channel).parse::<Instant>() else { return wrong("expires_at is no date") };
    if until <= book.clock().now() {
        return wrong("expires_at is in the past");
    }
    let order = text(&body, "/reference_id");
    if order.is_empty() || amount.currency != Currency::IDR {
        return wrong("reference_id and currency are required");
    }
    let payment = book.add(Name::Xendit, order, &how, amount, until, "");
    match how == "qris" && crate::demo::code(Rupiah(amount.units), "MIRROR").is_err() {
        true => wrong("amount is beyond what QRIS allows"),
        false => Told::json(201, &shown(&payment)),
    }
}

fn invoice(book: &mut Book, asked: &Asked) -> Told {
    let body = asked.json();
    let wrong = |why: &str| fault(400, "API_VALIDATION_ERROR", why);
    let Some(amount) = money(&body) else { return wrong("amount must be more than nothing") };
    let seconds = body.get("invoice_duration").and_then(Value::as_i64).unwrap_or(86_400);
    let until = book.clock().now() + TimeDelta::seconds(seconds);
    let (order, back) = (text(&body, "/external_id"), text(&body, "/success_redirect_url"));
    // As the real one: a second invoice under the same name is made without a word.
    let payment = book.add(Name::Xendit, order, "card", amount, until, back);
    Told::json(200, &with_url(book, &payment))
}

fn found(book: &mut Book, order: &str, cards: bool) -> Vec<Value> {
    let one = book.one(order).filter(|payment| payment.provider == Name::Xendit).cloned();
    let one = one.filter(|payment| (payment.how == "card") == cards);
    one.map(|payment| if cards { with_url(book, &payment) } else { shown(&payment) }).into_iter().collect()
}

fn expire(book: &mut Book, id: &str, card: bool) -> Told {
    let now = book.clock().now();
    let name = |payment: &Payment| if card { payment.id.to_string() } else { format!("pm-{}", payment.id) };
    match book.find(|payment| name(payment) == id) {
        None => fault(404, "DATA_NOT_FOUND", "no such thing"),
        Some(payment) if payment.status == Status::Open => {
            payment.status = Status::Expired;
            payment.turned = now;
            Told::json(200, &if card { invoiced(payment) } else { json!({ "id": id, "status": "EXPIRED" }) })
        }
        Some(_) => fault(400, "INELIGIBLE_TRANSACTION_STATUS", "it waits no longer"),
    }
}

fn refund(book: &mut Book, asked: &Asked) -> Told {
    let body = asked.json();
    let (request, invoice) = (text(&body, "/payment_request_id"), text(&body, "/invoice_id"));
    let named = |payment: &Payment| match payment.how.as_str() {
        "card" => payment.id.to_string() == invoice,
        _ => format!("pr-{}", payment.id) == request,
    };
    let Some(payment) = book.find(|payment| payment.provider == Name::Xendit && named(payment)).cloned()
    else {
        return fault(404, "DATA_NOT_FOUND", "Refund request is made for a payment that does not exist");
    };
    let Some(amount) = money(&body) else { return fault(400, "API_VALIDATION_ERROR", "amount is required") };
    if payment.status != Status::Paid {
        return fault(400, "INELIGIBLE_TRANSACTION_STATUS", "Feature is not allowed because of its status");
    }
    if !matches!(payment.how.as_str(), "qris" | "card") {
        return fault(403, "REFUND_NOT_SUPPORTED", "Refund is not supported by this channel");
    }
    if amount.units > payment.left() {
        return fault(400, "REFUND_AMOUNT_EXCEEDED", "more than what is left of the payment");
    }
    match book.give_back(&payment.order, text(&body, "/reference_id"), amount) {
        Some(back) => Told::json(200, &back_shown(&payment, &back)),
        None => fault(404, "DATA_NOT_FOUND", "no such payment"),
    }
}

fn refunds(book: &mut Book, asked: &Asked) -> Told {
    let (request, invoice) = (asked.query("payment_request_id"), asked.query("invoice_id"));
    let named =
        |payment: &Payment| payment.id.to_string() == invoice || format!("pr-{}", payment.id) == request;
    let backs: Vec<Value> = book
        .find(|payment| named(payment))
        .map(|payment| payment.backs.iter().map(|back| back_shown(payment, back)).collect())
        .unwrap_or_default();
    Told::json(200, &json!({ "data": backs, "has_more": false }))
}

fn stamp(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// As a number of JSON.
fn figure(amount: Amount) -> Value {
    serde_json::from_str(&amount.write()).unwrap_or_default()
}

fn shown(payment: &Payment) -> Value {
    let status = match payment.status {
        // A code is ready to be paid at once; a number waits.
        Status::Open if payment.how == "qris" => "REQUIRES_ACTION",
        Status::Open => "PENDING",
        Status::Paid => "SUCCEEDED",
        Status::Denied => "FAILED",
        Status::Expired => "EXPIRED",
        Status::Cancelled => "CANCELED",
    };
    json!({
        "id": format!("pr-{}", payment.id),
        "created": stamp(payment.created),
        "updated": stamp(payment.turned),
        "reference_id": payment.order,
        "business_id": "5f27a14a9bf05c73dd040bc8",
        "amount": figure(payment.amount),
        "country": "ID",
        "currency": payment.amount.currency.code(),
        "payment_method": method(payment),
        "failure_code": (payment.status == Status::Denied).then_some("CHANNEL_UNAVAILABLE"),
        "status": status,
        "metadata": { "attempt": payment.order },
    })
}

fn method(payment: &Payment) -> Value {
    let until = stamp(payment.expires);
    let code = || crate::demo::code(Rupiah(payment.amount.units), "MIRROR JANGAN DIBAYAR").ok();
    let (kind, qr, account) = match payment.how.as_str() {
        "qris" => {
            let how = json!({ "qr_string": code(), "expires_at": until });
            ("QR_CODE", json!({ "channel_code": "QRIS", "channel_properties": how }), Value::Null)
        }
        bank => {
            let number = payment.number();
            let how =
                json!({ "customer_name": "Pembeli", "virtual_account_number": number, "expires_at": until });
            let account = json!({ "channel_code": bank.to_uppercase(), "channel_properties": how });
            ("VIRTUAL_ACCOUNT", Value::Null, account)
        }
    };
    json!({
        "id": format!("pm-{}", payment.id),
        "type": kind,
        "reusability": "ONE_TIME_USE",
        "reference_id": payment.order,
        "qr_code": qr,
        "virtual_account": account,
    })
}

fn with_url(book: &Book, payment: &Payment) -> Value {
    let mut value = invoiced(payment);
    if let Value::Object(fields) = &mut value {
        fields.insert("invoice_url".to_owned(), format!("{}/page/{}", book.url, payment.order).into());
    }
    value
}

fn invoiced(payment: &Payment) -> Value {
    let status = match payment.status {
        Status::Open | Status::Denied => "PENDING",
        Status::Paid if payment.settled => "SETTLED",
        Status::Paid => "PAID",
        Status::Expired | Status::Cancelled => "EXPIRED",
    };
    let mut value = json!({
        "id": payment.id.to_string(),
        "external_id": payment.order,
        "user_id": "5848fdf860053555135587e7",
        "status": status,
        "merchant_name": "Mirror",
        "amount": figure(payment.amount),
        "currency": payment.amount.currency.code(),
        "expiry_date": stamp(payment.expires),
        "created": stamp(payment.created),
        "updated": stamp(payment.turned),
    });
    if let (Value::Object(fields), Status::Paid) = (&mut value, payment.status) {
        fields.insert("paid_amount".to_owned(), figure(payment.amount));
        fields.insert("paid_at".to_owned(), stamp(payment.turned).into());
        fields.insert("payment_method".to_owned(), "CREDIT_CARD".into());
    }
    value
}

fn back_shown(payment: &Payment, back: &Back) -> Value {
    json!({
        "id": format!("rfd-{}", back.id),
        "payment_request_id": (payment.how != "card").then(|| format!("pr-{}", payment.id)),
        "invoice_id": (payment.how == "card").then(|| payment.id.to_string()),
        "amount": figure(back.amount),
        "currency": back.amount.currency.code(),
        "status": "SUCCEEDED",
        "reason": "REQUESTED_BY_CUSTOMER",
        "reference_id": back.key,
        "failure_code": null,
        "metadata": { "attempt": payment.order },
    })
}

pub(super) fn notice(payment: &Payment, token: &str) -> (HeaderMap, Vec<u8>) {
    let wrapped = |event: &str, data: Value| json!({ "event": event, "business_id": "5f27a14a9bf05c73dd040bc8", "created": stamp(payment.turned), "data": data });
    let body = match (payment.backs.last(), payment.how.as_str(), payment.status) {
        (Some(back), _, _) => wrapped("refund.succeeded", back_shown(payment, back)),
        (None, "card", _) => invoiced(payment),
        (None, _, Status::Expired | Status::Cancelled) => wrapped("payment_method.expired", method(payment)),
        (None, _, status) => {
            let (event, word) = match status {
                Status::Paid => ("payment.succeeded", "SUCCEEDED"),
                Status::Denied => ("payment.failed", "FAILED"),
                Status::Open | Status::Expired | Status::Cancelled => ("payment.pending", "PENDING"),
            };
            let mut data = shown(payment);
            if let Value::Object(fields) = &mut data {
                fields.insert("id".to_owned(), format!("qrpy_{}", payment.id).into());
                fields.insert("payment_request_id".to_owned(), format!("pr-{}", payment.id).into());
                fields.insert("status".to_owned(), word.into());
            }
            wrapped(event, data)
        }
    };
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    for (name, value) in [("x-callback-token", token), ("webhook-id", &payment.event())] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    (headers, body.to_string().into_bytes())
}

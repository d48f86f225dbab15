//! Stripe's part: Checkout Sessions, PaymentIntents, Refunds.

use std::collections::HashMap;

use chrono::TimeDelta;
use http::{HeaderMap, HeaderValue};
use kernel::Instant;
use serde_json::{Value, json};

use super::STRIPE_KEY;
use super::book::{Asked, Back, Book, Payment, Status, Told};
use crate::{Amount, Currency, Name, Secret, sign};

pub(super) fn answer(book: &mut Book, asked: &Asked) -> Option<Told> {
    if !asked.has_key(STRIPE_KEY) {
        return Some(fault(401, "invalid_request_error", "Invalid API Key provided"));
    }
    let path: Vec<&str> = asked.path.split('/').collect();
    match (asked.method.as_str(), path.as_slice()) {
        ("POST", ["v1", "checkout", "sessions"]) => Some(once(book, asked, create)),
        ("GET", ["v1", "checkout", "sessions", id]) => Some(match find(book, id) {
            Some(payment) => Told::json(200, &session(payment, true)),
            None => missing(),
        }),
        ("POST", ["v1", "checkout", "sessions", id, "expire"]) => Some(expire(book, id)),
        ("GET", ["v1", "payment_intents", "search"]) => Some(search(book, asked.query("query"))),
        ("POST", ["v1", "refunds"]) => Some(once(book, asked, refund)),
        _ => None,
    }
}

fn fault(code: u16, kind: &str, why: &str) -> Told {
    Told::json(code, &json!({ "error": { "type": kind, "message": why } }))
}

fn missing() -> Told {
    let error =
        json!({ "type": "invalid_request_error", "code": "resource_missing", "message": "No such object" });
    Told::json(404, &json!({ "error": error }))
}

fn once(book: &mut Book, asked: &Asked, work: impl Fn(&mut Book, &HashMap<String, String>) -> Told) -> Told {
    let key = asked.header("idempotency-key");
    match book.before(Name::Stripe, key, &asked.body) {
        Some(Some(told)) => told,
        Some(None) => fault(
            400,
            "idempotency_error",
            "Keys for idempotent requests can only be used with the same parameters they were first used with.",
        ),
        None => {
            let form = url::form_urlencoded::parse(&asked.body).into_owned().collect();
            let told = work(book, &form);
            // Stripe keeps what failed too, except what it would not look at.
            if told.code != 400 {
                book.remember(Name::Stripe, key, &asked.body, &told);
            }
            told
        }
    }
}

fn find<'a>(book: &'a mut Book, session: &str) -> Option<&'a mut Payment> {
    book.find(|payment| payment.provider == Name::Stripe && session_id(payment) == session)
}

fn session_id(payment: &Payment) -> String {
    format!("cs_test_{}", payment.id.simple())
}

fn intent_id(payment: &Payment) -> String {
    format!("pi_{}", payment.id.simple())
}

fn create(book: &mut Book, form: &HashMap<String, String>) -> Told {
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let wrong = |why: &str| fault(400, "invalid_request_error", why);
    let currency = Currency::parse(get("line_items[0][price_data][currency]"));
    let units = get("line_items[0][price_data][unit_amount]").parse::<i64>().ok().filter(|units| *units > 0);
    let (Some(currency), Some(units)) = (currency, units) else {
        return wrong("Invalid integer or currency");
    };
    let Some(amount) = Amount::from(units, crate::stripe::exponent(currency), currency) else {
        return wrong("Invalid amount for the currency");
    };
    let until = get("expires_at").parse().ok().and_then(|seconds| Instant::from_timestamp(seconds, 0));
    let (now, Some(until)) = (book.clock().now(), until) else { return wrong("Invalid timestamp") };
    if until - now < TimeDelta::minutes(30) || until - now > TimeDelta::hours(24) {
        return wrong(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
        );
    }
    if get("mode") != "payment" || get("success_url").is_empty() {
        return wrong("Missing required param");
    }
    let payment =
        book.add(Name::Stripe, get("client_reference_id"), "card", amount, until, get("success_url"));
    let mut value = session(&payment, false);
    if let Value::Object(fields) = &mut value {
        fields.insert("url".to_owned(), format!("{}/page/{}", book.url, payment.order).into());
    }
    Told::json(200, &value)
}

fn expire(book: &mut Book, id: &str) -> Told {
    let now = book.clock().now();
    match find(book, id) {
        None => missing(),
        Some(payment) if payment.status == Status::Open => {
            payment.status = Status::Expired;
            payment.turned = now;
            Told::json(200, &session(payment, false))
        }
        Some(_) => fault(
            400,
            "invalid_request_error",
            "Only Checkout Sessions with a status in [\"open\"] can be expired.",
        ),
    }
}

/// Understands the one query that we make, and finds only what somebody tried to pay.
fn search(book: &mut Book, query: &str) -> Told {
    let order = query.strip_prefix("metadata['attempt']:'").and_then(|rest| rest.strip_suffix('\''));
    let Some(order) = order else { return fault(400, "invalid_request_error", "Invalid query") };
    let known = book.one(order).filter(|payment| payment.provider == Name::Stripe && tried(payment));
    let data: Vec<Value> = known.map(|payment| intent(payment, true)).into_iter().collect();
    Told::json(200, &json!({ "object": "search_result", "data": data, "has_more": false }))
}

fn refund(book: &mut Book, form: &HashMap<String, String>) -> Told {
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let known =
        book.find(|payment| payment.provider == Name::Stripe && intent_id(payment) == get("payment_intent"));
    let Some(payment) = known.cloned() else { return missing() };
    let units = get("amount").parse().unwrap_or_default();
    let amount =
        Amount::from(units, crate::stripe::exponent(payment.amount.currency), payment.amount.currency);
    let wrong = |word: &str, why: &str| {
        Told::json(
            400,
            &json!({ "error": { "type": "invalid_request_error", "code": word, "message": why } }),
        )
    };
    match amount {
        Some(amount)
            if payment.status == Status::Paid && amount.units > 0 && amount.units <= payment.left() =>
        {
            match book.give_back(&payment.order, get("metadata[refund]"), amount) {
                Some(back) => Told::json(200, &back_shown(&payment, &back)),
                None => missing(),
            }
        }
        Some(_) if payment.left() == 0 => {
            wrong("charge_already_refunded", "Charge has already been refunded.")
        }
        _ => wrong("amount_too_large", "Refund amount is greater than unrefunded amount on charge"),
    }
}

/// In Stripe's units.
fn units(amount: Amount) -> i64 {
    amount.at(crate::stripe::exponent(amount.currency)).unwrap_or_default()
}

fn currency(payment: &Payment) -> String {
    payment.amount.currency.code().to_lowercase()
}

fn tried(payment: &Payment) -> bool {
    matches!(payment.status, Status::Paid | Status::Denied)
}

fn session(payment: &Payment, unfold: bool) -> Value {
    let (status, paid) = match payment.status {
        Status::Open | Status::Denied => ("open", "unpaid"),
        Status::Paid => ("complete", "paid"),
        Status::Expired | Status::Cancelled => ("expired", "unpaid"),
    };
    let intent = match (tried(payment), unfold) {
        (false, _) => Value::Null,
        (true, true) => intent(payment, true),
        (true, false) => intent_id(payment).into(),
    };
    json!({
        "id": session_id(payment),
        "object": "checkout.session",
        "amount_total": units(payment.amount),
        "client_reference_id": payment.order,
        "created": payment.created.timestamp(),
        "currency": currency(payment),
        "expires_at": payment.expires.timestamp(),
        "livemode": false,
        "metadata": { "attempt": payment.order },
        "mode": "payment",
        "payment_intent": intent,
        "payment_status": paid,
        "status": status,
        "url": null,
    })
}

fn intent(payment: &Payment, unfold: bool) -> Value {
    let status = if payment.status == Status::Paid { "succeeded" } else { "requires_payment_method" };
    let charge = (payment.status == Status::Paid && unfold).then(|| charge(payment));
    json!({
        "id": intent_id(payment),
        "object": "payment_intent",
        "amount": units(payment.amount),
        "currency": currency(payment),
        "latest_charge": charge,
        "metadata": { "attempt": payment.order },
        "status": status,
    })
}

fn charge(payment: &Payment) -> Value {
    let back = Amount { units: payment.given_back(), ..payment.amount };
    json!({
        "id": format!("ch_{}", payment.id.simple()),
        "object": "charge",
        "amount": units(payment.amount),
        "amount_refunded": units(back),
        "balance_transaction": {
            "id": format!("txn_{}", payment.id.simple()),
            "object": "balance_transaction",
            // About what a card from abroad costs, without a part of a rupiah.
            "fee": (units(payment.amount) * 34 / 100_000 + 1) * 100,
            "currency": currency(payment),
        },
        "created": payment.turned.timestamp(),
        "currency": currency(payment),
        "disputed": false,
        "metadata": { "attempt": payment.order },
        "payment_intent": intent_id(payment),
        "refunded": back == payment.amount,
    })
}

fn back_shown(payment: &Payment, back: &Back) -> Value {
    json!({
        "id": format!("re_{}", back.id.simple()),
        "object": "refund",
        "amount": units(back.amount),
        "currency": currency(payment),
        "metadata": { "attempt": payment.order, "refund": back.key },
        "payment_intent": intent_id(payment),
        "status": "succeeded",
    })
}

pub(super) fn notice(payment: &Payment, key: &str, now: Instant) -> (HeaderMap, Vec<u8>) {
    let (kind, object) = match (payment.backs.is_empty(), payment.status) {
        (false, _) => {
            let mut object = charge(payment);
            // Within a notice nothing is unfolded.
            if let Value::Object(fields) = &mut object {
                fields
                    .insert("balance_transaction".to_owned(), format!("txn_{}", payment.id.simple()).into());
            }
            ("charge.refunded", object)
        }
        (true, Status::Paid) => ("checkout.session.completed", session(payment, false)),
        (true, Status::Expired | Status::Cancelled) => ("checkout.session.expired", session(payment, false)),
        (true, Status::Denied) => ("payment_intent.payment_failed", intent(payment, false)),
        (true, Status::Open) => ("payment_intent.created", intent(payment, false)),
    };
    let body = json!({
        "id": format!("evt_{}", payment.event()),
        "object": "event",
        "api_version": "2024-06-20",
        "created": payment.turned.timestamp(),
        "data": { "object": object },
        "livemode": false,
        "type": kind,
    });
    let body = body.to_string().into_bytes();
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json; charset=utf-8"));
    if let Ok(value) = HeaderValue::from_str(&sign::stamped(&Secret::new(key), now, &body)) {
        headers.insert("stripe-signature", value);
    }
    (headers, body)
}

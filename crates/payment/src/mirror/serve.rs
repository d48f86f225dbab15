//! The server: HTTP in, HTTP out, and the misdeeds between.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use futures_util::stream;
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::book::{Asked, Status, Told};
use super::{Misdeed, Shared, midtrans, sent, stripe, xendit};
use crate::Name;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new().route("/page/{order}", get(page).post(pay)).fallback(answer).with_state(shared)
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, crate::LONGEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let full = head.uri.path().trim_start_matches('/');
    let (first, rest) = full.split_once('/').unwrap_or((full, ""));
    let query = head.uri.query().unwrap_or_default().as_bytes();
    let asked = Asked {
        method: head.method.to_string(),
        path: rest.to_owned(),
        query: url::form_urlencoded::parse(query).into_owned().collect(),
        headers: head.headers,
        body: body.to_vec(),
    };
    let misdeed = shared.misdeed();
    match misdeed {
        Some(Misdeed::Error) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(Misdeed::Busy) => return StatusCode::TOO_MANY_REQUESTS.into_response(),
        Some(
            Misdeed::ErrorAfter
            | Misdeed::HangUpAfter
            | Misdeed::SilentAfter
            | Misdeed::GarbageAfter
            | Misdeed::FloodAfter
            | Misdeed::Nothing,
        )
        | None => {}
    }
    let told = work(&shared, first, &asked);
    match misdeed {
        Some(Misdeed::Nothing) | None => plain(told),
        Some(misdeed) => spoil(misdeed).await,
    }
}

fn work(shared: &Shared, first: &str, asked: &Asked) -> Option<Told> {
    let mut book = shared.book();
    book.run_out();
    match Name::parse(first)? {
        Name::Midtrans => midtrans::answer(&mut book, asked),
        Name::Xendit => xendit::answer(&mut book, asked),
        Name::Stripe => stripe::answer(&mut book, asked),
        Name::Demo => None,
    }
}

fn plain(told: Option<Told>) -> Response {
    match told {
        Some(told) => {
            let code = StatusCode::from_u16(told.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (code, [(CONTENT_TYPE, told.kind)], told.body).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What comes in place of the answer, after the work was done.
async fn spoil(misdeed: Misdeed) -> Response {
    match misdeed {
        Misdeed::Error | Misdeed::ErrorAfter => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Misdeed::Busy => StatusCode::TOO_MANY_REQUESTS.into_response(),
        Misdeed::HangUpAfter => {
            let pieces =
                [Ok(Bytes::from_static(b"{\"status_code\":")), Err(std::io::Error::other("hung up"))];
            Body::from_stream(stream::iter(pieces)).into_response()
        }
        Misdeed::SilentAfter => std::future::pending().await,
        Misdeed::GarbageAfter | Misdeed::Nothing => "<html>under maintenance</html>".into_response(),
        Misdeed::FloodAfter => {
            let piece = || Some((Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 4096])), ()));
            Body::from_stream(stream::unfold((), move |()| async move { piece() })).into_response()
        }
    }
}

/// A provider's own page, as far as a journey needs one.
async fn page(State(shared): State<Arc<Shared>>, Path(order): Path<String>) -> Response {
    let known = shared.book().one(&order).map(|payment| (payment.provider, payment.amount));
    match known {
        Some((provider, amount)) => Html(format!(
            "<!doctype html><html lang=en><title>Mirror of {0}</title><h1>Mirror of {0}</h1>\
             <p>{1} {2}</p><form method=post><button>Pay</button></form></html>",
            provider.as_str(),
            amount.currency.code(),
            amount.write(),
        ))
        .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn pay(State(shared): State<Arc<Shared>>, Path(order): Path<String>) -> Response {
    let (news, back) = {
        let mut book = shared.book();
        book.turn(&order, Status::Paid);
        let back = book.one(&order).map(|payment| payment.back_to.clone());
        (sent(&mut book, &order, None, true), back)
    };
    let to = shared.notify.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    if let (Some(news), Some(to)) = (news, to)
        && let Err(why) = news.deliver(&to).await
    {
        return (StatusCode::BAD_GATEWAY, why).into_response();
    }
    match back {
        Some(back) => Redirect::to(&back).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

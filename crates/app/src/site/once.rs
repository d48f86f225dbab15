//! `Idempotency-Key` on writes of the API: the same request sent again has its effect once and gets the first answer.
//!
//! The key is taken in the transaction of the effect ([`Visit::tx`]), so a crash leaves both or neither. The answer is
//! kept afterwards; whoever repeats before that learns that it was done.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};
use http_body_util::BodyExt;
use kernel::error::CanFail;
use kernel::{Error, Say};
use sha2::{Digest, Sha256};
use web::api::{self, Earlier};
use web::visit::Once;
use web::{Failure, Visit};

use super::enter::{self, text};

/// Longer keys are refused.
const LONGEST_KEY: usize = 255;

pub(super) async fn answer(visit: &Visit, request: Request, inner: &Router) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let key = text(request.headers(), header::HeaderName::from_static("idempotency-key")).to_owned();
    if reads || key.is_empty() {
        return enter::run(inner, visit.clone(), request).await;
    }
    match keyed(visit, request, inner, key).await {
        Ok(response) => response,
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn keyed(visit: &Visit, request: Request, inner: &Router, key: String) -> Result<Response, Error> {
    if key.len() > LONGEST_KEY {
        return Err(Error::refused(Say::new("app-key-long").with("most", LONGEST_KEY)));
    }
    let (parts, body) = request.into_parts();
    let body = read(body).await?;
    let who =
        visit.actor().account().map_or_else(|| visit.address.to_string(), |account| account.to_string());
    let once = Arc::new(Once {
        scope: format!("{who} {} {}", parts.method, parts.uri.path()),
        key,
        hash: fingerprint(visit, &Sha256::digest(&body)),
    });
    if let Some(earlier) = look(visit, &once).await? {
        return repeat(&once, earlier);
    }
    let mut visit = visit.clone();
    visit.once = Some(once.clone());
    let response = enter::run(inner, visit.clone(), Request::from_parts(parts, Body::from(body))).await;
    if response.extensions().get::<Failure>().is_some() {
        // Nothing was done, so the same key may be tried again; a race lost to the first sender ends here too.
        return match look(&visit, &once).await? {
            Some(earlier) if earlier.status != 0 => repeat(&once, earlier),
            Some(_) | None => Ok(response),
        };
    }
    keep(&visit, &once, response).await
}

async fn look(visit: &Visit, once: &Once) -> Result<Option<Earlier>, Error> {
    let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
    api::earlier(&mut tx, once).await
}

fn repeat(once: &Once, earlier: Earlier) -> Result<Response, Error> {
    if earlier.hash != once.hash {
        return Err(Error::Invalid(vec![("idempotency-key", Say::new("app-key-other"))]));
    }
    let status = u16::try_from(earlier.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    match status.filter(|status| status.as_u16() >= 200) {
        None => Err(Error::refused("app-key-done")),
        Some(status) => {
            let mut response = (status, earlier.body).into_response();
            for name in ["content-type", "location"] {
                let value = earlier.headers.get(name).and_then(|value| value.as_str());
                if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
                    response.headers_mut().insert(name, value);
                }
            }
            response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
            Ok(response)
        }
    }
}

async fn keep(visit: &Visit, once: &Once, response: Response) -> Result<Response, Error> {
    let (parts, body) = response.into_parts();
    let body = read(body).await?;
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let headers =
        serde_json::json!({ "content-type": header("content-type"), "location": header("location") });
    let earlier = Earlier {
        hash: once.hash.clone(),
        status: i32::from(parts.status.as_u16()),
        headers,
        body: body.to_vec(),
    };
    let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
    api::keep(&mut tx, once, &earlier).await?;
    tx.commit().await.can_fail("whoever repeats learns that it was done, only not with which answer");
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// What tells two bodies apart, under a key: of a body with a NIK or a password, a plain hash would soon be guessed.
pub(super) fn fingerprint(visit: &Visit, digest: &[u8]) -> Vec<u8> {
    let digest = data_encoding::HEXLOWER.encode(digest);
    visit.db.keys().blind("kernel.idempotency.request_hash", visit.ui.city.id, &digest)
}

pub(super) async fn read(body: Body) -> Result<Bytes, Error> {
    let limited = http_body_util::Limited::new(body, super::MOST_BODY);
    limited
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .map_err(|_| Error::refused("web-form-too-large"))
}

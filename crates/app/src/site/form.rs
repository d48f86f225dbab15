//! A form that is sent twice does its doing once and shows the same answer: people click twice, and lines break.
//!
//! Each form carries a key of its own in its address (`Form` puts it there). Whoever sends the same form with the same
//! contents again waits for the first and is answered as it was: from this process's memory for a short while, by the
//! key in the database where another node has done it. What could not be done may be sent again at once. A doing that
//! began is finished even if the browser hangs up, because that is what a browser does on the second click.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use kernel::Error;
use kernel::error::CanFail;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;
use web::api::{self, Earlier};
use web::visit::Once;
use web::{Failure, Page, Visit};

use super::enter::{self, text};
use super::once::read;

/// How long an answer is held for whoever sends the form again. It may show what is shown once and is written nowhere.
const HELD: Duration = Duration::from_secs(30);
/// More forms than this in that time are not held.
const MOST: usize = 10_000;
/// How often, and how far apart, another node is asked whether it is done.
const LOOKS: u32 = 50;
const BETWEEN: Duration = Duration::from_millis(100);

/// The forms that were sent just now.
#[derive(Default)]
pub(super) struct Sent(std::sync::Mutex<HashMap<String, (Instant, Arc<Slot>)>>);

type Slot = Mutex<Option<Kept>>;

/// An answer that can be given again.
#[derive(Clone)]
struct Kept {
    status: StatusCode,
    headers: HeaderMap,
    page: Option<Arc<Page>>,
}

impl Sent {
    fn slot(&self, key: String) -> Arc<Slot> {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.retain(|_, (at, _)| at.elapsed() < HELD);
        if sent.len() >= MOST {
            return Arc::default();
        }
        sent.entry(key).or_insert_with(|| (Instant::now(), Arc::default())).1.clone()
    }
}

pub(super) async fn answer(visit: &Visit, request: Request, inner: &Router, sent: &Arc<Sent>) -> Response {
    let Some(key) = key(&request) else { return enter::run(inner, visit.clone(), request).await };
    let (parts, body) = request.into_parts();
    let (once, body) = match name(visit, &parts, key, body).await {
        Ok(named) => named,
        Err(error) => return Failure::from(error).into_response(),
    };
    let slot = sent.slot(format!("{} {} {}", browser(visit), once.scope, once.key));
    let (visit, inner) = (visit.clone(), inner.clone());
    let request = Request::from_parts(parts, body);
    let work = async move { first(&visit, request, &inner, &once, &slot).await };
    #[expect(clippy::disallowed_methods, reason = "what began is finished although the browser hung up")]
    let done = tokio::spawn(work.in_current_span().with_current_subscriber()).await;
    match done.map_err(|error| Error::Broken(Box::new(error))) {
        Ok(Ok(response)) => response,
        Ok(Err(error)) | Err(error) => Failure::from(error).into_response(),
    }
}

/// The key of the form's address.
fn key(request: &Request) -> Option<uuid::Uuid> {
    let query = request.uri().query().filter(|_| request.method() == Method::POST)?;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == web::form::KEY)?.1.parse().ok()
}

/// Under which name the sending is kept: contents that differ are another sending, though the form was the same. Of a
/// form with files only the length is taken, so that nothing is read before its limits are known.
async fn name(
    visit: &Visit,
    parts: &http::request::Parts,
    key: uuid::Uuid,
    body: Body,
) -> Result<(Once, Body), Error> {
    let media = text(&parts.headers, header::CONTENT_TYPE);
    let (hash, body) = if media.starts_with("multipart/") {
        (text(&parts.headers, header::CONTENT_LENGTH).as_bytes().to_vec(), body)
    } else {
        let body = read(body).await?;
        (Sha256::digest(&body).to_vec(), Body::from(body))
    };
    let who =
        visit.actor().account().map_or_else(|| visit.address.to_string(), |account| account.to_string());
    let key = format!("{key} {}", data_encoding::HEXLOWER.encode(&hash));
    Ok((Once { scope: format!("{who} form {}", parts.uri.path()), key, hash }, body))
}

/// The browser as it was when the form was sent. A doing may give it another session, and its second click still
/// comes with the first one.
fn browser(visit: &Visit) -> String {
    visit.session.clone().unwrap_or_else(|| format!("{} {}", visit.address, visit.user_agent))
}

async fn first(
    visit: &Visit,
    request: Request,
    inner: &Router,
    once: &Once,
    slot: &Slot,
) -> Result<Response, Error> {
    let mut held = slot.lock().await;
    if let Some(kept) = &*held {
        return Ok(kept.clone().into_response());
    }
    if !begin(visit, once).await? {
        return elsewhere(visit, once).await;
    }
    let response = enter::run(inner, visit.clone(), request).await;
    *held = Kept::of(&response);
    let ended = match &*held {
        Some(kept) if !kept.gives_session() => keep(visit, once, kept).await,
        Some(_) | None => forget(visit, once).await,
    };
    ended.can_fail("the answer is held in memory, and the key is free again after a minute");
    Ok(response)
}

impl Kept {
    /// What can be told again: a redirect or a page, and only of what was done.
    fn of(response: &Response) -> Option<Kept> {
        let page = response.extensions().get::<Arc<Page>>().cloned();
        let status = page.as_ref().map_or(response.status(), |page| page.status);
        let again = status.is_redirection() || page.is_some() && status.is_success();
        again.then(|| Kept { status, headers: response.headers().clone(), page })
    }

    /// Sessions are written nowhere but in their own table, and there only as a hash.
    fn gives_session(&self) -> bool {
        let cookies = self.headers.get_all(header::SET_COOKIE).iter();
        cookies.filter_map(|cookie| cookie.to_str().ok()).any(|cookie| !cookie.starts_with("pesan="))
    }
}

impl IntoResponse for Kept {
    fn into_response(self) -> Response {
        let mut response = match self.page {
            Some(page) => (*page).clone().into_response(),
            None => self.status.into_response(),
        };
        *response.headers_mut() = self.headers;
        response
    }
}

async fn begin(visit: &Visit, once: &Once) -> Result<bool, Error> {
    let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
    let ours = api::begin(&mut tx, once).await?;
    tx.commit().await?;
    Ok(ours)
}

async fn forget(visit: &Visit, once: &Once) -> Result<(), Error> {
    let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
    api::forget(&mut tx, once).await?;
    tx.commit().await
}

async fn keep(visit: &Visit, once: &Once, kept: &Kept) -> Result<(), Error> {
    let header = |name: header::HeaderName| kept.headers.get(name).and_then(|value| value.to_str().ok());
    let headers = serde_json::json!({
        "location": header(header::LOCATION),
        "set-cookie": header(header::SET_COOKIE),
    });
    // What a page showed may be shown once only: another node says that it was done, not what came of it.
    let status = i32::from(kept.status.as_u16());
    let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
    api::keep(&mut tx, once, &Earlier { hash: once.hash.clone(), status, headers, body: Vec::new() }).await?;
    tx.commit().await
}

/// The answer of the node that took the key, or that was stopped while it worked.
async fn elsewhere(visit: &Visit, once: &Once) -> Result<Response, Error> {
    for _ in 0..LOOKS {
        let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
        let earlier = api::earlier(&mut tx, once).await?;
        drop(tx);
        match earlier {
            Some(earlier) if earlier.status == 0 => {}
            Some(earlier) => return Ok(replay(&earlier).unwrap_or_else(done)),
            None => return Err(Error::refused("app-form-failed")),
        }
        #[expect(clippy::disallowed_methods, reason = "another node works on it and cannot call this one")]
        tokio::time::sleep(BETWEEN).await;
    }
    Ok(done())
}

fn done() -> Response {
    Failure::from(Error::refused("app-form-done")).into_response()
}

fn replay(earlier: &Earlier) -> Option<Response> {
    let value = |name: &str| HeaderValue::from_str(earlier.headers.get(name)?.as_str()?).ok();
    let status = u16::try_from(earlier.status).ok().and_then(|status| StatusCode::from_u16(status).ok())?;
    let mut response = status.into_response();
    response.headers_mut().insert(header::LOCATION, value("location")?);
    if let Some(cookie) = value("set-cookie") {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Some(response)
}

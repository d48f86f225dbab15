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
use super::once::{self, read};

/// How long an answer is held for whoever sends the form again. It may show what is shown once and is written nowhere.
const HELD: Duration = Duration::from_secs(30);
/// More forms than this in that time are not held.
const MOST: usize = 10_000;
/// How often, and how far apart, another node is asked whether it is done: shorter than a request may take.
const LOOKS: u32 = 80;
const BETWEEN: Duration = Duration::from_millis(250);

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

/// A query without the key: the page that a form leads to is not the form.
pub(super) fn without_key(query: &str) -> String {
    let kept = query.split('&').filter(|pair| pair.split('=').next() != Some(web::form::KEY));
    kept.collect::<Vec<_>>().join("&")
}

/// The key of the form's address.
fn key(request: &Request) -> Option<uuid::Uuid> {
    let query = request.uri().query().filter(|_| request.method() == Method::POST)?;
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == web::form::KEY)?.1.parse().ok()
}

/// Under which name the sending is kept: contents that differ are another sending, though the form was the same.
async fn name(
    visit: &Visit,
    parts: &http::request::Parts,
    key: uuid::Uuid,
    body: Body,
) -> Result<(Once, Body), Error> {
    let body = read(body).await?;
    let media = text(&parts.headers, header::CONTENT_TYPE);
    let hash = once::fingerprint(visit, &digest(media, &body));
    let who =
        visit.actor().account().map_or_else(|| visit.address.to_string(), |account| account.to_string());
    let key = format!("{key} {}", data_encoding::HEXLOWER.encode(&hash));
    Ok((Once { scope: format!("{who} form {}", parts.uri.path()), key, hash }, Body::from(body)))
}

/// The hash of what was sent. The line between the parts of a form with files is left out: browsers make it anew at
/// each sending.
fn digest(media: &str, body: &[u8]) -> Vec<u8> {
    let boundary = media.split_once("boundary=").map(|(_, rest)| rest.split(';').next().unwrap_or_default());
    let boundary = boundary.and_then(|text| text.trim_matches([' ', '"']).as_bytes().split_first());
    let mut hash = Sha256::new();
    let mut rest = body;
    while let Some((start, end)) = boundary
        && let Some((before, from)) = rest.iter().position(|byte| byte == start).map(|at| rest.split_at(at))
    {
        hash.update(before);
        let after = from.get(1..).unwrap_or_default();
        rest = after.strip_prefix(end).unwrap_or_else(|| {
            hash.update([*start]);
            after
        });
    }
    hash.update(rest);
    hash.finalize().to_vec()
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
    if let Some(earlier) = elsewhere(visit, once).await? {
        return Ok(replay(&earlier).unwrap_or_else(done));
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

/// Takes the key; or waits for the answer of the node that took it before. A key that is given back is taken anew.
async fn elsewhere(visit: &Visit, once: &Once) -> Result<Option<Earlier>, Error> {
    for _ in 0..LOOKS {
        if begin(visit, once).await? {
            return Ok(None);
        }
        let mut tx = visit.db.begin(visit.actor().clone(), visit.ui.city.id).await?;
        let earlier = api::earlier(&mut tx, once).await?;
        drop(tx);
        if let Some(earlier) = earlier.filter(|earlier| earlier.status != 0) {
            return Ok(Some(earlier));
        }
        #[expect(clippy::disallowed_methods, reason = "another node works on it and cannot call this one")]
        tokio::time::sleep(BETWEEN).await;
    }
    Err(Error::refused("app-form-working"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_with_files_reads_alike_whatever_line_parts_it() {
        let form = |line: &str, text: &str| format!("--{line}\r\nname=\"nik\"\r\n\r\n{text}\r\n--{line}--");
        let read = |line: &str, text: &str| {
            digest(&format!("multipart/form-data; boundary={line}"), form(line, text).as_bytes())
        };
        assert_eq!(read("--abc1", "same"), read("--xyz2", "same"));
        assert_ne!(read("--abc1", "same"), read("--abc1", "else"));
        let typed = "application/x-www-form-urlencoded";
        assert_eq!(digest(typed, b"a=b"), Sha256::digest(b"a=b").to_vec());
    }

    #[test]
    fn the_key_is_left_out_of_an_address_and_nothing_else() {
        for (query, rest) in [("sekali=1", ""), ("q=a&sekali=1&n=2", "q=a&n=2"), ("sekalian=1", "sekalian=1")]
        {
            assert_eq!(without_key(query), rest);
        }
    }
}

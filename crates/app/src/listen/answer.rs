//! One request: judged before it is read, given so much time, counted until its answer has left.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, header};
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use pin_project_lite::pin_project;
use tokio::time::{Instant, timeout_at};
use tower::ServiceExt;

use super::Door;
use super::body::{Fed, Paced};
use super::came_from::came_from;
use super::connection::Busy;
use crate::site::CameFrom;

/// Answers a request; its connection counts as busy until the answer's last byte is handed over.
pub(super) async fn answer(
    request: Request<Incoming>,
    peer: std::net::IpAddr,
    router: Router,
    door: Arc<Door>,
    busy: Busy,
) -> Result<http::Response<Counted>, Infallible> {
    let (mut parts, body) = request.into_parts();
    let from = came_from(peer, &parts.headers, |address| door.trusts(address));
    parts.extensions.insert(CameFrom(from));
    let fed = Fed::now();
    let slow = {
        let metrics = door.metrics.clone();
        Box::new(move || {
            metrics.slow.fetch_add(1, Ordering::Relaxed);
        })
    };
    let body = Paced::new(body, door.patience, fed.clone(), slow);
    let response = if announced(&parts.headers).is_some_and(|size| size > door.limits.body) {
        let most = door.limits.body.saturating_mul(HEARD_OUT);
        hear_out(Limited::new(body, most)).await;
        refuse(StatusCode::PAYLOAD_TOO_LARGE, "Kiriman ini terlalu besar. The request is too large.")
    } else {
        let body = Limited::new(body, door.limits.body);
        let request = Request::from_parts(parts, Body::new(body));
        in_time(router, request, fed, door.limits.request).await
    };
    Ok(response.map(|body| Counted { body, _busy: busy }))
}

/// How many times what is allowed is let through before a sender who announced too much is told.
const HEARD_OUT: usize = 16;

/// Lets a body arrive that nobody keeps: a browser reads no answer before it has sent all, and would say only that the
/// connection broke.
async fn hear_out(body: impl http_body::Body) {
    let mut body = std::pin::pin!(body);
    while let Some(Ok(_)) = body.frame().await {}
}

/// The size that the sender announces.
fn announced(headers: &http::HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Time counts from the last byte of the body that was awaited: a slow line is not our slowness.
async fn in_time(router: Router, request: Request<Body>, fed: Fed, most: Duration) -> Response {
    let mut answering = std::pin::pin!(router.oneshot(request));
    loop {
        let end = fed.at() + most;
        match timeout_at(end, answering.as_mut()).await {
            Ok(Ok(response)) => return response,
            Err(_) if Instant::now() < fed.at() + most => {}
            Err(_) => {
                tracing::warn!("a request took too long and was given up");
                return refuse(StatusCode::SERVICE_UNAVAILABLE, "This took too long. Please try again.");
            }
        }
    }
}

fn refuse(status: StatusCode, text: &'static str) -> Response {
    let mut response = (status, text).into_response();
    // What is still on its way is not wanted.
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

pin_project! {
    /// An answer's body, which keeps its connection busy.
    pub(super) struct Counted {
        #[pin]
        body: Body,
        _busy: Busy,
    }
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.project().body.poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

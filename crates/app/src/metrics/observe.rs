//! Each request is counted, timed and logged: by its template, never by its address, which may carry what people typed.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

use super::Metrics;
use crate::site::Template;

/// The outermost layer.
pub async fn observe(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let fixed = fixed(request.uri().path());
    let running = Running::begin(metrics.clone());
    let response = next.run(request).await;
    drop(running);
    let took = begun.elapsed();
    let template = match (fixed, response.extensions().get::<Template>()) {
        (Some(fixed), _) => fixed,
        (None, Some(Template(template))) => template,
        (None, None) => "none",
    };
    let status = response.status().as_u16();
    metrics.served(&method, template, status, took);
    let id = response.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("-");
    let ms = u64::try_from(took.as_micros()).unwrap_or(u64::MAX) / 1000;
    if status >= 500 {
        tracing::warn!(target: "app::request", %method, route = template, status, ms, request = id, "answered");
    } else {
        tracing::debug!(target: "app::request", %method, route = template, status, ms, request = id, "answered");
    }
    response
}

/// Addresses that the outer router answers itself.
fn fixed(path: &str) -> Option<&'static str> {
    match path {
        "/healthz" => Some("/healthz"),
        "/readyz" => Some("/readyz"),
        "/metrics" => Some("/metrics"),
        path if path.starts_with("/static/") => Some("/static/{name}"),
        _ => None,
    }
}

/// Counts a request as running until it is dropped, also when its client goes away.
struct Running(Arc<Metrics>);

impl Running {
    fn begin(metrics: Arc<Metrics>) -> Running {
        metrics.in_flight.fetch_add(1, Ordering::Relaxed);
        Running(metrics)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

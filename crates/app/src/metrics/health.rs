//! Is it alive, is it ready, what are the figures.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, StatusCode, header};
use kernel::Db;
use subtle::ConstantTimeEq;

use super::{Metrics, gauges};
use crate::config::Config;
use crate::site::CameFrom;
use crate::start::server::pending_on;

/// Below this the node is not ready: PostgreSQL needs room to write before it can delete.
pub const LEAST_FREE_PERCENT: u8 = 3;

/// What the probes look at.
#[derive(Clone)]
pub struct Probes {
    pub config: Arc<Config>,
    pub db: Db,
    pub metrics: Arc<Metrics>,
}

/// `/healthz`, `/readyz` and `/metrics`. The last answers to this machine and to those who bring the token.
pub fn router(probes: Probes) -> Router {
    Router::new()
        .route("/healthz", get(async || (uncached(), "ok\n")))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(probes)
}

fn uncached() -> [(header::HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}

async fn ready(State(probes): State<Probes>) -> Response {
    let database = match probes.db.pool().acquire().await {
        Ok(mut conn) => match pending_on(&mut conn).await {
            Ok(pending) if pending.is_empty() => "ok",
            Ok(_) => "migrations are pending",
            Err(_) => "does not answer",
        },
        Err(_) => "does not answer",
    };
    let full = free_percent(&probes.config.data).is_some_and(|free| free < LEAST_FREE_PERCENT);
    let disk = if full { "almost full" } else { "ok" };
    let status =
        if (database, disk) == ("ok", "ok") { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, uncached(), format!("database: {database}\ndisk: {disk}\n")).into_response()
}

async fn metrics(
    State(probes): State<Probes>,
    from: Option<Extension<CameFrom>>,
    headers: HeaderMap,
) -> Response {
    let near = from.is_some_and(|Extension(CameFrom(address))| is_local(address));
    let brought = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let allowed = match (&probes.config.metrics.token, brought) {
        (Some(token), Some(brought)) => token.0.as_bytes().ct_eq(brought.as_bytes()).into(),
        (Some(_) | None, _) => near,
    };
    if !allowed {
        // Whoever may not know it is told what they are told of any other address.
        return (StatusCode::NOT_FOUND, uncached(), "").into_response();
    }
    let text = probes.metrics.counters() + &gauges::text(&probes.config, &probes.db).await;
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (uncached(), kind, text).into_response()
}

fn is_local(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// How much of the file system under `path` is free for us, in percent.
pub fn free_percent(path: &Path) -> Option<u8> {
    let stat = rustix::fs::statvfs(path).ok()?;
    let percent = stat.f_bavail.saturating_mul(100).checked_div(stat.f_blocks)?;
    u8::try_from(percent).ok()
}

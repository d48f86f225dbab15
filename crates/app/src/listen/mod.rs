//! The door: accepts connections, and closes those that are silent, slow or too many.
//!
//! `axum::serve` waits for ever for a first byte, a header or a body. Here every wait has an end, and what one address
//! can take has a bound, so that two hundred idle connections cost the others nothing.
//!
//! Words: a *connection* is one TCP stream; it carries *requests*. A *stop* lets requests in flight finish.

mod answer;
mod body;
mod came_from;
mod connection;
mod gate;
mod socket;
mod stream;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::config::{Cidr, Limits};
use crate::metrics::Metrics;
use crate::start::stop::{Stop, asked};

pub use came_from::came_from;
pub use gate::Gate;
pub use socket::{bind, notify_ready, own, raise_open_files};

/// How long is waited for what.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the first byte of a connection.
    pub first_byte: Duration,
    /// For the whole head of a request.
    pub head: Duration,
    /// For another request on an open connection.
    pub idle: Duration,
    /// For a reader to take the next bytes of an answer.
    pub reader: Duration,
    /// For a body, before its size counts.
    pub body: Duration,
    /// Bytes per second at which a body must arrive after that: a phone on a bad line manages four times as many.
    pub body_rate: u64,
    /// For requests in flight when the node stops.
    pub stop: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        let seconds = Duration::from_secs;
        Patience {
            first_byte: seconds(10),
            head: seconds(10),
            idle: seconds(60),
            reader: seconds(30),
            body: seconds(20),
            body_rate: 1024,
            stop: seconds(30),
        }
    }
}

/// What all connections of a door share.
#[derive(Debug)]
pub struct Door {
    pub patience: Patience,
    pub limits: Limits,
    pub trusted: Vec<Cidr>,
    pub metrics: Arc<Metrics>,
}

impl Door {
    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(address))
    }
}

/// Serves `router` until `stop` says true, then lets requests in flight finish.
pub async fn serve(listener: TcpListener, router: Router, door: Door, mut stop: Stop) {
    let door = Arc::new(door);
    let gate = Gate::new(door.limits.connections, door.limits.connections_per_address);
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            biased;
            () = asked(&mut stop) => break,
            accepted = listener.accept() => accepted,
            Some(_) = open.join_next() => continue,
        };
        match accepted {
            Ok((stream, peer)) => {
                let peer = std::net::SocketAddr::new(peer.ip().to_canonical(), peer.port());
                match gate.enter(peer.ip(), door.trusts(peer.ip())) {
                    Some(pass) => {
                        let serving =
                            connection::serve(stream, peer, router.clone(), door.clone(), stop.clone());
                        open.spawn(async move {
                            serving.await;
                            drop(pass);
                        });
                    }
                    None => {
                        door.metrics.refused.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                // Out of file descriptors, most likely: the pause lets some be closed.
                let pause = timeout(Duration::from_millis(100), asked(&mut stop));
                if pause.await.is_ok() {
                    break;
                }
            }
        }
    }
    drop(listener);
    let finishing = async { while open.join_next().await.is_some() {} };
    if timeout(door.patience.stop, finishing).await.is_err() {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
}

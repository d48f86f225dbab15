//! One connection, from its first byte to its last.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::stream::Written;
use super::{Door, answer};
use crate::start::stop::{Stop, asked};

/// The most bytes of a request's head.
const MOST_HEAD: usize = 64 * 1024;

pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    door: Arc<Door>,
    mut stop: Stop,
) {
    let _open = Opened::count(&door);
    let speaks = tokio::select! {
        biased;
        speaks = speaks(&stream, door.patience.first_byte) => speaks,
        () = asked(&mut stop) => return,
    };
    if !speaks {
        door.metrics.slow.fetch_add(1, Ordering::Relaxed);
        return;
    }
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "small answers may wait for company");
    }
    let activity = Activity::default();
    let service = {
        let (door, activity) = (door.clone(), activity.clone());
        service_fn(move |request| {
            answer::answer(request, peer.ip(), router.clone(), door.clone(), activity.busy())
        })
    };
    let builder = builder(&door);
    let io = TokioIo::new(Written::new(stream, door.patience.reader));
    let mut connection = pin!(builder.serve_connection(io, service));
    let mut looks = interval((door.patience.idle / 4).max(Duration::from_millis(10)));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stopping = false;
    loop {
        tokio::select! {
            biased;
            done = connection.as_mut() => {
                if let Err(error) = done {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            () = asked(&mut stop), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
            _ = looks.tick() => match activity.idle_for() {
                Some(idle) if idle >= door.patience.idle * 2 => return,
                Some(idle) if idle >= door.patience.idle => connection.as_mut().graceful_shutdown(),
                Some(_) | None => {}
            },
        }
    }
}

/// Whether the other side says anything in time. hyper waits for this without end, to tell HTTP/1 from HTTP/2.
async fn speaks(stream: &TcpStream, patience: Duration) -> bool {
    let mut byte = [0];
    matches!(timeout(patience, stream.peek(&mut byte)).await, Ok(Ok(1..)))
}

fn builder(door: &Door) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(door.patience.head)
        .max_buf_size(MOST_HEAD)
        .max_headers(100);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(door.patience.idle / 3)
        .keep_alive_timeout(door.patience.head)
        .max_concurrent_streams(100)
        .max_header_list_size(u32::try_from(MOST_HEAD).unwrap_or(u32::MAX));
    builder
}

/// What a connection is doing.
#[derive(Debug, Clone)]
pub(super) struct Activity {
    requests: Arc<AtomicUsize>,
    last: Arc<Mutex<Instant>>,
}

impl Default for Activity {
    fn default() -> Activity {
        Activity { requests: Arc::default(), last: Arc::new(Mutex::new(Instant::now())) }
    }
}

impl Activity {
    fn busy(&self) -> Busy {
        self.requests.fetch_add(1, Ordering::SeqCst);
        Busy(self.clone())
    }

    /// For how long no request has been in flight.
    fn idle_for(&self) -> Option<Duration> {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        (self.requests.load(Ordering::SeqCst) == 0).then(|| last.elapsed())
    }
}

/// A request in flight.
#[derive(Debug)]
pub(super) struct Busy(Activity);

impl Drop for Busy {
    fn drop(&mut self) {
        *self.0.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.0.requests.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Counts a connection as open until it is dropped.
struct Opened(Arc<Door>);

impl Opened {
    fn count(door: &Arc<Door>) -> Opened {
        door.metrics.connections.fetch_add(1, Ordering::Relaxed);
        Opened(door.clone())
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.metrics.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

//! Silent and slow connections end, and cost the others nothing.

use std::net::SocketAddr;
use std::time::Duration;

use app::config::Limits;
use app::listen::{self, Door, Patience};
use app::metrics::Metrics;
use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval, timeout};

struct Open {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
}

const LIMITS: Limits = Limits {
    connections: 1000,
    connections_per_address: 1000,
    body: 64 * 1024,
    request: Duration::from_secs(5),
};

fn short() -> Patience {
    let ms = Duration::from_millis;
    Patience {
        first_byte: ms(300),
        head: ms(300),
        idle: ms(400),
        reader: ms(400),
        body: ms(300),
        body_rate: 1_000_000,
        stop: Duration::from_secs(10),
    }
}

async fn open(patience: Patience, limits: Limits, router: Router) -> Open {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let door = Door { patience, limits, trusted: Vec::new(), metrics: Metrics::new() };
    let served = tokio::spawn(listen::serve(listener, router, door, stopped));
    Open { address, stop, served }
}

fn router() -> Router {
    Router::new()
        .route("/", get(async || "hello"))
        .route("/size", post(async |body: Bytes| body.len().to_string()))
        .route("/never", get(std::future::pending::<&'static str>))
        .route("/large", get(async || vec![b'x'; 64 << 20]))
}

impl Open {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn say(&self, text: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }
}

/// What the server says until it closes; the test fails if it does not.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = timeout(Duration::from_secs(10), stream.read_to_end(&mut bytes)).await;
    assert!(read.is_ok(), "the connection stayed open");
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_silent_connection_is_closed() {
    let open = open(short(), LIMITS, router()).await;
    assert_eq!(until_closed(&mut open.connect().await).await, "");
}

#[tokio::test]
async fn a_head_that_does_not_end_is_closed() {
    let open = open(short(), LIMITS, router()).await;
    let mut stream = open.say("GET / HTTP/1.1\r\nHost: a\r\n").await;
    let (mut from, mut to) = stream.split();
    let dripping = async {
        let mut ticks = interval(Duration::from_millis(50));
        loop {
            ticks.tick().await;
            if to.write_all(b"X: y\r\n").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let mut bytes = Vec::new();
    tokio::select! {
        () = dripping => {}
        read = timeout(Duration::from_secs(10), from.read_to_end(&mut bytes)) => {
            assert!(read.is_ok(), "the connection stayed open");
        }
    }
}

#[tokio::test]
async fn a_body_that_stalls_or_drips_is_closed() {
    let open = open(short(), LIMITS, router()).await;
    let mut stream = open.say("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc").await;
    let answer = until_closed(&mut stream).await;
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_connection_that_asks_nothing_more_is_closed() {
    let open = open(short(), LIMITS, router()).await;
    let mut stream = open.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(until_closed(&mut stream).await.ends_with("hello"));
}

#[tokio::test]
async fn a_reader_that_stops_reading_is_closed() {
    let open = open(short(), LIMITS, router()).await;
    let mut stream = open.say("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    // Nothing is read until the server gave up: its side of the connection is then gone.
    let mut ticks = interval(Duration::from_millis(50));
    let gone = async {
        loop {
            ticks.tick().await;
            if stream.write_all(b"x").await.is_err() {
                break;
            }
        }
    };
    timeout(Duration::from_secs(20), gone).await.unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    assert!(bytes.len() < 64 << 20);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_its_sender_can_read_why() {
    let open = open(short(), LIMITS, router()).await;
    let mut stream = open.say("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n").await;
    assert!(until_closed(&mut stream).await.starts_with("HTTP/1.1 413"));
    // A browser sends all of it before it reads.
    let mut stream = open.say("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n").await;
    for _ in 0..40 {
        stream.write_all(&[b'x'; 10_000]).await.unwrap();
    }
    assert!(until_closed(&mut stream).await.starts_with("HTTP/1.1 413"));
    // Without an announced length it is found on the way.
    let mut stream = open.say("POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").await;
    let chunk = format!("{:x}\r\n{}\r\n", 32 * 1024, "x".repeat(32 * 1024));
    for _ in 0..3 {
        let _ = stream.write_all(chunk.as_bytes()).await;
    }
    assert!(until_closed(&mut stream).await.starts_with("HTTP/1.1 413"));
}

#[tokio::test]
async fn a_request_that_takes_too_long_gets_an_answer() {
    let limits = Limits { request: Duration::from_millis(300), ..LIMITS };
    let open = open(short(), limits, router()).await;
    let mut stream = open.say("GET /never HTTP/1.1\r\nHost: a\r\n\r\n").await;
    let answer = until_closed(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after"), "{answer}");
}

#[tokio::test]
async fn one_address_gets_so_many_connections_and_no_more() {
    let limits = Limits { connections_per_address: 2, ..LIMITS };
    let open = open(Patience::default(), limits, router()).await;
    let (first, second) = (open.connect().await, open.connect().await);
    let mut third = open.connect().await;
    assert_eq!(until_closed(&mut third).await, "");
    drop((first, second));
}

#[tokio::test]
async fn a_stop_lets_what_is_in_flight_finish_and_takes_nothing_new() {
    let (begun, mut begins) = tokio::sync::mpsc::channel::<()>(1);
    let (finish, finishes) = watch::channel(false);
    let slow = move || {
        let (begun, mut finishes) = (begun.clone(), finishes.clone());
        async move {
            begun.send(()).await.unwrap();
            finishes.wait_for(|finish| *finish).await.unwrap();
            "done"
        }
    };
    let open = open(short(), LIMITS, Router::new().route("/", get(slow))).await;
    let mut stream = open.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    begins.recv().await.unwrap();
    open.stop.send_replace(true);
    let refused = async {
        while TcpStream::connect(open.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), refused).await.unwrap();
    finish.send_replace(true);
    assert!(until_closed(&mut stream).await.ends_with("done"));
    timeout(Duration::from_secs(10), open.served).await.unwrap().unwrap();
}

/// The 99th percentile of the time for one request on a connection of its own.
async fn p99(address: SocketAddr) -> Duration {
    let mut times = Vec::new();
    for _ in 0..400 {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
        assert!(until_closed(&mut stream).await.ends_with("hello"));
        times.push(begun.elapsed());
    }
    times.sort();
    times[times.len() * 99 / 100]
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_slow_connections_cost_the_others_nothing() {
    let open = open(Patience::default(), LIMITS, router()).await;
    let alone = p99(open.address).await.max(p99(open.address).await);
    let mut slow = Vec::new();
    for number in 0..200 {
        slow.push(match number % 4 {
            0 => open.connect().await,
            1 => open.say("G").await,
            2 => open.say("GET / HTTP/1.1\r\nHost: a\r\nX").await,
            _ => open.say("POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1").await,
        });
    }
    let among = p99(open.address).await.min(p99(open.address).await);
    // On a busy machine a single descheduling is 10 ms; below that the ratio says nothing.
    let bound = (alone * 2).max(Duration::from_millis(10));
    assert!(among < bound, "{alone:?} alone, {among:?} among two hundred");
    drop(slow);
}

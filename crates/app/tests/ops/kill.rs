//! `kill -9`, of the node and of PostgreSQL, while people write.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::support::{Place, eventually, exchange, postgres};

const PEOPLE: [&str; 4] = ["admin", "dinas", "usaha", "warga"];
const ROUNDS: u64 = 10;

/// One person who renames herself again and again, with a number that grows.
struct Writer {
    address: SocketAddr,
    cookie: String,
    /// The last number whose writing was acknowledged, and the last that was tried.
    acknowledged: AtomicU64,
    tried: AtomicU64,
}

impl Writer {
    fn sign_in(address: SocketAddr, person: &str) -> Option<Writer> {
        let body =
            format!("login={person}%40depok.contoh.id&password={}", app::demo::PASSWORD.replace(' ', "+"));
        let answer = post(address, "/depok/identity/session", "", &body)?;
        let cookie = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let first = value.split(';').next()?;
            (name.eq_ignore_ascii_case("set-cookie") && first.starts_with("sesi-")).then(|| first.to_owned())
        });
        let cookie = cookie.unwrap_or_else(|| panic!("{person} cannot sign in: {answer}"));
        Some(Writer { address, cookie, acknowledged: AtomicU64::new(0), tried: AtomicU64::new(0) })
    }

    /// Writes the next number; true when it was acknowledged.
    fn write(&self) -> bool {
        let number = self.tried.load(Ordering::SeqCst) + 1;
        self.tried.store(number, Ordering::SeqCst);
        let answer =
            post(self.address, "/depok/identity/account/name", &self.cookie, &format!("name=Nomor+{number}"));
        let acknowledged = answer.is_some_and(|answer| answer.starts_with("HTTP/1.1 303"));
        if acknowledged {
            self.acknowledged.store(number, Ordering::SeqCst);
        }
        acknowledged
    }

    /// The number that is kept.
    fn read(&self) -> u64 {
        let request = format!(
            "GET /depok/api/v1/identity/account HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nConnection: close\r\n\r\n",
            self.cookie
        );
        let answer = exchange(self.address, &request).unwrap();
        let number = answer.split("Nomor ").nth(1).unwrap_or_else(|| panic!("no number: {answer}"));
        number.split('"').next().unwrap().parse().unwrap()
    }
}

fn post(address: SocketAddr, path: &str, cookie: &str, body: &str) -> Option<String> {
    let origin = format!("Host: localhost\r\nOrigin: http://localhost\r\nCookie: {cookie}");
    exchange(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\n{origin}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        ),
    )
}

/// Lets all write until each has been acknowledged again.
async fn all_write(writers: &BTreeMap<&'static str, Arc<Writer>>) {
    let before: Vec<u64> = writers.values().map(|one| one.acknowledged.load(Ordering::SeqCst)).collect();
    eventually("everybody's writing is acknowledged again", || {
        writers
            .values()
            .zip(&before)
            .all(|(one, before)| one.acknowledged.load(Ordering::SeqCst) > *before + 2)
    })
    .await;
}

/// What is kept is the last that was acknowledged, or one tried after it whose answer was lost.
fn nothing_is_lost(writers: &BTreeMap<&'static str, Arc<Writer>>) {
    for (person, writer) in writers {
        let (acknowledged, tried) =
            (writer.acknowledged.load(Ordering::SeqCst), writer.tried.load(Ordering::SeqCst));
        let kept = writer.read();
        assert!(
            (acknowledged..=tried).contains(&kept),
            "{person}: {kept} is kept, {acknowledged} was acknowledged, {tried} tried"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_lose_no_acknowledged_write_and_it_always_starts_again() {
    let place = Place::new();
    let mut serving = place.serve(&["--demo=people"]).await;
    let writers: BTreeMap<&'static str, Arc<Writer>> = PEOPLE
        .into_iter()
        .map(|person| (person, Arc::new(Writer::sign_in(place.address(), person).unwrap())))
        .collect();
    let stop = Arc::new(AtomicBool::new(false));
    let threads: Vec<_> = writers
        .values()
        .map(|writer| {
            let (writer, stop) = (writer.clone(), stop.clone());
            std::thread::spawn(move || {
                while !stop.load(Ordering::SeqCst) {
                    if !writer.write() {
                        // People too look twice before they press again.
                        std::thread::park_timeout(Duration::from_millis(20));
                    }
                }
            })
        })
        .collect();
    all_write(&writers).await;
    for _ in 0..ROUNDS {
        let state = cluster::inspect(&place.data(), None).unwrap();
        let postmaster = state.postmaster.expect("PostgreSQL runs").pid;
        for pid in
            std::iter::once(postmaster).chain(state.processes.into_iter().filter(|pid| *pid != postmaster))
        {
            // Children may be gone before their turn.
            let _ = std::process::Command::new("kill")
                .args(["-s", "KILL", &pid.to_string()])
                .stderr(std::process::Stdio::null())
                .status();
        }
        all_write(&writers).await;

        serving.kill();
        serving = place.serve(&[]).await;
        all_write(&writers).await;
    }
    stop.store(true, Ordering::SeqCst);
    for thread in threads {
        thread.join().unwrap();
    }
    nothing_is_lost(&writers);
    // Once more, with everything cold.
    serving.kill();
    let serving = place.serve(&[]).await;
    nothing_is_lost(&writers);
    assert_eq!(serving.stop().await, 0, "{}", place.log());
    assert_eq!(postgres(&place.data()), Vec::<u32>::new());
}

#[tokio::test]
async fn a_first_start_that_was_stopped_half_way_is_finished_by_the_next() {
    let place = Place::new();
    let node = place.node().await;
    let mut conn = node.db.pool().acquire().await.unwrap();
    for city in app::demo::cities() {
        kernel::city::open(&mut conn, &city, node.db.clock().now()).await.unwrap();
    }
    drop(conn);
    node.close().await.unwrap();

    let _serving = place.serve(&["--demo=people"]).await;
    let page = exchange(
        place.address(),
        "GET /magelang/wilayah HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    assert!(page.unwrap().contains("Magelang Selatan"));
}

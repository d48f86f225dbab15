//! A socket that outlives the program.

use std::net::TcpListener;

use super::support::{Place, eventually, get};

#[tokio::test]
async fn whoever_comes_while_the_program_restarts_is_answered_by_the_next_one() {
    let place = Place::new();
    let held = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = held.local_addr().unwrap();
    let first = place.serve_on(&held);
    let ready = || get(address, "/readyz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200"));
    eventually("the node answers on the socket that it was handed", ready).await;
    assert!(get(place.address(), "/healthz").is_none(), "it listens on nothing else");
    assert_eq!(first.stop().await, 0);

    let waiting = tokio::task::spawn_blocking(move || get(address, "/healthz"));
    let _second = place.serve_on(&held);
    let answer = waiting.await.unwrap().unwrap_or_default();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}: {}", place.log());
}

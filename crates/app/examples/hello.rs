//! A bare axum that says hello: what the platform's pages are compared with in `bench/run`.

use axum::Router;
use axum::routing::get;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8099").await?;
    axum::serve(listener, Router::new().route("/", get(async || "hello"))).await
}

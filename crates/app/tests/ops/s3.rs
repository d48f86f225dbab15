//! Files in a bucket: the requests of S3, signed, against a bucket that lives in this process.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use app::start::files::store;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use http_body_util::BodyExt;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};

use crate::support::Place;

type Bucket = Arc<Mutex<BTreeMap<String, Bytes>>>;

async fn answer(State(bucket): State<Bucket>, request: Request<Body>) -> Response {
    let signed =
        request.headers().get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !signed.starts_with("AWS4-HMAC-SHA256 Credential=key/") || !signed.contains("/ap-southeast-3/s3/") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (path, method) = (request.uri().path().to_owned(), request.method().clone());
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let tag = [("etag", "\"1\""), ("last-modified", "Sun, 22 Nov 2026 05:00:00 GMT")];
    match method {
        Method::PUT => {
            bucket.lock().unwrap().insert(path, body);
            tag.into_response()
        }
        Method::GET | Method::HEAD => match bucket.lock().unwrap().get(&path).cloned() {
            Some(bytes) => (tag, bytes).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

#[tokio::test]
async fn files_go_to_a_bucket_and_come_back() {
    let bucket = Bucket::default();
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(answer).with_state(bucket.clone());
    tokio::spawn(async move { axum_serve(listener, router).await });
    let place = Place::new();
    std::fs::write(place.beside("secret"), "geheim\n").unwrap();
    place.configure(&format!(
        "[files]\nstore = \"s3://umkm/berdaya\"\ns3_region = \"ap-southeast-3\"\ns3_endpoint = \"http://{address}\"\n\
         s3_key = \"key\"\ns3_secret_file = {:?}\n",
        place.beside("secret")
    ));
    let store = store(&place.config().files).unwrap();
    let path = Path::from("3276/a");
    store.put(&path, PutPayload::from_static(b"batik")).await.unwrap();
    assert_eq!(bucket.lock().unwrap().keys().collect::<Vec<_>>(), ["/umkm/berdaya/3276/a"]);
    assert_eq!(store.get(&path).await.unwrap().bytes().await.unwrap(), "batik");
    assert_eq!(store.head(&path).await.unwrap().size, 5);
    let missing = store.head(&Path::from("3276/b")).await.unwrap_err();
    assert!(matches!(missing, object_store::Error::NotFound { .. }), "{missing}");
}

/// Our own door, since there is no other server in this program.
async fn axum_serve(listener: tokio::net::TcpListener, router: Router) {
    let limits = app::config::Limits {
        connections: 100,
        connections_per_address: 100,
        body: 1 << 20,
        request: std::time::Duration::from_secs(30),
    };
    let (_open, stop) = tokio::sync::watch::channel(false);
    let door = app::listen::Door {
        patience: app::listen::Patience::default(),
        limits,
        trusted: Vec::new(),
        metrics: app::metrics::Metrics::new(),
    };
    app::listen::serve(listener, router, door, stop).await;
}

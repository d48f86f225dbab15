//! The whole application over a test's database.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use app::App;
use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt;
use identity::factor::Policy;
use testkit::{Browser, TestDb};
use tower::ServiceExt;

/// An application with the territories of Indonesia and two cities without people.
pub(crate) struct Kit {
    pub db: TestDb,
    pub app: Arc<App>,
    router: Router,
    requests: AtomicU32,
}

/// One answer, read to its end.
pub(crate) struct Reply {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: String,
}

/// Puts it together, as the demo is: staff are offered a second factor. The template with all territories is made once
/// per set of migrations.
pub(crate) async fn kit() -> Kit {
    kit_under(Policy::Offer).await
}

/// The same under a policy about second factors.
pub(crate) async fn kit_under(policy: Policy) -> Kit {
    let rooms = app::contexts();
    let jobs: Vec<_> = rooms.iter().flat_map(|room| room.jobs.iter().copied()).collect();
    let hearings: Vec<_> = rooms.iter().flat_map(|room| room.subscriptions.iter().copied()).collect();
    let mut db = testkit::db_prepared("territory", &jobs, &hearings, async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await;
    // Payments by a click, as in the demo.
    let demo =
        payment::Demo::new(payment::Secret::new("hush"), "http://localhost:8080/demo", db.clock.clone());
    db.db = db.db.with_service(payment::Providers::new(Vec::new(), Some(demo)));
    let app = App::new(db.db.clone(), policy).await.unwrap();
    let router = app::site::router(app.clone());
    Kit { db, app, router, requests: AtomicU32::new(0) }
}

/// The same with the five cities of the demo and their people.
pub(crate) async fn demo() -> Kit {
    let kit = kit().await;
    app::demo::seed(&kit.db.db, app::demo::Records::People).await.unwrap();
    kit.app.reload().await.unwrap();
    kit
}

impl Kit {
    /// A visitor who speaks Indonesian.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.router.clone()).header("accept-language", "id")
    }

    /// Nothing waits to be done: whatever a page began is finished, and what recurs by itself waits for its time.
    pub(crate) async fn rest(&self) {
        // Some work waits a little, to be done once for much that comes together.
        let now = self.db.clock.now();
        let mut done = self.db.work_off().await;
        self.db.later(chrono::TimeDelta::minutes(1));
        done.extend(self.db.work_off().await);
        self.db.clock.set(now);
        done.retain(|done| done.error.is_some());
        assert_eq!(done, []);
        let waiting: Vec<String> = sqlx::query_scalar(
            "select name from kernel.job where key is null or key not like 'every:%' order by name limit 100",
        )
        .fetch_all(&mut self.db.admin().await)
        .await
        .unwrap();
        assert_eq!(waiting, Vec::<String>::new(), "work that nobody will do");
    }

    /// Sends a request as it is, each from an address of its own, so that limits per address stay out of the way.
    pub(crate) async fn send(&self, mut request: http::Request<Body>) -> Reply {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let from = IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + number * 256));
        request.extensions_mut().insert(app::site::CameFrom(from));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

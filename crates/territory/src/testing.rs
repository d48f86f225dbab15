//! The room's own pages and API under a router, with the visit that the application would make.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use kernel::{Actor, CityId};
use testkit::{Browser, TestDb};
use web::context::Site;
use web::ui::Theme;
use web::{Lang, Messages, Ui, Visit};

/// A database with every area.
pub(crate) async fn kit() -> TestDb {
    testkit::db_prepared("territory", &[], &[], async |conn| crate::reference::load_for_tests(conn).await)
        .await
}

/// Somebody who looks at a city's pages, with the city's name in front of the address or without.
pub(crate) async fn browser(kit: &TestDb, city: CityId, actor: Actor) -> Browser {
    let mut conn = kit.db.pool().acquire().await.unwrap();
    let cities: Vec<_> = kernel::city::list(&mut conn).await.unwrap().into_iter().map(Arc::new).collect();
    let city = cities.iter().find(|known| known.id == city).unwrap().clone();
    let context = crate::context();
    let messages = Messages::new([web::MESSAGES].into_iter().chain(context.messages)).unwrap();
    let site = Arc::new(Site {
        messages,
        cities,
        panels: Vec::new(),
        menu: Vec::new(),
        places: web::context::Places::default(),
        public_url: "http://localhost:8080".to_owned(),
    });
    let visit = Visit {
        db: kit.db.clone(),
        ui: Ui {
            lang: Lang::Id,
            theme: Theme::default(),
            city,
            actor,
            name: None,
            here: "/".to_owned(),
            now: kit.clock.now(),
            site,
        },
        request: uuid::Uuid::nil(),
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        user_agent: String::new(),
        session: None,
        once: None,
        part: false,
        flash: None,
    };
    let enter = move |mut request: Request, next: Next| {
        let mut visit = visit.clone();
        visit.ui.here = request.uri().to_string();
        request.extensions_mut().insert(visit);
        next.run(request)
    };
    let router = context.pages.router.nest("/api/v1", context.api.router).layer(from_fn(enter));
    Browser::new(Router::new().nest("/semarang", router.clone()).nest("/depok", router.clone()).merge(router))
}

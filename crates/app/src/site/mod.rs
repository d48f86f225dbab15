//! What answers requests.

mod enter;
mod form;
mod guard;
mod once;
mod openapi;
pub(crate) mod shell;
mod show;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::App;

pub use enter::CameFrom;
pub(crate) use shell::motif;

/// The most bytes of a request's body, uploads included.
pub const MOST_BODY: usize = 12 * 1024 * 1024;

/// How hard pages are compressed, of eleven: a slow line waits longer for bytes than for this.
pub const COMPRESSION: i32 = 6;

/// The path template that answered, for measurements: never the address itself, which may carry what people typed.
#[derive(Debug, Clone)]
pub struct Template(pub String);

/// Everything that the platform answers, ready to be served.
pub fn router(app: Arc<App>) -> Router {
    let rooms = crate::contexts_under(app.policy);
    let addresses: Vec<(&'static str, &'static str)> =
        rooms.iter().flat_map(|room| room.addresses.iter().copied()).collect();
    let document = Arc::new(openapi::document(&rooms));
    let mut inner = Router::new();
    let mut api = Router::new();
    for room in rooms {
        inner = inner.merge(room.pages.router);
        api = api.merge(room.api.router);
    }
    let document = get(async move || axum::Json((*document).clone()));
    let inner = inner
        .nest("/api/v1", api)
        .route("/api/v1/openapi.json", document)
        .layer(from_fn(note_template))
        .layer(DefaultBodyLimit::max(MOST_BODY));
    let entrance = enter::Entrance { app, inner, addresses: addresses.into(), sent: Arc::default() };
    Router::new()
        .route("/static/{name}", get(web::assets::serve))
        .fallback(move |request: Request| enter::enter(entrance.clone(), request))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(COMPRESSION)))
}

/// First parts of addresses that the platform answers itself, so that no city may be found at them.
pub fn first_parts() -> BTreeSet<&'static str> {
    let rooms = crate::contexts();
    let pages = rooms.iter().flat_map(|room| room.pages.list.iter().map(|route| route.path));
    let short = rooms.iter().flat_map(|room| room.addresses.iter().map(|(short, _)| *short));
    let first = |path: &'static str| path.trim_start_matches('/').split('/').next();
    let outside = ["api", "static", "healthz", "readyz", "metrics", "platform"];
    pages.chain(short).filter_map(first).filter(|part| !part.is_empty()).chain(outside).collect()
}

/// Lets the outer layers know which template matched.
async fn note_template(request: Request, next: Next) -> Response {
    let matched =
        request.extensions().get::<axum::extract::MatchedPath>().map(|path| path.as_str().to_owned());
    let mut response = next.run(request).await;
    if let Some(path) = matched {
        response.extensions_mut().insert(Template(path));
    }
    response
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_city_can_not_be_opened_where_the_platform_or_a_room_answers() {
        let taken = super::first_parts();
        for part in ["masuk", "registry", "angka", "kelompok", "usaha-saya", "api", "static", "readyz"] {
            assert!(taken.contains(part), "{part}");
        }
        for city in crate::demo::cities() {
            assert!(!taken.contains(city.slug.as_str()), "{}", city.slug);
        }
    }
}

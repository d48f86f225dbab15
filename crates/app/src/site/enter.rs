//! A request enters: its city, language, session and actor are found, it is judged, answered, and leaves in its shell.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};
use kernel::{Actor, City, CityId, Error};
use tower::ServiceExt;
use web::context::Site;
use web::ui::Theme;
use web::{Failure, Lang, Ui, Visit};

use super::{form, guard, once, show};
use crate::App;

#[derive(Clone)]
pub(super) struct Entrance {
    pub(super) app: Arc<App>,
    pub(super) inner: Router,
    pub(super) addresses: Arc<[(&'static str, &'static str)]>,
    pub(super) sent: Arc<form::Sent>,
}

/// Where a request came from, as the listener tells it.
#[derive(Debug, Clone, Copy)]
pub struct CameFrom(pub IpAddr);

pub(super) async fn enter(entrance: Entrance, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if path.len() > 1 && path.ends_with('/') && request.method() == Method::GET {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        // Two slashes at the beginning would lead to another host.
        let plain = format!("/{}{query}", path.trim_matches('/'));
        return Redirect::permanent(&plain).into_response();
    }
    let site = entrance.app.site();
    let (city, asked) = locate(&site, &path);
    let inner_path = resolve(&entrance.addresses, asked);
    // A body cannot be shared between threads, so only the head is looked at while waiting for the database.
    let (head, body) = request.into_parts();
    let (visit, enrol) = match prepare(&entrance.app, &site, city, &head, asked, &inner_path).await {
        Ok(prepared) => prepared,
        Err(error) => {
            tracing::error!(%error, "a request could not enter");
            return (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "5")], "503").into_response();
        }
    };
    let mut request = Request::from_parts(head, body);
    let api = inner_path.starts_with("/api/");
    if let Some(enrol) = enrol {
        let answer = if api { Failure::from(Error::Forbidden).into_response() } else { visit.see(enrol) };
        let mut answer = show::show(&visit, answer, api);
        guard::seal(&visit, &mut answer);
        return answer;
    }
    let mut response = match guard::may_enter(&request) {
        Ok(()) => {
            readdress(&mut request, &inner_path);
            let visit = visit.clone();
            if api {
                once::answer(&visit, request, &entrance.inner).await
            } else {
                form::answer(&visit, request, &entrance.inner, &entrance.sent).await
            }
        }
        Err(error) => Failure::from(error).into_response(),
    };
    if response.status() == StatusCode::NOT_FOUND && response.extensions().get::<Failure>().is_none() {
        response = Failure::from(Error::NotFound("page")).into_response();
    }
    let mut response = show::show(&visit, response, api);
    guard::seal(&visit, &mut response);
    response
}

/// Runs the router for a visit.
pub(super) async fn run(inner: &Router, visit: Visit, mut request: Request) -> Response {
    request.extensions_mut().insert(visit);
    inner.clone().oneshot(request).await.into_response()
}

/// The city of an address, and the rest of the path.
fn locate<'a>(site: &Site, path: &'a str) -> (Arc<City>, &'a str) {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if let Some(city) = site.city(first) {
        let rest = path.strip_prefix('/').and_then(|path| path.strip_prefix(first)).unwrap_or_default();
        return (city.clone(), if rest.is_empty() { "/" } else { rest });
    }
    let platform =
        site.city_of(CityId::PLATFORM).cloned().unwrap_or_else(|| Arc::new(crate::demo::platform()));
    (platform, path)
}

/// The path that a short address stands for.
fn resolve(addresses: &[(&str, &str)], path: &str) -> String {
    // `/api` is the page about it, and below that is the API itself.
    if path.starts_with("/api/") {
        return path.to_owned();
    }
    for (short, long) in addresses {
        if let Some(rest) = path.strip_prefix(short)
            && (rest.is_empty() || rest.starts_with('/'))
        {
            return format!("{long}{rest}");
        }
    }
    path.to_owned()
}

fn readdress(request: &mut Request, path: &str) {
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    // What came in as a path and was shortened by a slug is still a path; if not, the old one leads nowhere.
    if let Ok(uri) = format!("{path}{query}").parse() {
        *request.uri_mut() = uri;
    }
}

/// The visit, and where it must go first if its session may do nothing else yet.
async fn prepare(
    app: &App,
    site: &Arc<Site>,
    city: Arc<City>,
    head: &Parts,
    asked: &str,
    path: &str,
) -> Result<(Visit, Option<&'static str>), Error> {
    let headers = &head.headers;
    let cookie = |name: &str| cookie(headers, name);
    let token = cookie(&web::visit::session_cookie(&site.public_url, city.id));
    let found = match token {
        Some(token) => session(app, city.id, token).await?,
        None => None,
    };
    let accepted = || Lang::accepted(text(headers, header::ACCEPT_LANGUAGE));
    let lang = cookie("bahasa").and_then(Lang::parse).unwrap_or_else(accepted);
    let enrol = found.as_ref().and_then(|found| identity::factor::must_enrol(found, app.policy, path));
    let (actor, name) = match found {
        Some(found) => (Actor::Account(found.acting), Some(found.name)),
        None => (Actor::Visitor, None),
    };
    let now = app.db.clock().now();
    let here = here(head, &city, asked);
    let ui = Ui {
        lang,
        theme: cookie("tema").and_then(Theme::parse).unwrap_or_default(),
        city,
        actor,
        name,
        here,
        now,
        site: site.clone(),
    };
    let request_id = kernel::id::new(now);
    let visit = Visit {
        db: app.db.clone(),
        ui,
        request: request_id,
        address: head.extensions.get::<CameFrom>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |from| from.0),
        user_agent: text(headers, header::USER_AGENT).chars().take(300).collect(),
        session: token.map(str::to_owned),
        once: None,
        part: headers.contains_key("hx-request"),
        flash: cookie("pesan").map(str::to_owned),
    };
    Ok((visit, enrol))
}

/// The page where the visitor is, as it was asked, so that people come back to the address that they know. Whoever sends
/// a form is on the form's page: where it is sent to need not be a page at all.
fn here(head: &Parts, city: &City, asked: &str) -> String {
    let query = head.uri.query().map(form::without_key).filter(|query| !query.is_empty());
    let asked = query.map_or_else(|| asked.to_owned(), |query| format!("{asked}?{query}"));
    if matches!(head.method, Method::GET | Method::HEAD) { asked } else { from(head, city).unwrap_or(asked) }
}

/// The page of this city that the request was sent from.
fn from(head: &Parts, city: &City) -> Option<String> {
    let page = url::Url::parse(text(&head.headers, header::REFERER)).ok()?;
    let host = page.port().map_or_else(
        || page.host_str().map(str::to_owned),
        |port| page.host_str().map(|host| format!("{host}:{port}")),
    );
    if host? != text(&head.headers, header::HOST) {
        return None;
    }
    let path = if city.slug.is_empty() {
        page.path()
    } else {
        page.path().strip_prefix('/')?.strip_prefix(city.slug.as_str())?
    };
    let path = if path.is_empty() { "/" } else { path };
    let query = page.query().map(form::without_key).filter(|query| !query.is_empty());
    let own = path.starts_with('/') && !path.starts_with("//");
    own.then(|| query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
}

async fn session(app: &App, city: CityId, token: &str) -> Result<Option<identity::session::Found>, Error> {
    let Some(token) = identity::credential::Token::parse(token) else { return Ok(None) };
    let mut tx = app.db.begin(Actor::System("session"), city).await?;
    let found = identity::session::find(&mut tx, &token).await?;
    tx.commit().await?;
    Ok(found)
}

pub(super) fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_address_stands_for_one_of_the_grammar_and_for_all_below_it() {
        let addresses =
            [("/masuk", "/identity/session"), ("/toko", "/market/shops"), ("/api", "/app/help/api")];
        for (path, long) in [
            ("/masuk", "/identity/session"),
            ("/masuk2", "/masuk2"),
            ("/toko/sari", "/market/shops/sari"),
            ("/api", "/app/help/api"),
            ("/api/v1/identity/account", "/api/v1/identity/account"),
            ("/", "/"),
        ] {
            assert_eq!(resolve(&addresses, path), long);
        }
    }
}

//! What every request must pass, and what every answer carries.

use axum::extract::Request;
use axum::response::Response;
use http::{HeaderValue, Method, header};
use kernel::Error;
use web::Visit;

use super::enter::text;

/// No inline script or style, nothing from elsewhere, not in a frame.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'; worker-src 'self'";

/// Refuses what another site made the visitor's browser send. Browsers say where a request comes from
/// (`Sec-Fetch-Site`); those too old for it say which page sent it (`Origin`). A program says neither and brings no
/// cookie, so there is nothing to steal.
pub(super) fn may_enter(request: &Request) -> Result<(), Error> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let headers = request.headers();
    if let Some(site) = headers.get("sec-fetch-site") {
        let own = matches!(site.as_bytes(), b"same-origin" | b"none");
        return if own { Ok(()) } else { Err(Error::refused("app-other-site")) };
    }
    let origin = text(headers, header::ORIGIN);
    let own = match origin.split_once("://") {
        Some((_, host)) => host == text(headers, header::HOST),
        None => origin.is_empty() && !headers.contains_key(header::COOKIE),
    };
    if own { Ok(()) } else { Err(Error::refused("app-other-site")) }
}

/// The headers of every answer.
pub(super) fn seal(visit: &Visit, response: &mut Response) {
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), microphone=(), geolocation=(self), payment=()");
    set("vary", "cookie, accept-language, hx-request");
    if visit.ui.site.public_url.starts_with("https://") {
        set("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
    // What one person saw must not be shown to the next one at the same counter.
    set("cache-control", if visit.ui.signed_in() { "no-store" } else { "no-cache" });
    // A message is shown once, on a page; not used up by a part or a file.
    if visit.flash.is_some()
        && !visit.part
        && headers.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"))
    {
        headers.append(
            header::SET_COOKIE,
            HeaderValue::from_static("pesan=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"),
        );
    }
    if let Ok(id) = HeaderValue::from_str(&visit.request.to_string()) {
        headers.insert("x-request-id", id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[test]
    fn only_our_own_pages_may_send() {
        for (headers, may) in [
            (&[("sec-fetch-site", "same-origin")][..], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("origin", "https://a.id"), ("host", "a.id")], true),
            (&[("origin", "https://b.id"), ("host", "a.id")], false),
            (&[("origin", "null"), ("host", "a.id")], false),
            (&[("host", "a.id")], true),
            (&[("host", "a.id"), ("cookie", "sesi-3374=x")], false),
        ] {
            let mut request = Request::builder().method("POST").uri("/");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(Body::empty()).unwrap();
            assert_eq!(may_enter(&request).is_ok(), may, "{headers:?}");
        }
    }
}

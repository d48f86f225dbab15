//! Language and colours: two cookies, set by plain forms.

use axum::response::{IntoResponse, Redirect};
use http::{HeaderValue, header};
use web::ui::Theme;
use web::{Answer, Lang, Posted, Visit};

/// `POST /app/preferences`
pub(super) async fn set(_: Visit, posted: Posted) -> Answer {
    let back = posted.text("ke");
    // Only an address of our own: one slash, then no second one and no backslash, which browsers read as one.
    let own = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && !back.contains(char::is_control);
    let mut response = Redirect::to(if own { back } else { "/" }).into_response();
    if let Some(lang) = posted.optional("bahasa").and_then(Lang::parse) {
        keep(&mut response, "bahasa", lang.as_str());
    }
    if posted.checked("tema") {
        keep(&mut response, "tema", Theme::parse(posted.text("tema")).unwrap_or_default().as_str());
    }
    Ok(response)
}

fn keep(response: &mut axum::response::Response, name: &str, value: &'static str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

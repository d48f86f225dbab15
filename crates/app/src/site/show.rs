//! How an answer looks: a page in its shell, a part alone, an error as a page or as a problem.

use axum::response::{Html as Answer, IntoResponse, Response};
use http::header;
use kernel::Error;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use web::blocks::{self, Tone};
use web::{Face, Failure, Html, Page, Visit};

use super::shell;

pub(super) fn show(visit: &Visit, response: Response, api: bool) -> Response {
    if let Some(failure) = response.extensions().get::<Failure>() {
        let error = failure.0.clone();
        if let Error::Broken(cause) = &*error {
            tracing::error!(request.id = %visit.request, error = %cause, "a request broke");
        }
        if api {
            return web::api::problem(&visit.ui, &error, visit.request);
        }
        if matches!(*error, Error::Forbidden) && !visit.ui.signed_in() {
            return sign_in_first(visit);
        }
        return wrap(visit, &failure_page(visit, &error), Response::default());
    }
    match response.extensions().get::<std::sync::Arc<Page>>().cloned() {
        Some(page) => wrap(visit, &page, response),
        None => response,
    }
}

/// What would end a value in a query; paths stay as people read them.
const UNREAD: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

/// Whoever is not signed in may be allowed once they are.
fn sign_in_first(visit: &Visit) -> Response {
    let back = percent_encoding::utf8_percent_encode(&visit.ui.here, UNREAD);
    axum::response::Redirect::to(&visit.ui.url(&format!("/masuk?ke={back}"))).into_response()
}

fn failure_page(visit: &Visit, error: &Error) -> Page {
    let ui = &visit.ui;
    let (title, hint) = match error {
        Error::NotFound(_) => ("web-error-not-found", ui.t("web-error-not-found-hint")),
        Error::Forbidden => ("web-error-forbidden", ui.t("web-error-forbidden-hint")),
        Error::Invalid(fields) => {
            let list: Vec<String> = fields.iter().map(|(_, say)| ui.say(say)).collect();
            ("web-error-invalid", list.join(" "))
        }
        Error::Refused(say) => ("web-error-refused", ui.say(say)),
        Error::Broken(_) => ("web-error-broken", ui.t("web-error-broken-hint")),
    };
    let mut main =
        blocks::notice(&hint, if matches!(error, Error::Broken(_)) { Tone::Bad } else { Tone::Warn });
    if matches!(error, Error::Broken(_)) {
        main.push_trusted("<p class=\"muted\">");
        main.push_text(&format!("{}: {}", ui.t("web-error-code"), visit.request));
        main.push_trusted("</p>");
    }
    main.push_trusted("<p>");
    main.push(&blocks::button_link(&ui.url("/"), &ui.t("web-error-home"), true));
    main.push_trusted("</p>");
    let face =
        if visit.actor().role().is_some_and(kernel::Role::is_staff) { Face::Desk } else { Face::Public };
    Page { face, ..Page::new(ui.t(title), main) }.status(Failure::status(error))
}

fn wrap(visit: &Visit, page: &Page, response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.extensions.clear();
    parts.status = page.status;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    let html = if visit.part { page.part() } else { whole(visit, page) };
    let mut answer = Answer(html.into_string()).into_response();
    *answer.status_mut() = parts.status;
    answer.headers_mut().extend(parts.headers);
    answer
}

fn whole(visit: &Visit, page: &Page) -> Html {
    match shell::around(visit, page) {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(request.id = %visit.request, %error, "the shell broke");
            page.part()
        }
    }
}

//! One request: who, which city, in which language, from where.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use http::request::Parts;
use kernel::{Actor, Db, Error, Tx};
use uuid::Uuid;

use crate::{Answer, Failure, Form, Page, Ui};

/// What a handler is given. `app` makes it before the handler runs.
#[derive(Debug, Clone)]
pub struct Visit {
    pub db: Db,
    pub ui: Ui,
    pub request: Uuid,
    /// Where the request came from, as far as the trusted proxies tell.
    pub address: IpAddr,
    pub user_agent: String,
    /// The session's cookie value, for the doings of sign-in and sign-out.
    pub session: Option<String>,
    /// `Idempotency-Key` of an API call, with the hash of what was sent.
    pub once: Option<Arc<Once>>,
    /// Only the main part is wanted.
    pub part: bool,
    /// The key of a message that the page before left.
    pub flash: Option<String>,
}

/// A request that must have its effect once, however often it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// Who may repeat it: the account or the address, with method and path.
    pub scope: String,
    pub key: String,
    pub hash: Vec<u8>,
}

impl Visit {
    /// A transaction for this actor and city. With an idempotency key, the key is taken in the same transaction, so that
    /// effect and key commit together; whoever comes second is refused here.
    pub async fn tx(&self) -> Result<Tx, Error> {
        let mut tx = self.db.begin(self.ui.actor.clone(), self.ui.city.id).await?;
        tx.set_request(self.request);
        if let Some(once) = &self.once {
            crate::api::take(&mut tx, once).await?;
        }
        Ok(tx)
    }

    pub fn actor(&self) -> &Actor {
        &self.ui.actor
    }

    /// After a doing: look at the result. `path` is a path of this city.
    pub fn see(&self, path: &str) -> Response {
        Redirect::to(&self.ui.url(path)).into_response()
    }

    /// After a doing: look at the result, with a message that is shown there once. The key must be a message.
    pub fn see_saying(&self, path: &str, message: &'static str) -> Response {
        let mut response = self.see(path);
        if let Ok(cookie) = http::HeaderValue::from_str(&format!(
            "pesan={message}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
        )) {
            response.headers_mut().append(http::header::SET_COOKIE, cookie);
        }
        response
    }

    /// The name of the session's cookie. Each city has its own, so that one browser can be signed in to two. Over
    /// HTTPS the name binds it to this very host (`__Host-`).
    pub fn session_cookie(&self) -> String {
        session_cookie(&self.ui.site.public_url, self.ui.city.id)
    }

    /// Sends the browser a session's token, or takes it back.
    #[must_use]
    pub fn with_session(&self, mut response: Response, token: Option<&str>) -> Response {
        let secure = if self.ui.site.public_url.starts_with("https://") { "; Secure" } else { "" };
        let (value, age) = match token {
            Some(token) => (token, 365 * 86_400),
            None => ("", 0),
        };
        let name = self.session_cookie();
        let cookie = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(cookie) = http::HeaderValue::from_str(&cookie) {
            response.headers_mut().append(http::header::SET_COOKIE, cookie);
        }
        if token.is_none() {
            let wipe = http::HeaderValue::from_static("\"cache\", \"storage\"");
            response.headers_mut().insert("clear-site-data", wipe);
        }
        response
    }

    /// The form again, with what is wrong, if the error is one that the reader can mend; otherwise the error goes on.
    pub fn again(&self, error: Error, form: Form, page: impl FnOnce(Form) -> Result<Page, Error>) -> Answer {
        let status = match &error {
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Refused(_) => StatusCode::CONFLICT,
            Error::NotFound(_) | Error::Forbidden | Error::Broken(_) => return Err(Failure::from(error)),
        };
        let form = form.because(&error);
        let problem = form.summary(&self.ui);
        let mut page = page(form.summed_up())?.status(status);
        page.problem = Some(problem);
        page.title = format!("{}: {}", self.ui.t("web-form-error-title"), page.title);
        Ok(page.into_response())
    }
}

/// The name of the cookie that holds the session of a city.
pub fn session_cookie(public_url: &str, city: kernel::CityId) -> String {
    let prefix = if public_url.starts_with("https://") { "__Host-" } else { "" };
    format!("{prefix}sesi-{}", city.0)
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Failure> {
        let visit = parts.extensions.get::<Visit>().cloned();
        visit.ok_or_else(|| Failure::from(Error::broken("a route outside of the visit layer")))
    }
}

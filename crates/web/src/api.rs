//! The JSON API's common parts: problems (RFC 9457), cursors, idempotency keys.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use kernel::{Error, OnConstraint, Tx};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::visit::Once;
use crate::{Failure, Ui};

/// A problem document.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// `/problems/not-found`, `forbidden`, `invalid`, `refused` or `broken`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What to do next, in the language asked for.
    pub detail: Option<String>,
    /// Field and what is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// To be told to whoever runs the platform.
    pub request: String,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldProblem {
    pub field: String,
    pub detail: String,
}

/// An error as a problem document.
pub fn problem(ui: &Ui, error: &Error, request: uuid::Uuid) -> Response {
    let status = Failure::status(error);
    let (kind, title, detail, errors) = match error {
        Error::NotFound(_) => ("not-found", "web-error-not-found", None, Vec::new()),
        Error::Forbidden => ("forbidden", "web-error-forbidden", None, Vec::new()),
        Error::Invalid(fields) => {
            let fields = fields.iter();
            let list =
                fields.map(|(field, say)| FieldProblem { field: (*field).to_owned(), detail: ui.say(say) });
            ("invalid", "web-error-invalid", None, list.collect())
        }
        Error::Refused(say) => ("refused", "web-error-refused", Some(ui.say(say)), Vec::new()),
        Error::Broken(_) => ("broken", "web-error-broken", None, Vec::new()),
    };
    let body = Problem {
        kind: format!("/problems/{kind}"),
        title: ui.t(title),
        status: status.as_u16(),
        detail,
        errors,
        request: request.to_string(),
    };
    (status, [("content-type", "application/problem+json")], Json(body).into_response().into_body())
        .into_response()
}

/// A JSON body; what does not parse is a problem, not a bare text.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Failure> {
        let bytes = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|_| Failure::from(Error::refused("web-form-too-large")))?;
        let value = serde_json::from_slice(&bytes).map_err(|error| {
            // The message names fields and types, not values.
            let place = format!("{} ({}:{})", error.classify_words(), error.line(), error.column());
            Failure::from(Error::field("body", kernel::Say::new("web-api-body").with("place", place)))
        })?;
        Ok(Body(value))
    }
}

trait Words {
    fn classify_words(&self) -> &'static str;
}

impl Words for serde_json::Error {
    fn classify_words(&self) -> &'static str {
        match self.classify() {
            serde_json::error::Category::Io => "io",
            serde_json::error::Category::Syntax => "syntax",
            serde_json::error::Category::Data => "data",
            serde_json::error::Category::Eof => "eof",
        }
    }
}

/// A page of a list in the API.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// To be sent as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Takes an idempotency key in the transaction of its effect. Refused when it was taken before: the layer in `app` has
/// then already answered with the first answer, unless the first is still being worked on.
pub(crate) async fn take(tx: &mut Tx, once: &Once) -> Result<(), Error> {
    let (city, now) = (tx.city(), tx.now());
    sqlx::query!(
        "insert into kernel.idempotency (city, scope, key, request_hash, status, headers, body, created_at)
         values ($1, $2, $3, $4, 0, '{}', '', $5)",
        city.0,
        once.scope,
        once.key,
        once.hash,
        now
    )
    .execute(tx.conn())
    .await
    .on_constraint("idempotency_pkey", || Error::refused("web-api-in-flight"))?;
    Ok(())
}

/// How long a form's key is held by a process that may have died.
const WORKING: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

/// Takes a form's key before its doing begins, in a transaction of its own; whether it was free. One that was taken a
/// minute ago without an answer is free again.
pub async fn begin(tx: &mut Tx, once: &Once) -> Result<bool, Error> {
    let (city, now) = (tx.city(), tx.now());
    let taken = sqlx::query!(
        "insert into kernel.idempotency as held (city, scope, key, request_hash, status, headers, body, created_at)
         values ($1, $2, $3, $4, 0, '{}', '', $5)
         on conflict (city, scope, key) do update set created_at = excluded.created_at
         where held.status = 0 and held.created_at < $6",
        city.0,
        once.scope,
        once.key,
        once.hash,
        now,
        now - WORKING
    )
    .execute(tx.conn())
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Frees a form's key: nothing was done under it.
pub async fn forget(tx: &mut Tx, once: &Once) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "delete from kernel.idempotency where city = $1 and scope = $2 and key = $3",
        city.0,
        once.scope,
        once.key
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What an idempotency key was answered with before.
#[derive(Debug)]
pub struct Earlier {
    pub hash: Vec<u8>,
    /// 0 while only the effect is known.
    pub status: i32,
    pub headers: serde_json::Value,
    pub body: Vec<u8>,
}

/// The earlier answer under a key.
pub async fn earlier(tx: &mut Tx, once: &Once) -> Result<Option<Earlier>, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select request_hash, status, headers, body from kernel.idempotency where city = $1 and scope = $2 and key = $3",
        city.0,
        once.scope,
        once.key
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Earlier {
        hash: row.request_hash,
        status: row.status,
        headers: row.headers,
        body: row.body,
    }))
}

/// Keeps the answer given under a key, for whoever sends the same again.
pub async fn keep(tx: &mut Tx, once: &Once, earlier: &Earlier) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update kernel.idempotency set status = $4, headers = $5, body = $6
         where city = $1 and scope = $2 and key = $3 and status = 0",
        city.0,
        once.scope,
        once.key,
        earlier.status,
        earlier.headers,
        earlier.body
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

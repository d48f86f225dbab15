//! Errors on their way to a page or a problem document.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::Error;

/// What handlers answer with.
pub type Answer = Result<Response, Failure>;

/// An error of a doing, to be shown by the layer of the tree that it happened in: as a page, or as a problem (RFC 9457).
#[derive(Debug, Clone)]
pub struct Failure(pub Arc<Error>);

impl Failure {
    /// The status that tells machines what people read.
    pub fn status(error: &Error) -> StatusCode {
        match error {
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::Forbidden => StatusCode::FORBIDDEN,
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Refused(_) => StatusCode::CONFLICT,
            Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(Arc::new(error.into()))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = Failure::status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

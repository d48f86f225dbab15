//! The door for providers' notices: `/{city}/market/notices/midtrans`.

use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use kernel::Error;
use payment::{LONGEST, Name, Notice};
use web::{Routes, Visit};

use super::{Received, receive};

pub(crate) fn routes() -> Routes {
    Routes::new().post("/market/notices/{provider}", heard)
}

async fn heard(
    visit: Visit,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, web::Failure> {
    let provider = Name::parse(&provider).ok_or(Error::NotFound("provider"))?;
    if body.len() > LONGEST {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    }
    let mut tx = visit.tx().await?;
    match receive(&mut tx, provider, Notice { headers: &headers, body: &body }).await? {
        Received::Kept => {
            // Answered once it is written down: what is not, the provider sends again.
            tx.commit().await?;
            Ok(StatusCode::OK.into_response())
        }
        Received::Refused(refusal) => {
            tracing::warn!(provider = provider.as_str(), %refusal, "a payment notice does not count");
            Ok(StatusCode::from_u16(refusal.code()).unwrap_or(StatusCode::BAD_REQUEST).into_response())
        }
    }
}

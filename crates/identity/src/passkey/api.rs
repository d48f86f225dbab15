//! The server's half of what `passkey.js` does. JSON, because the browser's half is a script anyway.

use axum::response::IntoResponse;
use axum::{Extension, Json};
use kernel::Error;
use serde::Deserialize;
use serde_json::json;
use web::api::Body;
use web::{Answer, Routes, Visit};

use super::{Registered, Shown};
use crate::credential::Token;
use crate::factor::Policy;
use crate::limit;
use crate::session::pages::{after, caller, here_in, safe};
use crate::session::{self, Step};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/identity/session/options", options)
        .post("/identity/session", sign_in)
        .post("/identity/session/confirmation", confirm)
        .post("/identity/passkeys/options", register_options)
        .post("/identity/passkeys", register)
}

#[derive(Deserialize)]
struct Show {
    ceremony: String,
    credential: Shown,
    /// The page that was wanted.
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Register {
    ceremony: String,
    credential: Registered,
    #[serde(default)]
    name: String,
}

async fn options(visit: Visit) -> Answer {
    limit::gate(&visit.db, visit.ui.city.id, limit::CHALLENGES, visit.address).await?;
    let mut tx = visit.tx().await?;
    let (token, options) = super::begin(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(json!({ "ceremony": token.reveal(), "options": options })).into_response())
}

async fn sign_in(visit: Visit, Extension(policy): Extension<Policy>, Body(show): Body<Show>) -> Answer {
    let mut tx = visit.tx().await?;
    let step =
        session::with_passkey(&mut tx, &token(&show.ceremony)?, &show.credential, &caller(&visit)).await?;
    tx.commit().await?;
    let Step::In(session) = step else { return Err(refused().into()) };
    let next =
        after(&visit, policy, &session, Some(&show.next).filter(|next| !next.is_empty()).map(String::as_str));
    let answer = Json(json!({ "next": visit.ui.url(&next.await?) })).into_response();
    Ok(visit.with_session(answer, Some(&session.token.reveal())))
}

async fn confirm(visit: Visit, Body(show): Body<Show>) -> Answer {
    let mut tx = visit.tx().await?;
    let found = here_in(&visit, &mut tx).await?;
    let step =
        session::confirm_with_passkey(&mut tx, &found, &token(&show.ceremony)?, &show.credential).await?;
    tx.commit().await?;
    let Step::In(session) = step else { return Err(refused().into()) };
    let next = safe(&show.next).unwrap_or_else(|| "/identity/account".to_owned());
    let answer = Json(json!({ "next": visit.ui.url(&next) })).into_response();
    Ok(visit.with_session(answer, Some(&session.token.reveal())))
}

async fn register_options(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let fresh = here_in(&visit, &mut tx).await?.fresh(tx.now())?;
    let (token, options) = super::begin_register(&mut tx, fresh).await?;
    tx.commit().await?;
    Ok(Json(json!({ "ceremony": token.reveal(), "options": options })).into_response())
}

async fn register(visit: Visit, Body(register): Body<Register>) -> Answer {
    let mut tx = visit.tx().await?;
    let ceremony = token(&register.ceremony)?;
    let name = if register.name.is_empty() { session::device(&visit.user_agent) } else { register.name };
    super::finish_register(&mut tx, &ceremony, &register.credential, &name).await?;
    tx.commit().await?;
    // The next page offers recovery codes where there are none.
    Ok(Json(json!({ "next": visit.ui.url(crate::factor::ENROL) })).into_response())
}

fn token(text: &str) -> Result<Token, Error> {
    Token::parse(text).ok_or_else(|| Error::refused("identity-ceremony-expired"))
}

fn refused() -> Error {
    Error::refused("identity-passkey-refused")
}

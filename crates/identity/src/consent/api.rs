//! Purposes and one's own consents over the JSON API.

use axum::Json;
use axum::response::{IntoResponse, NoContent};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use web::api::{Body, Listing, Problem};
use web::{Answer, Routes, Visit};

use super::pages::purpose;
use super::{Channel, Language};
use crate::{account, show};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/identity/purposes", purposes)
        .get("/identity/consents", list)
        .post("/identity/consents", choose)
}

/// A purpose, in the language asked for.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PurposeJson {
    key: String,
    version: i32,
    /// `consent`, `contract`, `legal_duty` or `public_task`.
    basis: &'static str,
    legal_reference: String,
    title: String,
    text: String,
    fields: String,
    recipients: String,
    retention: String,
}

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ConsentJson {
    purpose: String,
    version: i32,
    /// Agreed to now.
    given: bool,
    /// There is a newer text than the one that was agreed to.
    outdated: bool,
    /// `web`, `paper`, `oral`, `phone` or `deletion`.
    channel: String,
    at: DateTime<Utc>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceJson {
    purpose: String,
    state: Said,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Said {
    Given,
    Withdrawn,
}

/// The register of processing.
#[utoipa::path(get, path = "/identity/purposes", tag = "identity",
    responses((status = 200, body = Listing<PurposeJson>)))]
pub(crate) async fn purposes(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let text = |both: &[String; 2]| show::either(&visit.ui, both).to_owned();
    let items = super::list(&mut tx).await?.into_iter().map(|purpose| PurposeJson {
        basis: purpose.basis.as_str(),
        title: text(&purpose.title),
        text: text(&purpose.text),
        fields: text(&purpose.fields),
        recipients: text(&purpose.recipients),
        retention: text(&purpose.retention),
        key: purpose.key,
        version: purpose.version,
        legal_reference: purpose.legal_reference,
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

/// How oneself stands to each purpose that was asked.
#[utoipa::path(get, path = "/identity/consents", tag = "identity",
    responses((status = 200, body = Listing<ConsentJson>), (status = 403, body = Problem)))]
pub(crate) async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let account = account::own(&tx)?;
    let items = super::standing(&mut tx, account).await?.into_iter().map(|standing| ConsentJson {
        purpose: standing.purpose,
        version: standing.version,
        given: standing.given,
        outdated: standing.outdated,
        channel: standing.channel,
        at: standing.at,
    });
    Ok(Json(Listing { items: items.collect(), next: None }).into_response())
}

/// Agrees to a purpose, or no longer.
#[utoipa::path(post, path = "/identity/consents", tag = "identity", request_body = ChoiceJson,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn choose(visit: Visit, Body(choice): Body<ChoiceJson>) -> Answer {
    let mut tx = visit.tx().await?;
    let account = account::own(&tx)?;
    let purpose = purpose(&choice.purpose)?;
    let language = Language::parse(visit.ui.lang.as_str()).unwrap_or_default();
    match choice.state {
        Said::Given => super::give(&mut tx, account, purpose, Channel::Web, language).await?,
        Said::Withdrawn => super::withdraw(&mut tx, account, purpose.key, Channel::Web).await?,
    }
    tx.commit().await?;
    Ok(NoContent.into_response())
}

//! Pairs that wait for an officer, over the JSON API.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, NoContent};
use serde::{Deserialize, Serialize};
use utoipa::OpenApi;
use web::api::{Body, Listing, Problem};
use web::{Answer, ListQuery, Routes, Visit};

use super::queue::{self, Question};
use super::{Side, Verdict};
use crate::person::api::{PAGE, after, next};

pub(super) fn routes() -> Routes {
    Routes::new().get("/registry/links", list).post("/registry/links/{id}/answer", answer)
}

#[derive(OpenApi)]
#[openapi(paths(list, answer), components(schemas(Problem)))]
struct Document;

pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Two records that may be one.
#[derive(Serialize, utoipa::ToSchema)]
struct LinkJson {
    id: uuid::Uuid,
    side: Side,
    left: RecordJson,
    right: RecordJson,
    /// The smallest territory in which both lie.
    area: String,
    /// In bits: 0 is even odds that both are one, 10 a thousand to one.
    weight: f32,
    /// What speaks for and against, in the language asked for.
    reasons: Vec<String>,
    /// Somebody else looks at it just now.
    claimed: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct RecordJson {
    id: uuid::Uuid,
    name: String,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerJson {
    verdict: Verdict,
    /// One sentence for whoever looks at it next year.
    why: String,
}

/// The pairs of the actor's territory that nobody decided yet, the likeliest first.
#[utoipa::path(get, path = "/registry/links", tag = "registry", params(("after" = Option<String>, Query)),
    responses((status = 200, body = Listing<LinkJson>), (status = 403, body = Problem)))]
async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let offset = after(&query);
    let (questions, _) = queue::list(&mut tx, offset, PAGE).await?;
    let next = next(offset, questions.len());
    let item = |one: Question| LinkJson {
        claimed: one.is_claimed(&tx),
        id: one.id.0,
        side: one.side,
        left: RecordJson { id: one.records.0, name: one.names.0 },
        right: RecordJson { id: one.records.1, name: one.names.1 },
        area: one.area.to_string(),
        weight: one.weight,
        reasons: one.reasons.iter().map(|key| visit.ui.t_of("", key)).collect(),
    };
    Ok(Json(Listing { items: questions.into_iter().map(item).collect(), next }).into_response())
}

/// Says whether both are one. It can be undone on the record's page.
#[utoipa::path(post, path = "/registry/links/{id}/answer", tag = "registry", params(("id" = uuid::Uuid, Path)),
    request_body = AnswerJson,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn answer(visit: Visit, Path(id): Path<String>, Body(said): Body<AnswerJson>) -> Answer {
    let mut tx = visit.tx().await?;
    queue::answer(&mut tx, id.parse()?, said.verdict, &said.why).await?;
    tx.commit().await?;
    Ok(NoContent.into_response())
}
